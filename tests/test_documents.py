"""What the documents say is so: tables and diagram are up to date, and everything that is named in them exists."""

import json
import os
import re
import runpy
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from snom_dialer.actions.placeholder import PLACEHOLDERS
from snom_dialer.actions.placeholder import check as check_template
from snom_dialer.calls.transition import HOOK_TRANSITIONS, Phase
from snom_dialer.cli.command import COMMANDS, GROUPS, find
from snom_dialer.cli.main import parser_of
from snom_dialer.config.load import parse
from snom_dialer.config.model import DEFAULT_PORT, Config
from snom_dialer.config.option import OPTIONS
from snom_dialer.errors import CATALOGUE, Code, Exit
from snom_dialer.phone.self_test import Hop
from snom_dialer.protocol.action_url import ENGINE_NEEDS, parse_target, template
from snom_dialer.protocol.event import EventKind
from snom_dialer.protocol.vocabulary import ACTION_URLS, VARIABLES
from snom_dialer.simulator.profile import MODELS

ROOT = Path(__file__).parent.parent
# What newcomers read; the others (the phone's protocol, the virtual phone, the stream) have tests of their own.
GUIDES = (
    "README.md", "docs/actions.md", "docs/phones.md", "docs/server.md", "docs/when-nothing-arrives.md",
    "docs/when-nothing-dials.md",
)  # fmt: skip
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
SETTINGS = {row.setting for row in ACTION_URLS}
DIAGRAM = runpy.run_path(str(ROOT / "scripts" / "make-state-diagram"))
TABLES = runpy.run_path(str(ROOT / "scripts" / "make-tables"))


