"""The public page of a community, and the other pages of the web server, as HTML.

Templates have the order and the marks, `outline.py` the texts. All texts are escaped. The pages
work without their script, which only shows times on the visitor's own clock.
"""

from dataclasses import replace
from datetime import datetime
from functools import cache
from hashlib import sha256
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from sigbot.documents.calendars import calendar_ics
from sigbot.documents.pages.outline import OwnZone, labels, page_outline
from sigbot.domain.calendars import Calendar, webcal
from sigbot.domain.pages import PublicPage
from sigbot.wording import pages as say

__all__ = [
    "ICON",
    "SCRIPT",
    "STYLE",
    "OwnZone",
    "asset",
    "public_ics",
    "write_home",
    "write_page",
    "write_refusal",
    "write_subscribing",
]

STYLE, SCRIPT, ICON = "page.css", "page.js", "icon.svg"


THE_MEANT = OwnZone()
"""No zone was chosen: times are in the zones that were meant."""


@cache
def asset(name: str) -> bytes:
    """Return the content of a file that all pages share."""
    return Path(__file__).with_name(name).read_bytes()


def _asset_address(base: str, name: str) -> str:
    """Return the address of a file that changes with its content, so that it can be kept."""
    return f"{base}/{name}?{sha256(asset(name)).hexdigest()[:12]}"


@cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("sigbot.documents.pages", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _write(template: str, base: str, **texts: object) -> bytes:
    """Fill a template; `base` is the path under which the web server is found, "" for none."""
    names = {"style": STYLE, "script": SCRIPT, "icon": ICON}
    addresses = {part: _asset_address(base, name) for part, name in names.items()}
    return _templates().get_template(template).render(addresses | texts).encode()


def write_page(
    page: PublicPage, now: datetime, base: str, whole: str, own: OwnZone = THE_MEANT
) -> bytes:
    """Return the page of a community as it is `now`.

    `whole` is its address for others, "" where it has none. With `own`, all times are in a zone
    that the visitor chose.
    """
    outline = page_outline(page, now, base, whole, own)
    return _write("page.html", base, page=outline, say=labels())


def write_home(base: str) -> bytes:
    """Return the page that says what answers here."""
    return _write("plain.html", base, title=say.HOME_TITLE, texts=[say.HOME, say.HOME_PAGES])


def write_refusal(text: str, base: str) -> bytes:
    """Return a page for somebody who gets nothing else, with a text that says why."""
    return _write("plain.html", base, title=say.REFUSED_TITLE, texts=[text])


def write_subscribing(url: str, base: str) -> bytes:
    """Return the page that lets a device subscribe to the calendar at `url`."""
    return _write("calendar.html", base, url=url, webcal=webcal(url), say=say.SUBSCRIBING)


def public_ics(calendar: Calendar, whole: str) -> bytes:
    """Return the meetings of a public page as an iCalendar file, with the page's address."""
    text = say.in_calendar(whole)
    events = tuple(replace(event, description=text) for event in calendar.events)
    return calendar_ics(replace(calendar, events=events))
