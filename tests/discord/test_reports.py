"""`/report`: every figure worked out, the sentences by people."""

import json
from datetime import date
from typing import Any

import pytest
from discord import app_commands
from markdown_it import MarkdownIt

from sigbot.chat import custom_ids as ids
from sigbot.chat.bot import SigBot
from sigbot.chat.id_parts import CustomId
from sigbot.documents.reports import formats_here, pdf
from sigbot.domain.report_data import ReportFormat
from sigbot.wording.refusals import NOT_ORGANIZER, UNKNOWN_ID
from sigbot.wording.reports import NO_PDF
from tests.chat.earlier_ids import MARKS
from tests.discord.cards import Cards
from tests.discord.world import (
    Person,
    Result,
    World,
    answer,
    buttons_of,
    files_of,
    say,
    text_of,
    whispered,
)

HALF = (date(2026, 1, 1), date(2026, 6, 30))
"""How the buttons know the period `H1 2026`."""

HEADINGS = [
    "# Healthcare SIG: Mid-Year 2026 Report",
    "## Description",
    "## Report Author(s)",
    "## Overall Health",
    "## Issues and Challenges",
    "## Overall Activity in the last 6 months",
    "## Planned Work Products",
    "## Participant Diversity",
    "## Additional Information",
    "## Date Published",
    "## Appendix: Sources of the Figures",
]
KEYS = {
    "sig": {"name", "description", "wiki"},
    "period": {"label", "start", "end"},
    "health": {
        "meetings_held",
        "cadence_days",
        "attendance_by_kind",
        "unique_attendees",
        "newcomers",
        "regulars",
        "by_subgroup",
        "by_meeting",
        "by_slot",
        "by_weekday",
        "newcomers_back",
        "meeting_occurrences",
        "scheduled_meeting_minutes",
        "caught_up_by_kind",
        "change_from_previous",
        "until",
    },
    "diversity": {"releases", "next_release"},
    "narrative": {"health", "issues", "diversity", "additional"},
}
TOP_KEYS = [
    "sig",
    "title",
    "period",
    "authors",
    "published_at",
    "health",
    "issues",
    "activities",
    "planned_work",
    "journal",
    "diversity",
    "additional_information",
    "narrative",
    "sources",
]


async def report(world: World, who: Person | None = None, **options: str) -> Result:
    asked = {"period": "H1 2026", **options}
    return await world.command(who or world.organizer, "report", **asked)


async def document(result: Result) -> str:
    """The one file in an answer, as text."""
    (content,) = (await files_of(answer(result))).values()
    return content.decode()


def headings(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith("#")]


def section(text: str, heading: str) -> str:
    """What stands under a heading of a report."""
    return text.partition(f"\n## {heading}\n")[2].partition("\n## ")[0].strip()


async def edit(world: World, shown: Result, answers: dict[str, Any]) -> Result:
    form = await world.organizer.click(answer(shown), label="Write your sentences")
    return await world.organizer.submit_modal(form, answers)


@pytest.fixture
async def busy(world: World) -> World:
    """A community in which something happened: one meeting with two people, and an activity."""
    card = await world.schedule("Kick-off", "in 5 minutes")
    await world.ann.click(card, label="Check in")
    await world.ben.click(card, label="Check in")
    await world.advance(hours=2)
    await world.command(world.organizer, "activity add", title="A talk", kind="outreach")
    await world.command(world.organizer, "plan add", title="A paper", due="2026-12-31")
    return world


# Compile


async def test_an_organizer_compiles_a_report(busy: World) -> None:
    done = await report(busy)
    told = whispered(done)
    assert "## Mid-Year 2026 Report" in told
    assert "Draft, not published yet." in told
    assert "**1** meeting" in told
    assert "**2** people" in told
    assert list(buttons_of(answer(done))) == ["Write your sentences", "Publish"]
    assert list(await files_of(answer(done))) == ["report-H1-2026.md"]


async def test_the_report_has_the_foundation_s_headings_in_its_order(busy: World) -> None:
    text = await document(await report(busy))
    assert headings(text) == HEADINGS
    assert section(text, "Report Author(s)") == "Olga Petrova"
    assert "a General Meeting with 2 attendees" in section(text, "Overall Health")
    assert section(text, HEADINGS[5][3:]) == "- A talk (2026-03-02)"
    assert section(text, "Planned Work Products") == "- A paper (planned, due 2026-12-31)"
    assert section(text, "Additional Information") == "N/A"
    assert section(text, "Date Published") == "Not yet published"


