"""A live room: its people, its log and its tools, and the sockets that are attached to it."""

import logging
from collections.abc import Awaitable, Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol, TypeAlias, assert_never

import msgspec

from eduforum.media import audience
from eduforum.media.audience import EVERYONE, Addressed, Audience, Keys, hears
from eduforum.media.controls.schemas import RoomAdmitted, RoomDoor, RoomRemoved, Waiting
from eduforum.media.controls.state import Controls
from eduforum.media.effects import Closed, Effect, Moved, MuteChanged, ScreenChanged, SendingChanged
from eduforum.media.exam_gate import ExamGate
from eduforum.media.exams import Exams
from eduforum.media.journal import Journal, RoomLog, Told
from eduforum.media.room import Entry, Room
from eduforum.media.schemas import (
    Kind,
    Participant,
    ParticipantChanged,
    ParticipantClaims,
    ParticipantJoined,
    ParticipantLeft,
    Person,
    SourceInfo,
)
from eduforum.media.tools import Caller, RoomTool, Row
from eduforum.web import protocol
from eduforum.web.protocol import CloseCode, Request, StateEvent

if TYPE_CHECKING:
    from eduforum.media.engine import MediaEngine

_log = logging.getLogger(__name__)

Act: TypeAlias = Callable[["LiveRoom", Caller, Request], Awaitable[msgspec.Struct | msgspec.Raw]]
"""Does what somebody asks, by whichever tool answers it."""


class Peer(Protocol):
    """A socket, as the room sees it. Frames are whole WebSocket frames."""

    def tell(self, frame: bytes, subject: Hashable | None = None) -> None:
        """Never waits. Of the frames with one subject a slow reader gets the last."""
        ...

    def resync(self) -> None:
        """The client is to join again, and hears of no event until it has."""
        ...

    def close(self, code: CloseCode, reason: str = "") -> None: ...


@dataclass(eq=False, slots=True)
class Attendance:
    """A socket with a token, on its way in or inside. It has heard of durable events up to `seq`; `refused` is set when
    it has to leave whatever it is doing."""

    peer: Peer
    claims: ParticipantClaims
    expires_at: datetime
    room: "LiveRoom | None" = None
    connection_id: str = ""
    seq: int = 0
    keys: Keys = frozenset()
    refused: CloseCode | None = None


