"""Notifications go out plain and bounded; what comes back counts only from the desktop, for a button, and once.

The bus is a real one. test_notification_dunst.py has a real desktop on it, too.
"""

import asyncio
import logging
import sys
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path

import pytest

if sys.platform != "linux":
    pytest.skip("there is no D-Bus on this system", allow_module_level=True)

from jeepney import HeaderFields, message_bus, new_signal  # type: ignore[import-untyped]
from jeepney.io.asyncio import DBusRouter, open_dbus_connection  # type: ignore[import-untyped]

from snom_dialer.system import bus as bus_module
from snom_dialer.system.bus import session_address
from snom_dialer.system.notification import Button, Notifications, open_notifications
from tests.desktop import Screen, end, session_bus
from tests.system.fake_notifier import FIRST, NAME, PLACE, Notice, Notifier

ANSWER, REJECT = Button("answer", "Answer"), Button("reject", "Hang up")


class Person:
    """Keeps what a notification told."""

    def __init__(self) -> None:
        self.told: list[tuple[str, ...]] = []
        self._news = asyncio.Event()

    def acted(self, id_: str, key: str) -> None:
        self._note("acted", id_, key)

    def gone(self, id_: str) -> None:
        self._note("gone", id_)

    def _note(self, *what: str) -> None:
        self.told.append(what)
        self._news.set()

    async def until_told(self, times: int = 1) -> list[tuple[str, ...]]:
        async with asyncio.timeout(5):
            while len(self.told) < times:
                self._news.clear()
                await self._news.wait()
        return self.told


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Screen]:
    with session_bus(tmp_path) as started:
        yield started


def address(desk: Screen) -> str:
    return desk.environ["DBUS_SESSION_BUS_ADDRESS"]


async def opened(desk: Screen, person: Person) -> Notifications:
    found = await open_notifications(person.acted, person.gone, environ=desk.environ)
    assert found is not None
    return found


def play(
    scene: Callable[[Notifier, Notifications, Person], Coroutine[None, None, None]],
    desk: Screen,
    *capabilities: str,
    inhibited: object = None,
    faults: tuple[str, ...] = (),
) -> None:
    async def on_stage() -> None:
        async with Notifier(address(desk), *capabilities, inhibited=inhibited, faults=faults) as notifier:
            person = Person()
            notifications = await opened(desk, person)
            try:
                await scene(notifier, notifications, person)
            finally:
                await notifications.stop()

    asyncio.run(on_stage())


def shown(desk: Screen, *capabilities: str, title: str = "Ann", text: str = "+49 30 1", urgent: bool = True) -> Notice:
    """Return what the desktop gets for one notification."""
    got: list[Notice] = []

    async def scene(notifier: Notifier, notifications: Notifications, _: Person) -> None:
        assert await notifications.show("call-1", title, text, [ANSWER, REJECT], urgent=urgent)
        got.extend(notifier.notices)

    play(scene, desk, *capabilities)
    (notice,) = got
    return notice


# ---- what is shown ---------------------------------------------------------------------------------------------------


def test_a_call_is_shown_with_its_buttons_until_somebody_closes_it(desk: Screen) -> None:
    notice = shown(desk, "actions", "body")
    assert notice == Notice(
        "Snom dialer",
        0,
        "call-start",
        "Ann",
        "+49 30 1",
        ["default", "Snom dialer", "answer", "Answer", "reject", "Hang up"],
        {
            "urgency": ("y", 2),
            "category": ("s", "call.incoming"),
            "desktop-entry": ("s", "snom-dialer"),
            "transient": ("b", True),
            "resident": ("b", False),
        },
        0,
    )


def test_what_is_not_urgent_goes_by_itself(desk: Screen) -> None:
    notice = shown(desk, urgent=False)
    assert (notice.hints["urgency"], notice.expires) == (("y", 1), -1)


@pytest.mark.parametrize(("capabilities", "expected"), [(("actions",), True), (("body", "body-markup"), False)])
def test_a_desktop_without_buttons_gets_none(desk: Screen, capabilities: tuple[str, ...], expected: bool) -> None:
    async def scene(notifier: Notifier, notifications: Notifications, _: Person) -> None:
        assert notifications.can_act is expected
        assert await notifications.show("call-1", "Ann", "1", [ANSWER])
        assert bool(notifier.notices[0].actions) is expected

    play(scene, desk, *capabilities)


