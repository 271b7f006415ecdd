"""A seminar that is live, in the application behind a real socket."""

from collections.abc import AsyncIterator

import httpx
import pytest_asyncio

from eduforum.web.app import Application
from eduforum.web.server import HttpServer
from tests.factories.rooms import Seminar


@pytest_asyncio.fixture
async def seminar(app: Application, client: httpx.AsyncClient, served: HttpServer) -> AsyncIterator[Seminar]:
    yield await Seminar(app, client, served.port).begin()
