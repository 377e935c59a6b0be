"""Every service refuses what is no word of its vocabulary, and takes every word that is one."""

import ast
import importlib
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

import pytest

from sigbot.domain.activity import ActivityKind
from sigbot.domain.agenda import AgendaState
from sigbot.domain.community import Community, EventsWanted, ReportRhythm
from sigbot.domain.discussions import NotPickedError
from sigbot.domain.journal import ItemStatus
from sigbot.domain.meetings import Answer, MeetingKind, Scope
from sigbot.domain.members import ATTRIBUTES, Attribute, HearsBy
from sigbot.domain.minutes import MeetingOutcome
from sigbot.domain.notes import HandKind
from sigbot.domain.opinions import Opinion
from sigbot.domain.plans import WorkStatus
from sigbot.domain.promises import PromiseState
from sigbot.domain.refusals import NotOfferedError
from sigbot.domain.rotation import ReachGoal
from sigbot.runtime.heavy import compute_in_thread as compute
from sigbot.services.activity import add_activity
from sigbot.services.agenda import settle_point, suggest_point
from sigbot.services.approvals import choose_outcome
from sigbot.services.cancellations import restore_meeting
from sigbot.services.change_requests import ChangeRequest
from sigbot.services.changes import edit_meeting
from sigbot.services.community import Setup, set_up
from sigbot.services.discussions import say_opinion
from sigbot.services.journal_lists import list_items
from sigbot.services.meetings import (
    MeetingRequest,
    answer_meeting,
    list_meetings,
    schedule_meeting,
)
from sigbot.services.members import describe_self
from sigbot.services.notes import NoteRequest, note_line
from sigbot.services.plans import add_work, update_work
from sigbot.services.promises import close_promise, list_promises
from sigbot.services.reminders import set_direct_messages
from sigbot.services.rotation import WishText, change_wishes
from sigbot.store.database import Database
from sigbot.wording import Table, collected
from tests.services.rotating import suggested
from tests.services.world import (
    ANA,
    NEWS,
    OLGA,
    cancel_meeting,
    export_attendance,
    refused,
    series_at,
)
from tests.snapshots import Snapshots

ROOT = Path(__file__).parents[2]
READERS = [*sorted(ROOT.glob("sigbot/services/*.py")), ROOT / "sigbot/domain/members.py"]
FORGED = ("", "unheard-of", "GENERAL", " this", "active; DROP TABLE", "Q" * 3_000)
"""The first stands for no choice, where that is possible."""

Ask = Callable[[Database, str, datetime], Awaitable[object]]


def _describe(attribute: Attribute) -> Ask:
    return lambda db, text, now: describe_self(db, ANA, {attribute: text}, now)


async def _schedule(db: Database, kind: str, now: datetime) -> object:
    request = MeetingRequest("Call", "tomorrow 15:00", kind=kind)
    return await schedule_meeting(db, OLGA, request, now)


async def _cancel(db: Database, scope: str, now: datetime) -> object:
    meeting = "m3" if scope == Scope.FOLLOWING else "m2"
    return await cancel_meeting(db, OLGA, meeting, "", scope=scope, now=now)


async def _restore(db: Database, scope: str, now: datetime) -> object:
    if scope in set(Scope):
        await cancel_meeting(db, OLGA, "m2", "", scope=Scope.THIS, now=now)
    return await restore_meeting(db, OLGA, "m2", scope, now)


async def _edit_kind(db: Database, kind: str, now: datetime) -> object:
    request = ChangeRequest("m1", kind=kind, description=now.isoformat())
    return await edit_meeting(db, OLGA, request, now)


async def _edit(db: Database, scope: str, now: datetime) -> object:
    return await edit_meeting(db, OLGA, ChangeRequest("m1", title=scope, scope=scope), now)


async def _say(db: Database, text: str, now: datetime) -> object:
    """There is no paper; the word is read before it is looked for."""
    with suppress(NotPickedError):
        return await say_opinion(db, ANA, 1, 1, text, now)
    return None


async def _settle(db: Database, word: str, now: datetime) -> object:
    """Of a point that is new: one that was declined is gone."""
    if word not in set(AgendaState):
        return await settle_point(db, OLGA, 1, word, now)
    shown = await suggest_point(db, OLGA, word, "m1", now)
    return await settle_point(db, OLGA, shown.agenda.accepted[-1].id, word, now)


