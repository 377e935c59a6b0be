"""The gateway: HELLO, IDENTIFY, READY, heartbeats, events, RESUME, and falling over on purpose."""

import asyncio
import json
import math
import secrets
import time
import zlib
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field

from aiohttp import WSMsgType, web

from tests.local_discord.guild import Json
from tests.local_discord.world import World

DISPATCH, HEARTBEAT, IDENTIFY, RESUME = 0, 1, 2, 6
INVALID_SESSION, HELLO, HEARTBEAT_ACK = 9, 10, 11
WRONG_TOKEN, DISALLOWED_INTENTS, UNKNOWN_ERROR = 4004, 4014, 4000

GUILDS, VOICE_STATES = 1 << 0, 1 << 7
PRIVILEGED = 1 << 1 | 1 << 8 | 1 << 15
"""Members, presences, message content: this application has none of them."""

KEPT_EVENTS = 10_000
"""A session that missed more than these cannot resume."""


class Connection:
    """One open websocket. Sending never waits; a task of its own writes in order."""

    def __init__(self, socket: web.WebSocketResponse, *, compress: bool) -> None:
        self.socket = socket
        self.session: Session | None = None
        self._queue: asyncio.Queue[str] = asyncio.Queue()
        self._zlib = zlib.compressobj(level=1) if compress else None

    def send(self, text: str) -> None:
        self._queue.put_nowait(text)

    def send_op(self, op: int, data: object = None) -> None:
        self.send(json.dumps({"op": op, "d": data, "s": None, "t": None}))

    async def pump(self) -> None:
        """Write what is queued until the other side is gone."""
        try:
            while True:
                await self._write(await self._queue.get())
                self._queue.task_done()
        except ConnectionError:
            return

    async def close(self, code: int) -> None:
        """Close once everything that was sent is on its way."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._queue.join(), timeout=1.0)
        await self.socket.close(code=code)

    async def _write(self, text: str) -> None:
        if not self._zlib:
            await self.socket.send_str(text)
            return
        data = self._zlib.compress(text.encode()) + self._zlib.flush(zlib.Z_SYNC_FLUSH)
        await self.socket.send_bytes(data)


@dataclass(slots=True)
class Session:
    """What survives a lost connection: the shard, its intents, and the events since READY."""

    shard: int
    shard_count: int
    intents: int
    id: str = field(default_factory=lambda: secrets.token_hex(16))
    sequence: int = 0
    events: deque[tuple[int, str]] = field(default_factory=lambda: deque(maxlen=KEPT_EVENTS))
    connection: Connection | None = None

    def has(self, guild_id: int) -> bool:
        return (guild_id >> 22) % self.shard_count == self.shard

    def dispatch(self, event: str, data: Json) -> None:
        """Send now, or keep for a RESUME."""
        self.sequence += 1
        text = json.dumps({"op": DISPATCH, "t": event, "s": self.sequence, "d": data})
        self.events.append((self.sequence, text))
        if self.connection:
            self.connection.send(text)

    def can_resume_from(self, sequence: int) -> bool:
        oldest = self.events[0][0] if self.events else 1
        return oldest - 1 <= sequence <= self.sequence


class News:
    """Wakes everyone who waits, whenever something happened."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def wake(self) -> None:
        self._event.set()
        self._event.clear()

    async def wait(self) -> None:
        await self._event.wait()


