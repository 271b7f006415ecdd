"""Correcting a question that people have answered: seen first, then done, and undone."""

from collections.abc import Sequence

import msgspec

from eduforum.clock import Clock
from eduforum.db import Connection, Database
from eduforum.errors import Conflict, Detail, Invalid
from eduforum.ids import new_id
from eduforum.learning.quiz import access, scoring, store
from eduforum.learning.quiz.messages import QuizChanged, QuizRegrade, QuizRegraded, QuizUndo
from eduforum.learning.quiz.running import Running
from eduforum.learning.quiz.schemas import (
    Correction,
    CorrectionRecord,
    QuizItem,
    QuizRecord,
    Regrading,
    ScoreChange,
)
from eduforum.learning.quiz.scoring import Score
from eduforum.learning.quiz.turns import Turns
from eduforum.media.audience import Addressed
from eduforum.media.tools import Caller, RoomContext, Row

MAX_ACCEPTED = 50


class Regraded:
    """What a correction of one item comes to: the score of every attempt anew, and the attempts that change."""

    def __init__(self, item: QuizItem, changes: Sequence[ScoreChange], scores: dict[str, list[Score]]) -> None:
        self.item = item
        self.changes = tuple(changes)
        self._scores = scores

    def rows(self) -> list[Row]:
        rows: list[Row] = []
        for attempt_id, scores in self._scores.items():
            rows += store.grade(attempt_id, scores, *scoring.total(scores))
        return rows


class Correcting:
    def __init__(self, db: Database, clock: Clock, turns: Turns, running: Running) -> None:
        self._db = db
        self._clock = clock
        self._turns = turns
        self._running = running

    async def regrade(self, room: RoomContext, caller: Caller, request: QuizRegrade) -> msgspec.Struct | msgspec.Raw:
        """Raises `Conflict` `quiz_not_open` for a draft, `Invalid` for what does not fit the question."""
        await self._running.admit(room, caller)
        async with self._turns.staff(request.quiz):
            async with self._db.connection() as conn:
                quiz = await access.quiz_of_session(conn, room.id, request.quiz, caller.person)
                item = await self._item(conn, quiz, request.number)
                correction = correct(item, request.regrading)
                regraded = await regrade(conn, quiz, item, correction)
            now = self._clock.now()
            record = CorrectionRecord(
                id=new_id(self._clock),
                number=item.number,
                before=item.correction,
                after=correction,
                made_by=caller.person.name,
                made_at=now,
                undone_at=None,
            )
            rows = [
                store.set_correction(quiz.id, item.number, correction),
                store.add_correction(record, quiz.id, caller.person.id),
            ]
            return await self._write(room, caller, request, quiz, regraded, rows)

    async def undo(self, room: RoomContext, caller: Caller, request: QuizUndo) -> msgspec.Struct | msgspec.Raw:
        """Raises `Conflict` `nothing_to_undo`."""
        await self._running.admit(room, caller)
        async with self._turns.staff(request.quiz):
            async with self._db.connection() as conn:
                quiz = await access.quiz_of_session(conn, room.id, request.quiz, caller.person)
                made = await store.corrections(conn, quiz.id)
                latest = next((correction for correction in made if correction.undone_at is None), None)
                if latest is None:
                    raise Conflict("There is no correction to take back.", code="nothing_to_undo")
                item = await self._item(conn, quiz, latest.number)
                regraded = await regrade(conn, quiz, item, latest.before)
            rows = [
                store.set_correction(quiz.id, item.number, latest.before),
                store.undo_correction(latest.id, self._clock.now()),
            ]
            return await self._write(room, caller, request, quiz, regraded, rows)

    async def _write(
        self,
        room: RoomContext,
        caller: Caller,
        request: QuizRegrade | QuizUndo,
        quiz: QuizRecord,
        regraded: Regraded,
        rows: list[Row],
    ) -> msgspec.Struct | msgspec.Raw:
        now = self._clock.now()
        quiz = msgspec.structs.replace(quiz, corrected_at=now)
        rows = [*rows, store.set_corrected(quiz.id, now), *regraded.rows()]
        answer = QuizRegraded(changed=len(regraded.changes))
        return await room.append(caller, request, answer, [Addressed(QuizChanged(quiz=quiz.info()))], rows)

    async def _item(self, conn: Connection, quiz: QuizRecord, number: int) -> QuizItem:
        if quiz.state == "draft":
            raise Conflict("Nobody has answered yet.", code="quiz_not_open")
        return await item_of(conn, quiz, number)


async def item_of(conn: Connection, quiz: QuizRecord, number: int) -> QuizItem:
    """Raises `Invalid` where the quiz has no such question."""
    for item in await store.items(conn, quiz.id):
        if item.number == number:
            return item
    raise Invalid(details=[Detail("number", "The quiz has no such question.")])


def correct(item: QuizItem, regrading: Regrading) -> Correction:
    """The item's correction with one more. Raises `Invalid`."""
    correction = scoring.corrected(item, regrading)
    if len(correction.accepted) > MAX_ACCEPTED:
        raise Invalid(details=[Detail("regrading", f"Up to {MAX_ACCEPTED} more answers are accepted.")])
    return correction


async def regrade(conn: Connection, quiz: QuizRecord, item: QuizItem, correction: Correction | None) -> Regraded:
    """What every attempt that is over earns under the correction."""
    items = {each.number: each for each in await store.items(conn, quiz.id)}
    items[item.number] = msgspec.structs.replace(item, correction=correction)
    answers = await store.answers_of_quiz(conn, quiz.id)
    changes: list[ScoreChange] = []
    changed: dict[str, list[Score]] = {}
    for over in await store.submitted(conn, quiz.id):
        if item.number not in over.attempt.items:
            continue
        given = {a.place: a.response for a in answers.get(over.attempt.id, ()) if a.response is not None}
        scores = scoring.score([items[number] for number in over.attempt.items], given)
        earned, points = scoring.total(scores)
        changed[over.attempt.id] = scores
        if (earned, points) != (over.earned, over.points):
            changes.append(
                ScoreChange(
                    attempt_id=over.attempt.id,
                    participant_id=over.attempt.person_id,
                    name=over.name,
                    earned_before=over.earned,
                    earned_after=earned,
                    points_before=over.points,
                    points_after=points,
                )
            )
    return Regraded(items[item.number], changes, changed)
