"""An organizer who corrects lists, imports files, and chooses periods and meetings.

Each attack worked on the rule before releases, and tells nothing now, through the real services.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest

from sigbot.domain.attendance import Source
from sigbot.domain.community import Actor, Community
from sigbot.domain.meetings import Meeting
from sigbot.domain.members import Attribute
from sigbot.services.community import Setup, set_up
from sigbot.services.corrections import add_attendance, remove_attendance
from sigbot.services.members import describe_self
from sigbot.services.names import link_name
from sigbot.services.reports import compile_period
from sigbot.store.database import Database
from tests.attackers.old_rule import FEW, HALF, QUARTER, old_report
from tests.services.attending import Came, imported
from tests.services.releasing import attend, release, say
from tests.services.world import DAY, HOUR, MINUTE, NEWS, OLGA, cancel_meeting, meeting_at, member

BEGIN = datetime(2026, 1, 5, 15, tzinfo=UTC)
AFTER = datetime(2026, 7, 9, 12, tzinfo=UTC)
"""When the half-year is over and its release is made."""

WOMEN = [member(n) for n in range(8)]
MEN = [member(20 + n) for n in range(9)]
LONE = member(40)
"""The only one of another gender."""
NEWCOMER = member(50)
GROUPS = ("female", "male")
QUIET = [member(60 + n) for n in range(5)]
"""They said nothing of themselves."""
EVERYBODY = [*WOMEN, *MEN, LONE, *QUIET]
GENDER = Attribute.GENDER
TRUTH = {**dict.fromkeys(WOMEN, "female"), **dict.fromkeys(MEN, "male")}


@dataclass(frozen=True, slots=True)
class Lived:
    db: Database
    here: Community
    meetings: list[Meeting]


@pytest.fixture
async def lived(sqlite_db: Database) -> Lived:
    """A half-year of six meetings: three in each quarter, all over, and no release yet."""
    setup = Setup(name="Health", timezone="America/New_York")
    here, _ = await set_up(sqlite_db, OLGA, setup, "Server", NEWS, BEGIN)
    await say(sqlite_db, WOMEN, BEGIN, {"gender": "female"})
    await say(sqlite_db, MEN, BEGIN, {"gender": "male"})
    await say(sqlite_db, [LONE], BEGIN, {"gender": "another"})
    meetings = [
        await meeting_at(sqlite_db, BEGIN + days * DAY, BEGIN) for days in (7, 21, 42, 98, 126, 147)
    ]
    for meeting in meetings:
        await attend(sqlite_db, meeting, EVERYBODY)
    return Lived(sqlite_db, here, meetings)


async def told(db: Database, period: str = HALF, now: datetime = AFTER) -> Any:
    """All that a report tells about what people say of themselves."""
    data = (await compile_period(db, OLGA, period, now)).data
    regional = {"regions_reached", "regions_absent", "late_hours"}
    return data["diversity"], [issue for issue in data["issues"] if issue["code"] in regional]


async def old(lived: Lived, period: str = HALF, now: datetime = AFTER) -> Any:
    return await old_report(lived.db, lived.here, period, GENDER, now)


Change = Callable[[Lived, Actor], Awaitable[object]]


async def take_off(lived: Lived, person: Actor) -> None:
    await remove_attendance(lived.db, OLGA, lived.meetings[0].key, person, None, AFTER)


async def put_back(lived: Lived, person: Actor) -> None:
    await add_attendance(lived.db, OLGA, lived.meetings[0].key, person, None, AFTER)


async def guess_by_difference(lived: Lived, person: Actor) -> tuple[str | None, Any]:
    """Take a person off a list, compare, and put them back: what the old rule gave away, and
    whether anything differs now."""
    before, seen = await old(lived), await told(lived.db)
    await take_off(lived, person)
    after, seen_after = await old(lived), await told(lived.db)
    await put_back(lived, person)
    lowered = [group for group in ("female", "male") if after[group] < before[group]]
    assert (await old(lived)) == before, "nothing shows afterwards"
    return lowered[0] if lowered else None, seen == seen_after


async def test_taking_somebody_off_a_list_told_their_answer_and_tells_nothing(
    lived: Lived,
) -> None:
    await release(lived.db, AFTER)
    for person in (WOMEN[0], WOMEN[5], MEN[0], MEN[8]):
        guess, is_same = await guess_by_difference(lived, person)
        assert guess == TRUTH[person], "the attacker can attack"
        assert is_same


async def test_taking_somebody_off_before_the_release_does_not_change_it(lived: Lived) -> None:
    """The moment is nobody's to choose, and the corrections do not count."""
    for person in (*WOMEN, LONE):
        for meeting in lived.meetings:
            await remove_attendance(lived.db, OLGA, meeting.key, person, None, AFTER - 3 * DAY)
    await release(lived.db, AFTER)
    [made] = (await told(lived.db))[0]["releases"]
    assert made["total"] == len(EVERYBODY)
    assert (made["gender"]["female"], made["gender"]["male"]) == (8, 9)


