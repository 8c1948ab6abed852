"""Every command, declared once: its words, what it is for, and where it is carried out.

Not for: reading arguments (main), or doing anything.
"""

from typing import NamedTuple


class Entry(NamedTuple):
    """A command. `module` has `add_arguments(parser)` where `arguments` says so, and a function `run_NAME(call)`."""

    words: str
    help: str
    module: str
    function: str = "run"
    arguments: str = ""
    group: str = ""


COMMANDS: tuple[Entry, ...] = (
    Entry("show", "bring the dial window to the front", "window", "run_show", "", "The desktop"),
    Entry("dial-selection", "put the selected text into it", "window", "run_dial_selection", "", "The desktop"),
    Entry("dial-clipboard", "put the clipboard into it", "window", "run_dial_clipboard", "", "The desktop"),
    Entry("dial", "dial NUMBER on the phone; several words are one number", "batch", "run_dial", "number", "The phone"),
    Entry("keyevent", "press keys, e.g. \"9;1;9;6;ENTER,,1000\"", "batch", "run_keyevent", "keys", "The phone"),
    Entry("hangup", "end the selected call, or reject the one that rings", "batch", "run_hangup", "", "The phone"),
    Entry("hangup_all", "end every call", "batch", "run_hangup_all", "", "The phone"),
    Entry("serve", "run without a window: callbacks, journal, actions", "serve", "run_serve", "", "The program"),
    Entry("status", "what the running program says of itself", "running", "run_status", "", "The program"),
    Entry("quit", "end the running program", "running", "run_quit", "", "The program"),
    Entry("calls", "the last calls", "history", "run_calls", "limit", "The program"),
    Entry("actions list", "the configured action URLs", "action", "run_list", "", "The program"),
    Entry("actions test", "show the final URL for an event, and call it", "action", "run_test", "event", "The program"),
    Entry("phone add", "configure a phone", "phone", "run_add", "add", "Set-up"),
    Entry("phone list", "the configured phones", "phone", "run_list", "", "Set-up"),
    Entry("phone remove", "forget a phone", "phone", "run_remove", "name", "Set-up"),
    Entry("phone default", "choose the phone meant where none is named", "phone", "run_default", "name", "Set-up"),
    Entry("phone info", "model, firmware, and what works with it", "probe", "run_info", "which", "Set-up"),
    Entry("phone test", "try the way to the phone and back; name what fails", "probe", "run_test", "test", "Set-up"),
    Entry("phone password", "set the password of a phone", "phone", "run_password", "which", "Set-up"),
    Entry("phone find", "phones that announce themselves, or answer", "find", "run_find", "find", "Set-up"),
    Entry("phone trust", "compare and accept a changed certificate", "probe", "run_trust", "trust", "Set-up"),
    Entry("phone status", "how the set-up of the phones stands", "set_up", "run_status", "which", "Set-up"),
    Entry("phone transfer", "put our settings into the phone now", "set_up", "run_transfer", "transfer", "Set-up"),
    Entry("phone undo", "give the phone its former settings back", "set_up", "run_undo", "undo", "Set-up"),
    Entry("phone urls", "the Action URLs as they stand or will stand in it", "url", "run_urls", "urls", "Set-up"),
    Entry("phone open", "open the phone's web page", "url", "run_open", "open", "Set-up"),
    Entry("phone start", "start the callback server of the running program", "set_up", "run_start", "", "Set-up"),
    Entry("phone stop", "stop it, and give the phones their settings back", "set_up", "run_stop", "", "Set-up"),
    Entry("phone watch", "tell live what happens", "set_up", "run_watch", "", "Set-up"),
    Entry("phone provisioning", "settings for central provisioning", "url", "run_provisioning", "which", "Set-up"),
    Entry("config check", "name every fault of the configuration", "configuration", "run_check", "", "Set-up"),
    Entry("config paths", "where everything lies", "configuration", "run_paths", "", "Set-up"),
    Entry("simulate", "a virtual Snom phone on this machine", "simulate", "run_simulate", "simulate", "Trying out"),
    Entry("demo", "virtual phone, program, and one call each way, live", "demo", "run_demo", "demo", "Trying out"),
)  # fmt: skip

# What is done without a word that names a command: `snom-dialer`, or `snom-dialer 030 398330`.
WINDOW = Entry(
    "", "start the desktop program, or show its window with a number filled in", "window", "run_window", "text"
)

ALIASES = {"hangup-all": "hangup_all"}

_BY_WORDS = {entry.words: entry for entry in COMMANDS}
GROUPS = frozenset(entry.words.split()[0] for entry in COMMANDS if " " in entry.words)


def find(words: list[str]) -> Entry | None:
    """Return the command that the words name, None where there is none."""
    return _BY_WORDS.get(" ".join([ALIASES.get(word, word) for word in words]))
