"""Images on boards: put up for a board before the object that shows them, and read by whoever may see that board."""

import struct
from collections.abc import AsyncIterable, AsyncIterator

from eduforum.auth.schemas import Principal
from eduforum.clock import Clock
from eduforum.cluster import RateLimiter
from eduforum.db import Connection, Database
from eduforum.errors import Conflict, Forbidden, NotFound, RateLimited, UnsupportedMediaType
from eduforum.ids import new_id
from eduforum.learning.documents.access import reads, sees
from eduforum.learning.documents.groups import all_groups
from eduforum.learning.whiteboard import store
from eduforum.learning.whiteboard.access import no_board
from eduforum.learning.whiteboard.schemas import BoardImage
from eduforum.media.audience import STAFF_ROLES
from eduforum.media.schemas import Person
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

    async def upload(
        self, principal: Principal, session_id: str, board_id: str | None, chunks: AsyncIterable[bytes]
    ) -> BoardImage:
        """Stores a PNG or a JPEG for a board, the class's without one. It is durable once this returns.

        Raises what `RoomService.entry_inside` does, `Forbidden` for observers, `NotFound` `no_such_board`, `TooLarge`,
        `UnsupportedMediaType` `unsupported_image`, `Conflict` `too_many_images`, `RateLimited`.
        """
        async with self._db.connection() as conn:
            entry = await self._rooms.entry_inside(conn, principal, session_id)
            if entry.role == "observer":
                raise Forbidden("Observers see and hear.", code="observers_do_not_draw")
            person = Person(principal.user_id, principal.name, entry.role)
            if board_id is not None and not await self._may_see(conn, session_id, board_id, person, there=True):
                raise no_board()
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
            await store.add_image(conn, session_id, board_id, principal.user_id, image, stored.size, self._clock.now())
        return image

    async def find(self, principal: Principal, session_id: str, image_id: str) -> BoardImage:
        """An image of a board that the person may see. Raises what `RoomService.session_for_reading` does,
        `NotFound`."""
        async with self._db.connection() as conn:
            entry = await self._rooms.session_for_reading(conn, principal, session_id)
            return await self._find(conn, session_id, Person(principal.user_id, principal.name, entry.role), image_id)

    async def find_for_guest(self, token: str, image_id: str) -> tuple[str, BoardImage]:
        """The session of a guest's participant token, and an image of a board that the guest may see there.

        Raises what `RoomService.guest_inside` does, `NotFound`.
        """
        person, session = await self._rooms.guest_inside(token)
        async with self._db.connection() as conn:
            return session.id, await self._find(conn, session.id, person, image_id)

    async def _find(self, conn: Connection, session_id: str, person: Person, image_id: str) -> BoardImage:
        found = await store.image(conn, session_id, image_id)
        if found is None or not await self._may_see(conn, session_id, found[1], person):
            raise NotFound("There is no such image.")
        return found[0]

    async def _may_see(
        self, conn: Connection, session_id: str, board_id: str, person: Person, *, there: bool = False
    ) -> bool:
        """Whether somebody of the session may see a board of it, in the room or as it is read over HTTP. `there`: and
        whether there is such a board at all."""
        if board_id == session_id:
            return True
        if there and board_id not in await all_groups(conn, session_id):
            return False
        shown = await store.shown(conn, session_id)
        if shown is not None and shown.board == board_id:
            return True
        live = next((room for room in self._rooms.live_rooms() if room.id == session_id), None)
        if live is not None and sees(live, person, board_id, open_to_all=False):
            return True
        staff = person.role in STAFF_ROLES or person.role == "admin"
        return await reads(conn, session_id, board_id, person.id, staff=staff)

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
