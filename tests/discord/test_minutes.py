"""The life of a meeting: its opening, notes and minutes, and those who sleep through it."""

from typing import Any

import pytest
import simcord

from sigbot.chat import minutes_ids as ids
from sigbot.domain.openings import CAUGHT_UP_FOR, DECLARED_FOR
from tests.discord.cards import Cards
from tests.discord.world import (
    Person,
    Result,
    World,
    answer,
    buttons_of,
    files_of,
    raw_text,
    text_of,
    whispered,
)

MENU = "Add to minutes"
READ = {"antitrust": "No prices.", "conduct": "Be kind.", "recording": ""}


def thread_of(world: World) -> simcord.ChannelHandle:
    """The newest thread in the news."""
    return world.news.threads[-1]


def in_thread(world: World) -> list[str]:
    """What the bot said in the newest thread."""
    return [text_of(message) for message in thread_of(world).history()]


async def save_notices(world: World, **texts: Any) -> Result:
    form = await world.command(world.organizer, "sig opening")
    return await world.organizer.submit_modal(form, {**READ, "declares": ["yes"], **texts})


async def ask(world: World, who: Person, question: str, title: str = "Weekly call") -> Result:
    """A question that is asked ahead, from the meeting's card."""
    form = await who.click(world.card(title), label="Ask ahead")
    return await who.submit_modal(form, {"text": question})


async def note(world: World, kind: str, text: str, **more: Any) -> str:
    """A line that the organizer notes."""
    told = await world.command(world.organizer, "meeting note", kind=kind, text=text, **more)
    return whispered(told)


async def minutes(world: World, who: Person | None = None, **more: Any) -> Result:
    asked = {"meeting": "m1", **more}
    return await world.command(who or world.organizer, "meeting minutes", **asked)


async def publish(world: World) -> Result:
    asked = await world.press(await minutes(world), "Approve and publish")
    return await world.press(asked, "Publish")


async def begun(world: World, **more: Any) -> None:
    """A meeting has begun, to which Ben is going and Ann is not."""
    await world.schedule(**more)
    await world.ann.click(world.card("Weekly call"), label="Can't")
    await world.ben.click(world.card("Weekly call"), label="Going")
    await world.advance(hours=2, seconds=1)


async def test_a_meeting_opens_with_notices_and_agenda_in_a_thread(world: World) -> None:
    saved = await save_notices(world)
    assert whispered(saved).startswith("Saved version 1 of the notices.")
    await world.schedule(speaker="Dr. Wei")
    await world.command(world.organizer, "meeting agenda", item="Roadmap")
    await world.advance(hours=2, seconds=1)
    assert (thread_of(world).name or "").startswith("Weekly call · ")
    [opened] = thread_of(world).history()
    assert text_of(opened).splitlines()[0] == (
        "**Weekly call** has begun. Welcome! Please read this first:"
    )
    for line in ("No prices.", "Be kind.", "**Speaker:** Dr. Wei", "- Roadmap"):
        assert line in text_of(opened)
    assert list(buttons_of(opened)) == ["Check in", "Agenda"]
    done = await world.ben.click(opened, label="Check in")
    assert "Weekly call" in whispered(done)
    [(notices, shown)] = await world.sql("SELECT notices_id, shown_message_id FROM openings")
    assert (notices, shown) == (1, opened.id)


async def test_nothing_is_shown_before_an_organizer_has_saved_the_notices(world: World) -> None:
    form = await world.command(world.organizer, "sig opening")
    [modal] = [form.modal] if form.modal else []
    assert modal is not None
    await begun(world)
    assert in_thread(world)[0].startswith("**Weekly call** has begun. Welcome!\n")
    assert await world.sql("SELECT notices_id FROM openings") == [(None,)]


async def test_empty_notices_are_refused_the_first_time_and_turn_them_off_later(
    world: World,
) -> None:
    nothing = dict.fromkeys(READ, "")
    told = await save_notices(world, **nothing)
    assert whispered(told).startswith("All fields were empty, so nothing was saved.")
    await save_notices(world)
    told = await save_notices(world, **nothing)
    assert whispered(told) == "Saved. No notices are shown when a meeting begins."


