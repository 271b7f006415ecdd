"""SQL of rooms: their sequence, events and answered requests."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from eduforum.db import Connection
from eduforum.media.audience import Audience


class RoomRecord(NamedTuple):
    seq: int
    cursor_key: bytes


class RequestKey(NamedTuple):
    room_id: str
    participant_id: str
    request_id: str


class StoredEvent(NamedTuple):
    seq: int
    frame: str
    audience: Audience


class AnsweredRequest(NamedTuple):
    seq: int
    answer: str


async def open_room(conn: Connection, room_id: str, epoch: int, cursor_key: bytes, now: datetime) -> RoomRecord | None:
    """Takes the room with `epoch`, and makes it where there is none; None where a later epoch holds it."""
    row = await conn.fetchrow(
        """insert into rooms (id, epoch, cursor_key, created_at) values ($1, $2, $3, $4)
           on conflict (id) do update set epoch = excluded.epoch where rooms.epoch <= excluded.epoch
           returning seq, cursor_key""",
        room_id, epoch, cursor_key, now,
    )  # fmt: skip
    return None if row is None else RoomRecord(row["seq"], row["cursor_key"])


async def room_seq(conn: Connection, room_id: str) -> int:
    seq: int = await conn.fetchval("select seq from rooms where id = $1", room_id)
    return seq


async def append(
    conn: Connection,
    rooms: Sequence[tuple[str, int, int, int]],
    events: Sequence[tuple[str, int, str, Audience]],
    requests: Sequence[tuple[str, str, str, int, str]],
) -> bool:
    """Stores events and requests as `add_events` and `add_requests` take them, and moves each room (id, epoch, seq
    before and after) forward, in one statement. False where a room was not there, or a request has acted before; then
    the transaction is to be rolled back."""
    row = await conn.fetchrow(
        """with moved as (
             update rooms r set seq = n.after
             from unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::bigint[]) as n (id, epoch, before, after)
             where r.id = n.id and r.epoch = n.epoch and r.seq = n.before
             returning 1
           ), said as (
             insert into room_events (room_id, seq, frame, audience)
             select room_id, seq, frame, string_to_array(audience, ' ')
             from unnest($5::uuid[], $6::bigint[], $7::text[], $8::text[]) as n (room_id, seq, frame, audience)
             on conflict do nothing
           ), asked as (
             insert into room_requests (room_id, participant_id, request_id, seq, answer)
             select * from unnest($9::uuid[], $10::uuid[], $11::uuid[], $12::bigint[], $13::text[])
             on conflict do nothing
             returning 1
           )
           select (select count(*) from moved) as moved, (select count(*) from asked) as asked""",
        *_columns(rooms, 4),
        *_columns(_event_rows(events), 4),
        *_columns(requests, 5),
    )
    assert row is not None
    return (row["moved"], row["asked"]) == (len(rooms), len(requests))


async def advance(conn: Connection, rooms: Sequence[tuple[str, int, int]]) -> dict[str, int]:
    """Moves each room (id, epoch, by how many) forward; the new seq of those that are held with that epoch."""
    rows = await conn.fetch(
        """update rooms r set seq = r.seq + n.count
           from unnest($1::uuid[], $2::bigint[], $3::bigint[]) as n (id, epoch, count)
           where r.id = n.id and r.epoch = n.epoch
           returning r.id, r.seq""",
        *_columns(rooms, 3),
    )
    return {row["id"]: row["seq"] for row in rows}


async def add_events(conn: Connection, events: Sequence[tuple[str, int, str, Audience]]) -> None:
    """(room id, seq, frame, audience)."""
    await conn.execute(
        """insert into room_events (room_id, seq, frame, audience)
           select room_id, seq, frame, string_to_array(audience, ' ')
           from unnest($1::uuid[], $2::bigint[], $3::text[], $4::text[]) as n (room_id, seq, frame, audience)""",
        *_columns(_event_rows(events), 4),
    )


async def add_requests(conn: Connection, requests: Sequence[tuple[str, str, str, int, str]]) -> None:
    """(room id, participant id, request id, seq, answer)."""
    await conn.execute(
        """insert into room_requests (room_id, participant_id, request_id, seq, answer)
           select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::bigint[], $5::text[])""",
        *_columns(requests, 5),
    )


async def answered(conn: Connection, requests: Sequence[RequestKey]) -> dict[RequestKey, AnsweredRequest]:
    """Those of the requests that have acted."""
    rows = await conn.fetch(
        """select r.room_id, r.participant_id, r.request_id, r.seq, r.answer
           from unnest($1::uuid[], $2::uuid[], $3::uuid[]) as n (room_id, participant_id, request_id)
           join room_requests r using (room_id, participant_id, request_id)""",
        *_columns(requests, 3),
    )
    return {
        RequestKey(row["room_id"], row["participant_id"], row["request_id"]): AnsweredRequest(row["seq"], row["answer"])
        for row in rows
    }


async def events(conn: Connection, room_id: str, after: int, until: int) -> list[StoredEvent]:
    """The events with `after` < seq ≤ `until`, in order, whoever they are for."""
    rows = await conn.fetch(
        "select seq, frame, audience from room_events where room_id = $1 and seq > $2 and seq <= $3 order by seq",
        room_id, after, until,
    )  # fmt: skip
    return [
        StoredEvent(row["seq"], row["frame"], None if row["audience"] is None else frozenset(row["audience"]))
        for row in rows
    ]


async def forget_ended(conn: Connection, before: datetime) -> None:
    """Deletes events and requests of the sessions that ended before `before`; what tools keep is theirs."""
    for table in ("room_events", "room_requests"):
        await conn.execute(
            f"""delete from {table} using sessions s
                where s.id = {table}.room_id and s.status = 'ended' and s.ended_at < $1""",
            before,
        )


def _event_rows(events: Sequence[tuple[str, int, str, Audience]]) -> list[tuple[object, ...]]:
    return [(*event[:3], None if event[3] is None else " ".join(sorted(event[3]))) for event in events]


def _columns(rows: Sequence[tuple[object, ...]], width: int) -> list[list[object]]:
    return [list(column) for column in zip(*rows, strict=True)] if rows else [[] for _ in range(width)]
