"""Moves and cancellations reach those who said Going or Maybe; some are asked again."""

import pytest
import simcord

from sigbot.chat import custom_ids as ids
from sigbot.domain.outbox import MOST_IN_A_MESSAGE
from sigbot.wording.refusals import NOT_MEMBER
from tests.discord.cards import Cards
from tests.discord.world import (
    WEDNESDAY,
    Message,
    Person,
    Result,
    World,
    buttons_of,
    moment,
    raw_text,
    say,
    stamp,
    text_of,
    whispered,
)

THURSDAY = "2026-03-05 15:00"
LATER = "2026-03-04 12:00"
ASKED = "you said Going."


async def show(world: World) -> None:
    """The news of a move, which asks Ann whether she still comes."""
    await world.ann.click(await world.schedule("Kick-off", WEDNESDAY), label="Going")
    await world.command(world.organizer, "meeting edit", meeting="m1", when=THURSDAY)


CARDS = Cards(
    ids={
        "sig:going:1": ids.Going(1),
        "sig:maybe:1": ids.Maybe(1),
        "sig:cant:1": ids.Cant(1),
        "sig:who:1": ids.WhoComes(1),
        "sig:still:1": ids.StillComing(1),
        "sig:not_coming:1": ids.NotComing(1),
    },
    show=show,
)


async def answered(world: World, title: str = "Kick-off", when: str = WEDNESDAY) -> Message:
    """A meeting to which Ann goes, and Ben may; its card."""
    card = await world.schedule(title, when)
    await world.ann.click(card, label="Going")
    await world.ben.click(card, label="Maybe")
    return card


async def move(world: World, when: str, **options: str) -> Message:
    """The organizer moves the first meeting; the news of it."""
    done = await world.command(world.organizer, "meeting edit", meeting="m1", when=when, **options)
    if say(done).startswith(("**Change ", "**Move ", "This moves the meeting to")):
        await world.sure(done)
    return world.notices("has moved")[-1]


async def cancel(world: World, reason: str | None = None) -> Result:
    """The organizer cancels the first meeting, and confirms that."""
    return await world.sure(
        await world.command(world.organizer, "meeting cancel", meeting="m1", reason=reason)
    )


def mention(*people: Person) -> str:
    return " ".join(f"<@{who.id}>" for who in people)


def reasons(world: World) -> list[str]:
    """Why Ann and Ben are mentioned where nothing is asked."""
    return [f"{mention(world.ann)}: you said Going.", f"{mention(world.ben)}: you said Maybe."]


async def test_news_of_a_restored_meeting_say_why_people_are_mentioned(world: World) -> None:
    await answered(world)
    await cancel(world)
    await world.command(world.organizer, "meeting restore", meeting="m1")
    (notice,) = world.notices("takes place after all")
    assert raw_text(notice).splitlines()[-2:] == [
        f"{mention(world.ann)}: you said Going. Your answer is kept.",
        f"{mention(world.ben)}: you said Maybe. Your answer is kept.",
    ]


async def test_news_of_a_restored_meeting_ask_those_who_were_asked_before(world: World) -> None:
    await answered(world)
    await move(world, THURSDAY)
    await cancel(world)
    await world.command(world.organizer, "meeting restore", meeting="m1")
    (notice,) = world.notices("takes place after all")
    assert raw_text(notice).splitlines()[1] == "If you said Going: still coming?"
    assert raw_text(notice).splitlines()[-2:] == [
        f"{mention(world.ann)}: {ASKED}",
        f"{mention(world.ben)}: you said Maybe. Your answer is kept.",
    ]
    assert "**0** going · **1** maybe · **0** can't · **1** asked" in text_of(
        world.card("Kick-off")
    )
    assert "You are **going** to Kick-off." in whispered(await world.ann.click(notice, label="Yes"))


async def test_a_crowd_is_told_why_its_role_is_mentioned(world: World) -> None:
    role = world.guild.create_role("Members")
    await world.command(world.manager, "sig setup", ping=role)
    await crowd(world, 4 * MOST_IN_A_MESSAGE)
    await cancel(world)
    (notice,) = world.notices("is cancelled")
    told = raw_text(notice).splitlines()[-1]
    assert told == f"{role.mention}: this is for everybody who said Going or Maybe."


async def test_a_cancellation_mentions_who_said_going_or_maybe_and_says_when_the_next_one_is(
    world: World,
) -> None:
    await world.plan("Kick-off", WEDNESDAY, repeat="weekly")
    card = world.card("Kick-off")
    for who, label in ((world.ann, "Going"), (world.ben, "Maybe"), (world.manager, "Can't")):
        await who.click(card, label=label)
    done = await cancel(world, "Host is ill")
    assert "is cancelled" in whispered(done)
    (notice,) = world.notices("is cancelled")
    lines = raw_text(notice).splitlines()
    assert lines[0] == "**Kick-off** on Wed 4 Mar, 11:00 New York is cancelled: Host is ill."
    assert lines[2].startswith(f"🗓️ Next: {stamp('2026-03-11 11:00')}:F>")
    assert lines[3:] == reasons(world)
    allowed = world.posts()[-1]["allowed_mentions"]
    assert allowed == {"parse": [], "users": [world.ann.id, world.ben.id]}
    assert buttons_of(notice) == {}


