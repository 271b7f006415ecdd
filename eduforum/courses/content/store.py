"""SQL of a course's content."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from eduforum.courses.content.schemas import FolderRecord, ItemKind, ItemRecord
from eduforum.db import Connection

_FOLDER = "select id, title, visible, visible_from, version, deleted_at from content_folders"

_ITEM = """
    select i.id, i.course_id, i.folder_id, i.kind, i.title, i.url, i.body, i.visible, i.visible_from, i.version,
           i.created_at, i.updated_at, i.deleted_at, d.visible as folder_visible,
           d.visible_from as folder_visible_from, d.deleted_at as folder_deleted_at,
           f.id as file_id, f.name, f.media_type, f.size, f.sha256, f.scan,
           (select count(*) from content_openings o
            join enrollments e on e.course_id = i.course_id and e.user_id = o.user_id
                 and e.role = 'student' and e.ended_at is null
            where o.item_id = i.id) as opened
    from content_items i
    join content_folders d on d.id = i.folder_id
    left join course_files f on f.id = i.file_id
"""
_OF_FILE = ("name", "media_type", "size", "sha256", "scan")


async def lock(conn: Connection, course_id: str) -> None:
    """Changes of a course's order take turns, until the end of the transaction."""
    await conn.execute("select 1 from courses where id = $1 for no key update", course_id)


async def folders(conn: Connection, course_id: str) -> list[FolderRecord]:
    rows = await conn.fetch(f"{_FOLDER} where course_id = $1 and deleted_at is null order by position, id", course_id)
    return [msgspec.convert(dict(row), FolderRecord) for row in rows]


async def folder(conn: Connection, course_id: str, folder_id: str) -> FolderRecord | None:
    row = await conn.fetchrow(f"{_FOLDER} where course_id = $1 and id = $2", course_id, folder_id)
    return None if row is None else msgspec.convert(dict(row), FolderRecord)


async def items(conn: Connection, course_id: str) -> list[ItemRecord]:
    """Those of every folder, each folder's in order; not those that are deleted."""
    rows = await conn.fetch(
        f"""{_ITEM} where i.course_id = $1 and i.deleted_at is null and d.deleted_at is null
            order by i.position, i.id""",
        course_id,
    )
    return [_record(dict(row)) for row in rows]


async def item(conn: Connection, course_id: str, item_id: str) -> ItemRecord | None:
    row = await conn.fetchrow(f"{_ITEM} where i.course_id = $1 and i.id = $2", course_id, item_id)
    return None if row is None else _record(dict(row))


async def students(conn: Connection, course_id: str) -> int:
    count: int = await conn.fetchval(
        "select count(*) from enrollments where course_id = $1 and role = 'student' and ended_at is null", course_id
    )
    return count


async def counts(conn: Connection, course_id: str) -> tuple[int, int]:
    """Folders and items, those that are deleted and still kept among them."""
    row = await conn.fetchrow(
        """select (select count(*) from content_folders where course_id = $1) as folders,
                  (select count(*) from content_items where course_id = $1) as items""",
        course_id,
    )
    assert row is not None
    return row["folders"], row["items"]


async def add_folder(
    conn: Connection,
    *,
    id: str,
    course_id: str,
    title: str,
    visible: bool,
    visible_from: datetime | None,
    now: datetime,
) -> None:
    """Comes last."""
    await conn.execute(
        """insert into content_folders (id, course_id, title, position, visible, visible_from, created_at, updated_at)
           values ($1, $2, $3, (select coalesce(max(position), 0) + 1 from content_folders where course_id = $2),
                   $4, $5, $6, $6)""",
        id, course_id, title, visible, visible_from, now,
    )  # fmt: skip


async def change_folder(
    conn: Connection,
    folder_id: str,
    version: int,
    now: datetime,
    *,
    title: str,
    visible: bool,
    visible_from: datetime | None,
) -> bool:
    """False where another change came first."""
    done = await conn.fetchval(
        """update content_folders set title = $4, visible = $5, visible_from = $6, version = version + 1,
               updated_at = $3
           where id = $1 and version = $2 returning 1""",
        folder_id, version, now, title, visible, visible_from,
    )  # fmt: skip
    return done is not None


