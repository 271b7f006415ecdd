"""Quizzes as a tool of the room."""

import logging
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import msgspec

from eduforum.clock import Clock
from eduforum.cluster import RateLimiter
from eduforum.courses.schemas import Session, SessionEnded
from eduforum.db import Connection, Database
from eduforum.events import EventBus
from eduforum.learning.quiz import access, store
from eduforum.learning.quiz.deadlines import Deadlines
from eduforum.learning.quiz.exams import ExamMode
from eduforum.learning.quiz.exams import state as exam_state
from eduforum.learning.quiz.messages import (
    QuizAnswer,
    QuizAnswered,
    QuizAnswerSaved,
    QuizAttemptChanged,
    QuizAttemptRead,
    QuizChanged,
    QuizClose,
    QuizCreate,
    QuizDelete,
    QuizDone,
    QuizExamined,
    QuizExtend,
    QuizExtended,
    QuizFocus,
    QuizOpen,
    QuizProgressed,
    QuizProgressList,
    QuizProgressRead,
    QuizRegrade,
    QuizRegraded,
    QuizRelease,
    QuizRemoved,
    QuizSaved,
    QuizStart,
    QuizStarted,
    QuizSubmit,
    QuizSubmitted,
    QuizUndo,
    Quizzes,
)
from eduforum.learning.quiz.regrading import Correcting
from eduforum.learning.quiz.running import Running
from eduforum.learning.quiz.taking import Taking
from eduforum.learning.quiz.turns import Turns
from eduforum.media.audience import TEACHERS
from eduforum.media.quiet import QuietRoom
from eduforum.media.record import Moment, RecordPart, RecordReader
from eduforum.media.schemas import Person
from eduforum.media.tools import Caller, Handler, RoomContext, RoomTool
from eduforum.web.protocol import DurableEvent, Request, StateEvent

_log = logging.getLogger(__name__)


class QuizTool(RoomTool):
    name: ClassVar[str] = "quiz"
    in_exams: ClassVar[bool] = True
    requests: ClassVar[Mapping[type[Request], type[msgspec.Struct]]] = {
        QuizCreate: QuizAnswered,
        QuizOpen: QuizAnswered,
        QuizClose: QuizAnswered,
        QuizDelete: QuizDone,
        QuizExtend: QuizExtended,
        QuizRelease: QuizAnswered,
        QuizRegrade: QuizRegraded,
        QuizUndo: QuizRegraded,
        QuizProgressRead: QuizProgressList,
        QuizStart: QuizStarted,
        QuizAnswer: QuizSaved,
        QuizSubmit: QuizSubmitted,
        QuizFocus: QuizDone,
        QuizAttemptRead: QuizStarted,
    }
    events: ClassVar[Sequence[type[StateEvent] | type[DurableEvent]]] = (
        QuizChanged,
        QuizRemoved,
        QuizAttemptChanged,
        QuizAnswerSaved,
        QuizExamined,
        QuizProgressed,
    )
    snapshot_type: ClassVar[type[msgspec.Struct] | None] = Quizzes

    def __init__(self, db: Database, events: EventBus, limiter: RateLimiter, clock: Clock) -> None:
        self._db = db
        turns = Turns()
        self._taking = Taking(db, limiter, clock, turns)
        self._exams = ExamMode(db)
        self._deadlines = Deadlines(db, clock, self._end_due)
        self._running = Running(db, limiter, clock, turns, self._taking, self._deadlines)
        self._correcting = Correcting(db, clock, turns, self._running)
        events.subscribe(SessionEnded, self._session_ended)

    async def start(self) -> None:
        """Ends what a session's end left under way when the server went with it."""
        async with self._db.connection() as conn:
            ended = await store.sessions_to_end(conn)
        for session_id in ended:
            await self._running.end_session(QuietRoom(self._db, session_id))

    async def stop(self) -> None:
        await self._deadlines.stop()

    def handlers(self) -> Mapping[type[Request], Handler]:
        return {
            QuizCreate: self._running.create,
            QuizOpen: self._running.open,
            QuizClose: self._examining(self._running.close),
            QuizDelete: self._running.delete,
            QuizExtend: self._examining(self._running.extend),
            QuizRelease: self._running.release,
            QuizRegrade: self._correcting.regrade,
            QuizUndo: self._correcting.undo,
            QuizProgressRead: self._running.progress,
            QuizStart: self._examining(self._start),
            QuizAnswer: self._taking.answer,
            QuizSubmit: self._examining(self._taking.submit),
            QuizFocus: self._taking.focus,
            QuizAttemptRead: self._taking.read,
        }

    async def snapshot(self, conn: Connection, room: RoomContext, reader: Person) -> Quizzes:
        quizzes = await store.quizzes(conn, room.id, drafts=access.hears_drafts(reader))
        attempts = await store.attempts_of_session(conn, room.id, reader.id)
        return Quizzes(
            quizzes=tuple(quiz.info() for quiz in quizzes), attempts=tuple(attempt.info() for attempt in attempts)
        )

    async def recorded(self, conn: Connection, session: Session, reader: RecordReader) -> RecordPart | None:
        """Quizzes that were opened; how many have handed one in is for staff."""
        takers = await store.takers(conn, session.id) if reader.staff else {}
        opened = [each for each in await store.quizzes(conn, session.id, drafts=False) if each.opened_at is not None]
        moments = [
            Moment(
                kind="quiz",
                at=each.opened_at,
                until=each.closed_at or session.ended_at,
                title=each.title,
                count=takers.get(each.id, 0) if reader.staff else None,
            )
            for each in opened
            if each.opened_at is not None
        ]
        return RecordPart(len(opened), tuple(moments))

    async def opened(self, conn: Connection, room: RoomContext) -> None:
        await self._exams.opened(conn, room)
        self._deadlines.watch(room)

    def closed(self, room: RoomContext) -> None:
        self._exams.closed(room)
        self._deadlines.forget(room.id)

    def states(self, room: RoomContext, reader: Person) -> Sequence[StateEvent]:
        return [] if room.keys(reader).isdisjoint(TEACHERS) else [exam_state(room)]

    async def sitting(self, conn: Connection, session_id: str) -> frozenset[str]:
        return await store.examined(conn, session_id)

    async def tick(self, room: RoomContext) -> None:
        await self._exams.tick(room)

    async def _start(self, room: RoomContext, caller: Caller, request: Any) -> msgspec.Struct | msgspec.Raw:
        answer = await self._taking.start(room, caller, request)
        self._deadlines.moved(room.id)
        return answer

    async def _end_due(self, room: RoomContext) -> None:
        await self._taking.end_due(room)
        await self._exams.refresh(room)

    def _examining(self, handler: Handler) -> Handler:
        """What begins attempts or ends them: afterwards others are in exam mode."""

        async def handle(room: RoomContext, caller: Caller, request: Any) -> msgspec.Struct | msgspec.Raw:
            answer = await handler(room, caller, request)
            await self._exams.refresh(room)
            return answer

        return handle

    async def _session_ended(self, event: SessionEnded) -> None:
        await self._running.end_session(QuietRoom(self._db, event.session_id))
