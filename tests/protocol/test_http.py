"""Requests as bytes and answers from bytes: strict on the way out, lenient on the way in, never an injected line."""

from itertools import pairwise
from urllib.parse import unquote_to_bytes

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snom_dialer.protocol.http import (
    BODY_LIMIT,
    HEAD_LIMIT,
    Request,
    Response,
    ResponseReader,
    encode,
    octets,
    quote_value,
)

# ---- quote_value and octets -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        pytest.param("+49 (0)30", "%2B49%20%280%2930", id="number"),
        pytest.param("*21#", "%2A21%23", id="star-code"),
        pytest.param("12&outgoing_uri=x", "12%26outgoing_uri%3Dx", id="no-second-parameter"),
        pytest.param("1;ENTER,,1000", "1%3BENTER%2C%2C1000", id="keys"),
        pytest.param("a%2Bb", "a%252Bb", id="percent"),
        pytest.param("AZaz09-._~", "AZaz09-._~", id="unreserved"),
        pytest.param("ü€\n", "%C3%BC%E2%82%AC%0A", id="utf-8"),
        pytest.param("", "", id="empty"),
    ],
)
def test_a_value_is_quoted_for_a_query(text: str, quoted: str) -> None:
    assert quote_value(text) == quoted


@given(st.text())
def test_a_quoted_value_is_harmless_and_comes_back(text: str) -> None:
    quoted = quote_value(text)
    assert not set(quoted) & set(" \"#&'*+,/:;<=>?@[]\r\n")
    assert unquote_to_bytes(quoted).decode() == text


@pytest.mark.parametrize(
    ("text", "data"),
    [
        pytest.param("pä", b"p\xc3\xa4", id="text"),
        pytest.param("p\udce4", b"p\xe4", id="undecodable-byte-of-the-environment"),
        pytest.param("ä\ud800", b"\xc3\xa4?", id="lone-surrogate"),
    ],
)
def test_any_text_has_octets(text: str, data: bytes) -> None:
    assert octets(text) == data


# ---- encode ---------------------------------------------------------------------------------------------------------


def test_a_get_has_no_length_and_asks_for_keep_alive() -> None:
    assert encode(Request(target="/command.htm?key=ENTER"), "192.168.0.20") == (
        b"GET /command.htm?key=ENTER HTTP/1.1\r\nHost: 192.168.0.20\r\nConnection: keep-alive\r\n\r\n"
    )


def test_a_post_tells_its_length_and_own_headers_come_before_the_extra_ones() -> None:
    request = Request(target="/", method="POST", headers=(("Content-Type", "text/plain"),), body=b"NUMBER:1")
    assert encode(request, "[fd00::20]:8080", (("User-Agent", "ä b"),)) == (
        b"POST / HTTP/1.1\r\nHost: [fd00::20]:8080\r\nConnection: keep-alive\r\nContent-Length: 8\r\n"
        b"Content-Type: text/plain\r\nUser-Agent: \xc3\xa4 b\r\n\r\nNUMBER:1"
    )


@pytest.mark.parametrize(
    ("method", "body", "length"),
    [
        pytest.param("POST", b"", b"Content-Length: 0\r\n", id="empty-post"),
        pytest.param("PUT", b"x", b"Content-Length: 1\r\n", id="body"),
    ],
)
def test_the_length_is_told_wherever_a_body_may_be_expected(method: str, body: bytes, length: bytes) -> None:
    assert length in encode(Request(target="/", method=method, body=body), "h")


@pytest.mark.parametrize("target", ["", "x", "/a b", "/a\r\nX: y", "/a\t", "/ä", "/a#b", "/\x7f", "http://h/", "/a\n"])
def test_a_target_that_could_become_more_is_refused(target: str) -> None:
    with pytest.raises(ValueError, match="the target cannot be sent"):
        encode(Request(target=target), "h")


@pytest.mark.parametrize("method", ["", "get", "GET /x HTTP/1.1\r\nX:", "GET\n", "G T"])
def test_a_method_that_is_none_is_refused(method: str) -> None:
    with pytest.raises(ValueError, match="the method cannot be sent"):
        encode(Request(target="/", method=method), "h")


@pytest.mark.parametrize("host", ["", "h h", "h\r\nX: y", "h/x", "hö", "h\n"])
def test_a_host_that_could_become_more_is_refused(host: str) -> None:
    with pytest.raises(ValueError, match="the host cannot be sent"):
        encode(Request(target="/"), host)