async def test_the_life_of_a_meeting_over_a_restart_in_the_middle(world: World) -> None:
    """Ann sleeps: she asks ahead, reads what was decided, and says that she caught up."""
    await save_notices(world)
    await world.schedule()
    await world.ann.click(world.card("Weekly call"), label="Can't")
    await world.ben.click(world.card("Weekly call"), label="Going")
    assert "Your question is on the agenda" in whispered(
        await ask(world, world.ann, "When is the vote?")
    )
    await world.advance(hours=2, seconds=1)
    assert "- When is the vote?" in in_thread(world)[0]
    assert await note(world, "topic", "Roadmap") == (
        "Noted for **Weekly call**. The topic is now: Roadmap"
    )
    await world.restart()
    await note(world, "agreed", "We publish the roadmap.")
    assert "Ben" in await note(world, "action", "Write the text", owner="Ben", due="31 Dec")
    message = await world.ben.send(thread_of(world), "I like the plan.")
    added = await world.organizer.context_menu(thread_of(world), MENU, message)
    assert whispered(added).startswith("Added the message of Ben")
    again = await world.organizer.context_menu(thread_of(world), MENU, message)
    assert whispered(again).startswith("That message is in the minutes")
    await world.ben.click(thread_of(world).history()[0], label="Check in")
    shown = await world.command(world.organizer, "meeting agenda", meeting="m1")
    arranged = await world.press(shown, "Arrange")
    form = await world.press(arranged, "Answer")
    done = await world.organizer.submit_modal(form, {"text": "In *May*."})
    assert whispered(done) == "Noted the answer. I send it to Ann Lee."
    await world.advance(seconds=1)
    assert world.direct(world.ann)[-1].splitlines() == [
        "**Weekly call**: your question was answered",
        "You asked: When is the vote?",
        "Answer: In *May*.",
    ]
    await world.advance(hours=2)
    closed = thread_of(world).history()[-1]
    assert text_of(closed).startswith("**Weekly call** is over\n")
    assert list(buttons_of(closed)) == ["I was there", "Minutes"]
    asked = await world.press(await minutes(world), "Approve and publish")
    assert "1 person who said Can't or asked ahead is told." in whispered(asked)
    published = await world.press(asked, "Publish")
    assert "**Published.**" in whispered(published)
    await world.advance(seconds=1)
    news = world.notices("The minutes of")[-1]
    assert text_of(news).startswith("The minutes of **Weekly call** are published\n")
    assert "1 decision · 1 action item" in news.content
    assert f"<@{world.ann.id}>" in news.content
    files = await files_of(news)
    assert list(files) == ["minutes-2026-03-02-m1.md"]
    text = files["minutes-2026-03-02-m1.md"].decode()
    for fact in (
        "Roadmap",
        "We publish the roadmap.",
        "Write the text",
        "I like the plan.",
        "When is the vote?",
        "The notices (version 1) were shown",
        "Checked in: Ben",
        "Ann Lee",
    ):
        assert fact in text
    assert "You own an action item there" in world.direct(world.ben)[-1]
    caught_up = await world.ann.click(news, label="I caught up")
    assert whispered(caught_up).startswith("Noted that you caught up with **Weekly call**.")
    there = whispered(await minutes(world, world.ben))
    assert "1 person was there. 1 more caught up afterwards." in there
    assert await world.present() == ["Ben Ito"]
    taken_back = await world.ann.click(news, label="I caught up")
    assert whispered(taken_back) == "Taken back. You did not catch up with **Weekly call**."
    refused = await world.ben.click(news, label="I caught up")
    assert whispered(refused).startswith("You were at that meeting")


