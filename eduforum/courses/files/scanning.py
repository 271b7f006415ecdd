"""Files on their way past the virus scanner: none is handed out before it was found clean."""

import asyncio
import logging

from eduforum.clock import Clock
from eduforum.courses.files import store
from eduforum.courses.files.schemas import CourseFile, Scan
from eduforum.db import Database
from eduforum.errors import NotFound
from eduforum.storage import ObjectStore
from eduforum.storage.clamd import Clamd, ScannerUnavailable

# How long after the scanner could not be reached it is asked again.
RETRY_SECONDS = 30.0

_AT_ONCE = 100

_log = logging.getLogger(__name__)


class Scanning:
    """Without a scanner files pass unasked."""

    def __init__(self, db: Database, objects: ObjectStore, clock: Clock, scanner: Clamd | None) -> None:
        self._db = db
        self._objects = objects
        self._clock = clock
        self._scanner = scanner
        self._news = asyncio.Event()

    @property
    def first(self) -> Scan:
        """What is said of a file that has just come."""
        return "none" if self._scanner is None else "waiting"

    def nudge(self) -> None:
        """There is something to ask about."""
        self._news.set()

    async def run(self) -> None:
        """Asks about what waits, also from before a restart, until it is cancelled."""
        if self._scanner is None:
            return
        while True:
            self._news.clear()
            try:
                await self.scan_waiting()
            except Exception:
                _log.exception("files could not be scanned")
            await self._rest()

    async def scan_waiting(self) -> None:
        """Asks about everything that waits, once. What the scanner does not answer goes on waiting."""
        after: str | None = None
        while True:
            async with self._db.connection() as conn:
                files = await store.waiting(conn, after, _AT_ONCE)
            if not files:
                return
            for file in files:
                await self._scan(file)
            after = files[-1].id

    async def _scan(self, file: CourseFile) -> None:
        assert self._scanner is not None
        try:
            verdict = await self._scanner.scan(self._objects.get(f"files/{file.course_id}/{file.id}"))
        except ScannerUnavailable as error:
            _log.warning("a file waits for the virus scanner", extra={"file": file.id, "reason": str(error)})
            return
        except NotFound:
            return
        async with self._db.connection() as conn:
            await store.set_scan(conn, file.id, verdict, self._clock.now())
        if verdict != "clean":
            _log.warning("a file is withheld", extra={"file": file.id, "verdict": verdict})

    async def _rest(self) -> None:
        waits = {asyncio.create_task(self._news.wait()), asyncio.create_task(self._sleep())}
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()

    async def _sleep(self) -> bool:
        await self._clock.sleep(RETRY_SECONDS)
        return True
