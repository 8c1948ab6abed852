from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snom_dialer.protocol.dialog import DIALOGS, Dialogs
from snom_dialer.protocol.event import EventKind, Party, PhoneEvent
from snom_dialer.protocol.sip import Message, read
from tests.protocol.sip_sample import ANNA, HELD, TALKING, US, sip

IN, OUT = False, True
Step = tuple[bool, str]
INCOMING, OUTGOING, CONNECTED, DISCONNECTED, HOLD, UNHOLD = (
    EventKind.INCOMING, EventKind.OUTGOING, EventKind.CONNECTED, EventKind.DISCONNECTED, EventKind.HOLD,
    EventKind.UNHOLD,
)  # fmt: skip


def parse(text: str) -> Message:
    message = read(text.split("\r\n"))
    assert message is not None
    return message


def play(steps: Sequence[Step], dialogs: Dialogs | None = None) -> list[PhoneEvent]:
    dialogs = dialogs or Dialogs()
    told = (dialogs.follow(parse(text), sent=sent) for sent, text in steps)
    return [event for event in told if event]


def ours(what: str | int, *more: str, cseq: str = "", tag: str = "", branch: str = "", body: str = "") -> str:
    """A message of a call that the phone began."""
    return sip(what, *more, caller=US, callee=ANNA, cseq=cseq, tag=tag, branch=branch, body=body)


CREDENTIALS = "Proxy-Authorization: Digest x"
STALE = 'Proxy-Authenticate: Digest nonce="n", stale=true'
RINGING_IN = (IN, sip("INVITE", branch="b1"))
RINGING_OUT = (OUT, ours("INVITE", branch="b1"))
UP_IN = [RINGING_IN, (OUT, sip(200, branch="b1", tag="t"))]
UP_OUT = [RINGING_OUT, (IN, ours(200, branch="b1", tag="t"))]