@pytest.mark.parametrize(
    "name", ["", "A B", "A:", "A\r\nB", "Ä", "Host", "CONNECTION", "content-length", "Transfer-Encoding"]
)
def test_a_header_name_that_is_none_or_ours_is_refused(name: str) -> None:
    for request, extra in ((Request(target="/", headers=((name, "v"),)), ()), (Request(target="/"), ((name, "v"),))):
        with pytest.raises(ValueError, match="a header name cannot be sent"):
            encode(request, "h", extra)


@pytest.mark.parametrize("value", ["a\r\nb", "a\n", "\x00", "a\tb", "\x7f"])
def test_a_header_value_with_control_characters_is_refused_and_not_repeated(value: str) -> None:
    with pytest.raises(ValueError, match=r"^the value of header Authorization cannot be sent over HTTP$"):
        encode(Request(target="/"), "h", (("Authorization", value),))


def _taken_apart(data: bytes) -> tuple[list[bytes], dict[bytes, bytes], bytes]:
    """An HTTP parser that shares nothing with the code: request line, headers, body."""
    head, _, body = data.partition(b"\r\n\r\n")
    first, *rest = head.split(b"\r\n")
    return first.split(b" "), {key: value for key, _, value in (line.partition(b": ") for line in rest)}, body


_VISIBLE = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E, exclude_characters="#"))
_VALUES = st.text(st.characters(min_codepoint=0x20, exclude_characters="\x7f", exclude_categories=["Cs"]))
_NAMES = st.text("abcXYZ-", min_size=1)


@given(_VISIBLE, st.dictionaries(_NAMES.map("X-".__add__), _VALUES), st.binary())
def test_what_is_encoded_is_what_arrives(path: str, headers: dict[str, str], body: bytes) -> None:
    request = Request(target="/" + path, method="POST", headers=tuple(headers.items()), body=body)
    line, arrived, content = _taken_apart(encode(request, "h:80"))
    assert line == [b"POST", b"/" + path.encode(), b"HTTP/1.1"]
    assert content == body
    assert arrived == {
        b"Host": b"h:80",
        b"Connection": b"keep-alive",
        b"Content-Length": str(len(body)).encode(),
        **{name.encode(): value.encode() for name, value in headers.items()},
    }


@given(st.text(), st.text(), st.text())
def test_no_text_whatever_adds_a_line(target: str, name: str, value: str) -> None:
    try:
        data = encode(Request(target=target, headers=((name, value),)), "h")
    except ValueError:
        return
    assert data.count(b"\r\n") == data.count(b"\n") == data.count(b"\r") == 5
    assert data.index(b" ", 4) == data.index(b" HTTP/1.1\r\n")


def test_the_repr_of_a_request_hides_headers_and_body() -> None:
    request = Request(target="/", headers=(("Authorization", "Basic c2VjcmV0"),), body=b"http_pass=secret")
    assert repr(request) == "Request(target='/', method='GET')"


# ---- Response -------------------------------------------------------------------------------------------------------


def test_headers_are_found_in_any_case_and_order_is_kept() -> None:
    response = Response(status=401, headers=(("WWW-Authenticate", "a"), ("server", "s"), ("www-authenticate", "b")))
    assert response.header("www-AUTHENTICATE") == "a"
    assert response.header_all("Www-Authenticate") == ("a", "b")
    assert response.header("SERVER") == "s"
    assert response.header("location") == ""
    assert response.header_all("location") == ()


@pytest.mark.parametrize("body", [b"f\xc3\xbcr", b"f\xfcr"], ids=["utf-8", "latin-1"])
def test_a_body_is_text_in_either_charset(body: bytes) -> None:
    assert Response(status=200, body=body).text == "für"


# ---- ResponseReader -------------------------------------------------------------------------------------------------


def read(*portions: bytes, end: bool = True) -> tuple[Response | None, bool]:
    """What a reader makes of these portions, and whether it was done before the phone closed."""
    reader = ResponseReader()
    for portion in portions:
        reader.feed(portion)
    done = reader.done
    if end:
        reader.eof()
        assert reader.done
    return reader.response(), done


_OK = b"HTTP/1.1 200 OK\r\n"