class LiveRoom:
    """What the tools know as `RoomContext`."""

    def __init__(
        self,
        session_id: str,
        room: Room,
        log: RoomLog,
        journal: Journal,
        engine: "MediaEngine",
        tools: Sequence[RoomTool],
        exam_gate: ExamGate,
        controls: Controls,
        act: Act,
        sent_out: Callable[[str, str], None],
    ) -> None:
        self.id = session_id
        self.controls = controls
        self.exams = Exams()
        self.room = room
        self.log = log
        self._journal = journal
        self._engine = engine
        self._tools: Sequence[RoomTool] = tools
        self._exam_gate = exam_gate
        self._act = act
        self._sent_out = sent_out
        self._attending: dict[str, Attendance] = {}
        # Whose socket broke, by the connection that is held for them with its media.
        self._away: dict[str, Attendance] = {}
        # Who is at the door, by person.
        self._waiting: dict[str, list[Attendance]] = {}
        log.told = self._tell_all

    def participant(self, participant_id: str) -> Participant | None:
        return self.room.participant(participant_id)

    def participants(self) -> Sequence[Participant]:
        return self.room.participants()

    def keys(self, person: Person) -> Keys:
        held = audience.keys(person.id, person.role, self.room.group(person.id))
        return held | audience.STAFF | audience.HOSTS if self.controls.is_co_host(person.id) else held

    def set_sitting(self, people: frozenset[str]) -> None:
        begun, back = people - self.exams.sitting, self.exams.sitting - people
        self.exams.set_sitting(people, self.log.seq)
        if begun:
            self.stop_others_screen()
        for attendance in self._attending.values():
            if attendance.claims.sub in back:
                attendance.peer.resync()

    def speech(self) -> Mapping[str, float]:
        return self._engine.speech(self.id)

    def set_groups(self, groups: Mapping[str, str | None]) -> None:
        # What is shared ends before its person is anywhere else.
        self.apply(self.room.set_groups(groups))
        for participant_id in groups:
            self._renew_keys(participant_id)
        self._engine.set_groups(self.id, groups)

    def set_group(self, participant_id: str, group_id: str | None) -> None:
        self.set_groups({participant_id: group_id})

    def set_announcing(self, participant_id: str, on: bool) -> None:
        self._engine.set_announcing(self.id, participant_id, on)

    def silences(self) -> Mapping[str, float]:
        return self._engine.silences(self.id)

    def set_muted(self, participant_id: str, kind: Kind) -> None:
        self.apply(self.room.set_muted(participant_id, kind, True))

    def set_seat(self, participant_id: str, on: bool) -> None:
        self.apply(self.room.set_seat(participant_id, on))

    def set_co_host(self, participant_id: str, on: bool) -> None:
        self._renew_keys(participant_id)
        self.apply(self.room.set_co_host(participant_id, on))

    def send_out(self, participant_id: str, *, banned: bool) -> None:
        self.controls.sent_out(participant_id)
        self._sent_out(self.id, participant_id)
        removed = RoomRemoved(banned=banned)
        for waiting in self._waiting.pop(participant_id, []):
            self._close(waiting, removed)
        participant = self.room.participant(participant_id)
        if participant is None:
            return
        for connection_id in self.room.connections(participant_id):
            attendance = self._attending.get(connection_id)
            if attendance is not None:
                self.detach(attendance, for_good=True)
                self._close(attendance, removed)
            else:
                self._away.pop(connection_id, None)
                self.apply(self.room.leave(connection_id))

    def stop_others_screen(self) -> None:
        for participant in self.room.participants():
            person = Person(participant.id, participant.name, participant.role)
            if participant.screen and not self.controls.is_staff(person):
                for connection in participant.connections:
                    self.apply(self.room.stop_screen(connection.id))

    def wait(self, attendance: Attendance, person: Person, since: datetime) -> None:
        """Somebody stays at the door; hosts are told."""
        self._waiting.setdefault(person.id, []).append(attendance)
        if person.id not in self.controls.waiting:
            self.controls.waiting[person.id] = Waiting(
                participant_id=person.id, name=person.name, role=person.role, since=since
            )
            self.tell_door()

    def stop_waiting(self, peer: Peer) -> None:
        """A socket is at the door no longer; with the last one its person is not."""
        for person_id, attendances in list(self._waiting.items()):
            left = [attendance for attendance in attendances if attendance.peer is not peer]
            if left:
                self._waiting[person_id] = left
            else:
                del self._waiting[person_id]
                if self.controls.waiting.pop(person_id, None) is not None:
                    self.tell_door()

    def let_in(self, participant_id: str) -> None:
        self.controls.waiting.pop(participant_id, None)
        frame = protocol.frame(protocol.encode(RoomAdmitted()))
        for attendance in self._waiting.pop(participant_id, []):
            attendance.peer.tell(frame)

    def door(self) -> RoomDoor:
        return RoomDoor(waiting=tuple(self.controls.waiting.values()), banned=self.controls.banned())

    def tell_door(self) -> None:
        self.publish(self.door(), audience.HOSTS)

    def publish(self, event: StateEvent, to: Audience = EVERYONE) -> None:
        frame, subject = protocol.event_frame(event), event.subject()
        apart = self._apart(str(event.__struct_config__.tag))
        for attendance in self._attending.values():
            if hears(attendance.keys, to) and attendance.claims.sub not in apart:
                attendance.peer.tell(frame, subject)

    def tell(self, connection_id: str, event: StateEvent) -> None:
        self.tell_each((connection_id,), event)

    def tell_each(self, connection_ids: Iterable[str], event: StateEvent, to: Audience = EVERYONE) -> None:
        frame, subject = protocol.event_frame(event), event.subject()
        apart = self._apart(str(event.__struct_config__.tag))
        for connection_id in connection_ids:
            attendance = self._attending.get(connection_id)
            if attendance is not None and hears(attendance.keys, to) and attendance.claims.sub not in apart:
                attendance.peer.tell(frame, subject)

    async def act(self, caller: Caller, request: Request) -> msgspec.Struct | msgspec.Raw:
        return await self._act(self, caller, request)

    async def append(
        self,
        caller: Caller,
        request: Request,
        answer: msgspec.Struct,
        events: Sequence[Addressed] = (),
        rows: Sequence[Row] = (),
        *,
        stored: Callable[[], None] | None = None,
    ) -> msgspec.Raw:
        by, id = caller.person.id, request.id
        given = await self._journal.append(self.log, by, id, answer, events, rows, stored=stored)
        self._hook(lambda tool: tool.written(self))
        return msgspec.Raw(given)

    async def record(
        self,
        events: Sequence[Addressed],
        rows: Sequence[Row] = (),
        *,
        stored: Callable[[], None] | None = None,
    ) -> None:
        await self._journal.record(self.log, events, rows, stored=stored)
        self._hook(lambda tool: tool.written(self))

    def attach(self, attendance: Attendance, entry: Entry) -> None:
        """The socket takes the connection's place; one that had it before is closed."""
        self.apply(entry.effects, entering=attendance.peer)
        self._away.pop(entry.connection_id, None)
        before = self._attending.get(entry.connection_id)
        if before is not None and before is not attendance:
            before.room = None
            if before.peer is not attendance.peer:
                before.peer.close(CloseCode.MOVED)
        attendance.room = self
        attendance.connection_id = entry.connection_id
        attendance.keys = self.keys(Person(entry.participant.id, entry.participant.name, entry.participant.role))
        self._attending[entry.connection_id] = attendance

    def detach(self, attendance: Attendance, *, for_good: bool) -> None:
        """The socket is gone, or the connection with it."""
        if attendance.room is not self:
            return
        attendance.room = None
        del self._attending[attendance.connection_id]
        connection_id = attendance.connection_id
        if for_good:
            self.apply(self.room.leave(connection_id))
        else:
            self._away[connection_id] = attendance
            self.apply(self.room.drop(connection_id))

    def release(self, concerns: Callable[[Attendance], bool], code: CloseCode) -> None:
        """Those concerned who are away just now lose the place that is held for them, and their media; those at the
        door are closed."""
        for attendance in [each for those in self._waiting.values() for each in those if concerns(each)]:
            attendance.peer.close(code)
        for connection_id in [id for id, attendance in self._away.items() if concerns(attendance)]:
            self.apply(self.room.leave(connection_id))

    def require_entry(self, person: Person) -> None:
        """Raises `Forbidden` where the person may not come in now, or has to wait at the door."""
        self.controls.require_entry(person, inside=self.room.participant(person.id) is not None)

    async def add_publisher(self, who: Person, resource_id: str, offer: str, *, label: str) -> str:
        """The answer to the offer of a publisher without a socket. Its sound and picture are sources of the person's,
        who is in the room by them; `label` is how they are called.

        Raises what `Room.publish` and the engine raise; then all is as before.
        """
        self.require_entry(who)
        self.apply(self.room.publish(who, resource_id))
        name = source_name(resource_id)
        try:
            answer, names = await self._engine.publish(self.id, resource_id, who.id, offer, name=name, may_send=True)
        except BaseException:
            self.remove(resource_id)
            raise
        sources = [
            SourceInfo(source=each, kind="video" if each == name else "audio", label=label, muted=False)
            for each in names
        ]
        self.apply(self.room.set_published(resource_id, sources))
        return answer

    async def add_viewer(
        self, who: Person, resource_id: str, offer: str, *, publisher: str | None, source: str | None
    ) -> str:
        """The answer to the offer of a viewer, who is shown to nobody and takes no seat. Raises what the engine
        raises."""
        self.require_entry(who)
        return await self._engine.subscribe(self.id, resource_id, who.id, offer, publisher=publisher, source=source)

    def remove(self, resource_id: str) -> None:
        """A publisher or viewer goes, with its media. Once it is gone nothing happens."""
        if self.room.holder(resource_id) is not None:
            self.apply(self.room.leave(resource_id))
        else:
            self._engine.close_connection(self.id, resource_id)

    def apply(self, effects: Sequence[Effect], *, entering: Peer | None = None) -> None:
        """Does what follows from a command: tells the room, closes sockets but that of who is `entering`, moves the
        forwarder."""
        for effect in effects:
            match effect:
                case ParticipantJoined(participant=participant):
                    self.publish(effect)
                    self._entered(participant)
                case ParticipantChanged():
                    self.publish(effect)
                case ParticipantLeft(participant_id=participant_id):
                    self.publish(effect)
                    self._left(participant_id)
                case Moved(connection_id) | Closed(connection_id):
                    self._close_connection(connection_id)
                    self._away.pop(connection_id, None)
                    attendance = self._attending.pop(connection_id, None)
                    if attendance is not None:
                        attendance.room = None
                        if attendance.peer is not entering:
                            attendance.peer.close(CloseCode.MOVED)
                case SendingChanged(connection_id, allowed):
                    self._engine.set_may_send(self.id, connection_id, allowed)
                case MuteChanged(participant_id, source, muted):
                    self._engine.set_muted(self.id, participant_id, source, muted)
                case ScreenChanged(connection_id, shared):
                    self._engine.set_screen(self.id, connection_id, shared)
                case _:
                    assert_never(effect)

    def states(self, reader: Person) -> list[StateEvent]:
        """What the tools tell of now to somebody who comes in or comes back."""
        sits = self.exams.sits(reader.id)
        return [event for tool in self._tools if tool.in_exams or not sits for event in tool.states(self, reader)]

    def later(self, seq: int, held: Keys, reader: Person) -> list[bytes] | None:
        """What `reader`, who holds these keys, hears after `seq`; None where it is not all in memory any more."""
        later = self.log.since(seq, held)
        if later is None:
            return None
        sits = self.exams.sits(reader.id)
        return [frame for frame in later if not sits or self._exam_gate.tells(protocol.tag_of(frame))]

    async def tick(self) -> None:
        """The tools see to what time brings."""
        for tool in self._tools:
            try:
                await tool.tick(self)
            except Exception:
                _log.exception("a tool failed at what was due in its room", extra={"tool": tool.name})

    def end(self) -> None:
        """Everyone is told and sent away."""
        self.publish(protocol.RoomEnded())
        attending, self._attending = self._attending, {}
        waiting, self._waiting = self._waiting, {}
        for attendance in [*attending.values(), *(each for those in waiting.values() for each in those)]:
            attendance.room = None
            attendance.peer.close(CloseCode.ENDED)
        for participant in self.room.participants():
            for connection in participant.connections:
                self._close_connection(connection.id)
        self._hook(lambda tool: tool.closed(self))
        # Sockets may still be on their way out; no tool has to do with them any more.
        self._tools = ()

    def _renew_keys(self, participant_id: str) -> None:
        participant = self.room.participant(participant_id)
        if participant is not None:
            held = self.keys(Person(participant.id, participant.name, participant.role))
            for connection in participant.connections:
                if connection.id in self._attending:
                    self._attending[connection.id].keys = held

    def _close(self, attendance: Attendance, event: StateEvent) -> None:
        attendance.refused = CloseCode.REMOVED
        attendance.peer.tell(protocol.frame(protocol.encode(event)))
        attendance.peer.close(CloseCode.REMOVED)

    def _close_connection(self, connection_id: str) -> None:
        self._engine.close_connection(self.id, connection_id)
        self._hook(lambda tool: tool.connection_closed(self, connection_id))

    def _entered(self, participant: Participant) -> None:
        self._hook(lambda tool: tool.entered(self, participant))

    def _left(self, participant_id: str) -> None:
        self._hook(lambda tool: tool.left(self, participant_id))

    def _hook(self, call: Callable[[RoomTool], None]) -> None:
        for tool in self._tools:
            try:
                call(tool)
            except Exception:
                _log.exception("a tool failed at what happens in its room", extra={"tool": tool.name})

    def _tell_all(self, event: Told) -> None:
        frame = protocol.frame(event.frame)
        apart = self._apart(protocol.tag_of(event.frame)) if self.exams.sitting else frozenset()
        for attendance in self._attending.values():
            # Who has just come in may have read it from the database before it is told.
            if (
                event.seq > attendance.seq
                and hears(attendance.keys, event.audience)
                and attendance.claims.sub not in apart
            ):
                attendance.peer.tell(frame)

    def _apart(self, tag: str) -> frozenset[str]:
        """Whom nothing of this type reaches now, since they sit an exam."""
        return frozenset() if self._exam_gate.tells(tag) else self.exams.sitting


def source_name(resource_id: str) -> str:
    """How the source of a WHIP resource is called in its room."""
    return f"whip-{resource_id.replace('-', '')[-12:]}"
