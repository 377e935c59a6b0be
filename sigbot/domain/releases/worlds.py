"""Worlds: what everybody may have answered to one attribute, as far as anybody can know.

A world gives an answer, or none, to each *voice*. A voice is a person from one change of their
answer to the next: people are taken to keep an answer for as long as they have not changed it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sigbot.domain.members import ATTRIBUTES, Attribute
from sigbot.domain.releases.model import Figures, HalfYear, KeptRelease, Rules, Unit, Withheld
from sigbot.domain.releases.rule import (
    NOBODY,
    GroupSum,
    Scale,
    Way,
    group_sums,
    publish,
    publish_sums,
    scale_of,
)

World = Sequence[int]
"""For each voice, the place of its answer among those offered, counted from 1; 0 for no answer."""


@dataclass(frozen=True, slots=True)
class Published:
    """What was published of one attribute in one half-year; `came` has voices and attendances."""

    came: Sequence[tuple[int, int]]
    meetings: int
    rules: Rules
    way: Way
    figures: Figures

    @property
    def attendances(self) -> int:
        return sum(times for _, times in self.came)

    @property
    def scale(self) -> Scale:
        return scale_of(self.way.unit, self.meetings, max(1, self.attendances))

    def shown(self) -> Mapping[str, int]:
        """Return the figures that are shown as whole numbers of the scale's unit."""
        tenths = 10 if self.way.unit is Unit.TENTHS else 1
        return {
            answer: round(tenths * average)
            for answer, average in self.figures.groups.items()
            if not isinstance(average, Withheld)
        }

    def says_nothing(self) -> bool:
        """Return whether it agrees with every world."""
        if not self.came:
            return True
        hides_all = self.way.unit is Unit.TENTHS or self.way.masked >= set(self.figures.groups)
        return hides_all and not self.shown()

    def agrees(
        self, offered: Sequence[str], worlds: Iterable[Mapping[str, GroupSum]]
    ) -> Iterator[bool]:
        """Yield for the groups of each world whether the rule publishes the same, to the word.

        Of figures of earlier versions, which had another rule, only those that are shown count.
        """
        attendances, shown = self.attendances, self.shown()
        scale = scale_of(self.way.unit, self.meetings, max(1, attendances))
        for sums in worlds:
            if self.way.unit is Unit.TENTHS:
                rounded = {
                    name: scale.rounded(sums.get(name, NOBODY).attendances) for name in shown
                }
                yield rounded == shown
            else:
                yield self.figures == publish_sums(
                    offered, sums, attendances, self.meetings, self.rules, self.way
                )


@dataclass(frozen=True, slots=True)
class Case:
    """All that was published of one attribute, about the voices 0, 1, 2 …

    `owners` has the number of each voice's person; `truth` its answer, None where it is not known
    any more: of somebody who was erased or has changed it.
    """

    offered: Sequence[str]
    owners: Sequence[int]
    truth: Sequence[int | None]
    published: Sequence[Published]

    def agrees(self, world: World) -> bool:
        """Return whether everything would have been published the same in this world."""
        return all(
            all(part.agrees(self.offered, [self._sums(part, world)])) for part in self.published
        )

    def _sums(self, part: Published, world: World) -> Mapping[str, GroupSum]:
        names: tuple[str | None, ...] = (None, *self.offered)
        return group_sums((names[world[voice]], times) for voice, times in part.came)

    def voices(self) -> Mapping[int, Sequence[int]]:
        """Return number of a person → their voices."""
        voices: dict[int, list[int]] = {}
        for voice, owner in enumerate(self.owners):
            voices.setdefault(owner, []).append(voice)
        return voices


class _Voices:
    """Counts voices through the half-years."""

    def __init__(self) -> None:
        self.owners: list[int] = []
        self.latest: dict[int, int] = {}

    def came(self, came: Mapping[int, int], changed: frozenset[int]) -> list[tuple[int, int]]:
        """Return voice and attendances of each person who came; a changed answer is a new voice."""
        for number in changed:
            self.latest.pop(number, None)
        for number in sorted(came.keys() - self.latest.keys()):
            self.latest[number] = len(self.owners)
            self.owners.append(number)
        return [(self.latest[number], came[number]) for number in sorted(came)]


def case_of(
    history: Sequence[KeptRelease],
    half_year: HalfYear,
    attribute: Attribute,
    rules: Rules,
    way: Way,
) -> Case:
    """Return what will be public when `half_year` is published in this way."""
    voices, offered = _Voices(), tuple(answer.value for answer in ATTRIBUTES[attribute])
    before = [*_published_before(history, attribute, voices)]
    came = voices.came(half_year.came, half_year.changed.get(attribute, frozenset()))
    answers = half_year.answers.get(attribute, {})
    truth: list[int | None] = [None] * len(voices.owners)
    for number, voice in voices.latest.items():
        if number in half_year.known:
            answer = answers.get(number)
            truth[voice] = 0 if answer is None else offered.index(answer) + 1
    lines = [(answers.get(number), times) for number, times in half_year.came.items()]
    figures = publish(offered, lines, half_year.meetings, rules, way)
    now = Published(came, half_year.meetings, rules, way, figures)
    return Case(offered, voices.owners, truth, [*before, now])


def _published_before(
    history: Sequence[KeptRelease], attribute: Attribute, voices: _Voices
) -> Iterator[Published]:
    for kept in history:
        came = voices.came(kept.came, kept.changed.get(attribute, frozenset()))
        figures = kept.release.figures[attribute]
        way = Way(figures.unit, kept.proofs[attribute].masked)
        yield Published(came, kept.meetings, kept.rules, way, figures)
