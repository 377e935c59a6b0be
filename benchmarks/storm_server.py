"""The local Discord of `benchmarks.storm`, in a process of its own: people who press at once.

    python -m benchmarks.storm_server [SERVERS]

It prints one JSON line with its address and ids, and another one when all its servers (one unless
told otherwise) are with a READY bot, in one process or several. Each JSON
line on stdin is a Storm; it ends in one JSON line, an Outcome. Events, checks of answers, and the
3 s after which an answer is refused are those of tests.local_discord; only the sockets are leaner.
Every outcome says how busy the server itself was.
"""

import asyncio
import json
import re
import secrets
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any
from urllib.parse import urlsplit

from benchmarks.wire import Wire
from tests.local_discord import interactions as acts
from tests.local_discord.gateway import DISPATCH, HEARTBEAT, HEARTBEAT_ACK, HELLO, IDENTIFY
from tests.local_discord.guild import Guild, Json, Member, Role, User
from tests.local_discord.interactions import Interaction
from tests.local_discord.messages import COMPONENTS_V2, EPHEMERAL, Message
from tests.local_discord.routes import ROUTES, ApiError, Call, Handler
from tests.local_discord.server import API
from tests.local_discord.world import World

TOKEN = "a-token-of-the-local-discord"
NO_HEARTBEAT_MS = 600_000
"""So long that no heartbeat comes during a storm."""
IDLE_SECONDS = 20.0
"""After so long without an answer, no more answers are waited for."""
SETTLING_SECONDS = 1.0
"""A second answer would come within this."""
LONGEST_LINE = 1 << 20


@dataclass(frozen=True, slots=True)
class Card:
    """A card with a button, in one of the servers; `wanted` is the text each answer must have."""

    custom_id: str
    components: list[Json]
    wanted: str


