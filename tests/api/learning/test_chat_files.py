"""Files of the chat: checked by content and size, and read by whoever may see the message that holds them."""

import io
import zipfile
from typing import Any
from uuid import uuid4

import httpx
import msgspec
import pytest

from eduforum.config import Config
from eduforum.learning.chat.channels import direct
from eduforum.learning.chat.files import UPLOADS_PER_MINUTE
from eduforum.learning.chat.routes import OCTETS
from tests.factories.guests import guest_token, make_link
from tests.factories.people import Person, make_person
from tests.factories.rooms import Frame, RoomClient, Seminar

PDF = b"%PDF-1.7\n" + b"x" * 5000
MEBIBYTE = 1024 * 1024


@pytest.fixture
def config(config: Config) -> Config:
    """Files of one MiB, three a person."""
    return msgspec.structs.replace(config, chat=msgspec.structs.replace(config.chat, max_file_mib=1, max_person_mib=2))


def files_url(seminar: Seminar, id: str = "") -> str:
    return f"/api/v1/sessions/{seminar.session['id']}/chat/files" + (f"/{id}" if id else "")


async def upload(
    seminar: Seminar, person: Person, name: str = "글.pdf", content: bytes = PDF, kind: str = OCTETS
) -> httpx.Response:
    sent = {**person.headers, "Content-Type": kind}
    return await seminar.client.post(files_url(seminar), params={"name": name}, content=content, headers=sent)


async def uploaded(seminar: Seminar, person: Person, **fields: Any) -> Frame:
    answer = await upload(seminar, person, **fields)
    assert answer.status_code == 201, answer.text
    file: Frame = answer.json()["data"]
    return file


async def download(seminar: Seminar, person: Person, file: Frame) -> httpx.Response:
    return await seminar.client.get(files_url(seminar, file["id"]), headers=person.headers)


async def send(client: RoomClient, *files: Frame, **fields: Any) -> Frame:
    return await client.ask("chat:send", **{"text": "", "files": [file["id"] for file in files], **fields})


async def test_a_file_is_uploaded_sent_and_downloaded(seminar: Seminar) -> None:
    student = await seminar.person()
    file = await uploaded(seminar, student)
    async with await seminar.enter(student) as client, await seminar.enter(seminar.professor) as professor:
        await send(client, file)
        message = (await professor.event("chat:message"))["message"]
        answer = await download(seminar, seminar.professor, message["files"][0])

        assert message["files"] == [
            {"id": file["id"], "name": "글.pdf", "media_type": "application/pdf", "size": len(PDF)}
        ]
        assert answer.content == PDF
        assert answer.headers["content-type"] == "application/pdf"
        assert answer.headers["content-length"] == str(len(PDF))
        assert answer.headers["content-disposition"] == "attachment; filename*=UTF-8''%EA%B8%80.pdf"
        assert answer.headers["x-content-type-options"] == "nosniff"


async def test_a_file_is_for_those_who_may_see_its_message(seminar: Seminar) -> None:
    one, two, other = [await seminar.person() for _ in range(3)]
    outsider = await make_person(seminar.app, seminar.client)
    file = await uploaded(seminar, one)
    async with await seminar.enter(one) as client:
        await send(client, file, channel=direct(one.id, two.id))
        people = [one, two, other, seminar.professor, outsider]
        statuses = [(await download(seminar, person, file)).status_code for person in people]

        assert statuses == [200, 200, 404, 404, 404]


async def test_before_it_is_sent_it_is_its_owners_alone(seminar: Seminar) -> None:
    student = await seminar.person()
    file = await uploaded(seminar, student)
    async with await seminar.enter(seminar.professor) as professor:
        assert (await download(seminar, student, file)).status_code == 200
        assert (await download(seminar, seminar.professor, file)).status_code == 404
        assert (await send(professor, file))["code"] == "file_not_found"
        assert (await send(professor, {"id": str(uuid4())}))["code"] == "file_not_found"


