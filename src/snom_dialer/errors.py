"""The one error family: everything this program can fail at, in one table.

An error is a code with named values. The branch it belongs to says who is to blame, the exit status is what a script
sees, and the two sentences say what happened and what to do next. The English texts stand in CATALOGUE; another
language translates them there by code. Exceptions of libraries stop at the adapter that called the library.

Not for: printing (cli), translating (gui), or deciding whether something is worth another try.
"""

from collections.abc import Mapping
from enum import Enum, StrEnum
from typing import NamedTuple


class Exit(int, Enum):
    """What a script sees. Stable: it stands in `--help` and in the documentation."""

    DONE = 0
    BUG = 1
    USAGE = 2
    CONFIGURATION = 3
    UNREACHABLE = 4
    CREDENTIALS = 5
    REFUSED_BY_PHONE = 6
    REFUSED_BY_US = 7
    COMPUTER = 8
    INTERRUPTED = 130


class Code(StrEnum):
    """A stable name for each thing that can go wrong; used in JSON, in tests and by translations."""

    # the caller
    USAGE = "usage"
    COMMAND_UNKNOWN = "command_unknown"
    INTERRUPTED = "interrupted"
    KEYS_INVALID = "keys_invalid"
    TEMPLATE_INVALID = "template_invalid"
    EVENT_UNKNOWN = "event_unknown"
    PHONE_EXISTS = "phone_exists"
    PHONE_IN_USE = "phone_in_use"
    HOST_INVALID = "host_invalid"
    CONFIG_MISSING = "config_missing"
    CONFIG_BROKEN = "config_broken"
    CONFIG_INVALID = "config_invalid"
    CONFIG_NEWER = "config_newer"
    PHONE_UNKNOWN = "phone_unknown"
    PHONE_NONE = "phone_none"
    PHONE_AMBIGUOUS = "phone_ambiguous"
    HOTKEY_SENSELESS = "hotkey_senseless"
    NUMBER_EMPTY = "number_empty"
    NUMBER_SENSELESS = "number_senseless"
    NUMBER_EMERGENCY = "number_emergency"
    NOT_ACCEPTED = "not_accepted"
    CALL_UNSURE = "call_unsure"
    # the phone
    LOGIN_NEEDED = "login_needed"
    LOGIN_REFUSED = "login_refused"
    LOGIN_KNOWN_WRONG = "login_known_wrong"
    LOGIN_LOCKED = "login_locked"
    LOGIN_SCHEME_UNKNOWN = "login_scheme_unknown"
    LOGIN_REALM_FOREIGN = "login_realm_foreign"
    LOGIN_DOWNGRADE = "login_downgrade"
    CERTIFICATE_CHANGED = "certificate_changed"
    SCHEME_DOWNGRADE = "scheme_downgrade"
    TLS_DOWNGRADE = "tls_downgrade"
    WRONG_SCHEME = "wrong_scheme"
    HIDDEN_TAGS = "hidden_tags"
    URI_QUERIES = "uri_queries"
    PHONE_MANAGER = "phone_manager"
    PHONE_MANAGER_ALONE = "phone_manager_alone"
    SETTING_READ_ONLY = "setting_read_only"
    SETTINGS_OVERWRITTEN = "settings_overwritten"
    URLS_MISSING = "urls_missing"
    URLS_BY_HAND_MISSING = "urls_by_hand_missing"
    URLS_DEAD = "urls_dead"
    COMMAND_REFUSED = "command_refused"
    CLOSED_UNANSWERED = "closed_unanswered"
    ANSWER_SENSELESS = "answer_senseless"
    NOT_A_SNOM = "not_a_snom"
    # the network
    NAME_UNKNOWN = "name_unknown"
    NO_ROUTE = "no_route"
    CONNECTION_REFUSED = "connection_refused"
    TIMED_OUT = "timed_out"
    COMMAND_TOO_LATE = "command_too_late"
    CONNECTION_LOST = "connection_lost"
    TLS_FAILED = "tls_failed"
    NO_WEB_SERVER = "no_web_server"
    # this computer
    PORT_TAKEN = "port_taken"
    ADDRESS_GONE = "address_gone"
    CALLBACK_UNSEEN = "callback_unseen"
    FIND_PORT = "find_port"
    SIMULATOR_PORT = "simulator_port"
    PROGRAM_NOT_RUNNING = "program_not_running"
    PROGRAM_RUNNING = "program_running"
    PROGRAM_OTHER_VERSION = "program_other_version"
    PROGRAM_UNSURE = "program_unsure"
    NO_WINDOW = "no_window"
    WINDOW_OPEN = "window_open"
    NO_SCREEN = "no_screen"
    NO_DESKTOP = "no_desktop"
    ACTION_FAILED = "action_failed"
    NO_BROWSER = "no_browser"
    KEYRING_FAILED = "keyring_failed"
    FILE_FAILED = "file_failed"
    CONFIG_CHANGED = "config_changed"
    JOURNAL_FAILED = "journal_failed"
    JOURNAL_NEWER = "journal_newer"
    JOURNAL_BROKEN = "journal_broken"
    # us
    BUG = "bug"


