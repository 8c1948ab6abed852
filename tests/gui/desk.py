"""A bridge with an engine and a virtual phone behind it, for tests in Qt's thread."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from pytestqt.qtbot import QtBot

from snom_dialer.config.load import Loaded, load
from snom_dialer.gui.board import Board
from snom_dialer.gui.bridge import Bridge
from snom_dialer.gui.news import EngineNews, EngineState, News
from snom_dialer.simulator.thread import SimulatorThread
from snom_dialer.state.places import Places, places

PATIENCE = 10_000  # milliseconds for what takes a fraction of a second

T = TypeVar("T")


def configured(directory: Path, *hosts: str, **more: object) -> tuple[Places, Loaded]:
    """Write a configuration with these phones, and read it."""
    where = places(directory / "c.json", {"HOME": str(directory)})
    names = ["desk", "hall", "lab"]
    phones = [{"name": name, "host": host} for name, host in zip(names, hosts, strict=False)]
    document: dict[str, object] = {"version": 2, "phones": phones, "callback": {"port": 0}}
    document |= {"default_phone": names[0] if hosts else None, **more}
    where.config_file.write_text(json.dumps(document), encoding="utf-8")
    return where, load(where.config_file)


class Bridged:
    """A bridge, what it told, and the sum of it."""

    def __init__(self, qtbot: QtBot, where: Places) -> None:
        self.qtbot = qtbot
        self.board = Board()
        self.news: list[News] = []
        self.wishes: list[tuple[str, str]] = []
        self.bridge = Bridge(where)
        self.bridge.told.connect(self._take)
        self.bridge.wished.connect(lambda wish, text: self.wishes.append((wish, text)))
        self.bridge.open()

    def _take(self, news: News) -> None:
        self.news.append(news)
        self.board.take(news)

    def until(self, state: EngineState) -> None:
        """Wait until the engine stands so."""
        self.qtbot.waitUntil(lambda: self.board.engine.state is state, timeout=PATIENCE)

    def armed(self, name: str = "desk") -> None:
        """Wait until the phone is set up."""
        self.qtbot.waitUntil(lambda: self._is_armed(name), timeout=PATIENCE)

    def _is_armed(self, name: str) -> bool:
        phone = self.board.phones.get(name)
        return phone is not None and phone.state == "active"

    def states(self) -> list[EngineState]:
        """Return every state of the engine, in order."""
        return [news.state for news in self.news if isinstance(news, EngineNews)]

    def end(self) -> None:
        """End it, and wait for that."""
        with self.qtbot.waitSignal(self.bridge.closed, timeout=PATIENCE):
            self.bridge.close()
        self.bridge.join(5.0)


@contextmanager
def bridged(qtbot: QtBot, where: Places) -> Iterator[Bridged]:
    """A bridge without an engine yet, ended whatever happens."""
    made = Bridged(qtbot, where)
    try:
        yield made
    finally:
        made.end()


def host_of(sim: SimulatorThread) -> str:
    """Where the virtual phone is."""
    return f"127.0.0.1:{sim.phone.port}"
