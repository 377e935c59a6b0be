"""The report's document: the foundation's headings, whatever people type."""

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from sigbot.documents.reports import (
    report_document,
    report_file_name,
    report_json,
    report_markdown,
)
from sigbot.domain.health import Previous
from sigbot.domain.journal import ItemStatus
from sigbot.domain.meetings import MeetingKind
from sigbot.domain.members import Attribute, Gender
from sigbot.domain.periods import Period, read_period
from sigbot.domain.releases import NextRelease, Unit
from sigbot.domain.report_data import (
    EarlierDiversityData,
    NarrativeData,
    NotShown,
    ReportFormat,
)
from sigbot.domain.report_material import Material
from sigbot.domain.reports import compile_report
from sigbot.domain.rotation import Slot
from sigbot.domain.texts import printable
from sigbot.store.published import to_json
from tests.documents.report_samples import typed_by_people
from tests.domain.material import (
    H1,
    MEETINGS,
    NO_NARRATIVE,
    TODAY,
    a_material,
    a_release,
    changed,
    with_releases,
)
from tests.domain.properties import quick, typed, typed_lines, unshrunk

PARSER = MarkdownIt("commonmark").enable("table")

APPENDIX = "## Appendix: Sources of the Figures"
HEADINGS = (
    "## Description",
    "## Report Author(s)",
    "## Overall Health",
    "## Issues and Challenges",
    "## Overall Activity in the last 6 months",
    "## Planned Work Products",
    "## Participant Diversity",
    "## Additional Information",
    "## Date Published",
    APPENDIX,
)

ONE_LINERS = (
    "*a* _b_ `c` [d](https://e.org) <b>f</b> ![g](h)",
    "a | b | c",
    "back\\slash\\",
    "<!-- no end",
    "https://example.org/a_(b)",
    "]( closing",
)
AT_A_LINE_START = (
    "# a heading",
    "###### six",
    "- an item",
    "+ another",
    "* a third",
    "1. first",
    "2) second",
    "> a quote",
    "---",
    "***",
    "| a | b |\n| --- | --- |",
    "```\ncode",
    "<div>",
    "[ref]: https://example.org",
)


def tokens(source: str) -> list[Token]:
    return PARSER.parse(source)


def headings(source: str) -> list[str]:
    found = tokens(source)
    return [
        f"{'#' * int(token.tag[1])} {found[n + 1].content}"
        for n, token in enumerate(found)
        if token.type == "heading_open"
    ]


def structure(source: str) -> list[str]:
    """The blocks that a person sees, without how many paragraphs a text of theirs has."""
    kinds = {
        "heading_open",
        "table_open",
        "tr_open",
        "td_open",
        "bullet_list_open",
        "ordered_list_open",
        "list_item_open",
        "blockquote_open",
        "fence",
        "code_block",
        "hr",
        "html_block",
    }
    return [f"{token.type} {token.tag}" for token in tokens(source) if token.type in kinds]


def markdown(material: Material) -> str:
    return report_markdown(compile_report(material))


def section(source: str, heading: str) -> str:
    return source.split(f"\n{heading}\n\n")[1].split("\n## ", maxsplit=1)[0].strip()


USUAL = structure(markdown(typed_by_people("usual", "usual")))


BLOCKS = r"# ## - + * 1. 2) > x ~~~ ``` === --- *** :- <div> <!-- [a]:/b \ &copy; |"
SPACES = (" ", "  ", "    ", "\t", "\n", "\n\n", "\r", "\n| --- |\n", "|")
blocky = (
    st.lists(st.sampled_from([*re.split(" ", BLOCKS), *SPACES]), min_size=1, max_size=8)
    .map("".join)
    .filter(str.strip)
)
"""Texts made of what begins a block in Markdown."""


def check_structure(line: str, lines: str) -> None:
    source = markdown(typed_by_people(line, lines))
    assert tuple(headings(source)[1:]) == HEADINGS
    assert structure(source) == USUAL


