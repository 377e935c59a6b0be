"""Every topic that is posted by itself: what a phone's lock screen shows of it, and that it is
found again after a crash."""

import re
from collections.abc import Mapping
from typing import Any

from sigbot.domain.outbox import Topic
from sigbot.wording.rotation import ASK_ZONES, CHANGE_WISHES
from tests.discord.world import COMPONENTS_V2, MARK, WEDNESDAY, Json, World, answer, moment

SILENT = 1 << 12
CLOSED: dict[str, Any] = {"status": 403, "code": 50013, "times": None}

FIRST_LINES: Mapping[Topic, str] = {
    Topic.REMINDER: r"\*\*Weekly call\*\* starts in 1 day: Wed 4 Mar, 11:00 New York",
    Topic.DIRECT: r"\*\*Weekly call\*\* starts in 1 hour",
    Topic.MOVED: r"\*\*Weekly call\*\* has moved to Wed 4 Mar, 12:00 New York\.",
    Topic.CANCELLED: r"\*\*Weekly call\*\* on Wed 4 Mar, 12:00 New York is cancelled: Snow\.",
    Topic.DIRECT_NEWS: r"\*\*Weekly call\*\* has moved to Wed 4 Mar, 17:00 London\.",
    Topic.RESTORED: r"\*\*Weekly call\*\* on Wed 4 Mar, 12:00 New York takes place after all\.",
    Topic.REPEATED: r"\*\*Weekly call\*\* is every 2 weeks from Wed 11 Mar, 11:00 New York on\.",
    Topic.ZONES: r"\*\*Where do you live\?\*\* We are looking for meeting times .+",
    Topic.CLOCKS: (
        r"\*\*Weekly call\*\* is at another local time from 8 Mar on in Europe \(for 3 weeks\)\. "
        r"Open this to see your time\."
    ),
    Topic.ROTATION: (
        r"\*\*Weekly call\*\* meets at rotating times from \w+ \d+ \w+ on: \w{3} \d\d:\d\d .+"
    ),
    Topic.PUBLISHED: r"\*\*Healthcare SIG\*\* has published its report: Mid-Year 2026 Report",
    Topic.REPORT_DUE: (
        r"\*\*The report of H1 2026 is due on 14 Jul 2026\.\*\* It is for Healthcare SIG\."
    ),
    Topic.AUTHOR: r"\*\*May the report of H1 2026 name you as an author, as Ann Lee\?\*\* An .+",
    Topic.EVENTS_ASKED: (
        r"\*\*Somebody changed an event of Healthcare SIG\.\*\* Its meeting is as it was\."
    ),
    Topic.HOST: r"\*\*Do you want to be a host of Weekly call\?\*\* An organizer of .+",
    Topic.PICKED: (
        r"\*\*On learning\*\* is on the agenda of \*\*Reading call\*\*: Wed 8 Apr, 11:00 New York"
    ),
    Topic.PAPER: (
        r"You present \*\*On learning\*\* at \*\*Reading call\*\*: Wed 8 Apr, 16:00 London"
    ),
    Topic.OPINIONS: r"How was the discussion of \*\*On learning\*\* at \*\*Reading call\*\*\?",
    Topic.OPENED: r"\*\*Weekly call\*\* has begun\. Welcome!",
    Topic.CLOSED: r"\*\*Weekly call\*\* is over",
    Topic.ANSWERED: r"\*\*Minuted call\*\*: your question was answered",
    Topic.PROMISED: (
        r"You promised something before \*\*Weekly call\*\*, \w+ \d+ Apr, \d\d:\d\d New York"
    ),
    Topic.MINUTES_PUBLISHED: r"The minutes of \*\*Minuted call\*\* are published",
    Topic.MINUTES_FOR_YOU: r"The minutes of \*\*Minuted call\*\* are published",
    Topic.NAMED: r"The minutes of \*\*Minuted call\*\* name you",
    Topic.NOTICE: (
        r"\*\*A note for organizers of Healthcare SIG:\*\* I may not write in <#\d+>\. .+"
    ),
}
"""Topic → the first line of its first message, in words: a lock screen may not render a
timestamp."""

SILENT_CARDS = {Topic.CARD, Topic.DISCUSSION}
EDITS = {
    Topic.REFRESH,
    Topic.CORRECTION,
    Topic.JOURNAL,
    Topic.DISCUSSION_REFRESH,
    Topic.OPINIONS_CLOSED,
}
WORK = {
    Topic.GATHER,
    Topic.CHECK_CLOCKS,
    Topic.READERS,
    Topic.MISSING,
    Topic.CHECK_PROMISES,
}


