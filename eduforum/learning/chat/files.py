"""Files of the chat: uploaded before the message that holds them, and read by whoever may see it."""

import logging
from collections.abc import AsyncIterable, AsyncIterator
from datetime import timedelta

from eduforum import config
from eduforum.auth.schemas import Principal
from eduforum.clock import Clock
from eduforum.cluster import RateLimiter
from eduforum.db import Database
from eduforum.errors import Conflict, NotFound, RateLimited, UnsupportedMediaType
from eduforum.ids import new_id
from eduforum.learning.chat import access, store
from eduforum.learning.chat.records import reader, scope_of
from eduforum.learning.chat.schemas import Attachment
from eduforum.media.schemas import Person
from eduforum.media.service import RoomService
from eduforum.storage import ObjectStore
from eduforum.storage.media_types import HEAD_BYTES, ending, media_type
from eduforum.storage.names import clean_name

UPLOADS_PER_MINUTE = 20

# What was uploaded and never sent.
UNHELD_KEPT = timedelta(days=1)

_MEBIBYTE = 1024 * 1024

_log = logging.getLogger(__name__)


class ChatFiles:
    def __init__(
        self,
        settings: config.Chat,
        db: Database,
        objects: ObjectStore,
        limiter: RateLimiter,
        clock: Clock,
        rooms: RoomService,
    ) -> None:
        self._settings = settings
        self._db = db
        self._objects = objects
        self._limiter = limiter
        self._clock = clock
        self._rooms = rooms

    @property
    def max_bytes(self) -> int:
        return self._settings.max_file_mib * _MEBIBYTE

    async def upload(
        self, principal: Principal, session_id: str, name: str, chunks: AsyncIterable[bytes]
    ) -> Attachment:
        """Stores a file that the person may then send. It is durable once this returns.

        Raises what `RoomService.entry_inside` does, `Forbidden` for observers, `TooLarge`, `UnsupportedMediaType` where
        its content is not of a kind that is accepted or not what its name says, `Invalid`, `Conflict`
        `too_many_files`, `RateLimited`.
        """
        name = clean_name(name)
        async with self._db.connection() as conn:
            entry = await self._rooms.entry_inside(conn, principal, session_id)
            access.may_act(Person(principal.user_id, principal.name, entry.role))
            used = await store.uploaded(conn, session_id, principal.user_id)
        wait = await self._limiter.hit(f"chat:upload:{principal.user_id}", UPLOADS_PER_MINUTE, 60)
        if wait > 0:
            raise RateLimited("Too many files; wait a little.", retry_after=wait)
        if used >= self._settings.max_person_mib * _MEBIBYTE:
            raise Conflict("You have sent too many files in this session.", code="too_many_files")
        taken = self._settings.file_types
        if taken and ending(name) not in taken:
            raise _unsupported()
        head = _Head(chunks)
        kind = media_type(name, await head.read())
        if kind is None:
            raise _unsupported()
        file_id = new_id(self._clock)
        stored = await self._objects.put(_key(session_id, file_id), head, max_bytes=self.max_bytes)
        file = Attachment(id=file_id, name=name, media_type=kind, size=stored.size)
        async with self._db.connection() as conn:
            await store.add_file(conn, session_id, principal.user_id, file, self._clock.now())
        return file

    async def find(self, principal: Principal, session_id: str, file_id: str) -> Attachment:
        """A file that the person may see. Raises what `RoomService.session_for_reading` does, `NotFound`."""
        async with self._db.connection() as conn:
            scope = await reader(conn, self._rooms, principal, session_id)
            file = await store.readable_file(conn, session_id, scope, file_id)
        return _found(file)

    async def find_for_guest(self, token: str, file_id: str) -> tuple[str, Attachment]:
        """The session of a guest's participant token, and a file that the guest may see there.

        Raises what `RoomService.guest_inside` does, `NotFound`.
        """
        person, session = await self._rooms.guest_inside(token)
        scope = scope_of(self._rooms, person, session.id)
        async with self._db.connection() as conn:
            return session.id, _found(await store.readable_file(conn, session.id, scope, file_id))

    def read(self, session_id: str, file: Attachment) -> AsyncIterator[bytes]:
        return self._objects.get(_key(session_id, file.id))

    async def tidy(self) -> None:
        """Deletes what was uploaded a day ago and never sent."""
        async with self._db.connection() as conn:
            forgotten = await store.unheld_files(conn, self._clock.now() - UNHELD_KEPT)
            for session_id, file_id in forgotten:
                await store.forget_file(conn, file_id)
                await self._objects.delete(_key(session_id, file_id))
        if forgotten:
            _log.info("files that were never sent are deleted", extra={"count": len(forgotten)})


class _Head:
    """Chunks whose first bytes can be looked at before all of them are read."""

    def __init__(self, chunks: AsyncIterable[bytes]) -> None:
        self._chunks = aiter(chunks)
        self._head = bytearray()

    async def read(self) -> bytes:
        while len(self._head) < HEAD_BYTES:
            chunk = await anext(self._chunks, None)
            if chunk is None:
                break
            self._head += chunk
        return bytes(self._head[:HEAD_BYTES])

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield bytes(self._head)
        async for chunk in self._chunks:
            yield chunk


def _found(file: Attachment | None) -> Attachment:
    if file is None:
        raise NotFound("There is no such file.")
    return file


def _key(session_id: str, file_id: str) -> str:
    return f"chat/{session_id}/{file_id}"


def _unsupported() -> UnsupportedMediaType:
    return UnsupportedMediaType("Files of this kind are not accepted here.", code="unsupported_file")
