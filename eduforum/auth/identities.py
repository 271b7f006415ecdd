"""Signing in by an issuer, and accounts there that are linked to one here.

Whose account somebody's is, is decided by `oidc.identity`; whoever has a second factor is asked for it all the same.
"""

import logging
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from eduforum.auth import identity_store, second_factor_store, store
from eduforum.auth.oidc.faults import OidcError
from eduforum.auth.oidc.identity import Create, Identity, Link, Owner, Refuse, SignIn, decide
from eduforum.auth.oidc.provider import Begun, Provider
from eduforum.auth.schemas import (
    Delivery,
    Device,
    LinkedIdentities,
    LinkedIdentity,
    Principal,
    UserRecord,
)
from eduforum.auth.service import AuthService, SecondStep, SignedIn
from eduforum.clock import Clock
from eduforum.db import Connection, Database
from eduforum.errors import Conflict, EduForumError, Forbidden, NotFound, Unauthenticated, Unavailable
from eduforum.ids import new_id

_audit = logging.getLogger("eduforum.audit")

# So often what was decided is decided again because somebody does the same in another window.
_TRIES = 3


class _Outrun(Exception):
    """Somebody else was faster with the same account or identity."""


class Returned(NamedTuple):
    """`entered` None: an account was linked, and whoever was signed in still is."""

    next: str
    entered: SignedIn | SecondStep | None


class Identities:
    def __init__(self, db: Database, auth: AuthService, providers: Mapping[str, Provider], clock: Clock) -> None:
        self._db = db
        self._auth = auth
        self._providers = providers
        self._clock = clock

    def known(self, name: str) -> str:
        """The name, if it is one of an issuer. Raises `NotFound`."""
        return self._provider(name).settings.name

    async def begin(self, name: str, next: str | None) -> Begun:
        """Sends somebody to the issuer to sign in. Raises `NotFound`, `Unavailable` code `issuer_unavailable`."""
        try:
            return await self._provider(name).begin(next=next)
        except OidcError as error:
            raise _told(error, name) from error

    async def begin_link(self, principal: Principal, name: str, next: str | None, password: str | None) -> Begun:
        """The same for somebody who is signed in, to link their account there. Raises as `Reauthentication.check`
        too."""
        provider = self._provider(name)
        await self._auth.proof.check(principal, password)
        try:
            return await provider.begin(next=next, login_id=principal.login_id)
        except OidcError as error:
            raise _told(error, name, principal) from error

    async def finish(
        self,
        name: str,
        cookie: str | None,
        parameters: Iterable[tuple[str, str]],
        *,
        device: Device,
        delivery: Delivery,
        principal: Principal | None,
    ) -> Returned:
        """Somebody comes back with these parameters in the query.

        Raises `NotFound`; `Forbidden` code `issuer_declined`, `issuer_expired`, `issuer_refused`,
        `identity_unverified`, `identity_unknown`, `identity_link_first`, `identity_moved` or `account_suspended`;
        `Conflict` code `identity_taken`; `Unavailable` code `issuer_unavailable`; `RateLimited`.
        """
        provider = self._provider(name)
        await self._auth.count_sign_in(device.address)
        try:
            finished = await provider.finish(cookie, parameters, login_id=principal.login_id if principal else None)
        except OidcError as error:
            raise _told(error, name, principal) from error
        if not finished.links:
            return Returned(finished.next, await self._enter(provider, finished.identity, device, delivery))
        if principal is None:
            raise Unauthenticated
        await self._link(principal, provider, finished.identity)
        return Returned(finished.next, None)

    async def linked(self, principal: Principal) -> LinkedIdentities:
        async with self._db.connection() as conn:
            records = await identity_store.of_user(conn, principal.user_id)
            user = await store.user(conn, principal.user_id)
        known = {provider.settings.name for provider in self._providers.values()}
        return LinkedIdentities(
            user is not None and user.password_hash is not None,
            [
                LinkedIdentity(
                    id=record.id,
                    provider=record.provider if record.provider in known else None,
                    issuer=record.issuer,
                    email=record.email,
                    created_at=record.created_at,
                    used_at=record.used_at,
                )
                for record in records
            ],
        )

    async def unlink(self, principal: Principal, identity_id: str) -> None:
        """Raises `NotFound`, for those of others too, and `Conflict` code `last_way_in` where nothing else would open
        the account."""
        async with self._db.transaction() as conn:
            await store.lock_user(conn, principal.user_id)
            records = await identity_store.of_user(conn, principal.user_id)
            user = await store.user(conn, principal.user_id)
            unlinked = next((record for record in records if record.id == identity_id), None)
            if unlinked is None or user is None:
                raise NotFound
            others = [record for record in records if record is not unlinked and record.provider in self._providers]
            if user.password_hash is None and not others:
                raise Conflict("Nothing else opens this account", code="last_way_in")
            await identity_store.delete(conn, principal.user_id, only=identity_id)
        _note("an account elsewhere was unlinked", principal.user_id, unlinked.provider)

    async def _enter(
        self, provider: Provider, identity: Identity, device: Device, delivery: Delivery
    ) -> SignedIn | SecondStep:
        for _ in range(_TRIES):
            ended: list[str] = []
            try:
                async with self._db.transaction() as conn:
                    user = await self._account(conn, provider, identity, ended)
                    entered = await self._auth.let_in(conn, user, device, delivery)
            except _Outrun:
                continue
            await self._auth.logins.tell(user.id, ended)
            return entered
        raise Conflict("Somebody does the same in another window")

    async def _account(self, conn: Connection, provider: Provider, identity: Identity, ended: list[str]) -> UserRecord:
        """The account that the identity opens, linked or made where that may be. `ended` takes the sign-ins that end by
        it. Raises `Forbidden`, `_Outrun`."""
        name, now = provider.settings.name, self._clock.now()
        linked = await identity_store.linked_to(conn, identity)
        found = await identity_store.addressee(conn, identity) if linked is None else None
        owner = Owner(found.user_id, found.role, found.email_verified, found.has_other_subject) if found else None
        match decide(identity, linked=linked, owner=owner, create_accounts=provider.settings.create_accounts):
            case SignIn(user_id):
                await identity_store.use(conn, name, identity, now)
            case Link(user_id, reclaim):
                if reclaim:
                    ended += await self._reclaim(conn, user_id)
                if not await self._add(conn, user_id, name, identity):
                    raise _Outrun
            case Create(email, person):
                user_id = new_id(self._clock)
                made = await store.add_user(
                    conn, id=user_id, email=email, name=person, role="student", password_hash=None, at=now
                )
                if made is None or not await self._add(conn, user_id, name, identity):
                    raise _Outrun
                await store.verify_email(conn, user_id, now)
            case Refuse(reason):
                _audit.warning("an account elsewhere opens none", extra={"provider": name, "reason": reason})
                raise _refused(reason)
        user = await store.user(conn, user_id)
        if user is None:
            raise _Outrun
        return user

    async def _reclaim(self, conn: Connection, user_id: str) -> list[str]:
        """Takes the account from whoever made it with an address that they never showed to be theirs: nothing that
        they set opens it any more."""
        now = self._clock.now()
        await store.take_password(conn, user_id, now)
        await second_factor_store.delete_factor(conn, user_id)
        await identity_store.delete(conn, user_id)
        await store.verify_email(conn, user_id, now)
        _note("an account was given to who could verify its address", user_id, None)
        return await store.end_logins(conn, user_id, "revoked", now)

    async def _link(self, principal: Principal, provider: Provider, identity: Identity) -> None:
        name = provider.settings.name
        async with self._db.transaction() as conn:
            if not await self._add(conn, principal.user_id, name, identity):
                if await identity_store.linked_to(conn, identity) != principal.user_id:
                    raise Conflict("That account there opens another one here", code="identity_taken")
                await identity_store.use(conn, name, identity, self._clock.now())

    async def _add(self, conn: Connection, user_id: str, name: str, identity: Identity) -> bool:
        now = self._clock.now()
        added = await identity_store.add(
            conn, id=new_id(self._clock), user_id=user_id, provider=name, identity=identity, at=now
        )
        if added:
            _note("an account elsewhere was linked", user_id, name)
        return added

    def _provider(self, name: str) -> Provider:
        provider = self._providers.get(name)
        if provider is None:
            raise NotFound
        return provider


