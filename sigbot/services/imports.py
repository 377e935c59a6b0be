"""Read attendance files, have them reviewed, and write each once when it is confirmed."""

import asyncio
import hashlib
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sigbot.domain.attendance import Sighting, Source
from sigbot.domain.attendance_files import (
    Draft,
    FileToRead,
    ImportChange,
    ImportedPerson,
    ImportReview,
    Written,
    is_current,
    read_draft,
    write_changes,
)
from sigbot.domain.community import Actor, Community
from sigbot.domain.meetings import Meeting, check_attended
from sigbot.domain.names import clean_name
from sigbot.domain.refusals import (
    AlreadyImportedError,
    AnsweredError,
    StoreBusyError,
)
from sigbot.domain.seals import EmailSeal
from sigbot.services.access import find_meeting, lock_for_organizer, must_find, require_organizer
from sigbot.services.corrections import ledger_changed
from sigbot.services.heavy import Compute
from sigbot.services.import_reviews import review_of, wall_of
from sigbot.services.matches import (
    IDS,
    Look,
    answers_to,
    begin,
    compare,
    names_given,
    names_in,
    tick,
)
from sigbot.store import audit, import_changes, imports, ledger, members, newcomers, state
from sigbot.store.database import Database, Tx
from sigbot.store.imports import KeptImport

KEPT_FOR = timedelta(hours=24)
"""A review that nobody confirmed is forgotten after this time, and what is kept of a written file
to take it back."""

UNDO = "undo"
"""The key of the choices that keep what a file changed."""

LARGEST_PART = 50
"""How many people are written in one transaction; check-ins would have to wait for more."""

MOST_TRIES = 5
"""How often a file is looked at again because somebody changed it, or its people, meanwhile."""

