"""What holds for every service: who may, what is noted, and all of it or nothing."""

import importlib
import inspect
import pkgutil
from dataclasses import asdict
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from sigbot import services
from sigbot.domain.attendance import Correction, Sighting, Source
from sigbot.domain.attendance_files import ImportChange, write_changes
from sigbot.domain.attendance_files.drafting import draft_file
from sigbot.domain.attendance_files.reviews import ImportReview
from sigbot.domain.community import Actor, Community
from sigbot.domain.confirmations import Confirmation
from sigbot.domain.refusals import NotMemberError, NotOrganizerError, NotSetUpError
from sigbot.domain.rotation.alternatives import Wishes
from sigbot.runtime.heavy import compute_in_thread as compute
from sigbot.services import (
    activity,
    adoption,
    answers,
    attendance,
    cancellations,
    changes,
    checkins,
    codes,
    community,
    confirmations,
    corrections,
    evidence,
    import_undo,
    imports,
    journal,
    meetings,
    members,
    missed,
    names,
    narratives,
    pages,
    periods,
    personal,
    plans,
    reminders,
    report_drafts,
    reports,
    rotation,
    voice,
    wishes,
)
from sigbot.services import help as help_
from sigbot.services.cancellations import CancelRequest
from sigbot.services.change_requests import ChangeRequest
from sigbot.services.community import Setup
from sigbot.services.meetings import MeetingRequest
from sigbot.services.rotation import WishText
from sigbot.store import codes as kept_codes
from sigbot.store import imports as kept_imports
from sigbot.store import ledger, state
from sigbot.store import members as people
from sigbot.store import rotation as kept_rotations
from sigbot.store.database import Database
from tests.declared import declared
from tests.services.samples import Service, Services
from tests.services.test_notes_reviews import REVIEWS as REVIEWS_OF_NOTES
from tests.services.world import (
    ANA,
    BEN,
    NEWS,
    NOBODY_YET,
    OLGA,
    STRANGER,
    Noted,
    adopt_suggestion,
    audited,
    check_in,
    everything,
    export_attendance,
    meeting_at,
    read_issues,
    refused,
    rows,
    series_at,
    waiting,
)
from tests.snapshots import Snapshots

PERIOD = "H1 2026"
LINK = "https://example.org/paper"
CODE = "123456"

FILE = b"""Name,User Email,Join Time,Leave Time,Duration
Bo,,03/02/2026 12:00:00 PM,03/02/2026 12:30:00 PM,
Bo,,03/02/2026 12:10:00 PM,03/02/2026 12:40:00 PM,
,cy@example.org,03/02/2026 12:00:00 PM,03/02/2026 12:40:00 PM,
iPhone,,03/02/2026 12:00:00 PM,03/02/2026 12:40:00 PM,"""
DRAFT = draft_file(FILE, datetime(2026, 3, 2, 12), lambda _: "")  # noqa: DTZ001  (a wall time)
"""A file which asks whether Bo is one person or two, and what somebody is called. A device is in
it."""

NEHA, OMAR, BENS = 2, 3, 4
"""People by their ids; Olga is the first. Omar is linked to Ben."""

ROTATING = "m3"
"""The first meeting of a series, which was put on a rotation."""

CANCELLING, ADOPTING, RETIRING, PUBLISHING, REQUESTING = 5, 6, 7, 8, 9
"""Questions whether to do something, by their ids."""

RETYPING, OPENING = 10, 11
"""What was typed in a form and could not be read; and whether to turn on the public page."""

ADDRESS = "https://sig.example.org/sig/100"

GONE = "m10"
"""A meeting that was cancelled."""

NEXT = "m14"
"""What is scheduled next."""

FIGURES = {
    "kind": "best",
    "reached": 0.5,
    "share": 0.5,
    "burden": 30,
    "unevenness": 0.1,
    "improvable": 0,
}
PLANS = {
    label: {"slots": slots, "reached": ["Europe"], "share": 50, "figures": FIGURES, "regions": {}}
    for label, slots in {
        "today": [{"zone": "America/New_York", "minute": 3_540}],
        "A": [{"zone": "UTC", "minute": 3_840}, {"zone": "UTC", "minute": 4_320}],
        "B": [{"zone": "UTC", "minute": 3_900}, {"zone": "UTC", "minute": 4_380}],
    }.items()
}
"""What was suggested for it. A was adopted."""

