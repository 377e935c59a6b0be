"""What was typed in the form for a rotation is kept until it is put right."""

from dataclasses import replace
from datetime import datetime

from sigbot.domain.community import Community
from sigbot.domain.questions import ANSWERED_WITHIN
from sigbot.domain.refusals import AnsweredError, NotOrganizerError, NotSetUpError
from sigbot.services.answers import answer_question
from sigbot.services.rotation import WishText
from sigbot.services.wishes import keep_wishes, kept_wishes
from sigbot.store.database import Database
from tests.services.rotating import suggested
from tests.services.world import ANA, OLGA, OTTO, SECOND, refused, series_at

TYPED = WishText("Olga\nSomebody", "Sat", "six", "every")


async def test_what_was_typed_is_kept_for_whoever_typed_it(
    db: Database, here: Community, now: datetime
) -> None:
    found = await series_at(db, now)
    shown = await suggested(db, found[0], now)
    kept = await keep_wishes(db, OLGA, shown, TYPED, now)
    for _ in range(2):
        assert await kept_wishes(db, OLGA, kept) == (shown, TYPED)
    async with refused(db, NotSetUpError):
        await kept_wishes(db, OTTO, kept)
    async with refused(db, NotOrganizerError):
        await kept_wishes(db, ANA, kept)
    async with refused(db, AnsweredError):
        await answer_question(db, OLGA, kept, 0, now)
    other = replace(OLGA, discord_id=70)
    later = await keep_wishes(db, other, shown, TYPED, now + ANSWERED_WITHIN + SECOND)
    assert later != kept
    async with refused(db, AnsweredError):
        await kept_wishes(db, OLGA, later)
    async with refused(db, AnsweredError):
        await kept_wishes(db, OLGA, kept)
