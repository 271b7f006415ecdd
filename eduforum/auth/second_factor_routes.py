"""HTTP face of the second step in the settings; `/auth/2fa/verify` signs in and stands with signing in."""

from eduforum.auth.schemas import (
    BackupCodesShown,
    Code,
    PasswordAgain,
    PasswordAndCode,
    SecondFactorSetup,
    SecondFactorState,
)
from eduforum.auth.second_factors import SecondFactors
from eduforum.web.endpoint import Call, Endpoint, scoped

_PROOF = ("password_wrong", "code_wrong", "second_factor_off", "too_many_attempts", "unavailable")


class SecondFactorRoutes:
    def __init__(self, factors: SecondFactors) -> None:
        self._factors = factors

    def endpoints(self) -> list[Endpoint]:
        return scoped("never", [
            Endpoint("GET", "/auth/2fa", self.state, "Whether I am asked for a code when I sign in", "auth",
                     answer=SecondFactorState),
            Endpoint("POST", "/auth/2fa/setup", self.set_up, "Get a secret for an authenticator app", "auth",
                     body=PasswordAgain, answer=SecondFactorSetup,
                     errors=("password_wrong", "second_factor_on", "too_many_attempts")),
            Endpoint("POST", "/auth/2fa/confirm", self.confirm,
                     "Turn two-step sign-in on with a first code; my other sign-ins end", "auth", body=Code,
                     answer=BackupCodesShown,
                     errors=("code_wrong", "second_factor_on", "second_factor_off", "conflict", "too_many_attempts",
                             "unavailable")),
            Endpoint("POST", "/auth/2fa/backup-codes", self.renew_backup_codes, "Get ten fresh backup codes", "auth",
                     body=PasswordAndCode, answer=BackupCodesShown, errors=_PROOF),
            Endpoint("POST", "/auth/2fa/disable", self.turn_off, "Turn two-step sign-in off", "auth",
                     body=PasswordAndCode, status=204, errors=_PROOF),
        ])  # fmt: skip

    async def state(self, call: Call[None, None]) -> SecondFactorState:
        return await self._factors.state(call.principal)

    async def set_up(self, call: Call[PasswordAgain, None]) -> SecondFactorSetup:
        return await self._factors.set_up(call.principal, call.body.password)

    async def confirm(self, call: Call[Code, None]) -> BackupCodesShown:
        return await self._factors.confirm(call.principal, call.body.code)

    async def renew_backup_codes(self, call: Call[PasswordAndCode, None]) -> BackupCodesShown:
        return await self._factors.renew_backup_codes(call.principal, call.body.password, call.body.code)

    async def turn_off(self, call: Call[PasswordAndCode, None]) -> None:
        await self._factors.turn_off(call.principal, call.body.password, call.body.code)
