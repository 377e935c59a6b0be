"""What registries say is made clean and short; what two of them say is put together."""

import json

import pytest
from hypothesis import given

from sigbot.domain.bounds import AUTHOR_LIMIT, MOST_WORK_AUTHORS, MOST_WORK_IDS, WORK_TITLE_LIMIT
from sigbot.domain.registries import Registry
from sigbot.domain.texts import printable
from sigbot.domain.works import (
    Work,
    bounded,
    clean,
    from_json,
    registries_for,
    to_json,
    united,
    work_id,
)
from tests.domain.properties import quick, typed_lines


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("A  title\n of two lines ", "A title of two lines"),
        ("<i>C. elegans</i> &amp; <sub>2</sub>", "C. elegans & 2"),
        ("&lt;i&gt;C. elegans&lt;/i&gt;", "C. elegans"),
        ('<jats:p>One</jats:p> <span class="x">two</span><br/>', "One two"),
        ("P<0.05 and Q>3, a < b > c", "P<0.05 and Q>3, a < b > c"),
        ("turned\u202e around\0", "turned around"),
        ("x" * 11, "xxxxxxxxx…"),
    ],
)
def test_a_text_is_one_line_without_markup(text: str, line: str) -> None:
    assert clean(text, 10 if line.endswith("…") else 50) == line


@quick
@given(typed_lines)
def test_any_text_becomes_a_line_within_its_limit(text: str) -> None:
    line = clean(text, 20)
    assert len(line) <= 20
    assert line == printable(line)
    assert "\n" not in line


def test_nothing_of_a_work_is_too_much_and_no_link_leads_elsewhere_than_it_seems() -> None:
    work = bounded(
        Work(
            "doi:10.1000/182",
            "x" * 5_000,
            ("y" * 500,) * 3_000,
            year=20_260,
            abstract_link="https://doi.org@evil.example/",
            open_copy="javascript:alert(1)",
            licence="z" * 1_000,
            same=("pmid:1",) * 500,
        )
    )
    assert len(work.title) == WORK_TITLE_LIMIT
    assert len(work.authors) == MOST_WORK_AUTHORS
    assert {len(name) for name in (*work.authors, work.licence)} == {AUTHOR_LIMIT}
    assert (work.year, work.abstract_link, work.open_copy) == (None, "", "")
    assert len(work.same) == MOST_WORK_IDS


@pytest.mark.parametrize(
    ("title", "is_retracted"),
    [
        ("RETRACTED: A title", True),
        ("Retracted Article: A title", True),
        ("[Withdrawn] A title", True),
        ("Retracted papers and what follows", False),
        ("A title", False),
    ],
)
def test_a_title_may_say_that_the_work_is_retracted(title: str, is_retracted: bool) -> None:
    assert bounded(Work("doi:10.1000/182", title)).is_retracted is is_retracted


def test_what_two_registries_say_is_one_work_and_the_first_one_goes_before() -> None:
    first = Work(
        "doi:10.1000/182", "A title", year=2020, same=("pmid:1",), articles=("doi:10.1/a",)
    )
    second = Work(
        "pmid:1",
        "Another title",
        ("Ann Lee",),
        "A journal",
        2021,
        "https://example.org/a",
        "cc by",
        "https://example.org/b",
        is_retracted=True,
        same=("doi:10.1000/182", "pmcid:PMC1"),
        preprints=("arxiv:1912.04977",),
    )
    assert united(first, second) == Work(
        "doi:10.1000/182",
        "A title",
        ("Ann Lee",),
        "A journal",
        2020,
        "https://example.org/a",
        "cc by",
        "https://example.org/b",
        is_retracted=True,
        same=("pmid:1", "pmcid:PMC1"),
        preprints=("arxiv:1912.04977",),
        articles=("doi:10.1/a",),
    )


def test_the_id_of_an_identifier_is_that_of_its_link() -> None:
    assert work_id("doi:10.1000/ABC") == "doi:10.1000/abc"
    assert work_id("a nice paper") is None


@pytest.mark.parametrize(
    ("work", "registries"),
    [
        ("doi:10.1000/182", [Registry.DOI, Registry.CROSSREF, Registry.EUROPEPMC]),
        ("doi:10/aabbe", [Registry.DOI]),
        ("arxiv:1912.04977", [Registry.ARXIV]),
        ("pmid:1", [Registry.EUROPEPMC]),
        ("isbn:9783468111242", []),
        ("url:example.org", []),
    ],
)
def test_registries_are_asked_for_what_they_know(work: str, registries: list[Registry]) -> None:
    assert [*registries_for(work)] == registries


def test_a_work_is_kept_as_json_and_read_again() -> None:
    work = Work("doi:10.1/a", "A title", ("Ann", "Ben"), "A journal", 2021, same=("pmid:1",))
    assert from_json(json.loads(json.dumps(to_json(work)))) == work
    assert from_json({"id": "doi:10.1/a", "added_later": 1}) == Work("doi:10.1/a")
