"""SQL of invitations."""

from datetime import datetime

from eduforum.auth.recovery_schemas import InvitationPending, InvitationRecord
from eduforum.auth.schemas import Role
from eduforum.db import Connection


async def add(
    conn: Connection,
    *,
    id: str,
    email: str,
    name: str,
    role: Role,
    course_id: str | None,
    course_role: str | None,
    invited_by: str,
    mailed: bool,
    at: datetime,
    expires_at: datetime,
) -> None:
    await conn.execute(
        """insert into invitations
             (id, email, name, role, course_id, course_role, invited_by, mailed, created_at, expires_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)""",
        id, email, name, role, course_id, course_role, invited_by, mailed, at, expires_at,
    )  # fmt: skip


async def invitation(conn: Connection, invitation_id: str) -> InvitationRecord | None:
    """One that is to be accepted or not: nobody else changes it until the end of the transaction."""
    row = await conn.fetchrow(
        """select i.id, i.email, i.name, i.role, i.course_id, i.course_role, c.title as course_title,
                  u.name as inviter, i.mailed, i.created_at, i.expires_at, i.accepted_at, i.revoked_at
           from invitations i
           join users u on u.id = i.invited_by
           left join courses c on c.id = i.course_id and c.deleted_at is null
           where i.id = $1 for update of i""",
        invitation_id,
    )  # fmt: skip
    return None if row is None else InvitationRecord(**dict(row))


async def accept(conn: Connection, invitation_id: str, at: datetime) -> None:
    await conn.execute("update invitations set accepted_at = $2 where id = $1", invitation_id, at)


async def revoke(conn: Connection, invitation_id: str, course_id: str | None, at: datetime) -> bool:
    """False where there is none that could be accepted, of this course or of none."""
    done = await conn.fetchval(
        """update invitations set revoked_at = $3
           where id = $1 and course_id is not distinct from $2 and accepted_at is null and revoked_at is null
           returning true""",
        invitation_id, course_id, at,
    )  # fmt: skip
    return done is not None


async def pending(
    conn: Connection, course_id: str | None, at: datetime, after: str | None, limit: int
) -> list[InvitationPending]:
    """Those that can still be accepted, of a course or of none, the newest first."""
    rows = await conn.fetch(
        """select i.id, i.email, i.name, coalesce(i.course_role, i.role) as role, i.mailed, u.name as invited_by,
                  i.created_at, i.expires_at
           from invitations i join users u on u.id = i.invited_by
           where i.course_id is not distinct from $1 and i.accepted_at is null and i.revoked_at is null
             and i.expires_at > $2 and ($3::uuid is null or i.id < $3)
           order by i.id desc limit $4""",
        course_id, at, after, limit,
    )  # fmt: skip
    return [InvitationPending(**dict(row)) for row in rows]


async def delete_expired(conn: Connection, before: datetime) -> None:
    await conn.execute("delete from invitations where expires_at < $1", before)
