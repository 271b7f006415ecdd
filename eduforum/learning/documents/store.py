"""SQL of documents: each kind has a table of documents, one of updates and one of Yjs clients, which are alike."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

import msgspec

from eduforum.db import Connection
from eduforum.learning.documents.document import Act
from eduforum.media.tools import Row


class Edit(NamedTuple):
    """Updates that belong together, and whose they are. What staff have hidden or restored is theirs."""

    person: str
    act: Act | None
    updates: list[bytes]


class Stored(NamedTuple):
    """The edits of one moment."""

    n: int
    at: datetime
    edits: list[Edit]


class Record(NamedTuple):
    """A document as it is stored: `state` has the updates up to `state_n`; `settings` are as JSON has them."""

    settings: Any
    state: bytes | None
    state_n: int


class Table:
    """Of a kind of documents, by the kind's name: `boards`, `board_updates` and `board_clients` for `board`."""

    def __init__(self, name: str) -> None:
        self._documents = f"{name}s"
        self._updates, self._clients, self._id = f"{name}_updates", f"{name}_clients", f"{name}_id"

    def add(self, id: str, settings: Any, state: bytes | None, at: datetime) -> Row:
        statement = f"""
            insert into {self._documents} (room_id, id, settings, state, created_at)
            select $1, $3, $4, $5, $6 where $2::bigint is not null
        """
        return Row(statement, (id, settings, state, at))

    def settings(self, id: str, settings: Any) -> Row:
        statement = f"""
            update {self._documents} set settings = $4 where room_id = $1 and id = $3 and $2::bigint is not null
        """
        return Row(statement, (id, settings))

    def update(self, id: str, n: int, at: datetime, edits: Sequence[Edit]) -> Row:
        statement = f"""
            insert into {self._updates} (room_id, {self._id}, n, at, edits)
            select $1, $3, $4, $5, $6 where $2::bigint is not null
        """
        return Row(statement, (id, n, at, msgspec.msgpack.encode(edits)))

    def client(self, id: str, client: int, person_id: str, name: str) -> Row:
        statement = f"""
            insert into {self._clients} (room_id, {self._id}, client, person_id, name)
            select $1, $3, $4, $5, $6 where $2::bigint is not null
            on conflict do nothing
        """
        return Row(statement, (id, client, person_id, name))

    def copy_clients(self, id: str, room_id: str) -> Row:
        """Of the same group's document in another room."""
        statement = f"""
            insert into {self._clients} (room_id, {self._id}, client, person_id, name)
            select $1, {self._id}, client, person_id, name from {self._clients}
            where room_id = $3 and {self._id} = $4 and $2::bigint is not null
        """
        return Row(statement, (room_id, id))

    def compact(self, id: str, n: int, state: bytes) -> Row:
        """The document as of update `n` in the place of the updates."""
        statement = f"""
            with folded as (
                delete from {self._updates}
                where room_id = $1 and {self._id} = $3 and n <= $4 and $2::bigint is not null
            )
            update {self._documents} set state = $5, state_n = $4 where room_id = $1 and id = $3
        """
        return Row(statement, (id, n, state))

    async def record(self, conn: Connection, room_id: str, id: str) -> Record | None:
        row = await conn.fetchrow(
            f"select settings, state, state_n from {self._documents} where room_id = $1 and id = $2", room_id, id
        )
        return None if row is None else Record(row["settings"], row["state"], row["state_n"])

    async def records(self, conn: Connection, room_id: str) -> dict[str, Any]:
        """The settings of a room's documents by id, the first made first."""
        rows = await conn.fetch(
            f"select id, settings from {self._documents} where room_id = $1 order by created_at, id", room_id
        )
        return {row["id"]: row["settings"] for row in rows}

    async def updates(self, conn: Connection, room_id: str, id: str) -> list[Stored]:
        """What was written since the state was, in its order."""
        rows = await conn.fetch(
            f"select n, at, edits from {self._updates} where room_id = $1 and {self._id} = $2 order by n", room_id, id
        )
        return [Stored(n, at, msgspec.msgpack.decode(edits, type=list[Edit])) for n, at, edits in rows]

    async def version(self, conn: Connection, room_id: str, id: str) -> int:
        """How many updates there have been."""
        found: int = await conn.fetchval(
            f"""select greatest(
                    coalesce((select max(n) from {self._updates} where room_id = $1 and {self._id} = $2), 0),
                    coalesce((select state_n from {self._documents} where room_id = $1 and id = $2), 0)
                )""",
            room_id, id,
        )  # fmt: skip
        return found

    async def clients(self, conn: Connection, room_id: str, id: str) -> list[tuple[int, str, str]]:
        """Yjs client, person's id and name."""
        rows = await conn.fetch(
            f"select client, person_id, name from {self._clients} where room_id = $1 and {self._id} = $2", room_id, id
        )
        return [(client, person, name) for client, person, name in rows]

    async def stored_updates(self, conn: Connection, room_id: str, id: str) -> list[bytes] | None:
        """All updates that make the document, the folded ones first; None where there is none."""
        record = await self.record(conn, room_id, id)
        if record is None:
            return None
        moments = await self.updates(conn, room_id, id)
        written = [each for moment in moments for edit in moment.edits for each in edit.updates]
        return written if record.state is None else [record.state, *written]

    async def elsewhere(self, conn: Connection, room_id: str, id: str) -> str | None:
        """The room in which the same group wrote last."""
        found: str | None = await conn.fetchval(
            f"""select room_id from {self._documents} where id = $2 and room_id <> $1
               order by created_at desc limit 1""",
            room_id, id,
        )  # fmt: skip
        return found
