"""What every object store does; a second implementation is added to the parameters."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from eduforum.errors import Invalid, NotFound, TooLarge
from eduforum.storage import DiskStore, ObjectStore

BIG = 1 << 30


@pytest.fixture(params=[DiskStore], ids=["disk"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> ObjectStore:
    make: Callable[[Path], ObjectStore] = request.param
    return make(tmp_path / "objects")


async def stream(*chunks: bytes) -> AsyncIterator[bytes]:
    for chunk in chunks:
        yield chunk


async def content(store: ObjectStore, key: str, start: int = 0, end: int | None = None) -> bytes:
    return b"".join([chunk async for chunk in store.get(key, start, end)])


async def keys(store: ObjectStore, prefix: str = "") -> list[str]:
    return [entry.key async for entry in store.list(prefix)]


async def test_what_is_put_can_be_had(store: ObjectStore) -> None:
    stored = await store.put("courses/a/slides.pdf", stream(b"one ", b"", b"two"), max_bytes=BIG)
    assert (stored.key, stored.size) == ("courses/a/slides.pdf", 7)
    assert stored.modified_at.tzinfo is not None
    assert await content(store, "courses/a/slides.pdf") == b"one two"
    assert await store.stat("courses/a/slides.pdf") == stored


async def test_an_empty_object_is_an_object(store: ObjectStore) -> None:
    assert (await store.put("empty", stream(), max_bytes=0)).size == 0
    assert await content(store, "empty") == b""


async def test_a_large_object_arrives_whole(store: ObjectStore) -> None:
    chunk = bytes(range(256)) * 256
    await store.put("large", stream(*[chunk] * 80), max_bytes=BIG)
    assert await content(store, "large") == chunk * 80


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (0, 4, b"0123"),
        (3, 7, b"3456"),
        (8, None, b"89"),
        (8, 100, b"89"),
        (10, None, b""),
        (50, None, b""),
        (4, 4, b""),
    ],
)
async def test_a_part_can_be_had(store: ObjectStore, start: int, end: int | None, expected: bytes) -> None:
    await store.put("digits", stream(b"0123456789"), max_bytes=BIG)
    assert await content(store, "digits", start, end) == expected


async def test_a_part_of_a_large_object_is_exact(store: ObjectStore) -> None:
    whole = bytes(range(256)) * 8192
    await store.put("large", stream(whole), max_bytes=BIG)
    assert await content(store, "large", 255_999, 1_234_567) == whole[255_999:1_234_567]


async def test_more_than_the_limit_is_refused_and_leaves_nothing(store: ObjectStore) -> None:
    await store.put("exact", stream(b"12345"), max_bytes=5)
    with pytest.raises(TooLarge):
        await store.put("over", stream(b"123", b"456"), max_bytes=5)
    assert await keys(store) == ["exact"]


async def test_an_upload_that_breaks_off_leaves_the_earlier_object(store: ObjectStore) -> None:
    async def broken() -> AsyncIterator[bytes]:
        yield b"half"
        raise ConnectionResetError

    await store.put("notes", stream(b"before"), max_bytes=BIG)
    with pytest.raises(ConnectionResetError):
        await store.put("notes", broken(), max_bytes=BIG)
    assert await content(store, "notes") == b"before"


async def test_nobody_sees_an_object_before_it_is_whole(store: ObjectStore) -> None:
    proceed = asyncio.Event()
    begun = asyncio.Event()

    async def slow() -> AsyncIterator[bytes]:
        yield b"first"
        begun.set()
        await proceed.wait()
        yield b" last"

    upload = asyncio.create_task(store.put("notes", slow(), max_bytes=BIG))
    await begun.wait()
    assert await keys(store) == []
    with pytest.raises(NotFound):
        await store.stat("notes")
    proceed.set()
    await upload
    assert await content(store, "notes") == b"first last"


async def test_a_reader_of_an_object_that_is_replaced_gets_one_of_the_two(store: ObjectStore) -> None:
    old, new = b"o" * 1_000_000, b"n" * 1_000_000
    await store.put("notes", stream(old), max_bytes=BIG)
    reading = store.get("notes")
    first = await anext(reading)
    await store.put("notes", stream(new), max_bytes=BIG)
    assert first + b"".join([chunk async for chunk in reading]) == old
    assert await content(store, "notes") == new


async def test_what_is_not_there_is_not_found(store: ObjectStore) -> None:
    with pytest.raises(NotFound):
        await store.stat("nothing")
    with pytest.raises(NotFound):
        await content(store, "nothing")


async def test_a_folder_of_objects_is_no_object(store: ObjectStore) -> None:
    await store.put("a/b", stream(b"x"), max_bytes=BIG)
    with pytest.raises(NotFound):
        await store.stat("a")
    with pytest.raises(NotFound):
        await content(store, "a")
    with pytest.raises(NotFound):
        await store.stat("a/b/c")


async def test_deleting_takes_one_object_and_may_be_done_twice(store: ObjectStore) -> None:
    await store.put("a/one", stream(b"1"), max_bytes=BIG)
    await store.put("a/two", stream(b"2"), max_bytes=BIG)
    await store.delete("a/one")
    await store.delete("a/one")
    assert await keys(store) == ["a/two"]


async def test_a_key_can_be_used_again_after_its_folder_went_with_it(store: ObjectStore) -> None:
    await store.put("a/b/c", stream(b"1"), max_bytes=BIG)
    await store.delete("a/b/c")
    await store.put("a", stream(b"2"), max_bytes=BIG)
    assert await keys(store) == ["a"]


async def test_objects_are_listed_by_prefix_in_order(store: ObjectStore) -> None:
    for key in ("b/2", "a/2", "a/1", "ab", "a/10"):
        await store.put(key, stream(b"x"), max_bytes=BIG)
    assert await keys(store) == ["a/1", "a/10", "a/2", "ab", "b/2"]
    assert await keys(store, "a/") == ["a/1", "a/10", "a/2"]
    assert await keys(store, "a/1") == ["a/1", "a/10"]
    assert await keys(store, "c") == []


@pytest.mark.parametrize(
    "key",
    [
        "",
        "/",
        "/etc/passwd",
        "a/",
        "a//b",
        "../a",
        "a/../../b",
        ".",
        "a/.hidden",
        "a\0b",
        "a b",
        "강의",
        "a\\b",
        "x" * 901,
    ],
)
async def test_keys_that_are_not_well_formed_are_refused(store: ObjectStore, key: str) -> None:
    with pytest.raises(Invalid) as raised:
        await store.put(key, stream(b"x"), max_bytes=BIG)
    assert raised.value.code == "bad_key"
    with pytest.raises(Invalid):
        await content(store, key)
