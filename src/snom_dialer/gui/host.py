"""The engine behind the window: a program of our own in this process, or one that runs already and was joined.

    nothing runs          our own program begins
    a `serve` runs        it is joined: its stream is shown, commands are handed to it
    the joined one ends   our own program begins
    ours is ended         `snom-dialer quit`: the window ends, too

Everything here happens in the engine's loop.
Not for: Qt (bridge).
"""

import asyncio
import contextlib
import logging
from collections.abc import AsyncGenerator, Callable, Mapping
from typing import Protocol

from snom_dialer.config.load import Loaded
from snom_dialer.engine.configuration import settle
from snom_dialer.engine.handler import Commands
from snom_dialer.engine.program import Program
from snom_dialer.errors import Code, DialerError, fault
from snom_dialer.gui.joined import Joined
from snom_dialer.gui.news import EngineNews, EngineState, News, news_of
from snom_dialer.state.places import Places

log = logging.getLogger(__name__)

Record = Mapping[str, object]
Arguments = Mapping[str, object]
PATIENCE = 5.0  # seconds that a command waits for an engine that begins
AGAIN = 2.0  # seconds until a program that can be neither started nor joined is tried again


class Source(Protocol):
    """Whoever carries out commands: the handler of our own program, or a conversation with another one."""

    def check(self, command: str, arguments: Arguments) -> None:
        """Raise what speaks against a command."""
        ...

    def run(self, command: str, arguments: Arguments) -> AsyncGenerator[dict[str, object], None]:
        """Carry it out; the last record says that it is done."""
        ...


class Host:
    """Runs or joins an engine from `begin` to `end`. `tell` gets all news, `wish` what others wish of the window."""

    def __init__(
        self,
        places: Places,
        tell: Callable[[News], None],
        wish: Callable[[str, str], None],
        warn: Callable[[DialerError], None],
    ) -> None:
        self._places = places
        self._tell = tell
        self._wish = wish
        self._warn = warn
        self._loaded: Loaded | None = None
        self._program: Program | None = None
        self._source: Source | None = None
        self._task: asyncio.Task[None] | None = None
        self._changed = False
        self._failure: DialerError | None = None
        self._up = asyncio.Event()

    def begin(self, loaded: Loaded) -> None:
        """Work with this configuration; where an engine works already, with the new one from now on."""
        self._loaded = loaded
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run())
        elif self._program is not None:
            self._changed = True
            self._program.stop()

    async def end(self) -> None:
        """End the engine, if it is ours, and everything else."""
        if self._task is None:
            return
        self._changed = False
        if self._program is not None:
            self._program.stop()
        else:
            self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    async def ask(self, command: str, arguments: Arguments) -> dict[str, object]:
        """Have a command carried out and return what its last record says; one that begins is waited for.

        Raises what the command raises, and why there is no engine.
        """
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE if self._loaded is not None else 0):
                await self._up.wait()
        source = self._source
        if source is None:
            raise self._failure or fault(Code.PROGRAM_NOT_RUNNING)
        source.check(command, arguments)
        async with contextlib.aclosing(source.run(command, arguments)) as records:
            async for record in records:
                if isinstance(done := record.get("done"), dict):
                    return done
        raise fault(Code.PROGRAM_UNSURE)

    # ---- its life ----------------------------------------------------------------------------------------------------

    async def _run(self) -> None:
        while True:
            self._up.clear()
            self._tell(EngineNews(state=EngineState.STARTING))
            try:
                await self._own()
            except DialerError as error:
                self._changed = False  # whatever is tried next is tried with the new configuration
                if error.code is Code.PROGRAM_RUNNING:
                    await self._join(error)
                else:
                    await self._fail(error)
                continue
            except Exception as error:  # a window without an engine has to say so, and to go on trying
                log.exception("the engine failed")
                await self._fail(fault(Code.BUG, what=type(error).__name__, log=self._places.log_dir))
                continue
            if not self._changed:
                self._tell(EngineNews(state=EngineState.ENDED))
                return
            self._changed = False

    async def _fail(self, error: DialerError) -> None:
        """Tell of it, and wait until it is worth another try."""
        self._failure = error
        self._up.set()  # whoever waits is told
        self._tell(EngineNews(state=EngineState.FAILED, error=error))
        await asyncio.sleep(AGAIN)

    async def _own(self) -> None:
        """Run a program of our own to its end. Raises what keeps it from starting, or ends it."""
        assert self._loaded is not None
        loaded, places = self._loaded, self._places
        recent = loaded.carried.recent_numbers if loaded.carried is not None else ()
        program = self._program = Program(
            loaded.config, places, recent=recent, settle=lambda: settle(places, loaded, self._warn)
        )
        running = asyncio.create_task(program.run())
        source = Commands(program)
        wishes = asyncio.create_task(self._follow(source, "face"))
        ready = asyncio.create_task(program.ready.wait())
        try:
            await asyncio.wait({running, ready}, return_when=asyncio.FIRST_COMPLETED)
            if not running.done():
                self._work_with(source, EngineState.OWN)
                await self._follow(source, "subscribe")
            await running
        finally:
            self._leave()
            self._program = None
            for task in (ready, wishes):
                task.cancel()
            program.stop()
            await asyncio.gather(running, ready, wishes, return_exceptions=True)

    async def _join(self, running: DialerError) -> None:
        """Join the program that runs, until it ends. `running` is told where that does not work."""
        source = Joined(self._places.socket)
        try:
            async with contextlib.aclosing(source.run("status", {})) as said:
                await anext(said)
        except DialerError as error:
            await self._fail(running if error.code is Code.PROGRAM_NOT_RUNNING else error)
            return
        wishes = asyncio.create_task(self._hear_wishes(source))
        self._work_with(source, EngineState.JOINED)
        try:
            await self._follow(source, "subscribe")
        except DialerError as error:
            self._warn(error)
        finally:
            self._leave()
            wishes.cancel()
            await asyncio.gather(wishes, return_exceptions=True)

    async def _hear_wishes(self, source: Source) -> None:
        """Be the face of a program that was joined; where another window is, that one hears them."""
        try:
            await self._follow(source, "face")
        except DialerError as error:
            if error.code is not Code.PROGRAM_UNSURE:  # it has ended, and the stream tells that as well
                self._warn(error)

    def _work_with(self, source: Source, state: EngineState) -> None:
        self._source, self._failure = source, None
        self._up.set()
        self._tell(EngineNews(state=state))

    def _leave(self) -> None:
        self._source = None
        self._up.clear()

    async def _follow(self, source: Source, command: str) -> None:
        """Hand on everything that an endless command tells."""
        dropped = True
        while dropped:
            dropped = False
            async with contextlib.aclosing(source.run(command, {})) as records:
                async for record in records:
                    dropped = record.get("type") == "dropped"  # we were too slow, and begin anew
                    self._hand_on(record)

    def _hand_on(self, record: Record) -> None:
        if record.get("type") == "wish":
            self._wish(str(record.get("wish")), str(record.get("text", "")))
        elif "type" in record and (news := news_of(record)) is not None:
            self._tell(news)
