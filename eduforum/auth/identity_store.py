"""SQL of accounts elsewhere that open one here."""

from datetime import datetime

import msgspec

from eduforum.auth.oidc.identity import Identity
from eduforum.auth.schemas import Role
from eduforum.db import Connection


class IdentityRecord(msgspec.Struct, frozen=True):
    id: str
    user_id: str
    provider: str
    issuer: str
    email: str | None
    created_at: datetime
    used_at: datetime


class Addressee(msgspec.Struct, frozen=True):
    """The account that has an address. `has_other_subject`: somebody at the same issuer opens it already."""

    user_id: str
    role: Role
    email_verified: bool
    has_other_subject: bool


async def linked_to(conn: Connection, identity: Identity) -> str | None:
    """Whose account it opens."""
    user_id: str | None = await conn.fetchval(
        "select user_id from identities where issuer = $1 and subject = $2", identity.issuer, identity.subject
    )
    return user_id


async def addressee(conn: Connection, identity: Identity) -> Addressee | None:
    """The account that has the identity's address, locked until the end of the transaction."""
    row = await conn.fetchrow(
        """select id as user_id, role, email_verified_at is not null as email_verified,
                  exists (select from identities i where i.user_id = u.id and i.issuer = $2) as has_other_subject
           from users u where email = $1 for no key update""",
        identity.email, identity.issuer,
    )  # fmt: skip
    return Addressee(**dict(row)) if row else None


async def add(conn: Connection, *, id: str, user_id: str, provider: str, identity: Identity, at: datetime) -> bool:
    """False where the identity opens an account already."""
    added = await conn.fetchval(
        """insert into identities (id, user_id, provider, issuer, subject, email, created_at, used_at)
           values ($1, $2, $3, $4, $5, $6, $7, $7)
           on conflict (issuer, subject) do nothing returning true""",
        id, user_id, provider, identity.issuer, identity.subject, identity.email, at,
    )  # fmt: skip
    return added is not None


async def use(conn: Connection, provider: str, identity: Identity, at: datetime) -> None:
    """Notes a sign-in by it, and what its issuer says of it now."""
    await conn.execute(
        """update identities set provider = $3, email = $4, used_at = $5 where issuer = $1 and subject = $2""",
        identity.issuer, identity.subject, provider, identity.email, at,
    )  # fmt: skip


async def of_user(conn: Connection, user_id: str) -> list[IdentityRecord]:
    rows = await conn.fetch(
        """select id, user_id, provider, issuer, email, created_at, used_at
           from identities where user_id = $1 order by created_at, id""",
        user_id,
    )  # fmt: skip
    return [IdentityRecord(**dict(row)) for row in rows]


async def delete(conn: Connection, user_id: str, *, only: str | None = None) -> None:
    """Takes away all that open the account, or one of them."""
    await conn.execute("delete from identities where user_id = $1 and ($2::uuid is null or id = $2)", user_id, only)
