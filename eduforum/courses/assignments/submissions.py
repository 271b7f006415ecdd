"""Handing in and grading: what was received is durable before anybody is told so, and never changed."""

from datetime import datetime

from msgspec.structs import replace

from eduforum.auth.schemas import Principal
from eduforum.clock import Clock
from eduforum.cluster import RateLimiter
from eduforum.courses.assignments import access, rules, store
from eduforum.courses.assignments.schemas import (
    AssignmentRecord,
    AssignmentStanding,
    NewSubmission,
    NewSubmissionGrade,
    SubmissionGrade,
    SubmissionRecord,
)
from eduforum.courses.assignments.service import work_of
from eduforum.courses.files import store as files_store
from eduforum.courses.files.access import readable
from eduforum.courses.files.schemas import CourseFile
from eduforum.courses.files.uploads import CourseFiles
from eduforum.courses.lateness import scoring
from eduforum.db import Connection, Database
from eduforum.errors import Conflict, Detail, Invalid, NotFound, RateLimited

PER_MINUTE = 20


class SubmissionService:
    def __init__(self, db: Database, files: CourseFiles, limiter: RateLimiter, clock: Clock) -> None:
        self._db = db
        self._files = files
        self._limiter = limiter
        self._clock = clock

    async def hand_in(
        self, principal: Principal, course_id: str, assignment_id: str, submission_id: str, new: NewSubmission
    ) -> AssignmentStanding:
        """Where the person stands with it. `submission_id` is the request's: a repeat hands in once.

        Raises `Conflict` `not_open_yet`, `submissions_closed`, `no_submissions_left`, `Invalid`, what
        `CourseFiles.whole` does, `RateLimited`.
        """
        async with self._db.connection() as conn:
            assignment = await access.assignment_for_handing_in(conn, principal, course_id, assignment_id)
        wait = await self._limiter.hit(f"assignments:hand-in:{principal.user_id}", PER_MINUTE, 60)
        if wait > 0:
            raise RateLimited("Too many at once; wait a little.", retry_after=wait)
        _check(assignment, new)
        files = [await self._files.whole(principal, course_id, upload_id) for upload_id in new.upload_ids]
        async with self._db.transaction() as conn:
            assignment = await access.assignment_for_handing_in(conn, principal, course_id, assignment_id)
            await store.lock_student(conn, course_id, principal.user_id)
            work, before = await work_of(conn, assignment, principal.user_id)
            if all(each.id != submission_id for each in before):
                await self._add(conn, principal, assignment, submission_id, new, files, work, len(before))
            work, handed_in = await work_of(conn, assignment, principal.user_id)
        graded = assignment.released_at is not None
        return rules.standing(assignment.late_policy, work, handed_in, self._clock.now(), graded=graded)

    async def file(
        self, principal: Principal, course_id: str, assignment_id: str, submission_id: str, file_id: str
    ) -> CourseFile:
        """A file of a submission that may be handed out. Raises what `readable` does, `NotFound`."""
        async with self._db.connection() as conn:
            submission = await access.submission_for_reading(conn, principal, course_id, assignment_id, submission_id)
            held = any(file.id == file_id for file in submission.files)
            file = await files_store.file(conn, course_id, file_id) if held else None
        if file is None:
            raise NotFound("There is no such file.")
        return readable(file)

    async def grade(
        self,
        principal: Principal,
        course_id: str,
        assignment_id: str,
        submission_id: str,
        new: NewSubmissionGrade,
        version: int | None,
    ) -> SubmissionGrade:
        """`version`, where given, is the state that the change was made from, 0 where there was none. Every state is
        kept. Raises `Invalid`, `Conflict` `version_conflict`."""
        async with self._db.transaction() as conn:
            assignment, submission = await access.submission_for_grading(
                conn, principal, course_id, assignment_id, submission_id
            )
            points = rules.earned(assignment, new)
            current = 0 if submission.grade is None else submission.grade.version
            done = await store.set_grade(
                conn,
                submission_id,
                current if version is None else version,
                new.levels,
                points,
                new.feedback,
                principal.user_id,
                self._clock.now(),
            )
            if not done:
                raise Conflict("The grade was changed by somebody else.", code="version_conflict")
            _, graded = await access.submission_for_grading(conn, principal, course_id, assignment_id, submission_id)
        assert graded.grade is not None
        return graded.grade

    async def _add(
        self,
        conn: Connection,
        principal: Principal,
        assignment: AssignmentRecord,
        submission_id: str,
        new: NewSubmission,
        files: list[CourseFile],
        work: scoring.Work,
        before: int,
    ) -> None:
        now = self._clock.now()
        if now < assignment.opens_at:
            raise Conflict("The assignment is not open yet.", code="not_open_yet")
        if assignment.max_attempts is not None and before >= assignment.max_attempts:
            raise Conflict("Everything was handed in that may be.", code="no_submissions_left")
        started_at = rules.begun(files, now)
        _require_in_time(assignment, work, submission_id, started_at, now)
        for file in files:
            if not await files_store.hold(conn, file.id):
                raise Conflict("The upload is not there any more.", code="upload_unfinished")
        facts = tuple(file.facts() for file in files)
        record = SubmissionRecord(
            id=submission_id,
            assignment_id=assignment.id,
            user_id=principal.user_id,
            number=before + 1,
            text=new.text,
            started_at=started_at,
            received_at=now,
            sha256=rules.digest(new.text, facts),
            files=facts,
        )
        if not await store.add_submission(conn, record):
            raise Invalid(details=[Detail("Idempotency-Key", "This key is taken.")])


def _check(assignment: AssignmentRecord, new: NewSubmission) -> None:
    if new.text.strip() and not assignment.accepts_text:
        raise Invalid(details=[Detail("text", "This assignment takes files only.")])
    if len(new.upload_ids) > assignment.max_files or len(set(new.upload_ids)) != len(new.upload_ids):
        raise Invalid(details=[Detail("upload_ids", f"At most {assignment.max_files} files, each once.")])
    if not new.text.strip() and not new.upload_ids:
        raise Invalid(details=[Detail("text", "There is nothing to hand in.")])


def _require_in_time(
    assignment: AssignmentRecord, work: scoring.Work, submission_id: str, started_at: datetime, now: datetime
) -> None:
    """Whether the late policy would take it at all."""
    tried = scoring.Submission(id=submission_id, started_at=started_at)
    found = scoring.outcome(assignment.late_policy, replace(work, submissions=(*work.submissions, tried)), now)
    if submission_id in found.refused:
        raise Conflict("Nothing is taken any more.", code="submissions_closed")
