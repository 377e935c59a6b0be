"""HTTP/1.1 and the gateway's websocket, only the parts that discord.py needs.

A web framework would take several times longer for each request; the server of a benchmark must
leave the machine to the bots.
"""

import asyncio
import json
import re
import zlib
from base64 import b64encode
from hashlib import sha1
from typing import Protocol

from tests.local_discord.guild import Json

_ACCEPT = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_KEY = re.compile(rb"\r\nsec-websocket-key: *(\S+)", re.IGNORECASE)
_TEXT, _BINARY, _CLOSE = 1, 2, 8


class Owner(Protocol):
    """What answers the requests and messages of all connections."""

    def answer(self, method: str, target: str, body: bytes) -> tuple[int, bytes]:
        """Return status and JSON for a request that was read."""

    def opened(self, wire: "Wire") -> None:
        """Note that a websocket is open."""

    def received(self, wire: "Wire", message: Json) -> None:
        """Take a message that came over a websocket."""


class Wire(asyncio.Protocol):
    """A connection: it takes requests, until one of them makes it a websocket."""

    def __init__(self, owner: Owner) -> None:
        self._owner = owner
        self._buffer = bytearray()
        self._is_socket = False
        self._zlib = zlib.compressobj()
        self._transport = asyncio.WriteTransport()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while self._buffer and (self._frame() if self._is_socket else self._request()):
            pass

    # --- Requests ------------------------------------------------------------------------------

    def _request(self) -> bool:
        """Answer a request; return False if it has not come as a whole yet."""
        end = self._buffer.find(b"\r\n\r\n")
        head = bytes(self._buffer[: max(end, 0)])
        length = int(match[1]) if (match := _LENGTH.search(head)) else 0
        whole = end + 4 + length
        if end < 0 or len(self._buffer) < whole:
            return False
        body = bytes(self._buffer[end + 4 : whole])
        del self._buffer[:whole]
        if key := _KEY.search(head):
            self._open_socket(key[1])
        else:
            method, target, _ = head.split(b"\r\n", 1)[0].decode().split(" ", 2)
            self._respond(*self._owner.answer(method, target, body))
        return True

    def _respond(self, status: int, body: bytes) -> None:
        head = (
            f"HTTP/1.1 {status} -\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        self._transport.write(head.encode() + body)

    # --- The websocket -------------------------------------------------------------------------

    def _open_socket(self, key: bytes) -> None:
        self._is_socket = True
        accept = b64encode(sha1(key + _ACCEPT).digest())
        self._transport.write(
            b"HTTP/1.1 101 -\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Accept: " + accept + b"\r\n\r\n"
        )
        self._owner.opened(self)

    def _frame(self) -> bool:
        """Take a masked frame; return False if it has not come as a whole yet."""
        buffer = self._buffer
        if len(buffer) < 8:
            return False
        kind, length, start = buffer[0] & 15, buffer[1] & 127, 2
        if length == 126:
            length, start = int.from_bytes(buffer[2:4]), 4
        mask, content = buffer[start : start + 4], buffer[start + 4 : start + 4 + length]
        if len(content) < length:
            return False
        del buffer[: start + 4 + length]
        self._take(kind, bytes(byte ^ mask[at % 4] for at, byte in enumerate(content)))
        return True

    def _take(self, kind: int, content: bytes) -> None:
        if kind == _CLOSE:
            self._transport.close()
        elif kind == _TEXT:
            self._owner.received(self, json.loads(content))

    def packed(self, message: Json) -> bytes:
        """Return the frame of a message.

        Frames are parts of one compressed stream: they have to be written in the order in which
        they were packed.
        """
        data = self._zlib.compress(json.dumps(message).encode())
        data += self._zlib.flush(zlib.Z_SYNC_FLUSH)
        is_short = len(data) < 126
        size = bytes([len(data)]) if is_short else b"\x7e" + len(data).to_bytes(2)
        return bytes([128 | _BINARY]) + size + data

    def write(self, frame: bytes) -> None:
        self._transport.write(frame)
