"""Sign-ins on devices: how one opens, which there are, and how they end on every node."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from eduforum.auth import second_factor_store, store
from eduforum.auth.keys import PARTICIPANT_SECONDS
from eduforum.auth.schemas import Delivery, Device, LoginEnded, Principal, SignInDevice
from eduforum.clock import Clock
from eduforum.cluster import TokenBlacklist, network_of
from eduforum.db import Connection, Database
from eduforum.errors import NotFound
from eduforum.events import EventBus
from eduforum.ids import new_id

_MAX_USER_AGENT = 400

# Programs sign in without signing out; nobody reads a list of all of these.
_MOST_DEVICES = 100


class Opened(NamedTuple):
    """`refresh_token` in the clear: it is nowhere else."""

    login_id: str
    refresh_token: str


class Logins:
    def __init__(
        self, db: Database, events: EventBus, clock: Clock, blacklist: TokenBlacklist, life: timedelta
    ) -> None:
        self._db = db
        self._events = events
        self._clock = clock
        self._blacklist = blacklist
        self.life = life

    async def open(self, conn: Connection, user_id: str, device: Device, delivery: Delivery) -> Opened:
        login_id, now = new_id(self._clock), self._clock.now()
        await store.add_login(
            conn,
            id=login_id,
            user_id=user_id,
            delivery=delivery,
            user_agent=device.user_agent[:_MAX_USER_AGENT],
            address=device.address,
            network=network_of(device.address),
            at=now,
            expires_at=now + self.life,
        )
        return Opened(login_id, await self.issue(conn, login_id))

    async def open_view(self, conn: Connection, principal: Principal, user_id: str, life: timedelta) -> str:
        """A login by which an administrator looks as somebody else. It stands among that person's sign-ins."""
        login_id, now = new_id(self._clock), self._clock.now()
        await store.add_view(
            conn, id=login_id, user_id=user_id, parent_id=principal.login_id, at=now, expires_at=now + life
        )
        return login_id

    async def open_for_token(self, conn: Connection, user_id: str, device: Device, expires_at: datetime) -> str:
        """The login that a personal access token is of; it has no refresh tokens."""
        login_id = new_id(self._clock)
        await store.add_login(
            conn,
            id=login_id,
            user_id=user_id,
            delivery="token",
            user_agent=device.user_agent[:_MAX_USER_AGENT],
            address=device.address,
            network=network_of(device.address),
            at=self._clock.now(),
            expires_at=expires_at,
        )
        return login_id

    async def issue(self, conn: Connection, login_id: str) -> str:
        """A fresh refresh token of a login."""
        token, now = secrets.token_urlsafe(32), self._clock.now()
        await store.add_refresh_token(
            conn,
            id=new_id(self._clock),
            login_id=login_id,
            token_hash=digest_of(token),
            at=now,
            expires_at=now + self.life,
        )
        return token

    async def devices(self, principal: Principal) -> list[SignInDevice]:
        """Where a person is signed in, this sign-in first."""
        async with self._db.connection() as conn:
            return await store.devices(conn, principal.user_id, principal.login_id, self._clock.now(), _MOST_DEVICES)

    async def revoke(self, principal: Principal, login_id: str) -> None:
        """Ends one of a person's own sign-ins, and asks every browser for a code again: its own may be trusted.

        Raises `NotFound`, for those of others too.
        """
        async with self._db.transaction() as conn:
            now = self._clock.now()
            ended = await store.end_logins(conn, principal.user_id, "revoked", now, only=login_id)
            await second_factor_store.distrust(conn, principal.user_id, now)
        if not ended:
            raise NotFound
        await self.tell(principal.user_id, ended)

    async def revoke_others(self, principal: Principal) -> None:
        """Ends all of a person's sign-ins but the one that asks."""
        async with self._db.transaction() as conn:
            ended = await self.end_others(conn, principal)
        await self.tell(principal.user_id, ended)

    async def end_others(self, conn: Connection, principal: Principal) -> list[str]:
        """The same within a transaction; what is returned is to be told after it."""
        now = self._clock.now()
        await second_factor_store.distrust(conn, principal.user_id, now)
        return await store.end_logins(conn, principal.user_id, "revoked", now, but=principal.login_id)

    async def tell(self, user_id: str, login_ids: Iterable[str]) -> None:
        """Says on every node that logins have ended: their sockets, media and tokens end with them."""
        # No token that names a login outlives a participant token.
        until = self._clock.now() + timedelta(seconds=PARTICIPANT_SECONDS)
        for login_id in login_ids:
            await self._blacklist.revoke(f"login:{login_id}", until)
            await self._events.publish(LoginEnded(login_id, user_id))


def digest_of(token: str) -> bytes:
    """What of a refresh token is kept."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
