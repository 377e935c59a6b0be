"""Fair rotations: known optima, a plain reference to compare with, and what always holds."""

import json
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sigbot.cli.rotation import best as solve
from sigbot.domain.refusals import NoRotationError, RotationFileError
from sigbot.domain.rotation.files import evaluate, read_problem
from sigbot.domain.rotation.files import solve as best_or_refuse
from sigbot.domain.rotation.optimizer.masks import availability, inconvenience
from tests.domain.properties import unshrunk
from tests.domain.rotation_reference import NUMBERS, SLOTS, Document, Reference, evaluated, output
from tests.profile import examples

OWN = Path(__file__).parents[1] / "data" / "rotation_cases.json"
SHARED = Path(__file__).parents[2].parent / "shared" / "data" / "rotation_cases.json"
"""This file is not there where only this repository was checked out."""

Answer = Mapping[str, Any]

FIGURES = ("cov", "min_region_cov", "min_region_share", "share", "burden_minutes")
BY_REGION = ("region_cov", "region_share")

twenty = settings(unshrunk, max_examples=examples(20))
few = settings(unshrunk, max_examples=examples(12))


def read(path: Path) -> list[Document]:
    instances: list[Document] = json.loads(path.read_text(encoding="utf-8"))
    return instances


def params(path: Path) -> list[Any]:
    if not path.is_file():
        skip = pytest.mark.skip(reason="the shared instances are not beside this repository")
        return [pytest.param({}, marks=skip, id="shared")]
    return [pytest.param(case, id=case["id"]) for case in read(path)]


def question(case: Document) -> Document:
    """Return a case without its answer."""
    return {key: value for key, value in case.items() if key != "optimum"}


def assert_same_figures(answer: Answer, expected: Answer) -> None:
    assert {key: answer[key] for key in FIGURES} == pytest.approx(
        {key: expected[key] for key in FIGURES}, rel=0, abs=1e-9
    )
    for key in BY_REGION:
        assert answer[key] == pytest.approx(expected[key], rel=0, abs=1e-9)


# Known optima

known = pytest.mark.parametrize("case", params(OWN) + params(SHARED))


@known
def test_a_known_optimum_is_found(case: Document) -> None:
    answer, optimum = solve(question(case)), case["optimum"]
    if "infeasible" in optimum:
        assert list(answer) == ["infeasible"]
        return
    assert set(answer) == {"slots", *FIGURES, *BY_REGION}
    assert_same_figures(answer, optimum)
    assert answer["slots"] == sorted(answer["slots"], key=NUMBERS.__getitem__)
    assert_same_figures(evaluate(question(case), answer["slots"]), optimum)
    assert_same_figures(evaluate(question(case), optimum["slots"]), optimum)
    assert Fraction(optimum["cov_num"], optimum["cov_den"]) == pytest.approx(answer["cov"])


@pytest.mark.parametrize(
    "case", [case for case in params(OWN) if "slots" in case.values[0]["optimum"]]
)
def test_of_our_own_optima_the_earliest_is_found(case: Document) -> None:
    assert solve(question(case))["slots"] == case["optimum"]["slots"]


@known
def test_the_reference_agrees_with_the_known_figures(case: Document) -> None:
    optimum = case["optimum"]
    if "slots" in optimum:
        assert_same_figures(evaluated(case, optimum["slots"]), optimum)


# Small instances, beside the reference

ZONES = (
    "UTC",
    "America/New_York",
    "America/St_Johns",
    "America/Los_Angeles",
    "Europe/London",
    "Europe/Berlin",
    "Africa/Casablanca",
    "Africa/Cairo",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Asia/Tokyo",
    "Australia/Sydney",
    "Australia/Lord_Howe",
    "Pacific/Chatham",
    "Pacific/Apia",
    "Antarctica/Troll",
)

MONDAYS = (
    "2027-03-01",  # New York, St John's, London, Berlin, Troll
    "2027-03-22",  # London, Berlin, Troll, Sydney, Lord Howe, Chatham
    "2027-09-20",  # Chatham, Sydney, Lord Howe
    "2027-10-25",  # London, Berlin, Troll, Cairo, New York, St John's
    "2026-02-09",  # Casablanca
    "2011-12-26",  # the week in which Apia had no Friday
)