EVERY_DAY = WishText(blocked_days="Mon-Sun")

ASKED_ABOUT, BEGUN, NAMELESS, WRITTEN = 1, 2, 3, 4
"""Files that are kept: of one it is asked whose a name is, the other is being written. Of the third
it is asked what somebody is called. The fourth was written, and has Ana."""

SQLITE_TRIGGER = """CREATE TRIGGER refuse BEFORE INSERT ON {table}
BEGIN SELECT RAISE(ABORT, 'refused on purpose'); END"""
POSTGRESQL_FUNCTION = """CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'refused on purpose'; END $$"""
POSTGRESQL_TRIGGER = "CREATE TRIGGER refuse BEFORE INSERT ON {table} EXECUTE FUNCTION refuse()"


FEATURES = declared("services", "SERVICES", Services)
"""What features declare in their own test modules; a new one does, too."""

DECLARED = [service for feature in FEATURES for service in feature.services]


async def _undo_rotation(db: Database, who: Actor, now: datetime) -> object:
    """The rotation is taken back; its id depends on the database."""
    [rotated] = await rows(db, "rotations")
    return await adoption.undo_rotation(db, who, rotated["id"], now)


CHANGES = [
    Service(
        "community.set_up",
        lambda db, who, now: community.set_up(db, who, Setup(wiki=LINK), "Server", NEWS, now),
        organizers=True,
        action="sig.setup",
        subject="Health",
    ),
    Service(
        "community.add_subgroup",
        lambda db, who, now: community.add_subgroup(db, who, "Devices", None, now),
        organizers=True,
        action="subgroup.add",
        subject="g4",
    ),
    Service(
        "community.retire_subgroup",
        lambda db, who, now: community.retire_subgroup(db, who, "Imaging", now),
        organizers=True,
        action="subgroup.retire",
        subject="g1",
    ),
    Service(
        "community.join_subgroup",
        lambda db, who, now: community.join_subgroup(db, who, "Imaging", now),
        action="subgroup.join",
        subject="g1",
    ),
    Service(
        "community.leave_subgroup",
        lambda db, who, now: community.leave_subgroup(db, who, "Ethics", now),
        action="subgroup.leave",
        subject="g2",
    ),
    Service(
        "members.set_timezone",
        lambda db, who, now: members.set_timezone(db, who, "Lisbon", now),
        action="me.timezone",
        subject="person:1",
    ),
    Service(
        "members.set_hours",
        lambda db, who, now: members.set_hours(db, who, "9:00", "17:00", "Mon, Tue", now),
        action="me.hours",
        subject="person:1",
    ),
    Service(
        "members.describe_self",
        lambda db, who, now: members.describe_self(db, who, {"gender": "female"}, now),
        action="me.about",
        subject="person:1",
    ),
    Service(
        "meetings.schedule_meeting",
        lambda db, who, now: meetings.schedule_meeting(
            db, who, MeetingRequest("Next", "tomorrow 11:00", repeat="weekly"), now
        ),
        organizers=True,
        action="meeting.schedule",
        subject=NEXT,
        says=True,
    ),
    Service(
        "meetings.answer_meeting",
        lambda db, who, now: meetings.answer_meeting(db, who, 1, "going", now),
        action="meeting.answer",
        subject="m1",
        says=True,
    ),
    Service(
        "meetings.confirm_answer",
        lambda db, who, now: meetings.confirm_answer(db, who, 1, now, coming=True),
        action="meeting.answer",
        subject="m1",
        says=True,
    ),
    Service(
        "changes.edit_meeting",
        lambda db, who, now: changes.edit_meeting(
            db, who, ChangeRequest("m1", when="tomorrow 11:00"), now
        ),
        organizers=True,
        action="meeting.edit",
        subject="m1",
        says=True,
    ),
    Service(
        "answers.answer_question",
        lambda db, who, now: answers.answer_question(db, who, 1, 0, now),
        organizers=True,
        action="meeting.schedule",
        subject=NEXT,
        says=True,
    ),
    Service(
        "reminders.set_reminders",
        lambda db, who, now: reminders.set_reminders(db, who, "m2", "10m", now),
        organizers=True,
        action="meeting.reminders",
        subject="m2",
        says=True,
    ),
    Service(
        "reminders.set_direct_messages",
        lambda db, who, now: reminders.set_direct_messages(
            db, who, now, wanted=True, before="1h", changes="dm"
        ),
        action="me.reminders",
        subject="person:1",
        says=True,
    ),
    Service(
        "cancellations.cancel_meeting",
        lambda db, who, now: cancellations.cancel_meeting(
            db, who, CancelRequest("m1", scope="following"), now
        ),
        organizers=True,
        action="meeting.cancel",
        subject="m1",
        says=True,
    ),
    Service(
        "cancellations.restore_meeting",
        lambda db, who, now: cancellations.restore_meeting(db, who, GONE, "this", now),
        organizers=True,
        action="meeting.restore",
        subject=GONE,
        says=True,
    ),
    Service(
        "answers.confirm_change",
        lambda db, who, now: answers.confirm_change(db, who, CANCELLING, now),
        organizers=True,
        action="meeting.cancel",
        subject=ROTATING,
        says=True,
    ),
    Service(
        "adoption.confirm_adoption",
        lambda db, who, now: adoption.confirm_adoption(db, who, ADOPTING, now),
        organizers=True,
        action="rotation.adopt",
        subject="s1",
        says=True,
    ),
    Service(
        "community.confirm_retirement",
        lambda db, who, now: community.confirm_retirement(db, who, RETIRING, now),
        organizers=True,
        action="subgroup.retire",
        subject="g3",
    ),
    Service(
        "pages.confirm_page",
        lambda db, who, now: pages.confirm_page(db, who, OPENING, ADDRESS, now),
        organizers=True,
        action="page.on",
        subject="Health",
    ),
    Service(
        "rotation.post_zone_request",
        lambda db, who, now: rotation.post_zone_request(db, who, REQUESTING, now),
        organizers=True,
        action="rotation.ask",
        subject="suggestion:1",
        says=True,
    ),
    Service(
        "adoption.undo_rotation",
        _undo_rotation,
        organizers=True,
        action="rotation.undo",
        subject="s1",
        says=True,
    ),
    Service(
        "checkins.check_in_all",
        lambda db, who, now: check_in(db, who, 1, "button", now),
        action="attendance.checkin",
        subject="m1",
        says=True,
    ),
    Service(
        "checkins.take_back",
        lambda db, who, now: checkins.take_back(db, who, 2, now),
        action="attendance.takeback",
        subject="m2",
    ),
    Service(
        "codes.show_code",
        lambda db, who, now: codes.show_code(db, who, 1, now),
        organizers=True,
        action="attendance.code",
        subject="m1",
    ),
    Service(
        "corrections.add_attendance",
        lambda db, who, now: corrections.add_attendance(db, who, "m1", ANA, None, now),
        organizers=True,
        action="attendance.add",
        subject="m1",
        says=True,
    ),
    Service(
        "corrections.remove_attendance",
        lambda db, who, now: corrections.remove_attendance(db, who, "m1", None, "Neha", now),
        organizers=True,
        action="attendance.remove",
        subject="m1",
        says=True,
    ),
    Service(
        "names.link_name",
        lambda db, who, now: names.link_name(db, who, "Neha", BEN, now),
        organizers=True,
        action="attendance.link",
        subject=f"u{NEHA}",
        says=True,
    ),
    Service(
        "names.unlink_name",
        lambda db, who, now: names.unlink_name(db, who, OMAR, BENS, now),
        organizers=True,
        action="attendance.unlink",
        subject=f"u{OMAR}",
        says=True,
    ),
    Service(
        "voice.set_voice_tracking",
        lambda db, who, now: voice.set_voice_tracking(db, who, now, wanted=False),
        action="me.voice",
        subject="person:1",
    ),
    Service(
        "imports.write_import",
        lambda db, who, now: imports.write_import(db, who, BEGUN, 0, now),
        organizers=True,
        action="attendance.import",
        subject="m1",
        says=True,
    ),
    Service(
        "import_undo.undo_import",
        lambda db, who, now: import_undo.undo_import(db, who, WRITTEN, now),
        organizers=True,
        action="attendance.unimport",
        subject="m2",
    ),
    Service(
        "journal.share_link",
        lambda db, who, now: journal.share_link(db, who, LINK, "A note", "ai", now),
        action="journal.share",
        subject="j3",
    ),
    Service(
        "activity.add_activity",
        lambda db, who, now: activity.add_activity(db, who, "Demo", None, None, None, now),
        organizers=True,
        action="activity.add",
        subject="a2",
    ),
    Service(
        "activity.remove_activity",
        lambda db, who, now: activity.remove_activity(db, who, "a1", now),
        organizers=True,
        action="activity.remove",
        subject="a1",
    ),
    Service(
        "reports.compile_period",
        lambda db, who, now: reports.compile_period(db, who, PERIOD, now),
        organizers=True,
        action="report.compile",
        subject=PERIOD,
    ),
    Service(
        "narratives.write_narrative",
        lambda db, who, now: narratives.write_narrative(
            db, who, PERIOD, {"health": "Well."}, "Olga, Ana", now
        ),
        organizers=True,
        action="report.narrative",
        subject=PERIOD,
        says=True,
    ),
    Service(
        "reports.publish_report",
        lambda db, who, now: reports.publish_report(db, who, PUBLISHING, now),
        organizers=True,
        action="report.publish",
        subject=PERIOD,
        says=True,
    ),
    *(service for service in DECLARED if service.action),
]