async def test_the_report_as_data_has_the_keys_that_scripts_rely_on(busy: World) -> None:
    done = await report(busy, format="json")
    assert list(await files_of(answer(done))) == ["report-H1-2026.json"]
    data = json.loads(await document(done))
    assert list(data) == TOP_KEYS
    assert {key: set(data[key]) for key in KEYS} == KEYS
    assert data["period"] == {"label": "H1 2026", "start": "2026-01-01", "end": "2026-06-30"}
    assert data["health"]["attendance_by_kind"] == {
        "general": {"meetings": 1, "attendances": 2, "average": 2}
    }
    assert data["activities"] == [
        {"title": "A talk", "kind": "outreach", "date": "2026-03-02", "link": ""}
    ]
    assert data["planned_work"] == [{"title": "A paper", "status": "planned", "due": "2026-12-31"}]


FILES = {
    "md": ("report-H1-2026.md", b"# Healthcare SIG: Mid-Year 2026 Report"),
    "html": ("report-H1-2026.html", b"<!DOCTYPE html>"),
    "json": ("report-H1-2026.json", b"{"),
    "confluence": ("report-H1-2026.xhtml", b"<h1>Healthcare SIG: Mid-Year 2026 Report</h1>"),
    "pdf": ("report-H1-2026.pdf", b"%PDF-1.7"),
}


async def test_the_report_comes_in_every_format(busy: World, subtests: pytest.Subtests) -> None:
    assert [choice.value for choice in format_choices(busy)] == [*ReportFormat]
    assert set(FILES) == set(ReportFormat)
    for format_ in formats_here():
        name, beginning = FILES[format_]
        with subtests.test(format_.value):
            files = await files_of(answer(await report(busy, format=format_)))
            assert list(files) == [name]
            assert files[name].startswith(beginning)


def format_choices(world: World) -> list[app_commands.Choice[str | int | float]]:
    bot = world.env.bot
    assert isinstance(bot, SigBot)
    command = bot.tree.get_command("report")
    assert isinstance(command, app_commands.Command)
    (option,) = (option for option in command.parameters if option.name == "format")
    return list(option.choices)


async def test_a_pdf_is_refused_where_its_packages_are_not_installed(
    busy: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf, "EXTRA", ("no-such-package-of-fonts",))
    done = await report(busy, format="pdf")
    assert whispered(done) == NO_PDF
    assert answer(done).attachments == []


async def test_the_figures_are_fresh_each_time(busy: World) -> None:
    await report(busy)
    await busy.command(busy.organizer, "activity add", title="Another talk")
    assert "Another talk" in await document(await report(busy))


REFUSED = {
    "empty": ("H1 2020", "Nothing was recorded for H1 2020: no meetings, no activities,"),
    "future": ("2031", "The period 2031 begins on 1 Jan 2031. Please choose one that has begun."),
    "six years": ("2020-01-01..2025-12-31", "is longer than five years, the most that I look at."),
    "unreadable": ("some day", "I could not read “some day” as a period."),
    "long": ("x" * 5_000, "This period has 5,000 characters; please keep it to 60."),
    "backward": ("2026-06-30..2026-01-01", "ends before it starts. Please swap the two dates."),
    "no such half": ("H3 2026", "I could not read “H3 2026” as a period."),
    "no such day": ("2026-02-30..2026-06-30", "as a period."),
}


async def test_a_report_that_cannot_be_is_refused(world: World, subtests: pytest.Subtests) -> None:
    world.forge_lengths()
    for name, (period, sentence) in REFUSED.items():
        with subtests.test(name):
            done = await report(world, period=period)
            assert sentence in whispered(done)
            assert answer(done).attachments == []
    assert await world.sql("SELECT * FROM reports") == []


async def test_a_member_cannot_compile(busy: World) -> None:
    assert whispered(await report(busy, busy.ann)) == NOT_ORGANIZER


async def test_periods_are_offered(world: World) -> None:
    offered = await world.choices(world.organizer, "report", "period")
    assert list(offered)[:2] == ["H1 2026", "H2 2025"]
    assert "2025" in offered


@pytest.mark.parametrize("sign", ["# ", "- ", "> ", "1. ", "2) ", "## Date Published "])
async def test_what_people_type_is_shown_as_they_typed_it(busy: World, sign: str) -> None:
    typed = {
        "title": f"{sign}Title [x](y) *z* | <b>",
        "due": "2026-12-31",
        "description": f"{sign}Aim",
        "health": f"{sign}Health",
        "authors": f"{sign}Me",
    }
    for command, more in (("activity add", {}), ("plan add", {"due": typed["due"]})):
        await busy.command(busy.organizer, command, title=typed["title"], **more)
    await busy.command(busy.manager, "sig setup", name="[SIG]", description=typed["description"])
    written = {"health": typed["health"], "authors": typed["authors"]}
    titles, visible = rendered(await document(await edit(busy, await report(busy), written)))
    assert titles == ["[SIG]: Mid-Year 2026 Report", *(line[3:] for line in HEADINGS[1:])]
    for text in typed.values():
        assert text in visible