REGIONS = ("NA", "EUR", "ASIA")
BEGINS = (0, 90, 375, 485, 540, 720, 1005, 1080, 1320)
LENGTHS = (45, 100, 180, 300, 540)


def window(days: str, begin: int, length: int, level: int) -> list[Any]:
    end = (begin + length) % 1440
    return [days, f"{begin // 60:02}:{begin % 60:02}", f"{end // 60:02}:{end % 60:02}", level]


DAYS = ["Mon-Fri", "Mon-Sun", "Tue-Thu", "Fri", "Sat", "Mon,Wed", "Fri-Mon", "Sun-Tue"]
windows = st.lists(
    st.builds(
        window,
        st.sampled_from(DAYS),
        st.sampled_from(BEGINS),
        st.sampled_from(LENGTHS),
        st.sampled_from([1, 2]),
    ),
    min_size=1,
    max_size=2,
)


def persons(**more: st.SearchStrategy[Any]) -> st.SearchStrategy[Document]:
    optional = {"windows": windows, "count": st.integers(1, 4), **more}
    return st.fixed_dictionaries({"zone": st.sampled_from(ZONES)}, optional=optional)


members = persons(
    region=st.sampled_from(REGIONS), weight=st.sampled_from([0.5, 1, 2.5, 10, 0.1, 0.3])
)
HALVES = st.sampled_from([0, 0, 0.5, 1, 6.5, 24, 30])
FEW_SLOTS = {1: (336, 336), 2: (30, 40), 3: (9, 14), 4: (8, 11)}
"""The greatest k → how many slots are not blocked: the reference works out every set of them."""


@st.composite
def instances(draw: st.DrawFn, /, ks: Sequence[int] = (1, 2, 3, 4), **fixed: Any) -> Document:
    """Draw a few members, a few weeks in which clocks change, a few slots, no other constraint."""
    k = draw(st.sampled_from(ks))
    any_order = Random(draw(st.integers(0, 2**32)))
    free = any_order.sample(range(336), draw(st.integers(*FEW_SLOTS[max(ks)])))
    return {
        "k": k,
        "order": draw(st.sampled_from(["cov", "fair"])),
        "eps": draw(st.sampled_from([0, 0.05, 0.3])),
        "meeting_minutes": draw(st.sampled_from([30, 45, 60, 60, 90, 120])),
        "anchor_zone": draw(st.sampled_from(ZONES)),
        "year_start": draw(st.sampled_from(MONDAYS)),
        "weeks": draw(st.integers(1, 2 if k == 1 else 6)),
        "members": draw(st.lists(members, min_size=3, max_size=6)),
        "constraints": {"blocked_slots": [SLOTS[n] for n in range(336) if n not in set(free)]},
        "default_windows": draw(windows | windows | st.none()),
        **fixed,
    }


@st.composite
def limits(draw: st.DrawFn, instance: Document) -> Document:
    """Draw some of the other constraints, most of which can be kept."""
    blocked = set(instance["constraints"]["blocked_slots"])
    free = [slot for slot in SLOTS if slot not in blocked]
    k = instance["k"]
    kinds: dict[str, st.SearchStrategy[Document]] = {
        "days": st.fixed_dictionaries(
            {"blocked_days": st.sampled_from([["Sat", "Sun"], ["Mon"], ["Tue", "Fri"], []])}
        ),
        "organisers": st.fixed_dictionaries(
            {
                "organisers": st.lists(persons(), min_size=1, max_size=2),
                "organisers_min": st.integers(0, 2),
            }
        ),
        "quorum": st.fixed_dictionaries(
            {"quorum_every_week": st.sampled_from([0, 0.1, 0.3, 0.6, 1, 2.5, 3])}
        ),
        "changes": st.fixed_dictionaries(
            {
                "current_slots": st.lists(
                    st.sampled_from(free), min_size=1, max_size=k, unique=True
                ),
                "max_changes": st.integers(0, k) | st.none(),
            }
        ),
        "separation": st.fixed_dictionaries({"min_separation_hours": HALVES}),
    }
    names = draw(st.lists(st.sampled_from(sorted(kinds)), unique=True, max_size=3))
    return {key: value for name in names for key, value in draw(kinds[name]).items()}


