"""Receiving files in pieces, so that nothing is sent twice: what was kept is durable before it counts."""

import hashlib
import logging
from collections.abc import AsyncIterable, AsyncIterator, Sequence
from datetime import timedelta

from eduforum import config
from eduforum.auth.schemas import Principal
from eduforum.clock import Clock
from eduforum.cluster import RateLimiter
from eduforum.courses.files import access, store
from eduforum.courses.files.scanning import Scanning
from eduforum.courses.files.schemas import CourseFile, Part, Upload, UploadRecord
from eduforum.db import Database
from eduforum.errors import Conflict, NotFound, RateLimited, TooLarge, UnsupportedMediaType
from eduforum.ids import new_id
from eduforum.storage import ObjectStore
from eduforum.storage.media_types import HEAD_BYTES, ending, media_type
from eduforum.storage.names import clean_name

UPLOADS_PER_MINUTE = 120
MAX_UNFINISHED = 100

# So much is held in memory of each upload, and at most lost when the server is killed.
PART_BYTES = 4 * 1024 * 1024

# An upload that rests for longer is taken to begin when it goes on: of lateness it counts from there.
PAUSE = timedelta(hours=1)

UNFINISHED_KEPT = timedelta(days=2)
UNHELD_KEPT = timedelta(days=1)

_MEBIBYTE = 1024 * 1024
_AT_ONCE = 500

_log = logging.getLogger(__name__)


