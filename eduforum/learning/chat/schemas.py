"""Frames and records of the room's chat."""

from datetime import datetime
from typing import Annotated, ClassVar

import msgspec
from msgspec import Meta

from eduforum.courses.schemas import CourseRole
from eduforum.web.protocol import DurableEvent, Id, Request

MAX_LENGTH = 4000

Text = Annotated[str, Meta(min_length=1, max_length=MAX_LENGTH, description="Plain text, in characters")]


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """One message. `name` and `role` are the writer's at the time."""

    id: str
    participant_id: str
    name: str
    role: CourseRole
    text: str
    sent_at: datetime


class Messages(msgspec.Struct, frozen=True, kw_only=True):
    """A part of the chat in the order in which it was written; `more`: older ones exist."""

    messages: tuple[Message, ...]
    more: bool


class ChatSend(Request, tag="chat:send", frozen=True, kw_only=True):
    """Say something to everyone in the room."""

    text: Text

    durable: ClassVar[bool] = True


class ChatSent(msgspec.Struct, frozen=True, kw_only=True):
    message: Message


class ChatHistory(Request, tag="chat:history", frozen=True, kw_only=True):
    """The messages before one that is known."""

    before: Id


class ChatMessage(DurableEvent, tag="chat:message", frozen=True, kw_only=True):
    """Somebody said something."""

    message: Message
