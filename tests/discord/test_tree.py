"""The commands as Discord gets them: names, options and limits of the contract.

What the contract names stays as it is. A newer command needs no line here, but it has to keep the
manners and the limits that all commands keep.
"""

import re
from collections.abc import Iterator
from typing import TypeVar

import pytest

from cogs import EXTENSIONS
from sigbot.chat.bot import SigBot
from sigbot.domain.bounds import PARAGRAPH_LIMIT
from tests.discord.world import Json, World
from tests.wording.literals import passed_in_program

Value = TypeVar("Value")

SLASH, MESSAGE_MENU = 1, 3
SUBCOMMAND, GROUP, STRING = 1, 2, 3

COMMANDS = {
    "sig setup": (
        "name? description? wiki? timezone? announcements? organizers? ping? report_every? "
        "smallest_group? voice_minutes? events? keep?"
    ),
    "sig show": "",
    "sig page": "public?",
    "sig subgroup add": "name role?",
    "sig subgroup retire": "subgroup",
    "sig subgroup join": "subgroup",
    "sig subgroup leave": "subgroup",
    "me timezone": "zone",
    "me hours": "start end days?",
    "me about": "",
    "me reminders": "dm? before? changes? actions? papers?",
    "me voice": "count",
    "me show": "",
    "me export": "",
    "me forget": "",
    "sig opening": "",
    "meeting agenda": "item? meeting?",
    "meeting note": "kind text owner? due? meeting?",
    "meeting minutes": "meeting format?",
    "meeting actions": "owner? status?",
    "meeting schedule": (
        "title when kind? repeat? duration? subgroup? place? link? speaker? timezone? description?"
    ),
    "meeting list": "kind? past?",
    "meeting show": "meeting",
    "meeting edit": (
        "meeting title? when? kind? subgroup? repeat? duration? place? link? speaker? description? "
        "slides? recording? scope?"
    ),
    "meeting reminders": "meeting before",
    "meeting cancel": "meeting reason? scope?",
    "meeting restore": "meeting scope?",
    "rotation suggest": "meeting slots?",
    "rotation adopt": "meeting suggestion",
    "rotation show": "meeting",
    "checkin": "code?",
    "attendance show": "meeting",
    "attendance add": "meeting member? name?",
    "attendance remove": "meeting member? name?",
    "attendance link": "name member",
    "attendance import": "meeting file",
    "attendance export": "period? kind? format?",
    "journal share": "link title? note? tags? quiet?",
    "journal list": "period? tag? status?",
    "journal search": "text",
    "journal export": "period? format?",
    "activity add": "title kind? date? link?",
    "activity list": "period?",
    "activity remove": "activity",
    "plan add": "title due?",
    "plan update": "work status",
    "plan list": "",
    "report": "period format? template?",
    "help": "topic?",
}
MENUS = {"Share to journal": MESSAGE_MENU}

KINDS = {
    "general": "General Meeting",
    "guest": "Guest Presentation",
    "subgroup": "Subgroup Meeting",
    "review": "Use Case Review",
    "special": "Special Topic",
}
CHOICES = {
    "meeting note kind": {"topic", "info", "action", "agreed", "link"},
    "meeting minutes format": {"md", "html", "txt"},
    "meeting actions status": {"open", "done", "dropped"},
    "journal list status": {"shared", "picked", "discussed"},
    "journal export format": {"bib", "ris", "csv", "json"},
    "sig setup report_every": {"quarter", "half-year", "year"},
    "sig setup events": {"on", "off"},
    "me reminders changes": {"mention", "dm", "off"},
    "meeting schedule kind": set(KINDS),
    "meeting list kind": set(KINDS),
    "meeting edit kind": set(KINDS),
    "meeting edit scope": {"this", "following"},
    "meeting cancel scope": {"this", "following"},
    "meeting restore scope": {"this", "following"},
    "attendance export kind": set(KINDS),
    "attendance export format": {"csv", "json", "xlsx"},
    "activity add kind": {
        "presentation",
        "project",
        "research",
        "review",
        "outreach",
        "education",
    },
    "plan update status": {"planned", "active", "done", "dropped"},
    "report format": {"md", "html", "pdf", "json", "confluence"},
    "report template": {"foundation", "sig", "toc"},
    "help topic": {"start", "members", "organizers", "report", "privacy"},
}
OFFERED = {
    "meeting agenda meeting",
    "meeting note meeting",
    "meeting note due",
    "meeting minutes meeting",
    "sig setup timezone",
    "sig subgroup retire subgroup",
    "sig subgroup join subgroup",
    "sig subgroup leave subgroup",
    "me timezone zone",
    "me reminders before",
    "meeting schedule when",
    "meeting schedule repeat",
    "meeting schedule subgroup",
    "meeting schedule timezone",
    "meeting show meeting",
    "meeting edit meeting",
    "meeting edit when",
    "meeting edit subgroup",
    "meeting edit repeat",
    "meeting reminders meeting",
    "meeting reminders before",
    "meeting cancel meeting",
    "meeting restore meeting",
    "rotation suggest meeting",
    "rotation adopt meeting",
    "rotation adopt suggestion",
    "rotation show meeting",
    "attendance show meeting",
    "attendance export period",
    "attendance add meeting",
    "attendance add name",
    "attendance remove meeting",
    "attendance remove name",
    "attendance link name",
    "attendance import meeting",
    "journal list period",
    "journal export period",
    "activity add date",
    "activity list period",
    "activity remove activity",
    "plan add due",
    "plan update work",
    "report period",
}
STORED = {
    "meeting",
    "series",
    "subgroup",
    "item",
    "activity",
    "work",
    "zone",
    "timezone",
    "period",
}
"""Names of options that name something stored, beside every noun of which there may be none."""


