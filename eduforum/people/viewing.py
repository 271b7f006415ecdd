"""Looking as somebody else: an administrator sees what a person sees, and changes nothing."""

from eduforum.auth import store as accounts
from eduforum.auth.audit.log import append
from eduforum.auth.audit.schemas import Subject
from eduforum.auth.schemas import Principal
from eduforum.auth.service import AuthService
from eduforum.clock import Clock
from eduforum.db import Database
from eduforum.errors import Detail, Invalid
from eduforum.people import access
from eduforum.people.schemas import ViewOpened


class ViewingService:
    def __init__(self, db: Database, clock: Clock, auth: AuthService) -> None:
        self._db = db
        self._clock = clock
        self._auth = auth

    async def open(self, principal: Principal, person_id: str, reason: str) -> ViewOpened:
        """A token that shows what the person sees; they find it among their devices.

        Raises `NotFound`, `Forbidden` code `person_is_admin`, `Conflict` code `person_suspended`, `Invalid`.
        """
        reason = reason.strip()
        access.may_administer(principal)
        if not reason:
            raise Invalid("Say why.", details=[Detail("reason", "This is kept in the audit log.")])
        async with self._db.transaction() as conn:
            user = await access.person_for_viewing(conn, principal, person_id)
            token = await self._auth.open_view(conn, principal, user)
            subject = Subject("person", user.id)
            await append(conn, self._clock, "person.viewed_as", by=principal, of=subject, details={"reason": reason})
        return ViewOpened(token, self._auth.access_seconds, user.public())

    async def end(self, principal: Principal) -> None:
        """Ends the look that the call itself is made by. Where it is none, and again, nothing changes."""
        if principal.impersonator_id is None:
            return
        async with self._db.transaction() as conn:
            ended = await accounts.end_login(conn, principal.login_id, "logout", self._clock.now())
            if ended is not None:
                subject = Subject("person", principal.user_id)
                await append(conn, self._clock, "person.viewed_as_ended", by=principal, of=subject)
        await self._auth.logins.tell(principal.user_id, [principal.login_id])