READINGS = [
    Service(
        "wishes.kept_wishes",
        lambda db, who, _: wishes.kept_wishes(db, who, RETYPING),
        organizers=True,
    ),
    Service("community.view_community", lambda db, who, _: community.view_community(db, who)),
    Service("help.first_steps", help_.first_steps),
    Service(
        "community.steps_done",
        lambda db, who, _: community.steps_done(db, who, zone_chosen=False),
    ),
    Service("community.list_subgroups", lambda db, who, _: community.list_subgroups(db, who)),
    Service("members.about_me", lambda db, who, _: members.about_me(db, who)),
    Service("members.show_me", members.show_me),
    Service("members.reading_zone", lambda db, who, _: members.reading_zone(db, who)),
    Service(
        "meetings.show_meeting",
        lambda db, who, now: meetings.show_meeting(db, who, "m1", now),
    ),
    Service("meetings.list_meetings", meetings.list_meetings),
    Service("meetings.find_cards", lambda db, who, _: meetings.find_cards(db, who, [1])),
    Service("missed.missed_messages", lambda db, who, _: missed.missed_messages(db, who)),
    Service(
        "rotation.wishes_of",
        lambda db, who, _: rotation.wishes_of(db, who, 1),
        organizers=True,
    ),
    Service(
        "rotation.last_suggestion",
        lambda db, who, now: rotation.last_suggestion(db, who, ROTATING, now),
        organizers=True,
    ),
    Service(
        "rotation.suggestion_details",
        lambda db, who, _: rotation.suggestion_details(db, who, 1),
        organizers=True,
    ),
    Service(
        "evidence.show_rotation",
        lambda db, who, now: evidence.show_rotation(db, who, ROTATING, now),
    ),
    Service("meetings.who_is_coming", lambda db, who, _: meetings.who_is_coming(db, who, 1)),
    Service(
        "attendance.show_attendance",
        lambda db, who, now: attendance.show_attendance(db, who, "m1", now),
    ),
    Service(
        "attendance.exported_attendance",
        lambda db, who, now: export_attendance(db, who, None, None, now),
        organizers=True,
    ),
    Service("checkins.open_meetings", checkins.open_meetings),
    Service("codes.find_by_code", lambda db, who, now: codes.find_by_code(db, who, CODE, now)),
    Service(
        "names.offer_names", lambda db, who, _: names.offer_names(db, who, ""), organizers=True
    ),
    Service(
        "names.offer_people", lambda db, who, _: names.offer_people(db, who, ""), organizers=True
    ),
    Service(
        "imports.prepare_import",
        lambda db, who, now: imports.prepare_import(db, who, "m1", now),
        organizers=True,
    ),
    Service(
        "imports.show_import",
        lambda db, who, now: imports.show_import(db, who, ASKED_ABOUT, now),
        organizers=True,
    ),
    Service(
        "activity.list_activities",
        activity.list_activities,
    ),
    Service("periods.offer_periods", periods.offer_periods),
    Service("periods.today_here", periods.today_here),
    Service(
        "narratives.narrative_of",
        lambda db, who, now: narratives.narrative_of(db, who, PERIOD, now),
        organizers=True,
    ),
    Service(
        "reports.published_report",
        lambda db, who, now: reports.published_report(db, who, PERIOD, now),
        organizers=True,
    ),
    Service(
        "reports.read_report",
        lambda db, who, now: reports.read_report(db, who, PERIOD, now),
        organizers=True,
    ),
    Service(
        "report_drafts.draft_report",
        lambda db, who, now: report_drafts.draft_report(db, who, PERIOD, now),
        organizers=True,
    ),
    *(service for service in DECLARED if not service.action),
]


