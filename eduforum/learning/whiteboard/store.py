"""SQL of the whiteboard."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import msgspec

from eduforum.db import Connection
from eduforum.learning.whiteboard.objects import Act, Value
from eduforum.learning.whiteboard.schemas import BoardImage, BoardInfo, BoardSettings, ShownBoard
from eduforum.media.tools import Row

HISTORY = 200


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
    """A board as it is stored."""

    settings: BoardSettings
    state: bytes | None
    state_n: int
    versioned_n: int


class Version(NamedTuple):
    """What an object was like after somebody's changes."""

    object_id: str
    at: datetime
    person: str
    act: Act
    value: Value | None


_ADD = """
    insert into boards (room_id, id, settings, state, created_at)
    select $1, $3, $4, $5, $6 where $2::bigint is not null
"""
_UPDATE = """
    insert into board_updates (room_id, board_id, n, at, edits) select $1, $3, $4, $5, $6 where $2::bigint is not null
"""
_CLIENT = """
    insert into board_clients (room_id, board_id, client, person_id, name)
    select $1, $3, $4, $5, $6 where $2::bigint is not null
    on conflict do nothing
"""
_COPY_CLIENTS = """
    insert into board_clients (room_id, board_id, client, person_id, name)
    select $1, board_id, client, person_id, name from board_clients
    where room_id = $3 and board_id = $4 and $2::bigint is not null
"""
_SETTINGS = "update boards set settings = $4 where room_id = $1 and id = $3 and $2::bigint is not null"
_SHOW = """
    insert into shown_boards (room_id, board_id, person_id, follow) select $1, $3, $4, $5 where $2::bigint is not null
    on conflict (room_id) do update set board_id = excluded.board_id, person_id = excluded.person_id,
        follow = excluded.follow
"""
_VERSION = """
    insert into board_versions (room_id, board_id, object_id, at, person_id, act, value)
    select $1, $3, $4, $5, $6, $7, $8 where $2::bigint is not null
    on conflict (room_id, board_id, object_id, at, person_id) do update set act = excluded.act, value = excluded.value
"""
_VERSIONED = "update boards set versioned_n = $4 where room_id = $1 and id = $3 and $2::bigint is not null"
_COMPACT = """
    with folded as (
        delete from board_updates where room_id = $1 and board_id = $3 and n <= $4 and $2::bigint is not null
    )
    update boards set state = $5, state_n = $4, versioned_n = $4 where room_id = $1 and id = $3
"""

# Of what one person did to an object within a minute the last counts.
_THIN = """
    delete from board_versions v where v.room_id = $1 and v.board_id = $3 and v.at < $4 and $2::bigint is not null
    and exists (
        select from board_versions later
        where later.room_id = v.room_id and later.board_id = v.board_id and later.object_id = v.object_id
          and later.person_id = v.person_id and later.act = v.act and later.at > v.at
          and date_trunc('minute', later.at) = date_trunc('minute', v.at)
    )
"""


def add(board_id: str, settings: BoardSettings, state: bytes | None, at: datetime) -> Row:
    return Row(_ADD, (board_id, msgspec.to_builtins(settings), state, at))


def update(board_id: str, n: int, at: datetime, edits: Sequence[Edit]) -> Row:
    return Row(_UPDATE, (board_id, n, at, msgspec.msgpack.encode(edits)))


def client(board_id: str, client: int, person_id: str, name: str) -> Row:
    return Row(_CLIENT, (board_id, client, person_id, name))


def copy_clients(board_id: str, room_id: str) -> Row:
    """Of the same group's board in another room."""
    return Row(_COPY_CLIENTS, (room_id, board_id))


def settings(board_id: str, settings: BoardSettings) -> Row:
    return Row(_SETTINGS, (board_id, msgspec.to_builtins(settings)))


def show(board_id: str | None, person_id: str, follow: bool) -> Row:
    return Row(_SHOW, (board_id, person_id, follow))


