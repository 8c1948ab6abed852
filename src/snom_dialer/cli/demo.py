"""`demo`: a virtual phone, the program, and one call each way, told live, in a configuration of its own.

Everything is real but the phone: its Action URLs are written over HTTP, the call is dialled through `command.htm`, the
user's action is fetched by the program. Nothing of the user's is read or written.

Not for: testing (tests), or trying things out by hand (simulate).
"""

import asyncio
import shutil
import tempfile
from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path

from snom_dialer.calls.call import CallState
from snom_dialer.cli.main import Call
from snom_dialer.cli.narrate import narrated
from snom_dialer.config.document import text_of
from snom_dialer.config.model import Action, Config, Phone
from snom_dialer.config.model import Callback as CallbackOptions
from snom_dialer.engine.logbook import close_log, open_log
from snom_dialer.engine.order import dial
from snom_dialer.engine.program import Program
from snom_dialer.errors import Code, DialerError, Exit, fault
from snom_dialer.protocol.action_url import mask
from snom_dialer.protocol.event import EventKind
from snom_dialer.protocol.vocabulary import ACTION_URLS
from snom_dialer.simulator.happening import Happening
from snom_dialer.simulator.operation import perform
from snom_dialer.simulator.phone import VirtualPhone
from snom_dialer.simulator.profile import model
from snom_dialer.simulator.setup import Auth, Setup
from snom_dialer.state.places import places

_CONFIG = "demo.json"
_PLAYED = {EventKind.OUTGOING, EventKind.INCOMING, EventKind.CONNECTED, EventKind.DISCONNECTED}
_PASSWORD = "demo"  # noqa: S105  # of the virtual phone
_PATIENCE = 15.0  # seconds for each step; it takes milliseconds
_WIDTH = 76  # characters of an address that are shown
_PAUSE = 0.8  # seconds between two steps, so that a person can follow


def run_demo(call: Call) -> int:
    """Play it; the exit status is 0 only when every step happened."""
    _check_model(call.args.model)
    directory = Path(tempfile.mkdtemp(prefix="snom-dialer-demo-"))
    keep = bool(call.args.keep)
    try:
        if call.args.desktop:
            from snom_dialer.cli import demo_desktop

            return demo_desktop.run(call, directory)
        open_log(places(directory / _CONFIG).log_dir, verbose=call.output.verbose)
        asyncio.run(_Demo(call, directory).play())
    except DialerError as error:
        keep = keep or error.code is Code.BUG  # the log in there tells more
        raise
    finally:
        close_log()
        if not keep:
            shutil.rmtree(directory, ignore_errors=True)
    if keep:
        call.output.say(f"\nkept in {directory}; try: snom-dialer --config {directory / _CONFIG} calls")
    call.output.done("demo")
    return int(Exit.DONE)


def _check_model(name: str) -> None:
    """Refuse a model that cannot play its part: it takes no commands, or does not tell of what happens."""
    generation = model(name).generation
    if generation.manager or _PLAYED - generation.events:
        what = f"a snom {name} takes no commands or tells too little of its calls for this; try D385, 320 or 370"
        raise fault(Code.USAGE, what=what, command="demo")


