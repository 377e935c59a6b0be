"""A person gets everything stored about them; once they are forgotten, nothing of it is left."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import partial
from random import Random
from typing import Any

import pytest
from sqlalchemy import Column, select, text, update

from sigbot.documents.personal import personal_json
from sigbot.domain.attendance import Source
from sigbot.domain.community import Actor, Community
from sigbot.domain.confirmations import Forgetting
from sigbot.domain.forgetting import (
    GRACE,
    LOOK_EVERY,
    SEEN_EVERY,
    Erased,
    NothingStoredError,
    kept_since,
    kept_until,
)
from sigbot.domain.journal import ItemStatus
from sigbot.domain.outbox import OrganizerNotice, Topic
from sigbot.domain.personal import COLUMNS, columns_of, exported
from sigbot.domain.personal_rules import Forgotten, Section
from sigbot.domain.refusals import AnsweredError, NotFoundError, StoreBusyError, WrongCodeError
from sigbot.domain.rotation.alternatives import Wishes
from sigbot.services import outbox, personal
from sigbot.services.attendance import show_attendance
from sigbot.services.calendars import new_address
from sigbot.services.codes import find_by_code
from sigbot.services.community import Setup, add_subgroup, count_too_quiet, join_subgroup, set_up
from sigbot.services.confirmations import keep_as_is
from sigbot.services.corrections import add_attendance, remove_attendance
from sigbot.services.imports import show_import, write_import
from sigbot.services.journal import share_link
from sigbot.services.journal_lists import list_items, search_items
from sigbot.services.meetings import MeetingRequest, answer_meeting, schedule_meeting
from sigbot.services.members import (
    about_me,
    describe_self,
    say_whose_name,
    set_hours,
    set_timezone,
    show_me,
)
from sigbot.services.names import link_name, offer_people
from sigbot.services.narratives import write_narrative
from sigbot.services.reminders import set_direct_messages
from sigbot.services.reports import compile_period
from sigbot.store import authors as kept_authors
from sigbot.store import forgetting
from sigbot.store import hosts as kept_hosts
from sigbot.store import outbox as kept_outbox
from sigbot.store import personal as kept
from sigbot.store import releases as kept_releases
from sigbot.store import rotation as kept_rotations
from sigbot.store.database import Database, Tx
from sigbot.store.imports import LookedAt
from sigbot.store.rows import all_tables
from sigbot.store.rows.community import CommunityRow
from sigbot.store.rows.journal import (
    JournalItemRow,
    JournalOpinionRow,
    JournalPickRow,
    JournalQuestionRow,
    JournalReaderRow,
    JournalVolunteerRow,
)
from sigbot.store.rows.members import PersonRow
from sigbot.store.rows.minutes import (
    AgendaItemRow,
    AmendmentRow,
    CaughtUpRow,
    NoteRow,
    PromiseRow,
    UnnamedRow,
)
from tests.services.attending import (
    Came,
    a_call,
    begun,
    check_ledger,
    confirmed,
    file_of,
    imported,
    reviewed,
    stays,
)
from tests.services.samples import Service, Services
from tests.services.world import (
    ANA,
    BEN,
    DAY,
    GUILD,
    HOUR,
    MINUTE,
    NEWS,
    OLGA,
    OTHER_GUILD,
    OTTO,
    audited,
    cancel_meeting,
    check_in,
    everything,
    export_attendance,
    meeting_at,
    refused,
    rows,
    series_at,
    waiting,
)
from tests.snapshots import Snapshots

MARA = Actor(GUILD, 912_345_678_901_234_567, "Mara Quillfeather", manages_guild=True)
"""An organizer, whose id and names are nowhere by chance."""

ALIAS, EMAIL = "M. Quillfeather", "mara@quillfeather.example"
NOTE, TAG = "I underlined the zwieback", "zwieback"
FIRST_ID = 700_000_000
"""The ids of people begin here, so that no other number is one of them by chance."""
PERIOD = "H1 2026"


async def forget(db: Database, who: Actor, now: datetime) -> Erased:
    """Forgotten, and confirmed."""
    asked = await personal.ask_to_forget(db, who, now)
    return await personal.forget_me(db, who, asked.id, now)


SERVICES = Services(
    furnish=lambda db, now: set_timezone(db, ANA, "Lisbon", now),
    services=(
        Service("personal.export_me", personal.export_me),
        Service(
            "community.count_too_quiet",
            count_too_quiet,
            organizers=True,
        ),
    ),
)
"""What is tried of them in `test_every_service.py`; forgetting is tried there by itself."""


async def number_people_from(db: Database, first: int) -> None:
    async with db.write() as tx:
        if db.is_sqlite:
            await tx.execute(text("DELETE FROM sqlite_sequence WHERE name = 'people'"))
            await tx.execute(
                text("INSERT INTO sqlite_sequence (name, seq) VALUES ('people', :first)"),
                {"first": first},
            )
        else:
            await tx.execute(
                text("SELECT setval(pg_get_serial_sequence('people', 'id'), :first)"),
                {"first": first},
            )


@dataclass(frozen=True, slots=True)
class Life:
    """What Mara did: her ids, the hashes of her addresses, and the end of the last meeting."""

    ids: tuple[int, ...]
    digests: frozenset[str]
    now: datetime


async def live(db: Database, community: Community, now: datetime) -> Life:
    """Mara uses everything there is, as member and as organizer; others write about her."""
    await number_people_from(db, FIRST_ID)
    await set_timezone(db, OLGA, "New York", now)
    await add_subgroup(db, OLGA, "Imaging", None, now)
    await join_subgroup(db, MARA, "Imaging", now)
    await new_address(db, MARA, "https://sig.example.org", Random(5), now)
    await set_timezone(db, MARA, "Lisbon", now)
    await set_hours(db, MARA, "9:00", "17:00", "Mon, Tue", now)
    await describe_self(db, MARA, {"gender": "female", "region": "Europe"}, now)
    await set_direct_messages(db, MARA, now, wanted=True, before="1h", changes="mention")
    call = await a_call(db, now)
    for meeting in [call, *await series_at(db, now)]:
        for who in (MARA, BEN):
            await answer_meeting(db, who, meeting.id, "going", now)
    await check_in(db, MARA, call.id, "button", call.starts_at)
    await check_in(db, BEN, call.id, "button", call.starts_at)
    await stays(db, call, MARA, 0, 30)
    await imported(db, call, Came(ALIAS, 0, 40, EMAIL), Came("Neha", 0, 40), Came("Omar", 0, 40))
    later = call.ends_at + DAY
    await link_name(db, OLGA, ALIAS, MARA, later)
    asked = (await show_me(db, MARA, later)).to_confirm
    assert asked
    await say_whose_name(db, MARA, asked.id, later, is_theirs=True)
    await add_attendance(db, OLGA, call.key, MARA, None, later)
    by_hand = await meeting_at(db, later + MINUTE, later, title="By hand")
    await add_attendance(db, OLGA, by_hand.key, MARA, None, later + HOUR)
    await add_attendance(db, MARA, by_hand.key, BEN, None, later + HOUR)
    with pytest.raises(WrongCodeError):
        await find_by_code(db, MARA, "999999", later)
    await share_link(db, MARA, "https://example.org/a", NOTE, TAG, later)
    await share_link(db, MARA, "https://example.org/b", NOTE, TAG, later)
    async with db.write() as tx:
        discussed = update(JournalItemRow).where(JournalItemRow.id == 2)
        await tx.execute(discussed.values(status=ItemStatus.DISCUSSED, discussed_at=later))
        await _presented(tx, 2, later)
        await _minuted(tx, later)
    await compile_period(db, MARA, PERIOD, later)
    await write_narrative(db, MARA, PERIOD, {"health": "Well."}, None, later)
    await schedule_meeting(db, MARA, MeetingRequest("Unclear", "03/04 11:00"), later)
    await cancel_meeting(db, OLGA, "m4", "", scope="this", now=now)
    async with db.read() as tx:
        mara = await forgetting.subject(tx, community.id, discord_id=MARA.discord_id)
    assert mara
    async with db.write() as tx:
        wishes = asdict(Wishes(hosts=mara.ids[:1]))
        await kept_rotations.add_suggestion(tx, community.id, call.id, 1, wishes, {}, later)
        await kept_hosts.ask(tx, 1, mara.ids[0], later)
        await kept_authors.ask(tx, 1, mara.ids[0], MARA.name, later)
        await kept_releases.give_numbers(tx, community.id, {mara.ids[0]: 123})
        await kept_outbox.post(tx, community.id, OrganizerNotice(MARA.discord_id, ()), later, now)
    other = file_of(by_hand, Came(ALIAS, 0, 40, EMAIL), Came("Bo", 0, 9), Came("Bo", 5, 9))
    await reviewed(db, by_hand, other, now=later + HOUR)
    return Life(mara.ids, mara.digests, later + HOUR)


@pytest.fixture
async def life(db: Database, here: Community, now: datetime, snapshots: Snapshots) -> Life:
    return await snapshots.fill(db, live, db, here, now)


async def traces(db: Database, life: Life) -> dict[str, list[object]]:
    """Return table → the values of its rows that lead to Mara."""
    numbers = {MARA.discord_id, *life.ids}
    words = {"quillfeather", "zwieback", *life.digests, *map(str, numbers)}

    def leads(value: object) -> bool:
        if isinstance(value, int):
            return value in numbers
        return any(word in json.dumps(value, default=str).lower() for word in words)

    return {
        table: leading
        for table, of_table in (await everything(db)).items()
        if (leading := [value for row in of_table for value in row if leads(value)])
    }


async def _presented(tx: Tx, item_id: int, now: datetime) -> None:
    """Mara presented an item at the first meeting, and said what she thought of it."""
    mara = await tx.scalar(select(PersonRow.id).where(PersonRow.discord_id == MARA.discord_id))
    assert mara is not None
    pick = JournalPickRow(item_id=item_id, meeting_id=1, presenter_id=mara, picked_at=now)
    tx.add(pick)
    await tx.flush()
    of_item = {"item_id": item_id, "person_id": mara, "at": now}
    tx.add_all(
        [
            JournalVolunteerRow(**of_item),
            JournalReaderRow(**of_item),
            JournalQuestionRow(**of_item, text=NOTE),
            JournalOpinionRow(pick_id=pick.id, person_id=mara, was_good=True, at=now),
        ]
    )


async def _minuted(tx: Tx, now: datetime) -> None:
    """Mara took part in the first meeting: she asked, noted, promised, corrected and caught up."""
    mara = await tx.scalar(select(PersonRow.id).where(PersonRow.discord_id == MARA.discord_id))
    assert mara is not None
    at_meeting = {"meeting_id": 1, "person_id": mara}
    point = AgendaItemRow(**at_meeting, community_id=1, text=NOTE, created_at=now)
    line = {"position": 1, "kind": "info", "text": "Said.", "noted_at": now}
    note = NoteRow(**at_meeting, **line, speaker_id=mara, message_id=5)
    tx.add_all(
        [
            point,
            note,
            AmendmentRow(**at_meeting, text=NOTE, written_at=now),
            UnnamedRow(**at_meeting, at=now),
            CaughtUpRow(**at_meeting, at=now),
        ]
    )
    await tx.flush()
    promise = {"community_id": 1, "meeting_id": 1, "note_id": note.id, "created_at": now}
    tx.add(PromiseRow(**promise, text="Write.", owner=MARA.name, owner_id=mara))


# The list


def test_every_column_of_every_table_has_a_rule_or_is_said_to_name_nobody() -> None:
    """A new column needs a rule: see `docs/decisions/forgetting.md`."""
    tables = {name: {*table.columns.keys()} for name, table in all_tables().tables.items()}
    assert {name: {*columns} for name, columns in COLUMNS.items()} == tables


def _refers_to_a_person(column: Column[Any]) -> bool:
    return any(key.column.table.name == "people" for key in column.foreign_keys)


def test_every_column_that_refers_to_a_person_has_a_rule() -> None:
    unruled = [
        f"{table.name}.{column.name}"
        for table in all_tables().tables.values()
        for column in table.columns
        if column.name == "discord_id" or _refers_to_a_person(column)
        if COLUMNS[table.name][column.name] is None
    ]
    assert unruled == []


def test_whoever_is_deleted_is_looked_for_by_an_index_in_every_table_that_refers_to_people() -> (
    None
):
    """Else a database reads such a table from end to end to hold its foreign key."""
    slow = [
        f"{table.name}.{column.name}"
        for table in all_tables().tables.values()
        for column in table.columns
        if _refers_to_a_person(column)
        and column not in {next(iter(index.columns)) for index in table.indexes}
        and column is not next(iter(table.primary_key.columns))
    ]
    assert slow == []


def test_every_section_has_columns_and_every_exported_column_a_section() -> None:
    assert all(columns_of(section) for section in Section)


async def test_the_life_of_mara_leaves_traces_in_every_table_of_the_list(
    db: Database, here: Community, life: Life
) -> None:
    """Else what follows would prove nothing."""
    personal_tables = {
        table
        for table, columns in COLUMNS.items()
        if any(rule and rule.forgotten is not Forgotten.STAYS for rule in columns.values())
    }
    assert personal_tables - {*(await traces(db, life))} == set()


# Export


async def test_the_export_has_every_exported_column_of_every_table(
    db: Database, here: Community, life: Life
) -> None:
    async with db.read() as tx:
        who = await forgetting.subject(tx, here.id, discord_id=MARA.discord_id)
        assert who
        about = await kept.rows_about(tx, who)
    for table in COLUMNS:
        if exported(table):
            assert about[table], table
            assert {*about[table][0]} == {*exported(table)}


async def test_the_export_explains_each_section_and_names_meetings(
    db: Database, here: Community, life: Life
) -> None:
    document = json.loads(personal_json(await personal.export_me(db, MARA, life.now)))
    sections = {section["name"]: section for section in document["sections"]}
    assert all(section["about"] and section["rows"] for section in document["sections"])
    assert sections["Name and account"]["rows"][0]["discord_id"] == str(MARA.discord_id)
    assert sections["Gender"]["rows"][0]["gender"] == "female"
    assert sections["Attendance"]["rows"][0]["meeting"]["title"] == "Call"
    assert sections["Subgroups"]["rows"][0]["subgroup"] == "Imaging"
    assert NOTE in {row.get("note") for row in sections["Journal"]["rows"]}
    assert len(sections) == len({*Section} - {Section.WRITTEN, Section.ERASED})


async def test_the_export_has_nothing_about_others(
    db: Database, here: Community, life: Life
) -> None:
    text_ = personal_json(await personal.export_me(db, MARA, life.now))
    assert not any(name in text_ for name in ("Olga", "Ben", "Neha", "Omar", "Bo"))


async def test_of_who_is_not_known_the_export_is_empty(
    db: Database, here: Community, now: datetime
) -> None:
    stored = await personal.export_me(db, ANA, now)
    assert not stored.rows
    assert json.loads(personal_json(stored))["sections"] == []


# Forgetting


async def test_nothing_leads_to_somebody_who_was_forgotten(
    db: Database, here: Community, life: Life
) -> None:
    erased = await forget(db, MARA, life.now)
    assert await traces(db, life) == {}
    assert erased.meetings == 2
    empty = {section for section, count in erased.counts.items() if count == 0}
    assert empty == set()


async def test_what_is_counted_stays_as_it_was(db: Database, here: Community, life: Life) -> None:
    before = (await compile_period(db, OLGA, PERIOD, life.now)).data["health"]
    await forget(db, MARA, life.now)
    after = (await compile_period(db, OLGA, PERIOD, life.now)).data["health"]
    assert before["rsvps"]["going"] == after["rsvps"]["going"] + 1  # answers are erased
    assert {**before, "rsvps": None} == {**after, "rsvps": None}
    await check_ledger(db)


async def test_the_mark_says_no_more_than_that_somebody_was_there(
    db: Database, here: Community, life: Life
) -> None:
    await forget(db, MARA, life.now)
    shown = (await show_attendance(db, OLGA, "m1", life.now)).people
    [mark] = [line for line in shown if not line.person]
    meeting = (await rows(db, "meetings"))[0]
    assert (mark.discord_id, mark.minutes, mark.region) == (None, None, None)
    assert (mark.source, mark.checked_in_at) == (Source.BUTTON, meeting["starts_at"])
    _, lines = await export_attendance(db, OLGA, None, None, life.now)
    assert [line.attendance.person for line in lines].count("") == 2


async def test_a_mark_is_nobody_who_can_be_chosen(
    db: Database, here: Community, life: Life
) -> None:
    await forget(db, MARA, life.now)
    [mark] = [row["id"] for row in await rows(db, "people") if row["seen_at"] is None]
    assert mark not in {candidate.id for candidate in await offer_people(db, OLGA, "")}
    async with refused(db, NotFoundError):
        await remove_attendance(db, OLGA, "m1", None, f"u{mark}", life.now)


async def test_what_was_discussed_stays_in_the_journal_without_who_shared_it(
    db: Database, here: Community, life: Life
) -> None:
    await forget(db, MARA, life.now)
    [item] = (await list_items(db, OLGA, life.now)).items
    assert (item.link, item.shared_by, item.note, item.tags) == (
        "https://example.org/b",
        "",
        "",
        (),
    )
    assert (await search_items(db, OLGA, "zwieback")).total == 0


async def test_that_somebody_agreed_stays_and_not_who_or_at_what_time(
    db: Database, here: Community, life: Life
) -> None:
    await forget(db, MARA, life.now)
    [consent] = await rows(db, "consents")
    assert (consent["person_id"], consent["granted"]) == (None, True)
    assert consent["at"].time() == datetime.min.time()


async def test_forgetting_is_noted_without_who_it_was(
    db: Database, here: Community, life: Life
) -> None:
    await forget(db, MARA, life.now)
    noted = (await audited(db))[-1]
    assert (noted.action, noted.subject, noted.discord_id) == ("me.forget", "person", None)


async def test_news_still_mention_the_others(db: Database, here: Community, life: Life) -> None:
    await forget(db, MARA, life.now)
    [cancelled] = await waiting(db, Topic.CANCELLED)
    assert cancelled.payload["called"]["going"] == [BEN.discord_id]


async def test_cards_of_meetings_ahead_are_updated(
    db: Database, here: Community, life: Life
) -> None:
    async with db.write() as tx:
        await tx.execute(text("DELETE FROM outbox"))
    await forget(db, MARA, life.now)
    refreshed = await waiting(db, Topic.REFRESH)
    ahead = [row for row in await rows(db, "meetings") if row["starts_at"] > life.now]
    assert {row.payload["meeting"] for row in refreshed} <= {row["id"] for row in ahead}
    assert len(refreshed) > 3


async def test_on_another_server_nothing_changes(
    db: Database, here: Community, elsewhere: Community, life: Life, now: datetime
) -> None:
    twin = Actor(OTHER_GUILD, MARA.discord_id, MARA.name, manages_guild=True)
    await set_timezone(db, twin, "Lisbon", life.now)
    await share_link(db, twin, "https://example.org/a", NOTE, TAG, life.now)
    before = personal_json(await personal.export_me(db, twin, life.now))
    await forget(db, MARA, life.now)
    assert personal_json(await personal.export_me(db, twin, life.now)) == before


async def test_forgetting_twice_is_harmless(db: Database, here: Community, life: Life) -> None:
    await forget(db, MARA, life.now)
    async with refused(db, NothingStoredError):
        await personal.ask_to_forget(db, MARA, life.now)
    assert await personal.erase_person(db, MARA.discord_id, GUILD, life.now) is None


async def test_whoever_comes_back_begins_anew(db: Database, here: Community, life: Life) -> None:
    await forget(db, MARA, life.now)
    await set_timezone(db, MARA, "Nairobi", life.now)
    about = await about_me(db, MARA)
    assert about.person.id not in life.ids
    assert (about.meetings_attended, about.subgroups, about.consented_at) == (0, (), None)
    assert (about.hours, about.description.gender) == (None, None)


async def test_it_is_asked_first_and_may_be_left(db: Database, here: Community, life: Life) -> None:
    before = await traces(db, life)
    asked = await personal.ask_to_forget(db, MARA, life.now)
    assert asked.reach == Forgetting("Health", 2)
    assert isinstance(asked.reach, Forgetting)
    assert asked.reach.meetings == 2
    await keep_as_is(db, MARA, asked.id, life.now)
    async with refused(db, AnsweredError):
        await personal.forget_me(db, MARA, asked.id, life.now)
    assert (await traces(db, life)).keys() == before.keys()


async def test_a_member_may_leave_it_too_and_nobody_answers_for_another(
    db: Database, here: Community, now: datetime
) -> None:
    await set_timezone(db, ANA, "Lisbon", now)
    asked = await personal.ask_to_forget(db, ANA, now)
    async with refused(db, AnsweredError):
        await personal.forget_me(db, OLGA, asked.id, now)
    await keep_as_is(db, ANA, asked.id, now)
    assert (await about_me(db, ANA)).person.timezone == "Europe/Lisbon"


async def test_who_did_nothing_but_set_the_community_up_can_be_forgotten(
    db: Database, here: Community, now: datetime
) -> None:
    """They are in the audit trail alone."""
    assert await rows(db, "people") == []
    await forget(db, OLGA, now)
    assert {noted.name for noted in await audited(db)} == {"", "sigbot"}


# While something waits


async def test_a_file_under_review_with_the_person_is_dropped_and_any_other_stays(
    db: Database, here: Community, now: datetime
) -> None:
    await set_timezone(db, ANA, "Lisbon", now)
    meeting = await a_call(db, now)
    end = meeting.ends_at
    with_her = await reviewed(db, meeting, file_of(meeting, Came("Ana", 0, 40), Came("Bo", 0, 9)))
    without = await reviewed(db, meeting, file_of(meeting, Came("Cy", 0, 40)))
    await forget(db, ANA, end)
    async with refused(db, AnsweredError):
        await show_import(db, OLGA, with_her.id, end)
    assert (await confirmed(db, without, end)).is_complete


async def test_a_file_that_is_half_written_is_dropped_too(
    db: Database, here: Community, now: datetime
) -> None:
    await set_timezone(db, ANA, "Lisbon", now)
    meeting = await a_call(db, now)
    review = await reviewed(db, meeting, file_of(meeting, Came("Ana", 0, 40), Came("Bo", 0, 9)))
    [ana] = [row["id"] for row in await rows(db, "people")]
    async with db.write() as tx:
        choices = json.dumps({"ids": [ana, None], "done": 1, "listed": 1})
        await tx.execute(text("UPDATE imports SET choices = :choices"), {"choices": choices})
    await forget(db, ANA, meeting.ends_at)
    async with refused(db, AnsweredError):
        await write_import(db, OLGA, review.id, 1, meeting.ends_at)


async def until_free(act: Callable[[], Awaitable[object]]) -> object:
    """Repeat what a busy machine refuses, as it has to wait for a lock for too long."""
    while True:
        try:
            return await act()
        except StoreBusyError:
            continue


async def test_a_check_in_at_the_same_time_is_before_or_after(
    db: Database, here: Community, opened: Callable[[str], Database], now: datetime
) -> None:
    """Before, it is a nameless mark; after, Ana begins anew. Never is it half of both."""
    meeting = await meeting_at(db, now + MINUTE, now)
    another = opened(db.url.render_as_string(hide_password=False))
    for round_ in range(8):
        await set_timezone(db, ANA, "Lisbon", now)
        asked = await personal.ask_to_forget(db, ANA, now)
        both = [
            until_free(partial(personal.forget_me, db, ANA, asked.id, now)),
            until_free(partial(check_in, another, ANA, meeting.id, "button", now)),
        ]
        await asyncio.gather(*(both if round_ % 2 else reversed(both)))
        there = await rows(db, "attendances")
        people = {row["id"]: row for row in await rows(db, "people")}
        assert {row["person_id"] for row in there} == {
            person_id for person_id, row in people.items()
        }
        assert len(there) == round_ + 1
        named = [row for row in people.values() if row["name"]]
        assert all(row["discord_id"] == ANA.discord_id for row in named)
        if named:
            await forget(db, ANA, now)
        await check_ledger(db)


async def test_a_check_in_waits_for_forgetting_that_has_begun(
    three: tuple[Database, Database, Database], now: datetime
) -> None:
    forgetting_, checking, looking = three
    meeting = await meeting_at(looking, now + MINUTE, now)
    await set_timezone(looking, ANA, "Lisbon", now)
    async with forgetting_.write() as tx:
        who = await forgetting.subject(tx, 1, discord_id=ANA.discord_id, to_erase=True)
        assert who
        tasks = await begun(tx, check_in(checking, ANA, meeting.id, "button", now))
        assert not tasks[0].done()
        await forgetting.erase(tx, who, LookedAt())
    await asyncio.gather(*tasks)
    [person] = await rows(looking, "people")
    assert person["id"] not in who.ids
    assert [row["person_id"] for row in await rows(looking, "attendances")] == [person["id"]]


# Whoever is long gone


async def age(db: Database, who: Actor, seen_at: datetime) -> None:
    async with db.write() as tx:
        own = update(PersonRow).where(PersonRow.discord_id == who.discord_id)
        await tx.execute(own.values(seen_at=seen_at))


async def look_at(db: Database, at: datetime) -> None:
    async with db.write() as tx:
        await tx.execute(update(CommunityRow).values(forget_at=at))


async def names(db: Database) -> set[str]:
    return {row["name"] for row in await rows(db, "people")}


async def test_whoever_gave_no_sign_of_life_for_two_years_is_forgotten(
    db: Database, here: Community, now: datetime
) -> None:
    for who in (ANA, BEN):
        await set_timezone(db, who, "Lisbon", now)
    later = kept_until(now, 2) + timedelta(days=1)
    await age(db, BEN, later - DAY)
    assert await personal.forget_quiet(db, later) == 1
    assert await names(db) == {"Ben"}
    assert (await audited(db))[-1].action == "person.forget"
    assert not await waiting(db, Topic.DIRECT_NEWS, Topic.NOTICE)
    [community] = await rows(db, "communities")
    assert community["forget_at"] == kept_until(later - DAY, 2)


async def test_nobody_is_forgotten_a_day_too_early(
    db: Database, here: Community, now: datetime
) -> None:
    await set_timezone(db, ANA, "Lisbon", now)
    await look_at(db, now)
    assert await personal.forget_quiet(db, kept_until(now, 2) - DAY) == 0
    assert await names(db) == {"Ana"}


async def test_names_from_files_are_forgotten_and_their_marks_are_not_looked_at_again(
    db: Database, here: Community, now: datetime
) -> None:
    meeting = await a_call(db, now)
    await imported(db, meeting, Came("Neha", 0, 40), Came("Omar", 0, 40))
    later = kept_until(meeting.ends_at, 2) + DAY
    await look_at(db, later)
    assert await personal.forget_quiet(db, later) == 2
    assert await names(db) == {""}
    assert len(await rows(db, "attendances")) == 2
    assert await personal.forget_next(db, later) is None
    assert await personal.forget_next(db, later + LOOK_EVERY) is None


async def test_a_linked_name_is_kept_as_long_as_its_member(
    db: Database, here: Community, now: datetime
) -> None:
    meeting = await a_call(db, now)
    await imported(db, meeting, Came("Annie", 0, 40))
    await link_name(db, OLGA, "Annie", ANA, meeting.ends_at)
    later = kept_until(meeting.ends_at, 2) + DAY
    await age(db, ANA, later)
    await look_at(db, later)
    assert await personal.forget_quiet(db, later) == 0
    assert await names(db) == {"Annie", "Ana"}


async def test_a_press_is_a_sign_of_life_and_noted_once_in_a_while(
    db: Database, here: Community, now: datetime
) -> None:
    async def seen() -> datetime:
        [row] = await rows(db, "people")
        seen_at: datetime = row["seen_at"]
        return seen_at

    await set_timezone(db, ANA, "Lisbon", now)
    await set_timezone(db, ANA, "Nairobi", now + SEEN_EVERY - DAY)
    assert await seen() == now
    meeting = await meeting_at(db, now + 2 * SEEN_EVERY, now)
    await check_in(db, ANA, meeting.id, "button", meeting.starts_at)
    assert await seen() == meeting.starts_at


async def test_a_shorter_time_begins_after_a_week_and_can_be_set_back(
    db: Database, here: Community, now: datetime
) -> None:
    await set_timezone(db, ANA, "Lisbon", now - timedelta(days=400))
    await age(db, ANA, now - timedelta(days=400))
    await set_up(db, OLGA, Setup(keep_years=1), "Server", NEWS, now)
    assert await count_too_quiet(db, OLGA, now) == 1
    assert await personal.forget_next(db, now + GRACE - MINUTE) is None
    await set_up(db, OLGA, Setup(keep_years=2), "Server", NEWS, now + DAY)
    assert await personal.forget_quiet(db, now + DAY + GRACE) == 0
    await set_up(db, OLGA, Setup(keep_years=1), "Server", NEWS, now + 2 * DAY)
    assert await personal.forget_quiet(db, now + 2 * DAY + GRACE) == 1


@pytest.mark.parametrize(("asked", "set_to"), [(0, 2), (-3, 1), (1, 1), (10, 10), (99, 10)])
async def test_years_have_bounds(
    db: Database, here: Community, now: datetime, asked: int, set_to: int
) -> None:
    saved, _ = await set_up(db, OLGA, Setup(keep_years=asked), "Server", NEWS, now)
    assert saved.keep_years == set_to


async def test_a_community_in_which_it_fails_is_set_aside_and_holds_up_no_other(
    db: Database, here: Community, elsewhere: Community, now: datetime
) -> None:
    await set_timezone(db, ANA, "Lisbon", now)
    await set_timezone(db, OTTO, "Lisbon", now)
    later = kept_until(now, 2) + DAY
    async with db.write() as tx:
        ours = update(CommunityRow).where(CommunityRow.id == here.id)
        await tx.execute(ours.values(language="klingon"))
    assert await personal.forget_quiet(db, later) == 1
    assert await names(db) == {"Ana"}
    found = {row["id"]: row["forget_at"] for row in await rows(db, "communities")}
    assert found[here.id] == later + DAY


async def test_upkeep_is_due_when_somebody_may_be_forgotten(
    db: Database, here: Community, now: datetime
) -> None:
    await look_at(db, now + HOUR)
    assert (await outbox.look_ahead(db, now)).first == now + HOUR


@pytest.mark.parametrize(
    ("at", "years", "since"),
    [
        ("2026-03-02", 2, "2024-03-02"),
        ("2024-02-29", 1, "2023-03-01"),
        ("2024-02-29", 4, "2020-02-29"),
    ],
)
def test_years_are_calendar_years(at: str, years: int, since: str) -> None:
    assert kept_since(datetime.fromisoformat(at), years) == datetime.fromisoformat(since)


# For the operator


async def test_the_operator_erases_a_person_from_all_communities(
    db: Database, here: Community, elsewhere: Community, life: Life
) -> None:
    twin = Actor(OTHER_GUILD, MARA.discord_id, MARA.name)
    await set_timezone(db, twin, "Lisbon", life.now)
    places = await personal.stored_in(db, MARA.discord_id)
    assert [place.guild_id for place in places] == [GUILD, OTHER_GUILD]
    for place in places:
        assert await personal.erase_person(db, MARA.discord_id, place.guild_id, life.now)
    assert await traces(db, life) == {}
    assert await personal.stored_in(db, MARA.discord_id) == []
