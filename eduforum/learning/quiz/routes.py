"""HTTP face of quizzes."""

from decimal import Decimal
from typing import Any, TypeVar

import msgspec

from eduforum.learning.quiz.messages import (
    AnswerBody,
    CloseBody,
    ExtendBody,
    FocusBody,
    NewQuiz,
    QuizAnswer,
    QuizAnswered,
    QuizAttemptRead,
    QuizClose,
    QuizCreate,
    QuizDelete,
    QuizDone,
    QuizExtend,
    QuizExtended,
    QuizFocus,
    QuizOpen,
    QuizProgressList,
    QuizProgressRead,
    QuizRegrade,
    QuizRegraded,
    QuizRelease,
    QuizSaved,
    QuizStart,
    QuizStarted,
    QuizSubmit,
    QuizSubmitted,
    QuizUndo,
    Quizzes,
    RegradeBody,
    ReleaseBody,
    SubmitBody,
)
from eduforum.learning.quiz.schemas import (
    Accommodation,
    Attempt,
    AttemptInfo,
    Progress,
    QuizDetail,
    QuizInfo,
    QuizResults,
    Review,
    ScoreChange,
)
from eduforum.learning.quiz.service import QuizService
from eduforum.media.access import ENTRY_ERRORS
from eduforum.web.endpoint import Call, Endpoint, scoped
from eduforum.web.protocol import Id, Request

A = TypeVar("A", bound=msgspec.Struct)

_TAG = "quizzes"
_KEY = {"Idempotency-Key": "A UUID of the caller's: a call that is repeated with it acts once"}
_NOT_LIVE = ("session_not_live", "session_cancelled", "session_ended")
_REGRADE_BYTES = 256 * 1024


class QuizzesQuery(msgspec.Struct, forbid_unknown_fields=True):
    session_id: Id


class AccommodationsQuery(msgspec.Struct, forbid_unknown_fields=True):
    course_id: Id


class Accommodating(msgspec.Struct, forbid_unknown_fields=True):
    """A time factor of 1.5 makes 40 minutes 60; 1 is none. `no_cold_call`: nobody calls on them; without it stays what
    holds."""

    time_factor: Decimal
    no_cold_call: bool | None = None


