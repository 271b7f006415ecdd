"""SQL of second factors, backup codes and tickets."""

from collections.abc import Iterable
from datetime import datetime

import msgspec

from eduforum.auth.tickets import Ticket
from eduforum.auth.vault import Place
from eduforum.db import Connection


class FactorRecord(msgspec.Struct, frozen=True):
    """A second factor as it is kept. `confirmed_at` None: it is being set up and asks nobody for a code. Browsers that
    were trusted before `trusted_since` are asked for one all the same."""

    user_id: str
    secret: bytes
    last_step: int | None
    created_at: datetime
    confirmed_at: datetime | None
    trusted_since: datetime


async def factor(conn: Connection, user_id: str) -> FactorRecord | None:
    row = await conn.fetchrow(
        """select user_id, secret, last_step, created_at, confirmed_at, trusted_since
           from second_factors where user_id = $1""",
        user_id,
    )  # fmt: skip
    return FactorRecord(**dict(row)) if row else None


async def begin_setup(conn: Connection, user_id: str, secret: bytes, at: datetime) -> bool:
    """Keeps a secret that is still to be confirmed, in place of an earlier one. False where one is confirmed."""
    kept = await conn.fetchval(
        """insert into second_factors (user_id, secret, created_at, trusted_since) values ($1, $2, $3, $3)
           on conflict (user_id) do update set secret = excluded.secret, created_at = excluded.created_at
           where second_factors.confirmed_at is null
           returning true""",
        user_id, secret, at,
    )  # fmt: skip
    return kept is not None


async def confirm(conn: Connection, user_id: str, secret: bytes, step: int, at: datetime) -> bool:
    """Turns on what was set up with this secret, and counts the code that showed it."""
    done = await conn.fetchval(
        """update second_factors set confirmed_at = $4, last_step = $3
           where user_id = $1 and secret = $2 and confirmed_at is null returning true""",
        user_id, secret, step, at,
    )  # fmt: skip
    return done is not None


def secret_place(user_id: str) -> Place:
    """Where the vault finds a person's secret."""
    return Place("second_factors", "secret", user_id)


async def secrets(conn: Connection) -> list[tuple[str, bytes]]:
    """Every sealed secret, by its person."""
    return [(row["user_id"], row["secret"]) for row in await conn.fetch("select user_id, secret from second_factors")]


async def replace_secret(conn: Connection, user_id: str, old: bytes, new: bytes) -> bool:
    """The same secret sealed anew. False where it is another by now."""
    done = await conn.fetchval(
        "update second_factors set secret = $3 where user_id = $1 and secret = $2 returning true", user_id, old, new
    )
    return done is not None


async def distrust(conn: Connection, user_id: str, at: datetime) -> None:
    """Asks every browser for a code again."""
    await conn.execute("update second_factors set trusted_since = $2 where user_id = $1", user_id, at)


async def use_step(conn: Connection, factor: FactorRecord, step: int) -> bool:
    """Counts the code of a time step; False where it, or a later one, has counted before, and where the factor is
    another by now."""
    done = await conn.fetchval(
        """update second_factors set last_step = $3
           where user_id = $1 and created_at = $2 and confirmed_at is not null
             and (last_step is null or last_step < $3)
           returning true""",
        factor.user_id, factor.created_at, step,
    )  # fmt: skip
    return done is not None


async def delete_factor(conn: Connection, user_id: str) -> bool:
    """Takes the second factor away with its backup codes. False where there is none."""
    await conn.execute("delete from backup_codes where user_id = $1", user_id)
    return await conn.fetchval("delete from second_factors where user_id = $1 returning true", user_id) is not None


async def replace_backup_codes(conn: Connection, user_id: str, digests: Iterable[bytes]) -> None:
    await conn.execute("delete from backup_codes where user_id = $1", user_id)
    await conn.execute(
        "insert into backup_codes (user_id, digest) select $1, unnest($2::bytea[])", user_id, list(digests)
    )


async def backup_codes(conn: Connection, user_id: str) -> list[bytes]:
    """The digests of those that were not used yet."""
    rows = await conn.fetch("select digest from backup_codes where user_id = $1", user_id)
    return [row["digest"] for row in rows]


async def use_backup_code(conn: Connection, user_id: str, digest: bytes) -> bool:
    done = await conn.fetchval(
        "delete from backup_codes where user_id = $1 and digest = $2 returning true", user_id, digest
    )
    return done is not None


async def add_ticket(conn: Connection, ticket: Ticket) -> None:
    await conn.execute(
        """insert into tickets (digest, purpose, subject, state, created_at, expires_at)
           values ($1, $2, $3, $4, $5, $6)""",
        ticket.digest, ticket.purpose, ticket.subject, ticket.state, ticket.created_at, ticket.expires_at,
    )  # fmt: skip


async def ticket(conn: Connection, digest: bytes) -> Ticket | None:
    row = await conn.fetchrow(
        "select digest, purpose, subject, state, created_at, expires_at, used_at from tickets where digest = $1",
        digest,
    )
    return Ticket(**dict(row)) if row else None


async def use_ticket(conn: Connection, digest: bytes, at: datetime) -> bool:
    """False where somebody else has used it meanwhile."""
    done = await conn.fetchval(
        "update tickets set used_at = $2 where digest = $1 and used_at is null returning true", digest, at
    )
    return done is not None


async def delete_expired_tickets(conn: Connection, before: datetime) -> None:
    await conn.execute("delete from tickets where expires_at < $1", before)
