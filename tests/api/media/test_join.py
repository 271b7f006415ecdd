"""Who gets into a room, and who does not."""

import base64
from collections.abc import Callable

import httpx
import msgspec
import pytest
from websockets.exceptions import InvalidStatus

from tests.factories.audit import audit_log
from tests.factories.courses import enroll, make_live_session, make_session
from tests.factories.people import make_person
from tests.factories.rooms import RoomClient, Seminar


async def join_by_http(seminar: Seminar, session_id: str, headers: dict[str, str]) -> httpx.Response:
    return await seminar.client.post(f"/api/v1/sessions/{session_id}/join", headers=headers)


async def test_joining_answers_where_to_connect_and_a_token_of_two_hours(seminar: Seminar) -> None:
    answer = (await join_by_http(seminar, seminar.session["id"], seminar.professor.headers)).json()["data"]

    assert answer["ws_url"] == "ws://eduforum.test/ws/v1/room"
    assert answer["expires_in"] == 7200
    assert answer["ice_servers"] == []
    assert answer["participant_token"].count(".") == 2


async def test_a_stranger_cannot_tell_a_session_of_another_course_from_none(seminar: Seminar) -> None:
    stranger = await make_person(seminar.app, seminar.client)

    answer = await join_by_http(seminar, seminar.session["id"], stranger.headers)

    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not_found")


async def test_before_the_start_there_is_no_room(seminar: Seminar) -> None:
    session = await make_session(seminar.client, seminar.professor, seminar.course)

    answer = await join_by_http(seminar, session["id"], seminar.professor.headers)

    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "session_not_live")


async def test_after_the_end_there_is_none_any_more(seminar: Seminar) -> None:
    await seminar.end()

    answer = await join_by_http(seminar, seminar.session["id"], seminar.professor.headers)

    assert (answer.status_code, answer.json()["error"]["code"]) == (410, "session_ended")


async def test_an_administrators_entry_is_noted(seminar: Seminar) -> None:
    admin = await make_person(seminar.app, seminar.client, role="admin")

    answer = await join_by_http(seminar, seminar.session["id"], admin.headers)

    assert answer.status_code == 200
    (entry,) = await audit_log(seminar.client, admin)
    assert (entry["act"], entry["actor"]["id"]) == ("session.entered", admin.id)
    assert entry["subject"] == {"kind": "session", "id": seminar.session["id"]}


@pytest.mark.parametrize("spoil", [lambda token: token[:-4] + "AAAA", lambda token: "", lambda token: "a.b.c"])
async def test_a_token_that_is_not_ours_closes_the_socket(seminar: Seminar, spoil: Callable[[str], str]) -> None:
    async with RoomClient(seminar.url) as client:
        answer = await client.join(spoil(await seminar.token(seminar.professor)))

        assert answer["code"] == "token_invalid"
        assert await client.closed() == 4401


async def test_an_access_token_opens_no_room(seminar: Seminar) -> None:
    async with RoomClient(seminar.url) as client:
        answer = await client.join(seminar.professor.access_token)

        assert answer["code"] == "token_invalid"
        assert await client.closed() == 4401


async def test_an_expired_token_closes_the_socket(seminar: Seminar) -> None:
    token = await seminar.token(seminar.professor)
    seminar.app.clock.advance(7201)

    async with RoomClient(seminar.url) as client:
        answer = await client.join(token)

        assert answer["code"] == "token_expired"
        assert await client.closed() == 4401


async def test_a_clock_that_is_set_back_revives_no_token(seminar: Seminar) -> None:
    token = await seminar.token(seminar.professor)
    at = seminar.app.clock.now()
    seminar.app.clock.advance(7201)
    seminar.app.trusted_clock.now()
    seminar.app.clock.set(at)

    async with RoomClient(seminar.url) as client:
        assert (await client.join(token))["code"] == "token_expired"


async def test_a_token_opens_the_room_of_its_own_session_alone(seminar: Seminar) -> None:
    student = await seminar.person()
    other = await make_live_session(seminar.client, seminar.professor, seminar.course)

    async with await seminar.enter(student) as client:
        assert client.state["session"]["id"] == seminar.session["id"]
        assert client.state["session"]["id"] != other["id"]


async def test_with_another_enrolment_the_old_token_is_over(seminar: Seminar) -> None:
    student = await make_person(seminar.app, seminar.client)
    enrollment = await enroll(seminar.client, seminar.professor, seminar.course, student)
    token = await seminar.token(student)
    await unenroll(seminar, enrollment["id"])
    await enroll(seminar.client, seminar.professor, seminar.course, student)

    async with RoomClient(seminar.url) as client:
        assert (await client.join(token))["code"] == "removed"
        assert await client.closed() == 4403


async def test_what_a_token_says_of_the_role_is_not_believed(seminar: Seminar) -> None:
    stranger = await make_person(seminar.app, seminar.client)
    token = seminar.app.keys.sign(
        {
            "sub": stranger.id,
            "login_id": msgspec.json.decode(_payload(stranger.access_token))["login"],
            "enrollment_id": None,
            "session_id": seminar.session["id"],
            "course_id": seminar.course["id"],
            "role": "professor",
        },
        "participant",
    )

    async with RoomClient(seminar.url) as client:
        assert (await client.join(token))["code"] == "removed"


async def test_a_page_of_another_origin_is_refused_before_the_upgrade(seminar: Seminar) -> None:
    with pytest.raises(InvalidStatus) as refused:
        await RoomClient(seminar.url, origin="https://evil.example").connect()

    assert refused.value.response.status_code == 403
    assert msgspec.json.decode(refused.value.response.body)["error"]["code"] == "foreign_origin"


async def test_our_own_page_may_open_the_socket(seminar: Seminar) -> None:
    origin = seminar.url.replace("ws://", "http://").removesuffix("/ws/v1/room")

    async with await seminar.enter(seminar.professor, origin=origin) as client:
        assert client.state["participant_id"] == seminar.professor.id


async def test_the_same_host_by_another_scheme_is_another_origin(seminar: Seminar) -> None:
    origin = seminar.url.replace("ws://", "https://").removesuffix("/ws/v1/room")

    with pytest.raises(InvalidStatus):
        await RoomClient(seminar.url, origin=origin).connect()


async def unenroll(seminar: Seminar, enrollment_id: str) -> None:
    answer = await seminar.client.delete(
        f"/api/v1/courses/{seminar.course['id']}/enrollments/{enrollment_id}", headers=seminar.professor.headers
    )
    assert answer.status_code == 204, answer.text


def _payload(token: str) -> bytes:
    part = token.split(".")[1]
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
