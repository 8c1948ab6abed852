from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snom_dialer.protocol import log
from snom_dialer.protocol.dialog import DIALOGS
from snom_dialer.protocol.event import EventKind, PhoneEvent
from snom_dialer.protocol.log import DATAGRAM_LIMIT, PAGE_LIMIT, LogReader
from tests.protocol.sip_sample import ANNA, HELD, NEW, OLD, TALKING, US, page, sip, trace

IN, OUT = False, True
CALL = [(IN, sip("INVITE", body=TALKING)), (OUT, sip(180)), (OUT, sip(200, tag="t")), (IN, sip("BYE", tag="t"))]
KINDS = [EventKind.INCOMING, EventKind.CONNECTED, EventKind.DISCONNECTED]
LINES = [
    "[5] 3/1/2013 15:26:28: Fetching URL: http://gs5:80/x",
    "Apr  2 18:30:58  [NOTICE] PHN: gui_object::OnKey(P1, 1), State Idle (29)",
    "Feb 23 08:29:18.156 [DEBUG0] PHN: ALS_VALUE:180",
    "Feb 24 16:20:08 10.110.16.59 000413A34795 [INFO  ] PHN: ALS_VALUE:180",
]
BEFORE = [
    "",
    "[5] 3/1/2013 15:26:28: ",
    "[9] 13/12/2006 5:26:28: ",
    "Apr  2 18:30:58  [NOTICE] PHN: ",
    "Feb 23 08:29:18.156 [DEBUG0] SIP: ",
    "Feb 24 16:20:08 10.110.16.59 000413A34795 [INFO  ] PHN: ",
    "Feb 24 16:20:08 10.110.16.59 000413A34795 ",
]


def kinds(events: list[PhoneEvent]) -> list[EventKind]:
    return [event.kind for event in events]


@pytest.mark.parametrize("form", [OLD, OLD.replace("udp", "tls"), "{way} tcp:[fe80::1]:5060 (442 bytes):", NEW])
@pytest.mark.parametrize("before", BEFORE)
def test_every_form_of_a_trace(form: str | dict[str, str], before: str) -> None:
    text = ""
    for second, (sent, message) in enumerate(CALL):
        shape = form["Sent to" if sent else "Received from"] if isinstance(form, dict) else form
        text += LINES[second] + "\n" + trace(sent, message, second, before + shape)
    events = LogReader().feed(text + "\n")
    assert kinds(events) == KINDS
    assert {event.remote.number for event in events} == {"030123"}


@pytest.mark.parametrize("line", LINES)
def test_a_line_of_the_log_ends_a_message(line: str) -> None:
    text = trace(IN, sip("INVITE")).rstrip() + f"\n{line}\nContact: <sip:x@y>\n"
    assert kinds(LogReader().feed(text)) == [EventKind.INCOMING]


@pytest.mark.parametrize(
    "line",
    [
        "nothing", "Sent to the bin", "[5] 3/1/2013 15:26:28: Sending", "Subject: Sent to udp:1.2.3.4:5060 at Oct 2",
        " Sent to udp:1.2.3.4:5060 at Oct 2", "one two three Sent to udp:1.2.3.4 at", "Sent to udp:",
    ],
)  # fmt: skip
def test_what_is_no_trace(line: str) -> None:
    assert LogReader().feed(f"{line}\n\n{sip('INVITE')}\n\n") == []


def test_a_header_that_looks_like_a_trace_hides_nothing() -> None:
    message = sip("INVITE", caller='"x Sent to udp:1" <sip:1@h>').replace("From:", "Subject: Sent to udp:1\r\nFrom:")
    (event,) = LogReader().feed(trace(IN, message))
    assert (event.remote.number, event.remote.name) == ("1", "x Sent to udp:1")


# ---- a page that is read again and again -----------------------------------------------------------------------------


def test_a_page_that_grows_is_told_once() -> None:
    reader = LogReader()
    told = []
    for count in (0, 1, 1, 2, 2, 4, 4):
        told.append(kinds(reader.feed(page(CALL[:count]))))
    assert told == [[], KINDS[:1], [], [], [], KINDS[1:], []]


