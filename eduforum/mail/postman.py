"""The worker that sends letters: any number of them, on any nodes, without two sending the same."""

import asyncio
import logging
import random
from collections.abc import Callable
from email.utils import parseaddr
from typing import TypeAlias

import msgspec

from eduforum.clock import Clock
from eduforum.config import Mail
from eduforum.db import Database
from eduforum.errors import Unavailable
from eduforum.mail import retry, store
from eduforum.mail.letter import Letter, mailbox, message
from eduforum.mail.smtp import SendingFailed, SmtpLine, Unreachable
from eduforum.mail.store import MailRecord

# What `Outbox` has sealed.
Open: TypeAlias = Callable[[bytes, str], bytes]

_LOOK_SECONDS = 2.0
# A mail server that does not answer is not asked at once again for the next letter.
_REST_SECONDS = 30.0
# How long the end of the server waits for a letter that is being handed over.
_FAREWELL_SECONDS = 10.0

_log = logging.getLogger(__name__)


class Postman:
    """A try is counted and committed before it is made, with the time of the next: a letter that kills its worker is
    not tried for ever. While it is made the row is locked, so that nobody else makes it, whatever the clocks say. Only
    who is killed between the server's answer and the commit after it sends a letter twice, by the same Message-ID.
    """

    def __init__(
        self, settings: Mail, db: Database, clock: Clock, open: Open, dice: Callable[[], float] = random.random
    ) -> None:
        self._settings = settings
        self._db = db
        self._clock = clock
        self._open = open
        self._dice = dice
        self._at_work = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Lets a letter that is being handed over arrive."""
        if self._task is None:
            return
        try:
            async with asyncio.timeout(_FAREWELL_SECONDS), self._at_work:
                self._task.cancel()
        except TimeoutError:
            self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    async def deliver(self) -> int:
        """Sends what is due, one after the other over one line. How many were sent. Raises `Unreachable` where there is
        no line; what was not begun by then has lost nothing."""
        sent = 0
        line = SmtpLine(self._settings)
        try:
            while True:
                async with self._at_work:
                    mail = await self._begin()
                    if mail is None:
                        return sent
                    sent += await self._try(mail, line)
        finally:
            await line.close()

    async def _run(self) -> None:
        while True:
            rest = _LOOK_SECONDS
            try:
                await self.deliver()
            except Unreachable as error:
                _log.warning("the mail server cannot be reached", extra={"error": str(error)})
                rest = _REST_SECONDS
            except Unavailable:
                rest = _REST_SECONDS
            except Exception:
                _log.exception("letters could not be sent")
                rest = _REST_SECONDS
            await self._clock.sleep(rest)

    async def _begin(self) -> MailRecord | None:
        async with self._db.transaction() as conn:
            now = self._clock.now()
            mail = await store.next_due(conn, now)
            if mail is None:
                return None
            attempts = mail.attempts + 1
            await store.count_start(conn, mail.id, now + retry.pause(attempts, self._dice()))
            return msgspec.structs.replace(mail, attempts=attempts)

    async def _try(self, mail: MailRecord, line: SmtpLine) -> bool:
        """Whether it was sent. Raises `Unreachable`, after it was noted."""
        unreachable: Unreachable | None = None
        async with self._db.transaction() as conn:
            content = await store.hold(conn, mail.id, mail.attempts)
            if content is None:
                return False
            now = self._clock.now()
            if mail.expires_at is not None and mail.expires_at <= now:
                await store.end(conn, mail.id, "dead", now, mail.error or "it was too late to send it")
                return False
            try:
                await self._hand_over(mail, content, line)
            except Exception as error:
                text = str(error) or type(error).__name__
                lasting = isinstance(error, SendingFailed) and error.lasting
                if not isinstance(error, (SendingFailed, TimeoutError)):
                    _log.exception("a letter could not be made", extra={"mail": mail.id})
                if lasting or mail.attempts >= retry.MOST_ATTEMPTS:
                    _log.error("a letter was given up", extra={"mail": mail.id, "kind": mail.kind, "error": text})
                    await store.end(conn, mail.id, "dead", now, text)
                else:
                    await store.note_failure(conn, mail.id, text)
                if isinstance(error, Unreachable):
                    unreachable = error
            else:
                await store.end(conn, mail.id, "sent", self._clock.now(), None)
                return True
        if unreachable is not None:
            raise unreachable
        return False

    async def _hand_over(self, mail: MailRecord, content: bytes, line: SmtpLine) -> None:
        letter = msgspec.json.decode(self._open(content, mail.id), type=Letter)
        sender = self._settings.sender or ""
        made = message(letter, id=mail.id, sender=sender, at=mail.created_at)
        async with asyncio.timeout(retry.SEND_SECONDS):
            await line.send(made, parseaddr(sender)[1], mailbox(letter.to))
