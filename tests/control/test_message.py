"""Lines of the control socket: what is written is read back, and no line harms."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snom_dialer.control.message import PROTOCOL, decode, encode, error_message, error_of, hello
from snom_dialer.errors import CATALOGUE, Code, fault

_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.text(), _JSON, max_size=4))
def test_a_message_is_one_line_and_is_read_back(message: dict[str, object]) -> None:
    line = encode(message)
    assert line.endswith(b"\n")
    assert line.count(b"\n") == 1
    assert decode(line) == message


@given(st.binary(max_size=200) | st.text(alphabet='{}[]":,0123456789ae-', max_size=60).map(str.encode))
def test_no_line_raises(line: bytes) -> None:
    assert isinstance(decode(line), dict)


@pytest.mark.parametrize("line", [b"", b"\n", b"[]", b"7", b'"x"', b"null", b"\xff\xfe", b"{", b"[" * 100_000])
def test_what_is_no_object_is_an_empty_message(line: bytes) -> None:
    assert decode(line) == {}


def test_the_greeting_names_the_protocol() -> None:
    assert hello("1.2", 77) == {"hello": "snom-dialer", "protocol": PROTOCOL, "version": "1.2", "pid": 77}


@pytest.mark.parametrize("code", list(Code))
def test_every_error_travels_with_its_code_and_values(code: Code) -> None:
    error = fault(code, **{name: f"<{name}>" for name in CATALOGUE[code].fields()})
    arrived = error_of(decode(encode(error_message(error))))
    assert arrived is not None
    assert (arrived.code, str(arrived), arrived.exit) == (error.code, str(error), error.exit)
    assert type(arrived) is type(error)


def test_values_that_are_no_text_arrive_as_text() -> None:
    arrived = error_of(decode(encode(error_message(fault(Code.CONNECTION_REFUSED, host="h", port=80)))))
    assert arrived is not None
    assert arrived.values == {"host": "h", "port": "80"}


@pytest.mark.parametrize("message", [{}, {"error": None}, {"error": "timed_out"}, {"error": []}, {"done": {}}])
def test_no_error_is_none(message: dict[str, object]) -> None:
    assert error_of(message) is None


@pytest.mark.parametrize(
    "error",
    [
        {},
        {"code": "of_tomorrow", "values": {}},
        {"code": "connection_refused", "values": {"host": "the port is missing"}},
        {"code": "number_empty", "values": {"code": "twice"}},
        {"code": "number_empty", "values": {"self": "twice"}},
        {"code": "number_empty", "values": [1, 2]},
        {"code": "number_empty", "values": 7},
    ],
)
def test_an_error_that_we_cannot_make_is_a_bug_in_words(error: dict[str, object]) -> None:
    arrived = error_of({"error": error})
    assert arrived is not None
    assert arrived.code is Code.BUG
    assert "do not know" in str(arrived)
