"""Earlier texts of a report's sentences, under `/report`."""

from datetime import date

from sigbot.chat import custom_ids as ids
from tests.chat.earlier_ids import MARKS
from tests.discord.cards import Cards
from tests.discord.test_reports import document, edit, report, section
from tests.discord.world import World, answer, buttons_of, whispered

HALF = (date(2026, 1, 1), date(2026, 6, 30))


async def write_five(world: World) -> None:
    """A report whose health was written five times."""
    await world.command(world.organizer, "activity add", title="A talk", kind="outreach")
    shown = await report(world)
    assert "Earlier texts" not in buttons_of(answer(shown))
    for number in range(1, 6):
        shown = await edit(world, shown, {"health": f"Text {number}."})


async def test_an_organizer_brings_an_earlier_text_back(world: World) -> None:
    await write_five(world)
    shown = await world.press(await report(world), "Earlier texts")
    lines = whispered(shown).splitlines()
    assert lines[0] == "**Earlier texts of H1 2026, the newest first**"
    assert lines[1].startswith("**1. Overall health**, <t:")
    assert lines[1].endswith(f", by <@{world.organizer.id}>")
    assert lines[2] == "> Text 4."
    assert lines[-1] == "-# The last 20 texts of each part are kept."
    shown = await world.press(shown, "Older")
    assert list(buttons_of(answer(shown))) == ["Bring back 4", "Newer"]
    back = await world.press(shown, "Bring back 4")
    assert whispered(back).startswith("Brought back the text of **Overall health** from <t:")
    health = section(await document(await report(world)), "Overall Health")
    assert health.startswith("Text 1.")
    written = world.old_message(ids.BringBackText(*HALF, 1))
    gone = await world.organizer.click(written, label="0")
    assert whispered(gone).startswith("This text is not kept any more, or it is what is written")


async def show_cards(world: World) -> None:
    await write_five(world)
    shown = await world.press(await report(world), "Earlier texts")
    await world.press(shown, "Older")


EMPTY = "e3b0c442e3b0c442e3b0c4427c0b04d6"
OPENED = (MARKS, *(f"{mark}{EMPTY}" for mark in ("7e6d430d", "3b00f85d", "cd3d7804", "81eb4cd8")))
DAYS = "2026-01-01..2026-06-30"
CARDS = Cards(
    {
        f"sig:report_edit:{DAYS}": ids.EditReport(*HALF),
        f"sig:report_publish:{DAYS}": ids.PublishReport(*HALF),
        f"sig:report_texts:{DAYS}": ids.EarlierTexts(*HALF),
        f"sig:report_texts_page:{DAYS}..0": ids.TurnEarlierTexts(*HALF, 0),
        f"sig:report_texts_page:{DAYS}..1": ids.TurnEarlierTexts(*HALF, 1),
        **{
            f"sig:report_text_back:{DAYS}..{number}": ids.BringBackText(*HALF, number)
            for number in (1, 2, 3, 4)
        },
        **{
            f"sig:report_write:{DAYS}..{marks}": ids.WriteSentences(*HALF, marks)
            for marks in OPENED
        },
    },
    show_cards,
)
