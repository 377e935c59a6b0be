"""Tell systemd how the process does (`man sd_notify`), where it was started by systemd.

A loop that stands still sends no sign of life, so that systemd begins the process anew.
"""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from sigbot.chat.bot import SigBot
from sigbot.config import Supervisor

SIGNS = 3
"""Signs of life in the time within which systemd waits for one."""


@asynccontextmanager
async def supervised(bot: SigBot, supervisor: Supervisor | None) -> AsyncIterator[None]:
    """Say when the bot is connected first, that the loop goes on, and at the end that it ends."""
    if supervisor is None:
        yield
        return
    telling = asyncio.create_task(_tell_signs(supervisor))

    async def tell_ready() -> None:
        _tell(supervisor, "READY=1")

    bot.add_listener(tell_ready, "on_ready")
    try:
        yield
    finally:
        telling.cancel()
        _tell(supervisor, "STOPPING=1")


async def _tell_signs(supervisor: Supervisor) -> None:
    while supervisor.within_s:
        _tell(supervisor, "WATCHDOG=1")
        await asyncio.sleep(supervisor.within_s / SIGNS)


def _tell(supervisor: Supervisor, state: str) -> None:
    """Send a state. systemd may be gone, or have its hands full: the next sign will do."""
    kind = socket.SOCK_DGRAM | socket.SOCK_NONBLOCK | socket.SOCK_CLOEXEC
    with suppress(OSError), socket.socket(socket.AF_UNIX, kind) as sender:
        sender.connect(supervisor.address)
        sender.send(state.encode())
