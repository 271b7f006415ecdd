"""The chat as a tool of the room: its requests, and its snapshot for those who come in."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

import msgspec

from eduforum.clock import Clock
from eduforum.cluster import RateLimiter
from eduforum.db import Connection, Database
from eduforum.errors import Forbidden, NotFound, RateLimited
from eduforum.ids import new_id
from eduforum.learning.chat import rules, store
from eduforum.learning.chat.schemas import ChatHistory, ChatMessage, ChatSend, ChatSent, Message, Messages
from eduforum.media.audience import Addressed
from eduforum.media.schemas import Person
from eduforum.media.tools import Caller, Handler, RoomContext, RoomTool
from eduforum.web.protocol import DurableEvent, Request, StateEvent

PAGE = 50

# Nobody types faster; a script that does is told to wait.
SENDS = 30
SEND_WINDOW = 10.0


class Chat(RoomTool):
    name: ClassVar[str] = "chat"
    requests: ClassVar[Mapping[type[Request], type[msgspec.Struct]]] = {ChatSend: ChatSent, ChatHistory: Messages}
    events: ClassVar[Sequence[type[StateEvent] | type[DurableEvent]]] = (ChatMessage,)
    snapshot_type: ClassVar[type[msgspec.Struct] | None] = Messages

    def __init__(self, db: Database, limiter: RateLimiter, clock: Clock) -> None:
        self._db = db
        self._limiter = limiter
        self._clock = clock

    def handlers(self) -> Mapping[type[Request], Handler]:
        return {ChatSend: self.send, ChatHistory: self.history}

    async def send(self, room: RoomContext, caller: Caller, request: ChatSend) -> msgspec.Struct | msgspec.Raw:
        """Raises `Forbidden` for observers, `Invalid`, `RateLimited`."""
        writer = caller.person
        if writer.role == "observer":
            raise Forbidden("Observers see and hear.", code="observers_do_not_write")
        text = rules.clean(request.text)
        wait = await self._limiter.hit(f"chat:{room.id}:{writer.id}", SENDS, SEND_WINDOW)
        if wait > 0:
            raise RateLimited("Too many messages; wait a little.", retry_after=wait)
        message = Message(
            id=new_id(self._clock),
            participant_id=writer.id,
            name=writer.name,
            role=writer.role,
            text=text,
            sent_at=self._clock.now(),
        )
        return await room.append(
            caller,
            request,
            ChatSent(message=message),
            [Addressed(ChatMessage(message=message))],
            [store.add_message(message)],
        )

    async def history(self, room: RoomContext, caller: Caller, request: ChatHistory) -> Messages:
        """Raises `NotFound` for a message that is not of this room."""
        async with self._db.connection() as conn:
            place = await store.place_of(conn, room.id, request.before)
            if place is None:
                raise NotFound("There is no such message in this room.")
            return _page(await store.newest(conn, room.id, place, PAGE + 1))

    async def snapshot(self, conn: Connection, room: RoomContext, reader: Person) -> Messages:
        return _page(await store.newest(conn, room.id, None, PAGE + 1))


def _page(newest: list[Message]) -> Messages:
    """Of one more than a page, newest first."""
    return Messages(messages=tuple(reversed(newest[:PAGE])), more=len(newest) > PAGE)
