"""Frames and records of the room's chat."""

from collections.abc import Hashable
from datetime import datetime
from typing import Annotated, ClassVar, Literal

import msgspec
from msgspec import Meta

from eduforum.media.schemas import RoomRole
from eduforum.web.protocol import DurableEvent, Id, Request, StateEvent

MAX_LENGTH = 4000
MAX_MENTIONS = 20
MAX_FILES = 10
QUOTE_LENGTH = 200

_UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"

Text = Annotated[str, Meta(max_length=MAX_LENGTH, description="Plain text, in characters")]
Channel = Annotated[
    str,
    Meta(
        pattern=rf"\A(room|staff|group:[0-9A-Za-z-]{{1,64}}|direct:{_UUID}:{_UUID})\Z",
        description="`room`, `staff`, `group:…`, or `direct:` and the ids of both people, the lesser one first",
    ),
]

ReactionKind = Literal["like", "love", "laugh", "celebrate", "question", "done"]
Writing = Literal["everyone", "staff"]
Direct = Literal["everyone", "staff", "nobody"]


class Mention(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who is meant by `@name` in the text."""

    id: str
    name: str


class Quote(msgspec.Struct, frozen=True, kw_only=True):
    """The message that is replied to, as it is now: `text` is its beginning, empty once it is `deleted`."""

    id: str
    participant_id: str
    name: str
    text: str
    deleted: bool = False


class Attachment(msgspec.Struct, frozen=True, kw_only=True):
    """A file of a message; `size` in bytes."""

    id: str
    name: str
    media_type: str
    size: int


class MessageReaction(msgspec.Struct, frozen=True, kw_only=True):
    """Who reacted to a message in one way, in the order in which they did."""

    kind: ReactionKind
    people: tuple[str, ...]


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """One message. `name` and `role` are the writer's at the time. One that is `deleted`, by its writer or by staff,
    has nothing in it any more. A `broadcast` was said to all groups at once."""

    id: str
    channel: str = "room"
    participant_id: str
    name: str
    role: RoomRole
    text: str
    sent_at: datetime
    reply_to: Quote | None = None
    mentions: tuple[Mention, ...] = ()
    files: tuple[Attachment, ...] = ()
    reactions: tuple[MessageReaction, ...] = ()
    edited_at: datetime | None = None
    deleted: Literal["writer", "staff"] | None = None
    broadcast: bool = False


class Messages(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a channel in the order in which it was written; `more`: older ones exist."""

    messages: tuple[Message, ...]
    more: bool


class ChatPolicy(msgspec.Struct, frozen=True, kw_only=True):
    """Who may write to all, and to whom students may write directly."""

    writing: Writing = "everyone"
    direct: Direct = "everyone"


class ReadPosition(msgspec.Struct, frozen=True, kw_only=True):
    """How far one has read a channel: up to and with the message `read`, null: nothing yet. `unread`: how many messages
    of others, which are not deleted, are after it."""

    channel: str
    read: str | None
    unread: int


class ReadPositions(msgspec.Struct, frozen=True, kw_only=True):
    positions: tuple[ReadPosition, ...]


class ChannelSnapshot(ReadPosition, frozen=True, kw_only=True):
    """A channel's newest messages, oldest first; `more`: older ones exist."""

    messages: tuple[Message, ...]
    more: bool


class ChatSnapshot(msgspec.Struct, frozen=True, kw_only=True):
    """The channels that the reader hears: `room` first, `staff`, `group:…`, then direct ones, the last written to
    first. `muted`: who may not write, for staff; for others oneself or nobody."""

    settings: ChatPolicy
    muted: tuple[str, ...]
    channels: tuple[ChannelSnapshot, ...]


class ChatSend(Request, tag="chat:send", frozen=True, kw_only=True):
    """Say something in a channel. `mentions` are people in the room who are named in the text as `@name`; `files` were
    uploaded before."""

    text: Text
    channel: Channel = "room"
    reply_to: Id | None = None
    mentions: Annotated[tuple[Id, ...], Meta(max_length=MAX_MENTIONS)] = ()
    files: Annotated[tuple[Id, ...], Meta(max_length=MAX_FILES)] = ()

    durable: ClassVar[bool] = True


class ChatSent(msgspec.Struct, frozen=True, kw_only=True):
    message: Message


class ChatEdit(Request, tag="chat:edit", frozen=True, kw_only=True):
    """Put another text in place of one's own."""

    message: Id
    text: Text
    mentions: Annotated[tuple[Id, ...], Meta(max_length=MAX_MENTIONS)] = ()

    durable: ClassVar[bool] = True


class ChatDelete(Request, tag="chat:delete", frozen=True, kw_only=True):
    """Delete one's own message; staff, anybody's but direct ones."""

    message: Id

    durable: ClassVar[bool] = True


class ChatRestore(Request, tag="chat:restore", frozen=True, kw_only=True):
    """Take back a deletion of one's own within ten minutes."""

    message: Id

    durable: ClassVar[bool] = True


class ChatReact(Request, tag="chat:react", frozen=True, kw_only=True):
    """React to a message in one of six ways, or take that back."""

    message: Id
    kind: ReactionKind
    on: bool

    durable: ClassVar[bool] = True


class ChatHistory(Request, tag="chat:history", frozen=True, kw_only=True):
    """A channel's messages before one that is known; without one, its newest."""

    channel: Channel = "room"
    before: Id | None = None


class ChatRead(Request, tag="chat:read", frozen=True, kw_only=True):
    """One has read up to this message. It never goes back."""

    message: Id


class ChatReads(Request, tag="chat:reads", frozen=True, kw_only=True):
    """How far one has read everything: for those who were away and hear no snapshot."""


class ChatConfigure(Request, tag="chat:configure", frozen=True, kw_only=True):
    """Say who may write, and to whom students may write directly; staff only."""

    writing: Writing
    direct: Direct

    durable: ClassVar[bool] = True


class ChatMute(Request, tag="chat:mute", frozen=True, kw_only=True):
    """Let somebody write to staff alone, or to everybody again; staff only."""

    participant: Id
    on: bool

    durable: ClassVar[bool] = True


class ChatMessage(DurableEvent, tag="chat:message", frozen=True, kw_only=True):
    """Somebody said something."""

    message: Message


class ChatEdited(DurableEvent, tag="chat:edited", frozen=True, kw_only=True):
    """A message has another text now; one that is deleted keeps having none."""

    message_id: str
    channel: str
    text: str
    mentions: tuple[Mention, ...]
    edited_at: datetime


class ChatDeleted(DurableEvent, tag="chat:deleted", frozen=True, kw_only=True):
    """Text, files, mentions, reactions and what was replied to are gone; the first deletion counts."""

    message_id: str
    channel: str
    by: Literal["writer", "staff"]


class ChatRestored(DurableEvent, tag="chat:restored", frozen=True, kw_only=True):
    """A deleted message is there again, as it was."""

    message: Message


class ChatReaction(DurableEvent, tag="chat:reaction", frozen=True, kw_only=True):
    """Somebody reacts to a message, as the last of those who do alike, or does not any more. Nothing to a deleted one,
    and nothing twice."""

    message_id: str
    channel: str
    participant_id: str
    kind: ReactionKind
    on: bool


class ChatSettings(DurableEvent, tag="chat:settings", frozen=True, kw_only=True):
    settings: ChatPolicy


class ChatMuted(DurableEvent, tag="chat:muted", frozen=True, kw_only=True):
    """Somebody may write to staff alone, or to everybody again; staff and the person hear it."""

    participant_id: str
    on: bool


class ChatReadUpTo(StateEvent, tag="chat:read", frozen=True, kw_only=True):
    """One has read a channel on another device."""

    channel: str
    read: str

    def subject(self) -> Hashable:
        return "chat:read", self.channel
