"""Drafted sentences under `/report`: read, kept, edited, dropped, and only then published."""

from datetime import date

from sigbot.chat import custom_ids as ids
from tests.discord.cards import Cards
from tests.discord.test_reports import document, edit, fields, report, section
from tests.discord.world import Result, World, answer, buttons_of, whispered

HALF = (date(2026, 1, 1), date(2026, 6, 30))
HEADING, IN_TOC = "Issues and Challenges", "Questions/Issues for the TOC"


async def furnish(world: World, template: str = "foundation") -> Result:
    """A report with two drafted sentences."""
    await world.command(world.organizer, "activity add", title="A talk", kind="outreach")
    for name in ("Payer", "Devices"):
        await world.command(world.organizer, "sig subgroup add", name=name)
    return await report(world, template=template)


async def test_an_organizer_reads_every_sentence_and_publishes_those_that_stay(
    world: World,
) -> None:
    """The template stays over all presses."""
    compiled = await furnish(world, template="toc")
    assert "2 drafted sentences are not read yet. Press **Review issues**." in whispered(compiled)
    text = section(await document(compiled), IN_TOC)
    assert text.splitlines()[0] == "- Draft, not read yet: The subgroup Devices did not meet."
    refused = await world.press(compiled, "Publish")
    assert whispered(refused).startswith("Not published: 2 drafted sentences are not read")
    shown = await world.press(refused, "Review issues")
    assert whispered(shown).splitlines() == [
        "**Issues and challenges of H1 2026: sentence 1 of 2**",
        "> The subgroup Devices did not meet.",
        "-# Not read yet. It is not published unless you keep or edit it.",
        "-# 2 sentences are left to read.",
    ]
    assert list(buttons_of(answer(shown))) == ["Keep", "Edit", "Drop", "Next"]
    shown = await world.press(shown, "Drop")
    assert "> The subgroup Payer did not meet." in whispered(shown)
    assert list(buttons_of(answer(shown))) == ["Keep", "Edit", "Drop", "Back"]
    form = await world.press(shown, "Edit")
    assert fields(form)["sentence"]["value"] == "The subgroup Payer did not meet."
    shown = await world.organizer.submit_modal(form, {"sentence": "Payer needs a chair."})
    assert whispered(shown).startswith(
        "**All 2 drafted sentences are read.** In the report: 1. Dropped: 1.\nPress **Publish**"
    )
    asked = await world.press(shown, "Publish")
    told = "Your sentences are still missing: Overall health and Participant diversity."
    assert told in whispered(asked)
    published = await world.sure(asked)
    assert whispered(published).startswith("Published.")
    text = section(await document(await report(world)), IN_TOC)
    assert text == "- Payer needs a chair."


async def test_a_verdict_can_be_changed(world: World) -> None:
    shown = await world.press(await furnish(world), "Review issues")
    shown = await world.press(await world.press(shown, "Keep"), "Drop")
    shown = await world.press(shown, "Look again")
    assert "-# Kept: it is in the report." in whispered(shown)
    assert list(buttons_of(answer(shown))) == ["Edit", "Drop", "Next"]
    shown = await world.press(shown, "Next")
    assert "-# Dropped: it is not in the report, also when" in whispered(shown)
    form = await world.press(shown, "Edit")
    await world.organizer.submit_modal(form, {"sentence": "Payer needs a chair."})
    shown = await world.press(await world.press(await report(world), "Review issues"), "Look again")
    shown = await world.press(shown, "Next")
    told = "-# Edited: this text is in the report. Drafted was: The subgroup Payer did not meet."
    assert told in whispered(shown)
    await world.press(shown, "Use the draft")
    text = section(await document(await report(world)), HEADING)
    assert text == "- The subgroup Devices did not meet.\n- The subgroup Payer did not meet."


async def test_what_somebody_else_wrote_meanwhile_is_shown(world: World) -> None:
    shown = await world.press(await furnish(world), "Review issues")
    first, second = await world.press(shown, "Edit"), await world.press(shown, "Edit")
    await world.organizer.submit_modal(first, {"sentence": "First."})
    late = await world.organizer.submit_modal(second, {"sentence": "Second."})
    told = "Their text stays. Yours was:\n> Second.\nPress **Edit** to combine both texts."
    assert told in whispered(late)
    assert "\n> First.\n" in whispered(late)


async def test_the_card_of_a_report_says_that_figures_of_an_edited_sentence_changed(
    world: World,
) -> None:
    shown = await world.press(await furnish(world), "Review issues")
    form = await world.press(shown, "Edit")
    await world.organizer.submit_modal(form, {"sentence": "Devices sleeps."})
    await world.sql("UPDATE verdicts SET figures = 'another'")
    shown = await report(world)
    told = whispered(shown)
    assert "1 sentence was edited, and its figures have changed since." in told
    assert "1 drafted sentence is not read yet. Press" in told
    shown = await world.press(await world.press(shown, "Review issues"), "Back")
    assert "but the figures have changed since. Drafted is now: The subgroup" in whispered(shown)
    saved = await edit(world, await report(world), {"issues": "Few people."})
    assert "- Devices sleeps." in section(await document(saved), HEADING)


async def show_cards(world: World) -> None:
    """A sentence in the middle of three, and the form to edit it."""
    await world.command(world.organizer, "sig subgroup add", name="Alarms")
    shown = await world.press(await furnish(world), "Review issues")
    await world.press(await world.press(shown, "Next"), "Edit")


ALARMS, PAYER, DEVICES = (f"subgroup_silent_g{number}" for number in (1, 2, 3))
DAYS = "2026-01-01..2026-06-30"
CARDS = Cards(
    {
        f"sig:report_edit:{DAYS}": ids.EditReport(*HALF),
        f"sig:report_issues:{DAYS}": ids.ReviewIssues(*HALF),
        f"sig:report_publish:{DAYS}": ids.PublishReport(*HALF),
        f"sig:issue_keep:{DAYS}..subgroup_silent_g1..7c253d97": ids.KeepIssue(
            *HALF, ALARMS, "7c253d97"
        ),
        f"sig:issue_edit:{DAYS}..subgroup_silent_g1": ids.EditIssue(*HALF, ALARMS),
        f"sig:issue_drop:{DAYS}..subgroup_silent_g1..7c253d97": ids.DropIssue(
            *HALF, ALARMS, "7c253d97"
        ),
        f"sig:issue_show:{DAYS}..subgroup_silent_g3": ids.ShowIssue(*HALF, DEVICES),
        f"sig:issue_keep:{DAYS}..subgroup_silent_g3..f4e7ae98": ids.KeepIssue(
            *HALF, DEVICES, "f4e7ae98"
        ),
        f"sig:issue_edit:{DAYS}..subgroup_silent_g3": ids.EditIssue(*HALF, DEVICES),
        f"sig:issue_drop:{DAYS}..subgroup_silent_g3..f4e7ae98": ids.DropIssue(
            *HALF, DEVICES, "f4e7ae98"
        ),
        f"sig:issue_show:{DAYS}..subgroup_silent_g1": ids.ShowIssue(*HALF, ALARMS),
        f"sig:issue_show:{DAYS}..subgroup_silent_g2": ids.ShowIssue(*HALF, PAYER),
        f"sig:issue_write:{DAYS}..subgroup_silent_g3..f4e7ae98e3b0c442": ids.WriteIssue(
            *HALF, DEVICES, "f4e7ae98e3b0c442"
        ),
    },
    show_cards,
)
