"""SQL of lesson plans, and of what sessions made of them."""

from datetime import datetime
from typing import NamedTuple

import msgspec

from eduforum.courses import store as courses
from eduforum.courses.schemas import Session
from eduforum.db import Connection
from eduforum.learning.plan.schemas import Plan, PlanRun, PlanSummary
from eduforum.media.tools import Row

_COLUMNS = "id, course_id, title, steps, titles_shown, version, updated_at"

_PUT_RUN = """
    insert into plan_runs (room_id, plan_id, run, before)
    select $1, $3, $4, $5 where $2::bigint is not null
    on conflict (room_id) do update set plan_id = excluded.plan_id, run = excluded.run, before = excluded.before
"""


class Kept(NamedTuple):
    """A session's run, and as it was before the latest start, as long as that can be taken back."""

    run: PlanRun | None = None
    before: PlanRun | None = None


class Used(NamedTuple):
    session: Session
    run: PlanRun


def put_run(run: PlanRun, before: PlanRun | None) -> Row:
    return Row(_PUT_RUN, (run.plan, run, before))


async def kept(conn: Connection, room_id: str) -> Kept:
    row = await conn.fetchrow("select run, before from plan_runs where room_id = $1", room_id)
    if row is None:
        return Kept()
    before = row["before"]
    return Kept(msgspec.convert(row["run"], PlanRun), None if before is None else msgspec.convert(before, PlanRun))


async def session(conn: Connection, room_id: str) -> Session:
    found = await courses.session(conn, room_id)
    assert found is not None
    return found


async def plan(conn: Connection, plan_id: str, *, deleted: bool = False) -> Plan | None:
    row = await conn.fetchrow(
        f"select {_COLUMNS} from plans where id = $1 and (deleted_at is not null) = $2", plan_id, deleted
    )
    return None if row is None else msgspec.convert(dict(row), Plan)


async def plans(conn: Connection, course_id: str) -> list[PlanSummary]:
    """By title."""
    rows = await conn.fetch(
        """select p.id, p.title, p.version, p.updated_at, jsonb_array_length(p.steps) as steps,
                  coalesce((select sum((s ->> 'minutes')::integer) from jsonb_array_elements(p.steps) s), 0)::integer
                      as minutes,
                  (select max(s.started_at) from plan_runs r join sessions s on s.id = r.room_id
                   where r.plan_id = p.id) as used_at
           from plans p where p.course_id = $1 and p.deleted_at is null order by p.title, p.id""",
        course_id,
    )
    return [msgspec.convert(dict(row), PlanSummary) for row in rows]


async def count(conn: Connection, course_id: str) -> int:
    found: int = await conn.fetchval(
        "select count(*) from plans where course_id = $1 and deleted_at is null", course_id
    )
    return found


async def add(conn: Connection, plan: Plan, created_by: str) -> None:
    await conn.execute(
        f"insert into plans ({_COLUMNS}, created_by, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $7)",
        *(plan.id, plan.course_id, plan.title, plan.steps, plan.titles_shown, plan.version, plan.updated_at),
        created_by,
    )


async def change(conn: Connection, plan: Plan, version: int) -> bool:
    """False where it is at another version."""
    done = await conn.fetchval(
        """update plans set title = $2, steps = $3, titles_shown = $4, version = $5, updated_at = $6
           where id = $1 and version = $7 and deleted_at is null returning true""",
        *(plan.id, plan.title, plan.steps, plan.titles_shown, plan.version, plan.updated_at),
        version,
    )
    return bool(done)


async def set_deleted(conn: Connection, plan_id: str, at: datetime | None) -> None:
    await conn.execute("update plans set deleted_at = $2 where id = $1", plan_id, at)


async def uses(conn: Connection, plan_id: str) -> list[Used]:
    """The sessions that have begun with it, the latest first."""
    rows = await conn.fetch(
        """select r.room_id, r.run from plan_runs r join sessions s on s.id = r.room_id
           where r.plan_id = $1 order by s.started_at desc, s.id desc limit 50""",
        plan_id,
    )
    return [Used(await session(conn, row["room_id"]), msgspec.convert(row["run"], PlanRun)) for row in rows]