def stored() -> set[str | None]:
    """Return the names of options that name something stored."""
    nouns = passed_in_program("noun")
    return STORED | {text.literal for text in nouns if text.taker == "NotFoundError"}


@pytest.fixture
def registered(bare: World) -> list[Json]:
    """What the bot registered with Discord when it started."""
    (commands,) = bare.sent("PUT", "/commands")
    return list(commands)


def leaves(node: Json, path: str = "") -> Iterator[tuple[str, Json]]:
    """Every command that can be typed, by its whole name."""
    name = f"{path} {node['name']}".strip()
    inner = [o for o in node.get("options", []) if o["type"] in {SUBCOMMAND, GROUP}]
    if not inner:
        yield name, node
    for option in inner:
        yield from leaves(option, name)


def typed(registered: list[Json]) -> dict[str, Json]:
    slash = [command for command in registered if command.get("type", SLASH) == SLASH]
    return dict(leaf for command in slash for leaf in leaves(command))


def options(registered: list[Json]) -> dict[str, Json]:
    """Every option of every command, by the command's name and its own."""
    return {
        f"{name} {option['name']}": option
        for name, command in typed(registered).items()
        for option in command.get("options", [])
    }


def nodes(node: Json) -> Iterator[Json]:
    """A command with its groups, subcommands and options."""
    yield node
    for option in node.get("options", []):
        yield from nodes(option)


def characters(node: Json) -> int:
    """What Discord counts: names, descriptions and values, of the choices too."""
    counted = [each for part in nodes(node) for each in (part, *part.get("choices", []))]
    keys = ("name", "description", "value")
    return sum(len(str(each.get(key, ""))) for each in counted for key in keys)


def of_contract(by_option: dict[str, Value]) -> dict[str, Value]:
    """Keep the options of the commands that the contract names."""
    return {name: value for name, value in by_option.items() if name.rpartition(" ")[0] in COMMANDS}


# The contract


def test_commands_and_options_are_those_of_the_contract(registered: list[Json]) -> None:
    found = {
        name: " ".join(
            option["name"] + ("" if option.get("required") else "?")
            for option in command.get("options", [])
        )
        for name, command in typed(registered).items()
        if name in COMMANDS
    }
    assert found == COMMANDS


def test_message_menus_are_those_of_the_contract(registered: list[Json]) -> None:
    menus = {c["name"]: c["type"] for c in registered if c.get("type", SLASH) != SLASH}
    assert menus.items() >= MENUS.items()


def test_choices_are_those_of_the_contract(registered: list[Json]) -> None:
    found = {
        name: {choice["value"] for choice in option["choices"]}
        for name, option in of_contract(options(registered)).items()
        if option.get("choices")
    }
    assert found == CHOICES


def test_kinds_of_meetings_are_shown_by_their_names(registered: list[Json]) -> None:
    kinds = options(registered)["meeting schedule kind"]["choices"]
    assert {choice["value"]: choice["name"] for choice in kinds} == KINDS


