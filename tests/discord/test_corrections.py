"""`/attendance add` and `/attendance remove`: organizers put a list right by hand."""

from sigbot.chat import custom_ids as ids
from sigbot.wording.refusals import NOT_ORGANIZER, TAKEN_OFF, WHO
from tests.discord.cards import Cards
from tests.discord.test_user_text import INVISIBLE, NASTY, OBEYED
from tests.discord.world import Result, World, answer, raw_text, say, text_of, whispered

ADD, REMOVE = "attendance add", "attendance remove"


async def show(world: World) -> None:
    """The question about a guest of the name of a member who was removed."""
    await world.schedule("Kick-off", "in 5 minutes", kind="review")
    await world.advance(hours=3)
    for who in ({"name": "Ann Lee"}, {"member": world.ann}):
        await world.command(world.organizer, ADD, meeting="m1", **who)
    await world.command(world.organizer, REMOVE, meeting="m1", member=world.ann)


CARDS = Cards(
    ids={
        "sig:checkin:1": ids.CheckIn(1),
        "sig:going:1": ids.Going(1),
        "sig:maybe:1": ids.Maybe(1),
        "sig:cant:1": ids.Cant(1),
        "sig:who:1": ids.WhoComes(1),
        "sig:attendance_guest:1.1": ids.RemoveGuest(1, guest=1),
        "sig:name_join:1.2": ids.JoinGuest(1, owner=2),
        "sig:name_other:1": ids.KeepApart(1),
    },
    show=show,
    names=("Kick-off", "Ann Lee"),
)


async def test_a_guest_with_the_name_of_a_removed_member_is_offered_to_be_removed(
    world: World,
) -> None:
    await world.hold()
    for who in ({"name": "Ann Lee"}, {"member": world.ann}):
        await world.command(world.organizer, ADD, meeting="m1", **who)
    for again in ("Removed **Ann Lee** from", "**Ann Lee** is not in the attendance"):
        done = await world.command(world.organizer, REMOVE, meeting="m1", member=world.ann)
        assert whispered(done).startswith(again)
        assert "The list also has a guest called **Ann Lee**" in say(done)
    assert await world.present() == ["Ann Lee"]
    await world.press(done, "Remove the guest")
    assert say(done).startswith("Removed **Ann Lee** from **Kick-off**.")
    assert "guest" not in say(done)
    assert await world.present() == []


async def test_who_is_removed_is_found_in_any_case_and_by_the_beginning_of_the_name(
    world: World,
) -> None:
    await world.hold()
    for name in ("Raj Patel", "Ann Lee", "Ann Leek"):
        await world.command(world.organizer, ADD, meeting="m1", name=name)

    async def removed(name: str) -> str:
        done = await world.command(world.organizer, REMOVE, meeting="m1", name=name)
        return whispered(done)

    assert "Removed **Raj Patel** from **Kick-off**." in await removed("raj patel")
    assert "Several names begin with “ann”: Ann Lee and Ann Leek." in await removed("ann")
    assert "Removed **Ann Lee** from **Kick-off**." in await removed("ann lee")
    assert "Removed **Ann Leek** from **Kick-off**." in await removed("ann leek")
    # No moment is shown at which somebody was typed in: they came at another.
    await world.command(world.organizer, ADD, meeting="m1", name="Bo")
    shown = whispered(await world.command(world.ann, "attendance show", meeting="m1"))
    assert "\nAdded · Bo" in shown
    await world.command(world.organizer, REMOVE, meeting="m1", name="bo")
    # Whoever is added may have a name that another one begins with.
    await world.command(world.organizer, ADD, meeting="m1", name="Raj")
    assert await world.present() == ["Raj"]


async def test_a_guest_of_that_name_who_was_at_another_meeting_is_not_asked_about(
    world: World,
) -> None:
    await world.hold("First")
    await world.hold()
    await world.command(world.organizer, ADD, meeting="m1", name="Ann Lee")
    await world.command(world.organizer, ADD, meeting="m2", member=world.ann)
    done = await world.command(world.organizer, REMOVE, meeting="m2", member=world.ann)
    assert "guest" not in whispered(done)


async def test_an_organizer_puts_people_on_a_list_and_takes_them_off(world: World) -> None:
    await world.hold()

    async def done(command: str, **who: object) -> str:
        return whispered(await world.command(world.organizer, command, meeting="m1", **who))

    assert (
        await done(ADD, member=world.ann) == "Added **Ann Lee** to the attendance of **Kick-off**."
    )
    assert "is already in the attendance of **Kick-off**" in await done(ADD, member=world.ann)
    assert "Added **Sam Reed** to the attendance" in await done(ADD, name=" Sam  Reed ")
    assert (
        await done(ADD, name="Sam Reed")
        == "**Sam Reed** is already in the attendance of **Kick-off**."
    )
    assert await world.known_from() == ("2 added by an organizer", ["Ann Lee", "Sam Reed"])
    await world.advance(seconds=10)
    assert "**2** people were there" in text_of(world.card("Kick-off"))
    assert "Removed **Ann Lee** from **Kick-off**." in await done(REMOVE, member=world.ann)
    assert "is not in the attendance of **Kick-off**" in await done(REMOVE, member=world.ann)
    assert "Removed **Sam Reed** from" in await done(REMOVE, name="Sam Reed")
    assert await world.present() == []
    await world.advance(seconds=10)
    assert "It is not recorded yet who was there." in text_of(world.card("Kick-off"))


