"""HTTP face of courses, enrolments and sessions."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Annotated, TypeVar

from msgspec import Meta

from eduforum.courses.schemas import (
    Course,
    CourseChange,
    CourseCopy,
    CourseQuery,
    Enrollment,
    EnrollmentQuery,
    JoinCourse,
    NewCourse,
    NewEnrollment,
    NewSession,
    PageQuery,
    Session,
    SessionChange,
    SessionQuery,
)
from eduforum.courses.service import CourseService
from eduforum.pagination import cut, decode_cursor
from eduforum.web.codec import check_times
from eduforum.web.endpoint import Answer, Call, Endpoint, Page, scoped
from eduforum.web.etags import tagged, version_of

T = TypeVar("T")


class CourseRoutes:
    def __init__(self, service: CourseService) -> None:
        self._service = service

    def endpoints(self) -> list[Endpoint]:
        course, session = "/courses/{course_id}", "/courses/{course_id}/sessions/{session_id}"
        return scoped("courses", [
            Endpoint("POST", "/courses", self.create, "Create a course", "courses", body=NewCourse, answer=Course,
                     status=201, errors=("forbidden",)),
            Endpoint("GET", "/courses", self.list, "My courses; an administrator's are all", "courses",
                     query=CourseQuery, answer=Page[Course]),
            Endpoint("POST", "/courses/join", self.join, "Enrol as a student by join code", "courses", body=JoinCourse,
                     answer=Course, status=201, errors=("no_such_join_code", "already_enrolled", "rate_limited")),
            Endpoint("GET", course, self.show, "One course", "courses", answer=Course, errors=("not_found",)),
            Endpoint("PATCH", course, self.change, "Change a course", "courses", body=CourseChange, answer=Course,
                     errors=("not_found", "forbidden", "version_conflict")),
            Endpoint("DELETE", course, self.delete, "Delete a course; it can be restored", "courses", status=204,
                     errors=("not_found", "forbidden", "session_live")),
            Endpoint("POST", course + "/restore", self.restore, "Restore a deleted course", "courses", answer=Course,
                     errors=("not_found", "forbidden", "restore_too_late")),
            Endpoint("POST", course + "/copy", self.copy, "Make a course of what is prepared in another", "courses",
                     body=CourseCopy, answer=Course, status=201, errors=("not_found", "forbidden")),
            Endpoint("POST", course + "/archive", self.archive, "Put a course out of the way, to be read only",
                     "courses", answer=Course, errors=("not_found", "forbidden", "session_live")),
            Endpoint("POST", course + "/unarchive", self.unarchive, "Take a course out of the archive", "courses",
                     answer=Course, errors=("not_found", "forbidden")),
            Endpoint("POST", course + "/enrollments", self.enroll, "Enrol a person by e-mail address", "enrollments",
                     body=NewEnrollment, answer=Enrollment, status=201,
                     errors=("not_found", "forbidden", "no_such_person", "already_enrolled", "rate_limited")),
            Endpoint("GET", course + "/enrollments", self.people, "The course's people; addresses are for staff",
                     "enrollments", query=EnrollmentQuery, answer=Page[Enrollment], errors=("not_found",)),
            Endpoint("DELETE", course + "/enrollments/{enrollment_id}", self.end_enrollment,
                     "Remove a person, or leave", "enrollments", status=204, errors=("not_found", "forbidden")),
            Endpoint("POST", course + "/sessions", self.create_session, "Schedule a session", "sessions",
                     body=NewSession, answer=Session, status=201, errors=("not_found", "forbidden")),
            Endpoint("GET", course + "/sessions", self.sessions, "A course's sessions in the order of their times",
                     "sessions", query=SessionQuery, answer=Page[Session], errors=("not_found",)),
            Endpoint("GET", session, self.session_of_course, "One session of a course", "sessions", answer=Session,
                     errors=("not_found",)),
            Endpoint("PATCH", session, self.change_session, "Change, cancel or reinstate a session", "sessions",
                     body=SessionChange, answer=Session,
                     errors=("not_found", "forbidden", "version_conflict", "session_begun")),
            Endpoint("GET", "/sessions", self.my_sessions, "What is live, still to come or cancelled in my courses",
                     "sessions", query=SessionQuery, answer=Page[Session]),
            Endpoint("GET", "/sessions/{session_id}", self.session, "One session", "sessions", answer=Session,
                     errors=("not_found",)),
            Endpoint("POST", "/sessions/{session_id}/start", self.start, "Start a session", "sessions", answer=Session,
                     errors=("not_found", "forbidden", "session_ended", "session_cancelled")),
            Endpoint("POST", "/sessions/{session_id}/end", self.end, "End a session for everyone", "sessions",
                     answer=Session, errors=("not_found", "forbidden", "session_not_live")),
        ])  # fmt: skip

    async def create(self, call: Call[NewCourse, None]) -> Answer[Course]:
        return tagged(await self._service.create_course(call.principal, call.body))

    async def list(self, call: Call[None, CourseQuery]) -> Page[Course]:
        query = call.query
        courses = await self._service.courses(call.principal, query.search, _id(query), query.limit + 1, query.state)
        return _page(courses, query, lambda course: (course.id,))

    async def join(self, call: Call[JoinCourse, None]) -> Answer[Course]:
        return tagged(await self._service.join_course(call.principal, call.body.join_code))

    async def show(self, call: Call[None, None]) -> Answer[Course]:
        return tagged(await self._service.course(call.principal, call.path["course_id"]))

    async def change(self, call: Call[CourseChange, None]) -> Answer[Course]:
        return tagged(
            await self._service.change_course(
                call.principal, call.path["course_id"], call.body, version_of(call.if_match)
            )
        )

    async def delete(self, call: Call[None, None]) -> None:
        await self._service.delete_course(call.principal, call.path["course_id"])

    async def restore(self, call: Call[None, None]) -> Answer[Course]:
        return tagged(await self._service.restore_course(call.principal, call.path["course_id"]))

    async def copy(self, call: Call[CourseCopy, None]) -> Answer[Course]:
        return tagged(await self._service.copy_course(call.principal, call.path["course_id"], call.body))

    async def archive(self, call: Call[None, None]) -> Answer[Course]:
        return tagged(await self._service.archive_course(call.principal, call.path["course_id"], True))

    async def unarchive(self, call: Call[None, None]) -> Answer[Course]:
        return tagged(await self._service.archive_course(call.principal, call.path["course_id"], False))

    async def enroll(self, call: Call[NewEnrollment, None]) -> Enrollment:
        return await self._service.enroll(call.principal, call.path["course_id"], call.body)

    async def people(self, call: Call[None, EnrollmentQuery]) -> Page[Enrollment]:
        query = call.query
        people = await self._service.people(
            call.principal, call.path["course_id"], query.search, _id(query), query.limit + 1, query.section
        )
        return _page(people, query, lambda person: (person.id or _FIRST,))

    async def end_enrollment(self, call: Call[None, None]) -> None:
        await self._service.end_enrollment(call.principal, call.path["course_id"], call.path["enrollment_id"])

    async def create_session(self, call: Call[NewSession, None]) -> Answer[Session]:
        return tagged(await self._service.create_session(call.principal, call.path["course_id"], call.body))

    async def sessions(self, call: Call[None, SessionQuery]) -> Page[Session]:
        query = call.query
        sessions = await self._service.sessions(
            call.principal, call.path["course_id"], query.since, _place(query), query.limit + 1
        )
        return _page(sessions, query, _place_of)

    async def my_sessions(self, call: Call[None, SessionQuery]) -> Page[Session]:
        query = call.query
        sessions = await self._service.sessions_of_person(call.principal, query.since, _place(query), query.limit + 1)
        return _page(sessions, query, _place_of)

    async def session_of_course(self, call: Call[None, None]) -> Answer[Session]:
        return tagged(
            await self._service.session_of_course(call.principal, call.path["course_id"], call.path["session_id"])
        )

    async def session(self, call: Call[None, None]) -> Answer[Session]:
        return tagged(await self._service.session(call.principal, call.path["session_id"]))

    async def change_session(self, call: Call[SessionChange, None]) -> Answer[Session]:
        return tagged(
            await self._service.change_session(
                call.principal, call.path["course_id"], call.path["session_id"], call.body, version_of(call.if_match)
            )
        )

    async def start(self, call: Call[None, None]) -> Answer[Session]:
        return tagged(await self._service.start_session(call.principal, call.path["session_id"]))

    async def end(self, call: Call[None, None]) -> Answer[Session]:
        return tagged(await self._service.end_session(call.principal, call.path["session_id"]))


# Where a page of courses or people goes on (an id), and where one of sessions does (time and id).
_Id = Annotated[str, Meta(pattern=r"\A[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z")]
# After the professor, who has no enrolment, and before everybody else.
_FIRST = "00000000-0000-0000-0000-000000000000"
_Place = tuple[Annotated[datetime, Meta(tz=True)], _Id]


def _id(query: PageQuery) -> str | None:
    if query.cursor is None:
        return None
    (place,) = decode_cursor(query.cursor, tuple[_Id])
    return str(place)


def _place(query: PageQuery) -> tuple[datetime, str] | None:
    if query.cursor is None:
        return None
    at, place = decode_cursor(query.cursor, _Place)
    check_times(at, "cursor")
    return at, place


def _place_of(session: Session) -> tuple[datetime, str]:
    return session.scheduled_at, session.id


def _page(rows: Sequence[T], query: PageQuery, place: Callable[[T], object]) -> Page[T]:
    items, next_cursor = cut(rows, query.limit, place)
    return Page(items, next_cursor)
