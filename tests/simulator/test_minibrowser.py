"""XML for the phone: as the reply to an Action URL, and by minibrowser.htm."""

from snom_dialer.simulator.setup import Auth, Setup
from snom_dialer.simulator.thread import SimulatorThread
from tests.simulator.receiver import Receiver, ask


def silent(*fetches: str) -> bytes:
    inside = "".join(f'<fetch mil="{at}">{url}</fetch>' for at, url in enumerate(fetches))
    return f'<?xml version="1.0"?><SnomIPPhoneSilent document_id="cti">{inside}</SnomIPPhoneSilent>'.encode()


def test_a_reply_can_report_state_back(sim: SimulatorThread, inbox: Receiver) -> None:
    inbox.body = silent(
        f"{inbox.url}/state?r=$(lines:ringing)&amp;all=$(lines)&amp;dnd=$(set:dnd_mode[1])&amp;t=$(set:phone_type)&amp;x=$(date)"
        "&amp;p=$(set:http_pass)"
    )
    sim.set("action_incoming_url", f"{inbox.url}/incoming")
    sim.ring("030")
    sim.wait_for(lambda: sum(news.what == "minibrowser" for news in sim.phone.happenings) > 2)
    assert inbox.targets[1] == "/state?r=1&all=1&dnd=off&t=snomD385&x=$(date)&p="


def test_a_document_that_fetches_itself_comes_to_an_end(sim: SimulatorThread, inbox: Receiver) -> None:
    inbox.body = silent(f"{inbox.url}/again")
    ask(sim.phone.port, f"/minibrowser.htm?url={inbox.url}/first")
    sim.wait_for(lambda: sum(news.what == "minibrowser" for news in sim.phone.happenings) == 20)
    ask(sim.phone.port, "/")  # time enough for a further fetch
    assert len(inbox.heads) == 20


def test_fragments_dial_and_press_keys(sim: SimulatorThread, inbox: Receiver) -> None:
    inbox.body = silent("phone://mb_exit#numberdial=12345", "snom://mb_nop#unknown=1", "snom://mb_nop#key=F_CANCEL")
    ask(sim.phone.port, f"/minibrowser.htm?url={inbox.url.removeprefix('http://')}/")
    sim.wait_for(lambda: any(news.details.get("event") == "disconnected" for news in sim.phone.happenings))
    assert [news.details["number"] for news in sim.phone.happenings if news.what == "call"] == ["12345", "12345"]


def test_what_is_no_document_is_left_alone(sim: SimulatorThread, inbox: Receiver) -> None:
    for body in (b"OK", b"<html/>", b"<!DOCTYPE x><SnomIPPhoneText/>", b"<SnomIPPhoneText>"):
        assert sim.call(lambda body=body: sim.phone.minibrowser.show(body.decode())) is False  # type: ignore[misc]


def test_the_rendered_document_can_be_read(sim: SimulatorThread) -> None:
    sim.call(lambda: sim.phone.minibrowser.show("<SnomIPPhoneText/>"))
    assert ask(sim.phone.port, "/minibrowser.htm?show=RENDERED_XML").text == "<SnomIPPhoneText/>"


def test_fetching_ends_with_the_phone(inbox: Receiver) -> None:
    inbox.go.clear()
    with SimulatorThread(Setup(auth=Auth.NONE)) as sim:
        assert ask(sim.phone.port, f"/minibrowser.htm?url={inbox.url}/").status == 200
    assert sim.phone.minibrowser.rendered == ""
