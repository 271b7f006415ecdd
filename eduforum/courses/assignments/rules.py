"""What an assignment may say, and what a grade comes to: exact, and without a database."""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from zoneinfo import available_timezones

from eduforum.courses.assignments.schemas import (
    MAX_POINTS,
    POINT_PLACES,
    Assignment,
    AssignmentStanding,
    NewSubmissionGrade,
    RubricCriterion,
    Submission,
    SubmissionRecord,
)
from eduforum.courses.files.schemas import CourseFile, FileFacts
from eduforum.courses.lateness import scoring
from eduforum.courses.lateness.deadline import Extension, lateness
from eduforum.courses.lateness.policy import LatePolicy
from eduforum.courses.ratio import Ratio
from eduforum.errors import Detail, Invalid

# A hand-in that follows its upload so soon was begun when the upload was.
FOLLOWS = timedelta(minutes=5)


def check_points(field: str, points: Decimal, *, least: Decimal = Decimal(0)) -> Decimal:
    """Raises `Invalid` for what is no number of points."""
    if not points.is_finite() or not least <= points <= MAX_POINTS or points != round(points, POINT_PLACES):
        message = f"From {least} to {MAX_POINTS}, with up to {POINT_PLACES} decimal places."
        raise Invalid(details=[Detail(field, message)])
    return points


def check_rubric(rubric: Sequence[RubricCriterion]) -> None:
    for number, criterion in enumerate(rubric):
        for place, level in enumerate(criterion.levels):
            check_points(f"rubric[{number}].levels[{place}].points", level.points)


def possible(points: Decimal, rubric: Sequence[RubricCriterion]) -> Decimal:
    """What the best work gets: with a rubric the sum of its best levels. Raises `Invalid`."""
    check_rubric(rubric)
    total = sum((criterion.most for criterion in rubric), Decimal(0)) if rubric else points
    return check_points("rubric" if rubric else "points", total, least=Decimal("0.0001"))


def check_zone(name: str) -> str:
    if name not in available_timezones():
        raise Invalid(details=[Detail("time_zone", "This must be the name of a time zone, such as Asia/Seoul.")])
    return name


def earned(assignment: Assignment, grade: NewSubmissionGrade) -> Decimal | None:
    """The raw points of a grade; None while criteria are open. Raises `Invalid`."""
    rubric = assignment.rubric
    if not rubric:
        if grade.levels:
            raise Invalid(details=[Detail("levels", "This assignment has no rubric.")])
        return None if grade.points is None else _within(assignment, grade.points)
    if grade.points is not None:
        raise Invalid(details=[Detail("points", "Points come of the rubric.")])
    if len(grade.levels) != len(rubric):
        raise Invalid(details=[Detail("levels", "One entry for each criterion.")])
    total = Decimal(0)
    for number, (criterion, level) in enumerate(zip(rubric, grade.levels, strict=True)):
        if level is not None and not 0 <= level < len(criterion.levels):
            raise Invalid(details=[Detail(f"levels[{number}]", "There is no such level.")])
        total += Decimal(0) if level is None else criterion.levels[level].points
    return None if None in grade.levels else total


def begun(files: Sequence[CourseFile], now: datetime) -> datetime:
    """What lateness is reckoned from: the start of the upload where the hand-in follows it at once, or else now."""
    if files and all(now - file.stored_at <= FOLLOWS for file in files):
        return min(now, max(file.began_at for file in files))
    return now


def digest(text: str, files: Sequence[FileFacts]) -> str:
    """SHA-256 of the digests of the text and of each file, in hexadecimal digits, one a line."""
    lines = [hashlib.sha256(text.encode()).hexdigest(), *(file.sha256 for file in files)]
    return hashlib.sha256("".join(f"{line}\n" for line in lines).encode()).hexdigest()


def work(
    assignment: Assignment,
    user_id: str,
    submissions: Sequence[SubmissionRecord],
    factor: Decimal,
    extension: Extension | None,
) -> scoring.Work:
    """One person's work as the late policy sees it."""
    handed_in = [
        scoring.Submission(id=each.id, started_at=each.started_at, earned=each.grade.points if each.grade else None)
        for each in submissions
    ]
    return scoring.Work(
        id=user_id,
        possible=assignment.points,
        opened_at=assignment.opens_at,
        due_at=assignment.due_at,
        submissions=tuple(handed_in),
        factor=Ratio.of(Fraction(factor)),
        extension=extension,
    )


def standing(
    policy: LatePolicy, of: scoring.Work, submissions: Sequence[SubmissionRecord], now: datetime, *, graded: bool
) -> AssignmentStanding:
    """With grades only where they are the reader's to see (`graded`)."""
    found = scoring.outcome(policy, of, now)
    counts = None if found.counts is None else found.counts.id
    closes = None if policy.suspended or policy.last_day is None else timedelta(days=policy.last_day)
    hidden = found.state == "scored" and not graded
    return AssignmentStanding(
        state="awaiting" if hidden else found.state,
        due_at=found.deadline.at,
        extended=found.deadline.at > of.due_at,
        closes_at=None if closes is None else found.deadline.at + closes,
        submissions=tuple(
            Submission(
                id=each.id,
                number=each.number,
                text=each.text,
                files=each.files,
                started_at=each.started_at,
                received_at=each.received_at,
                late_seconds=int(lateness(found.deadline.at, each.started_at).total_seconds()),
                sha256=each.sha256,
                counts=each.id == counts,
                grade=each.grade if graded else None,
            )
            for each in submissions
        ),
        score=ratio(found.score) if graded else None,
        taken=None if found.penalty is None or not graded else ratio(found.penalty.taken),
    )


def ratio(value: Fraction | None) -> Ratio | None:
    return None if value is None else Ratio.of(value)


def _within(assignment: Assignment, points: Decimal) -> Decimal:
    check_points("points", points)
    if points > assignment.points:
        raise Invalid(details=[Detail("points", f"At most {assignment.points}.")])
    return points
