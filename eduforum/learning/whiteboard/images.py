"""Images on boards: put up before the object that shows them, and read by whoever may see the boards of the session."""

import struct
from collections.abc import AsyncIterable, AsyncIterator

from eduforum.auth.schemas import Principal
from eduforum.clock import Clock
from eduforum.cluster import RateLimiter
from eduforum.db import Database
from eduforum.errors import Conflict, Forbidden, NotFound, RateLimited, UnsupportedMediaType
from eduforum.ids import new_id
from eduforum.learning.whiteboard import store
from eduforum.learning.whiteboard.schemas import BoardImage
from eduforum.media.service import RoomService
from eduforum.storage import ObjectStore

MAX_BYTES = 4 * 1024 * 1024

# So many pixels a picture has at most: what it takes of memory when it is drawn is four bytes each.
MAX_PIXELS = 24_000_000

MAX_IMAGES = 200
PER_MINUTE = 30


class BoardImages:
    def __init__(
        self, db: Database, objects: ObjectStore, limiter: RateLimiter, clock: Clock, rooms: RoomService
    ) -> None:
        self._db = db
        self._objects = objects
        self._limiter = limiter
        self._clock = clock
        self._rooms = rooms

    async def upload(self, principal: Principal, session_id: str, chunks: AsyncIterable[bytes]) -> BoardImage:
        """Stores a PNG or a JPEG. It is durable once this returns.

        Raises what `RoomService.entry_inside` does, `Forbidden` for observers, `TooLarge`, `UnsupportedMediaType`
        `unsupported_image`, `Conflict` `too_many_images`, `RateLimited`.
        """
        async with self._db.connection() as conn:
            entry = await self._rooms.entry_inside(conn, principal, session_id)
            if entry.role == "observer":
                raise Forbidden("Observers see and hear.", code="observers_do_not_draw")
            count = await store.images_of(conn, session_id, principal.user_id)
        wait = await self._limiter.hit(f"whiteboard:image:{principal.user_id}", PER_MINUTE, 60)
        if wait > 0:
            raise RateLimited("Too many images; wait a little.", retry_after=wait)
        if count >= MAX_IMAGES:
            raise Conflict("You have put up too many images in this session.", code="too_many_images")
        image_id = new_id(self._clock)
        key = _key(session_id, image_id)
        head = bytearray()
        stored = await self._objects.put(key, _noted(chunks, head), max_bytes=MAX_BYTES)
        try:
            media_type, width, height = measured(bytes(head))
        except UnsupportedMediaType:
            await self._objects.delete(key)
            raise
        image = BoardImage(image_id, media_type, width, height)
        async with self._db.connection() as conn:
            await store.add_image(conn, session_id, principal.user_id, image, stored.size, self._clock.now())
        return image

    async def find(self, principal: Principal, session_id: str, image_id: str) -> BoardImage:
        """Raises `NotFound`. An id is known to who has seen the board that it is on."""
        async with self._db.connection() as conn:
            await self._rooms.session_for_reading(conn, principal, session_id)
            image = await store.image(conn, session_id, image_id)
        if image is None:
            raise NotFound("There is no such image.")
        return image

    def read(self, session_id: str, image: BoardImage) -> AsyncIterator[bytes]:
        return self._objects.get(_key(session_id, image.id))


async def _noted(chunks: AsyncIterable[bytes], head: bytearray) -> AsyncIterator[bytes]:
    async for chunk in chunks:
        if len(head) < MAX_BYTES:
            head += chunk
        yield chunk


def measured(data: bytes) -> tuple[str, int, int]:
    """Media type, width and height of a picture. Raises `UnsupportedMediaType` for what is none that is accepted."""
    size = _png(data) or _jpeg(data)
    if size is None:
        raise UnsupportedMediaType("Images are PNG or JPEG.", code="unsupported_image")
    media_type, width, height = size
    if not 0 < width * height <= MAX_PIXELS:
        raise UnsupportedMediaType(f"An image has at most {MAX_PIXELS} pixels.", code="unsupported_image")
    return media_type, width, height


def _png(data: bytes) -> tuple[str, int, int] | None:
    """PNG, W3C specification section 11.2.2: the header comes first."""
    if len(data) < 33 or not data.startswith(b"\x89PNG\r\n\x1a\n") or data[12:16] != b"IHDR":
        return None
    return ("image/png", *struct.unpack(">II", data[16:24]))


def _jpeg(data: bytes) -> tuple[str, int, int] | None:
    """JPEG, ITU-T T.81 annex B: the first frame header among the segments."""
    if not data.startswith(b"\xff\xd8"):
        return None
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return "image/jpeg", width, height
        at += 2 + length
    return None


def _key(session_id: str, image_id: str) -> str:
    return f"boards/{session_id}/{image_id}"
