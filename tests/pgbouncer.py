"""A real PgBouncer in transaction mode, where there is one: Debian's package, or the program that
SIGBOT_TEST_PGBOUNCER names."""

import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.postgres import Account, Server, free_port

PLACE = "SIGBOT_TEST_PGBOUNCER"
MISSING = f"no PgBouncer here: Debian's package pgbouncer brings it, or {PLACE} names the program"
START_S = 20.0

SETTINGS = """[databases]
* = host=127.0.0.1 port={server} user=postgres
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 3
server_round_robin = 1
logfile = {folder}/log
"""
"""Few connections, used in turn: what is left on one of them is missed by the next transaction."""


def find_program() -> str | None:
    return os.environ.get(PLACE) or shutil.which("pgbouncer", path=f"{os.defpath}:/usr/sbin")


@contextmanager
def running(program: str, server: Server) -> Iterator[Server]:
    """The databases of a server as they are reached through a PgBouncer of its own."""
    account = Account.for_server()
    with tempfile.TemporaryDirectory(prefix="sigbot-pgbouncer-") as place:
        folder, port = Path(place), free_port()
        settings = folder / "pgbouncer.ini"
        settings.write_text(SETTINGS.format(server=server.port, port=port, folder=folder))
        account.own(folder)
        process = subprocess.Popen(
            [program, "-q", settings],
            user=account.user,
            group=account.group,
            extra_groups=None if account.user is None else [],
            stderr=subprocess.DEVNULL,
        )
        try:
            _wait_for(port)
            with contextlib.closing(Server(port)) as pooled:
                yield pooled
        finally:
            process.terminate()
            process.wait()


def _wait_for(port: int) -> None:
    """Raises TimeoutError."""
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.02)
    raise TimeoutError
