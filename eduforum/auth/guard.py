"""The guard at the door: attempts at passwords and codes are charged before they are judged."""

import hashlib

from eduforum.auth import attempt_store, known_devices, lockout
from eduforum.auth.lockout import Attempt, Stage
from eduforum.auth.schemas import Device, Principal
from eduforum.auth.vault import Vault
from eduforum.clock import Clock
from eduforum.cluster import network_of
from eduforum.db import Connection, Database
from eduforum.errors import RateLimited


class Guard:
    """Keeps the buckets of `lockout` in the database, so that all nodes count together."""

    def __init__(self, db: Database, vault: Vault, clock: Clock) -> None:
        self._db = db
        self._vault = vault
        self._clock = clock

    async def begin(self, stage: Stage, email: str, device: Device) -> Attempt:
        """An attempt that may be made now. `email` is normalised, and the same is done whether it has an account.

        Raises `RateLimited` code `too_many_attempts`.
        """
        account, network = account_of(email), network_of(device.address)
        known = known_devices.recognise(device.known, account, self._vault, self._clock.now())
        async with self._db.connection() as conn:
            familiar = await attempt_store.has_signed_in(conn, email, network)
        return await self._charged(Attempt(stage, account, network, known, familiar))

    async def begin_again(self, stage: Stage, principal: Principal) -> Attempt:
        """The same by somebody who is signed in: each sign-in waits for itself alone. Raises `RateLimited`."""
        return await self._charged(Attempt(stage, account_of(principal.email), "", f"login:{principal.login_id}"))

    async def succeeded(self, conn: Connection, attempt: Attempt) -> None:
        """Gives back what the attempt was charged."""
        buckets = await attempt_store.locked_buckets(conn, lockout.keys(attempt))
        await attempt_store.keep_buckets(conn, lockout.take_back(attempt, buckets))

    def remember(self, email: str, device: Device) -> str:
        """The cookie by which the browser is known from now on to this account."""
        account, now = account_of(email), self._clock.now()
        known = known_devices.recognise(device.known, account, self._vault, now)
        return known_devices.remember(account, self._vault, now, device=known)

    async def tidy(self) -> None:
        async with self._db.transaction() as conn:
            await attempt_store.delete_empty(conn, self._clock.now())

    async def _charged(self, attempt: Attempt) -> Attempt:
        async with self._db.transaction() as conn:
            buckets = await attempt_store.locked_buckets(conn, lockout.keys(attempt))
            now = self._clock.now()
            wait = lockout.wait(attempt, buckets, now)
            if wait > 0:
                raise RateLimited("Too many wrong attempts", code="too_many_attempts", retry_after=wait)
            await attempt_store.keep_buckets(conn, lockout.charge(attempt, buckets, now))
        return attempt


def account_of(email: str) -> str:
    """What an account is called where attempts are counted: nothing that tells the address."""
    return hashlib.sha256(email.encode("utf-8")).hexdigest()
