"""`/sig` and `/help`: the community, its subgroups, and how to begin."""

import re
from typing import Any

import discord
import pytest

from sigbot.chat.bot import SigBot
from sigbot.wording.help import TOPICS
from sigbot.wording.refusals import NOT_MEMBER, NOT_ORGANIZER, NOT_SET_UP
from tests.discord.world import World, answer, furnish, raw_text, say, set_up, whispered


async def test_a_manager_sets_the_server_up(bare: World) -> None:
    done = await bare.command(
        bare.manager, "sig setup", name="HC-SIG", timezone="nairobi", announcements=bare.news
    )
    told = whispered(done)
    assert f"**HC-SIG** is set up. News goes to {bare.news.mention}" in told
    assert "times are read in Africa/Nairobi" in told
    assert "`/meeting schedule`" in told


def checklist(told: str) -> tuple[list[str], list[str]]:
    """The commands of the steps that are to do, and the last line, which says what is done."""
    steps = re.findall(r"^- ⬜ .*?`(/[^`]+)`", told, re.MULTILINE)
    return steps, re.findall(r"^-# ✅ Done: (.+)\.$", told, re.MULTILINE)


async def test_the_setup_lists_what_is_to_do_until_all_is_done(bare: World) -> None:
    first = whispered(await bare.command(bare.manager, "sig setup"))
    assert checklist(first) == (
        [
            "/sig setup timezone:",
            "/sig setup organizers:",
            "/sig subgroup add",
            "/meeting schedule",
            "/sig setup events:",
        ],
        ["channel for news"],
    )
    assert first.endswith("\n-# ✅ Done: channel for news.")
    options = {"timezone": "Nairobi", "organizers": bare.organizers}
    second = checklist(whispered(await bare.command(bare.manager, "sig setup", **options)))
    assert second == (
        ["/sig subgroup add", "/meeting schedule", "/sig setup events:"],
        ["time zone, channel for news and role of organizers"],
    )
    looked = whispered(await bare.command(bare.manager, "sig setup"))
    assert looked.startswith("Nothing was changed. **Healthcare SIG**: news goes to")
    await bare.command(bare.manager, "sig subgroup add", name="Patient")
    await bare.command(bare.manager, "meeting schedule", title="Call", when="tomorrow 11:00")
    await bare.command(bare.manager, "sig setup", events="off")
    last = whispered(await bare.command(bare.manager, "sig setup"))
    assert last.startswith("Everything is set up. **Healthcare SIG**: news goes to")
    assert last.endswith("`/help` shows what you can do now, `/sig show` all settings.")
    assert checklist(last) == ([], [])


async def test_without_subgroups_the_list_comes_to_its_end(bare: World) -> None:
    await bare.command(bare.manager, "sig setup", organizers=bare.organizers)
    await bare.command(bare.manager, "meeting schedule", title="Call", when="tomorrow 11:00")
    left = whispered(await bare.command(bare.manager, "sig setup"))
    done = "channel for news, role of organizers and first meeting"
    assert checklist(left) == (["/sig setup events:"], [done]), "UTC may be meant"
    chosen = whispered(await bare.command(bare.manager, "sig setup", events="off"))
    assert checklist(chosen) == ([], [])
    last = whispered(await bare.command(bare.manager, "sig setup"))
    assert last.startswith("Everything is set up.")


async def test_the_setup_says_which_channel_it_took_unasked(bare: World) -> None:
    told = whispered(await bare.command(bare.manager, "sig setup")).splitlines()
    assert told[0].endswith(f"News goes to {bare.chat.mention}; times are read in UTC.")
    assert told[1].startswith("You named no channel, so I took this one.")
    assert "`/sig setup announcements:`" in told[1]
    again = whispered(await bare.command(bare.manager, "sig setup", announcements=bare.news))
    assert "You named no channel" not in again


async def test_utc_can_be_chosen(bare: World) -> None:
    told = checklist(whispered(await bare.command(bare.manager, "sig setup", timezone="UTC")))
    assert told[1] == ["time zone and channel for news"]