class DialerError(Exception):
    """The root of the family. Never raised itself: `fault(code, **values)` makes the right branch."""

    def __init__(self, code: Code, **values: object) -> None:
        entry = CATALOGUE[code]
        missing = entry.fields() - values.keys()
        if type(self) is not entry.branch or missing:
            raise TypeError(f"{code}: raised as {type(self).__name__}, values missing: {sorted(missing)}")
        super().__init__(code, values)
        self.code = code
        self.values: Mapping[str, object] = values

    @property
    def exit(self) -> Exit:
        """The exit status a command ends with when this is what stopped it."""
        return CATALOGUE[self.code].exit

    @property
    def message(self) -> str:
        """What happened, as one English sentence without a full stop."""
        return CATALOGUE[self.code].message.format(**self.values)

    @property
    def next(self) -> str:
        """What to do next, as one English sentence without a full stop."""
        return CATALOGUE[self.code].next.format(**self.values)

    def __str__(self) -> str:
        return f"{self.message}; {self.next}"


class CallerError(DialerError):
    """Whoever asked, or the configuration, is to blame: asking again in the same way fails again."""


class PhoneError(DialerError):
    """The phone answered, and what it answered is no."""


class NetworkError(DialerError):
    """Nothing that can be called an answer came from the phone."""


class ComputerError(DialerError):
    """The computer or another program on it said no."""


class OwnError(DialerError):
    """We did something that we should not have done."""


class Entry(NamedTuple):
    """A row of the catalogue: branch (who is to blame), exit status, what happened, what to do next."""

    branch: type[DialerError]
    exit: Exit
    message: str
    next: str

    def fields(self) -> set[str]:
        """The names of the values that the two sentences need."""
        from string import Formatter  # few commands fail, and the others start faster without

        texts = (self.message, self.next)
        return {name for text in texts for _, name, _, _ in Formatter().parse(text) if name}


_ONE_PAGE = "the phone's web page, Advanced > QoS/Security"

