"""What is done with polls outside of a room: those that are prepared, and those of a session as they may be read."""

from eduforum.auth.schemas import Principal
from eduforum.clock import Clock
from eduforum.courses import access
from eduforum.courses.schemas import STAFF, SessionEntry
from eduforum.db import Connection, Database
from eduforum.errors import Conflict, Forbidden, NotFound
from eduforum.ids import new_id
from eduforum.learning.polls import rules, store, views
from eduforum.learning.polls.schemas import NamedBallot, PollContent, PollReport, Polls, PreparedPoll
from eduforum.media.service import RoomService

PREPARED = 200
"""Of one course."""


class PollService:
    def __init__(self, db: Database, clock: Clock, rooms: RoomService) -> None:
        self._db = db
        self._clock = clock
        self._rooms = rooms

    async def of_session(self, principal: Principal, session_id: str) -> Polls:
        """As the reader may see them. Raises what `RoomService.session_for_reading` does."""
        async with self._db.connection() as conn, conn.transaction(isolation="repeatable_read", readonly=True):
            entry = await self._rooms.session_for_reading(conn, principal, session_id)
            return await self._polls(conn, principal, entry)

    async def report(self, principal: Principal, session_id: str, poll_id: str) -> PollReport:
        """One poll with all that the reader may know. Raises what `of_session` does, `NotFound`."""
        async with self._db.connection() as conn, conn.transaction(isolation="repeatable_read", readonly=True):
            entry = await self._rooms.session_for_reading(conn, principal, session_id)
            return await self._report(conn, principal, entry, poll_id)

    async def export(self, principal: Principal, session_id: str, poll_id: str) -> PollReport:
        """The same, for staff alone. Raises `NotFound`, `Forbidden`."""
        async with self._db.connection() as conn, conn.transaction(isolation="repeatable_read", readonly=True):
            entry = await self._rooms.session_for_reading(conn, principal, session_id)
            if entry.role not in STAFF:
                raise Forbidden("Votes are exported by the course's staff.")
            return await self._report(conn, principal, entry, poll_id)

    async def prepared(self, principal: Principal, course_id: str) -> list[PreparedPoll]:
        """Raises `NotFound`, and `Forbidden` for all but staff."""
        async with self._db.connection() as conn:
            await _course_of_staff(conn, principal, course_id)
            return await store.prepared(conn, course_id)

    async def prepare(self, principal: Principal, course_id: str, content: PollContent) -> PreparedPoll:
        """Raises also `Invalid`, and `Conflict` `too_many_polls`."""
        async with self._db.transaction() as conn:
            await _course_of_staff(conn, principal, course_id)
            content = rules.clean_content(content)
            if await store.count_prepared(conn, course_id) >= PREPARED:
                raise Conflict(f"A course has at most {PREPARED} prepared polls.", code="too_many_polls")
            poll = PreparedPoll(
                id=new_id(self._clock), course_id=course_id, content=content, version=1, updated_at=self._clock.now()
            )
            await store.add_prepared(conn, poll, principal.user_id)
        return poll

    async def change_prepared(self, principal: Principal, id: str, content: PollContent, version: int) -> PreparedPoll:
        """Replaces that version of a prepared poll. Raises `NotFound`, `Forbidden`, `Invalid`, and `Conflict`
        `version_conflict` where it is at another."""
        async with self._db.transaction() as conn:
            before = await _prepared_of_staff(conn, principal, id)
            content = rules.clean_content(content)
            poll = PreparedPoll(
                id=id,
                course_id=before.course_id,
                content=content,
                version=version + 1,
                updated_at=self._clock.now(),
            )
            if not await store.change_prepared(conn, poll, version):
                raise Conflict("Somebody else changed this first; load it again.", code="version_conflict")
        return poll

    async def delete_prepared(self, principal: Principal, id: str) -> None:
        """Raises `NotFound`, `Forbidden`."""
        async with self._db.transaction() as conn:
            await _prepared_of_staff(conn, principal, id)
            await store.delete_prepared(conn, id)

    async def _polls(
        self, conn: Connection, principal: Principal, entry: SessionEntry, poll_id: str | None = None
    ) -> Polls:
        return await views.session_polls(
            conn,
            entry.session.id,
            principal.user_id,
            staff=entry.role in STAFF,
            ended_at=entry.session.ended_at,
            poll_id=poll_id,
        )

    async def _report(self, conn: Connection, principal: Principal, entry: SessionEntry, poll_id: str) -> PollReport:
        found = await self._polls(conn, principal, entry, poll_id)
        if not found.polls:
            raise NotFound("There is no such poll in this session.")
        poll, details = found.polls[0], found.details[0] if found.details else None
        ballots: list[NamedBallot] = []
        for each in poll.rounds if details is not None else ():
            if poll.names == "shown":
                ballots += await store.named_ballots(conn, poll.id, each.number)
            elif each.closed_at is not None:
                ballots += await store.unnamed_ballots(conn, poll.id, each.number)
        return PollReport(poll=poll, details=details, own=found.own, ballots=tuple(ballots))


async def _course_of_staff(conn: Connection, principal: Principal, course_id: str) -> None:
    course = await access.course_for_reading(conn, principal, course_id)
    if not access.is_staff(principal, course):
        raise Forbidden("Polls are prepared by the course's staff.")


async def _prepared_of_staff(conn: Connection, principal: Principal, id: str) -> PreparedPoll:
    poll = await store.prepared_poll(conn, id)
    if poll is None:
        raise NotFound("There is no such prepared poll.")
    try:
        await _course_of_staff(conn, principal, poll.course_id)
    except NotFound:
        raise NotFound("There is no such prepared poll.") from None
    return poll
