"""HTTP face of one's own personal access tokens."""

from eduforum.auth.personal_tokens import PersonalTokens
from eduforum.auth.schemas import AccessTokenShown, MadeAccessToken, NewAccessToken
from eduforum.auth.sign_in_answers import SignInAnswers
from eduforum.web.endpoint import Call, Endpoint, scoped


class AccessTokenRoutes:
    def __init__(self, tokens: PersonalTokens, answers: SignInAnswers) -> None:
        self._tokens = tokens
        self._answers = answers

    def endpoints(self) -> list[Endpoint]:
        return scoped("never", [
            Endpoint("GET", "/auth/tokens", self.tokens, "My personal access tokens", "auth",
                     answer=list[AccessTokenShown]),
            Endpoint("POST", "/auth/tokens", self.make, "Make a token, which is shown this once", "auth",
                     body=NewAccessToken, answer=MadeAccessToken, status=201,
                     errors=("password_wrong", "sign_in_again", "too_many_tokens", "too_many_attempts",
                             "foreign_origin")),
            Endpoint("DELETE", "/auth/tokens/{token_id}", self.revoke, "Revoke a token: what goes on by it ends",
                     "auth", status=204),
        ])  # fmt: skip

    async def tokens(self, call: Call[None, None]) -> list[AccessTokenShown]:
        return await self._tokens.tokens(call.principal)

    async def make(self, call: Call[NewAccessToken, None]) -> MadeAccessToken:
        return await self._tokens.make(call.principal, call.body, self._answers.device(call))

    async def revoke(self, call: Call[None, None]) -> None:
        await self._tokens.revoke(call.principal, call.path["token_id"])
