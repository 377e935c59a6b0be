"""Sentences about diversity releases, in reports and wherever figures of them are quoted."""

from collections.abc import Sequence
from datetime import date

from sigbot.domain.members import Attribute, Gender
from sigbot.domain.releases import Withheld
from sigbot.domain.report_data import Fifths, NextReleaseData, ReleaseData, ReleaseFigure
from sigbot.domain.statistics import Number
from sigbot.wording import times

GENDER = "On average {figure} of {total} attendees of {meetings} identify as {group}."
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
QUOTED = "These are figures of {newest}, made on {day}."
QUOTED_TWO = "These are figures of {newest}, made on {day}, with {before} beside them."
NEXT_RELEASE = "The figures of {period} come on {day}."
FIRST_RELEASE = "The first figures about people are those of {period}. They come on {day}."
NOBODY_COUNTED = "no attendance"
RELEASE_COLUMN = "{period}, of {total}"
ATTRIBUTE_COLUMN = "{attribute}, average attendees of {meetings}"
GENDER_SHARE = "On average {share} of {total} attendees of {meetings} identify as {group}."
SHARES = (
    "almost none",
    "about one fifth",
    "about two fifths",
    "about three fifths",
    "about four fifths",
    "almost all",
)
WITHHELD = "withheld"
RELEASES = (
    "What people say of themselves is opt-in. It is counted once for each half-year, in whole "
    "people, from check-ins that people made themselves. “Withheld” can mean that nobody, few or "
    "too many people gave an answer, or that it could tell what one person said."
)


def gender(group: Gender, figure: Number | Fifths, total: Number, *, general: bool) -> str:
    meetings, name = A_GENERAL_MEETING if general else A_MEETING, GENDER_GROUPS[group]
    if isinstance(figure, Fifths):
        share = SHARES[figure.count]
        return GENDER_SHARE.format(share=share, total=total, meetings=meetings, group=name)
    return GENDER.format(figure=figure, total=total, meetings=meetings, group=name)


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
    meetings = A_GENERAL_MEETING if general else A_MEETING
    return ATTRIBUTE_COLUMN.format(attribute=ATTRIBUTES[attribute], meetings=meetings)


def release_figure(value: ReleaseFigure) -> str:
    """Write a figure of a release: people, a share, or that it is withheld."""
    if isinstance(value, Withheld):
        return WITHHELD
    return SHARES[value.count] if isinstance(value, Fifths) else str(value)