def test_the_headings_are_those_of_the_foundation_in_its_order() -> None:
    source = markdown(a_material())
    assert headings(source) == ["# Healthcare SIG: Mid-Year 2021 Report", *HEADINGS]
    assert [text for text in source.splitlines() if text.startswith("#")] == headings(source)


@pytest.mark.parametrize(
    ("text", "title", "months"),
    [
        ("H1 2021", "Mid-Year 2021 Report", "last 6 months"),
        ("H2 2021", "End-of-Year 2021 Report", "last 6 months"),
        ("Q2 2021", "Q2 2021 Report", "last 3 months"),
        ("2021", "Annual 2021 Report", "last 12 months"),
        ("this month", "July 2021 Report", "last month"),
        ("2021-02-01..2021-02-28", "February 2021 Report", "last month"),
        ("last 6 months", "last 6 months Report", "last 6 months"),
        ("last 2 days", "last 2 days Report", "last 2 days"),
    ],
)
def test_every_period_has_the_same_headings(text: str, title: str, months: str) -> None:
    found = headings(markdown(a_material(read_period(text, TODAY))))
    expected = [heading.replace("last 6 months", months) for heading in HEADINGS]
    assert found == [f"# Healthcare SIG: {title}", *expected]


def test_a_report_without_anything_has_all_headings_and_says_so_below_them() -> None:
    base = a_material()
    empty = changed(
        base,
        community=replace(base.community, description="", wiki=""),
        meetings=(),
        subgroups=(),
        activities=(),
        plans=(),
        journal=(),
        authors=(),
    )
    source = markdown(empty)
    assert headings(source)[1:] == list(HEADINGS[:-1])
    assert section(source, HEADINGS[1]) == "Not yet named"
    assert section(source, HEADINGS[2]).startswith("No meetings were held.")
    assert section(source, HEADINGS[3]) == "N/A"
    assert section(source, HEADINGS[4]) == "N/A"
    assert section(source, HEADINGS[5]) == "N/A"
    assert section(source, HEADINGS[7]) == "N/A"
    assert source.endswith("## Date Published\n\nNot yet published\n")


def test_the_health_section_tells_every_figure() -> None:
    text = section(markdown(a_material()), "## Overall Health")
    assert "9 meetings were held, with a General Meeting every two weeks and an average" in text
    assert "16.5/General Meeting, 24/Guest Presentation" in text
    assert "| General Meeting | 4 | 66 | 16.5 |" in text
    assert "| Patient (asleep)[^1] | 2 | 7 | 3.5 |" in text
    assert "| Interop (asleep)[^1] | 0 | 0 | – |" in text
    assert "| Wed 10:00 New York | 3 | 16.7 |" in text
    assert "41 people took part. 12 of them were here for the first time, and 7 of these" in text
    assert "People said “Going” 40 times, and came 33 times (83 %)." in text


def test_what_organizers_wrote_comes_before_the_figures() -> None:
    said = NarrativeData(health="Well!", issues="Few.", diversity="More.", additional="Thanks.")
    source = markdown(replace(a_material(), narrative=said))
    assert section(source, "## Overall Health").startswith("Well!\n\n")
    assert section(source, "## Issues and Challenges").startswith("Few.\n\n")
    assert section(source, "## Participant Diversity").startswith("More.\n\n")
    assert section(source, "## Additional Information") == "Thanks."


def test_activities_journal_and_plans_are_lists_with_links() -> None:
    source = markdown(a_material())
    assert section(source, HEADINGS[4]).splitlines() == [
        "- Vaccination Passport (2021-02-01)",
        "- [VitaDAO](https://example.org/vita) (2021-03-01)",
        "",
        "Read in the journal club:",
        "",
        "- [Federated Learning](https://example.org/paper) (discussed 2021-02-03)",
    ]
    assert section(source, HEADINGS[5]).splitlines() == [
        "- Expand on Payer projects",
        "- Risk Pools (in progress, due 2021-12-31)",
    ]


