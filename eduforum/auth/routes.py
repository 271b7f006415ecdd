"""HTTP face of accounts and sign-in."""

from typing import Any

from eduforum.auth.keys import KeyRing
from eduforum.auth.schemas import (
    AuthPolicy,
    JsonWebKeySet,
    Login,
    Refresh,
    Register,
    Registered,
    SignInAnswer,
    Tokens,
    User,
    VerifyCode,
)
from eduforum.auth.service import AuthService, SignedIn
from eduforum.auth.sign_in_answers import COOKIE, SignInAnswers
from eduforum.errors import Unauthenticated
from eduforum.web.codec import encode
from eduforum.web.endpoint import Answer, Call, Endpoint, Raw, scoped


class AuthRoutes:
    """By cookie, refresh and logout act only for pages of our own: a browser names the page's origin in `Origin`."""

    def __init__(self, service: AuthService, keys: KeyRing, answers: SignInAnswers) -> None:
        self._service = service
        self._keys = keys
        self._answers = answers

    def endpoints(self) -> list[Endpoint]:
        return scoped("profile", [
            Endpoint("GET", "/auth/policy", self.policy, "What the sign-in page needs to know", "auth",
                     answer=AuthPolicy, auth=False),
            Endpoint("POST", "/auth/register", self.register, "Make an account as a student", "auth", body=Register,
                     answer=Registered, status=201, auth=False,
                     errors=("registration_closed", "password_too_short", "password_common", "password_personal",
                             "rate_limited")),
            Endpoint("POST", "/auth/login", self.login, "Sign in, or be asked for a code", "auth", body=Login,
                     answer=SignInAnswer, auth=False,
                     errors=("invalid_credentials", "account_suspended", "foreign_origin", "rate_limited",
                             "too_many_attempts")),
            Endpoint("POST", "/auth/2fa/verify", self.verify, "Sign in by a code, after the password", "auth",
                     body=VerifyCode, answer=Tokens, auth=False,
                     errors=("challenge_invalid", "code_wrong", "account_suspended", "foreign_origin", "rate_limited",
                             "too_many_attempts", "unavailable")),
            Endpoint("POST", "/auth/refresh", self.refresh,
                     "Exchange a refresh token, from the body or the cookie, for the next one", "auth", body=Refresh,
                     body_optional=True, answer=Tokens, auth=False,
                     errors=("refresh_invalid", "refresh_reused", "refresh_superseded", "foreign_origin",
                             "rate_limited")),
            Endpoint("POST", "/auth/logout", self.logout,
                     "End the sign-in that the bearer token, the body or the cookie names", "auth", body=Refresh,
                     body_optional=True, status=204, auth=False, errors=("unauthenticated", "foreign_origin")),
            Endpoint("GET", "/auth/me", self.me, "My account", "auth", answer=User),
            Endpoint("GET", "/.well-known/jwks.json", self.jwks, "The public keys that tokens are signed with", "auth",
                     answer=JsonWebKeySet, auth=False, root=True, raw=True),
        ])  # fmt: skip

    async def policy(self, call: Call[None, None]) -> AuthPolicy:
        return self._service.policy

    async def register(self, call: Call[Register, None]) -> Registered:
        return await self._service.register(call.body, call.client_ip)

    async def login(self, call: Call[Login, None]) -> Answer[SignInAnswer]:
        entered = await self._service.login(call.body, self._answers.device(call))
        return Answer(self._answers.of(entered), cookies=self._answers.cookies(call, entered))

    async def verify(self, call: Call[VerifyCode, None]) -> Answer[Tokens]:
        return self._tokens(call, await self._service.verify(call.body, self._answers.device(call)))

    async def refresh(self, call: Call[Refresh, None]) -> Answer[Tokens]:
        return self._tokens(call, await self._service.refresh(self._refresh_token(call)))

    async def logout(self, call: Call[Refresh, None]) -> Answer[None]:
        if call.body.refresh_token is None and call.principal_or_none is not None:
            login_id: str | None = call.principal_or_none.login_id
        else:
            login_id = await self._service.login_of_refresh_token(self._refresh_token(call))
        if login_id is not None:
            await self._service.logout(login_id)
        return Answer(None, cookies=[self._answers.cookie(call, "", 0)])

    async def me(self, call: Call[None, None]) -> User:
        return await self._service.me(call.principal)

    async def jwks(self, call: Call[None, None]) -> Raw:
        return Raw(encode(self._keys.jwks()), "application/json", {"Cache-Control": "public, max-age=300"})

    def _refresh_token(self, call: Call[Refresh, None]) -> str:
        if call.body.refresh_token is not None:
            return call.body.refresh_token
        token = call.request.cookies.get(COOKIE)
        if token is None:
            raise Unauthenticated
        self._answers.check_origin(call)
        return token

    def _tokens(self, call: Call[Any, None], signed_in: SignedIn) -> Answer[Tokens]:
        tokens = signed_in.tokens(self._service.access_seconds)
        return Answer(tokens, cookies=self._answers.cookies(call, signed_in))
