"""The pages of the phone's web server, and the gates before them (docs/snom-protocol.md §5, §7, §8, §10, §12).

Not for: the log-in (web_login), connections (web), or the address of a settings export (settings_page).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Final

from snom_dialer.simulator import csta, settings_page
from snom_dialer.simulator.keypad import Keypad, read_presses
from snom_dialer.simulator.line import Line
from snom_dialer.simulator.log_book import LogBook
from snom_dialer.simulator.minibrowser import Minibrowser
from snom_dialer.simulator.profile import Model
from snom_dialer.simulator.quirk import Quirks
from snom_dialer.simulator.settings_store import SettingsStore
from snom_dialer.simulator.web_login import ERROR_PAGE
from snom_dialer.simulator.wire import WebAnswer, WebRequest

PHONE_MANAGER: Final = WebAnswer(
    body="<!DOCTYPE html><html><head><title>Phone Manager</title></head><body><div id=root></div></body></html>"
)
_NOT_SETTINGS: Final = frozenset({"settings", "store_settings", "Settings", "l", "save", "REBOOT", "reboot", "reset"})
_ACTS_ALWAYS: Final = frozenset({"*"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Insides:
    """What the pages of one phone show and move."""

    model: Model
    mac: str
    settings: SettingsStore
    quirks: Quirks
    line: Line
    keypad: Keypad
    minibrowser: Minibrowser
    log: LogBook
    reboot: Callable[[], None]
    tell: Callable[..., None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page: whether it needs admin mode, and the parameters that make a request to it an act (`*`: any)."""

    show: Callable[["Pages", WebRequest], WebAnswer]
    admin: bool = False
    acts: frozenset[str] = frozenset()

    def is_act(self, names: frozenset[str]) -> bool:
        """Whether a request with these parameters does something, as against reading."""
        return bool(names) if "*" in self.acts else bool(names & self.acts)


def _html(title: str, body: str) -> WebAnswer:
    return WebAnswer(body=f"<HTML><HEAD><TITLE>{escape(title)}</TITLE></HEAD><BODY>{body}</BODY></HTML>")


def _error(status: int, text: str) -> WebAnswer:
    return WebAnswer(status=status, body=ERROR_PAGE.format(text=text))