def test_markup_is_escaped_where_it_would_be_read_and_harmless_elsewhere(desk: Screen) -> None:
    hostile = '<b>&amp;</b><a href="http://x/">'
    assert shown(desk, title=hostile, text=hostile)[3:5] == (hostile, '‹b›&amp;‹/b›‹a href="http://x/"›')
    escaped = '&lt;b&gt;&amp;amp;&lt;/b&gt;&lt;a href="http://x/"&gt;'
    assert shown(desk, "body-markup", title=hostile, text=hostile)[3:5] == (hostile, escaped)


def test_a_hostile_name_is_one_plain_bounded_line(desk: Screen) -> None:
    hostile = "a\u202eb\u2066\0\x1b[31m\r\n\ud800<" + "&" * 10_000
    notice = shown(desk, "body-markup", title=hostile, text=hostile)
    assert notice.title == "ab[31m <" + "&" * 91 + "…"
    assert notice.body == "ab[31m &lt;" + "&amp;" * 491 + "…"


def test_a_notification_without_a_title_has_the_name_of_the_program(desk: Screen) -> None:
    assert shown(desk, title="\u202e ").title == "Snom dialer"


def test_the_caller_may_name_the_click_itself(desk: Screen) -> None:
    async def scene(notifier: Notifier, notifications: Notifications, _: Person) -> None:
        assert await notifications.show("call-1", "Ann", "1", [ANSWER, Button("default", "Show\n")])
        assert notifier.notices[0].actions == ["default", "Show", "answer", "Answer"]

    play(scene, desk, "actions")


def test_the_same_id_replaces_and_another_one_does_not(desk: Screen) -> None:
    async def scene(notifier: Notifier, notifications: Notifications, _: Person) -> None:
        for id_ in ("call-1", "call-2", "call-1", "call-2"):
            assert await notifications.show(id_, id_, "1", [])
        assert [notice.replaces for notice in notifier.notices] == [0, 0, FIRST, FIRST + 1]

    play(scene, desk)


def test_two_at_the_same_time_become_one_notification(desk: Screen) -> None:
    async def scene(notifier: Notifier, notifications: Notifications, _: Person) -> None:
        done = await asyncio.gather(*(notifications.show("call-1", "Ann", str(n), []) for n in range(3)))
        assert done == [True] * 3
        assert [notice.replaces for notice in notifier.notices] == [0, FIRST, FIRST]

    play(scene, desk)


# ---- what comes back -------------------------------------------------------------------------------------------------


def test_a_button_counts_once_and_a_click_whenever_it_comes(desk: Screen) -> None:
    async def scene(notifier: Notifier, notifications: Notifications, person: Person) -> None:
        assert await notifications.show("call-1", "Ann", "1", [ANSWER, REJECT])
        for key in ("default", "answer", "answer", "default", "reject", "reject"):
            await notifier.press(FIRST, key)
        await notifier.end(FIRST)
        acted = [("acted", "call-1", key) for key in ("default", "answer", "default", "reject")]
        assert await person.until_told(5) == [*acted, ("gone", "call-1")]

    play(scene, desk, "actions")


def test_a_notification_shown_again_can_be_pressed_again(desk: Screen) -> None:
    async def scene(notifier: Notifier, notifications: Notifications, person: Person) -> None:
        for times in (1, 2):
            assert await notifications.show("call-1", "Ann", "1", [ANSWER])
            await notifier.press(FIRST, "answer")
            assert await person.until_told(times) == [("acted", "call-1", "answer")] * times

    play(scene, desk, "actions")


