"""SQL of accounts, logins, refresh tokens, signing keys and the clock's mark."""

from datetime import datetime
from typing import Any, Literal

from eduforum.auth.schemas import Delivery, LoginRecord, Principal, RefreshRecord, Role, SignInDevice, UserRecord
from eduforum.db import Connection

_USER = "id, email, name, role, password_hash, suspended_at, created_at, email_verified_at, language, time_zone"
_LOGIN = "id, user_id, delivery, created_at, expires_at, ended_at"

# By cookie, by tokens in the body, or a personal access token.
LoginKind = Delivery | Literal["token"]
EndReason = Literal["logout", "reuse", "revoked"]


async def add_user(
    conn: Connection, *, id: str, email: str, name: str, role: Role, password_hash: str | None, at: datetime
) -> UserRecord | None:
    """The new account, or None where the address is taken."""
    row = await conn.fetchrow(
        f"""insert into users (id, email, name, role, password_hash, created_at, updated_at)
            values ($1, $2, $3, $4, $5, $6, $6)
            on conflict (email) do nothing
            returning {_USER}""",
        id, email, name, role, password_hash, at,
    )  # fmt: skip
    return _user(row) if row else None


async def set_student_number(conn: Connection, user_id: str, student_number: str) -> bool:
    """False where somebody else has it, in any case of its letters."""
    done = await conn.fetchval(
        """update users set student_number = $2
           where id = $1 and not exists (select 1 from users where lower(student_number) = lower($2) and id <> $1)
           returning 1""",
        user_id, student_number,
    )  # fmt: skip
    return done is not None


async def user_by_email(conn: Connection, email: str) -> UserRecord | None:
    """`email` normalised."""
    row = await conn.fetchrow(f"select {_USER} from users where email = $1", email)
    return _user(row) if row else None


async def user(conn: Connection, user_id: str) -> UserRecord | None:
    row = await conn.fetchrow(f"select {_USER} from users where id = $1", user_id)
    return _user(row) if row else None


async def verify_email(conn: Connection, user_id: str, at: datetime) -> None:
    """Somebody has shown, or vouched, that the account's address is its person's."""
    await conn.execute(
        "update users set email_verified_at = coalesce(email_verified_at, $2) where id = $1", user_id, at
    )


async def email_verified_at(conn: Connection, user_id: str) -> datetime | None:
    at: datetime | None = await conn.fetchval("select email_verified_at from users where id = $1", user_id)
    return at


async def take_password(conn: Connection, user_id: str, at: datetime) -> None:
    """From now on no password opens the account."""
    await conn.execute("update users set password_hash = null, updated_at = $2 where id = $1", user_id, at)


async def lock_user(conn: Connection, user_id: str) -> None:
    """Nobody else locks the account until the end of the transaction; what refers to it is not held up."""
    await conn.execute("select 1 from users where id = $1 for no key update", user_id)


async def set_password(conn: Connection, user_id: str, password_hash: str, at: datetime) -> None:
    await conn.execute("update users set password_hash = $2, updated_at = $3 where id = $1", user_id, password_hash, at)


async def principal(conn: Connection, login_id: str, at: datetime) -> Principal | None:
    """Whom a login stands for, as long as it lives and its person is not suspended. One that an administrator has
    opened lives no longer than the administrator's own, and their being one."""
    row = await conn.fetchrow(
        """select u.id, u.role, u.name, u.email, l.id as login_id, a.id as impersonator_id
           from logins l join users u on u.id = l.user_id
           left join logins p on p.id = l.parent_id and p.ended_at is null and p.expires_at > $2
           left join users a on a.id = p.user_id and a.role = 'admin' and a.suspended_at is null
           where l.id = $1 and l.ended_at is null and l.expires_at > $2 and u.suspended_at is null
             and (l.parent_id is null or a.id is not null)""",
        login_id, at,
    )  # fmt: skip
    if row is None:
        return None
    return Principal(row["id"], row["role"], row["name"], row["email"], row["login_id"], row["impersonator_id"])


async def add_login(
    conn: Connection,
    *,
    id: str,
    user_id: str,
    delivery: LoginKind,
    user_agent: str,
    address: str,
    network: str,
    at: datetime,
    expires_at: datetime,
) -> None:
    await conn.execute(
        """insert into logins
             (id, user_id, delivery, user_agent, address, network, created_at, refreshed_at, expires_at)
           values ($1, $2, $3, $4, $5, $6, $7, $7, $8)""",
        id, user_id, delivery, user_agent, address, network, at, expires_at,
    )  # fmt: skip
    await see(conn, user_id, at)


async def add_view(
    conn: Connection, *, id: str, user_id: str, parent_id: str, at: datetime, expires_at: datetime
) -> None:
    """A login by which an administrator looks. It is of no network, from which its person would have signed in."""
    await conn.execute(
        """insert into logins
             (id, user_id, parent_id, delivery, user_agent, address, created_at, refreshed_at, expires_at)
           select $1, $2, p.id, 'body', p.user_agent, p.address, $4, $4, $5 from logins p where p.id = $3""",
        id, user_id, parent_id, at, expires_at,
    )  # fmt: skip


async def locked_login(conn: Connection, login_id: str) -> LoginRecord | None:
    """The login, locked until the end of the transaction."""
    row = await conn.fetchrow(f"select {_LOGIN} from logins where id = $1 for update", login_id)
    return LoginRecord(**dict(row)) if row else None


async def login_opened_at(conn: Connection, login_id: str) -> datetime | None:
    at: datetime | None = await conn.fetchval("select created_at from logins where id = $1", login_id)
    return at