async def test_people_say_afterwards_that_they_were_there_for_three_days(world: World) -> None:
    await begun(world)
    await world.advance(hours=2)
    closed = thread_of(world).history()[-1]
    told = await world.ann.click(closed, label="I was there")
    assert whispered(told).startswith("Noted that you were at **Weekly call**.")
    again = await world.ann.click(closed, label="I was there")
    assert whispered(again) == "You are on the list of **Weekly call** already."
    sources, _ = await world.known_from()
    assert sources == "1 said so afterwards"
    await world.advance(seconds=DECLARED_FOR.total_seconds())
    closed = thread_of(world).history()[-1]
    assert list(buttons_of(closed)) == ["Minutes"]
    late = await world.ben.click(world.old_message(ids.Declare(1)), label="0")
    assert whispered(late).startswith("You can say that you were there for three days")


async def test_organizers_turn_off_that_people_say_so(world: World) -> None:
    await save_notices(world, declares=["no"])
    await begun(world)
    await world.advance(hours=2)
    assert list(buttons_of(thread_of(world).history()[-1])) == ["Minutes"]
    refused = await world.ann.click(world.old_message(ids.Declare(1)), label="0")
    assert whispered(refused).startswith("You can say that you were there for three days")


async def test_the_button_for_catching_up_goes_after_three_weeks(world: World) -> None:
    await begun(world)
    await world.advance(hours=2)
    await publish(world)
    await world.advance(seconds=1)
    news = world.notices("The minutes of")[-1]
    assert list(buttons_of(news)) == ["I caught up", "Minutes"]
    await world.advance(seconds=CAUGHT_UP_FOR.total_seconds() + 5)
    news = world.notices("The minutes of")[-1]
    assert list(buttons_of(news)) == ["Minutes"]
    late = await world.ann.click(world.old_message(ids.CatchUp(1)), label="0")
    assert whispered(late).startswith("You can say that you caught up for three weeks")


async def test_when_the_last_point_is_declined_there_is_nothing_to_arrange(world: World) -> None:
    await world.schedule()
    await world.command(world.ann, "meeting agenda", item="Roadmap")
    shown = await world.command(world.organizer, "meeting agenda")
    declined = await world.press(await world.press(shown, "Arrange"), "Decline")
    assert raw_text(answer(declined)).startswith("There is no point to arrange yet.")


async def test_only_who_comes_may_note_something(world: World) -> None:
    await begun(world)
    refused = await world.command(world.ann, "meeting note", kind="info", text="Hello")
    assert whispered(refused).startswith("You can note something about meetings that you come to")
    done = await world.command(world.ben, "meeting note", kind="link", text="https://example.org")
    assert whispered(done) == "Noted the link for **Weekly call**: https://example.org"


async def test_an_unknown_owner_is_named_and_nobody_is_reminded(world: World) -> None:
    await begun(world)
    told = await note(world, "action", "Write", owner="Zed")
    assert told == (
        "Noted for **Weekly call** that Zed will do this: Write\n"
        "I do not know a member called Zed, so nobody is reminded."
    )


async def test_only_action_items_have_an_owner(world: World) -> None:
    await begun(world)
    told = await note(world, "agreed", "We publish.", owner="Ben")
    assert told.startswith("Only an action item has an owner and a date.")
    assert "We publish." not in whispered(await minutes(world))


async def test_nothing_is_noted_before_a_meeting_or_after_its_minutes_are_approved(
    world: World,
) -> None:
    await world.schedule()
    assert (await note(world, "info", "Early")).startswith("Notes can be taken from 15 minutes")
    await world.advance(hours=4)
    await note(world, "info", "In time")
    await world.press(await minutes(world), "Approve")
    assert (await note(world, "info", "Late")).startswith(
        "The minutes of that meeting are approved"
    )


