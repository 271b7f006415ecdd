"""Quizzes over HTTP: the commands of the room, before class and after it too, and what is read of them."""

from decimal import Decimal
from typing import TypeVar

import msgspec

from eduforum.auth.schemas import Principal
from eduforum.clock import Clock
from eduforum.courses.schemas import SessionStatus
from eduforum.db import Database
from eduforum.errors import Conflict, Detail, EduForumError, Forbidden, Gone, Invalid
from eduforum.learning.questions.items import shown
from eduforum.learning.quiz import access, scoring, store
from eduforum.learning.quiz.messages import (
    QuizClose,
    QuizCreate,
    QuizDelete,
    QuizRegrade,
    QuizRelease,
    QuizUndo,
    Quizzes,
)
from eduforum.learning.quiz.regrading import correct, item_of, regrade
from eduforum.learning.quiz.results import results
from eduforum.learning.quiz.schemas import (
    Accommodation,
    QuizDetail,
    QuizResults,
    Regrading,
    Review,
    ReviewedQuestion,
    ScoreChange,
)
from eduforum.learning.quiz.taking import seed_of
from eduforum.learning.quiz.tool import QuizTool
from eduforum.media.quiet import QuietRoom
from eduforum.media.service import RoomService
from eduforum.media.tools import Caller
from eduforum.web.protocol import Request

A = TypeVar("A", bound=msgspec.Struct)

MAX_TIME_FACTOR = Decimal(5)

# What is done while nobody can be in the room.
_QUIET: dict[SessionStatus, frozenset[type[Request]]] = {
    "scheduled": frozenset({QuizCreate, QuizDelete}),
    "ended": frozenset({QuizDelete, QuizClose, QuizRelease, QuizRegrade, QuizUndo}),
}