async def extend_login(conn: Connection, login_id: str, *, at: datetime, expires_at: datetime) -> None:
    user_id = await conn.fetchval(
        "update logins set refreshed_at = $2, expires_at = $3 where id = $1 returning user_id",
        login_id, at, expires_at,
    )  # fmt: skip
    await see(conn, user_id, at)


async def see(conn: Connection, user_id: str, at: datetime) -> None:
    """The person was here."""
    await conn.execute(
        """insert into last_seen (user_id, at) values ($1, $2)
           on conflict (user_id) do update set at = excluded.at""",
        user_id, at,
    )  # fmt: skip


async def end_login(conn: Connection, login_id: str, reason: EndReason, at: datetime) -> str | None:
    """Ends a login. Its person's id, or None where it had ended before."""
    user_id: str | None = await conn.fetchval(
        """update logins set ended_at = $2, end_reason = $3
           where id = $1 and ended_at is null returning user_id""",
        login_id, at, reason,
    )  # fmt: skip
    return user_id


async def end_logins(
    conn: Connection, user_id: str, reason: EndReason, at: datetime, *, only: str | None = None, but: str | None = None
) -> list[str]:
    """Ends those of a person's logins that still live, personal access tokens among them: all, one, or all but one. The
    ids of those it ended."""
    rows = await conn.fetch(
        """update logins set ended_at = $3, end_reason = $2
           where user_id = $1 and ended_at is null and expires_at > $3
             and ($4::uuid is null or id = $4) and ($5::uuid is null or id <> $5)
           returning id""",
        user_id, reason, at, only, but,
    )  # fmt: skip
    return [row["id"] for row in rows]


async def devices(conn: Connection, user_id: str, login_id: str, at: datetime, limit: int) -> list[SignInDevice]:
    """The logins of a person that live, and those of administrators also after their end: the one that asks first and
    then by their last use."""
    rows = await conn.fetch(
        """select l.id, l.user_agent, case when l.parent_id is null then coalesce(l.network, l.address) else '' end
                      as network,
                  l.created_at, l.refreshed_at as used_at, l.id = $2 as current, a.name as administrator,
                  case when l.parent_id is not null and (l.ended_at is not null or l.expires_at <= $3)
                       then coalesce(l.ended_at, l.expires_at) end as ended_at,
                  l.parent_id is null
                  and exists (
                      select from logins e
                      where e.user_id = $1 and e.created_at < l.created_at and e.parent_id is null
                  )
                  and not exists (
                      select from logins e
                      where e.user_id = $1 and e.created_at < l.created_at and e.parent_id is null
                        and coalesce(e.network, e.address) = coalesce(l.network, l.address)
                  ) as new_place
           from logins l left join logins p on p.id = l.parent_id left join users a on a.id = p.user_id
           where l.user_id = $1 and l.delivery <> 'token'
             and (l.parent_id is not null or (l.ended_at is null and l.expires_at > $3))
           order by l.id = $2 desc, l.refreshed_at desc, l.id limit $4""",
        user_id, login_id, at, limit,
    )  # fmt: skip
    return [SignInDevice(**dict(row)) for row in rows]


async def delete_expired(conn: Connection, before: datetime) -> None:
    """Forgets refresh tokens, and logins with all of theirs, that expired before `before`."""
    await conn.execute("delete from refresh_tokens where expires_at < $1", before)
    await conn.execute("delete from logins where expires_at < $1", before)


async def add_refresh_token(
    conn: Connection, *, id: str, login_id: str, token_hash: bytes, at: datetime, expires_at: datetime
) -> None:
    await conn.execute(
        """insert into refresh_tokens (id, login_id, token_hash, created_at, expires_at)
           values ($1, $2, $3, $4, $5)""",
        id, login_id, token_hash, at, expires_at,
    )  # fmt: skip


async def login_of_token(conn: Connection, token_hash: bytes) -> str | None:
    login_id: str | None = await conn.fetchval("select login_id from refresh_tokens where token_hash = $1", token_hash)
    return login_id


async def refresh_token(conn: Connection, token_hash: bytes) -> RefreshRecord | None:
    row = await conn.fetchrow(
        "select id, login_id, expires_at, used_at, uses from refresh_tokens where token_hash = $1", token_hash
    )
    return RefreshRecord(**dict(row)) if row else None


async def use_refresh_token(conn: Connection, token_id: str, at: datetime) -> None:
    await conn.execute(
        "update refresh_tokens set uses = uses + 1, used_at = coalesce(used_at, $2) where id = $1", token_id, at
    )


async def lock_signing_keys(conn: Connection) -> None:
    """One node at a time changes the ring; readers are not held up."""
    await conn.execute("lock table signing_keys in share row exclusive mode")


async def signing_keys(conn: Connection) -> list[tuple[str, str]]:
    """(kid, private key as PKCS #8 PEM), the newest last."""
    rows = await conn.fetch("select kid, private_pem from signing_keys order by created_at, kid")
    return [(row["kid"], row["private_pem"]) for row in rows]


async def add_signing_key(conn: Connection, *, kid: str, private_pem: str, created_at: datetime) -> None:
    await conn.execute(
        "insert into signing_keys (kid, private_pem, created_at) values ($1, $2, $3)", kid, private_pem, created_at
    )


async def clock_mark(conn: Connection) -> datetime | None:
    mark: datetime | None = await conn.fetchval("select at from clock_marks where name = 'trusted'")
    return mark


async def raise_clock_mark(conn: Connection, at: datetime) -> None:
    await conn.execute(
        """insert into clock_marks (name, at) values ('trusted', $1)
           on conflict (name) do update set at = greatest(clock_marks.at, excluded.at)""",
        at,
    )  # fmt: skip


def _user(row: Any) -> UserRecord:
    return UserRecord(**dict(row))
