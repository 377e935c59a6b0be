"""Checking in, and `/attendance`."""

import csv
import io
import json
from datetime import timedelta

import pytest

from sigbot.chat import custom_ids as ids
from sigbot.chat import exports
from sigbot.wording.refusals import NOT_MEMBER, NOT_ORGANIZER
from tests.discord.world import (
    Person,
    Result,
    World,
    answer,
    buttons_of,
    files_of,
    moment,
    raw_text,
    say,
    stamp,
    text_of,
    whispered,
)

START = "2026-03-04 11:00"
WELCOME = "You are checked in to **Kick-off**. Welcome!"
NOTHING_OPEN = "No meeting is open for check-in right now."
COLUMNS = (
    "meeting_id,title,kind,subgroup,starts_at,name,discord_id,source,checked_in_at,minutes,region"
)


async def checked_in(world: World) -> list[tuple[str, str]]:
    """Who is recorded, and from which source."""
    rows = await world.sql(
        "SELECT people.name, source FROM attendances JOIN people ON people.id = person_id"
    )
    return [(str(name), str(source)) for name, source in rows]


async def rows_of(result: Result) -> list[dict[str, str]]:
    """The rows of the one CSV file in an answer."""
    ((name, content),) = (await files_of(answer(result))).items()
    assert name.endswith(".csv")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


async def met(world: World, *people: Person, title: str = "Kick-off", **options: str) -> None:
    """A meeting takes place, with these people in it."""
    card = await world.schedule(title, "in 5 minutes", **options)
    for person in people:
        assert WELCOME.replace("Kick-off", title) in whispered(
            await person.click(card, label="Check in")
        )
    await world.advance(hours=2)


# Checking in


@pytest.mark.parametrize(
    "when", ["2026-03-04 10:45", "2026-03-04 11:00", "2026-03-04 12:00", "2026-03-04 12:30"]
)
async def test_the_button_checks_in_from_a_quarter_before_to_half_an_hour_after(
    world: World, when: str
) -> None:
    card = await world.schedule("Kick-off", START)
    await world.until(moment(when))
    assert whispered(await world.ann.click(card, label="Check in")) == WELCOME
    assert await checked_in(world) == [("Ann Lee", "button")]


async def test_before_the_window_the_bot_says_when_it_opens(world: World) -> None:
    card = await world.schedule("Kick-off", START)
    await world.until(moment("2026-03-04 10:45") - timedelta(seconds=1))
    assert "Check in" not in buttons_of(card)
    old = world.old_message(ids.CheckIn(1))
    told = whispered(await world.ann.click(old, label="0"))
    assert told.startswith("It is too early to check in to **Kick-off**.")
    assert stamp("2026-03-04 10:45") in told
    assert await checked_in(world) == []


async def test_after_the_window_the_bot_says_whom_to_ask(world: World) -> None:
    await world.schedule("Kick-off", START)
    await world.until(moment("2026-03-04 12:30") + timedelta(seconds=1))
    assert buttons_of(world.card("Kick-off")) == {}
    old = world.old_message(ids.CheckIn(1))
    told = whispered(await world.ann.click(old, label="0"))
    assert told.startswith(f"Check-in to **Kick-off** closed {stamp('2026-03-04 12:30')}:F>")
    assert "or ask an organizer to add you" in told
    assert whispered(await world.command(world.ann, "checkin")) == told
    assert await checked_in(world) == []


async def test_checking_in_twice_is_fine_and_counts_once(world: World) -> None:
    card = await world.schedule("Kick-off", "in 5 minutes")
    await world.ann.click(card, label="Check in")
    again = await world.ann.click(card, label="Check in")
    assert whispered(again).startswith("You are already checked in to **Kick-off**.")
    assert len(await checked_in(world)) == 1


async def test_a_check_in_by_mistake_is_taken_back_while_check_in_is_open(world: World) -> None:
    card = await world.schedule("Kick-off", START)
    await world.ann.click(card, label="Going")
    await world.until(moment("2026-03-04 12:20"))
    await world.ann.click(world.card("Kick-off"), label="Check in")
    again = await world.ann.click(world.card("Kick-off"), label="Check in")
    assert list(buttons_of(answer(again))) == ["Take it back", "Keep it"]
    taken = await world.press(again, "Take it back", world.ann)
    assert say(taken) == "Took your check-in to Kick-off back."
    assert await checked_in(world) == []
    await world.advance(seconds=5)
    assert "**0** checked in · **1** going" in text_of(world.card("Kick-off"))
    old = world.old_message(ids.UndoCheckIn(1))
    await world.ann.click(world.card("Kick-off"), label="Check in")
    await world.command(world.organizer, "attendance add", meeting="m1", member=world.ann)
    assert "You are still on the list of Kick-off" in say(await world.ann.click(old, label="0"))
    await world.until(moment("2026-03-04 12:31"))
    late = world.old_message(ids.UndoCheckIn(1))
    assert whispered(await world.ann.click(late, label="0")).startswith("Check-in to **Kick-off**")