class QuizService:
    def __init__(self, db: Database, clock: Clock, rooms: RoomService, tool: QuizTool) -> None:
        self._db = db
        self._clock = clock
        self._rooms = rooms
        self._tool = tool

    async def command(self, principal: Principal, session_id: str, request: Request, answer: type[A]) -> A:
        """What a request of the room answers, asked over HTTP. Raises what its handler does, and `Conflict` or `Gone`
        where the session is not live and must be."""
        async with self._db.connection() as conn:
            entry, person = await access.session_for_reading(conn, self._rooms, principal, session_id)
        status = entry.session.status
        if status == "live":
            return _read(await self._rooms.command(principal, session_id, request), answer)
        if type(request) not in _QUIET.get(status, frozenset()):
            raise _not_now(status)
        room, caller = QuietRoom(self._db, session_id), Caller(person)
        try:
            return _read(await self._tool.handlers()[type(request)](room, caller, request), answer)
        except EduForumError:
            # Whatever stands against it now: what has acted once has its answer.
            if (stored := await room.answer_of(caller, request)) is not None:
                return _read(msgspec.Raw(stored), answer)
            raise

    async def command_of_quiz(self, principal: Principal, quiz_id: str, request: Request, answer: type[A]) -> A:
        """The same for a request about a quiz that is there."""
        async with self._db.connection() as conn:
            quiz, _ = await access.quiz_for_reading(conn, self._rooms, principal, quiz_id)
        return await self.command(principal, quiz.session_id, request, answer)

    async def quizzes(self, principal: Principal, session_id: str) -> Quizzes:
        """A session's quizzes, and the reader's own attempts."""
        async with self._db.connection() as conn:
            _, person = await access.session_for_reading(conn, self._rooms, principal, session_id)
            quizzes = await store.quizzes(conn, session_id, drafts=access.is_staff(person))
            attempts = await store.attempts_of_session(conn, session_id, person.id)
        return Quizzes(
            quizzes=tuple(quiz.info() for quiz in quizzes), attempts=tuple(attempt.info() for attempt in attempts)
        )

    async def detail(self, principal: Principal, quiz_id: str) -> QuizDetail:
        """With keys: for staff."""
        async with self._db.connection() as conn:
            quiz, _ = await access.quiz_for_staff(conn, self._rooms, principal, quiz_id)
            return QuizDetail(
                quiz=quiz.info(),
                parts=quiz.parts,
                items=tuple(await store.items(conn, quiz_id)),
                extra_minutes=quiz.extra_minutes,
                extensions=tuple(await store.extensions(conn, quiz_id)),
                corrections=tuple(await store.corrections(conn, quiz_id)),
            )

    async def results(self, principal: Principal, quiz_id: str) -> QuizResults:
        """Of the attempts that are over: for staff."""
        async with self._db.connection() as conn, conn.transaction(isolation="repeatable_read", readonly=True):
            quiz, _ = await access.quiz_for_staff(conn, self._rooms, principal, quiz_id)
            submitted = await store.submitted(conn, quiz_id)
            scores = await store.scores(conn, [over.attempt.id for over in submitted])
            answers = await store.answers_of_quiz(conn, quiz_id)
            return results(quiz, await store.items(conn, quiz_id), submitted, scores, answers)

    async def review(self, principal: Principal, quiz_id: str, attempt_id: str) -> Review:
        """One's own attempt, once it is released; anybody's for staff. Raises `Forbidden` `not_released`, `Conflict`
        `attempt_running`."""
        async with self._db.connection() as conn, conn.transaction(isolation="repeatable_read", readonly=True):
            quiz, attempt, person = await access.attempt_for_review(conn, self._rooms, principal, quiz_id, attempt_id)
            staff = access.is_staff(person)
            if not staff and quiz.released is None:
                raise Forbidden("What came of the quiz is not released.", code="not_released")
            if attempt.submitted_at is None:
                raise Conflict("The attempt is under way.", code="attempt_running")
            items = {item.number: item for item in await store.items(conn, quiz_id)}
            saved = {answer.place: answer.response for answer in await store.answers(conn, attempt.id)}
            scores = (await store.scores(conn, [attempt.id])).get(attempt.id, [])
        with_keys = staff or quiz.released == "answers"
        earned, points = scoring.total(scores)
        questions = []
        for score in scores:
            item = items[attempt.items[score.place - 1]]
            questions.append(
                ReviewedQuestion(
                    place=score.place,
                    points=score.points,
                    earned=score.earned,
                    item=shown(item.question, seed_of(attempt, item.number)),
                    response=saved.get(score.place),
                    question=scoring.key_of(item) if with_keys else None,
                )
            )
        return Review(info=attempt.info(), earned=earned, points=points, questions=tuple(questions))

    async def preview(
        self, principal: Principal, quiz_id: str, number: int, regrading: Regrading
    ) -> tuple[ScoreChange, ...]:
        """Whose scores a correction would change: for staff."""
        async with self._db.connection() as conn, conn.transaction(isolation="repeatable_read", readonly=True):
            quiz, _ = await access.quiz_for_staff(conn, self._rooms, principal, quiz_id)
            item = await item_of(conn, quiz, number)
            return (await regrade(conn, quiz, item, correct(item, regrading))).changes

    async def accommodations(self, principal: Principal, course_id: str) -> list[Accommodation]:
        async with self._db.connection() as conn:
            await access.course_for_accommodations(conn, principal, course_id)
            return await store.accommodations(conn, course_id)

    async def set_accommodation(
        self, principal: Principal, course_id: str, user_id: str, factor: Decimal, no_cold_call: bool | None
    ) -> None:
        """For the timed things that are begun from now on, and the calls; `no_cold_call` None: as it is. Raises
        `Invalid` for who is no student of the course."""
        if not factor.is_finite() or not 1 <= factor <= MAX_TIME_FACTOR or factor != round(factor, 2):
            raise Invalid(details=[Detail("time_factor", f"From 1 to {MAX_TIME_FACTOR}, in hundredths.")])
        async with self._db.transaction() as conn:
            await access.course_for_accommodations(conn, principal, course_id)
            if not await store.people_of_course(conn, course_id, [user_id]):
                raise Invalid(details=[Detail("user_id", "This is no student of the course.")])
            await store.set_accommodation(
                conn, course_id, user_id, factor, no_cold_call, principal.user_id, self._clock.now()
            )


def _read(answer: msgspec.Struct | msgspec.Raw, kind: type[A]) -> A:
    return msgspec.json.decode(answer, type=kind) if isinstance(answer, msgspec.Raw) else msgspec.convert(answer, kind)


def _not_now(status: SessionStatus) -> EduForumError:
    if status == "ended":
        return Gone("The session has ended.", code="session_ended")
    if status == "cancelled":
        return Conflict("The session was cancelled.", code="session_cancelled")
    return Conflict("The session has not started.", code="session_not_live")
