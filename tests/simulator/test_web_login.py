"""The door of the web server, seen from outside: challenges, answers, and the lock."""

import hashlib
import re
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from snom_dialer.simulator.setup import Auth, Setup
from snom_dialer.simulator.thread import SimulatorThread
from tests.simulator.receiver import Got, ask

_HASHES: dict[str, Callable[[bytes], "hashlib._Hash"]] = {"MD5": hashlib.md5, "SHA-256": hashlib.sha256}


@dataclass
class Clock:
    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


def basic(user: str, password: str) -> str:
    return "Basic " + b64encode(f"{user}:{password}".encode()).decode()


def digest(challenge: str, user: str, password: str, target: str, method: str = "GET") -> str:
    """Answer a challenge after RFC 7616 §3.4, written here once more so that nothing checks itself."""
    given = {name: quoted or plain for name, quoted, plain in re.findall(r'(\w+)=(?:"([^"]*)"|([^\s,]+))', challenge)}
    algorithm = given.get("algorithm", "MD5")

    def h(text: str) -> str:
        return _HASHES[algorithm.removesuffix("-sess")](text.encode()).hexdigest()

    ha1 = h(f"{user}:{given['realm']}:{password}")
    if algorithm.endswith("-sess"):
        ha1 = h(f"{ha1}:{given['nonce']}:c")
    ha2 = h(f"{method}:{target}")
    middle = f"{given['nonce']}:00000001:c:auth" if "qop" in given else given["nonce"]
    parts = [f'username="{user}"', f'realm="{given["realm"]}"', f'nonce="{given["nonce"]}"', f'uri="{target}"']
    parts += [f'response="{h(f"{ha1}:{middle}:{ha2}")}"', 'cnonce="c"', f"algorithm={algorithm}"]
    parts += ["qop=auth", "nc=00000001"] if "qop" in given else []
    return "Digest " + ", ".join(parts)


def log_in(port: int, user: str = "admin", password: str = "0000", target: str = "/info.htm") -> Got:
    challenge = ask(port, target).headers["www-authenticate"]
    return ask(port, target, Authorization=digest(challenge, user, password, target))


def test_a_phone_from_the_factory_asks_for_nothing() -> None:
    with SimulatorThread(Setup()) as sim:
        assert ask(sim.phone.port, "/settings.xml").status == 200


def test_basic() -> None:
    with SimulatorThread(Setup(auth=Auth.BASIC, user="täst", password="p:w")) as sim:
        asked = ask(sim.phone.port, "/info.htm")
        assert (asked.status, asked.headers["www-authenticate"]) == (401, 'Basic realm="snom"')
        assert ask(sim.phone.port, "/info.htm", Authorization=basic("täst", "p:w")).status == 200
        for wrong in (basic("täst", "x"), "Basic a", "Digest x=y"):
            assert ask(sim.phone.port, "/info.htm", Authorization=wrong).status == 401
        assert sim.phone.login.failures == 3


@pytest.mark.parametrize("algorithm", ["MD5", "MD5-sess", "SHA-256", ""])
@pytest.mark.parametrize("qop", ["auth", ""])
def test_digest(algorithm: str, qop: str) -> None:
    with SimulatorThread(Setup(auth=Auth.DIGEST, quirks={"algorithm": algorithm, "qop": qop})) as sim:
        assert log_in(sim.phone.port).status == 200
        assert log_in(sim.phone.port, password="wrong").status == 401
        assert log_in(sim.phone.port, user="wrong").status == 401


def test_a_digest_for_another_page_is_refused() -> None:
    with SimulatorThread(Setup(auth=Auth.DIGEST)) as sim:
        challenge = ask(sim.phone.port, "/info.htm").headers["www-authenticate"]
        answer = digest(challenge, "admin", "0000", "/info.htm")
        assert ask(sim.phone.port, "/settings.xml", Authorization=answer).status == 401


def test_an_old_nonce_is_stale_and_no_failure() -> None:
    clock = Clock()
    with SimulatorThread(Setup(auth=Auth.DIGEST, quirks={"nonce_lifetime": 10}), clock=clock) as sim:
        challenge = ask(sim.phone.port, "/").headers["www-authenticate"]
        clock.now += 11
        stale = ask(sim.phone.port, "/", Authorization=digest(challenge, "admin", "0000", "/"))
        assert stale.status == 401
        again = stale.headers["www-authenticate"]
        assert "stale=true" in again
        assert sim.phone.login.failures == 0
        assert ask(sim.phone.port, "/", Authorization=digest(again, "admin", "0000", "/")).status == 200


def test_a_nonce_that_was_never_given_out_is_stale() -> None:
    with SimulatorThread(Setup(auth=Auth.DIGEST)) as sim:
        answer = digest('Digest realm="snom", nonce="mine", qop="auth"', "admin", "0000", "/")
        assert "stale=true" in ask(sim.phone.port, "/", Authorization=answer).headers["www-authenticate"]


def test_more_than_three_failures_lock_for_a_minute_and_then_longer() -> None:
    clock = Clock()
    with SimulatorThread(Setup(auth=Auth.BASIC), clock=clock) as sim:

        def status(password: str) -> int:
            return ask(sim.phone.port, "/info.htm", Authorization=basic("admin", password)).status

        assert [status("wrong") for _ in range(4)] == [401] * 4
        assert status("0000") == 403
        clock.now += 59
        assert status("0000") == 403
        assert "snom VoIP phone: Error" in ask(sim.phone.port, "/").text
        clock.now += 2
        assert [status("wrong") for _ in range(3)] == [401] * 3
        clock.now += 119
        assert status("0000") == 403
        clock.now += 2
        assert status("0000") == 200
        assert [status("wrong") for _ in range(3)] == [401] * 3
        assert status("0000") == 200
        assert [news.details["failures"] for news in sim.phone.happenings if news.what == "locked"] == [4, 7]


def test_a_locked_phone_may_answer_200() -> None:
    with SimulatorThread(Setup(auth=Auth.BASIC, quirks={"lockout_as_200": True})) as sim:
        for _ in range(4):
            ask(sim.phone.port, "/info.htm", Authorization=basic("admin", "x"))
        locked = ask(sim.phone.port, "/info.htm", Authorization=basic("admin", "0000"))
        assert (locked.status, "Login failed!" in locked.text) == (200, True)


def test_the_realm_is_a_switch() -> None:
    with SimulatorThread(Setup(auth=Auth.DIGEST, quirks={"realm": "router"})) as sim:
        assert 'realm="router"' in ask(sim.phone.port, "/").headers["www-authenticate"]
        assert log_in(sim.phone.port).status == 200
