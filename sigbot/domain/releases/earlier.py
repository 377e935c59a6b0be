"""Figures that earlier versions published, as a part of the history that proofs have to agree with.

They were averages to one decimal, of all groups that were large enough.
"""

from collections.abc import Mapping
from datetime import date

from sigbot.domain.members import ATTRIBUTES, Attribute
from sigbot.domain.periods import Period
from sigbot.domain.releases.model import (
    WITHHELD,
    Figures,
    GroupAverage,
    KeptRelease,
    Proof,
    Release,
    Rules,
    Unit,
)
from sigbot.domain.releases.rule import NOBODY, group_sums, total_average
from sigbot.domain.statistics import Number, mean


def earlier_release(
    period: Period,
    published_on: date,
    meetings: int,
    came: Mapping[int, int],
    shown: Mapping[Attribute, Mapping[str, Number]],
    answers: Mapping[Attribute, Mapping[int, str]],
) -> KeptRelease:
    """Return what an earlier version published of a period.

    `came` is number → at how many of the meetings, `shown` has the averages that were shown, and
    `answers` are those of today. Where the averages do not follow from these any more, as somebody
    has changed their answer or a list was corrected, nobody can draw conclusions from them: the
    attribute is left out.
    """
    figures = {
        attribute: _figures(attribute, meetings, came, shown.get(attribute, {}), answers)
        for attribute in ATTRIBUTES
    }
    release = Release(period, published_on, total_average(came, meetings), figures)
    proofs = {
        attribute: Proof(
            masked=frozenset(),
            people=len(came),
            groups=sum(average is not WITHHELD for average in part.groups.values()),
            witnesses=0,
            steps=0,
        )
        for attribute, part in figures.items()
    }
    return KeptRelease(meetings, came, {}, Rules(), release, proofs)


def _figures(
    attribute: Attribute,
    meetings: int,
    came: Mapping[int, int],
    shown: Mapping[str, Number],
    answers: Mapping[Attribute, Mapping[int, str]],
) -> Figures:
    given = answers.get(attribute, {})
    sums = group_sums((given.get(number), times) for number, times in came.items())
    follows = meetings > 0 and all(
        mean(sums.get(answer, NOBODY).attendances, meetings) == average
        for answer, average in shown.items()
    )
    groups: dict[str, GroupAverage] = {
        answer.value: shown.get(answer.value, WITHHELD) if follows else WITHHELD
        for answer in ATTRIBUTES[attribute]
    }
    return Figures(Unit.TENTHS, groups)
