from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest_asyncio

from tests.api.media.conftest import seminar
from tests.factories.boards import BoardClass
from tests.factories.rooms import Seminar

__all__ = ["seminar"]


@pytest_asyncio.fixture
async def lesson(seminar: Seminar) -> AsyncIterator[BoardClass]:
    async with AsyncExitStack() as stack:
        yield BoardClass(seminar, stack)
