"""Records of quizzes: what staff make, what those who take one see, and what came of it."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from eduforum.courses.schemas import Title
from eduforum.learning.questions.content import Item, Kind, Question, Response
from eduforum.learning.questions.schemas import Difficulty
from eduforum.web.protocol import Id

MAX_PARTS = 50
MAX_QUESTIONS = 100
MAX_POOL = 500
MAX_QUIZZES = 50

QuizState = Literal["draft", "open", "closed"]
Released = Literal["scores", "answers"]
EndedBy = Literal["person", "time", "staff", "session"]

Points = Annotated[Decimal, Meta(description="Up to 1,000, in hundredths")]
Minutes = Annotated[int, Meta(ge=1, le=600)]
Place = Annotated[int, Meta(ge=1, le=MAX_QUESTIONS, description="Of a question in an attempt, from 1")]
Number = Annotated[int, Meta(ge=1, le=MAX_POOL, description="Of a question in a quiz, from 1")]
Name = Title


class _Part(msgspec.Struct, tag_field="kind", frozen=True, kw_only=True, forbid_unknown_fields=True):
    points: Points = Decimal(1)


class FixedPart(_Part, tag="question", frozen=True, kw_only=True):
    """A question of the bank that everybody is asked."""

    question_id: Id


class DrawPart(_Part, tag="draw", frozen=True, kw_only=True):
    """As many questions drawn for each attempt, of those in the bank that have all of what is asked for."""

    count: Annotated[int, Meta(ge=1, le=MAX_QUESTIONS)]
    tag: Annotated[str, Meta(min_length=1, max_length=40)] | None = None
    difficulty: Difficulty | None = None
    question_kind: Kind | None = None


Part = FixedPart | DrawPart
Parts = Annotated[tuple[Part, ...], Meta(min_length=1, max_length=MAX_PARTS)]


class QuizSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`minutes` is the time limit of an attempt, by the server's clock. `counts`: which of several attempts. `shuffle`:
    the questions stand in another order in each attempt. `exam`: who takes it neither writes to
    others nor is written to meanwhile, and clients put chat, board and others' tiles away."""

    minutes: Minutes | None = None
    attempts: Annotated[int, Meta(ge=1, le=10)] = 1
    counts: Literal["best", "latest"] = "best"
    shuffle: bool = False
    exam: bool = False


class QuizInfo(msgspec.Struct, frozen=True, kw_only=True):
    """A quiz as everybody may know it; drafts are for staff. `questions` and `points` are of one attempt."""

    id: str
    title: str
    state: QuizState
    settings: QuizSettings
    questions: int
    points: Decimal
    opened_at: datetime | None
    closed_at: datetime | None
    released: Released | None
    released_at: datetime | None
    corrected_at: datetime | None


class QuizRecord(QuizInfo, frozen=True, kw_only=True):
    """A quiz with what never leaves the server, or goes to staff alone."""

    session_id: str
    course_id: str
    parts: tuple[Part, ...]
    extra_minutes: int

    def info(self) -> QuizInfo:
        return QuizInfo(**{name: getattr(self, name) for name in QuizInfo.__struct_fields__})


