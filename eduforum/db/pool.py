"""The connection pool. Ids are text on our side and `uuid` in the database; `jsonb` values are plain Python values."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias
from uuid import UUID

import asyncpg
import msgspec

from eduforum.errors import Unavailable

if TYPE_CHECKING:
    from asyncpg.pool import PoolConnectionProxy

    Connection: TypeAlias = asyncpg.Connection[asyncpg.Record] | PoolConnectionProxy[asyncpg.Record]
    _Base = asyncpg.Connection[asyncpg.Record]
else:
    Connection: TypeAlias = asyncpg.Connection
    _Base = asyncpg.Connection

_log = logging.getLogger(__name__)

_ACQUIRE_SECONDS = 10.0
_COMMAND_SECONDS = 30.0
_LOST = (
    asyncpg.PostgresConnectionError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.CannotConnectNowError,
    ConnectionError,
)
_JSONB_VERSION = b"\x01"

# `FirstNormalObjectId` of PostgreSQL: what a database makes itself is numbered from here on.
_FIRST_OWN_OID = 16384
# What asyncpg expects beside the types: a statement whose name says that no unnamed one was replaced.
_NAMED = SimpleNamespace(name="built in")

_SETTINGS = {
    "application_name": "eduforum",
    "timezone": "UTC",
    # A transaction that a dead task left open must not hold its locks for ever.
    "idle_in_transaction_session_timeout": "60s",
}


def _decode_uuid(data: bytes) -> str:
    digits = data.hex()
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def _encode_uuid(text: str) -> bytes:
    return UUID(text).bytes


def _decode_jsonb(data: bytes) -> object:
    return msgspec.json.decode(data[1:])


def _encode_jsonb(value: object) -> bytes:
    return _JSONB_VERSION + msgspec.json.encode(value)


class _Connection(_Base):
    """Looks a built-in type up once a process, not once a connection.

    asyncpg knows no array type but text[] by itself: the first query of a connection that has another asks the catalog,
    which takes PostgreSQL 30 ms of CPU. Object identifiers of built-in types are the same in every PostgreSQL.
    """

    def get_reset_query(self) -> str:
        """Nothing: whoever borrows a connection leaves no setting, listener, lock or cursor that outlives a
        transaction, and to have it cleaned would cost each use a round trip. An open transaction is rolled back all
        the same."""
        return ""

    _built_in: ClassVar[dict[frozenset[int], list[asyncpg.Record]]] = {}

    async def _introspect_types(self, typeoids: Iterable[int], timeout: float) -> tuple[list[asyncpg.Record], Any]:
        wanted = frozenset(typeoids)
        if wanted in self._built_in:
            return self._built_in[wanted], _NAMED
        types: list[asyncpg.Record]
        types, statement = await super()._introspect_types(wanted, timeout)  # type: ignore[misc]
        if all(row["oid"] < _FIRST_OWN_OID for row in types):
            self._built_in[wanted] = types
        return types, statement


async def prepare(conn: asyncpg.Connection[asyncpg.Record]) -> None:
    """Teach a new connection our types."""
    await conn.set_type_codec("uuid", schema="pg_catalog", format="binary", encoder=_encode_uuid, decoder=_decode_uuid)
    await conn.set_type_codec(
        "jsonb", schema="pg_catalog", format="binary", encoder=_encode_jsonb, decoder=_decode_jsonb
    )
    await conn.set_type_codec(
        "json", schema="pg_catalog", format="binary", encoder=msgspec.json.encode, decoder=msgspec.json.decode
    )


def _settings(schema: str | None) -> dict[str, str]:
    return _SETTINGS if schema is None else {**_SETTINGS, "search_path": schema}


async def connect(url: str, *, schema: str | None = None) -> asyncpg.Connection[asyncpg.Record]:
    """One connection outside any pool, with the same types and settings. `schema`: the only one whose tables it finds
    by name alone; without it those of the database's own path."""
    conn = await asyncpg.connect(
        url, server_settings=_settings(schema), timeout=_ACQUIRE_SECONDS, connection_class=_Connection
    )
    await prepare(conn)
    return conn


def _is_lost(conn: Connection) -> bool:
    try:
        return conn.is_closed()
    except asyncpg.InterfaceError:
        # The pool takes a connection back by itself when it is cut.
        return True


def _unavailable() -> Unavailable:
    return Unavailable("The database cannot be reached.", code="database_unavailable")


class Database:
    """A pool of connections to one database."""

    def __init__(self, pool: asyncpg.Pool[asyncpg.Record]) -> None:
        self._pool = pool

    @classmethod
    async def open(cls, url: str, *, pool_size: int = 10, schema: str | None = None) -> Database:
        """Connect to `url`, with at most `pool_size` connections; `schema` as `connect` has it. Raises what asyncpg
        raises when it cannot."""
        pool = await asyncpg.create_pool(
            url,
            min_size=1,
            max_size=pool_size,
            command_timeout=_COMMAND_SECONDS,
            timeout=_ACQUIRE_SECONDS,
            server_settings=_settings(schema),
            init=prepare,
            connection_class=_Connection,
        )
        return cls(pool)

    async def close(self) -> None:
        """Wait for the connections in use, at most five seconds, and close them all."""
        try:
            async with asyncio.timeout(5):
                await self._pool.close()
        except TimeoutError:
            self._pool.terminate()

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Connection]:
        """A connection in autocommit mode, to read with.

        Raises `Unavailable` when none is to be had in 10 s, and when it is lost within the block.
        """
        try:
            conn = await self._pool.acquire(timeout=_ACQUIRE_SECONDS)
        except (OSError, TimeoutError, asyncpg.InterfaceError, asyncpg.PostgresError) as error:
            raise _unavailable() from error
        try:
            yield conn
        except _LOST as error:
            raise _unavailable() from error
        except (asyncpg.InterfaceError, asyncpg.InternalClientError) as error:
            # What asyncpg makes of a loss depends on where it stood; of a connection that lives they are our defects.
            if _is_lost(conn):
                raise _unavailable() from error
            raise
        finally:
            try:
                await self._pool.release(conn)
            except (OSError, asyncpg.InterfaceError, asyncpg.InternalClientError, asyncpg.PostgresError):
                # The pool has cut the connection and makes another; the block has its result, or an error of its own.
                _log.warning("a connection to the database was lost", exc_info=True)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Connection]:
        """A connection in a transaction (read committed): committed at the end of the block, rolled back by an error.

        Events about what was written are published after the block.
        """
        async with self.connection() as conn, conn.transaction():
            yield conn