@st.composite
def limited_instances(draw: st.DrawFn, ks: Sequence[int] = (1, 2, 3, 4)) -> Document:
    instance = draw(instances(ks))
    return with_limits(instance, draw(limits(instance)))


def with_limits(instance: Document, more: Document) -> Document:
    return {**instance, "constraints": {**instance["constraints"], **more}}


def assert_best(document: Document) -> None:
    reference, answer = Reference(document), solve(document)
    best = reference.best()
    if best is None:
        assert list(answer) == ["infeasible"]
        assert answer["infeasible"]
        return
    assert "slots" in answer, answer
    chosen = reference.figures([NUMBERS[slot] for slot in answer["slots"]])
    assert reference.keys(chosen, best.best_cov) == best.keys
    assert answer["slots"] == best.slots
    assert_same_figures(answer, output(best.slots, best.figures))


@pytest.mark.parametrize("k", [1, 2, 3, 4])
@twenty
@given(st.data())
def test_the_engine_finds_what_the_reference_finds(k: int, data: st.DataObject) -> None:
    assert_best(data.draw(limited_instances([k])))


@settings(unshrunk, max_examples=examples(8))
@given(instances(ks=(1,)))
def test_the_masks_are_those_of_the_reference(document: Document) -> None:
    problem, reference = read_problem(document), Reference(document)
    can, away = availability(problem), inconvenience(problem)
    expected = [[reference.attends(who, slot) for slot in range(336)] for who in reference.people]
    assert np.array_equal(can, np.array(expected).transpose(0, 2, 1))
    minutes = [
        [reference.minutes_away(who, slot) for slot in range(336)] for who in reference.people
    ]
    assert np.array_equal(away, np.array(minutes).transpose(0, 2, 1))


@twenty
@given(st.data())
def test_any_slots_can_be_evaluated_in_any_order(data: st.DataObject) -> None:
    document = data.draw(limited_instances())
    slots = data.draw(
        st.lists(
            st.sampled_from(SLOTS), min_size=document["k"], max_size=document["k"], unique=True
        )
    )
    figures = evaluate(document, slots)
    assert_same_figures(figures, evaluated(document, slots))
    assert_same_figures(figures, evaluate(document, slots[::-1]))


# What must hold of any answer


def keys_of(document: Document, answer: Answer) -> tuple[Fraction, ...]:
    """Turn into a problem by coverage first, without giving up any of it for the worst region."""
    reference = Reference({**document, "eps": 0})
    figures = reference.figures([NUMBERS[slot] for slot in answer["slots"]])
    return reference.keys(figures, Fraction(1))


@few
@given(instances(ks=(1, 2, 3), order="cov", eps=0))
def test_one_more_slot_reaches_no_fewer(document: Document) -> None:
    more = {**document, "k": document["k"] + 1}
    assert solve(more)["cov"] >= solve(document)["cov"] - 1e-12


@twenty
@given(st.data())
def test_a_constraint_makes_nothing_better(data: st.DataObject) -> None:
    document = data.draw(instances(ks=(2, 3), eps=0))
    limited = with_limits(document, data.draw(limits(document)))
    bound = solve(limited)
    assume("slots" in bound)
    assert keys_of(document, bound) <= keys_of(document, solve(document))


@few
@given(instances(ks=(2, 3), order="cov"))
def test_what_may_be_given_up_is_not_lost_to_the_worst_region(document: Document) -> None:
    worst = [solve({**document, "eps": eps})["min_region_cov"] for eps in (0, 0.02, 0.1, 0.3, 0.8)]
    assert worst == sorted(worst)


@few
@given(limited_instances(), st.sampled_from([2, 10, 0.5, 1000]))
def test_only_the_relation_of_weights_counts(document: Document, factor: float) -> None:
    scale = Fraction(str(factor))

    def scaled(weight: float) -> float:
        return float(scale * Fraction(str(weight)))

    document = with_limits(document, {"quorum_every_week": 0})
    heavier = [{**who, "weight": scaled(who.get("weight", 1))} for who in document["members"]]
    assert_same_answer(solve({**document, "members": heavier}), solve(document))


