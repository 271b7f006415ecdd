"""SQL of attempts at passwords and codes, and of where people have signed in before."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from eduforum.auth.lockout import Bucket
from eduforum.db import Connection


async def has_signed_in(conn: Connection, email: str, network: str) -> bool:
    """Whether the person with this address, if there is one, has signed in from this network."""
    found: bool = await conn.fetchval(
        """select exists (
               select from logins l join users u on u.id = l.user_id where u.email = $1 and l.network = $2)""",
        email, network,
    )  # fmt: skip
    return found


async def locked_buckets(conn: Connection, keys: Iterable[str]) -> dict[str, Bucket]:
    """The buckets that there are, none of them to be touched by others until the end of the transaction."""
    # In one order everywhere, so that nobody waits in a circle; by name, as a bucket may still have to be made.
    names = sorted(keys)
    await conn.execute("select pg_advisory_xact_lock(hashtextextended(key, 0)) from unnest($1::text[]) as key", names)
    rows = await conn.fetch("select key, charged_at, empty_at from lockout_buckets where key = any($1::text[])", names)
    return {row["key"]: Bucket(row["charged_at"], row["empty_at"]) for row in rows}


async def keep_buckets(conn: Connection, buckets: Mapping[str, Bucket]) -> None:
    await conn.execute(
        """insert into lockout_buckets (key, charged_at, empty_at)
           select * from unnest($1::text[], $2::timestamptz[], $3::timestamptz[])
           on conflict (key) do update set charged_at = excluded.charged_at, empty_at = excluded.empty_at""",
        list(buckets), [bucket.charged_at for bucket in buckets.values()],
        [bucket.empty_at for bucket in buckets.values()],
    )  # fmt: skip


async def delete_empty(conn: Connection, at: datetime) -> None:
    await conn.execute("delete from lockout_buckets where empty_at < $1", at)
