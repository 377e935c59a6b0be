"""Scheduled events of the stand-in against the real discord.py: taken, refused, and ended."""

from datetime import datetime, timedelta
from typing import Any

import discord as dpy
import pytest

from tests.local_discord import LocalDiscord
from tests.local_discord.events import (
    ACTIVE,
    CANCELED,
    COMPLETED,
    CREATE_EVENTS,
    EXTERNAL,
    IN_STAGE,
    IN_VOICE,
    MOST,
    SCHEDULED,
)

HOUR = timedelta(hours=1)


@pytest.fixture
def requests(client: dpy.Client) -> Any:
    """discord.py's requests."""
    return client.http


def body(local: LocalDiscord, **changes: Any) -> dict[str, Any]:
    begin = local.world.clock.now() + HOUR
    usual = {
        "name": "Call",
        "privacy_level": 2,
        "entity_type": EXTERNAL,
        "entity_metadata": {"location": "Park"},
        "scheduled_start_time": begin.isoformat(),
        "scheduled_end_time": (begin + HOUR).isoformat(),
    }
    return usual | changes


def room(local: LocalDiscord) -> str:
    return str(local.guild.channel("meeting room").id)


async def refused(requests: Any, local: LocalDiscord, **changes: Any) -> int:
    with pytest.raises(dpy.HTTPException) as info:
        await requests.create_guild_scheduled_event(local.guild.id, **body(local, **changes))
    return info.value.code


async def test_an_event_is_made_listed_changed_and_deleted(
    requests: Any, local: LocalDiscord
) -> None:
    guild_id = local.guild.id
    made = await requests.create_guild_scheduled_event(guild_id, **body(local, description=" a "))
    assert (made["status"], made["description"]) == (SCHEDULED, "a")
    local.events()[0].interested |= {1, 2}
    [listed] = await requests.get_scheduled_events(guild_id, with_user_count=True)
    assert (listed["id"], listed["user_count"]) == (made["id"], 2)
    [plain] = await requests.get_scheduled_events(guild_id, with_user_count=False)
    assert "user_count" not in plain
    changed = await requests.edit_scheduled_event(guild_id, made["id"], name="Talk")
    assert changed["name"] == "Talk"
    shown = await requests.get_scheduled_event(guild_id, made["id"], with_user_count=True)
    assert shown["name"] == "Talk"
    await requests.delete_scheduled_event(guild_id, made["id"])
    assert local.events() == []
    with pytest.raises(dpy.NotFound):
        await requests.edit_scheduled_event(guild_id, made["id"], name="Talk")


async def test_what_discord_would_refuse_is_refused(requests: Any, local: LocalDiscord) -> None:
    past = (local.world.clock.now() - HOUR).isoformat()
    for changes in (
        {"name": ""},
        {"name": "x" * 101},
        {"description": "x" * 1001},
        {"privacy_level": 1},
        {"entity_type": 4},
        {"entity_metadata": None},
        {"entity_metadata": {"location": "x" * 101}},
        {"scheduled_end_time": None},
        {"scheduled_end_time": past},
        {"scheduled_start_time": past},
        {"channel_id": room(local)},
        {"entity_type": IN_VOICE},
        {"entity_type": IN_VOICE, "channel_id": room(local)},
        {"entity_type": IN_STAGE, "channel_id": room(local), "entity_metadata": None},
    ):
        assert await refused(requests, local, **changes) == 50035, changes
    local.guild.denied = CREATE_EVENTS
    assert await refused(requests, local) == 50013
    local.guild.denied = 0
    for _ in range(MOST):
        await requests.create_guild_scheduled_event(local.guild.id, **body(local))
    assert await refused(requests, local) == 30038


async def test_events_of_others_are_not_for_who_may_only_make_own_ones(
    requests: Any, local: LocalDiscord
) -> None:
    made = await requests.create_guild_scheduled_event(local.guild.id, **body(local))
    local.guild.denied = 1 << 33
    await requests.edit_scheduled_event(local.guild.id, made["id"], name="Talk")
    local.events()[0].creator_id = 1
    with pytest.raises(dpy.Forbidden):
        await requests.edit_scheduled_event(local.guild.id, made["id"], name="Mine")


async def test_a_status_has_its_next_one_only(requests: Any, local: LocalDiscord) -> None:
    async def turn(made: dict[str, Any], **changes: Any) -> Any:
        return await requests.edit_scheduled_event(local.guild.id, made["id"], **changes)

    spoken = {"entity_type": IN_VOICE, "channel_id": room(local), "entity_metadata": None}
    new = body(local, **spoken)
    first, second = [
        await requests.create_guild_scheduled_event(local.guild.id, **new) for _ in range(2)
    ]
    with pytest.raises(dpy.HTTPException):
        await turn(first, status=COMPLETED)
    assert (await turn(first, status=ACTIVE))["status"] == ACTIVE
    with pytest.raises(dpy.HTTPException):
        await turn(first, scheduled_start_time=new["scheduled_start_time"])
    assert (await turn(first, status=COMPLETED))["status"] == COMPLETED
    assert (await turn(second, status=CANCELED))["status"] == CANCELED
    with pytest.raises(dpy.HTTPException):
        await turn(second, status=SCHEDULED)
    assert local.events() == []


async def test_time_ends_events(requests: Any, local: LocalDiscord) -> None:
    spoken = {"entity_type": IN_VOICE, "channel_id": room(local), "entity_metadata": None}
    outside = await requests.create_guild_scheduled_event(local.guild.id, **body(local))
    inside = await requests.create_guild_scheduled_event(local.guild.id, **body(local, **spoken))

    async def statuses() -> list[int]:
        ids = outside["id"], inside["id"]
        guild_id = local.guild.id
        shown = [await requests.get_scheduled_event(guild_id, each, False) for each in ids]
        return [each["status"] for each in shown]

    begin: datetime = local.world.clock.now()
    assert await statuses() == [SCHEDULED, SCHEDULED]
    local.clock_offset += 1.5 * HOUR
    assert await statuses() == [ACTIVE, SCHEDULED]
    local.clock_offset += 4 * HOUR
    assert await statuses() == [COMPLETED, CANCELED]
    assert local.world.clock.now() > begin
