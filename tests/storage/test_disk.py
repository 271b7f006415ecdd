"""What holds for objects on disk alone."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from eduforum.errors import Conflict
from eduforum.storage import DiskStore


async def test_what_a_crash_left_unfinished_is_removed(tmp_path: Path) -> None:
    DiskStore(tmp_path)
    (tmp_path / ".unfinished" / "half").write_bytes(b"half of an upload")
    store = DiskStore(tmp_path)
    assert list((tmp_path / ".unfinished").iterdir()) == []
    assert [entry async for entry in store.list()] == []


async def test_a_listing_cannot_leave_the_root(tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"x")
    store = DiskStore(tmp_path / "objects")
    assert [entry async for entry in store.list("../")] == []


@pytest.mark.parametrize(("first", "second"), [("a", "a/b"), ("a/b", "a")])
async def test_a_key_within_another_is_refused_and_leaves_nothing(tmp_path: Path, first: str, second: str) -> None:
    async def stream() -> AsyncIterator[bytes]:
        yield b"x"

    store = DiskStore(tmp_path)
    await store.put(first, stream(), max_bytes=10)
    with pytest.raises(Conflict):
        await store.put(second, stream(), max_bytes=10)
    assert [entry.key async for entry in store.list()] == [first]
    assert list((tmp_path / ".unfinished").iterdir()) == []
