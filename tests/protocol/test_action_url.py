"""Action URLs: what is written into the phone, what comes back, and which of them are ours.

What stands in the query of a request, and what no caller can do with it, is in test_action_url_query.
"""

import pytest

from snom_dialer.protocol.action_url import (
    ACTION_URLS,
    ENGINE_NEEDS,
    VARIABLES,
    Callback,
    event,
    is_ours,
    mask,
    parse_target,
    secret_of,
    template,
)
from snom_dialer.protocol.event import NOBODY, EventKind, Party

SECRET = "Zm9vYmFyYmF6cXV4cXV1eA"
BASE = f"http://10.0.0.5:58231/snom/{SECRET}"
EVERY = frozenset(variable.name for variable in VARIABLES)


def _come_back(target: str) -> Callback:
    callback = parse_target(target.encode())
    assert callback is not None
    return callback


# ---- templates -------------------------------------------------------------------------------------------------------


def test_a_template_has_what_the_phone_makes_before_the_marker_and_free_text_last() -> None:
    assert template(BASE, EventKind.INCOMING, ENGINE_NEEDS, EVERY) == (
        f"{BASE}/incoming?nr_ongoing_calls=$nr_ongoing_calls&call_id=$call-id&local=$local&v=1"
        "&remote=$remote&cancel_reason=$cancel_reason&display_local=$display_local&display_remote=$display_remote"
    )


@pytest.mark.parametrize(
    ("wanted", "known", "query"),
    [
        pytest.param({"remote", "call_id"}, EVERY, "?call_id=$call-id&v=1&remote=$remote", id="only-what-is-wanted"),
        pytest.param(EVERY, {"remote", "call_id"}, "?call_id=$call-id&v=1&remote=$remote", id="only-what-is-known"),
        pytest.param({"remote"}, EVERY, "?v=1&remote=$remote", id="a-stranger's-alone"),
        pytest.param({"local"}, EVERY, "?local=$local&v=1", id="the-phone's-alone"),
        pytest.param({"remote", "timestamp"}, EVERY, "?v=1&remote=$remote", id="no-variable-of-a-phone"),
        pytest.param(ENGINE_NEEDS, (), "", id="a-190-knows-none"),
        pytest.param((), EVERY, "", id="none-wanted"),
    ],
)
def test_a_template_asks_only_for_what_is_both_wanted_and_known(
    wanted: frozenset[str], known: frozenset[str], query: str
) -> None:
    assert template(BASE, EventKind.ONHOOK, wanted, known) == f"{BASE}/onhook{query}"


def test_a_slash_at_the_end_of_the_base_is_no_second_one() -> None:
    assert template(BASE + "/", EventKind.SETUP, (), EVERY) == f"{BASE}/setup"


@pytest.mark.parametrize("kind", [row.kind for row in ACTION_URLS if row.armed])
def test_the_urls_written_by_default_are_short_enough_for_old_phones(kind: EventKind) -> None:
    url = template(f"http://192.168.100.100:58231/snom/{SECRET}", kind, ENGINE_NEEDS, EVERY)
    assert len(url) < 255


def test_the_engine_needs_nothing_that_no_phone_has() -> None:
    assert ENGINE_NEEDS < EVERY


# ---- paths -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("target", "secret", "name", "kind"),
    [
        pytest.param(f"/snom/{SECRET}/incoming?v=1", SECRET, "incoming", EventKind.INCOMING, id="secret"),
        pytest.param("/snom/incoming?remote=1", "", "incoming", EventKind.INCOMING, id="by-hand"),
        pytest.param(f"/snom/{SECRET}/onhook", SECRET, "onhook", EventKind.ONHOOK, id="no-query"),
        pytest.param(f"/snom/{SECRET}/onhook?", SECRET, "onhook", EventKind.ONHOOK, id="empty-query"),
        pytest.param(f"//snom/{SECRET}/log_on", SECRET, "log_on", EventKind.LOG_ON, id="leading-slashes"),
        pytest.param(
            "/snom/received_attended_transfer", "", "received_attended_transfer", EventKind.RECEIVED_ATTENDED_TRANSFER,
            id="an-event-as-long-as-a-secret",
        ),
        pytest.param(f"/snom/{'-' * 16}/hold", "-" * 16, "hold", EventKind.HOLD, id="shortest-secret"),
        pytest.param(f"/snom/{'_' * 64}/hold", "_" * 64, "hold", EventKind.HOLD, id="longest-secret"),
        pytest.param(f"/snom/{SECRET}/no_such_event", SECRET, "no_such_event", EventKind.UNKNOWN, id="unheard-of"),
    ],
)  # fmt: skip
def test_a_path_of_ours_is_read(target: str, secret: str, name: str, kind: EventKind) -> None:
    callback = _come_back(target)
    assert (callback.secret, callback.event, callback.kind) == (secret, name, kind)