async def _open_import(db: Database, who: Actor, now: datetime) -> ImportReview:
    meeting = (await meetings.show_meeting(db, OLGA, "m1", now)).meeting
    return await imports.open_import(db, who, meeting, "digest", DRAFT, now)


REVIEWS = [
    *REVIEWS_OF_NOTES,
    Service("imports.open_import", _open_import, organizers=True),
    Service(
        "imports.answer_import",
        lambda db, who, now: imports.answer_import(db, who, ASKED_ABOUT, "n0", "0", now),
        organizers=True,
    ),
    Service(
        "imports.name_people",
        lambda db, who, now: imports.name_people(db, who, NAMELESS, {"e0": "Cy"}, now),
        organizers=True,
    ),
    Service(
        "imports.tick_machine",
        lambda db, who, now: imports.tick_machine(db, who, NAMELESS, 0, now, is_ticked=True),
        organizers=True,
    ),
    Service(
        "imports.drop_import",
        lambda db, who, now: imports.drop_import(db, who, ASKED_ABOUT, now),
        organizers=True,
    ),
    Service(
        "adoption.adopt_rotation",
        lambda db, who, now: adoption.adopt_rotation(db, who, ROTATING, "b", now),
        organizers=True,
    ),
    Service(
        "adoption.adopt_suggestion",
        lambda db, who, now: adoption.adopt_suggestion(db, who, 1, "today", now),
        organizers=True,
    ),
    Service(
        "pages.open_page",
        lambda db, who, now: pages.open_page(db, who, ADDRESS, now),
        organizers=True,
    ),
    Service(
        "rotation.offer_zone_request",
        lambda db, who, now: rotation.offer_zone_request(db, who, 1, now),
        organizers=True,
    ),
    Service(
        "wishes.keep_wishes",
        lambda db, who, now: wishes.keep_wishes(db, who, 1, EVERY_DAY, now),
        organizers=True,
    ),
    Service(
        "reports.ask_to_publish",
        lambda db, who, now: reports.ask_to_publish(db, who, PERIOD, now),
        organizers=True,
    ),
    Service(
        "confirmations.keep_as_is",
        lambda db, who, now: confirmations.keep_as_is(db, who, CANCELLING, now),
        organizers=True,
    ),
]
"""What is kept until somebody confirms it, and noted only then."""

