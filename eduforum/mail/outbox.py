"""Where letters are posted: in the transaction of what causes them, so that both are or neither."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeAlias

import msgspec

from eduforum.clock import Clock
from eduforum.db import Connection, Database
from eduforum.ids import new_id
from eduforum.mail import store
from eduforum.mail.letter import Letter

# A content and the id of its letter to what is kept in the database, and back: the vault, which lies above.
Seal: TypeAlias = Callable[[bytes, str], bytes]

_KEPT = timedelta(days=30)


class Outbox:
    def __init__(self, clock: Clock, seal: Seal, *, enabled: bool) -> None:
        """`enabled`: a mail server is configured; without one nothing is to be posted."""
        self._clock = clock
        self._seal = seal
        self.enabled = enabled

    async def post(
        self, conn: Connection, letter: Letter, *, expires_at: datetime | None = None, decoy: bool = False
    ) -> str:
        """The letter's id. After `expires_at` it is not sent any more, as its link opens nothing.

        `decoy`: it is never sent and does not name its recipient, but takes the same work, so that whoever measures
        learns nothing.
        """
        if not self.enabled:
            raise RuntimeError("a letter was posted without a mail server")
        mail_id = new_id(self._clock)
        await store.add(
            conn,
            id=mail_id,
            kind=letter.kind,
            recipient="" if decoy else letter.to,
            subject=letter.subject,
            content=self._seal(msgspec.json.encode(letter), mail_id),
            state="void" if decoy else "waiting",
            at=self._clock.now(),
            expires_at=expires_at,
        )
        return mail_id

    async def tidy(self, db: Database) -> None:
        """Forgets what was sent long ago."""
        async with db.transaction() as conn:
            await store.delete_ended(conn, self._clock.now() - _KEPT)