@pytest.mark.parametrize(
    ("steps", "kinds", "reason"),
    [
        pytest.param([*UP_IN, (IN, sip("ACK", branch="b2")), (IN, sip("BYE", cseq="2 BYE"))],
                     [INCOMING, CONNECTED, DISCONNECTED], "", id="in, answered, they hang up"),
        pytest.param([(IN, sip("INVITE")), (OUT, sip(100)), (OUT, sip(180)), (OUT, sip(180)), (OUT, sip(200)),
                      (IN, sip("ACK")), (OUT, sip("BYE", "Reason: Q.850;cause=16")), (IN, sip(200, cseq="1 BYE"))],
                     [INCOMING, CONNECTED, DISCONNECTED], "Q.850;cause=16", id="in, answered, we hang up"),
        pytest.param([RINGING_IN, (IN, sip("CANCEL", 'Reason: SIP;cause=200;text="Call completed elsewhere"')),
                      (OUT, sip(200, cseq="1 CANCEL")), (OUT, sip(487)), (IN, sip("ACK", branch="b1"))],
                     [INCOMING, DISCONNECTED], 'SIP;cause=200;text="Call completed elsewhere"', id="in, elsewhere"),
        pytest.param([RINGING_IN, (OUT, sip(486)), (IN, sip("ACK", branch="b1"))], [INCOMING, DISCONNECTED],
                     "SIP;cause=486", id="in, rejected"),
        pytest.param([RINGING_IN, (OUT, sip(302))], [INCOMING, DISCONNECTED], "SIP;cause=302", id="in, forwarded"),
        pytest.param([RINGING_OUT, (IN, ours(603, "Reason: Q.850;cause=21"))], [OUTGOING, DISCONNECTED],
                     "Q.850;cause=21", id="out, declined with a reason"),
        pytest.param([RINGING_OUT, (IN, ours(183)), (OUT, ours("CANCEL")), (IN, ours(487))],
                     [OUTGOING, DISCONNECTED], "", id="out, given up"),
        pytest.param([*UP_OUT, (OUT, ours("ACK", branch="b2")), (IN, ours(200, branch="b1")), (IN, ours("BYE")),
                      (IN, ours("BYE"))], [OUTGOING, CONNECTED, DISCONNECTED], "", id="out, with repetitions"),
        pytest.param([RINGING_OUT, RINGING_OUT, (IN, ours(407, branch="b1")), (OUT, ours("ACK", branch="b1")),
                      (OUT, ours("INVITE", CREDENTIALS, branch="b2", cseq="2 INVITE")),
                      (IN, ours(407, branch="b1")),
                      (IN, ours(200, branch="b2", cseq="2 INVITE"))], [OUTGOING, CONNECTED], "", id="challenge"),
        pytest.param([RINGING_OUT, (OUT, ours("INVITE", CREDENTIALS, cseq="2 INVITE")),
                      (IN, ours(407, cseq="2 INVITE"))],
                     [OUTGOING, DISCONNECTED], "SIP;cause=407", id="wrong credentials"),
        pytest.param([RINGING_OUT, (OUT, ours("INVITE", CREDENTIALS, cseq="2 INVITE")),
                      (IN, ours(407, STALE, cseq="2 INVITE"))], [OUTGOING], "", id="nonce too old"),
        pytest.param([RINGING_OUT, (OUT, ours("INVITE", CREDENTIALS, cseq="2 INVITE")),
                      (IN, ours(401, cseq="2 INVITE"))], [OUTGOING], "", id="a second challenger"),
        pytest.param([RINGING_OUT, (IN, ours(422))], [OUTGOING], "", id="another session interval"),
        pytest.param([RINGING_OUT, (IN, ours(302))], [OUTGOING], "", id="redirected"),
        pytest.param([RINGING_IN, (OUT, sip(482, branch="b9"))], [INCOMING], "", id="a copy is refused"),
        pytest.param([RINGING_IN, (OUT, sip(491, cseq="2 INVITE"))], [INCOMING], "", id="another INVITE is refused"),
        pytest.param([RINGING_OUT, (OUT, ours(486))], [OUTGOING], "", id="an answer that cannot be one"),
        pytest.param([*UP_IN, (OUT, ours("INVITE", cseq="2 INVITE", tag="t")), (IN, ours(488, cseq="2 INVITE"))],
                     [INCOMING, CONNECTED], "", id="a change is refused"),
        pytest.param([*UP_IN, (IN, sip("CANCEL"))], [INCOMING, CONNECTED], "", id="cancelled too late"),
        pytest.param([RINGING_IN, (IN, sip("CANCEL")), (OUT, sip(200)), (IN, sip("CANCEL"))],
                     [INCOMING, DISCONNECTED], "", id="answered too late"),
        pytest.param([RINGING_OUT, (IN, ours("BYE"))], [OUTGOING, DISCONNECTED], "", id="over without an answer"),
        pytest.param([RINGING_IN, (IN, sip("CANCEL")), RINGING_IN], [INCOMING, DISCONNECTED], "", id="late copy"),
        pytest.param([RINGING_IN, (IN, sip("CANCEL")), (IN, sip("INVITE", cseq="2 INVITE", tag="t"))],
                     [INCOMING, DISCONNECTED], "", id="a change after the end"),
        pytest.param([RINGING_IN, (IN, sip("CANCEL")), (IN, sip("INVITE", cseq="2 INVITE"))],
                     [INCOMING, DISCONNECTED, INCOMING], "", id="the same Call-ID again"),
        pytest.param([RINGING_OUT, (IN, ours("INVITE", branch="p")), (OUT, ours(180, branch="p")),
                      (OUT, ours(486, branch="p")), (IN, ours("ACK", branch="p")), (IN, ours(486, branch="b1"))],
                     [OUTGOING, DISCONNECTED], "SIP;cause=486", id="a call to oneself"),
        pytest.param([RINGING_OUT, (IN, ours("INVITE", cseq="2 INVITE")), (IN, ours(200, branch="b1"))],
                     [OUTGOING, CONNECTED], "", id="an INVITE against the direction"),
        pytest.param([(OUT, sip("REGISTER")), (OUT, sip("OPTIONS")), (IN, sip("SUBSCRIBE")), (IN, sip("NOTIFY")),
                      (IN, sip(200, cseq="1 REGISTER")), (IN, sip(401, cseq="1 REGISTER"))], [], "", id="no call"),
    ],
)  # fmt: skip
def test_the_events_of_a_call(steps: list[Step], kinds: list[EventKind], reason: str) -> None:
    events = play(steps)
    assert [event.kind for event in events] == kinds
    ends = [event for event in events if event.kind is DISCONNECTED]
    assert [event.cancel_reason for event in ends] == [reason] * len(ends)
    assert {event.call_id for event in events} <= {"c1@pbx"}


