"""Say that one read a paper, bring questions to its discussion, and say what one thinks of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sigbot.domain.bounds import LINE_LIMIT, QUESTIONS_COUNTED
from sigbot.domain.community import Actor, Community, may_organize
from sigbot.domain.discussions import (
    Discussion,
    NotPickedError,
    NotYourQuestionError,
    Question,
    QuestionGoneError,
    check_answerable,
    check_asked,
)
from sigbot.domain.members import Person
from sigbot.domain.opinions import Opinion
from sigbot.domain.texts import check_title
from sigbot.domain.vocabularies import read_word
from sigbot.services.access import community_of, lock_for_member, person_behind
from sigbot.services.papers import refresh_cards
from sigbot.store import audit, discussions, ledger, members
from sigbot.store.database import Database, Tx


@dataclass(frozen=True, slots=True)
class Removable:
    """The questions to a paper that a member may remove."""

    paper: Discussion
    questions: Sequence[Question]


async def _paper(tx: Tx, community: Community, item_id: int, meeting_id: int) -> Discussion:
    """Return a paper on the agenda of a meeting. Raises NotPickedError."""
    paper = await discussions.discussion(tx, community.id, item_id, meeting_id)
    if paper is None:
        raise NotPickedError
    return paper


async def toggle_read(
    db: Database, actor: Actor, item_id: int, meeting_id: int, now: datetime
) -> Discussion:
    """Say that the actor has read a paper; take it back where they said so before.

    Raises NotPickedError.
    """
    async with db.write() as tx:
        community = await community_of(tx, actor)
        person = await person_behind(tx, community, actor, now)
        paper = await _paper(tx, community, item_id, meeting_id)
        if not await discussions.read(tx, paper.item.id, person.id, now):
            await discussions.unread(tx, paper.item.id, person.id)
        audit.record(tx, community.id, actor, "journal.read", paper.item.key, now)
        return await _paper(tx, community, item_id, meeting_id)


async def show_paper(db: Database, actor: Actor, item_id: int, meeting_id: int) -> Discussion:
    """Return a paper on the agenda of a meeting. Raises NotPickedError."""
    async with db.read() as tx:
        return await _paper(tx, await community_of(tx, actor), item_id, meeting_id)


async def ask_question(
    db: Database, actor: Actor, item_id: int, meeting_id: int, text: str, now: datetime
) -> Discussion:
    """Bring a question to the discussion of a paper.

    Raises NotPickedError, EmptyError, TooLongError, ManyQuestionsError.
    """
    question = check_title("question", text, LINE_LIMIT)
    async with db.write() as tx:
        community = await lock_for_member(tx, actor)
        person = await person_behind(tx, community, actor, now)
        paper = await _paper(tx, community, item_id, meeting_id)
        check_asked(await discussions.asked_since(tx, person.id, now - QUESTIONS_COUNTED))
        await discussions.add_question(tx, paper.item.id, person.id, question, now)
        await refresh_cards(tx, community.id, paper.item.id, now)
        audit.record(tx, community.id, actor, "journal.ask", paper.item.key, now)
        return await _paper(tx, community, item_id, meeting_id)


async def removable_questions(
    db: Database, actor: Actor, item_id: int, meeting_id: int
) -> Removable:
    """Return the questions that the actor may remove: their own, and of organizers all.

    Raises NotPickedError.
    """
    async with db.read() as tx:
        community = await community_of(tx, actor)
        paper = await _paper(tx, community, item_id, meeting_id)
        person = await members.find_person(tx, community.id, actor.discord_id)
        return _removable(community, actor, person, paper)


def _removable(
    community: Community, actor: Actor, person: Person | None, paper: Discussion
) -> Removable:
    organizes = may_organize(community.organizer_role_id, actor)
    own_id = person.id if person else None
    chosen = [asked for asked in paper.questions if organizes or asked.person_id == own_id]
    return Removable(paper, chosen)


async def remove_question(
    db: Database, actor: Actor, item_id: int, meeting_id: int, question_id: int, now: datetime
) -> Removable:
    """Remove a question; return those that can still be removed.

    For who asked it, and organizers. Raises NotPickedError, QuestionGoneError,
    NotYourQuestionError.
    """
    async with db.write() as tx:
        community = await lock_for_member(tx, actor)
        paper = await _paper(tx, community, item_id, meeting_id)
        person = await members.find_person(tx, community.id, actor.discord_id)
        if question_id not in [asked.id for asked in paper.questions]:
            raise QuestionGoneError
        removable = _removable(community, actor, person, paper)
        if question_id not in [asked.id for asked in removable.questions]:
            raise NotYourQuestionError
        await discussions.remove_question(tx, question_id)
        await refresh_cards(tx, community.id, paper.item.id, now)
        audit.record(tx, community.id, actor, "journal.unask", paper.item.key, now)
        left = await _paper(tx, community, item_id, meeting_id)
        return _removable(community, actor, person, left)


async def say_opinion(
    db: Database, actor: Actor, item_id: int, meeting_id: int, opinion: str, now: datetime
) -> tuple[Discussion, Opinion]:
    """Keep what somebody who was at a meeting says of its discussion; the last answer counts.

    Raises NotPickedError, NotOfferedError, NotAskedYetError, AskedTooLateError, WasNotThereError.
    """
    word = read_word(Opinion, opinion)
    async with db.write() as tx:
        community = await community_of(tx, actor)
        person = await members.find_person(tx, community.id, actor.discord_id)
        paper = await _paper(tx, community, item_id, meeting_id)
        present = await ledger.present(tx, paper.meeting.id, [person.id]) if person else set()
        check_answerable(paper, now, was_there=bool(present))
        if person:
            await discussions.say(tx, paper.pick_id, person.id, word, now)
        audit.record(tx, community.id, actor, "journal.opinion", paper.item.key, now)
        return paper, word
