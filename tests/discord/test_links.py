"""`/attendance link`: a name in imported files is a member, and **Undo**."""

import simcord

from sigbot.chat import custom_ids as ids
from sigbot.wording.refusals import ANSWERED, NOT_ORGANIZER
from tests.discord.test_user_text import INVISIBLE, NASTY, OBEYED
from tests.discord.world import (
    Person,
    Result,
    World,
    answer,
    buttons_of,
    furnish,
    raw_text,
    say,
    set_up,
    text_of,
    whispered,
)

OWN_AGAIN = "Undone. **Sammy** is a separate person again."


async def held(world: World, *names: str, title: str = "Kick-off", meeting: str = "m1") -> None:
    """A meeting at which people were who are known by a name only."""
    await world.hold(title)
    for name in names:
        await world.command(world.organizer, "attendance add", meeting=meeting, name=name)


async def sorted_people(world: World) -> tuple[str, list[str]]:
    """From where they are known who were there, and who they are, in any order."""
    sources, there = await world.known_from()
    return sources, sorted(there)


async def link(
    world: World, name: str, member: Person | simcord.UserHandle, who: Person | None = None
) -> Result:
    asked = who or world.organizer
    return await world.command(asked, "attendance link", name=name, member=member)


async def test_a_linked_name_gives_its_attendances_to_the_member_and_back_again(
    world: World,
) -> None:
    card = await world.schedule("Kick-off", "in 5 minutes")
    await world.ann.click(card, label="Check in")
    for name in ("Sammy", "Cy"):
        await world.command(world.organizer, "attendance add", meeting="m1", name=name)
    await held(world, "Sammy", title="Other", meeting="m2")
    before = ("1 by button, 2 added by an organizer", ["Ann Lee", "Cy", "Sammy"])
    assert await sorted_people(world) == before
    linked = await link(world, "Sammy", world.ann)
    assert (
        whispered(linked) == "Linked the name **Sammy** to **Ann Lee**. It was seen at 2 meetings."
    )
    assert list(buttons_of(answer(linked))) == ["Undo"]
    one_each = ("1 by button, 1 added by an organizer", ["Ann Lee", "Cy"])
    assert await world.known_from() == one_each
    assert await world.known_from("m2") == ("1 added by an organizer", ["Ann Lee"])
    await world.advance(seconds=10)
    assert "**2** people were there" in text_of(world.card("Kick-off"))
    await world.restart()
    for _ in range(2):
        assert whispered(await world.press(linked, "Undo")) == OWN_AGAIN
        assert await sorted_people(world) == before
        assert await world.present("m2") == ["Sammy"]
    await world.advance(seconds=10)
    assert "**3** people were there" in text_of(world.card("Kick-off"))


async def test_a_name_may_be_linked_before_any_file_has_it(world: World) -> None:
    linked = await link(world, "Sammy", world.ann)
    assert whispered(linked).endswith("to **Ann Lee**. Later imports will recognize it.")
    await held(world, "Sammy")
    assert await world.present() == ["Ann Lee"]
    again = await link(world, "Sammy", world.ben)
    assert whispered(again).startswith("The name **Sammy** is already linked to **Ann Lee**.")
    await world.command(world.organizer, "attendance remove", meeting="m1", name="Sammy")
    assert await world.present() == []
    # So it may be with somebody who has left the server.
    gone = await link(world, "Foxy", world.env.create_user("gone", global_name="Gone Fox"))
    assert whispered(gone).startswith("Linked the name **Foxy** to **Gone Fox**.")
    assert whispered(await world.press(gone, "Undo")).startswith("Undone. **Foxy** is")


async def test_others_can_neither_link_nor_undo_nor_see_names(world: World) -> None:
    await held(world, "Sammy", "Cy")
    offered = await world.choices(world.organizer, "attendance link", "name", "")
    cy, sammy = (f"{name} · 1 meeting, 2 Mar 2026" for name in ("Cy", "Sammy"))
    assert offered == {cy: "u2", sammy: "u1"}
    assert await world.choices(world.ann, "attendance link", "name", "") == {}
    assert whispered(await link(world, "Sammy", world.ann, world.ann)) == NOT_ORGANIZER
    await link(world, "u1", world.ben)
    assert await world.choices(world.organizer, "attendance link", "name", "") == {cy: "u2"}
    old = world.old_message(ids.UndoLink(1, 3), ids.UndoLink(99, 3))
    assert whispered(await world.ann.click(old, label="0")) == NOT_ORGANIZER
    told = whispered(await world.manager.click(old, label="1"))
    assert told.startswith("I can't find a person “u99” here.")
    assert "Ben Ito" in await world.present()


async def test_a_name_of_another_server_is_not_there_to_be_undone(world: World) -> None:
    await held(world, "Sammy")
    await link(world, "Sammy", world.ann)
    other = furnish(world.env, world.database, "Another SIG")
    await set_up(other)
    forged = other.old_message(ids.UndoLink(1, 2))
    assert "I can't find a person" in whispered(await other.organizer.click(forged, label="0"))
    assert await other.choices(other.organizer, "attendance link", "name", "") == {}
    assert "**u1** to **Ann Lee**" in say(await link(other, "u1", other.ann))
    assert await world.present() == ["Ann Lee"]


async def test_of_two_equal_names_one_has_to_be_picked(world: World) -> None:
    await held(world, "Sammy")
    await world.sql(
        "INSERT INTO people (community_id, name, created_at) "
        "SELECT community_id, name, created_at FROM people WHERE name = 'Sammy'"
    )
    offered = await world.choices(world.organizer, "attendance link", "name", "sam")
    assert list(offered.values()) == ["u1", "u2"], "two labels that nobody can tell apart"
    told = whispered(await link(world, "Sammy", world.ann))
    assert told == "Several people are called “Sammy”. Please pick one from the list."
    assert "seen at 1 meeting." in whispered(await link(world, "u1", world.ann))


async def test_linked_names_change_nothing_around_them(world: World) -> None:
    for number, text in enumerate(NASTY.values()):
        user = world.env.create_user(f"mallory{number}", global_name=text[:32])
        linked = await link(world, text, world.guild.add_member(user))
        for result in (linked, await world.press(linked, "Undo")):
            assert OBEYED.findall(raw_text(answer(result))) == []
            assert not INVISIBLE & set(raw_text(answer(result)))
            assert len(whispered(result).splitlines()) == 1


async def test_undo_undoes_its_own_link_and_no_later_one(world: World) -> None:
    first = await link(world, "Sammy", world.ann)
    await world.press(first, "Undo")
    await link(world, "Sammy", world.ben)
    assert whispered(await world.press(first, "Undo")) == ANSWERED
    assert "is already linked to **Ben Ito**" in whispered(await link(world, "Sammy", world.ann))


async def test_a_name_like_a_key_that_is_far_too_large_is_a_name(world: World) -> None:
    told = whispered(await link(world, "u99999999999999999999", world.ann))
    assert told.startswith("Linked the name **u99999999999999999999** to **Ann Lee**.")
