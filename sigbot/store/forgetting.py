"""Erase what is stored about a person, and find out who gave no sign of life for long.

The rules are those of `domain/personal.py`. The row of a person is deleted at the end: the foreign
keys make sure that no row is left that refers to it.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any, cast

from sqlalchemy import (
    CursorResult,
    Delete,
    Update,
    case,
    delete,
    func,
    insert,
    literal,
    null,
    select,
    text,
    true,
    update,
)

from sigbot.domain.attendance import Source
from sigbot.domain.forgetting import NAMELESS
from sigbot.domain.outbox import direct_lane
from sigbot.domain.personal_rules import Section
from sigbot.store import imports, journal_works, notes
from sigbot.store.base import Base
from sigbot.store.database import Tx
from sigbot.store.rows.attendance import (
    AttendanceRow,
    CorrectionRow,
    GuessRow,
    ImportRow,
    PresenceRow,
    SightingRow,
)
from sigbot.store.rows.audit import ABOUT_ANOTHER, AuditRow
from sigbot.store.rows.community import CommunityRow
from sigbot.store.rows.journal import (
    JournalOpinionRow,
    JournalQuestionRow,
    JournalReaderRow,
    JournalVolunteerRow,
    JournalVoteRow,
)
from sigbot.store.rows.meetings import MeetingRow, QuestionRow, RsvpRow
from sigbot.store.rows.members import (
    CalendarRow,
    ConsentRow,
    EmailRow,
    GenderRow,
    HoursRow,
    PersonRow,
    SelfDescriptionRow,
    SubgroupMemberRow,
)
from sigbot.store.rows.minutes import AgendaItemRow, AmendmentRow, CaughtUpRow, UnnamedRow
from sigbot.store.rows.outbox import NAMING, OutboxRow
from sigbot.store.rows.releases import ChangedAnswerRow, OwnNameRow, ReleaseNumberRow
from sigbot.store.rows.reports import AuthorRow, NarrativeVersionRow, ReportRow
from sigbot.store.rows.rotation import HostRow, SuggestionRow

SOMEBODY = "person"
"""The subject of an audit row whose person was forgotten."""

_DELETED: Sequence[tuple[type[Base], Section]] = (
    (SelfDescriptionRow, Section.DESCRIPTION),
    (GenderRow, Section.GENDER),
    (ReleaseNumberRow, Section.RELEASES),
    (ChangedAnswerRow, Section.RELEASES),
    (OwnNameRow, Section.NAMES),
    (HoursRow, Section.HOURS),
    (SubgroupMemberRow, Section.SUBGROUPS),
    (CalendarRow, Section.CALENDAR),
    (EmailRow, Section.EMAILS),
    (RsvpRow, Section.ANSWERS),
    (PresenceRow, Section.VOICE),
    (HostRow, Section.ROTATION),
    (OutboxRow, Section.WAITING),
    (JournalVoteRow, Section.JOURNAL),
    (JournalVolunteerRow, Section.JOURNAL),
    (JournalReaderRow, Section.JOURNAL),
    (JournalQuestionRow, Section.JOURNAL),
    (JournalOpinionRow, Section.JOURNAL),
    (AgendaItemRow, Section.MINUTES),
    (AmendmentRow, Section.MINUTES),
    (UnnamedRow, Section.MINUTES),
)
"""Tables whose rows of a person are deleted by `person_id`."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A person who is to be forgotten, under all names by which a community knows them.

    `ids` are those of the person and of the names linked to them, the person's own first; empty for
    an account that is only in the audit trail. `digests` are hashes of their e-mail addresses.
    """

    community_id: int
    discord_id: int | None
    ids: tuple[int, ...]
    names: frozenset[str]
    digests: frozenset[str] = field(default=frozenset())

    @property
    def words(self) -> frozenset[str]:
        """Return what a file has where the person is in it: a name or the hash of an address."""
        return self.names | self.digests

    @property
    def keys(self) -> frozenset[str]:
        return frozenset(f"u{person_id}" for person_id in self.ids)


async def subject(
    tx: Tx,
    community_id: int,
    *,
    discord_id: int | None = None,
    person_id: int | None = None,
    to_erase: bool = False,
) -> Subject | None:
    """Return a person by their account or id, None where nothing about them is stored.

    With `to_erase`, transactions that add something about the person wait until this one ends.
    """
    same = PersonRow.discord_id == discord_id if person_id is None else PersonRow.id == person_id
    own = select(PersonRow).where(PersonRow.community_id == community_id, same)
    person = await tx.scalar(own.with_for_update() if to_erase else own)
    account = person.discord_id if person else discord_id
    names = await _audit_names(tx, community_id, account) if account is not None else set()
    if person is None:
        stored = names or await _has_traces(tx, community_id, account)
        return Subject(community_id, account, (), frozenset(names)) if stored else None
    linked = select(PersonRow).where(PersonRow.same_as == person.id).order_by(PersonRow.id)
    aliases = list(await tx.scalars(linked.with_for_update() if to_erase else linked))
    ids = (person.id, *(alias.id for alias in aliases))
    digests = await tx.scalars(select(EmailRow.digest).where(EmailRow.person_id.in_(ids)))
    called = {person.name, *(alias.name for alias in aliases), *names} - {NAMELESS}
    return Subject(community_id, account, ids, frozenset(called), frozenset(digests))


async def _audit_names(tx: Tx, community_id: int, discord_id: int) -> set[str]:
    """Return the names under which an account acted."""
    own = AuditRow.community_id == community_id, AuditRow.discord_id == discord_id
    return set(await tx.scalars(select(AuditRow.name).where(*own).distinct()))


async def _has_traces(tx: Tx, community_id: int, discord_id: int | None) -> bool:
    """Return whether an account without a person left wrong codes, questions, files or messages."""
    if discord_id is None:
        return False
    for row in (GuessRow, QuestionRow):
        own = select(literal(1)).where(row.community_id == community_id)
        if await tx.scalar(own.where(row.discord_id == discord_id).limit(1)):
            return True
    return False


async def erase(tx: Tx, who: Subject, looked: imports.LookedAt) -> tuple[Counter[Section], int]:
    """Erase a person; return how many rows by section, and at how many meetings a mark is left.

    The community and the person have to be locked. `looked` are the files under review that were
    looked at before.
    """
    counts: Counter[Section] = Counter()
    marked = await _leave_marks(tx, who, counts)
    noted = await _items_with_notes(tx, who.ids)
    for row, section in _DELETED:
        counts[section] += await _delete(tx, row, who.ids)
    counts[Section.CONSENT] += await _unname_consents(tx, who.ids)
    counts[Section.JOURNAL] += await journal_works.unname(tx, who.ids, noted)
    counts[Section.MINUTES] += await notes.unname(tx, who.ids)
    counts[Section.ROTATION] += await _unname_hosts(tx, who)
    counts[Section.REPORTS] += await _unname_authors(tx, who)
    counts[Section.REPORTS] += await _unname_versions(tx, who)
    counts[Section.REPORTS] += await _delete(tx, AuthorRow, who.ids)
    counts[Section.AUDIT] += await _unname_audit(tx, who)
    counts[Section.WAITING] += await _unname_outbox(tx, who)
    counts[Section.FILES] += await _unname_imports(tx, who, looked)
    for row, section in ((GuessRow, Section.CODES), (QuestionRow, Section.QUESTIONS)):
        own = row.community_id == who.community_id, row.discord_id == who.discord_id
        counts[section] += await _run(tx, delete(row).where(*own))
    # The names first: they refer to the person.
    counts[Section.NAMES] += await _run(tx, delete(PersonRow).where(PersonRow.id.in_(who.ids[1:])))
    counts[Section.ACCOUNT] += await _run(
        tx, delete(PersonRow).where(PersonRow.id.in_(who.ids[:1]))
    )
    return counts, marked


async def _run(tx: Tx, statement: Delete | Update) -> int:
    """Run a statement; return how many rows it changed."""
    result = await tx.execute(statement.execution_options(synchronize_session=False))
    return cast("CursorResult[Any]", result).rowcount


async def _delete(tx: Tx, row: type[Base], ids: Collection[int]) -> int:
    return await _run(tx, delete(row).where(cast("Any", row).person_id.in_(ids)))


async def _leave_marks(tx: Tx, who: Subject, counts: Counter[Section]) -> int:
    """Leave a nameless mark in place of a person's attendances; return how many there are.

    It also stands in for them where they caught up with a meeting.

    What sources saw of the person is deleted. The mark keeps the way of checking in, and of the
    time no more than the meeting's start; so the ledger still follows from what is kept.
    """
    own = AttendanceRow.person_id.in_(who.ids)
    marked = await tx.scalar(select(func.count()).where(own)) or 0
    for row in (SightingRow, CorrectionRow):
        counts[Section.ATTENDANCE] += await _delete(tx, row, who.ids)
    caught_up = CaughtUpRow.person_id.in_(who.ids)
    later = await tx.scalar(select(func.count()).where(caught_up)) or 0
    if not marked and not later:
        return 0
    mark = await _add_mark(tx, who.community_id)
    seen_at = select(MeetingRow.starts_at).where(MeetingRow.id == CaughtUpRow.meeting_id)
    unnamed = {"person_id": mark, "at": seen_at.scalar_subquery()}
    counts[Section.MINUTES] += await _run(tx, update(CaughtUpRow).where(caught_up).values(unnamed))
    start = select(MeetingRow.starts_at).where(MeetingRow.id == AttendanceRow.meeting_id)
    moved = {
        "person_id": mark,
        "checked_in_at": start.scalar_subquery(),
        "minutes": null(),
        "timed": true(),
    }
    counts[Section.ATTENDANCE] += await _run(tx, update(AttendanceRow).where(own).values(moved))
    left = AttendanceRow.person_id == mark
    by_hand = AttendanceRow.source == Source.MANUAL
    at = AttendanceRow.checked_in_at
    seen = select(AttendanceRow.meeting_id, literal(mark), AttendanceRow.source, at, true())
    columns = ["meeting_id", "person_id", "source", "seen_at", "counts"]
    await tx.execute(insert(SightingRow).from_select(columns, seen.where(left, ~by_hand)))
    corrected = select(AttendanceRow.meeting_id, literal(mark), true(), at)
    columns = ["meeting_id", "person_id", "present", "at"]
    await tx.execute(insert(CorrectionRow).from_select(columns, corrected.where(left, by_hand)))
    return marked


async def _add_mark(tx: Tx, community_id: int) -> int:
    """Add a nameless mark; return its id. It looks as old as the community."""
    community = await tx.get_one(CommunityRow, community_id)
    row = PersonRow(community_id=community_id, name=NAMELESS, created_at=community.created_at)
    tx.add(row)
    await tx.flush()
    return row.id


async def _unname_consents(tx: Tx, ids: Collection[int]) -> int:
    """Keep that somebody agreed on a day, and to which notice."""
    rows = list(await tx.scalars(select(ConsentRow).where(ConsentRow.person_id.in_(ids))))
    for row in rows:
        row.person_id = None
        row.at = datetime.combine(row.at.date(), time(), row.at.tzinfo)
    await tx.flush()
    return len(rows)


async def _items_with_notes(tx: Tx, ids: Collection[int]) -> set[int]:
    """Return the items of which a person said why they want to read them."""
    own = JournalVoteRow.person_id.in_(ids), JournalVoteRow.note != ""
    return set(await tx.scalars(select(JournalVoteRow.item_id).where(*own)))


async def _unname_hosts(tx: Tx, who: Subject) -> int:
    """Take a person out of the hosts that suggestions of rotations were asked for with."""
    if not who.ids:
        return 0
    rows = await tx.scalars(
        select(SuggestionRow)
        .join(MeetingRow, MeetingRow.id == SuggestionRow.meeting_id)
        .where(MeetingRow.community_id == who.community_id)
    )
    naming = [row for row in rows if set(row.wishes.get("hosts", ())) & set(who.ids)]
    for row in naming:
        hosts = [host for host in row.wishes["hosts"] if host not in who.ids]
        row.wishes = {**row.wishes, "hosts": hosts}
    await tx.flush()
    return len(naming)


async def _unname_authors(tx: Tx, who: Subject) -> int:
    """Take the lines with a person out of the authors of reports, but for those that were published
    with them."""
    rows = list(
        await tx.scalars(select(ReportRow).where(ReportRow.community_id == who.community_id))
    )
    lines = await tx.scalars(select(AuthorRow.name).where(AuthorRow.person_id.in_(who.ids)))
    naming = {*who.names, *lines}
    count = 0
    for row in rows:
        published = set(row.published["authors"]) if row.published else set()
        left = [line for line in row.authors if line not in naming or line in published]
        count += len(left) < len(row.authors)
        row.authors = left
    await tx.flush()
    return count


async def _unname_versions(tx: Tx, who: Subject) -> int:
    """Keep earlier texts of reports without who wrote them."""
    of_community = select(ReportRow.id).where(ReportRow.community_id == who.community_id)
    own = (
        NarrativeVersionRow.written_by == who.discord_id,
        NarrativeVersionRow.report_id.in_(of_community),
    )
    return await _run(tx, update(NarrativeVersionRow).where(*own).values(written_by=None))


async def _unname_audit(tx: Tx, who: Subject) -> int:
    """Take name and id out of what a person did, and their key out of what others did to them."""
    of_community = AuditRow.community_id == who.community_id
    count = 0
    if who.discord_id is not None:
        own_subjects = [f"person:{person_id}" for person_id in who.ids]
        named = case((AuditRow.subject.in_(own_subjects), SOMEBODY), else_=AuditRow.subject)
        own = update(AuditRow).where(of_community, AuditRow.discord_id == who.discord_id)
        count += await _run(tx, own.values(discord_id=None, name=NAMELESS, subject=named))
    about = await tx.scalars(select(AuditRow).where(of_community, text(ABOUT_ANOTHER)))
    for row in about:
        if row.subject in who.keys or row.details.get("person") in who.keys:
            row.subject = SOMEBODY if row.subject in who.keys else row.subject
            row.details = {key: v for key, v in row.details.items() if v not in who.keys}
            count += 1
    await tx.flush()
    return count


async def _unname_outbox(tx: Tx, who: Subject) -> int:
    """Delete messages to a person, sent or not, and no longer mention them in those to others."""
    if who.discord_id is None:
        return 0
    rows = await tx.scalars(
        select(OutboxRow).where(OutboxRow.community_id == who.community_id, text(NAMING))
    )
    count = 0
    for row in list(rows):
        payload = row.payload if isinstance(row.payload, Mapping) else {}
        if row.lane == direct_lane(who.discord_id):
            await tx.delete(row)
            count += 1
        elif is_called(payload, who.discord_id):
            row.payload = {**payload, "called": _without(payload["called"], who.discord_id)}
            count += 1
    await tx.flush()
    return count


def is_called(payload: Mapping[str, Any], discord_id: int) -> bool:
    """Return whether a message of the outbox mentions an account."""
    called = payload.get("called")
    return isinstance(called, Mapping) and any(
        isinstance(people, list) and discord_id in people for people in called.values()
    )


def _without(called: Mapping[str, Any], discord_id: int) -> dict[str, Any]:
    """Return whom a message mentions, without one of them."""
    return {
        key: [to for to in value if to != discord_id] if isinstance(value, list) else value
        for key, value in called.items()
    }


async def _unname_imports(tx: Tx, who: Subject, looked: imports.LookedAt) -> int:
    """Forget who imported files; delete the files under review in which the person is.

    What a written file changed is forgotten, so that it cannot be taken back any more.
    """
    newer = await imports.drafts_naming(tx, who.community_id, who.words, who.ids, looked)
    naming = looked.naming | newer.naming
    of_person = ImportRow.id.in_(naming)
    gone = await _run(tx, delete(ImportRow).where(of_person, ImportRow.written_at.is_(None)))
    gone += await _run(tx, update(ImportRow).where(of_person).values(choices={}))
    of_community = select(MeetingRow.id).where(MeetingRow.community_id == who.community_id)
    own = ImportRow.discord_id == who.discord_id, ImportRow.meeting_id.in_(of_community)
    waiting = await _run(tx, delete(ImportRow).where(*own, ImportRow.written_at.is_(None)))
    return gone + waiting + await _run(tx, update(ImportRow).where(*own).values(discord_id=None))
