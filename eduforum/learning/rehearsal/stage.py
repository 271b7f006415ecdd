"""Where a rehearsal takes place: a second application in this process, over the same database in a schema of its own.

Whatever is written there goes with the schema. Who holds a schema holds a lock of the database, so that what a killed
server has left is told apart from what another one uses.
"""

import logging
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from typing import NamedTuple

from eduforum.clock import Clock
from eduforum.courses.service import CourseService
from eduforum.db import Connection, Database, migrate
from eduforum.db.pool import connect
from eduforum.learning.debate.votes import DebateBallots
from eduforum.learning.polls.ballots import BallotService
from eduforum.learning.rehearsal import store
from eduforum.media.service import RoomService

_log = logging.getLogger(__name__)


class House(NamedTuple):
    """An application, as far as a rehearsal has to do with it."""

    db: Database
    courses: CourseService
    rooms: RoomService
    ballots: BallotService
    views: DebateBallots


OpenHouse = Callable[[str, Clock], AbstractAsyncContextManager[House]]
"""Starts an application on a schema, which is there, by a clock. The composition root gives it."""


async def set_up(
    stack: AsyncExitStack, url: str, schema: str, plan_id: str, clock: Clock, open_house: OpenHouse
) -> House:
    """A house in which there are the plan, its course and what is prepared for it. All of it goes with the stack, also
    where this was cancelled or raises: what asyncpg does where the database lets nobody make a schema."""
    owner = await connect(url)
    stack.push_async_callback(owner.close)
    await store.hold(owner, schema)
    stack.push_async_callback(_drop, url, schema)
    await store.create(owner, schema)
    await migrate(url, schema=schema)
    async with owner.transaction():
        await store.copy(owner, schema, plan_id)
    return await stack.enter_async_context(open_house(schema, clock))


async def drop_abandoned(conn: Connection) -> list[str]:
    """Drops the schemas that nobody holds, as a server that was killed leaves them, and gives their names."""
    abandoned = [schema for schema in await store.schemas(conn) if await store.try_to_hold(conn, schema)]
    for schema in abandoned:
        await store.drop(conn, schema)
        await store.release(conn, schema)
    return abandoned


async def _drop(url: str, schema: str) -> None:
    # By a connection of its own: the one that holds the lock may have been cut.
    try:
        conn = await connect(url)
        try:
            await store.drop(conn, schema)
        finally:
            await conn.close()
    except Exception:
        _log.exception("a rehearsal's schema could not be dropped; the next start does", extra={"schema": schema})