def test_whatever_is_stored_is_offered_while_typing(registered: list[Json]) -> None:
    found = of_contract(options(registered))
    assert {name for name, option in found.items() if option.get("autocomplete")} == OFFERED
    names = stored()
    for name, option in options(registered).items():
        if name == "meeting agenda item":  # a new point, in words
            continue
        if option["name"] in names and option["type"] == STRING:
            assert option.get("autocomplete"), name


# Discord's limits


def test_names_are_unique(registered: list[Json]) -> None:
    for level in (registered, *(n.get("options", []) for c in registered for n in nodes(c))):
        names = [(node.get("type", SLASH), node["name"]) for node in level]
        assert len(set(names)) == len(names)


def test_names_are_plain(registered: list[Json]) -> None:
    for command in registered:
        for node in nodes(command):
            if command.get("type", SLASH) == SLASH:
                assert re.fullmatch(r"[-_a-z0-9]{1,32}", node["name"])
            else:
                assert 1 <= len(node["name"]) <= 32


def test_everything_has_a_description_that_fits(registered: list[Json]) -> None:
    for command in registered:
        if command.get("type", SLASH) == SLASH:
            for node in nodes(command):
                assert 1 <= len(node["description"]) <= 100, node["name"]
                assert node["description"] != "…", node["name"]


def test_options_and_choices_are_few_enough(registered: list[Json]) -> None:
    for command in registered:
        for node in nodes(command):
            assert len(node.get("options", [])) <= 25
            assert len(node.get("choices", [])) <= 25
            for choice in node.get("choices", []):
                assert 1 <= len(choice["name"]) <= 100
                assert 1 <= len(str(choice["value"])) <= 100


def test_every_text_that_may_be_typed_has_a_longest_length(registered: list[Json]) -> None:
    """What is picked from a closed list needs none."""
    for name, option in options(registered).items():
        if option["type"] == STRING and not option.get("choices"):
            assert 1 <= option.get("max_length", 0) <= PARAGRAPH_LIMIT, name
            assert option["min_length"] == 1, name


def test_required_options_come_first(registered: list[Json]) -> None:
    for name, command in typed(registered).items():
        required = [bool(option.get("required")) for option in command.get("options", [])]
        assert required == sorted(required, reverse=True), name


def test_no_command_has_too_much_text(registered: list[Json]) -> None:
    assert max(characters(command) for command in registered) <= 8_000
    assert len(registered) <= 100


def test_groups_are_nested_as_discord_allows(registered: list[Json]) -> None:
    for command in registered:
        inner = command.get("options", [])
        kinds = {option["type"] in {SUBCOMMAND, GROUP} for option in inner}
        assert len(kinds) <= 1, command["name"]
        for group in (option for option in inner if option["type"] == GROUP):
            assert {option["type"] for option in group["options"]} == {SUBCOMMAND}


def test_everything_is_for_servers_only(registered: list[Json]) -> None:
    for command in registered:
        assert command.get("contexts") == [0] or command.get("dm_permission") is False, command[
            "name"
        ]


def test_who_may_do_what_is_the_bot_s_to_say(registered: list[Json]) -> None:
    """A role makes organizers, which Discord's own permissions of commands do not know."""
    assert all(command.get("default_member_permissions") is None for command in registered)


# What the bot asks of Discord


def test_no_privileged_intent_is_asked_for(bare: World) -> None:
    asked = {name for name, wanted in bare.env.bot.intents if wanted}
    assert asked == {"guilds", "voice_states"}


async def test_a_restart_registers_nothing_again(bare: World) -> None:
    await bare.restart()
    await bare.restart()
    assert len(bare.sent("PUT", "/commands")) == 1


async def test_commands_that_changed_are_registered_again_once(bare: World) -> None:
    fewer = [name for name in EXTENSIONS if name != "cogs.plans"]
    for extensions in (fewer, fewer, EXTENSIONS):
        await bare.restart(extensions)
    counts = [len(body) for body in bare.sent("PUT", "/commands")]
    assert counts == [counts[0], counts[0] - 1, counts[0]]


def test_every_extension_is_loaded(bare: World) -> None:
    bot = bare.env.bot
    assert isinstance(bot, SigBot)
    assert set(bot.extensions) == set(EXTENSIONS)