def read(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def guides() -> str:
    return "\n".join(read(path) for path in GUIDES)


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


# ---- made by scripts -------------------------------------------------------------------------------------------------


def test_the_state_diagram_is_the_table() -> None:
    text = read("docs/architecture.md")
    assert DIAGRAM["documented"](text) == text, "renew it with scripts/make-state-diagram"


def test_every_transition_is_an_arrow_and_every_arrow_a_transition() -> None:
    block = read("docs/architecture.md").partition("```mermaid")[2].partition("```")[0]
    arrows = re.findall(r"^ +(\S+) --> (\S+): (.+)$", block, re.MULTILINE)
    names = {"[*]" if phase is Phase.NONE else phase.name: phase for phase in Phase}
    drawn = {(names[before], names[after]): label for before, after, label in arrows}
    assert len(drawn) == len(arrows)
    assert set(drawn) == {(before, step.to) for (before, _), step in HOOK_TRANSITIONS.items()}
    for (before, signal), step in HOOK_TRANSITIONS.items():
        word = signal.value if isinstance(signal, EventKind) else "any conclusion"
        assert re.search(rf"\b{word}\b", drawn[before, step.to]), (before, signal)


@pytest.mark.parametrize(("path", "name"), TABLES["TABLES"], ids=str)
def test_the_tables_are_those_of_the_source(path: str, name: str) -> None:
    text = read(path)
    assert TABLES["renewed"](text, name, TABLES["TABLES"][path, name]()) == text, "renew it with scripts/make-tables"


@pytest.mark.parametrize(
    "renew",
    [DIAGRAM["documented"], lambda text: TABLES["renewed"](text, "files", "")],
    ids=["diagram", "tables"],
)
def test_a_page_without_marks_is_refused(renew: Callable[[str], str]) -> None:
    with pytest.raises(ValueError, match="marks"):
        renew("no marks")


def test_the_import_rules_on_the_page_are_those_that_are_checked() -> None:
    rules = "\n".join(" | ".join(level) for level in reversed(TABLES["levels"]()))
    assert f"```\n{rules}\n```" in read("docs/architecture.md")


# ---- links -----------------------------------------------------------------------------------------------------------


def anchors(path: Path) -> set[str]:
    """Return the anchors that a forge makes of a page's headings."""
    headings = re.findall(r"^#{1,6} (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading).strip().lower().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_every_link_leads_somewhere(document: Path) -> None:
    prose = re.sub(r"```.*?```|`[^`\n]*`", "", document.read_text(encoding="utf-8"), flags=re.DOTALL)
    targets = [target for target in re.findall(r"\]\(([^)\s]+)\)", prose) if "://" not in target]
    assert [target for target in targets if not leads_somewhere(document, target)] == []


def leads_somewhere(document: Path, target: str) -> bool:
    file, _, anchor = target.partition("#")
    found = (document.parent / file).resolve() if file else document
    if not found.exists() or not found.is_relative_to(ROOT):
        return False
    return not anchor or anchor in anchors(found)


def test_every_document_is_linked_from_the_readme() -> None:
    readme = read("README.md")
    pages = [*(ROOT / "docs").glob("*.md"), ROOT / "docs" / "adr" / "README.md"]
    assert [name_of(page) for page in pages if f"]({name_of(page)})" not in readme] == []


def test_every_decision_is_listed_and_numbered_once() -> None:
    listed = re.findall(r"^- \[(\d{4})\]\((\1-[\w-]+\.md)\)", read("docs/adr/README.md"), re.MULTILINE)
    there = sorted(path.name for path in (ROOT / "docs" / "adr").glob("0*.md"))
    assert [file for _, file in listed] == there
    assert [int(number) for number, _ in listed] == list(range(1, len(there) + 1))
    for number, file in listed:
        text = read(f"docs/adr/{file}")
        assert text.startswith(f"# {int(number)}. ")
        assert re.findall(r"^## (.+)$", text, re.MULTILINE) == ["Context", "Decision", "Consequences"]


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_no_document_says_where_packages_come_from_or_where_somebody_works(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    assert re.findall(r"(?i)index-url|find-links|/simple/|(?<![\w.~])/(?:root|work)/", text) == []


# ---- commands --------------------------------------------------------------------------------------------------------

README_FIRST = ("scripts/demo", "scripts/test")


@pytest.mark.parametrize("script", README_FIRST)
def test_the_first_commands_exist(script: str) -> None:
    first_block = read("README.md").partition("```\n")[2].partition("```")[0]
    assert f"./{script} " in first_block
    assert os.access(ROOT / script, os.X_OK)


def test_every_script_that_is_named_exists() -> None:
    named = {name for path in DOCUMENTS for name in re.findall(r"scripts/[\w-]+", path.read_text(encoding="utf-8"))}
    assert named
    assert [name for name in sorted(named) if not os.access(ROOT / name, os.X_OK)] == []


def command_lines(text: str) -> list[list[str]]:
    """Return every `snom-dialer …` in code, as words behind `snom-dialer`."""
    code = [*re.findall(r"```\n(.*?)```", text, re.DOTALL), *re.findall(r"`([^`\n]+)`", text.replace("```", ""))]
    found = re.findall(r"(?m)^(?:\.venv/bin/)?snom-dialer(?: (.*?))?(?: {2,}.*)?$", "\n".join(code))
    return [shlex.split(line.partition(" #")[0]) for line in found if line]


def options_of(words: str) -> set[str]:
    entry = find(words.split())
    assert entry is not None
    return set(re.findall(r"--?[\w-]+", parser_of(entry).format_help()))


@pytest.mark.parametrize("document", [*GUIDES, "CONTRIBUTING.md", "docs/architecture.md"])
def test_every_command_that_is_named_exists(document: str) -> None:
    known = {entry.words for entry in COMMANDS}
    for line in command_lines(read(document)):
        words = named_command(line)
        if not words or words[-1] in ("…", "COMMAND"):  # any command, or any of a group
            assert GROUPS.issuperset(words[:-1])
            assert {word for word in line if word.startswith("-")} <= {"--help", "--version"}, line
            continue
        assert " ".join(words) in known, line
        used = {word.partition("=")[0] for word in line if re.fullmatch(r"--?[a-z][\w-]*(=.*)?", word)} - {"-vv"}
        assert used <= options_of(" ".join(words)), line


def named_command(line: list[str]) -> list[str]:
    """Return the one or two words of the command in a line, common options taken away."""
    words = iter(line)
    rest = []
    for word in words:
        if word in ("--host", "--user", "--phone", "--config"):
            next(words, None)
        elif not word.startswith("-"):
            rest.append(word)
    return rest[:2] if rest and rest[0] in GROUPS else rest[:1]


def test_command_lines_are_found() -> None:
    lines = command_lines("`snom-dialer phone test`\n```\n.venv/bin/snom-dialer --host H dial 1  # so\nother\n```\n")
    assert [named_command(line) for line in lines] == [["dial"], ["phone", "test"]]


def test_what_the_demo_prints_is_what_the_readme_shows() -> None:
    source = read("src/snom_dialer/cli/demo.py")
    titles = re.findall(r"^[1-5]\. .+$", read("README.md"), re.MULTILINE)
    assert len(titles) == 5
    assert [title for title in titles if f'"{title}"' not in source] == []


# ---- names -----------------------------------------------------------------------------------------------------------


def test_every_action_url_setting_that_is_named_exists() -> None:
    named = set(re.findall(r"\baction_[a-z_]+[a-z]\b", guides())) - set(Code)
    assert len(named) >= len(SETTINGS)
    assert named <= SETTINGS


def test_every_setting_of_the_phone_that_is_named_is_a_known_fact() -> None:
    facts = read("docs/snom-protocol.md")
    ours = {option.key.rpartition(".")[2].rpartition("[]")[2] for option in OPTIONS} | set(PLACEHOLDERS)
    ours |= {str(name) for names in (EventKind, Code, Hop) for name in names} | {entry.words for entry in COMMANDS}
    named = set(re.findall(r"`([a-z]+(?:_[a-z]+)+)`", guides())) - ours
    assert {"use_hidden_tags", "restrict_uri_queries", "disconnected_url_on_reject"} <= named
    assert [name for name in sorted(named) if f"`{name}`" not in facts] == []


def test_every_placeholder_that_is_named_exists() -> None:
    named = set(re.findall(r"\{([a-z_][a-z0-9_.]*)\}", guides()))
    assert named == set(PLACEHOLDERS)


def test_every_option_that_is_named_exists() -> None:
    sections = {option.key.partition(".")[0] for option in OPTIONS if "." in option.key and "[" not in option.key}
    named = set(re.findall(rf"`((?:{'|'.join(sections)})\.[a-z_.]+)`", guides()))
    assert {"callback.port", "numbers.plus_as"} <= named
    assert named <= {option.key for option in OPTIONS}


def test_every_exit_status_that_is_named_exists() -> None:
    text = guides() + "".join(path.read_text(encoding="utf-8") for path in (ROOT / "docs" / "adr").glob("*.md"))
    named = {int(number) for number in re.findall(r"(?i)\bexit(?: status)? (\d+)", text)}
    assert {3, 4, 5, 6, 7, 8} <= named
    assert named <= set(Exit)


@pytest.mark.parametrize("code", list(Code))
def test_every_error_has_its_row(code: Code) -> None:
    assert f"| `{code}` | {int(CATALOGUE[code].exit)} | " in read("docs/when-nothing-dials.md")


def test_the_hops_are_those_of_the_self_test() -> None:
    section = read("docs/when-nothing-dials.md").partition("## The hops")[2].partition("\n## ")[0]
    assert re.findall(r"^\| `(\w+)`", section, re.MULTILINE) == list(Hop)


def test_numbers_that_stand_in_the_text() -> None:
    armed = [row for row in ACTION_URLS if row.armed]
    assert len(armed) == 11
    assert "eleven by default" in read("README.md")
    assert f"virtual Snom phone with {len(MODELS)} models" in read("CHANGELOG.md")
    assert {int(port) for port in re.findall(r"TCP port (\d+)", guides())} == {DEFAULT_PORT}


BOOKS = [
    "CONTRIBUTING.md",
    "docs/architecture.md",
    *sorted(f"docs/adr/{path.name}" for path in (ROOT / "docs" / "adr").glob("0*.md")),
]


@pytest.mark.parametrize("document", BOOKS)
def test_every_file_and_name_of_the_source_that_is_named_exists(document: str) -> None:
    text = re.sub(
        r"<!-- files: begin.*files: end -->|```mermaid.*?```|\]\([^)]*\)", "", read(document), flags=re.DOTALL
    )
    source = ROOT / "src" / "snom_dialer"
    rooms = "|".join(path.parent.name for path in source.glob("*/__init__.py"))
    for file in re.findall(r"\b(?:\w+/)*\w+\.py\b", text):
        assert (ROOT / file).exists() or (source / file).exists(), file
    for room, module in re.findall(rf"(?<![\w-])({rooms})\.(?!md\b)([a-z]\w*)\b", text):
        assert (source / room / f"{module}.py").exists(), f"{room}.{module}"
    code = "\n".join(path.read_text(encoding="utf-8") for path in source.rglob("*.py"))
    for name in re.findall(r"`_?([A-Z][A-Z_]{3,}|[A-Z][a-z]+[A-Z]\w+)`", text):
        assert re.search(rf"\b_?{name}\b", code), name


# ---- examples --------------------------------------------------------------------------------------------------------


def examples() -> list[Any]:
    blocks = [(path, block) for path in GUIDES for block in re.findall(r"```json\n(.*?)```", read(path), re.DOTALL)]
    return [pytest.param(block, id=f"{path} {number}") for number, (path, block) in enumerate(blocks)]


@pytest.mark.parametrize("block", examples())
def test_every_configuration_that_is_shown_is_right(block: str) -> None:
    loaded = parse(block, Path("example.json"))
    assert not loaded.warnings
    assert loaded.config != Config()
    for action in loaded.config.actions:
        check_template(action.url)
        assert set(re.findall(r"\{([^}]+)\}", action.url)) <= set(PLACEHOLDERS)
        assert action.event in {row.kind for row in ACTION_URLS if row.writable}
    assert json.loads(block)["version"] == loaded.config.version


def test_the_url_to_be_written_by_hand_is_the_one_that_is_written() -> None:
    base = "http://COMPUTER:58231/snom/SECRET"
    url = template(base, EventKind.INCOMING, ENGINE_NEEDS, {variable.name for variable in VARIABLES})
    assert f"```\n{url}\n```" in read("docs/phones.md")


def test_the_event_that_must_not_come_here_is_not_answered() -> None:
    assert "Never point `action_blacklist_url` here" in read("docs/phones.md")
    assert parse_target(b"/snom/0123456789abcdef012345/blacklist") is None
    assert parse_target(b"/snom/0123456789abcdef012345/incoming") is not None


def test_the_unit_starts_what_the_page_installs() -> None:
    unit = read("packaging/snom-dialer.service")
    page = read("docs/server.md")
    assert "ExecStart=%h/.local/bin/snom-dialer serve\n" in unit
    assert "~/.local/bin/snom-dialer\n" in page
    directory = re.search(r"ReadWritePaths=%h/(\S+)", unit)
    assert directory is not None
    assert f"~/{directory[1]}" in page
    never_again = re.search(r"RestartPreventExitStatus=(.+)", unit)
    assert never_again is not None
    assert {int(status) for status in never_again[1].split()} == {Exit.USAGE, Exit.CONFIGURATION}
