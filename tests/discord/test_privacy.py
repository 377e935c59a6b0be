"""Who sees what, and what is never kept or said."""

import csv
import io
import json
from typing import Any

import pytest

from sigbot.domain.members import NOTICE_VERSION, Gender
from tests.discord.manners import message_in, names_nobody
from tests.discord.world import (
    Person,
    World,
    answer,
    files_of,
    moment,
    parts,
    raw_text,
    say,
    text_of,
)

EPHEMERAL = 1 << 6
EVERYTHING = {
    "region": ["Europe"],
    "gender": ["female"],
    "organization": ["life sciences"],
    "experience": ["over 10 years"],
}


async def describe(world: World, who: Person, **answers: str) -> None:
    shown = await world.command(who, "me about")
    await who.submit_modal(shown, {name: [value] for name, value in answers.items()})


async def diversity(world: World, period: str = "H1 2026") -> Any:
    """The diversity figures of the report, on the day after the release."""
    await world.until(moment("2026-07-08 12:00"))
    done = await world.command(world.organizer, "report", period=period, format="json")
    (content,) = (await files_of(answer(done))).values()
    return json.loads(content)["diversity"]


async def released(world: World) -> dict[str, Any]:
    [release] = (await diversity(world))["releases"]
    assert (release["period"], release["made_on"]) == ("H1 2026", "2026-07-07")
    found: dict[str, Any] = release
    return found


async def crowd(world: World, count: int, **answers: str) -> None:
    """People who say the same of themselves come to the meeting that is open."""
    for number in range(count):
        name = f"{'-'.join(answers.values())} {number}".strip()
        user = world.env.create_user(name.replace(" ", "."), global_name=name)
        person = world.guild.add_member(user)
        if answers:
            await describe(world, person, **answers)
        assert "checked in" in say(await world.command(person, "checkin"))


# What others see


async def test_every_answer_is_seen_by_one_person_only(world: World) -> None:
    card = await world.schedule("Kick-off", "in 5 minutes")
    await world.ann.click(card, label="Going")
    await world.ann.click(card, label="Check in")
    await describe(world, world.ann, region="Europe")
    for command, options in (
        ("sig show", {}),
        ("me show", {}),
        ("me timezone", {"zone": "Nairobi"}),
        ("me reminders", {"dm": True}),
        ("meeting list", {}),
        ("meeting show", {"meeting": "m1"}),
        ("meeting edit", {"meeting": "m1", "title": "Call"}),
        ("meeting edit", {"meeting": "m1", "when": "03/04 11:00"}),
        ("meeting reminders", {"meeting": "m1", "before": "10m"}),
        ("checkin", {}),
        ("attendance show", {"meeting": "m1"}),
        ("attendance export", {}),
        ("journal share", {"link": "https://example.org", "quiet": True}),
        ("journal list", {}),
        ("activity add", {"title": "A talk"}),
        ("plan add", {"title": "A paper"}),
        ("report", {"period": "H1 2026"}),
        ("help", {}),
    ):
        await world.command(world.organizer, command, **options)
    said = [body for body in world.sent("POST", "/callback") if body["type"] in {4, 5}]
    assert len(said) > 15
    assert all(body["data"]["flags"] & EPHEMERAL for body in said)


async def test_the_news_name_nobody_who_came_or_answered(world: World) -> None:
    card = await world.schedule("Kick-off", "in 5 minutes")
    for label in ("Going", "Check in"):
        await world.ann.click(card, label=label)
    await describe(world, world.ann, gender="female")
    await world.advance(hours=3)
    for message in (*world.news.history(), *world.chat.history(viewer=world.ben)):
        assert "Ann" not in text_of(message)
        assert str(world.ann.id) not in raw_text(message)


async def test_no_message_and_no_edit_of_one_tells_anybody_that_they_are_mentioned(
    world: World,
) -> None:
    card = await world.schedule("@everyone <@1>", "in 5 minutes", description="@here <@&1>")
    await world.ann.click(card, label="Check in")
    await world.advance(seconds=5)
    sent = [body for entry in world.env.http_requests if (body := message_in(entry))]
    assert len(sent) >= 4
    assert [body for body in sent if not names_nobody(body)] == []


# What is kept, and what is given away


async def test_of_what_people_say_only_the_region_is_in_an_export(world: World) -> None:
    shown = await world.command(world.ann, "me about")
    await world.ann.submit_modal(shown, EVERYTHING)
    await world.schedule("Kick-off", "in 5 minutes")
    await world.command(world.ann, "checkin")
    done = await world.command(world.organizer, "attendance export")
    (content,) = (await files_of(answer(done))).values()
    (row,) = csv.DictReader(io.StringIO(content.decode("utf-8-sig")))
    assert row["region"] == "Europe"
    for said in ("female", "life sciences", "over 10 years"):
        assert said.encode() not in content
    listed = await world.command(world.organizer, "attendance show", meeting="m1")
    assert not any(value in say(listed) for value in ("Europe", "emale", "ife sciences"))


