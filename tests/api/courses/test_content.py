"""CO4: what a course hands out: folders, files, links and pages, seen when they are to be seen."""

import hashlib
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import httpx
import msgspec
import pytest

from eduforum import config as settings
from eduforum.config import Config
from eduforum.web.app import Application
from tests.factories.clock import ManualClock
from tests.factories.content import make_file, make_folder, make_item
from tests.factories.courses import Record, enroll, make_course
from tests.factories.people import Person, make_person, sign_in
from tests.factories.uploads import Scanner, begin, scanner, upload

NAME = '무지의 "베일".txt'


@pytest.fixture
async def professor(app: Application, client: httpx.AsyncClient) -> Person:
    return await make_person(app, client, role="professor")


@pytest.fixture
async def course(client: httpx.AsyncClient, professor: Person) -> Record:
    return await make_course(client, professor)


@pytest.fixture
async def student(app: Application, client: httpx.AsyncClient, professor: Person, course: Record) -> Person:
    person = await make_person(app, client)
    await enroll(client, professor, course, person)
    return person


async def seen(client: httpx.AsyncClient, person: Person, course: Record) -> dict[str, list[str]]:
    """The titles of items by those of their folders."""
    answer = await client.get(f"/api/v1/courses/{course['id']}/content", headers=person.headers)
    folders = answer.json()["data"]["folders"]
    return {folder["title"]: [item["title"] for item in folder["items"]] for folder in folders}


def at(course: Record, item: Record, *more: str) -> str:
    return "/".join([f"/api/v1/courses/{course['id']}/content/items/{item['id']}", *more])


async def test_students_see_what_is_visible_by_now(
    client: httpx.AsyncClient, professor: Person, course: Record, student: Person, clock: ManualClock
) -> None:
    later = (clock.now() + timedelta(minutes=10)).isoformat()
    first, second = (
        await make_folder(client, professor, course),
        await make_folder(client, professor, course, title="Week 2", visible_from=later),
    )
    link = {"kind": "link", "url": "https://plato.stanford.edu/"}
    page = {"kind": "page", "body": "Read §26."}
    await make_item(client, professor, course, first, link, title="SEP")
    await make_item(client, professor, course, first, page, title="Questions for staff", visible=False)
    hidden = await make_item(client, professor, course, second, page, title="Next week")

    everything = {"Week 1": ["SEP", "Questions for staff"], "Week 2": ["Next week"]}
    assert await seen(client, professor, course) == everything
    assert await seen(client, student, course) == {"Week 1": ["SEP"]}
    assert (await client.get(at(course, hidden), headers=student.headers)).status_code == 404

    clock.advance(600)
    assert await seen(client, student, course) == {"Week 1": ["SEP"], "Week 2": ["Next week"]}
    assert (await client.get(at(course, hidden), headers=student.headers)).json()["data"]["body"] == "Read §26."


async def test_a_file_is_handed_out_whole_in_part_or_not_again(
    client: httpx.AsyncClient, professor: Person, course: Record, student: Person
) -> None:
    item = await make_file(client, professor, course, await make_folder(client, professor, course), NAME)
    place = at(course, item, "file")
    whole = await client.get(place, headers=student.headers)
    etag = f'"{hashlib.sha256(b"A veil").hexdigest()}"'
    assert (item["title"], item["file"]["sha256"]) == (NAME, etag.strip('"'))
    assert (whole.status_code, whole.content, whole.headers["etag"]) == (200, b"A veil", etag)
    assert whole.headers["content-disposition"].startswith("attachment; filename*=UTF-8''%EB%AC%B4")
    assert '"' not in whole.headers["content-disposition"]

    async def ask(**headers: str) -> httpx.Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return await client.get(place, headers={**student.headers, **named})

    part = await ask(range="bytes=2-", if_range=etag)
    assert (part.status_code, part.content, part.headers["content-range"]) == (206, b"veil", "bytes 2-5/6")
    assert (await ask(range="bytes=2-", if_range='"another"')).status_code == 200
    assert (await ask(range="bytes=6-")).status_code == 416
    known = await ask(if_none_match=f'"another", W/{etag}')
    assert (known.status_code, known.content) == (304, b"")


async def test_staff_see_how_many_have_opened_a_thing(
    client: httpx.AsyncClient, professor: Person, course: Record, student: Person
) -> None:
    item = await make_file(client, professor, course, await make_folder(client, professor, course))
    for person in (professor, student, student):
        await client.get(at(course, item, "file"), headers=person.headers)
    content = (await client.get(f"/api/v1/courses/{course['id']}/content", headers=professor.headers)).json()["data"]
    assert (content["students"], content["folders"][0]["items"][0]["opened"]) == (1, 1)
    content = (await client.get(f"/api/v1/courses/{course['id']}/content", headers=student.headers)).json()["data"]
    assert (content["students"], content["folders"][0]["items"][0]["opened"]) == (None, None)


async def test_a_file_that_is_added_twice_by_one_request_is_there_once(
    client: httpx.AsyncClient, professor: Person, course: Record
) -> None:
    folder = await make_folder(client, professor, course)
    sent = await upload(client, professor, course)
    body = {"folder_id": folder["id"], "content": {"kind": "file", "upload_id": sent}}
    key = {"Idempotency-Key": "0193a000-0000-7000-8000-000000000001"}
    place = f"/api/v1/courses/{course['id']}/content/items"
    answers = [await client.post(place, json=body, headers={**professor.headers, **key}) for _ in range(2)]
    assert answers[0].json() == answers[1].json()
    assert await seen(client, professor, course) == {"Week 1": ["veil.txt"]}