def test_what_was_not_offered_or_not_shown_is_nothing(desk: Screen, caplog: pytest.LogCaptureFixture) -> None:
    async def scene(notifier: Notifier, notifications: Notifications, person: Person) -> None:
        assert await notifications.show("call-1", "Ann", "1", [ANSWER])
        await notifier.press(FIRST, "reject")
        await notifier.press(FIRST + 1, "answer")
        await notifier.end(FIRST + 1)
        await notifier.say("ActionInvoked", "s", "answer")
        await notifier.say("NotificationClosed", "s", "answer")
        await notifier.end(FIRST)
        await notifier.end(FIRST)
        await notifier.press(FIRST, "answer")
        assert await notifications.show("call-2", "Ann", "1", [ANSWER])
        await notifier.end(FIRST + 1)
        assert await person.until_told(2) == [("gone", "call-1"), ("gone", "call-2")]

    play(scene, desk, "actions")
    assert not caplog.records


def test_nobody_else_on_the_bus_can_press_a_button(desk: Screen) -> None:
    async def scene(notifier: Notifier, notifications: Notifications, person: Person) -> None:
        assert await notifications.show("call-1", "Ann", "1", [ANSWER])
        async with await open_dbus_connection(address(desk)) as other:
            for member, signature, values in (
                ("ActionInvoked", "us", (FIRST, "answer")),
                ("NotificationClosed", "uu", (FIRST, 2)),
                ("NameOwnerChanged", "sss", (NAME, "", other.unique_name)),
                ("ActionInvoked", "us", (FIRST, "answer")),
            ):
                signal = new_signal(PLACE, member, signature, values)
                await other.send(signal)  # to everybody
                signal.header.fields[HeaderFields.destination] = notifier.asker
                await other.send(signal)  # to us, whatever we listen to
            async with DBusRouter(other) as router:
                assert await router.send_and_get_reply(message_bus.ListNames())  # so the bus has handed on all that
        await notifier.press(FIRST, "default")
        assert await person.until_told() == [("acted", "call-1", "default")]

    play(scene, desk, "actions")


def test_a_notification_that_was_closed_for_us_is_not_told_of(desk: Screen) -> None:
    async def scene(notifier: Notifier, notifications: Notifications, person: Person) -> None:
        assert await notifications.show("call-1", "Ann", "1", [])
        assert await notifications.show("call-2", "Bob", "2", [])
        await notifications.close("call-1")
        await notifications.close("call-1")
        await notifications.close("call-3")
        assert notifier.closed == [FIRST]
        await notifier.end(FIRST + 1)
        assert await person.until_told() == [("gone", "call-2")]

    play(scene, desk)


def test_a_notification_that_goes_in_the_moment_it_comes_is_told_of(desk: Screen) -> None:
    async def scene(_: Notifier, notifications: Notifications, person: Person) -> None:
        assert await notifications.show("call-1", "Ann", "1", [])
        assert await person.until_told() == [("gone", "call-1")]

    play(scene, desk, faults=("closes",))


def test_a_fault_of_whoever_is_told_harms_nothing(desk: Screen, caplog: pytest.LogCaptureFixture) -> None:
    async def scene(notifier: Notifier, notifications: Notifications, person: Person) -> None:
        def fail(*_: str) -> None:
            raise ZeroDivisionError

        notifications._acted = fail
        assert await notifications.show("call-1", "Ann", "1", [ANSWER])
        await notifier.press(FIRST, "answer")
        await notifier.end(FIRST)
        assert await person.until_told() == [("gone", "call-1")]

    play(scene, desk, "actions")
    assert [record.levelno for record in caplog.records] == [logging.ERROR]


# ---- do not disturb --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param(("b", True), True, id="on"),
        pytest.param(("b", False), False, id="off"),
        pytest.param(("s", "yes"), False, id="nonsense"),
        pytest.param(None, False, id="unknown"),
    ],
)
def test_whether_the_user_wants_to_be_disturbed(desk: Screen, value: object, expected: bool) -> None:
    async def scene(_: Notifier, notifications: Notifications, __: Person) -> None:
        assert await notifications.inhibited() is expected

    play(scene, desk, inhibited=value)


# ---- where it is not there -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_other_systems_have_none(desk: Screen, platform: str) -> None:
    async def scene() -> None:
        async with Notifier(address(desk)):
            found = await open_notifications(print, print, environ=desk.environ, platform=platform)
            assert found is None

    asyncio.run(scene())