DIVERSITY = "## Participant Diversity"
NEWEST = a_release({Attribute.GENDER: {"female": 6, "male": 8}})


def test_a_paper_that_was_not_discussed_has_its_source_and_no_date() -> None:
    base = a_material()
    [item] = base.journal
    shared = replace(item, status=ItemStatus.SHARED, discussed_at=None)
    shared = replace(shared, authors=("Nicola Rieke",), venue="npj Digital Medicine")
    text = section(markdown(changed(base, journal=(shared,))), HEADINGS[4])
    line = "- [Federated Learning](https://example.org/paper), Nicola Rieke, npj Digital Medicine"
    assert text.splitlines()[-1] == line


def test_diversity_is_quoted_from_the_newest_release() -> None:
    text = section(markdown(with_releases(NEWEST)), DIVERSITY)
    assert text.startswith("These are the figures of H1 2021, as of 7 Jul 2021.")
    assert (
        "On average 6 of 16.5 attendees of a General Meeting identify as female and 8 as male."
        in text
    )
    assert "| Gender, average attendees of a General Meeting | H1 2021, of 16.5 |" in text
    assert "| Female | 6 |" in text
    assert "| Another gender | withheld[^2] |" in text
    everything = section(markdown(with_releases(NEWEST, of_general=False)), DIVERSITY)
    assert "attendees of a meeting identify as female and 8 as male." in everything


def test_the_release_before_stands_beside_it_by_name() -> None:
    before = a_release({Attribute.GENDER: {"female": 5, "male": 2}}, H1.previous())
    text = section(markdown(with_releases(NEWEST, before)), DIVERSITY)
    assert "as of 7 Jul 2021, beside those of H2 2020." in text
    assert "| H1 2021, of 16.5 | H2 2020, of 16.5 |" in text
    assert "| Female | 6 | 5 |" in text


SPARSE = a_release({Attribute.REGION: {"Europe": 5, "North America": 7, "Africa": 2}})
ONLY_BEFORE = a_release({Attribute.REGION: {"Europe": 6, "Africa": 1}}, H1.previous())


def test_a_table_of_which_most_is_not_shown_is_one_sentence() -> None:
    source = markdown(with_releases(SPARSE, ONLY_BEFORE))
    text = section(source, DIVERSITY)
    assert (
        "On average, the 16.5 attendees of a General Meeting include people from North America "
        "(7), Europe (5) and Africa (2). Withheld: Latin America, Middle East, South Asia, East "
        "Asia, Southeast Asia and Oceania.[^2]\n"
    ) in text
    before = (
        "The figures of H2 2020 were Europe (6) and Africa (1), of 16.5 attendees. Withheld: North"
    )
    assert before in text
    withheld = "All figures by gender, kind of organization and experience are withheld.[^2]"
    assert withheld in text
    assert "|" not in text
    note = "[^2]: A figure is withheld when nobody, few or too many people gave"
    assert note in source
    silent = section(markdown(with_releases(a_release({}), ONLY_BEFORE)), DIVERSITY)
    assert "All figures by region are withheld.[^2]\n\nThe figures of H2 2020 were" in silent


def test_kinds_of_organizations_are_told_in_a_sentence_too() -> None:
    figures = {"technology company": 4, "healthcare provider": 3}
    text = section(markdown(with_releases(a_release({Attribute.ORGANIZATION: figures}))), DIVERSITY)
    assert (
        "On average, the 16.5 attendees of a General Meeting include people from these kinds of "
        "organization: Technology company (4) and Healthcare provider (3). Withheld: Payer or "
        "insurer, Life sciences, pharma, Research or university, Public sector, Non-profit, "
        "Independent and Other.[^2]"
    ) in text


