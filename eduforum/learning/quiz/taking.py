"""Taking a quiz: starting, saving as it is typed, submitting, and the end of the time."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

import msgspec

from eduforum.clock import Clock
from eduforum.cluster import RateLimiter
from eduforum.db import Connection, Database
from eduforum.errors import Conflict, Detail, EduForumError, Invalid, NotFound, RateLimited
from eduforum.ids import new_id
from eduforum.learning.questions import rules
from eduforum.learning.questions.items import shown
from eduforum.learning.quiz import access, draws, scoring, store
from eduforum.learning.quiz.deadlines import GRACE
from eduforum.learning.quiz.messages import (
    QuizAnswer,
    QuizAnswerSaved,
    QuizAttemptChanged,
    QuizAttemptRead,
    QuizDone,
    QuizFocus,
    QuizProgressed,
    QuizSaved,
    QuizStart,
    QuizStarted,
    QuizSubmit,
    QuizSubmitted,
)
from eduforum.learning.quiz.schemas import (
    Attempt,
    AttemptQuestion,
    AttemptRecord,
    EndedBy,
    QuizItem,
    QuizRecord,
)
from eduforum.learning.quiz.turns import Turns
from eduforum.media.audience import STAFF_ROLES, TEACHERS, Addressed, people
from eduforum.media.tools import Caller, RoomContext, Row

# Saves of a fast typist in several fields; a script that does more is told to wait.
SAVES = 60
SAVE_WINDOW = 10.0
OTHERS = 30


class Taking:
    def __init__(self, db: Database, limiter: RateLimiter, clock: Clock, turns: Turns) -> None:
        self._db = db
        self._limiter = limiter
        self._clock = clock
        self._turns = turns

    async def start(self, room: RoomContext, caller: Caller, request: QuizStart) -> msgspec.Struct | msgspec.Raw:
        """Raises `Conflict`: `quiz_not_open`, `attempt_running`, `no_attempts_left`."""
        person = caller.person
        access.may_take(person)
        await self._limit("start", room, caller, OTHERS)
        async with self._turns.taker(request.quiz, person.id):
            async with self._db.connection() as conn:
                quiz = await access.quiz_of_session(conn, room.id, request.quiz, person)
                record, items = await self._new_attempt(conn, quiz, person.id)
            attempt = _attempt(record, items, [], self._clock.now())
            answer = await room.append(
                caller, request, QuizStarted(attempt=attempt), [changed(record)], [store.add_attempt(record)]
            )
        await self.tell_staff(room, quiz.id, person.id)
        return answer

    async def answer(self, room: RoomContext, caller: Caller, request: QuizAnswer) -> msgspec.Struct | msgspec.Raw:
        """Raises `Conflict`: `attempt_over`, `time_over`; `Invalid` for what does not fit the question."""
        person = caller.person
        access.may_take(person)
        await self._limit("answer", room, caller, SAVES)
        async with self._turns.taker(request.quiz, person.id):
            async with self._db.connection() as conn:
                quiz, attempt = await self._under_way(conn, room, caller, request.quiz, request.attempt)
                now = self._clock.now()
                if attempt.deadline is not None and now > attempt.deadline + timedelta(seconds=GRACE):
                    raise Conflict("The time is over.", code="time_over")
                response = request.response
                if request.place > len(attempt.items):
                    raise Invalid(details=[Detail("place", f"There are {len(attempt.items)} questions.")])
                if response is not None:
                    item = await store.item(conn, quiz.id, attempt.items[request.place - 1])
                    rules.check_response(shown(item.question, seed_of(attempt, item.number)), response)
                    response = None if rules.is_blank(response) else response
            answer = await room.append(
                caller,
                request,
                QuizSaved(saved_at=now),
                rows=[store.save_answer(attempt.id, request.place, response, now)],
            )
        saved = QuizAnswerSaved(attempt_id=attempt.id, place=request.place, response=response, saved_at=now)
        room.publish(saved, people([person.id]))
        await self.tell_staff(room, quiz.id, person.id)
        return answer

    async def submit(self, room: RoomContext, caller: Caller, request: QuizSubmit) -> msgspec.Struct | msgspec.Raw:
        """Raises `Conflict` `attempt_over`."""
        person = caller.person
        access.may_take(person)
        await self._limit("submit", room, caller, OTHERS)
        async with self._turns.taker(request.quiz, person.id):
            async with self._db.connection() as conn:
                quiz, attempt = await self._under_way(conn, room, caller, request.quiz, request.attempt)
                items, saved = await store.items(conn, quiz.id), await store.answers(conn, attempt.id)
            record, rows = ended(attempt, items, saved, "person", self._clock.now())
            answer = await room.append(caller, request, QuizSubmitted(attempt=record.info()), [changed(record)], rows)
        await self.tell_staff(room, quiz.id, person.id)
        return answer

    async def focus(self, room: RoomContext, caller: Caller, request: QuizFocus) -> msgspec.Struct | msgspec.Raw:
        """Raises `Conflict` `attempt_over`."""
        person = caller.person
        access.may_take(person)
        await self._limit("focus", room, caller, OTHERS)
        async with self._turns.taker(request.quiz, person.id):
            async with self._db.connection() as conn:
                quiz, attempt = await self._under_way(conn, room, caller, request.quiz, request.attempt)
            row = store.add_focus_loss(attempt.id, self._clock.now(), request.seconds)
            answer = await room.append(caller, request, QuizDone(), rows=[row])
        await self.tell_staff(room, quiz.id, person.id)
        return answer

    async def read(self, room: RoomContext, caller: Caller, request: QuizAttemptRead) -> QuizStarted:
        """Raises `NotFound` where none is under way."""
        person = caller.person
        access.may_take(person)
        await self._limit("read", room, caller, OTHERS)
        async with self._db.connection() as conn:
            quiz = await access.quiz_of_session(conn, room.id, request.quiz, person)
            attempt = next((a for a in await store.attempts(conn, quiz.id, person.id) if a.submitted_at is None), None)
            if attempt is None:
                raise NotFound("No attempt of yours is under way.")
            items, saved = await store.items(conn, quiz.id), await store.answers(conn, attempt.id)
        return QuizStarted(attempt=_attempt(attempt, items, saved, self._clock.now()))

    async def end_due(self, room: RoomContext) -> None:
        """Submits what is due, all of it in about one commit."""
        until = self._clock.now() - timedelta(seconds=GRACE)
        async with self._db.connection() as conn:
            due = await store.due(conn, room.id, until)
            items = {quiz_id: await store.items(conn, quiz_id) for quiz_id in {attempt.quiz_id for attempt in due}}
        outcomes = await asyncio.gather(
            *(self._end(room, attempt, items[attempt.quiz_id], until) for attempt in due), return_exceptions=True
        )
        for outcome in outcomes:
            if isinstance(outcome, BaseException):
                raise outcome

    async def tell_staff(self, room: RoomContext, quiz_id: str, person_id: str) -> None:
        """How far somebody is, where any of the staff are there to see it. It is told again with the next change, so
        that a fault here undoes nothing."""
        if not any(participant.role in STAFF_ROLES for participant in room.participants()):
            return
        try:
            async with self._db.connection() as conn:
                found = await store.progress(conn, quiz_id, person_id)
        except EduForumError:
            return
        for progress in found:
            room.publish(QuizProgressed(quiz_id=quiz_id, progress=progress), TEACHERS)

    async def _end(self, room: RoomContext, attempt: AttemptRecord, items: Sequence[QuizItem], until: datetime) -> None:
        async with self._turns.taker(attempt.quiz_id, attempt.person_id):
            async with self._db.connection() as conn:
                fresh = await store.attempt(conn, attempt.quiz_id, attempt.id)
                if fresh is None or fresh.submitted_at is not None or fresh.deadline is None or fresh.deadline > until:
                    return
                saved = await store.answers(conn, fresh.id)
            record, rows = ended(fresh, items, saved, "time", fresh.deadline)
            await room.record([changed(record)], rows)
        await self.tell_staff(room, attempt.quiz_id, attempt.person_id)

    async def _new_attempt(
        self, conn: Connection, quiz: QuizRecord, person_id: str
    ) -> tuple[AttemptRecord, list[QuizItem]]:
        if quiz.state != "open":
            raise Conflict("The quiz is not open.", code="quiz_not_open")
        before = await store.attempts(conn, quiz.id, person_id)
        if any(attempt.submitted_at is None for attempt in before):
            raise Conflict("An attempt of yours is under way.", code="attempt_running")
        if len(before) >= quiz.settings.attempts:
            raise Conflict("There are no attempts left.", code="no_attempts_left")
        items = await store.items(conn, quiz.id)
        now, seed = self._clock.now(), draws.new_seed()
        minutes = await time_given(conn, quiz, person_id)
        record = AttemptRecord(
            id=new_id(self._clock),
            quiz_id=quiz.id,
            person_id=person_id,
            number=len(before) + 1,
            seed=seed,
            items=draws.drawn(quiz.parts, items, seed, shuffle=quiz.settings.shuffle),
            minutes=minutes,
            started_at=now,
            deadline=None if minutes is None else now + timedelta(minutes=float(minutes)),
            submitted_at=None,
            ended_by=None,
        )
        return record, items

    async def _under_way(
        self, conn: Connection, room: RoomContext, caller: Caller, quiz_id: str, attempt_id: str
    ) -> tuple[QuizRecord, AttemptRecord]:
        quiz = await access.quiz_of_session(conn, room.id, quiz_id, caller.person)
        attempt = await access.own_attempt(conn, quiz, caller.person, attempt_id)
        if attempt.submitted_at is not None:
            raise Conflict("This attempt is submitted.", code="attempt_over")
        return quiz, attempt

    async def _limit(self, what: str, room: RoomContext, caller: Caller, most: int) -> None:
        wait = await self._limiter.hit(f"quiz:{what}:{room.id}:{caller.person.id}", most, SAVE_WINDOW)
        if wait > 0:
            raise RateLimited("Too many requests; wait a little.", retry_after=wait)


async def time_given(conn: Connection, quiz: QuizRecord, person_id: str) -> Decimal | None:
    """The minutes that somebody has for an attempt: the limit by their time factor, and what was added."""
    if quiz.settings.minutes is None:
        return None
    factor = await store.time_factor(conn, quiz.course_id, person_id)
    own = next((e.minutes for e in await store.extensions(conn, quiz.id) if e.participant_id == person_id), 0)
    return quiz.settings.minutes * factor + quiz.extra_minutes + own


def ended(
    attempt: AttemptRecord,
    items: Sequence[QuizItem],
    saved: Sequence[store.SavedAnswer],
    ended_by: EndedBy,
    at: datetime,
) -> tuple[AttemptRecord, list[Row]]:
    """The attempt as it is once it is submitted and graded, and the rows that make it so. What is submitted after its
    deadline was by then."""
    if attempt.deadline is not None and at >= attempt.deadline:
        at, ended_by = attempt.deadline, "time"
    by_number = {item.number: item for item in items}
    given = {answer.place: answer.response for answer in saved if answer.response is not None}
    scores = scoring.score([by_number[number] for number in attempt.items], given)
    record = msgspec.structs.replace(attempt, submitted_at=at, ended_by=ended_by)
    return record, [store.submit(attempt.id, at, ended_by), *store.grade(attempt.id, scores, *scoring.total(scores))]


def seed_of(attempt: AttemptRecord, number: int) -> str:
    """What the options of a question are shuffled by in an attempt."""
    return f"{attempt.seed}:{number}"


def changed(attempt: AttemptRecord) -> Addressed:
    """For the person whose it is, by every device."""
    return Addressed(QuizAttemptChanged(attempt=attempt.info()), people([attempt.person_id]))


def _attempt(
    record: AttemptRecord, items: Sequence[QuizItem], saved: Sequence[store.SavedAnswer], now: datetime
) -> Attempt:
    by_number = {item.number: item for item in items}
    by_place = {answer.place: answer for answer in saved}
    questions = []
    for place, number in enumerate(record.items, 1):
        item, answer = by_number[number], by_place.get(place)
        questions.append(
            AttemptQuestion(
                place=place,
                points=item.points,
                item=shown(item.question, seed_of(record, number)),
                response=answer.response if answer else None,
                saved_at=answer.saved_at if answer else None,
            )
        )
    return Attempt(info=record.info(), questions=tuple(questions), now=now)
