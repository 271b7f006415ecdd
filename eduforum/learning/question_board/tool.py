"""The question board: a tool of the room while the session is live, and open before and after it."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import ClassVar
from weakref import WeakValueDictionary

import msgspec

from eduforum.auth.schemas import Principal
from eduforum.clock import Clock
from eduforum.cluster import RateLimiter
from eduforum.courses.access import session_for_join
from eduforum.courses.schemas import Session
from eduforum.db import Connection, Database
from eduforum.errors import Conflict, RateLimited
from eduforum.learning.question_board import store
from eduforum.learning.question_board.decisions import board, decide
from eduforum.learning.question_board.schemas import (
    Asked,
    Board,
    QuestionAnswer,
    QuestionAsk,
    QuestionAuthor,
    QuestionChanged,
    QuestionMerge,
    QuestionQueue,
    QuestionRemove,
    QuestionVote,
    QuestionVoted,
)
from eduforum.media.record import RecordPart, RecordReader
from eduforum.media.schemas import Done, Person
from eduforum.media.service import RoomService
from eduforum.media.tools import Caller, Handler, RoomContext, RoomTool
from eduforum.web.protocol import DurableEvent, Request, StateEvent

# Of one person in ten seconds.
ACTS = 30
WINDOW = 10.0


class QuestionBoard(RoomTool):
    name: ClassVar[str] = "question_board"
    requests: ClassVar[Mapping[type[Request], type[msgspec.Struct]]] = {
        QuestionAsk: Asked,
        QuestionVote: Done,
        QuestionMerge: Done,
        QuestionAnswer: Done,
        QuestionQueue: Done,
        QuestionRemove: Done,
    }
    events: ClassVar[Sequence[type[StateEvent] | type[DurableEvent]]] = (
        QuestionChanged,
        QuestionAuthor,
        QuestionVoted,
    )
    snapshot_type: ClassVar[type[msgspec.Struct] | None] = Board

    def __init__(self, db: Database, limiter: RateLimiter, clock: Clock) -> None:
        self._db = db
        self._limiter = limiter
        self._clock = clock
        # One change of a board at a time: what is told of it is the whole, its count of votes included.
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def handlers(self) -> Mapping[type[Request], Handler]:
        return dict.fromkeys(self.requests, self._act)

    async def recorded(self, conn: Connection, session: Session, reader: RecordReader) -> RecordPart | None:
        return RecordPart(await store.asked(conn, session.id))

    async def snapshot(self, conn: Connection, room: RoomContext, reader: Person) -> Board:
        return await board(conn, room.id, reader)

    async def act_outside(self, session_id: str, person: Person, request: Request) -> msgspec.Struct | None:
        """Before the session and after it: nobody is there to be told. None, and nothing is done, where it is live by
        now. Raises what `decide` does, `RateLimited`."""
        await self._limit(person)
        async with self._lock(session_id), self._db.transaction() as conn:
            if await store.is_live(conn, session_id):
                return None
            decision = await decide(conn, self._clock, session_id, person, request)
            for row in decision.rows:
                await conn.execute(row.statement, session_id, 0, *row.arguments)
        return decision.answer

    async def _act(self, room: RoomContext, caller: Caller, request: Request) -> msgspec.Struct | msgspec.Raw:
        await self._limit(caller.person)
        async with self._lock(room.id):
            async with self._db.connection() as conn:
                decision = await decide(conn, self._clock, room.id, caller.person, request)
            return await room.append(caller, request, decision.answer, decision.events, decision.rows)

    def _lock(self, session_id: str) -> asyncio.Lock:
        lock = self._locks.get(session_id)
        if lock is None:
            lock = self._locks[session_id] = asyncio.Lock()
        return lock

    async def _limit(self, person: Person) -> None:
        wait = await self._limiter.hit(f"board:{person.id}", ACTS, WINDOW)
        if wait > 0:
            raise RateLimited("Too much at once; wait a little.", retry_after=wait)


class QuestionBoardService:
    """The board over HTTP: by the room while there is one."""

    def __init__(self, db: Database, rooms: RoomService, tool: QuestionBoard) -> None:
        self._db = db
        self._rooms = rooms
        self._tool = tool

    async def read(self, principal: Principal, session_id: str) -> Board:
        """Raises what `RoomService.session_for_reading` does."""
        async with self._db.connection() as conn:
            entry = await self._rooms.session_for_reading(conn, principal, session_id)
            return await board(conn, session_id, Person(principal.user_id, principal.name, entry.role))

    async def act(self, principal: Principal, session_id: str, request: Request) -> msgspec.Struct | msgspec.Raw:
        """Raises `NotFound` for strangers, `Conflict` `session_cancelled`, and what `decide` does."""
        async with self._db.connection() as conn:
            entry = await session_for_join(conn, principal, session_id)
        match entry.session.status:
            case "live":
                return await self._rooms.command(principal, session_id, request)
            case "cancelled":
                raise Conflict("The session was cancelled.", code="session_cancelled")
        person = Person(principal.user_id, principal.name, entry.role)
        done = await self._tool.act_outside(session_id, person, request)
        # It has started meanwhile: those inside are told.
        return done if done is not None else await self._rooms.command(principal, session_id, request)
