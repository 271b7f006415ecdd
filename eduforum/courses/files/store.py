"""SQL of uploads and course files."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec

from eduforum.courses.files.schemas import CourseFile, Part, Scan, UploadRecord
from eduforum.db import Connection

_UPLOAD = """
    select id, course_id, user_id, name, size, received, began_at, touched_at, finished_at is not null as finished
    from uploads
"""
_FILE = "select id, course_id, user_id, name, media_type, size, sha256, began_at, stored_at, scan from course_files"

# What holds a file. Another table of references belongs here.
_HELD = """
    (exists (select 1 from content_items i where i.file_id = f.id)
     or exists (select 1 from submission_files s where s.file_id = f.id))
"""


async def add_upload(conn: Connection, upload: UploadRecord) -> None:
    await conn.execute(
        """insert into uploads (id, course_id, user_id, name, size, began_at, touched_at)
           values ($1, $2, $3, $4, $5, $6, $6)""",
        upload.id, upload.course_id, upload.user_id, upload.name, upload.size, upload.began_at,
    )  # fmt: skip


async def upload(conn: Connection, course_id: str, upload_id: str) -> UploadRecord | None:
    row = await conn.fetchrow(f"{_UPLOAD} where id = $1 and course_id = $2", upload_id, course_id)
    return None if row is None else msgspec.convert(dict(row), UploadRecord)


async def lock_person(conn: Connection, user_id: str) -> None:
    """One person's new uploads take turns, until the end of the transaction."""
    await conn.execute("select 1 from users where id = $1 for no key update", user_id)


async def unfinished(conn: Connection, user_id: str) -> tuple[int, int]:
    """How many uploads of the person are on their way, and their sizes together."""
    row = await conn.fetchrow(
        "select count(*) as n, coalesce(sum(size), 0)::bigint as bytes from uploads "
        "where user_id = $1 and finished_at is null",
        user_id,
    )
    assert row is not None
    return row["n"], row["bytes"]


async def add_part(conn: Connection, upload_id: str, part: Part, now: datetime, pause: timedelta) -> bool:
    """False where something else was kept at this place. After a `pause` the upload begins anew."""
    done = await conn.fetchval(
        """update uploads set received = received + $3, touched_at = $4,
               began_at = case when touched_at + $5 < $4 then $4 else began_at end
           where id = $1 and received = $2 and finished_at is null returning 1""",
        upload_id, part.start, part.size, now, pause,
    )  # fmt: skip
    if done is None:
        return False
    await conn.execute(
        "insert into upload_parts (upload_id, start, size, object_key) values ($1, $2, $3, $4)",
        upload_id, part.start, part.size, part.object_key,
    )  # fmt: skip
    return True


async def parts(conn: Connection, upload_id: str) -> list[Part]:
    rows = await conn.fetch(
        "select start, size, object_key from upload_parts where upload_id = $1 order by start", upload_id
    )
    return [msgspec.convert(dict(row), Part) for row in rows]


async def add_file(conn: Connection, file: CourseFile) -> bool:
    """Of an upload, which is finished by it. False where it has become one already, or is gone."""
    done = await conn.fetchval(
        "update uploads set finished_at = $2 where id = $1 and finished_at is null returning 1",
        file.id, file.stored_at,
    )  # fmt: skip
    if done is None:
        return False
    await conn.execute(
        """insert into course_files (id, course_id, user_id, name, media_type, size, sha256, began_at, stored_at, scan)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)""",
        file.id, file.course_id, file.user_id, file.name, file.media_type, file.size, file.sha256, file.began_at,
        file.stored_at, file.scan,
    )  # fmt: skip
    await conn.execute("delete from upload_parts where upload_id = $1", file.id)
    return True


async def file(conn: Connection, course_id: str, file_id: str) -> CourseFile | None:
    row = await conn.fetchrow(f"{_FILE} where id = $1 and course_id = $2", file_id, course_id)
    return None if row is None else msgspec.convert(dict(row), CourseFile)


async def hold(conn: Connection, file_id: str) -> bool:
    """Keeps the file from being forgotten until the end of the transaction; False where it is gone."""
    return await conn.fetchval("select 1 from course_files where id = $1 for key share", file_id) is not None


async def delete_upload(conn: Connection, upload_id: str) -> None:
    await conn.execute("delete from uploads where id = $1", upload_id)


async def stale_uploads(conn: Connection, before: datetime, limit: int) -> list[str]:
    rows = await conn.fetch("select id from uploads where touched_at < $1 order by touched_at limit $2", before, limit)
    return [row["id"] for row in rows]


async def unheld_files(conn: Connection, before: datetime, limit: int) -> list[tuple[str, str]]:
    """(course id, file id) of what was stored before and is part of nothing, locked against becoming so."""
    rows = await conn.fetch(
        f"""select f.course_id, f.id from course_files f where f.stored_at < $1 and not {_HELD}
            order by f.stored_at limit $2 for update skip locked""",
        before, limit,
    )  # fmt: skip
    return [(row["course_id"], row["id"]) for row in rows]


async def delete_files(conn: Connection, file_ids: Sequence[str]) -> None:
    await conn.execute("delete from course_files where id = any ($1)", list(file_ids))


async def waiting(conn: Connection, after: str | None, limit: int) -> list[CourseFile]:
    """Files that the scanner has not spoken on, in the order of their ids."""
    rows = await conn.fetch(
        f"{_FILE} where scan = 'waiting' and ($1::uuid is null or id > $1) order by id limit $2", after, limit
    )
    return [msgspec.convert(dict(row), CourseFile) for row in rows]


async def set_scan(conn: Connection, file_id: str, scan: Scan, now: datetime) -> None:
    await conn.execute("update course_files set scan = $2, scanned_at = $3 where id = $1", file_id, scan, now)
