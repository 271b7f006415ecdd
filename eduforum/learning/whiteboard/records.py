"""The boards of a session as they are read over HTTP, while it is live and afterwards, and as pictures."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeVar

from eduforum.auth.schemas import Principal
from eduforum.clock import Clock
from eduforum.cluster import RateLimiter
from eduforum.courses.schemas import SessionEntry
from eduforum.db import Connection, Database
from eduforum.errors import Conflict, NotFound, RateLimited
from eduforum.learning.documents.access import reads
from eduforum.learning.documents.groups import people_of
from eduforum.learning.whiteboard import store
from eduforum.learning.whiteboard.board import Board
from eduforum.learning.whiteboard.images import BoardImages
from eduforum.learning.whiteboard.schemas import BoardInfo, BoardPages, SessionBoards
from eduforum.learning.whiteboard.thumbnails import Thumbnail, Thumbnails
from eduforum.media.audience import STAFF_ROLES
from eduforum.media.service import RoomService

if TYPE_CHECKING:
    from eduforum.learning.whiteboard.export.shapes import Sheet

T = TypeVar("T")

# Pictures of one person in a minute, and how many are drawn at once in this process.
PER_MINUTE = 20
THUMBNAILS_PER_MINUTE = 300

# The longest side of a small picture, in pixels.
THUMBNAIL = 480
AT_ONCE = 2

# What the images of one picture may weigh together, in bytes.
IMAGE_BYTES = 64 * 1024 * 1024


class _Stored(NamedTuple):
    updates: list[bytes]
    names: dict[str, str]
    title: str


class BoardRecords:
    def __init__(
        self, db: Database, images: BoardImages, limiter: RateLimiter, rooms: RoomService, clock: Clock
    ) -> None:
        self._db = db
        self._images = images
        self._limiter = limiter
        self._rooms = rooms
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._thumbnails = Thumbnails(clock)

    async def boards(self, principal: Principal, session_id: str) -> SessionBoards:
        """Raises what `RoomService.session_for_reading` does."""
        async with self._db.connection() as conn:
            entry = await self._rooms.session_for_reading(conn, principal, session_id)
            boards = await seen(conn, session_id, principal.user_id, staff=_is_staff(entry))
        return SessionBoards(tuple(boards))

    async def pages(self, principal: Principal, session_id: str, board_id: str) -> BoardPages:
        """The ids of a board's pages, in their order. Raises what `boards` does, `NotFound`."""
        async with self._db.connection() as conn:
            stored = await self._stored(conn, principal, session_id, board_id)
        async with self._turns:
            drawing = await asyncio.to_thread(_Drawing, stored)
        return BoardPages(tuple(drawing.pages()))

    async def picture(
        self, principal: Principal, session_id: str, board_id: str, kind: Literal["png", "pdf"], page: str | None
    ) -> bytes:
        """A page as PNG, the first where none is named, or all pages as PDF.

        Raises what `boards` does, `NotFound`, `Conflict` `board_empty` where the board has no such page, `RateLimited`.
        """
        async with self._db.connection() as conn:
            stored = await self._stored(conn, principal, session_id, board_id)
        wait = await self._limiter.hit(f"whiteboard:picture:{principal.user_id}", PER_MINUTE, 60)
        if wait > 0:
            raise RateLimited("Too many pictures; wait a little.", retry_after=wait)
        async with self._turns:
            drawing = await asyncio.to_thread(_Drawing, stored)
            images = await self._load(principal, session_id, drawing.images())
            draw: Callable[[], bytes] = lambda: drawing.draw(kind, page, images)  # noqa: E731
            return await asyncio.to_thread(draw)

    async def thumbnail(self, principal: Principal, session_id: str, board_id: str) -> Thumbnail | None:
        """The first page, small and without its images; None where nobody has drawn. Raises what `picture` does of the
        reader."""
        async with self._db.connection() as conn:
            await self._require_reader(conn, principal, session_id, board_id)
            version = await store.BOARDS.version(conn, session_id, board_id)
            if version == 0 and await store.BOARDS.record(conn, session_id, board_id) is None:
                if board_id != session_id and await people_of(conn, session_id, board_id) is None:
                    raise _no_board()
                return None
        wait = await self._limiter.hit(f"whiteboard:thumbnail:{principal.user_id}", THUMBNAILS_PER_MINUTE, 60)
        if wait > 0:
            raise RateLimited("Too many pictures; wait a little.", retry_after=wait)

        async def draw() -> bytes:
            async with self._db.connection() as conn:
                stored = await self._stored(conn, principal, session_id, board_id)
            async with self._turns:
                return await asyncio.to_thread(lambda: _Drawing(stored).small())

        try:
            return await self._thumbnails.get(session_id, board_id, version, draw)
        except Conflict:
            return None

    async def _require_reader(
        self, conn: Connection, principal: Principal, session_id: str, board_id: str
    ) -> SessionEntry:
        entry = await self._rooms.session_for_reading(conn, principal, session_id)
        if not await reads(conn, session_id, board_id, principal.user_id, staff=_is_staff(entry)):
            raise _no_board()
        return entry

    async def _stored(self, conn: Connection, principal: Principal, session_id: str, board_id: str) -> _Stored:
        entry = await self._require_reader(conn, principal, session_id, board_id)
        updates = await store.BOARDS.stored_updates(conn, session_id, board_id)
        if updates is None:
            raise _no_board()
        names = {person: name for _, person, name in await store.BOARDS.clients(conn, session_id, board_id)}
        return _Stored(updates, names, entry.session.title)

    async def _load(self, principal: Principal, session_id: str, wanted: Sequence[str]) -> dict[str, tuple[str, bytes]]:
        """The images that there are, by id."""
        found: dict[str, tuple[str, bytes]] = {}
        weight = 0
        for image_id in wanted:
            try:
                image = await self._images.find(principal, session_id, image_id)
            except NotFound:
                continue
            data = b"".join([chunk async for chunk in self._images.read(session_id, image)])
            weight += len(data)
            if weight > IMAGE_BYTES:
                break
            found[image_id] = image.media_type, data
        return found


