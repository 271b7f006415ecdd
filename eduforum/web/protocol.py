"""The frames of the room protocol, and reading and writing them; sans-I/O. `docs/protocol.md` says what they mean.

A request, an event or an answer is a msgspec struct; the `type` of a frame is the struct's tag. Features declare their
own requests and events beside those here and register them (`eduforum.media.tools`).
"""

from collections.abc import Hashable, Iterable
from enum import IntEnum
from functools import cache
from typing import Annotated, Any, ClassVar, Literal, Union, cast

import msgspec
from msgspec import Meta

from eduforum.errors import Detail, EduForumError, Malformed, TooLarge
from eduforum.web import codec

FRAME_LIMIT = 64 * 1024
OFFER_LIMIT = 256 * 1024

Id = Annotated[
    str,
    Meta(pattern=r"\A[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\Z", description="UUID, lower case"),
]


Device = Literal["new", "move", "second"]
Lang = Literal["ko", "en"]


class CloseCode(IntEnum):
    """Why the server closes a socket (RFC 6455 section 7.4.2: 4000–4999 are an application's own)."""

    LEFT = 1000
    TOKEN = 4401
    REMOVED = 4403
    TOO_SLOW = 4408
    MOVED = 4409
    ENDED = 4410
    RATE = 4429


class Request(msgspec.Struct, tag_field="type", forbid_unknown_fields=True, frozen=True, kw_only=True):
    """What a client asks; answered once by `ack` or `error` with the same `id`, which the client makes.

    `durable` marks a command whose id is stored with its effect, so that it acts once also across restarts.
    `max_bytes` bounds the frame. A request, an answer or a state event may have a field `payload` of bytes, which a
    binary frame carries as they are.
    """

    id: Id

    durable: ClassVar[bool] = False
    max_bytes: ClassVar[int] = FRAME_LIMIT


class StateEvent(msgspec.Struct, tag_field="type", frozen=True, kw_only=True):
    """A change of state that the answer to `room:join` gives whole: it carries no cursor and may coalesce."""

    def subject(self) -> Hashable:
        """What the event is the state of: of two waiting for a slow reader, the later replaces the earlier."""
        return type(self)


class DurableEvent(msgspec.Struct, tag_field="type", frozen=True, kw_only=True):
    """Something that happened and is stored; `cursor` is set as it gets its place in the room's sequence."""

    cursor: str = ""


class Ack(msgspec.Struct, tag_field="type", tag="ack", frozen=True):
    """The answer to a request that was done; `data` depends on the request."""

    id: str
    data: Any


class Failure(msgspec.Struct, tag_field="type", tag="error", frozen=True):
    """The answer to a request that was not done. `code` is stable; `message` is English, for developers."""

    id: str | None
    code: str
    message: str
    details: tuple[Detail, ...] = ()


class Muted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Microphone and camera of a person, muted or not."""

    audio: bool = False
    video: bool = False


class Client(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The program at the other end. `instance` is a tab's own, kept over reloads."""

    instance: Id
    kind: Literal["desktop", "phone", "program"]
    lang: Lang = "en"


class RoomJoin(Request, tag="room:join", frozen=True, kw_only=True):
    """Enter, or come back. The first frame of every socket."""

    token: Annotated[str, Meta(max_length=4096)]
    client: Client
    cursor: Annotated[str, Meta(max_length=200)] | None = None
    device: Device = "new"
    muted: Muted = Muted()


class RoomLeave(Request, tag="room:leave", frozen=True, kw_only=True):
    """Leave with this connection; the last one takes the person along."""


class TokenRenew(Request, tag="token:renew", frozen=True, kw_only=True):
    """Exchange the participant token for a fresh one."""


class RoomResync(StateEvent, tag="room:resync", frozen=True, kw_only=True):
    """What waited for this reader was dropped: join again with the last cursor."""


class RoomEnded(StateEvent, tag="room:ended", frozen=True, kw_only=True):
    """The session has ended; the socket is closed next."""


class BadFrame(Exception):
    """A frame that cannot be taken: why, and the id of the request as far as it could be read."""

    def __init__(self, id: str | None, error: EduForumError) -> None:
        super().__init__(error.message)
        self.id = id
        self.error = error


class _Glance(msgspec.Struct):
    """What can be told of a frame that is no request: unknown fields are skipped, nothing is checked."""

    type: Any = None
    id: Any = None


class _IdOnly(msgspec.Struct):
    id: Id


class Binary(bytes):
    """A binary message: what a text message would say, a NUL, which JSON never has in it, and the payload."""


