"""A member subscribes to the calendar of the real process; programs follow what organizers type."""

import asyncio
import re
from dataclasses import dataclass
from datetime import UTC, datetime

from sigbot.domain.native_events import OF_A_SERIES
from sigbot.web.feed import KEPT_S
from tests.calendars import HAS_NODE_READERS, Read, with_icalendar, with_node
from tests.local_discord.events import CANCELED
from tests.process.stage import Stage
from tests.web.asking import Answer, Asker, free_port

URL = "https://sig.example.org"
BEGIN = datetime(2027, 2, 22, 12, tzinfo=UTC)
"""A Monday, three weeks before the clocks of New York go forward."""

WINTER, SUMMER = 16, 15
"""11:00 in New York, in UTC."""


@dataclass
class Program:
    """A calendar program that asks again and again, and shows what three readers agree on."""

    asker: Asker
    path: str
    etag: str = ""

    async def read(self) -> dict[int, Read]:
        """Meeting → its event, once the calendar has changed."""
        for _ in range(KEPT_S + 5):
            answer = await self.asker.get(
                self.path, {"If-None-Match": self.etag, "Accept-Encoding": "identity"}
            )
            if answer.status != 304:
                return self._read(answer)
            await asyncio.sleep(1)
        raise AssertionError("the calendar did not change")

    def _read(self, answer: Answer) -> dict[int, Read]:
        assert answer.status == 200
        self.etag = answer.headers["ETag"]
        written = answer.text.encode()
        events = with_icalendar(written)
        if HAS_NODE_READERS:
            [readers] = with_node(written)
            for name in ("ical.js", "node-ical"):
                assert sorted(_shown(event) for event in readers[name]) == sorted(
                    map(_shown, events)
                )
        return {int(event.uid.split(".")[0].removeprefix("meeting-")): event for event in events}


def _shown(event: Read) -> tuple[str, datetime, datetime, str, str, int]:
    return event.uid, event.start, event.end, event.status, event.summary, event.sequence


async def subscribe(stage: Stage, port: int) -> Program:
    shown = await (await stage.discord.interact("calendar")).message()
    made = await (await stage.discord.press(shown, "Get my address")).message()
    [path] = re.findall(rf"^{URL}(/calendar/[\w-]+\.ics)$", made.text, re.MULTILINE)
    asker = Asker(port)
    page = await asker.get(path.removesuffix(".ics"), {"Accept-Encoding": "identity"})
    assert f'href="webcal://sig.example.org{path}"' in page.text
    return Program(asker, path)


async def test_a_subscription_and_the_servers_events_follow_what_organizers_type(
    stage: Stage,
) -> None:
    stage.pass_time_until(BEGIN)
    await stage.plan([])
    port = free_port()
    web = {"SIGBOT_WEB_ADDRESS": f"127.0.0.1:{port}", "SIGBOT_PUBLIC_URL": URL}
    running = await (await stage.begin(**web)).ready()
    act = stage.discord.interact
    await act("sig setup", {"timezone": "America/New_York", "events": "on"})
    series = {"title": "Weekly 👩🏽‍⚕️ call", "when": "2027-02-24 11:00", "repeat": "weekly"}
    await act("meeting schedule", series)
    program = await subscribe(stage, port)
    first = await program.read()
    hours = {number: first[number].start.hour for number in range(1, 6)}
    assert hours == {1: WINTER, 2: WINTER, 3: WINTER, 4: SUMMER, 5: SUMMER}
    await stage.wait_until(lambda: len(stage.discord.events()) == OF_A_SERIES)
    _, _, _, skipped, moved = stage.discord.events()

    await act("meeting edit", {"meeting": "m2", "title": "Renamed; with, signs"})
    await act("meeting cancel", {"meeting": "m3", "reason": "A holiday"})
    await act("meeting cancel", {"meeting": "m4"})
    await act("meeting edit", {"meeting": "m5", "when": "2027-03-25 9:30"})
    second = await program.read()
    assert second[2].summary == "Renamed; with, signs"
    assert [second[number].status for number in (3, 4)] == ["CANCELLED", "CANCELLED"]
    assert second[5].start == datetime(2027, 3, 25, 13, 30, tzinfo=UTC)
    await stage.wait_until(lambda: skipped.status == CANCELED)
    await stage.wait_until(lambda: moved.starts_at == second[5].start)

    await act("meeting restore", {"meeting": "m4"})
    third = await program.read()
    assert [third[number].status for number in (3, 4)] == ["CANCELLED", "CONFIRMED"]
    assert third[4].start == first[4].start
    assert third[4].sequence > second[4].sequence > first[4].sequence
    await stage.wait_until(
        lambda: first[4].start in [event.starts_at for event in stage.discord.events()]
    )

    shown = await (await act("calendar")).message()
    await stage.discord.press(shown, "Stop the address")
    gone = await program.asker.get(program.path)
    assert (gone.status, "leads nowhere" in gone.text) == (404, True)
    ended = await running.end()
    assert ended.code == 0
    assert program.path.removesuffix(".ics") not in ended.out + ended.err
