"""SQL of talk time."""

from eduforum.db import Connection
from eduforum.media.tools import Row

_KEEP = """
    insert into talk_times (room_id, participant_id, seconds) select $1, $3, $4 where $2::bigint is not null
    on conflict (room_id, participant_id) do update set seconds = excluded.seconds
"""


def keep(participant_id: str, seconds: float) -> Row:
    return Row(_KEEP, (participant_id, seconds))


async def seconds(conn: Connection, room_id: str) -> dict[str, float]:
    rows = await conn.fetch("select participant_id, seconds from talk_times where room_id = $1", room_id)
    return {row["participant_id"]: row["seconds"] for row in rows}
