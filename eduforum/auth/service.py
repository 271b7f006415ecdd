"""Accounts and sign-in: registering, logins and their refresh tokens, and who a token stands for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from eduforum.auth import rules, second_factor_store, store
from eduforum.auth.guard import Guard, account_of
from eduforum.auth.invitations import Invitations
from eduforum.auth.keys import KeyRing, UnknownKey
from eduforum.auth.links import Links
from eduforum.auth.logins import Logins, digest_of
from eduforum.auth.oidc.providers import read_providers
from eduforum.auth.passwords import PasswordHasher
from eduforum.auth.personal_tokens import Bearer, PersonalTokens
from eduforum.auth.reauthentication import Reauthentication
from eduforum.auth.recovery import Recovery
from eduforum.auth.rules import normalise_email
from eduforum.auth.schemas import (
    AuthPolicy,
    Delivery,
    Device,
    IdentityProvider,
    Login,
    Principal,
    Register,
    Registered,
    Role,
    SignInAnswer,
    Tokens,
    User,
    UserRecord,
    VerifyCode,
)
from eduforum.auth.second_factors import SecondFactors
from eduforum.auth.tickets import LIFE
from eduforum.auth.trusted_clock import TrustedClock
from eduforum.auth.vault import Vault
from eduforum.cluster import RateLimiter, TokenBlacklist, network_of
from eduforum.config import Config
from eduforum.db import Connection, Database
from eduforum.errors import Conflict, Forbidden, RateLimited, Unauthenticated
from eduforum.events import EventBus
from eduforum.ids import is_id, new_id
from eduforum.mail import Outbox

__all__ = ["AuthService", "Device", "SecondStep", "SignedIn", "normalise_email"]

# Two tabs refresh at once, or an answer is lost: so long after its first use a token still yields one more.
REUSE_GRACE = timedelta(seconds=10)

# A campus is one address to us: it may try this many times as often as one account from there.
_PEOPLE_PER_ADDRESS = 30

# A page refreshes when it is loaded and every quarter of an hour; each exchange leaves a row for days.
_REFRESHES_PER_MINUTE = 60


@dataclass(frozen=True)
class SignedIn:
    """An access token, and the refresh token in the clear: it is nowhere else. `known` is the cookie by which a browser
    is known to the account from now on, `trusted` the one by which it is not asked for a code."""

    access_token: str
    refresh_token: str
    user: User
    delivery: Delivery
    known: str | None = None
    trusted: str | None = None

    def tokens(self, expires_in: int) -> Tokens:
        refresh = self.refresh_token if self.delivery == "body" else None
        return Tokens(self.access_token, expires_in, self.user, refresh)


@dataclass(frozen=True)
class SecondStep:
    """What a password alone has opened: nothing but the question for a code."""

    challenge: str

    def answer(self) -> SignInAnswer:
        expires_in = int(LIFE["second_factor"].total_seconds())
        return SignInAnswer(expires_in, requires_2fa=True, challenge=self.challenge)


class AuthService:
    def __init__(
        self,
        config: Config,
        db: Database,
        events: EventBus,
        keys: KeyRing,
        clock: TrustedClock,
        hasher: PasswordHasher,
        limiter: RateLimiter,
        blacklist: TokenBlacklist,
        vault: Vault,
        outbox: Outbox,
    ) -> None:
        self._limits = config.limits
        self._db = db
        self._keys = keys
        self._clock = clock
        self._hasher = hasher
        self._limiter = limiter
        self._blacklist = blacklist
        self._refresh_life = timedelta(days=config.auth.refresh_days)
        self._guard = Guard(db, vault, clock)
        self.logins = Logins(db, events, clock, blacklist, self._refresh_life)
        self.proof = Reauthentication(db, clock, hasher, self._guard)
        self.factors = SecondFactors(db, vault, clock, self.proof, self._guard, self.logins)
        self.tokens = PersonalTokens(db, clock, self.proof, self.logins, blacklist)
        links = Links(config.url, clock)
        self.recovery = Recovery(config, db, clock, hasher, limiter, self._guard, self.logins, links, outbox)
        self.invitations = Invitations(db, clock, hasher, self._guard, links, outbox)
        self._outbox = outbox
        self.policy = AuthPolicy(
            registration=config.auth.registration or ("open" if outbox.enabled else "closed"),
            password_min_length=rules.MIN_PASSWORD_LENGTH,
            providers=[IdentityProvider(each.name, each.title, each.kind) for each in read_providers(config)],
            mail=outbox.enabled,
            contact=config.auth.contact,
        )

    @property
    def access_seconds(self) -> int:
        return self._keys.seconds("access")

    @property
    def refresh_seconds(self) -> int:
        return int(self._refresh_life.total_seconds())

    async def register(self, new: Register, address: str) -> Registered:
        """Makes a student's account. The answer and its time are the same when the address has one already. Where there
        is a mail server, a letter asks whether the address is the person's, or tells them that they have an account.

        Raises `Forbidden` code `registration_closed`, `Invalid`, `RateLimited`.
        """
        if self.policy.registration == "closed":
            raise Forbidden("Registration is closed; an administrator makes accounts", code="registration_closed")
        email, name = rules.checked_email(new.email), rules.checked_name(new.name)
        rules.check_password(new.password, email=email, name=name)
        await self._limit(f"register:{network_of(address)}", self._limits.register_per_minute)
        hashed = await self._hasher.hash(new.password)
        async with self._db.transaction() as conn:
            user = await store.add_user(
                conn,
                id=new_id(self._clock),
                email=email,
                name=name,
                role="student",
                password_hash=hashed,
                at=self._clock.now(),
            )
            if self._outbox.enabled and user is not None:
                await self.recovery.write_verification(conn, user, new.language)
            elif self._outbox.enabled:
                await self.recovery.write_account_exists(conn, email, new.language)
        return Registered(email=email, name=name, role="student")

    async def create_user(
        self, conn: Connection, *, email: str, name: str, role: Role, password: str | None, any_password: bool = False
    ) -> UserRecord:
        """Makes an account of any role, for administrators and the command line, who vouch for its address. `password`
        None: nobody signs in by one.

        Raises `Conflict` code `email_taken`, `Invalid`. `any_password` leaves the password's quality to the caller.
        """
        email, name = rules.checked_email(email), rules.checked_name(name)
        if password is not None and not any_password:
            rules.check_password(password, email=email, name=name)
        user = await store.add_user(
            conn,
            id=new_id(self._clock),
            email=email,
            name=name,
            role=role,
            password_hash=None if password is None else await self._hasher.hash(password),
            at=self._clock.now(),
        )
        if user is None:
            raise Conflict(f"There is an account with the address {email}", code="email_taken")
        await store.verify_email(conn, user.id, self._clock.now())
        return user

    async def login(self, body: Login, device: Device) -> SignedIn | SecondStep:
        """Signs a person in, or asks for the second step.

        Raises `Unauthenticated` code `invalid_credentials` for an unknown address and a wrong password alike, after
        the same work; `Forbidden` code `account_suspended` to who knows the password; `RateLimited`.
        """
        email = normalise_email(body.email)
        network, limit = network_of(device.address), self._limits.login_per_minute
        await self._limit(f"login:{network}:{account_of(email)}", limit)
        await self._limit(f"login:{network}", limit * _PEOPLE_PER_ADDRESS)
        async with self._db.connection() as conn:
            user = await store.user_by_email(conn, email)
        attempt = await self._guard.begin("password", email, device)
        if not await self._hasher.verify(body.password, user.password_hash if user else None) or user is None:
            raise Unauthenticated("The e-mail address or the password is wrong", code="invalid_credentials")
        async with self._db.transaction() as conn:
            await self._guard.succeeded(conn, attempt)
            return await self.let_in(conn, user, device, body.token_delivery)

    async def let_in(
        self, conn: Connection, user: UserRecord, device: Device, delivery: Delivery
    ) -> SignedIn | SecondStep:
        """Signs in somebody who has shown who they are, or asks for the second step, whichever way they have come.

        Raises `Forbidden` code `account_suspended`.
        """
        if user.suspended_at is not None:
            raise _suspended()
        challenge = await self.factors.challenge(conn, user, device.trusted)
        if challenge is not None:
            return SecondStep(challenge)
        return await self._sign_in(conn, user, device, delivery)

    async def count_sign_in(self, address: str) -> None:
        """Counts a way in by an issuer against what a network may try. Raises `RateLimited`."""
        await self._limit(f"oauth:{network_of(address)}", self._limits.login_per_minute * _PEOPLE_PER_ADDRESS)

    async def verify(self, body: VerifyCode, device: Device) -> SignedIn:
        """The second step. A wrong code leaves the challenge as it is.

        Raises `Unauthenticated` code `challenge_invalid`, `Forbidden` code `code_wrong` or `account_suspended`,
        `RateLimited`.
        """
        network, limit = network_of(device.address), self._limits.login_per_minute
        await self._limit(f"verify:{network}", limit * _PEOPLE_PER_ADDRESS)
        async with self._db.transaction() as conn:
            user, factor = await self.factors.challenged(conn, body.challenge)
            if user.suspended_at is not None:
                raise _suspended()
            trusted = self.factors.trust(user, factor) if body.trust else None
            # Nobody finds one of these by trying: whoever has one does not wait for those who do.
            if await self.factors.accept_backup_code(conn, user.id, body.code):
                await self.factors.use_challenge(conn, body.challenge)
                return await self._sign_in(conn, user, device, body.token_delivery, trusted)
        attempt = await self._guard.begin("code", user.email, device)
        async with self._db.transaction() as conn:
            if not await self.factors.accept_code(conn, factor, body.code):
                raise Forbidden("The code is wrong, or was used before", code="code_wrong")
            await self.factors.use_challenge(conn, body.challenge)
            await self._guard.succeeded(conn, attempt)
            return await self._sign_in(conn, user, device, body.token_delivery, trusted)

    async def refresh(self, token: str) -> SignedIn:
        """Exchanges a refresh token for the next one and a new access token.

        Within `REUSE_GRACE` of its first use a token yields one further token of its family; a third exchange is
        refused with `Conflict` code `refresh_superseded`. Used later, it was stolen from somebody: the family ends.
        Raises `Unauthenticated` code `refresh_invalid` or `refresh_reused`, `RateLimited`.
        """
        digest = digest_of(token)
        reused = False
        async with self._db.transaction() as conn:
            login_id = await store.login_of_token(conn, digest)
            login = await store.locked_login(conn, login_id) if login_id else None
            # Read after the lock: another tab may have used it meanwhile.
            record = await store.refresh_token(conn, digest)
            now = self._clock.now()
            if login is None or record is None or login.ended_at is not None:
                raise Unauthenticated("Sign in again", code="refresh_invalid")
            if login.expires_at <= now or record.expires_at <= now:
                raise Unauthenticated("Sign in again", code="refresh_invalid")
            user = await store.user(conn, login.user_id)
            if user is None or user.suspended_at is not None:
                raise Unauthenticated("Sign in again", code="refresh_invalid")
            if record.used_at is not None and now - record.used_at > REUSE_GRACE:
                await store.end_login(conn, login.id, "reuse", now)
                await second_factor_store.distrust(conn, login.user_id, now)
                reused = True
            elif record.uses >= 2:
                raise Conflict("This token was exchanged just now; use the newest", code="refresh_superseded")
            else:
                await self._limit(f"refresh:{login.id}", _REFRESHES_PER_MINUTE)
                await store.use_refresh_token(conn, record.id, now)
                await store.extend_login(conn, login.id, at=now, expires_at=now + self._refresh_life)
                next_token = await self.logins.issue(conn, login.id)
        if reused:
            await self.logins.tell(login.user_id, [login.id])
            raise Unauthenticated("This refresh token was used before; the sign-in was ended", code="refresh_reused")
        return SignedIn(self._access_token(user.id, login.id), next_token, user.public(), login.delivery)

    async def logout(self, login_id: str) -> None:
        """Ends a login on every node; doing it again does nothing."""
        async with self._db.transaction() as conn:
            user_id = await store.end_login(conn, login_id, "logout", self._clock.now())
        if user_id is not None:
            await self.logins.tell(user_id, [login_id])

    async def login_of_refresh_token(self, token: str) -> str | None:
        """The login that a refresh token belongs to, used or not."""
        async with self._db.connection() as conn:
            return await store.login_of_token(conn, digest_of(token))

    async def authenticate(self, token: str) -> Principal:
        """Whom an access token stands for now. Raises `Unauthenticated`."""
        try:
            claims = self._keys.verify(token, "access")
        except UnknownKey:
            await self._reload_keys()
            claims = self._keys.verify(token, "access")
        login_id = claims.get("login")
        if not isinstance(login_id, str) or not is_id(login_id) or self._blacklist.is_revoked(f"login:{login_id}"):
            raise Unauthenticated("The sign-in has ended", code="token_revoked")
        async with self._db.connection() as conn:
            principal = await store.principal(conn, login_id, self._clock.now())
        if principal is None or principal.user_id != claims.get("sub"):
            raise Unauthenticated("The sign-in has ended", code="token_revoked")
        return principal

    async def authenticate_access_token(self, text: str) -> Bearer:
        """Whom a personal access token stands for now, and how far. Raises `Unauthenticated`."""
        return await self.tokens.bearer(text)

    async def authenticate_participant(self, token: str) -> tuple[Principal, Mapping[str, Any]]:
        """Whom a participant token stands for now, and its claims: which session it is for is the caller's question.

        Raises `Unauthenticated`.
        """
        try:
            claims = self._keys.verify(token, "participant")
        except UnknownKey:
            await self._reload_keys()
            claims = self._keys.verify(token, "participant")
        login_id = claims.get("login_id")
        if not isinstance(login_id, str) or not is_id(login_id):
            # A guest's: it opens the room's socket and nothing else.
            raise Unauthenticated("The token stands for nobody with an account", code="token_invalid")
        async with self._db.connection() as conn:
            principal = await self.principal_of_login(conn, login_id)
        if principal is None or principal.user_id != claims.get("sub"):
            raise Unauthenticated("The sign-in has ended", code="token_revoked")
        return principal, claims

    async def principal_of_login(self, conn: Connection, login_id: str) -> Principal | None:
        """Whom a login stands for, while it has neither ended nor expired and its person is not suspended."""
        if self._blacklist.is_revoked(f"login:{login_id}"):
            return None
        return await store.principal(conn, login_id, self._clock.now())

    async def login_is_live(self, conn: Connection, login_id: str) -> bool:
        """Whether a login still stands for somebody."""
        return await self.principal_of_login(conn, login_id) is not None

    async def me(self, principal: Principal) -> User:
        async with self._db.connection() as conn:
            user = await store.user(conn, principal.user_id)
        if user is None:
            raise Unauthenticated
        return user.public()

    async def tidy(self) -> None:
        """Forgets what has expired long ago."""
        async with self._db.transaction() as conn:
            await store.delete_expired(conn, self._clock.now() - self._refresh_life)
        await self.factors.tidy(self._clock.now() - self._refresh_life)
        await self.invitations.tidy(self._clock.now() - self._refresh_life)
        await self._guard.tidy()

    async def _sign_in(
        self, conn: Connection, user: UserRecord, device: Device, delivery: Delivery, trusted: str | None = None
    ) -> SignedIn:
        opened = await self.logins.open(conn, user.id, device, delivery)
        token, known = self._access_token(user.id, opened.login_id), self._guard.remember(user.email, device)
        return SignedIn(token, opened.refresh_token, user.public(), delivery, known, trusted)

    async def open_view(self, conn: Connection, principal: Principal, user: UserRecord) -> str:
        """An access token by which an administrator sees what somebody else sees, for as long as it lives, and no token
        to renew it by."""
        login_id = await self.logins.open_view(conn, principal, user.id, timedelta(seconds=self.access_seconds))
        return self._access_token(user.id, login_id)

    def _access_token(self, user_id: str, login_id: str) -> str:
        return self._keys.sign({"sub": user_id, "login": login_id}, "access")

    async def _reload_keys(self) -> None:
        async with self._db.connection() as conn:
            await self._keys.reload(conn)

    async def _limit(self, key: str, per_minute: int) -> None:
        wait = await self._limiter.hit(key, per_minute, 60) if per_minute else 0
        if wait > 0:
            raise RateLimited("Too many attempts; try again in a while", retry_after=wait)


def _suspended() -> Forbidden:
    return Forbidden("This account is suspended", code="account_suspended")