def _note(what: str, user_id: str, provider: str | None) -> None:
    _audit.info(what, extra={"user_id": user_id, "provider": provider})


def _told(error: OidcError, provider: str, principal: Principal | None = None) -> EduForumError:
    """What people are told. Why it was is for the audit: it would help who tries to deceive us."""
    user_id = principal.user_id if principal else None
    _audit.warning(
        "signing in elsewhere failed: %s",
        error,
        extra={"provider": provider, "reason": error.reason, "user_id": user_id},
    )
    match error.reason:
        case "unreachable" | "bad_metadata":
            return Unavailable("The issuer does not answer as it should", code="issuer_unavailable")
        case "declined":
            return Forbidden("The issuer says that it was declined", code="issuer_declined")
        case "flow_invalid" | "flow_expired" | "flow_replayed" | "other_login":
            return Forbidden("Begin again: this answer is not to what was begun here", code="issuer_expired")
        case _:
            return Forbidden("What the issuer answered was not accepted", code="issuer_refused")


def _refused(reason: str) -> Forbidden:
    match reason:
        case "email_unverified":
            return Forbidden("The issuer has not verified the address", code="identity_unverified")
        case "link_first":
            return Forbidden("Sign in with the password and link the account first", code="identity_link_first")
        case "other_subject":
            return Forbidden("Somebody else there opens the account of this address", code="identity_moved")
        case _:
            return Forbidden("Nobody has this address here", code="identity_unknown")
