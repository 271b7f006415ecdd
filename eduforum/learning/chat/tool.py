"""The chat as a tool of the room: its requests, and its snapshot for those who come in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import ClassVar

import msgspec

from eduforum.clock import Clock
from eduforum.cluster import RateLimiter
from eduforum.courses.schemas import Session
from eduforum.db import Connection, Database
from eduforum.errors import Conflict, Forbidden, NotFound, RateLimited
from eduforum.ids import new_id
from eduforum.learning.chat import access, channels, rules, store
from eduforum.learning.chat.schemas import (
    Attachment,
    ChannelSnapshot,
    ChatConfigure,
    ChatDelete,
    ChatDeleted,
    ChatEdit,
    ChatEdited,
    ChatHistory,
    ChatMessage,
    ChatMute,
    ChatMuted,
    ChatPolicy,
    ChatReact,
    ChatReaction,
    ChatRead,
    ChatReads,
    ChatReadUpTo,
    ChatRestore,
    ChatRestored,
    ChatSend,
    ChatSent,
    ChatSettings,
    ChatSnapshot,
    Mention,
    Message,
    Messages,
    Quote,
    ReadPosition,
    ReadPositions,
)
from eduforum.media.audience import EVERYONE, STAFF, Addressed, people
from eduforum.media.record import RecordPart, RecordReader
from eduforum.media.schemas import Done, Person, RoomRole
from eduforum.media.tools import Caller, Handler, RoomContext, RoomTool, Row
from eduforum.web.protocol import DurableEvent, Request, StateEvent

PAGE = 50

# Direct channels have fewer messages in the snapshot, and the long forgotten none.
DIRECT_PAGE = 10
DIRECT_CHANNELS = 20

# Nobody types faster; a script that does is told to wait. `ACTS` are edits, deletions and reactions, `LOOKS` pages of
# history and marks of what was read.
SENDS = 30
ACTS = 60
LOOKS = 120
WINDOW = 10.0

RESTORABLE = timedelta(minutes=10)


@dataclass
class _State:
    """What decides who may write, as the database has it."""

    settings: ChatPolicy
    muted: set[str] = field(default_factory=set)


class Chat(RoomTool):
    name: ClassVar[str] = "chat"
    requests: ClassVar[Mapping[type[Request], type[msgspec.Struct]]] = {
        ChatSend: ChatSent,
        ChatEdit: Done,
        ChatDelete: Done,
        ChatRestore: Done,
        ChatReact: Done,
        ChatHistory: Messages,
        ChatRead: Done,
        ChatReads: ReadPositions,
        ChatConfigure: Done,
        ChatMute: Done,
    }
    events: ClassVar[Sequence[type[StateEvent] | type[DurableEvent]]] = (
        ChatMessage,
        ChatEdited,
        ChatDeleted,
        ChatRestored,
        ChatReaction,
        ChatSettings,
        ChatMuted,
        ChatReadUpTo,
    )
    snapshot_type: ClassVar[type[msgspec.Struct] | None] = ChatSnapshot

    def __init__(self, db: Database, limiter: RateLimiter, clock: Clock) -> None:
        self._db = db
        self._limiter = limiter
        self._clock = clock
        self._rooms: dict[str, _State] = {}

    def handlers(self) -> Mapping[type[Request], Handler]:
        return {
            ChatSend: self.send,
            ChatEdit: self.edit,
            ChatDelete: self.delete,
            ChatRestore: self.restore,
            ChatReact: self.react,
            ChatHistory: self.history,
            ChatRead: self.read,
            ChatReads: self.reads,
            ChatConfigure: self.configure,
            ChatMute: self.mute,
        }

    async def recorded(self, conn: Connection, session: Session, reader: RecordReader) -> RecordPart | None:
        return RecordPart(await store.told_to_everyone(conn, session.id))

    async def opened(self, conn: Connection, room: RoomContext) -> None:
        found = await store.settings(conn, room.id)
        self._rooms[room.id] = _State(found.settings, set(found.muted))

    def closed(self, room: RoomContext) -> None:
        self._rooms.pop(room.id, None)

    async def send(self, room: RoomContext, caller: Caller, request: ChatSend) -> msgspec.Struct | msgspec.Raw:
        """Raises what `access.may_write` does, `NotFound` for a message or file that is not there, `Invalid`,
        `RateLimited`."""
        writer, channel = caller.person, request.channel
        text = rules.clean(request.text, may_be_empty=bool(request.files))
        await self._may_write(room, writer, channel)
        await self._limit("send", SENDS, room, writer)
        message = Message(
            id=new_id(self._clock),
            channel=channel,
            participant_id=writer.id,
            name=writer.name,
            role=writer.role,
            text=text,
            sent_at=self._clock.now(),
            mentions=_mentions(room, request.mentions),
        )
        if request.reply_to is not None or request.files:
            quote, files = await self._attached(room, writer, request)
            message = msgspec.structs.replace(message, reply_to=quote, files=files)
        rows = [store.add_message(message), *(store.hold_file(message.id, file.id) for file in message.files)]
        if channels.is_direct(channel):
            rows += [store.begin_direct(person, channel) for person in channels.both(channel)]
        return await room.append(
            caller,
            request,
            ChatSent(message=message),
            [Addressed(ChatMessage(message=message), channels.audience(channel))],
            rows,
        )

    async def edit(self, room: RoomContext, caller: Caller, request: ChatEdit) -> msgspec.Struct | msgspec.Raw:
        """Raises what `access.may_edit` and `access.may_write` do, `NotFound`, `Invalid`, `RateLimited`."""
        await self._limit("act", ACTS, room, caller.person)
        message = await self._message(room, caller.person, request.message)
        access.may_edit(caller.person, message)
        await self._may_write(room, caller.person, message.channel)
        text = rules.clean(request.text, may_be_empty=message.has_files)
        mentions, at = _mentions(room, request.mentions), self._clock.now()
        event = ChatEdited(message_id=message.id, channel=message.channel, text=text, mentions=mentions, edited_at=at)
        return await self._tell(room, caller, request, event, store.edit(message.id, text, mentions, at))

    async def delete(self, room: RoomContext, caller: Caller, request: ChatDelete) -> msgspec.Struct | msgspec.Raw:
        """Raises what `access.may_delete` does, `NotFound`, `RateLimited`."""
        await self._limit("act", ACTS, room, caller.person)
        message = await self._message(room, caller.person, request.message)
        access.may_delete(caller.person, message, staff=room.controls.is_staff(caller.person))
        event = ChatDeleted(
            message_id=message.id,
            channel=message.channel,
            by="writer" if message.participant_id == caller.person.id else "staff",
        )
        row = store.delete(message.id, self._clock.now(), caller.person.id)
        return await self._tell(room, caller, request, event, row)

    async def restore(self, room: RoomContext, caller: Caller, request: ChatRestore) -> msgspec.Struct | msgspec.Raw:
        """Raises `Conflict` `message_not_deleted` or `too_late`, `Forbidden` `not_yours`, `NotFound`,
        `RateLimited`."""
        await self._limit("act", ACTS, room, caller.person)
        message = await self._message(room, caller.person, request.message)
        if message.deleted_at is None:
            raise Conflict("The message is not deleted.", code="message_not_deleted")
        if message.deleted_by != caller.person.id:
            raise Forbidden("Somebody else has deleted this.", code="not_yours")
        if self._clock.now() - message.deleted_at > RESTORABLE:
            raise Conflict("It was deleted too long ago.", code="too_late")
        async with self._db.connection() as conn:
            whole = await store.whole(conn, room.id, message.id)
        assert whole is not None
        return await self._tell(room, caller, request, ChatRestored(message=whole), store.restore(message.id))

    async def react(self, room: RoomContext, caller: Caller, request: ChatReact) -> msgspec.Struct | msgspec.Raw:
        """Raises what `access.may_react` does, `NotFound`, `RateLimited`."""
        await self._limit("act", ACTS, room, caller.person)
        message = await self._message(room, caller.person, request.message)
        muted = caller.person.id in self._state(room).muted and not self._trusted(room, caller.person)
        access.may_react(caller.person, message, muted)
        event = ChatReaction(
            message_id=message.id,
            channel=message.channel,
            participant_id=caller.person.id,
            kind=request.kind,
            on=request.on,
        )
        row = store.react(message.id, caller.person.id, request.kind, request.on)
        return await self._tell(room, caller, request, event, row)

    async def history(self, room: RoomContext, caller: Caller, request: ChatHistory) -> Messages:
        """Raises `NotFound` for a channel that is not the reader's and a message that is not in it, `RateLimited`."""
        await self._limit("look", LOOKS, room, caller.person)
        access.may_read(caller.person, room.keys(caller.person), request.channel)
        async with self._db.connection() as conn:
            place = None
            if request.before is not None:
                message = await store.head(conn, room.id, request.before)
                if message is None or message.channel != request.channel:
                    raise NotFound("There is no such message in this channel.")
                place = message.seq
            return _page(await store.newest(conn, room.id, request.channel, place, PAGE + 1), PAGE)

    async def read(self, room: RoomContext, caller: Caller, request: ChatRead) -> msgspec.Struct | msgspec.Raw:
        """Raises `NotFound`, `RateLimited`."""
        await self._limit("look", LOOKS, room, caller.person)
        message = await self._message(room, caller.person, request.message)
        row = store.read(caller.person.id, message.channel, message.seq)
        done = await room.append(caller, request, Done(), rows=[row])
        room.publish(ChatReadUpTo(channel=message.channel, read=message.id), people([caller.person.id]))
        return done

    async def reads(self, room: RoomContext, caller: Caller, request: ChatReads) -> ReadPositions:
        """Raises `RateLimited`."""
        await self._limit("look", LOOKS, room, caller.person)
        async with self._db.connection() as conn:
            names = channels.heard_by(room.keys(caller.person))
            names += await store.directs(conn, room.id, caller.person.id)
            found = await store.positions(conn, room.id, caller.person.id, names)
        return ReadPositions(positions=tuple(ReadPosition(**position._asdict()) for position in found))

    async def configure(
        self, room: RoomContext, caller: Caller, request: ChatConfigure
    ) -> msgspec.Struct | msgspec.Raw:
        """Raises `Forbidden` `staff_only`, `RateLimited`."""
        access.may_moderate(staff=room.controls.is_staff(caller.person))
        await self._limit("act", ACTS, room, caller.person)
        settings = ChatPolicy(writing=request.writing, direct=request.direct)
        done = await room.append(
            caller,
            request,
            Done(),
            [Addressed(ChatSettings(settings=settings), EVERYONE)],
            [store.configure(settings)],
        )
        await self._reload(room)
        return done

    async def mute(self, room: RoomContext, caller: Caller, request: ChatMute) -> msgspec.Struct | msgspec.Raw:
        """Raises `Forbidden` `staff_only` or `staff_not_muted`, `NotFound`, `RateLimited`."""
        access.may_moderate(staff=room.controls.is_staff(caller.person))
        await self._limit("act", ACTS, room, caller.person)
        access.may_be_muted(
            await self._role(room, request.participant), co_host=room.controls.is_co_host(request.participant)
        )
        done = await room.append(
            caller,
            request,
            Done(),
            [
                Addressed(
                    ChatMuted(participant_id=request.participant, on=request.on),
                    STAFF | people([request.participant]),
                )
            ],
            [store.mute(request.participant, caller.person.id, request.on)],
        )
        await self._reload(room)
        return done

    async def snapshot(self, conn: Connection, room: RoomContext, reader: Person) -> ChatSnapshot:
        keys = room.keys(reader)
        settings, muted = await store.settings(conn, room.id)
        heard, direct = channels.heard_by(keys), await store.directs(conn, room.id, reader.id)
        sizes = dict.fromkeys(heard, PAGE) | dict.fromkeys(direct[:DIRECT_CHANNELS], DIRECT_PAGE)
        newest = await store.newest_of(conn, room.id, {channel: size + 1 for channel, size in sizes.items()})
        found = []
        for channel, read, unread in await store.positions(conn, room.id, reader.id, [*heard, *direct]):
            page = _page(newest[channel], sizes[channel]) if channel in sizes else Messages(messages=(), more=True)
            found.append(
                ChannelSnapshot(channel=channel, read=read, unread=unread, messages=page.messages, more=page.more)
            )
        if not keys & STAFF:
            muted = (reader.id,) if reader.id in muted else ()
        return ChatSnapshot(settings=settings, muted=muted, channels=tuple(found))

    async def _tell(
        self,
        room: RoomContext,
        caller: Caller,
        request: Request,
        event: ChatEdited | ChatDeleted | ChatRestored | ChatReaction,
        row: Row,
    ) -> msgspec.Struct | msgspec.Raw:
        channel = event.message.channel if isinstance(event, ChatRestored) else event.channel
        return await room.append(caller, request, Done(), [Addressed(event, channels.audience(channel))], [row])

    async def _message(self, room: RoomContext, reader: Person, message_id: str) -> store.Head:
        """What decides about a message that the person hears. Raises `NotFound`."""
        async with self._db.connection() as conn:
            message = await store.head(conn, room.id, message_id)
        if message is None or not channels.may_read(message.channel, reader.id, room.keys(reader)):
            raise NotFound("There is no such message.")
        return message

    async def _attached(
        self, room: RoomContext, writer: Person, request: ChatSend
    ) -> tuple[Quote | None, tuple[Attachment, ...]]:
        quote = None
        async with self._db.connection() as conn:
            if request.reply_to is not None:
                quote = await store.quote(conn, room.id, request.channel, request.reply_to)
                if quote is None:
                    raise NotFound("There is no such message in this channel.")
            files = await store.files_of(conn, room.id, writer.id, request.files)
        wanted = dict.fromkeys(request.files)
        if len(files) < len(wanted):
            raise NotFound("There is no such file of yours.", code="file_not_found")
        return quote, tuple(files[id] for id in wanted)

    async def _may_write(self, room: RoomContext, writer: Person, channel: str) -> None:
        access.may_act(writer)
        access.may_read(writer, room.keys(writer), channel)
        peer, peer_trusted = None, False
        if (peer_id := channels.other(channel, writer.id)) is not None:
            peer = await self._role(room, peer_id)
            if peer is None:
                raise NotFound("There is no such person.")
            peer_trusted = access.is_trusted(peer, co_host=room.controls.is_co_host(peer_id))
        state = self._state(room)
        access.may_write(
            writer,
            channel,
            state.settings,
            muted=writer.id in state.muted,
            trusted=self._trusted(room, writer),
            peer=peer,
            peer_trusted=peer_trusted,
        )

    def _trusted(self, room: RoomContext, person: Person) -> bool:
        return access.is_trusted(person.role, co_host=room.controls.is_co_host(person.id))

    async def _role(self, room: RoomContext, person_id: str) -> RoomRole | None:
        participant = room.participant(person_id)
        if participant is not None:
            return participant.role
        async with self._db.connection() as conn:
            return await store.role_of(conn, room.id, person_id)

    def _state(self, room: RoomContext) -> _State:
        """Of a room that has just ended, nothing: what is written there finds nobody."""
        return self._rooms.get(room.id) or _State(ChatPolicy())

    async def _reload(self, room: RoomContext) -> None:
        """Several may have changed it at once: what the database has is what counts."""
        async with self._db.connection() as conn:
            found = await store.settings(conn, room.id)
        if room.id in self._rooms:
            self._rooms[room.id] = _State(found.settings, set(found.muted))

    async def _limit(self, kind: str, limit: int, room: RoomContext, person: Person) -> None:
        wait = await self._limiter.hit(f"chat:{kind}:{room.id}:{person.id}", limit, WINDOW)
        if wait > 0:
            raise RateLimited("Too much at once; wait a little.", retry_after=wait)


def _mentions(room: RoomContext, ids: Sequence[str]) -> tuple[Mention, ...]:
    """Of those named, who is here: whoever has just gone is no reason to lose a message."""
    found = (room.participant(id) for id in dict.fromkeys(ids))
    return tuple(Mention(id=person.id, name=person.name) for person in found if person is not None)


def _page(newest: list[Message], size: int) -> Messages:
    """Of one more than a page, newest first."""
    return Messages(messages=tuple(reversed(newest[:size])), more=len(newest) > size)
