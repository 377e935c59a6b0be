"""The examples of proxies in `deploy/`: what they hide, what they pass on, and what they log."""

import asyncio
import re
import shutil
import subprocess
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from sigbot.web.feed import OF_TOKEN
from sigbot.web.inside import inside
from sigbot.web.server import OF_ADDRESS, asker_of, compose_app, plain, serving
from tests.web.asking import free_port

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
NAME = "sig.example.org"
TOKEN = "Dm7Zq0-Xw_3kPbT9uYh5Aa"
CALENDAR = f"/calendar/{TOKEN}.ics"
STARTS_WITHIN_S = 60


@dataclass(frozen=True, slots=True)
class Proxy:
    """A running proxy, and the folder with all that it logs."""

    plain_port: int
    port: int
    logs: Path

    async def get(self, path: str, headers: Mapping[str, str] | None = None) -> tuple[int, str]:
        """Ask as somebody far away does, over TLS."""
        async with (
            aiohttp.ClientSession() as session,
            session.get(
                f"https://127.0.0.1:{self.port}{path}",
                headers={"Host": NAME, **(headers or {})},
                server_hostname=NAME,
                ssl=False,
            ) as response,
        ):
            return response.status, await response.text()

    async def get_without_tls(self, path: str) -> tuple[int, str]:
        async with (
            aiohttp.ClientSession() as session,
            session.get(
                f"http://127.0.0.1:{self.plain_port}{path}",
                headers={"Host": NAME},
                allow_redirects=False,
            ) as response,
        ):
            return response.status, response.headers.get("Location", "")

    def logged(self) -> str:
        """Everything that is in the logs."""
        files = [path for path in self.logs.rglob("*.log") if path.is_file()]
        return "\n".join(path.read_text(encoding="utf-8") for path in files)

    async def logged_soon(self, wanted: str) -> str:
        """The same, once this is in it."""
        for _ in range(STARTS_WITHIN_S * 50):
            if wanted in self.logged():
                break
            await asyncio.sleep(0.02)
        return self.logged()


def changed(text: str, changes: Mapping[str, str]) -> str:
    """Replace places of this machine by places of a test."""
    for place, instead in changes.items():
        assert place in text, place
        text = text.replace(place, instead)
    return text


@asynccontextmanager
async def running(proxy: Proxy, *command: str) -> AsyncIterator[Proxy]:
    """A proxy that answers; with what it says in `said.log`."""
    with (proxy.logs / "said.log").open("wb") as said:
        home = str(proxy.logs)
        environment = {"PATH": "/usr/bin", "HOME": home, "XDG_DATA_HOME": home}
        process = await asyncio.create_subprocess_exec(
            *command, stdout=said, stderr=said, env=environment
        )
    try:
        await _answers(process, proxy)
        yield proxy
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def _answers(process: asyncio.subprocess.Process, proxy: Proxy) -> None:
    """Wait until it has a certificate, too."""
    for _ in range(STARTS_WITHIN_S * 50):
        try:
            await proxy.get("/")
        except (OSError, aiohttp.ClientError):
            assert process.returncode is None, proxy.logged()
            await asyncio.sleep(0.02)
        else:
            return
    pytest.fail(proxy.logged())


NGINX_AROUND = """
pid {folder}/pid;
error_log {folder}/main.log;
events {{}}
http {{
    access_log {folder}/other.log;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/sigbot.conf;
}}
"""


def make_certificate(folder: Path) -> None:
    key, certificate = folder / "privkey.pem", folder / "fullchain.pem"
    subject = ("-subj", f"/CN={NAME}", "-days", "2")
    make = ("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", *subject)
    subprocess.run([*make, "-keyout", key, "-out", certificate], check=True, capture_output=True)


@asynccontextmanager
async def nginx(folder: Path, upstream: int) -> AsyncIterator[Proxy]:
    program = shutil.which("nginx")
    if program is None or shutil.which("openssl") is None:
        pytest.skip("nginx and openssl are not here (Debian packages nginx-light and openssl)")
    make_certificate(folder)
    plain_port, port = free_port(), free_port()
    example = changed(
        (DEPLOY / "nginx.conf").read_text(encoding="utf-8"),
        {
            "listen [::]:80;": "",
            "listen [::]:443 ssl;": "",
            "listen 80;": f"listen 127.0.0.1:{plain_port};",
            "listen 443 ssl;": f"listen 127.0.0.1:{port} ssl;",
            f"/etc/letsencrypt/live/{NAME}": str(folder),
            "/var/log/nginx": str(folder),
            "127.0.0.1:8080": f"127.0.0.1:{upstream}",
        },
    )
    (folder / "sigbot.conf").write_text(example, encoding="utf-8")
    (folder / "main.conf").write_text(NGINX_AROUND.format(folder=folder), encoding="utf-8")
    ends = ("-e", str(folder / "main.log"), "-g", "daemon off; user root;")
    proxy = Proxy(plain_port, port, folder)
    async with running(proxy, program, "-c", str(folder / "main.conf"), *ends):
        yield proxy


