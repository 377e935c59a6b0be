"""A backup is put back: events of the server that were made or changed after it are put right."""

import asyncio
from pathlib import Path

from sigbot.domain.native_events import LOOK_AFTER
from sigbot.services.backups import back_up
from sigbot.services.restoring import restore
from sigbot.services.startup import known_database
from tests.process.running import Running
from tests.process.stage import Stage, titles
from tests.process.test_native_events import (
    begin,
    check_bodies,
    check_once,
    released,
    turn_on,
    wake,
)

ASKED = "SELECT * FROM outbox WHERE topic = 'events_asked'"


async def _backed_up(stage: Stage) -> Path:
    file = stage.folder / "x.backup"
    db = known_database(stage.url)
    await asyncio.to_thread(back_up, db, file, "1", stage.now)
    await db.close()
    return file


async def _put_back(stage: Stage, running: Running, file: Path) -> Running:
    """Put the backup back, and begin again; nobody waits for the usual next look."""
    assert (await running.end()).code == 0
    await stage.discord.wait_gone()
    db = known_database(stage.url)
    await restore(db, file, stage.now)
    await db.close()
    return await (await stage.begin()).ready()


async def _looked_once_more(stage: Stage) -> None:
    await released(stage)
    stage.pass_time(LOOK_AFTER)
    await wake(stage)
    await stage.settled()
    await released(stage)


async def test_each_meeting_of_the_backup_has_its_event_once_and_others_have_none(
    stage: Stage,
) -> None:
    """After the backup all events are made anew, a meeting is renamed, and there is a new one."""
    wanted = titles(3)
    running = await begin(stage, wanted)
    await released(stage)
    file = await _backed_up(stage)
    await turn_on(stage, "off")
    await stage.wait_until(lambda: not stage.discord.events())
    await turn_on(stage)
    await stage.schedule("Meeting 100")
    await stage.wait_until(lambda: len(stage.discord.events()) == len(wanted) + 1)
    await stage.discord.interact("meeting edit", {"meeting": "m1", "title": "Renamed"})
    await stage.wait_until(lambda: "Renamed" in [each.name for each in stage.discord.events()])
    await released(stage)
    after = {event.id for event in stage.discord.events()}
    running = await _put_back(stage, running, file)
    await stage.wait_until(lambda: sorted(each.name for each in stage.discord.events()) == wanted)
    await _looked_once_more(stage)
    check_once(stage, wanted)
    assert {event.id for event in stage.discord.events()} <= after, "they are taken over"
    assert stage.ask(ASKED) == [], "nobody changed anything by hand"
    await stage.discord.interact("meeting edit", {"meeting": "m2", "title": "Renamed"})
    await stage.wait_until(lambda: "Renamed" in [each.name for each in stage.discord.events()])
    check_bodies(stage)
    assert (await running.end()).code == 0


async def test_what_was_changed_after_the_backup_is_as_the_meeting_says(stage: Stage) -> None:
    """But what somebody had changed by hand before stays theirs."""
    wanted = titles(2)
    running = await begin(stage, wanted)
    await released(stage)
    by_hand, changed = stage.discord.events()
    by_hand.body["description"] = "Bring cake."
    stage.pass_time(LOOK_AFTER * 200)
    await wake(stage)
    held = "SELECT * FROM native_events WHERE held LIKE '%description%'"
    await stage.look_until(lambda: bool(stage.ask(held)), "it was not seen")
    await released(stage)
    file = await _backed_up(stage)
    await stage.discord.interact("meeting edit", {"meeting": "m2", "title": "Renamed"})
    await stage.wait_until(lambda: changed.name == "Renamed")
    await released(stage)
    asked = len(stage.ask(ASKED))
    running = await _put_back(stage, running, file)
    await stage.wait_until(lambda: changed.name == wanted[1])
    await _looked_once_more(stage)
    assert by_hand.body["description"] == "Bring cake."
    assert len(stage.ask(ASKED)) == asked
    check_once(stage, wanted)
    assert (await running.end()).code == 0


async def test_events_of_a_community_that_had_none_before_are_deleted(stage: Stage) -> None:
    wanted = titles(2)
    await stage.plan(wanted)
    running = await (await stage.begin()).ready()
    file = await _backed_up(stage)
    await turn_on(stage)
    await stage.wait_until(lambda: len(stage.discord.events()) == len(wanted))
    await released(stage)
    running = await _put_back(stage, running, file)
    await stage.wait_until(lambda: not stage.discord.events())
    left = "SELECT * FROM event_mirrors"
    await stage.look_until(lambda: not stage.ask(left), "it is still looked after")
    assert (await running.end()).code == 0