def test_a_page_that_loses_its_beginning() -> None:
    reader = LogReader()
    text = page(CALL)
    cut = text.index("CSeq")  # in the middle of the first message
    assert kinds(reader.feed(page(CALL[:2]))) == KINDS[:1]
    assert kinds(reader.feed(text[cut:])) == KINDS[1:]
    assert reader.feed(text[text.index("Call-ID: ", cut) :]) == []


def test_a_log_that_is_cleared() -> None:
    reader = LogReader()
    reader.feed(page(CALL[:1]))
    assert reader.feed("") == []
    assert reader.feed("<html>Login failed!</html>") == []
    assert reader.feed(page(CALL[:1])) == []  # an answer between that was none
    assert kinds(reader.feed(trace(OUT, CALL[2][1], 2))) == KINDS[1:2]
    assert kinds(reader.feed(trace(IN, CALL[3][1], 3))) == KINDS[2:]


def test_the_same_words_at_another_time_are_something_new() -> None:
    reader = LogReader()
    again = [(IN, sip("INVITE", cseq="2 INVITE"))]
    assert kinds(reader.feed(page([*CALL, *again]))) == [*KINDS, EventKind.INCOMING]
    assert kinds(reader.feed(trace(IN, sip("CANCEL", cseq="2 CANCEL"), 9))) == [EventKind.DISCONNECTED]


def test_the_last_message_waits_until_it_is_whole() -> None:
    reader = LogReader()
    up = page(CALL[:3])
    message = sip("INVITE", cseq="2 INVITE", tag="t", caller=US, callee=ANNA, body=HELD)
    text = up + trace(OUT, message, 5)
    assert kinds(reader.feed(text[: text.rindex("a=sendonly")])) == KINDS[:2]
    assert kinds(reader.feed(text)) == [EventKind.HOLD]


@given(st.integers(0, len(page(CALL))))
def test_wherever_a_page_ends_nothing_is_lost_or_doubled(cut: int) -> None:
    reader = LogReader()
    text = page(CALL) + LINES[0]
    assert kinds(reader.feed(text[:cut]) + reader.feed(text)) == KINDS


def test_a_message_that_stays_as_it_is_is_whole() -> None:
    reader = LogReader()
    short, other = page(CALL[:1]).rstrip(), page(CALL[:1]).rstrip()[:-9]
    assert reader.feed(other) == []
    assert reader.feed(short) == []
    assert kinds(reader.feed(short)) == KINDS[:1]
    assert reader.feed(short) == []
    assert reader.feed(page(CALL[:2])) == []


def test_a_message_that_was_gone_meanwhile_waits_anew() -> None:
    reader = LogReader()
    short = page(CALL[:1]).rstrip()
    assert [reader.feed(text) for text in (short, LINES[0], short)] == [[], [], []]
    assert kinds(reader.feed(short)) == KINDS[:1]


def test_only_the_end_of_a_long_page_is_read() -> None:
    filler = (LINES[0] + "\n") * (PAGE_LIMIT // len(LINES[0]))
    assert kinds(LogReader().feed(page(CALL) + filler + trace(IN, sip("INVITE", call_id="late")))) == KINDS[:1]


def test_more_calls_than_are_remembered() -> None:
    reader = LogReader()
    text = page([step for number in range(DIALOGS + 9) for step in a_call(number)])
    assert len(reader.feed(text)) == 2 * (DIALOGS + 9)
    assert reader.feed(text) == []


def test_a_call_id_that_comes_again_after_it_was_forgotten() -> None:
    reader = LogReader()
    reader.feed(page([step for number in range(DIALOGS + 1) for step in a_call(number)]))
    assert kinds(reader.feed(page(a_call(0), OLD.replace("01:", "02:")))) == [KINDS[0], KINDS[2]]


def a_call(number: int) -> list[tuple[bool, str]]:
    return [(IN, sip("INVITE", call_id=str(number))), (IN, sip("CANCEL", call_id=str(number)))]


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "_SEEN_LIMIT", 3)
    reader = LogReader()
    assert kinds(reader.feed(page(CALL))) == KINDS
    assert reader.feed(page(CALL[-3:])) == []
    assert len(reader._seen) == 3