async def test_an_imported_line_told_an_answer_and_tells_nothing(lived: Lived) -> None:
    db, meeting = lived.db, lived.meetings[0]
    await describe_self(db, NEWCOMER, {"gender": "female"}, BEGIN)
    before = await old(lived)
    await imported(db, meeting, Came("Somebody", 0, 50))
    await link_name(db, OLGA, "Somebody", NEWCOMER, AFTER - 3 * DAY)
    after = await old(lived)
    assert [group for group in ("female", "male") if after[group] > before[group]] == ["female"]
    await release(db, AFTER)
    [made] = (await told(db))[0]["releases"]
    assert made["total"] == len(EVERYBODY)
    seen = await told(db)
    await imported(db, lived.meetings[1], Came("Somebody", 0, 50))
    assert await told(db) == seen


async def test_a_chosen_period_told_answers_and_tells_nothing(lived: Lived) -> None:
    """Somebody who came in one of two quarters only is in the difference of two reports."""
    db = lived.db
    await describe_self(db, NEWCOMER, {"gender": "male"}, BEGIN)
    await attend(db, lived.meetings[0], [NEWCOMER])
    q1, q2 = await old(lived, QUARTER), await old(lived, "Q2 2026")
    assert (q1["female"], q2["female"]) == (8, 8)
    assert (q1["male"], q2["male"]) == (9.3, 9), "a third of one person more: the newcomer"
    await release(db, AFTER)
    whole, _ = await told(db)
    for period in ("2026-01-01..2026-06-30", "2026", "2025-07-01..2026-06-30"):
        diversity, _ = await told(db, period)
        assert diversity["releases"] == whole["releases"], period
    for period in (QUARTER, "2026-01-01..2026-06-29", "2026-01-12..2026-01-12"):
        diversity, _ = await told(db, period)
        assert diversity["releases"] == [], period


async def test_a_meeting_that_was_cancelled_while_it_ran_told_who_came_and_tells_nothing(
    lived: Lived,
) -> None:
    """Before and after, the sums differ by the people who were there, and by nobody else."""
    db = lived.db
    begin = datetime(2026, 6, 24, 15, tzinfo=UTC)
    meeting = await meeting_at(db, begin, BEGIN)
    await describe_self(db, NEWCOMER, {"gender": "female"}, BEGIN)
    await attend(db, meeting, [NEWCOMER])
    asked = begin + MINUTE
    before, seen = await old(lived, now=asked), await told(db, now=asked)
    await cancel_meeting(db, OLGA, meeting.key, "", scope="this", now=asked)
    after = await old(lived, now=asked)
    held = len(lived.meetings)
    there = {group: _sum(before, group, held + 1) - _sum(after, group, held) for group in GROUPS}
    assert there == {"female": 1, "male": 0}, "the attacker can attack"
    assert await told(db, now=asked) == seen
    await release(db, AFTER)
    [made] = (await told(db))[0]["releases"]
    assert made["total"] == round((held * len(EVERYBODY) + 1) / (held + 1), 1), "it counts as held"


def _sum(report: Any, group: str, meetings: int) -> int:
    """Return the attendances behind an average to one decimal."""
    average: float = report[group]
    return round(average * meetings)


async def test_chosen_meetings_told_answers_and_tell_nothing(lived: Lived) -> None:
    """A meeting without one of its people is another meeting."""
    db, meeting = lived.db, lived.meetings[2]
    await describe_self(db, NEWCOMER, {"gender": "female"}, BEGIN)
    await attend(db, meeting, [NEWCOMER])
    before = await old(lived)
    await release(db, AFTER)
    seen = await told(db)
    await remove_attendance(db, OLGA, meeting.key, NEWCOMER, None, AFTER)
    after = await old(lived)
    assert [group for group in ("female", "male") if after[group] < before[group]] == ["female"]
    await remove_attendance(db, OLGA, lived.meetings[0].key, WOMEN[0], None, AFTER)
    assert await told(db) == seen