async def test_the_setup_names_each_permission_that_lacks_and_what_it_is_for(bare: World) -> None:
    lacking = discord.PermissionOverwrite(send_messages=False, attach_files=False)
    everyone = bare.guild.roles["@everyone"]
    quiet = bare.guild.create_text_channel("quiet", overwrites={everyone: lacking})
    done = await bare.command(bare.manager, "sig setup", announcements=quiet)
    [line] = [line for line in whispered(done).splitlines() if "permissions" in line]
    assert line.startswith(f"- ⬜ Give me these permissions in {quiet.mention}")
    assert (
        ": Send Messages (to post meeting cards and news), Embed Links (to show previews of "
        "links), Attach Files (to post reports and pictures). " in line
    )
    secret = bare.guild.create_text_channel(
        "secret",
        overwrites={
            everyone: discord.PermissionOverwrite(view_channel=False),
            bare.guild.roles["Managers"]: discord.PermissionOverwrite(view_channel=True),
        },
    )
    told = whispered(await bare.command(bare.manager, "sig setup", announcements=secret))
    assert "View Channels (to find the news channel)" in told


async def test_the_setup_says_when_reminders_cannot_notify_the_role(world: World) -> None:
    modest = discord.PermissionOverwrite(mention_everyone=False)
    channel = world.guild.create_text_channel(
        "modest", overwrites={world.guild.roles["@everyone"]: modest}
    )
    closed = world.guild.create_role("Members")
    told = whispered(
        await world.command(world.manager, "sig setup", ping=closed, announcements=channel)
    )
    warning = f"I can't notify {closed.mention} yet: in Server Settings, Roles, allow anyone to"
    assert warning in told
    assert warning in whispered(await world.command(world.manager, "sig setup"))
    open_to_all = world.guild.create_role("Friends", mentionable=True)
    told = whispered(await world.command(world.manager, "sig setup", ping=open_to_all))
    assert told.startswith("Saved.")
    assert "notify" not in told


async def test_a_bot_that_may_mention_everyone_notifies_any_role(world: World) -> None:
    closed = world.guild.create_role("Members")
    told = whispered(await world.command(world.manager, "sig setup", ping=closed))
    assert told.startswith("Saved.")
    assert "notify" not in told


async def test_whoever_gives_the_role_to_others_is_answered(world: World) -> None:
    others = world.guild.create_role("Others")
    done = await world.command(world.organizer, "sig setup", organizers=others)
    assert whispered(done).startswith("Saved.")


async def test_setting_up_needs_nothing_but_the_command(bare: World) -> None:
    told = whispered(await bare.command(bare.manager, "sig setup"))
    assert f"**Healthcare SIG** is set up. News goes to {bare.chat.mention}" in told
    assert "times are read in UTC" in told


async def test_setting_up_again_changes_only_what_was_given(world: World) -> None:
    told = whispered(await world.command(world.manager, "sig setup", name="HC-SIG"))
    assert told.startswith("Saved. **HC-SIG**")
    shown = say(await world.command(world.ann, "sig show"))
    assert "America/New_York" in shown
    assert world.news.mention in shown
    assert world.organizers.mention in shown


async def test_the_organizers_role_is_enough_once_it_is_known(world: World) -> None:
    told = whispered(await world.command(world.organizer, "sig setup", description="Since 2016"))
    assert told.startswith("Saved.")
    assert "Since 2016" in say(await world.command(world.ann, "sig show"))


async def test_a_role_that_is_not_known_yet_is_not_enough(bare: World) -> None:
    told = whispered(await bare.command(bare.organizer, "sig setup", organizers=bare.organizers))
    assert told == NOT_ORGANIZER
    assert whispered(await bare.command(bare.manager, "sig show")) == NOT_SET_UP


async def test_a_member_cannot_change_the_settings(world: World) -> None:
    assert whispered(await world.command(world.ann, "sig setup", name="Mine")) == NOT_ORGANIZER
    assert "Mine" not in say(await world.command(world.ann, "sig show"))


REFUSED_SETTINGS: dict[str, tuple[dict[str, Any], str]] = {
    "unknown zone": ({"timezone": "Atlantis"}, "I do not know a time zone “Atlantis”."),
    "ambiguous zone": ({"timezone": "CST"}, "“CST” can mean several time zones: `America/Chicago`"),
    "fixed offset": ({"timezone": "UTC+3"}, "“UTC+3” is a fixed offset"),
    "fixed name": ({"timezone": "EST"}, "Did you mean `America/New_York`?"),
    "no link": ({"wiki": "our wiki"}, "That is not a web link."),
    "long name": ({"name": "x" * 5_000}, "This name has 5,000 characters; please keep it to 200."),
    "long description": ({"description": "x" * 4_000}, "please keep it to 2,000."),
}


