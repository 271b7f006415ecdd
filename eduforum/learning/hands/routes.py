"""HTTP face of raised hands: the requests of the room, and the queue to read."""

from typing import Any

from eduforum.db import Database
from eduforum.learning.hands import store
from eduforum.learning.hands.schemas import (
    HandAnswer,
    HandCall,
    HandCallBody,
    HandExtend,
    HandExtendBody,
    HandGive,
    HandLower,
    HandLowerAll,
    HandOrderBody,
    HandPersonBody,
    HandPut,
    HandRaise,
    HandRaiseBody,
    HandRestore,
    Hands,
    HandsBody,
    HandsLowered,
    HandSort,
    HandsQuery,
    HandsSorted,
    HandsTimed,
    HandTime,
    HandTimeBody,
)
from eduforum.media.access import ENTRY_ERRORS
from eduforum.media.service import RoomService
from eduforum.web.endpoint import Call, Endpoint, scoped
from eduforum.web.protocol import Request

_TAG = "hands"
_ERRORS = ("not_found", "forbidden", "session_not_live", "session_cancelled", "session_ended", "rate_limited",
           "not_stored")  # fmt: skip
_STAFF = (*_ERRORS, "staff_only")
_KEY = {"Idempotency-Key": "A UUID in lower case: a call that is repeated with it acts once"}


class HandRoutes:
    def __init__(self, db: Database, rooms: RoomService) -> None:
        self._db = db
        self._rooms = rooms

    def endpoints(self) -> list[Endpoint]:
        hands = "/learning/hands"
        one = hands + "/{hand_id}"
        return scoped("sessions", [
            Endpoint("GET", hands, self.read, "A session's raised hands", _TAG, query=HandsQuery, answer=Hands,
                     errors=ENTRY_ERRORS),
            Endpoint("POST", hands, self.raise_hand, "Raise the own hand", _TAG, body=HandRaiseBody,
                     answer=HandAnswer, status=201,
                     errors=(*_ERRORS, "observers_raise_no_hand", "exam_mode", "think_time"), request_headers=_KEY),
            Endpoint("POST", one + "/lower", self.lower, "Lower a hand: the own one; staff, anybody's", _TAG,
                     body=HandsBody, answer=HandsLowered, errors=(*_STAFF, "no_such_hand"), request_headers=_KEY),
            Endpoint("POST", one + "/restore", self.restore, "Put a hand up again that went down just now", _TAG,
                     body=HandsBody, answer=HandAnswer, errors=(*_STAFF, "no_such_hand", "hand_up", "think_time"),
                     request_headers=_KEY),
            Endpoint("POST", hands + "/lower-all", self.lower_all, "Lower all hands; staff only", _TAG, body=HandsBody,
                     answer=HandsLowered, errors=_STAFF, request_headers=_KEY),
            Endpoint("POST", hands + "/call", self.call, "Give the floor to the next, or to a hand; staff only", _TAG,
                     body=HandCallBody, answer=HandAnswer,
                     errors=(*_STAFF, "no_such_hand", "has_the_floor", "nobody_waits"), request_headers=_KEY),
            Endpoint("POST", hands + "/put", self.put, "Put somebody into the queue; staff only", _TAG,
                     body=HandPersonBody, answer=HandAnswer,
                     errors=(*_STAFF, "observers_raise_no_hand", "not_here", "hand_up", "think_time"),
                     request_headers=_KEY),
            Endpoint("POST", hands + "/give", self.give, "Give somebody the floor; staff only", _TAG,
                     body=HandPersonBody, answer=HandAnswer,
                     errors=(*_STAFF, "observers_raise_no_hand", "not_here", "has_the_floor"), request_headers=_KEY),
            Endpoint("POST", hands + "/sort", self.sort, "Choose the order; staff only", _TAG, body=HandOrderBody,
                     answer=HandsSorted, errors=_STAFF, request_headers=_KEY),
            Endpoint("POST", hands + "/time", self.time, "Give turns a time, or none; staff only", _TAG,
                     body=HandTimeBody, answer=HandsTimed, errors=_STAFF, request_headers=_KEY),
            Endpoint("POST", hands + "/extend", self.extend, "Give the turn of now more time; staff only", _TAG,
                     body=HandExtendBody, answer=HandAnswer, errors=(*_STAFF, "no_turn"), request_headers=_KEY),
        ])  # fmt: skip

    async def read(self, call: Call[None, HandsQuery]) -> Hands:
        session_id = call.query.session_id
        async with self._db.connection() as conn, conn.transaction(isolation="repeatable_read", readonly=True):
            await self._rooms.session_for_reading(conn, call.principal, session_id, in_exams=True)
            return await store.hands(conn, session_id)

    async def raise_hand(self, call: Call[HandRaiseBody, None]) -> object:
        return await self._command(call, HandRaise(id=call.request_id, kind=call.body.kind, text=call.body.text))

    async def lower(self, call: Call[HandsBody, None]) -> object:
        return await self._command(call, HandLower(id=call.request_id, hand=call.path["hand_id"]))

    async def restore(self, call: Call[HandsBody, None]) -> object:
        return await self._command(call, HandRestore(id=call.request_id, hand=call.path["hand_id"]))

    async def lower_all(self, call: Call[HandsBody, None]) -> object:
        return await self._command(call, HandLowerAll(id=call.request_id))

    async def call(self, call: Call[HandCallBody, None]) -> object:
        return await self._command(call, HandCall(id=call.request_id, hand=call.body.hand))

    async def put(self, call: Call[HandPersonBody, None]) -> object:
        return await self._command(call, HandPut(id=call.request_id, participant=call.body.participant))

    async def give(self, call: Call[HandPersonBody, None]) -> object:
        return await self._command(call, HandGive(id=call.request_id, participant=call.body.participant))

    async def sort(self, call: Call[HandOrderBody, None]) -> object:
        return await self._command(call, HandSort(id=call.request_id, order=call.body.order))

    async def time(self, call: Call[HandTimeBody, None]) -> object:
        return await self._command(call, HandTime(id=call.request_id, seconds=call.body.seconds))

    async def extend(self, call: Call[HandExtendBody, None]) -> object:
        return await self._command(call, HandExtend(id=call.request_id, seconds=call.body.seconds))

    async def _command(self, call: Call[Any, Any], request: Request) -> object:
        return await self._rooms.command(call.principal, call.body.session_id, request)
