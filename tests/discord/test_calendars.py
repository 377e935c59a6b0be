"""`/calendar`, its buttons, and Add to calendar on a meeting's card."""

from urllib.parse import parse_qs, urlsplit

import pytest

from sigbot.chat import calendar_ids as ids
from sigbot.services.calendars import calendar_at
from tests.calendars import with_icalendar
from tests.discord.cards import Cards
from tests.discord.world import (
    WEDNESDAY,
    Result,
    World,
    answer,
    buttons_of,
    files_of,
    moment,
    text_of,
    whispered,
)

URL = "https://sig.example.org"


async def show_buttons(world: World) -> None:
    world.bot.public_url = URL
    card = await world.schedule("Kick-off", WEDNESDAY)
    await world.ann.click(card, label="Add to calendar")
    shown = await world.command(world.ann, "calendar")
    await world.press(shown, "Get my address", world.ann)
    await world.press(shown, "Leave out what I can't come to", world.ann)
    await world.command(world.ann, "calendar")


CARDS = Cards(
    {
        "sig:calendar_add:1": ids.AddToCalendar(1),
        "sig:calendar_first:": ids.FirstAddress(),
        "sig:calendar_new:": ids.NewAddress(),
        "sig:calendar_end:": ids.EndAddress(),
        "sig:calendar_skip:0": ids.SkipDeclined(0),
        "sig:calendar_skip:1": ids.SkipDeclined(1),
    },
    show_buttons,
    ("Kick-off",),
    of_presser=("calendars", "people", "audit"),
)


async def _events(done: Result, name: str = "calendar.ics") -> list[str]:
    files = await files_of(answer(done))
    return [event.summary for event in with_icalendar(files[name])]


async def _calendar(world: World, **options: str) -> Result:
    return await world.command(world.ann, "calendar", **options)


async def test_the_meetings_come_as_a_file(world: World) -> None:
    await world.plan("Kick-off", WEDNESDAY)
    done = await _calendar(world)
    assert await _events(done) == ["Kick-off"]
    told = text_of(answer(done))
    assert "The file has 1 meeting ahead" in told
    assert "is not offered here" in told
    assert [*buttons_of(answer(done))] == ["Leave out what I can't come to"]


async def test_before_the_first_meeting_there_is_no_file(world: World) -> None:
    done = await _calendar(world)
    assert answer(done).attachments == []
    assert "There are no meetings for you yet." in text_of(answer(done))


async def test_an_address_is_shown_once_and_leads_to_the_meetings(world: World) -> None:
    world.bot.public_url = URL
    await world.plan("Kick-off", WEDNESDAY, repeat="weekly")
    done = await _calendar(world)
    assert "an address of your own" in text_of(answer(done))
    assert [*buttons_of(answer(done))] == ["Get my address", "Leave out what I can't come to"]
    made = text_of(answer(await world.press(done, "Get my address", world.ann)))
    [address] = [line for line in made.splitlines() if line.startswith(URL)]
    assert "every 8 to 24 hours" in made
    assert "does not work any more" not in made
    again = await _calendar(world)
    assert "I can't show it again" in text_of(answer(again))
    assert address not in text_of(answer(again))
    token = address.removeprefix(f"{URL}/calendar/").removesuffix(".ics")
    shown = await calendar_at(world.bot.db, token, world.bot.now())
    assert shown
    assert {event.title for event in shown.events} == {"Kick-off"}
    replaced = text_of(answer(await world.press(again, "New address", world.ann)))
    assert "does not work any more" in replaced
    assert await calendar_at(world.bot.db, token, world.bot.now()) is None
    told = whispered(await world.press(again, "Stop the address", world.ann))
    assert told.startswith("Stopped your calendar address.")
    told = whispered(await world.press(again, "Stop the address", world.ann))
    assert told.startswith("You have no calendar address.")
    assert next(iter(buttons_of(answer(await _calendar(world))))) == "Get my address"


async def test_an_address_comes_with_a_way_in_for_each_kind_of_calendar(world: World) -> None:
    world.bot.public_url = URL
    shown = answer(await world.press(await _calendar(world), "Get my address", world.ann))
    [address] = [line for line in text_of(shown).splitlines() if line.startswith(URL)]
    links = {label: link["url"] for label, link in buttons_of(shown).items()}
    assert links["iPhone, iPad or Mac"] == address.removesuffix(".ics")
    google = urlsplit(links["Google Calendar"])
    assert google.hostname == "calendar.google.com"
    assert parse_qs(google.query) == {"cid": [address.replace("https://", "webcal://")]}
    for label, host in (("Outlook.com", "live"), ("Outlook (work or school)", "office")):
        outlook = urlsplit(links[label])
        assert outlook.hostname == f"outlook.{host}.com"
        name = "Healthcare SIG: my meetings"
        assert parse_qs(outlook.query) == {"url": [address], "name": [name]}
    assert {urlsplit(link).scheme for link in links.values()} == {"https"}, "Discord takes no other"
    assert "After that, the app on your phone shows the meetings, too." in text_of(shown)


async def test_a_very_long_address_has_no_buttons_that_discord_would_refuse(world: World) -> None:
    world.bot.public_url = f"https://sig.example.org/{'a' * 450}"
    shown = answer(await world.press(await _calendar(world), "Get my address", world.ann))
    assert [*buttons_of(shown)] == ["iPhone, iPad or Mac"]


