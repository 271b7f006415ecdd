"""The application with real media, for tests of what arrives at the other end."""

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest_asyncio

from eduforum.auth import store
from eduforum.config import Config
from eduforum.db import Database
from eduforum.ids import new_id
from eduforum.media.engine import MediaEngine
from eduforum.web.app import Application, build
from tests.factories.clock import ManualClock

PATIENCE = 20.0


@pytest_asyncio.fixture
async def app(config: Config, clock: ManualClock, db: Database, signing_key: str) -> AsyncIterator[Application]:
    """The application with media: a worker and its UDP port."""
    async with db.connection() as conn:
        await store.add_signing_key(conn, kid=new_id(), private_pem=signing_key, created_at=clock.now())
    application = await build(config, clock=clock, engine=MediaEngine(config, clock))
    await application.start()
    yield application
    await application.stop()


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not condition():  # noqa: ASYNC110 - what is waited for happens in threads, sockets and codecs.
            await asyncio.sleep(0.02)
