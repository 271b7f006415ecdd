"""SQL of personal access tokens. Whose a token is, and until when, stands with its login."""

from datetime import datetime
from typing import Any, NamedTuple

from eduforum.auth.access_tokens import AccessToken, Scope
from eduforum.auth.schemas import AccessTokenShown, Principal
from eduforum.db import Connection


class Found(NamedTuple):
    """A token with whom it stands for; `principal` None where they are suspended."""

    token: AccessToken
    principal: Principal | None
    used_at: datetime | None


async def add(conn: Connection, *, id: str, name: str, digest: bytes, scopes: tuple[Scope, ...]) -> None:
    """`id` is of its login."""
    await conn.execute(
        "insert into access_tokens (id, name, digest, scopes) values ($1, $2, $3, $4)", id, name, digest, list(scopes)
    )


async def find(conn: Connection, digest: bytes) -> Found | None:
    row = await conn.fetchrow(
        """select t.id, l.user_id, t.name, t.digest, t.scopes, l.created_at, l.expires_at, l.ended_at as revoked_at,
                  t.used_at, u.role, u.name as person, u.email, u.suspended_at
           from access_tokens t join logins l on l.id = t.id join users u on u.id = l.user_id
           where t.digest = $1""",
        digest,
    )  # fmt: skip
    if row is None:
        return None
    principal = Principal(row["user_id"], row["role"], row["person"], row["email"], row["id"])
    return Found(_token(row), None if row["suspended_at"] else principal, row["used_at"])


async def use(conn: Connection, token_id: str, at: datetime) -> None:
    await conn.execute(
        "update access_tokens set used_at = $2 where id = $1 and (used_at is null or used_at < $2)", token_id, at
    )


async def of_user(conn: Connection, user_id: str, at: datetime) -> list[AccessTokenShown]:
    """Those that open something still, the newest first."""
    rows = await conn.fetch(
        """select t.id, t.name, t.scopes, l.created_at, l.expires_at, t.used_at
           from access_tokens t join logins l on l.id = t.id
           where l.user_id = $1 and l.ended_at is null and l.expires_at > $2
           order by l.created_at desc, t.id desc""",
        user_id, at,
    )  # fmt: skip
    return [AccessTokenShown(**dict(row)) for row in rows]


async def count(conn: Connection, user_id: str, at: datetime) -> int:
    number: int = await conn.fetchval(
        """select count(*) from access_tokens t join logins l on l.id = t.id
           where l.user_id = $1 and l.ended_at is null and l.expires_at > $2""",
        user_id, at,
    )  # fmt: skip
    return number


def _token(row: Any) -> AccessToken:
    return AccessToken(
        id=row["id"],
        user_id=row["user_id"],
        name=row["name"],
        digest=row["digest"],
        scopes=tuple(row["scopes"]),
        created_at=row["created_at"],
        expires_at=row["expires_at"],
        revoked_at=row["revoked_at"],
    )
