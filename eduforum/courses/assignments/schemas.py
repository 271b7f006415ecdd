"""Records and request bodies of assignments, what is handed in for them, and how it is graded."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta, UnsetType

from eduforum.courses.files.schemas import FileFacts
from eduforum.courses.lateness.policy import LatePolicy
from eduforum.courses.lateness.scoring import State
from eduforum.courses.ratio import Ratio
from eduforum.courses.schemas import Instant, Title

MAX_ASSIGNMENTS = 200
MAX_FILES = 20
MAX_POINTS = Decimal(10_000)
POINT_PLACES = 4
NO_DEDUCTION = LatePolicy(percent=Decimal(0), missing_zero="never")

Id = Annotated[str, Meta(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
Instructions = Annotated[str, Meta(max_length=50_000, description="Plain text; lines are kept")]
Answer = Annotated[str, Meta(max_length=200_000)]
Points = Annotated[Decimal, Meta(description="Exact, as text: 12.5")]
Short = Annotated[str, Meta(max_length=200)]


class RubricLevel(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    points: Points
    title: Short = ""


class RubricCriterion(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """With its levels, of which one is chosen."""

    title: Annotated[str, Meta(min_length=1, max_length=200)]
    levels: Annotated[tuple[RubricLevel, ...], Meta(min_length=1, max_length=10)]
    description: Annotated[str, Meta(max_length=1000)] = ""

    @property
    def most(self) -> Decimal:
        return max(level.points for level in self.levels)


Rubric = Annotated[tuple[RubricCriterion, ...], Meta(max_length=20)]


class Assignment(msgspec.Struct, frozen=True, kw_only=True):
    """Instructions and rubric are shown to students from `opens_at` on. `time_zone` is what the times were set in.
    Results are students' to see from `released_at` on."""

    id: str
    course_id: str
    title: str
    instructions: str
    points: Decimal
    accepts_text: bool
    max_files: int
    max_attempts: int | None
    opens_at: datetime
    due_at: datetime
    time_zone: str
    published: bool
    late_policy: LatePolicy
    rubric: tuple[RubricCriterion, ...]
    released_at: datetime | None
    version: int


class AssignmentRecord(Assignment, frozen=True, kw_only=True):
    deleted_at: datetime | None

    def public(self, *, opened: bool = True) -> Assignment:
        fields: dict[str, Any] = {name: getattr(self, name) for name in Assignment.__struct_fields__}
        if not opened:
            fields |= {"instructions": "", "rubric": ()}
        return Assignment(**fields)


class SubmissionGrade(msgspec.Struct, frozen=True, kw_only=True):
    """`levels` has for each criterion which level was chosen, counted from 0, or None. Raw `points`, before anything is
    taken off for lateness; None while criteria are open."""

    levels: tuple[int | None, ...]
    points: Decimal | None
    feedback: str
    version: int
    graded_by: str
    graded_at: datetime


class Submission(msgspec.Struct, frozen=True, kw_only=True):
    """What was handed in, and the receipt for it: `received_at` by the server's clock, and `sha256` of the text's and
    the files' digests, one a line. `late_seconds` count from the person's own deadline."""

    id: str
    number: int
    text: str
    files: tuple[FileFacts, ...]
    started_at: datetime
    received_at: datetime
    late_seconds: int
    sha256: str
    counts: bool
    grade: SubmissionGrade | None


class SubmissionRecord(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    assignment_id: str
    user_id: str
    number: int
    text: str
    started_at: datetime
    received_at: datetime
    sha256: str
    files: tuple[FileFacts, ...] = ()
    grade: SubmissionGrade | None = None


class AssignmentStanding(msgspec.Struct, frozen=True, kw_only=True):
    """One person's work: until when it is in time, what was handed in, and what it is worth. `score` is exact, in
    points after deductions; `taken` is what was taken off."""

    state: State
    due_at: datetime
    extended: bool
    closes_at: datetime | None
    submissions: tuple[Submission, ...]
    score: Ratio | None
    taken: Ratio | None


class AssignmentCounts(msgspec.Struct, frozen=True, kw_only=True):
    students: int
    handed_in: int
    graded: int


class CourseAssignment(msgspec.Struct, frozen=True, kw_only=True):
    """An assignment with the reader's own standing, for students, or how far work on it is, for staff. `now` is the
    server's time."""

    assignment: Assignment
    standing: AssignmentStanding | None
    counts: AssignmentCounts | None
    now: datetime


class GrantedExtension(msgspec.Struct, frozen=True, kw_only=True):
    """`by` is the name of who gave it, at `at`."""

    until: datetime
    by: str
    at: datetime
    why: str


class StudentWork(msgspec.Struct, frozen=True, kw_only=True):
    """A student's work as staff see it."""

    user_id: str
    name: str
    extension: GrantedExtension | None
    standing: AssignmentStanding


class PolicyChange(msgspec.Struct, frozen=True, kw_only=True):
    """What another policy would make of somebody's work."""

    user_id: str
    name: str
    state_before: State
    state_after: State
    score_before: Ratio | None
    score_after: Ratio | None


class NewAssignment(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """With a rubric `points` are what its best levels come to. Without `max_attempts` one may hand in ever again."""

    title: Title
    due_at: Instant
    time_zone: Annotated[str, Meta(min_length=1, max_length=64)]
    instructions: Instructions = ""
    points: Points = Decimal(100)
    accepts_text: bool = True
    max_files: Annotated[int, Meta(ge=0, le=MAX_FILES)] = 5
    max_attempts: Annotated[int, Meta(ge=1, le=100)] | None = None
    opens_at: Instant | None = None
    published: bool = False
    late_policy: LatePolicy = NO_DEDUCTION
    rubric: Rubric = ()


class AssignmentChange(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    title: Title | UnsetType = UNSET
    due_at: Instant | UnsetType = UNSET
    time_zone: Annotated[str, Meta(min_length=1, max_length=64)] | UnsetType = UNSET
    instructions: Instructions | UnsetType = UNSET
    points: Points | UnsetType = UNSET
    accepts_text: bool | UnsetType = UNSET
    max_files: Annotated[int, Meta(ge=0, le=MAX_FILES)] | UnsetType = UNSET
    max_attempts: Annotated[int, Meta(ge=1, le=100)] | UnsetType | None = UNSET
    opens_at: Instant | UnsetType = UNSET
    published: bool | UnsetType = UNSET
    late_policy: LatePolicy | UnsetType = UNSET
    rubric: Rubric | UnsetType = UNSET


class PolicyQuestion(msgspec.Struct, forbid_unknown_fields=True):
    late_policy: LatePolicy


class AssignmentRelease(msgspec.Struct, forbid_unknown_fields=True):
    released: bool


class NewExtension(msgspec.Struct, forbid_unknown_fields=True):
    until: Instant
    why: Annotated[str, Meta(max_length=1000)] = ""


class NewSubmission(msgspec.Struct, forbid_unknown_fields=True):
    """A text, files that were uploaded, or both."""

    text: Answer = ""
    upload_ids: Annotated[tuple[Id, ...], Meta(max_length=MAX_FILES)] = ()


class NewSubmissionGrade(msgspec.Struct, forbid_unknown_fields=True):
    """`levels` where there is a rubric, `points` where there is none."""

    levels: Annotated[tuple[int | None, ...], Meta(max_length=20)] = ()
    points: Points | None = None
    feedback: Annotated[str, Meta(max_length=20_000)] = ""