SEARCHES = [
    Service(
        "rotation.suggest_rotation",
        lambda db, who, now: rotation.suggest_rotation(db, who, ROTATING, 1, now, compute),
        organizers=True,
    ),
    Service(
        "rotation.change_wishes",
        lambda db, who, now: rotation.change_wishes(db, who, 1, EVERY_DAY, now, compute),
        organizers=True,
    ),
]
"""What takes a second of work before it is noted."""


async def _forget(db: Database, who: Actor, now: datetime) -> object:
    """Asked, and confirmed."""
    asked = await personal.ask_to_forget(db, who, now)
    return await personal.forget_me(db, who, asked.id, now)


FORGETTING = [
    Service("personal.ask_to_forget", personal.ask_to_forget),
    Service("personal.forget_me", _forget),
]
"""What is noted without who it was; tried in `test_personal.py`. Last, as nobody is known then."""

EVERYTHING = [*CHANGES, *READINGS, *REVIEWS, *SEARCHES, *FORGETTING]


@pytest.fixture
async def furnished(db: Database, here: Community, now: datetime, snapshots: Snapshots) -> None:
    """Two subgroups with Olga in one, a meeting that is open, one tomorrow that she is going to,
    a series at rotating times, a question she was asked and an activity; who is at the open
    meeting; and what features declare."""
    await snapshots.fill(db, furnish, db, here, now)


