"""Rules and transactions of courses, enrolments and sessions."""

import secrets
from datetime import datetime, timedelta
from typing import TypeVar

from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from eduforum.auth.rules import normalise_email
from eduforum.auth.schemas import Principal
from eduforum.clock import Clock
from eduforum.cluster import RateLimiter
from eduforum.courses import access, store
from eduforum.courses.copying import Content, Copying, times
from eduforum.courses.roster import store as rosters
from eduforum.courses.schemas import (
    Course,
    CourseChange,
    CourseCopy,
    CourseRecord,
    CourseState,
    Enrollment,
    EnrollmentEnded,
    NewCourse,
    NewEnrollment,
    NewSession,
    Session,
    SessionChange,
    SessionEnded,
    SessionStarted,
)
from eduforum.courses.series.zones import zone
from eduforum.courses.words import filled
from eduforum.db import Connection, Database
from eduforum.errors import Conflict, Detail, Gone, Invalid, NotFound, Outdated, RateLimited
from eduforum.events import EventBus
from eduforum.ids import new_id

T = TypeVar("T")

# Without 0, 1, I, L, O and U: read aloud in a lecture hall and typed from a slide. 30^8 codes.
_JOIN_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_JOIN_LENGTH = 8

# How long a deleted course can be restored.
RESTORABLE = timedelta(days=30)

_MOST_SESSIONS = 1000

# A guesser of join codes or of who has an account is slow; a teacher with a roster in hand is not held up.
_JOINS_PER_MINUTE = 20
_ENROLLMENTS_PER_MINUTE = 120


