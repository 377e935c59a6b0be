"""Debian's Chromium, and what axe finds in a page.

Where one of them is missing, modules that import this are skipped.
"""

from collections.abc import Iterator
from shutil import which
from typing import Any

import pytest

from tests.chromium import FLAGS

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")
CHROMIUM = which("chromium")
if CHROMIUM is None:
    pytest.skip("Debian's chromium is not installed", allow_module_level=True)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS])
        yield browser
        browser.close()


def check_accessible(page: Any) -> None:
    """Check that axe finds nothing in a page."""
    broken = axe.Axe().run(page).response["violations"]
    assert [(rule["id"], rule["nodes"][0]["html"]) for rule in broken] == []


def check_nothing_is_cut_off(page: Any) -> None:
    """Check that a page is as wide as its window."""
    assert page.evaluate("document.documentElement.scrollWidth") == page.viewport_size["width"]
