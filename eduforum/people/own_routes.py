"""HTTP face of one's own account."""

from eduforum.auth.schemas import User
from eduforum.people.profile import ProfileService
from eduforum.people.schemas import ProfileChange
from eduforum.web.endpoint import Call, Endpoint, scoped


class OwnRoutes:
    def __init__(self, profiles: ProfileService) -> None:
        self._profiles = profiles

    def endpoints(self) -> list[Endpoint]:
        return scoped("profile", [
            Endpoint("PATCH", "/auth/me", self.change, "Change my name, language or time zone", "auth",
                     body=ProfileChange, answer=User),
        ])  # fmt: skip

    async def change(self, call: Call[ProfileChange, None]) -> User:
        return await self._profiles.change(call.principal, call.body)