async def furnish(db: Database, here: Community, now: datetime) -> None:
    earlier = now - timedelta(hours=1)
    await community.add_subgroup(db, OLGA, "Imaging", None, earlier)
    await community.add_subgroup(db, OLGA, "Ethics", None, earlier)
    await community.join_subgroup(db, OLGA, "Ethics", earlier)
    await meeting_at(db, now, earlier)
    await meeting_at(db, now + timedelta(days=1), earlier)
    await meetings.answer_meeting(db, OLGA, 2, "going", earlier)
    await meetings.schedule_meeting(db, OLGA, MeetingRequest("Unclear", "03/04 11:00"), earlier)
    await _rotating(db, here.id, earlier)
    await activity.add_activity(db, OLGA, "Talk", None, None, None, earlier)
    await _attended(db, here.id, now)
    for feature in FEATURES:
        await feature.furnish(db, earlier)
    await _asked(db, now)


async def _asked(db: Database, now: datetime) -> None:
    """One meeting was cancelled. Olga was asked whether to cancel the rest of its series, to adopt
    other times, to retire a subgroup, to publish the report, to ask where members live and to turn
    on the public page."""
    await cancellations.cancel_meeting(db, OLGA, CancelRequest(GONE), now)
    await community.add_subgroup(db, OLGA, "Robots", None, now)
    await community.join_subgroup(db, BEN, "Robots", now)
    await read_issues(db, OLGA, PERIOD, now)
    request = CancelRequest(ROTATING, scope="following")
    questions = [
        await cancellations.cancel_meeting(db, OLGA, request, now),
        await adoption.adopt_suggestion(db, OLGA, 1, "B", now),
        await community.retire_subgroup(db, OLGA, "Robots", now),
        await reports.ask_to_publish(db, OLGA, PERIOD, now),
        await rotation.offer_zone_request(db, OLGA, 1, now),
    ]
    asked = [question.id for question in questions if isinstance(question, Confirmation)]
    assert asked == [CANCELLING, ADOPTING, RETIRING, PUBLISHING, REQUESTING]
    assert await wishes.keep_wishes(db, OLGA, 1, EVERY_DAY, now) == RETYPING
    opening = await pages.open_page(db, OLGA, ADDRESS, now)
    assert isinstance(opening, Confirmation)
    assert opening.id == OPENING


async def _rotating(db: Database, community_id: int, now: datetime) -> None:
    """Every fourth Wednesday at New York's 11:00, then on the rotation A."""
    found = await series_at(db, now, repeat="every 4 weeks")
    [first, *_] = [meeting for meeting in found if meeting.series_id]
    assert first.key == ROTATING
    async with db.write() as tx:
        number = await kept_rotations.add_suggestion(
            tx, community_id, first.id, 1, asdict(Wishes()), PLANS, now
        )
    await adopt_suggestion(db, OLGA, number, "A", now)


