"""What is said of rotations: offers, adoptions, the news, and whether it works."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from textwrap import wrap

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sigbot.domain.periods import read_period
from sigbot.domain.regions import Region
from sigbot.domain.releases import WITHHELD
from sigbot.domain.report_data import Fifths, ReleaseFigure
from sigbot.domain.rotation.alternatives import (
    LETTERS,
    SHADES,
    Alternative,
    AlternativeKind,
    AlternativeLabel,
    RegionFigures,
    Suggestions,
    Wishes,
)
from sigbot.domain.rotation.evidence import RegionBurden, SlotFigures
from sigbot.domain.rotation.model import WEEK_MINUTES, WEEK_SLOTS, ConstraintName
from sigbot.domain.rotation.people import ReachGoal
from sigbot.domain.rotation.turns import Adopted, Reach, Slot, next_instant
from sigbot.domain.rotation.views import (
    Adoption,
    Knowledge,
    Offer,
    OfferDetails,
    RegionSpan,
    RotationNews,
    RotationView,
    Span,
)
from sigbot.domain.statistics import UNKNOWN
from sigbot.wording import adoption, evidence, heatmap, knowledge, rotation
from tests.domain.properties import quick, typed, zones
from tests.profile import examples
from tests.wording.healthcare import COMMUNITY, MEETING, NOW, START, TEXTS

some = settings(quick, max_examples=examples(20))

NEW_YORK = "America/New_York"
ONE = (Slot(NEW_YORK, 2 * 1_440 + 660),)
TWO = (Slot("UTC", 2 * 1_440 + 960), Slot("UTC", 3 * 1_440))
MIXED = (*ONE, Slot("Asia/Kathmandu", 4 * 1_440 + 15))
BY_REGION = {
    region: RegionFigures(0.1 * number, 0.1 * number, (60.0 * number,))
    for number, region in enumerate(Region)
}
TODAYS = Alternative(
    AlternativeLabel.TODAY, AlternativeKind.TODAY, ONE, 0.4, 0.3, 45, 0.5, BY_REGION
)
EVERYBODY = dict.fromkeys(Region, RegionFigures(1, 1, (0, 0)))
HALF_BURDENED = {
    region: RegionFigures(0.6, 0.5, (0, 20.0 + number)) for number, region in enumerate(Region)
}
ALTERNATIVES = (
    TODAYS,
    replace(
        TODAYS, label=AlternativeLabel.FLIP, kind=AlternativeKind.FLIP, slots=MIXED, unevenness=0.3
    ),
    replace(
        TODAYS,
        label=AlternativeLabel.A,
        kind=AlternativeKind.BEST,
        slots=TWO,
        regions=EVERYBODY,
        burden=0,
        unevenness=0,
    ),
    replace(
        TODAYS,
        label=AlternativeLabel.B,
        kind=AlternativeKind.FAIR,
        slots=TWO,
        regions=HALF_BURDENED,
        unevenness=0.1,
    ),
    replace(
        TODAYS, label=AlternativeLabel.C, kind=AlternativeKind.KEEPING, slots=MIXED, unevenness=1.0
    ),
)
WEEK = {
    region: [((slot + 30 * number) % 48) * SHADES // 48 for slot in range(WEEK_SLOTS)]
    for number, region in enumerate(Region)
}
FOUND = Suggestions(ALTERNATIVES, WEEK, NEW_YORK)
ALL_WISHES = Wishes((1, 2), (4, 5, 6), 12, ReachGoal.NOBODY)
HOMES = {Region.NORTH_AMERICA: NEW_YORK, Region.OCEANIA: "Australia/Sydney"}
"""Where many members live."""

OFFER = Offer(7, MEETING, 2, Wishes(), (), FOUND, 12, 3, 5, places=HOMES, taken_at=NOW)
FEW = replace(OFFER, counted=9, taken_at=None)
REFUSED = replace(
    FOUND,
    alternatives=ALTERNATIVES[:2],
    refused=(ConstraintName.BLOCKED, ConstraintName.ORGANISERS, ConstraintName.SEPARATION),
)

REACH = Reach((Region.EUROPE, Region.AFRICA), (Region.AFRICA,), 31, 64)
ADOPTED = Adopted(1, 4, START.replace(tzinfo=None), TWO, NOW, reach=REACH)
AHEAD = (MEETING, replace(MEETING, id=13, starts_at=START + timedelta(days=7, hours=8)))
DONE = Adoption(ADOPTED, "Weekly call", AHEAD, 2)
NEWS = RotationNews(COMMUNITY, ADOPTED, "Weekly call", AHEAD)

BEFORE = Span((SlotFigures(ONE[0], 12, 16.5),), 16.5)
SINCE = Span(
    (SlotFigures(TWO[0], 2, 12), SlotFigures(TWO[1], 1, 9.5), SlotFigures(None, 1, 3)), 9.3
)
FIGURES: dict[Region, ReleaseFigure] = {
    Region.EUROPE: 4,
    Region.EAST_ASIA: Fifths(1),
    Region.AFRICA: WITHHELD,
}
H1 = RegionSpan(read_period("H1 2026", date(2026, 11, 22)), FIGURES)
VIEW = RotationView(
    "Weekly call",
    TWO,
    ADOPTED,
    AHEAD,
    BEFORE,
    SINCE,
    (H1,),
    (RegionBurden(Region.EUROPE, 95, 20),),
    H1.period,
    is_early=True,
)
NONE_YET = replace(
    VIEW,
    slots=ONE,
    rotation=None,
    ahead=(),
    before=Span((), UNKNOWN),
    since=None,
    regions=(),
    burdens=(),
)


def of_offer(offer: Offer) -> list[str]:
    return [
        rotation.title(offer.meeting),
        rotation.counted(offer),
        rotation.todays(offer),
        *rotation.suggested(offer, NOW),
        rotation.refused(offer),
        *of_details(offer),
        *of_clocks(offer.suggestions.alternatives[-1]),
        heatmap.alt_text(offer),
        heatmap.legend(offer.suggestions.zone),
    ]


def of_details(offer: Offer) -> list[str]:
    found = offer.suggestions.alternatives
    details = OfferDetails(offer.meeting, found, offer.smallest_group)
    return [
        rotation.details_title(details.meeting),
        *rotation.details(details),
        rotation.small_note(details.smallest_group),
    ]


def of_clocks(alternative: Alternative) -> list[str]:
    return [
        rotation.clocks_title(alternative),
        rotation.clocks(alternative, NOW, HOMES),
        rotation.clocks_note(5),
    ]


def of_view(view: RotationView) -> list[str]:
    return [
        evidence.title(view),
        evidence.rotation(view, NOW),
        evidence.evidence(view),
        evidence.regions(view),
        *([evidence.alt_text(view)] if evidence.bars(view) else []),
    ]


def about(title: str, *hosts: str) -> list[str]:
    """All that is said of a series of this title, with hosts of these names."""
    made = replace(MEETING, title=title)
    undone = replace(ADOPTED, undone_at=NOW)
    news = (replace(NEWS, title=title), replace(NEWS, title=title, rotation=undone))
    return [
        rotation.title(made),
        rotation.counted(replace(OFFER, wishes=ALL_WISHES, hosts=hosts)),
        adoption.adopted(replace(DONE, title=title)),
        adoption.undone(replace(DONE, title=title)),
        *(part for one in news for part in adoption.news(one)),
        evidence.title(replace(VIEW, title=title)),
    ]


SAID = [
    *about("Federated Learning", "Ana", "Bo"),
    *of_offer(OFFER),
    *of_offer(replace(OFFER, wishes=ALL_WISHES, hosts=("Ana", "Bo"))),
    *of_offer(FEW),
    *of_offer(replace(FEW, counted=0, unknown=0, suggestions=REFUSED)),
    *of_offer(replace(FEW, counted=1, unknown=1, wishes=Wishes((), (), 0, ReachGoal.EVERY_REGION))),
    *(rotation.counted(replace(OFFER, wishes=replace(Wishes(), goal=g))) for g in ReachGoal),
    *(
        rotation.suggestion_choice(alternative.label, alternative.slots)
        for alternative in ALTERNATIVES
    ),
    adoption.adopted(replace(DONE, ahead=(), moved=0)),
    *adoption.news(replace(NEWS, rotation=replace(ADOPTED, reach=Reach()))),
    *(adoption.your_dates(AHEAD, zone) for zone in ("Asia/Tokyo", None)),
    *of_view(VIEW),
    *of_view(replace(VIEW, is_early=False, regions=(H1, H1))),
    *of_view(NONE_YET),
]


def test_what_is_said_has_no_holes_and_no_double_spaces() -> None:
    for text in SAID:
        assert not set("{}") & set(text)
        assert "  " not in text
        assert "None" not in text
        assert "****" not in text
        assert all(line == line.strip() for line in text.splitlines())


def check_layout(text: str) -> None:
    usual = [len(said.splitlines()) for said in about("Federated Learning", "Ana", "Bo")]
    for said, lines in zip(about(text, text, text), usual, strict=True):
        assert len(said.splitlines()) == lines, said
        assert "<@1>" not in said.replace("\\<@1>", "")
        assert "\n# " not in f"\n{said}"


@pytest.mark.parametrize("text", [text for text in TEXTS if text])
def test_hostile_names_do_not_change_the_layout(text: str) -> None:
    check_layout(text)


@some
@given(typed.map(str.strip).filter(lambda text: text.isprintable() and bool(text)))
def test_no_name_changes_the_layout(text: str) -> None:
    check_layout(text)


def test_the_pictures_are_described_within_discords_limit() -> None:
    places = [replace(OFFER, suggestions=replace(FOUND, zone=zone)) for zone in ("UTC", NEW_YORK)]
    many = tuple(SlotFigures(Slot(NEW_YORK, 30 * number), 3, 12.5) for number in range(300))
    views = [VIEW, replace(VIEW, before=Span(many, 12.5))]
    texts = [*map(heatmap.alt_text, places), *map(evidence.alt_text, views)]
    assert all(1 <= len(text) <= 1_024 for text in texts)
    assert evidence.alt_text(views[-1]).endswith("…")
    assert "Wed 11:00 New York" in heatmap.alt_text(OFFER)


def test_an_offer_names_every_alternative_and_says_what_it_is() -> None:
    titles = [rotation.alternative(alternative).splitlines()[0] for alternative in ALTERNATIVES]
    assert titles == [
        "### Today · Wed 11:00 New York",
        "### Only for comparison: today's time, and 12 hours later",
        "### A · Wed 16:00 and Thu 00:00 UTC",
        "### B · Wed 16:00 and Thu 00:00 UTC",
        "### C · Wed 11:00 New York and Fri 00:15 Kathmandu",
    ]
    assert _titles(OFFER) == [
        "### A · reaches most people",
        "### B · fair to the region worst off",
        "### C · keeps a time of today",
    ]
    assert [heatmap.mark(alternative) for alternative in ALTERNATIVES] == [
        "now",
        "flip",
        "A",
        "B",
        "C",
    ]


def _titles(offer: Offer) -> list[str]:
    return [said.splitlines()[0] for said in rotation.suggested(offer, NOW)]


@pytest.mark.parametrize(
    ("best", "other", "said"),
    [
        ((0.9, 0.5, 0.6), (0.9, 0.5, 0.6), "reaches most people"),
        ((0.9, 0.5, 0.6), (0.8, 0.6, 0.6), "reaches most people, each less often"),
        ((0.9, 0.5, 0.6), (0.9, 0.504, 0.6), "reaches most people"),
        ((0.9, 0.5, 0.6), (0.9, 0.6, 0.6), "best for all who are counted"),
        ((0.8, 0.6, 0.6), (0.9, 0.5, 0.6), "best for all who are counted"),
        ((0.9, 0.6, 0.4), (0.8, 0.5, 0.6), "best for all who are counted"),
    ],
)
def test_no_title_is_belied_by_the_figures_of_another_suggestion(
    best: tuple[float, float, float], other: tuple[float, float, float], said: str
) -> None:
    """Figures are people reached, share of meetings, and people reached in each region."""
    figures = [
        replace(
            alternative,
            reached=reached,
            share=share,
            regions=dict.fromkeys(Region, RegionFigures(of_region, share, (0, 0))),
        )
        for alternative, (reached, share, of_region) in zip(
            ALTERNATIVES[2:4], (best, other), strict=True
        )
    ]
    found = replace(FOUND, alternatives=(*ALTERNATIVES[:2], *figures))
    fairest = best[2] <= other[2]
    assert _titles(replace(OFFER, suggestions=found)) == [
        f"### A · {said}",
        f"### B · {'fairest' if fairest else 'fair'} to the region worst off",
    ]


def test_whom_an_alternative_reaches_and_whom_it_costs_what() -> None:
    todays, flip, best, *_ = (rotation.alternative(alternative) for alternative in ALTERNATIVES)
    assert "Can't come: North America, Latin America, Europe, Africa and Middle East." in todays
    assert "Late or early: **45 min**, unevenly shared. Most in Oceania." in todays
    assert "Your members can join **30 %** of meetings." in flip
    assert best.endswith("Every region can come.\nNo late or early hours for members.")
    assert ", evenly shared." in rotation.burden(ALTERNATIVES[3])
    assert "unevenly shared." in rotation.burden(ALTERNATIVES[4])
    usual = rotation.alternative(replace(ALTERNATIVES[1], counts_members=False))
    assert "People in all regions can join **30 %** of the meetings." in usual


def test_the_times_of_an_alternative_are_shown_on_the_clock_of_every_region() -> None:
    lines = rotation.clocks(ALTERNATIVES[3], NOW, HOMES).splitlines()
    assert [line.split("**")[1] for line in lines] == [*Region]
    assert lines[1].startswith("- **Latin America**: Wed 13:00, Wed 21:00. Can join ")
    assert lines[0] == (
        "- **North America**, New York: Wed 11:00, Wed 19:00. Can join 50 %, 10 min late or early."
    )
    assert rotation.clocks(ALTERNATIVES[2], NOW, HOMES).splitlines()[0].endswith("Can join 100 %.")
    shown = rotation.local_times([next_instant(slot, NOW) for slot in TWO], {})
    assert "East Asia Thu 00:00, Thu 08:00" in shown, "no city where nobody lives is named"


def test_how_many_were_counted_is_said_with_one_and_many() -> None:
    assert "for 12 members as of 22 Nov 2026, over" in rotation.counted(OFFER)
    assert "3 more members have" in rotation.counted(OFFER)
    few = rotation.counted(FEW)
    assert "for 9 members by where they live, over a whole year. With 10 or more, hours of" in few
    one = rotation.counted(replace(FEW, counted=1, unknown=1))
    assert "for 1 member by where they live, over" in one
    assert "more member" not in one, "the first sentence of the card says that"
    assert "1 more member has" in rotation.counted(replace(OFFER, unknown=1))
    nobody = rotation.counted(replace(FEW, counted=0, unknown=0))
    assert "`/me timezone`" in nobody
    assert "more member" not in nobody


def test_what_was_asked_for_is_repeated() -> None:
    asked = rotation.counted(replace(OFFER, wishes=ALL_WISHES, hosts=("Ana", "Bo")))
    assert asked.endswith(
        "-# Worked out with: one of Ana, Bo at every meeting; no meetings on Fri to Sun; "
        "at least 12 h between two times; only members count."
    )
    assert "between" not in rotation.counted(replace(OFFER, slots=1, wishes=ALL_WISHES))


def test_every_choice_of_the_form_and_every_constraint_has_words() -> None:
    assert set(rotation.GOALS) == set(rotation.WISH_GOALS) == set(ReachGoal)
    assert set(rotation.FIELDS) == {"hosts", "blocked_days", "distance", "goal"}
    constraints = tuple(ConstraintName)
    said = rotation.refused(replace(OFFER, suggestions=replace(FOUND, refused=constraints)))
    assert said.startswith("There is no rotation of 2 with all of that. In the way: blocked days")
    assert said.count("; ") == len(constraints) - 1
    assert rotation.refused(OFFER) == ""


weekly = st.builds(Slot, zones, st.integers(0, WEEK_MINUTES - 1))


@quick
@given(st.lists(weekly, min_size=1, max_size=4))
def test_any_times_are_said_in_a_few_words(slots: Sequence[Slot]) -> None:
    words = rotation.slots(slots)
    names = re.findall(r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) \d\d:\d\d\b", words)
    assert len(names) == len(slots)
    assert 1 <= len(rotation.suggestion_choice("A", slots)) <= 200
    assert len(OFFER.dates(slots, NOW)) == len(slots)


def test_every_alternative_has_a_name_that_people_understand() -> None:
    names = [rotation.suggestion_choice(label, ONE) for label in ("today", "flip", "A")]
    assert names == [
        "As today · Wed 11:00 New York",
        "12 hours later than today · Wed 11:00 New York",
        "A · Wed 11:00 New York",
    ]


def test_times_in_one_place_name_it_once() -> None:
    assert rotation.slots(ONE) == "Wed 11:00 New York"
    assert rotation.slots(TWO) == "Wed 16:00 and Thu 00:00 UTC"
    assert rotation.slots(MIXED) == "Wed 11:00 New York and Fri 00:15 Kathmandu"
    assert rotation.slots([*TWO, Slot("UTC", 0)]).startswith("Wed 16:00, Thu 00:00 and Mon 00:00")


def test_an_adoption_says_from_when_and_how_many_meetings() -> None:
    said = adoption.adopted(DONE)
    assert f"from <t:{int(START.timestamp())}:F>" in said
    assert said.endswith("\n2 meetings have a new time.\n" + adoption.KEPT)
    assert "\n1 meeting has a new time.\n" in adoption.adopted(replace(DONE, moved=1))
    assert adoption.adopted(replace(DONE, moved=0)).count("\n") == 0
    back = adoption.undone(DONE)
    assert back.startswith("Taken back. **Weekly call** meets as before, next <t:")
    assert back.endswith("\n2 meetings have their old time again.")
    assert adoption.undone(replace(DONE, moved=1)).endswith("\n1 meeting has its old time again.")
    assert adoption.undone(replace(DONE, moved=0)).count("\n") == 0


def test_the_news_says_what_changes_for_whom_and_when_the_next_ones_are() -> None:
    title, text = adoption.news(NEWS)
    begins = "**Weekly call** meets at rotating times from Wed 2 Dec on: Wed 16:00 and "
    assert title.startswith(begins)
    assert "Reached: Europe and Africa.\nNew: people in Africa can join" in text
    assert (
        "Members in regions with 5 members or more could join 31 % of the meetings, and can join "
        "64 % now"
    ) in text
    same = replace(ADOPTED, reach=replace(REACH, share=31, share_before=31))
    assert (
        "Members in regions with 5 members or more can join 31 % of the meetings, as before."
        in adoption.news(replace(NEWS, rotation=same))[1]
    )
    nobody = replace(ADOPTED, reach=replace(REACH, share=None, share_before=None))
    assert "could join" not in adoption.news(replace(NEWS, rotation=nobody))[1]
    assert text.count("\n- <t:") == 2
    assert "Meetings before that" not in text
    sooner = replace(MEETING, starts_at=START - timedelta(days=7))
    text = adoption.news(replace(NEWS, before=sooner))[1]
    stays = "-# Meetings before that stay at the old time. The next is <t:"
    assert f"\n{stays}{int(sooner.starts_at.timestamp())}:F>" in text
    undone = replace(NEWS, rotation=replace(ADOPTED, undone_at=NOW))
    title, text = adoption.news(undone)
    assert title == "**Weekly call** meets as before: the rotating times were taken back"
    assert "Reached" not in text


def test_reaching_all_some_and_none_differ() -> None:
    assert adoption.reaches([*Region]) == "Every region of the world is reached."
    assert adoption.reaches([Region.EUROPE]) == "Reached: Europe."
    assert adoption.reaches([]) == "No region is reached by half of its people."


def test_ones_next_dates_are_on_ones_own_clock_where_it_is_known() -> None:
    tokyo = adoption.your_dates(AHEAD, "Asia/Tokyo")
    assert tokyo == "**Your next dates** (Tokyo): Thu 3 Dec, 01:00 · Thu 10 Dec, 09:00"
    stamped = adoption.your_dates(AHEAD, None)
    assert stamped.count("<t:") == 2
    assert adoption.your_dates((), "Asia/Tokyo") == adoption.your_dates((), None) == ""


def test_evidence_is_by_time_before_and_since_with_a_word_of_caution() -> None:
    said = evidence.evidence(VIEW)
    assert said.startswith("### Did it work?\n-# Please be careful")
    assert "- Wed 11:00 New York: **16.5** (12 meetings)" in said
    assert "- Thu 00:00 UTC: **9.5** (1 meeting)" in said
    assert "- moved to another time: **3** (1 meeting)" in said
    later = evidence.evidence(replace(VIEW, is_early=False))
    assert "careful" not in later
    some = Span((SlotFigures(TWO[0], 2, 12), SlotFigures(TWO[1], 0, UNKNOWN)), 12, unrecorded=2)
    recorded = evidence.evidence(replace(VIEW, before=some, since=Span((), UNKNOWN, unrecorded=1)))
    assert "- Thu 00:00 UTC: no attendance recorded\n-# 2 meetings without recorded" in recorded
    assert recorded.endswith("**Since**: no attendance recorded")
    assert dict(evidence.bars(replace(VIEW, before=some)))["Before"][1] == (
        "Thu 00:00 UTC",
        None,
        "no attendance recorded",
    )
    one = evidence.evidence(replace(VIEW, before=replace(some, unrecorded=1)))
    assert "-# 1 meeting without recorded attendance is left out." in one
    bare = evidence.evidence(NONE_YET)
    assert bare == "### Attendance so far\n**Before**: no meetings yet"


def test_regions_are_shown_as_releases_have_them() -> None:
    said = evidence.regions(VIEW)
    assert "**Attendees by region, H1 2026**: Europe 4, East Asia about one fifth; the" in said
    assert "**Most late or early hours, H1 2026**: Europe 20 h, 1 h 35 min a meeting" in said
    all_shown = replace(H1, figures={Region.EUROPE: 4})
    assert evidence.regions(replace(VIEW, regions=(all_shown,))).startswith(
        "**Attendees by region, H1 2026**: Europe 4\n"
    )
    none_shown = replace(H1, figures={Region.EUROPE: WITHHELD})
    assert "H1 2026**: withheld" in evidence.regions(replace(VIEW, regions=(none_shown,)))
    assert "The first figures come when a half-year is over." in evidence.regions(NONE_YET)
    assert evidence.regions(NONE_YET).endswith(f": withheld\n{evidence.WITHHELD_WHY}")
    idle = (RegionBurden(Region.EUROPE, 0, 0),)
    assert evidence.regions(replace(NONE_YET, burdens=idle)).endswith(", H1 2026**: none")
    early = evidence.regions(replace(NONE_YET, burdens=None))
    assert early.endswith("**Late or early hours, H1 2026**: they come on 8 Jul 2026.")


def test_a_region_that_is_no_number_of_people_has_a_note_or_no_bar() -> None:
    groups = dict(evidence.bars(VIEW))
    assert list(groups) == ["Before", "Since", H1.period.label]
    assert groups["Since"][-1] == ("moved to another time", 3.0, "")
    assert groups[H1.period.label] == [
        ("Europe", 4, ""),
        ("East Asia", None, "about one fifth"),
    ]
    assert evidence.bars(NONE_YET) == []
    lonely = replace(NONE_YET, before=Span((SlotFigures(ONE[0], 1, 1),), 1))
    assert evidence.bars(lonely) == [], "one bar alone compares nothing"
    assert "**Before**: 1 attendee a meeting\n- " in evidence.evidence(lonely)


def test_a_series_at_one_time_is_told_how_to_find_fairer_ones() -> None:
    assert "`/rotation suggest`" in evidence.rotation(NONE_YET, NOW)
    lines = evidence.rotation(VIEW, NOW).splitlines()
    assert lines[0] == "In turn: **Wed 16:00 and Thu 00:00 UTC**"
    assert lines[-1].startswith("-# Local times: North America Wed 11:00, Wed 19:00 · ")


def test_local_times_are_those_of_the_next_meetings_after_the_clocks_change() -> None:
    """Tokyo's clock does not change. New York's does before the next meeting, not before the next
    Thursday at that time."""
    slot = Slot("Asia/Tokyo", 3 * 1_440 + 540)
    meetings = [replace(MEETING, starts_at=datetime(2026, 3, day, tzinfo=UTC)) for day in (12, 19)]
    view = replace(NONE_YET, slots=(slot,), ahead=tuple(meetings))
    at = datetime(2026, 3, 2, tzinfo=UTC)
    assert "North America Wed 20:00 · " in evidence.rotation(view, at)
    other = replace(MEETING, starts_at=datetime(2026, 3, 12, 5, tzinfo=UTC))
    assert "North America Wed 20:00 · " in evidence.rotation(replace(view, ahead=(other,)), at)
    moved = replace(view, ahead=())
    assert "North America Wed 19:00 · " in evidence.rotation(moved, at)


def test_who_adopts_times_for_few_known_members_is_told_why_not() -> None:
    enough = Knowledge(10, 2, 4, 2)
    assert (knowledge.thin(enough), knowledge.why_thin(enough)) == ("", [])
    for known, said in (
        (Knowledge(1, 2), "I know where 1 of 3 members live."),
        (Knowledge(1, 0), "I know only 1 member."),
        (Knowledge(9, 0), "I know only 9 members."),
        (Knowledge(10, 5, 9, 4), "I know where 4 of the 9 people live who came in the last six"),
    ):
        assert said in knowledge.thin(known)
        [line] = knowledge.why_thin(known)
        assert line.startswith("**Please wait, if you can:** I know ")
        assert said in line


@pytest.mark.parametrize("count", [1, 2, 4])
def test_what_is_shown_of_a_rotation_fits_two_screens_of_a_phone(count: int) -> None:
    """With figures of every region before and since, and late hours of each."""
    times = tuple(Slot(NEW_YORK, 660 + day * 1_440) for day in range(count))
    ahead = (*AHEAD, *AHEAD)[:count]
    since = Span(tuple(SlotFigures(slot, 6, 12.5) for slot in (*times, None)), 12.5, unrecorded=2)
    figures: dict[Region, ReleaseFigure] = dict.fromkeys(Region, 4)
    regions = replace(H1, figures=figures)
    burdens = tuple(RegionBurden(region, 95, 20) for region in Region)
    full = replace(
        VIEW,
        slots=times,
        ahead=ahead,
        since=since,
        regions=(regions, regions),
        burdens=burdens,
    )
    assert lines_of(of_view(full)[:4]) <= LINES


def test_the_questions_of_the_form_fit_discords_labels() -> None:
    assert 1 <= len(rotation.WISHES_TITLE) <= 45
    assert all(1 <= len(label) <= 45 for label in rotation.FIELDS.values())
    assert 1 <= len(rotation.HOSTS_HINT) <= 100


def test_a_whole_offer_fits_a_message() -> None:
    """Its end says who was counted, and that adopting can be undone."""
    four = tuple(Slot(NEW_YORK, 660 + day * 1_440) for day in range(4))
    shared = dict.fromkeys(Region, RegionFigures(0.6, 0.6, (145, 0, 0, 0)))
    alternatives = [
        replace(ALTERNATIVES[3], label=label, slots=four, regions=shared) for label in LETTERS
    ]
    found = replace(FOUND, alternatives=(*ALTERNATIVES[:2], *alternatives))
    title = replace(MEETING, title="x" * 200)
    hosts = ("Ana Maria Garcia", "Bo Lindqvist", "Chidi Okafor", "Dewi Lestari")
    offer = Offer(7, title, 4, ALL_WISHES, hosts, found, 120, 30, 5)
    said = [
        rotation.title(offer.meeting),
        rotation.counted(offer),
        rotation.todays(offer),
        *rotation.suggested(offer, NOW),
        rotation.NEXT_STEP,
    ]
    assert sum(map(len, said)) <= 4_000
    assert sum(map(len, of_details(offer))) <= 4_000


def lines_of(said: Sequence[str]) -> int:
    """How many lines of 40 characters a phone needs for texts, without the signs of markdown."""
    shown = re.sub(r"\*\*|^-# ", "", "\n".join(said), flags=re.MULTILINE)
    shown = re.sub(r"<t:\d+:f>", "20 April 2021 at 16:20", shown)
    shown = re.sub(r"<t:\d+:F>", "Tuesday 20 April 2021 at 16:20", shown)
    shown = re.sub(r"<t:\d+:R>", "in 2 months", shown)
    return sum(len(wrap(text, 40)) for text in shown.splitlines())


LINES = 45
"""Two screens of a phone that shows 30 lines, where a picture takes half a screen."""


@pytest.mark.parametrize("count", [1, 2, 4])
def test_the_details_fit_two_screens_of_a_phone(count: int) -> None:
    four = tuple(Slot(NEW_YORK, 660 + day * 1_440) for day in range(count))
    costly = {
        region: RegionFigures(0.7 - 0.05 * n, 0.5, tuple(100.0 + n for _ in four))
        for n, region in enumerate(Region)
    }
    found = [
        replace(alternative, slots=four, regions=costly, burden=150)
        if alternative.label in LETTERS
        else alternative
        for alternative in ALTERNATIVES
    ]
    said = of_details(replace(OFFER, suggestions=replace(FOUND, alternatives=tuple(found))))
    assert lines_of(said) <= LINES
    for word in ("Gini", "flip"):
        assert word not in "\n".join(said)
    assert lines_of(of_clocks(found[-1])) <= LINES


def test_a_usual_offer_fits_two_screens_of_a_phone() -> None:
    said = [
        rotation.title(OFFER.meeting),
        rotation.counted(OFFER),
        rotation.todays(OFFER),
        *rotation.suggested(OFFER, NOW),
        rotation.NEXT_STEP,
    ]
    assert "Today: **Wed 11:00 New York**" in said
    assert lines_of(said) <= LINES


def test_an_offer_says_whose_share_it_is_and_that_its_dates_are_no_meetings_yet() -> None:
    for said in rotation.suggested(OFFER, NOW):
        assert "\n-# First on your clock: <t:" in said
        assert "\nYour members can join **" in said
    usual = tuple(replace(each, counts_members=False) for each in ALTERNATIVES)
    none = replace(OFFER, suggestions=replace(FOUND, alternatives=usual))
    for said in rotation.suggested(none, NOW):
        assert "\nPeople in all regions can join **" in said
    assert rotation.usual(none).startswith("No region has 5 members yet, so the picture and the")
    assert rotation.usual(OFFER) == ""
    assert "only members in regions with 5 or more." in rotation.counted(OFFER)


def test_an_offer_says_what_is_won_and_what_it_costs_compared_with_today() -> None:
    best, fair, _ = rotation.suggested(OFFER, NOW)
    assert best.splitlines()[1] == "**Wed 16:00 and Thu 00:00 UTC**"
    assert "**9 of 9 regions** can come, today 4." in best
    assert "can join **30 %** of meetings, today 30 %.\nNobody who can come has late" in best
    assert fair.endswith("Oceania pays most: every second meeting at 11:00 in Sydney.")
    three = replace(ALTERNATIVES[3], slots=(*TWO, *ONE))
    third = {region: RegionFigures(1, 0.6, (0, 0, 9)) for region in Region}
    said = rotation.cost(replace(three, regions=third), NOW, HOMES)
    assert said == "North America pays most: every third meeting at 11:00 in New York."
    said = rotation.cost(replace(three, regions=third), NOW, {})
    assert said == "North America pays most: every third meeting at 11:00 there."


def test_the_readers_next_dates_are_in_order() -> None:
    late_first = (TWO[1], TWO[0], Slot("UTC", 0))
    dates = OFFER.dates(late_first, NOW)
    assert dates == sorted(dates)
    assert len(dates) == 3


def test_only_the_first_hosts_are_named() -> None:
    shown = rotation.counted(replace(OFFER, wishes=ALL_WISHES, hosts=("Ana", *"BCDEFG")))
    assert "Ana, B, C, D, E, …" in shown


@pytest.mark.parametrize(
    ("improvable", "said"),
    [(None, "There may be a better one."), (0.051, "no rotation can reach more than 46 %.")],
)
def test_what_is_not_proven_to_be_the_best_says_so(improvable: float | None, said: str) -> None:
    *_, best = ALTERNATIVES
    found = replace(FOUND, alternatives=(replace(best, improvable=improvable),))
    [told] = rotation.suggested(replace(OFFER, suggestions=found), NOW)
    assert "-# The best found in 8 seconds." in told
    assert told.endswith(said)