@pytest.mark.parametrize(
    ("steps", "kinds"),
    [
        pytest.param([RINGING_IN, (IN, sip("ACK", branch="b2"))], [INCOMING, CONNECTED], id="of an answer"),
        pytest.param([RINGING_IN, (IN, sip("ACK", branch="b1"))], [INCOMING], id="of a refusal"),
        pytest.param([RINGING_IN, (IN, sip("ACK"))], [INCOMING], id="of nobody knows what"),
        pytest.param([(IN, sip("INVITE")), (IN, sip("ACK", branch="b2"))], [INCOMING], id="nothing to compare"),
        pytest.param([RINGING_IN, (IN, sip("ACK", branch="b2", cseq="2 ACK"))], [INCOMING], id="of another"),
        pytest.param([RINGING_IN, (OUT, sip("ACK", branch="b2"))], [INCOMING], id="of the wrong side"),
        pytest.param([(IN, sip("ACK", branch="b2"))], [], id="of a call that nobody knows"),
        pytest.param([RINGING_IN, (OUT, sip(486)), (IN, sip("ACK", branch="b2"))], [INCOMING, DISCONNECTED], id="late"),
    ],
)
def test_an_ack_where_the_answer_was_not_seen(steps: list[Step], kinds: list[EventKind]) -> None:
    assert [event.kind for event in play(steps)] == kinds


@pytest.mark.parametrize(
    ("steps", "kinds"),
    [
        pytest.param([(OUT, sip(180)), (OUT, sip(200))], [INCOMING, CONNECTED], id="we rang"),
        pytest.param([(IN, ours(183)), (IN, ours(486))], [OUTGOING, DISCONNECTED], id="they rang"),
        pytest.param([(OUT, sip(200))], [CONNECTED], id="answered"),
        pytest.param([(IN, sip("INVITE", tag="t"))], [CONNECTED], id="changed by them"),
        pytest.param([(OUT, ours("INVITE", tag="t", body=TALKING))], [CONNECTED], id="changed by us"),
        pytest.param([(OUT, ours("INVITE", tag="t", body=HELD))], [HOLD], id="held"),
        pytest.param([(OUT, sip(100))], [], id="trying"),
        pytest.param([(OUT, sip(488))], [], id="refused"),
        pytest.param([(IN, sip("BYE")), (IN, sip("BYE"))], [DISCONNECTED], id="over"),
        pytest.param([(IN, sip("CANCEL"))], [DISCONNECTED], id="cancelled"),
    ],
)
def test_a_call_that_began_before_anybody_looked(steps: list[Step], kinds: list[EventKind]) -> None:
    events = play(steps)
    assert [event.kind for event in events] == kinds
    assert {(event.remote.number, event.local.number) for event in events} <= {("030123", "101")}


def test_hold_and_resume() -> None:
    def change(cseq: int, body: str) -> str:
        return ours("INVITE", cseq=f"{cseq} INVITE", tag="t", body=body)

    steps = [
        *UP_IN, (OUT, change(2, HELD)), (IN, ours(401, cseq="2 INVITE")), (OUT, change(3, HELD)), (OUT, change(4, "")),
        (OUT, change(5, TALKING)), (OUT, change(6, TALKING)), (OUT, change(2, HELD)),
        (IN, sip("INVITE", cseq="9 INVITE", tag="t", body=HELD)),
        (IN, ours("BYE")),
    ]  # fmt: skip
    assert [event.kind for event in play(steps)] == [INCOMING, CONNECTED, HOLD, UNHOLD, DISCONNECTED]


def test_what_an_event_carries() -> None:
    steps = [(IN, sip("INVITE")), (IN, sip("CANCEL", "Reason: SIP;cause=200"))]
    incoming, disconnected = play(steps)
    remote = Party(uri="030123@pbx.example", number="030123", name="Anna")
    local = Party(uri="101@pbx.example", number="101", name="Desk")
    values = {
        "call_id": "c1@pbx",
        "remote": "030123@pbx.example",
        "display_remote": "Anna",
        "local": "101@pbx.example",
        "display_local": "Desk",
    }
    assert incoming == PhoneEvent(kind=INCOMING, call_id="c1@pbx", remote=remote, local=local, values=values)
    assert disconnected == PhoneEvent(
        kind=DISCONNECTED,
        call_id="c1@pbx",
        remote=remote,
        local=local,
        cancel_reason="SIP;cause=200",
        values=values | {"cancel_reason": "SIP;cause=200"},
    )
    (outgoing,) = play([(OUT, ours("INVITE"))])
    assert (outgoing.remote, outgoing.local) == (remote, local)