# ---- HTML ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "html",
    [
        pytest.param("<html><body><pre>{}</pre></body></html>", id="pre"),
        pytest.param("\n<!DOCTYPE html><!-- c --><title>snom 190</title><body><tt>{}</tt><br>© snom", id="footer"),
        pytest.param("<HTML><script>Sent to udp:x</script><TABLE><TR><TD>{}</TD></TR></TABLE><form>", id="table"),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "<br>", "<BR/>\n", "<br />\r\n", "</td></tr>\n<tr><td>"])
def test_pages(html: str, end: str) -> None:
    call = [*CALL[:3], (IN, sip("BYE", "Reason: SIP;cause=200", tag="t"))]
    shown = html.format(escape(page(call)).replace("\n", end).replace("Call-ID", "<b class=x>Call-ID</b>"))
    reader = LogReader()
    events = reader.feed(shown) + reader.feed(shown)  # where blank lines cannot be told, the last message waits
    assert kinds(events) == KINDS
    assert (events[0].remote.name, events[0].remote.number) == ("Anna", "030123")
    assert events[2].cancel_reason == "SIP;cause=200"


def test_a_page_that_escapes_nothing_keeps_its_addresses() -> None:
    (event,) = LogReader().feed(f"<html><pre>{trace(IN, sip('INVITE', caller='Anna <a@h>'))}</pre>")
    assert (event.remote.name, event.remote.number) == ("Anna", "a")


def test_no_value_can_begin_a_line() -> None:
    name = "x&#10;Call-ID: forged&#10;<br>Call-ID: forged"
    for text in (trace(IN, sip("INVITE", caller=f"{name} <sip:1@h>")),):
        for shown in (text, f"<pre>{escape(text)}</pre>"):
            (event,) = LogReader().feed(shown)
            assert event.call_id == "c1@pbx"


# ---- what nobody followed --------------------------------------------------------------------------------------------


def test_catching_up_tells_only_what_goes_on() -> None:
    over = page(CALL)
    ringing = trace(IN, sip("INVITE", call_id="c2"), 20)
    brief = trace(IN, sip("INVITE", call_id="c3"), 30) + trace(IN, sip("CANCEL", call_id="c3"), 31)
    events = LogReader().catch_up(over + ringing + brief)
    assert [(event.kind, event.call_id) for event in events] == [(EventKind.INCOMING, "c2")]
    reader = LogReader()
    events = reader.catch_up(over + ringing + brief, newest=True)
    assert [(event.kind, event.call_id) for event in events] == [
        (EventKind.INCOMING, "c2"), (EventKind.INCOMING, "c3"), (EventKind.DISCONNECTED, "c3"),
    ]  # fmt: skip
    assert reader.catch_up(over + ringing + brief, newest=True) == []


def test_catching_up_tells_no_call_of_which_nothing_is_new() -> None:
    reader = LogReader()
    reader.feed(page(CALL[:2]))
    late = trace(IN, sip("CANCEL"), 9)
    assert reader.catch_up(page(CALL[:2]) + late, newest=True) == []


# ---- syslog ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("signature", ["000413A00001 ", "", "10.0.0.2 snom190 ", "Feb 24 16:20:08 000413A00001 "])
def test_a_message_in_a_datagram(signature: str) -> None:
    reader = LogReader()
    told = [
        reader.feed_datagram(f"<134>{signature}{trace(sent, message)}".replace("\n", "\r\n").encode())
        for sent, message in CALL
    ]
    assert [kinds(events) for events in told] == [KINDS[:1], [], KINDS[1:2], KINDS[2:]]


def test_other_datagrams_tell_nothing() -> None:
    reader = LogReader()
    for data in (b"", b"\xff\xfe", b"<134>Feb 24 16:20:08 000413A00001 [INFO  ] PHN: x", LINES[0].encode(), b"BYE"):
        assert reader.feed_datagram(data) == []
    assert reader.feed_datagram(b"<134>Sent to udp:x:5060 at Oct 2\n\nhello") == []
    assert reader.feed_datagram(b"<134>Sent to udp:x:5060 at Oct 2\n\nREGISTER x SIP/2.0\ni: 1\nCSeq: 1 R") == []


def test_a_message_in_latin_1() -> None:
    data = trace(IN, sip("INVITE", caller='"Jörg" <sip:1@h>')).encode("latin-1")
    (event,) = LogReader().feed_datagram(data)
    assert event.remote.name == "Jörg"