@pytest.mark.parametrize(
    "target",
    [
        pytest.param("", id="empty"),
        pytest.param("/", id="root"),
        pytest.param("/snom/", id="no-event"),
        pytest.param("/favicon.ico", id="other"),
        pytest.param("snom/incoming", id="no-slash"),
        pytest.param("/x/snom/incoming", id="deeper"),
        pytest.param(f"/snom/{SECRET}/", id="secret-alone"),
        pytest.param(f"/snom/{SECRET}/incoming/", id="slash-behind"),
        pytest.param(f"/snom/{SECRET}/x/incoming", id="one-too-many"),
        pytest.param(f"/snom/{'a' * 15}/incoming", id="secret-too-short"),
        pytest.param(f"/snom/{'a' * 65}/incoming", id="secret-too-long"),
        pytest.param(f"/snom/{'ä' * 16}/incoming", id="secret-of-other-characters"),
        pytest.param(f"/snom/{SECRET}/In-coming", id="no-name-of-an-event"),
        pytest.param(f"/snom/{SECRET}/{'a' * 65}", id="name-too-long"),
        pytest.param("/snom/incoming#x", id="fragment"),
        # The phone rejects the caller when this is answered with 200 (§6): it has to look like any unknown path.
        pytest.param(f"/snom/{SECRET}/blacklist?remote=1", id="blacklist-is-never-answered"),
    ],
)
def test_every_other_path_is_none_of_ours(target: str) -> None:
    assert parse_target(target.encode()) is None


def test_the_secret_is_in_no_repr() -> None:
    assert SECRET not in repr(_come_back(f"/snom/{SECRET}/incoming"))


# ---- events ----------------------------------------------------------------------------------------------------------


def test_an_event_tells_who_and_how_many() -> None:
    target = (
        f"/snom/{SECRET}/incoming?nr_ongoing_calls=2&call_id=4f@10.0.0.1&local=cug_snom@10.10.10.1&v=1"
        "&remote=<sip:%2B4930@pbx>&cancel_reason=SIP;cause=200&display_local=Tom&display_remote=Anna & Söhne"
    )
    told = event(_come_back(target))
    assert told.kind is EventKind.INCOMING
    assert told.call_id == "4f@10.0.0.1"
    assert told.remote == Party(uri="sip:+4930@pbx", number="+4930", name="Anna & Söhne")
    assert told.local == Party(uri="cug_snom@10.10.10.1", number="cug_snom", name="Tom")
    assert told.nr_ongoing_calls == 2
    assert told.cancel_reason == "SIP;cause=200"
    assert told.values["display_remote"] == "Anna & Söhne"


def test_an_event_without_values_is_about_nobody() -> None:
    told = event(_come_back("/snom/onhook?remote=$remote&local="))
    assert (told.call_id, told.remote, told.local) == ("", NOBODY, NOBODY)
    assert (told.nr_ongoing_calls, told.cancel_reason, told.values) == (None, "", {})


@pytest.mark.parametrize(
    ("text", "count"),
    [("0", 0), ("3", 3), ("-1", None), ("two", None), ("1.5", None), ("٣", None), ("9" * 150, None), ("", None)],
    ids=["none", "some", "negative", "word", "fraction", "foreign-digit", "huge", "empty"],
)
def test_a_senseless_number_of_calls_is_not_told(text: str, count: int | None) -> None:
    assert event(_come_back(f"/snom/incoming?nr_ongoing_calls={text}")).nr_ongoing_calls == count


# ---- secrets ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "secret"),
    [
        pytest.param(f"{BASE}/incoming?v=1&remote=$remote", SECRET, id="ours"),
        pytest.param(f" HTTPS://[fd00::5]/snom/{SECRET}/hold\n", SECRET, id="other-address-and-scheme"),
        pytest.param(f"{BASE}/hold#x", SECRET, id="fragment"),
        pytest.param("http://10.0.0.5:58231/snom/incoming?remote=$remote", "", id="by-hand"),
        pytest.param(f"http://crm.example/pop/{SECRET}/incoming", "", id="another-program's"),
        pytest.param(f"http://crm.example/?u=http://h/snom/{SECRET}/incoming", "", id="only-inside"),
        pytest.param(f"ftp://10.0.0.5/snom/{SECRET}/incoming", "", id="another-scheme"),
        pytest.param(BASE, "", id="no-event"),
        pytest.param("", "", id="empty"),
    ],
)
def test_the_secret_of_a_url(url: str, secret: str) -> None:
    assert secret_of(url) == secret
    assert is_ours(url, ["another-secret-of-ours", SECRET]) is (secret != "")
    assert not is_ours(url, ["", "another-secret-of-ours"])


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param(f"{BASE}/incoming?v=1", "http://10.0.0.5:58231/snom/…/incoming?v=1", id="url"),
        pytest.param(f"GET /snom/{SECRET}/hold, /snom/{SECRET[::-1]}/hold", "GET /snom/…/hold, /snom/…/hold", id="all"),
        pytest.param(f"x=http%3A%2F%2Fh%2Fsnom%2F{SECRET}%2Fhold", "x=http%3A%2F%2Fh%2Fsnom%2F…%2Fhold", id="escaped"),
        pytest.param(f"%252Fsnom%252f{SECRET}%252Fhold", "%252Fsnom%252f…%252Fhold", id="escaped-twice"),
        pytest.param("/snom/received_attended_transfer?x", "/snom/received_attended_transfer?x", id="no-secret"),
        pytest.param("/snom/…/hold", "/snom/…/hold", id="masked-already"),
        pytest.param("", "", id="empty"),
    ],
)
def test_a_secret_is_masked(text: str, shown: str) -> None:
    assert mask(text) == shown
