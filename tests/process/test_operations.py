"""What an operator's programs see of a running process: `/healthz` and `/metrics` over HTTP, and
the signs of life for systemd."""

import asyncio
import os
import signal
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.local_discord import HANG_S
from tests.process.planning import Wish
from tests.process.stage import LOOK_S, Stage
from tests.process.test_database_trouble import locked
from tests.web.asking import Answer, Asker, free_port

TOO_LONG_S = 10.0
"""An answer to a watching program comes within this, whatever is wrong."""

LABELS = {
    "kind": {"command", "press", "form", "unexpected", "too_late", "write", "read"},
    "outcome": {"said", "edited", "let_go", "failed", "given_up"},
    "reason": {"rule", "busy", "out", "heavy"},
    "state": {"running", "waiting"},
}
"""Every label of the bot's own figures, and its words."""

Figures = dict[str, float]


async def begin(stage: Stage) -> Asker:
    """The process that serves the web, as soon as it is ready."""
    port = free_port()
    await (await stage.begin(SIGBOT_WEB_ADDRESS=f"127.0.0.1:{port}")).ready()
    return Asker(port)


async def figures(asker: Asker) -> Figures:
    async with asyncio.timeout(TOO_LONG_S):
        answer = await asker.get("/metrics")
    assert answer.status == 200
    return {
        sample.name + "".join(f" {value}" for value in sample.labels.values()): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


async def health(asker: Asker) -> Answer:
    async with asyncio.timeout(TOO_LONG_S):
        return await asker.get("/healthz")


async def health_when(asker: Asker, is_wanted: Callable[[Answer], bool]) -> Answer:
    """The first answer of the wanted kind."""
    for _ in range(int(HANG_S / LOOK_S)):
        if is_wanted(answer := await health(asker)):
            return answer
        await asyncio.sleep(LOOK_S)
    pytest.fail(answer.text)


async def test_health_is_good_while_all_is_well_and_names_what_is_not(stage: Stage) -> None:
    asker = await begin(stage)
    answer = await health_when(asker, lambda answer: answer.status == 200)
    assert answer.json["connected"] is True
    assert answer.json["oldest_due_s"] == 0
    with locked(stage):
        answer = await health_when(asker, lambda answer: answer.status == 503)
        assert answer.json["wrong"] == ["database"]
        assert (await figures(asker))["sigbot_database_up"] == 0
    await health_when(asker, lambda answer: answer.status == 200)
    stage.file.rename(stage.file.with_name("elsewhere.db"))
    answer = await health_when(asker, lambda answer: answer.status == 503)
    assert answer.json["wrong"] == ["database"]


async def test_health_is_bad_until_discord_is_there_again(stage: Stage) -> None:
    asker = await begin(stage)
    await health_when(asker, lambda answer: answer.status == 200)
    away = stage.discord.fail("GET", "/gateway/bot", 503, times=1_000)
    await stage.discord.drop_gateway(resume=False)
    answer = await health_when(asker, lambda answer: answer.status == 503)
    assert answer.json["wrong"] == ["not_connected"]
    assert (await figures(asker))["sigbot_connected"] == 0
    away.times = 0
    await health_when(asker, lambda answer: answer.status == 200)
    assert (await figures(asker))["sigbot_connected"] == 1


async def test_messages_and_how_late_they_are_are_counted(stage: Stage) -> None:
    """The bot was away for two hours as two cards became due."""
    start = stage.now + timedelta(days=5)
    await stage.plan_meetings(Wish("Meeting 000", start), Wish("Meeting 001", start))
    stage.pass_time(timedelta(hours=2))
    asker = await begin(stage)
    await stage.wait_said(["Meeting 000", "Meeting 001"])
    await stage.settled()
    shown = await figures(asker)
    assert shown["sigbot_messages_total said"] == shown["sigbot_messages_late_total"] == 2
    assert shown["sigbot_message_lateness_seconds_bucket 3600.0"] == 0
    assert shown["sigbot_message_lateness_seconds_count"] == 2
    assert shown["sigbot_message_lateness_seconds_sum"] >= 2 * 7_200


async def test_tries_that_fail_are_counted(stage: Stage) -> None:
    stage.discord.fail("POST", "/channels/*/messages", 403, times=1)
    await stage.plan(["Meeting 000"])
    asker = await begin(stage)
    await stage.noted()
    shown = await figures(asker)
    assert (shown["sigbot_messages_total failed"], shown["sigbot_messages_total said"]) == (1, 0)


async def test_what_people_do_and_what_is_refused_is_counted_without_a_trace_of_them(
    stage: Stage,
) -> None:
    await stage.plan([])
    asker = await begin(stage)
    discord, ana = stage.discord, stage.discord.guild.add_member("Ana")
    await stage.schedule("Meeting 000")
    card = await discord.wait_message("announcements", "Meeting 000")
    assert (await (await discord.press(card, "Going", ana)).message()).ephemeral
    await discord.interact("meeting cancel", {"meeting": "no such meeting"}, ana)
    await stage.settled()
    shown = await figures(asker)
    assert shown["sigbot_uses_total command"] == 2
    assert shown["sigbot_uses_total press"] == 1
    assert shown["sigbot_refusals_total rule"] == 1
    assert shown["sigbot_refusals_total busy"] == shown["sigbot_faults_total unexpected"] == 0
    assert shown["sigbot_transaction_seconds_count write"] > 3
    assert shown["sigbot_transaction_seconds_count read"] > 0
    assert 0 < shown["sigbot_longest_transaction_seconds write"] < HANG_S
    assert shown["sigbot_loop_lag_seconds_count"] > 0
    assert shown["sigbot_heavy_jobs waiting"] == shown["sigbot_heavy_jobs running"] == 0
    await check_no_trace(stage, asker)


async def check_no_trace(stage: Stage, asker: Asker) -> None:
    """No id, name or title of this Discord is shown, and no label has another word than those that
    are known."""
    world = stage.discord.world
    text = (await asker.get("/metrics")).text
    members = [member for guild in world.guilds for member in guild.members.values()]
    ids = {world.bot.id, world.application_id, *world.messages}
    ids |= {guild.id for guild in world.guilds} | {member.id for member in members}
    ids |= {channel.id for guild in world.guilds for channel in guild.channels}
    words = {member.user.name for member in members} | {guild.name for guild in world.guilds}
    for trace in [*map(str, ids), *words, "Meeting 000", world.token, str(stage.folder)]:
        assert trace not in text
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            if sample.name.startswith("sigbot_") and sample.name != "sigbot_build_info":
                labels = {label: word for label, word in sample.labels.items() if label != "le"}
                assert all(word in LABELS[label] for label, word in labels.items()), sample


async def test_a_scrape_comes_while_many_people_press(stage: Stage) -> None:
    await stage.plan([])
    asker = await begin(stage)
    await stage.schedule("Meeting 000")
    card = await stage.discord.wait_message("announcements", "Meeting 000")
    people = [stage.discord.guild.add_member(f"Person {number}") for number in range(60)]
    presses = [
        asyncio.ensure_future(stage.discord.press(card, "Going", person)) for person in people
    ]
    seen = []
    while not all(press.done() for press in presses):
        seen.append((await figures(asker))["sigbot_uses_total press"])
        assert (await health(asker)).status in (200, 503)
    await asyncio.gather(*presses)
    shown = await figures(asker)
    assert shown["sigbot_uses_total press"] == len(people)
    assert seen == sorted(seen)


async def test_through_a_proxy_there_is_nothing(stage: Stage) -> None:
    asker = await begin(stage)
    for path in ("/healthz", "/metrics"):
        for headers in ({"X-Forwarded-For": "127.0.0.1"}, {"Host": "sig.example.org"}):
            answer = await asker.get(path, headers)
            assert answer.status == 404
            assert "connected" not in answer.text


@asynccontextmanager
async def listening(path: Path) -> AsyncIterator[asyncio.Queue[str]]:
    """As systemd does, for what a process says of itself."""
    told: asyncio.Queue[str] = asyncio.Queue()

    class Listener(asyncio.DatagramProtocol):
        def datagram_received(self, data: bytes, _address: object) -> None:
            told.put_nowait(data.decode())

    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.setblocking(False)
        listener.bind(str(path))
        loop = asyncio.get_running_loop()
        transport, _ = await loop.create_datagram_endpoint(Listener, sock=listener)
        try:
            yield told
        finally:
            transport.close()


async def told_next(told: asyncio.Queue[str], wanted: str) -> list[str]:
    """What was told until this was."""
    before = []
    async with asyncio.timeout(HANG_S):
        while (state := await told.get()) != wanted:
            before.append(state)
    return before


@pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="systemd is for Linux")
async def test_systemd_is_told_when_it_is_ready_alive_and_ending(stage: Stage) -> None:
    async with listening(stage.folder / "notify") as told:
        settings = {"NOTIFY_SOCKET": str(stage.folder / "notify"), "WATCHDOG_USEC": "300000"}
        process = await stage.begin(**settings)
        assert "STOPPING=1" not in await told_next(told, "READY=1")
        assert stage.discord.gateway.ready.is_set()
        await process.ready()
        assert await told_next(told, "WATCHDOG=1") == []
        assert await told_next(told, "WATCHDOG=1") == []
        assert (await process.end()).code == 0
        await told_next(told, "STOPPING=1")


async def test_systemd_hears_nothing_of_a_process_that_stands_still(stage: Stage) -> None:
    async with listening(stage.folder / "notify") as told:
        settings = {"NOTIFY_SOCKET": str(stage.folder / "notify"), "WATCHDOG_USEC": "300000"}
        process = await (await stage.begin(**settings)).ready()
        await told_next(told, "WATCHDOG=1")
        os.kill(process.process.pid, signal.SIGSTOP)
        await asyncio.sleep(0.5)
        while not told.empty():
            told.get_nowait()
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(told.get(), 1.0)
        os.kill(process.process.pid, signal.SIGCONT)
        await told_next(told, "WATCHDOG=1")


async def test_it_runs_without_systemd_or_where_that_is_gone(stage: Stage) -> None:
    process = await stage.begin(NOTIFY_SOCKET=str(stage.folder / "nobody"), WATCHDOG_USEC="300000")
    ended = await (await process.ready()).end()
    assert (ended.code, "Traceback" in ended.err) == (0, False)