def test_a_bus_on_which_nobody_shows_any_has_none(desk: Screen, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    assert asyncio.run(open_notifications(print, print, environ=desk.environ)) is None
    assert "ServiceUnknown" in caplog.text


@pytest.mark.parametrize("variable", ["", "nonsense", "unix:path=/nonexistent/bus", "tcp:host=127.0.0.1"])
def test_a_session_without_a_bus_has_none(variable: str) -> None:
    environ = {"DBUS_SESSION_BUS_ADDRESS": variable}
    assert asyncio.run(open_notifications(print, print, environ=environ)) is None


def test_the_bus_is_found_where_systemd_puts_it(desk: Screen) -> None:
    runtime = {"XDG_RUNTIME_DIR": desk.environ["XDG_RUNTIME_DIR"]}
    assert session_address(runtime) == address(desk)
    assert session_address(runtime | {"DBUS_SESSION_BUS_ADDRESS": "unix:path=/x"}) == "unix:path=/x"
    assert session_address({"XDG_RUNTIME_DIR": "/nonexistent"}) == ""
    assert session_address({}) == ""


def test_without_jeepney_there_are_none(monkeypatch: pytest.MonkeyPatch, desk: Screen) -> None:
    monkeypatch.delitem(sys.modules, "snom_dialer.system.bus")
    monkeypatch.setitem(sys.modules, "jeepney", None)
    assert asyncio.run(open_notifications(print, print, environ=desk.environ)) is None


# ---- where it goes away ----------------------------------------------------------------------------------------------


def test_another_desktop_gets_the_next_one_anew_with_what_it_can(desk: Screen) -> None:
    async def scene() -> None:
        person = Person()
        async with Notifier(address(desk), "actions", "body-markup"):
            notifications = await opened(desk, person)
            assert await notifications.show("call-1", "Ann", "<", [ANSWER])
        assert not await notifications.show("call-1", "Ann", "<", [ANSWER])  # nobody there
        async with Notifier(address(desk)) as second:
            assert await notifications.show("call-1", "Ann", "<", [ANSWER])
            (notice,) = second.notices
            assert (notice.replaces, notice.body, notice.actions) == (0, "‹", [])
            assert not notifications.can_act
            await second.end(FIRST)
            assert await person.until_told() == [("gone", "call-1")]
            await notifications.stop()

    asyncio.run(scene())


def test_a_number_of_the_former_desktop_means_nothing_to_the_next(desk: Screen) -> None:
    async def scene() -> None:
        person = Person()
        async with Notifier(address(desk), "actions"):
            notifications = await opened(desk, person)
            assert await notifications.show("call-1", "Ann", "1", [ANSWER])
        async with Notifier(address(desk), "actions") as second:
            await second.press(FIRST, "answer")
            await second.end(FIRST)
            await notifications.close("call-1")
            assert second.closed == []
            assert await notifications.show("call-2", "Bob", "2", [ANSWER])
            await second.press(FIRST, "answer")
            assert await person.until_told() == [("acted", "call-2", "answer")]
            await notifications.stop()

    asyncio.run(scene())


def test_a_bus_that_ends_is_no_fault_and_the_next_one_is_found(desk: Screen, tmp_path: Path) -> None:
    async def scene() -> None:
        person = Person()
        async with Notifier(address(desk)):
            notifications = await opened(desk, person)
            assert await notifications.show("call-1", "Ann", "1", [])
            assert desk.bus is not None
            end(desk.bus)
            assert not await notifications.show("call-1", "Ann", "1", [])
            assert not await notifications.inhibited()
            await notifications.close("call-1")
        (tmp_path / "second").mkdir()
        with session_bus(tmp_path / "second") as second:
            notifications._environ = second.environ
            async with Notifier(address(second)) as notifier:
                assert await notifications.show("call-1", "Ann", "1", [])
                assert notifier.notices[0].replaces == 0
                await notifications.stop()

    asyncio.run(scene())


@pytest.mark.parametrize("fault", ["deaf", "sleeps"])
def test_a_desktop_that_does_not_answer_is_not_waited_for(desk: Screen, fault: str) -> None:
    async def scene(notifier: Notifier, notifications: Notifications, _: Person) -> None:
        async with asyncio.timeout(2):  # a phone rings for twenty seconds
            assert not await notifications.show("call-1", "Ann", "1", [])
        async with asyncio.timeout(0.3):  # the next ones are not tried at all
            assert not await notifications.show("call-2", "Bob", "2", [])
            assert not await notifications.inhibited()
        assert len(notifier.notices) == 1

    play(scene, desk, faults=(fault,), inhibited=("b", True))


def test_what_comes_too_late_is_closed_and_the_next_is_shown(desk: Screen, monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene(notifier: Notifier, notifications: Notifications, person: Person) -> None:
        monkeypatch.setattr(bus_module, "PATIENCE", 0.1)  # later than anything else is waited for
        first, second = (notifications.show(id_, "Ann", "1", [ANSWER]) for id_ in ("call-1", "call-2"))
        assert not any(await asyncio.gather(first, second))
        late = tuple(notifications._late)
        monkeypatch.undo()
        await notifier.wake()
        assert await notifier.until_closed() == [FIRST]
        await notifier.press(FIRST, "answer")
        await asyncio.wait(late)
        assert await notifications.show("call-3", "Cid", "3", [ANSWER])
        assert [notice.title for notice in notifier.notices] == ["Ann", "Cid"]  # the second one never went out
        await notifier.press(FIRST + 1, "answer")
        assert await person.until_told() == [("acted", "call-3", "answer")]

    play(scene, desk, "actions", faults=("sleeps",))


def test_one_that_is_shown_already_goes_if_it_cannot_be_renewed_in_time(desk: Screen) -> None:
    async def scene(notifier: Notifier, notifications: Notifications, _: Person) -> None:
        assert await notifications.show("call-1", "Ann", "1", [])
        notifier.fall_asleep()
        assert not await notifications.show("call-1", "Ann", "2", [])
        await notifier.wake()
        assert await notifier.until_closed() == [FIRST]

    play(scene, desk)


def test_a_desktop_that_answers_nonsense_shows_nothing(desk: Screen, caplog: pytest.LogCaptureFixture) -> None:
    async def scene(_: Notifier, notifications: Notifications, __: Person) -> None:
        assert not notifications.can_act
        assert not await notifications.show("call-1", "Ann", "1", [])

    play(scene, desk, faults=("nonsense",))
    assert "something else than a number" in caplog.text


# ---- the end ---------------------------------------------------------------------------------------------------------


def test_nothing_stays_once_it_is_stopped(desk: Screen) -> None:
    async def scene(notifier: Notifier, notifications: Notifications, person: Person) -> None:
        for id_ in ("call-1", "call-2"):
            assert await notifications.show(id_, "Ann", "1", [])
        await notifications.stop()
        assert notifier.closed == [FIRST, FIRST + 1]
        assert not await notifications.show("call-3", "Ann", "1", [])
        assert len(notifier.notices) == 2
        assert person.told == []

    play(scene, desk)


def test_the_end_does_not_wait_for_a_desktop_that_shows_nothing(desk: Screen) -> None:
    async def scene(notifier: Notifier, notifications: Notifications, _: Person) -> None:
        showing = asyncio.create_task(notifications.show("call-1", "Ann", "1", []))
        await notifier.until_asked()
        async with asyncio.timeout(3):
            await notifications.stop()
            assert not await showing

    play(scene, desk, faults=("deaf",))


def test_nothing_is_left_of_what_came_too_late(desk: Screen) -> None:
    async def scene(_: Notifier, notifications: Notifications, __: Person) -> None:
        assert not await notifications.show("call-1", "Ann", "1", [])
        (late,) = notifications._late
        await notifications.stop()
        assert late.done()

    play(scene, desk, faults=("deaf",))


def test_the_end_does_not_wait_for_a_desktop_that_closes_nothing(desk: Screen) -> None:
    async def scene(notifier: Notifier, notifications: Notifications, _: Person) -> None:
        assert await notifications.show("call-1", "Ann", "1", [])
        async with asyncio.timeout(3):
            await notifications.stop()
        assert notifier.closed == [FIRST]

    play(scene, desk, faults=("clings",))