async def test_members_correct_minutes_for_review_and_organizers_add_errata(world: World) -> None:
    await begun(world)
    await note(world, "topic", "Roadmap")
    await world.advance(hours=2)
    reviewed = await world.press(await minutes(world), "Offer for review")
    assert "**For review.**" in whispered(reviewed)
    form = await world.press(await minutes(world, world.ann), "Suggest a correction", world.ann)
    told = await world.ann.submit_modal(form, {"text": "It was *Payer*."})
    assert whispered(told).startswith("Organizers see your correction")
    shown = await minutes(world)
    assert "- It was *Payer*. · Ann Lee" in whispered(shown)
    settled = await world.press(shown, "Correction dealt with")
    assert "Payer" not in whispered(settled)
    await world.press(settled, "Approve")
    closed = await minutes(world, world.ann)
    assert "Suggest a correction" not in buttons_of(answer(closed))
    form = await world.press(await minutes(world), "Add an erratum")
    told = await world.organizer.submit_modal(form, {"text": "Payer, not Roadmap."})
    assert whispered(told) == "Added the erratum to the minutes of **Weekly call**."
    shown = await minutes(world)
    assert "**Errata**\n- Payer, not Roadmap." in whispered(shown)
    text = (await files_of(answer(shown)))["minutes-2026-03-02-m1.md"].decode()
    assert "Payer, not Roadmap." in text


async def test_the_next_meeting_is_told_of_minutes_that_are_for_review(world: World) -> None:
    await world.schedule(repeat="weekly")
    await world.advance(hours=4)
    await note(world, "topic", "Roadmap", meeting="m1")
    await world.press(await minutes(world), "Offer for review")
    await world.advance(days=7)
    opened = text_of(thread_of(world).history()[0])
    assert "The minutes of **Weekly call** (Mon 2 Mar, 11:00 New York) are for review." in opened


async def test_a_name_is_taken_out_of_minutes_also_of_published_ones(world: World) -> None:
    await begun(world)
    await world.ben.click(thread_of(world).history()[0], label="Check in")
    await note(world, "action", "Write the text", owner="Ben")
    await world.advance(hours=2)
    await publish(world)
    await world.advance(seconds=1)
    told = world.ben.user.dm_channel.history()[-1]
    inbox = world.ben.user.dm_channel.id
    out = await world.press_outside(world.ben.user, inbox, told, "Leave my name out")
    assert whispered(out).startswith("Your name is not in the minutes of **Weekly call** any more.")
    text = (await files_of(answer(await minutes(world))))["minutes-2026-03-02-m1.md"].decode()
    assert "Ben" not in text
    assert "Write the text" in text


@pytest.mark.parametrize(
    ("label", "sentence"),
    [
        ("Too few came", "Too few people came to decide anything, so there are no minutes."),
        ("Nothing to record", "The meeting was held. There is nothing to record."),
    ],
)
async def test_an_organizer_says_why_there_are_no_minutes(
    world: World, label: str, sentence: str
) -> None:
    await world.hold()
    told = await world.press(await minutes(world), label)
    assert sentence in whispered(told)
    back = await world.press(told, "It was held")
    assert "There are no notes yet." in whispered(back)


@pytest.mark.parametrize("uses_minutes", [True, False])
async def test_organizers_are_told_once_when_minutes_are_missing(
    world: World, *, uses_minutes: bool
) -> None:
    """A community that never used them is left in peace."""
    if uses_minutes:
        await save_notices(world)
    await begun(world)
    await world.advance(days=8)
    missing = [text for text in world.direct(world.organizer) if "has no minutes yet" in text]
    assert len(missing) == uses_minutes


