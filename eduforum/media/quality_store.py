"""SQL of media quality: minutes of a person, and what they come to over a session."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import msgspec

from eduforum.db import Connection
from eduforum.media.quality import Level


class Minute(msgspec.Struct, frozen=True, kw_only=True):
    """How media was for a person during one minute: means, and the worst `level` that it came to."""

    minute: datetime
    level: Level
    mos: float | None
    rtt: float | None
    up_bitrate: int
    up_loss: float
    up_jitter: float | None
    down_bitrate: int
    down_loss: float
    down_jitter: float | None
    freezes: int
    frozen: float
    width: int
    height: int


class PersonSummary(msgspec.Struct, frozen=True, kw_only=True):
    """How media was for a person over the session: minutes of each level, means, and `worst_mos` of a minute."""

    participant_id: str
    name: str
    good: int
    fair: int
    poor: int
    mos: float | None
    worst_mos: float | None
    rtt: float | None
    up_bitrate: int
    up_loss: float
    down_bitrate: int
    down_loss: float
    freezes: int
    frozen: float


class Kept(NamedTuple):
    """A minute and whose it is."""

    session_id: str
    user_id: str
    minute: Minute


_MINUTE = Minute.__struct_fields__


async def keep(conn: Connection, minutes: Sequence[Kept]) -> None:
    """Writes minutes, and the sums over the sessions that they are of. A minute that is there stays as it is."""
    columns = ", ".join(("session_id", "user_id", *_MINUTE))
    places = ", ".join(f"${number}" for number in range(1, len(_MINUTE) + 3))
    await conn.executemany(
        f"insert into session_quality_minutes ({columns}) values ({places}) on conflict do nothing",
        [(kept.session_id, kept.user_id, *msgspec.structs.astuple(kept.minute)) for kept in minutes],
    )
    await conn.execute(
        """insert into session_quality
           select session_id, user_id,
                  count(*) filter (where level = 'good'),
                  count(*) filter (where level = 'fair'),
                  count(*) filter (where level = 'poor'),
                  avg(mos), min(mos), avg(rtt), avg(up_bitrate), avg(up_loss), avg(down_bitrate), avg(down_loss),
                  sum(freezes), sum(frozen)
           from session_quality_minutes m
           join (select distinct * from unnest($1::uuid[], $2::uuid[]) as n (session_id, user_id)) n
                using (session_id, user_id)
           group by session_id, user_id
           on conflict (session_id, user_id) do update set
               good = excluded.good, fair = excluded.fair, poor = excluded.poor,
               mos = excluded.mos, worst_mos = excluded.worst_mos, rtt = excluded.rtt,
               up_bitrate = excluded.up_bitrate, up_loss = excluded.up_loss,
               down_bitrate = excluded.down_bitrate, down_loss = excluded.down_loss,
               freezes = excluded.freezes, frozen = excluded.frozen""",
        [kept.session_id for kept in minutes],
        [kept.user_id for kept in minutes],
    )


async def people(conn: Connection, session_id: str, user_id: str | None) -> list[PersonSummary]:
    """Everybody of a session, guests too, or one person, by name."""
    rows = await conn.fetch(
        """select q.user_id as participant_id, coalesce(u.name, g.name) as name, q.good, q.fair, q.poor,
                  q.mos, q.worst_mos, q.rtt, q.up_bitrate, q.up_loss, q.down_bitrate, q.down_loss, q.freezes, q.frozen
           from session_quality q left join users u on u.id = q.user_id
                left join session_guests g on g.id = q.user_id and g.session_id = q.session_id
           where q.session_id = $1 and ($2::uuid is null or q.user_id = $2)
           order by 2, q.user_id""",
        session_id, user_id,
    )  # fmt: skip
    return [msgspec.convert(dict(row), PersonSummary) for row in rows]


async def minutes_of(conn: Connection, session_id: str, user_id: str) -> list[Minute]:
    """A person's minutes in order."""
    rows = await conn.fetch(
        f"""select {", ".join(_MINUTE)} from session_quality_minutes
            where session_id = $1 and user_id = $2 order by minute""",
        session_id, user_id,
    )  # fmt: skip
    return [msgspec.convert(dict(row), Minute) for row in rows]
