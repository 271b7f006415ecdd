"""Rules and transactions of question banks."""

import asyncio
from collections import Counter
from collections.abc import Iterable
from functools import partial

from msgspec import UNSET, structs

from eduforum.auth.schemas import Principal
from eduforum.clock import Clock
from eduforum.cluster import RateLimiter
from eduforum.db import Connection, Database
from eduforum.errors import Conflict, Detail, Invalid, RateLimited
from eduforum.ids import new_id
from eduforum.learning.questions import access, rules, store
from eduforum.learning.questions.content import Question, kind_of
from eduforum.learning.questions.faults import Faulty
from eduforum.learning.questions.interchange import Entry, csv_format, qti
from eduforum.learning.questions.schemas import (
    MAX_QUESTIONS,
    ImportReport,
    NewQuestion,
    QuestionChange,
    QuestionImport,
    QuestionQuery,
    QuestionRecord,
    QuestionSummary,
    TagCount,
)

# A file is read in a thread beside the loop, and a class's worth of them at once would still be felt.
_IMPORTS_PER_MINUTE = 20
_EXPORTS_PER_MINUTE = 20


class QuestionService:
    def __init__(self, db: Database, limiter: RateLimiter, clock: Clock) -> None:
        self._db = db
        self._limiter = limiter
        self._clock = clock

    async def create(self, principal: Principal, new: NewQuestion) -> QuestionRecord:
        question, tags = _clean(new.question), _clean_tags(new.tags)
        async with self._db.transaction() as conn:
            await access.course_for_bank(conn, principal, new.course_id)
            await self._room_for(conn, new.course_id, 1)
            record = self._new(principal, new.course_id, Entry(question, tags, new.difficulty))
            await store.add(conn, [record], principal.user_id)
            return await access.question_for_staff(conn, principal, record.id)

    async def question(self, principal: Principal, question_id: str, version: int | None = None) -> QuestionRecord:
        async with self._db.connection() as conn:
            return await access.question_for_staff(conn, principal, question_id, version)

    async def change(
        self, principal: Principal, question_id: str, change: QuestionChange, version: int | None
    ) -> QuestionRecord:
        """A new version. `version`, where given, is the one that the change was made from (If-Match)."""
        async with self._db.transaction() as conn:
            before = await access.question_for_staff(conn, principal, question_id)
            if version is not None and version != before.version:
                raise _changed()
            after = structs.replace(
                before,
                version=before.version + 1,
                question=before.question if change.question is UNSET else _clean(change.question),
                tags=before.tags if change.tags is UNSET else _clean_tags(change.tags),
                difficulty=before.difficulty if change.difficulty is UNSET else change.difficulty,
                updated_at=self._clock.now(),
            )
            if not await store.change(conn, after, principal.user_id):
                raise _changed()
            return await access.question_for_staff(conn, principal, question_id)

    async def archive(self, principal: Principal, question_id: str) -> None:
        """Out of the list and of random draws; what asks it already goes on."""
        async with self._db.transaction() as conn:
            question = await access.question_for_staff(conn, principal, question_id)
            if question.archived_at is None:
                await store.set_archived(conn, question_id, self._clock.now())

    async def restore(self, principal: Principal, question_id: str) -> QuestionRecord:
        async with self._db.transaction() as conn:
            await access.question_for_staff(conn, principal, question_id)
            await store.set_archived(conn, question_id, None)
            return await access.question_for_staff(conn, principal, question_id)

    async def versions(
        self, principal: Principal, question_id: str, before: int | None, limit: int
    ) -> list[QuestionRecord]:
        async with self._db.connection() as conn:
            await access.question_for_staff(conn, principal, question_id)
            return await store.versions(conn, question_id, before, limit)

    async def questions(
        self, principal: Principal, query: QuestionQuery, after: str | None, limit: int
    ) -> list[QuestionSummary]:
        async with self._db.connection() as conn:
            await access.course_for_bank(conn, principal, query.course_id)
            return await store.search(
                conn,
                query.course_id,
                search=query.search,
                kind=query.kind,
                difficulty=query.difficulty,
                tag=query.tag,
                archived=query.archived,
                after=after,
                limit=limit,
            )

    async def tags(self, principal: Principal, course_id: str) -> list[TagCount]:
        async with self._db.connection() as conn:
            await access.course_for_bank(conn, principal, course_id)
            return await store.tags(conn, course_id)

    async def import_file(self, principal: Principal, request: QuestionImport) -> ImportReport:
        """All of a file or nothing. Raises `Invalid` code `import_faulty` for faults where it is no dry run."""
        async with self._db.connection() as conn:
            await access.course_for_bank(conn, principal, request.course_id)
        await self._limit(f"import:{principal.user_id}", _IMPORTS_PER_MINUTE)
        read = csv_format.read if request.format == "csv" else qti.read
        entries, faults = await asyncio.to_thread(read, request.file)
        imported: tuple[str, ...] = ()
        if faults and not request.dry_run:
            raise Invalid(
                "The file has faults; nothing was imported.",
                code="import_faulty",
                details=[
                    Detail(": ".join(filter(None, (fault.file, f"line {fault.line}", fault.field))), fault.message)
                    for fault in faults
                ],
            )
        if not request.dry_run:
            imported = await self._import(principal, request.course_id, entries)
        return ImportReport(
            questions=len(entries),
            kinds=dict(Counter(kind_of(entry.question) for entry in entries)),
            faults=tuple(faults),
            imported=imported,
        )

    async def export(self, principal: Principal, course_id: str, format: str) -> bytes:
        """The questions of a bank that are not archived, as a CSV file or a QTI package."""
        async with self._db.connection() as conn:
            await access.course_for_bank(conn, principal, course_id)
            await self._limit(f"export:{principal.user_id}", _EXPORTS_PER_MINUTE)
            questions = await store.current(conn, course_id, MAX_QUESTIONS)
        write = partial(csv_format.write if format == "csv" else qti.write, questions)
        return await asyncio.to_thread(write)

    async def _import(self, principal: Principal, course_id: str, entries: list[Entry]) -> tuple[str, ...]:
        async with self._db.transaction() as conn:
            await access.course_for_bank(conn, principal, course_id)
            await self._room_for(conn, course_id, len(entries))
            records = [self._new(principal, course_id, entry) for entry in entries]
            await store.add(conn, records, principal.user_id)
        return tuple(record.id for record in records)

    def _new(self, principal: Principal, course_id: str, entry: Entry) -> QuestionRecord:
        now = self._clock.now()
        return QuestionRecord(
            id=new_id(self._clock),
            course_id=course_id,
            version=1,
            question=entry.question,
            tags=entry.tags,
            difficulty=entry.difficulty,
            created_at=now,
            updated_at=now,
            updated_by=principal.name,
            archived_at=None,
        )

    async def _room_for(self, conn: Connection, course_id: str, number: int) -> None:
        await store.lock_bank(conn, course_id)
        if await store.count(conn, course_id) + number > MAX_QUESTIONS:
            raise Conflict(f"A course's bank holds up to {MAX_QUESTIONS} questions.", code="bank_full")

    async def _limit(self, key: str, per_minute: int) -> None:
        wait = await self._limiter.hit(key, per_minute, 60)
        if wait > 0:
            raise RateLimited("Too many files; wait a little.", retry_after=wait)


def _clean(question: Question) -> Question:
    try:
        return rules.clean(question)
    except Faulty as faulty:
        raise faulty.invalid("question") from None


def _clean_tags(tags: Iterable[str]) -> tuple[str, ...]:
    try:
        return rules.clean_tags(tags)
    except Faulty as faulty:
        raise faulty.invalid() from None


def _changed() -> Conflict:
    return Conflict("The question was changed by somebody else.", code="version_conflict")
