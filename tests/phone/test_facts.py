"""What is remembered of a phone, as JSON and back."""

from collections.abc import Mapping

import pytest

from snom_dialer.phone.facts import Facts, facts_from_json

WHOLE = Facts(
    host="10.0.0.5",
    scheme="https",
    port=443,
    pin="ab" * 32,
    tls="TLSv1.2",
    weak=True,
    digest=True,
    plain_told=True,
    address="10.0.0.6",
    settings_page="/settings.xml",
    model="D385",
    firmware="10.1.184.15",
    mac="000413A00001",
)


def test_what_is_kept_is_read_back() -> None:
    assert facts_from_json(WHOLE.to_json(), "10.0.0.5") == WHOLE
    assert all(WHOLE), "a fact that is not set here is not tested"


def test_what_is_not_known_is_not_kept() -> None:
    assert Facts(host="desk", scheme="http", port=80).to_json() == {"host": "desk", "scheme": "http", "port": 80}


def test_facts_of_another_host_count_for_nothing() -> None:
    assert facts_from_json(WHOLE.to_json(), "10.0.0.7") == Facts(host="10.0.0.7")
    assert facts_from_json({}, "desk") == Facts(host="desk")


@pytest.mark.parametrize(
    ("bent", "expected"),
    [
        pytest.param({"pin": 5}, WHOLE._replace(pin=""), id="a number for a text"),
        pytest.param({"port": "443"}, WHOLE._replace(port=0), id="a text for a number"),
        pytest.param({"port": True}, WHOLE._replace(port=0), id="a switch for a number"),
        pytest.param({"digest": 1}, WHOLE._replace(digest=False), id="a number for a switch"),
        pytest.param({"model": None}, WHOLE._replace(model=""), id="nothing"),
        pytest.param({"new": "x"}, WHOLE, id="a fact of a newer program"),
        pytest.param({"scheme": "gopher"}, Facts(host="10.0.0.5"), id="no such scheme"),
        pytest.param({"port": -1}, Facts(host="10.0.0.5"), id="no such port"),
        pytest.param({"port": 65536}, Facts(host="10.0.0.5"), id="no such high port"),
    ],
)
def test_what_somebody_bent_is_as_if_never_remembered(bent: Mapping[str, object], expected: Facts) -> None:
    assert facts_from_json({**WHOLE.to_json(), **bent}, "10.0.0.5") == expected
