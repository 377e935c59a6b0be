"""Pages for whoever runs the bot are seen from this machine only."""

import socket
from collections.abc import Mapping

import pytest
from aiohttp import web

from sigbot.web.inside import inside
from sigbot.web.server import compose_app, plain, serving
from tests.web.asking import Asker, asking


async def _show(_request: web.Request) -> web.StreamResponse:
    return plain("secret")


OUTSIDE: list[Mapping[str, str]] = [
    {"X-Forwarded-For": "127.0.0.1"},
    {"x-forwarded-for": ""},
    {"X-Forwarded-Host": "localhost"},
    {"X-Forwarded-Proto": "https"},
    {"X-Real-IP": "127.0.0.1"},
    {"Forwarded": "for=127.0.0.1"},
    {"Via": "1.1 proxy"},
    {"Host": "sig.example.org"},
    {"Host": "127.0.0.1.example.org"},
    {"Host": "localhost.example.org:8080"},
    {"Host": "127.0.0.1:8080@example.org"},
]
"""What tells of a proxy, or of a page of another site in a browser here."""

ROUTES = [web.get("/inside", inside(_show))]


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:9", "localhost:8080", "[::1]:8080"])
async def test_a_program_on_this_machine_is_answered(host: str) -> None:
    async with asking(ROUTES) as asker:
        answer = await asker.get("/inside", {"Host": host})
    assert (answer.status, answer.text) == (200, "secret\n")


async def test_for_others_there_is_nothing() -> None:
    async with asking(ROUTES) as asker:
        for headers in OUTSIDE:
            answer = await asker.get("/inside", headers)
            nothing = await asker.get("/elsewhere", headers)
            assert answer.status == nothing.status == 404, headers
            assert answer.text == nothing.text


async def test_another_machine_sees_nothing() -> None:
    """It asks at an address of this machine that is not the loopback's."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            pytest.skip("this machine has no network address besides the loopback's")
        address = probe.getsockname()[0]
    if address.startswith("127."):
        pytest.skip("this machine has no network address besides the loopback's")
    async with serving(compose_app(ROUTES), "0.0.0.0", 0) as port:
        answer = await Asker(port, address).get("/inside", {"Host": "127.0.0.1"})
        here = await Asker(port).get("/inside")
    assert (answer.status, here.status) == (404, 200)
