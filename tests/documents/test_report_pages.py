"""The report's page in a browser: axe, three widths, light, dark, and pasting into a wiki."""

from pathlib import Path
from typing import Any

import pytest

from sigbot.documents.reports import report_document
from sigbot.domain.report_data import ReportFormat
from sigbot.domain.reports import compile_report
from tests.browser import browser, check_accessible, check_nothing_is_cut_off
from tests.documents.report_samples import GOLDEN, LONG, MARKUP, NAMES, typed_by_people
from tests.domain.material import a_material

__all__ = ["browser"]

WIDTHS = (375, 768, 1280)
UNBROKEN = "W" * 100
REPORTS = {
    "usual": GOLDEN["releases"],
    "hard": typed_by_people(f"{UNBROKEN} {MARKUP[0]}", f"{', '.join(NAMES)}\n{LONG}"),
}


def opened(browser: Any, folder: Path, name: str, width: int, scheme: str) -> Any:
    file = folder / f"{name}.html"
    file.write_bytes(report_document(compile_report(REPORTS[name]), ReportFormat.HTML))
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page.goto(file.as_uri())
    return page


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing_and_nothing_is_cut_off(
    browser: Any, tmp_path: Path, name: str, scheme: str, width: int
) -> None:
    page = opened(browser, tmp_path, name, width, scheme)
    check_accessible(page)
    check_nothing_is_cut_off(page)
    page.close()


def test_light_and_dark_differ_and_print_is_light(browser: Any, tmp_path: Path) -> None:
    page = opened(browser, tmp_path, "usual", 768, "dark")
    colour = "getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(colour) == "rgb(20, 24, 30)"
    page.emulate_media(media="print")
    assert page.evaluate(colour) == "rgb(255, 255, 255)"
    page.emulate_media(media="screen", color_scheme="light")
    assert page.evaluate(colour) == "rgb(255, 255, 255)"
    page.close()


def test_selecting_all_and_pasting_keeps_headings_lists_tables_and_links(
    browser: Any, tmp_path: Path
) -> None:
    context = browser.new_context()
    source, editor = context.new_page(), context.new_page()
    file = tmp_path / "usual.html"
    file.write_bytes(report_document(compile_report(a_material()), ReportFormat.HTML))
    source.goto(file.as_uri())
    source.bring_to_front()
    source.keyboard.press("Control+a")
    source.keyboard.press("Control+c")
    editor.set_content('<div contenteditable id="editor"></div>')
    editor.bring_to_front()
    editor.focus("#editor")
    editor.keyboard.press("Control+v")

    def count(selector: str) -> int:
        return int(editor.locator(f"#editor {selector}").count())

    counts = {name: count(name) for name in ("h1", "h2", "ul li", "table", "th", "td")}
    expected = {
        name: int(source.locator(name).count())
        for name in ("h1", "h2", "ul li", "table", "th", "td")
    }
    assert counts == expected
    assert counts["table"] == 7
    assert editor.locator('#editor a[href="https://example.org/vita"]').count() == 1
    context.close()