_WHOLE = {
    "content-length": (
        _OK + b"Content-Length: 5\r\n\r\nhello",
        Response(status=200, headers=(("content-length", "5"),), body=b"hello"),
    ),
    "empty": (_OK + b"Content-Length: 0\r\n\r\n", Response(status=200, headers=(("content-length", "0"),))),
    "zeros-before-the-length": (
        _OK + b"Content-Length: 0003\r\n\r\nabc",
        Response(status=200, headers=(("content-length", "0003"),), body=b"abc"),
    ),
    "first-length-wins": (
        _OK + b"Content-Length: 2\r\nContent-Length: 4\r\n\r\nab",
        Response(status=200, headers=(("content-length", "2"), ("content-length", "4")), body=b"ab"),
    ),
    "chunked": (
        _OK + b"Transfer-Encoding: Chunked\r\n\r\n5\r\nhello\r\n A ;x=y\r\n, chunked!\r\n0\r\n",
        Response(status=200, headers=(("transfer-encoding", "Chunked"),), body=b"hello, chunked!"),
    ),
    "chunked-before-length": (
        _OK + b"Content-Length: 99\r\nTransfer-Encoding: chunked\r\n\r\n1\n!\n0\n",
        Response(status=200, headers=(("content-length", "99"), ("transfer-encoding", "chunked")), body=b"!"),
    ),
    "no-content": (b"HTTP/1.1 204 No Content\r\nServer: s\r\n\r\n", Response(status=204, headers=(("server", "s"),))),
    "not-modified": (
        b"HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n",
        Response(status=304, headers=(("content-length", "9"),)),
    ),
    "bare-line-feeds": (
        b"HTTP/1.0 302 Found\nLocation: index.htm\nContent-Length: 0\n\n",
        Response(status=302, headers=(("location", "index.htm"), ("content-length", "0"))),
    ),
    "no-reason": (b"HTTP/1.1 204\r\n\r\n", Response(status=204)),
    "two-blanks-and-no-minor-version": (b"HTTP/1  204\r\n\r\n", Response(status=204)),
    "interim-answers": (
        b"HTTP/1.1 100 Continue\r\nX: 1\r\n\r\nHTTP/1.1 103 Early\r\n\r\nHTTP/1.1 204 \r\nY: 2\r\n\r\n",
        Response(status=204, headers=(("y", "2"),)),
    ),
    "names-and-blanks": (
        b"HTTP/1.1 204 \r\nSERVER :  snom embedded \r\nEmpty:\r\n\r\n",
        Response(status=204, headers=(("server", "snom embedded"), ("empty", ""))),
    ),
    "folded-header": (
        b'HTTP/1.1 204 \r\nA: Digest\r\n realm="x:y",\r\n\tnonce="z"\r\n\r\n',
        Response(status=204, headers=(("a", 'Digest realm="x:y", nonce="z"'),)),
    ),
    "a-fold-of-nothing": (
        b"HTTP/1.1 204 \r\n A: b\r\nC: d\r\n\r\n",
        Response(status=204, headers=(("a", "b"), ("c", "d"))),
    ),
    "lines-that-are-no-headers": (
        b"HTTP/1.1 204 \r\nrubbish\r\nA: b\r\n\r\n",
        Response(status=204, headers=(("a", "b"),)),
    ),
    "charsets-of-headers": (
        b"HTTP/1.1 204 \r\nA: \xc3\xbc\r\nB: \xfc\r\n\r\n",
        Response(status=204, headers=(("a", "ü"), ("b", "ü"))),
    ),
}


@pytest.mark.parametrize(("data", "expected"), _WHOLE.values(), ids=_WHOLE)
def test_a_whole_answer_is_done_without_a_close_and_what_follows_is_ignored(data: bytes, expected: Response) -> None:
    assert read(data, end=False) == (expected, True)
    assert read(data + b"HTTP/1.1 500 Next\r\n\r\n") == (expected, True)
    assert read(data, b"more") == (expected, True)


@pytest.mark.parametrize(("data", "expected"), _WHOLE.values(), ids=_WHOLE)
def test_a_whole_answer_is_not_done_before_its_last_byte(data: bytes, expected: Response) -> None:
    assert read(data[:-1], end=False)[1] is False
    cut, _ = read(data[:-1])
    assert cut is not None
    assert (cut.status, cut.complete) == (expected.status, False)


