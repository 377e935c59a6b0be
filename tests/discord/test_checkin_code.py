"""The code on a meeting's screen, and `/checkin code:`."""

import io
import re

import segno
from PIL import Image

from sigbot.chat import custom_ids as ids
from sigbot.wording.refusals import NOT_ORGANIZER, WRONG_CODE
from tests.discord.world import (
    Person,
    World,
    answer,
    buttons_of,
    files_of,
    moment,
    parts,
    say,
    stamp,
    whispered,
)
from tests.documents.test_codes import modules

BUTTON = "Check-in code"
WELCOME = "You are checked in to **Kick-off**. Welcome!"


async def labels(world: World, who: Person) -> list[str]:
    """The buttons below `/attendance show`."""
    shown = await world.command(who, "attendance show", meeting="m1")
    return list(buttons_of(answer(shown)))


async def code_of(world: World, meeting: str = "m1", who: Person | None = None) -> str:
    """The code of a meeting, as an organizer is shown it: `123 456`."""
    asked = who or world.organizer
    shown = await world.command(asked, "attendance show", meeting=meeting)
    told = whispered(await world.press(shown, BUTTON, asked))
    found = re.match(r"# (\d{3} \d{3})\n", told)
    assert found, told
    return found[1]


def other_than(code: str) -> str:
    """A code of the same form that is none."""
    return f"{(int(code.replace(' ', '')) + 1) % 10**6:06}"


async def types(world: World, who: Person, code: str) -> str:
    return whispered(await world.command(who, "checkin", code=code))


async def test_the_code_is_for_organizers_and_only_while_check_in_is_open(world: World) -> None:
    await world.schedule("Kick-off", "2026-03-02 11:00")
    assert await labels(world, world.organizer) == []
    await world.until(moment("2026-03-02 10:45"))
    assert await labels(world, world.organizer) == [BUTTON]
    assert await labels(world, world.manager) == [BUTTON]
    assert await labels(world, world.ann) == []
    shown = await world.command(world.organizer, "attendance show", meeting="m1")
    forged = world.old_message(ids.ShowCode(1))
    assert whispered(await world.ann.click(forged, label="0")) == NOT_ORGANIZER
    told = whispered(await world.press(shown, BUTTON))
    assert "check-in code of **Kick-off**" in told
    assert f"It works until {stamp('2026-03-02 12:30')}:t>." in told
    await world.until(moment("2026-03-02 12:31"))
    assert await labels(world, world.organizer) == []
    assert whispered(await world.press(shown, BUTTON)).startswith("Check-in to **Kick-off** closed")


async def test_a_picture_to_share_has_the_code_and_opens_the_card(world: World) -> None:
    card = await world.schedule("Kick-off", "in 5 minutes")
    shown = await world.command(world.organizer, "attendance show", meeting="m1")
    message = answer(await world.press(shown, BUTTON))
    [(name, data)] = (await files_of(message)).items()
    assert (name, data[:4]) == ("check-in.png", b"\x89PNG")
    [code] = re.findall(r"# (\d{3} \d{3})\n", say(await world.press(shown, BUTTON)))
    [gallery] = [part for part in parts(message.components) if part.get("type") == 12]
    assert f"of Kick-off in large digits: {code}. " in gallery["items"][0]["description"]
    drawn = Image.open(io.BytesIO(data)).convert("RGB")
    address = f"https://discord.com/channels/{world.guild.id}/{world.news.id}/{card.id}"
    matrix = segno.make_qr(address, error="m").matrix
    assert modules(drawn, len(matrix)) == [[bool(module) for module in row] for row in matrix]


async def test_whoever_types_the_code_is_checked_in_by_code(world: World) -> None:
    card = await world.schedule("Kick-off", "in 5 minutes")
    code = await code_of(world)
    people = [
        world.ann,
        world.ben,
        *(world.guild.add_member(world.env.create_user(name)) for name in ("cy", "di")),
    ]
    arabic = code.translate({ord(str(n)): chr(0x660 + n) for n in range(10)})
    for person, typed in zip(
        people, (code, code.replace(" ", ""), f" {code}\n", arabic), strict=True
    ):
        assert await types(world, person, typed) == WELCOME
    assert "already" in await types(world, world.ann, code)
    assert await world.known_from() == ("4 by code", ["Ann Lee", "Ben Ito", "cy", "di"])
    await world.advance(seconds=10)
    assert "**4** checked in" in say(await world.command(world.ann, "meeting show", meeting="m1"))
    assert "already" in whispered(await world.ann.click(card, label="Check in"))


async def test_a_code_stays_and_is_of_its_own_meeting_alone(world: World) -> None:
    await world.schedule("Kick-off", "in 5 minutes")
    await world.schedule("Other call", "in 10 minutes")
    first, second = await code_of(world, "m1"), await code_of(world, "m2")
    assert first != second
    await world.restart()
    assert await code_of(world, who=world.manager) == first
    assert "**Other call**" in await types(world, world.ann, second)
    assert await types(world, world.ben, first) == WELCOME
    assert await world.known_from("m1") == ("1 by code", ["Ben Ito"])
    assert await world.known_from("m2") == ("1 by code", ["Ann Lee"])
    await world.advance(hours=3)
    told = await types(world, world.ann, first)
    assert told.startswith("Check-in to **Kick-off** closed <t:")
    assert "press **I was there** in its thread while it is shown, or ask an organizer" in told


async def test_who_types_too_many_wrong_codes_has_to_wait_and_may_still_press(world: World) -> None:
    card = await world.schedule("Kick-off", "in 5 minutes")
    code = await code_of(world)
    for typed in (other_than(code), "", "abc", "1" * 40, "**@everyone** <@1>"):
        assert await types(world, world.ann, typed or " ") == WRONG_CODE
    for typed in (other_than(code), code):
        told = await types(world, world.ann, typed)
        assert told.startswith("There were too many wrong codes. Please try again <t:")
        assert ":R>" in told
    assert await types(world, world.ben, code) == WELCOME
    assert await world.known_from() == ("1 by code", ["Ben Ito"])
    await world.restart()
    assert "too many" in await types(world, world.ann, code)
    assert whispered(await world.ann.click(card, label="Check in")) == WELCOME
    await world.advance(minutes=10, seconds=1)
    assert "already" in await types(world, world.ann, code)


async def test_a_right_code_does_not_make_the_wrong_ones_before_it_forgotten(world: World) -> None:
    await world.schedule("Kick-off", "in 5 minutes")
    code = await code_of(world)
    for _ in range(4):
        assert await types(world, world.ann, other_than(code)) == WRONG_CODE
    assert "You are checked in" in await types(world, world.ann, code)
    assert await types(world, world.ann, other_than(code)) == WRONG_CODE
    assert "too many wrong codes" in await types(world, world.ann, code)