async def test_who_was_taken_off_is_told_so_however_they_check_in(world: World) -> None:
    card = await world.schedule("Kick-off", "in 5 minutes")
    await world.ann.click(card, label="Check in")
    shown = await world.command(world.organizer, "attendance show", meeting="m1")
    code = say(await world.press(shown, "Check-in code")).split("\n")[0].strip("# ")
    await world.command(world.organizer, REMOVE, meeting="m1", member=world.ann)
    assert whispered(await world.ann.click(card, label="Check in")) == TAKEN_OFF
    assert whispered(await world.command(world.ann, "checkin")) == TAKEN_OFF
    assert whispered(await world.command(world.ann, "checkin", code=code)) == TAKEN_OFF
    assert await world.present() == []
    await world.command(world.organizer, ADD, meeting="m1", member=world.ann)
    assert await world.present() == ["Ann Lee"]
    assert "already" in whispered(await world.ann.click(card, label="Check in"))


async def test_others_can_neither_change_a_list_nor_look_up_who_is_known(world: World) -> None:
    await world.hold()
    await world.command(world.organizer, ADD, meeting="m1", name="Sam Reed")
    await world.command(world.organizer, ADD, meeting="m1", member=world.ben)
    for command in (ADD, REMOVE):
        for who in ({"member": world.ann}, {"name": "Sam Reed"}, {"name": "u1"}, {}):
            done = await world.command(world.ann, command, meeting="m1", **who)
            assert whispered(done) == NOT_ORGANIZER
        assert await world.choices(world.ann, command, "name", "") == {}
        offered = await world.choices(world.organizer, command, "name", "")
        sam = "Sam Reed · 1 meeting, 2 Mar 2026"
        assert offered == {"Ben Ito (member) · 1 meeting, 2 Mar 2026": "u2", sam: "u1"}
        assert await world.choices(world.organizer, command, "name", "REED") == {sam: "u1"}
        assert await world.choices(world.organizer, command, "name", "%") == {}
    assert len(await world.present()) == 2


async def test_a_correction_that_cannot_be_says_why(world: World) -> None:
    world.forge_lengths()
    await world.hold()
    await world.plan("Later", "in 3 hours")

    async def told(command: str, meeting: str = "m1", **who: object) -> str:
        return whispered(await world.command(world.organizer, command, meeting=meeting, **who))

    for command in (ADD, REMOVE):
        assert await told(command) == WHO
        assert await told(command, name="  ") == WHO
        assert await told(command, member=world.ann, name="Ann") == WHO
        assert "I can't find a meeting “m9”" in await told(command, "m9", member=world.ann)
    assert "I can't find a person “Nobody”" in await told(REMOVE, name="Nobody")
    assert "The name can't be empty." in await told(ADD, name="\u200b")
    assert "please keep it to 300" in await told(ADD, name="x" * 301)
    early = await told(ADD, "m2", member=world.ann)
    assert early.startswith("This meeting has not started yet. Please come back <t:")
    assert await world.present() == []
    offered = await world.choices(world.organizer, ADD, "meeting", "")
    assert list(offered.values()) == ["m1"]


async def test_of_two_with_one_name_one_is_picked_from_the_list(world: World) -> None:
    first, second = (
        world.guild.add_member(world.env.create_user(name, global_name="Sam Reed"))
        for name in ("sam.one", "sam.two")
    )
    await world.hold()
    for sam in (first, second):
        await world.command(world.organizer, ADD, meeting="m1", member=sam)
    done = await world.command(world.organizer, REMOVE, meeting="m1", name="Sam Reed")
    assert whispered(done).startswith("Several people are called “Sam Reed”.")
    assert len(await world.present()) == 2
    offered = await world.choices(world.organizer, REMOVE, "name", "sam")
    assert set(offered.values()) == {"u1", "u2"}, "two labels that nobody can tell apart"
    done = await world.command(world.organizer, REMOVE, meeting="m1", name="u2")
    assert "Removed **Sam Reed** from" in whispered(done)
    left = await world.sql(
        "SELECT discord_id FROM attendances JOIN people ON people.id = person_id"
    )
    assert left == [(first.id,)]


async def test_names_change_nothing_around_them(world: World) -> None:
    await world.hold()
    for text in NASTY.values():
        for command in (ADD, REMOVE, ADD):
            done = await world.command(world.organizer, command, meeting="m1", name=text)
            assert len(whispered(done).splitlines()) == 1
            check_tame(done)
    check_tame(await world.command(world.ann, "attendance show", meeting="m1"))
    for choice in await world.organizer.autocomplete(world.chat, ADD, "name", ""):
        assert 1 <= len(choice["name"]) <= 100


def check_tame(result: Result) -> None:
    assert OBEYED.findall(raw_text(answer(result))) == []
    assert not INVISIBLE & set(raw_text(answer(result)))


async def test_a_name_that_was_added_is_found_again_as_it_was_typed(world: World) -> None:
    await world.hold()
    for text in ("Jose\u0301 Díaz", "\u200fSam Reed\u200e"):
        for _ in range(2):
            await world.command(world.organizer, ADD, meeting="m1", name=text)
        assert len(await world.present()) == 1
        done = await world.command(world.organizer, REMOVE, meeting="m1", name=text)
        assert "Removed **" in whispered(done)
        assert await world.present() == []


async def test_who_has_left_the_server_is_put_on_a_list_and_taken_off(world: World) -> None:
    await world.hold()
    gone = world.env.create_user("gone", global_name="Gone Fox")
    done = await world.command(world.organizer, ADD, meeting="m1", member=gone)
    assert whispered(done) == "Added **Gone Fox** to the attendance of **Kick-off**."
    assert await world.present() == ["Gone Fox"]
    assert await world.sql("SELECT discord_id FROM people") == [(gone.id,)]
    done = await world.command(world.organizer, REMOVE, meeting="m1", member=gone)
    assert whispered(done).startswith("Removed **Gone Fox** from **Kick-off**.")
    assert await world.present() == []