async def test_whoever_goes_to_a_cancelled_date_hears_that_the_next_one_is_cancelled_too(
    world: World,
) -> None:
    """Its news named that one as the next; they have not answered to it."""
    await world.plan("Kick-off", WEDNESDAY, repeat="weekly")
    await world.ann.click(world.card("Kick-off"), label="Going")
    await world.ben.click(world.card("Kick-off"), label="Maybe")
    await world.command(world.ben, "me reminders", changes="dm")
    mentioned = "1 person who said Going or Maybe is mentioned. 1 person gets a direct message."
    told = say(await cancel(world)).splitlines()
    assert told[1] == f"I tell people in {world.news.mention}. {mentioned}"
    await world.advance(minutes=1)
    done = say(await world.command(world.organizer, "meeting cancel", meeting="m2")).splitlines()
    assert done[1].endswith(mentioned)
    notice = raw_text(world.notices("is cancelled")[-1]).splitlines()
    assert notice[0] == "**Kick-off** on Wed 11 Mar, 11:00 New York is cancelled."
    assert notice[2] == f"-# Cancelled already: {stamp(WEDNESDAY)}:f>"
    assert notice[3].startswith(f"🗓️ Next: {stamp('2026-03-18 11:00')}:F>")
    assert notice[4] == f"{mention(world.ann)}: you said Going."
    told = world.direct(world.ben)[-1].splitlines()
    assert told[0] == "**Kick-off** on Wed 11 Mar, 11:00 New York is cancelled."
    assert told[2:4] == notice[2:4]
    await world.command(world.organizer, "meeting cancel", meeting="m4")
    assert "<@" not in raw_text(world.notices("is cancelled")[-1]), "18 March is the next"


async def test_a_move_within_two_hours_mentions_them_and_asks_nothing(world: World) -> None:
    await answered(world)
    notice = await move(world, LATER)
    assert raw_text(notice).splitlines()[-2:] == reasons(world)
    assert list(buttons_of(notice)) == ["Open the meeting"]
    assert "**1** going · **1** maybe" in text_of(world.card("Kick-off"))


async def test_a_move_to_another_day_asks_those_who_said_going_with_two_buttons(
    world: World,
) -> None:
    await answered(world)
    notice = await move(world, THURSDAY)
    lines = raw_text(notice).splitlines()
    assert lines[0] == "**Kick-off** has moved to Thu 5 Mar, 15:00 New York. Still coming?"
    assert lines[-2:] == [
        f"{mention(world.ann)}: {ASKED}",
        f"{mention(world.ben)}: you said Maybe.",
    ]
    assert list(buttons_of(notice)) == ["Yes", "No", "Open the meeting"]
    await world.advance(seconds=5)
    counted = "**0** going · **1** maybe · **0** can't · **1** asked again"
    assert counted in text_of(world.card("Kick-off"))
    shown = say(await world.command(world.ann, "meeting show", meeting="m1"))
    assert "You said Going before this meeting moved. **Still coming?** Please" in shown
    assert "not answered yet" not in shown
    assert "You are **going** to Kick-off." in whispered(await world.ann.click(notice, label="Yes"))
    await world.advance(seconds=5)
    assert "**1** going · **1** maybe · **0** can't\n" in f"{text_of(world.card('Kick-off'))}\n"
    assert "You **can't** come" in whispered(await world.ann.click(notice, label="No"))


async def test_one_press_answers_for_all_that_follow(world: World) -> None:
    await world.plan("Kick-off", WEDNESDAY, repeat="weekly")
    cards = world.old_message(ids.Going(1), ids.Going(2))
    for label in ("0", "1"):
        await world.ann.click(cards, label=label)
    notice = await move(world, THURSDAY, scope="following")
    told = whispered(await world.ann.click(notice, label="Yes"))
    assert told.startswith(
        f"You are **going** to 2 meetings. The first is Kick-off, {stamp(THURSDAY)}"
    )


async def test_who_chose_so_gets_a_direct_message_or_nothing_and_is_not_mentioned(
    world: World,
) -> None:
    await answered(world)
    chosen = await world.command(world.ann, "me reminders", changes="dm")
    assert "I send you a direct message." in whispered(chosen)
    off = await world.command(world.ben, "me reminders", changes="off")
    assert "I neither mention you nor write to you." in whispered(off)
    notice = await move(world, THURSDAY)
    assert "<@" not in raw_text(notice)
    assert list(buttons_of(notice)) == ["Open the meeting"]
    assert world.direct(world.ben) == []
    (told,) = world.direct(world.ann)
    assert told.startswith("**Kick-off** has moved to Thu 5 Mar, 15:00 New York. Still coming?\n")
    await cancel(world)
    assert len(world.direct(world.ann)) == 2
    assert "<@" not in raw_text(world.notices("is cancelled")[-1])


