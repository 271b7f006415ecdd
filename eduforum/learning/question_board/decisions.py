"""What a request does to the board: its answer, what is told, and what is stored."""

from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from eduforum.clock import Clock
from eduforum.db import Connection
from eduforum.errors import Conflict, Detail, Invalid, NotFound
from eduforum.learning.chat import rules
from eduforum.learning.question_board import access, store
from eduforum.learning.question_board.schemas import (
    MAX_QUESTIONS,
    Asked,
    Author,
    Board,
    BoardQuestion,
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
from eduforum.learning.question_board.store import Record
from eduforum.media.audience import TEACHERS, Addressed, people
from eduforum.media.schemas import Done, Person
from eduforum.media.tools import Row
from eduforum.web.protocol import Request


class Decision(NamedTuple):
    answer: msgspec.Struct
    events: Sequence[Addressed] = ()
    rows: Sequence[Row] = ()


async def decide(conn: Connection, clock: Clock, session_id: str, person: Person, request: Request) -> Decision:
    """Nothing else may change the board between the reading here and the writing of the rows.

    Raises `Forbidden`, `NotFound`, `Conflict` or `Invalid`.
    """
    match request:
        case QuestionAsk():
            return await _ask(conn, clock, session_id, person, request)
        case QuestionVote():
            return await _vote(conn, session_id, person, request)
        case QuestionMerge():
            return await _merge(conn, session_id, person, request)
        case QuestionAnswer():
            return await _answer(conn, session_id, person, request)
        case QuestionQueue():
            return await _queue(conn, clock, session_id, person, request)
        case QuestionRemove():
            question = await _question(conn, session_id, request.question)
            access.may_remove(person, question)
            access.is_there(question)
            return _changed(question._replace(state="removed", answer="", answered_by=None, queued_at=None))
    raise AssertionError(request)


async def board(conn: Connection, session_id: str, reader: Person) -> Board:
    """The board as somebody may know it."""
    authors = access.sees_authors(reader)
    return Board(
        questions=tuple(
            public(question, named=authors or question.author_id == reader.id)
            for question in await store.questions(conn, session_id)
        ),
        voted=tuple(await store.voted(conn, session_id, reader.id)),
    )


def public(question: Record, *, named: bool) -> BoardQuestion:
    """A removed question keeps nothing; an anonymous one has an author only where the reader may know."""
    removed = question.state == "removed"
    return BoardQuestion(
        id=question.id,
        text="" if removed else question.text,
        anonymous=question.anonymous,
        author=_author(question) if (named or not question.anonymous) and not removed else None,
        asked_at=question.asked_at,
        state=question.state,
        answer=question.answer,
        answered_by=question.answered_by,
        queued_at=question.queued_at,
        merged_into=question.merged_into,
        votes=question.votes,
    )


async def _ask(conn: Connection, clock: Clock, session_id: str, person: Person, request: QuestionAsk) -> Decision:
    access.may_take_part(person)
    text = rules.clean(request.text)
    # The request's id is the question's: repeated before or after class, when there is no journal, it acts once too.
    known = await store.question(conn, session_id, request.id)
    if known is not None:
        if known.author_id != person.id:
            raise Conflict("This id is taken.")
        return Decision(Asked(question=known.id))
    if await store.number(conn, session_id) >= MAX_QUESTIONS:
        raise Conflict("The board is full.", code="board_full")
    question = Record(
        request.id, person.id, person.name, person.role, request.anonymous, text, clock.now(),
        "open", "", None, None, None, 0,
    )  # fmt: skip
    events = [Addressed(QuestionChanged(question=public(question, named=False)))]
    if question.anonymous:
        told = QuestionAuthor(question_id=question.id, author=_author(question))
        events.insert(0, Addressed(told, TEACHERS | people([person.id])))
    return Decision(Asked(question=question.id), events, [store.add(question)])


async def _vote(conn: Connection, session_id: str, person: Person, request: QuestionVote) -> Decision:
    question = await _question(conn, session_id, request.question)
    access.may_vote(person, question)
    access.is_there(question)
    if await store.has_voted(conn, question.id, person.id) == request.on:
        return Decision(Done())
    counted = question._replace(votes=question.votes + (1 if request.on else -1))
    events = [
        Addressed(QuestionChanged(question=public(counted, named=False))),
        Addressed(QuestionVoted(question_id=question.id, on=request.on), people([person.id])),
    ]
    return Decision(Done(), events, [store.vote(question.id, person.id, request.on)])


async def _merge(conn: Connection, session_id: str, person: Person, request: QuestionMerge) -> Decision:
    access.may_answer(person)
    question = await _question(conn, session_id, request.question)
    into = await _question(conn, session_id, request.into)
    access.is_there(question)
    access.is_there(into)
    if question.id == into.id:
        raise Invalid(details=[Detail("into", "This must be another question.")])
    movers = await store.would_vote(conn, question.id, into.id)
    merged = question._replace(merged_into=into.id, queued_at=None)
    counted = into._replace(votes=into.votes + len(movers))
    events = [Addressed(QuestionChanged(question=public(each, named=False))) for each in (merged, counted)]
    if movers:
        events.append(Addressed(QuestionVoted(question_id=into.id, on=True), people(movers)))
    return Decision(Done(), events, [store.merge(question.id, into.id)])


async def _answer(conn: Connection, session_id: str, person: Person, request: QuestionAnswer) -> Decision:
    access.may_answer(person)
    question = await _question(conn, session_id, request.question)
    access.is_there(question)
    written = request.state == "written"
    answer = rules.clean(request.text) if written else ""
    answered_by = person.name if request.state != "open" else None
    queued_at = question.queued_at if request.state == "open" else None
    return _changed(question._replace(state=request.state, answer=answer, answered_by=answered_by, queued_at=queued_at))


async def _queue(conn: Connection, clock: Clock, session_id: str, person: Person, request: QuestionQueue) -> Decision:
    access.may_answer(person)
    question = await _question(conn, session_id, request.question)
    access.is_there(question)
    if (question.queued_at is not None) == request.on:
        return Decision(Done())
    return _changed(question._replace(queued_at=clock.now() if request.on else None))


def _changed(question: Record) -> Decision:
    event = QuestionChanged(question=public(question, named=False))
    return Decision(Done(), [Addressed(event)], [store.change(question)])


async def _question(conn: Connection, session_id: str, question_id: str) -> Record:
    found = await store.question(conn, session_id, question_id)
    if found is None:
        raise NotFound("There is no such question on this board.")
    return found


def _author(question: Record) -> Author:
    return Author(id=question.author_id, name=question.author_name, role=question.author_role)
