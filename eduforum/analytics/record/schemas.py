"""Records of what a session was."""

from datetime import datetime

import msgspec

from eduforum.courses.schemas import CourseRole, Session
from eduforum.media.schemas import RoomRole


class Span(msgspec.Struct, frozen=True):
    """From when to when somebody was there, on whichever device, or spoke."""

    start: datetime
    end: datetime


class Attendance(msgspec.Struct, frozen=True, kw_only=True):
    """A student's time in the room while the session was on. `minutes` is the sum of `stays`, which do not overlap;
    without any the person was not there. Nothing here says whether that was late or enough."""

    participant_id: str
    name: str
    minutes: float
    stays: tuple[Span, ...]


class AttendanceOfClass(msgspec.Struct, frozen=True):
    """How many of the students came."""

    came: int
    students: int


class PartOfRecord(msgspec.Struct, frozen=True):
    """How much there is of one tool, by the tool's name. What it is, is had by the calls of that tool."""

    name: str
    count: int


class SessionRecord(msgspec.Struct, frozen=True, kw_only=True):
    """What a session was, as far as the reader may see it: of the class's attendance staff, of one's own students."""

    session: Session
    role: CourseRole
    attendance: AttendanceOfClass | None
    own: Attendance | None
    parts: tuple[PartOfRecord, ...]


class TalkLane(msgspec.Struct, frozen=True, kw_only=True):
    """When one person spoke, and for how many seconds, presentations included. Pauses that are too short to be seen are
    in `spans`."""

    participant_id: str
    name: str
    role: RoomRole
    spoken: float
    spans: tuple[Span, ...]


class TalkLanes(msgspec.Struct, frozen=True):
    """Who spoke when: who teaches first, then whoever spoke most."""

    lanes: tuple[TalkLane, ...]