CADDY_FOR_TESTS = """{{
	admin off
	local_certs
	skip_install_trust
	http_port {plain_port}
	https_port {port}
	default_bind 127.0.0.1
	log {{
"""


@asynccontextmanager
async def caddy(folder: Path, upstream: int) -> AsyncIterator[Proxy]:
    program = shutil.which("caddy")
    if program is None:
        pytest.skip("Caddy is not here (Debian package caddy)")
    plain_port, port = free_port(), free_port()
    example = (DEPLOY / "Caddyfile").read_text(encoding="utf-8")
    begin = "{\n" + example.partition("\n{\n")[2].partition("\tlog {\n")[0] + "\tlog {\n"
    here = CADDY_FOR_TESTS.format(plain_port=plain_port, port=port)
    example = changed(example, {begin: here, "127.0.0.1:8080": f"127.0.0.1:{upstream}"})
    (folder / "Caddyfile").write_text(example, encoding="utf-8")
    options = ("--config", str(folder / "Caddyfile"), "--adapter", "caddyfile")
    proxy = Proxy(plain_port, port, folder)
    async with running(proxy, program, "run", *options):
        yield proxy


PROXIES = {"nginx": nginx, "caddy": caddy}
Begin = Callable[[Path, int], AbstractAsyncContextManager[Proxy]]


@pytest.fixture(params=PROXIES)
def begin(request: pytest.FixtureRequest) -> Begin:
    return PROXIES[request.param]


async def _calendar(request: web.Request) -> web.StreamResponse:
    return plain(f"for {asker_of(request)}")


async def _inside(_request: web.Request) -> web.StreamResponse:
    return plain("inside")


ROUTES = [
    web.get("/calendar/{token}", _calendar),
    web.get("/healthz", inside(_inside)),
    web.get("/metrics", inside(_inside)),
]


async def test_no_log_keeps_the_address_of_a_calendar(begin: Begin, tmp_path: Path) -> None:
    """Neither in good times, nor when the bot is away, nor before TLS."""
    async with (
        serving(compose_app(ROUTES), "127.0.0.1", 0) as upstream,
        begin(tmp_path, upstream) as proxy,
    ):
        status, text = await proxy.get(CALENDAR, {"Referer": f"https://{NAME}{CALENDAR}"})
        assert (status, text) == (200, "for 127.0.0.1\n")
        assert (await proxy.get("/other-page"))[0] == 404
        moved, to = await proxy.get_without_tls(CALENDAR)
        assert moved in (301, 308)
        assert to.startswith(f"https://{NAME}")
        logged = await proxy.logged_soon("/other-page")
        assert "/other-page" in logged
        assert TOKEN not in logged
    async with begin(tmp_path, free_port()) as proxy:
        assert (await proxy.get(CALENDAR))[0] == 502
        assert (await proxy.get("/another-page"))[0] == 502
        logged = await proxy.logged_soon("/another-page")
    assert "hidden" in logged
    assert TOKEN not in logged


async def test_people_are_told_apart_by_the_address_that_the_proxy_names(
    begin: Begin, tmp_path: Path
) -> None:
    """Not by the one that they name themselves."""
    async with (
        serving(compose_app(ROUTES), "127.0.0.1", 0) as upstream,
        begin(tmp_path, upstream) as proxy,
    ):
        _, text = await proxy.get(CALENDAR, {"X-Forwarded-For": "203.0.113.9"})
    assert text == "for 127.0.0.1\n"


async def test_pages_for_this_machine_are_not_passed_on(begin: Begin, tmp_path: Path) -> None:
    async with (
        serving(compose_app(ROUTES), "127.0.0.1", 0) as upstream,
        begin(tmp_path, upstream) as proxy,
    ):
        for path in ("/healthz", "/metrics", "//metrics", "/%6detrics"):
            assert (await proxy.get(path))[0] == 404, path


def test_the_limits_of_the_example_are_those_of_the_bot() -> None:
    example = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    [rate] = re.findall(r"rate=(\d+)r/s", example)
    [burst] = re.findall(r"burst=(\d+)", example)
    assert (int(rate) * 60, int(burst)) == (OF_ADDRESS.a_minute, OF_ADDRESS.burst)
    assert OF_TOKEN.a_minute < OF_ADDRESS.a_minute


def test_the_example_of_caddy_hides_what_is_as_long_as_a_token() -> None:
    """Also where Caddy itself is not here to be asked."""
    example = (DEPLOY / "Caddyfile").read_text(encoding="utf-8")
    [pattern] = re.findall(r'request>uri regexp "(.+)" "hidden"', example)
    assert re.sub(pattern, "hidden", CALENDAR) == "/calendar/hidden.ics"
