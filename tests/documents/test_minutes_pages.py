"""The page of minutes in a browser: axe, a phone and a desk, light and dark, and on paper."""

from collections.abc import Iterator
from pathlib import Path
from shutil import which
from typing import Any

import pytest

from sigbot.documents.minutes import minutes_document
from sigbot.domain.minutes import MinutesFormat
from tests.documents.minutes_samples import FULL, SAMPLES, typed_by_people
from tests.documents.report_samples import MARKUP, NAMES

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")
CHROMIUM = which("chromium")
if CHROMIUM is None:
    pytest.skip("Debian's chromium is not installed", allow_module_level=True)

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PAGES = {
    "full": FULL,
    "cancelled": SAMPLES["cancelled"],
    "markup": typed_by_people(f"{MARKUP[0]} {'W' * 100} {' '.join(NAMES[1:])}"),
    "from the right": typed_by_people(f"{NAMES[0]} {MARKUP[1]} {'W' * 100}"),
}


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS])
        yield browser
        browser.close()


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
    broken = axe.Axe().run(page).response["violations"]
    assert [rule["id"] for rule in broken] == []
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert asked == [file.as_uri()], "nothing is needed from elsewhere"
    page.close()
