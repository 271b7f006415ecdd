"""Opening a course's gradebook: to read it as its sources say, and to change it in turns, nothing unrecorded."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from eduforum.assessment.gradebook import store
from eduforum.assessment.gradebook.feeds import Feeds
from eduforum.assessment.gradebook.records import DEFAULT, BookRecord, ChangeRecord
from eduforum.assessment.gradebook.schemas import Subject
from eduforum.assessment.gradebook.shelf import Shelf
from eduforum.auth.schemas import Principal
from eduforum.clock import Clock
from eduforum.courses.schemas import CourseRecord
from eduforum.db import Connection, Database
from eduforum.errors import NotFound
from eduforum.grades import rules
from eduforum.grades.gradebook import Results
from eduforum.grades.schemas import Change
from eduforum.ids import new_id

Access = Callable[[Connection, Principal, str], Awaitable[CourseRecord]]


class Desk:
    """A book that is open for changes. What was done is written down with it, or neither is."""

    def __init__(self, conn: Connection, clock: Clock, record: BookRecord, by: str) -> None:
        self.conn = conn
        self.record = record
        self.by = by
        self._clock = clock
        self.notes: list[tuple[str, ChangeRecord]] = []

    @property
    def course_id(self) -> str:
        return self.record.course_id

    def change(self, why: str) -> Change:
        return Change(by=self.by, at=self._clock.now(), why=why)

    def note(
        self,
        subject: Subject,
        subject_id: str | None,
        before: object,
        after: object,
        why: str,
        student_id: str | None = None,
    ) -> None:
        change = ChangeRecord(
            subject=subject,
            subject_id=subject_id,
            student_id=student_id,
            before=before,
            after=after,
            changed_by=self.by,
            changed_at=self._clock.now(),
            why=why,
        )
        self.notes.append((new_id(self._clock), change))

    def student(self, student_id: str) -> str:
        """Raises `NotFound` for who is no student of the course."""
        if all(one.id != student_id for one in self.record.roster):
            raise NotFound("There is no such student in the course.")
        return student_id


class Books:
    def __init__(self, db: Database, clock: Clock, feeds: Feeds) -> None:
        self.db = db
        self.clock = clock
        self.feeds = feeds
        self.shelf = Shelf()

    async def open(self, principal: Principal, course_id: str, access: Access) -> tuple[CourseRecord, BookRecord]:
        """To read, for those whom `access` lets."""
        async with self.db.transaction() as conn:
            course = await access(conn, principal, course_id)
            return course, await self._read(conn, course_id)

    async def results(
        self, principal: Principal, course_id: str, access: Access, *, published_only: bool = False
    ) -> tuple[CourseRecord, BookRecord, Results]:
        course, record = await self.open(principal, course_id, access)
        return course, record, await self.shelf.results(record, published_only=published_only)

    @asynccontextmanager
    async def change(self, principal: Principal, course_id: str, access: Access) -> AsyncIterator[Desk]:
        """To change. Others who want to wait until the end of the block; what they see in it, they see after it."""
        async with self.db.transaction() as conn:
            await access(conn, principal, course_id)
            await store.open_book(conn, course_id, DEFAULT, self.clock.now())
            desk = Desk(conn, self.clock, await self._read(conn, course_id), principal.user_id)
            yield desk
            if desk.notes:
                await store.add_changes(conn, course_id, desk.notes)
                await store.touch(conn, course_id)

    async def _read(self, conn: Connection, course_id: str) -> BookRecord:
        roster = await store.roster(conn, course_id)
        columns = await store.columns(conn, course_id)
        if await self.feeds.stale(conn, columns, roster):
            # Again with the book to ourselves: another reader may have come first.
            await store.open_book(conn, course_id, DEFAULT, self.clock.now())
            columns = await store.columns(conn, course_id)
            for column, stamp in await self.feeds.stale(conn, columns, roster):
                await self.feeds.read(conn, course_id, column, stamp, roster)
            await store.touch(conn, course_id)
        attendance = await self.feeds.attendance(conn, course_id)
        known = self.shelf.known(course_id)
        if (
            known is not None
            and (known.roster, known.attendance) == (roster, attendance)
            and known.revision == await store.revision(conn, course_id)
        ):
            return known
        return (await store.book(conn, course_id, roster, DEFAULT))._replace(attendance=attendance)


def check(record: BookRecord) -> None:
    """Raises `Invalid` with all that is wrong with a book's settings. One without categories has none yet."""
    book = record._replace(cells={}).book()
    if record.categories:
        rules.check(book)
    else:
        rules.check_policy(book)