def test_regions_have_their_table_where_most_of_them_are_shown() -> None:
    figures = dict.fromkeys(("Europe", "Africa", "Oceania", "South Asia", "East Asia"), 3)
    text = section(markdown(with_releases(a_release({Attribute.REGION: figures}))), DIVERSITY)
    assert "How many attendees of a General Meeting come from each region, on average." in text
    assert "| Region | H1 2021, of 16.5 |" in text
    assert "| Europe | 3 |" in text
    assert "| North America | withheld[^2] |" in text


def test_a_column_of_which_nothing_is_shown_is_left_out() -> None:
    text = section(markdown(with_releases(NEWEST, ONLY_BEFORE)), DIVERSITY)
    assert "| Gender, average attendees of a General Meeting | H1 2021, of 16.5 |\n" in text


@pytest.mark.parametrize("format_", [ReportFormat.MD, ReportFormat.HTML, ReportFormat.CONFLUENCE])
def test_every_withheld_figure_has_a_footnote(format_: ReportFormat) -> None:
    source = report_document(compile_report(with_releases(NEWEST, SPARSE)), format_).decode()
    body = source.partition("A figure is withheld")[0]
    marks = r"(?:withheld\.?|(?:withheld|Withheld): [^|<.]*\.)(?:\[\^2\]|<sup[^>]*>)"
    hidden = re.findall(r"[Ww]ithheld", body)
    assert len(re.findall(marks, body)) == len(hidden) >= 4


def test_a_corrected_average_beside_that_of_a_release_is_explained() -> None:
    told = "differs from the 17.5 above, where what organizers added, imported or corrected counts"
    added = (replace(MEETINGS[0], attended=22), *MEETINGS[1:])
    for released, is_told in ((NEWEST, True), (replace(NEWEST, period=H1.previous()), False)):
        text = section(markdown(changed(with_releases(released), meetings=added)), DIVERSITY)
        assert (told in text) == is_told
    assert "differs" not in section(markdown(with_releases(NEWEST)), DIVERSITY)


def test_shares_are_told_in_words() -> None:
    coarse = a_release({Attribute.GENDER: {"female": 2, "male": 3}}, unit=Unit.FIFTHS)
    made = with_releases(coarse)
    text = section(markdown(made), DIVERSITY)
    assert (
        "On average about two fifths of 16.5 attendees of a General Meeting identify as female and "
        "about three fifths as male." in text
    )
    assert "| Male | about three fifths |" in text
    [release] = json.loads(report_json(compile_report(made)))["diversity"]["releases"]
    assert release["gender"] == {
        "female": "2/5",
        "male": "3/5",
        "non-binary": "withheld",
        "another": "withheld",
    }


def test_it_is_said_when_the_next_release_comes() -> None:
    following = NextRelease(H1, date(2021, 7, 7))
    text = section(markdown(replace(a_material(), next_release=following)), DIVERSITY)
    assert text.startswith(
        "The first figures about people are those of H1 2021. They come on 7 Jul 2021."
    )
    earlier = with_releases(a_release({}, H1.previous()))
    text = section(markdown(replace(earlier, next_release=following)), DIVERSITY)
    assert "The figures of H1 2021 come on 7 Jul 2021." in text


def _earlier(material: Material, **changes: object) -> str:
    """The section of a report that was published before there were releases."""
    said = EarlierDiversityData(gender={}, region={}, organization={}, experience={}, not_stated={})
    data = compile_report(material)
    data["diversity"] = {**said, **changes}  # type: ignore[typeddict-item]
    return section(report_markdown(data), DIVERSITY)


def test_a_report_from_before_releases_reads_as_it_did() -> None:
    rest = dict.fromkeys(Attribute, 16.5)
    text = _earlier(
        a_material(),
        gender={Gender.FEMALE: 6, Gender.ANOTHER: NotShown(5)},
        not_stated={**rest, Attribute.GENDER: 10.5},
    )
    assert "On average 6 of 16.5 attendees of a General Meeting identify as female." in text
    assert "| Another gender | fewer than 5 people |" in text
    assert "| Not stated, or not shown | 10.5 |" in text
    assert _earlier(a_material(), not_stated=rest).startswith("Nobody has said anything")
    assert _earlier(a_material()).startswith("Diversity is worked out for whole quarters")
    assert _earlier(changed(a_material(), meetings=())) == "N/A"


