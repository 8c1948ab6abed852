import pytest

from snom_dialer.protocol.phone_manager import is_phone_manager


@pytest.mark.parametrize(
    ("page", "is_one"),
    [
        ("<html><head><title>Phone Manager</title></head>", True),
        ("<TITLE>PHONE MANAGER</TITLE>", True),
        ("<title>snom 320</title><p>Phone Manager</p>", False),
        ("", False),
    ],
)
def test_the_title_tells(page: str, is_one: bool) -> None:
    assert is_phone_manager(page) is is_one