async def test_the_file_of_a_deleted_message_is_for_staff_alone(seminar: Seminar) -> None:
    writer, other = await seminar.person(), await seminar.person()
    file = await uploaded(seminar, writer)
    async with await seminar.enter(writer) as client:
        said = await send(client, file)
        await client.ask("chat:delete", message=said["data"]["message"]["id"])

        assert (await download(seminar, other, file)).status_code == 404
        assert (await download(seminar, seminar.professor, file)).status_code == 200


async def test_it_can_be_read_after_the_end(seminar: Seminar) -> None:
    student = await seminar.person()
    file = await uploaded(seminar, student)
    async with await seminar.enter(student) as client:
        await send(client, file)
    await seminar.end()

    assert (await download(seminar, await seminar.person(), file)).content == PDF
    assert (await upload(seminar, student)).json()["error"]["code"] == "session_ended"


def office_file() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("notes.txt", "무지의 베일".encode(), "text/plain"),
        ("명단.csv", "이름,학번\n".encode("cp949"), "text/csv"),
        ("a.docx", office_file(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("a.HWP", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "application/x-hwp"),
        ("a.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 60, "image/png"),
        ("../../etc/passwd.txt", b"x", "text/plain"),
    ],
)
async def test_files_are_known_by_their_content(seminar: Seminar, name: str, content: bytes, media_type: str) -> None:
    file = await uploaded(seminar, seminar.professor, name=name, content=content)

    assert file["media_type"] == media_type
    assert "/" not in file["name"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.exe", b"MZ\x90\x00"),
        ("a.pdf", b"MZ\x90\x00" + b"\0" * 100),
        ("a.png", b"<svg onload=alert(1)>"),
        ("a.svg", b"<svg/>"),
        ("a.html", b"<script>alert(1)</script>"),
        ("a.txt", b"\x7fELF\x02\x01\x01\x00"),
        ("a", b"text"),
        ("a.docx", b"%PDF-1.7"),
    ],
)
async def test_what_is_not_accepted_or_not_what_it_says_is_refused(seminar: Seminar, name: str, content: bytes) -> None:
    answer = await upload(seminar, seminar.professor, name=name, content=content)

    assert (answer.status_code, answer.json()["error"]["code"]) == (415, "unsupported_file")


@pytest.mark.parametrize("name", [" ", "a\n.txt", "/", "a" * 197 + ".txt", "a\u202etxt.exe"])
async def test_a_file_has_a_name(seminar: Seminar, name: str) -> None:
    answer = await upload(seminar, seminar.professor, name=name, content=b"x")

    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "invalid")


async def test_a_file_is_of_limited_size_whatever_it_declares(seminar: Seminar) -> None:
    async def pieces() -> Any:
        for _ in range(17):
            yield b"x" * 65536

    declared = await upload(seminar, seminar.professor, "a.txt", b"x" * (MEBIBYTE + 1))
    headers = {**seminar.professor.headers, "Content-Type": OCTETS}
    undeclared = await seminar.client.post(
        files_url(seminar), params={"name": "a.txt"}, content=pieces(), headers=headers
    )

    assert [answer.status_code for answer in (declared, undeclared)] == [413, 413]
    async with seminar.app.db.connection() as conn:
        assert await conn.fetchval("select count(*) from chat_files") == 0


async def test_a_person_sends_so_much_in_a_session(seminar: Seminar) -> None:
    for _ in range(2):
        await uploaded(seminar, seminar.professor, name="a.txt", content=b"x" * MEBIBYTE)
    answer = await upload(seminar, seminar.professor, "a.txt", b"x")

    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "too_many_files")
    assert (await upload(seminar, await seminar.person())).status_code == 201


async def test_uploads_are_limited(seminar: Seminar) -> None:
    answers = [await upload(seminar, seminar.professor, "a.txt", b"x") for _ in range(UPLOADS_PER_MINUTE + 1)]

    assert answers[-1].json()["error"]["code"] == "rate_limited"
    assert {answer.status_code for answer in answers[:-1]} == {201}


