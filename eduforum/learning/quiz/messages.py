"""Frames of quizzes in the room, and bodies of the same commands over HTTP."""

from collections.abc import Hashable
from datetime import datetime
from typing import Annotated, ClassVar

import msgspec
from msgspec import Meta

from eduforum.learning.questions.content import Response
from eduforum.learning.quiz.schemas import (
    Attempt,
    AttemptInfo,
    Minutes,
    Name,
    Number,
    Parts,
    Place,
    Progress,
    QuizInfo,
    QuizSettings,
    Regrading,
    Released,
)
from eduforum.web.protocol import DurableEvent, Id, Request, StateEvent

# A question with everything at its longest.
_QUESTION_BYTES = 256 * 1024

People = Annotated[tuple[Id, ...], Meta(min_length=1, max_length=500)]


class QuizCreate(Request, tag="quiz:create", frozen=True, kw_only=True):
    """Make a quiz of questions in the course's bank. Staff hear of it until it is opened."""

    title: Name
    parts: Parts
    settings: QuizSettings = QuizSettings()

    durable: ClassVar[bool] = True


class QuizOpen(Request, tag="quiz:open", frozen=True, kw_only=True):
    """Let everybody start, or start again after a close."""

    quiz: Id

    durable: ClassVar[bool] = True


class QuizClose(Request, tag="quiz:close", frozen=True, kw_only=True):
    """No more starts. `at_once`: what is under way is submitted now; else what has a time limit goes on to its end."""

    quiz: Id
    at_once: bool = False

    durable: ClassVar[bool] = True


class QuizDelete(Request, tag="quiz:delete", frozen=True, kw_only=True):
    """Take away a draft."""

    quiz: Id

    durable: ClassVar[bool] = True


class QuizExtend(Request, tag="quiz:extend", frozen=True, kw_only=True):
    """More minutes for everybody, or for some. Theirs goes on again where it ended by time."""

    quiz: Id
    minutes: Minutes
    people: People | None = None

    durable: ClassVar[bool] = True


class QuizRelease(Request, tag="quiz:release", frozen=True, kw_only=True):
    """Show everybody their own result: the scores alone, or the answers and keys too. Null takes it back."""

    quiz: Id
    release: Released | None

    durable: ClassVar[bool] = True


class QuizRegrade(Request, tag="quiz:regrade", frozen=True, kw_only=True):
    """Correct a question of a closed quiz; every attempt is graded anew."""

    quiz: Id
    number: Number
    regrading: Regrading

    durable: ClassVar[bool] = True
    max_bytes: ClassVar[int] = _QUESTION_BYTES


class QuizUndo(Request, tag="quiz:undo", frozen=True, kw_only=True):
    """Take the latest correction back."""

    quiz: Id

    durable: ClassVar[bool] = True


class QuizStart(Request, tag="quiz:start", frozen=True, kw_only=True):
    quiz: Id

    durable: ClassVar[bool] = True


class QuizAnswer(Request, tag="quiz:answer", frozen=True, kw_only=True):
    """Save what is there of an answer; null takes it away."""

    quiz: Id
    attempt: Id
    place: Place
    response: Response | None

    durable: ClassVar[bool] = True


class QuizSubmit(Request, tag="quiz:submit", frozen=True, kw_only=True):
    quiz: Id
    attempt: Id

    durable: ClassVar[bool] = True


class QuizFocus(Request, tag="quiz:focus", frozen=True, kw_only=True):
    """The window was left for so long."""

    quiz: Id
    attempt: Id
    seconds: Annotated[int, Meta(ge=0, le=86400)]

    durable: ClassVar[bool] = True


class QuizAttemptRead(Request, tag="quiz:attempt", frozen=True, kw_only=True):
    """One's attempt that is under way, on whatever device it was begun."""

    quiz: Id


class QuizProgressRead(Request, tag="quiz:progress", frozen=True, kw_only=True):
    """How far everybody is."""

    quiz: Id


class QuizAnswered(msgspec.Struct, frozen=True, kw_only=True):
    quiz: QuizInfo


class QuizDone(msgspec.Struct, frozen=True, kw_only=True):
    pass


class QuizStarted(msgspec.Struct, frozen=True, kw_only=True):
    attempt: Attempt


class QuizSaved(msgspec.Struct, frozen=True, kw_only=True):
    """`saved_at` is the server's time."""

    saved_at: datetime


class QuizSubmitted(msgspec.Struct, frozen=True, kw_only=True):
    attempt: AttemptInfo


class QuizExtended(msgspec.Struct, frozen=True, kw_only=True):
    """How many attempts have a later deadline now."""

    attempts: int


class QuizRegraded(msgspec.Struct, frozen=True, kw_only=True):
    """How many attempts have another score now."""

    changed: int


class QuizProgressList(msgspec.Struct, frozen=True, kw_only=True):
    people: tuple[Progress, ...]


class Quizzes(msgspec.Struct, frozen=True, kw_only=True):
    """The session's quizzes, drafts among them for staff; and one's own attempts."""

    quizzes: tuple[QuizInfo, ...]
    attempts: tuple[AttemptInfo, ...]


class QuizChanged(DurableEvent, tag="quiz:changed", frozen=True, kw_only=True):
    """A quiz is new, or otherwise than before."""

    quiz: QuizInfo


class QuizRemoved(DurableEvent, tag="quiz:removed", frozen=True, kw_only=True):
    quiz_id: str


class QuizAttemptChanged(DurableEvent, tag="quiz:attempt-changed", frozen=True, kw_only=True):
    """One's own attempt was begun, has another deadline, or is submitted."""

    attempt: AttemptInfo


class QuizAnswerSaved(StateEvent, tag="quiz:answer-saved", frozen=True, kw_only=True):
    """Something was saved in one's own attempt, by whatever device. After coming back ask for the attempt."""

    attempt_id: str
    place: int
    response: Response | None
    saved_at: datetime

    def subject(self) -> Hashable:
        return type(self), self.attempt_id, self.place


class QuizExamined(StateEvent, tag="quiz:examined", frozen=True, kw_only=True):
    """Who is in exam mode, whole: for staff."""

    people: tuple[str, ...]


class QuizProgressed(StateEvent, tag="quiz:progressed", frozen=True, kw_only=True):
    """How far somebody is: for staff. After coming back ask for everybody's progress."""

    quiz_id: str
    progress: Progress

    def subject(self) -> Hashable:
        return type(self), self.quiz_id, self.progress.participant_id


class NewQuiz(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    session_id: Id
    title: Name
    parts: Parts
    settings: QuizSettings = QuizSettings()


class CloseBody(msgspec.Struct, forbid_unknown_fields=True):
    at_once: bool = False


class ExtendBody(msgspec.Struct, forbid_unknown_fields=True):
    minutes: Minutes
    people: People | None = None


class ReleaseBody(msgspec.Struct, forbid_unknown_fields=True):
    release: Released | None


class RegradeBody(msgspec.Struct, forbid_unknown_fields=True):
    number: Number
    regrading: Regrading


class AnswerBody(msgspec.Struct, forbid_unknown_fields=True):
    attempt: Id
    place: Place
    response: Response | None


class SubmitBody(msgspec.Struct, forbid_unknown_fields=True):
    attempt: Id


class FocusBody(msgspec.Struct, forbid_unknown_fields=True):
    attempt: Id
    seconds: Annotated[int, Meta(ge=0, le=86400)]
