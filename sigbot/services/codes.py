"""Show a meeting's code, and find the meeting of a code that somebody typed.

The code is for people who see a screen in the meeting, but not the card.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime

from sigbot.domain import codes as rule
from sigbot.domain.community import Actor, Community
from sigbot.domain.meetings import Meeting, check_in_window
from sigbot.domain.refusals import WrongCodeError
from sigbot.services.access import community_of, must_find, require_organizer
from sigbot.services.checkins import meetings_around
from sigbot.store import audit, cards, codes
from sigbot.store.database import Database, Tx


@dataclass(frozen=True, slots=True)
class Shown:
    """A meeting with its code; `card` is (channel, message) of its card, None without one."""

    meeting: Meeting
    code: str
    guild_id: int
    card: tuple[int, int] | None


async def show_code(db: Database, actor: Actor, meeting_id: int, now: datetime) -> Shown:
    """Return a meeting with its code, which is made when it is first asked for.

    For organizers only. Raises the refusals of the check-in window.
    """
    async with db.write() as tx:
        community = await require_organizer(tx, actor)
        meeting = await must_find(tx, community.id, meeting_id)
        check_in_window(meeting, now)
        fresh = rule.code_text(secrets.randbelow(10**rule.DIGITS))
        code = await codes.code_of(tx, meeting.id, fresh, now)
        audit.record(tx, community.id, actor, "attendance.code", meeting.key, now)
        card = await cards.card_of(tx, meeting.id)
        return Shown(meeting, code, community.guild_id, card)


async def find_by_code(db: Database, actor: Actor, text: str, now: datetime) -> Meeting:
    """Return the meeting that is open for check-in and has this code.

    Raises the refusals of the check-in window for the code of a meeting that is not open any more,
    WrongCodeError, and TooManyGuessesError after several wrong codes.
    """
    async with db.write() as tx:
        community = await community_of(tx, actor)
        rule.check_guesses(await codes.guesses_of(tx, community.id, actor.discord_id), now)
        meeting = await _nearby_with(tx, community, rule.read_code(text), now)
        if meeting:
            check_in_window(meeting, now)
            return meeting
        guesses = await codes.guesses_to_change(tx, community.id, actor.discord_id, now)
        rule.check_guesses(guesses, now)
        more = rule.one_more(guesses, now)
        await codes.keep_guesses(tx, community.id, actor.discord_id, more)
    # Raised outside of the transaction, so that the wrong code stays counted.
    raise WrongCodeError


async def _nearby_with(tx: Tx, community: Community, code: str, now: datetime) -> Meeting | None:
    """Return the meeting with this code that is open, else the last one that was."""
    if not code:
        return None
    around = await meetings_around(tx, community, now)
    chosen = await codes.with_code(tx, [meeting.id for meeting in around], code)
    fitting = [meeting for meeting in around if meeting.id in chosen]
    return max(fitting, key=lambda m: (m.is_open(now), m.starts_at), default=None)