async def test_settings_that_cannot_be_are_refused_and_nothing_is_kept(
    bare: World, subtests: pytest.Subtests
) -> None:
    bare.forge_lengths()
    for name, (options, sentence) in REFUSED_SETTINGS.items():
        with subtests.test(name):
            done = await bare.command(bare.manager, "sig setup", **options)
            assert sentence in whispered(done)
    assert whispered(await bare.command(bare.manager, "sig show")) == NOT_SET_UP


async def test_zones_are_offered_even_before_the_setup(bare: World) -> None:
    offered = await bare.choices(bare.manager, "sig setup", "timezone", "nairobi")
    assert "Africa/Nairobi" in offered.values()


BEFORE_SETUP: dict[str, dict[str, Any]] = {
    "sig show": {},
    "sig page": {"public": False},
    "sig subgroup add": {"name": "Patient"},
    "sig subgroup retire": {"subgroup": "g1"},
    "sig subgroup join": {"subgroup": "g1"},
    "sig subgroup leave": {"subgroup": "g1"},
    "me timezone": {"zone": "Nairobi"},
    "me about": {},
    "me reminders": {"dm": True},
    "me show": {},
    "meeting schedule": {"title": "Call", "when": "tomorrow 11:00"},
    "meeting list": {},
    "meeting show": {"meeting": "m1"},
    "meeting edit": {"meeting": "m1", "title": "Call"},
    "meeting reminders": {"meeting": "m1", "before": "1h"},
    "meeting cancel": {"meeting": "m1"},
    "checkin": {},
    "attendance show": {"meeting": "m1"},
    "attendance export": {},
    "journal share": {"link": "https://example.org"},
    "journal list": {},
    "activity add": {"title": "A talk"},
    "activity list": {},
    "activity remove": {"activity": "a1"},
    "plan add": {"title": "A paper"},
    "plan update": {"work": "p1", "status": "done"},
    "plan list": {},
    "report": {"period": "H1 2026"},
}


async def test_before_the_setup_every_command_says_how_to_begin(bare: World) -> None:
    for command, options in BEFORE_SETUP.items():
        done = await bare.command(bare.manager, command, **options)
        assert whispered(done) == NOT_SET_UP, command


BEFORE_SETUP_LISTS = {
    "sig subgroup retire": "subgroup",
    "sig subgroup join": "subgroup",
    "sig subgroup leave": "subgroup",
    "meeting schedule": "when",
    "meeting show": "meeting",
    "meeting edit": "meeting",
    "meeting reminders": "meeting",
    "meeting cancel": "meeting",
    "attendance show": "meeting",
    "attendance export": "period",
    "journal list": "period",
    "activity list": "period",
    "activity remove": "activity",
    "plan update": "work",
    "report": "period",
}


async def test_before_the_setup_every_list_is_empty(bare: World) -> None:
    for command, option in BEFORE_SETUP_LISTS.items():
        assert await bare.choices(bare.manager, command, option, "a") == {}, command


async def test_show_tells_everybody_the_settings(world: World) -> None:
    await world.command(
        world.manager,
        "sig setup",
        description="Ledgers for health",
        wiki="https://example.org/wiki",
        report_every="quarter",
    )
    shown = whispered(await world.command(world.ann, "sig show"))
    for fact in (
        "## Healthcare SIG",
        "Ledgers for health",
        "https://example.org/wiki",
        world.news.mention,
        "America/New_York",
        world.organizers.mention,
        "every quarter",
        "No subgroups yet",
    ):
        assert fact in shown


# Subgroups


async def test_an_organizer_adds_a_subgroup(world: World) -> None:
    told = whispered(await world.command(world.organizer, "sig subgroup add", name="Patient"))
    assert told.startswith("Created the subgroup **Patient**.")
    assert "**Patient**, 0 members" in say(await world.command(world.ann, "sig show"))


async def test_an_organizer_is_told_whether_the_role_of_a_subgroup_is_notified(
    world: World,
) -> None:
    modest = discord.PermissionOverwrite(mention_everyone=False)
    channel = world.guild.create_text_channel(
        "modest", overwrites={world.guild.roles["@everyone"]: modest}
    )
    await world.command(world.manager, "sig setup", announcements=channel)
    for mentionable, said in (
        (True, "and notify everybody with"),
        (False, "nobody with this role"),
    ):
        role = world.guild.create_role(f"Role {mentionable}", mentionable=mentionable)
        options = {"name": f"Group {mentionable}", "role": role}
        told = whispered(await world.command(world.organizer, "sig subgroup add", **options))
        assert said in told
        assert role.mention in told


