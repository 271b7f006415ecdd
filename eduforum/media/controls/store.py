"""SQL of what hosts decide."""

import msgspec

from eduforum.db import Connection
from eduforum.media.controls.schemas import Settings, Standing
from eduforum.media.controls.state import Controls
from eduforum.media.tools import Row

_PUT_SETTINGS = """
    insert into room_controls (room_id, locked, waiting_room, may_unmute, may_share, spotlight, held_since,
                               hosted)
    select $1, $3, $4, $5, $6, $7, $8, $9 where $2::bigint is not null
    on conflict (room_id) do update set locked = excluded.locked, waiting_room = excluded.waiting_room,
        may_unmute = excluded.may_unmute, may_share = excluded.may_share,
        spotlight = excluded.spotlight, held_since = excluded.held_since, hosted = excluded.hosted
"""
_PUT_STANDING = """
    insert into room_standings (room_id, participant_id, name, admitted, banned, co_host)
    select $1, $3, $4, $5, $6, $7 where $2::bigint is not null
    on conflict (room_id, participant_id) do update set name = excluded.name, admitted = excluded.admitted,
        banned = excluded.banned, co_host = excluded.co_host
"""


def put_settings(settings: Settings, hosted: bool) -> Row:
    return Row(_PUT_SETTINGS, (*msgspec.structs.astuple(settings), hosted))


def put_standing(standing: Standing) -> Row:
    return Row(_PUT_STANDING, msgspec.structs.astuple(standing))


async def load(conn: Connection, room_id: str) -> Controls:
    """What was decided in the room so far."""
    row = await conn.fetchrow(
        """select locked, waiting_room, may_unmute, may_share, spotlight, held_since, hosted
           from room_controls where room_id = $1""",
        room_id,
    )
    standings = await conn.fetch(
        "select participant_id, name, admitted, banned, co_host from room_standings where room_id = $1", room_id
    )
    settings = Settings() if row is None else msgspec.convert(dict(row), Settings)
    hosted = row is not None and row["hosted"]
    return Controls(settings, hosted, [msgspec.convert(dict(each), Standing) for each in standings])
