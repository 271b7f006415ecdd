"""SQL of assignments, submissions and grades."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

import msgspec

from eduforum.courses.assignments.schemas import AssignmentCounts, AssignmentRecord, SubmissionRecord
from eduforum.courses.files.schemas import FileFacts
from eduforum.courses.lateness.deadline import Extension
from eduforum.db import Connection

_ASSIGNMENT = """
    select id, course_id, title, instructions, points, accepts_text, max_files, max_attempts, opens_at, due_at,
           time_zone, published, late_policy, rubric, released_at, version, deleted_at
    from assignments
"""


async def lock(conn: Connection, course_id: str) -> None:
    """New assignments of a course take turns, until the end of the transaction."""
    await conn.execute("select 1 from courses where id = $1 for no key update", course_id)


async def count(conn: Connection, course_id: str) -> int:
    number: int = await conn.fetchval("select count(*) from assignments where course_id = $1", course_id)
    return number


async def assignments(conn: Connection, course_id: str, *, published_only: bool) -> list[AssignmentRecord]:
    """In the order in which they are due."""
    rows = await conn.fetch(
        f"""{_ASSIGNMENT} where course_id = $1 and deleted_at is null and (published or not $2)
            order by due_at, id""",
        course_id, published_only,
    )  # fmt: skip
    return [msgspec.convert(dict(row), AssignmentRecord) for row in rows]


async def assignment(conn: Connection, course_id: str, assignment_id: str) -> AssignmentRecord | None:
    row = await conn.fetchrow(f"{_ASSIGNMENT} where course_id = $1 and id = $2", course_id, assignment_id)
    return None if row is None else msgspec.convert(dict(row), AssignmentRecord)


async def add(conn: Connection, new: AssignmentRecord, now: datetime) -> None:
    await conn.execute(
        """insert into assignments (id, course_id, title, instructions, points, accepts_text, max_files, max_attempts,
                                    opens_at, due_at, time_zone, published, late_policy, rubric, created_at, updated_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $15)""",
        new.id, new.course_id, *_fields(new), now,
    )  # fmt: skip


async def change(conn: Connection, new: AssignmentRecord, version: int, now: datetime) -> bool:
    """False where another change came first."""
    done = await conn.fetchval(
        """update assignments set title = $3, instructions = $4, points = $5, accepts_text = $6, max_files = $7,
               max_attempts = $8, opens_at = $9, due_at = $10, time_zone = $11, published = $12, late_policy = $13,
               rubric = $14, version = version + 1, updated_at = $15
           where id = $1 and version = $2 returning 1""",
        new.id, version, *_fields(new), now,
    )  # fmt: skip
    return done is not None


def _fields(new: AssignmentRecord) -> tuple[object, ...]:
    return (
        new.title, new.instructions, new.points, new.accepts_text, new.max_files, new.max_attempts, new.opens_at,
        new.due_at, new.time_zone, new.published, new.late_policy, new.rubric,
    )  # fmt: skip


async def set_deleted(conn: Connection, assignment_id: str, deleted_at: datetime | None, now: datetime) -> None:
    await conn.execute(
        "update assignments set deleted_at = $2, version = version + 1, updated_at = $3 where id = $1",
        assignment_id, deleted_at, now,
    )  # fmt: skip


async def set_released(conn: Connection, assignment_id: str, released_at: datetime | None, now: datetime) -> None:
    await conn.execute(
        "update assignments set released_at = $2, version = version + 1, updated_at = $3 where id = $1",
        assignment_id, released_at, now,
    )  # fmt: skip


async def graded(conn: Connection, assignment_id: str) -> bool:
    found: bool = await conn.fetchval(
        """select exists (select 1 from submission_grades g join submissions s on s.id = g.submission_id
                          where s.assignment_id = $1)""",
        assignment_id,
    )
    return found


async def students(conn: Connection, course_id: str, user_id: str | None = None) -> list[tuple[str, str]]:
    """(id, name) of who is a student of the course, in the order of their names; of one person where that is given."""
    rows = await conn.fetch(
        """select u.id, u.name from enrollments e join users u on u.id = e.user_id
           where e.course_id = $1 and e.role = 'student' and e.ended_at is null and ($2::uuid is null or u.id = $2)
           order by u.name, u.id""",
        course_id, user_id,
    )  # fmt: skip
    return [(row["id"], row["name"]) for row in rows]


async def counts(conn: Connection, course_id: str) -> dict[str, AssignmentCounts]:
    """By the assignment: how many of the present students have handed in, and whose last work has its points."""
    rows = await conn.fetch(
        """with people as (select user_id from enrollments
                           where course_id = $1 and role = 'student' and ended_at is null),
                latest as (select distinct on (s.assignment_id, s.user_id) s.assignment_id, s.id
                           from submissions s join assignments a on a.id = s.assignment_id and a.course_id = $1
                           join people p on p.user_id = s.user_id
                           order by s.assignment_id, s.user_id, s.number desc)
           select a.id, (select count(*) from people) as students, count(l.id) as handed_in,
                  count(g.points) as graded
           from assignments a left join latest l on l.assignment_id = a.id
           left join submission_grades g on g.submission_id = l.id
           where a.course_id = $1 group by a.id""",
        course_id,
    )
    return {
        row["id"]: AssignmentCounts(students=row["students"], handed_in=row["handed_in"], graded=row["graded"])
        for row in rows
    }


async def factors(conn: Connection, course_id: str, user_id: str | None = None) -> dict[str, Decimal]:
    """How much more time people of the course are given, by their ids."""
    rows = await conn.fetch(
        """select user_id, time_factor from accommodations
           where course_id = $1 and ($2::uuid is null or user_id = $2)""",
        course_id, user_id,
    )  # fmt: skip
    return {row["user_id"]: row["time_factor"] for row in rows}


async def extensions(
    conn: Connection, assignment_ids: Sequence[str], user_id: str | None = None
) -> dict[tuple[str, str], Extension]:
    """By the assignment and the person."""
    rows = await conn.fetch(
        """select x.assignment_id, x.user_id, x.until, x.why, u.name as by, x.given_at as at
           from assignment_extensions x join users u on u.id = x.given_by
           where x.assignment_id = any ($1::uuid[]) and ($2::uuid is null or x.user_id = $2)""",
        list(assignment_ids), user_id,
    )  # fmt: skip
    return {
        (row["assignment_id"], row["user_id"]): Extension(
            until=row["until"], by=row["by"], at=row["at"], why=row["why"]
        )
        for row in rows
    }


async def set_extension(
    conn: Connection, assignment_id: str, user_id: str, until: datetime, why: str, given_by: str, now: datetime
) -> None:
    await conn.execute(
        """insert into assignment_extensions (assignment_id, user_id, until, why, given_by, given_at)
           values ($1, $2, $3, $4, $5, $6)
           on conflict (assignment_id, user_id) do update
               set until = excluded.until, why = excluded.why, given_by = excluded.given_by,
                   given_at = excluded.given_at""",
        assignment_id, user_id, until, why, given_by, now,
    )  # fmt: skip


async def take_extension(conn: Connection, assignment_id: str, user_id: str) -> None:
    await conn.execute(
        "delete from assignment_extensions where assignment_id = $1 and user_id = $2", assignment_id, user_id
    )


async def lock_student(conn: Connection, course_id: str, user_id: str) -> None:
    """One person's submissions take turns, until the end of the transaction."""
    await conn.execute(
        "select 1 from enrollments where course_id = $1 and user_id = $2 and ended_at is null for no key update",
        course_id, user_id,
    )  # fmt: skip


