"""What holds for objects on disk alone."""

from pathlib import Path

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
