"""The page of minutes in a browser: axe, a phone and a desk, light and dark, and on paper."""

from pathlib import Path
from typing import Any

import pytest

from sigbot.documents.minutes import minutes_document
from sigbot.domain.minutes import MinutesFormat
from tests.browser import browser, check_accessible, check_nothing_is_cut_off
from tests.documents.minutes_samples import FULL, SAMPLES, typed_by_people
from tests.documents.report_samples import MARKUP, NAMES

__all__ = ["browser"]

PAGES = {
    "full": FULL,
    "cancelled": SAMPLES["cancelled"],
    "markup": typed_by_people(f"{MARKUP[0]} {'W' * 100} {' '.join(NAMES[1:])}"),
    "from the right": typed_by_people(f"{NAMES[0]} {MARKUP[1]} {'W' * 100}"),
}


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(("width", "scheme"), [(375, "dark"), (1280, "light")])
def test_axe_finds_nothing_and_nothing_is_cut_off(
    browser: Any, tmp_path: Path, name: str, width: int, scheme: str
) -> None:
    file = tmp_path / "minutes.html"
    file.write_bytes(minutes_document(PAGES[name], MinutesFormat.HTML))
    asked: list[str] = []
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page.on("request", lambda request: asked.append(request.url))
    page.goto(file.as_uri())
    check_accessible(page)
    check_nothing_is_cut_off(page)
    assert asked == [file.as_uri()], "nothing is needed from elsewhere"
    page.close()