def rendered(text: str) -> tuple[list[str], str]:
    """The headings of a Markdown document as it is shown, and all its text."""
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    shown = ["".join(part.content for part in token.children or []) for token in tokens]
    titles = [shown[n + 1] for n, token in enumerate(tokens) if token.type == "heading_open"]
    return titles, "\n".join(shown)


# Write your sentences


async def test_the_form_opens_with_what_was_written(busy: World) -> None:
    shown = await report(busy)
    saved = await edit(busy, shown, {"health": "All is well.", "authors": "Olga\nMike"})
    assert whispered(saved).splitlines()[1] == "Saved your sentences. They are in the file."
    form = await busy.organizer.click(answer(shown), label="Write your sentences")
    assert form.modal is not None
    assert form.modal["title"] == "Sentences of the report"
    assert {name: field.get("value", "") for name, field in fields(form).items()} == {
        "health": "All is well.",
        "issues": "",
        "diversity": "",
        "additional": "",
        "authors": "Olga\nMike",
    }


async def test_what_an_organizer_writes_is_in_the_report_and_stays(busy: World) -> None:
    saved = await edit(
        busy,
        await report(busy),
        {
            "health": "All is well.",
            "issues": "Too few people.",
            "diversity": "We hope for more.",
            "additional": "Thanks.",
            "authors": "Olga Petrova, Mike McCoy\nDr Okafor",
        },
    )
    assert "Mid-Year 2026 Report" in whispered(saved)
    for text in (await document(saved), await document(await report(busy))):
        assert section(text, "Overall Health").startswith("All is well.")
        assert section(text, "Issues and Challenges").startswith("Too few people.")
        assert section(text, "Participant Diversity").startswith("We hope for more.")
        assert section(text, "Additional Information") == "Thanks."
        assert section(text, "Report Author(s)") == "Olga Petrova, Mike McCoy and Dr Okafor"


async def test_the_longest_sentences_are_kept(busy: World) -> None:
    parts = dict.fromkeys(("health", "issues", "diversity", "additional"), "*" * 4_000)
    text = await document(await edit(busy, await report(busy), parts))
    assert text.count(r"\*" * 4_000) == 4


async def test_a_form_that_is_emptied_takes_the_sentences_back(busy: World) -> None:
    shown = await report(busy)
    await edit(busy, shown, {"health": "All is well."})
    text = await document(await edit(busy, shown, {"health": "", "authors": ""}))
    assert "All is well." not in text
    assert section(text, "Report Author(s)") == "Olga Petrova"


