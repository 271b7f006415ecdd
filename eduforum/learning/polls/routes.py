"""HTTP face of polls: the requests of the room, what is prepared, and results to read and to export."""

from typing import Any

from eduforum.learning.polls.ballots import BallotService
from eduforum.learning.polls.export import table
from eduforum.learning.polls.schemas import (
    AnonymousBallot,
    BallotTaken,
    NewPoll,
    PollActBody,
    PollClose,
    PollDiscuss,
    PollDone,
    PollExtend,
    PollExtension,
    PollOpen,
    PollQuery,
    PollRepeat,
    PollRepetition,
    PollReport,
    Polls,
    PollShare,
    PollSharing,
    PollToken,
    PollTokenBody,
    PollVote,
    PollVoteBody,
    PreparedBody,
    PreparedChange,
    PreparedPoll,
    PreparedQuery,
    TokenSigned,
    Voted,
)
from eduforum.learning.polls.service import PollService
from eduforum.media.access import READING_ERRORS
from eduforum.media.service import RoomService
from eduforum.web.endpoint import Call, Endpoint, Page, Raw, scoped
from eduforum.web.protocol import Request

_LIVE = ("not_found", "session_not_live", "session_cancelled", "session_ended", "rate_limited", "not_stored")
_STAFF = (*_LIVE, "forbidden")
_KEY = {"Idempotency-Key": "A UUID in lower case: a call that is repeated with it acts once"}