async def test_a_second_press_does_not_end_the_first_address(world: World) -> None:
    world.bot.public_url = URL
    done = await _calendar(world)
    made = text_of(answer(await world.press(done, "Get my address", world.ann)))
    [address] = [line for line in made.splitlines() if line.startswith(URL)]
    again = await world.press(done, "Get my address", world.ann)
    assert "I can't show it again" in text_of(answer(again))
    assert "Later ones come into your calendar." in text_of(answer(again))
    token = address.removeprefix(f"{URL}/calendar/").removesuffix(".ics")
    assert await calendar_at(world.bot.db, token, world.bot.now())


async def test_what_is_over_or_cancelled_is_not_counted(world: World) -> None:
    await world.plan("First", WEDNESDAY)
    await world.plan("Second", "2026-03-05 11:00")
    await world.plan("Third", "2026-03-06 11:00")
    await world.command(world.organizer, "meeting cancel", meeting="m2")
    await world.until(moment("2026-03-05 12:00"))
    done = await _calendar(world)
    assert "The file has 1 meeting ahead" in text_of(answer(done))
    assert await _events(done) == ["First", "Cancelled: Second", "Third"]


async def test_a_press_on_an_old_answer_where_pages_were_turned_off(world: World) -> None:
    world.bot.public_url = URL
    done = await _calendar(world)
    world.bot.public_url = ""
    told = whispered(await world.press(done, "Get my address", world.ann))
    assert told.startswith("Calendar addresses are not offered here.")


async def test_meetings_with_cant_are_left_out_and_shown_again(world: World) -> None:
    card = await world.schedule("Kick-off", WEDNESDAY)
    await world.plan("Second", "2026-03-05 11:00")
    await world.ann.click(card, label="Can't")
    done = await _calendar(world)
    assert await _events(done) == ["Kick-off", "Second"]
    left = await world.press(done, "Leave out what I can't come to", world.ann)
    assert await _events(left) == ["Second"]
    assert "are left out" in text_of(answer(left))
    both = await world.press(left, "Show what I can't come to", world.ann)
    assert await _events(both) == ["Kick-off", "Second"]


async def test_one_meeting_comes_as_a_file_and_as_links(world: World) -> None:
    card = await world.schedule("Kick-off & more", WEDNESDAY, place="Room 1, 2nd floor")
    done = await world.ann.click(card, label="Add to calendar")
    assert await _events(done, "meeting-1.ics") == ["Kick-off & more"]
    links = {label: link["url"] for label, link in buttons_of(answer(done)).items()}
    google = parse_qs(urlsplit(links["Google Calendar"]).query)
    assert google["dates"] == ["20260304T160000Z/20260304T170000Z"]
    assert google["text"] == ["Kick-off & more"]
    assert google["location"] == ["Room 1, 2nd floor"]
    outlook = parse_qs(urlsplit(links["Outlook.com"]).query)
    assert links["Outlook (work or school)"].startswith("https://outlook.office.com/")
    assert outlook["startdt"] == ["2026-03-04T16:00:00Z"]
    assert outlook["subject"] == ["Kick-off & more"]


@pytest.mark.parametrize("length", [1, 200])
async def test_links_are_never_too_long_for_a_button(world: World, length: int) -> None:
    title, place = "ж" * length, "дом " * 70
    card = await world.schedule(
        title, WEDNESDAY, place=place[:300], link=f"https://a.org/{'x' * 480}"
    )
    done = await world.ann.click(card, label="Add to calendar")
    for link in buttons_of(answer(done)).values():
        assert len(link["url"]) <= 512


async def test_an_old_card_adds_the_meeting_as_it_is_now(world: World) -> None:
    await world.schedule("Kick-off", WEDNESDAY)
    old = world.old_message(ids.AddToCalendar(1))
    await world.command(world.organizer, "meeting edit", meeting="m1", when="2026-03-05 15:00")
    done = await world.ann.click(old, label="0")
    assert f"**Kick-off**, <t:{moment('2026-03-05 15:00').timestamp():.0f}:F>" in text_of(
        answer(done)
    )
    assert await _events(done, "meeting-1.ics") == ["Kick-off"]


async def test_an_old_card_of_what_is_over_or_gone_says_what_to_do_instead(world: World) -> None:
    await world.schedule("Kick-off", "in 20 minutes")
    over, gone = (world.old_message(ids.AddToCalendar(number)) for number in (1, 99))
    await world.advance(hours=3)
    told = whispered(await world.ann.click(over, label="0"))
    assert told.startswith("This meeting is over, so there is nothing to add. `/calendar`")
    told = whispered(await world.ann.click(gone, label="0"))
    assert told.startswith("This meeting is not kept here any more, so it can't be added.")
    assert "`/meeting list`" in told


async def test_from_the_start_on_the_card_offers_no_calendar(world: World) -> None:
    await world.schedule("Kick-off", "in 20 minutes")
    await world.advance(minutes=25)
    shown = await world.command(world.ann, "meeting show", meeting="m1")
    assert "Add to calendar" not in buttons_of(answer(shown))
