"""Tell whether a bot is connected to Discord at this moment, with all of its shards."""

from sigbot.chat.bot import SigBot


class Shards:
    """Follows the shards of a bot, from before it connects."""

    def __init__(self, bot: SigBot) -> None:
        self._bot = bot
        self._connected: set[int] = set()
        bot.add_listener(self._join, "on_shard_ready")
        bot.add_listener(self._join, "on_shard_resumed")
        bot.add_listener(self._leave, "on_shard_disconnect")

    def are_connected(self) -> bool:
        """Return whether each shard of this process is connected."""
        expected = self._bot.shard_ids or range(self._bot.shard_count or 1)
        return self._connected >= {*expected}

    async def _join(self, shard_id: int) -> None:
        self._connected.add(shard_id)

    async def _leave(self, shard_id: int) -> None:
        self._connected.discard(shard_id)
