"""The groups of a room's breakouts, as far as their documents are concerned."""

from datetime import datetime
from typing import Any, NamedTuple

from eduforum.db import Connection


class GroupName(NamedTuple):
    """`number` counts from 1."""

    number: int
    name: str


async def open_groups(conn: Connection, room_id: str) -> set[str]:
    """The groups of the breakout that is prepared or open in a room."""
    return set(await _groups(conn, "select record from breakouts where room_id = $1 and state <> 'ended'", room_id))


async def all_groups(conn: Connection, room_id: str) -> dict[str, GroupName]:
    """All groups that there ever were in a room, by id."""
    found = await _groups(conn, "select record from breakouts where room_id = $1 order by seq", room_id)
    return {id: GroupName(group["number"], group["name"]) for id, group in found.items()}


async def people_of(conn: Connection, room_id: str, group_id: str) -> set[str] | None:
    """The people of a group while its breakout is prepared or open, else None."""
    query = "select record from breakouts where room_id = $1 and state <> 'ended'"
    group = (await _groups(conn, query, room_id)).get(group_id)
    return None if group is None else set(group["people"])


async def was_in(conn: Connection, room_id: str, group_id: str, person_id: str, since: datetime) -> bool:
    """Whether somebody was in a group until it ended, and that was after `since`."""
    found: bool = await conn.fetchval(
        """select exists (
               select from breakouts, jsonb_array_elements(record -> 'breakout' -> 'groups') as each
               where room_id = $1 and state = 'ended' and each ->> 'id' = $2 and each -> 'people' ? $3
                   and (record -> 'breakout' ->> 'ends_at')::timestamptz > $4
           )""",
        room_id, group_id, person_id, since,
    )  # fmt: skip
    return found


async def _groups(conn: Connection, query: str, room_id: str) -> dict[str, Any]:
    records = [row["record"] for row in await conn.fetch(query, room_id)]
    return {group["id"]: group for record in records for group in record["breakout"]["groups"]}
