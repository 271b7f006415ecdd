"""HTTP face of debates: the requests of the room, ballots that come by nobody, and a session's debates to read."""

from typing import Any

from eduforum.db import Database
from eduforum.learning.debate import store
from eduforum.learning.debate.schemas import (
    DebateActBody,
    DebateAdjust,
    DebateAdjustBody,
    DebateAnswer,
    DebateAnswerBody,
    DebateAsk,
    DebateAskBody,
    DebateAssign,
    DebateAssignBody,
    DebateBallot,
    DebateBegin,
    DebateBeginBody,
    DebateClose,
    DebateCount,
    DebateDone,
    DebateDraw,
    DebateDrawBody,
    DebateList,
    DebateOffer,
    DebateOpen,
    DebatePause,
    DebatePauseBody,
    DebateQuery,
    DebateSides,
    DebateSigned,
    DebateToken,
    DebateTokenBody,
    DebateYield,
    NewDebate,
)
from eduforum.learning.debate.votes import DebateBallots
from eduforum.learning.polls.schemas import BallotTaken
from eduforum.media.access import READING_ERRORS
from eduforum.media.service import RoomService
from eduforum.web.endpoint import Call, Endpoint, scoped
from eduforum.web.protocol import Request

_TAG = "debates"
_LIVE = ("not_found", "session_not_live", "session_cancelled", "session_ended", "rate_limited", "not_stored")
_ANY = (*_LIVE, "forbidden", "no_such_debate", "debate_over")
_STAFF = (*_ANY, "staff_only")
_KEY = {"Idempotency-Key": "A UUID in lower case: a call that is repeated with it acts once"}