CATALOGUE: Mapping[Code, Entry] = {
    # ---- the caller -------------------------------------------------------------------------------------------------
    Code.USAGE: Entry(CallerError, Exit.USAGE, "{what}", "see `snom-dialer {command} --help`"),
    Code.COMMAND_UNKNOWN: Entry(CallerError, Exit.USAGE, "{what}", "see `snom-dialer --help` for all commands"),
    Code.INTERRUPTED: Entry(
        CallerError, Exit.INTERRUPTED, "interrupted",
        "look at the phone before you repeat a command that it may have carried out",
    ),
    Code.KEYS_INVALID: Entry(
        CallerError, Exit.USAGE,
        "the key sequence is wrong at character {position}: {what}",
        "write KEY[,MILLISECONDS[,PAUSE]] separated by `;`, for example `9;ENTER,,1000`",
    ),
    Code.TEMPLATE_INVALID: Entry(
        CallerError, Exit.CONFIGURATION,
        "the action URL `{template}` is wrong: {what}",
        "it has to begin with http:// or https://, and placeholders like {{number}} stand in path, query or fragment",
    ),
    Code.EVENT_UNKNOWN: Entry(CallerError, Exit.USAGE, "there is no event named `{event}`", "the events are: {known}"),
    Code.PHONE_EXISTS: Entry(
        CallerError, Exit.USAGE, "a phone named `{name}` is already configured",
        "give another --name, or remove it first with `snom-dialer phone remove {name}`",
    ),
    Code.PHONE_IN_USE: Entry(
        CallerError, Exit.USAGE, "{count} action(s) in {path} are for the phone `{name}` alone, so it was not removed",
        "take them out of \"actions\", or give them another \"phone\", and repeat the command",
    ),
    Code.HOST_INVALID: Entry(
        CallerError, Exit.USAGE, "`{host}` is not a host name, an address or a URL: {what}",
        "write it like 192.168.0.20, phone.example:8080, [fd00::20] or https://192.168.0.20",
    ),
    Code.CONFIG_MISSING: Entry(
        CallerError, Exit.CONFIGURATION, "there is no configuration yet ({path})",
        "make one with `snom-dialer phone add HOST`, or name the phone with --host",
    ),
    Code.CONFIG_BROKEN: Entry(
        CallerError, Exit.CONFIGURATION, "{path} is not readable as JSON: line {line}, column {column}: {what}",
        "mend that line (last good copy: {backup}); nothing was changed",
    ),
    Code.CONFIG_INVALID: Entry(
        CallerError, Exit.CONFIGURATION, "{path} has {count} fault(s): {faults}",
        "mend them and try `snom-dialer config check`; nothing was changed",
    ),
    Code.CONFIG_NEWER: Entry(
        CallerError, Exit.CONFIGURATION,
        "{path} was written by a newer Snom dialer (version {found}; this one knows up to {known})",
        "update this program, or name another file with --config",
    ),
    Code.PHONE_UNKNOWN: Entry(
        CallerError, Exit.CONFIGURATION, "no phone named `{name}` is configured",
        "the phones are: {known}; `snom-dialer phone add` makes another",
    ),
    Code.PHONE_NONE: Entry(
        CallerError, Exit.CONFIGURATION, "no phone is configured in {path}",
        "add one with `snom-dialer phone add HOST`, or name it with --host",
    ),
    Code.PHONE_AMBIGUOUS: Entry(
        CallerError, Exit.CONFIGURATION, "several phones are configured and none is the default one",
        "name one with --phone ({known}), or choose one with `snom-dialer phone default NAME`",
    ),
    Code.HOTKEY_SENSELESS: Entry(
        CallerError, Exit.CONFIGURATION, "`{text}` is not a hotkey: {what}",
        "write it like <ctrl>+<alt>+s, <shift>+<f9> or <pause>",
    ),
    Code.NUMBER_EMPTY: Entry(CallerError, Exit.REFUSED_BY_US, "there is no number to dial", "give a number"),
    Code.NUMBER_SENSELESS: Entry(
        CallerError, Exit.REFUSED_BY_US, "`{text}` is not something a phone can dial: {what}",
        "give digits, an extension, a star code or a SIP address",
    ),
    Code.NUMBER_EMERGENCY: Entry(
        CallerError, Exit.REFUSED_BY_US, "{number} is an emergency number, and those are not dialled by a command",
        "dial it on the phone",
    ),
    Code.CALL_UNSURE: Entry(
        CallerError, Exit.REFUSED_BY_US, "nothing was sent to the phone, as {what}",
        "use the phone itself",
    ),
    Code.NOT_ACCEPTED: Entry(
        CallerError, Exit.REFUSED_BY_US, "what the phone at {host} shows now was not accepted, so nothing was changed",
        "compare the two, and accept it at the question or with --yes",
    ),
    # ---- the phone --------------------------------------------------------------------------------------------------
    Code.LOGIN_NEEDED: Entry(
        PhoneError, Exit.CREDENTIALS, "the phone at {host} asks for a user name and a password",
        "give them with --user and SNOM_DIALER_PASSWORD, or keep them with `snom-dialer phone password`",
    ),
    Code.LOGIN_REFUSED: Entry(
        PhoneError, Exit.CREDENTIALS, "the phone at {host} refused the password of user `{user}`",
        "correct it with `snom-dialer phone password`; it is not tried again, as three refusals lock the phone",
    ),
    Code.LOGIN_KNOWN_WRONG: Entry(
        PhoneError, Exit.CREDENTIALS,
        "the phone at {host} has already refused this password of user `{user}`, so it was not asked again",
        "correct it with `snom-dialer phone password`, or let `snom-dialer phone test` try once more",
    ),
    Code.LOGIN_LOCKED: Entry(
        PhoneError, Exit.REFUSED_BY_PHONE, "the phone at {host} has locked its log-in after too many wrong passwords",
        "wait a minute (longer after more failures), then try `snom-dialer phone test`",
    ),
    Code.LOGIN_SCHEME_UNKNOWN: Entry(
        PhoneError, Exit.REFUSED_BY_PHONE, "the phone at {host} asks for a log-in that we do not speak ({offered})",
        "set HTTP authentication to Basic or Digest on the phone's web page",
    ),
    Code.LOGIN_REALM_FOREIGN: Entry(
        CallerError, Exit.REFUSED_BY_US,
        "the device at {host} asks for a readable password in the name of `{realm}`, which is no Snom phone",
        "check the address; nothing was sent",
    ),
    Code.LOGIN_DOWNGRADE: Entry(
        CallerError, Exit.REFUSED_BY_US,
        "the phone at {host} used Digest before and now asks for a readable password; nothing was sent",
        "if somebody changed the phone on purpose, accept it with `snom-dialer phone trust`",
    ),
    Code.CERTIFICATE_CHANGED: Entry(
        CallerError, Exit.REFUSED_BY_US,
        "the certificate of the phone at {host} is not the one remembered for it; nothing was sent",
        "if the phone was replaced or reset, compare and accept it with `snom-dialer phone trust`",
    ),
    Code.SCHEME_DOWNGRADE: Entry(
        CallerError, Exit.REFUSED_BY_US,
        "the phone at {host} spoke HTTPS before and now answers only without encryption; nothing was sent",
        "if somebody changed the phone on purpose, accept it with `snom-dialer phone trust`",
    ),
    Code.TLS_DOWNGRADE: Entry(
        CallerError, Exit.REFUSED_BY_US,
        "the phone at {host} spoke {remembered} before and now offers only {offered}; nothing was sent",
        "if the phone was replaced on purpose, accept it with `snom-dialer phone trust`",
    ),
    Code.WRONG_SCHEME: Entry(
        PhoneError, Exit.REFUSED_BY_PHONE,
        "the phone at {host} does not want {scheme} but the other one of HTTP and HTTPS",
        'set "scheme" to "auto" in the configuration, or give the address with the right http:// or https://',
    ),
    Code.HIDDEN_TAGS: Entry(
        PhoneError, Exit.REFUSED_BY_PHONE, "the phone at {host} refuses remote control while `use_hidden_tags` is on",
        f"switch it off on {_ONE_PAGE}, which makes forged requests from web pages possible again; "
        "the alternative is dialling on the phone",
    ),
    Code.URI_QUERIES: Entry(
        PhoneError, Exit.REFUSED_BY_PHONE,
        "the phone at {host} refuses remote control while `restrict_uri_queries` is on",
        "switch it off in the phone's settings, which lets web addresses act on the phone again; "
        "the alternative is dialling on the phone",
    ),
    Code.PHONE_MANAGER: Entry(
        PhoneError, Exit.REFUSED_BY_PHONE,
        "the phone at {host} is a D8xx with the Phone Manager, which takes no commands on this port",
        "try its old interface with {host}:3112, or dial on the phone",
    ),
    Code.PHONE_MANAGER_ALONE: Entry(
        PhoneError, Exit.REFUSED_BY_PHONE,
        "the phone at {host} is a D8xx with the Phone Manager alone, which takes no commands",
        "dial on the phone; nothing else is known to work with it",
    ),
    Code.SETTING_READ_ONLY: Entry(
        PhoneError, Exit.REFUSED_BY_PHONE, "the phone at {host} did not take the setting(s) {settings}",
        "they are read-only (perm R) or the log-in is not the administrator's; they can be set centrally",
    ),
    Code.SETTINGS_OVERWRITTEN: Entry(
        PhoneError, Exit.REFUSED_BY_PHONE,
        "somebody puts other values back into the phone at {host} again and again, mostly its provisioning",
        "set its update policy to `never update, do not load settings`, or let the provisioning write what "
        "`snom-dialer phone provisioning` prints",
    ),
    Code.URLS_MISSING: Entry(
        PhoneError, Exit.REFUSED_BY_PHONE, "not all of what we want stands in the phone at {host} ({settings})",
        "put it there with `snom-dialer phone transfer`",
    ),
    Code.URLS_BY_HAND_MISSING: Entry(
        PhoneError, Exit.REFUSED_BY_PHONE, "no Action URL in the phone at {host} calls this computer ({settings})",
        "put there by hand what `snom-dialer phone urls --show-secret` prints",
    ),
    Code.URLS_DEAD: Entry(
        PhoneError, Exit.REFUSED_BY_PHONE,
        "Action URLs of another Snom dialer were left in the phone at {host} ({settings}), and nobody answers at "
        "{address}",
        "start that program again, or put ours in their place with `snom-dialer phone transfer` while `serve` runs",
    ),
    Code.COMMAND_REFUSED: Entry(
        PhoneError, Exit.REFUSED_BY_PHONE, "the phone at {host} refused the command with status {status}",
        "look for `use_hidden_tags`, `restrict_uri_queries` and user rights on its web page",
    ),
    Code.CLOSED_UNANSWERED: Entry(
        PhoneError, Exit.REFUSED_BY_PHONE, "the phone at {host} closed the connection without an answer",
        "look at the phone before you repeat the command: it may have carried it out",
    ),
    Code.ANSWER_SENSELESS: Entry(
        PhoneError, Exit.REFUSED_BY_PHONE, "the phone at {host} answered with something that is not HTTP",
        "check address and port",
    ),
    Code.NOT_A_SNOM: Entry(
        PhoneError, Exit.REFUSED_BY_PHONE, "the device at {host} does not show itself to be a Snom phone",
        "check the address; nothing is written to a device that is not a Snom phone",
    ),
    # ---- the network ------------------------------------------------------------------------------------------------
    Code.NAME_UNKNOWN: Entry(
        NetworkError, Exit.UNREACHABLE, "the name `{host}` cannot be resolved",
        "check the name, or use the phone's address",
    ),
    Code.NO_ROUTE: Entry(
        NetworkError, Exit.UNREACHABLE, "there is no way to the phone at {host} ({reason})",
        "check this computer's network connection and the address",
    ),
    Code.CONNECTION_REFUSED: Entry(
        NetworkError, Exit.UNREACHABLE, "the phone at {host} refused the connection to port {port}",
        "check the address, and whether the phone's web server is switched on",
    ),
    Code.TIMED_OUT: Entry(
        NetworkError, Exit.UNREACHABLE, "the phone at {host} did not answer within {seconds} s",
        "check that the phone is on and that the address is right",
    ),
    Code.COMMAND_TOO_LATE: Entry(
        NetworkError, Exit.UNREACHABLE, "the phone at {host} was busy or silent for {seconds} s, and nothing was sent",
        "look at the phone and try again",
    ),
    Code.CONNECTION_LOST: Entry(
        NetworkError, Exit.UNREACHABLE, "the connection to the phone at {host} broke ({reason})",
        "look at the phone before you repeat the command: it may have carried it out",
    ),
    Code.TLS_FAILED: Entry(
        NetworkError, Exit.UNREACHABLE, "no encrypted connection to the phone at {host} is possible ({reason})",
        "check the port, or whether the phone speaks HTTPS at all",
    ),
    Code.NO_WEB_SERVER: Entry(
        NetworkError, Exit.UNREACHABLE, "what answers at {host} is not the web server of a phone ({reason})",
        "check address and port, and whether the phone's web server is switched on",
    ),
    # ---- this computer ----------------------------------------------------------------------------------------------
    Code.PORT_TAKEN: Entry(
        ComputerError, Exit.COMPUTER, "none of the ports {first} to {last} is free for the phone's callbacks",
        'close the program that holds them, or set another "port" under "callback" in the configuration',
    ),
    Code.ADDRESS_GONE: Entry(
        ComputerError, Exit.COMPUTER, "this computer has no address {address} to listen on ({reason})",
        'set "address" under "callback" to null, and the right one is found',
    ),
    Code.CALLBACK_UNSEEN: Entry(
        ComputerError, Exit.COMPUTER, "nothing of the phone at {host} arrived at {address}, port {port}", "{advice}",
    ),
    Code.FIND_PORT: Entry(
        ComputerError, Exit.COMPUTER, "phones that announce themselves cannot be heard on UDP port {port} ({reason})",
        "check the network connection, close a SIP program that holds the port, or name the addresses to look at: "
        "`snom-dialer phone find 192.168.0.0/24`",
    ),
    Code.SIMULATOR_PORT: Entry(
        ComputerError, Exit.COMPUTER, "the virtual phone cannot listen there ({reason})",
        "give another --port or --control-port, 0 for any free one, or another --bind",
    ),
    Code.PROGRAM_NOT_RUNNING: Entry(
        ComputerError, Exit.COMPUTER, "no Snom dialer is running for this user and configuration",
        "start one with `snom-dialer`, or without a window with `snom-dialer serve`",
    ),
    Code.PROGRAM_RUNNING: Entry(
        ComputerError, Exit.COMPUTER, "Snom dialer already runs for this user and configuration (process {pid})",
        "end it with `snom-dialer quit`, or use another configuration with --config",
    ),
    Code.PROGRAM_OTHER_VERSION: Entry(
        ComputerError, Exit.COMPUTER, "the running Snom dialer (process {pid}) speaks another version of the protocol",
        "end it with `snom-dialer quit` and start it again after an update",
    ),
    Code.NO_WINDOW: Entry(
        ComputerError, Exit.COMPUTER, "Snom dialer runs without a window",
        "open one with `snom-dialer`",
    ),
    Code.WINDOW_OPEN: Entry(
        ComputerError, Exit.COMPUTER, "Snom dialer has its window open already",
        "bring it to the front, or end it if it hangs",
    ),
    Code.NO_SCREEN: Entry(
        ComputerError, Exit.COMPUTER, "there is no screen to open a window on",
        "run it without a window with `snom-dialer serve`, or see `snom-dialer --help`",
    ),
    Code.NO_DESKTOP: Entry(
        ComputerError, Exit.COMPUTER, "the desktop program cannot start ({reason})",
        "install PySide6-Essentials, as `pip install snom-dialer[desktop]` does",
    ),
    Code.PROGRAM_UNSURE: Entry(
        ComputerError, Exit.COMPUTER, "the running program took the command and then went silent",
        "look at the phone before you repeat the command: it may have carried it out",
    ),
    Code.ACTION_FAILED: Entry(
        ComputerError, Exit.COMPUTER, "{failed} of {count} action(s) for {event} did not work",
        "look at the answers above, and whether that server is up and the URL right",
    ),
    Code.NO_BROWSER: Entry(
        ComputerError, Exit.COMPUTER, "there is no graphical session, or no browser, to show {url}",
        "open that address by hand, or only print it with --print",
    ),
    Code.KEYRING_FAILED: Entry(
        ComputerError, Exit.COMPUTER, "the system's keyring said no ({reason})",
        "unlock it, or give the password in SNOM_DIALER_PASSWORD",
    ),
    Code.FILE_FAILED: Entry(
        ComputerError, Exit.COMPUTER, "{path} cannot be {action}: {reason}", "check its permissions and the free space",
    ),
    Code.CONFIG_CHANGED: Entry(
        ComputerError, Exit.COMPUTER, "{path} was changed by somebody else in the meantime, so it was not written",
        "look at what is in it now, and repeat the command",
    ),
    Code.JOURNAL_FAILED: Entry(
        ComputerError, Exit.COMPUTER, "the journal {path} cannot be used: {reason}",
        "check its permissions and the free space; calls go on without it",
    ),
    Code.JOURNAL_NEWER: Entry(
        ComputerError, Exit.COMPUTER,
        "the journal {path} was written by a newer Snom dialer (version {found}; this one knows up to {known})",
        "update this program; the journal was left as it is",
    ),
    Code.JOURNAL_BROKEN: Entry(
        ComputerError, Exit.COMPUTER, "the journal {path} was broken ({reason}), and a new one was begun",
        "the broken one is kept as {kept}; check the disk",
    ),
    # ---- us ---------------------------------------------------------------------------------------------------------
    Code.BUG: Entry(
        OwnError, Exit.BUG, "something went wrong inside Snom dialer ({what})",
        "this is our fault; the details are in {log}",
    ),
}  # fmt: skip


def fault(code: Code, **values: object) -> DialerError:
    """Make the error for `code`, in the branch that the catalogue names, ready to be raised.

    Raises TypeError where a value that its sentences need is missing.
    """
    return CATALOGUE[code].branch(code, **values)
