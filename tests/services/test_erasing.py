"""A community is erased with all that belongs to it, and nothing of another one is."""

from datetime import datetime

from sigbot.domain.community import Actor, Community
from sigbot.services.erasing import erase_community
from sigbot.services.members import describe_self, set_timezone
from sigbot.services.personal import ask_to_forget, forget_me
from sigbot.services.rotation import zones_asked_key
from sigbot.store import state
from sigbot.store.database import Database
from sigbot.store.erasing import ways_to_community
from tests.services.test_personal import live
from tests.services.world import BEN, OTTO, everything, rows

OF_NO_COMMUNITY = {
    *("state", "lookups", "registry_turns", "erasures"),
    *("processes", "claims", "identifies"),
}
"""What the bot remembers about itself; keys with a community are looked at by the test."""


def test_every_table_leads_to_a_community_or_has_nothing_of_one() -> None:
    """A new table needs a foreign key on the way to a community."""
    assert {name for name, way in ways_to_community().items() if way is None} == OF_NO_COMMUNITY


EVA = Actor(OTTO.guild_id, 9, "Eva")


async def say_and_be_forgotten(db: Database, who: Actor, now: datetime) -> None:
    """Leave a row in the consent log that has no name on it."""
    await describe_self(db, who, {"gender": "female"}, now)
    await forget_me(db, who, (await ask_to_forget(db, who, now)).id, now)


async def test_no_row_of_an_erased_community_is_left_in_any_table(
    db: Database, here: Community, elsewhere: Community, now: datetime
) -> None:
    await set_timezone(db, OTTO, "Lisbon", now)
    await say_and_be_forgotten(db, EVA, now)
    before = await everything(db)
    await say_and_be_forgotten(db, BEN, now)
    await live(db, here, now)
    async with db.write() as tx:
        await state.remember(tx, zones_asked_key(here), "2026-03-02")
    lived = await everything(db)
    assert sum(lived[name] != before[name] for name in lived) > 25
    erased = await erase_community(db, here.guild_id, now)
    assert erased
    left = await everything(db)
    gone = {name: len(lived[name]) - len(left[name]) for name in lived if name != "state"}
    assert {name: n for name, n in gone.items() if n} == {**erased.counts, "communities": 1}
    assert {name for name in left if {*map(repr, left[name])} - {*map(repr, before[name])}} <= {
        "state"
    }
    missing = {name for name in left if {*map(repr, before[name])} - {*map(repr, left[name])}}
    assert missing == {"audit", "communities"}, "those of the setup"
    assert [row["name"] for row in await rows(db, "people")] == ["Otto"]
    assert [row["id"] for row in await rows(db, "communities")] == [elsewhere.id]
    assert zones_asked_key(here) not in {row["key"] for row in await rows(db, "state")}
    assert await erase_community(db, here.guild_id, now) is None