async def test_action_items_are_listed_closed_and_reminded_of(world: World) -> None:
    await world.schedule(repeat="weekly")
    await world.ben.click(world.card("Weekly call"), label="Going")
    await world.advance(hours=2, seconds=1)
    await note(world, "action", "Write the text", owner="Ben", due="3 March")
    await note(world, "action", "Call the venue")
    await world.advance(days=5, hours=1)
    reminder = world.direct(world.ben)[-1]
    assert reminder.startswith("You promised something before **Weekly call**, Mon 9 Mar")
    assert "- Write the text (until 3 Mar 2026)" in reminder
    listed = await world.command(world.ben, "meeting actions")
    assert "**was due 3 Mar 2026**" in whispered(listed)
    assert "Call the venue\n-# nobody yet" in whispered(listed)
    assert list(buttons_of(answer(listed))) == ["1 done", "1 dropped"]
    done = await world.press(listed, "1 done", world.ben)
    assert whispered(done) == "**Write the text** is done."
    stale = await world.ann.click(world.old_message(ids.ClosePromise(2, "done")), label="0")
    assert whispered(stale).startswith("Only the person who owns an action item")
    listed = await world.command(world.ann, "meeting actions", status="done", owner="Ben")
    assert "## Action items of Ben Ito that are done" in whispered(listed)
    opened = await world.command(world.organizer, "meeting actions", status="done")
    back = await world.press(opened, "1 open again")
    assert whispered(back) == "**Write the text** is open again."


async def test_who_suggests_a_point_reads_that_organizers_decide(world: World) -> None:
    await world.schedule()
    told = await world.command(world.ben, "meeting agenda", item="Budget")
    first, *shown = whispered(told).splitlines()
    assert first == (
        "Suggested it for **Weekly call**. An organizer decides whether it is on the agenda."
    )
    assert shown[-2:] == ["**Suggested**", "- Budget · Ben Ito"]
    seen = await world.command(world.ann, "meeting agenda")
    assert "Budget" not in whispered(seen)
    added = await world.command(world.organizer, "meeting agenda", item="Roadmap")
    assert whispered(added).startswith("Added it to the agenda of **Weekly call**.\n")


async def test_the_agenda_of_a_meeting_that_is_cancelled_or_over_offers_nothing(
    world: World,
) -> None:
    await world.hold()
    over = await world.command(world.ben, "meeting agenda", meeting="m1")
    assert "Nothing was on the agenda." in whispered(over)
    await world.schedule()
    await ask(world, world.ann, "When?")
    await world.command(world.organizer, "meeting cancel", meeting="m2")
    seen = await world.command(world.organizer, "meeting agenda", meeting="m2")
    assert "This meeting was cancelled." in whispered(seen)
    assert [*buttons_of(answer(over)), *buttons_of(answer(seen))] == []


async def test_a_point_offers_only_what_can_be_done_with_it_now(world: World) -> None:
    await world.schedule()
    await world.command(world.organizer, "meeting agenda", item="Roadmap")
    shown = await world.command(world.organizer, "meeting agenda")
    before = await world.press(shown, "Arrange")
    assert list(buttons_of(answer(before))) == ["Edit", "To next meeting", "Park", "Whole agenda"]
    await world.advance(hours=2)
    shown = await world.command(world.organizer, "meeting agenda")
    done = await world.press(await world.press(shown, "Arrange"), "Done")
    assert list(buttons_of(answer(done))) == ["Not done", "Edit", "Whole agenda"]
    again = await world.press(done, "Not done")
    assert "On the agenda." in whispered(again)


async def test_a_parked_point_is_put_on_another_agenda(world: World) -> None:
    await world.schedule()
    for item in ("Budget", "Roadmap"):
        await world.command(world.organizer, "meeting agenda", item=item)
    shown = await world.command(world.organizer, "meeting agenda")
    await world.press(await world.press(shown, "Arrange"), "Park")
    shown = await world.command(world.organizer, "meeting agenda")
    assert "1 point waits for a meeting." in whispered(shown)
    last = await world.press(await world.press(shown, "Arrange"), "Next point")
    assert "It waits for a meeting." in whispered(last)
    taken = await world.press(last, "Put it on this agenda")
    assert "On the agenda." in whispered(taken)
    whole = whispered(await world.command(world.ann, "meeting agenda"))
    assert "1. Roadmap" in whole
    assert "2. Budget" in whole
    assert "waits for" not in whole


