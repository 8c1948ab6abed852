"""The phone's own web page: where it is, and opening it in the web browser.

Not for: the phone's settings, which are changed there by a person.
"""

from snom_dialer.config.load import load
from snom_dialer.config.model import chosen_phone
from snom_dialer.engine.memory import PhoneMemory
from snom_dialer.errors import Code, fault
from snom_dialer.phone.transport import PORTS, Endpoint
from snom_dialer.phone.way import Where
from snom_dialer.state.places import Places
from snom_dialer.state.store import Store
from snom_dialer.system.browser import open_url


def page_of(places: Places, name: str) -> str:
    """Return the address of the page of a configured phone. Blocks; raises what reading a configuration raises."""
    web = chosen_phone(load(places.config_file).config, name, places.config_file).web()
    where = Where(web.host, web.port, web.scheme or "auto")
    facts = PhoneMemory(Store(places.state_dir), name, where).facts()
    scheme = facts.scheme or (where.scheme if where.scheme != "auto" else "http")
    return Endpoint(scheme, facts.address or where.host, where.port or facts.port or PORTS[scheme]).url


def open_page(places: Places, name: str) -> str:
    """Open it, and return its address. Blocks; raises NO_BROWSER beside the rest."""
    url = page_of(places, name)
    if not open_url(url):
        raise fault(Code.NO_BROWSER, url=url)
    return url
