"""CO4: resumable uploads (tus 1.0.0). What was acknowledged is kept; what is not what its name says is refused."""

import hashlib
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import timedelta

import httpx
import pytest

from eduforum.courses.files import uploads
from eduforum.web.app import Application
from tests.api.conftest import build_silent
from tests.factories.clock import ManualClock
from tests.factories.courses import Record, enroll, make_course
from tests.factories.people import Person, make_person
from tests.factories.uploads import CHUNK, PNG, TUS, begin, send, upload


@pytest.fixture
async def professor(app: Application, client: httpx.AsyncClient) -> Person:
    return await make_person(app, client, role="professor")


@pytest.fixture
async def course(client: httpx.AsyncClient, professor: Person) -> Record:
    return await make_course(client, professor)


async def place_of(client: httpx.AsyncClient, person: Person, course: Record, name: str, size: int) -> str:
    begun = await begin(client, person, course, name, size)
    assert begun.status_code == 201, begun.text
    return begun.headers["location"]


async def objects_of(app: Application) -> list[str]:
    return [stored.key async for stored in app.course_files._objects.list()]


async def test_a_file_comes_in_pieces(client: httpx.AsyncClient, professor: Person, course: Record) -> None:
    place = await place_of(client, professor, course, "veil.txt", 6)
    first = await send(client, professor, place, 0, b"A v")
    asked = await client.head(place, headers={**professor.headers, **TUS})
    second = await send(client, professor, place, 3, b"eil")

    assert (first.status_code, first.headers["upload-offset"]) == (204, "3")
    assert (asked.headers["upload-offset"], asked.headers["upload-length"]) == ("3", "6")
    assert asked.headers["cache-control"] == "no-store"
    assert (second.status_code, second.headers["upload-offset"]) == (204, "6")
    assert (await client.get(place, headers=professor.headers)).json()["data"]["finished"] is True


async def test_every_answer_names_the_protocol(client: httpx.AsyncClient, professor: Person, course: Record) -> None:
    options = await client.options(f"/api/v1/courses/{course['id']}/uploads")
    assert options.status_code == 204
    assert options.headers["tus-extension"] == "creation,termination"
    assert int(options.headers["tus-max-size"]) == 2048 * 1024 * 1024
    place = await place_of(client, professor, course, "veil.txt", 6)
    old = await client.patch(
        place, content=b"A veil", headers={**professor.headers, **CHUNK, "Tus-Resumable": "0.2.2", "Upload-Offset": "0"}
    )
    assert (old.status_code, old.json()["error"]["code"]) == (412, "tus_version")
    assert old.headers["tus-version"] == old.headers["tus-resumable"] == "1.0.0"


async def test_what_came_before_a_line_broke_is_kept(
    client: httpx.AsyncClient, professor: Person, course: Record
) -> None:
    async def broken() -> AsyncIterator[bytes]:
        yield b"A v"
        raise ConnectionResetError

    place = await place_of(client, professor, course, "veil.txt", 6)
    with suppress(ConnectionResetError):
        await send(client, professor, place, 0, broken())

    asked = await client.head(place, headers={**professor.headers, **TUS})
    assert asked.headers["upload-offset"] == "3"


async def test_a_piece_at_another_place_changes_nothing(
    client: httpx.AsyncClient, professor: Person, course: Record
) -> None:
    place = await place_of(client, professor, course, "veil.txt", 6)
    await send(client, professor, place, 0, b"A v")
    for offset in (0, 4):
        answer = await send(client, professor, place, offset, b"xyz")
        assert (answer.status_code, answer.json()["error"]["code"]) == (409, "upload_offset")
    assert (await send(client, professor, place, 3, b"eil")).status_code == 204


async def test_more_than_was_announced_is_refused(client: httpx.AsyncClient, professor: Person, course: Record) -> None:
    place = await place_of(client, professor, course, "veil.txt", 6)
    assert (await send(client, professor, place, 0, b"A veil and more")).status_code == 413
    asked = await client.head(place, headers={**professor.headers, **TUS})
    assert asked.headers["upload-offset"] == "0"


