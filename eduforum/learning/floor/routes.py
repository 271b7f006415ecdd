"""HTTP face of think time: the requests of the room, and the questions of a session to read."""

from typing import Any

from eduforum.db import Database
from eduforum.learning.floor import access, store
from eduforum.learning.floor.schemas import (
    FloorActBody,
    FloorCall,
    FloorCallBody,
    FloorClose,
    FloorDone,
    FloorGive,
    FloorGiveBody,
    FloorGiven,
    FloorList,
    FloorOpen,
    FloorQuery,
    FloorReveal,
    NewFloor,
)
from eduforum.media.access import READING_ERRORS
from eduforum.media.schemas import Person
from eduforum.media.service import RoomService
from eduforum.web.endpoint import Call, Endpoint, scoped
from eduforum.web.protocol import Request

_TAG = "think time"
_ERRORS = ("not_found", "forbidden", "session_not_live", "session_cancelled", "session_ended", "rate_limited",
           "not_stored")  # fmt: skip
_KEY = {"Idempotency-Key": "A UUID in lower case: a call that is repeated with it acts once"}


class FloorRoutes:
    def __init__(self, db: Database, rooms: RoomService) -> None:
        self._db = db
        self._rooms = rooms

    def endpoints(self) -> list[Endpoint]:
        floors = "/learning/floors"
        floor = floors + "/{floor_id}"
        return scoped("sessions", [
            Endpoint("GET", floors, self.list, "A session's questions with think time", _TAG, query=FloorQuery,
                     answer=FloorList, errors=READING_ERRORS),
            Endpoint("POST", floors, self.open, "Ask, and have everybody think; staff only", _TAG, body=NewFloor,
                     answer=FloorDone, status=201, errors=(*_ERRORS, "staff_only", "still_thinking", "too_many_floors"),
                     request_headers=_KEY),
            Endpoint("POST", floor + "/give", self.give, "Give a hand or a text while people think", _TAG,
                     body=FloorGiveBody, answer=FloorGiven,
                     errors=(*_ERRORS, "only_students_answer", "exam_mode", "no_such_floor", "think_time_over"),
                     request_headers=_KEY),
            Endpoint("POST", floor + "/reveal", self.reveal, "Show what was given before the time is over; staff only",
                     _TAG, body=FloorActBody, answer=FloorDone,
                     errors=(*_ERRORS, "staff_only", "no_such_floor", "think_time_over"), request_headers=_KEY),
            Endpoint("POST", floor + "/call", self.call, "Give the floor to the least heard, or to one; staff only",
                     _TAG, body=FloorCallBody, answer=FloorDone,
                     errors=(*_ERRORS, "staff_only", "no_such_floor", "no_such_hand", "still_thinking", "floor_closed",
                             "nobody_waits", "not_here", "has_the_floor"),
                     request_headers=_KEY),
            Endpoint("POST", floor + "/close", self.close, "Put the question away; staff only", _TAG,
                     body=FloorActBody, answer=FloorDone,
                     errors=(*_ERRORS, "staff_only", "no_such_floor", "floor_closed"), request_headers=_KEY),
        ])  # fmt: skip

    async def list(self, call: Call[None, FloorQuery]) -> FloorList:
        session_id = call.query.session_id
        async with self._db.connection() as conn, conn.transaction(isolation="repeatable_read", readonly=True):
            entry = await self._rooms.session_for_reading(conn, call.principal, session_id)
            reports = access.teaches(Person(call.principal.user_id, call.principal.name, entry.role))
            return FloorList(floors=tuple(await store.records(conn, session_id, reports=reports)))

    async def open(self, call: Call[NewFloor, None]) -> object:
        body = call.body
        return await self._command(call, FloorOpen(id=call.request_id, question=body.question, seconds=body.seconds))

    async def give(self, call: Call[FloorGiveBody, None]) -> object:
        body = call.body
        request = FloorGive(id=call.request_id, floor=call.path["floor_id"], hand=body.hand, text=body.text)
        return await self._command(call, request)

    async def reveal(self, call: Call[FloorActBody, None]) -> object:
        return await self._command(call, FloorReveal(id=call.request_id, floor=call.path["floor_id"]))

    async def call(self, call: Call[FloorCallBody, None]) -> object:
        request = FloorCall(id=call.request_id, floor=call.path["floor_id"], participant=call.body.participant)
        return await self._command(call, request)

    async def close(self, call: Call[FloorActBody, None]) -> object:
        return await self._command(call, FloorClose(id=call.request_id, floor=call.path["floor_id"]))

    async def _command(self, call: Call[Any, None], request: Request) -> object:
        return await self._rooms.command(call.principal, call.body.session_id, request)