class CourseService:
    def __init__(self, db: Database, events: EventBus, limiter: RateLimiter, clock: Clock) -> None:
        self._db = db
        self._events = events
        self._limiter = limiter
        self._clock = clock
        self._contents: list[Content] = []

    async def create_course(self, principal: Principal, new: NewCourse) -> Course:
        access.may_create_courses(principal)
        title, code, semester = _text("title", new.title), _text("code", new.code), _text("semester", new.semester)
        async with self._db.transaction() as conn:
            course_id = new_id(self._clock)
            await self._add_course(conn, course_id, title, code, semester, principal.user_id)
            return (await access.course_for_reading(conn, principal, course_id)).public()

    def copies(self, content: Content) -> None:
        """From now on a copy of a course has this content of it, too."""
        self._contents.append(content)

    async def courses(
        self, principal: Principal, search: str, after: str | None, limit: int, state: CourseState = "current"
    ) -> list[Course]:
        await self._take_up(principal)
        async with self._db.connection() as conn:
            since = self._clock.now() - RESTORABLE
            found = await store.courses(
                conn, principal.user_id, principal.role == "admin", search, after, limit, state, since
            )
        return [course.public() for course in found]

    async def course(self, principal: Principal, course_id: str) -> Course:
        await self._take_up(principal)
        async with self._db.connection() as conn:
            return (await access.course_for_reading(conn, principal, course_id)).public()

    async def change_course(
        self, principal: Principal, course_id: str, change: CourseChange, version: int | None
    ) -> Course:
        """`version`, where given, is the one that the change was made from (If-Match)."""
        async with self._db.transaction() as conn:
            course = await access.course_for_editing(conn, principal, course_id)
            done = await store.change_course(
                conn,
                course_id,
                course.version if version is None else version,
                self._clock.now(),
                _text("title", change.title, course.title),
                _text("code", change.code, course.code),
                _text("semester", change.semester, course.semester),
            )
            if not done:
                raise Outdated("The course was changed by somebody else.", code="version_conflict")
            return (await access.course_for_reading(conn, principal, course_id)).public()

    async def copy_course(self, principal: Principal, course_id: str, copy: CourseCopy) -> Course:
        """A course of the reader's own, with what is prepared in this one and without its people."""
        access.may_create_courses(principal)
        title, code, semester = (
            filled("title", copy.title),
            filled("code", copy.code),
            filled("semester", copy.semester),
        )
        place, now, target = zone(copy.zone), self._clock.now(), new_id(self._clock)
        async with self._db.transaction() as conn:
            source = await access.course_of_owner(conn, principal, course_id)
            await self._add_course(conn, target, title, code, semester, principal.user_id)
            copying = Copying(source.id, target, principal.user_id, now, {})
            for content in self._contents:
                await content.copy(conn, copying)
            if copy.begins is not None:
                sessions = await store.sessions(conn, source.id, None, None, _MOST_SESSIONS)
                for session, at in times(sessions, copy.begins, place):
                    await store.add_session(
                        conn,
                        id=new_id(self._clock),
                        course_id=target,
                        title=session.title,
                        scheduled_at=at,
                        duration_minutes=session.duration_minutes,
                        now=now,
                    )
            return (await access.course_for_reading(conn, principal, target)).public()

    async def archive_course(self, principal: Principal, course_id: str, archived: bool) -> Course:
        async with self._db.transaction() as conn:
            course = await access.course_of_owner(conn, principal, course_id)
            await store.lock_course(conn, course_id)
            if archived:
                await self._no_live_session(conn, course)
            if archived != (course.archived_at is not None):
                now = self._clock.now()
                await store.set_archived(conn, course_id, now if archived else None, now)
            return (await access.course_for_reading(conn, principal, course_id)).public()

    async def delete_course(self, principal: Principal, course_id: str) -> None:
        async with self._db.transaction() as conn:
            course = await access.course_for_deleting(conn, principal, course_id)
            if course.deleted_at is None:
                await store.lock_course(conn, course_id)
                await self._no_live_session(conn, course)
                await store.set_deleted(conn, course_id, self._clock.now(), self._clock.now())

    async def restore_course(self, principal: Principal, course_id: str) -> Course:
        async with self._db.transaction() as conn:
            course = await access.course_for_deleting(conn, principal, course_id)
            if course.deleted_at is not None:
                if course.deleted_at < self._clock.now() - RESTORABLE:
                    raise Gone("It was deleted more than 30 days ago.", code="restore_too_late")
                await store.set_deleted(conn, course_id, None, self._clock.now())
            return (await access.course_for_reading(conn, principal, course_id)).public()

    async def enroll(self, principal: Principal, course_id: str, new: NewEnrollment) -> Enrollment:
        async with self._db.transaction() as conn:
            course = await access.course_for_editing(conn, principal, course_id)
            await self._limit(f"enroll:{principal.user_id}", _ENROLLMENTS_PER_MINUTE)
            user_id = await store.person_by_email(conn, normalise_email(new.email))
            if user_id is None:
                raise Invalid(
                    "Nobody has an account with this e-mail address.",
                    code="no_such_person",
                    details=[Detail("email", "Nobody has an account with this address.")],
                )
            enrollment_id = await self._add(conn, course.id, course.professor_id, user_id, new.role)
            enrollment = await store.enrollment(conn, course.id, enrollment_id)
        assert enrollment is not None
        return enrollment

    async def join_course(self, principal: Principal, join_code: str) -> Course:
        await self._limit(f"join:{principal.user_id}", _JOINS_PER_MINUTE)
        async with self._db.transaction() as conn:
            found = await store.course_by_join_code(conn, join_code.strip().upper().replace("-", ""))
            if found is None:
                raise NotFound("No course has this join code.", code="no_such_join_code")
            course_id, professor_id, archived = found
            if archived:
                raise Conflict("The course is archived.", code="course_archived")
            await self._add(conn, course_id, professor_id, principal.user_id, "student")
            return (await access.course_for_reading(conn, principal, course_id)).public()

    async def people(
        self,
        principal: Principal,
        course_id: str,
        search: str,
        after: str | None,
        limit: int,
        section: str | None = None,
    ) -> list[Enrollment]:
        async with self._db.connection() as conn:
            course = await access.course_for_reading(conn, principal, course_id)
            staff = access.is_staff(principal, course)
            people = await store.people(conn, course_id, search, after, limit, section=section, as_staff=staff)
        if staff:
            return people
        return [replace(person, email=None, student_number=None, roster_name=None) for person in people]

    async def end_enrollment(self, principal: Principal, course_id: str, enrollment_id: str) -> None:
        async with self._db.transaction() as conn:
            enrollment = await access.enrollment_for_ending(conn, principal, course_id, enrollment_id)
            ended = await store.end_enrollment(conn, enrollment_id, self._clock.now())
        if ended:
            await self._events.publish(EnrollmentEnded(course_id, enrollment.user_id))

    async def create_session(self, principal: Principal, course_id: str, new: NewSession) -> Session:
        async with self._db.transaction() as conn:
            await access.course_for_editing(conn, principal, course_id)
            session_id = new_id(self._clock)
            await store.add_session(
                conn,
                id=session_id,
                course_id=course_id,
                title=_text("title", new.title),
                scheduled_at=new.scheduled_at,
                duration_minutes=new.duration_minutes,
                now=self._clock.now(),
            )
            return await access.session_of_course(conn, principal, course_id, session_id)

    async def sessions(
        self,
        principal: Principal,
        course_id: str,
        since: datetime | None,
        after: tuple[datetime, str] | None,
        limit: int,
    ) -> list[Session]:
        async with self._db.connection() as conn:
            await access.course_for_reading(conn, principal, course_id)
            return await store.sessions(conn, course_id, since, after, limit)

    async def sessions_of_person(
        self, principal: Principal, since: datetime | None, after: tuple[datetime, str] | None, limit: int
    ) -> list[Session]:
        await self._take_up(principal)
        async with self._db.connection() as conn:
            return await store.sessions_of_person(conn, principal.user_id, since or self._clock.now(), after, limit)

    async def session_of_course(self, principal: Principal, course_id: str, session_id: str) -> Session:
        async with self._db.connection() as conn:
            return await access.session_of_course(conn, principal, course_id, session_id)

    async def session(self, principal: Principal, session_id: str) -> Session:
        await self._take_up(principal)
        async with self._db.connection() as conn:
            return (await access.session_for_join(conn, principal, session_id)).session

    async def change_session(
        self, principal: Principal, course_id: str, session_id: str, change: SessionChange, version: int | None
    ) -> Session:
        """Cancelling is for a session that has not begun; time and length are of the future only."""
        async with self._db.transaction() as conn:
            await access.course_for_editing(conn, principal, course_id)
            session = await access.session_of_course(conn, principal, course_id, session_id)
            begun = session.status in ("live", "ended")
            if begun and (change.status, change.scheduled_at, change.duration_minutes) != (UNSET, UNSET, UNSET):
                raise Conflict("A session that has begun keeps its time.", code="session_begun")
            done = await store.change_session(
                conn,
                session_id,
                session.version if version is None else version,
                self._clock.now(),
                title=_text("title", change.title, session.title),
                scheduled_at=_or(change.scheduled_at, session.scheduled_at),
                duration_minutes=_or(change.duration_minutes, session.duration_minutes),
                status=_or(change.status, session.status),
                cancel_reason=_reason(session, change),
            )
            if not done:
                raise Outdated("The session was changed by somebody else.", code="version_conflict")
            return await access.session_of_course(conn, principal, course_id, session_id)

    async def start_session(self, principal: Principal, session_id: str) -> Session:
        """Live from now on, before its time too. Starting a live session changes nothing."""
        async with self._db.transaction() as conn:
            entry = await access.session_for_hosting(conn, principal, session_id)
            await store.lock_course(conn, entry.course.id)
            if (await access.course_of_owner(conn, principal, entry.course.id)).archived_at is not None:
                raise Conflict("The course is archived.", code="course_archived")
            started = await store.start_session(conn, session_id, self._clock.now())
            session = (await access.session_for_hosting(conn, principal, session_id)).session
        if session.status == "ended":
            raise Gone("The session has ended; it does not start again.", code="session_ended")
        if session.status == "cancelled":
            raise Conflict("The session was cancelled.", code="session_cancelled")
        if started:
            await self._events.publish(SessionStarted(session_id, entry.course.id))
        return session

    async def end_session(self, principal: Principal, session_id: str) -> Session:
        """Ended for everyone. Ending an ended session changes nothing."""
        async with self._db.transaction() as conn:
            entry = await access.session_for_hosting(conn, principal, session_id)
            await store.end_session(conn, session_id, self._clock.now())
            session = (await access.session_for_hosting(conn, principal, session_id)).session
        if session.status != "ended":
            raise Conflict("The session is not live.", code="session_not_live")
        # Every time: it went unheard where the answer to the commit was lost, and then it is asked for again.
        await self._events.publish(SessionEnded(session_id, entry.course.id))
        return session

    async def end_for_all(self, session_id: str) -> None:
        """The same for whoever the room has found to be entitled. Raises `Conflict` `session_not_live`."""
        async with self._db.transaction() as conn:
            await store.end_session(conn, session_id, self._clock.now())
            session = await store.session(conn, session_id)
        if session is None or session.status != "ended":
            raise Conflict("The session is not live.", code="session_not_live")
        await self._events.publish(SessionEnded(session_id, session.course_id))

    async def _take_up(self, principal: Principal) -> None:
        """Whoever a roster expects is in the course from now on: whatever way they signed in by, their first page
        asks for courses or sessions."""
        async with self._db.connection() as conn:
            claims = await rosters.claims(conn, principal.user_id)
        if not claims:
            return
        async with self._db.transaction() as conn:
            for claim in claims:
                await rosters.claim(conn, claim, new_id(self._clock), principal.user_id, self._clock.now())

    async def _add_course(
        self, conn: Connection, course_id: str, title: str, code: str, semester: str, professor_id: str
    ) -> None:
        await store.add_course(
            conn,
            id=course_id,
            title=title,
            code=code,
            semester=semester,
            professor_id=professor_id,
            join_code="".join(secrets.choice(_JOIN_ALPHABET) for _ in range(_JOIN_LENGTH)),
            now=self._clock.now(),
        )

    async def _add(self, conn: Connection, course_id: str, professor_id: str, user_id: str, role: str) -> str:
        enrollment_id = new_id(self._clock)
        added = user_id != professor_id and await store.add_enrollment(
            conn, id=enrollment_id, course_id=course_id, user_id=user_id, role=role, now=self._clock.now()
        )
        if not added:
            raise Conflict("The person is in this course already.", code="already_enrolled")
        return enrollment_id

    async def _no_live_session(self, conn: Connection, course: CourseRecord) -> None:
        if await store.has_live_session(conn, course.id):
            raise Conflict("A session of this course is live; end it first.", code="session_live")

    async def _limit(self, key: str, per_minute: int) -> None:
        wait = await self._limiter.hit(key, per_minute, 60)
        if wait > 0:
            raise RateLimited("Too many attempts; try again in a while.", retry_after=wait)


def _or(value: T | UnsetType, default: T) -> T:
    return default if isinstance(value, UnsetType) else value


def _reason(session: Session, change: SessionChange) -> str:
    """Why a session is not held: nothing where it is."""
    if _or(change.status, session.status) != "cancelled":
        return ""
    return _or(change.reason, session.cancel_reason).strip()


def _text(field: str, value: str | UnsetType, default: str = "") -> str:
    """The words without the blanks around them; only blanks are nothing."""
    if isinstance(value, UnsetType):
        return default
    return filled(field, value)
