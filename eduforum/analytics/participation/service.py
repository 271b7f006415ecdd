"""Participation of a session, live or over, for those who ask by HTTP."""

from datetime import datetime

from eduforum.analytics.participation import access, store
from eduforum.analytics.participation.book import Book
from eduforum.analytics.participation.reading import read
from eduforum.analytics.participation.schemas import PersonParticipation, SessionParticipation, TalkTurn
from eduforum.analytics.participation.tool import ParticipationTool
from eduforum.auth.schemas import Principal
from eduforum.clock import Clock
from eduforum.db import Connection, Database
from eduforum.errors import NotFound
from eduforum.media.service import RoomService
from eduforum.pagination import cut, decode_cursor
from eduforum.web.endpoint import Page
from eduforum.web.protocol import Id


class ParticipationService:
    def __init__(self, db: Database, clock: Clock, tool: ParticipationTool, rooms: RoomService) -> None:
        self._db = db
        self._clock = clock
        self._tool = tool
        self._rooms = rooms

    async def session(self, principal: Principal, session_id: str) -> SessionParticipation:
        """What the reader sees of it. Raises what `access.reader` does."""
        async with self._db.connection() as conn:
            found = await access.reader(conn, self._rooms, principal, session_id)
            book = await self._book(conn, session_id)
        now, seen = self._clock.now(), found.sight
        return SessionParticipation(
            figures=book.figures(now) if seen.others != "nothing" else None,
            people=book.people(now) if seen.others == "people" else None,
            own=book.own(principal.user_id, now) if seen.own else None,
            assistants=found.assistants,
        )

    async def person(
        self, principal: Principal, session_id: str, person_id: str, reason: str | None
    ) -> PersonParticipation:
        """A student's. Raises what `access.reader_of_person` does, and `NotFound` for who was not there."""
        async with self._db.connection() as conn:
            await access.reader_of_person(conn, self._clock, self._rooms, principal, session_id, person_id, reason)
            book = await self._book(conn, session_id)
        person = next((each for each in book.people(self._clock.now()) if each.participant_id == person_id), None)
        if person is None:
            raise NotFound("This person was not in the session.")
        return person

    async def turns(self, principal: Principal, session_id: str, cursor: str | None, limit: int) -> Page[TalkTurn]:
        """Who spoke when, in the order of time. Raises what `access.reader_of_people` does, and `Invalid`."""
        after = None if cursor is None else decode_cursor(cursor, tuple[datetime, Id])
        async with self._db.connection() as conn:
            await access.reader_of_people(conn, self._rooms, principal, session_id)
            rows = await store.turns(conn, session_id, after=after, limit=limit + 1)
        return Page(*cut(rows, limit, lambda turn: (turn.started_at, turn.id)))

    async def _book(self, conn: Connection, session_id: str) -> Book:
        return self._tool.book(session_id) or await read(conn, session_id)