async def test_a_file_that_is_not_what_its_name_says_is_refused_at_its_beginning(
    app: Application, client: httpx.AsyncClient, professor: Person, course: Record
) -> None:
    place = await place_of(client, professor, course, "veil.pdf", 10_000)
    answer = await send(client, professor, place, 0, PNG + bytes(5000))
    assert (answer.status_code, answer.json()["error"]["code"]) == (415, "unsupported_file")
    assert (await client.get(place, headers=professor.headers)).status_code == 404
    assert await objects_of(app) == []


async def test_a_large_file_is_one_object_in_the_end(
    app: Application, client: httpx.AsyncClient, professor: Person, course: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "PART_BYTES", 5000)
    data = PNG + bytes(range(256)) * 100

    async def pieces() -> AsyncIterator[bytes]:
        for at in range(0, len(data), 3000):
            yield data[at : at + 3000]

    place = await place_of(client, professor, course, "veil.png", len(data))
    assert (await send(client, professor, place, 0, pieces())).status_code == 204

    upload_id = place.rpartition("/")[2]
    assert await objects_of(app) == [f"files/{course['id']}/{upload_id}"]
    async with app.db.connection() as conn:
        row = await conn.fetchrow("select sha256, media_type, size from course_files where id = $1", upload_id)
    assert row is not None
    assert tuple(row) == (hashlib.sha256(data).hexdigest(), "image/png", len(data))


async def test_an_upload_goes_on_after_a_restart(
    app: Application, client: httpx.AsyncClient, professor: Person, course: Record, clock: ManualClock
) -> None:
    place = await place_of(client, professor, course, "veil.txt", 6)
    await send(client, professor, place, 0, b"A v")
    again = await build_silent(app.config, clock)
    try:
        transport = httpx.ASGITransport(again.asgi, client=("192.0.2.1", 40000))
        async with httpx.AsyncClient(transport=transport, base_url="http://eduforum.test") as other:
            assert (await send(other, professor, place, 3, b"eil")).status_code == 204
    finally:
        await again.stop()


async def test_nobody_else_has_to_do_with_an_upload(
    app: Application, client: httpx.AsyncClient, professor: Person, course: Record
) -> None:
    student = await make_person(app, client)
    await enroll(client, professor, course, student)
    place = await place_of(client, professor, course, "veil.txt", 6)
    for answer in (
        await client.get(place, headers=student.headers),
        await send(client, student, place, 0, b"A veil"),
        await client.delete(place, headers={**student.headers, **TUS}),
    ):
        assert (answer.status_code, answer.json()["error"]["code"]) == (404, "no_such_upload")


async def test_an_upload_can_be_given_up(
    app: Application, client: httpx.AsyncClient, professor: Person, course: Record
) -> None:
    place = await place_of(client, professor, course, "veil.txt", 6)
    await send(client, professor, place, 0, b"A v")
    assert (await client.delete(place, headers={**professor.headers, **TUS})).status_code == 204
    assert (await send(client, professor, place, 3, b"eil")).status_code == 404
    assert await objects_of(app) == []


async def test_what_is_announced_is_bounded(client: httpx.AsyncClient, professor: Person, course: Record) -> None:
    gibibyte = 1024**3
    assert (await begin(client, professor, course, "veil.mp4", 3 * gibibyte)).status_code == 413
    for _ in range(4):
        await place_of(client, professor, course, "veil.mp4", 2 * gibibyte)
    answer = await begin(client, professor, course, "veil.txt", 1)
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "too_many_uploads")


async def test_what_came_to_nothing_is_deleted(
    app: Application, client: httpx.AsyncClient, professor: Person, course: Record, clock: ManualClock
) -> None:
    half = await place_of(client, professor, course, "veil.txt", 6)
    await send(client, professor, half, 0, b"A v")
    await upload(client, professor, course)
    await app.course_files.tidy()
    assert len(await objects_of(app)) == 2

    clock.advance(timedelta(days=3).total_seconds())
    await app.course_files.tidy()
    assert await objects_of(app) == []