def versions(board_id: str, n: int, versions: Iterable[Version]) -> list[Row]:
    """All that was changed up to update `n`."""
    rows = [Row(_VERSION, (board_id, v.object_id, v.at, v.person, v.act, v.value)) for v in versions]
    return [*rows, Row(_VERSIONED, (board_id, n))]


def compact(board_id: str, n: int, state: bytes) -> Row:
    """The document as of update `n` in the place of the updates."""
    return Row(_COMPACT, (board_id, n, state))


def thin(board_id: str, before: datetime) -> Row:
    return Row(_THIN, (board_id, before))


async def board(conn: Connection, room_id: str, board_id: str) -> Record | None:
    row = await conn.fetchrow(
        "select settings, state, state_n, versioned_n from boards where room_id = $1 and id = $2", room_id, board_id
    )
    if row is None:
        return None
    return Record(msgspec.convert(row[0], BoardSettings), row[1], row[2], row[3])


async def updates(conn: Connection, room_id: str, board_id: str) -> list[Stored]:
    """What was drawn since the state was written, in its order."""
    rows = await conn.fetch(
        "select n, at, edits from board_updates where room_id = $1 and board_id = $2 order by n", room_id, board_id
    )
    return [Stored(n, at, msgspec.msgpack.decode(edits, type=list[Edit])) for n, at, edits in rows]


async def clients(conn: Connection, room_id: str, board_id: str) -> list[tuple[int, str, str]]:
    """Yjs client, person's id and name."""
    rows = await conn.fetch(
        "select client, person_id, name from board_clients where room_id = $1 and board_id = $2", room_id, board_id
    )
    return [(client, person, name) for client, person, name in rows]


async def authors(conn: Connection, room_id: str, board_id: str) -> dict[str, str]:
    """Who made each object, gone ones too."""
    rows = await conn.fetch(
        """select distinct on (object_id) object_id, value->>'by' as by from board_versions
           where room_id = $1 and board_id = $2 and value is not null order by object_id, at""",
        room_id, board_id,
    )  # fmt: skip
    return {row["object_id"]: row["by"] for row in rows}


async def stored_updates(conn: Connection, room_id: str, board_id: str) -> list[bytes] | None:
    """All updates that make the document, the folded ones first; None where there is no such board."""
    record = await board(conn, room_id, board_id)
    if record is None:
        return None
    moments = await updates(conn, room_id, board_id)
    drawn = [each for moment in moments for edit in moment.edits for each in edit.updates]
    return drawn if record.state is None else [record.state, *drawn]


async def group_people(conn: Connection, room_id: str, board_id: str) -> set[str] | None:
    """The people of a group while its breakout is prepared or open, else None."""
    records = await _records(conn, "select record from breakouts where room_id = $1 and state <> 'ended'", room_id)
    groups = [group for record in records for group in _groups_of(record) if group["id"] == board_id]
    return set(groups[0]["people"]) if groups else None


async def add_image(conn: Connection, room_id: str, person_id: str, image: BoardImage, size: int, at: datetime) -> None:
    await conn.execute(
        """insert into board_images (id, session_id, person_id, media_type, width, height, size, created_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8)""",
        image.id, room_id, person_id, image.media_type, image.width, image.height, size, at,
    )  # fmt: skip


async def images_of(conn: Connection, room_id: str, person_id: str) -> int:
    """How many images somebody has put up in a session."""
    count: int = await conn.fetchval(
        "select count(*) from board_images where session_id = $1 and person_id = $2", room_id, person_id
    )
    return count


async def image(conn: Connection, room_id: str, image_id: str) -> BoardImage | None:
    row = await conn.fetchrow(
        "select id, media_type, width, height from board_images where session_id = $1 and id = $2", room_id, image_id
    )
    return None if row is None else BoardImage(*row)


