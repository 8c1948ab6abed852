"""CSTA over HTTP: the three documented requests."""

from xml.etree import ElementTree

import pytest

from snom_dialer.simulator.thread import SimulatorThread
from tests.simulator.receiver import ask

NAMESPACES = ["http://www.ecma-international.org/standards/ecma-323/csta/ed3", "urn:other"]


def request(name: str, inside: str = "", namespace: str = NAMESPACES[0]) -> str:
    return f'<?xml version="1.0"?><{name} xmlns="{namespace}">{inside}</{name}>'


def post(sim: SimulatorThread, body: str) -> ElementTree.Element:
    got = ask(sim.phone.port, "/csta", method="POST", body=body)
    assert (got.status, got.headers["content-type"]) == (200, "text/xml; charset=utf-8")
    return ElementTree.fromstring(got.text)


def texts(root: ElementTree.Element, name: str) -> list[str]:
    return [element.text or "" for element in root.iterfind(f".//{{*}}{name}")]


@pytest.mark.parametrize("namespace", NAMESPACES)
def test_system_status(sim: SimulatorThread, namespace: str) -> None:
    assert texts(post(sim, request("RequestSystemStatus", namespace=namespace)), "systemStatus") == ["normal"]


def test_make_call_and_snapshot(sim: SimulatorThread) -> None:
    inside = "<callingDevice>sip:101@pbx.example</callingDevice><calledDirectoryNumber>030</calledDirectoryNumber>"
    assert texts(post(sim, request("MakeCall", inside)), "callID") == ["1"]
    sim.remote_answer()
    sim.ring("040")
    snapshot = post(sim, request("SnapshotDevice", "<snapshotObject>101@pbx.example</snapshotObject>"))
    assert texts(snapshot, "callID") == ["1", "-2"]
    assert texts(snapshot, "localConnectionState") == ["connected", "alerting"]
    assert texts(snapshot, "deviceID") == ["sip:101@pbx.example"] * 2


def test_a_call_to_nobody_has_no_id(sim: SimulatorThread) -> None:
    assert texts(post(sim, request("MakeCall")), "callID") == []


@pytest.mark.parametrize("body", ["", "<x", "<Other/>", "<!DOCTYPE a><RequestSystemStatus/>"])
def test_what_is_not_known_is_an_error(sim: SimulatorThread, body: str) -> None:
    got = ask(sim.phone.port, "/csta", method="POST", body=body)
    assert (got.status, "CSTAErrorCode" in got.text) == (400, True)


def test_the_setting_switches_it_off(sim: SimulatorThread) -> None:
    assert ask(sim.phone.port, "/csta").status == 404
    sim.set("csta_control", "off")
    assert ask(sim.phone.port, "/csta", method="POST", body=request("RequestSystemStatus")).status == 404