class Pages:
    """All pages of one phone."""

    def __init__(self, insides: Insides) -> None:
        self._in = insides

    def answer(self, request: WebRequest, *, secured: bool) -> WebAnswer:
        """Answer a request that has passed the log-in; `secured` tells whether there was one to pass."""
        page = _TABLE.get("/" + request.path.lstrip("/"))
        if page is None:
            return _error(404, "Not Found")
        if page.admin and self._in.settings.get("admin_mode") == "off":
            return _error(403, "Administrator mode is needed")
        if self._refused(page, request, secured=secured):
            return _error(int(self._in.quirks.number("refusal_status")), "Forbidden")
        return page.show(self, request)

    def _refused(self, page: Page, request: WebRequest, *, secured: bool) -> bool:
        get = self._in.settings.on
        queries = self._in.quirks.on("refuse_queries") and get("restrict_uri_queries") and bool(request.query)
        names = frozenset(name for name, _ in self._parameters(request))
        return queries or (get("use_hidden_tags") and secured and page.is_act(names))

    def _parameters(self, request: WebRequest) -> list[tuple[str, str]]:
        return request.parameters(plus_is_blank=self._in.quirks.on("plus_is_blank"))

    # ---- who it is --------------------------------------------------------------------------------------------------

    @property
    def _title(self) -> str:
        return self._in.settings.get("phone_name") or f"snom {self._in.model.name}"

    def front(self, request: WebRequest) -> WebAnswer:
        """`/` and `/index.htm`: the start page with its dial box."""
        values = dict(self._parameters(request))
        if values.get("NUMBER") and self._in.settings.on("dial_from_wui"):
            self._in.keypad.dial(values["NUMBER"])
        return _html(self._title, "<form method=post action=index.htm><input name=NUMBER></form>")

    def info(self, _request: WebRequest) -> WebAnswer:
        """`/info.htm`: model, MAC and firmware."""
        firmware = f"{self._in.model.type}-SIP {self._in.model.firmware}"
        table = f"<table><tr><td>Firmware-Version:</td><td>{firmware}</td></tr></table>"
        hardware = f"Hardware: {self._in.model.name}<br>" if self._in.model.name.startswith("D") else ""
        return _html(self._title, f"<h2>System Information</h2>{hardware}Mac:{self._in.mac}<br>{table}")

    # ---- what it does -----------------------------------------------------------------------------------------------

    def command(self, request: WebRequest) -> WebAnswer:
        """`/command.htm`: dial, keys, tones, release. A call begins with 302, all others get 200."""
        parameters = self._parameters(request)
        values = dict(reversed(parameters))
        if "number" in values:
            self._in.keypad.dial(values["number"], values.get("outgoing_uri", ""))
            return WebAnswer(status=302, headers=(("Location", "index.htm"),))
        if "key" in values:
            self._in.keypad.press_all(read_presses(values["key"]))
        elif "key_dtmf" in values:
            self._in.keypad.tones(values["key_dtmf"])
        elif "RELEASE_ALL_CALLS" in values:
            self._in.line.release_all()
        return _html(self._title, "")

    def restart(self, request: WebRequest) -> WebAnswer:
        """`/advanced_update.htm` and its like: reboot; everything else is written as settings."""
        values = dict(self._parameters(request))
        if values.get("reboot") or values.get("REBOOT"):
            self._in.reboot()
            return _html(self._title, "Rebooting")
        self._save(self._parameters(request))
        return _html(self._title, "")

    def browse(self, request: WebRequest) -> WebAnswer:
        """`/minibrowser.htm`: fetch a page, or show the XML that is shown now."""
        values = dict(self._parameters(request))
        if values.get("show") == "RENDERED_XML":
            return WebAnswer(body=self._in.minibrowser.rendered, type="text/xml")
        if values.get("url"):
            self._in.minibrowser.open(values["url"])
        return _html(self._title, "")

    def csta(self, request: WebRequest) -> WebAnswer:
        """`/csta`: the requests of CSTA over HTTP."""
        if not self._in.settings.on("csta_control") or request.method != "POST":
            return _error(404, "Not Found")
        return csta.answer(request.body, self._in.line, self._in.keypad)

    def log(self, request: WebRequest) -> WebAnswer:
        """`/log.htm`: the log; `?clear=Clear` empties it. The real parameter is not known."""
        if dict(self._parameters(request)).get("clear"):
            self._in.log.clear()
        return _html(self._title, f"<pre>{escape(self._in.log.text)}</pre>")

    # ---- its settings -----------------------------------------------------------------------------------------------

    def _save(self, parameters: list[tuple[str, str]]) -> None:
        values = dict(parameters)
        changes = [(name, value) for name, value in parameters if name not in _NOT_SETTINGS]
        saved = self._in.settings.save(changes, store=values.get("store_settings") == "save")
        if changes or saved.stored:
            self._in.tell(
                "settings", written=saved.written, refused=saved.refused, unknown=saved.unknown, stored=saved.stored
            )

    def dummy(self, request: WebRequest) -> WebAnswer:
        """`/dummy.htm?settings=save&…`: write settings, blindly."""
        parameters = self._parameters(request)
        values = dict(parameters)
        if values.get("REBOOT"):
            return self.restart(request)
        if values.get("settings") == "save":
            self._save(parameters)
        return _html(self._title, "")

    def form(self, request: WebRequest) -> WebAnswer:
        """`/settings.htm`, `/action.htm`, `/line_login.htm`: a form that shows settings and takes them."""
        parameters = self._parameters(request)
        values = dict(parameters)
        if values.get("settings") == "save" or values.get("Settings"):
            self._save(parameters)
        shown = self._in.settings.shown()
        if request.path == "/action.htm":
            shown = {name: value for name, value in shown.items() if name.startswith("action_")}
        if not self._in.model.generation.exports:
            return _html(self._title, f"<pre>{escape(settings_page.as_text(self._in.settings, shown))}</pre>")
        return _html(self._title, settings_page.as_form(shown, request.path))

    def export(self, request: WebRequest) -> WebAnswer:
        """`/settings.xml`, `/settings_wo_default.xml`, `/settings.cfg`: the exports, which very old phones lack."""
        store = self._in.settings
        if not self._in.model.generation.exports:
            return _error(404, "404 Not Found")
        if request.path.endswith(".cfg"):
            return WebAnswer(body=settings_page.as_text(store, store.shown()), type="text/plain")
        values = store.changed() if "wo_default" in request.path else store.shown()
        return WebAnswer(body=settings_page.as_xml(store, values), type="text/xml")


_EXPORT: Final = Page(show=Pages.export, admin=True)
_RESTART: Final = Page(show=Pages.restart, admin=True, acts=_ACTS_ALWAYS)
_FRONT: Final = Page(show=Pages.front, acts=frozenset({"NUMBER"}))
# The administrator's pages are those of `wui_admin_only`; command.htm is not among them (docs/snom-protocol.md §10).
_TABLE: Final[Mapping[str, Page]] = {
    "/": _FRONT,
    "/index.htm": _FRONT,
    "/info.htm": Page(show=Pages.info),
    "/command.htm": Page(show=Pages.command, acts=_ACTS_ALWAYS),
    "/dummy.htm": Page(show=Pages.dummy, admin=True, acts=_ACTS_ALWAYS),
    "/settings.htm": Page(show=Pages.form, admin=True, acts=frozenset({"settings", "Settings"})),
    "/action.htm": Page(show=Pages.form, admin=True, acts=frozenset({"settings", "Settings"})),
    "/line_login.htm": Page(show=Pages.form, admin=True, acts=_ACTS_ALWAYS),
    "/settings.xml": _EXPORT,
    "/settings_wo_default.xml": _EXPORT,
    "/settings.cfg": _EXPORT,
    "/advanced.htm": _RESTART,
    "/advanced_update.htm": _RESTART,
    "/advanced_network.htm": _RESTART,
    "/minibrowser.htm": Page(show=Pages.browse, acts=frozenset({"url"})),
    "/log.htm": Page(show=Pages.log, admin=True),
    "/csta": Page(show=Pages.csta),
}
