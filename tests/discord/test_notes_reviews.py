"""`/meeting notes`: notes as a file or pasted, reviewed on one card, and kept by a button."""

import pytest

from sigbot.chat import custom_ids as ids
from sigbot.chat import minutes_ids
from sigbot.domain.bounds import MOST_NOTES, MOST_NOTES_BYTES, PASTED_LIMIT
from sigbot.wording import notes_reviews as say_notes
from sigbot.wording.refusals import ANSWERED, NOT_ORGANIZER
from tests.discord.cards import Cards
from tests.discord.test_user_text import INVISIBLE, NASTY
from tests.discord.world import (
    Person,
    Result,
    World,
    answer,
    buttons_of,
    raw_text,
    text_of,
    whispered,
)

NOTES = """\
# Weekly call
chair: Olga
present+ ann, Zed
topic: Budget
<ann> little money
agreed: we ask for more
action: Zed - write, due 9 March
s/nothing/x/
"""
LONG = "\n".join(f"agreed: decision {number} of a long meeting" for number in range(90))


async def send(
    world: World, data: bytes, name: str = "notes.txt", who: Person | None = None
) -> Result:
    """A file is given to `/meeting notes`."""
    asked = who or world.organizer
    return await world.command(asked, "meeting notes", meeting="m1", file=(name, data))


async def paste(world: World, text: str) -> Result:
    """Notes are pasted into the form of `/meeting notes`."""
    form = await world.command(world.organizer, "meeting notes", meeting="m1")
    return await world.organizer.submit_modal(form, {"text": text})


async def show_reviews(world: World) -> None:
    """A review of several pages, and the form."""
    await world.hold()
    done = await send(world, LONG.encode())
    await world.press(done, "Next")
    await world.command(world.organizer, "meeting notes", meeting="m1")


CARDS = Cards(
    {
        "sig:agenda:1": minutes_ids.ShowAgenda(1),
        "sig:ask:1": minutes_ids.AskAhead(1),
        "sig:cant:1": ids.Cant(1),
        "sig:checkin:1": ids.CheckIn(1),
        "sig:going:1": ids.Going(1),
        "sig:maybe:1": ids.Maybe(1),
        "sig:minutes:1": minutes_ids.ShowMinutes(1),
        "sig:was_there:1": minutes_ids.Declare(1),
        "sig:who:1": ids.WhoComes(1),
        "sig:notes_drop:1": minutes_ids.DropNotes(1),
        "sig:notes_keep:1": minutes_ids.KeepNotes(1),
        "sig:notes_page:1.0": minutes_ids.TurnNotes(1, 0),
        "sig:notes_page:1.1": minutes_ids.TurnNotes(1, 1),
        "sig:notes_page:1.2": minutes_ids.TurnNotes(1, 2),
        "sig:notes_paste:1": minutes_ids.PasteNotes(1),
    },
    show_reviews,
    ("decision 1 of a long meeting",),
)


async def test_a_file_is_reviewed_and_kept(world: World) -> None:
    await world.hold()
    done = await send(world, NOTES.encode())
    card = text_of(answer(done))
    assert "Read, and not kept yet: 8 lines" in card
    assert "**Agreed** · 1\n- we ask for more" in card
    assert "- Zed: write, until 9 Mar 2026" in card
    assert "I know no member called Zed." in card
    assert "Not understood** · 1" in card
    assert [*buttons_of(answer(done))] == ["Keep these notes", "Leave out"]
    kept = await world.press(done, "Keep these notes")
    assert "Kept the notes of **Kick-off**: 8 lines." in text_of(answer(kept))
    shown = await world.press(kept, "Minutes")
    assert "## Minutes of Kick-off" in whispered(shown)


async def test_pasted_notes_are_the_same_as_a_file(world: World) -> None:
    await world.hold()
    pasted = await paste(world, NOTES)
    assert "**Agreed** · 1" in text_of(answer(pasted))
    await world.press(pasted, "Keep these notes")
    again = await send(world, NOTES.replace("\n", "\r\n").encode("utf-16"), "again.md")
    assert whispered(again) == say_notes.KEPT_BEFORE


async def test_notes_can_be_left_out_and_given_again(world: World) -> None:
    await world.hold()
    done = await send(world, NOTES.encode())
    dropped = await world.press(done, "Leave out")
    assert say_notes.DROPPED in text_of(answer(dropped))
    assert "**Agreed** · 1" in text_of(answer(await send(world, NOTES.encode())))


async def test_a_long_review_has_pages_and_outlives_a_restart(world: World) -> None:
    await world.hold()
    done = await send(world, LONG.encode())
    assert "Page 1 of 3" in text_of(answer(done))
    second = await world.press(done, "Next")
    assert "Page 2 of 3" in text_of(answer(second))
    assert [*buttons_of(answer(second))][:2] == ["Previous", "Next"]
    await world.restart()
    kept = await world.press(second, "Keep these notes")
    assert "90 lines" in text_of(answer(kept))


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"PK\x03\x04", "notes.txt", "a Word document or a zip file"),
        (b"hello", "notes.docx", "(.txt) or Markdown (.md)"),
        (b"a,b", "list.csv", "(.txt) or Markdown (.md)"),
        (b" \n", "notes.md", "no notes in it"),
        (b"---\n", "notes.md", "no notes in it"),
        (b"x" * (MOST_NOTES_BYTES + 1), "notes.txt", "larger than 5 MB"),
        (b"x\n" * (MOST_NOTES + 1), "notes.txt", "more than 12,000 lines"),
        ("Тема".encode("cp1251"), "notes.txt", "UTF-8"),
    ],
)
async def test_what_cannot_be_read_is_refused(
    world: World, data: bytes, name: str, words: str
) -> None:
    await world.hold()
    assert words in whispered(await send(world, data, name))


async def test_an_empty_form_is_refused(world: World) -> None:
    await world.hold()
    assert "no notes in it" in whispered(await paste(world, ""))
    assert PASTED_LIMIT == 4_000


async def test_only_organizers_give_notes_of_meetings_that_have_begun(world: World) -> None:
    await world.schedule()
    refused = await send(world, NOTES.encode())
    assert "begun" in whispered(refused)
    assert whispered(await send(world, NOTES.encode(), who=world.ann)) == NOT_ORGANIZER


async def test_the_same_notes_in_two_reviews_are_kept_once(world: World) -> None:
    await world.hold()
    first, second = await send(world, NOTES.encode()), await send(world, NOTES.encode())
    await world.press(first, "Keep these notes")
    assert whispered(await world.press(second, "Keep these notes")) == say_notes.KEPT_BEFORE


async def test_a_review_waits_for_a_day(world: World) -> None:
    await world.hold()
    done = await send(world, NOTES.encode())
    await world.advance(hours=25)
    assert whispered(await world.press(done, "Keep these notes")) == ANSWERED


async def test_markup_and_invisible_signs_in_notes_stay_text(world: World) -> None:
    await world.hold()
    lines = [f"agreed: {' '.join(text.split())}" for text in NASTY.values()]
    done = await send(world, "\n".join(lines).encode("utf-8", "replace"))
    shown = raw_text(answer(done))
    assert not INVISIBLE & set(shown)
    assert f"**Agreed** · {len(NASTY)}" in shown


async def test_five_megabytes_and_long_lines_are_answered(world: World) -> None:
    await world.hold()
    line = "agreed: " + "long " * 2_000
    done = await send(world, f"{line}\n".encode() * 450)
    assert "Read, and not kept yet" in text_of(answer(done))
