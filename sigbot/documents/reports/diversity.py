"""The section "Participant Diversity": what releases say, in the order of the template."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sigbot.documents.reports.model import (
    Bar,
    BarGroup,
    Block,
    Chart,
    Heading,
    Note,
    Paragraph,
    Spans,
    Table,
    Text,
    paragraph,
    paragraphs,
    sentence,
    table,
)
from sigbot.domain.meetings import MeetingKind
from sigbot.domain.members import Attribute
from sigbot.domain.releases import Withheld
from sigbot.domain.report_data import (
    DiversityData,
    EarlierDiversityData,
    EarlierFigure,
    Fifths,
    IssueCode,
    NotShown,
    ReleaseData,
    ReleaseFigure,
    ReportData,
    ReportTemplate,
    template_of,
)
from sigbot.domain.statistics import Figure, Number, Unknown, average
from sigbot.domain.vocabularies import Word
from sigbot.wording import releases as say
from sigbot.wording import reports as say_reports
from sigbot.wording.lists import listed
from sigbot.wording.report_templates import DIVERSITY_PARTS

WITHHELD_NOTE = Note(say.WITHHELD_NOTE)

_BY_GENDER = (Attribute.GENDER, Attribute.REGION, Attribute.ORGANIZATION, Attribute.EXPERIENCE)
_BY_ORGANIZATION = (
    Attribute.ORGANIZATION,
    Attribute.REGION,
    Attribute.GENDER,
    Attribute.EXPERIENCE,
)
ORDER: Mapping[ReportTemplate, Sequence[Attribute]] = {
    ReportTemplate.FOUNDATION: _BY_GENDER,
    ReportTemplate.SIG: _BY_ORGANIZATION,
    ReportTemplate.TOC: _BY_ORGANIZATION,
}


def diversity_blocks(data: ReportData) -> Iterator[Block]:
    """Yield the sentences that people wrote, and the figures of the releases that are quoted."""
    yield from paragraphs(data["narrative"]["diversity"])
    diversity = data["diversity"]
    if "not_stated" in diversity:
        yield from _earlier_diversity(data, diversity)
    else:
        yield from _releases(data, diversity)


def _releases(data: ReportData, diversity: DiversityData) -> Iterator[Block]:
    template = template_of(data)
    releases, following = diversity["releases"], diversity["next_release"]
    if releases:
        yield paragraph(say.quoted(releases))
        yield from _of_releases(releases, template)
    if following:
        yield paragraph(say.next_release(following, first=not releases))
    yield paragraph(" ".join([say.RELEASES, *_differing(data, releases)]))


def _differing(data: ReportData, releases: Sequence[ReleaseData]) -> Iterator[str]:
    """Explain another average attendance than under the group's health, of the same meetings."""
    shown, general = _base(data)
    for release in releases[:1]:
        is_of_same = release["period"] == data["period"]["label"]
        is_alike = is_of_same and release["of_general_meetings"] == general
        if is_alike and shown and release["total"] != shown:
            yield say.DIFFERS.format(total=release["total"], average=shown)


def _of_releases(releases: Sequence[ReleaseData], template: ReportTemplate) -> Iterator[Block]:
    """Yield what releases say of each attribute, in the order of the template."""
    silent = [name for name in ORDER[template] if not any(_shown(r, name) for r in releases)]
    for attribute in ORDER[template]:
        if template is ReportTemplate.SIG:
            yield Heading(3, (Text(DIVERSITY_PARTS[attribute]),))
            if attribute in silent:
                yield _not_shown([attribute])
        if attribute not in silent:
            yield from _of_attribute(attribute, releases)
    if silent and template is not ReportTemplate.SIG:
        yield _not_shown(silent)


def _not_shown(attributes: Sequence[Attribute]) -> Paragraph:
    names = listed([say.NOT_SHOWN_NAMES[attribute] for attribute in attributes])
    return Paragraph(sentence(say.NOT_SHOWN, attributes=names, note=WITHHELD_NOTE))


