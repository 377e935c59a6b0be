"""Shared works are filled in by the registries, however these behave, and later the answer."""

from tests.local_discord import Message
from tests.process.running import REGISTRIES
from tests.process.stage import Stage, titles
from tests.registries.server import Reply, answer, local_registry

DOI = "10.5555/example.2020.1"


async def test_an_item_appears_at_once_and_fills_in_when_a_registry_answers(stage: Stage) -> None:
    """One wants a rest, one fails, and one answers."""
    async with local_registry() as server:
        server.replies["/works/10.5555%2Fexample.2020.1"] = answer("crossref_article.json")
        server.replies[f"/{DOI}"] = Reply(status=429, headers={"Retry-After": "60"})
        server.replies["/search"] = Reply(b"{", status=500)
        await stage.plan(titles(1))
        running = await stage.begin(**dict.fromkeys(REGISTRIES, server.base))
        await running.ready()
        shared = await stage.discord.interact("journal share", {"link": f"doi:{DOI}"})
        message: Message = await shared.message()
        assert not message.ephemeral, message.text
        await stage.wait_until(lambda: "Sharing n-of-1 trials" in message.content)
    assert "-# Ana María Núñez, Ludwig van Beethoven Jr. and The Example" in message.content
    assert "**This paper was retracted.**" in message.content
