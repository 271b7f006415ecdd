"""A session's room while nobody can be in it: tools write before class and after it as they do in class."""

from collections.abc import Callable, Iterable, Mapping, Sequence

import msgspec

from eduforum.courses.schemas import SessionStatus
from eduforum.db import Database
from eduforum.errors import Conflict
from eduforum.media import audience, store
from eduforum.media.audience import EVERYONE, Addressed, Audience, Keys
from eduforum.media.controls.schemas import RoomDoor, Settings
from eduforum.media.controls.state import Controls
from eduforum.media.exams import Exams
from eduforum.media.schemas import Kind, Participant, Person
from eduforum.media.tools import Caller, Row
from eduforum.web.protocol import Request, StateEvent, encode


class QuietRoom:
    """What tools know as `RoomContext`, of a session that is not live. Nobody hears its events: who comes in later
    gets the tools' snapshots. Request ids are kept where the session has been live."""

    def __init__(self, db: Database, session_id: str) -> None:
        self.id = session_id
        self.controls = Controls(Settings(), False, ())
        self.exams = Exams()
        self._db = db

    def participant(self, participant_id: str) -> Participant | None:
        return None

    def participants(self) -> Sequence[Participant]:
        return ()

    def keys(self, person: Person) -> Keys:
        return audience.keys(person.id, person.role, None)

    def set_sitting(self, people: frozenset[str]) -> None:
        """Exams are sat in class."""

    def speech(self) -> Mapping[str, float]:
        return {}

    def silences(self) -> Mapping[str, float]:
        return {}

    def set_groups(self, groups: Mapping[str, str | None]) -> None:
        """Nobody is in a group."""

    def set_announcing(self, participant_id: str, on: bool) -> None:
        """Nobody speaks."""

    def set_group(self, participant_id: str, group_id: str | None) -> None:
        """Nobody is in a group."""

    def set_muted(self, participant_id: str, kind: Kind) -> None:
        """Nobody sends."""

    def set_seat(self, participant_id: str, on: bool) -> None:
        """Nobody sends."""

    def set_co_host(self, participant_id: str, on: bool) -> None:
        """Nobody hosts."""

    def send_out(self, participant_id: str, *, banned: bool) -> None:
        """Nobody is in."""

    def stop_others_screen(self) -> None:
        """Nobody shares."""

    def door(self) -> RoomDoor:
        return RoomDoor(waiting=(), banned=())

    def tell_door(self) -> None:
        """Nobody hears it."""

    def let_in(self, participant_id: str) -> None:
        """Nobody waits."""

    def publish(self, event: StateEvent, to: Audience = EVERYONE) -> None:
        """Nobody hears it."""

    def tell(self, connection_id: str, event: StateEvent) -> None:
        """Nobody hears it."""

    def tell_each(self, connection_ids: Iterable[str], event: StateEvent, to: Audience = EVERYONE) -> None:
        """Nobody hears it."""

    async def act(self, caller: Caller, request: Request) -> msgspec.Struct | msgspec.Raw:
        """Raises `Conflict`: tools are asked while a class goes on."""
        raise Conflict("The session has not started.", code="session_not_live")

    async def append(
        self,
        caller: Caller,
        request: Request,
        answer: msgspec.Struct,
        events: Sequence[Addressed] = (),
        rows: Sequence[Row] = (),
        *,
        stored: Callable[[], None] | None = None,
    ) -> msgspec.Struct | msgspec.Raw:
        """Stores the rows. Raises `Conflict` where the session has become live meanwhile."""
        return await self._write(rows, store.RequestKey(self.id, caller.person.id, request.id), answer, stored)

    async def record(
        self,
        events: Sequence[Addressed],
        rows: Sequence[Row] = (),
        *,
        stored: Callable[[], None] | None = None,
    ) -> None:
        await self._write(rows, None, None, stored)

    async def answer_of(self, caller: Caller, request: Request) -> bytes | None:
        """The answer that a request was given when it acted, or None where it has not."""
        key = store.RequestKey(self.id, caller.person.id, request.id)
        async with self._db.connection() as conn:
            found = (await store.answered(conn, [key])).get(key)
        return None if found is None else found.answer.encode()

    async def _write(
        self,
        rows: Sequence[Row],
        key: store.RequestKey | None,
        answer: msgspec.Struct | None,
        stored: Callable[[], None] | None,
    ) -> msgspec.Raw:
        async with self._db.transaction() as conn:
            # A start of the session waits for the end of this.
            status: SessionStatus = await conn.fetchval("select status from sessions where id = $1 for share", self.id)
            if status == "live":
                raise Conflict("The session has just begun; try again.", code="session_live")
            seq: int | None = await conn.fetchval("select seq from rooms where id = $1 for update", self.id)
            if key is not None and seq is not None:
                if known := await store.answered(conn, [key]):
                    return msgspec.Raw(known[key].answer.encode())
                await store.add_requests(conn, [(*key, seq, encode(answer).decode())] if answer is not None else [])
            for row in rows:
                await conn.execute(row.statement, self.id, seq or 0, *row.arguments)
        if stored is not None:
            stored()
        return msgspec.Raw(b"" if answer is None else encode(answer))