class QuizRoutes:
    def __init__(self, service: QuizService) -> None:
        self._service = service

    def endpoints(self) -> list[Endpoint]:
        all, one = "/learning/quizzes", "/learning/quizzes/{quiz_id}"
        staff, taker = ("forbidden", "staff_only"), ("students_only", "attempt_over")
        return scoped("sessions", [
            Endpoint("POST", all, self.create, "Make a quiz of a session", _TAG, body=NewQuiz, answer=QuizInfo,
                     status=201, errors=("not_found", *staff, *_NOT_LIVE, "too_many_quizzes", "pool_too_large",
                                         "too_few_questions", "session_live", "too_large"), request_headers=_KEY),
            Endpoint("GET", all, self.quizzes, "A session's quizzes and my attempts", _TAG, query=QuizzesQuery,
                     answer=Quizzes, errors=ENTRY_ERRORS),
            Endpoint("GET", one, self.detail, "All of a quiz, with its keys, for staff", _TAG, answer=QuizDetail,
                     errors=staff),
            Endpoint("DELETE", one, self.delete, "Take away a draft", _TAG, status=204,
                     errors=(*staff, *_NOT_LIVE, "quiz_begun", "session_live"), request_headers=_KEY),
            Endpoint("POST", one + "/open", self.open, "Let everybody start", _TAG, answer=QuizInfo,
                     errors=(*staff, *_NOT_LIVE, "quiz_open", "quiz_released"), request_headers=_KEY),
            Endpoint("POST", one + "/close", self.close, "No more starts", _TAG, body=CloseBody, body_optional=True,
                     answer=QuizInfo, errors=(*staff, *_NOT_LIVE, "quiz_not_open", "session_live"),
                     request_headers=_KEY),
            Endpoint("POST", one + "/extend", self.extend, "More minutes for everybody or for some", _TAG,
                     body=ExtendBody, answer=QuizExtended,
                     errors=(*staff, *_NOT_LIVE, "no_time_limit", "quiz_released"), request_headers=_KEY),
            Endpoint("POST", one + "/release", self.release, "Show everybody their own result", _TAG,
                     body=ReleaseBody, answer=QuizInfo, errors=(*staff, *_NOT_LIVE, "quiz_open", "session_live"),
                     request_headers=_KEY),
            Endpoint("POST", one + "/regrade/preview", self.preview, "Whose scores a correction would change", _TAG,
                     body=RegradeBody, answer=list[ScoreChange], errors=staff, body_limit=_REGRADE_BYTES),
            Endpoint("POST", one + "/regrade", self.regrade, "Correct a question; every attempt is graded anew", _TAG,
                     body=RegradeBody, answer=QuizRegraded, body_limit=_REGRADE_BYTES,
                     errors=(*staff, *_NOT_LIVE, "quiz_not_open", "session_live"), request_headers=_KEY),
            Endpoint("POST", one + "/undo", self.undo, "Take the latest correction back", _TAG, answer=QuizRegraded,
                     errors=(*staff, *_NOT_LIVE, "nothing_to_undo", "session_live"), request_headers=_KEY),
            Endpoint("GET", one + "/progress", self.progress, "How far everybody is, for staff", _TAG,
                     answer=list[Progress], errors=(*staff, *_NOT_LIVE)),
            Endpoint("GET", one + "/results", self.results, "Everybody's scores, and how the questions measured", _TAG,
                     answer=QuizResults, errors=staff),
            Endpoint("POST", one + "/attempts", self.start, "Start an attempt", _TAG, answer=Attempt, status=201,
                     errors=("students_only", *_NOT_LIVE, "quiz_not_open", "attempt_running", "no_attempts_left"),
                     request_headers=_KEY),
            Endpoint("GET", one + "/attempt", self.attempt, "My attempt that is under way", _TAG, answer=Attempt,
                     errors=("students_only", *_NOT_LIVE)),
            Endpoint("POST", one + "/answer", self.answer, "Save an answer as it is", _TAG, body=AnswerBody,
                     answer=QuizSaved, errors=(*taker, *_NOT_LIVE, "time_over"), request_headers=_KEY),
            Endpoint("POST", one + "/submit", self.submit, "Submit my attempt", _TAG, body=SubmitBody,
                     answer=AttemptInfo, errors=(*taker, *_NOT_LIVE), request_headers=_KEY),
            Endpoint("POST", one + "/focus", self.focus, "Say that the window was left", _TAG, body=FocusBody,
                     status=204, errors=(*taker, *_NOT_LIVE), request_headers=_KEY),
            Endpoint("GET", one + "/attempts/{attempt_id}", self.review, "What an attempt came to", _TAG,
                     answer=Review, errors=(*ENTRY_ERRORS, "not_released", "attempt_running")),
            Endpoint("GET", "/learning/accommodations", self.accommodations, "What is given to whom in a course",
                     _TAG, query=AccommodationsQuery, answer=list[Accommodation], errors=("not_found", "forbidden")),
            Endpoint("PUT", "/learning/accommodations/{course_id}/{user_id}", self.accommodate,
                     "Give somebody more time in a course, or no cold calls", _TAG, body=Accommodating, status=204,
                     errors=("forbidden",)),
        ])  # fmt: skip

    async def create(self, call: Call[NewQuiz, None]) -> QuizInfo:
        new = call.body
        request = QuizCreate(id=call.request_id, title=new.title, parts=new.parts, settings=new.settings)
        return (await self._service.command(call.principal, new.session_id, request, QuizAnswered)).quiz

    async def quizzes(self, call: Call[None, QuizzesQuery]) -> Quizzes:
        return await self._service.quizzes(call.principal, call.query.session_id)

    async def detail(self, call: Call[None, None]) -> QuizDetail:
        return await self._service.detail(call.principal, call.path["quiz_id"])

    async def delete(self, call: Call[None, None]) -> None:
        await self._act(call, QuizDelete(id=call.request_id, quiz=call.path["quiz_id"]), QuizDone)

    async def open(self, call: Call[None, None]) -> QuizInfo:
        return (await self._act(call, QuizOpen(id=call.request_id, quiz=call.path["quiz_id"]), QuizAnswered)).quiz

    async def close(self, call: Call[CloseBody, None]) -> QuizInfo:
        request = QuizClose(id=call.request_id, quiz=call.path["quiz_id"], at_once=call.body.at_once)
        return (await self._act(call, request, QuizAnswered)).quiz

    async def extend(self, call: Call[ExtendBody, None]) -> QuizExtended:
        body = call.body
        request = QuizExtend(id=call.request_id, quiz=call.path["quiz_id"], minutes=body.minutes, people=body.people)
        return await self._act(call, request, QuizExtended)

    async def release(self, call: Call[ReleaseBody, None]) -> QuizInfo:
        request = QuizRelease(id=call.request_id, quiz=call.path["quiz_id"], release=call.body.release)
        return (await self._act(call, request, QuizAnswered)).quiz

    async def preview(self, call: Call[RegradeBody, None]) -> tuple[ScoreChange, ...]:
        body = call.body
        return await self._service.preview(call.principal, call.path["quiz_id"], body.number, body.regrading)

    async def regrade(self, call: Call[RegradeBody, None]) -> QuizRegraded:
        request = QuizRegrade(
            id=call.request_id, quiz=call.path["quiz_id"], number=call.body.number, regrading=call.body.regrading
        )
        return await self._act(call, request, QuizRegraded)

    async def undo(self, call: Call[None, None]) -> QuizRegraded:
        return await self._act(call, QuizUndo(id=call.request_id, quiz=call.path["quiz_id"]), QuizRegraded)

    async def progress(self, call: Call[None, None]) -> tuple[Progress, ...]:
        request = QuizProgressRead(id=call.request_id, quiz=call.path["quiz_id"])
        return (await self._act(call, request, QuizProgressList)).people

    async def results(self, call: Call[None, None]) -> QuizResults:
        return await self._service.results(call.principal, call.path["quiz_id"])

    async def start(self, call: Call[None, None]) -> Attempt:
        return (await self._act(call, QuizStart(id=call.request_id, quiz=call.path["quiz_id"]), QuizStarted)).attempt

    async def attempt(self, call: Call[None, None]) -> Attempt:
        request = QuizAttemptRead(id=call.request_id, quiz=call.path["quiz_id"])
        return (await self._act(call, request, QuizStarted)).attempt

    async def answer(self, call: Call[AnswerBody, None]) -> QuizSaved:
        body = call.body
        request = QuizAnswer(
            id=call.request_id, quiz=call.path["quiz_id"], attempt=body.attempt, place=body.place,
            response=body.response,
        )  # fmt: skip
        return await self._act(call, request, QuizSaved)

    async def submit(self, call: Call[SubmitBody, None]) -> AttemptInfo:
        request = QuizSubmit(id=call.request_id, quiz=call.path["quiz_id"], attempt=call.body.attempt)
        return (await self._act(call, request, QuizSubmitted)).attempt

    async def focus(self, call: Call[FocusBody, None]) -> None:
        request = QuizFocus(
            id=call.request_id, quiz=call.path["quiz_id"], attempt=call.body.attempt, seconds=call.body.seconds
        )
        await self._act(call, request, QuizDone)

    async def review(self, call: Call[None, None]) -> Review:
        return await self._service.review(call.principal, call.path["quiz_id"], call.path["attempt_id"])

    async def accommodations(self, call: Call[None, AccommodationsQuery]) -> list[Accommodation]:
        return await self._service.accommodations(call.principal, call.query.course_id)

    async def accommodate(self, call: Call[Accommodating, None]) -> None:
        await self._service.set_accommodation(
            call.principal,
            call.path["course_id"],
            call.path["user_id"],
            call.body.time_factor,
            call.body.no_cold_call,
        )

    async def _act(self, call: Call[Any, Any], request: Request, answer: type[A]) -> A:
        return await self._service.command_of_quiz(call.principal, call.path["quiz_id"], request, answer)
