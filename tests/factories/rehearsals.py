"""Rehearsals of lesson plans, and what a database holds before and after them."""

import asyncio
from collections.abc import Sequence
from typing import Any

import asyncpg
import httpx

from eduforum.auth.schemas import Principal
from eduforum.ids import new_id
from eduforum.learning.rehearsal.schemas import Rehearsal
from eduforum.web.app import Application
from tests.factories.courses import Record
from tests.factories.people import Person
from tests.factories.plans import make_plan, step

# Far more than anything here takes; a test that waits so long fails.
PATIENCE = 240.0

_TABLES = """
    select n.nspname as schema, c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')
"""

# What any server writes as time goes by.
_CLOCK = {"public.clock_marks"}


async def contents(url: str) -> dict[str, list[str]]:
    """The rows of every table of every schema as text, in an order of their own."""
    conn = await asyncpg.connect(url)
    try:
        names = [f"{schema}.{name}" for schema, name in await conn.fetch(_TABLES)]
        return {
            name: sorted(row[0] for row in await conn.fetch(f"select t::text from {name} t"))
            for name in sorted(names)
            if name not in _CLOCK
        }
    finally:
        await conn.close()


async def begin(client: httpx.AsyncClient, by: Person, plan: Record, /, **body: Any) -> httpx.Response:
    path = f"/api/v1/learning/plans/{plan['id']}/rehearsals"
    return await client.post(path, json={"students": 5, **body}, headers=by.headers)


def path_of(rehearsal: Record) -> str:
    return f"/api/v1/learning/plans/{rehearsal['plan_id']}/rehearsals/{rehearsal['id']}"


def principal(person: Person) -> Principal:
    """As the service knows somebody who is signed in."""
    return Principal(person.id, person.role, person.name, person.email, new_id())


async def over(app: Application, by: Person, begun: Rehearsal) -> Rehearsal:
    """The report of a rehearsal once it is over, in real time."""
    return await _past(app, by, begun, "preparing", "running")


async def under_way(app: Application, by: Person, begun: Rehearsal) -> Rehearsal:
    """The same once the class has begun."""
    return await _past(app, by, begun, "preparing")


async def _past(app: Application, by: Person, begun: Rehearsal, *states: str) -> Rehearsal:
    """As a page asks, until it is in none of the states."""
    async with asyncio.timeout(PATIENCE):
        while True:
            report = await app.rehearsals.read(principal(by), begun.plan_id, begun.id)
            if report.state not in states:
                return report
            await asyncio.sleep(0.05)


async def rehearse(app: Application, by: Person, plan: Record, *, students: int, speed: float, seed: int) -> Rehearsal:
    """The report of a whole rehearsal, as fast as is said."""
    begun = await app.rehearsals.begin(principal(by), plan["id"], students=students, speed=speed, seed=seed)
    return await over(app, by, begun)


async def whole_class(
    client: httpx.AsyncClient, by: Person, course: Record, poll: str, questions: Sequence[Record]
) -> Record:
    """A plan of 45 minutes with a step of every kind that students take part in. Polls and thinking last long enough
    for most, also at hundreds of times its pace on a machine that is busy."""
    parts = [{"kind": "question", "question_id": question["id"]} for question in questions]
    return await make_plan(
        client,
        by,
        course,
        step("도입", 5),
        step("처음 생각", 5, "poll", settings={"prepared": poll, "seconds": 240}),
        step("혼자 생각하기", 3, "think", settings={"question": "왜 그럴까요?", "seconds": 150}),
        step("모둠 토론", 10, "breakout", settings={"size": 3, "task": "반례 찾기"}),
        step("지명", 5, "cold_call"),
        step("확인 문제", 8, "quiz", settings={"title": "확인", "parts": parts}),
        step("정리", 9),
    )