async def test_a_meeting_that_is_made_for_somebody_tells_nothing(lived: Lived) -> None:
    """The organizer meets with few people, and looks what the quarter says then."""
    db = lived.db
    asked = AFTER + DAY
    meeting = await meeting_at(db, asked, AFTER)
    await release(db, AFTER)
    before = await told(db, "Q3 2026", asked + HOUR)
    await attend(db, meeting, [*WOMEN[:6], LONE])
    quarter = await old(lived, "Q3 2026", asked + HOUR)
    assert quarter["female"] == quarter[""] or "another" in quarter, "the only other answer shows"
    assert await told(db, "Q3 2026", asked + HOUR) == before
    await cancel_meeting(
        db, OLGA, (await meeting_at(db, asked + DAY, AFTER)).key, "", scope="this", now=AFTER
    )
    assert await told(db, "Q3 2026", asked + HOUR) == before


async def test_the_first_of_a_period_told_their_answers_and_tell_nothing(lived: Lived) -> None:
    """Only groups with somebody in them were listed."""
    db = lived.db
    await release(db, AFTER)
    meeting = await meeting_at(db, AFTER + DAY, AFTER)
    now = AFTER + DAY + HOUR
    before = await told(db, "Q3 2026", now)
    await attend(db, meeting, [LONE])
    assert [group for group in await old(lived, "Q3 2026", now) if group] == ["another"]
    assert await told(db, "Q3 2026", now) == before


async def test_which_word_told_the_answer_of_one_in_a_small_group_and_tells_nothing(
    lived: Lived,
) -> None:
    """The word for a small group vanishes with the last of its people."""
    db = lived.db
    await release(db, AFTER)
    seen = await told(db)
    before = await old(lived)
    assert before["another"] == FEW
    for meeting in lived.meetings:
        await remove_attendance(db, OLGA, meeting.key, LONE, None, AFTER)
    assert "another" not in await old(lived)
    assert await told(db) == seen


@pytest.mark.parametrize("people", [[LONE], MEN[:4], []])
async def test_every_answer_that_is_not_shown_has_the_same_word(
    sqlite_db: Database, people: Sequence[Actor]
) -> None:
    """Nobody, one, and four with another gender read the same."""
    setup = Setup(name="Health", timezone="America/New_York")
    await set_up(sqlite_db, OLGA, setup, "Server", NEWS, BEGIN)
    await say(sqlite_db, WOMEN, BEGIN, {"gender": "female"})
    await say(sqlite_db, MEN[4:], BEGIN, {"gender": "male"})
    await say(sqlite_db, people, BEGIN, {"gender": "another"})
    meeting = await meeting_at(sqlite_db, BEGIN + 7 * DAY, BEGIN)
    await attend(sqlite_db, meeting, [*WOMEN, *MEN[4:], *people])
    await release(sqlite_db, AFTER)
    [made] = (await told(sqlite_db))[0]["releases"]
    assert [str(figure) for figure in made["gender"].values()] == [
        "8",
        "5",
        "Withheld.WITHHELD",
        "Withheld.WITHHELD",
    ]


async def test_where_all_are_the_same_that_was_told_and_is_not(sqlite_db: Database) -> None:
    """Everybody who came is in one group: whoever came gave this answer."""
    setup = Setup(name="Health", timezone="America/New_York")
    here, _ = await set_up(sqlite_db, OLGA, setup, "Server", NEWS, BEGIN)
    await say(sqlite_db, WOMEN[:6], BEGIN, {"gender": "female"})
    meeting = await meeting_at(sqlite_db, BEGIN + 7 * DAY, BEGIN)
    await attend(sqlite_db, meeting, WOMEN[:6], Source.CODE)
    assert await old(Lived(sqlite_db, here, [meeting])) == {"female": 6, "": 0}
    await release(sqlite_db, AFTER)
    [made] = (await told(sqlite_db))[0]["releases"]
    assert {str(figure) for figure in made["gender"].values()} == {"Withheld.WITHHELD"}