async def test_nobody_checks_in_to_a_cancelled_meeting(world: World) -> None:
    await world.schedule("Kick-off", "in 5 minutes")
    old = world.old_message(ids.CheckIn(1))
    await world.command(world.organizer, "meeting cancel", meeting="m1")
    told = whispered(await world.ann.click(old, label="0"))
    assert told.startswith("This meeting was cancelled.")
    assert NOTHING_OPEN in whispered(await world.command(world.ann, "checkin"))


async def test_nobody_checks_in_from_outside_the_server(world: World) -> None:
    card = await world.schedule("Kick-off", "in 5 minutes")
    assert whispered(await world.press_from_outside(card, "Check in")) == NOT_MEMBER
    assert await checked_in(world) == []


async def test_the_card_counts_who_is_there(world: World) -> None:
    card = await world.schedule("Kick-off", "in 5 minutes")
    await world.ann.click(card, label="Check in")
    await world.ben.click(card, label="Going")
    await world.advance(seconds=5)
    assert "**1** checked in · **1** going" in text_of(world.card("Kick-off"))


async def test_the_command_checks_in_to_the_meeting_that_is_running(world: World) -> None:
    await world.schedule("Tomorrow's call", "tomorrow 11am")
    await world.schedule("Kick-off", "in 5 minutes")
    assert whispered(await world.command(world.ann, "checkin")) == WELCOME
    again = await world.command(world.ann, "checkin")
    assert "already" in whispered(again)


async def test_without_an_open_meeting_the_command_says_when_the_next_one_opens(
    world: World,
) -> None:
    told = whispered(await world.command(world.ann, "checkin"))
    assert told.startswith(NOTHING_OPEN)
    await world.plan("Weekly call", "2026-03-02 13:00", repeat="weekly")
    await world.schedule("Kick-off", "in 1 hour")
    told = whispered(await world.command(world.ann, "checkin"))
    early = "It is too early to check in to **{}**. Check-in opens {}:F>"
    assert told.startswith(early.format("Kick-off", stamp("2026-03-02 09:45")))
    await world.until(moment("2026-03-02 12:15"))
    told = whispered(await world.command(world.ann, "checkin"))
    assert told.startswith(early.format("Weekly call", stamp("2026-03-02 12:45")))


async def test_with_several_open_meetings_the_command_asks_which(world: World) -> None:
    await world.schedule("Kick-off", "in 5 minutes")
    await world.schedule("Digital twins " + "x" * 180, "in 10 minutes")
    asked = await world.command(world.ann, "checkin")
    assert whispered(asked) == "Several meetings are open. Which one are you in?"
    assert await checked_in(world) == []
    labels = list(buttons_of(answer(asked)))
    assert labels[0] == "Kick-off"
    assert all(len(label) <= 80 for label in labels)
    assert whispered(await world.ann.click(answer(asked), label="Kick-off")) == WELCOME


# Show


async def test_show_lists_who_was_there(world: World) -> None:
    await met(world, world.ann, world.ben)
    shown = whispered(await world.command(world.ann, "attendance show", meeting="m1"))
    assert "Who was at Kick-off" in shown
    assert "**2** people" in shown
    assert f"{stamp('2026-03-02 09:00')}:t> · Ann Lee" in shown
    assert "Ben Ito" in shown
    assert shown.endswith("Is somebody missing? Organizers add them with `/attendance add`.")


async def test_what_people_call_themselves_changes_nothing_around_it(world: World) -> None:
    user = world.env.create_user("mallory", global_name="**@everyone** <@1> ``` \u202e")
    await met(world, world.guild.add_member(user))
    shown = raw_text(answer(await world.command(world.ann, "attendance show", meeting="m1")))
    assert r"· \*\*@everyone\*\* \<@1> \`\`\`" in shown


async def test_show_says_when_nobody_is_recorded(world: World) -> None:
    await world.schedule("Kick-off", START)
    shown = whispered(await world.command(world.ann, "attendance show", meeting="Kick-off"))
    assert "No attendance is recorded yet." in shown


# Export