ASKS: dict[str, tuple[type[StrEnum], Ask]] = {
    "journal_lists.list_items": (
        ItemStatus,
        lambda db, text, now: list_items(db, OLGA, now, status=text),
    ),
    "activity.add_activity": (
        ActivityKind,
        lambda db, text, now: add_activity(db, OLGA, "Talk", text, None, None, now),
    ),
    "attendance.exported_attendance": (
        MeetingKind,
        lambda db, text, now: export_attendance(db, OLGA, None, text, now),
    ),
    "cancellations.cancel_meeting": (Scope, _cancel),
    "cancellations.restore_meeting": (Scope, _restore),
    "change_requests.read_request": (Scope, _edit),
    "change_requests.read_request kind": (MeetingKind, _edit_kind),
    "community.set_up report_every": (
        ReportRhythm,
        lambda db, text, now: set_up(db, OLGA, Setup(report_every=text), "Server", NEWS, now),
    ),
    "community.set_up events": (
        EventsWanted,
        lambda db, text, now: set_up(db, OLGA, Setup(events=text), "Server", NEWS, now),
    ),
    "discussions.say_opinion": (Opinion, _say),
    "meetings.answer_meeting": (
        Answer,
        lambda db, text, now: answer_meeting(db, ANA, 1, text, now),
    ),
    "meetings.list_meetings": (
        MeetingKind,
        lambda db, text, now: list_meetings(db, ANA, now, kind=text),
    ),
    "meetings.schedule_meeting": (MeetingKind, _schedule),
    **{
        f"members.describe_self {attribute}": (offered, _describe(attribute))
        for attribute, offered in ATTRIBUTES.items()
    },
    "agenda.settle_point": (
        AgendaState,
        _settle,
    ),
    "approvals.choose_outcome": (
        MeetingOutcome,
        lambda db, text, now: choose_outcome(db, OLGA, 1, text, now + timedelta(days=8)),
    ),
    "notes.note_line": (
        HandKind,
        lambda db, text, now: note_line(
            db, OLGA, NoteRequest(text, "Noted.", meeting="m1"), now + timedelta(days=8)
        ),
    ),
    "promises.list_promises": (
        PromiseState,
        lambda db, text, now: list_promises(db, OLGA, now, state=text),
    ),
    "promises.close_promise": (
        PromiseState,
        lambda db, text, now: close_promise(db, OLGA, 1, text, now),
    ),
    "plans.update_work": (
        WorkStatus,
        lambda db, text, now: update_work(db, OLGA, "p1", text, now),
    ),
    "reminders.set_direct_messages": (
        HearsBy,
        lambda db, text, now: set_direct_messages(db, ANA, now, changes=text),
    ),
    "rotation.change_wishes": (
        ReachGoal,
        lambda db, text, now: change_wishes(db, OLGA, 1, WishText(goal=text), now, compute),
    ),
}
"""Service → what it reads from text, and how somebody asks for it."""

NEEDED = {
    "cancellations.cancel_meeting",
    "cancellations.restore_meeting",
    "change_requests.read_request",
    "agenda.settle_point",
    "approvals.choose_outcome",
    "discussions.say_opinion",
    "meetings.answer_meeting",
    "notes.note_line",
    "plans.update_work",
    "promises.close_promise",
}
"""Services that cannot do without a word."""


@pytest.fixture
async def furnished(db: Database, here: Community, now: datetime, snapshots: Snapshots) -> None:
    """Planned work, and a series with a suggestion of other times."""
    await snapshots.fill(db, _furnish, db, now)


async def _furnish(db: Database, now: datetime) -> None:
    await add_work(db, OLGA, "Paper", None, now)
    [first, *_] = await series_at(db, now, repeat="every 2 weeks")
    assert first.key == "m1"
    await suggest_point(db, OLGA, "A point", "m1", now)
    note = NoteRequest("action", "Write it", meeting="m1")
    await note_line(db, OLGA, note, now + timedelta(days=8))
    assert await suggested(db, first, now) == 1


def _calls(path: Path) -> Iterator[str]:
    """The vocabularies that a module reads words of, by name, once for each place."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "read_word":
            yield ast.unparse(node.args[0])


def test_every_place_where_a_service_reads_a_word_is_tried() -> None:
    found = Counter((path.stem, name) for path in READERS for name in _calls(path))
    of_members = found.pop(("members", "offered"))
    assert of_members == 1
    tried = Counter((name.partition(".")[0], asked.__name__) for name, (asked, _) in ASKS.items())
    for vocabulary in ATTRIBUTES.values():
        assert tried.pop(("members", vocabulary.__name__)) == 1
    assert tried == found


def test_every_service_that_is_tried_exists() -> None:
    for name in ASKS:
        module, function = name.split()[0].split(".")
        assert hasattr(importlib.import_module(f"sigbot.services.{module}"), function)


@pytest.mark.parametrize("name", ASKS)
@pytest.mark.usefixtures("furnished")
async def test_a_service_refuses_what_is_no_word(db: Database, now: datetime, name: str) -> None:
    vocabulary, ask = ASKS[name]
    for text in FORGED:
        if text or name in NEEDED:
            async with refused(db, NotOfferedError) as info:
                await ask(db, text, now)
            assert (info.value.vocabulary, info.value.text) == (vocabulary, text)
    assert vocabulary in collected(Table.VOCABULARIES)


@pytest.mark.parametrize("name", ASKS)
@pytest.mark.usefixtures("furnished")
async def test_a_service_takes_every_word(db: Database, now: datetime, name: str) -> None:
    vocabulary, ask = ASKS[name]
    for step, word in enumerate(vocabulary):
        await ask(db, word.value, now + timedelta(seconds=step))