class PollRoutes:
    def __init__(self, service: PollService, rooms: RoomService, ballots: BallotService) -> None:
        self._service = service
        self._rooms = rooms
        self._ballots = ballots

    def endpoints(self) -> list[Endpoint]:
        polls, prepared = "/learning/polls", "/learning/prepared-polls"
        poll = polls + "/{poll_id}"
        return scoped("sessions", [
            Endpoint("GET", polls, self.list, "A session's polls, as the reader may see them", "polls",
                     query=PollQuery, answer=Polls, errors=READING_ERRORS),
            Endpoint("POST", polls, self.open, "Ask something, made now or prepared", "polls", body=NewPoll,
                     answer=PollDone, status=201, errors=(*_STAFF, "poll_open", "too_many_polls"),
                     request_headers=_KEY),
            Endpoint("POST", poll + "/vote", self.vote, "Vote, or change the vote", "polls",
                     body=PollVoteBody, answer=Voted,
                     errors=(*_LIVE, "only_students_vote", "exam_mode", "poll_closed",
                             "poll_anonymous", "vote_is_final"),
                     request_headers=_KEY),
            Endpoint("POST", poll + "/token", self.token, "Have a token for an anonymous vote signed, unseen", "polls",
                     body=PollTokenBody, answer=TokenSigned,
                     errors=(*_LIVE, "only_students_vote", "exam_mode", "poll_closed",
                             "poll_not_anonymous", "token_taken"),
                     request_headers=_KEY),
            Endpoint("POST", poll + "/ballots", self.cast, "Cast a ballot with a token; nobody asks whose", "polls",
                     body=AnonymousBallot, answer=BallotTaken, auth=False, anonymous=True,
                     errors=("not_found", "ballot_token_invalid", "poll_closed", "rate_limited")),
            Endpoint("GET", poll + "/results", self.results, "One poll with all that the reader may know", "polls",
                     query=PollQuery, answer=PollReport, errors=READING_ERRORS),
            Endpoint("GET", poll + "/export", self.export, "Its votes as a table", "polls", query=PollQuery,
                     errors=(*READING_ERRORS, "forbidden"), raw=True, produces="text/csv"),
            Endpoint("POST", poll + "/close", self.close, "Take no more votes", "polls", body=PollActBody,
                     answer=PollDone, errors=(*_STAFF, "poll_closed"), request_headers=_KEY),
            Endpoint("POST", poll + "/extend", self.extend, "Close later", "polls", body=PollExtension, answer=PollDone,
                     errors=(*_STAFF, "poll_closed"), request_headers=_KEY),
            Endpoint("POST", poll + "/discuss", self.discuss, "Discuss between two rounds", "polls", body=PollActBody,
                     answer=PollDone, errors=(*_STAFF, "poll_open"), request_headers=_KEY),
            Endpoint("POST", poll + "/repeat", self.repeat, "Vote again on the same question", "polls",
                     body=PollRepetition, answer=PollDone, errors=(*_STAFF, "poll_open", "too_many_rounds"),
                     request_headers=_KEY),
            Endpoint("POST", poll + "/share", self.share, "Show the results to students", "polls", body=PollSharing,
                     answer=PollDone, errors=(*_STAFF, "poll_open"), request_headers=_KEY),
            Endpoint("GET", prepared, self.prepared, "A course's prepared polls; for staff", "polls",
                     query=PreparedQuery, answer=Page[PreparedPoll], errors=("not_found", "forbidden")),
            Endpoint("POST", prepared, self.prepare, "Prepare a poll", "polls", body=PreparedBody,
                     answer=PreparedPoll, status=201, errors=("not_found", "forbidden", "too_many_polls")),
            Endpoint("PUT", prepared + "/{prepared_id}", self.change_prepared, "Replace a prepared poll", "polls",
                     body=PreparedChange, answer=PreparedPoll, errors=("not_found", "forbidden", "version_conflict")),
            Endpoint("DELETE", prepared + "/{prepared_id}", self.delete_prepared, "Delete a prepared poll", "polls",
                     status=204, errors=("not_found", "forbidden")),
        ])  # fmt: skip

    async def list(self, call: Call[None, PollQuery]) -> Polls:
        return await self._service.of_session(call.principal, call.query.session_id)

    async def open(self, call: Call[NewPoll, None]) -> object:
        body = call.body
        request = PollOpen(id=call.request_id, content=body.content, prepared=body.prepared, seconds=body.seconds)
        return await self._command(call, request)

    async def vote(self, call: Call[PollVoteBody, None]) -> object:
        body = call.body
        request = PollVote(
            id=call.request_id,
            poll=call.path["poll_id"],
            round=body.round,
            ballot=body.ballot,
            receipt=body.receipt,
        )
        return await self._command(call, request)

    async def token(self, call: Call[PollTokenBody, None]) -> object:
        body = call.body
        request = PollToken(id=call.request_id, poll=call.path["poll_id"], round=body.round, blinded=body.blinded)
        return await self._command(call, request)

    async def cast(self, call: Call[AnonymousBallot, None]) -> BallotTaken:
        return await self._ballots.cast(call.path["poll_id"], call.body)

    async def results(self, call: Call[None, PollQuery]) -> PollReport:
        return await self._service.report(call.principal, call.query.session_id, call.path["poll_id"])

    async def export(self, call: Call[None, PollQuery]) -> Raw:
        report = await self._service.export(call.principal, call.query.session_id, call.path["poll_id"])
        disposition = f'attachment; filename="poll-{report.poll.id}.csv"'
        return Raw(table(report), "text/csv; charset=utf-8", {"Content-Disposition": disposition})

    async def close(self, call: Call[PollActBody, None]) -> object:
        return await self._command(call, PollClose(id=call.request_id, poll=call.path["poll_id"]))

    async def extend(self, call: Call[PollExtension, None]) -> object:
        request = PollExtend(id=call.request_id, poll=call.path["poll_id"], seconds=call.body.seconds)
        return await self._command(call, request)

    async def discuss(self, call: Call[PollActBody, None]) -> object:
        return await self._command(call, PollDiscuss(id=call.request_id, poll=call.path["poll_id"]))

    async def repeat(self, call: Call[PollRepetition, None]) -> object:
        request = PollRepeat(id=call.request_id, poll=call.path["poll_id"], seconds=call.body.seconds)
        return await self._command(call, request)

    async def share(self, call: Call[PollSharing, None]) -> object:
        request = PollShare(id=call.request_id, poll=call.path["poll_id"], correct=call.body.correct)
        return await self._command(call, request)

    async def prepared(self, call: Call[None, PreparedQuery]) -> Page[PreparedPoll]:
        return Page(await self._service.prepared(call.principal, call.query.course_id))

    async def prepare(self, call: Call[PreparedBody, None]) -> PreparedPoll:
        return await self._service.prepare(call.principal, call.body.course_id, call.body.content)

    async def change_prepared(self, call: Call[PreparedChange, None]) -> PreparedPoll:
        body = call.body
        return await self._service.change_prepared(call.principal, call.path["prepared_id"], body.content, body.version)

    async def delete_prepared(self, call: Call[None, None]) -> None:
        await self._service.delete_prepared(call.principal, call.path["prepared_id"])

    async def _command(self, call: Call[Any, Any], request: Request) -> object:
        return await self._rooms.command(call.principal, call.body.session_id, request)
