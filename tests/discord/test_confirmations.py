"""What reaches several meetings or other people is asked about first, and done once."""

from datetime import date

from sigbot.chat import custom_ids as ids
from sigbot.wording.confirmations import CHANGED_MEANWHILE, KEPT
from sigbot.wording.refusals import ANSWERED, NOT_ORGANIZER
from tests.discord.cards import Cards
from tests.discord.world import (
    WEDNESDAY,
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


async def show_every_question(world: World) -> None:
    await world.command(world.organizer, "sig subgroup add", name="Patient")
    await world.command(world.ann, "sig subgroup join", subgroup="Patient")
    await world.command(world.organizer, "sig subgroup retire", subgroup="Patient")
    await world.plan("Call", "2026-03-11 11:00", repeat="every 2 weeks")
    await cancel(world, scope="following")
    suggested = await world.command(world.organizer, "rotation suggest", meeting="m1")
    await world.press(suggested, "Ask for something else")
    await world.organizer.click(world.old_message(ids.AdoptRotation(1, "A")), label="0")
    await world.command(world.organizer, "activity add", title="First talk")
    shown = await world.command(world.organizer, "report", period="H1 2026")
    await world.organizer.click(world.old_message(DROP), label="0")
    await world.press(shown, "Publish")
    await world.press(suggested, "Ask members where they live")


HALF = (date(2026, 1, 1), date(2026, 6, 30))
DROP = ids.DropIssue(*HALF, "subgroup_silent_g1", "00000000")

CARDS = Cards(
    {
        "sig:subgroup_yes:1": ids.ConfirmRetirement(1),
        "sig:change_yes:2": ids.ConfirmChange(2),
        "sig:rotation_yes:3": ids.ConfirmAdoption(3),
        "sig:report_yes:4": ids.ConfirmPublishing(4),
        "sig:rotation_ask_yes:5": ids.ConfirmRequest(5),
        **{f"sig:keep:{number}": ids.Keep(number) for number in range(1, 6)},
        "sig:going:1": ids.Going(1),
        "sig:maybe:1": ids.Maybe(1),
        "sig:cant:1": ids.Cant(1),
        "sig:rotation_ask:1": ids.AskZones(1),
        "sig:rotation_details:1": ids.RotationDetails(1),
        "sig:who:1": ids.WhoComes(1),
        "sig:rotation_wishes:1": ids.ChangeWishes(1),
        "sig:report_issues:2026-01-01..2026-06-30": ids.ReviewIssues(*HALF),
        "sig:issue_show:2026-01-01..2026-06-30..subgroup_silent_g1": ids.ShowIssue(
            *HALF, "subgroup_silent_g1"
        ),
        "sig:report_edit:2026-01-01..2026-06-30": ids.decode(
            "sig:report_edit:2026-01-01..2026-06-30"
        ),
        "sig:report_publish:2026-01-01..2026-06-30": ids.decode(
            "sig:report_publish:2026-01-01..2026-06-30"
        ),
    },
    show_every_question,
    ("Patient", "Call"),
)


async def cancel(world: World, meeting: str = "m1", **options: str) -> Result:
    return await world.command(world.organizer, "meeting cancel", meeting=meeting, **options)


async def call(world: World) -> None:
    """A weekly call, to which Ann said Going and Ben said Maybe."""
    card = await world.schedule("Call", WEDNESDAY, repeat="weekly")
    await world.ann.click(card, label="Going")
    await world.ben.click(card, label="Maybe")
    await world.organizer.click(card, label="Going")


async def test_cancelling_says_what_how_many_and_who_is_told(world: World) -> None:
    await call(world)
    [(made,)] = await world.sql("SELECT count(*) FROM meetings")
    asked = await cancel(world, scope="following", reason="Enough")
    told = whispered(asked)
    assert f"Cancel {made} meetings of Call from {stamp(WEDNESDAY)}:F>" in told
    assert "\n1 person said they would come.\n1 person said maybe.\n" in told
    assert f"I will tell people in {world.news.mention}." in told
    assert list(buttons_of(answer(asked))) == [f"Cancel {made} meetings", "Keep them"]
    assert world.notices() == []
    done = await world.sure(asked)
    assert f"on: {made} meetings." in say(done)
    assert buttons_of(answer(done)) == {}
    assert "Enough" in text_of(world.notices("Call")[0])


async def test_one_meeting_that_somebody_else_comes_to_is_asked_about(world: World) -> None:
    await call(world)
    asked = await cancel(world)
    assert list(buttons_of(answer(asked))) == ["Cancel the meeting", "Keep it"]
    kept = await world.press(asked, "Keep it")
    assert say(kept) == KEPT
    old = world.old_message(ids.ConfirmChange(1))
    assert whispered(await world.organizer.click(old, label="0")) == ANSWERED
    await world.advance(minutes=1)
    assert world.notices() == []


async def test_a_question_is_answered_once_also_after_a_restart_by_who_was_asked(
    world: World,
) -> None:
    await call(world)
    await cancel(world)
    await world.restart()
    old = world.old_message(ids.ConfirmChange(1), ids.ConfirmAdoption(1))
    assert whispered(await world.ann.click(old, label="0")) == NOT_ORGANIZER
    assert whispered(await world.manager.click(old, label="0")) == ANSWERED
    assert whispered(await world.organizer.click(old, label="1")) == ANSWERED
    done = await world.organizer.click(old, label="0")
    assert "is cancelled" in say(done)
    again = world.old_message(ids.ConfirmChange(1))
    assert whispered(await world.organizer.click(again, label="0")) == ANSWERED
    assert len(world.notices("is cancelled")) == 1


async def test_what_has_changed_since_is_not_done(world: World) -> None:
    await call(world)
    asked = await cancel(world, scope="following")
    await world.sure(await cancel(world, "m1"))
    again = await world.sure(await cancel(world, "m2", scope="following"))
    assert "is cancelled" in say(again)
    refused = await world.sure(asked)
    assert "This meeting is already cancelled." in whispered(refused)
    edited = await world.command(
        world.organizer, "meeting schedule", title="Talk", when="2026-03-06 11:00", repeat="weekly"
    )
    assert "Scheduled" in say(edited)
    key = (await world.choices(world.ann, "meeting cancel", "meeting", "Talk")).popitem()
    talks = await world.choices(world.ann, "meeting cancel", "meeting", "Talk")
    first = next(iter(talks.values()))
    asked = await cancel(world, first, scope="following")
    await cancel(world, key[1])
    assert whispered(await world.sure(asked)) == CHANGED_MEANWHILE
    assert len(await world.choices(world.ann, "meeting cancel", "meeting", "Talk")) > 20


async def test_a_second_meeting_of_that_title_and_time_is_asked_about(world: World) -> None:
    await world.plan(repeat="weekly", kind="special")
    count = "SELECT count(*) FROM meetings"
    made = await world.sql(count)
    again = {"title": "kick-OFF", "when": WEDNESDAY}
    asked = await world.command(world.organizer, "meeting schedule", **again, repeat="weekly")
    (told,) = whispered(asked).splitlines()
    assert told.startswith(f"There is already **kick-OFF** on {stamp(WEDNESDAY)}:F>")
    assert told.endswith("**Schedule another one?**")
    assert await world.sql(count) == made
    assert list(buttons_of(answer(asked))) == ["Schedule another one", "Keep only that one"]
    kept = await world.press(asked, "Keep only that one")
    assert say(kept) == KEPT
    assert await world.sql(count) == made
    asked = await world.command(world.organizer, "meeting schedule", **again)
    assert say(await world.sure(asked)).startswith(f"Scheduled for {stamp(WEDNESDAY)}:F>")
    assert await world.sql(count) == [(made[0][0] + 1,)]


async def test_a_meeting_of_another_time_or_in_the_place_of_a_cancelled_one_is_not_asked_about(
    world: World,
) -> None:
    await world.plan()
    await world.plan(when="2026-03-04 11:15")
    await world.command(world.organizer, "meeting cancel", meeting="m1")
    await world.plan()


async def test_a_delay_that_was_typed_means_the_same_instant_when_confirmed(world: World) -> None:
    again = {"title": "Kick-off", "when": "in 2 hours"}
    await world.plan(**again)
    asked = await world.command(world.organizer, "meeting schedule", **again)
    await world.advance(minutes=5)
    assert f"{stamp('2026-03-02 11:00')}:F>" in say(await world.sure(asked))


async def test_a_change_of_following_meetings_says_what_they_get(world: World) -> None:
    await call(world)
    asked = await world.command(
        world.organizer,
        "meeting edit",
        meeting="m2",
        when="2026-03-12 15:00",
        place="Stage",
        scope="following",
    )
    told = whispered(asked)
    first, more = told.splitlines()[:2]
    assert f" to {stamp('2026-03-12 15:00')}:F>" in first
    assert more == "Also new: place."
    assert "with all that follow." in say(await world.sure(asked))


async def test_a_subgroup_with_members_is_retired_when_that_is_confirmed(world: World) -> None:
    await world.command(world.organizer, "sig subgroup add", name="Patient")
    await world.command(world.ann, "sig subgroup join", subgroup="Patient")
    await world.plan("Round", WEDNESDAY, subgroup="Patient")
    asked = await world.command(world.organizer, "sig subgroup retire", subgroup="Patient")
    assert "It has 1 other member." in whispered(asked)
    assert "1 meeting of it is ahead" in say(asked)
    assert "Retired: Patient" not in say(await world.command(world.ann, "sig show"))
    assert "Retired the subgroup **Patient**" in say(await world.press(asked, "Retire"))
    assert "Retired: Patient" in say(await world.command(world.ann, "sig show"))


async def test_a_report_that_was_written_on_is_not_published_unseen(world: World) -> None:
    await world.command(world.organizer, "activity add", title="First talk")
    shown = await world.command(world.organizer, "report", period="H1 2026")
    asked = await world.press(shown, "Publish")
    assert "Publish the report of" in whispered(asked)
    assert f"I will tell people in {world.news.mention}." in say(asked)
    await world.command(world.organizer, "activity add", title="A talk")
    assert whispered(await world.sure(asked)) == CHANGED_MEANWHILE
    assert world.news.history() == []
    done = await world.sure(await world.press(shown, "Publish"))
    assert "Published." in say(done)
    assert len(world.news.history()) == 1


# Bringing back


async def test_a_cancelled_meeting_comes_back_with_its_answers_and_reminders(world: World) -> None:
    await call(world)
    await world.command(world.ben, "me reminders", changes="dm")
    await world.ben.click(world.card("Call"), label="Going")
    await world.sure(await cancel(world, reason="Snow"))
    offered = await world.choices(world.organizer, "meeting restore", "meeting")
    assert list(offered.values()) == ["m1"]
    back = await world.command(world.organizer, "meeting restore", meeting="m1")
    assert "takes place after all" in whispered(back)
    await world.advance(seconds=10)
    card = text_of(world.card("Call"))
    assert "**3** going" in card
    assert "Snow" not in card
    assert "takes place after all" in text_of(world.notices()[-1])
    assert "takes place after all" in world.direct(world.ben)[-1]
    await world.until(moment(WEDNESDAY))
    assert world.reminders("starts now")


async def test_following_meetings_come_back_that_were_cancelled_together(world: World) -> None:
    await call(world)
    [(made,)] = await world.sql("SELECT count(*) FROM meetings")
    await cancel(world, "m3")
    await world.advance(seconds=1)
    await world.sure(await cancel(world, "m2", scope="following"))
    back = await world.command(world.organizer, "meeting restore", meeting="m2", scope="following")
    assert f"on: {made - 2} meetings." in whispered(back)
    ahead = await world.choices(world.ann, "meeting cancel", "meeting")
    assert list(ahead.values())[:3] == ["m1", "m2", "m4"]
    await world.advance(days=40)
    assert (await world.sql("SELECT count(*) FROM meetings"))[0][0] > made


async def test_one_meeting_comes_back_and_the_others_can_follow_later(world: World) -> None:
    await call(world)
    [(made,)] = await world.sql("SELECT count(*) FROM meetings")
    await cancel(world, "m3")
    await world.advance(seconds=1)
    await world.sure(await cancel(world, "m2", scope="following"))
    back = await world.command(world.organizer, "meeting restore", meeting="m2")
    assert f"{made - 3} later meetings that were cancelled with it stay cancelled." in say(back)
    assert "use `/meeting restore` with `scope: following`." in say(back)
    back = await world.command(world.organizer, "meeting restore", meeting="m2", scope="following")
    assert f"on: {made - 3} meetings. Answers and reminders are back." in whispered(back)
    assert "stay cancelled" not in say(back)
    assert await world.sql("SELECT id FROM meetings WHERE cancelled_at IS NOT NULL") == [(3,)]
    assert await world.sql("SELECT ended_at FROM series") == [(None,)]
    again = await world.command(world.organizer, "meeting restore", meeting="m2", scope="following")
    assert "This meeting is not cancelled." in whispered(again)


async def test_what_is_not_cancelled_or_would_have_started_is_not_brought_back(
    world: World,
) -> None:
    await world.plan()
    refused = await world.command(world.organizer, "meeting restore", meeting="m1")
    assert "This meeting is not cancelled." in whispered(refused)
    await cancel(world)
    assert (
        whispered(await world.command(world.ann, "meeting restore", meeting="m1")) == NOT_ORGANIZER
    )
    await world.advance(days=3)
    late = await world.command(world.organizer, "meeting restore", meeting="m1")
    assert "too late to bring it back" in whispered(late)
