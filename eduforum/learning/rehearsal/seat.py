"""A simulated person's place in the room: the protocol's frames, without a network between."""

import asyncio
import logging
from collections.abc import Callable, Hashable, Mapping
from functools import lru_cache
from typing import TypeVar

import msgspec

from eduforum.auth.schemas import Principal
from eduforum.errors import Conflict, EduForumError
from eduforum.ids import new_id
from eduforum.learning.breakouts.schemas import BreakoutChanged
from eduforum.learning.cold_call.schemas import ColdCallChanged
from eduforum.learning.debate.schemas import DebateChanged, DebateSided
from eduforum.learning.floor.schemas import FloorChanged
from eduforum.learning.plan.schemas import PlanChanged
from eduforum.learning.polls.schemas import PollChanged
from eduforum.learning.quiz.messages import QuizChanged
from eduforum.learning.slides.schemas import SlidesShown
from eduforum.media.live import Attendance
from eduforum.media.schemas import Joined, TokenRenewed
from eduforum.media.service import Dismissed, RoomService
from eduforum.web import protocol
from eduforum.web.protocol import Client, CloseCode, Request, RoomJoin, TokenRenew

A = TypeVar("A", bound=msgspec.Struct)

Heard = (
    PollChanged
    | QuizChanged
    | FloorChanged
    | ColdCallChanged
    | BreakoutChanged
    | PlanChanged
    | SlidesShown
    | DebateChanged
    | DebateSided
)

_TYPES: tuple[type[Heard], ...] = (
    PollChanged,
    QuizChanged,
    FloorChanged,
    ColdCallChanged,
    BreakoutChanged,
    PlanChanged,
    SlidesShown,
    DebateChanged,
    DebateSided,
)
_DECODERS: Mapping[str, msgspec.json.Decoder[Heard]] = {
    str(kind.__struct_config__.tag): msgspec.json.Decoder(kind) for kind in _TYPES
}

_TEXT = 0x81

_log = logging.getLogger(__name__)


class _Glance(msgspec.Struct):
    """What every event may have; the rest is skipped."""

    type: str
    cursor: str = ""


_glance = msgspec.json.Decoder(_Glance)


class NotThere(Conflict):
    """The person is not in the room just now."""

    code = "not_here"


class Seat:
    """One person, by one device. `hear` is told what happens, as far as anybody in a rehearsal acts on it."""

    def __init__(
        self, rooms: RoomService, principal: Principal, session_id: str, hear: Callable[[Heard], None]
    ) -> None:
        self._rooms = rooms
        self._session_id = session_id
        self._hear = hear
        self._client = Client(instance=new_id(), kind="desktop")
        self._cursor: str | None = None
        self._attendance: Attendance | None = None
        self._asking = asyncio.Lock()
        self.principal = principal
        self.id = principal.user_id

    @property
    def taken(self) -> bool:
        """Whether the person is in the room."""
        return self._attendance is not None

    async def come_in(self) -> Joined:
        """Enters, or comes back: what was missed is heard, or is in the answer's snapshot. Raises `EduForumError`."""
        token = (await self._rooms.admit(self.principal, self._session_id)).token
        request = RoomJoin(id=new_id(), token=token, client=self._client, cursor=self._cursor)
        try:
            entered = await self._rooms.join(self, request, None)
        except Dismissed as dismissed:
            raise dismissed.error from None
        self._attendance = entered.attendance
        self._cursor = entered.answer.cursor
        for event in entered.answer.events:
            self._take(bytes(event))
        return entered.answer

    def drop_out(self) -> None:
        """The line is cut: the place is held for a while."""
        attendance, self._attendance = self._attendance, None
        if attendance is not None:
            self._rooms.lost(attendance)

    async def ask(self, request: Request, answer: type[A]) -> A:
        """One request after another, each as a frame says it. Raises `EduForumError`, `NotThere` among them."""
        async with self._asking:
            attendance = self._attendance
            if attendance is None:
                raise NotThere
            try:
                read = self._rooms.decoder.decode(protocol.encode(request))
                given = await self._rooms.handle(attendance, read)
            except Dismissed as dismissed:
                self.drop_out()
                raise dismissed.error from None
            except protocol.BadFrame as fault:
                raise fault.error from None
            except EduForumError:
                raise
            except Exception as error:
                _log.exception("a request of a rehearsal failed", extra={"type": request.__struct_config__.tag})
                raise EduForumError from error
        return msgspec.json.decode(given if isinstance(given, msgspec.Raw) else protocol.encode(given), type=answer)

    async def renew(self) -> None:
        """Asks for another token, before this one is over."""
        await self.ask(TokenRenew(id=new_id()), TokenRenewed)

    def tell(self, frame: bytes, subject: Hashable | None = None) -> None:
        """As `Peer` has it. What is binary is for boards and notes, which nobody here reads."""
        if self._attendance is not None and frame[0] == _TEXT:
            self._take(payload(frame))

    def resync(self) -> None:
        """As `Peer` has it. Nobody here sits an exam and comes back to what was said meanwhile."""

    def close(self, code: CloseCode, reason: str = "") -> None:
        """As `Peer` has it."""
        self._attendance = None

    def _take(self, event: bytes) -> None:
        cursor, heard = read(event)
        self._cursor = cursor or self._cursor
        if heard is not None:
            self._hear(heard)


def payload(frame: bytes) -> bytes:
    """What is in an unmasked frame (RFC 6455 section 5.2)."""
    return frame[{126: 4, 127: 10}.get(frame[1], 2) :]


@lru_cache(maxsize=64)
def read(event: bytes) -> tuple[str, Heard | None]:
    """The event's cursor, and the event where it is one that somebody acts on. All hear the same bytes."""
    seen = _glance.decode(event)
    decoder = _DECODERS.get(seen.type)
    return seen.cursor, None if decoder is None else decoder.decode(event)
