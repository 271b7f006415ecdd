"""HTTP face of the question board, before, during and after the session."""

from collections.abc import Callable
from typing import Any, Literal

import msgspec

from eduforum.learning.question_board.schemas import (
    AnswerText,
    Asked,
    Board,
    QuestionAnswer,
    QuestionAsk,
    QuestionMerge,
    QuestionQueue,
    QuestionRemove,
    QuestionText,
    QuestionVote,
)
from eduforum.learning.question_board.tool import QuestionBoardService
from eduforum.media.access import READING_ERRORS
from eduforum.media.schemas import Done
from eduforum.web.endpoint import Call, Endpoint, scoped
from eduforum.web.protocol import Id, Request


class NewBoardQuestion(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    text: QuestionText
    anonymous: bool = False


class BoardVote(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    on: bool


class BoardMerge(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    into: Id


class BoardAnswer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    state: Literal["open", "live", "written"]
    text: AnswerText = ""


class QuestionBoardRoutes:
    def __init__(self, service: QuestionBoardService) -> None:
        self._service = service

    def endpoints(self) -> list[Endpoint]:
        board = "/sessions/{session_id}/questions"
        question = board + "/{question_id}"
        refusals = ("not_found", "forbidden", "conflict", "session_cancelled", "exam_mode", "rate_limited")
        return scoped("sessions", [
            Endpoint("GET", board, self.read, "The question board", "question board", answer=Board,
                     errors=READING_ERRORS),
            Endpoint("POST", board, self.ask, "Ask, before, during or after class", "question board",
                     body=NewBoardQuestion, answer=Asked, status=201,
                     errors=(*refusals, "observers_do_not_write", "board_full")),
            Endpoint("POST", question + "/vote", self.vote, "Want a question answered, or no longer", "question board",
                     body=BoardVote, answer=Done,
                     errors=(*refusals, "observers_do_not_write", "own_question", "question_gone")),
            Endpoint("POST", question + "/merge", self.merge, "Make a question part of another; staff only",
                     "question board", body=BoardMerge, answer=Done, errors=(*refusals, "staff_only", "question_gone")),
            Endpoint("POST", question + "/answer", self.answer, "Answer, or open again; staff only", "question board",
                     body=BoardAnswer, answer=Done, errors=(*refusals, "staff_only", "question_gone")),
            Endpoint("POST", question + "/queue", self.queue, "Put onto the teacher's strip; staff only",
                     "question board", body=BoardVote, answer=Done, errors=(*refusals, "staff_only", "question_gone")),
            Endpoint("DELETE", question, self.remove, "Take a question off the board: one's own; staff, anybody's",
                     "question board", status=204, errors=(*refusals, "not_yours", "question_gone")),
        ])  # fmt: skip

    async def read(self, call: Call[None, None]) -> Board:
        return await self._service.read(call.principal, call.path["session_id"])

    async def ask(self, call: Call[NewBoardQuestion, None]) -> object:
        body = call.body
        return await self._act(call, lambda id: QuestionAsk(id=id, text=body.text, anonymous=body.anonymous))

    async def vote(self, call: Call[BoardVote, None]) -> object:
        question, on = call.path["question_id"], call.body.on
        return await self._act(call, lambda id: QuestionVote(id=id, question=question, on=on))

    async def merge(self, call: Call[BoardMerge, None]) -> object:
        question, into = call.path["question_id"], call.body.into
        return await self._act(call, lambda id: QuestionMerge(id=id, question=question, into=into))

    async def answer(self, call: Call[BoardAnswer, None]) -> object:
        question, body = call.path["question_id"], call.body
        return await self._act(
            call, lambda id: QuestionAnswer(id=id, question=question, state=body.state, text=body.text)
        )

    async def queue(self, call: Call[BoardVote, None]) -> object:
        question, on = call.path["question_id"], call.body.on
        return await self._act(call, lambda id: QuestionQueue(id=id, question=question, on=on))

    async def remove(self, call: Call[None, None]) -> None:
        await self._act(call, lambda id: QuestionRemove(id=id, question=call.path["question_id"]))

    async def _act(self, call: Call[Any, None], request: Callable[[str], Request]) -> object:
        return await self._service.act(call.principal, call.path["session_id"], request(call.request_id))