_glance = msgspec.json.Decoder(_Glance)
_encoder = msgspec.json.Encoder()


@cache
def _union(requests: tuple[type[Request], ...]) -> type[Request]:
    """One of these; the same object for the same, as making it takes ten milliseconds."""
    return cast(type[Request], Union[requests])  # noqa: UP007


class RequestDecoder:
    """Reads the requests that a room understands: those given, by their tags."""

    def __init__(self, requests: Iterable[type[Request]]) -> None:
        self._types: dict[str, type[Request]] = {}
        for request in requests:
            tag = str(request.__struct_config__.tag)
            if tag in self._types:
                raise ValueError(f"two requests are called {tag}")
            self._types[tag] = request
        self._union = _union(tuple(self._types.values()))

    def decode(self, raw: bytes) -> Request:
        """One message. Raises `BadFrame` with `malformed`, `unknown_type`, `too_large` or `invalid`."""
        head, payload = raw, b""
        if isinstance(raw, Binary):
            head, nul, payload = bytes(raw).partition(b"\0")
            if not nul:
                raise BadFrame(None, Malformed("A binary frame is JSON, a NUL and a payload"))
        if len(raw) > FRAME_LIMIT:
            self._check_size(head, len(raw))
        try:
            request = codec.decode(head, self._union)
        except EduForumError as error:
            raise self._explain(head, error) from None
        if not payload:
            return request
        if "payload" not in request.__struct_fields__:
            raise BadFrame(request.id, Malformed("This request has no payload"))
        return msgspec.structs.replace(request, payload=payload)

    def _check_size(self, head: bytes, size: int) -> None:
        tag, id = _look(head)
        kind = self._types.get(tag) if tag is not None else None
        limit = FRAME_LIMIT if kind is None else kind.max_bytes
        if size > limit:
            raise BadFrame(id, TooLarge(f"A frame of this type has at most {limit} bytes"))

    def _explain(self, raw: bytes, error: EduForumError) -> BadFrame:
        tag, id = _look(raw)
        if tag is None:
            error = Malformed("A frame is a JSON object with a type")
        elif tag not in self._types and error.code == "invalid":
            error = Malformed(f"There is no request {tag[:60]!r}", code="unknown_type")
        return BadFrame(id, error)


def encode(message: msgspec.Struct) -> bytes:
    """A frame's payload: JSON in UTF-8."""
    return _encoder.encode(message)


def frame(payload: bytes, opcode: bytes = b"\x81") -> bytes:
    """A server's unmasked, unfragmented frame around `payload` (RFC 6455 section 5.2): of text, where not told else."""
    size = len(payload)
    if size < 126:
        return opcode + size.to_bytes(1, "big") + payload
    if size < 65536:
        return opcode + b"\x7e" + size.to_bytes(2, "big") + payload
    return opcode + b"\x7f" + size.to_bytes(8, "big") + payload


def event_frame(event: StateEvent) -> bytes:
    """A state event as it goes out: in a binary frame where it has a payload."""
    payload: bytes | None = getattr(event, "payload", None)
    if payload is None:
        return frame(encode(event))
    return _binary(msgspec.structs.replace(event, payload=b""), payload)


def answer_frame(id: str, data: msgspec.Struct | msgspec.Raw, *, binary: bool) -> bytes:
    """The ack of a request; the payload of an answer goes as it is to who asked by a binary frame."""
    payload: bytes | None = getattr(data, "payload", None) if binary else None
    if payload is None:
        return frame(encode(Ack(id, data)))
    return _binary(Ack(id, msgspec.structs.replace(cast(msgspec.Struct, data), payload=b"")), payload)


def _binary(message: msgspec.Struct, payload: bytes) -> bytes:
    return frame(b"%b\0%b" % (encode(message), payload), b"\x82")


def tag_of(payload: bytes) -> str:
    """The type of a frame that `encode` has made."""
    return str(_glance.decode(payload).type)


def failure(id: str | None, error: EduForumError) -> Failure:
    """The answer that tells `error`."""
    return Failure(id=id, code=error.code, message=error.message, details=error.details)


def _look(raw: bytes) -> tuple[str | None, str | None]:
    """(type, id) of a frame, each None where it is missing or unusable."""
    try:
        glance = _glance.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None, None
    try:
        id: str | None = msgspec.convert({"id": glance.id}, _IdOnly).id
    except msgspec.ValidationError:
        id = None
    return glance.type if isinstance(glance.type, str) else None, id