async def boards(conn: Connection, room_id: str) -> list[BoardInfo]:
    rows = await conn.fetch("select id, settings from boards where room_id = $1 order by created_at, id", room_id)
    records = await _records(conn, "select record from breakouts where room_id = $1 order by seq", room_id)
    groups = {group["id"]: (group["number"], group["name"]) for record in records for group in _groups_of(record)}
    return [BoardInfo(id, msgspec.convert(settings, BoardSettings), *groups.get(id, (0, ""))) for id, settings in rows]


async def begun(conn: Connection, room_id: str) -> dict[str, datetime]:
    """Since when there is each board of a room that has something on it."""
    rows = await conn.fetch(
        """select id, created_at from boards b where room_id = $1 and (
               state is not null
               or exists (select from board_updates u where u.room_id = b.room_id and u.board_id = b.id)
           )""",
        room_id,
    )
    return {row["id"]: row["created_at"] for row in rows}


async def shown(conn: Connection, room_id: str) -> ShownBoard | None:
    row = await conn.fetchrow(
        "select board_id, person_id, follow from shown_boards where room_id = $1 and board_id is not null", room_id
    )
    return None if row is None else ShownBoard(*row)


async def elsewhere(conn: Connection, room_id: str, board_id: str) -> str | None:
    """The room in which the same group drew last."""
    found: str | None = await conn.fetchval(
        "select room_id from boards where id = $2 and room_id <> $1 order by created_at desc limit 1", room_id, board_id
    )
    return found


async def open_groups(conn: Connection, room_id: str) -> set[str]:
    """The groups of the breakout that is prepared or open in a room."""
    return await _groups(conn, "select record from breakouts where room_id = $1 and state <> 'ended'", room_id)


async def groups(conn: Connection, room_id: str) -> set[str]:
    """All groups that there ever were in a room."""
    return await _groups(conn, "select record from breakouts where room_id = $1", room_id)


async def _groups(conn: Connection, query: str, room_id: str) -> set[str]:
    return {group["id"] for record in await _records(conn, query, room_id) for group in _groups_of(record)}


async def _records(conn: Connection, query: str, room_id: str) -> list[Any]:
    """Breakouts as they are stored."""
    return [row["record"] for row in await conn.fetch(query, room_id)]


def _groups_of(record: Any) -> list[Any]:
    groups: list[Any] = record["breakout"]["groups"]
    return groups


async def history(conn: Connection, room_id: str, board_id: str, before: datetime | None) -> list[Version]:
    """The newest first."""
    rows = await conn.fetch(
        """select object_id, at, person_id, act, value from board_versions
           where room_id = $1 and board_id = $2 and ($3::timestamptz is null or at < $3)
           order by at desc, object_id limit $4""",
        room_id, board_id, before, HISTORY,
    )  # fmt: skip
    return [Version(*row) for row in rows]


async def touched(
    conn: Connection, room_id: str, board_id: str, person_id: str | None, since: datetime
) -> dict[str, Value | None]:
    """What was touched from `since` on, by a person or by anybody, each as it was before."""
    rows = await conn.fetch(
        """select t.object_id, (
               select v.value from board_versions v
               where v.room_id = $1 and v.board_id = $2 and v.object_id = t.object_id and v.at < $4
               order by v.at desc limit 1
           ) as value
           from (
               select distinct object_id from board_versions
               where room_id = $1 and board_id = $2 and at >= $4 and ($3::uuid is null or person_id = $3)
           ) t""",
        room_id, board_id, person_id, since,
    )  # fmt: skip
    return {row["object_id"]: row["value"] for row in rows}


async def last_values(conn: Connection, room_id: str, board_id: str, objects: Sequence[str]) -> dict[str, Value | None]:
    """The objects named as they were when they were last there."""
    rows = await conn.fetch(
        """select distinct on (object_id) object_id, value from board_versions
           where room_id = $1 and board_id = $2 and object_id = any($3::text[]) and value is not null
           order by object_id, at desc""",
        room_id, board_id, list(objects),
    )  # fmt: skip
    return {row["object_id"]: row["value"] for row in rows}