async def test_another_body_than_octets_is_refused(seminar: Seminar) -> None:
    answer = await upload(seminar, seminar.professor, kind="multipart/form-data")

    assert (answer.status_code, answer.json()["error"]["code"]) == (415, "unsupported_media_type")


async def test_observers_upload_nothing(seminar: Seminar) -> None:
    answer = await upload(seminar, await seminar.person("observer"))

    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "observers_do_not_write")


async def test_what_was_never_sent_is_deleted_after_a_day(seminar: Seminar) -> None:
    student = await seminar.person()
    sent, forgotten = await uploaded(seminar, student), await uploaded(seminar, student)
    async with await seminar.enter(student) as client:
        await send(client, sent)
    seminar.app.clock.advance(25 * 3600)
    await seminar.app.chat_files.tidy()
    async with seminar.app.db.connection() as conn:
        kept = [row["id"] for row in await conn.fetch("select id from chat_files")]

    assert kept == [sent["id"]]
    stored = [path.name for path in (seminar.app.config.data.dir / "objects").rglob("*") if path.is_file()]
    assert stored == [sent["id"]]
    assert forgotten["id"] not in stored


async def as_guest(seminar: Seminar, token: str, file: Frame) -> httpx.Response:
    return await seminar.client.post(f"/api/v1/guests/files/{file['id']}", json={"token": token})


async def test_a_guest_fetches_what_is_sent_to_everyone_and_nothing_that_is_not(seminar: Seminar) -> None:
    student = await seminar.person()
    shown, direct_to_staff, kept = [await uploaded(seminar, student) for _ in range(3)]
    token = await guest_token(seminar, await make_link(seminar))
    async with await seminar.enter(student) as client, RoomClient(seminar.url) as guest:
        await guest.join(token)
        await send(client, shown)
        await send(client, direct_to_staff, channel=direct(student.id, seminar.professor.id))

        answers = [await as_guest(seminar, token, file) for file in (shown, direct_to_staff, kept)]

    assert [answer.status_code for answer in answers] == [200, 404, 404]
    assert answers[0].content == PDF
    assert answers[0].headers["content-disposition"].startswith("attachment")


async def test_a_guest_who_waits_at_the_door_fetches_nothing(seminar: Seminar) -> None:
    student = await seminar.person()
    file = await uploaded(seminar, student)
    token = await guest_token(seminar, await make_link(seminar, waits=True))
    async with await seminar.enter(student) as client, RoomClient(seminar.url) as guest:
        await send(client, file)
        await guest.join(token)

        answer = await as_guest(seminar, token, file)

    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "waiting")


async def test_a_guest_whose_link_was_taken_back_fetches_nothing(seminar: Seminar) -> None:
    student = await seminar.person()
    file = await uploaded(seminar, student)
    link = await make_link(seminar)
    token = await guest_token(seminar, link)
    async with await seminar.enter(student) as client, RoomClient(seminar.url) as guest:
        await send(client, file)
        await guest.join(token)
        path = f"/api/v1/sessions/{seminar.session['id']}/guest-links/{link['id']}"
        await seminar.client.delete(path, headers=seminar.professor.headers)

        answer = await as_guest(seminar, token, file)

    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "guest_link_revoked")


async def test_no_token_but_a_guests_fetches_a_file_in_that_way(seminar: Seminar) -> None:
    student = await seminar.person()
    file = await uploaded(seminar, student)
    async with await seminar.enter(student) as client:
        await send(client, file)
        for token in (await seminar.token(student), student.access_token, "none"):
            answer = await as_guest(seminar, token, file)
            assert (answer.status_code, answer.json()["error"]["code"]) == (401, "token_invalid")


@pytest.mark.parametrize(
    "body", [{}, {"token": ""}, {"token": 1}, {"token": "x" * 4097}, {"token": "x", "secret": "y"}]
)
async def test_what_is_no_guests_pass_is_refused(seminar: Seminar, body: Frame) -> None:
    answer = await seminar.client.post(f"/api/v1/guests/files/{uuid4()}", json=body)

    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "invalid")
