"""Frames and records of what hosts decide in a room."""

from collections.abc import Hashable
from datetime import datetime
from typing import ClassVar

import msgspec

from eduforum.media.schemas import Kind, RoomRole
from eduforum.web.protocol import Id, Request, StateEvent


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """What holds for everybody. `locked`: nobody comes in who has not been in; `waiting_room`: whoever comes waits to
    be let in; `may_…`: whether those who neither host nor assist may do so by themselves; `spotlight`: whom everybody
    sees large; `held_since`: since when the last host is gone."""

    locked: bool = False
    waiting_room: bool = False
    may_unmute: bool = True
    may_share: bool = True
    spotlight: str | None = None
    held_since: datetime | None = None


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """What was decided of one person in the session."""

    participant_id: str
    name: str
    admitted: bool = False
    banned: bool = False
    co_host: bool = False


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody at the door."""

    participant_id: str
    name: str
    role: RoomRole
    since: datetime


class Banned(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who may not come back in this session."""

    participant_id: str
    name: str


class RoomSet(Request, tag="room:set", frozen=True, kw_only=True):
    """Decide what holds for everybody; what is left out or null stays. Hosts only."""

    locked: bool | None = None
    waiting_room: bool | None = None
    may_unmute: bool | None = None
    may_share: bool | None = None

    durable: ClassVar[bool] = True


class RoomSpotlight(Request, tag="room:spotlight", frozen=True, kw_only=True):
    """Let everybody see one person large, or nobody in particular. Hosts only."""

    participant: Id | None

    durable: ClassVar[bool] = True


class RoomMute(Request, tag="room:mute", frozen=True, kw_only=True):
    """Mute a person's microphone or stop their camera, or those of everybody but hosts. Hosts only; unmuting is a
    person's own."""

    kind: Kind
    participant: Id | None = None


class RoomAskUnmute(Request, tag="room:ask_unmute", frozen=True, kw_only=True):
    """Ask somebody to unmute, who then may even where unmuting is not for everybody. Hosts only."""

    participant: Id
    kind: Kind


class RoomStage(Request, tag="room:stage", frozen=True, kw_only=True):
    """Give somebody a seat to send from, or take it away. Hosts only."""

    participant: Id
    on: bool


class RoomCoHost(Request, tag="room:co_host", frozen=True, kw_only=True):
    """Make somebody a co-host for the session, or not any more. For the course's professors."""

    participant: Id
    on: bool

    durable: ClassVar[bool] = True


class RoomRemove(Request, tag="room:remove", frozen=True, kw_only=True):
    """Send somebody out; `ban`: for the rest of the session. Hosts only."""

    participant: Id
    ban: bool = False

    durable: ClassVar[bool] = True


class RoomUnban(Request, tag="room:unban", frozen=True, kw_only=True):
    """Let somebody come back who was banned. Hosts only."""

    participant: Id

    durable: ClassVar[bool] = True


class RoomAdmit(Request, tag="room:admit", frozen=True, kw_only=True):
    """Let somebody in who waits, or all who do. Hosts only."""

    participant: Id | None = None

    durable: ClassVar[bool] = True


class RoomRefuse(Request, tag="room:refuse", frozen=True, kw_only=True):
    """Turn somebody away who waits; they may knock again. Hosts only."""

    participant: Id


class RoomLead(Request, tag="room:lead", frozen=True, kw_only=True):
    """Go on as a host, where the last one has been gone for the time that the room is held. For assistants."""

    durable: ClassVar[bool] = True


class RoomEnd(Request, tag="room:end", frozen=True, kw_only=True):
    """End the session for everyone. Hosts, and assistants where they might go on as one."""


class RoomControls(StateEvent, tag="room:controls", frozen=True, kw_only=True):
    """What holds for everybody, whole."""

    settings: Settings


class RoomDoor(StateEvent, tag="room:door", frozen=True, kw_only=True):
    """Who waits, longest first, and who is banned, whole; for hosts."""

    waiting: tuple[Waiting, ...]
    banned: tuple[Banned, ...]


class UnmuteAsked(StateEvent, tag="room:unmute_asked", frozen=True, kw_only=True):
    """A host asks one to unmute."""

    kind: Kind
    by: str

    def subject(self) -> Hashable:
        return "room:unmute_asked", self.kind


class RoomAdmitted(StateEvent, tag="room:admitted", frozen=True, kw_only=True):
    """To somebody at the door: join again now."""


class RoomRemoved(StateEvent, tag="room:removed", frozen=True, kw_only=True):
    """One is sent out or turned away; the socket is closed next. `banned`: for the rest of the session."""

    banned: bool
