"""Commands to a phone: a verb becomes a request, and what the phone answers becomes an outcome.

    command = dial("+4930123")           # /command.htm?number=%2B4930123
    judge(command, answer, host)         # returns when the phone has taken it, else raises what went wrong

A phone never says why it refuses. After COMMAND_REFUSED one look at its settings may follow to find out: send
CAUSE_REQUEST and ask `cause`. Sources: docs/snom-protocol.md §5 and §10.

Not for: sending or logging in (phone.client, exchange), or whether a number should be dialled at all (numbers).
"""

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from snom_dialer.errors import Code, DialerError, fault
from snom_dialer.protocol.exchange import Answer
from snom_dialer.protocol.http import Request, Response, quote_value
from snom_dialer.protocol.phone_manager import is_phone_manager

if TYPE_CHECKING:  # dialling starts faster without the keys
    from snom_dialer.protocol.key import KeyPress


class Verb(StrEnum):
    """What a command is about."""

    DIAL = "dial"
    KEYS = "keys"
    DTMF = "dtmf"
    RELEASE_ALL = "release_all"


# No dataclass: those would cost a batch command 15 ms at its start (docs/benchmarks.md).
class Command(NamedTuple):
    """A command ready to be sent. `shown` is what a log may say: neither keys nor digits that can be a PIN."""

    verb: Verb
    request: Request
    shown: str

    def __repr__(self) -> str:
        return f"Command(verb={self.verb!r}, shown={self.shown!r})"


def dial(number: str, outgoing_uri: str = "") -> Command:
    """Dial `number`; `outgoing_uri` is the identity to use, as `user@registrar` without `sip:` (§5).

    Raises NUMBER_EMPTY.
    """
    if not number:
        raise fault(Code.NUMBER_EMPTY)
    identity = f"&outgoing_uri={quote_value(outgoing_uri)}" if outgoing_uri else ""
    # A star code can hold a PIN, as in `*21*1234#`.
    shown = number if number.isprintable() and not _SECRET.intersection(number) else "…"
    return _command(Verb.DIAL, f"number={quote_value(number)}{identity}", f"dial {shown}")


def press(presses: "Sequence[KeyPress]") -> Command:
    """Press keys one after the other. Raises KEYS_INVALID where there are none."""
    from snom_dialer.protocol.key import write

    if not presses:
        raise fault(Code.KEYS_INVALID, position=1, what="there is no key")
    return _command(Verb.KEYS, f"key={_keys(write(presses))}", "press keys")


def dtmf(digits: str) -> Command:
    """Send tones in the call. Raises KEYS_INVALID for anything but `0-9 * # A-D`, and for nothing at all."""
    wrong = next((n for n, digit in enumerate(digits, start=1) if digit not in _TONES), 0 if digits else 1)
    if wrong:
        raise fault(Code.KEYS_INVALID, position=wrong, what="tones are 0 to 9, *, # and A to D")
    return _command(Verb.DTMF, f"key_dtmf={quote_value(digits)}", "send tones")


def release_all() -> Command:
    """End every call."""
    return _command(Verb.RELEASE_ALL, "RELEASE_ALL_CALLS", "hang up all calls")


def hang_up() -> Command:
    """End the selected call, or reject the one that rings: CANCEL, pressed shortly.

    A long press blocks the caller on some firmware (§4).
    """
    return _command(Verb.KEYS, "key=CANCEL", "hang up")


def answer_call() -> Command:
    """Answer the call that rings: ENTER. OFFHOOK did nothing on a D862, and begins a call where none rings (§4)."""
    return _command(Verb.KEYS, "key=ENTER", "answer")


def judge(command: Command, answer: Answer, host: str) -> None:
    """Return when the phone has taken the command; raise the PhoneError that says what it did instead.

    A phone may dial and close without a word (§1). That counts only when the request carried credentials: without them
    it may have been about to ask for them.
    """
    if answer.response is None:
        if command.verb is Verb.DIAL and answer.authenticated:
            return
        raise fault(Code.CLOSED_UNANSWERED, host=host)
    if (code := _verdict(answer.response, _OUTCOMES)) is not None:
        raise _refusal(code, answer.response, host)


CAUSE_REQUEST = Request(target="/settings.xml")


def needs_cause(error: DialerError) -> bool:
    """Whether one look at the settings may tell more than this error does."""
    return error.code is Code.COMMAND_REFUSED


