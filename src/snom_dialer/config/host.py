"""Where a phone is, as a person writes it: a name, an address, either with a port, or the URL of its web page.

Not for: resolving names, or what stands in a SIP address (protocol.uri).
"""

import re
from typing import NamedTuple

from snom_dialer.errors import Code, fault

# Texts where few hosts need them: a batch command then does not pay for compiling them.
_SCHEME = r"[A-Za-z][A-Za-z0-9+.-]*"
_BRACKETED = r"\[(?P<host>[^][]*)\](?P<port>:.*)?"
_ZONE = r"[A-Za-z0-9._-]{1,32}"
_USER = r"(?s)^([A-Za-z]+://)?.*@"
_LABEL = r"(?!-)[a-z0-9_-]{1,63}(?<!-)"
_OCTETS = frozenset(map(str, range(256)))  # so none with a leading zero, which some would read as octal
_TEXT_LIMIT = 1024
_NAME_LIMIT = 253  # octets of a whole name in the DNS
_PORTS = range(1, 65536)


class Host(NamedTuple):
    """Where a web server is.

    `host` is a name in lower-case ASCII, an IPv4 address, or an IPv6 address without brackets.
    `port` and `scheme` ("http" or "https") are None where they were not written, user name and password likewise.
    `path` is what stood behind the host of a URL, and leads nowhere in particular.
    """

    host: str
    port: int | None = None
    scheme: str | None = None
    username: str | None = None
    password: str | None = None
    path: str = ""

    def __repr__(self) -> str:
        return f"Host({self})"

    def __str__(self) -> str:
        """Host and port as they stand in a URL, fit for showing: no user name, no password, no path."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port is None else f"{host}:{self.port}"


class _FormError(Exception):
    """Carries what is wrong up to `parse_host`."""


def parse_host(text: str) -> Host:
    """Read a host as a person writes it, blanks around it ignored.

    Accepts a name (also one that is not ASCII), IPv4, IPv6 bare or in brackets and with a zone, each with a port (IPv6
    then in brackets), and http:// or https:// URLs with a user name and a password. Raises HOST_INVALID, whose values
    show no password.
    """
    try:
        return _parsed(text.strip())
    except _FormError as wrong:
        raise fault(Code.HOST_INVALID, host=_shown(text), what=str(wrong)) from None


def is_address(text: str) -> bool:
    """Whether it is an IPv4 or a bare IPv6 address."""
    try:
        return _is_ip4(text) or (":" in text and bool(_ip6(text)))
    except _FormError:
        return False


def without_user(text: str) -> str:
    """Return a host as written without the user name and password of a URL."""
    return re.sub(_USER, r"\1", text)


def _shown(text: str) -> str:
    plain = "".join(letter if letter.isprintable() else "?" for letter in re.sub(_USER, r"\1…@", text.strip()))
    return plain if len(plain) <= 80 else f"{plain[:79]}…"


def _parsed(text: str) -> Host:
    _check_letters(text)
    scheme, separator, rest = text.partition("://")
    if not separator or not re.fullmatch(_SCHEME, scheme):
        return _parsed_bare(text)
    if scheme.lower() not in ("http", "https"):
        raise _FormError("a URL has to begin with http:// or https://")
    # A slash before the last @ would make the rest of a password the path, and a host of what a browser takes for none.
    authority, slash, path = rest.partition("/")
    if "@" in path:
        raise _FormError("an @ behind the host; write / in a password as %2F and @ as %40")
    user, at, host_port = authority.rpartition("@")
    host, port = _host_port(host_port)
    name, password = _user_info(user) if at else (None, None)
    return Host(host=host, port=port, scheme=scheme.lower(), username=name, password=password, path=slash + path)


def _parsed_bare(text: str) -> Host:
    if "@" in text:
        raise _FormError("a user name stands in --user, or in a URL")
    host, port = _host_port(text.removesuffix("/"))
    return Host(host=host, port=port)


def _check_letters(text: str) -> None:
    if not text or len(text) > _TEXT_LIMIT:
        raise _FormError("it is empty" if not text else "it is too long")
    for letter in text:
        if letter.isspace() or not letter.isprintable() or letter in '\\?#<>"`{}|^':
            shown = letter if letter.isprintable() and not letter.isspace() else f"U+{ord(letter):04X}"
            raise _FormError("there is a blank in it" if letter.isspace() else f"there is a {shown} in it")


def _user_info(text: str) -> tuple[str | None, str | None]:
    name, colon, password = text.partition(":")
    if "@" in text:
        raise _FormError("more than one @; write @ in a password as %40")
    decoded = _decoded(name)
    if ":" in decoded:
        raise _FormError("a user name cannot hold a colon")
    return decoded or None, _decoded(password) if colon else None


def _decoded(text: str) -> str:
    from urllib.parse import unquote

    try:
        plain = unquote(text, errors="strict")
    except UnicodeDecodeError:
        raise _FormError("user name or password is not percent-encoded UTF-8") from None
    if not plain.isprintable():
        raise _FormError("there is a control character in user name or password")
    return plain


# ---- host and port --------------------------------------------------------------------------------------------------


def _host_port(text: str) -> tuple[str, int | None]:
    if "[" in text or "]" in text:
        return _bracketed(text)
    if text.count(":") > 1:
        return _ip6(text), None
    host, colon, port = text.partition(":")
    return _ip4(host) or _name(host), _port(colon + port)


def _bracketed(text: str) -> tuple[str, int | None]:
    found = re.fullmatch(_BRACKETED, text)
    if not found:
        raise _FormError("the brackets of an IPv6 address do not match")
    return _ip6(found["host"].replace("%25", "%", 1)), _port(found["port"])


def _port(text: str | None) -> int | None:
    if not text:
        return None
    digits = text[1:]
    # isascii: isdecimal alone lets digits of other scripts pass. The length: int() of a million digits takes long.
    if text[0] != ":" or not (digits.isascii() and digits.isdecimal() and len(digits) < 6 and int(digits) in _PORTS):
        raise _FormError("a port is a number from 1 to 65535")
    return int(digits)


def _ip6(text: str) -> str:
    import socket  # only here, as most phones have a name or an IPv4 address

    address, percent, zone = text.partition("%")
    if percent and not re.fullmatch(_ZONE, zone):
        raise _FormError("the zone of an IPv6 address is the name of a network interface")
    try:
        return socket.inet_ntop(socket.AF_INET6, socket.inet_pton(socket.AF_INET6, address)) + percent + zone
    except (OSError, ValueError):  # ValueError: a zero byte or a letter that is not ASCII
        raise _FormError("that is no IPv6 address; a port behind one needs brackets: [fd00::20]:8080") from None


def _ip4(text: str) -> str:
    """Return an IPv4 address, "" for a name. What ends in a number is an address, as in every browser."""
    if not text.rpartition(".")[2].isdecimal():
        return ""
    if not _is_ip4(text):
        raise _FormError("an IPv4 address is four numbers from 0 to 255")
    return text


def _is_ip4(text: str) -> bool:
    octets = text.split(".")
    return len(octets) == 4 and _OCTETS.issuperset(octets)


def _name(text: str) -> str:
    name = (text if text.isascii() else _ascii_name(text)).lower()
    labels = name.removesuffix(".").split(".")
    if len(name) > _NAME_LIMIT or not all(re.fullmatch(_LABEL, label) for label in labels):
        raise _FormError("a name is made of letters, digits and dashes between dots")
    return _ip4(name) or name  # digits of another script become ASCII ones and an address on the way


def _ascii_name(text: str) -> str:
    try:
        return text.encode("idna").decode("ascii")
    except UnicodeError:
        raise _FormError("a name is made of letters, digits and dashes between dots") from None