class CourseFiles:
    """Uploads of a course's people, and the files that they become."""

    def __init__(
        self,
        settings: config.Storage,
        db: Database,
        objects: ObjectStore,
        limiter: RateLimiter,
        clock: Clock,
        scanning: Scanning,
    ) -> None:
        self._settings = settings
        self._db = db
        self._objects = objects
        self._limiter = limiter
        self._clock = clock
        self._scanning = scanning

    @property
    def max_bytes(self) -> int:
        return self._settings.max_file_mib * _MEBIBYTE

    async def may_upload(self, principal: Principal, course_id: str) -> None:
        async with self._db.connection() as conn:
            await access.course_for_uploading(conn, principal, course_id)

    async def create(self, principal: Principal, course_id: str, name: str, size: int) -> Upload:
        """A place for a file of `size` bytes, of which nothing has come yet.

        Raises what `course_for_uploading` and `clean_name` do, `TooLarge`, `UnsupportedMediaType` by the name's ending,
        `Conflict` `too_many_uploads`, `RateLimited`.
        """
        async with self._db.transaction() as conn:
            await access.course_for_uploading(conn, principal, course_id)
            wait = await self._limiter.hit(f"files:upload:{principal.user_id}", UPLOADS_PER_MINUTE, 60)
            if wait > 0:
                raise RateLimited("Too many files; wait a little.", retry_after=wait)
            if size > self.max_bytes:
                raise TooLarge(f"A file of at most {self._settings.max_file_mib} MiB is accepted.")
            name = clean_name(name)
            taken = self._settings.file_types
            if taken and ending(name) not in taken:
                raise _unsupported()
            await store.lock_person(conn, principal.user_id)
            count, held = await store.unfinished(conn, principal.user_id)
            if count >= MAX_UNFINISHED or held + size > self._settings.max_person_mib * _MEBIBYTE:
                raise Conflict("Too much is on its way already.", code="too_many_uploads")
            now = self._clock.now()
            upload = UploadRecord(
                id=new_id(self._clock),
                course_id=course_id,
                user_id=principal.user_id,
                name=name,
                size=size,
                received=0,
                finished=False,
                began_at=now,
                touched_at=now,
            )
            await store.add_upload(conn, upload)
        if size == 0:
            await self._finish(upload)
        return await self.find(principal, course_id, upload.id)

    async def find(self, principal: Principal, course_id: str, upload_id: str) -> Upload:
        async with self._db.connection() as conn:
            return (await access.own_upload(conn, principal, course_id, upload_id)).public()

    async def append(
        self, principal: Principal, course_id: str, upload_id: str, offset: int, chunks: AsyncIterable[bytes]
    ) -> int:
        """Keeps what `chunks` yields from `offset` on, and answers how much there is then. What has come until `chunks`
        raises is kept as well.

        Raises what `own_upload` does, `Conflict` `upload_offset` where the upload goes on elsewhere, `TooLarge` for
        more than was announced, `UnsupportedMediaType` where the content is not what the name says: the upload is gone
        then.
        """
        async with self._db.connection() as conn:
            upload = await access.own_upload(conn, principal, course_id, upload_id)
        if upload.received != offset:
            raise _elsewhere()
        pending = bytearray()
        try:
            async for chunk in chunks:
                pending += chunk
                if offset + len(pending) > upload.size:
                    pending.clear()
                    raise TooLarge("This is more than Upload-Length says.")
                if len(pending) >= PART_BYTES:
                    part, pending = bytes(pending), bytearray()
                    offset = await self._keep(upload, offset, part)
        finally:
            if pending:
                offset = await self._keep(upload, offset, bytes(pending))
        if offset == upload.size and not upload.finished:
            await self._finish(upload)
        return offset

    async def abandon(self, principal: Principal, course_id: str, upload_id: str) -> None:
        """Forgets what has come of an upload; a file that it has become stays. Raises what `own_upload` does."""
        async with self._db.connection() as conn:
            await access.own_upload(conn, principal, course_id, upload_id)
        await self._forget(upload_id)

    async def whole(self, principal: Principal, course_id: str, upload_id: str) -> CourseFile:
        """The file that one's upload has become: durable, and of the type that its name says.

        Raises what `own_upload` does, `Conflict` `upload_unfinished`, `UnsupportedMediaType`.
        """
        async with self._db.connection() as conn:
            upload = await access.own_upload(conn, principal, course_id, upload_id)
        if upload.received < upload.size:
            raise Conflict("The upload is not finished.", code="upload_unfinished")
        return await self._finish(upload)

    def read(self, file: CourseFile, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        """The bytes from `start` up to, not including, `end`."""
        return self._objects.get(file_key(file), start, end)

    async def tidy(self) -> None:
        """Deletes uploads that rest for two days, and files that nothing has held for one."""
        now = self._clock.now()
        async with self._db.connection() as conn:
            stale = await store.stale_uploads(conn, now - UNFINISHED_KEPT, _AT_ONCE)
        for upload_id in stale:
            await self._forget(upload_id)
        async with self._db.transaction() as conn:
            unheld = await store.unheld_files(conn, now - UNHELD_KEPT, _AT_ONCE)
            await store.delete_files(conn, [file_id for _, file_id in unheld])
            for course_id, file_id in unheld:
                await self._objects.delete(_key(course_id, file_id))
        if stale or unheld:
            _log.info("uploads that came to nothing are deleted", extra={"count": len(stale) + len(unheld)})

    async def _keep(self, upload: UploadRecord, offset: int, data: bytes) -> int:
        if offset == 0 and len(data) >= min(HEAD_BYTES, upload.size):
            await self._check_type(upload, data[:HEAD_BYTES])
        # A name of its own: two connections may send the same piece, and one of them is to be taken.
        part = Part(offset, len(data), f"{_prefix(upload.id)}{new_id()}")
        await self._objects.put(part.object_key, _one(data), max_bytes=len(data))
        async with self._db.transaction() as conn:
            kept = await store.add_part(conn, upload.id, part, self._clock.now(), PAUSE)
        if not kept:
            await self._objects.delete(part.object_key)
            raise _elsewhere()
        return offset + len(data)

    async def _check_type(self, upload: UploadRecord, head: bytes) -> str:
        kind = media_type(upload.name, head)
        if kind is None:
            await self._forget(upload.id)
            raise _unsupported()
        return kind

    async def _finish(self, upload: UploadRecord) -> CourseFile:
        """One object of the parts. A repeat finds what the first has made."""
        async with self._db.connection() as conn:
            made = await store.file(conn, upload.course_id, upload.id)
            parts = await store.parts(conn, upload.id)
        if made is not None:
            return made
        kind = await self._check_type(upload, await self._head(parts))
        content = _Hashed(self._chunks(parts))
        try:
            stored = await self._objects.put(_key(upload.course_id, upload.id), content, max_bytes=upload.size)
        except NotFound:
            return await self._made_meanwhile(upload)
        file = CourseFile(
            id=upload.id,
            course_id=upload.course_id,
            user_id=upload.user_id,
            name=upload.name,
            media_type=kind,
            size=stored.size,
            sha256=content.digest.hexdigest(),
            began_at=upload.began_at,
            stored_at=self._clock.now(),
            scan=self._scanning.first,
        )
        async with self._db.transaction() as conn:
            current = await store.upload(conn, upload.course_id, upload.id)
            if current is not None:
                file = _began(file, current)
            added = current is not None and await store.add_file(conn, file)
        if not added:
            return await self._made_meanwhile(upload)
        await self._delete_parts(upload.id)
        self._scanning.nudge()
        return file

    async def _made_meanwhile(self, upload: UploadRecord) -> CourseFile:
        async with self._db.connection() as conn:
            made = await store.file(conn, upload.course_id, upload.id)
        if made is None:
            raise NotFound("There is no such upload.", code="no_such_upload")
        return made

    async def _head(self, parts: Sequence[Part]) -> bytes:
        head = b""
        async for chunk in self._chunks(parts):
            head += chunk
            if len(head) >= HEAD_BYTES:
                break
        return head[:HEAD_BYTES]

    async def _chunks(self, parts: Sequence[Part]) -> AsyncIterator[bytes]:
        for part in parts:
            async for chunk in self._objects.get(part.object_key):
                yield chunk

    async def _forget(self, upload_id: str) -> None:
        await self._delete_parts(upload_id)
        async with self._db.connection() as conn:
            await store.delete_upload(conn, upload_id)

    async def _delete_parts(self, upload_id: str) -> None:
        async for part in self._objects.list(_prefix(upload_id)):
            await self._objects.delete(part.key)


class _Hashed:
    """Chunks, and the digest of what has been read of them."""

    def __init__(self, chunks: AsyncIterator[bytes]) -> None:
        self._chunks = chunks
        self.digest = hashlib.sha256()

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self._chunks:
            self.digest.update(chunk)
            yield chunk


async def _one(data: bytes) -> AsyncIterator[bytes]:
    yield data


def _began(file: CourseFile, upload: UploadRecord) -> CourseFile:
    """A pause in the upload has moved its beginning since it was read."""
    fields = {name: getattr(file, name) for name in file.__struct_fields__}
    return CourseFile(**{**fields, "began_at": upload.began_at})


def _key(course_id: str, file_id: str) -> str:
    return f"files/{course_id}/{file_id}"


def file_key(file: CourseFile) -> str:
    return _key(file.course_id, file.id)


def _prefix(upload_id: str) -> str:
    return f"uploads/{upload_id}/"


def _elsewhere() -> Conflict:
    return Conflict("The upload goes on at another place; ask where.", code="upload_offset")


def _unsupported() -> UnsupportedMediaType:
    return UnsupportedMediaType("Files of this kind are not accepted here.", code="unsupported_file")