async def set_folder_deleted(conn: Connection, folder_id: str, deleted_at: datetime | None, now: datetime) -> None:
    await conn.execute(
        "update content_folders set deleted_at = $2, version = version + 1, updated_at = $3 where id = $1",
        folder_id, deleted_at, now,
    )  # fmt: skip


async def add_item(
    conn: Connection,
    *,
    id: str,
    course_id: str,
    folder_id: str,
    kind: ItemKind,
    title: str,
    file_id: str | None,
    url: str | None,
    body: str | None,
    visible: bool,
    visible_from: datetime | None,
    created_by: str,
    now: datetime,
) -> None:
    """Comes last in its folder; an id that is taken changes nothing."""
    await conn.execute(
        """insert into content_items (id, course_id, folder_id, kind, title, file_id, url, body, position, visible,
                                      visible_from, created_by, created_at, updated_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8,
                   (select coalesce(max(position), 0) + 1 from content_items where folder_id = $3),
                   $9, $10, $11, $12, $12)
           on conflict (id) do nothing""",
        id, course_id, folder_id, kind, title, file_id, url, body, visible, visible_from, created_by, now,
    )  # fmt: skip


async def change_item(
    conn: Connection,
    item_id: str,
    version: int,
    now: datetime,
    *,
    title: str,
    url: str | None,
    body: str | None,
    visible: bool,
    visible_from: datetime | None,
) -> bool:
    """False where another change came first."""
    done = await conn.fetchval(
        """update content_items set title = $4, url = $5, body = $6, visible = $7, visible_from = $8,
               version = version + 1, updated_at = $3
           where id = $1 and version = $2 returning 1""",
        item_id, version, now, title, url, body, visible, visible_from,
    )  # fmt: skip
    return done is not None


async def set_item_deleted(conn: Connection, item_id: str, deleted_at: datetime | None, now: datetime) -> None:
    await conn.execute(
        "update content_items set deleted_at = $2, version = version + 1, updated_at = $3 where id = $1",
        item_id, deleted_at, now,
    )  # fmt: skip


async def arrange(conn: Connection, order: Mapping[str, Sequence[str]]) -> None:
    """Folders in this order, and their items in theirs."""
    await conn.execute(
        """update content_folders d set position = o.place
           from unnest($1::uuid[]) with ordinality as o (id, place) where d.id = o.id""",
        list(order),
    )
    placed = [(folder_id, item_id) for folder_id, item_ids in order.items() for item_id in item_ids]
    await conn.execute(
        """update content_items i set folder_id = o.folder_id, position = o.place
           from unnest($1::uuid[], $2::uuid[]) with ordinality as o (folder_id, id, place) where i.id = o.id""",
        [folder_id for folder_id, _ in placed],
        [item_id for _, item_id in placed],
    )


async def note_opening(conn: Connection, item_id: str, user_id: str, now: datetime) -> None:
    await conn.execute(
        """insert into content_openings (item_id, user_id, opened_at) values ($1, $2, $3)
           on conflict (item_id, user_id) do nothing""",
        item_id, user_id, now,
    )  # fmt: skip


async def forget_deleted(conn: Connection, before: datetime) -> int:
    """What was deleted before; answers how much that was."""
    rows = await conn.fetch(
        """with items as (delete from content_items where deleted_at < $1 returning 1),
                folders as (delete from content_folders where deleted_at < $1 returning 1)
           select 1 from items union all select 1 from folders""",
        before,
    )
    return len(rows)


def _record(values: dict[str, Any]) -> ItemRecord:
    file_id = values.pop("file_id")
    facts = {name: values.pop(name) for name in _OF_FILE}
    return msgspec.convert({**values, "file": None if file_id is None else {"id": file_id, **facts}}, ItemRecord)