def test_times_and_weekdays_are_compared_without_general_meetings_too() -> None:
    others = [held for held in MEETINGS if held.kind != MeetingKind.GENERAL]
    late = replace(others[0], id=99, slot=MEETINGS[5].slot)
    data = compile_report(changed(a_material(), meetings=[*others, late]))
    page = report_document(data, ReportFormat.HTML).decode()
    assert "How many people came to a meeting on average, by time." in page
    assert "<caption>Attendance by weekday</caption>" in page


def test_the_date_published_is_a_date() -> None:
    source = markdown(replace(a_material(), published_at=datetime(2021, 7, 14, 23, tzinfo=UTC)))
    assert section(source, "## Date Published") == "2021-07-14"


@pytest.mark.parametrize("text", ONE_LINERS)
def test_signs_in_a_text_do_not_change_the_document(text: str) -> None:
    check_structure(text, text)


@pytest.mark.parametrize("text", AT_A_LINE_START)
def test_signs_at_the_start_of_a_line_do_not_change_the_document(text: str) -> None:
    check_structure("usual", f"{text}\n\n{text}")
    check_structure("usual", f"before\n{text}\nafter")


@pytest.mark.parametrize(
    ("line", "lines"),
    [
        ("# a heading", "usual"),
        ("- # a heading", "usual"),
        ("1. # a heading", "usual"),
        ("---", "usual"),
        ("~~~", "usual"),
        ("usual", "~~~"),
        ("usual", "a title\n==="),
        ("usual", "before\n\n    # code"),
        ("usual", "one\r# two"),
        ("usual", "a | b\n:-"),
    ],
)
def test_no_text_becomes_a_block_of_its_own(line: str, lines: str) -> None:
    check_structure(line, lines)


@pytest.mark.parametrize("text", ["1. first", "2026. A year", "3) third"])
def test_a_number_at_the_start_of_a_line_is_shown_as_typed(text: str) -> None:
    source = markdown(replace(a_material(), narrative={**NO_NARRATIVE, "additional": text}))
    assert f"<p>{text}</p>" in PARSER.render(source)


def test_an_entity_is_shown_as_typed() -> None:
    source = markdown(typed_by_people("&copy; &lt;b&gt;", "&copy;"))
    assert "©" not in PARSER.render(source)


@quick
@given(typed)
def test_no_line_that_begins_with_a_letter_changes_the_document(text: str) -> None:
    check_structure(f"x{' '.join(text.split())}", "usual")


@unshrunk
@given(typed.filter(str.strip) | blocky, typed_lines.filter(str.strip) | blocky)
def test_the_document_has_the_same_structure_whatever_people_type(line: str, lines: str) -> None:
    check_structure(" ".join(line.split()), lines)


@quick
@given(typed.filter(lambda text: not set(text) & set("&\0")))
def test_the_markdown_shows_a_name_as_it_was_typed(text: str) -> None:
    folded = " ".join(printable(text).split())
    source = markdown(typed_by_people(folded, "usual"))
    title = PARSER.parse(source.splitlines()[0])[1]
    shown = "".join(child.content for child in title.children or ())
    assert re.sub("[\u2068\u2069]", "", shown) == f"{folded}: Mid-Year 2021 Report"


def test_the_json_is_the_report_as_data() -> None:
    data = compile_report(a_material())
    text = report_json(data)
    assert json.loads(text) == to_json(data)
    assert list(json.loads(text)) == list(data)
    assert text.endswith("}\n")