async def posted(world: World) -> dict[Topic, list[Json]]:
    """What was posted in channels and direct messages, by topic, as the nonces tell."""
    kept = await world.sql("SELECT id, topic FROM outbox")
    topics = {str(number): Topic(topic) for number, topic in kept}
    found: dict[Topic, list[Json]] = {}
    for entry in world.env.http_requests:
        if entry.method == "POST" and entry.path.endswith("/messages"):
            body: Any = entry.json
            number = str(body["nonce"]).partition("-")[2]
            found.setdefault(topics[number], []).append(body)
    return found


def first_line(body: Json) -> str:
    """What a lock screen shows."""
    first, *_ = MARK.sub("", body["content"]).splitlines()
    return first


async def crash_after(world: World, *topics: Topic) -> None:
    """The bot ended after it had posted the last message of each topic, before it noted that.

    It is tried again when Discord does not know the nonce any more, and must not come twice.
    """
    before = await posted(world)
    for topic in topics:
        await world.sql(
            "UPDATE outbox SET done_at = NULL WHERE id = (SELECT max(id) FROM outbox "
            f"WHERE topic = '{topic}' AND done_at IS NOT NULL AND tried_at IS NOT NULL)"
        )
    await world.away(minutes=3)
    await world.advance(seconds=1)
    assert {t: len(bodies) for t, bodies in (await posted(world)).items()} == {
        t: len(bodies) for t, bodies in before.items()
    }
    left = "SELECT topic FROM outbox WHERE done_at IS NULL AND tried_at IS NOT NULL"
    assert await world.sql(left) == []


async def discuss(world: World) -> None:
    """A paper is picked, and somebody was at its meeting."""
    await world.command(world.ann, "journal share", link="example.org/a", title="On learning")
    await world.plan("Reading call", "2026-04-08 11:00")
    picked = {"item": "j1", "meeting": "Reading call", "presenter": "Ann Lee"}
    await world.command(world.organizer, "journal pick", **picked)
    await world.advance(seconds=1)
    await world.sql("UPDATE journal_picks SET card_id = NULL")
    await crash_after(world, Topic.DISCUSSION)
    await world.sql("UPDATE journal_picks SET message_id = NULL")
    await crash_after(world, Topic.PICKED)
    await world.until(moment("2026-04-01 11:01"))
    await crash_after(world, Topic.PAPER)
    await world.until(moment("2026-04-08 11:30"))
    await world.command(world.ann, "checkin")
    await world.until(moment("2026-04-08 12:31"))
    await world.sql("UPDATE journal_picks SET asked_id = NULL")
    await crash_after(world, Topic.OPINIONS)


async def minute(world: World) -> None:
    """Ann asks ahead and misses a meeting, at which Ben promises something; it is minuted."""
    organizer, title = world.organizer, "Minuted call"
    await world.plan(title, "2026-04-15 11:00")
    await world.advance(seconds=1)
    for who in (world.ann, world.ben):
        form = await who.click(world.card(title), label="Ask ahead")
        await who.submit_modal(form, {"text": "When?"})
    await world.until(moment("2026-04-15 11:01"))
    await world.sql("UPDATE openings SET shown_message_id = NULL")
    await crash_after(world, Topic.OPENED)
    note = {"kind": "action", "text": "Write it", "owner": "Ben", "meeting": title}
    await world.command(organizer, "meeting note", **note)
    arranged = await world.press(await world.command(organizer, "meeting agenda"), "Arrange")
    form = await world.press(arranged, "Answer")
    await organizer.submit_modal(form, {"text": "In May."})
    await crash_after(world, Topic.ANSWERED)
    await world.until(moment("2026-04-15 12:31"))
    await world.sql("UPDATE openings SET closed_message_id = NULL")
    await crash_after(world, Topic.CLOSED)
    shown = await world.command(organizer, "meeting minutes", meeting=title)
    await world.press(await world.press(shown, "Approve and publish"), "Publish")
    await world.advance(seconds=1)
    await world.sql("UPDATE minutes SET message_id = NULL")
    await crash_after(world, Topic.MINUTES_PUBLISHED, Topic.NAMED, Topic.MINUTES_FOR_YOU)
    await world.until(moment("2026-04-20 11:01"))
    await crash_after(world, Topic.PROMISED)