def _of_attribute(attribute: Attribute, releases: Sequence[ReleaseData]) -> Iterator[Block]:
    """Yield the table of an attribute, or one sentence where most of it is not shown.

    The figures of regions are drawn, too.
    """
    newest = releases[0]
    has_table = attribute not in say.SHOWN or any(_shows_most(r, attribute) for r in releases)
    if not has_table:
        yield from _in_a_sentence(attribute, releases)
    elif attribute is Attribute.GENDER and (genders := _shown(newest, attribute)):
        general = newest["of_general_meetings"]
        yield paragraph(say.genders(genders, newest["total"], general=general))
    if attribute is Attribute.REGION and _shown(newest, attribute):
        yield _region_chart(releases, has_table=has_table)
    elif has_table:
        head = say.attribute_column(attribute, general=newest["of_general_meetings"])
        yield _release_table(attribute, releases, head)


def _region_chart(releases: Sequence[ReleaseData], *, has_table: bool) -> Chart:
    """Draw the regions that are shown, of releases that count in the same unit as the newest."""
    newest = releases[0]
    in_fifths = _is_in_fifths(newest)
    alike = [release for release in releases if _is_in_fifths(release) == in_fifths]
    groups = [
        BarGroup(
            say.release_column(release),
            tuple(
                Bar(say_reports.group(region), say.size(figure), say.release_figure(figure))
                for region, figure in _shown(release, Attribute.REGION).items()
            ),
        )
        for release in alike
        if _shown(release, Attribute.REGION)
    ]
    template = say.REGION_SHARES if in_fifths else say.REGION_CHART
    return Chart(
        template.format(meetings=say.meetings(general=newest["of_general_meetings"])),
        tuple(groups),
        _release_table(
            Attribute.REGION,
            releases,
            say.ATTRIBUTES[Attribute.REGION],
            only_shown=not has_table,
        ),
        keeps_table=has_table,
    )


def _is_in_fifths(release: ReleaseData) -> bool:
    return any(isinstance(figure, Fifths) for figure in release["region"].values())


def _shows_most(release: ReleaseData, attribute: Attribute) -> bool:
    return 2 * len(_shown(release, attribute)) >= len(_figures(release, attribute))


def _in_a_sentence(attribute: Attribute, releases: Sequence[ReleaseData]) -> Iterator[Block]:
    newest, *before = releases
    if _shown(newest, attribute):
        yield Paragraph(_sentence(say.SHOWN[attribute], newest, attribute))
    else:
        yield _not_shown([attribute])
    for release in before:
        if _shown(release, attribute):
            yield Paragraph(_sentence(say.SHOWN_BEFORE, release, attribute))


def _sentence(template: str, release: ReleaseData, attribute: Attribute) -> Spans:
    return sentence(
        template,
        groups=say.shown_groups(_shown(release, attribute)),
        withheld=say.withheld_groups(_figures(release, attribute)),
        total=release["total"],
        meetings=say.meetings(general=release["of_general_meetings"]),
        period=release["period"],
        note=WITHHELD_NOTE,
    )


def _shown(release: ReleaseData, attribute: Attribute) -> dict[Any, Number | Fifths]:
    figures = _figures(release, attribute)
    return {group: value for group, value in figures.items() if not isinstance(value, Withheld)}


def _figures(release: ReleaseData, attribute: Attribute) -> Mapping[Any, ReleaseFigure]:
    by_attribute: Mapping[Attribute, Mapping[Any, ReleaseFigure]] = {
        Attribute.GENDER: release["gender"],
        Attribute.REGION: release["region"],
        Attribute.ORGANIZATION: release["organization"],
        Attribute.EXPERIENCE: release["experience"],
    }
    return by_attribute[attribute]