@few
@given(limited_instances())
def test_people_can_be_listed_one_by_one(document: Document) -> None:
    one_by_one = [
        {**who, "count": 1} for who in document["members"] for _ in range(who.get("count", 1))
    ]
    assert_same_answer(solve({**document, "members": one_by_one}), solve(document))


@few
@given(limited_instances(), st.integers(0, 99))
def test_the_order_of_people_does_not_matter(document: Document, seed: int) -> None:
    shuffled = Random(seed).sample(document["members"], len(document["members"]))
    assert_same_answer(solve({**document, "members": shuffled}), solve(document))


@few
@given(limited_instances())
def test_names_of_regions_do_not_matter(document: Document) -> None:
    names = {"": "Zz", "NA": "", "EUR": "Asia", "ASIA": "Åland"}
    renamed = [{**who, "region": names[who.get("region", "")]} for who in document["members"]]
    expected = dict(solve(document))
    for key in BY_REGION if "slots" in expected else ():
        expected[key] = {names[name]: value for name, value in expected[key].items()}
    assert_same_answer(solve({**document, "members": renamed}), expected)


def assert_same_answer(answer: Answer, expected: Answer) -> None:
    assert list(answer) == list(expected)
    if "slots" in expected:
        assert answer["slots"] == expected["slots"]
        assert_same_figures(answer, expected)


# Files

PLAIN: Document = {
    "k": 1,
    "order": "cov",
    "eps": 0.0,
    "meeting_minutes": 60,
    "anchor_zone": "UTC",
    "year_start": "2027-01-04",
    "weeks": 2,
    "members": [{"zone": "Europe/London"}],
    "constraints": {},
}


def test_a_member_needs_only_a_zone() -> None:
    whole = {
        "zone": "Europe/London",
        "region": "",
        "count": 1,
        "weight": 1,
        "windows": [["Mon-Fri", "08:00", "22:00", 1], ["Mon-Fri", "09:00", "18:00", 2]],
    }
    answer = solve(PLAIN)
    assert answer == solve({**PLAIN, "members": [whole]})
    assert answer["slots"] == ["Mon 09:00"]
    assert answer["region_cov"] == answer["region_share"] == {"": 1.0}


def test_default_windows_are_those_of_all_who_have_none() -> None:
    member = {"zone": "UTC", "windows": [["Sat", "10:00", "12:00", 2]]}
    constraints = {"organisers": [{"zone": "UTC"}], "organisers_min": 1}
    document = {
        **PLAIN,
        "default_windows": [["Sat", "11:00", "13:00", 1]],
        "members": [member, {"zone": "UTC"}],
        "constraints": constraints,
    }
    assert solve(document)["slots"] == ["Sat 11:00"]


def test_a_quorum_counts_everybody_and_is_reached_when_met_exactly() -> None:
    three = [{"zone": "UTC", "weight": 0.1, "count": 2}, {"zone": "Europe/London", "weight": 0.1}]
    document = {**PLAIN, "members": three, "constraints": {"quorum_every_week": 0.3}}
    assert solve(document)["slots"] == ["Mon 09:00"]
    over = {**document, "constraints": {"quorum_every_week": 0.31}}
    assert "infeasible" in solve(over)


def test_weights_are_as_fine_as_they_are_written() -> None:
    """As where people hoped for have a tenth of the weight."""
    weights = (0.1234, 0.08620689655172414, 3.000001)
    windows = [["Mon", "09:00", "10:00", 1]]
    people = [
        {"zone": "UTC", "region": f"{n}", "weight": weight, "windows": windows * (n % 2)}
        for n, weight in enumerate(weights)
    ]
    document = {**PLAIN, "members": people}
    assert_best(document)
    assert solve(document)["cov"] == pytest.approx(weights[1] / sum(weights), rel=0, abs=1e-12)


def test_who_has_no_windows_can_never_attend() -> None:
    nobody = {"zone": "UTC", "region": "B", "windows": []}
    answer = solve({**PLAIN, "members": [{"zone": "UTC", "region": "A"}, nobody]})
    assert answer["region_cov"] == {"A": 1.0, "B": 0.0}
    assert (answer["slots"], answer["burden_minutes"]) == (["Mon 09:00"], 240.0)