@dataclass(frozen=True, slots=True)
class Storm:
    """Presses by as many new members at once, on a card in each server in turn."""

    presses: int
    cards: list[Card]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a storm.

    `seconds` are from the first frame to the last answer, `latencies` are seconds from each frame
    to its answer, `wrong` are the wrong answers, `busy` is the share of the time in which the
    server was busy.
    """

    seconds: float
    latencies: list[float]
    wrong: list[str]
    busy: float


@dataclass(slots=True)
class Press:
    """A press, with the time and the body of each request about it."""

    interaction: Interaction
    wire: Wire
    frame: bytes
    wanted: str
    calls: list[tuple[float, bytes]] = field(default_factory=list)

    def problem(self) -> str | None:
        """Return what is wrong with the answers to the press, None if nothing is."""
        if len(self.calls) != 1:
            return f"{len(self.calls)} calls"
        body = json.loads(self.calls[0][1])
        flags = int(body.get("data", {}).get("flags") or 0)
        is_right = body["type"] == acts.MESSAGE and flags & EPHEMERAL
        return None if is_right and self.wanted in json.dumps(body) else self.calls[0][1].decode()


class StormServer:
    """Guilds and a bot, and all requests and events between them."""

    def __init__(self, guilds: int) -> None:
        self.world = World(TOKEN, guilds)
        self.ready = asyncio.Event()
        self.presses: dict[str, Press] = {}
        self._base_url = ""
        self._interactions: dict[str, Interaction] = {}
        self._routes = list(_routes())
        self._wires: dict[int, Wire] = {}
        """Server → the connection of the shard in which it is."""
        self._sequence = 0
        self._unanswered = 0

    def about(self, port: int) -> Json:
        """Return the address, token and ids that are needed to start a bot."""
        self._base_url = f"http://127.0.0.1:{port}"
        places = [(guild.id, guild.channel("announcements").id) for guild in self.world.guilds]
        return {"api_url": self._base_url + API, "token": TOKEN, "places": places}

    # --- Requests ------------------------------------------------------------------------------

    def answer(self, method: str, target: str, body: bytes) -> tuple[int, bytes]:
        at = time.monotonic()
        url = urlsplit(target)
        self._note(at, url.path, body)
        try:
            handler, values = self._route(method, url.path)
            return _encoded(handler(self._call(values, url.query, body)))
        except ApiError as error:
            return error.status, json.dumps(error.body).encode()

    def _note(self, at: float, path: str, body: bytes) -> None:
        """Remember a request about a press, whether it will be accepted or not."""
        parts = path.split("/")
        if press := self.presses.get(parts[5] if len(parts) > 5 else ""):
            self._unanswered -= not press.calls
            press.calls.append((at, body))

    def _route(self, method: str, path: str) -> tuple[Handler, dict[str, str]]:
        for known, pattern, handler in self._routes:
            if known == method and (match := pattern.fullmatch(path)):
                return handler, match.groupdict()
        raise ApiError(404, 0, "404: Not Found")

    def _call(self, values: dict[str, str], query: str, body: bytes) -> Call:
        gateway = self._base_url.replace("http", "ws", 1) + "/socket/"
        return Call(
            world=self.world,
            base_url=self._base_url,
            gateway_url=gateway,
            shards=1,
            interactions=self._interactions,
            path=values,
            query=dict(part.split("=", 1) for part in query.split("&") if part),
            payload=json.loads(body) if body else None,
        )

    # --- The gateway ---------------------------------------------------------------------------

    def opened(self, wire: Wire) -> None:
        wire.write(wire.packed({"op": HELLO, "d": {"heartbeat_interval": NO_HEARTBEAT_MS}}))

    def received(self, wire: Wire, message: Json) -> None:
        if message["op"] == HEARTBEAT:
            wire.write(wire.packed({"op": HEARTBEAT_ACK}))
        elif message["op"] == IDENTIFY:
            shard, count = message["d"].get("shard") or (0, 1)
            guilds = [guild for guild in self.world.guilds if (guild.id >> 22) % count == shard]
            wire.write(self._packed(wire, "READY", self._ready_payload(guilds, shard, count)))
            for guild in guilds:
                self._wires[guild.id] = wire
                wire.write(self._packed(wire, "GUILD_CREATE", guild.gateway_payload()))
            if len(self._wires) == len(self.world.guilds):
                self.ready.set()

    def _ready_payload(self, guilds: Sequence[Guild], shard: int, count: int) -> Json:
        return {
            "v": 10,
            "user": self.world.bot.payload(),
            "guilds": [{"id": str(guild.id), "unavailable": True} for guild in guilds],
            "session_id": secrets.token_hex(16),
            "resume_gateway_url": self._base_url.replace("http", "ws", 1) + "/socket/",
            "shard": [shard, count],
            "application": {"id": str(self.world.application_id), "flags": 0},
        }

    def _packed(self, wire: Wire, event: str, data: Json) -> bytes:
        self._sequence += 1
        return wire.packed({"op": DISPATCH, "t": event, "s": self._sequence, "d": data})

    # --- People --------------------------------------------------------------------------------

    async def storm(self, storm: Storm) -> Outcome:
        presses = self._prepared(storm)
        self._unanswered = len(presses)
        self._interactions = {press.interaction.token: press.interaction for press in presses}
        self.presses = {press.interaction.token: press for press in presses}
        busy = time.process_time()
        self._press(presses)
        last = await self._until_answered()
        busy = time.process_time() - busy
        await asyncio.sleep(SETTLING_SECONDS)
        return _outcome(presses, last, busy)

    def _prepared(self, storm: Storm) -> list[Press]:
        posted = []
        for guild, card in zip(self.world.guilds, storm.cards, strict=True):
            body = {"components": card.components, "flags": COMPONENTS_V2}
            message = self.world.post(guild.channel("announcements"), body)
            posted.append((guild, card, message))
        return [
            self._new_press(*posted[number % len(posted)], number)
            for number in range(storm.presses)
        ]

    def _new_press(self, guild: Guild, card: Card, message: Message, number: int) -> Press:
        data = acts.component_data(message, card.custom_id, None)
        member = _new_member(self.world, number, guild.roles[-1])
        interaction = Interaction(
            self.world.ids.new(),
            acts.COMPONENT,
            member,
            message.channel,
            message,
            token=secrets.token_urlsafe(150),
        )
        event = acts.event_of(self.world, guild, interaction, data)
        event["member"] |= {"avatar_decoration_data": None, "banner": None, "collectibles": None}
        wire = self._wires[guild.id]
        return Press(
            interaction, wire, self._packed(wire, "INTERACTION_CREATE", event), card.wanted
        )

    def _press(self, presses: Sequence[Press]) -> None:
        for press in presses:
            press.interaction.began = time.monotonic()
            press.wire.write(press.frame)

    async def _until_answered(self) -> float:
        """Wait until all presses have an answer, or no more come; return when the last one came."""
        before, idle_since = self._unanswered, time.monotonic()
        while self._unanswered and time.monotonic() < idle_since + IDLE_SECONDS:
            await asyncio.sleep(0.02)
            if self._unanswered != before:
                before, idle_since = self._unanswered, time.monotonic()
        return max((press.calls[0][0] for press in self.presses.values() if press.calls), default=0)


def _routes() -> Iterator[tuple[str, re.Pattern[str], Handler]]:
    """Yield the routes of tests.local_discord; that of answers first, as it is used the most."""
    for method, path, handler in sorted(ROUTES, key=lambda route: "callback" not in route[1]):
        yield method, re.compile(API + re.sub(r"{(\w+)}", r"(?P<\1>[^/]+)", path)), handler


def _encoded(answer: Any) -> tuple[int, bytes]:
    return (204, b"") if answer is None else (200, json.dumps(answer).encode())


def _new_member(world: World, number: int, role: Role) -> Member:
    return Member(User(world.ids.new(), f"Person {number}"), [role])


def _outcome(presses: Sequence[Press], last: float, busy: float) -> Outcome:
    problems = [press.problem() for press in presses]
    answered = [press for press in presses if press.calls]
    seconds = last - presses[0].interaction.began
    return Outcome(
        seconds,
        [press.calls[0][0] - press.interaction.began for press in answered],
        [problem for problem in problems if problem],
        busy / seconds,
    )


async def serve(guilds: int) -> None:
    """Serve storms until stdin ends."""
    server, loop = StormServer(guilds), asyncio.get_running_loop()
    lines = asyncio.StreamReader(LONGEST_LINE)
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    listening = await loop.create_server(lambda: Wire(server), "127.0.0.1", 0, backlog=4096)
    _say(server.about(listening.sockets[0].getsockname()[1]))
    await server.ready.wait()
    _say({"ready": True})
    async for line in lines:
        wish = json.loads(line)
        cards = [Card(**card) for card in wish["cards"]]
        _say(asdict(await server.storm(Storm(wish["presses"], cards))))


def _say(line: Json) -> None:
    print(json.dumps(line), flush=True)


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]) if len(sys.argv) > 1 else 1))
