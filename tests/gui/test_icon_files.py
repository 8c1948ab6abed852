"""The pictures: plain shapes, nothing from outside, and told apart where they are as small as in a panel."""

from collections.abc import Callable
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

import snom_dialer.gui

ICONS = Path(snom_dialer.gui.__file__).parent / "icons"
TRAY = ("tray-idle", "tray-ringing", "tray-in-call", "tray-no-contact")
ACTIONS = (
    "dial", "hang-up", "settings", "answer", "close", "copy", "incoming", "outgoing", "missed", "search",
)  # fmt: skip
ALL = ("snom-dialer", *TRAY, *ACTIONS)
SHAPES = {"svg", "rect", "circle", "path"}
ATTRIBUTES = {
    "viewBox", "width", "height", "x", "y", "cx", "cy", "r", "rx", "d", "fill", "fill-rule", "transform",
}  # fmt: skip
NAMESPACE = "{http://www.w3.org/2000/svg}"
PANELS = ("#ffffff", "#f0f0f0", "#2b2b2b", "#000000")


def source_of(name: str) -> str:
    return (ICONS / f"{name}.svg").read_text(encoding="utf-8")


def painted(name: str, size: int) -> QImage:
    """The picture on nothing."""
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    QSvgRenderer(str(ICONS / f"{name}.svg")).render(painter)
    painter.end()
    return image


def pixels(image: QImage, holds: Callable[[QColor], bool]) -> set[tuple[int, int]]:
    spots = [(x, y) for x in range(image.width()) for y in range(image.height())]
    return {spot for spot in spots if holds(image.pixelColor(*spot))}


def luminance(colour: QColor) -> float:
    """As WCAG 2 reckons it."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (colour.redF(), colour.greenF(), colour.blueF())
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: QColor, other: QColor) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_these_are_all() -> None:
    assert {path.name for path in ICONS.iterdir()} == {f"{name}.svg" for name in ALL}


@pytest.mark.parametrize("name", ALL)
def test_a_picture_is_made_of_plain_shapes(name: str) -> None:
    text = source_of(name)
    root = ElementTree.fromstring(text)
    assert root.tag == f"{NAMESPACE}svg"
    edge = "64" if name == "snom-dialer" else "24"
    assert (root.get("viewBox"), root.get("width"), root.get("height")) == (f"0 0 {edge} {edge}", edge, edge)
    assert {element.tag.removeprefix(NAMESPACE) for element in root.iter()} <= SHAPES  # no image, text, script, use
    assert {attribute for element in root.iter() for attribute in element.attrib} <= ATTRIBUTES  # no link, style, event
    assert text.count("://") == 1, "only the namespace"
    assert "<!DOCTYPE" not in text
    assert "url(" not in text


@pytest.mark.parametrize("name", ACTIONS)
def test_an_action_has_the_one_colour_that_is_painted_over(name: str) -> None:
    root = ElementTree.fromstring(source_of(name))
    assert {element.get("fill") for element in root} == {"#000000"}
    assert "#000000 stands for the colour of the text" in source_of(name)


@pytest.mark.parametrize("size", [16, 22])
@pytest.mark.parametrize("name", ALL)
def test_a_picture_is_there_where_it_is_small(name: str, size: int) -> None:
    spots = pixels(painted(name, size), lambda colour: colour.alpha() > 127)
    width = 1 + max(x for x, _ in spots) - min(x for x, _ in spots)
    height = 1 + max(y for _, y in spots) - min(y for _, y in spots)
    assert max(width, height) >= size * 0.75, "it fills its place"
    assert len(spots) >= size * size * 0.12, "it is bold"


@pytest.mark.parametrize("size", [16, 22])
@pytest.mark.parametrize("names", list(combinations(TRAY, 2)), ids="/".join)
def test_the_states_in_the_tray_differ_by_their_shapes(names: tuple[str, str], size: int) -> None:
    """What is white in them, and so without their colours."""
    white = [
        pixels(painted(name, size), lambda c: c.alpha() > 200 and min(c.red(), c.green(), c.blue()) > 150)
        for name in names
    ]
    assert len(white[0] ^ white[1]) >= size * size * 0.1


@pytest.mark.parametrize("panel", PANELS)
@pytest.mark.parametrize("name", ["snom-dialer", *TRAY])
def test_what_is_in_a_panel_stands_out_on_it(name: str, panel: str) -> None:
    image = painted(name, 16)
    badge = image.pixelColor(2, 8)
    assert badge.alpha() == 255
    assert contrast(badge, QColor(panel)) >= 2.5
    assert contrast(badge, QColor("#ffffff")) >= 3.0, "the shape on the badge"


@pytest.mark.parametrize("names", list(combinations(ACTIONS, 2)), ids="/".join)
def test_actions_differ_at_sixteen_pixels(names: tuple[str, str]) -> None:
    one, other = (pixels(painted(name, 16), lambda c: c.alpha() > 127) for name in names)
    assert len(one ^ other) >= 16
