"""Services without a server: what the command line works with, also beside a server that runs on the same data."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from eduforum.auth import mail_cover
from eduforum.auth.keys import KeyRing
from eduforum.auth.passwords import PasswordHasher
from eduforum.auth.service import AuthService
from eduforum.auth.trusted_clock import TrustedClock
from eduforum.auth.vault import Vault, new_key, read_keys
from eduforum.clock import Clock, SystemClock
from eduforum.cluster import LocalRateLimiter, LocalTokenBlacklist
from eduforum.config import Config
from eduforum.courses.service import CourseService
from eduforum.db import Database, migrate
from eduforum.db.embedded import EmbeddedPostgres, running_url
from eduforum.events import EventBus
from eduforum.mail import Outbox


@dataclass(frozen=True)
class Services:
    db: Database
    clock: Clock
    auth: AuthService
    courses: CourseService


@asynccontextmanager
async def database_url(config: Config) -> AsyncIterator[str]:
    """The database of the settings; an embedded one is started unless a server has it running."""
    url = config.database.url or await running_url(config.data.dir)
    if url is not None:
        yield url
        return
    postgres = EmbeddedPostgres(config.data.dir)
    try:
        yield await postgres.start()
    finally:
        await postgres.stop()


@asynccontextmanager
async def services(config: Config) -> AsyncIterator[Services]:
    """Accounts and courses on a database that is up to date. Nobody hears of events: there are no sockets here."""
    async with AsyncExitStack() as stack:
        url = await stack.enter_async_context(database_url(config))
        await migrate(url)
        db = await Database.open(url, pool_size=2)
        stack.push_async_callback(db.close)
        hasher = PasswordHasher(config.auth.bcrypt_cost)
        stack.callback(hasher.close)
        clock = TrustedClock(SystemClock())
        events, limiter = EventBus(), LocalRateLimiter(clock)
        keys = KeyRing(clock, access_seconds=config.auth.access_minutes * 60)
        # Nothing that is sealed is opened here, and nobody comes back with a cookie.
        vault = Vault(read_keys([new_key()]))
        # Letters are sealed for a server; without one nobody writes.
        outbox = Outbox(clock, mail_cover.seal(vault), enabled=False)
        blacklist = LocalTokenBlacklist(clock)
        auth = AuthService(config, db, events, keys, clock, hasher, limiter, blacklist, vault, outbox)
        yield Services(db, clock, auth, CourseService(db, events, limiter, clock))
