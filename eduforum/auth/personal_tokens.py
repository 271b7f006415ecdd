"""Personal access tokens as they are kept: made, listed, taken back, and taken for their person."""

import logging
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from eduforum.auth import access_token_store, access_tokens, rules, store
from eduforum.auth.access_tokens import AccessTokenError, Scope
from eduforum.auth.logins import Logins
from eduforum.auth.reauthentication import Reauthentication
from eduforum.auth.schemas import AccessTokenShown, Device, MadeAccessToken, NewAccessToken, Principal
from eduforum.clock import Clock
from eduforum.cluster import TokenBlacklist
from eduforum.db import Database
from eduforum.errors import Conflict, Detail, Invalid, NotFound, Unauthenticated

# A year, and the day of the end with it.
LONGEST: Final = timedelta(days=366)
MOST: Final = 50

# More exactly nobody needs to know when a token was used, and a busy program does not write with each call.
_USED_EVERY = timedelta(minutes=1)

_audit = logging.getLogger("eduforum.audit")


class Bearer(NamedTuple):
    """Whom a token stands for, and how far."""

    principal: Principal
    scopes: tuple[Scope, ...]


class PersonalTokens:
    def __init__(
        self, db: Database, clock: Clock, proof: Reauthentication, logins: Logins, blacklist: TokenBlacklist
    ) -> None:
        self._db = db
        self._clock = clock
        self._proof = proof
        self._logins = logins
        self._blacklist = blacklist

    async def make(self, principal: Principal, new: NewAccessToken, device: Device) -> MadeAccessToken:
        """Raises `Invalid`, `Conflict` code `too_many_tokens`, and as `Reauthentication.check`: a stolen sign-in must
        not make itself permanent."""
        name, scopes = rules.checked_name(new.name), access_tokens.checked_scopes(new.scopes)
        expires_at = self._checked_end(new.expires_at)
        await self._proof.check(principal, new.password)
        token, now = access_tokens.new_token(), self._clock.now()
        async with self._db.transaction() as conn:
            await store.lock_user(conn, principal.user_id)
            if await access_token_store.count(conn, principal.user_id, now) >= MOST:
                raise Conflict(f"There are {MOST} tokens; revoke one first", code="too_many_tokens")
            id = await self._logins.open_for_token(conn, principal.user_id, device, expires_at)
            await access_token_store.add(conn, id=id, name=name, digest=token.digest, scopes=scopes)
        _audit.info("an access token was made", extra={"user_id": principal.user_id, "token_id": id, "scopes": scopes})
        return MadeAccessToken(AccessTokenShown(id, name, list(scopes), now, expires_at, None), token.text)

    async def tokens(self, principal: Principal) -> list[AccessTokenShown]:
        async with self._db.connection() as conn:
            return await access_token_store.of_user(conn, principal.user_id, self._clock.now())

    async def revoke(self, principal: Principal, token_id: str) -> None:
        """Ends a token, and what goes on by it, on every node. Raises `NotFound`, for those of others too."""
        async with self._db.transaction() as conn:
            known = await access_token_store.of_user(conn, principal.user_id, self._clock.now())
            if not any(token.id == token_id for token in known):
                raise NotFound
            ended = await store.end_logins(conn, principal.user_id, "revoked", self._clock.now(), only=token_id)
        await self._logins.tell(principal.user_id, ended)
        _audit.info("an access token was revoked", extra={"user_id": principal.user_id, "token_id": token_id})

    async def bearer(self, text: str) -> Bearer:
        """Whom a token stands for now. Raises `Unauthenticated`."""
        try:
            digest = access_tokens.digest_of(text)
        except AccessTokenError as error:
            raise Unauthenticated(str(error), code="token_invalid") from None
        now = self._clock.now()
        async with self._db.connection() as conn:
            found = await access_token_store.find(conn, digest)
            try:
                token = access_tokens.check(found.token if found else None, now=now)
            except AccessTokenError as error:
                raise Unauthenticated(str(error), code="token_revoked") from None
            revoked = self._blacklist.is_revoked(f"login:{token.id}")
            if found is None or found.principal is None or revoked:
                raise Unauthenticated("the token was revoked", code="token_revoked")
            if found.used_at is None or now - found.used_at >= _USED_EVERY:
                await access_token_store.use(conn, token.id, now)
        return Bearer(found.principal, token.scopes)

    def _checked_end(self, expires_at: datetime) -> datetime:
        now = self._clock.now()
        if expires_at <= now:
            raise Invalid(details=[Detail("expires_at", "This is over.")])
        if expires_at > now + LONGEST:
            raise Invalid(details=[Detail("expires_at", f"A token is good for at most {LONGEST.days} days.")])
        return expires_at