class Correction(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What was changed in an item's key after people had answered: another key, answers that count too, full marks for
    whoever was asked, or the item taken out of everybody's total."""

    key: Question | None = None
    accepted: tuple[Response, ...] = ()
    full_marks: bool = False
    dropped: bool = False


class ChangeKey(msgspec.Struct, tag_field="act", tag="change_key", frozen=True, forbid_unknown_fields=True):
    """The same question with another key: what those who answered saw of it is as before."""

    question: Question


class AcceptAlso(msgspec.Struct, tag_field="act", tag="accept_also", frozen=True, forbid_unknown_fields=True):
    """An answer that earns everything too."""

    response: Response


class FullMarks(msgspec.Struct, tag_field="act", tag="full_marks", frozen=True, forbid_unknown_fields=True):
    """Whoever was asked earns everything."""


class DropItem(msgspec.Struct, tag_field="act", tag="drop", frozen=True, forbid_unknown_fields=True):
    """The question counts for nobody."""


Regrading = ChangeKey | AcceptAlso | FullMarks | DropItem


class QuizItem(msgspec.Struct, frozen=True, kw_only=True):
    """A question that a quiz may ask, with its key: for staff."""

    number: int
    part: int
    question_id: str
    question_version: int
    points: Decimal
    question: Question
    correction: Correction | None


class AttemptInfo(msgspec.Struct, frozen=True, kw_only=True):
    """An attempt, for the person whose it is. `minutes` is the time given, with the own time factor and extensions;
    `deadline` the time at which it is submitted by itself. None: no limit."""

    id: str
    quiz_id: str
    number: int
    started_at: datetime
    minutes: Decimal | None
    deadline: datetime | None
    submitted_at: datetime | None
    ended_by: EndedBy | None


class AttemptRecord(AttemptInfo, frozen=True, kw_only=True):
    """An attempt with what makes its questions, which never leaves the server."""

    person_id: str
    seed: str
    items: tuple[int, ...]

    def info(self) -> AttemptInfo:
        return AttemptInfo(**{name: getattr(self, name) for name in AttemptInfo.__struct_fields__})


class AttemptQuestion(msgspec.Struct, frozen=True, kw_only=True):
    """A question as it stands in an attempt, and what was saved for it."""

    place: int
    points: Decimal
    item: Item
    response: Response | None
    saved_at: datetime | None


class Attempt(msgspec.Struct, frozen=True, kw_only=True):
    """The whole of an attempt, for the person whose it is. `now` is the server's clock, for the countdown."""

    info: AttemptInfo
    questions: tuple[AttemptQuestion, ...]
    now: datetime


class ReviewedQuestion(msgspec.Struct, frozen=True, kw_only=True):
    """A question of an attempt that was released. `question` has the key, once answers are released."""

    place: int
    points: Decimal
    earned: Decimal
    item: Item
    response: Response | None
    question: Question | None


class Review(msgspec.Struct, frozen=True, kw_only=True):
    """What an attempt came to: one's own, once it is released; anybody's for staff."""

    info: AttemptInfo
    earned: Decimal
    points: Decimal
    questions: tuple[ReviewedQuestion, ...]


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """How far somebody is with a quiz: for staff. `focus_losses` and `away_seconds` say how often and how long the
    window was left, which may have any reason."""

    participant_id: str
    name: str
    attempt: AttemptInfo
    answered: int
    saved_at: datetime | None
    focus_losses: int
    away_seconds: int


class ItemScore(msgspec.Struct, frozen=True, kw_only=True):
    number: int
    earned: Decimal
    points: Decimal
    answered: bool


class AttemptScore(msgspec.Struct, frozen=True, kw_only=True):
    """What an attempt earned, for staff. `counts`: it is the one that counts for the person."""

    attempt_id: str
    participant_id: str
    name: str
    number: int
    submitted_at: datetime
    ended_by: EndedBy
    earned: Decimal
    points: Decimal
    counts: bool
    items: tuple[ItemScore, ...]


class Interval(msgspec.Struct, frozen=True, kw_only=True):
    """A correlation with its 95 % interval."""

    value: float
    low: float
    high: float


class OptionFigures(msgspec.Struct, frozen=True, kw_only=True):
    """How many gave an answer, and their mean share of the points of all other questions."""

    option: str
    people: int
    rest: float | None


class ItemFigures(msgspec.Struct, frozen=True, kw_only=True):
    """How a question measured, of first attempts. `difficulty`, `discrimination` and `options` only of 15 and more."""

    number: int
    people: int
    omitted: int
    not_reached: int
    difficulty: float | None
    discrimination: Interval | None
    options: tuple[OptionFigures, ...]


class QuizResults(msgspec.Struct, frozen=True, kw_only=True):
    attempts: tuple[AttemptScore, ...]
    items: tuple[ItemFigures, ...]


class ScoreChange(msgspec.Struct, frozen=True, kw_only=True):
    """What a correction does to an attempt."""

    attempt_id: str
    participant_id: str
    name: str
    earned_before: Decimal
    earned_after: Decimal
    points_before: Decimal
    points_after: Decimal


class CorrectionRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A correction that was made; the latest that stands can be undone."""

    id: str
    number: int
    before: Correction | None
    after: Correction
    made_by: str
    made_at: datetime
    undone_at: datetime | None


class Extension(msgspec.Struct, frozen=True, kw_only=True):
    participant_id: str
    minutes: int


class QuizDetail(msgspec.Struct, frozen=True, kw_only=True):
    """All of a quiz, for staff."""

    quiz: QuizInfo
    parts: tuple[Part, ...]
    items: tuple[QuizItem, ...]
    extra_minutes: int
    extensions: tuple[Extension, ...]
    corrections: tuple[CorrectionRecord, ...]


class Accommodation(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody is given in a course: for those who enter it. Of time in every timed thing, 1.5 makes 40 minutes
    60; `no_cold_call`: they are called on only where they raise a hand."""

    user_id: str
    name: str
    time_factor: Decimal
    no_cold_call: bool
    changed_at: datetime
