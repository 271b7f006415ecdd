"""SQL of the whiteboard."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

import msgspec

from eduforum.db import Connection
from eduforum.learning.documents.document import Act, Value
from eduforum.learning.documents.groups import all_groups
from eduforum.learning.documents.store import Table
from eduforum.learning.whiteboard.schemas import BoardImage, BoardInfo, BoardSettings, ShownBoard
from eduforum.media.tools import Row

HISTORY = 200

BOARDS = Table("board")


class Version(NamedTuple):
    """What an object was like after somebody's changes."""

    object_id: str
    at: datetime
    person: str
    act: Act
    value: Value | None


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


def show(board_id: str | None, person_id: str, follow: bool) -> Row:
    return Row(_SHOW, (board_id, person_id, follow))


def versions(board_id: str, n: int, versions: Iterable[Version]) -> list[Row]:
    """All that was changed up to update `n`."""
    rows = [Row(_VERSION, (board_id, v.object_id, v.at, v.person, v.act, v.value)) for v in versions]
    return [*rows, Row(_VERSIONED, (board_id, n))]


def thin(board_id: str, before: datetime) -> Row:
    return Row(_THIN, (board_id, before))


async def versioned_n(conn: Connection, room_id: str, board_id: str) -> int:
    """Up to what update the versions are stored."""
    n: int = await conn.fetchval("select versioned_n from boards where room_id = $1 and id = $2", room_id, board_id)
    return n


async def authors(conn: Connection, room_id: str, board_id: str) -> dict[str, str]:
    """Who made each object, gone ones too."""
    rows = await conn.fetch(
        """select distinct on (object_id) object_id, value->>'by' as by from board_versions
           where room_id = $1 and board_id = $2 and value is not null order by object_id, at""",
        room_id, board_id,
    )  # fmt: skip
    return {row["object_id"]: row["by"] for row in rows}


async def add_image(
    conn: Connection, room_id: str, board_id: str | None, person_id: str, image: BoardImage, size: int, at: datetime
) -> None:
    await conn.execute(
        """insert into board_images (id, session_id, board_id, person_id, media_type, width, height, size, created_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9)""",
        image.id, room_id, board_id, person_id, image.media_type, image.width, image.height, size, at,
    )  # fmt: skip


async def images_of(conn: Connection, room_id: str, person_id: str) -> int:
    """How many images somebody has put up in a session."""
    count: int = await conn.fetchval(
        "select count(*) from board_images where session_id = $1 and person_id = $2", room_id, person_id
    )
    return count


async def image(conn: Connection, room_id: str, image_id: str) -> tuple[BoardImage, str] | None:
    """An image, and the board that it was put up for."""
    row = await conn.fetchrow(
        """select id, media_type, width, height, coalesce(board_id, session_id) as board_id from board_images
           where session_id = $1 and id = $2""",
        room_id, image_id,
    )  # fmt: skip
    return None if row is None else (BoardImage(*row[:4]), row["board_id"])


async def boards(conn: Connection, room_id: str) -> list[BoardInfo]:
    groups = await all_groups(conn, room_id)
    return [
        BoardInfo(id, msgspec.convert(settings, BoardSettings), *groups.get(id, (0, "")))
        for id, settings in (await BOARDS.records(conn, room_id)).items()
    ]


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


async def history(conn: Connection, room_id: str, board_id: str, before: datetime | None) -> list[Version]:
    """The newest first; of the last moment all, so that the time of the last one says where to go on."""
    rows = await conn.fetch(
        """select * from (
               select object_id, at, person_id, act, value from board_versions
               where room_id = $1 and board_id = $2 and ($3::timestamptz is null or at < $3)
               order by at desc fetch first $4 rows with ties
           ) as newest
           order by at desc, object_id""",
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
