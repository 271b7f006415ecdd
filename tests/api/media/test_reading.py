"""What a live session's people read and send over HTTP: whoever may come in now, and after it the whole course."""

from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio

from tests.api.media.test_controls import done, in_role, knock
from tests.factories.guests import guest_token, make_link
from tests.factories.people import Person
from tests.factories.rights import GUESTS, GUESTS_CALLS
from tests.factories.rooms import RoomClient, Seminar
from tests.factories.slides import OCTETS, pdf

READS = (
    "/sessions/{id}/chat/messages",
    "/sessions/{id}/chat/search?q=veil",
    "/sessions/{id}/chat/export.json",
    "/sessions/{id}/boards",
    "/sessions/{id}/questions",
    "/sessions/{id}/participation",
    "/learning/polls?session_id={id}",
    "/learning/quizzes?session_id={id}",
    "/learning/hands?session_id={id}",
    "/learning/floors?session_id={id}",
    "/learning/debates?session_id={id}",
    "/learning/notes?session_id={id}",
    "/learning/slides?session_id={id}",
)
UPLOADS = (
    "/sessions/{id}/chat/files?name=veil.txt",
    "/sessions/{id}/board-images",
    "/learning/slides/decks?session_id={id}&name=veil.pdf",
)


@pytest_asyncio.fixture
async def professor(seminar: Seminar) -> AsyncIterator[RoomClient]:
    async with await seminar.enter(seminar.professor) as client:
        yield client


async def read(seminar: Seminar, person: Person, path: str = READS[0]) -> str:
    """The code of the answer to a call that reads, or `ok`."""
    answer = await seminar.client.get("/api/v1" + path.format(id=seminar.session["id"]), headers=person.headers)
    return code(answer)


async def send(seminar: Seminar, person: Person, path: str) -> str:
    """The code of the answer to a call that sends a file."""
    answer = await seminar.client.post(
        "/api/v1" + path.format(id=seminar.session["id"]), content=pdf(), headers={**person.headers, **OCTETS}
    )
    return code(answer)


def code(answer: httpx.Response) -> str:
    return "ok" if answer.is_success else answer.json()["error"]["code"]


@pytest.mark.parametrize("path", READS)
async def test_who_is_banned_reads_what_went_on_once_the_session_is_over(
    seminar: Seminar, professor: RoomClient, path: str
) -> None:
    student = await seminar.person()
    async with await seminar.enter(student):
        assert await read(seminar, student, path) == "ok"
        await done(professor, "room:remove", participant=student.id, ban=True)
        assert await read(seminar, student, path) == "banned"
    await seminar.end()

    assert await read(seminar, student, path) == "ok"


async def test_who_waits_at_the_door_reads_nothing_until_they_are_let_in(
    seminar: Seminar, professor: RoomClient
) -> None:
    await done(professor, "room:set", waiting_room=True)
    student = await seminar.person()
    client, _ = await knock(seminar, student)
    waiting = await read(seminar, student)
    await done(professor, "room:admit", participant=student.id)
    await client.disconnect()

    assert (waiting, await read(seminar, student)) == ("waiting", "ok")


async def test_in_front_of_a_locked_room_only_those_read_who_may_come_back(
    seminar: Seminar, professor: RoomClient
) -> None:
    inside, outside = await seminar.person(), await seminar.person()
    async with await seminar.enter(inside):
        await done(professor, "room:set", locked=True)

    assert [await read(seminar, person) for person in (inside, outside)] == ["ok", "room_locked"]


async def test_who_is_sent_out_of_a_room_with_a_waiting_room_reads_no_more(
    seminar: Seminar, professor: RoomClient
) -> None:
    student = await seminar.person()
    async with await seminar.enter(student):
        await done(professor, "room:set", waiting_room=True)
        await done(professor, "room:remove", participant=student.id)

    assert await read(seminar, student) == "waiting"


@pytest.mark.parametrize("role", ["ta", "admin"])
async def test_staff_and_administrators_read_whatever_the_door_does(
    seminar: Seminar, professor: RoomClient, role: str
) -> None:
    await done(professor, "room:set", locked=True)
    assert await read(seminar, await in_role(seminar, role)) == "ok"


@pytest.mark.parametrize("path", UPLOADS)
async def test_nobody_at_the_door_sends_files(seminar: Seminar, professor: RoomClient, path: str) -> None:
    await done(professor, "room:set", waiting_room=True)

    assert await send(seminar, await seminar.person(), path) == "waiting"


@pytest.mark.parametrize("call", GUESTS_CALLS)
async def test_what_a_guest_has_by_their_token(seminar: Seminar, professor: RoomClient, call: str) -> None:
    tokens = {"nobody": "x.y.z", "waiting": await guest_token(seminar, await make_link(seminar, waits=True))}
    for state in ("inside", "sent_out", "revoked"):
        link = await make_link(seminar)
        tokens[state] = await guest_token(seminar, link)
        client = RoomClient(seminar.url)
        await client.connect()
        await client.join(tokens[state])
        if state == "sent_out":
            await done(professor, "room:remove", participant=client.state["participant_id"])
        elif state == "revoked":
            path = f"/api/v1/sessions/{seminar.session['id']}/guest-links/{link['id']}"
            await seminar.client.delete(path, headers=seminar.professor.headers)
    observed = {state: await by_token(seminar, call, token) for state, token in tokens.items()}
    await seminar.end()
    observed["ended"] = await by_token(seminar, call, tokens["inside"])

    assert observed == dict(zip(GUESTS, GUESTS_CALLS[call], strict=True))


async def by_token(seminar: Seminar, call: str, token: str) -> int:
    path = "/api/v1" + call.partition(" ")[2]
    for name in ("{file_id}", "{image_id}", "{deck_id}"):
        path = path.replace(name, seminar.professor.id)
    if path.endswith("/decks"):
        headers = {**OCTETS, "Participant-Token": token}
        answer = await seminar.client.post(path, params={"name": "veil.pdf"}, content=pdf(), headers=headers)
    else:
        answer = await seminar.client.post(path, json={"token": token})
    return answer.status_code
