"""Records, request bodies and events of courses, enrolments and sessions."""

from datetime import date, datetime
from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from eduforum.auth.schemas import NameText
from eduforum.mail import Language

CourseRole = Literal["professor", "co_professor", "ta", "student", "observer", "admin"]
EnrollmentRole = Literal["student", "ta", "co_professor", "observer"]
CourseState = Literal["current", "archived", "deleted"]
SessionStatus = Literal["scheduled", "live", "ended", "cancelled"]

STAFF: frozenset[CourseRole] = frozenset({"professor", "co_professor", "ta", "admin"})
OWNERS: frozenset[CourseRole] = frozenset({"professor", "co_professor", "admin"})

Title = Annotated[str, Meta(min_length=1, max_length=200, description="Shown wherever the thing is listed")]
Code = Annotated[str, Meta(min_length=1, max_length=40, description="The catalogue's code, such as PHIL 301-01")]
Semester = Annotated[str, Meta(min_length=1, max_length=60, description="Named by the institution")]
Email = Annotated[str, Meta(min_length=3, max_length=254)]
Minutes = Annotated[int, Meta(ge=1, le=1440)]
Instant = Annotated[datetime, Meta(tz=True)]
PageSize = Annotated[int, Meta(ge=1, le=200)]


class Course(msgspec.Struct, frozen=True, kw_only=True):
    """A course as one of its people sees it. `role` is the reader's own; `join_code` is for staff. `sections` are
    those that its roster names (분반)."""

    id: str
    title: str
    code: str
    semester: str
    professor_id: str
    professor_name: str
    role: CourseRole
    join_code: str | None
    people: int
    sections: list[str]
    version: int
    created_at: datetime
    updated_at: datetime
    deleted_at: datetime | None = None
    archived_at: datetime | None = None


class CourseRecord(Course, frozen=True, kw_only=True):
    """A course with the reader's enrolment, which never leaves the server."""

    enrollment_id: str | None = None

    def public(self) -> Course:
        """What the reader may see of it."""
        fields = {name: getattr(self, name) for name in Course.__struct_fields__}
        if self.role not in STAFF:
            fields["join_code"] = None
        return Course(**fields)


class Enrollment(msgspec.Struct, frozen=True, kw_only=True):
    """One person of a course. The professor stands first and has no enrolment id. `email`, `student_number` and
    `roster_name`, which the roster has, are for staff."""

    id: str | None
    user_id: str
    name: str
    email: str | None
    role: CourseRole
    joined_at: datetime
    student_number: str | None = None
    roster_name: str | None = None
    romanised_name: str | None = None
    section: str | None = None


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """One meeting of a course. `planned_at`: when it was to begin by its series; one with another `scheduled_at` was
    moved. `cancel_reason` is for everybody."""

    id: str
    course_id: str
    course_title: str
    title: str
    scheduled_at: datetime
    duration_minutes: int
    status: SessionStatus
    started_at: datetime | None
    ended_at: datetime | None
    version: int
    series_id: str | None = None
    planned_at: datetime | None = None
    cancel_reason: str = ""


class SessionEntry(msgspec.Struct, frozen=True, kw_only=True):
    """What entering a session's room rests on: the session, its course and who the reader is there."""

    session: Session
    course: CourseRecord
    role: CourseRole
    enrollment_id: str | None


class NewCourse(msgspec.Struct, forbid_unknown_fields=True):
    title: Title
    code: Code
    semester: Semester


class CourseCopy(msgspec.Struct, forbid_unknown_fields=True):
    """With `begins`, a day of the new term's first week, sessions are copied too: each at its weekday and time in
    `zone`, as many weeks into the term as it was."""

    title: Title
    code: Code
    semester: Semester
    begins: date | None = None
    zone: Annotated[str, Meta(max_length=64)] = "UTC"


class CourseChange(msgspec.Struct, forbid_unknown_fields=True):
    title: Title | UnsetType = UNSET
    code: Code | UnsetType = UNSET
    semester: Semester | UnsetType = UNSET


class NewEnrollment(msgspec.Struct, forbid_unknown_fields=True):
    email: Email
    role: EnrollmentRole


class NewCourseInvitation(msgspec.Struct, forbid_unknown_fields=True):
    """`role` is that in the course. `language`: of the letter."""

    email: Email
    name: NameText
    role: EnrollmentRole = "student"
    language: Language = "ko"


class JoinCourse(msgspec.Struct, forbid_unknown_fields=True):
    join_code: Annotated[str, Meta(min_length=1, max_length=40)]


class NewSession(msgspec.Struct, forbid_unknown_fields=True):
    title: Title
    scheduled_at: Instant
    duration_minutes: Minutes


class SessionChange(msgspec.Struct, forbid_unknown_fields=True):
    title: Title | UnsetType = UNSET
    scheduled_at: Instant | UnsetType = UNSET
    duration_minutes: Minutes | UnsetType = UNSET
    status: Literal["scheduled", "cancelled"] | UnsetType = UNSET
    reason: Annotated[str, Meta(max_length=200, description="Why it is cancelled")] | UnsetType = UNSET


class PageQuery(msgspec.Struct, forbid_unknown_fields=True):
    cursor: str | None = None
    limit: PageSize = 50


class SearchQuery(PageQuery, forbid_unknown_fields=True):
    search: Annotated[str, Meta(max_length=200)] = ""


class CourseQuery(SearchQuery, forbid_unknown_fields=True):
    """`state`: those that go on, those that are archived, or those of mine that were deleted in the last 30 days."""

    state: CourseState = "current"


class EnrollmentQuery(SearchQuery, forbid_unknown_fields=True):
    """`section` leaves out those of others."""

    section: Annotated[str, Meta(max_length=20)] | None = None


class SessionQuery(PageQuery, forbid_unknown_fields=True):
    """`since` leaves out what ended or was to end before it."""

    since: Instant | None = None


class EnrollmentEnded(msgspec.Struct, frozen=True):
    """A person has no place in a course any more."""

    course_id: str
    user_id: str


class SessionStarted(msgspec.Struct, frozen=True):
    session_id: str
    course_id: str


class SessionEnded(msgspec.Struct, frozen=True):
    session_id: str
    course_id: str