@pytest.mark.parametrize(
    ("eps", "slot"), [(0, "Mon 08:00"), (0.0004, "Mon 08:00"), (0.0005, "Mon 20:00")]
)
def test_what_may_be_given_up_is_as_fine_as_it_is_written(eps: float, slot: str) -> None:
    """The morning reaches 2000 people; the evening reaches 1999, with people of every region."""
    morning, evening = [["Mon", "08:00", "09:00", 1]], [["Mon", "20:00", "21:00", 1]]
    people = [
        {"zone": "UTC", "region": "A", "count": 2, "windows": morning},
        {"zone": "UTC", "region": "A", "count": 1998, "windows": morning + evening},
        {"zone": "UTC", "region": "B", "count": 1, "windows": evening},
    ]
    assert solve({**PLAIN, "members": people, "eps": eps})["slots"] == [slot]


def test_a_set_that_no_single_change_leads_to_is_found() -> None:
    """Three slots reach ten people each; the others reach some people of each of these three.

    Each of the five slots that reach most people leads to 28 people, from where no change of a
    single slot reaches more; the best three slots reach 30.
    """
    decoys = [f"{hour:02}" for hour in (0, 2, 4, 6, 8)]
    crossing = [[*decoys, "10", "12"], *[decoys] * 3, *[["10"]] * 3, *[["12"]] * 2, []]
    reaching = [[hour, *crossing[n]] for hour in ("14", "16", "18") for n in range(10)]
    people = [
        {"zone": "UTC", "windows": [["Mon", f"{hour}:00", f"{hour}:59", 1] for hour in hours]}
        for hours in [*reaching, *([hour] for hour in decoys)]
    ]
    answer = solve({**PLAIN, "k": 3, "weeks": 1, "meeting_minutes": 45, "members": people})
    assert answer["slots"] == ["Mon 14:00", "Mon 16:00", "Mon 18:00"]
    assert answer["cov"] == pytest.approx(30 / 35, rel=0, abs=1e-12)


def test_a_coverage_at_the_limit_is_enough() -> None:
    """With eps 0.3, coverage of seven of ten is just enough, and it is fair to more regions."""
    night = [["Mon", "20:00", "21:00", 1]]
    morning, evening = [["Mon", "08:00", "09:00", 1]], [["Mon", "08:00", "09:00", 1], *night]
    people = [
        {"zone": "UTC", "region": "A", "count": 4, "windows": morning},
        {"zone": "UTC", "region": "A", "count": 5, "windows": evening},
        {"zone": "UTC", "region": "B", "count": 1, "windows": evening},
        {"zone": "UTC", "region": "C", "count": 1, "windows": night},
    ]
    document = {**PLAIN, "members": people, "eps": 0.3}
    assert Reference(document).best() is not None
    assert_best(document)
    assert solve(document)["slots"] == ["Mon 20:00"]
    assert solve({**document, "eps": 0.29})["slots"] == ["Mon 08:00"]