class Gateway:
    """All sessions of the bot's processes. `opened`, `identified` and `resumed` only count up."""

    def __init__(self, world: World, heartbeat_seconds: float = 41.25) -> None:
        self.world = world
        self.url = ""
        self.heartbeat_seconds = heartbeat_seconds
        self.sessions: dict[str, Session] = {}
        self.opened = self.identified = self.resumed = 0
        self.identify_seconds = 0.0
        """An IDENTIFY that comes sooner after the last one is refused: `too_early`."""
        self.too_early = 0
        self._identified_at = -math.inf
        self.ready_at = 0.0
        """time.monotonic() of the last READY."""
        self.news = News()
        """Every request, when it comes and when it took effect, and every change of connections."""
        self.ready, self.gone = asyncio.Event(), asyncio.Event()
        self._open: set[Connection] = set()
        self.gone.set()

    def dispatch(self, event: str, data: Json, guild_id: int, intent: int = 0) -> None:
        """Give the event to every session of the guild's shard that asked for it."""
        for session in self.sessions.values():
            if session.has(guild_id) and session.intents & intent == intent:
                session.dispatch(event, data)

    def connected(self, count: int) -> list[Session]:
        """The sessions that are connected, of those who have so many shards in all."""
        sessions = self.sessions.values()
        return [one for one in sessions if one.connection and one.shard_count == count]

    async def drop(self, *, resume: bool = True) -> None:
        """Close every connection; without `resume` its session is invalid first."""
        if not resume:
            self.sessions.clear()
        for connection in list(self._open):
            if not resume:
                connection.send_op(INVALID_SESSION, data=False)
            else:
                await connection.close(UNKNOWN_ERROR)

    async def close(self) -> None:
        for connection in list(self._open):
            await connection.socket.close(code=1001)

    async def handle(self, request: web.Request) -> web.WebSocketResponse:
        """Serve one connection until either side closes it."""
        socket = web.WebSocketResponse(timeout=1.0)
        await socket.prepare(request)
        connection = Connection(socket, compress=request.query.get("compress") == "zlib-stream")
        self._open.add(connection)
        self.opened += 1
        self.news.wake()
        pump = asyncio.create_task(connection.pump())
        connection.send_op(HELLO, {"heartbeat_interval": int(self.heartbeat_seconds * 1000)})
        try:
            async for message in socket:
                if message.type == WSMsgType.TEXT:
                    await self._receive(connection, json.loads(message.data))
        finally:
            pump.cancel()
            self._detach(connection)
        return socket

    async def _receive(self, connection: Connection, message: Json) -> None:
        if message["op"] == HEARTBEAT:
            connection.send_op(HEARTBEAT_ACK)
        elif message["op"] == IDENTIFY:
            await self._identify(connection, message["d"])
        elif message["op"] == RESUME:
            self._resume(connection, message["d"])

    async def _identify(self, connection: Connection, wish: Json) -> None:
        if wish["token"] != self.world.token:
            await connection.socket.close(code=WRONG_TOKEN, message=b"Authentication failed.")
        elif wish["intents"] & PRIVILEGED:
            await connection.socket.close(code=DISALLOWED_INTENTS, message=b"Disallowed intents.")
        else:
            if time.monotonic() < self._identified_at + self.identify_seconds:
                self.too_early += 1
                connection.send_op(INVALID_SESSION, data=False)
                return
            self._identified_at = time.monotonic()
            shard, count = wish.get("shard") or (0, 1)
            self.identified += 1
            self._start(Session(shard, count, wish["intents"]), connection)

    def _start(self, session: Session, connection: Connection) -> None:
        """READY, and the guilds of this shard. Sessions of it that nobody holds are forgotten."""
        for old in list(self.sessions.values()):
            same = (old.shard, old.shard_count) == (session.shard, session.shard_count)
            if old.connection is None and same:
                del self.sessions[old.id]
        self.sessions[session.id] = session
        self._attach(session, connection)
        guilds = [guild for guild in self.world.guilds if session.has(guild.id)]
        session.dispatch("READY", self._ready_payload(session))
        self.ready_at = time.monotonic()
        for guild in guilds if session.intents & GUILDS else []:
            session.dispatch("GUILD_CREATE", guild.gateway_payload())

    def _ready_payload(self, session: Session) -> Json:
        guilds = [guild.id for guild in self.world.guilds if session.has(guild.id)]
        return {
            "v": 10,
            "user": self.world.bot.payload(),
            "guilds": [{"id": str(guild_id), "unavailable": True} for guild_id in guilds],
            "session_id": session.id,
            "resume_gateway_url": self.url,
            "shard": [session.shard, session.shard_count],
            "application": {"id": str(self.world.application_id), "flags": 0},
        }

    def _resume(self, connection: Connection, wish: Json) -> None:
        session = self.sessions.get(wish["session_id"])
        if not session or not session.can_resume_from(wish["seq"]):
            connection.send_op(INVALID_SESSION, data=False)
            return
        self.resumed += 1
        self._attach(session, connection)
        for sequence, text in session.events:
            if sequence > wish["seq"]:
                connection.send(text)
        session.dispatch("RESUMED", {})

    def _attach(self, session: Session, connection: Connection) -> None:
        session.connection, connection.session = connection, session
        self._note()

    def _detach(self, connection: Connection) -> None:
        self._open.discard(connection)
        if connection.session and connection.session.connection is connection:
            connection.session.connection = None
        self._note()

    def _note(self) -> None:
        """Keep `ready` (every shard of some number of them is connected) and `gone` (none is)
        true."""
        counts = {session.shard_count for session in self.sessions.values() if session.connection}
        complete = any(len(self.connected(count)) >= count for count in counts)
        for event, true in ((self.ready, complete), (self.gone, not counts)):
            event.set() if true else event.clear()
        self.news.wake()
