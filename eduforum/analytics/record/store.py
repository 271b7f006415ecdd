"""SQL of records: who belonged to a session. What happened in it is the tools'."""

from datetime import datetime

from eduforum.db import Connection


async def students(conn: Connection, course_id: str, began: datetime, ended: datetime) -> dict[str, str]:
    """Who was a student of the course at that time, by id, with their names."""
    rows = await conn.fetch(
        """select distinct u.id, u.name from enrollments e join users u on u.id = e.user_id
           where e.course_id = $1 and e.role = 'student' and e.created_at <= $3
             and (e.ended_at is null or e.ended_at > $2)""",
        course_id,
        began,
        ended,
    )
    return {row["id"]: row["name"] for row in rows}