async def test_an_answer_can_be_changed_and_the_same_one_is_sent_once(world: World) -> None:
    await world.schedule()
    await ask(world, world.ann, "When?")
    shown = await world.command(world.organizer, "meeting agenda")
    form = await world.press(await world.press(shown, "Arrange"), "Answer")
    await world.organizer.submit_modal(form, {"text": "In May."})
    shown = await world.command(world.organizer, "meeting agenda")
    form = await world.press(await world.press(shown, "Arrange"), "Change the answer")
    same = await world.organizer.submit_modal(form, {"text": "In May."})
    assert whispered(same) == "That is the answer already. Nothing was sent."
    await world.advance(seconds=1)
    assert len(world.direct(world.ann)) == 1


async def test_a_message_that_is_too_long_for_the_minutes_is_refused(world: World) -> None:
    await begun(world)
    message = await world.ben.send(thread_of(world), "word " * 250)
    told = await world.ben.context_menu(thread_of(world), MENU, message)
    assert whispered(told).startswith("That message has more than 1,000 characters")


async def test_a_full_agenda_fits_on_two_screens_of_a_phone(world: World) -> None:
    """What is shown is measured after each test."""
    await world.schedule()
    await world.advance(hours=2)
    for number in range(5):
        await world.command(
            world.organizer, "meeting agenda", item=f"Point {number} " + "of many words " * 20
        )
        await world.command(world.ben, "meeting agenda", item=f"{number} " + "idea " * 50)
        await note(world, "action", f"Do {number} " + "and more " * 30, owner="Ben")
    seen = await world.command(world.organizer, "meeting agenda")
    for part in ("**Points**", "**Suggested**", "**Open action items**"):
        assert part in whispered(seen)


async def test_without_notes_minutes_offer_no_review(world: World) -> None:
    """The next step is to give notes; minutes without any can still be published."""
    await world.hold()
    bare = await minutes(world)
    assert "It is not recorded who was there." in whispered(bare)
    labels = ["Too few came", "Nothing to record", "Approve and publish"]
    assert list(buttons_of(answer(bare))) == labels
    assert list(buttons_of(answer(await minutes(world, world.ann)))) == []
    await publish(world)
    assert "Nothing was noted." in whispered(await minutes(world))


async def test_cancelled_meetings_have_no_minutes_to_approve(world: World) -> None:
    await world.schedule()
    await world.command(world.organizer, "meeting cancel", meeting="m1")
    await world.advance(hours=4)
    shown = await minutes(world)
    assert "**Draft.**" not in whispered(shown)
    assert "The meeting was cancelled, so there are no minutes." in whispered(shown)
    assert list(buttons_of(answer(shown))) == []


async def test_minutes_for_review_say_what_to_do_and_where_the_text_is(world: World) -> None:
    await begun(world)
    await note(world, "topic", "Roadmap")
    await world.advance(hours=2)
    shown = await minutes(world)
    assert "The whole text is in the file." in whispered(shown)
    reviewed = await world.press(shown, "Offer for review")
    assert whispered(reviewed).endswith("I say so when the next meeting begins.")
    assert "`/meeting minutes` gives you the whole text as a file." in whispered(reviewed)


async def test_without_threads_the_life_of_a_meeting_goes_on_in_the_channel(world: World) -> None:
    world.env.inject_error("POST", "/channels/*/messages/*/threads", status=403, code=50013)
    await save_notices(world)
    await begun(world)
    assert world.news.threads == []
    assert any("Please read this first" in text_of(message) for message in world.notices())
    await world.advance(hours=2)
    assert any("is over" in text_of(message) for message in world.notices())


async def test_what_people_type_breaks_no_card_and_pings_nobody(world: World) -> None:
    hostile = "@everyone <@1> **x** ``` \u202eevil [x](https://evil.example)"
    await begun(world)
    await note(world, "topic", hostile)
    await note(world, "agreed", hostile)
    shown = raw_text(answer(await minutes(world)))
    assert "<@1>" not in shown.replace("\\<", "")
    assert "\u202e" not in shown
    assert shown.count("```") == shown.count("\\`\\`\\`") * 0