async def rename_event(world: World) -> None:
    """Somebody renames the event of a meeting by hand."""
    await world.command(world.organizer, "sig setup", events="on")
    await world.advance(seconds=5)
    events = world.env.backend.get_guild(world.guild.id).scheduled_events
    world.env.backend.edit_scheduled_event(world.guild.id, min(events), {"name": "Party"})
    await world.advance(hours=3, seconds=30)
    await crash_after(world, Topic.EVENTS_ASKED)
    await world.command(world.organizer, "sig setup", events="off")


async def say_everything(world: World) -> None:
    """Bring about a message of each topic, with a crash after it."""
    await world.command(world.ann, "me timezone", zone="London")
    await world.command(world.ann, "me reminders", dm=True, changes="dm")
    await world.plan("Weekly call", WEDNESDAY, repeat="weekly")
    await world.ann.click(world.card("Weekly call"), label="Going")
    await world.sql("UPDATE meetings SET card_message_id = NULL")
    await crash_after(world, Topic.CARD)
    await world.advance(minutes=10)
    await crash_after(world, Topic.CLOCKS)
    await world.until(moment("2026-03-03 11:00"))
    await crash_after(world, Topic.REMINDER)
    await world.until(moment("2026-03-04 10:00"))
    await crash_after(world, Topic.DIRECT)
    organizer = world.organizer
    await world.command(organizer, "meeting edit", meeting="m1", when="2026-03-04 12:00")
    await crash_after(world, Topic.MOVED, Topic.DIRECT_NEWS)
    cancelled = await world.command(organizer, "meeting cancel", meeting="m1", reason="Snow")
    await world.sure(cancelled)
    await crash_after(world, Topic.CANCELLED, Topic.DIRECT_NEWS)
    await world.command(organizer, "meeting restore", meeting="m1")
    await crash_after(world, Topic.RESTORED)
    repeated = await world.command(
        organizer, "meeting edit", meeting="m2", repeat="every 2 weeks", scope="following"
    )
    await world.sure(repeated)
    await crash_after(world, Topic.REPEATED)
    await world.command(organizer, "activity add", title="A talk", kind="outreach")
    report = await world.command(organizer, "report", period="H1 2026")
    form = await organizer.click(answer(report), label="Write your sentences")
    await organizer.submit_modal(form, {"authors": "Ann Lee"})
    await crash_after(world, Topic.AUTHOR)
    await world.sure(await organizer.click(answer(report), label="Publish"))
    await crash_after(world, Topic.PUBLISHED)
    suggested = await world.command(organizer, "rotation suggest", meeting="m3", slots=2)
    await world.sure(await world.press(suggested, ASK_ZONES))
    await crash_after(world, Topic.ZONES)
    wishes = await world.press(suggested, CHANGE_WISHES)
    await organizer.submit_modal(wishes, {"hosts": "Ann Lee"})
    await crash_after(world, Topic.HOST)
    await world.locate(10)
    suggested = await world.command(organizer, "rotation suggest", meeting="m3", slots=2)
    await world.sure(await world.press(suggested, "Adopt A"))
    await crash_after(world, Topic.ROTATION)
    world.fail_posts(**CLOSED)
    await world.plan("Kick-off", "2026-03-20 11:00")
    await world.advance(seconds=11)
    world.mend()
    await crash_after(world, Topic.NOTICE)
    await rename_event(world)
    await discuss(world)
    await minute(world)
    await world.sql("UPDATE reports SET published_at = NULL")
    await world.until(moment("2026-07-07 09:00"))
    await world.advance(seconds=5)
    await crash_after(world, Topic.REPORT_DUE)


async def test_every_topic_says_it_in_words_in_its_first_line_and_is_found_after_a_crash(
    world: World,
) -> None:
    # Else rows would be deleted a month after they were sent.
    await world.sql(
        "CREATE TRIGGER keep BEFORE DELETE ON outbox WHEN OLD.done_at IS NOT NULL "
        "BEGIN SELECT RAISE(IGNORE); END"
    )
    await say_everything(world)
    found = await posted(world)
    assert found.keys() == {*FIRST_LINES, *SILENT_CARDS} == {*Topic} - EDITS - WORK
    for topic, bodies in found.items():
        for body in bodies:
            flags, kinds = body.get("flags", 0), {part["type"] for part in body["components"]}
            if topic in SILENT_CARDS:
                assert flags & COMPONENTS_V2
                assert flags & SILENT
                assert not body.get("content")
            else:
                assert not flags & (COMPONENTS_V2 | SILENT), topic
                assert kinds <= {1}, topic
                first = first_line(body)
                assert "<t:" not in first
                assert not first.startswith(("#", "-", ">"))
    for topic, line in FIRST_LINES.items():
        assert re.fullmatch(line, first_line(found[topic][0])), topic
