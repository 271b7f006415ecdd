"""SQL of guest links and guests."""

from datetime import datetime

import msgspec

from eduforum.db import Connection
from eduforum.media.guests.schemas import GuestLink, GuestRecord, LinkRecord, SessionGuest
from eduforum.media.tools import Row

_LINK = """
    select l.id, l.session_id, l.waits, l.max_uses, l.uses, u.name as created_by, l.created_at, l.expires_at,
           l.revoked_at
    from guest_links l join users u on u.id = l.created_by
"""
_ENTERED = """
    update session_guests set entered_at = coalesce(entered_at, $4), left_at = null
    where session_id = $1 and id = $3 and $2::bigint is not null
"""
_LEFT = "update session_guests set left_at = $4 where session_id = $1 and id = $3 and $2::bigint is not null"
_END = """
    update session_guests set ended_at = coalesce(ended_at, $4)
    where session_id = $1 and id = $3 and $2::bigint is not null
"""
_CLOSE = """
    update guest_links l set waits = true from session_guests g
    where g.session_id = $1 and g.id = $3 and l.id = g.link_id and $2::bigint is not null
"""


async def add_link(
    conn: Connection,
    *,
    id: str,
    session_id: str,
    secret_hash: bytes,
    waits: bool,
    max_uses: int,
    created_by: str,
    now: datetime,
    expires_at: datetime,
) -> None:
    await conn.execute(
        """insert into guest_links (id, session_id, secret_hash, waits, max_uses, created_by, created_at, expires_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8)""",
        id, session_id, secret_hash, waits, max_uses, created_by, now, expires_at,
    )  # fmt: skip


async def lock_links(conn: Connection, session_id: str, now: datetime) -> int:
    """How many links of a session are in force; nobody else adds one before the transaction is over."""
    await conn.execute("select 1 from sessions where id = $1 for update", session_id)
    count: int = await conn.fetchval(
        "select count(*) from guest_links where session_id = $1 and revoked_at is null and expires_at > $2",
        session_id,
        now,
    )
    return count


async def links(conn: Connection, session_id: str, limit: int) -> list[GuestLink]:
    """Newest first."""
    rows = await conn.fetch(f"{_LINK} where l.session_id = $1 order by l.id desc limit $2", session_id, limit)
    return [msgspec.convert(dict(row), GuestLink) for row in rows]


async def link(conn: Connection, session_id: str, link_id: str) -> GuestLink | None:
    row = await conn.fetchrow(f"{_LINK} where l.session_id = $1 and l.id = $2", session_id, link_id)
    return None if row is None else msgspec.convert(dict(row), GuestLink)


async def revoke(conn: Connection, session_id: str, link_id: str, now: datetime) -> bool:
    """False where it was revoked before."""
    done = await conn.fetchval(
        """update guest_links set revoked_at = $3
           where session_id = $1 and id = $2 and revoked_at is null returning true""",
        session_id, link_id, now,
    )  # fmt: skip
    return done is not None


async def revoke_of_person(conn: Connection, person_id: str, now: datetime) -> list[tuple[str, str]]:
    """Revokes the links that a person made and that are in force: the id and the session of each."""
    rows = await conn.fetch(
        """update guest_links set revoked_at = $2
           where created_by = $1 and revoked_at is null and expires_at > $2 returning id, session_id""",
        person_id, now,
    )  # fmt: skip
    return [(row["id"], row["session_id"]) for row in rows]


async def link_by_secret(conn: Connection, secret_hash: bytes) -> LinkRecord | None:
    """Of a session whose course is there."""
    row = await conn.fetchrow(
        """select l.id, l.session_id, l.waits, l.max_uses, l.uses, l.expires_at, l.revoked_at
           from guest_links l join sessions s on s.id = l.session_id
           join courses c on c.id = s.course_id and c.deleted_at is null
           where l.secret_hash = $1""",
        secret_hash,
    )
    return None if row is None else msgspec.convert(dict(row), LinkRecord)


async def use(conn: Connection, link_id: str, now: datetime) -> bool:
    """One more comes by the link; False where none may."""
    used = await conn.fetchval(
        """update guest_links set uses = uses + 1
           where id = $1 and uses < max_uses and revoked_at is null and expires_at > $2 returning true""",
        link_id,
        now,
    )
    return used is True


async def add_guest(conn: Connection, *, id: str, session_id: str, link_id: str, name: str, now: datetime) -> None:
    await conn.execute(
        "insert into session_guests (id, session_id, link_id, name, created_at) values ($1, $2, $3, $4, $5)",
        id, session_id, link_id, name, now,
    )  # fmt: skip


async def guest(conn: Connection, session_id: str, link_id: str, guest_id: str) -> GuestRecord | None:
    row = await conn.fetchrow(
        """select g.id, g.name, g.link_id, l.waits, g.entered_at, g.ended_at, l.revoked_at
           from session_guests g join guest_links l on l.id = g.link_id
           where g.session_id = $1 and g.link_id = $2 and g.id = $3""",
        session_id,
        link_id,
        guest_id,
    )
    return None if row is None else msgspec.convert(dict(row), GuestRecord)


async def came(conn: Connection, session_id: str) -> int:
    """How many guests were in the room."""
    found: int = await conn.fetchval(
        "select count(*) from session_guests where session_id = $1 and entered_at is not null", session_id
    )
    return found


async def here(conn: Connection, session_id: str) -> list[str]:
    """Those whom the records have in the room."""
    rows = await conn.fetch(
        "select id from session_guests where session_id = $1 and entered_at is not null and left_at is null", session_id
    )
    return [row["id"] for row in rows]


async def guests(conn: Connection, session_id: str, after: str | None, limit: int) -> list[SessionGuest]:
    """In the order of their coming."""
    rows = await conn.fetch(
        """select id, link_id, name, entered_at, left_at, ended_at from session_guests
           where session_id = $1 and ($2::uuid is null or id > $2) order by id limit $3""",
        session_id,
        after,
        limit,
    )
    return [msgspec.convert(dict(row), SessionGuest) for row in rows]


def entered(guest_id: str, at: datetime) -> Row:
    return Row(_ENTERED, (guest_id, at))


def left(guest_id: str, at: datetime) -> Row:
    return Row(_LEFT, (guest_id, at))


def end(guest_id: str, at: datetime) -> Row:
    """What the guest holds is worth nothing from here on."""
    return Row(_END, (guest_id, at))


def let_nobody_in(guest_id: str) -> Row:
    """Whoever comes by the guest's link from here on waits to be let in."""
    return Row(_CLOSE, (guest_id,))
