"""A program whose computer gets other addresses; run as `python -m tests.engine.namespace SCENE FOLDER`.

In a network namespace of its own: nothing of it reaches the computer's network. The phone stays where it is, and the
way to it changes. A scene that came to its end says so.
"""

import socket
import sys
from contextlib import ExitStack
from pathlib import Path

from snom_dialer.simulator.setup import Setup
from snom_dialer.simulator.thread import SimulatorThread
from tests.engine.running import Running, phone_of, running
from tests.system import kernel

PHONE, FIRST, SECOND = "10.9.0.1", "10.1.0.20", "10.2.0.20"
SOON = 10.0  # seconds; what the product promises


def reach_from(address: str) -> None:
    """Let the phone be reached from this address of the computer."""
    kernel.add_address(address)
    kernel.lead(PHONE, address)


def stands(sim: SimulatorThread, base: str) -> bool:
    """Whether every Action URL of ours in the phone leads there."""
    ours = [value for value in sim.phone.settings.shown().values() if "/snom/" in value]
    return len(ours) > 5 and all(value.startswith(f"http://{base}/snom/") for value in ours)


def rewritten(sim: SimulatorThread, program: Running, address: str) -> int:
    """Wait as long as was promised until the phone calls that address, and return the port."""
    program.wait_for(lambda: stands(sim, f"{address}:{program.program.listener.port}"), SOON)
    return program.program.listener.port


def new_address(sim: SimulatorThread, folder: Path) -> None:
    """The phone learns of the new address while somebody speaks on it, and tells it the end of the call."""
    with running(folder, phone_of(sim)) as program:
        program.armed()
        port = rewritten(sim, program, FIRST)
        sim.ring("030", "Anna")
        sim.answer()
        talking = program.call(state="connected")
        reach_from(SECOND)
        kernel.remove_address(FIRST)
        assert rewritten(sim, program, SECOND) == port
        assert program.status()["phones"][0]["call_home"] == SECOND
        assert program.status()["callback"]["addresses"] == [SECOND]
        assert [call["id"] for call in program.status()["calls"]] == [talking["id"]]
        sim.hang_up()
        assert program.call(state="ended")["outcome"] == "answered"
        assert program.line().keeper.standing.state == "active"


def both_addresses(sim: SimulatorThread, folder: Path) -> None:
    """What a phone tells the old address, as long as the computer has it, is heard."""
    with running(folder, phone_of(sim)) as program:
        program.armed()
        rewritten(sim, program, FIRST)
        sim.quirk("close_unanswered", "before")  # nothing can be written into it
        reach_from(SECOND)
        program.wait_for(lambda: program.status()["callback"]["addresses"] == [SECOND, FIRST], SOON)
        sim.ring("030")
        program.call(state="ringing")
        assert stands(sim, f"{FIRST}:{program.program.listener.port}")
        sim.quirk("close_unanswered", "off")
        sim.hang_up()
        program.call(state="ended")
        rewritten(sim, program, SECOND)


def interface_goes_and_returns(sim: SimulatorThread, folder: Path) -> None:
    """Without an interface the user is told; with it, everything is as before by itself."""
    with running(folder, phone_of(sim)) as program:
        program.armed()
        port = rewritten(sim, program, FIRST)
        kernel.remove_address(FIRST)
        kernel.set_up(False)
        lost = program.record("phone", SOON, state="degraded")
        assert lost["reason"] == "this computer has no address that the phone could call"
        assert program.program.doorway.open
        asked = len(sim.phone.log)
        kernel.set_up(True)
        reach_from(FIRST)
        program.wait_for(lambda: len(program.of_type("phone", state="active")) == 2, SOON)
        assert rewritten(sim, program, FIRST) == port
        assert [seen for seen in sim.phone.log[asked:] if "action_" in seen.request.target] == []  # nothing was missing
        sim.ring("030")
        program.call(state="ringing")


def port_taken(sim: SimulatorThread, folder: Path) -> None:
    """A port that another program holds on the new address is no obstacle; without any, the user is told."""
    with running(folder, phone_of(sim)) as program, ExitStack() as others:
        program.armed()
        port = rewritten(sim, program, FIRST)
        kernel.add_address(SECOND)
        others.enter_context(socket.create_server((SECOND, port)))
        kernel.lead(PHONE, SECOND)
        kernel.remove_address(FIRST)
        assert rewritten(sim, program, SECOND) != port
        sim.ring("030")
        program.call(state="ringing")


def start_without_network(sim: SimulatorThread, folder: Path) -> None:
    """A program that starts before there is a network waits for it, and writes nothing that leads nowhere."""
    kernel.remove_address(FIRST)
    with running(folder, phone_of(sim)) as program:
        assert program.record("phone")["reason"] == "this computer has no address that the phone could call"
        reach_from(FIRST)
        program.record("phone", SOON, state="active")
        rewritten(sim, program, FIRST)
        sim.ring("030")
        program.call(state="ringing")


SCENES = {
    scene.__name__: scene
    for scene in (new_address, both_addresses, interface_goes_and_returns, port_taken, start_without_network)
}


def main(scene: str, folder: str) -> None:
    """Play one scene."""
    kernel.leave_the_network()
    kernel.set_up(True)
    kernel.add_address(PHONE)
    reach_from(FIRST)
    with SimulatorThread(Setup(host=PHONE)) as sim:
        SCENES[scene](sim, Path(folder))
    print(scene, "came to its end")


if __name__ == "__main__":
    main(*sys.argv[1:])