def _release_table(
    attribute: Attribute, releases: Sequence[ReleaseData], head: str, *, only_shown: bool = False
) -> Table:
    """Return a table with a column for the newest release, and for others that show anything.

    With `only_shown`, answers of which nothing is shown are left out.
    """
    newest, *before = releases
    quoted = [newest, *(release for release in before if _shown(release, attribute))]
    columns = [_figures(release, attribute) for release in quoted]
    rows = [
        (say_reports.group(answer), *(_cell(figures[answer]) for figures in columns))
        for answer in columns[0]
        if not only_shown or any(answer in _shown(release, attribute) for release in quoted)
    ]
    return table((head, *map(say.release_column, quoted)), rows)


def _cell(figure: ReleaseFigure) -> Spans:
    text = Text(say.release_figure(figure))
    return (text, WITHHELD_NOTE) if isinstance(figure, Withheld) else (text,)


def _earlier_diversity(data: ReportData, diversity: EarlierDiversityData) -> Iterator[Block]:
    """Yield what a report that was published before there were releases said."""
    if not diversity["not_stated"]:
        has_met = data["health"]["meetings_held"]
        yield paragraph(say_reports.NO_DIVERSITY if has_met else say_reports.NOT_AVAILABLE)
        return
    total, general = _base(data)
    genders = [
        say.genders({name: value}, total, general=general)
        for name, value in diversity["gender"].items()
        if not isinstance(value, NotShown)
    ]
    if genders:
        yield paragraph("\n".join(genders))
    tables = list(_earlier_tables(diversity, say_reports.group_column(total, general=general)))
    yield from tables
    yield Paragraph(sentence(say_reports.OPT_IN if tables else say_reports.NOBODY_SAID))


def _base(data: ReportData) -> tuple[Number, bool]:
    """Return the average attendance of which earlier figures are a part, and whether of General
    Meetings.

    Without General Meetings, it is that of all meetings at which anybody was recorded.
    """
    kinds = data["health"]["attendance_by_kind"]
    if MeetingKind.GENERAL in kinds:
        return _number(kinds[MeetingKind.GENERAL]["average"]), True
    attendances = sum(figures["attendances"] for figures in kinds.values())
    return _number(average(attendances, data["health"]["meetings_held"] - _unrecorded(data))), False


def _unrecorded(data: ReportData) -> int:
    """Return how many meetings have no record; earlier versions wrote it among the issues."""
    if "sources" in data:
        return sum(not meeting["attended"] for meeting in data["health"].get("by_meeting", []))
    return sum(issue["count"] for issue in data["issues"] if issue["code"] == IssueCode.NO_RECORD)


def _number(figure: Figure) -> Number:
    """Return a figure, 0 for an unknown one."""
    return 0 if isinstance(figure, Unknown) else figure


def _earlier_tables(diversity: EarlierDiversityData, column: str) -> Iterator[Table]:
    """Yield a table for each attribute about which anybody gave an answer."""
    tables = (
        _earlier_table(Attribute.GENDER, diversity["gender"], diversity, column),
        _earlier_table(Attribute.REGION, diversity["region"], diversity, column),
        _earlier_table(Attribute.ORGANIZATION, diversity["organization"], diversity, column),
        _earlier_table(Attribute.EXPERIENCE, diversity["experience"], diversity, column),
    )
    yield from (table for table in tables if len(table.rows) > 1)


def _earlier_table(
    attribute: Attribute,
    figures: Mapping[Word, EarlierFigure],
    diversity: EarlierDiversityData,
    column: str,
) -> Table:
    """Return the table of an attribute's groups; its last row is of the people in none of them."""
    rows = [
        (say_reports.group(name), say_reports.group_figure(value))
        for name, value in figures.items()
    ]
    remainder = (say_reports.not_stated(figures), str(diversity["not_stated"][attribute]))
    return table((say.ATTRIBUTES[attribute], column), [*rows, remainder])