class DebateRoutes:
    def __init__(self, db: Database, rooms: RoomService, ballots: DebateBallots) -> None:
        self._db = db
        self._rooms = rooms
        self._ballots = ballots

    def endpoints(self) -> list[Endpoint]:
        debates = "/learning/debates"
        debate = debates + "/{debate_id}"
        return scoped("sessions", [
            Endpoint("GET", debates, self.list, "A session's debates", _TAG, query=DebateQuery, answer=DebateList,
                     errors=READING_ERRORS),
            Endpoint("POST", debates, self.open, "Put up a motion; staff only", _TAG, body=NewDebate, answer=DebateDone,
                     status=201, errors=(*_LIVE, "forbidden", "staff_only", "debate_open", "too_many_debates"),
                     request_headers=_KEY),
            Endpoint("POST", debate + "/draw", self.draw, "Give the sides by lot; staff only", _TAG,
                     body=DebateDrawBody, answer=DebateSides, errors=(*_STAFF, "debate_begun", "too_few_to_draw"),
                     request_headers=_KEY),
            Endpoint("POST", debate + "/sides", self.assign, "Give a side to one person; staff only", _TAG,
                     body=DebateAssignBody, answer=DebateSides,
                     errors=(*_STAFF, "only_students_debate", "not_here", "has_the_floor"), request_headers=_KEY),
            Endpoint("POST", debate + "/ask", self.ask, "Open the secret vote before or after; staff only", _TAG,
                     body=DebateAskBody, answer=DebateDone,
                     errors=(*_STAFF, "speech_under_way", "view_voted", "debate_begun", "no_view_before",
                             "too_few_views"),
                     request_headers=_KEY),
            Endpoint("POST", debate + "/count", self.count, "Close the vote that is open; staff only", _TAG,
                     body=DebateActBody, answer=DebateDone, errors=(*_STAFF, "poll_closed"), request_headers=_KEY),
            Endpoint("POST", debate + "/token", self.token, "Have the token for one's votes signed, unseen", _TAG,
                     body=DebateTokenBody, answer=DebateSigned,
                     errors=(*_ANY, "only_students_vote", "exam_mode", "poll_closed", "token_taken"),
                     request_headers=_KEY),
            Endpoint("POST", debate + "/ballots", self.cast, "Vote a view with a token; nobody asks whose", _TAG,
                     body=DebateBallot, answer=BallotTaken, auth=False, anonymous=True,
                     errors=("not_found", "ballot_token_invalid", "no_view_before", "poll_closed", "rate_limited")),
            Endpoint("POST", debate + "/begin", self.begin, "Give somebody a turn; staff only", _TAG,
                     body=DebateBeginBody, answer=DebateDone,
                     errors=(*_STAFF, "view_open", "no_side", "not_here", "has_the_floor", "too_many_speeches"),
                     request_headers=_KEY),
            Endpoint("POST", debate + "/pause", self.pause, "Stop the clock, or let it run on; staff only", _TAG,
                     body=DebatePauseBody, answer=DebateDone, errors=(*_STAFF, "nobody_speaks"), request_headers=_KEY),
            Endpoint("POST", debate + "/adjust", self.adjust, "Give a side more time, or less; staff only", _TAG,
                     body=DebateAdjustBody, answer=DebateDone, errors=_STAFF, request_headers=_KEY),
            Endpoint("POST", debate + "/yield", self.yield_turn, "End the turn; staff, and whoever has it", _TAG,
                     body=DebateActBody, answer=DebateDone, errors=(*_STAFF, "nobody_speaks"), request_headers=_KEY),
            Endpoint("POST", debate + "/points", self.offer, "Ask for a point of information; the other side", _TAG,
                     body=DebateActBody, answer=DebateDone,
                     errors=(*_ANY, "exam_mode", "other_side_asks", "nobody_speaks", "point_waits", "points_used"),
                     request_headers=_KEY),
            Endpoint("POST", debate + "/points/{point_id}", self.answer, "Take a point, or decline it", _TAG,
                     body=DebateAnswerBody, answer=DebateDone,
                     errors=(*_ANY, "exam_mode", "speaker_answers", "nobody_speaks", "no_such_point", "point_answered"),
                     request_headers=_KEY),
            Endpoint("POST", debate + "/close", self.close, "End the debate; staff only", _TAG, body=DebateActBody,
                     answer=DebateDone, errors=_STAFF, request_headers=_KEY),
        ])  # fmt: skip

    async def list(self, call: Call[None, DebateQuery]) -> DebateList:
        session_id = call.query.session_id
        async with self._db.connection() as conn, conn.transaction(isolation="repeatable_read", readonly=True):
            await self._rooms.session_for_reading(conn, call.principal, session_id)
            return DebateList(debates=tuple(await store.records(conn, session_id)))

    async def open(self, call: Call[NewDebate, None]) -> object:
        body = call.body
        request = DebateOpen(id=call.request_id, motion=body.motion, seconds=body.seconds, points=body.points)
        return await self._command(call, request)

    async def draw(self, call: Call[DebateDrawBody, None]) -> object:
        body = call.body
        request = DebateDraw(id=call.request_id, debate=call.path["debate_id"], way=body.way, each=body.each)
        return await self._command(call, request)

    async def assign(self, call: Call[DebateAssignBody, None]) -> object:
        body, debate = call.body, call.path["debate_id"]
        request = DebateAssign(id=call.request_id, debate=debate, participant=body.participant, place=body.place)
        return await self._command(call, request)

    async def ask(self, call: Call[DebateAskBody, None]) -> object:
        request = DebateAsk(id=call.request_id, debate=call.path["debate_id"], vote=call.body.vote)
        return await self._command(call, request)

    async def count(self, call: Call[DebateActBody, None]) -> object:
        return await self._command(call, DebateCount(id=call.request_id, debate=call.path["debate_id"]))

    async def token(self, call: Call[DebateTokenBody, None]) -> object:
        request = DebateToken(id=call.request_id, debate=call.path["debate_id"], blinded=call.body.blinded)
        return await self._command(call, request)

    async def cast(self, call: Call[DebateBallot, None]) -> BallotTaken:
        return await self._ballots.cast(call.path["debate_id"], call.body)

    async def begin(self, call: Call[DebateBeginBody, None]) -> object:
        body, debate = call.body, call.path["debate_id"]
        request = DebateBegin(id=call.request_id, debate=debate, kind=body.kind, participant=body.participant)
        return await self._command(call, request)

    async def pause(self, call: Call[DebatePauseBody, None]) -> object:
        return await self._command(
            call, DebatePause(id=call.request_id, debate=call.path["debate_id"], on=call.body.on)
        )

    async def adjust(self, call: Call[DebateAdjustBody, None]) -> object:
        body, debate = call.body, call.path["debate_id"]
        request = DebateAdjust(id=call.request_id, debate=debate, side=body.side, seconds=body.seconds)
        return await self._command(call, request)

    async def yield_turn(self, call: Call[DebateActBody, None]) -> object:
        return await self._command(call, DebateYield(id=call.request_id, debate=call.path["debate_id"]))

    async def offer(self, call: Call[DebateActBody, None]) -> object:
        return await self._command(call, DebateOffer(id=call.request_id, debate=call.path["debate_id"]))

    async def answer(self, call: Call[DebateAnswerBody, None]) -> object:
        debate, point = call.path["debate_id"], call.path["point_id"]
        request = DebateAnswer(id=call.request_id, debate=debate, point=point, accept=call.body.accept)
        return await self._command(call, request)

    async def close(self, call: Call[DebateActBody, None]) -> object:
        return await self._command(call, DebateClose(id=call.request_id, debate=call.path["debate_id"]))

    async def _command(self, call: Call[Any, None], request: Request) -> object:
        return await self._rooms.command(call.principal, call.body.session_id, request)
