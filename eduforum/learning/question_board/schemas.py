"""Frames, bodies and records of the question board."""

from datetime import datetime
from typing import Annotated, ClassVar, Literal

import msgspec
from msgspec import Meta

from eduforum.media.schemas import RoomRole
from eduforum.web.protocol import DurableEvent, Id, Request

MAX_QUESTION = 1000
MAX_ANSWER = 4000
MAX_QUESTIONS = 500
"""Of one session."""

QuestionText = Annotated[str, Meta(min_length=1, max_length=MAX_QUESTION, description="Plain text, in characters")]
AnswerText = Annotated[str, Meta(max_length=MAX_ANSWER, description="Plain text, in characters")]

QuestionState = Literal["open", "live", "written", "removed"]
"""`live`: answered in class; `written`: on the board; `removed` by its author or staff, and empty then."""


class Author(msgspec.Struct, frozen=True, kw_only=True):
    """Who asked, as they were called then."""

    id: str
    name: str
    role: RoomRole


class BoardQuestion(msgspec.Struct, frozen=True, kw_only=True):
    """A question as its reader may know it. `author` is null to classmates where it was asked anonymously; to staff and
    the author it never is. `votes`: how many others want it answered, those of merged ones included. `queued_at`: it
    is on the teacher's strip."""

    id: str
    text: str
    anonymous: bool
    author: Author | None
    asked_at: datetime
    state: QuestionState
    answer: str
    answered_by: str | None
    queued_at: datetime | None
    merged_into: str | None
    votes: int


class Board(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that was asked, in the order of asking, and which of it one has voted for."""

    questions: tuple[BoardQuestion, ...]
    voted: tuple[str, ...]


class QuestionAsk(Request, tag="question:ask", frozen=True, kw_only=True):
    """Ask. Anonymous is to classmates: staff see who asked."""

    text: QuestionText
    anonymous: bool = False

    durable: ClassVar[bool] = True


class QuestionVote(Request, tag="question:vote", frozen=True, kw_only=True):
    """Want somebody else's question answered, or no longer."""

    question: Id
    on: bool

    durable: ClassVar[bool] = True


class QuestionMerge(Request, tag="question:merge", frozen=True, kw_only=True):
    """Make one question part of another that asks the same, with its votes; staff only."""

    question: Id
    into: Id

    durable: ClassVar[bool] = True


class QuestionAnswer(Request, tag="question:answer", frozen=True, kw_only=True):
    """Say that it was answered in class, answer it in writing, or open it again; staff only."""

    question: Id
    state: Literal["open", "live", "written"]
    text: AnswerText = ""

    durable: ClassVar[bool] = True


class QuestionQueue(Request, tag="question:queue", frozen=True, kw_only=True):
    """Put a question onto the teacher's strip, or take it away; staff only."""

    question: Id
    on: bool

    durable: ClassVar[bool] = True


class QuestionRemove(Request, tag="question:remove", frozen=True, kw_only=True):
    """Take one's own question off the board; staff, anybody's."""

    question: Id

    durable: ClassVar[bool] = True


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """The question that was asked, by its id."""

    question: str


class QuestionChanged(DurableEvent, tag="question:changed", frozen=True, kw_only=True):
    """A question whole, new or other than before, as everybody may know it: an author who is null is the one that was
    told by `question:author`."""

    question: BoardQuestion


class QuestionAuthor(DurableEvent, tag="question:author", frozen=True, kw_only=True):
    """Who asked anonymously, for staff and the person; comes before the question itself."""

    question_id: str
    author: Author


class QuestionVoted(DurableEvent, tag="question:voted", frozen=True, kw_only=True):
    """One has voted for a question, or no longer; on all devices of the person."""

    question_id: str
    on: bool