def test_a_datagram_that_was_cut_counts_when_the_next_one_comes() -> None:
    reader = LogReader()
    short = trace(IN, sip("INVITE", "User-Agent: x")).partition("User-Agent")[0].encode()
    assert reader.feed_datagram(short) == []
    assert kinds(reader.feed_datagram(b"<134>000413A00001 [INFO  ] PHN: x")) == KINDS[:1]
    assert reader.feed_datagram(short) == []
    assert kinds(reader.feed_datagram(trace(IN, sip("CANCEL")).encode())) == [EventKind.DISCONNECTED]


@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_a_message_line_by_line(end: str) -> None:
    reader = LogReader()
    reader.feed(page(CALL[:1]))
    told: list[PhoneEvent] = []
    for line in trace(IN, sip("CANCEL", "Reason: SIP;cause=200")).split("\n"):
        assert told == []
        told += reader.feed_datagram(f"<134>Feb 24 16:20:08 000413A00001 {line}{end}".encode())
        if told:
            break
    assert kinds(told) == [EventKind.DISCONNECTED]
    assert told[0].cancel_reason == "SIP;cause=200"


@pytest.mark.parametrize("line", [b"x: y\n" * 10, b"x" * 9000])
def test_a_datagram_message_has_an_end(line: bytes) -> None:
    reader = LogReader()
    head = trace(IN, sip("INVITE")).partition("Content")[0].encode()
    assert reader.feed_datagram(head) == []
    told = [reader.feed_datagram(line) for _ in range(40)]
    assert sum(map(len, told)) == 1
    assert told[-1] == []


def test_a_datagram_is_read_up_to_its_limit() -> None:
    text = trace(IN, sip("INVITE")).encode()
    assert kinds(LogReader().feed_datagram(text + b" " * DATAGRAM_LIMIT)) == KINDS[:1]
    assert LogReader().feed_datagram(b"[" + b" " * DATAGRAM_LIMIT + text) == []


def test_page_and_datagrams_of_the_same_call() -> None:
    reader = LogReader()
    told = []
    for count, (sent, message) in enumerate(CALL, 1):
        told += reader.feed_datagram(trace(sent, message).encode())
        told += reader.feed(page(CALL[:count]))
    assert kinds(told) == KINDS


# ---- anything --------------------------------------------------------------------------------------------------------

PIECES = st.sampled_from([
    *LINES, *BEFORE, "<pre>", "<html>", "<br>", "&#10;", "\n", "\r\n", "\n\n", "Sent to udp:1.2.3.4:5060 at",
    "Received from",
    "Reason: SIP;cause=200", " folded", trace(IN, sip("INVITE")), trace(OUT, sip(200)), trace(IN, sip("BYE")),
    "Call-ID: x", "CSeq: 1 BYE", "BYE sip:x SIP/2.0", "SIP/2.0 200 OK", "\ud800", "\x00",
])  # fmt: skip
TEXTS = st.lists(PIECES | st.text(max_size=20), max_size=20).map("".join)


@given(st.lists(TEXTS, max_size=4))
def test_any_page_can_be_read_and_a_second_time_tells_nothing(texts: list[str]) -> None:
    reader = LogReader()
    for text in texts:
        reader.feed(text)
        reader.feed(text)  # what waits at the end is taken as it is
        assert reader.feed(text) == []
        assert reader.catch_up(text) == []


@given(st.lists(st.binary(max_size=100) | TEXTS.map(lambda text: text.encode("utf-8", "replace")), max_size=6))
def test_any_datagram_can_be_read(datagrams: list[bytes]) -> None:
    reader = LogReader()
    for data in datagrams:
        reader.feed_datagram(data)


@pytest.mark.parametrize(
    "piece", ["<", "<!--", "<script>", "</script ", "<br", "\n ", " ", "a=", "[5] ", "x ", "Reason: x\n"]
)
def test_a_page_takes_no_longer_than_its_length_deserves(piece: str) -> None:
    """Nothing is scanned twice; the time-out of the test would tell."""
    reader = LogReader()
    reader.feed("<pre>" + trace(IN, sip("INVITE").removesuffix("\r\n")) + piece * (PAGE_LIMIT // len(piece)))
    reader.feed(trace(IN, sip("INVITE").partition("Content")[0]) + piece * (PAGE_LIMIT // len(piece)))