async def test_half_a_file_is_no_content(client: httpx.AsyncClient, professor: Person, course: Record) -> None:
    folder = await make_folder(client, professor, course)
    begun = (await begin(client, professor, course, "veil.txt", 6)).json()["data"]
    body = {"folder_id": folder["id"], "content": {"kind": "file", "upload_id": begun["id"]}}
    answer = await client.post(f"/api/v1/courses/{course['id']}/content/items", json=body, headers=professor.headers)
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "upload_unfinished")


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "//example.org", "https://", "ftp://example.org/a", "https://a b"]
)
async def test_a_link_leads_to_the_web(client: httpx.AsyncClient, professor: Person, course: Record, url: str) -> None:
    folder = await make_folder(client, professor, course)
    body = {"folder_id": folder["id"], "content": {"kind": "link", "url": url}}
    answer = await client.post(f"/api/v1/courses/{course['id']}/content/items", json=body, headers=professor.headers)
    assert (answer.status_code, answer.json()["error"]["details"][0]["field"]) == (422, "url")


async def test_what_is_deleted_can_be_put_back_for_thirty_days(
    app: Application, client: httpx.AsyncClient, professor: Person, course: Record, clock: ManualClock
) -> None:
    folder = await make_folder(client, professor, course)
    item = await make_file(client, professor, course, folder)
    place = f"/api/v1/courses/{course['id']}/content/folders/{folder['id']}"
    for what in (at(course, item), place):
        assert (await client.delete(what, headers=professor.headers)).status_code == 204
    clock.advance(timedelta(days=29).total_seconds())
    await app.content.tidy()
    await app.course_files.tidy()
    professor = await sign_in(client, professor)
    for what in (place, at(course, item)):
        assert (await client.post(what + "/restore", headers=professor.headers)).status_code == 200
    assert (await client.get(at(course, item, "file"), headers=professor.headers)).content == b"A veil"

    await client.delete(at(course, item), headers=professor.headers)
    clock.advance(timedelta(days=31).total_seconds())
    await app.content.tidy()
    await app.course_files.tidy()
    assert [stored.key async for stored in app.course_files._objects.list()] == []


async def test_things_are_put_in_another_order(client: httpx.AsyncClient, professor: Person, course: Record) -> None:
    first = await make_folder(client, professor, course)
    second = await make_folder(client, professor, course, title="Week 2")
    one, two = [
        await make_item(client, professor, course, first, {"kind": "page", "body": ""}, title=title)
        for title in ("One", "Two")
    ]
    place = f"/api/v1/courses/{course['id']}/content/order"
    order = [{"id": second["id"], "items": [two["id"]]}, {"id": first["id"], "items": [one["id"]]}]
    answer = await client.put(place, json={"folders": order}, headers=professor.headers)
    assert answer.status_code == 200
    assert list((await seen(client, professor, course)).items()) == [("Week 2", ["Two"]), ("Week 1", ["One"])]

    await make_folder(client, professor, course, title="Week 3")
    answer = await client.put(place, json={"folders": order}, headers=professor.headers)
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "order_outdated")


async def test_a_change_from_an_older_state_is_refused(
    client: httpx.AsyncClient, professor: Person, course: Record
) -> None:
    item = await make_file(client, professor, course, await make_folder(client, professor, course))
    headers = {**professor.headers, "If-Match": '"1"'}
    changed = await client.patch(at(course, item), json={"visible": False}, headers=headers)
    assert (changed.status_code, changed.headers["etag"]) == (200, '"2"')
    answer = await client.patch(at(course, item), json={"title": "Mine"}, headers=headers)
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "version_conflict")


class TestWithAScanner:
    @pytest.fixture
    async def double(self) -> AsyncIterator[Scanner]:
        async with scanner() as double:
            yield double

    @pytest.fixture
    def config(self, db_url: str, data_dir: Path, double: Scanner, config: Config) -> Config:
        return msgspec.structs.replace(config, storage=settings.Storage(clamd=double.address))

    async def test_no_file_is_handed_out_before_it_was_found_clean(
        self, app: Application, client: httpx.AsyncClient, professor: Person, course: Record, double: Scanner
    ) -> None:
        double.limit = 10
        folder = await make_folder(client, professor, course)
        files = {
            data: await make_file(client, professor, course, folder, data=data)
            for data in (b"A veil", b"EICAR", b"A long text")
        }
        await app.scanning.scan_waiting()
        got = {
            data: await client.get(at(course, item, "file"), headers=professor.headers) for data, item in files.items()
        }
        assert [answer.status_code for answer in got.values()] == [200, 409, 409]
        assert got[b"EICAR"].json()["error"]["code"] == "file_infected"

    async def test_while_the_scanner_is_away_files_wait(
        self, app: Application, client: httpx.AsyncClient, professor: Person, course: Record, double: Scanner
    ) -> None:
        async with app.db.connection() as conn:
            item = await make_file(client, professor, course, await make_folder(client, professor, course))
            await conn.execute("update course_files set scan = 'waiting'")
        answer = await client.get(at(course, item, "file"), headers=professor.headers)
        assert (answer.status_code, answer.json()["error"]["code"]) == (409, "file_unchecked")
        await app.scanning.scan_waiting()
        assert (await client.get(at(course, item, "file"), headers=professor.headers)).status_code == 200