@pytest.mark.parametrize(("label", "said"), [("Yes", "are **going**"), ("No", "**can't** come")])
async def test_the_buttons_of_a_direct_message_work_there(
    world: World, label: str, said: str
) -> None:
    await answered(world)
    await world.command(world.ann, "me reminders", changes="dm")
    await move(world, THURSDAY)
    (message,) = world.ann.user.dm_channel.history()
    assert list(buttons_of(message)) == ["Yes", "No", "Open the meeting"]
    assert said in whispered(await press_in_direct(world, world.ann, message, label))


async def press_in_direct(
    world: World, who: Person, message: Message, label: str
) -> simcord.InteractionResult:
    """Somebody presses a button in their direct messages, where nobody is a member."""
    return await world.press_outside(who.user, who.user.dm_channel.id, message, label)


async def test_somebody_who_is_no_member_cannot_answer_from_outside(world: World) -> None:
    await answered(world)
    notice = await move(world, THURSDAY)
    assert whispered(await world.press_from_outside(notice, "Yes")) == NOT_MEMBER
    stranger = world.env.create_user("nobody")
    forged = world.old_message(ids.StillComing(1), ids.StillComing(99))
    for label in ("0", "1"):
        pressed = await world.press_outside(stranger, world.chat.id, forged, label)
        assert whispered(pressed) == NOT_MEMBER


async def crowd(world: World, count: int) -> list[Person]:
    """So many members go to the first meeting."""
    card = await world.schedule("Kick-off", WEDNESDAY)
    people = [
        world.guild.add_member(world.env.create_user(f"member{n}", global_name=f"Member {n}"))
        for n in range(3)
    ]
    await people[0].click(card, label="Going")
    rows = ",".join(
        f"({1_000 + n}, 1, {10**18 + n}, 'Member {n}', '2026-03-02')" for n in range(count)
    )
    await world.sql(
        f"INSERT INTO people (id, community_id, discord_id, name, created_at) VALUES {rows}"
    )
    await world.sql(
        "INSERT INTO rsvps (meeting_id, person_id, answer, at) "
        "SELECT 1, id, 'going', '2026-03-02' FROM people WHERE id >= 1000"
    )
    return people


async def test_the_people_who_do_not_fit_are_mentioned_in_replies(world: World) -> None:
    await crowd(world, 2 * MOST_IN_A_MESSAGE)
    await cancel(world, "Snow")
    await world.advance(seconds=1)
    notices = world.notices("is cancelled: Snow.")
    assert len(notices) == 3
    assert {text_of(notice).splitlines()[0] for notice in notices} == {
        "**Kick-off** on Wed 4 Mar, 11:00 New York is cancelled: Snow."
    }
    posts = world.posts()[-3:]
    replies = [post.get("message_reference", {}).get("message_id") for post in posts]
    assert [str(reply) for reply in replies] == ["None", *[str(notices[0].id)] * 2]
    mentioned = [who for post in posts for who in post["allowed_mentions"]["users"]]
    assert len(mentioned) == len(set(mentioned)) == 2 * MOST_IN_A_MESSAGE + 1


async def test_a_crowd_is_called_by_its_role_alone(world: World) -> None:
    role = world.guild.create_role("Members")
    await world.command(world.manager, "sig setup", ping=role)
    await crowd(world, 4 * MOST_IN_A_MESSAGE)
    notice = await move(world, THURSDAY)
    first, *_, last = raw_text(notice).splitlines()
    assert first == "**Kick-off** has moved to Thu 5 Mar, 15:00 New York. Still coming?"
    assert last == f"{role.mention}: this is for everybody who said Going or Maybe."
    assert world.posts()[-1]["allowed_mentions"] == {"parse": [], "roles": [role.id]}
    assert list(buttons_of(notice)) == ["Yes", "No", "Open the meeting"]
    assert len(world.notices("has moved")) == 1


async def test_reminders_of_general_meetings_and_guests_notify_the_chosen_role(
    world: World,
) -> None:
    role = world.guild.create_role("Members")
    saved = await world.command(world.manager, "sig setup", ping=role)
    assert whispered(saved).startswith("Saved.")
    assert f"**Reminders notify** {role.mention}" in say(await world.command(world.ann, "sig show"))
    await world.plan("Kick-off", WEDNESDAY, kind="general")
    await world.plan("Review", WEDNESDAY, kind="review")
    await world.until(moment("2026-03-03 11:00"))
    (called,) = world.reminders("Kick-off")
    (quiet,) = world.reminders("Review")
    assert raw_text(called).splitlines()[-1] == role.mention
    assert "<@" not in raw_text(quiet)
    allowed = [post["allowed_mentions"] for post in world.posts()[-2:]]
    assert sorted(allowed, key=len) == [{"parse": []}, {"parse": [], "roles": [role.id]}]
    await world.command(world.manager, "sig setup", ping=world.guild.default_role)
    assert "**Reminders notify** nobody" in say(await world.command(world.ann, "sig show"))