_UNTIL_CLOSE = {
    "no-length": _OK + b"\r\n",
    "one-point-zero": b"HTTP/1.0 200 OK\r\n\r\n",
    "senseless-length": _OK + b"Content-Length: -1\r\n\r\n",
    "length-with-underscore": _OK + b"Content-Length: 1_0\r\n\r\n",
    "length-in-other-digits": _OK + "Content-Length: ٣\r\n\r\n".encode(),
    "endless-length": _OK + b"Content-Length: " + b"9" * 5000 + b"\r\n\r\n",
}


@pytest.mark.parametrize("head", _UNTIL_CLOSE.values(), ids=_UNTIL_CLOSE)
def test_without_a_length_the_close_ends_the_body(head: bytes) -> None:
    response, done = read(head, b"<html>", b"</html>")
    assert not done
    assert response is not None
    assert (response.body, response.complete) == (b"<html></html>", True)


@pytest.mark.parametrize("head", _UNTIL_CLOSE.values(), ids=_UNTIL_CLOSE)
def test_before_the_close_such_an_answer_is_told_as_not_complete(head: bytes) -> None:
    response, _ = read(head + b"<html>", end=False)
    assert response is not None
    assert (response.body, response.complete) == (b"<html>", False)


_CUT = {
    "in-the-status-line": (b"HTTP/1.1 401", Response(status=401, complete=False)),
    "in-the-reason": (b"HTTP/1.0 302 Fou", Response(status=302, complete=False)),
    "after-the-status-line": (_OK, Response(status=200, complete=False)),
    "in-a-header": (
        _OK + b'Server: s\r\nWWW-Authenticate: Digest nonce="1"',
        Response(status=200, headers=(("server", "s"),), complete=False),
    ),
    "before-the-last-line-end": (_OK + b"A: b\r\n\r", Response(status=200, headers=(("a", "b"),), complete=False)),
    "in-the-body": (
        _OK + b"Content-Length: 5\r\n\r\nhel",
        Response(status=200, headers=(("content-length", "5"),), body=b"hel", complete=False),
    ),
    "in-a-chunk": (
        _OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhel",
        Response(status=200, headers=(("transfer-encoding", "chunked"),), body=b"hel", complete=False),
    ),
    "in-the-size-of-a-chunk": (
        _OK + b"Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0",
        Response(status=200, headers=(("transfer-encoding", "chunked"),), body=b"x", complete=False),
    ),
    "after-a-chunk": (
        _OK + b"Transfer-Encoding: chunked\r\n\r\n1\r\nx",
        Response(status=200, headers=(("transfer-encoding", "chunked"),), body=b"x", complete=False),
    ),
}


@pytest.mark.parametrize(("data", "expected"), _CUT.values(), ids=_CUT)
def test_an_answer_that_is_cut_off_keeps_what_came(data: bytes, expected: Response) -> None:
    assert read(data) == (expected, False)


_CHUNKED = _OK + b"Transfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    ("data", "body"),
    [
        pytest.param(b"x\r\n", b"", id="size-is-no-number"),
        pytest.param(b"-5\r\n", b"", id="negative-size"),
        pytest.param(b"\r\n", b"", id="no-size"),
        pytest.param(b"fffffffff\r\n", b"", id="size-of-nine-digits"),
        pytest.param(b"1\r\nxy\r\n", b"x", id="chunk-longer-than-told"),
        pytest.param(b"1;" + b"x" * 4096, b"", id="endless-extension"),
    ],
)
def test_broken_chunks_end_the_answer_at_once(data: bytes, body: bytes) -> None:
    response, done = read(_CHUNKED + data, end=False)
    assert done
    assert response is not None
    assert (response.status, response.body, response.complete) == (200, body, False)


@pytest.mark.parametrize(
    "data",
    [b"", b"H", b"HTTP/", b"HTTP/1.1", b"HTTP/1.1 40", b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.1 100 Cont"],
)
def test_a_close_before_any_status_is_no_answer(data: bytes) -> None:
    assert read(data) == (None, False)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"\x15\x03\x01\x00\x02", id="tls-alert"),
        pytest.param(b"S", id="first-letter-of-ssh"),
        pytest.param(b"<html>", id="http-0.9"),
        pytest.param(b"HTTX", id="nearly"),
        pytest.param(b"HTTP/1.1 OK 200\r\n", id="no-status"),
        pytest.param(b"HTTP/1.1 2000\r\n", id="status-too-long"),
        pytest.param(b"HTTP/1.1\r\n", id="only-the-version"),
        pytest.param(b"HTTP/1.1 100 \r\n\r\nrubbish", id="rubbish-after-an-interim-answer"),
        pytest.param(b"HTTP/".ljust(HEAD_LIMIT, b"x"), id="endless-status-line"),
    ],
)
def test_what_is_no_http_is_seen_at_once(data: bytes) -> None:
    assert read(data, end=False) == (Response(status=0, complete=False), True)


