"""The whole application on a database of its own, in this process and on a clock that tests move."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from eduforum.auth import store
from eduforum.auth.vault import new_key
from eduforum.config import Auth, Config, Data, DatabaseSettings, Limits, Server
from eduforum.db import Database
from eduforum.ids import new_id
from eduforum.web.app import Application, build
from eduforum.web.server import HttpServer, bind
from tests.factories.clock import ManualClock
from tests.factories.engine import silent_engine

ORIGIN = "http://eduforum.test"
# In the settings, for a server that finds none makes one and waits for the disk.
VAULT_KEY = new_key()


@pytest.fixture(scope="session")
def signing_key() -> str:
    """One RSA key for all applications: making one takes longer than most tests."""
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return pem.decode("ascii")


@pytest.fixture
def config(db_url: str, data_dir: Path) -> Config:
    """Registration open, cheap bcrypt, no limits. Tests change it by `msgspec.structs.replace`."""
    return Config(
        server=Server(host="127.0.0.1", port=0),
        database=DatabaseSettings(url=db_url, pool_size=5),
        data=Data(dir=data_dir),
        auth=Auth(registration="open", bcrypt_cost=4, vault_keys=(VAULT_KEY,)),
        limits=Limits(requests_per_minute=0, login_per_minute=0, register_per_minute=0),
    )


@pytest_asyncio.fixture
async def app(config: Config, clock: ManualClock, db: Database, signing_key: str) -> AsyncIterator[Application]:
    async with db.connection() as conn:
        await store.add_signing_key(conn, kid=new_id(), private_pem=signing_key, created_at=clock.now())
    application = await build_silent(config, clock)
    await application.start()
    yield application
    await application.stop()


async def build_silent(config: Config, clock: ManualClock) -> Application:
    """A server without media, not started: what another node or the next run of this one would be."""
    return await build(config, clock=clock, engine=silent_engine())


@pytest_asyncio.fixture
async def client(app: Application) -> AsyncIterator[httpx.AsyncClient]:
    """A browser's or a program's end, without a network between. Cookies are kept."""
    async with open_client(app) as opened:
        yield opened


def open_client(app: Application) -> httpx.AsyncClient:
    """Another end, with cookies of its own."""
    return open_client_at(app, "192.0.2.1")


def open_client_at(app: Application, address: str) -> httpx.AsyncClient:
    """The same, somewhere else."""
    transport = httpx.ASGITransport(app.asgi, client=(address, 40000))
    return httpx.AsyncClient(transport=transport, base_url=ORIGIN)


@pytest_asyncio.fixture
async def served(app: Application) -> AsyncIterator[HttpServer]:
    """The application behind a real socket on loopback; `served.port` is where."""
    server = HttpServer(app, bind("127.0.0.1", 0))
    async with server.running():
        yield server