@pytest.mark.parametrize(
    ("caller", "remote"),
    [
        ("sip:030@h;user=phone", Party(uri="030@h", number="030")),
        ("<SIP:030@h:5070;user=phone>", Party(uri="030@h:5070;user=phone", number="030")),
        ("<sips:030@h>", Party(uri="sips:030@h", number="030")),
        ("<tel:+49-30-1>", Party(uri="tel:+49-30-1", number="+49301")),
        ('"A\u202eB" <sip:a%20b@h>', Party(uri="a%20b@h", number="a b", name="AB")),
        ("Anonymous <sip:anonymous@anonymous.invalid>",
         Party(uri="anonymous@anonymous.invalid", number="anonymous", name="Anonymous")),
    ],
)  # fmt: skip
def test_forms_of_a_party(caller: str, remote: Party) -> None:
    (event,) = play([(IN, sip("INVITE", caller=caller))])
    assert event.remote == remote


def test_a_message_without_parties() -> None:
    (event,) = play([(IN, "INVITE x SIP/2.0\r\nCall-ID: a\r\nCSeq: 1 INVITE")])
    assert (event.kind, event.remote, event.values) == (INCOMING, Party(), {"call_id": "a"})


def test_two_calls_at_once_are_told_apart() -> None:
    events = play([
        (IN, sip("INVITE", call_id="a")), (IN, sip("INVITE", call_id="b")), (OUT, sip(200, call_id="b")),
        (IN, sip("CANCEL", call_id="a")), (IN, sip("BYE", call_id="b")),
    ])  # fmt: skip
    assert [(event.call_id, event.kind) for event in events] == [
        ("a", INCOMING), ("b", INCOMING), ("b", CONNECTED), ("a", DISCONNECTED), ("b", DISCONNECTED),
    ]  # fmt: skip


def test_which_calls_go_on() -> None:
    dialogs = Dialogs()
    play([(IN, sip("INVITE", call_id="a")), (IN, sip("INVITE", call_id="b"))], dialogs)
    assert (set(dialogs.live()), dialogs.newest) == ({"a", "b"}, "b")
    play([(IN, sip("CANCEL", call_id="b"))], dialogs)
    assert (set(dialogs.live()), dialogs.newest) == ({"a"}, "b")


def test_memory_is_bounded_and_calls_that_are_over_go_first() -> None:
    dialogs = Dialogs()
    play([(IN, sip("INVITE", call_id=str(number))) for number in range(DIALOGS)], dialogs)
    play([(IN, sip("CANCEL", call_id="7")), (IN, sip("INVITE", call_id="x"))], dialogs)
    assert dialogs.live() == {str(number) for number in range(DIALOGS) if number != 7} | {"x"}
    play([(IN, sip("INVITE", call_id="y"))], dialogs)
    assert len(dialogs.live()) == DIALOGS
    assert "0" not in dialogs.live()


def test_a_call_id_is_cut_like_the_variable() -> None:
    (event,) = play([(IN, sip("INVITE", call_id="i" * 300))])
    assert len(event.call_id) == 255


REQUESTS = st.sampled_from(["INVITE", "ACK", "CANCEL", "BYE", "REGISTER"])
STATUSES = st.sampled_from([100, 180, 200, 302, 401, 407, 486, 487, 603])
MESSAGES = st.builds(
    lambda what, call_id, cseq, tag, branch, body: sip(
        what, call_id=call_id, cseq=f"{cseq} {'INVITE' if isinstance(what, int) else what}",
        tag=tag, branch=branch, body=body,
    ),
    what=REQUESTS | STATUSES,
    call_id=st.sampled_from("ab"),
    cseq=st.integers(1, 3),
    tag=st.sampled_from(["", "t"]),
    branch=st.sampled_from(["", "b1", "b2"]),
    body=st.sampled_from(["", HELD, TALKING]),
)  # fmt: skip


@given(st.lists(st.tuples(st.booleans(), MESSAGES), max_size=25))
def test_whatever_comes_each_call_makes_sense(steps: list[Step]) -> None:
    """Between a beginning and an end stands at most one connected; nothing follows an end but a beginning."""
    state: dict[str, EventKind] = {}
    for event in play(steps):
        before = state.get(event.call_id, DISCONNECTED)
        allowed = {
            INCOMING: {DISCONNECTED},
            OUTGOING: {DISCONNECTED},
            CONNECTED: {INCOMING, OUTGOING, DISCONNECTED},
            HOLD: {CONNECTED, UNHOLD, DISCONNECTED},
            UNHOLD: {HOLD},
            DISCONNECTED: set(EventKind),
        }
        assert before in allowed[event.kind]
        assert event.kind is not HOLD or before is not DISCONNECTED or event.call_id not in state
        assert event.kind is not CONNECTED or before is not DISCONNECTED or event.call_id not in state
        state[event.call_id] = event.kind