async def _attended(db: Database, community_id: int, now: datetime) -> None:
    """Neha, and Omar who is Ben, are at the open meeting. It has a code, and two files."""
    async with db.write() as tx:
        for name, number in (("Neha", NEHA), ("Omar", OMAR)):
            assert (await people.add_name(tx, community_id, name, now)).id == number
            await ledger.correct(tx, 1, number, Correction(present=True, at=now))
        ben = await people.meet_person(tx, community_id, BEN.discord_id, BEN.name, now)
        assert ben.id == BENS
        await people.link(tx, OMAR, BENS)
        await ledger.settle(tx, 1, [NEHA, BENS])
        await kept_codes.code_of(tx, 1, CODE, now)
        ana = await people.meet_person(tx, community_id, ANA.discord_id, ANA.name, now)
        for person in (1, ana.id):
            await ledger.see(tx, 2, [(person, Sighting(Source.BUTTON, now))])
        await ledger.settle(tx, 2, [1, ana.id])
        await state.remember(tx, imports.EMAIL_KEY, "00" * 32)
        for number in (ASKED_ABOUT, BEGUN, NAMELESS):
            kept = await kept_imports.keep(tx, 1, OLGA.discord_id, f"file {number}", DRAFT, now)
            assert kept == number
        begun = {"n0": "0", "e0": "", "ids": [None], "done": 0, "listed": 0}
        await kept_imports.choose(tx, BEGUN, begun)
        await kept_imports.choose(tx, NAMELESS, {"n0": "0"})
        came = Sighting(Source.IMPORT, now - timedelta(hours=2))  # before all that others see
        await ledger.see(tx, 2, [(ana.id, came)])
        change = ImportChange(ana.id, is_new=False, before=None, after=came)
        assert await kept_imports.keep(tx, 2, OLGA.discord_id, "written", DRAFT, now) == WRITTEN
        await kept_imports.finish(tx, WRITTEN, {imports.UNDO: write_changes([change])}, now)


async def _refuse_rows(db: Database, table: str) -> None:
    """From now on the database itself refuses new rows of a table."""
    postgresql = (POSTGRESQL_FUNCTION, POSTGRESQL_TRIGGER)
    async with db.write() as tx:
        for statement in (SQLITE_TRIGGER,) if db.is_sqlite else postgresql:
            await tx.execute(text(statement.format(table=table)))


ASKED = (["db", "actor"], ["db", "presses"])
"""How the parameters of a service begin that somebody asks for."""


def _is_asynchronous(found: object) -> bool:
    """A coroutine function, or an asynchronous context manager."""
    written = inspect.unwrap(found) if inspect.isfunction(found) else None
    return inspect.iscoroutinefunction(written) or inspect.isasyncgenfunction(written)


def _services() -> set[str]:
    """Every service that somebody asks for."""
    found = set()
    for module in pkgutil.iter_modules(services.__path__):
        loaded = importlib.import_module(f"{services.__name__}.{module.name}")
        for name, function in inspect.getmembers(loaded, _is_asynchronous):
            asked = list(inspect.signature(function).parameters)[:2] in ASKED
            is_its_own = function.__module__ == loaded.__name__ and not name.startswith("_")
            if asked and is_its_own:
                found.add(f"{module.name}.{name}")
    return found


async def _fails(db: Database, service: Service, now: datetime) -> bool:
    """Whether the database's refusal came through, and not one row changed."""
    before = await everything(db)
    with pytest.raises(DBAPIError, match="refused on purpose"):
        await service.ask(db, OLGA, now)
    return await everything(db) == before


def test_every_service_is_tried_here() -> None:
    assert sorted(service.name for service in EVERYTHING) == sorted(_services())


@pytest.mark.parametrize("service", CHANGES, ids=lambda service: service.name)
@pytest.mark.usefixtures("furnished")
async def test_a_change_is_noted_once_with_who_did_it_and_when(
    db: Database, now: datetime, service: Service
) -> None:
    before, said = await audited(db), await waiting(db)
    await service.ask(db, OLGA, now)
    expected = Noted(service.action, service.subject, OLGA.name, OLGA.discord_id, now)
    assert (await audited(db))[len(before) :] == [expected]
    assert (await waiting(db) != said) == service.says


