"""Make a release, with its proof. Loads numpy; slow: for the place for heavy work."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from sigbot.domain.members import ATTRIBUTES, Attribute
from sigbot.domain.releases.model import Figures, HalfYear, KeptRelease, Proof, Release, Rules, Unit
from sigbot.domain.releases.rule import (
    NOBODY,
    GroupSum,
    Way,
    group_sums,
    shown_groups,
    total_average,
)
from sigbot.domain.releases.search import MANY, Evidence, examine
from sigbot.domain.releases.worlds import Case, case_of

MOST_GAIN: Mapping[Unit, float] = {Unit.PEOPLE: 0.03, Unit.FIFTHS: 0.075}
"""By how much the best guess of an attacker may be better than always guessing the commonest
answer. Whole people are given up early: then fifths can still be published for a long time. The
promise is a tenth; the rest is for attackers who know more about answers than the search does."""

LOT = 50
"""One attribute in so many is published in a way that is drawn by lot."""

MOST_WAYS = 5
"""How many ways to publish an attribute are tried before nothing of it is shown."""


def make_release(
    history: Sequence[KeptRelease],
    half_year: HalfYear,
    rules: Rules,
    made_on: date,
    random: Random,
) -> KeptRelease:
    """Return the release of a half-year, to be added to `history`, which is all there were before.

    The result depends on `random` and nothing else that is not given; use `random.SystemRandom`
    outside of tests, as whoever knows the state of `random` knows more than the proofs allow for.
    """
    parts = {
        attribute: make_figures(history, half_year, rules, attribute, random)
        for attribute in ATTRIBUTES
    }
    release = Release(
        half_year.period,
        made_on,
        total_average(half_year.came, half_year.meetings),
        {attribute: figures for attribute, (figures, _) in parts.items()},
    )
    return KeptRelease(
        half_year.meetings,
        half_year.came,
        half_year.changed,
        rules,
        release,
        {attribute: proof for attribute, (_, proof) in parts.items()},
    )


def make_figures(
    history: Sequence[KeptRelease],
    half_year: HalfYear,
    rules: Rules,
    attribute: Attribute,
    random: Random,
) -> tuple[Figures, Proof]:
    """Return the figures of one attribute in a release, and their proof."""
    return _Maker(history, half_year, rules, attribute, random).make()


_SILENCE = Evidence(is_safe=True, witnesses=0, guess=None)


@dataclass(frozen=True, slots=True)
class _Maker:
    """Makes the figures of one attribute."""

    history: Sequence[KeptRelease]
    half_year: HalfYear
    rules: Rules
    attribute: Attribute
    random: Random

    def make(self) -> tuple[Figures, Proof]:
        """Return the figures of the first way to publish that is safe, and their proof.

        The lot makes every way possible in every world. So a way that was given up, as somebody
        was determined, does not tell an attacker for certain that it was.
        """
        way = self._by_lot() if self.random.randrange(LOT) == 0 else Way(Unit.PEOPLE, frozenset())
        masked = way.masked
        for steps in range(MOST_WAYS):
            case = self._case(way)
            if case.published[-1].says_nothing():
                break
            evidence = examine(case, self.random.getrandbits(128))
            if _may_publish(case, evidence):
                return case.published[-1].figures, _proof(case, evidence, steps)
            way = self._coarser(way, masked, evidence, is_large=len(case.owners) > MANY)
        else:
            steps = MOST_WAYS
        case = self._case(Way(Unit.PEOPLE, self._offered()))
        return case.published[-1].figures, _proof(case, _SILENCE, steps)

    def _case(self, way: Way) -> Case:
        return case_of(self.history, self.half_year, self.attribute, self.rules, way)

    def _offered(self) -> frozenset[str]:
        return frozenset(answer.value for answer in ATTRIBUTES[self.attribute])

    def _by_lot(self) -> Way:
        unit = self.random.choice((Unit.PEOPLE, Unit.FIFTHS))
        offered = sorted(self._offered())
        return Way(unit, frozenset(name for name in offered if self.random.randrange(2)))

    def _coarser(
        self, way: Way, masked: frozenset[str], evidence: Evidence, *, is_large: bool
    ) -> Way:
        """Return the way to try next.

        Where an attacker would guess too well, that is fifths; where somebody is determined, the
        smallest group is withheld, then fifths are tried; where the search found too few worlds, it
        would find few again, and nothing is shown. `masked` is what was withheld at first. In a
        large case each search takes seconds, so there are two at most.
        """
        fifths, nothing = Way(Unit.FIFTHS, masked), Way(Unit.PEOPLE, self._offered())
        if evidence.guess is None or (is_large and not evidence.is_safe):
            return nothing
        sums = self._sums()
        shown = shown_groups(sums, self.rules, way)
        if not evidence.is_safe and len(shown) > 2:
            smallest = min(shown, key=lambda name: (sums[name].people, name))
            return Way(way.unit, way.masked | {smallest})
        return fifths if way.unit is Unit.PEOPLE and shown else nothing

    def _sums(self) -> dict[str, GroupSum]:
        answers = self.half_year.answers.get(self.attribute, {})
        came = ((answers.get(number), times) for number, times in self.half_year.came.items())
        return dict.fromkeys(self._offered(), NOBODY) | group_sums(came)


def _may_publish(case: Case, evidence: Evidence) -> bool:
    """Return whether nobody is determined, and no attacker guesses well. Silence tells no guess."""
    now, guess = case.published[-1], evidence.guess
    if not now.shown():
        return evidence.is_safe
    return evidence.is_safe and guess is not None and guess.gain <= MOST_GAIN[now.way.unit]


def _proof(case: Case, evidence: Evidence, steps: int) -> Proof:
    now = case.published[-1]
    guess = evidence.guess
    return Proof(
        masked=now.way.masked,
        people=len(set(case.owners)),
        groups=len(now.shown()),
        witnesses=evidence.witnesses,
        steps=steps,
        guess=round(guess.best, 3) if guess else None,
        commonest=round(guess.commonest, 3) if guess else None,
    )
