"""A PostgreSQL server for the session, a database of its own for every test that asks for one."""

import os
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest
import pytest_asyncio

from eduforum.db import Database, migrate
from eduforum.db.embedded import EmbeddedPostgres
from eduforum.ids import new_id
from tests.factories.clock import ManualClock

TABLES = "select tablename from pg_tables where schemaname = 'public'"
# Deleting a test's few rows takes a tenth of what `truncate` does, which makes new files for every table and index.
WITHOUT_TRIGGERS = "set session_replication_role = replica"
END_OTHERS = """
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()
"""


def on_database(url: str, name: str) -> str:
    """The same server, another database."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def database_url(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    """A PostgreSQL server: `EDUFORUM_TEST_DATABASE_URL`, or an embedded one that lives as long as the session."""
    external = os.environ.get("EDUFORUM_TEST_DATABASE_URL")
    if external:
        yield external
        return
    server = EmbeddedPostgres(tmp_path_factory.mktemp("data"))
    url = await server.start()
    # What a crash of the machine would cost here is a run of the suite.
    await execute(url, "alter system set fsync = off")
    await execute(url, "alter system set full_page_writes = off")
    await execute(url, "select pg_reload_conf()")
    yield url
    await server.stop()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def migrated_url(database_url: str) -> AsyncIterator[str]:
    """The URL of a migrated database that tests use one after another."""
    name = f"test_{new_id().replace('-', '')}"
    await execute(database_url, f"create database {name} encoding 'UTF8' template template0")
    await migrate(on_database(database_url, name))
    yield on_database(database_url, name)
    await execute(database_url, f"drop database {name} with (force)")


class Cleaner:
    """A connection to the tests' database that empties it after each of them: one that is there already knows the
    tables, and takes a tenth of what a new one does."""

    def __init__(self, conn: "asyncpg.Connection[asyncpg.Record]", tables: set[str]) -> None:
        self._conn = conn
        self._tables = tables
        self._empty = ";".join(f"delete from {name}" for name in tables - {"schema_migrations"})

    @classmethod
    async def open(cls, url: str) -> "Cleaner":
        conn = await asyncpg.connect(url)
        await conn.execute(WITHOUT_TRIGGERS)
        return cls(conn, {name for (name,) in await conn.fetch(TABLES)})

    async def clean(self) -> None:
        await self._conn.execute(END_OTHERS)
        for (name,) in await self._conn.fetch(TABLES):
            if name not in self._tables:
                await self._conn.execute(f"drop table {name} cascade")
        await self._conn.execute(self._empty)

    async def close(self) -> None:
        await self._conn.close()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def cleaner(migrated_url: str) -> AsyncIterator[Cleaner]:
    opened = await Cleaner.open(migrated_url)
    yield opened
    await opened.close()


@pytest_asyncio.fixture(loop_scope="session")
async def db_url(migrated_url: str, cleaner: Cleaner) -> AsyncIterator[str]:
    """The URL of a migrated database without rows. Emptying one takes a small part of what making one does."""
    yield migrated_url
    await cleaner.clean()


@pytest_asyncio.fixture
async def empty_db_url(database_url: str) -> AsyncIterator[str]:
    """The URL of a fresh database without any table."""
    name = f"test_{new_id().replace('-', '')}"
    await execute(database_url, f"create database {name} encoding 'UTF8' template template0")
    yield on_database(database_url, name)
    await execute(database_url, f"drop database {name} with (force)")


@pytest_asyncio.fixture
async def db(db_url: str) -> AsyncIterator[Database]:
    """A pool on a fresh, migrated database."""
    database = await Database.open(db_url, pool_size=5)
    yield database
    await database.close()


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    return folder


async def execute(url: str, sql: str) -> None:
    """Run one statement outside any pool."""
    conn = await asyncpg.connect(url)
    try:
        await conn.execute(sql)
    finally:
        await conn.close()
