"""Sentences about diversity releases, in reports and wherever figures of them are quoted."""

from collections.abc import Mapping, Sequence
from datetime import date

from sigbot.domain.members import Attribute, Gender
from sigbot.domain.releases import Withheld
from sigbot.domain.report_data import Fifths, NextReleaseData, ReleaseData, ReleaseFigure
from sigbot.domain.statistics import Number
from sigbot.domain.vocabularies import Word
from sigbot.wording import times
from sigbot.wording.lists import listed
from sigbot.wording.members import answer_label

GENDER = "On average {figure} of {total} attendees of {meetings} identify as {groups}."
GENDER_ONE = "On average 1 of {total} attendees of {meetings} identifies as {groups}."
GENDER_NEXT = "{figure} as {group}"
ATTRIBUTES = {
    Attribute.GENDER: "Gender",
    Attribute.REGION: "Region",
    Attribute.ORGANIZATION: "Organization",
    Attribute.EXPERIENCE: "Experience",
}
GENDER_GROUPS = {
    Gender.FEMALE: "female",
    Gender.MALE: "male",
    Gender.NON_BINARY: "non-binary",
    Gender.ANOTHER: "another gender",
}
A_GENERAL_MEETING = "a General Meeting"
A_MEETING = "a meeting"
QUOTED = "These are the figures of {newest}, as of {day}."
QUOTED_TWO = "These are the figures of {newest}, as of {day}, beside those of {before}."
NEXT_RELEASE = "The figures of {period} come on {day}."
FIRST_RELEASE = "The first figures about people are those of {period}. They come on {day}."
NOBODY_COUNTED = "no attendance"
RELEASE_COLUMN = "{period}, of {total}"
ATTRIBUTE_COLUMN = "{attribute}, average attendees of {meetings}"
SHARES = (
    "almost none",
    "about one fifth",
    "about two fifths",
    "about three fifths",
    "about four fifths",
    "almost all",
)
WITHHELD = "withheld"
WITHHELD_NOTE = (
    "A figure is withheld when nobody, few or too many people gave the answer, or when it could "
    "tell what one person said."
)
SHOWN = {
    Attribute.REGION: "On average, the {total} attendees of {meetings} include people from "
    "{groups}. Withheld: {withheld}.{note}",
    Attribute.ORGANIZATION: "On average, the {total} attendees of {meetings} include people from "
    "these kinds of organization: {groups}. Withheld: {withheld}.{note}",
}
"""Attributes with many answers. Of the others a release shows half of the answers, or none."""
SHOWN_GROUP = "{group} ({figure})"
SHOWN_BEFORE = (
    "The figures of {period} were {groups}, of {total} attendees. Withheld: {withheld}.{note}"
)
NOT_SHOWN = "All figures by {attributes} are withheld.{note}"
NOT_SHOWN_NAMES = {
    Attribute.GENDER: "gender",
    Attribute.REGION: "region",
    Attribute.ORGANIZATION: "kind of organization",
    Attribute.EXPERIENCE: "experience",
}
REGION_CHART = "How many attendees of {meetings} come from each region, on average."
REGION_SHARES = "Which part of the attendees of {meetings} comes from each region, on average."
RELEASES = (
    "What people say of themselves is opt-in. It is counted once for each half-year, in whole "
    "people, from check-ins that people made themselves."
)
DIFFERS = (
    "That is why the average attendance of {total} differs from the {average} above, where what "
    "organizers added, imported or corrected counts, too."
)


def genders(figures: Mapping[Gender, Number | Fifths], total: Number, *, general: bool) -> str:
    """Say the figures of at least one gender in one sentence."""
    (first, figure), *later = figures.items()
    groups = [
        GENDER_GROUPS[first],
        *(
            GENDER_NEXT.format(figure=release_figure(value), group=GENDER_GROUPS[group])
            for group, value in later
        ),
    ]
    return (GENDER_ONE if figure == 1 else GENDER).format(
        figure=release_figure(figure),
        total=total,
        meetings=meetings(general=general),
        groups=listed(groups),
    )


def shown_groups(figures: Mapping[Word, Number | Fifths]) -> str:
    """List the figures of groups, the largest first: `Europe (4) and Africa (2)`."""
    ordered = sorted(figures.items(), key=lambda pair: -size(pair[1]))
    return listed(
        [
            SHOWN_GROUP.format(group=answer_label(group), figure=release_figure(value))
            for group, value in ordered
        ]
    )


def withheld_groups(figures: Mapping[Word, ReleaseFigure]) -> str:
    """List the answers whose figures are withheld, in the order of the form."""
    return listed([answer_label(g) for g, value in figures.items() if isinstance(value, Withheld)])


def size(figure: Number | Fifths) -> Number:
    """Return the number by which figures of one unit are compared."""
    return figure.count if isinstance(figure, Fifths) else figure


def meetings(*, general: bool) -> str:
    """Name the meetings whose attendance is averaged."""
    return A_GENERAL_MEETING if general else A_MEETING


def quoted(releases: Sequence[ReleaseData]) -> str:
    """Say which releases are quoted: one or two, the newest first."""
    newest = releases[0]
    day = times.day(date.fromisoformat(newest["made_on"]))
    if len(releases) == 1:
        return QUOTED.format(newest=newest["period"], day=day)
    return QUOTED_TWO.format(newest=newest["period"], day=day, before=releases[1]["period"])


def next_release(data: NextReleaseData, *, first: bool) -> str:
    """Say when the next release comes, or the `first` one that could be quoted."""
    template = FIRST_RELEASE if first else NEXT_RELEASE
    day = times.day(date.fromisoformat(data["day"]))
    return template.format(period=data["period"], day=day)


def release_column(release: ReleaseData) -> str:
    return RELEASE_COLUMN.format(period=release["period"], total=release["total"] or NOBODY_COUNTED)


def attribute_column(attribute: Attribute, *, general: bool) -> str:
    return ATTRIBUTE_COLUMN.format(
        attribute=ATTRIBUTES[attribute], meetings=meetings(general=general)
    )


def release_figure(value: ReleaseFigure) -> str:
    """Write a figure of a release: people, a share, or that it is withheld."""
    if isinstance(value, Withheld):
        return WITHHELD
    return SHARES[value.count] if isinstance(value, Fifths) else str(value)
