"""Making and running a quiz: what staff do with it."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

import msgspec

from eduforum.clock import Clock
from eduforum.cluster import RateLimiter
from eduforum.db import Connection, Database
from eduforum.errors import Conflict, Detail, Invalid, RateLimited, TooLarge
from eduforum.ids import new_id
from eduforum.learning.questions import rules as question_rules
from eduforum.learning.questions import store as bank
from eduforum.learning.questions.faults import Faulty
from eduforum.learning.questions.items import shown
from eduforum.learning.questions.schemas import QuestionRecord
from eduforum.learning.quiz import access, draws, store
from eduforum.learning.quiz.deadlines import Deadlines
from eduforum.learning.quiz.messages import (
    QuizAnswered,
    QuizChanged,
    QuizClose,
    QuizCreate,
    QuizDelete,
    QuizDone,
    QuizExtend,
    QuizExtended,
    QuizOpen,
    QuizProgressList,
    QuizProgressRead,
    QuizRelease,
    QuizRemoved,
)
from eduforum.learning.quiz.schemas import (
    MAX_POOL,
    MAX_QUESTIONS,
    MAX_QUIZZES,
    AttemptRecord,
    DrawPart,
    EndedBy,
    FixedPart,
    Part,
    QuizItem,
    QuizRecord,
)
from eduforum.learning.quiz.taking import Taking, changed, ended
from eduforum.learning.quiz.turns import Turns
from eduforum.media.audience import EVERYONE, TEACHERS, Addressed
from eduforum.media.tools import Caller, RoomContext, Row

ACTS = 60
ACT_WINDOW = 10.0

MAX_POINTS = Decimal(1000)

# What an attempt may come to, as JSON: it is one frame, and a slow reader's queue holds four of them.
MAX_ATTEMPT_BYTES = 256 * 1024

# The bank of a course has no more.
_EVERY_QUESTION = 10_000


class Running:
    def __init__(
        self, db: Database, limiter: RateLimiter, clock: Clock, turns: Turns, taking: Taking, deadlines: Deadlines
    ) -> None:
        self._db = db
        self._limiter = limiter
        self._clock = clock
        self._turns = turns
        self._taking = taking
        self._deadlines = deadlines

    async def create(self, room: RoomContext, caller: Caller, request: QuizCreate) -> msgspec.Struct | msgspec.Raw:
        """Raises `Invalid` for parts that name no question of the bank, or ask for more than it has."""
        await self.admit(room, caller)
        title = _title(request.title)
        parts = _checked(request.parts)
        async with self._db.connection() as conn:
            made = await store.quizzes(conn, room.id, drafts=True)
            if len(made) >= MAX_QUIZZES:
                raise Conflict(f"A session has up to {MAX_QUIZZES} quizzes.", code="too_many_quizzes")
            course_id = await store.course_of(conn, room.id)
            questions = await bank.current(conn, course_id, _EVERY_QUESTION)
        items = _pool(parts, questions)
        asked, points = _size(parts, items)
        record = QuizRecord(
            id=new_id(self._clock),
            session_id=room.id,
            course_id=course_id,
            title=title,
            state="draft",
            settings=request.settings,
            parts=parts,
            questions=asked,
            points=points,
            extra_minutes=0,
            opened_at=None,
            closed_at=None,
            released=None,
            released_at=None,
            corrected_at=None,
        )
        rows = [store.add_quiz(record, caller.person.id, self._clock.now())]
        rows += [store.add_item(record.id, item) for item in items]
        return await room.append(caller, request, QuizAnswered(quiz=record.info()), [_told(record)], rows)

    async def open(self, room: RoomContext, caller: Caller, request: QuizOpen) -> msgspec.Struct | msgspec.Raw:
        """Raises `Conflict` `quiz_open`, `quiz_released`."""
        await self.admit(room, caller)
        async with self._turns.staff(request.quiz):
            quiz = await self._quiz(room, caller, request.quiz)
            if quiz.state == "open":
                raise Conflict("The quiz is open.", code="quiz_open")
            if quiz.released is not None:
                raise Conflict("What came of the quiz has been released.", code="quiz_released")
            quiz = msgspec.structs.replace(quiz, state="open", opened_at=quiz.opened_at or self._clock.now())
            quiz = msgspec.structs.replace(quiz, closed_at=None)
            row = store.set_state(quiz.id, "open", quiz.opened_at, None)
            return await room.append(caller, request, QuizAnswered(quiz=quiz.info()), [_told(quiz)], [row])

    async def close(self, room: RoomContext, caller: Caller, request: QuizClose) -> msgspec.Struct | msgspec.Raw:
        """Raises `Conflict` `quiz_not_open` for a draft. Closing a closed quiz at once ends what is still under way."""
        await self.admit(room, caller)
        async with self._turns.staff(request.quiz):
            quiz = await self._quiz(room, caller, request.quiz)
            if quiz.state == "draft":
                raise Conflict("The quiz is not open.", code="quiz_not_open")
            now = self._clock.now()
            async with self._db.connection() as conn:
                under_way = await store.running(conn, quiz.id)
                ending = [attempt for attempt in under_way if request.at_once or attempt.deadline is None]
                events, rows = await self._end(conn, ending, "staff")
            quiz = msgspec.structs.replace(quiz, state="closed", closed_at=quiz.closed_at or now)
            rows.append(store.set_state(quiz.id, "closed", quiz.opened_at, quiz.closed_at))
            answer = QuizAnswered(quiz=quiz.info())
            told = await room.append(caller, request, answer, [_told(quiz), *events], rows)
        for attempt in ending:
            await self._taking.tell_staff(room, quiz.id, attempt.person_id)
        return told

    async def delete(self, room: RoomContext, caller: Caller, request: QuizDelete) -> msgspec.Struct | msgspec.Raw:
        """Raises `Conflict` `quiz_begun` for what has been open."""
        await self.admit(room, caller)
        async with self._turns.staff(request.quiz):
            quiz = await self._quiz(room, caller, request.quiz)
            if quiz.state != "draft":
                raise Conflict("A quiz that was open stays.", code="quiz_begun")
            removed = Addressed(QuizRemoved(quiz_id=quiz.id), TEACHERS)
            return await room.append(caller, request, QuizDone(), [removed], [store.delete_quiz(quiz.id)])

    async def extend(self, room: RoomContext, caller: Caller, request: QuizExtend) -> msgspec.Struct | msgspec.Raw:
        """Raises `Conflict` `no_time_limit`, `quiz_released`; `Invalid` for who is no student of the course."""
        await self.admit(room, caller)
        async with self._turns.staff(request.quiz):
            quiz = await self._quiz(room, caller, request.quiz)
            if quiz.settings.minutes is None:
                raise Conflict("This quiz has no time limit.", code="no_time_limit")
            if quiz.released is not None:
                raise Conflict("What came of the quiz has been released.", code="quiz_released")
            async with self._db.connection() as conn:
                extended = await self._extended(conn, quiz, request)
            if request.people is None:
                rows = [store.add_extra_minutes(quiz.id, request.minutes)]
            else:
                rows = [
                    store.add_extension(quiz.id, person, request.minutes) for person in dict.fromkeys(request.people)
                ]
            rows += [store.set_deadline(attempt) for attempt in extended]
            events = [changed(attempt) for attempt in extended]
            answer = await room.append(caller, request, QuizExtended(attempts=len(extended)), events, rows)
        self._deadlines.moved(room.id)
        for attempt in extended:
            await self._taking.tell_staff(room, quiz.id, attempt.person_id)
        return answer

    async def release(self, room: RoomContext, caller: Caller, request: QuizRelease) -> msgspec.Struct | msgspec.Raw:
        """Raises `Conflict` `quiz_open` while attempts may go on."""
        await self.admit(room, caller)
        async with self._turns.staff(request.quiz):
            quiz = await self._quiz(room, caller, request.quiz)
            async with self._db.connection() as conn:
                going_on = quiz.state != "closed" or await store.running(conn, quiz.id)
            if request.release is not None and going_on:
                raise Conflict("The quiz is not over.", code="quiz_open")
            at = None if request.release is None else self._clock.now()
            quiz = msgspec.structs.replace(quiz, released=request.release, released_at=at)
            row = store.set_released(quiz.id, request.release, at)
            return await room.append(caller, request, QuizAnswered(quiz=quiz.info()), [_told(quiz)], [row])

    async def progress(self, room: RoomContext, caller: Caller, request: QuizProgressRead) -> QuizProgressList:
        await self.admit(room, caller)
        await self._quiz(room, caller, request.quiz)
        async with self._db.connection() as conn:
            return QuizProgressList(people=tuple(await store.progress(conn, request.quiz)))

    async def end_session(self, room: RoomContext) -> None:
        """The session is over: its quizzes are closed, and what is under way is submitted."""
        async with self._db.connection() as conn:
            quizzes = await store.quizzes(conn, room.id, drafts=False)
        for quiz in quizzes:
            async with self._turns.staff(quiz.id):
                async with self._db.connection() as conn:
                    events, rows = await self._end(conn, await store.running(conn, quiz.id), "session")
                if quiz.state == "open":
                    rows.append(store.set_state(quiz.id, "closed", quiz.opened_at, self._clock.now()))
                if rows:
                    await room.record(events, rows)

    async def admit(self, room: RoomContext, caller: Caller) -> None:
        """Raises `Forbidden` for all but staff, `RateLimited`."""
        access.may_run(caller.person)
        wait = await self._limiter.hit(f"quiz:run:{room.id}:{caller.person.id}", ACTS, ACT_WINDOW)
        if wait > 0:
            raise RateLimited("Too many requests; wait a little.", retry_after=wait)

    async def _quiz(self, room: RoomContext, caller: Caller, quiz_id: str) -> QuizRecord:
        async with self._db.connection() as conn:
            return await access.quiz_of_session(conn, room.id, quiz_id, caller.person)

    async def _end(
        self, conn: Connection, attempts: Sequence[AttemptRecord], ended_by: EndedBy
    ) -> tuple[list[Addressed], list[Row]]:
        """Of attempts at one quiz."""
        events: list[Addressed] = []
        rows: list[Row] = []
        if not attempts:
            return events, rows
        items = await store.items(conn, attempts[0].quiz_id)
        saved = await store.answers_of_quiz(conn, attempts[0].quiz_id)
        for attempt in attempts:
            record, ending = ended(attempt, items, saved.get(attempt.id, ()), ended_by, self._clock.now())
            events.append(changed(record))
            rows += ending
        return events, rows

    async def _extended(self, conn: Connection, quiz: QuizRecord, request: QuizExtend) -> list[AttemptRecord]:
        """The attempts that go on longer: those under way, and of named people the last that ended by time."""
        longer = timedelta(minutes=request.minutes)
        if request.people is None:
            attempts = await store.running(conn, quiz.id)
        else:
            known = await store.people_of_course(conn, quiz.course_id, request.people)
            if unknown := [n for n, person in enumerate(request.people) if person not in known]:
                raise Invalid(details=[Detail(f"people[{n}]", "This is no student of the course.") for n in unknown])
            latest = [(await store.attempts(conn, quiz.id, person))[-1:] for person in dict.fromkeys(request.people)]
            attempts = [a for found in latest for a in found if a.submitted_at is None or a.ended_by == "time"]
        return [
            msgspec.structs.replace(
                attempt,
                minutes=attempt.minutes + request.minutes,
                # What is over goes on from now.
                deadline=(self._clock.now() if attempt.submitted_at else attempt.deadline) + longer,
                submitted_at=None,
                ended_by=None,
            )
            for attempt in attempts
            if attempt.deadline is not None and attempt.minutes is not None
        ]


def _told(quiz: QuizRecord) -> Addressed:
    return Addressed(QuizChanged(quiz=quiz.info()), TEACHERS if quiz.state == "draft" else EVERYONE)


def _title(title: str) -> str:
    title = " ".join(title.split())
    if not title:
        raise Invalid(details=[Detail("title", "This must not be empty.")])
    return title


def _checked(parts: Sequence[Part]) -> tuple[Part, ...]:
    """With tags as the bank has them. Raises `Invalid` for points that are none."""
    checked = []
    for place, part in enumerate(parts):
        points = part.points
        if not points.is_finite() or not 0 < points <= MAX_POINTS or points != round(points, 2):
            raise Invalid(details=[Detail(f"parts[{place}].points", "More than 0 up to 1,000, in hundredths.")])
        if isinstance(part, DrawPart) and part.tag is not None:
            try:
                (tag,) = question_rules.clean_tags([part.tag])
            except (Faulty, ValueError):
                raise Invalid(details=[Detail(f"parts[{place}].tag", "This is no tag.")]) from None
            part = msgspec.structs.replace(part, tag=tag)
        checked.append(part)
    return tuple(checked)


def _pool(parts: Sequence[Part], questions: Sequence[QuestionRecord]) -> list[QuizItem]:
    """What each part may ask. Raises `Invalid` where it names nothing, something twice, or too much."""
    by_id = {question.id: question for question in questions}
    named: set[str] = set()
    items: list[QuizItem] = []
    for place, part in enumerate(parts):
        if isinstance(part, FixedPart):
            if part.question_id not in by_id or part.question_id in named:
                problem = "This question is there already." if part.question_id in named else "No such question."
                raise Invalid(details=[Detail(f"parts[{place}].question_id", problem)])
            named.add(part.question_id)
            found = [by_id[part.question_id]]
        else:
            found = [question for question in questions if draws.matches(part, question)]
        items += [
            QuizItem(
                number=len(items) + number,
                part=place,
                question_id=question.id,
                question_version=question.version,
                points=part.points,
                question=question.question,
                correction=None,
            )
            for number, question in enumerate(found, 1)
        ]
    if len(items) > MAX_POOL:
        raise Invalid(
            details=[Detail("parts", f"A quiz draws from up to {MAX_POOL} questions.")], code="pool_too_large"
        )
    if short := draws.short_of(parts, items):
        details = [Detail(f"parts[{place}].count", "The bank may have fewer of these.") for place in short]
        raise Invalid(details=details, code="too_few_questions")
    return items


def _size(parts: Sequence[Part], items: Sequence[QuizItem]) -> tuple[int, Decimal]:
    """How many questions an attempt has, and points. Raises `Invalid` and `TooLarge`."""
    asked, points, weight = 0, Decimal(0), 0
    for place, part in enumerate(parts):
        count = part.count if isinstance(part, DrawPart) else 1
        sizes = sorted(len(msgspec.json.encode(shown(item.question, ""))) for item in items if item.part == place)
        asked, points, weight = asked + count, points + count * part.points, weight + sum(sizes[-count:])
    if asked > MAX_QUESTIONS:
        raise Invalid(details=[Detail("parts", f"An attempt asks up to {MAX_QUESTIONS} questions.")])
    if weight > MAX_ATTEMPT_BYTES:
        raise TooLarge("These questions are too long to be asked together.")
    return asked, points