class _Drawing:
    """A board on its way to a picture. Made and used in threads, by one at a time."""

    def __init__(self, stored: _Stored) -> None:
        board = Board(stored.updates)
        self._objects, self._pages = board.objects, board.pages
        self._names, self._title = stored.names, stored.title

    def images(self) -> list[str]:
        """The ids of the images on it that can be ids."""
        return sorted({item.src for item in self._objects.values() if item.src is not None and len(item.src) == 36})

    def pages(self) -> list[str]:
        """In their order."""
        return sorted(self._pages, key=lambda id: (self._pages[id].order, id))

    def draw(self, kind: Literal["png", "pdf"], page: str | None, images: Mapping[str, tuple[str, bytes]]) -> bytes:
        # What draws is loaded by the first picture: few processes draw any.
        from eduforum.learning.whiteboard.export.pdf import pdf
        from eduforum.learning.whiteboard.export.svg import png

        ordered = self.pages()
        wanted = ordered if kind == "pdf" else [page or next(iter(ordered), "")]
        sheets = self._sheets(wanted, images)
        return png(sheets[0]) if kind == "png" else pdf(sheets, self._title)

    def small(self) -> bytes:
        """The first page, `THUMBNAIL` pixels at its longest."""
        from eduforum.learning.whiteboard.export.svg import png

        (sheet,) = self._sheets(self.pages()[:1] or [""], {})
        _, _, width, height = sheet.area
        return png(sheet, THUMBNAIL / max(width, height))

    def _sheets(self, wanted: Sequence[str], images: Mapping[str, tuple[str, bytes]]) -> "list[Sheet]":
        from eduforum.learning.whiteboard.export.font import measure
        from eduforum.learning.whiteboard.export.page import sheet

        if not wanted or any(id not in self._pages for id in wanted):
            raise Conflict("The board has no such page.", code="board_empty")
        return [
            sheet(
                [item for item in self._objects.values() if item.page == id],
                self._pages[id].template,
                self._names,
                images,
                self._objects,
                measure,
            )
            for id in wanted
        ]


async def seen(conn: Connection, session_id: str, reader_id: str, *, staff: bool) -> list[BoardInfo]:
    """The boards of a session that somebody may see."""
    boards = await store.boards(conn, session_id)
    return [each for each in boards if await reads(conn, session_id, each.id, reader_id, staff=staff)]


def _no_board() -> NotFound:
    return NotFound("There is no such board.", code="no_such_board")


def _is_staff(entry: SessionEntry) -> bool:
    return entry.role in STAFF_ROLES or entry.role == "admin"