async def test_as_many_authors_as_the_form_takes_do_not_lock_it(busy: World) -> None:
    """Discord refuses a form in which a field opens with more than it takes."""
    shown = await report(busy)
    form = await busy.organizer.click(answer(shown), label="Write your sentences")
    names = ",".join(f"{number:04}" for number in range(fields(form)["authors"]["max_length"] // 5))
    await busy.organizer.submit_modal(form, {"authors": names})
    again = await busy.organizer.click(answer(shown), label="Write your sentences")
    for field in fields(again).values():
        assert len(field.get("value", "")) <= field["max_length"]


def fields(form: Result) -> dict[str, dict[str, Any]]:
    """The fields of a form by name."""
    assert form.modal is not None
    found = [label["component"] for label in form.modal["components"]]
    return {field["custom_id"]: field for field in found}


async def test_two_organizers_who_write_at_once_do_not_overwrite_each_other(busy: World) -> None:
    forms = []
    for who in (busy.organizer, busy.manager):
        shown = await report(busy, who)
        forms.append((who, await who.click(answer(shown), label="Write your sentences")))
    (first, first_form), (second, second_form) = forms
    assert "Saved" in whispered(await first.submit_modal(first_form, {"health": "First."}))
    late = await second.submit_modal(second_form, {"health": "Second.", "issues": "Few people."})
    told = "Someone else changed this while you were writing: Overall health. Their text stays"
    assert told in whispered(late)
    files = await files_of(answer(late))
    assert files["your-sentences.txt"].decode() == "Overall health\n\nSecond.\n"
    text = files["report-H1-2026.md"].decode()
    assert section(text, "Overall Health").startswith("First.")
    assert section(text, "Issues and Challenges").startswith("Few people.")


async def test_the_card_says_which_sentences_are_missing(busy: World) -> None:
    shown = await report(busy)
    assert "Your sentences: 0 of 4. Still missing: Overall health, Issues and" in whispered(shown)
    three = dict.fromkeys(("health", "issues", "additional"), "Well.")
    saved = await edit(busy, shown, three)
    assert "Your sentences: 3 of 4. Still missing: Participant diversity." in whispered(saved)
    all_written = {**three, "diversity": "We hope for more."}
    saved = await edit(busy, saved, {**all_written, "additional": ""})
    told = "Your sentences: 3 of 4. The report says N/A for: Additional information.\n"
    assert told in whispered(saved)
    assert "Your sentences: 4 of 4.\n" in whispered(await edit(busy, saved, all_written))
    assert "Only the sentences are left" not in whispered(await report(busy))


async def test_sentences_begin_with_those_of_the_period_before(busy: World) -> None:
    await busy.command(busy.organizer, "activity add", title="Old talk", date="2025-09-01")
    old = await report(busy, period="H2 2025")
    await edit(busy, old, {"health": "It was well.", "issues": "Few people."})
    shown = await report(busy)
    assert "Start from the period before" in buttons_of(answer(shown))
    await edit(busy, shown, {"issues": "More people."})
    form = await busy.organizer.click(answer(shown), label="Start from the period before")
    texts = {name: field.get("value", "") for name, field in fields(form).items()}
    assert (texts["health"], texts["issues"]) == ("It was well.", "More people.")
    assert section(await document(await report(busy)), "Overall Health").startswith("1 meeting")
    saved = await busy.organizer.submit_modal(form, texts)
    assert section(await document(saved), "Overall Health").startswith("It was well.")
    assert "Start from the period before" not in buttons_of(answer(saved))


async def test_a_form_that_was_open_during_a_restart_is_still_saved(busy: World) -> None:
    form = await busy.organizer.click(answer(await report(busy)), label="Write your sentences")
    await busy.restart()
    saved = await busy.organizer.submit_modal(form, {"health": "All is well."})
    assert "All is well." in await document(saved)


async def show_cards(world: World) -> None:
    """A report whose period before has sentences."""
    await world.command(world.organizer, "activity add", title="Old talk", date="2025-09-01")
    await edit(world, await report(world, period="H2 2025"), {"health": "It was well."})
    await world.command(world.organizer, "activity add", title="A talk")
    await report(world)


BEFORE = (date(2025, 7, 1), date(2025, 12, 31))
CARDS = Cards(
    {
        "sig:report_edit:2025-07-01..2025-12-31": ids.EditReport(*BEFORE),
        "sig:report_publish:2025-07-01..2025-12-31": ids.PublishReport(*BEFORE),
        f"sig:report_write:2025-07-01..2025-12-31..{MARKS}": ids.WriteSentences(*BEFORE, MARKS),
        "sig:report_edit:2026-01-01..2026-06-30": ids.EditReport(*HALF),
        "sig:report_earlier:2026-01-01..2026-06-30": ids.EditFromEarlier(*HALF),
        "sig:report_publish:2026-01-01..2026-06-30": ids.PublishReport(*HALF),
    },
    show_cards,
)


# Who may


BUTTONS = {"Write your sentences": ids.EditReport(*HALF), "Publish": ids.PublishReport(*HALF)}
EVERY_BUTTON = {**BUTTONS, "From the period before": ids.EditFromEarlier(*HALF)}


@pytest.mark.parametrize("custom_id", EVERY_BUTTON.values(), ids=EVERY_BUTTON.keys())
async def test_a_member_can_neither_write_nor_publish(busy: World, custom_id: CustomId) -> None:
    await report(busy)
    pressed = await busy.ann.click(busy.old_message(custom_id), label="0")
    assert pressed.modal is None
    assert whispered(pressed) == NOT_ORGANIZER
    assert busy.notices("Report") == []


@pytest.mark.parametrize("label", BUTTONS)
async def test_who_lost_the_role_since_can_neither_write_nor_publish(
    busy: World, label: str
) -> None:
    shown = await report(busy)
    busy.loses_role(busy.organizer, busy.organizers)
    pressed = await busy.organizer.click(answer(shown), label=label)
    assert pressed.modal is None
    assert whispered(pressed) == NOT_ORGANIZER
    assert busy.notices("Report") == []


async def test_who_loses_the_role_while_writing_writes_nothing(busy: World) -> None:
    form = await busy.organizer.click(answer(await report(busy)), label="Write your sentences")
    busy.loses_role(busy.organizer, busy.organizers)
    saved = await busy.organizer.submit_modal(form, {"health": "Mine now."})
    assert whispered(saved) == NOT_ORGANIZER
    assert "Mine now." not in await document(await report(busy, busy.manager))


@pytest.mark.parametrize("name", ["report_edit", "report_publish"])
async def test_a_button_of_a_period_that_cannot_be_is_answered(busy: World, name: str) -> None:
    for key in ("", "some day", "H1 2020", "x" * 60):
        pressed = await busy.organizer.click(busy.old_message(f"sig:{name}:{key}"), label="0")
        assert whispered(pressed) == UNKNOWN_ID
    for key in ("2026-06-30..2026-01-01", "0001-01-01..9999-12-31", "9999-01-01..9999-12-31"):
        pressed = await busy.organizer.click(busy.old_message(f"sig:{name}:{key}"), label="0")
        assert "period" in whispered(pressed)
    assert busy.notices("Report") == []


# Publish

PUBLISHED = "**Healthcare SIG** has published its report"


async def publish(busy: World, shown: Result) -> Result:
    """The organizer publishes a report, and confirms that."""
    return await busy.sure(await busy.press(shown, "Publish"))


async def test_publishing_dates_the_report_and_posts_it(busy: World) -> None:
    done = await publish(busy, await report(busy))
    assert whispered(done) == f"Published. The report is on its way to {busy.news.mention}."
    (posted,) = busy.notices(PUBLISHED)
    assert text_of(posted).startswith(f"{PUBLISHED}: Mid-Year 2026 Report\n")
    files = await files_of(posted)
    assert list(files) == ["report-H1-2026.md", "report-H1-2026.html"]
    assert section(files["report-H1-2026.md"].decode(), "Date Published") == "2026-03-02"
    assert b'<p dir="auto"><time>2026-03-02</time></p>' in files["report-H1-2026.html"]
    data = json.loads(await document(await report(busy, format="json")))
    assert data["published_at"].startswith("2026-03-02T11:00:00-05:00")
    assert "Published" in say(await report(busy))


async def test_a_template_stays_from_the_command_to_the_published_report(busy: World) -> None:
    shown = await report(busy, template="toc")
    form = await busy.organizer.click(answer(shown), label="Write your sentences")
    assert form.modal is not None
    hints = {
        label["component"]["custom_id"]: label["description"]
        for label in form.modal["components"]
        if "description" in label
    }
    assert hints["issues"].startswith("What should the TOC know")
    saved = await busy.organizer.submit_modal(form, {"issues": "Who may speak?"})
    await publish(busy, saved)
    (posted,) = busy.notices(PUBLISHED)
    text = (await files_of(posted))["report-H1-2026.md"].decode()
    assert section(text, "Questions/Issues for the TOC").startswith("Who may speak?")
    assert "## Questions/Issues for the TOC" in headings(await document(await report(busy)))
    other = await report(busy, template="foundation")
    assert headings(await document(other)) == HEADINGS
    assert "Changed since, and not published yet: template." in whispered(other)


async def test_publishing_a_period_that_is_running_says_so_first(busy: World) -> None:
    asked = await busy.press(await report(busy, period="2026"), "Publish")
    assert "2026 is not over: 1 meeting so far." in whispered(asked)


async def test_the_card_says_what_has_changed_since_it_was_published(busy: World) -> None:
    await publish(busy, await report(busy))
    await busy.command(busy.organizer, "activity add", title="Another talk")
    changed = whispered(await report(busy))
    assert "Changed since, and not published yet: activities. Press **Publish** again." in changed


async def test_publishing_twice_without_a_change_is_refused(busy: World) -> None:
    shown = await report(busy)
    await publish(busy, shown)
    await busy.advance(days=1)
    again = await busy.press(shown, "Publish")
    assert whispered(again).startswith("This report is already published")
    assert len(busy.notices(PUBLISHED)) == 1


async def test_a_report_that_changed_may_be_published_again(busy: World) -> None:
    shown = await report(busy)
    await publish(busy, shown)
    await edit(busy, shown, {"health": "Better still."})
    assert "Published." in say(await publish(busy, shown))
    (posted,) = busy.notices("**Healthcare SIG** has published a corrected version of its report: ")
    assert text_of(posted).splitlines()[1] == "It replaces the one of 2 Mar 2026."
    last = await files_of(posted)
    assert "Better still." in last["report-H1-2026.md"].decode()


async def test_the_buttons_under_a_report_work_after_a_restart(busy: World) -> None:
    shown = await report(busy)
    await busy.restart()
    form = await busy.organizer.click(answer(shown), label="Write your sentences")
    assert form.modal is not None
    published = await publish(busy, shown)
    assert whispered(published).startswith("Published.")
