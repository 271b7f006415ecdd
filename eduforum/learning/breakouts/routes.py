"""HTTP face of breakouts: the commands of the room, from a person who need not be in it."""

from typing import Any, TypeVar

import msgspec

from eduforum.learning.breakouts.schemas import (
    AssignBody,
    BreakoutAssign,
    BreakoutBroadcast,
    BreakoutCreate,
    BreakoutEnd,
    BreakoutMove,
    BreakoutOpen,
    BroadcastBody,
    CreateBody,
    DrawnGroups,
    EndBody,
    GroupsChanged,
    MoveBody,
    OpenBody,
)
from eduforum.media.service import RoomService
from eduforum.web.endpoint import Call, Endpoint, scoped
from eduforum.web.protocol import Request

T = TypeVar("T")

_TAG = "breakouts"

_ERRORS = ("not_found", "forbidden", "staff_only", "session_not_live", "session_ended", "rate_limited")


class BreakoutRoutes:
    def __init__(self, rooms: RoomService) -> None:
        self._rooms = rooms

    def endpoints(self) -> list[Endpoint]:
        path = "/learning/breakout"
        return scoped("sessions", [
            Endpoint("POST", path + "/create", self.create, "Prepare groups", _TAG, body=CreateBody, answer=DrawnGroups,
                     errors=(*_ERRORS, "breakout_open")),
            Endpoint("POST", path + "/assign", self.assign, "Set all groups by hand", _TAG, body=AssignBody,
                     answer=GroupsChanged, errors=(*_ERRORS, "no_breakout", "outdated")),
            Endpoint("POST", path + "/open", self.open, "Let the groups begin", _TAG, body=OpenBody,
                     answer=GroupsChanged, errors=(*_ERRORS, "no_breakout", "breakout_open")),
            Endpoint("POST", path + "/move", self.move, "Put somebody into a group, or into none", _TAG, body=MoveBody,
                     answer=GroupsChanged, errors=(*_ERRORS, "no_breakout", "group_full", "groups_are_given")),
            Endpoint("POST", path + "/broadcast", self.broadcast, "Tell all groups something", _TAG,
                     body=BroadcastBody, answer=GroupsChanged, errors=(*_ERRORS, "breakout_not_open")),
            Endpoint("POST", path + "/end", self.end, "Call everybody back", _TAG, body=EndBody, answer=GroupsChanged,
                     errors=(*_ERRORS, "no_breakout")),
        ])  # fmt: skip

    async def create(self, call: Call[CreateBody, None]) -> DrawnGroups:
        body = call.body
        return await self._command(
            call, body.session_id, BreakoutCreate(id=call.request_id, plan=body.plan), DrawnGroups
        )

    async def assign(self, call: Call[AssignBody, None]) -> GroupsChanged:
        body = call.body
        request = BreakoutAssign(id=call.request_id, version=body.version, groups=body.groups)
        return await self._command(call, body.session_id, request, GroupsChanged)

    async def open(self, call: Call[OpenBody, None]) -> GroupsChanged:
        request = BreakoutOpen(id=call.request_id, seconds=call.body.seconds)
        return await self._command(call, call.body.session_id, request, GroupsChanged)

    async def move(self, call: Call[MoveBody, None]) -> GroupsChanged:
        request = BreakoutMove(id=call.request_id, participant=call.body.participant, group=call.body.group)
        return await self._command(call, call.body.session_id, request, GroupsChanged)

    async def broadcast(self, call: Call[BroadcastBody, None]) -> GroupsChanged:
        request = BreakoutBroadcast(id=call.request_id, text=call.body.text)
        return await self._command(call, call.body.session_id, request, GroupsChanged)

    async def end(self, call: Call[EndBody, None]) -> GroupsChanged:
        request = BreakoutEnd(id=call.request_id, seconds=call.body.seconds)
        return await self._command(call, call.body.session_id, request, GroupsChanged)

    async def _command(self, call: Call[Any, None], session_id: str, request: Request, answer: type[T]) -> T:
        given = await self._rooms.command(call.principal, session_id, request)
        if isinstance(given, msgspec.Raw):
            return msgspec.json.decode(given, type=answer)
        return msgspec.convert(given, answer, from_attributes=True)
