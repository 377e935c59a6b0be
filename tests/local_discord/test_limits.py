"""Discord's limits as the stand-in has them."""

import pytest

from tests.local_discord.guild import Json
from tests.local_discord.limits import RateLimits, command_problems

POST = ("POST", "/channels/1/messages")


def test_five_messages_in_five_seconds_a_channel() -> None:
    now = 0.0
    limits = RateLimits(clock=lambda: now)
    assert [limits.wait(*POST)[0] for _ in range(6)] == [0, 0, 0, 0, 0, 5.0]
    assert limits.wait("POST", "/channels/2/messages") == (0, False)
    assert limits.wait("PATCH", "/channels/1/messages/7") == (0, False)
    assert limits.headers(*POST)["X-RateLimit-Remaining"] == "0"
    now = 5.0
    assert limits.wait(*POST) == (0, False)


def test_fifty_requests_a_second_but_interactions_are_free() -> None:
    limits = RateLimits(clock=lambda: 0.0)
    assert not any(limits.wait("GET", "/users/@me")[0] for _ in range(50))
    assert limits.wait("GET", "/users/@me") == (1.0, True)
    assert limits.wait("POST", "/interactions/1/token/callback") == (0, False)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"name": "Report"}, "not a name"),
        ({"description": "x" * 101}, "description"),
        ({"options": [{"name": f"o{n}", "description": "x"} for n in range(26)]}, "25"),
        (
            {"options": [{"name": n, "description": n, "required": n == "b"} for n in "ab"]},
            "required",
        ),
    ],
)
def test_commands_that_discord_refuses(change: Json, problem: str) -> None:
    command: Json = {"name": "report", "description": "A report"}
    assert command_problems([command]) == []
    assert problem in " ".join(command_problems([command | change]))
