"""Organizers are reminded of a report by direct message, with its draft, and may skip it."""

from datetime import date

from sigbot.chat import custom_ids as ids
from sigbot.wording.refusals import NOT_MEMBER, NOT_ORGANIZER
from tests.discord.cards import Cards
from tests.discord.test_direct import close_direct
from tests.discord.test_reach import press_in_direct
from tests.discord.test_reports import report
from tests.discord.world import (
    Message,
    World,
    answer,
    buttons_of,
    files_of,
    moment,
    text_of,
    whispered,
)

HALF = (date(2026, 1, 1), date(2026, 6, 30))


async def reminded(world: World) -> Message:
    """A meeting was held, and a week before its report is due the organizer is reminded."""
    await world.schedule("Kick-off", "in 5 minutes")
    await world.until(moment("2026-07-07 09:00"))
    await world.advance(seconds=5)
    *_, message = world.organizer.user.dm_channel.history()
    return message


async def test_an_organizer_is_reminded_and_skips_the_report(world: World) -> None:
    message = await reminded(world)
    lines = text_of(message).splitlines()
    assert lines[0] == (
        "**The report of H1 2026 is due on 14 Jul 2026.** It is for Healthcare SIG."
    )
    assert lines[1].startswith("The draft is in the file. Figures of late hours come <t:")
    assert list(await files_of(message)) == ["report-H1-2026.md"]
    assert list(buttons_of(message))[-1] == "Skip"
    asked = await press_in_direct(world, world.organizer, message, "Skip")
    assert whispered(asked).startswith("**Skip the report of H1 2026?** I will not remind")
    assert list(buttons_of(answer(asked))) == ["Skip the report", "Keep reminding us"]
    kept = await press_in_direct(world, world.organizer, answer(asked), "Keep reminding us")
    assert whispered(kept) == "Nothing was changed."
    asked = await press_in_direct(world, world.organizer, message, "Skip")
    done = await press_in_direct(world, world.organizer, answer(asked), "Skip the report")
    assert whispered(done).startswith("Skipped the report of H1 2026. To take it back, run")
    before = len(world.direct(world.organizer))
    await world.until(moment("2026-07-14 09:00"))
    await world.advance(seconds=5)
    assert len(world.direct(world.organizer)) == before
    shown = await report(world)
    assert "-# Skipped <t:" in whispered(shown)
    back = await world.press(shown, "Remind us again")
    assert whispered(back) == "The report of H1 2026 is not skipped any more."
    shown = await report(world)
    assert "Skip" in buttons_of(answer(shown))
    assert "Skipped" not in whispered(shown)


async def test_an_organizer_whose_direct_messages_are_closed_learns_of_it_beside_an_answer(
    world: World,
) -> None:
    await world.schedule("Kick-off", "in 5 minutes")
    close_direct(world, world.organizer)
    await world.until(moment("2026-07-07 09:00"))
    await world.advance(seconds=5)
    told = "- The report of **H1 2026**, due on 14 Jul 2026. Run `/report period:H1 2026` to write"
    pressed = await world.command(world.organizer, "me show")
    assert any(told in text_of(message) for message in pressed.followups)


async def test_who_is_no_organizer_cannot_skip_in_direct_messages(world: World) -> None:
    message = await reminded(world)
    world.loses_role(world.organizer, world.organizers)
    pressed = await press_in_direct(world, world.organizer, message, "Skip")
    assert whispered(pressed) == NOT_ORGANIZER
    stranger = world.env.create_user("nobody")
    forged = world.old_message(ids.ConfirmSkipping(world.guild.id, *HALF))
    pressed = await world.press_outside(stranger, world.chat.id, forged, "0")
    assert whispered(pressed) == NOT_MEMBER


async def show_cards(world: World) -> None:
    message = await reminded(world)
    await press_in_direct(world, world.organizer, message, "Skip")
    skipped = world.old_message(ids.ConfirmSkipping(world.guild.id, *HALF))
    await world.organizer.click(skipped, label="0")
    await report(world)


GUILD, DAYS = 1478029108838400015, "2026-01-01..2026-06-30"
"""The simulated server, which has the same id in every run."""

CARDS = Cards(
    {
        "sig:going:1": ids.Going(1),
        "sig:maybe:1": ids.Maybe(1),
        "sig:cant:1": ids.Cant(1),
        "sig:who:1": ids.WhoComes(1),
        "sig:checkin:1": ids.CheckIn(1),
        f"sig:report_edit:{DAYS}": ids.EditReport(*HALF),
        f"sig:report_publish:{DAYS}": ids.PublishReport(*HALF),
        f"sig:report_skip:{GUILD}..{DAYS}": ids.SkipReport(GUILD, *HALF),
        f"sig:report_skip_yes:{GUILD}..{DAYS}": ids.ConfirmSkipping(GUILD, *HALF),
        f"sig:report_skip_no:{GUILD}..{DAYS}": ids.KeepReminding(GUILD, *HALF),
        f"sig:report_unskip:{GUILD}..{DAYS}": ids.UnskipReport(GUILD, *HALF),
    },
    show_cards,
)
