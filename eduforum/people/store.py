"""SQL of accounts as administrators see them."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec

from eduforum.auth.people_search import matching
from eduforum.auth.schemas import Role
from eduforum.db import Connection
from eduforum.mail.letter import Language
from eduforum.people.schemas import ImportedPerson, PeopleQuery, PeopleSummary, PersonListed

# A place in the list: the value that it is sorted by (a key of the name, or a time), and the id.
Place = tuple[str | datetime, str]

_STATUS = """
    case when u.suspended_at is not null then 'suspended'
         when u.password_hash is null and s.at is null then 'invited'
         else 'active' end
"""
_PERSON = f"""
    select u.id, u.name, u.email, u.role, {_STATUS} as status, f.user_id is not null as two_step, u.created_at,
           s.at as last_seen_at, u.sort_key
    from users u
    left join last_seen s on s.user_id = u.id
    left join second_factors f on f.user_id = u.id and f.confirmed_at is not null
"""
NEVER = datetime.fromtimestamp(0, UTC)


async def people(
    conn: Connection, wanted: PeopleQuery, after: Place | None, limit: int
) -> list[tuple[PersonListed, Place]]:
    """In the order asked for, each with its place."""
    conditions: list[str] = []
    values: list[Any] = []

    def given(value: object) -> str:
        values.append(value)
        return f"${len(values)}"

    found = matching(wanted.search, "u", given)
    if found is not None:
        conditions.append(found)
    if wanted.role is not None:
        conditions.append(f"u.role = {given(wanted.role)}")
    if wanted.status is not None:
        conditions.append(f"{_STATUS} = {given(wanted.status)}")
    if wanted.two_step is not None:
        conditions.append(f"(f.user_id is not null) = {given(wanted.two_step)}")
    by_name = wanted.sort == "name"
    seen = "coalesce(s.at, to_timestamp(0))"
    if after is not None:
        value, person_id = after
        place = f"({given(value)}, {given(person_id)})"
        conditions.append(f"(u.sort_key, u.id) > {place}" if by_name else f"({seen}, u.id) < {place}")
    where = f"where {' and '.join(conditions)}" if conditions else ""
    order = "u.sort_key, u.id" if by_name else f"{seen} desc, u.id desc"
    rows = await conn.fetch(f"{_PERSON} {where} order by {order} limit {given(limit)}", *values)
    return [(_person(row), (row["sort_key"] if by_name else row["last_seen_at"] or NEVER, row["id"])) for row in rows]


async def person(conn: Connection, person_id: str) -> PersonListed:
    """One who is known to be there."""
    return _person(await conn.fetchrow(f"{_PERSON} where u.id = $1", person_id))


async def summary(conn: Connection, online_since: datetime) -> PeopleSummary:
    (row,) = await conn.fetch(
        f"""select count(*) as people, count(*) filter (where s.at >= $1) as online,
                   count(*) filter (where {_STATUS} = 'invited') as invited,
                   count(*) filter (where u.suspended_at is not null) as suspended
            from users u left join last_seen s on s.user_id = u.id""",
        online_since,
    )
    return msgspec.convert(dict(row), PeopleSummary)


async def other_admins(conn: Connection, person_id: str) -> bool:
    """Whether there are administrators but this one who can sign in. Nobody asks this at the same time: each waits for
    the end of the other's transaction."""
    await conn.execute("select pg_advisory_xact_lock(hashtextextended('administrators', 0))")
    found: bool = await conn.fetchval(
        "select exists (select from users where role = 'admin' and suspended_at is null and id <> $1)", person_id
    )
    return found


async def set_suspended(conn: Connection, person_id: str, since: datetime | None, at: datetime) -> None:
    await conn.execute("update users set suspended_at = $2, updated_at = $3 where id = $1", person_id, since, at)


async def set_role(conn: Connection, person_id: str, role: Role, at: datetime) -> None:
    await conn.execute("update users set role = $2, updated_at = $3 where id = $1", person_id, role, at)


async def set_profile(
    conn: Connection, person_id: str, *, name: str, language: Language | None, time_zone: str | None, at: datetime
) -> None:
    await conn.execute(
        "update users set name = $2, language = $3, time_zone = $4, updated_at = $5 where id = $1",
        person_id, name, language, time_zone, at,
    )  # fmt: skip


async def delete_tickets(conn: Connection, person_id: str) -> None:
    """Links and challenges that were given to somebody open nothing any more."""
    await conn.execute("delete from tickets where subject = $1", person_id)


async def known_addresses(conn: Connection, emails: Sequence[str]) -> set[str]:
    """Those of the addresses, normalised, that have an account."""
    rows = await conn.fetch("select email from users where email = any($1::text[])", list(emails))
    return {row["email"] for row in rows}


async def add_people(conn: Connection, people: Sequence[tuple[str, ImportedPerson]], at: datetime) -> list[str]:
    """Accounts without a password by their new ids; the ids of those that were made: others had one by now."""
    rows = await conn.fetch(
        """insert into users (id, email, name, role, created_at, updated_at)
           select id, email, name, role, $5, $5
           from unnest($1::uuid[], $2::text[], $3::text[], $4::text[]) as new (id, email, name, role)
           on conflict (email) do nothing returning id""",
        [id for id, _ in people], [person.email for _, person in people], [person.name for _, person in people],
        [person.role for _, person in people], at,
    )  # fmt: skip
    return [row["id"] for row in rows]


def _person(row: Any) -> PersonListed:
    return PersonListed(
        id=row["id"],
        name=row["name"],
        email=row["email"],
        role=row["role"],
        status=row["status"],
        two_step=row["two_step"],
        created_at=row["created_at"],
        last_seen_at=row["last_seen_at"],
    )