async def test_what_was_taken_back_is_in_no_export(world: World) -> None:
    await describe(world, world.ann, region="Europe")
    await world.schedule("Kick-off", "in 5 minutes")
    await world.command(world.ann, "checkin")
    await describe(world, world.ann)
    done = await world.command(world.organizer, "attendance export")
    (content,) = (await files_of(answer(done))).values()
    assert b"Europe" not in content


async def test_consent_is_written_down_when_it_is_given_and_when_it_is_taken_back(
    world: World,
) -> None:
    await describe(world, world.ann, region="Europe")
    await describe(world, world.ann)
    rows = await world.sql("SELECT granted, notice_version FROM consents ORDER BY id")
    assert rows == [(1, NOTICE_VERSION), (0, NOTICE_VERSION)]


async def test_of_a_shared_message_only_its_link_is_kept(world: World) -> None:
    message = await world.ben.send(world.chat, "My secret: see https://example.org/paper please")
    await world.ann.context_menu(world.chat, "Share to journal", message)
    await world.sql("PRAGMA wal_checkpoint(TRUNCATE)")
    assert b"My secret" not in world.database.read_bytes()
    assert b"example.org/paper" in world.database.read_bytes()


async def test_who_only_looks_is_not_kept(world: World) -> None:
    for command in ("sig show", "meeting list", "journal list", "activity list", "plan list"):
        await world.command(world.ann, command)
    await world.choices(world.ann, "meeting show", "meeting")
    assert await world.sql("SELECT * FROM people WHERE name LIKE 'Ann%'") == []


# Small groups


WITHHELD: dict[str, Any] = {answer.value: "withheld" for answer in Gender}


async def test_a_release_is_made_by_the_clock_and_says_how_many_people(world: World) -> None:
    await world.schedule("Kick-off", "in 5 minutes")
    await crowd(world, 6, gender="female")
    await crowd(world, 6, gender="male")
    await crowd(world, 2)
    figures = await released(world)
    assert figures["gender"] == {**WITHHELD, "female": 6, "male": 6}
    assert figures["total"] == 14
    assert {*figures["region"].values()} == {"withheld"}


async def test_a_group_of_fewer_than_five_is_withheld_with_all_that_tells_of_it(
    world: World,
) -> None:
    await world.schedule("Kick-off", "in 5 minutes")
    await crowd(world, 8, gender="female")
    await crowd(world, 4, gender="male")
    assert (await released(world))["gender"] == WITHHELD


async def test_before_the_first_release_a_report_says_when_it_comes(world: World) -> None:
    await world.schedule("Kick-off", "in 5 minutes")
    await crowd(world, 1, gender="female")
    await world.advance(hours=2)
    done = await world.command(world.organizer, "report", period="H1 2026")
    (content,) = (await files_of(answer(done))).values()
    assert (
        b"The first figures about people are those of H1 2026. They come on 7 Jul 2026." in content
    )


async def test_a_release_that_is_due_while_the_bot_is_away_is_made_when_it_is_back(
    world: World,
) -> None:
    await world.schedule("Kick-off", "in 5 minutes")
    await crowd(world, 1)
    await world.away(days=200)
    rows = await world.sql("SELECT start, is_earlier FROM releases")
    assert rows == [("2026-01-01", 0)]


async def test_organizers_raise_the_smallest_group_for_the_next_release(world: World) -> None:
    await world.command(world.organizer, "sig setup", smallest_group=7)
    assert "**Smallest group in diversity figures** 7 people" in say(
        await world.command(world.ben, "sig show")
    )
    await world.schedule("Kick-off", "in 5 minutes")
    await crowd(world, 6, gender="female")
    await crowd(world, 6, gender="male")
    assert (await released(world))["gender"] == WITHHELD


@pytest.mark.parametrize(
    "period", ["2026-03-02..2026-03-02", "last 1 month", "2026-01-01..2026-06-29"]
)
async def test_a_period_chosen_to_the_day_says_nothing_of_people(world: World, period: str) -> None:
    await world.schedule("Kick-off", "in 5 minutes")
    await crowd(world, 1, gender="female")
    if period == "last 1 month":
        await world.advance(hours=2)
        done = await world.command(world.organizer, "report", period=period, format="json")
        (content,) = (await files_of(answer(done))).values()
        assert json.loads(content)["diversity"]["releases"] == []
    else:
        assert (await diversity(world, period))["releases"] == []


async def test_no_list_of_a_meeting_tells_more_than_names_and_times(world: World) -> None:
    await describe(world, world.ann, gender="female", organization="payer")
    await world.schedule("Kick-off", "in 5 minutes")
    await world.command(world.ann, "checkin")
    shown = answer(await world.command(world.ben, "attendance show", meeting="m1"))
    assert sum("content" in part for part in parts(shown.components)) <= 4
    assert not any(word in text_of(shown) for word in ("emale", "ayer"))
