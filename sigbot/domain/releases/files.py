"""Releases as JSON, and back."""

from collections.abc import Mapping
from datetime import date
from typing import TypedDict

from sigbot.domain.members import Attribute
from sigbot.domain.periods import named_period
from sigbot.domain.releases.model import (
    WITHHELD,
    Figures,
    GroupAverage,
    KeptRelease,
    Proof,
    Release,
    Rules,
    Unit,
    Withheld,
)
from sigbot.domain.statistics import Number


class FiguresData(TypedDict):
    unit: str
    groups: dict[str, Number | str]


class ReleaseData(TypedDict):
    start: str
    end: str
    made_on: str
    total: Number
    figures: dict[str, FiguresData]


class ProofData(TypedDict):
    masked: list[str]
    people: int
    groups: int
    witnesses: int
    steps: int
    guess: float | None
    commonest: float | None


class KeptData(TypedDict):
    meetings: int
    came: dict[str, int]
    changed: dict[str, list[int]]
    smallest_group: int
    fewest_answers: int
    release: ReleaseData
    proofs: dict[str, ProofData]


def write_release(release: Release) -> ReleaseData:
    """Return a release as JSON."""
    return ReleaseData(
        start=release.period.start.isoformat(),
        end=release.period.end.isoformat(),
        made_on=release.made_on.isoformat(),
        total=release.total,
        figures={name: _write_figures(part) for name, part in release.figures.items()},
    )


def _write_figures(figures: Figures) -> FiguresData:
    groups = {
        answer: average.value if isinstance(average, Withheld) else average
        for answer, average in figures.groups.items()
    }
    return FiguresData(unit=figures.unit.value, groups=groups)


def read_release(data: ReleaseData) -> Release:
    """Return the release that `write_release` wrote."""
    start, end = date.fromisoformat(data["start"]), date.fromisoformat(data["end"])
    return Release(
        period=named_period(start, end),
        made_on=date.fromisoformat(data["made_on"]),
        total=data["total"],
        figures={Attribute(name): _read_figures(part) for name, part in data["figures"].items()},
    )


def _read_figures(data: FiguresData) -> Figures:
    groups = {answer: _read_average(average) for answer, average in data["groups"].items()}
    return Figures(Unit(data["unit"]), groups)


def _read_average(average: Number | str) -> GroupAverage:
    return WITHHELD if isinstance(average, str) else average


def write_kept(kept: KeptRelease) -> KeptData:
    """Return a release as JSON, with what is kept for the proofs of later ones."""
    return KeptData(
        meetings=kept.meetings,
        came={str(number): times for number, times in sorted(kept.came.items())},
        changed={name: sorted(numbers) for name, numbers in kept.changed.items()},
        smallest_group=kept.rules.smallest_group,
        fewest_answers=kept.rules.fewest_answers,
        release=write_release(kept.release),
        proofs={name: _write_proof(proof) for name, proof in kept.proofs.items()},
    )


def _write_proof(proof: Proof) -> ProofData:
    return ProofData(
        masked=sorted(proof.masked),
        people=proof.people,
        groups=proof.groups,
        witnesses=proof.witnesses,
        steps=proof.steps,
        guess=proof.guess,
        commonest=proof.commonest,
    )


def read_kept(data: KeptData) -> KeptRelease:
    """Return what `write_kept` wrote."""
    return KeptRelease(
        meetings=data["meetings"],
        came={int(number): times for number, times in data["came"].items()},
        changed=_read_changed(data["changed"]),
        rules=Rules(data["smallest_group"], data["fewest_answers"]),
        release=read_release(data["release"]),
        proofs={Attribute(name): _read_proof(proof) for name, proof in data["proofs"].items()},
    )


def _read_changed(data: Mapping[str, list[int]]) -> dict[Attribute, frozenset[int]]:
    return {Attribute(name): frozenset(numbers) for name, numbers in data.items()}


def _read_proof(data: ProofData) -> Proof:
    return Proof(
        masked=frozenset(data["masked"]),
        people=data["people"],
        groups=data["groups"],
        witnesses=data["witnesses"],
        steps=data["steps"],
        guess=data["guess"],
        commonest=data["commonest"],
    )