async def test_an_organizer_exports_attendance(world: World) -> None:
    await world.ann.submit_modal(
        await world.command(world.ann, "me about"), {"region": ["Europe"], "gender": ["female"]}
    )
    await met(world, world.ann, world.ben, kind="guest")
    done = await world.command(world.organizer, "attendance export", period="Q1 2026")
    assert "Attendance of **Q1 2026**: 2 rows." in whispered(done)
    ((name, content),) = (await files_of(answer(done))).items()
    assert name == "attendance-Q1-2026.csv"
    assert content.startswith(b"\xef\xbb\xbf" + COLUMNS.encode() + b"\r\n")
    assert (await rows_of(done))[0] == {
        "meeting_id": "m1",
        "title": "Kick-off",
        "kind": "guest",
        "subgroup": "",
        "starts_at": "2026-03-02T14:05:00Z",
        "name": "Ann Lee",
        "discord_id": str(world.ann.id),
        "source": "button",
        "checked_in_at": "2026-03-02T14:00:00Z",
        "minutes": "",
        "region": "Europe",
    }


async def test_an_export_without_a_period_is_of_the_running_half_year(world: World) -> None:
    await met(world, world.ann)
    done = await world.command(world.organizer, "attendance export")
    assert list(await files_of(answer(done))) == ["attendance-H1-2026.csv"]
    assert len(await rows_of(done)) == 1


async def test_a_large_export_comes_in_parts(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    await met(world, world.ann, world.ben)
    monkeypatch.setattr(exports, "LARGEST_PART", 5_000)
    done = await world.command(
        world.organizer, "attendance export", period="Q1 2026", format="json"
    )
    assert done.response is not None
    messages = [done.response, *done.followups]
    parts = [part for message in messages for part in (await files_of(message)).items()]
    assert [name for name, _ in parts] == [
        f"attendance-Q1-2026-{number}-of-2.json" for number in (1, 2)
    ]
    people = [row["name"] for _, content in parts for row in json.loads(content)]
    assert people == ["Ann Lee", "Ben Ito"]
    assert "2 rows. That is too much for one file" in text_of(messages[0])


async def test_an_export_may_be_of_one_kind(world: World) -> None:
    await met(world, world.ann)
    await met(world, world.ben, title="Digital twins", kind="guest")
    done = await world.command(world.organizer, "attendance export", kind="guest")
    assert [row["name"] for row in await rows_of(done)] == ["Ben Ito"]


async def test_a_period_includes_both_its_days(world: World) -> None:
    await met(world, world.ann)
    for period, count in (("2026-03-02..2026-03-02", 1), ("2026-03-03..2026-03-31", 0)):
        done = await world.command(world.organizer, "attendance export", period=period)
        assert len(await rows_of(done)) == count


async def test_an_export_of_nothing_says_so_and_is_a_file_all_the_same(world: World) -> None:
    done = await world.command(world.organizer, "attendance export", period="H1 2020")
    assert "No attendance is recorded in **H1 2020**" in whispered(done)
    assert await rows_of(done) == []


async def test_no_cell_runs_as_a_formula(world: World) -> None:
    mallory = world.guild.add_member(
        world.env.create_user("mallory", global_name="=HYPERLINK('x')")
    )
    await met(world, mallory, title="+1+1")
    (row,) = await rows_of(await world.command(world.organizer, "attendance export"))
    assert row["name"] == "'=HYPERLINK('x')"
    assert row["title"] == "'+1+1"


REFUSED_PERIODS = {
    "unreadable": ("some day", "I could not read “some day” as a period."),
    "long": ("x" * 5_000, "This period has 5,000 characters; please keep it to 60."),
    "backward": ("2026-06-30..2026-01-01", "ends before it starts. Please swap the two dates."),
    "no such day": ("2026-02-30..2026-06-30", "as a period."),
}


@pytest.mark.parametrize(
    ("period", "sentence"), REFUSED_PERIODS.values(), ids=REFUSED_PERIODS.keys()
)
async def test_a_period_that_cannot_be_read_is_refused(
    world: World, period: str, sentence: str
) -> None:
    world.forge_lengths()
    done = await world.command(world.organizer, "attendance export", period=period)
    assert sentence in whispered(done)
    assert answer(done).attachments == []


async def test_a_member_cannot_export(world: World) -> None:
    done = await world.command(world.ann, "attendance export")
    assert whispered(done) == NOT_ORGANIZER
    assert answer(done).attachments == []


async def test_periods_are_offered(world: World) -> None:
    offered = await world.choices(world.organizer, "attendance export", "period", "h")
    assert "H1 2026" in offered
    for period in offered.values():
        done = await world.command(world.organizer, "attendance export", period=period)
        assert len(await files_of(answer(done))) == 1