OTHER_DAYS = ["Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
IN_THE_WAY = [
    (
        {
            "organisers": [{"zone": "UTC", "windows": [["Mon", "09:00", "09:30", 1]]}],
            "organisers_min": 1,
        },
        ("organisers",),
    ),
    ({"quorum_every_week": 2}, ("quorum",)),
    ({"blocked_days": ["Mon", *OTHER_DAYS]}, ("blocked",)),
    ({"blocked_slots": list(SLOTS)}, ("blocked",)),
    ({"current_slots": [], "max_changes": 0}, ("changes",)),
    (
        {"current_slots": ["Mon 10:00"], "max_changes": 0, "blocked_slots": ["Mon 10:00"]},
        ("blocked", "changes"),
    ),
    ({"quorum_every_week": 2, "blocked_days": ["Mon"]}, ("quorum",)),
]


@pytest.mark.parametrize(("constraints", "names"), IN_THE_WAY, ids="-".join)
def test_what_is_in_the_way_is_named(constraints: Document, names: tuple[str, ...]) -> None:
    document = {**PLAIN, "constraints": constraints}
    with pytest.raises(NoRotationError) as refused:
        best_or_refuse(document)
    assert refused.value.constraints == names
    assert list(solve(document)) == ["infeasible"]
    assert Reference(document).best() is None


class ThirdsOfTheWeek(Reference):
    """Looks at no other sets of slots: at all, it would take hours."""

    def sets(self) -> Iterator[tuple[int, ...]]:
        return ((slot, slot + 112, slot + 224) for slot in range(112))


def test_three_slots_fill_the_week_just_so() -> None:
    """The slots are a third of a week apart, so the first one decides the others."""
    document = {**PLAIN, "k": 3, "constraints": {"min_separation_hours": 56}}
    best = ThirdsOfTheWeek(document).best()
    assert best is not None
    assert solve(document)["slots"] == best.slots
    with pytest.raises(NoRotationError) as refused:
        best_or_refuse({**document, "constraints": {"min_separation_hours": 56.5}})
    assert refused.value.constraints == ("separation",)


def test_two_constraints_that_exclude_each_other_are_infeasible_together() -> None:
    day = {"blocked_days": OTHER_DAYS}
    apart = {"min_separation_hours": 24}
    asked = {**PLAIN, "k": 2}
    assert "slots" in solve({**asked, "constraints": day})
    assert "slots" in solve({**asked, "constraints": apart})
    assert "infeasible" in solve({**asked, "constraints": {**day, **apart}})


MALFORMED: dict[str, Any] = {
    "no slot": {"k": 0},
    "five slots": {"k": 5},
    "an order that is none": {"order": "best"},
    "an anchor zone that is none": {"anchor_zone": "Mars/Olympus"},
    "a date that is none": {"year_start": "soon"},
    "no weeks": {"weeks": 0},
    "no minutes": {"meeting_minutes": 0},
    "more than everything given up": {"eps": 1.5},
    "less than nothing given up": {"eps": -0.1},
    "nobody": {"members": []},
    "members that are no list": {"members": "everybody"},
    "a member who is no object": {"members": ["Europe/London"]},
    "a member without a zone": {"members": [{"region": "EUR"}]},
    "a member whose zone is none": {"members": [{"zone": "Mars/Olympus"}]},
    "a year that begins on a Tuesday": {"year_start": "2027-01-05"},
    "a member less than none": {"members": [{"zone": "UTC", "count": -1}]},
    "a weight below nothing": {"members": [{"zone": "UTC", "weight": -1}]},
    "a window that is short": {"members": [{"zone": "UTC", "windows": [["Mon", "09:00"]]}]},
    "a day that is none": {"default_windows": [["Mun", "09:00", "18:00", 1]]},
    "an hour that is none": {"default_windows": [["Mon", "09:00", "25:00", 1]]},
    "a level that is none": {"default_windows": [["Mon", "09:00", "18:00", 3]]},
    "a slot that is none": {"constraints": {"blocked_slots": ["Mon 09:15"]}},
    "a slot without a day": {"constraints": {"current_slots": ["09:00"], "max_changes": 0}},
    "a day to block that is none": {"constraints": {"blocked_days": ["Someday"]}},
    "a separation below nothing": {"constraints": {"min_separation_hours": -1}},
    "organisers who are no list": {"constraints": {"organisers": 2}},
    "constraints that are no object": {"constraints": ["quorum"]},
}


@pytest.mark.parametrize("why", MALFORMED)
def test_a_file_that_makes_no_sense_is_refused(why: str) -> None:
    with pytest.raises(RotationFileError):
        read_problem({**PLAIN, **MALFORMED[why]})


@pytest.mark.parametrize(
    "given",
    [
        {"members": [{"zone": ["UTC"]}]},
        {"members": [{"zone": {}}]},
        {"anchor_zone": {"UTC": 1}},
        {"anchor_zone": [["UTC"]]},
    ],
)
def test_a_zone_that_is_no_text_is_refused(given: Document) -> None:
    with pytest.raises(RotationFileError):
        solve({**PLAIN, **given})


@pytest.mark.parametrize("key", ["year_start", "members"])
def test_a_file_without_what_matters_is_refused(key: str) -> None:
    with pytest.raises(RotationFileError):
        read_problem({name: value for name, value in PLAIN.items() if name != key})
