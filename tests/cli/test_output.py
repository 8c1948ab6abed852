"""What is printed where, also when nobody can read it."""

import asyncio
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from snom_dialer.cli.column import aligned, counted
from snom_dialer.cli.output import File, Output
from snom_dialer.cli.printer import Printer
from snom_dialer.errors import Code, ComputerError, fault
from tests.cli.running import SCRIPT, process

UNIX = pytest.mark.skipif(os.name == "nt", reason="there is no /dev/full and no such pipe")


def output(*, as_json: bool = False, verbose: int = 0) -> tuple[Output, io.StringIO, io.StringIO]:
    out, err = io.StringIO(), io.StringIO()
    return Output(as_json=as_json, verbose=verbose, out=out, err=err), out, err


def test_people_get_sentences() -> None:
    to, out, err = output()
    to.say("there")
    to.record({"type": "call"})
    to.done("dial")
    to.warn("odd")
    assert (out.getvalue(), err.getvalue()) == ("there\n", "snom-dialer: odd\n")


def test_programs_get_objects_of_plain_ascii() -> None:
    to, out, _ = output(as_json=True)
    to.say("there")
    to.record({"type": "call", "name": "Ünal ☎ \udcff"})
    to.done("dial", number="1")
    first, second = out.getvalue().splitlines()
    assert first.isascii()
    assert json.loads(first)["name"] == "Ünal ☎ \udcff"
    assert json.loads(second) == {"type": "done", "command": "dial", "number": "1"}


def test_a_failure_is_both() -> None:
    to, out, err = output(as_json=True)
    assert to.fail(fault(Code.NUMBER_EMPTY)) == 7
    assert json.loads(out.getvalue()) == {
        "type": "error", "code": "number_empty", "exit": 7, "message": "there is no number to dial",
        "next": "give a number", "values": {},
    }  # fmt: skip
    assert err.getvalue() == "snom-dialer: there is no number to dial; give a number.\n"


@pytest.mark.parametrize(("verbose", "lines"), [(0, 0), (1, 1), (2, 2)])
def test_details_are_for_those_who_asked(verbose: int, lines: int) -> None:
    to, _, err = output(verbose=verbose)
    to.detail(1, "more")
    to.detail(2, "most")
    assert err.getvalue().splitlines() == ["more", "most"][:lines]


def test_nothing_in_a_sentence_moves_the_cursor() -> None:
    to, _, err = output()
    to.warn("a\nb\x1b[2J\u202ec \udcff – Ünal")
    assert err.getvalue() == "snom-dialer: a?b?[2J?c ? – Ünal\n"


class Full(io.StringIO):
    """A file on a full disk."""

    def write(self, _: str) -> int:
        raise OSError(28, "No space left on device")


def test_a_full_disk_is_told_and_not_our_fault() -> None:
    to, err = Output(as_json=True, out=Full(), err=(errors := io.StringIO())), errors
    with pytest.raises(ComputerError, match="standard output cannot be written: No space left") as caught:
        to.line("x")
    assert to.fail(caught.value) == 8
    assert err.getvalue().count("\n") == 1


def test_sentences_that_nobody_can_read_are_given_up() -> None:
    to = Output(as_json=False, out=io.StringIO(), err=Full())
    assert to.fail(fault(Code.NUMBER_EMPTY)) == 7


# ---- columns ---------------------------------------------------------------------------------------------------------


def test_columns_are_as_wide_as_their_widest_cell() -> None:
    rows = [("a", "", "long cell", "end"), ("bbbb", "", "c", ""), ("", "", "", "x" * 50)]
    wide = " " * len(" bbbb  long cell  ") + "x" * 50
    assert aligned(rows, indent=" ") == [" a     long cell  end", " bbbb  c", wide]
    assert aligned([]) == []


@pytest.mark.parametrize(("number", "words"), [(0, "no phones"), (1, "1 phone"), (2, "2 phones")])
def test_things_are_counted(number: int, words: str) -> None:
    assert counted(number, "phone") == words


# ---- printing beside a loop ------------------------------------------------------------------------------------------


class Piped(Output):
    """Standard output that is a pipe."""

    def __init__(self, descriptor: int) -> None:
        super().__init__(as_json=True, out=io.StringIO(), err=io.StringIO())
        self._descriptor = descriptor

    @property
    def file(self) -> File | None:
        return File(self._descriptor, "utf-8", "strict")


