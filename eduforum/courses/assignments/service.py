"""Rules and transactions of assignments: what is asked, what was handed in, what it is worth."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from msgspec import UnsetType
from msgspec.structs import replace

from eduforum.auth.schemas import Principal
from eduforum.clock import Clock
from eduforum.courses.access import course_for_editing, course_for_reading, is_staff
from eduforum.courses.assignments import access, rules, store
from eduforum.courses.assignments.schemas import (
    MAX_ASSIGNMENTS,
    Assignment,
    AssignmentChange,
    AssignmentRecord,
    AssignmentStanding,
    CourseAssignment,
    GrantedExtension,
    NewAssignment,
    NewExtension,
    PolicyChange,
    StudentWork,
    SubmissionRecord,
)
from eduforum.courses.lateness import scoring
from eduforum.courses.lateness.policy import LatePolicy
from eduforum.courses.lateness.preview import preview
from eduforum.courses.schemas import CourseRecord
from eduforum.db import Connection, Database
from eduforum.errors import Conflict, Detail, Invalid
from eduforum.ids import new_id

_ONE = Decimal(1)


class AssignmentService:
    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def assignments(self, principal: Principal, course_id: str) -> list[CourseAssignment]:
        """In the order in which they are due; to students those that are published."""
        async with self._db.connection() as conn, conn.transaction(isolation="repeatable_read", readonly=True):
            course = await course_for_reading(conn, principal, course_id)
            found = await store.assignments(conn, course_id, published_only=not is_staff(principal, course))
            return await self._shown(conn, principal, course, found)

    async def assignment(self, principal: Principal, course_id: str, assignment_id: str) -> CourseAssignment:
        async with self._db.connection() as conn, conn.transaction(isolation="repeatable_read", readonly=True):
            course, found = await access.assignment_for_reading(conn, principal, course_id, assignment_id)
            return (await self._shown(conn, principal, course, [found]))[0]

    async def create(self, principal: Principal, course_id: str, new: NewAssignment) -> Assignment:
        """Raises `Invalid`, `Conflict` `too_many_assignments`."""
        now = self._clock.now()
        record = AssignmentRecord(
            id=new_id(self._clock),
            course_id=course_id,
            title=new.title,
            instructions=new.instructions,
            points=new.points,
            accepts_text=new.accepts_text,
            max_files=new.max_files,
            max_attempts=new.max_attempts,
            opens_at=now if new.opens_at is None else new.opens_at,
            due_at=new.due_at,
            time_zone=new.time_zone,
            published=new.published,
            late_policy=new.late_policy,
            rubric=new.rubric,
            released_at=None,
            version=1,
            deleted_at=None,
        )
        async with self._db.transaction() as conn:
            await course_for_editing(conn, principal, course_id)
            await store.lock(conn, course_id)
            if await store.count(conn, course_id) >= MAX_ASSIGNMENTS:
                raise Conflict("The course has as many assignments as it can have.", code="too_many_assignments")
            await store.add(conn, _checked(record), now)
            return (await access.assignment_for_editing(conn, principal, course_id, record.id)).public()

    async def change(
        self, principal: Principal, course_id: str, assignment_id: str, change: AssignmentChange, version: int | None
    ) -> Assignment:
        """Raises `Invalid`, `Conflict` `version_conflict`, or `rubric_in_use` where work is graded by it."""
        async with self._db.transaction() as conn:
            before = await access.assignment_for_editing(conn, principal, course_id, assignment_id)
            given = {name: getattr(change, name) for name in change.__struct_fields__}
            after = _checked(replace(before, **{k: v for k, v in given.items() if not isinstance(v, UnsetType)}))
            if _levels(after) != _levels(before) and await store.graded(conn, assignment_id):
                raise Conflict("Work is graded by this rubric.", code="rubric_in_use")
            expected = before.version if version is None else version
            if not await store.change(conn, after, expected, self._clock.now()):
                raise Conflict("The assignment was changed by somebody else.", code="version_conflict")
            return (await access.assignment_for_editing(conn, principal, course_id, assignment_id)).public()

    async def delete(self, principal: Principal, course_id: str, assignment_id: str) -> None:
        """Nothing that was handed in is lost by it."""
        now = self._clock.now()
        async with self._db.transaction() as conn:
            found = await access.assignment_for_editing(conn, principal, course_id, assignment_id, deleted=True)
            if found.deleted_at is None:
                await store.set_deleted(conn, assignment_id, now, now)

    async def restore(self, principal: Principal, course_id: str, assignment_id: str) -> Assignment:
        async with self._db.transaction() as conn:
            found = await access.assignment_for_editing(conn, principal, course_id, assignment_id, deleted=True)
            if found.deleted_at is not None:
                await store.set_deleted(conn, assignment_id, None, self._clock.now())
            return (await access.assignment_for_editing(conn, principal, course_id, assignment_id)).public()

    async def release(self, principal: Principal, course_id: str, assignment_id: str, released: bool) -> Assignment:
        """Shows students their results, or hides them again."""
        now = self._clock.now()
        async with self._db.transaction() as conn:
            found = await access.assignment_for_editing(conn, principal, course_id, assignment_id)
            if (found.released_at is not None) != released:
                await store.set_released(conn, assignment_id, now if released else None, now)
            return (await access.assignment_for_editing(conn, principal, course_id, assignment_id)).public()

    async def preview(
        self, principal: Principal, course_id: str, assignment_id: str, policy: LatePolicy
    ) -> list[PolicyChange]:
        """What another late policy would change, before it is one."""
        async with self._db.connection() as conn, conn.transaction(isolation="repeatable_read", readonly=True):
            found = await access.assignment_for_editing(conn, principal, course_id, assignment_id)
            people = await store.students(conn, course_id)
            of = await _works(conn, found, [user_id for user_id, _ in people])
        names = dict(people)
        return [
            PolicyChange(
                user_id=change.work_id,
                name=names[change.work_id],
                state_before=change.before.state,
                state_after=change.after.state,
                score_before=rules.ratio(change.before.score),
                score_after=rules.ratio(change.after.score),
            )
            for change in preview(found.late_policy, policy, [work for work, _ in of], self._clock.now())
        ]

    async def works(
        self, principal: Principal, course_id: str, assignment_id: str, user_id: str | None = None
    ) -> list[StudentWork]:
        """Of every student, in the order of their names; of one where that is given, `NotFound` `no_such_student`."""
        now = self._clock.now()
        async with self._db.connection() as conn, conn.transaction(isolation="repeatable_read", readonly=True):
            found = await access.assignment_for_grading(conn, principal, course_id, assignment_id)
            if user_id is not None:
                await access.student_of(conn, course_id, user_id)
            people = await store.students(conn, course_id, user_id)
            of = await _works(conn, found, [person for person, _ in people])
        return [
            StudentWork(
                user_id=person,
                name=name,
                extension=_granted(work),
                standing=rules.standing(found.late_policy, work, submissions, now, graded=True),
            )
            for (person, name), (work, submissions) in zip(people, of, strict=True)
        ]

    async def extend(
        self, principal: Principal, course_id: str, assignment_id: str, user_id: str, new: NewExtension | None
    ) -> StudentWork:
        """Gives somebody until later, or takes that back. Raises `Invalid` for what is no later than the deadline."""
        async with self._db.transaction() as conn:
            found = await access.assignment_for_editing(conn, principal, course_id, assignment_id)
            await access.student_of(conn, course_id, user_id)
            if new is None:
                await store.take_extension(conn, assignment_id, user_id)
            elif new.until <= found.due_at:
                raise Invalid(details=[Detail("until", "This must be after the deadline.")])
            else:
                now = self._clock.now()
                await store.set_extension(conn, assignment_id, user_id, new.until, new.why, principal.user_id, now)
        return (await self.works(principal, course_id, assignment_id, user_id))[0]

    async def _shown(
        self, conn: Connection, principal: Principal, course: CourseRecord, found: Sequence[AssignmentRecord]
    ) -> list[CourseAssignment]:
        now, me = self._clock.now(), principal.user_id
        staff = is_staff(principal, course)
        counts = await store.counts(conn, course.id) if staff else {}
        own: dict[str, AssignmentStanding] = {}
        if course.role == "student":
            for each in found:
                work, submissions = (await _works(conn, each, [me]))[0]
                graded = each.released_at is not None
                own[each.id] = rules.standing(each.late_policy, work, submissions, now, graded=graded)
        return [
            CourseAssignment(
                assignment=each.public(opened=staff or each.opens_at <= now),
                standing=own.get(each.id),
                counts=counts.get(each.id),
                now=now,
            )
            for each in found
        ]


async def _works(
    conn: Connection, assignment: Assignment, user_ids: Sequence[str]
) -> list[tuple[scoring.Work, list[SubmissionRecord]]]:
    """What each of them has handed in, and what late policies see of it."""
    one = user_ids[0] if len(user_ids) == 1 else None
    factors = await store.factors(conn, assignment.course_id, one)
    extensions = await store.extensions(conn, [assignment.id], one)
    by_person: dict[str, list[SubmissionRecord]] = defaultdict(list)
    for each in await store.submissions(conn, [assignment.id], one):
        by_person[each.user_id].append(each)
    return [
        (
            rules.work(
                assignment,
                user_id,
                by_person[user_id],
                factors.get(user_id, _ONE),
                extensions.get((assignment.id, user_id)),
            ),
            by_person[user_id],
        )
        for user_id in user_ids
    ]


async def work_of(
    conn: Connection, assignment: Assignment, user_id: str
) -> tuple[scoring.Work, list[SubmissionRecord]]:
    """One person's work."""
    return (await _works(conn, assignment, [user_id]))[0]


def _granted(work: scoring.Work) -> GrantedExtension | None:
    given = work.extension
    return None if given is None else GrantedExtension(until=given.until, by=given.by, at=given.at, why=given.why)


def _checked(new: AssignmentRecord) -> AssignmentRecord:
    title = new.title.strip()
    if not title:
        raise Invalid(details=[Detail("title", "This must not be empty.")])
    if new.opens_at >= new.due_at:
        raise Invalid(details=[Detail("due_at", "It is due after it opens.")])
    if not new.accepts_text and new.max_files == 0:
        raise Invalid(details=[Detail("accepts_text", "Something must be accepted: a text or files.")])
    rules.check_zone(new.time_zone)
    return replace(new, title=title, points=rules.possible(new.points, new.rubric))


def _levels(assignment: Assignment) -> object:
    """What grades refer to."""
    return assignment.points, [[level.points for level in each.levels] for each in assignment.rubric]