REFUSED_SUBGROUPS = {
    "same name": ("patient", "There is already a subgroup “patient”."),
    "long name": ("x" * 61, "This name has 61 characters; please keep it to 60."),
}


@pytest.mark.parametrize(
    ("name", "sentence"), REFUSED_SUBGROUPS.values(), ids=REFUSED_SUBGROUPS.keys()
)
async def test_a_subgroup_that_cannot_be_is_refused(world: World, name: str, sentence: str) -> None:
    world.forge_lengths()
    await world.command(world.organizer, "sig subgroup add", name="Patient")
    done = await world.command(world.organizer, "sig subgroup add", name=name)
    assert sentence in whispered(done)


async def test_a_subgroup_has_a_name_that_can_be_seen(world: World) -> None:
    for name in (" ", "\u200b"):
        done = await world.command(world.organizer, "sig subgroup add", name=name)
        assert "is there" not in whispered(done)


async def test_a_long_list_of_subgroups_counts_those_it_leaves_out(world: World) -> None:
    for number in range(22):
        await world.command(world.organizer, "sig subgroup add", name=f"Group {number:02}")
    shown = say(await world.command(world.ann, "sig show"))
    left_out = 22 - len(re.findall(r"\*\*Group \d\d\*\*", shown))
    assert left_out == 0 or f"{left_out} more" in shown


async def test_a_member_cannot_add_or_retire_a_subgroup(world: World) -> None:
    await world.command(world.organizer, "sig subgroup add", name="Patient")
    added = await world.command(world.ann, "sig subgroup add", name="Mine")
    retired = await world.command(world.ann, "sig subgroup retire", subgroup="Patient")
    assert whispered(added) == whispered(retired) == NOT_ORGANIZER


async def test_a_member_joins_and_leaves_a_subgroup(world: World) -> None:
    await world.command(world.organizer, "sig subgroup add", name="Patient")
    joined = await world.command(world.ann, "sig subgroup join", subgroup="Patient")
    assert whispered(joined) == "You joined **Patient**. Welcome!"
    assert "**Patient**, 1 member" in say(await world.command(world.ben, "sig show"))
    left = await world.command(world.ann, "sig subgroup leave", subgroup="patient")
    assert "You left **Patient**." in whispered(left)


async def test_joining_and_leaving_twice_is_said_and_does_no_harm(world: World) -> None:
    await world.command(world.organizer, "sig subgroup add", name="Patient")
    for command, second in (
        ("join", "You are already in **Patient**."),
        ("leave", "You are not in **Patient**."),
    ):
        await world.command(world.ann, f"sig subgroup {command}", subgroup="Patient")
        again = await world.command(world.ann, f"sig subgroup {command}", subgroup="Patient")
        assert whispered(again) == second


async def test_a_retired_subgroup_can_no_longer_be_joined(world: World) -> None:
    await world.command(world.organizer, "sig subgroup add", name="Patient")
    gone = await world.command(world.organizer, "sig subgroup retire", subgroup="Patient")
    assert whispered(gone).startswith("Retired the subgroup **Patient**.")
    joined = await world.command(world.ann, "sig subgroup join", subgroup="Patient")
    assert "I can't find a subgroup “Patient” here." in whispered(joined)
    assert "Retired: Patient" in say(await world.command(world.ann, "sig show"))


async def test_a_retired_subgroup_comes_back_when_it_is_added_again(world: World) -> None:
    for command in ("add", "retire", "add"):
        option = "subgroup" if command == "retire" else "name"
        done = await world.command(
            world.organizer, f"sig subgroup {command}", **{option: "Patient"}
        )
    assert "Created the subgroup **Patient**" in whispered(done)
    assert "**Patient**, 0 members" in say(await world.command(world.ann, "sig show"))


@pytest.mark.parametrize("command", ["retire", "join", "leave"])
async def test_an_unknown_subgroup_is_refused(world: World, command: str) -> None:
    done = await world.command(world.organizer, f"sig subgroup {command}", subgroup="Nobody's")
    assert "I can't find a subgroup “Nobody's” here." in whispered(done)


@pytest.mark.parametrize("command", ["retire", "join", "leave"])
async def test_subgroups_are_offered_by_name_and_sent_by_id(world: World, command: str) -> None:
    await world.command(world.organizer, "sig subgroup add", name="Patient")
    await world.command(world.organizer, "sig subgroup add", name="Provider")
    offered = await world.choices(world.ann, f"sig subgroup {command}", "subgroup", "prov")
    assert offered == {"Provider": "g2"}
    done = await world.command(world.organizer, f"sig subgroup {command}", subgroup="g2")
    assert "Provider" in whispered(done)