def test_lines_go_to_a_stream_that_is_no_file() -> None:
    to, out, _ = output()

    async def print_two() -> None:
        printer = Printer(to)
        await printer.line("ü")
        await printer.line("2")
        printer.close()

    asyncio.run(print_two())
    assert out.getvalue() == "ü\n2\n"


@UNIX
def test_long_lines_go_through_a_pipe_whole_and_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    source, target = os.pipe()
    lines = [f"{number}{'ü' * 100_000}" for number in range(5)]

    def read() -> bytes:
        with os.fdopen(source, "rb") as file:
            return file.read()

    async def print_all() -> bytes:
        printer = Printer(Piped(target))
        reading = asyncio.get_running_loop().run_in_executor(None, read)
        for line in lines:
            await printer.line(line)
        printer.close()
        os.close(target)
        return await reading

    write = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: write(descriptor, data[:70_000]))  # it may take a part
    assert asyncio.run(print_all()).decode().splitlines() == lines


@UNIX
def test_a_reader_who_stalls_holds_up_neither_the_loop_nor_its_end() -> None:
    source, target = os.pipe()

    async def stall() -> int:
        printer = Printer(Piped(target))
        printing = asyncio.create_task(printer.line("x" * 1_000_000))
        turns = 0
        while turns < 1000:  # the loop turns and turns
            await asyncio.sleep(0)
            turns += 1
        assert not printing.done()
        printing.cancel()
        return turns

    assert asyncio.run(stall()) == 1000
    while os.read(source, 1 << 20)[-1:] != b"\n":  # let the thread come to its end
        pass
    os.close(source)
    os.close(target)


@UNIX
def test_a_reader_who_has_gone_is_told_where_the_line_came_from() -> None:
    source, target = os.pipe()
    os.close(source)

    async def print_one() -> None:
        printer = Printer(Piped(target))
        try:
            await printer.line("x")
        finally:
            printer.close()

    with pytest.raises(BrokenPipeError):
        asyncio.run(print_one())
    os.close(target)


# ---- whole processes -------------------------------------------------------------------------------------------------


def shell(line: str, **environ: str) -> "subprocess.CompletedProcess[str]":
    """Run a line of the shell in which `$DIALER` is the script."""
    return subprocess.run(
        ["/bin/bash", "-c", line],
        env={**os.environ, "DIALER": f"{sys.executable} {SCRIPT}", **environ},
        capture_output=True, text=True, timeout=20, stdin=subprocess.DEVNULL,
    )  # fmt: skip


@UNIX
@pytest.mark.parametrize("options", ["--help", "--version --json", "frob --json", "config paths", "dial --help"])
def test_a_reader_who_has_gone_is_no_bug(options: str) -> None:
    source, target = os.pipe()
    os.close(source)
    ran = subprocess.run(
        [sys.executable, str(SCRIPT), *options.split()], stdout=target, stderr=subprocess.PIPE, timeout=20
    )
    os.close(target)
    assert (ran.returncode, ran.stderr.count(b"\n")) == ((2, 1) if "frob" in options else (8, 0))


@UNIX
@pytest.mark.parametrize("options", ["--help", "config paths", "config paths --json", "dial --help"])
def test_a_full_disk_is_a_sentence(options: str) -> None:
    ran = shell(f"$DIALER {options} > /dev/full")
    assert (ran.returncode, ran.stderr.count("\n")) == (8, 1)
    assert "standard output cannot be written: No space left on device" in ran.stderr


@UNIX
@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_streams_may_be_closed(closed: str) -> None:
    ran = shell(f"$DIALER --host 127.0.0.1:1 --user u dial 1 {closed}")
    assert ran.returncode == 4
    assert ran.stderr.count("\n") == (0 if "2>" in closed else 1)


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8"])
def test_a_terminal_that_lacks_a_letter_shows_something_else(encoding: str, config: Path) -> None:
    config.write_text('{"version": 2, "phones": [{"name": "Büro ☎", "host": "192.0.2.1"}]}', encoding="utf-8")
    plain = process("phone", "list", environ={"PYTHONIOENCODING": f"{encoding}:strict", "PYTHONUTF8": "0"})
    assert (plain.returncode, plain.stderr) == (0, "")
    ran = process("phone", "list", "--json", environ={"PYTHONIOENCODING": f"{encoding}:strict"})
    assert json.loads(ran.stdout.splitlines()[0])["name"] == "Büro ☎"
