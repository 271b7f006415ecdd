"""HTTP face of cold calls: the requests of the room, and the log."""

from typing import Any

from eduforum.db import Database
from eduforum.learning.cold_call import access, store
from eduforum.learning.cold_call.schemas import (
    ColdCallBody,
    ColdCallCall,
    ColdCallCallBody,
    ColdCallDone,
    ColdCallDraw,
    ColdCallEnd,
    ColdCallLog,
    ColdCallPass,
    ColdCallQuery,
    ColdCallWrite,
    ColdCallWriteBody,
)
from eduforum.media.access import READING_ERRORS
from eduforum.media.service import RoomService
from eduforum.web.endpoint import Call, Endpoint, scoped
from eduforum.web.protocol import Request

_TAG = "cold calls"
_ERRORS = ("not_found", "forbidden", "session_not_live", "session_cancelled", "session_ended", "rate_limited",
           "not_stored")  # fmt: skip
_KEY = {"Idempotency-Key": "A UUID in lower case: a call that is repeated with it acts once"}


class ColdCallRoutes:
    def __init__(self, db: Database, rooms: RoomService) -> None:
        self._db = db
        self._rooms = rooms

    def endpoints(self) -> list[Endpoint]:
        calls = "/learning/cold-calls"
        one = calls + "/{call_id}"
        return scoped("sessions", [
            Endpoint("GET", calls, self.log, "A session's calls, with who could have been drawn; for professors", _TAG,
                     query=ColdCallQuery, answer=ColdCallLog, errors=(*READING_ERRORS, "forbidden")),
            Endpoint("POST", calls, self.draw, "Draw somebody; staff only", _TAG, body=ColdCallBody,
                     answer=ColdCallDone, status=201,
                     errors=(*_ERRORS, "staff_only", "call_under_way", "nobody_to_call", "too_many_calls"),
                     request_headers=_KEY),
            Endpoint("POST", one + "/call", self.call, "Call whoever was drawn, now or after a warning; staff only",
                     _TAG, body=ColdCallCallBody, answer=ColdCallDone,
                     errors=(*_ERRORS, "staff_only", "no_such_call", "call_under_way", "call_over", "not_here",
                             "has_the_floor"),
                     request_headers=_KEY),
            Endpoint("POST", one + "/end", self.end, "Let go of somebody, or end their turn; staff only", _TAG,
                     body=ColdCallBody, answer=ColdCallDone,
                     errors=(*_ERRORS, "staff_only", "no_such_call", "call_over"), request_headers=_KEY),
            Endpoint("POST", one + "/pass", self.pass_on, "Not this time; by who is called", _TAG, body=ColdCallBody,
                     answer=ColdCallDone, errors=(*_ERRORS, "exam_mode", "no_such_call", "call_over"),
                     request_headers=_KEY),
            Endpoint("POST", one + "/write", self.write, "Answer in writing; by who is called", _TAG,
                     body=ColdCallWriteBody, answer=ColdCallDone,
                     errors=(*_ERRORS, "exam_mode", "no_such_call", "call_over"), request_headers=_KEY),
        ])  # fmt: skip

    async def log(self, call: Call[None, ColdCallQuery]) -> ColdCallLog:
        session_id = call.query.session_id
        async with self._db.connection() as conn:
            entry = await self._rooms.session_for_reading(conn, call.principal, session_id)
            access.may_read_log(entry.role)
            return ColdCallLog(calls=tuple(await store.log(conn, session_id)))

    async def draw(self, call: Call[ColdCallBody, None]) -> object:
        return await self._command(call, ColdCallDraw(id=call.request_id))

    async def call(self, call: Call[ColdCallCallBody, None]) -> object:
        request = ColdCallCall(id=call.request_id, call=call.path["call_id"], seconds=call.body.seconds)
        return await self._command(call, request)

    async def end(self, call: Call[ColdCallBody, None]) -> object:
        return await self._command(call, ColdCallEnd(id=call.request_id, call=call.path["call_id"]))

    async def pass_on(self, call: Call[ColdCallBody, None]) -> object:
        return await self._command(call, ColdCallPass(id=call.request_id, call=call.path["call_id"]))

    async def write(self, call: Call[ColdCallWriteBody, None]) -> object:
        request = ColdCallWrite(id=call.request_id, call=call.path["call_id"], text=call.body.text)
        return await self._command(call, request)

    async def _command(self, call: Call[Any, Any], request: Request) -> object:
        return await self._rooms.command(call.principal, call.body.session_id, request)
