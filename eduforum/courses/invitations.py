"""Inviting people into a course who have no account yet."""

from eduforum.auth.invitations import Into, Invitations
from eduforum.auth.recovery_schemas import InvitationMade, InvitationPending
from eduforum.auth.schemas import Principal
from eduforum.clock import Clock
from eduforum.cluster import RateLimiter
from eduforum.courses import access, store
from eduforum.courses.schemas import NewCourseInvitation
from eduforum.db import Connection, Database
from eduforum.errors import RateLimited
from eduforum.ids import new_id

# As for enrolments: a teacher with a list in hand is not held up, a guesser of who has an account is slow.
_PER_MINUTE = 120


class CourseInvitations:
    """For those who may enrol people. Whoever accepts is enrolled in the transaction that makes their account."""

    def __init__(self, db: Database, limiter: RateLimiter, clock: Clock, invitations: Invitations) -> None:
        self._db = db
        self._limiter = limiter
        self._clock = clock
        self._invitations = invitations
        invitations.enrol = self._enrol

    async def invite(self, principal: Principal, course_id: str, new: NewCourseInvitation) -> InvitationMade:
        """Raises `NotFound`, `Forbidden`, `Conflict` code `email_taken`, `RateLimited`."""
        async with self._db.transaction() as conn:
            course = await access.course_for_editing(conn, principal, course_id)
            wait = await self._limiter.hit(f"enroll:{principal.user_id}", _PER_MINUTE, 60)
            if wait > 0:
                raise RateLimited("Too many attempts; try again in a while.", retry_after=wait)
            into = Into(course.id, course.title, new.role)
            return await self._invitations.make(conn, principal, new.email, new.name, "student", new.language, into)

    async def pending(
        self, principal: Principal, course_id: str, after: str | None, limit: int
    ) -> list[InvitationPending]:
        """Those that nobody has accepted."""
        async with self._db.connection() as conn:
            await access.course_for_editing(conn, principal, course_id)
            return await self._invitations.pending_of(conn, course_id, after, limit)

    async def revoke(self, principal: Principal, course_id: str, invitation_id: str) -> None:
        async with self._db.transaction() as conn:
            await access.course_for_editing(conn, principal, course_id)
            await self._invitations.revoke_of(conn, course_id, invitation_id)

    async def _enrol(self, conn: Connection, course_id: str, user_id: str, role: str) -> None:
        # Whoever is in the course already stays what they are there.
        if not await store.teaches(conn, course_id, user_id):
            await store.add_enrollment(
                conn, id=new_id(self._clock), course_id=course_id, user_id=user_id, role=role, now=self._clock.now()
            )
