"""Objects as files: written beside their place, flushed to the disk, then renamed into it."""

import asyncio
import os
import secrets
from collections.abc import AsyncIterable, AsyncIterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from eduforum.errors import Conflict, NotFound, TooLarge
from eduforum.storage.protocols import StoredObject, check_key, is_key

_READ_BYTES = 256 * 1024
_WRITE_BYTES = 1024 * 1024
# A segment of a key never begins with a dot, so no object has this name.
_UNFINISHED = ".unfinished"


class DiskStore:
    """Objects under `root`; file operations run in threads. Opening it removes what a crash left unfinished."""

    def __init__(self, root: str | os.PathLike[str]) -> None:
        self._root = Path(root)
        self._unfinished = self._root / _UNFINISHED
        self._unfinished.mkdir(parents=True, exist_ok=True, mode=0o700)
        for leftover in self._unfinished.iterdir():
            leftover.unlink(missing_ok=True)

    async def put(self, key: str, chunks: AsyncIterable[bytes], *, max_bytes: int) -> StoredObject:
        target = self._path(key)
        unfinished = self._unfinished / secrets.token_hex(16)
        file = await asyncio.to_thread(unfinished.open, "xb")
        try:
            await _write(file, chunks, max_bytes)
            await asyncio.to_thread(_finish, file, unfinished, target, self._root)
        except (IsADirectoryError, NotADirectoryError, FileExistsError) as error:
            unfinished.unlink(missing_ok=True)
            raise Conflict(f"{key} and another object's key lie one within the other.", code="key_taken") from error
        except BaseException:
            file.close()
            unfinished.unlink(missing_ok=True)
            raise
        return await self.stat(key)

    async def get(self, key: str, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        try:
            file = await asyncio.to_thread(self._path(key).open, "rb")
        except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
            raise _not_found(key) from None
        with file:
            await asyncio.to_thread(file.seek, start)
            position = start
            while end is None or position < end:
                wanted = _READ_BYTES if end is None else min(_READ_BYTES, end - position)
                chunk = await asyncio.to_thread(file.read, wanted)
                if not chunk:
                    return
                position += len(chunk)
                yield chunk

    async def stat(self, key: str) -> StoredObject:
        found = await asyncio.to_thread(_stat, self._path(key), key)
        if found is None:
            raise _not_found(key)
        return found

    async def delete(self, key: str) -> None:
        await asyncio.to_thread(_delete, self._path(key), self._root)

    async def list(self, prefix: str = "") -> AsyncIterator[StoredObject]:
        for found in await asyncio.to_thread(_scan, self._root, prefix):
            yield found

    def _path(self, key: str) -> Path:
        return self._root / check_key(key)


async def _write(file: BinaryIO, chunks: AsyncIterable[bytes], max_bytes: int) -> None:
    size = 0
    pending = bytearray()
    async for chunk in chunks:
        size += len(chunk)
        if size > max_bytes:
            raise TooLarge(f"An object of at most {max_bytes} bytes is accepted.")
        pending += chunk
        if len(pending) >= _WRITE_BYTES:
            await asyncio.to_thread(file.write, pending)
            pending = bytearray()
    await asyncio.to_thread(file.write, pending)


def _finish(file: BinaryIO, unfinished: Path, target: Path, root: Path) -> None:
    file.flush()
    os.fsync(file.fileno())
    file.close()
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    unfinished.replace(target)
    # The name is durable once its folder is flushed, and a new folder's name once its parent is.
    folder = target.parent
    while True:
        _flush_folder(folder)
        if folder == root:
            return
        folder = folder.parent


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _stat(path: Path, key: str) -> StoredObject | None:
    try:
        status = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    if not path.is_file():
        return None
    return StoredObject(key, status.st_size, datetime.fromtimestamp(status.st_mtime, UTC))


def _delete(path: Path, root: Path) -> None:
    with suppress(FileNotFoundError, IsADirectoryError, NotADirectoryError):
        path.unlink()
    for folder in path.parents:
        if folder == root:
            return
        try:
            folder.rmdir()
        except FileNotFoundError:
            continue
        except OSError:
            return


def _scan(root: Path, prefix: str) -> list[StoredObject]:
    folder_prefix = prefix.rpartition("/")[0]
    if folder_prefix and not is_key(folder_prefix):
        return []
    start = root / folder_prefix
    found: list[StoredObject] = []
    for folder, _, names in os.walk(start):
        if Path(folder) == root / _UNFINISHED:
            continue
        for name in names:
            path = Path(folder) / name
            key = path.relative_to(root).as_posix()
            if key.startswith(prefix) and (entry := _stat(path, key)) is not None:
                found.append(entry)
    return sorted(found, key=lambda entry: entry.key)


def _not_found(key: str) -> NotFound:
    return NotFound(f"There is no object {key}.")