@pytest.mark.parametrize("service", REVIEWS, ids=lambda service: service.name)
@pytest.mark.usefixtures("furnished")
async def test_what_is_not_confirmed_yet_is_kept_apart(
    db: Database, now: datetime, service: Service
) -> None:
    before = await everything(db)
    await service.ask(db, OLGA, now)
    after = await everything(db)
    kept = "imports" if service.name.startswith(("imports.", "notes_reviews.")) else "questions"
    assert {table for table in after if after[table] != before[table]} == {kept}


async def test_a_search_is_noted_too_or_nothing_is_kept_of_it(
    sqlite_db: Database, here_on_sqlite: Community, now: datetime
) -> None:
    await furnish(sqlite_db, here_on_sqlite, now)
    before, said = await audited(sqlite_db), await waiting(sqlite_db)
    for service in SEARCHES:
        await service.ask(sqlite_db, OLGA, now)
    noted = Noted("rotation.suggest", ROTATING, OLGA.name, OLGA.discord_id, now)
    assert (await audited(sqlite_db))[len(before) :] == [noted] * len(SEARCHES)
    assert await waiting(sqlite_db) == said
    await _refuse_rows(sqlite_db, "audit")
    assert await _fails(sqlite_db, SEARCHES[-1], now)


@pytest.mark.usefixtures("furnished")
async def test_what_cannot_be_noted_is_not_done(db: Database, now: datetime) -> None:
    await _refuse_rows(db, "audit")
    done = [service.name for service in CHANGES if not await _fails(db, service, now)]
    assert done == []


@pytest.mark.usefixtures("furnished")
async def test_what_cannot_be_said_later_is_not_done(db: Database, now: datetime) -> None:
    await _refuse_rows(db, "outbox")
    saying = [service for service in CHANGES if service.says]
    assert [service.name for service in saying if not await _fails(db, service, now)] == []


@pytest.mark.usefixtures("furnished")
async def test_whoever_left_the_server_is_refused_everywhere(db: Database, now: datetime) -> None:
    for service in EVERYTHING:
        async with refused(db, NotMemberError):
            await service.ask(db, STRANGER, now)


@pytest.mark.usefixtures("furnished")
async def test_what_is_for_organizers_is_refused_to_members(db: Database, now: datetime) -> None:
    for service in EVERYTHING:
        if service.organizers:
            async with refused(db, NotOrganizerError):
                await service.ask(db, ANA, now)


BEFORE_SETUP = ("community.set_up", "help.first_steps")
"""What is for servers without a community, too."""


@pytest.mark.usefixtures("furnished")
async def test_a_server_without_a_community_is_told_so(db: Database, now: datetime) -> None:
    for service in EVERYTHING:
        if service.name not in BEFORE_SETUP:
            async with refused(db, NotSetUpError):
                await service.ask(db, NOBODY_YET, now)


@pytest.mark.usefixtures("furnished")
async def test_all_else_is_for_every_member(db: Database, now: datetime) -> None:
    for service in EVERYTHING:
        if not service.organizers:
            await service.ask(db, ANA, now)


@pytest.mark.usefixtures("furnished")
async def test_reading_changes_nothing(db: Database, now: datetime) -> None:
    before = await everything(db)
    for service in READINGS:
        await service.ask(db, OLGA, now)
        assert await everything(db) == before, service.name


@pytest.mark.usefixtures("furnished")
async def test_the_organizer_role_is_as_good_as_managing_the_server(
    db: Database, now: datetime
) -> None:
    helper = Actor(OLGA.guild_id, 9, "Hana", role_ids=frozenset({77}))
    async with refused(db, NotOrganizerError):
        await plans.add_work(db, helper, "Survey", None, now)
    setup = Setup(organizer_role_id=77)
    await community.set_up(db, OLGA, setup, "Server", NEWS, now)
    await plans.add_work(db, helper, "Survey", None, now)
