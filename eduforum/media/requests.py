"""What people ask of the room itself: to be heard or not, to interpret, to share a screen."""

from collections.abc import Mapping

from eduforum.media.live import LiveRoom
from eduforum.media.schemas import (
    Done,
    ParticipantInterpreter,
    ParticipantMute,
    ParticipantUnmute,
    ScreenStart,
    ScreenStop,
)
from eduforum.media.tools import Caller, Handler, RoomContext
from eduforum.web.protocol import Request


class RoomRequests:
    """`rooms` are those that are open here, by their ids."""

    def __init__(self, rooms: Mapping[str, LiveRoom]) -> None:
        self._rooms = rooms

    def handlers(self) -> Mapping[type[Request], Handler]:
        return {
            ParticipantMute: self._mute,
            ParticipantUnmute: self._unmute,
            ParticipantInterpreter: self._interpreter,
            ScreenStart: self._share_screen,
            ScreenStop: self._stop_screen,
        }

    async def _mute(self, room: RoomContext, caller: Caller, request: ParticipantMute) -> Done:
        return self._set_muted(room.id, caller, request, True)

    async def _unmute(self, room: RoomContext, caller: Caller, request: ParticipantUnmute) -> Done:
        room.controls.require_unmute(caller.person, request.kind)
        return self._set_muted(room.id, caller, request, False)

    def _set_muted(
        self, room_id: str, caller: Caller, request: ParticipantMute | ParticipantUnmute, muted: bool
    ) -> Done:
        live = self._rooms[room_id]
        live.apply(live.room.set_muted(caller.person.id, request.kind, muted, request.source))
        return Done()

    async def _interpreter(self, room: RoomContext, caller: Caller, request: ParticipantInterpreter) -> Done:
        live = self._rooms[room.id]
        live.apply(live.room.set_interpreter(caller.person.id, request.participant, request.on))
        return Done()

    async def _share_screen(self, room: RoomContext, caller: Caller, request: ScreenStart) -> Done:
        room.controls.require("may_share", caller.person)
        # What is to be read in an exam is shown by who gives it.
        room.exams.require_apart(caller.person)
        live = self._rooms[room.id]
        live.apply(live.room.share_screen(caller.connection_id, take_over=request.take_over))
        return Done()

    async def _stop_screen(self, room: RoomContext, caller: Caller, request: ScreenStop) -> Done:
        live = self._rooms[room.id]
        live.apply(live.room.stop_screen(caller.connection_id))
        return Done()