NEARBY = timedelta(hours=24)
EMAIL_KEY = "email_key"


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads a file for a meeting, outside of any transaction."""

    meeting: Meeting
    seal: EmailSeal

    async def read(self, data: bytes, compute: Compute) -> Draft:
        """Return the draft of a file. Raises FileRefusedError, TooHeavyError."""
        return await compute(read_draft, FileToRead(data, wall_of(self.meeting), self.seal))


async def prepare_import(db: Database, actor: Actor, text: str, now: datetime) -> Reader:
    """Return the reader of files for a meeting.

    For organizers only. Raises NotBegunError, MeetingCancelledError.
    """
    async with db.write() as tx:
        community = await lock_for_organizer(tx, actor)
        meeting = await find_meeting(tx, community.id, text, now)
        check_attended(meeting, now)
        key = await state.recall_to_change(tx, EMAIL_KEY)
        if not key:
            key = secrets.token_hex(32)
            await state.remember(tx, EMAIL_KEY, key)
        return Reader(meeting, EmailSeal(db.secret, key, community.id))


def digest_of(data: bytes) -> str:
    """Return the digest by which the same file is recognized."""
    return hashlib.sha256(data).hexdigest()


async def open_import(
    db: Database, actor: Actor, meeting: Meeting, digest: str, draft: Draft, now: datetime
) -> ImportReview:
    """Keep a file and return its review. For organizers only. Raises AlreadyImportedError."""
    commanders = await _commanders(db, actor, draft)
    async with db.write() as tx:
        community = await lock_for_organizer(tx, actor)
        await newcomers.meet_people(tx, community.id, commanders, now)
        await must_find(tx, community.id, meeting.id)
        before = await imports.written_before(tx, meeting.id, digest)
        if before is not None:
            raise AlreadyImportedError(before)
        made = await imports.keep(tx, meeting.id, actor.discord_id, digest, draft, now)
    kept = KeptImport(made, meeting.id, draft, {}, now)
    return await review_of(db, await compare(db, community, kept))


async def _commanders(db: Database, actor: Actor, draft: Draft) -> dict[int, str]:
    """Return Discord id → name of those in a file who are no people of the community so far, though
    they did something for it, and of the actor where the file has their name.

    Whoever set the community up or schedules its meetings may never have answered or checked in.
    """
    async with db.read() as tx:
        community = await require_organizer(tx, actor)
        known = await audit.strangers(tx, community.id) | {actor.discord_id: actor.name}
    names = await asyncio.to_thread(names_in, draft)
    return {account: name for account, name in known.items() if clean_name(name) in names}


async def answer_import(
    db: Database, actor: Actor, import_id: int, key: str, value: str, now: datetime
) -> ImportReview:
    """Keep an answer to a question of a review; return the review as it is then.

    For organizers only. Raises AnsweredError for an answer that was not offered.
    """
    return await _change(db, actor, import_id, now, lambda look: answers_to(look, key, value))


async def name_people(
    db: Database, actor: Actor, import_id: int, names: Mapping[str, str], now: datetime
) -> ImportReview:
    """Name people of a file who have an e-mail and no name; return the review as it is then.

    `names` are by the keys of the question; those that are empty stay open. For organizers only.
    Raises TooLongError, and AnsweredError where something else is asked.
    """
    return await _change(db, actor, import_id, now, lambda look: names_given(look, names))


async def tick_machine(
    db: Database, actor: Actor, import_id: int, place: int, now: datetime, *, is_ticked: bool
) -> ImportReview:
    """Count a note-taker or device of a file as a person, or leave it out; return the review.

    For organizers only. Raises AnsweredError where the file has none at this place.
    """
    return await _change(
        db, actor, import_id, now, lambda look: tick(look, place, is_ticked=is_ticked)
    )


async def show_import(db: Database, actor: Actor, import_id: int, now: datetime) -> ImportReview:
    """Return a review as it is now. For organizers only. Raises as `answer_import` does."""
    return await review_of(db, await _look_at_review(db, actor, import_id, now))


async def _change(
    db: Database,
    actor: Actor,
    import_id: int,
    now: datetime,
    answers_of: Callable[[Look], Mapping[str, str]],
) -> ImportReview:
    """Keep the answers that are worked out of a look at a review; return the review then."""
    for _ in range(MOST_TRIES):
        look = await _look_at_review(db, actor, import_id, now)
        choices = {**look.kept.choices, **answers_of(look)}
        async with db.write() as tx:
            if not await _is_unchanged(tx, actor, look, now):
                continue
            await imports.choose(tx, import_id, choices)
        kept = replace(look.kept, choices=choices)
        return await review_of(db, await compare(db, look.community, kept))
    raise StoreBusyError


async def drop_import(db: Database, actor: Actor, import_id: int, now: datetime) -> None:
    """Forget a file that will not be written. For organizers only."""
    async with db.write() as tx:
        community, kept = await _open(tx, actor, import_id, now, to_change=True)
        if kept.choices.get("done"):
            _note(tx, community, actor, kept, now)
        await imports.forget(tx, import_id)


def _note(tx: Tx, community: Community, actor: Actor, kept: KeptImport, now: datetime) -> None:
    """Note in the audit trail how many people of a file were written."""
    ids, done = kept.choices["ids"], kept.choices["done"]
    counts = {"people": done, "new": ids[:done].count(None)}
    key = f"m{kept.meeting_id}"
    audit.record(tx, community.id, actor, "attendance.import", key, now, **counts)


async def forget_reviews(db: Database, now: datetime) -> None:
    """Forget files that nobody confirmed in time, each in its own transaction.

    Of those that were written before, forget what they changed.
    """
    async with db.read() as tx:
        import_ids = await imports.unfinished_before(tx, now - KEPT_FOR)
        has_changes = await imports.has_changes_before(tx, now - KEPT_FOR)
    for import_id in import_ids:
        async with db.write() as tx:
            await imports.forget(tx, import_id)
    if has_changes:
        async with db.write() as tx:
            await imports.forget_changes(tx, now - KEPT_FOR)


async def write_import(
    db: Database, actor: Actor, import_id: int, known: int, now: datetime
) -> Written | ImportReview:
    """Write the next part of a file; call this until it is complete.

    `known` is the number of people known to the community that the review showed. Where it has
    changed since, write nothing and return the review as it is now.

    For organizers only. Raises AlreadyImportedError, and AnsweredError for a review that is too
    old.
    """
    for _ in range(MOST_TRIES):
        look = await _look(db, actor, import_id, now)
        choices = begin(look, known)
        async with db.write() as tx:
            if not await _is_unchanged(tx, actor, look, now):
                continue
            if choices is not None:
                return await _write_part(tx, actor, look, choices, now)
        return await review_of(db, look)
    raise StoreBusyError


async def _write_part(
    tx: Tx, actor: Actor, look: Look, choices: Mapping[str, Any], now: datetime
) -> Written:
    """Write the next people of a file. Raises the refusals of meetings that cannot be attended."""
    import_id, ids, done = look.kept.id, choices["ids"], int(choices["done"])
    part = slice(done, done + LARGEST_PART)
    meeting = await must_find(tx, look.community.id, look.kept.meeting_id)
    check_attended(meeting, now)
    listed, changes = await _write(tx, look.community, meeting, look.written[part], ids[part], now)
    listed += int(choices["listed"])
    written = Written(meeting, len(ids), min(done + LARGEST_PART, len(ids)), listed)
    to_undo = [*choices.get(UNDO, ()), *write_changes(changes)]
    choices = {**choices, "done": written.done, "listed": listed, UNDO: to_undo}
    if written.is_complete:
        await imports.finish(tx, import_id, {UNDO: to_undo}, now)
        _note(tx, look.community, actor, replace(look.kept, choices=choices), now)
    else:
        await imports.choose(tx, import_id, choices)
    return written


async def _look(db: Database, actor: Actor, import_id: int, now: datetime) -> Look:
    """Read a file under review, and compare it with the people of the community. Raises as
    `_open` does."""
    async with db.read() as tx:
        community, kept = await _open(tx, actor, import_id, now)
    return await compare(db, community, kept)


async def _look_at_review(db: Database, actor: Actor, import_id: int, now: datetime) -> Look:
    """Do as `_look`; raise AnsweredError for a file that is half written, too."""
    look = await _look(db, actor, import_id, now)
    if IDS in look.kept.choices:
        raise AnsweredError
    return look


async def _is_unchanged(tx: Tx, actor: Actor, look: Look, now: datetime) -> bool:
    """Lock the community and the file; return whether both are as they were looked at.

    Raises as `_open` does.
    """
    _, kept = await _open(tx, actor, look.kept.id, now, to_change=True)
    if kept.choices != look.kept.choices:
        return False
    return look.mark is None or look.mark == await imports.people_mark(tx, look.community.id)


async def _open(
    tx: Tx, actor: Actor, import_id: int, now: datetime, *, to_change: bool = False
) -> tuple[Community, KeptImport]:
    """Return the community and a file under review; `to_change` locks both, and leaves out what
    was read from the file.

    Raises AnsweredError where the review is too old, or of another community, and
    AlreadyImportedError where it was written.
    """
    find = lock_for_organizer if to_change else require_organizer
    community = await find(tx, actor)
    kept = await imports.kept(tx, community.id, import_id, to_change=to_change)
    if kept is None or kept.read_at <= now - KEPT_FOR:
        raise AnsweredError
    if kept.written_at is not None:
        raise AlreadyImportedError(kept.written_at)
    if not (to_change or is_current(kept.draft)):
        raise AnsweredError
    return community, kept


async def _write(
    tx: Tx,
    community: Community,
    meeting: Meeting,
    people: Sequence[ImportedPerson],
    known: Sequence[int | None],
    now: datetime,
) -> tuple[int, list[ImportChange]]:
    """Put people on the list of a meeting; return how many of them are on it now, and what was
    changed."""
    emails = {person.digest for person in people if person.digest}
    learned = emails - await import_changes.known_digests(tx, community.id, emails)
    ids = await _meet(tx, community, people, known, now)
    owners = await members.owners_of(tx, ids)
    await members.note_seen(tx, owners, now)
    await ledger.lock_meeting(tx, meeting.id)
    before = await ledger.present(tx, meeting.id, owners)
    seen = [
        (person_id, _sighting(person, meeting))
        for person_id, person in zip(ids, people, strict=True)
    ]
    earlier = await import_changes.imported_sightings(tx, meeting.id, ids)
    await ledger.see(tx, meeting.id, seen)
    later = await import_changes.imported_sightings(tx, meeting.id, ids)
    changes = [
        ImportChange(
            person_id,
            is_new=known_id is None,
            before=earlier.get(person_id),
            after=later[person_id],
            digest=person.digest if person.digest in learned else None,
        )
        for person_id, person, known_id in zip(ids, people, known, strict=True)
    ]
    there = await ledger.settle(tx, meeting.id, owners)
    if there != before:
        await ledger_changed(tx, community, meeting, now)
    return len(there), changes


async def _meet(
    tx: Tx,
    community: Community,
    people: Sequence[ImportedPerson],
    known: Sequence[int | None],
    now: datetime,
) -> list[int]:
    """Return the id of each person; add people who are new, and note their e-mail addresses."""
    strangers = [p.name for p, known_id in zip(people, known, strict=True) if known_id is None]
    made = iter(await imports.add_names(tx, community.id, strangers, now))
    ids = [known_id if known_id is not None else next(made) for known_id in known]
    emails = {p.digest: person_id for p, person_id in zip(people, ids, strict=True) if p.digest}
    await imports.learn_emails(tx, community.id, emails)
    return ids


def _sighting(person: ImportedPerson, meeting: Meeting) -> Sighting:
    """Return what a file says of a person; its naive times are read on the meeting's clock.

    Where there is no time, or one that is further than NEARBY from the meeting's start, the moment
    is not known.
    """
    at = person.joined and person.joined.replace(tzinfo=ZoneInfo(meeting.zone)).astimezone(UTC)
    if at is None or abs(at - meeting.starts_at) > NEARBY:
        return Sighting(Source.IMPORT, meeting.starts_at, person.minutes, timed=False)
    return Sighting(Source.IMPORT, at, person.minutes)
