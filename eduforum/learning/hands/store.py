"""SQL of raised hands."""

from datetime import datetime
from typing import NamedTuple

import msgspec

from eduforum.db import Connection
from eduforum.learning.hands.schemas import Hand, HandOrder, Hands, Why
from eduforum.media.tools import Row

_PUT = """
    insert into hands (room_id, id, participant_id, name, kind, text, first, raised_at, called_at, ends_at)
    select $1, $3, $4, $5, $6, $7, $8, $9, $10, $11 where $2::bigint is not null
    on conflict (id) do update set kind = excluded.kind, text = excluded.text, called_at = excluded.called_at,
        ends_at = excluded.ends_at, down_at = null, why = null
"""
_DROP = "update hands set down_at = $4, why = $5 where room_id = $1 and id = $3 and $2::bigint is not null"
_SORT = """
    insert into hand_orders (room_id, "order") select $1, $3 where $2::bigint is not null
    on conflict (room_id) do update set "order" = excluded."order"
"""
_TIME = """
    insert into hand_orders (room_id, "order", turn) select $1, 'arrival', $3 where $2::bigint is not null
    on conflict (room_id) do update set turn = excluded.turn
"""
_SPOKE = """
    insert into hand_speakers (room_id, participant_id) select $1, $3 where $2::bigint is not null
    on conflict do nothing
"""


class Raised(NamedTuple):
    """Whose hand was up, and from when to when they had the floor, if they were called."""

    name: str
    called_at: datetime | None
    down_at: datetime | None


def put(hand: Hand) -> Row:
    """The hand is up, as it is."""
    return Row(
        _PUT,
        (
            hand.id, hand.participant_id, hand.name, hand.kind, hand.text, hand.first, hand.raised_at, hand.called_at,
            hand.ends_at,
        ),
    )  # fmt: skip


def drop(hand_id: str, at: datetime, why: Why) -> Row:
    return Row(_DROP, (hand_id, at, why))


def sort(order: HandOrder) -> Row:
    return Row(_SORT, (order,))


def time(seconds: int | None) -> Row:
    """How long turns are."""
    return Row(_TIME, (seconds,))


def spoke(participant_id: str) -> Row:
    return Row(_SPOKE, (participant_id,))


async def hands(conn: Connection, room_id: str) -> Hands:
    """The hands of a room that are up, by arrival."""
    rows = await conn.fetch(
        """select id, participant_id, name, kind, text, first, raised_at, called_at, ends_at from hands
           where room_id = $1 and down_at is null order by raised_at, id""",
        room_id,
    )
    chosen = await conn.fetchrow('select "order", turn from hand_orders where room_id = $1', room_id)
    return Hands(
        hands=tuple(msgspec.convert(dict(row), Hand) for row in rows),
        order="arrival" if chosen is None else chosen["order"],
        turn=None if chosen is None else chosen["turn"],
    )


async def raised(conn: Connection, session_id: str) -> list[Raised]:
    """All hands of a session, by arrival."""
    rows = await conn.fetch(
        "select name, called_at, down_at from hands where room_id = $1 order by raised_at, id", session_id
    )
    return [Raised(*row) for row in rows]


async def speakers(conn: Connection, room_id: str) -> list[str]:
    """Who has spoken in the session."""
    rows = await conn.fetch("select participant_id from hand_speakers where room_id = $1", room_id)
    return [row["participant_id"] for row in rows]
