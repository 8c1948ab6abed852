"""The switches of a virtual phone: everything that real phones do differently from one another, one row each.

The rows make the options of `snom-dialer simulate`, the fields of the control port and the table in the documentation.

Not for: differences between models (profile) or settings that a phone has itself (factory).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from snom_dialer.errors import Code, fault

Value = bool | float | str

_WORDS_ON: Final = frozenset({"", "on", "true", "yes", "1"})
_WORDS_OFF: Final = frozenset({"off", "false", "no", "never", "0"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Quirk:
    """One switch. The type of `default` is the type of its values; `choices` limits a text to some words."""

    name: str
    default: Value
    help: str
    choices: tuple[str, ...] = ()

    def read(self, value: Value) -> Value:
        """Read `value`, text as people write it (`on`, `0.5`, `disconnected,onhook`); raises ValueError."""
        if isinstance(self.default, bool):
            return value if isinstance(value, bool) else _read_switch(str(value))
        if isinstance(self.default, float):
            return -1.0 if value is False or str(value).lower() in {"off", "never"} else float(value)
        return self._read_text(value)

    def _read_text(self, value: Value) -> str:
        text = str(value).strip().lower() if self.choices else str(value)
        if self.choices and text in {"", "on", "true"}:
            return self.choices[1]
        if self.choices and text == "false":
            return self.choices[0]
        if self.choices and text not in self.choices:
            raise ValueError(f"one of {', '.join(self.choices)}")
        return text


def _read_switch(text: str) -> bool:
    word = text.strip().lower()
    if word not in _WORDS_ON | _WORDS_OFF:
        raise ValueError("on or off")
    return word in _WORDS_ON


ALL: Final[tuple[Quirk, ...]] = (
    # ---- the web server: docs/snom-protocol.md §1 -------------------------------------------------------------------
    Quirk(name="slow", default=0.0, help="seconds before each answer; the command is carried out at once"),
    Quirk(
        name="close_unanswered", default="off", choices=("off", "after", "before"),
        help="close the connection without an answer, after or before the command was carried out",
    ),
    Quirk(name="truncate", default=False, help="cut every answer in the middle of its head"),
    Quirk(
        name="truncate_concurrent", default=False,
        help="cut the head of an answer while another request is being worked on",
    ),
    Quirk(
        name="keep_alive_needed", default=False,
        help="close unanswered where a request has no `Connection: keep-alive` (all pages but minibrowser.htm)",
    ),
    Quirk(
        name="minibrowser_delay", default=0.0,
        help="seconds that minibrowser.htm takes where the request has `Connection: keep-alive` (8 on real phones)",
    ),
    Quirk(name="keep_open", default=False, help="leave the connection open for a further request"),
    Quirk(
        name="wrong_scheme", default="off", choices=("off", "location", "bare"),
        help="answer 307 to everything, with or without a Location of the other scheme",
    ),
    Quirk(name="plus_is_blank", default=False, help="read an unencoded + in a query as a blank"),
    # ---- log-in: §2 -------------------------------------------------------------------------------------------------
    Quirk(name="realm", default="snom", help="the realm of the log-in"),
    Quirk(name="qop", default="auth", help="the qop values that Digest offers; empty for none (RFC 2069)"),
    Quirk(
        name="algorithm", default="MD5", help="the algorithm of Digest (MD5, MD5-sess, SHA-256); empty: none named",
    ),
    Quirk(name="nonce_lifetime", default=-1.0, help="seconds until a nonce is stale; off: never"),
    Quirk(name="lockout_seconds", default=60.0, help="the lock after more than three refused log-ins; it doubles"),
    Quirk(
        name="lockout_as_200", default=False, help="while locked, answer 200 with `Login failed!`, not the 403 page",
    ),
    # ---- gates: §10 -------------------------------------------------------------------------------------------------
    Quirk(name="refusal_status", default=403.0, help="the status of what a gate refuses"),
    Quirk(name="refuse_queries", default=False, help="let restrict_uri_queries=on refuse every address with a query"),
    # ---- Action URLs: §6 --------------------------------------------------------------------------------------------
    Quirk(name="escape_values", default=False, help="percent-encode the values put in for variables; else raw UTF-8"),
    Quirk(
        name="missing_values", default="literal", choices=("literal", "empty"),
        help="what stands for a variable that the phone knows and this event lacks: its name, or nothing",
    ),
    Quirk(name="unknown_variables", default="", help="further variables that this phone does not know, with commas"),
    Quirk(name="sip_prefix", default=False, help="write sip: before $remote and $local"),
    Quirk(name="empty_local", default=False, help="leave $local empty"),
    Quirk(name="call_id_host", default=False, help="add @host to the call ids of outgoing calls too"),
    Quirk(name="call_id_bare", default=False, help="leave @host off the call ids of incoming calls"),
    Quirk(name="event_timeout", default=3.0, help="seconds that an Action URL may take before the phone gives up"),
    # ---- call sequences: §11 ----------------------------------------------------------------------------------------
    Quirk(
        name="disconnected_twice", default="off", choices=("off", "rejected", "always"),
        help="send `disconnected` a second time, for rejected calls or for all",
    ),
    Quirk(name="disconnected_gap", default=2.0, help="seconds until the second `disconnected`"),
    Quirk(name="onhook_with_data", default=False, help="let an on-hook after the end of a call still carry its data"),
    Quirk(name="missed_first", default=False, help="send `missed` before `disconnected`, not after it"),
    Quirk(name="doubled_events", default="", help="events that are sent twice at once (incoming,outgoing)"),
    Quirk(name="dropped_events", default="", help="events that are never sent, with commas (disconnected,onhook)"),
    Quirk(name="reorder_events", default=False, help="deliver each two events in the wrong order"),
    Quirk(name="reorder_gap", default=0.3, help="seconds that a held-back event waits for another one"),
    Quirk(
        name="keep_selection", default=False,
        help="leave the present call selected when another one rings (keys act on the selected call)",
    ),
    # ---- time -------------------------------------------------------------------------------------------------------
    Quirk(name="answer_after", default=-1.0, help="seconds until the network answers an outgoing call; off: by hand"),
    Quirk(name="reboot_seconds", default=2.0, help="how long a reboot takes"),
)  # fmt: skip

BY_NAME: Final[Mapping[str, Quirk]] = {row.name: row for row in ALL}


class Quirks:
    """The switches of one phone as they stand now."""

    def __init__(self, values: Mapping[str, Value] | None = None) -> None:
        self._values: dict[str, Value] = {row.name: row.default for row in ALL}
        for name, value in (values or {}).items():
            self.set(name, value)

    def set(self, name: str, value: Value = True) -> None:
        """Set a switch; raises USAGE where there is none of this name or the value does not fit."""
        row = BY_NAME.get(name)
        if row is None:
            raise fault(Code.USAGE, what=f"there is no quirk `{name}`", command="simulate")
        try:
            self._values[name] = row.read(value)
        except ValueError as error:
            what = f"the quirk `{name}` does not take `{value}` ({error})"
            raise fault(Code.USAGE, what=what, command="simulate") from None

    def on(self, name: str) -> bool:
        """Whether a switch is on."""
        return bool(self._values[name])

    def number(self, name: str) -> float:
        """A number; seconds mostly, and negative for `off`."""
        return float(self._values[name])

    def text(self, name: str) -> str:
        """A text, or a word out of the choices."""
        return str(self._values[name])

    def words(self, name: str) -> frozenset[str]:
        """The words of a text with commas."""
        return frozenset(word.strip() for word in self.text(name).split(",") if word.strip())

    def as_dict(self) -> dict[str, Value]:
        """Every switch with its value."""
        return dict(self._values)
