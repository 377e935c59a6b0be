"""What is offered while an organizer types when a meeting is, and how often."""

from typing import Any

import pytest

from tests.discord.world import (
    Result,
    World,
    answer,
    buttons_of,
    moment,
    say,
    stamp,
    text_of,
    whispered,
)


async def when_offered(world: World, typed: str, **filled: Any) -> dict[str, str]:
    return await world.choices(world.organizer, "meeting schedule", "when", typed, **filled)


async def schedule(world: World, when: str) -> Result:
    options = {"title": "Kick-off", "when": when}
    return await world.command(world.organizer, "meeting schedule", **options)


async def test_while_typing_the_bot_says_how_it_reads_a_moment(world: World) -> None:
    offered = await when_offered(world, "next monday 11am")
    assert list(offered) == ["Mon 9 Mar 2026, 11:00 New York (UTC-4), in 7 days"]


async def test_a_moment_that_was_picked_is_the_moment_that_was_shown(world: World) -> None:
    (picked,) = (await when_offered(world, "tomorrow 11am")).values()
    card = await world.schedule("Kick-off", picked)
    assert f"{stamp('2026-03-03 11:00')}:F>" in text_of(card)


async def test_two_readings_are_two_choices(world: World) -> None:
    offered = await when_offered(world, "04/05 10:00")
    days = {label.split(",")[0]: value for label, value in offered.items()}
    assert days.keys() == {"Sun 5 Apr 2026", "Mon 4 May 2026"}
    card = await world.schedule("Kick-off", days["Mon 4 May 2026"])
    assert f"{stamp('2026-05-04 10:00')}:F>" in text_of(card)


async def test_next_tuesday_on_a_monday_is_tomorrow_or_a_week_later(world: World) -> None:
    offered = await when_offered(world, "next Tuesday 11am")
    assert [label.split(",")[0] for label in offered] == ["Tue 3 Mar 2026", "Tue 10 Mar 2026"]
    asked = answer(await schedule(world, "next Tuesday 11am"))
    assert "can mean more than one time" in text_of(asked)
    assert [label.split(",")[0] for label in buttons_of(asked)] == [
        "Tue 3 Mar 2026",
        "Tue 10 Mar 2026",
    ]


async def test_the_night_the_clock_goes_back_has_two_half_past_ones(world: World) -> None:
    offered = await when_offered(world, "2026-11-01 1:30")
    assert [("UTC-4" in label, "UTC-5" in label) for label in offered] == [
        (True, False),
        (False, True),
    ]
    card = await world.schedule("Night call", list(offered.values())[1])
    assert f"<t:{int(moment('2026-11-01 01:30').timestamp()) + 3600}:F>" in text_of(card)


async def test_what_cannot_be_read_is_said_while_typing(world: World) -> None:
    (label,) = await when_offered(world, "soonish")
    assert label.startswith("I could not read “soonish”")


async def test_an_hour_that_may_be_a_day_or_in_the_evening_is_asked_about(world: World) -> None:
    asked = await schedule(world, "Fri 6")
    assert whispered(asked).startswith(
        "“Fri 6” can be an hour or a day of the month. **Which time do you mean?**\n"
    )
    assert "\nIf you mean the day, please type its time, too: `fri 6th 11:00`\n" in say(asked)
    assert list(await when_offered(world, "Fri 6th 11:00")) == [
        "Fri 6 Mar 2026, 11:00 New York (UTC-5), in 4 days"
    ]
    assert list(await when_offered(world, "Fri 7")) == [
        "Fri 6 Mar 2026, 07:00 New York (UTC-5), in 3 days",
        "Fri 6 Mar 2026, 19:00 New York (UTC-5), in 4 days",
    ]
    assert await world.keys() == []


async def test_a_moment_that_repeats_leads_to_the_option_for_that(world: World) -> None:
    said = "“every friday 7pm” repeats. Please use `repeat` for that, and type its first date: "
    refused = whispered(await schedule(world, "every friday 7pm"))
    assert refused == f"{said}“friday 7pm”."
    (label,) = await when_offered(world, "every friday 7pm")
    assert label == refused.replace("`", "")


async def test_half_a_moment_is_no_error(world: World) -> None:
    for typed, label in (
        ("Wed", "Wed, what time? e.g. wed 11:00"),
        ("4 March", "4 March, what time? e.g. 4 march 11:00"),
        ("w", "Type a day and a time, e.g. wed 11:00"),
        ("tomorr", "Type a day and a time, e.g. wed 11:00"),
        ("wed 11:", "Type a day and a time, e.g. wed 11:00"),
        ("wed 11:3", "Type a day and a time, e.g. wed 11:00"),
    ):
        assert await when_offered(world, typed) == {label: typed}


async def test_the_end_of_a_meeting_may_be_typed_too(world: World) -> None:
    offered = await when_offered(world, "Fri 9-10:30am")
    assert list(offered) == ["Fri 6 Mar 2026, 09:00 New York (UTC-5), in 4 days, for 1 h 30 min"]
    card = await world.schedule("Kick-off", *offered.values())
    assert "1 h 30 min" in text_of(card)
    options = {"title": "Kick-off", "when": "Fri 9-10am", "duration": "2h"}
    refused = await world.command(world.organizer, "meeting schedule", **options)
    assert whispered(refused) == (
        "The time that you typed lasts 1 h, and `duration` says “2h”. "
        "Please leave out one of the two."
    )


