"""What administrators see and do of letters. Nobody sees what is written in them: links there open accounts."""

from typing import Literal

from eduforum.auth.access import may_administer
from eduforum.auth.schemas import Principal
from eduforum.clock import Clock
from eduforum.db import Database
from eduforum.errors import NotFound
from eduforum.mail import MailRecord, store


class MailService:
    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def mails(
        self, principal: Principal, state: Literal["waiting", "sent", "dead"], after: str | None, limit: int
    ) -> list[MailRecord]:
        """The newest first. Raises `Forbidden`."""
        may_administer(principal)
        async with self._db.connection() as conn:
            return await store.mails(conn, state, after, limit)

    async def retry(self, principal: Principal, mail_id: str) -> MailRecord:
        """Tries a letter again that was given up. Raises `Forbidden`, `NotFound`."""
        may_administer(principal)
        async with self._db.transaction() as conn:
            revived = await store.revive(conn, mail_id, self._clock.now())
        if revived is None:
            raise NotFound("No letter of this id was given up.")
        return revived

    async def discard(self, principal: Principal, mail_id: str) -> None:
        """Forgets a letter that was given up. Raises `Forbidden`, `NotFound`."""
        may_administer(principal)
        async with self._db.transaction() as conn:
            if not await store.discard(conn, mail_id):
                raise NotFound("No letter of this id was given up.")
