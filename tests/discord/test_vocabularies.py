"""What Discord offers as choices is what the services take, and nothing else gets through."""

from enum import StrEnum

import pytest

from sigbot.domain.activity import ActivityKind
from sigbot.domain.attendance import ExportFormat
from sigbot.domain.community import EventsWanted, ReportRhythm
from sigbot.domain.journal import ItemStatus
from sigbot.domain.journal_lists import JournalFormat
from sigbot.domain.meetings import MeetingKind, Scope
from sigbot.domain.members import HearsBy
from sigbot.domain.minutes import MinutesFormat
from sigbot.domain.notes import HandKind
from sigbot.domain.plans import WorkStatus
from sigbot.domain.promises import PromiseState
from sigbot.domain.refusals import NotOfferedError
from sigbot.domain.report_data import ReportFormat, ReportTemplate
from sigbot.wording import Table, collected
from sigbot.wording.help import TOPICS
from sigbot.wording.refusals import sentence
from tests.discord.test_tree import nodes, of_contract, options
from tests.discord.world import Json, World, whispered

OFFERED = {
    "sig setup report_every": ReportRhythm,
    "sig setup events": EventsWanted,
    "me reminders changes": HearsBy,
    "meeting schedule kind": MeetingKind,
    "meeting list kind": MeetingKind,
    "meeting edit kind": MeetingKind,
    "meeting edit scope": Scope,
    "meeting note kind": HandKind,
    "meeting minutes format": MinutesFormat,
    "meeting actions status": PromiseState,
    "meeting cancel scope": Scope,
    "meeting restore scope": Scope,
    "attendance export kind": MeetingKind,
    "attendance export format": ExportFormat,
    "journal list status": ItemStatus,
    "journal export format": JournalFormat,
    "activity add kind": ActivityKind,
    "plan update status": WorkStatus,
    "report format": ReportFormat,
    "report template": ReportTemplate,
}
"""Option → the vocabulary that its choices are, for the commands of the contract."""

WORDS_ONLY = {"help topic"}
"""Of this nothing is kept; an unknown topic shows the first one."""

NEEDED = {
    "title": "Call",
    "when": "in 3 hours",
    "meeting": "m1",
    "work": "p1",
    "status": "done",
    "period": "this half",
}
"""Options without which a command cannot be sent; any other is “Call”."""


@pytest.fixture
def registered(bare: World) -> list[Json]:
    (commands,) = bare.sent("PUT", "/commands")
    return list(commands)


def test_the_choices_of_an_option_are_the_words_of_its_vocabulary(registered: list[Json]) -> None:
    found = {
        name: [choice["value"] for choice in option["choices"]]
        for name, option in options(registered).items()
        if option.get("choices") and name not in WORDS_ONLY
    }
    assert of_contract(found) == {name: [*map(str, words)] for name, words in OFFERED.items()}
    assert found.keys() == vocabularies(registered).keys()


def vocabularies(registered: list[Json]) -> dict[str, type[StrEnum]]:
    """Return the vocabulary of each option with choices; of a newer command it is looked up."""
    by_words = {tuple(map(str, words)): words for words in collected(Table.VOCABULARIES)}
    newer = {
        name: by_words.get(tuple(choice["value"] for choice in option.get("choices", [])))
        for name, option in options(registered).items()
        if name not in WORDS_ONLY
    }
    return {name: words for name, words in newer.items() if words} | OFFERED


def test_only_help_offers_what_is_no_vocabulary(registered: list[Json]) -> None:
    choices = options(registered)["help topic"]["choices"]
    assert [choice["value"] for choice in choices] == list(TOPICS)


def let_anything_through(world: World) -> None:
    """Discord checks choices; from here on it sends any text, as whoever forges a request does."""
    people = {"user_id": world.organizer.id, "channel_id": world.chat.id}
    for command in world.env.backend.visible_commands(**people):
        for node in nodes(command):
            node.pop("choices", None)


async def test_a_forged_choice_is_refused_with_the_words_there_are(world: World) -> None:
    await world.plan("Call", "in 2 hours")
    await world.command(world.organizer, "plan add", title="Paper")
    (commands,) = world.sent("PUT", "/commands")
    known = options(list(commands))
    let_anything_through(world)
    for name, vocabulary in vocabularies(list(commands)).items():
        command, _, option = name.rpartition(" ")
        given = {
            needed["name"]: NEEDED.get(needed["name"], "Call")
            for path, needed in known.items()
            if path.rpartition(" ")[0] == command and needed.get("required")
        }
        done = await world.command(world.organizer, command, **given | {option: "forged"})
        assert whispered(done) == sentence(NotOfferedError(vocabulary, "forged"))
    assert len(await world.sql("SELECT * FROM meetings")) == 1
    assert await world.sql("SELECT status FROM planned_work") == [("planned",)]
    assert await world.sql("SELECT * FROM activities") == []