@quick
@given(typed, typed_lines)
def test_the_json_keeps_what_people_typed(line: str, lines: str) -> None:
    data = json.loads(report_json(compile_report(typed_by_people(line, lines))))
    assert data["sig"]["name"] == line
    assert data["narrative"]["health"] == lines
    assert data["activities"][0]["title"] == line


def test_markdown_and_json_are_files_of_their_text() -> None:
    data = compile_report(a_material())
    assert report_document(data, ReportFormat.MD) == report_markdown(data).encode()
    assert report_document(data, ReportFormat.JSON) == report_json(data).encode()


def names(periods: Sequence[Period]) -> list[str]:
    return [report_file_name(period, ReportFormat.MD) for period in periods]


def test_the_file_is_named_after_its_period() -> None:
    texts = ("H1 2021", "Q3 2026", "2026", "last 6 months", "2021-01-05..2021-01-06")
    assert names([read_period(text, TODAY) for text in texts]) == [
        "report-H1-2021.md",
        "report-Q3-2026.md",
        "report-2026.md",
        "report-last-6-months.md",
        "report-2021-01-05..2021-01-06.md",
    ]


EARLIER = Previous(MEETINGS[:1], 18)


def test_each_figure_can_be_traced_to_its_meetings() -> None:
    text = section(markdown(a_material()), APPENDIX)
    assert "| General Meeting | 2021-02-17 | m6 | 16 |" in text
    assert "| Workshop (Special Topic) | 2021-06-01 | m9 | no record |" in text
    general = "| How often meetings were held, attendance at a General Meeting, people who came"
    assert re.search(re.escape(general) + ".*Each General Meeting |", text)
    assert "| People who took part and people here for the first time | All meetings with a" in text
    assert "| Attendance at the subgroup Patient | m5, m8 |" in text
    assert "These 9 meetings were held:" in text
    single = section(markdown(changed(a_material(), meetings=MEETINGS[:1])), APPENDIX)
    assert single.startswith("All figures were worked out from this meeting:")
    [odd] = [*MEETINGS[2:3]]
    both = (odd, replace(odd, id=10, attended=0))
    text = section(markdown(changed(a_material(), meetings=both, previous=EARLIER)), APPENDIX)
    assert "Guest Presentation | Each Guest Presentation with a record |" not in text
    assert re.search(
        r"\| Attendance at a Guest .*took part.* \| All meetings with a record \|", text
    )
    assert "| Comparison with the period before | m1 |" in text


def test_the_appendix_explains_only_figures_that_are_shown() -> None:
    first = changed(a_material(), newcomers=41, regulars=0, meetings=MEETINGS[:2])
    text = section(markdown(first), APPENDIX)
    for hidden in ("first time", "regularly", "weekday", "period before"):
        assert hidden not in text
    assert "how often meetings were held" in text
    same_day = tuple(replace(meeting, day=MEETINGS[0].day) for meeting in MEETINGS[:2])
    assert "how often" not in section(markdown(changed(first, meetings=same_day)), APPENDIX)


def test_a_subgroup_that_met_in_the_period_before_has_its_average_of_then() -> None:
    before = Previous([replace(MEETINGS[4], attended=10)], 10)
    text = section(markdown(changed(a_material(), previous=before)), "## Overall Health")
    assert "| Patient (asleep)[^1] | 2 | 7 | 3.5 | 10 |" in text
    assert "| Provider | 1 | 9 | 9 | – |" in text


def test_weekdays_have_a_table_where_they_say_more_than_the_times() -> None:
    times = [(0, 600), (0, 700), (2, 600)]
    held = tuple(
        replace(MEETINGS[0], slot=Slot("UTC", day * 1440 + minute)) for day, minute in times
    )
    text = section(markdown(changed(a_material(), meetings=held)), "## Overall Health")
    assert "| Monday | 2 | 18 |\n| Wednesday | 1 | 18 |" in text
    assert "| Monday" not in section(markdown(a_material()), "## Overall Health")
