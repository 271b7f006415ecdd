"""What ends a stay: within five seconds the socket is closed with its code, and the media with it (SE9)."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from eduforum.db import Connection
from eduforum.media.controls.tool import HostControls
from eduforum.media.tools import RoomContext
from tests.factories.courses import enroll
from tests.factories.guests import enter_as_guest, make_link
from tests.factories.people import make_person, sign_in
from tests.factories.rooms import RoomClient, Seminar

SECONDS = 5


async def test_logging_out_ends_the_socket_and_the_media(seminar: Seminar) -> None:
    student = await seminar.person()
    client = await seminar.enter(student)
    await client.ask("media:produce", offer="v=0\r\n")

    token = await seminar.token(student)

    async with asyncio.timeout(SECONDS):
        answer = await seminar.client.post("/api/v1/auth/logout", headers=student.headers, json={})
        assert answer.status_code == 204
        assert await client.closed() == 4401

    assert ("close_connection", client.state["connection_id"]) in seminar.app.engine.told
    async with RoomClient(seminar.url) as again:
        assert (await again.join(token))["code"] == "token_revoked"
        assert await again.closed() == 4401


async def test_suspension_ends_sockets_media_and_the_links_that_the_person_gave(seminar: Seminar) -> None:
    admin = await make_person(seminar.app, seminar.client, role="admin")
    student, professor = await seminar.person(), seminar.professor
    client = await seminar.enter(student)
    await client.ask("media:produce", offer="v=0\r\n")
    link = await make_link(seminar)
    guest = await enter_as_guest(seminar, link)

    async with asyncio.timeout(SECONDS):
        for person in (student, professor):
            answer = await seminar.client.post(f"/api/v1/admin/people/{person.id}/suspend", headers=admin.headers)
            assert answer.status_code == 200
        assert await client.closed() == 4401
        assert await guest.closed() == 4403

    assert ("close_connection", client.state["connection_id"]) in seminar.app.engine.told
    looked = await seminar.client.post("/api/v1/guests/look", json={"secret": link["secret"]})
    assert looked.status_code in (404, 410)


async def test_another_login_of_the_same_person_stays(seminar: Seminar) -> None:
    student = await seminar.person()
    phone = await sign_in(seminar.client, student)
    laptop_client = await seminar.enter(student)
    async with RoomClient(seminar.url) as phone_client:
        await phone_client.join(await seminar.token(phone), device="second")
        await seminar.client.post("/api/v1/auth/logout", headers=student.headers, json={})

        assert await laptop_client.closed() == 4401
        assert (await phone_client.ask("participant:mute", kind="audio"))["type"] == "ack"


async def test_revoking_the_other_devices_ends_what_they_have_open(seminar: Seminar) -> None:
    laptop = await seminar.person()
    phone = await sign_in(seminar.client, laptop)
    laptop_client = await seminar.enter(laptop)
    phone_client = RoomClient(seminar.url)
    async with laptop_client, phone_client:
        await phone_client.join(await seminar.token(phone), device="second")

        async with asyncio.timeout(SECONDS):
            answer = await seminar.client.delete("/api/v1/auth/devices", headers=laptop.headers)
            assert answer.status_code == 204
            assert await phone_client.closed() == 4401

        assert (await laptop_client.ask("participant:mute", kind="audio"))["type"] == "ack"


async def test_the_end_of_an_enrolment_ends_the_stay(seminar: Seminar) -> None:
    student = await make_person(seminar.app, seminar.client)
    enrollment = await enroll(seminar.client, seminar.professor, seminar.course, student)
    async with await seminar.enter(seminar.professor) as professor:
        client = await seminar.enter(student)
        token = await seminar.token(student)
        path = f"/api/v1/courses/{seminar.course['id']}/enrollments/{enrollment['id']}"
        async with asyncio.timeout(SECONDS):
            assert (await seminar.client.delete(path, headers=seminar.professor.headers)).status_code == 204
            assert await client.closed() == 4403

        assert (await professor.event("participant:left"))["participant_id"] == student.id
        assert ("close_connection", client.state["connection_id"]) in seminar.app.engine.told
        async with RoomClient(seminar.url) as again:
            assert (await again.join(token))["code"] == "removed"
            assert await again.closed() == 4403


async def test_the_end_of_the_session_is_told_and_closes_the_room(seminar: Seminar) -> None:
    client = await seminar.enter(seminar.professor)

    await seminar.end()

    assert (await client.event("room:ended"))["type"] == "room:ended"
    assert await client.closed() == 4410
    assert ("close_room", seminar.session["id"]) in seminar.app.engine.told


async def test_an_ended_session_lets_nobody_in_by_an_old_token(seminar: Seminar) -> None:
    token = await seminar.token(seminar.professor)
    await seminar.end()

    async with RoomClient(seminar.url) as client:
        assert (await client.join(token))["code"] == "session_ended"
        assert await client.closed() == 4410


async def test_a_token_that_runs_out_ends_the_stay(seminar: Seminar) -> None:
    client = await seminar.enter(seminar.professor)

    seminar.app.clock.advance(7201)

    assert await client.closed() == 4401


async def test_a_renewed_token_does_not(seminar: Seminar) -> None:
    async with await seminar.enter(seminar.professor) as client:
        seminar.app.clock.advance(3600)
        renewed = await client.ask("token:renew")
        seminar.app.clock.advance(3700)

        assert renewed["data"]["expires_at"] > client.state["token_expires_at"]
        assert (await client.ask("participant:mute", kind="audio"))["type"] == "ack"
        async with RoomClient(seminar.url, instance=client.instance) as again:
            assert (await again.join(renewed["data"]["token"]))["type"] == "ack"


async def test_a_login_that_ended_unheard_renews_no_token(seminar: Seminar) -> None:
    client = await seminar.enter(seminar.professor)
    async with seminar.app.db.transaction() as conn:
        await conn.execute("update logins set ended_at = created_at where user_id = $1", seminar.professor.id)

    assert (await client.ask("token:renew"))["code"] == "token_revoked"
    assert await client.closed() == 4401


@pytest.mark.parametrize("end", ["logout", "unenrolment"])
async def test_who_is_away_just_then_loses_place_and_media_too(seminar: Seminar, end: str) -> None:
    student = await make_person(seminar.app, seminar.client)
    enrollment = await enroll(seminar.client, seminar.professor, seminar.course, student)
    async with await seminar.enter(seminar.professor) as professor:
        client = await seminar.enter(student)
        await client.ask("media:produce", offer="v=0\r\n")
        await client.cut()
        await professor.event("participant:changed", lambda event: event["participant"]["state"] == "reconnecting")

        async with asyncio.timeout(SECONDS):
            if end == "logout":
                await seminar.client.post("/api/v1/auth/logout", headers=student.headers, json={})
            else:
                path = f"/api/v1/courses/{seminar.course['id']}/enrollments/{enrollment['id']}"
                await seminar.client.delete(path, headers=seminar.professor.headers)
            assert (await professor.event("participant:left"))["participant_id"] == student.id

        assert ("close_connection", client.state["connection_id"]) in seminar.app.engine.told


async def test_who_has_come_back_is_not_taken_for_away(seminar: Seminar) -> None:
    student = await seminar.person()
    laptop = await seminar.enter(student)
    await laptop.cut()
    phone = await sign_in(seminar.client, student)
    async with RoomClient(seminar.url, instance=laptop.instance) as client:
        assert (await client.join(await seminar.token(phone)))["type"] == "ack"

        await seminar.client.post("/api/v1/auth/logout", headers=student.headers, json={})

        assert (await client.ask("participant:mute", kind="audio"))["type"] == "ack"


async def test_an_enrolment_that_ends_while_its_person_comes_in(
    seminar: Seminar, monkeypatch: pytest.MonkeyPatch
) -> None:
    student = await make_person(seminar.app, seminar.client)
    enrollment = await enroll(seminar.client, seminar.professor, seminar.course, student)
    token, read = await seminar.token(student), seminar.app.rooms._view

    async def read_and_end(*arguments: Any) -> Any:
        view = await read(*arguments)
        path = f"/api/v1/courses/{seminar.course['id']}/enrollments/{enrollment['id']}"
        assert (await seminar.client.delete(path, headers=seminar.professor.headers)).status_code == 204
        return view

    monkeypatch.setattr(seminar.app.rooms, "_view", read_and_end)
    async with RoomClient(seminar.url) as client:
        assert (await client.join(token))["code"] == "removed"
        assert await client.closed() == 4403


async def test_a_session_that_ends_while_its_room_opens_leaves_none(
    seminar: Seminar, monkeypatch: pytest.MonkeyPatch
) -> None:
    token, take = await seminar.token(seminar.professor), seminar.app.rooms._journal.open

    async def end_and_take(*arguments: Any) -> Any:
        await seminar.end()
        return await take(*arguments)

    monkeypatch.setattr(seminar.app.rooms._journal, "open", end_and_take)
    async with RoomClient(seminar.url) as client:
        assert (await client.join(token))["code"] == "session_ended"
        assert await client.closed() == 4410

    assert seminar.app.rooms.rooms == 0
    assert ("close_room", seminar.session["id"]) in seminar.app.engine.told


async def test_an_end_that_went_unheard_is_heard_when_it_is_asked_for_again(seminar: Seminar) -> None:
    client = await seminar.enter(seminar.professor)
    async with seminar.app.db.transaction() as conn:
        await conn.execute(
            "update sessions set status = 'ended', ended_at = now() where id = $1", seminar.session["id"]
        )

    await seminar.end()

    assert await client.closed() == 4410


async def test_a_clock_that_leaps_forwards_ends_the_stay_and_back_revives_no_token(seminar: Seminar) -> None:
    token = await seminar.token(seminar.professor)
    client = await seminar.enter(seminar.professor)
    at = seminar.app.clock.now()

    seminar.app.clock.set(at + timedelta(hours=3))
    seminar.app.clock.advance(1)
    assert await client.closed() == 4401
    seminar.app.clock.set(at)

    async with RoomClient(seminar.url) as again:
        assert (await again.join(token))["code"] == "token_expired"
        assert await again.closed() == 4401


@pytest.mark.parametrize("way", ["socket", "http"])
async def test_a_session_that_ends_while_its_room_is_opened_has_none(
    seminar: Seminar, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    async def ending(self: HostControls, conn: Connection, room: RoomContext) -> None:
        await seminar.end()
        await opened(self, conn, room)

    opened = HostControls.opened
    student = await seminar.person()
    token = await seminar.token(student)
    monkeypatch.setattr(HostControls, "opened", ending)
    if way == "socket":
        async with RoomClient(seminar.url) as client:
            code = (await client.join(token))["code"]
            assert await client.closed() == 4410
    else:
        body = {"session_id": seminar.session["id"]}
        answer = await seminar.client.post("/api/v1/learning/hands", json=body, headers=student.headers)
        code = answer.json()["error"]["code"]

    assert (code, seminar.app.rooms.rooms) == ("session_ended", 0)
