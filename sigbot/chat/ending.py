"""End in order: nothing new comes in, and what is being handled comes to its end."""

import asyncio

import discord

DRAIN_S = 4
"""How long handlers may take to come to their end."""

LEAVE_S = 1.0
"""How long to wait until Discord knows that a shard leaves."""

REGISTRATION = "sigbot: registration"
HANDLER_TASKS = (
    "CommandTree-invoker",
    "discord-ui-dynamic-item",
    "discord.py: on_interaction",
    REGISTRATION,
)
"""The names of the tasks that come to their end first: most are named by discord.py, which runs in
them what people asked for."""


async def drain(client: discord.AutoShardedClient) -> None:
    """Disconnect from the gateway, then wait until running handlers have ended, DRAIN_S at most.

    discord.py's `close` waits for no handler. It also takes the commands away while the gateway
    still brings new ones, and people would read that something went wrong.
    """
    leaving = [asyncio.ensure_future(shard.disconnect()) for shard in client.shards.values()]
    if leaving:
        await asyncio.wait(leaving, timeout=LEAVE_S)
    running = [task for task in asyncio.all_tasks() if task.get_name().startswith(HANDLER_TASKS)]
    if running:
        await asyncio.wait(running, timeout=DRAIN_S)