async def show_cards(world: World) -> None:
    """Every card and form of the life of a meeting."""
    await save_notices(world)
    await world.schedule(repeat="weekly")
    card = world.card("Weekly call")
    await ask(world, world.ann, "When?")
    await world.command(world.ann, "meeting agenda", item="Roadmap")
    await world.command(world.organizer, "meeting agenda", item="Budget")
    await world.ann.click(card, label="Can't")
    shown = await world.command(world.organizer, "meeting agenda")
    await world.press(shown, "Suggest a point")
    arranged = await world.press(shown, "Arrange")
    for _ in range(3):
        for label in ("Edit", "Answer"):
            if label in buttons_of(answer(arranged)):
                await world.press(arranged, label)
        arranged = await world.press(arranged, "Next point")
    parked = await world.press(await world.press(arranged, "Next point"), "Park")
    await world.press(parked, "Next point")
    await world.advance(hours=2, seconds=1)
    await minutes(world)
    for number in range(10):
        await note(world, "action", f"Write {number}", owner="Ben")
    await world.command(world.organizer, "meeting actions")
    await world.advance(hours=2)
    form = await world.press(await minutes(world, world.ann), "Suggest a correction", world.ann)
    await world.ann.submit_modal(form, {"text": "No."})
    await world.press(await minutes(world), "Approve and publish")
    await publish(world)
    await world.advance(seconds=1)


async def test_slides_and_recording_are_buttons_on_the_card(world: World) -> None:
    await world.hold("Guest talk", speaker="Dr. Wei")
    links = {"slides": "https://example.org/slides", "recording": "https://example.org/video"}
    await world.command(world.organizer, "meeting edit", meeting="m1", **links)
    await world.advance(seconds=5)
    buttons = buttons_of(world.card("Guest talk"))
    assert {label: buttons[label]["url"] for label in ("Slides", "Recording")} == {
        "Slides": links["slides"],
        "Recording": links["recording"],
    }


CARDS = Cards(
    {
        "sig:ask:1": ids.AskAhead(1),
        "sig:ask_new:1": ids.WriteQuestion(1),
        "sig:opening_save:": ids.SaveNotices(),
        "sig:agenda:1": ids.ShowAgenda(1),
        "sig:agenda_arrange:1.0": ids.ArrangeAgenda(1, 0),
        "sig:point_suggest:1": ids.SuggestPoint(1),
        "sig:point_new:1": ids.WriteSuggestion(1),
        "sig:point_state:2.accepted": ids.SettlePoint(2, "accepted"),
        "sig:point_up:3": ids.RaisePoint(3),
        "sig:point_next:1": ids.PostponePoint(1),
        "sig:point_take_up:1.1": ids.TakeUpPoint(1, 1),
        "sig:point_edit:1": ids.EditPoint(1),
        "sig:point_write:1": ids.WritePoint(1),
        "sig:point_answer:1": ids.AnswerPoint(1),
        "sig:answer_write:1": ids.WriteAnswer(1),
        "sig:was_there:1": ids.Declare(1),
        "sig:caught_up:1": ids.CatchUp(1),
        "sig:minutes:1": ids.ShowMinutes(1),
        "sig:minutes_review:1": ids.OfferReview(1),
        "sig:minutes_approve:1": ids.ApproveMinutes(1),
        "sig:minutes_ask:1": ids.AskToPublish(1),
        "sig:minutes_publish:1": ids.PublishMinutes(1),
        "sig:minutes_outcome:1.no_quorum": ids.ChooseOutcome(1, "no_quorum"),
        "sig:minutes_correct:1": ids.CorrectMinutes(1),
        "sig:minutes_write:1": ids.WriteCorrection(1),
        "sig:minutes_settle:1.1": ids.SettleCorrection(1, 1),
        "sig:minutes_unnamed:1": ids.LeaveNameOut(1),
        "sig:promise_close:1.done": ids.ClosePromise(1, "done"),
        "sig:promise_page:1.0.open": ids.TurnPromises(1, 0, "open"),
    },
    show_cards,
)