class _Demo:
    """The stage: a phone, a web server of the user's, the program between them."""

    def __init__(self, call: Call, directory: Path) -> None:
        self._call = call
        self._config_file = directory / _CONFIG
        self._fetched: list[str] = []
        self._news = asyncio.Event()

    async def play(self) -> None:
        """Play all acts."""
        async with AsyncExitStack() as stage:
            self._title("1. a virtual phone, and a web server that stands for your CRM")
            setup = Setup(model=self._call.args.model, auth=Auth.DIGEST, password=_PASSWORD, name="Desk")
            phone = VirtualPhone(setup, observe=self._phone_says)
            await phone.start()
            stage.push_async_callback(phone.stop)
            crm = await asyncio.start_server(self._crm, "127.0.0.1", 0)
            await stage.enter_async_context(crm)
            self._say(f"phone on {phone.url}, CRM on port {crm.sockets[0].getsockname()[1]}")
            program = self._program(phone, crm.sockets[0].getsockname()[1])
            await self._acts(program, phone)

    async def _acts(self, program: Program, phone: VirtualPhone) -> None:
        self._title("2. the program starts and sets the phone up by itself")
        running = asyncio.create_task(program.run())
        telling = asyncio.create_task(self._tell(program))
        try:
            await self._until(running, program.ready.is_set)
            line = program.line(None)
            await self._until(running, lambda: line.keeper.standing.reachable)
            self._show_action_urls(phone)
            self._title("3. an outgoing call, dialled through command.htm")
            await line.command(dial("+49 30 39833-0", program.config.numbers).command)
            await self._until(running, lambda: any(c.state is CallState.DIALING for c in line.live()))
            await self._step(phone, "remote_answer")
            await self._until(running, lambda: any(c.state is CallState.CONNECTED for c in line.live()))
            await self._step(phone, "hangup_remote")
            await self._until(running, lambda: not line.live())
            self._title("4. an incoming call, and your action URL")
            await self._step(phone, "ring", number="+441632960961", name="Ada Lovelace")
            await self._until(running, lambda: self._fetched)
            await self._step(phone, "answer")
            await self._until(running, lambda: any(c.state is CallState.CONNECTED for c in line.live()))
            await self._step(phone, "hangup")
            await self._until(running, lambda: not line.live())
            self._title("5. the end: the phone gets its former settings back")
        finally:
            program.stop()
            await asyncio.gather(running, telling)
        left = [row.setting for row in ACTION_URLS if phone.settings.get(row.setting)]
        if left:
            raise fault(Code.SETTING_READ_ONLY, host=phone.host, settings=", ".join(left))
        self._say("no Action URL of ours is left in it")

    def _program(self, phone: VirtualPhone, crm_port: int) -> Program:
        action = Action(
            event=EventKind.INCOMING, url=f"http://127.0.0.1:{crm_port}/crm?caller={{number}}&name={{name}}"
        )
        config = Config(
            phones=(Phone(name="desk", host=f"127.0.0.1:{phone.port}", username="admin", password=_PASSWORD),),
            callback=CallbackOptions(port=0),
            actions=(action,),
        )
        self._config_file.write_text(text_of(config), encoding="utf-8")
        self._config_file.chmod(0o600)
        return Program(config, places(self._config_file), password=lambda _: _PASSWORD)

    async def _step(self, phone: VirtualPhone, operation: str, **given: object) -> None:
        await asyncio.sleep(_PAUSE)
        perform(operation, phone, given)

    async def _until(self, running: "asyncio.Task[None]", holds: Callable[[], object]) -> None:
        """Wait until something holds, asked whenever something happened; the end of the program ends the waiting."""
        running.add_done_callback(lambda _: self._news.set())
        try:
            async with asyncio.timeout(_PATIENCE):
                while not holds():
                    self._news.clear()
                    await self._news.wait()
                    if running.done():
                        running.result()
        except TimeoutError:
            log = places(self._config_file).log_dir
            raise fault(Code.BUG, what="the demo did not come to its end", log=log) from None

    # ---- what is shown -----------------------------------------------------------------------------------------------

    def _title(self, text: str) -> None:
        self._call.output.say(f"\n{text}")

    def _say(self, text: str) -> None:
        self._call.output.say(f"   {text}")

    def _phone_says(self, news: Happening) -> None:
        sentence = mask(news.sentence.partition(": ")[2])
        self._call.output.record({"type": "simulator", "what": news.what, "sentence": sentence})
        if news.what in ("request", "action"):
            self._say(f"phone    {_cut(sentence)}")
        self._news.set()

    async def _tell(self, program: Program) -> None:
        await program.ready.wait()
        self._news.set()
        async for record in program.stream.subscribe():
            self._call.output.record(record)
            if line := narrated(record).partition("  ")[2]:
                self._say(f"program  {line}")
            self._news.set()

    def _show_action_urls(self, phone: VirtualPhone) -> None:
        for row in ACTION_URLS:
            if value := phone.settings.get(row.setting):
                self._say(f"  {row.setting:<26}{_cut(mask(value))}")

    async def _crm(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer as a user's web server would."""
        request = (await reader.readuntil(b"\r\n\r\n")).split(b" ", 2)[1].decode()
        writer.write(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")
        await writer.drain()
        writer.close()
        self._fetched.append(request)
        self._say(f"CRM      GET {request}")
        self._news.set()


def _cut(sentence: str) -> str:
    """Shorten a long address; what came of the request stands behind it."""
    address, arrow, answer = sentence.partition(" → ")
    return f"{address[:_WIDTH]}…{arrow}{answer}" if len(address) > _WIDTH else sentence