async def add_submission(conn: Connection, new: SubmissionRecord) -> bool:
    """False where the id is taken."""
    done = await conn.fetchval(
        """insert into submissions (id, assignment_id, user_id, number, text, started_at, received_at, sha256)
           values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (id) do nothing returning 1""",
        new.id, new.assignment_id, new.user_id, new.number, new.text, new.started_at, new.received_at, new.sha256,
    )  # fmt: skip
    if done is None:
        return False
    await conn.executemany(
        "insert into submission_files (submission_id, place, file_id) values ($1, $2, $3)",
        [(new.id, place, file.id) for place, file in enumerate(new.files)],
    )
    return True


async def submissions(
    conn: Connection, assignment_ids: Sequence[str], user_id: str | None = None, submission_id: str | None = None
) -> list[SubmissionRecord]:
    """With files and grades, each person's in the order of their numbers."""
    rows = await conn.fetch(
        """select s.id, s.assignment_id, s.user_id, s.number, s.text, s.started_at, s.received_at, s.sha256,
                  g.levels, g.points, g.feedback, g.version, u.name as graded_by, g.graded_at
           from submissions s left join submission_grades g on g.submission_id = s.id
           left join users u on u.id = g.graded_by
           where s.assignment_id = any ($1::uuid[]) and ($2::uuid is null or s.user_id = $2)
             and ($3::uuid is null or s.id = $3)
           order by s.assignment_id, s.user_id, s.number""",
        list(assignment_ids), user_id, submission_id,
    )  # fmt: skip
    held = await _files(conn, [row["id"] for row in rows])
    found: list[SubmissionRecord] = []
    for row in rows:
        values = dict(row)
        grade = {
            name: values.pop(name) for name in ("levels", "points", "feedback", "version", "graded_by", "graded_at")
        }
        values["grade"] = None if grade["version"] is None else grade
        values["files"] = held[row["id"]]
        found.append(msgspec.convert(values, SubmissionRecord))
    return found


async def _files(conn: Connection, submission_ids: Sequence[str]) -> dict[str, list[FileFacts]]:
    rows = await conn.fetch(
        """select s.submission_id, f.id, f.name, f.media_type, f.size, f.sha256, f.scan
           from submission_files s join course_files f on f.id = s.file_id
           where s.submission_id = any ($1::uuid[]) order by s.submission_id, s.place""",
        list(submission_ids),
    )
    held: dict[str, list[FileFacts]] = defaultdict(list)
    for row in rows:
        values = dict(row)
        held[values.pop("submission_id")].append(FileFacts(**values))
    return held


async def set_grade(
    conn: Connection,
    submission_id: str,
    version: int,
    levels: Sequence[int | None],
    points: Decimal | None,
    feedback: str,
    graded_by: str,
    now: datetime,
) -> bool:
    """From state `version` to the next, 0 being none yet. False where another change came first."""
    done = await conn.fetchval(
        """insert into submission_grades (submission_id, levels, points, feedback, version, graded_by, graded_at)
           select $1, $3, $4, $5, 1, $6, $7 where $2 = 0
           on conflict (submission_id) do nothing returning 1"""
        if version == 0
        else """update submission_grades set levels = $3, points = $4, feedback = $5, version = version + 1,
                    graded_by = $6, graded_at = $7
                where submission_id = $1 and version = $2 returning 1""",
        submission_id, version, levels, points, feedback, graded_by, now,
    )  # fmt: skip
    if done is None:
        return False
    await conn.execute(
        """insert into submission_grade_changes (submission_id, version, levels, points, feedback, graded_by, graded_at)
           select submission_id, version, levels, points, feedback, graded_by, graded_at
           from submission_grades where submission_id = $1""",
        submission_id,
    )
    return True