async def test_my_time_is_the_time_of_whoever_types_it(world: World) -> None:
    typed = "Fri 7pm my time"
    (label,) = await when_offered(world, typed)
    assert label.startswith("I do not know your time zone yet, so I cannot read “my time”.")
    assert "Please set it with `/me timezone`" in whispered(await schedule(world, typed))
    await world.command(world.organizer, "me timezone", zone="Europe/Berlin")
    offered = await when_offered(world, typed, timezone="Asia/Kolkata")
    assert list(offered) == ["Fri 6 Mar 2026, 19:00 Berlin (UTC+1), in 4 days"]
    assert say(await schedule(world, typed)).startswith("Scheduled for <t:1772820000:F>")


async def test_a_typing_error_is_read_and_shown(world: World) -> None:
    offered = await when_offered(world, "Thurday 11am")
    assert list(offered) == ["Thu 5 Mar 2026, 11:00 New York (UTC-5), in 3 days"]
    missing = "Thurday, what time? e.g. thursday 11:00"
    assert await when_offered(world, "Thurday") == {missing: "Thurday"}
    begun = "Type a day and a time, e.g. wed 11:00"
    assert await when_offered(world, "Thurday 11:") == {begun: "Thurday 11:"}


async def test_yesterday_is_said_to_be_in_the_past_with_the_next_such_hour(world: World) -> None:
    offered = await when_offered(world, "yesterday 11am")
    assert list(offered) == [
        "“yesterday 11am” is in the past. Did you mean this?",
        "Mon 2 Mar 2026, 11:00 New York (UTC-5), in 2 hours",
    ]


async def test_what_was_sent_with_a_typing_error_is_asked_about(world: World) -> None:
    asked = await schedule(world, "Thurday 11am")
    assert say(asked).startswith("I could not read “Thurday 11am”. **Did you mean this?**")
    assert say(await world.sure(asked)).startswith(f"Scheduled for {stamp('2026-03-05 11:00')}:F>")
    past = await schedule(world, "yesterday 11am")
    assert say(past).startswith("“yesterday 11am” is in the past. **Did you mean this?**")


async def test_a_day_that_was_sent_alone_is_told_what_it_lacks(world: World) -> None:
    for typed in ("Thursday", "Thurday"):
        told = whispered(await schedule(world, typed))
        lacks = f"“{typed}” has no time of day. Please add one, such as “thursday 11:00”."
        assert told == lacks


async def test_a_past_moment_is_said_to_be_in_the_past(world: World) -> None:
    labels = [*await when_offered(world, "2026-03-01 10:00")]
    assert labels[0] == "Sun 1 Mar 2026, 10:00 New York (UTC-5), in the past"
    assert all("in the past" not in label for label in labels[1:])


async def test_an_abbreviation_of_several_zones_is_offered_in_each(world: World) -> None:
    offered = await when_offered(world, "2 Dec 10:00 CST")
    assert [label.split(", ")[1].split(" (")[0] for label in offered] == [
        "10:00 Shanghai",
        "10:00 Havana",
        "10:00 Chicago",
    ]
    card = await world.schedule("Kick-off", [*offered.values()][2])
    assert f"{stamp('2026-12-02 11:00')}:F>" in text_of(card)


async def test_nothing_is_offered_before_anything_is_typed(world: World) -> None:
    assert await when_offered(world, " ") == {}


@pytest.mark.parametrize("zone", ["Asia/Kolkata", "kolkata", "Asia/Calcutta"])
async def test_a_zone_that_was_given_counts_while_typing(world: World, zone: str) -> None:
    (label,) = await when_offered(world, "2026-03-04 11:00", timezone=zone)
    assert "11:00 Kolkata (UTC+5:30)" in label


async def test_a_zone_that_cannot_be_read_does_not_stop_the_list(world: World) -> None:
    for zone in ("Atlantis", "CST", "UTC+3", "../etc/passwd", ""):
        assert len(await when_offered(world, "2026-03-04 11:00", timezone=zone)) <= 1


async def test_whatever_is_typed_the_list_answers(world: World) -> None:
    for typed in ("x" * 5_000, "9" * 500, "@everyone", "\u202e11:00", "31/31"):
        for label, value in (await when_offered(world, typed)).items():
            assert 1 <= len(label) <= 100
            assert 1 <= len(value) <= 100


async def test_repeats_are_offered_and_a_rule_of_ones_own_may_be_typed(world: World) -> None:
    offered = await world.choices(world.organizer, "meeting schedule", "repeat")
    assert list(offered.values()) == [
        "weekly",
        "every 2 weeks",
        "every 4 weeks",
        "monthly",
        "quarterly",
    ]
    rule = "FREQ=WEEKLY;BYDAY=TU"
    offered = await world.choices(world.organizer, "meeting schedule", "repeat", rule)
    assert list(offered.values()) == [rule]
    offered = await world.choices(world.organizer, "meeting schedule", "repeat", "every friday")
    assert offered == {"every friday": "every friday"}
    offered = await world.choices(world.organizer, "meeting schedule", "repeat", "first monday")
    [hint] = offered
    assert hint.startswith("I could not read “first monday” as a repetition.")


@pytest.mark.parametrize("typed", ["x" * 200, " "])
async def test_any_text_may_be_typed_as_a_repeat(world: World, typed: str) -> None:
    offered = await world.choices(world.organizer, "meeting schedule", "repeat", typed)
    assert all(label and value for label, value in offered.items())


async def test_subgroups_and_zones_are_offered(world: World) -> None:
    await world.command(world.organizer, "sig subgroup add", name="Patient")
    command = "meeting schedule"
    assert await world.choices(world.organizer, command, "subgroup", "pat") == {"Patient": "g1"}
    zones = await world.choices(world.organizer, command, "timezone", "nairo")
    assert "Africa/Nairobi" in zones.values()
