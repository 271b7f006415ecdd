"""HTTP face of verification, reset and what an administrator hands out."""

from typing import Any

from eduforum.auth.recovery import Recovery
from eduforum.auth.recovery_schemas import (
    EmailOfAccount,
    LetterLanguage,
    LinkOwner,
    LinkToken,
    NewPassword,
    ResetLink,
    ResetRequest,
)
from eduforum.auth.sign_in_answers import SignInAnswers
from eduforum.web.endpoint import Answer, Call, Endpoint, scoped

LINK_ERRORS = ("link_invalid", "link_used", "link_expired", "link_outdated")


class RecoveryRoutes:
    def __init__(self, recovery: Recovery, answers: SignInAnswers) -> None:
        self._recovery = recovery
        self._answers = answers

    def endpoints(self) -> list[Endpoint]:
        return scoped("never", [
            Endpoint("POST", "/auth/email/verification", self.resend,
                     "Be asked by a letter, once more, whether my address is mine", "auth", body=LetterLanguage,
                     body_optional=True, status=202, errors=("already_verified", "mail_off", "rate_limited")),
            Endpoint("POST", "/auth/email/verify", self.verify, "Say by a letter's link that the address is mine",
                     "auth", body=LinkToken, answer=LinkOwner, auth=False, errors=LINK_ERRORS),
            Endpoint("POST", "/auth/password/reset", self.ask,
                     "Have a link sent for a new password; the answer is the same where the address has no account",
                     "auth", body=ResetRequest, status=202, auth=False, errors=("mail_off", "rate_limited")),
            Endpoint("POST", "/auth/password/reset/look", self.look, "Whose password a link replaces", "auth",
                     body=LinkToken, answer=LinkOwner, auth=False, errors=(*LINK_ERRORS, "account_suspended")),
            Endpoint("POST", "/auth/password/reset/confirm", self.confirm,
                     "Choose a new password by a link; every sign-in ends", "auth", body=NewPassword,
                     answer=LinkOwner, auth=False,
                     errors=(*LINK_ERRORS, "account_suspended", "password_too_short", "password_common",
                             "password_personal", "foreign_origin")),
            Endpoint("POST", "/auth/password/reset-links", self.make_link,
                     "Make a link for somebody's new password, to hand to them: for administrators", "auth",
                     body=EmailOfAccount, answer=ResetLink, status=201, errors=("forbidden", "no_such_person")),
        ])  # fmt: skip

    async def resend(self, call: Call[LetterLanguage, None]) -> None:
        await self._recovery.resend_verification(call.principal, call.body.language)

    async def verify(self, call: Call[LinkToken, None]) -> LinkOwner:
        return await self._recovery.verify_email(call.body.token)

    async def ask(self, call: Call[ResetRequest, None]) -> None:
        await self._recovery.ask(call.body.email, call.body.language, call.client_ip)

    async def look(self, call: Call[LinkToken, None]) -> LinkOwner:
        return await self._recovery.look(call.body.token)

    async def confirm(self, call: Call[NewPassword, None]) -> Answer[LinkOwner]:
        device = self._answers.device(call)
        opened = await self._recovery.reset(call.body.token, call.body.password, call.body.language, device)
        return Answer(opened.owner, cookies=[self._answers.known(call, opened.known)])

    async def make_link(self, call: Call[Any, None]) -> ResetLink:
        return await self._recovery.make_link(call.principal, call.body.email)