def cause(answer: Answer, refusal: DialerError, host: str) -> DialerError:
    """What lies behind `refusal`, from the answer to CAUSE_REQUEST; the refusal itself where nothing was found."""
    if answer.response is None:
        return refusal
    code = _verdict(answer.response, _CAUSES) or _gate(answer.response)
    return fault(code, host=host) if code else refusal


# ---- requests --------------------------------------------------------------------------------------------------------

_SECRET = frozenset("*#,;")
_TONES = frozenset("0123456789*#ABCD")


def _command(verb: Verb, query: str, shown: str) -> Command:
    return Command(verb=verb, request=Request(target=f"/command.htm?{query}"), shown=shown)


def _keys(text: str) -> str:
    """Percent-encode all but the two separators of the key grammar, which stay literal (§5)."""
    return quote_value(text).replace("%3B", ";").replace("%2C", ",")


# ---- answers ---------------------------------------------------------------------------------------------------------


def _any(_: Response) -> bool:
    return True


def _locked(response: Response) -> bool:
    """A log-in that is locked answers with a short page of this text (§2), and not only with the 200 of exchange."""
    return len(response.body) <= _SHORT and b"Login failed!" in response.body


def _manager(response: Response) -> bool:
    return is_phone_manager(response.text)


def _other_scheme(response: Response) -> bool:
    return _unwanted(response) != _THIS


def _again(response: Response) -> bool:
    """Sent to the same page by another scheme: after a dial the phone sends to its start page instead."""
    return _other_scheme(response) and "/command.htm" in response.header("location").lower()


class _Row(NamedTuple):
    """Which answers a row is for, and what they mean: None is success."""

    statuses: range
    marker: Callable[[Response], bool]
    code: Code | None


_EVERY = range(1000)
_SUCCESS = range(200, 300)
_SHORT = 8 * 1024


def _only(status: int) -> range:
    return range(status, status + 1)


# The first row that fits decides. §1 and §5: 302 after `number=`, 200 after the rest, 307 for the wrong scheme.
_OUTCOMES = (
    _Row(_only(0), _any, Code.ANSWER_SENSELESS),
    _Row(_only(302), _again, Code.WRONG_SCHEME),
    _Row(_only(302), _any, None),
    _Row(_EVERY, _manager, Code.PHONE_MANAGER),
    _Row(_EVERY, _locked, Code.LOGIN_LOCKED),
    _Row(_SUCCESS, _any, None),
    _Row(_only(307), _any, Code.WRONG_SCHEME),
    _Row(_only(301), _other_scheme, Code.WRONG_SCHEME),
    _Row(_only(308), _other_scheme, Code.WRONG_SCHEME),
    _Row(_EVERY, _any, Code.COMMAND_REFUSED),
)

# §2: a page that is refused as well means that the log-in is locked, as no gate closes the settings for reading.
_CAUSES = (
    _Row(_EVERY, _manager, Code.PHONE_MANAGER),
    _Row(_EVERY, _locked, Code.LOGIN_LOCKED),
    _Row(_only(403), _any, Code.LOGIN_LOCKED),
    _Row(_EVERY, _any, None),
)

# §10: the gates, in the order of certainty.
_GATES: Mapping[str, Code] = {"use_hidden_tags": Code.HIDDEN_TAGS, "restrict_uri_queries": Code.URI_QUERIES}


def _verdict(response: Response, table: Sequence[_Row]) -> Code | None:
    return next(row.code for row in table if response.status in row.statuses and row.marker(response))


def _gate(response: Response) -> Code | None:
    from snom_dialer.protocol.setting import read  # reading pages is heavy, and a command that works needs none of it

    settings = read(response.text) or {}
    return next((code for name, code in _GATES.items() if name in settings and settings[name].value == "on"), None)


def _refusal(code: Code, response: Response, host: str) -> DialerError:
    values = {"host": host, "status": response.status, "scheme": _unwanted(response)}
    return fault(code, **values)


_THIS = "this scheme"
_UNWANTED = {"https": "HTTP", "http": "HTTPS"}


def _unwanted(response: Response) -> str:
    """The scheme that the phone does not want, as far as its Location tells the one that it does."""
    wanted, separator, _ = response.header("location").partition("://")
    return _UNWANTED.get(wanted.strip().lower(), _THIS) if separator else _THIS
