"""HTTP face of a person's own sign-ins."""

from eduforum.auth.logins import Logins
from eduforum.auth.schemas import SignInDevice
from eduforum.web.endpoint import Call, Endpoint, scoped


class DeviceRoutes:
    def __init__(self, logins: Logins) -> None:
        self._logins = logins

    def endpoints(self) -> list[Endpoint]:
        return scoped("never", [
            Endpoint("GET", "/auth/devices", self.devices, "Where I am signed in", "auth", answer=list[SignInDevice]),
            Endpoint("DELETE", "/auth/devices", self.revoke_others, "End all my sign-ins but this one", "auth",
                     status=204),
            Endpoint("DELETE", "/auth/devices/{login_id}", self.revoke, "End one of my sign-ins", "auth", status=204),
        ])  # fmt: skip

    async def devices(self, call: Call[None, None]) -> list[SignInDevice]:
        return await self._logins.devices(call.principal)

    async def revoke_others(self, call: Call[None, None]) -> None:
        await self._logins.revoke_others(call.principal)

    async def revoke(self, call: Call[None, None]) -> None:
        await self._logins.revoke(call.principal, call.path["login_id"])