# Help


async def test_help_is_there_for_every_topic_even_before_the_setup(bare: World) -> None:
    for topic in TOPICS:
        assert whispered(await bare.command(bare.ann, "help", topic=topic)).startswith("## ")


async def test_help_before_the_setup_tells_a_manager_to_set_up(bare: World) -> None:
    manager = whispered(await bare.command(bare.manager, "help"))
    assert manager.startswith("## Set up this server\nType `/sig setup`.")
    member = whispered(await bare.command(bare.ann, "help"))
    assert member.startswith("## This server is not set up yet")


async def test_help_names_the_next_step_of_the_setup_until_all_are_done(bare: World) -> None:
    steps = ["/sig setup timezone:", "/sig setup organizers:", "/sig subgroup add"]
    for options in ({}, {"timezone": "Nairobi"}, {"organizers": bare.guild.roles["Managers"]}):
        await bare.command(bare.manager, "sig setup", **options)
        lines = whispered(await bare.command(bare.manager, "help")).splitlines()
        assert lines[0] == "## The next step of the setup"
        assert f"`{steps.pop(0)}`" in lines[1]
    assert "setup" not in whispered(await bare.command(bare.ann, "help")).splitlines()[0]
    await bare.command(bare.manager, "meeting schedule", title="Call", when="tomorrow 11:00")
    lines = whispered(await bare.command(bare.manager, "help")).splitlines()
    assert "`/sig setup events:`" in lines[1]
    await bare.command(bare.manager, "sig setup", events="off")
    assert "next step" not in whispered(await bare.command(bare.manager, "help"))


async def test_help_opens_with_what_one_can_do_now(world: World) -> None:
    await world.plan("First")
    await world.command(world.organizer, "meeting cancel", meeting="m1")
    await world.command(world.organizer, "sig setup", events="off")
    lines = whispered(await world.command(world.organizer, "help")).splitlines()
    assert lines[0] == "## What you can do now"
    assert "- Schedule a meeting: `/meeting schedule`" in lines
    assert "`/report`" in "\n".join(lines)
    await world.schedule("Kick-off", "in 5 minutes")
    await world.plan("Later *call*", "in 3 hours")
    await world.command(world.ann, "me timezone", zone="Nairobi")
    member = whispered(await world.command(world.ann, "help")).splitlines()
    assert member[1] == "- Check in to **Kick-off**, which is happening now: `/checkin`"
    await world.advance(minutes=10)
    member = raw_text(answer(await world.command(world.ann, "help"))).splitlines()
    assert member[2].startswith("- Say whether you come to **Later \\*call\\***, <t:")
    await world.ann.click(world.card("Later"), label="Maybe")
    assert "Later" not in whispered(await world.command(world.ann, "help"))
    assert "- Get a direct message before meetings: `/me reminders`" in member
    await world.command(world.ann, "me reminders", dm=True)
    await world.ann.click(world.card("Kick-off"), label="Check in")
    done = whispered(await world.command(world.ann, "help"))
    assert "Kick-off" not in done
    assert "/me reminders" not in done
    assert "/me timezone" not in "".join(member)
    assert "/report" not in "".join(member)
    assert "/me timezone" in say(await world.command(world.ben, "help"))


async def test_help_names_only_commands_that_exist(bare: World) -> None:
    bot = bare.env.bot
    assert isinstance(bot, SigBot)
    known = {command.qualified_name for command in bot.tree.walk_commands()}
    for topic in TOPICS:
        told = say(await bare.command(bare.ann, "help", topic=topic))
        named = set(re.findall(r"`/([a-z ]+?)(?: [a-z]+:.*?)?`", told))
        assert named
        assert named <= known


# Somebody from outside


async def test_a_stranger_is_told_to_join_the_server_first(world: World) -> None:
    card = await world.schedule()
    assert whispered(await world.press_from_outside(card, "Going")) == NOT_MEMBER


async def test_two_servers_are_two_communities(world: World) -> None:
    other = furnish(world.env, world.database, "Another SIG")
    assert whispered(await other.command(other.manager, "sig show")) == NOT_SET_UP
    await set_up(other)
    await other.command(other.organizer, "sig subgroup add", name="Elsewhere")
    assert "Elsewhere" not in say(await world.command(world.ann, "sig show"))
    joined = await world.command(world.ann, "sig subgroup join", subgroup="g1")
    assert "I can't find a subgroup" in whispered(joined)