def test_a_status_line_without_a_sense_counts_at_the_close() -> None:
    assert read(b"HTTP/1.1 rubbish") == (Response(status=0, complete=False), False)


@pytest.mark.parametrize(
    "flood",
    [
        pytest.param(b"HTTP/1.1 200 " + b"x" * HEAD_LIMIT, id="reason"),
        pytest.param(_OK + b"A: " + b"x" * HEAD_LIMIT, id="one-header"),
        pytest.param(_OK + b"A: b\r\n" * (HEAD_LIMIT // 6), id="many-headers"),
        pytest.param(b"HTTP/1.1 100 \r\n\r\n" * 4000, id="interim-answers"),
    ],
)
def test_a_head_has_a_limit(flood: bytes) -> None:
    reader = ResponseReader()
    for start in range(0, len(flood), 1000):
        reader.feed(flood[start : start + 1000])
    assert reader.done


def test_a_head_within_its_limit_is_read_and_one_byte_more_is_not() -> None:
    head = _OK + b"A: " + b"x" * (HEAD_LIMIT - len(_OK) - 7) + b"\r\n\r\n"
    assert len(head) == HEAD_LIMIT
    fits, _ = read(head)
    longer, _ = read(head.replace(b"A: ", b"A: x"))
    assert fits is not None
    assert longer is not None
    assert (fits.complete, longer.complete) == (True, False)


@pytest.mark.parametrize(
    "head", [_OK + b"\r\n", _OK + b"Content-Length: 9999999999\r\n\r\n", _CHUNKED + b"ffffffff\r\n"]
)
def test_a_body_has_a_limit(head: bytes) -> None:
    reader = ResponseReader()
    reader.feed(head + b"x" * BODY_LIMIT)
    before = reader.done
    reader.feed(b"y")
    assert (before, reader.done) == (False, True)
    response = reader.response()
    assert response is not None
    assert not response.complete
    assert response.body == b"x" * BODY_LIMIT


_HEAD_PIECES = [_OK, b"HTTP/1.1 100 \r\n\r\n", b"HTTP/1.1 401 ", b"A: b\r\n", b"Content-Length: 4\r\n", _CHUNKED]
_PIECES = st.sampled_from([*_HEAD_PIECES, b"\r\n", b"\n", b" ", b"4\r\nabcd\r\n", b"0\r\n", b"abcd"])
_WIRE = st.one_of(st.lists(st.one_of(_PIECES, st.binary(max_size=4))).map(b"".join), st.binary())


@given(_WIRE, st.lists(st.integers(0, 200)))
def test_portions_make_no_difference_and_nothing_raises(data: bytes, cuts: list[int]) -> None:
    edges = sorted({0, len(data), *(cut for cut in cuts if cut < len(data))})
    assert read(*(data[start:end] for start, end in pairwise(edges))) == read(data)
    assert read(*(data[index : index + 1] for index in range(len(data)))) == read(data)


@given(st.binary(max_size=50), st.dictionaries(_NAMES, _VALUES.map(str.strip)), st.booleans())
def test_an_answer_written_by_the_book_is_read_back(body: bytes, headers: dict[str, str], chunked: bool) -> None:
    head = b"".join(f"{name}: {value}\r\n".encode() for name, value in headers.items())
    if chunked:
        pieces = b"".join(b"1\r\n%c\r\n" % byte for byte in body)
        data = _OK + head + b"Transfer-Encoding: chunked\r\n\r\n" + pieces + b"0\r\n\r\n"
    else:
        data = _OK + head + b"Content-Length: %d\r\n\r\n" % len(body) + body
    response, done = read(data)
    assert done
    assert response is not None
    assert (response.status, response.body, response.complete) == (200, body, True)
    assert response.headers[:-1] == tuple((name.lower(), value) for name, value in headers.items())
