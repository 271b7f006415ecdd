"""Links for guests: who makes them, what they open and for how long."""

import hashlib
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest

from eduforum.config import Config
from eduforum.media.guests.service import JOINS_PER_MINUTE, LINKS_IN_FORCE, MISSES_PER_MINUTE
from eduforum.web.server import HttpServer, bind
from tests.api.conftest import build_silent
from tests.factories.clock import ManualClock
from tests.factories.courses import make_course, make_session, start_session
from tests.factories.guests import enter_as_guest, guest_token, knock_as_guest, make_link
from tests.factories.people import Person, make_person
from tests.factories.rooms import RoomClient, Seminar

SECRET = "x" * 43


def links_of(seminar: Seminar) -> str:
    return f"/api/v1/sessions/{seminar.session['id']}/guest-links"


async def look(seminar: Seminar, secret: str, **fields: Any) -> httpx.Response:
    return await seminar.client.post("/api/v1/guests/look", json={"secret": secret, **fields})


async def join(seminar: Seminar, secret: str, name: str = "Ada Guest", **fields: Any) -> httpx.Response:
    return await seminar.client.post("/api/v1/guests/join", json={"secret": secret, "name": name, **fields})


def code(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["code"]


def later(seminar: Seminar, **delta: float) -> str:
    until: str = (seminar.app.trusted_clock.now() + timedelta(**delta)).isoformat()
    return until


async def test_a_link_is_shown_without_its_secret_and_only_its_hash_is_kept(seminar: Seminar) -> None:
    made = await make_link(seminar, max_uses=3)

    answer = await seminar.client.get(links_of(seminar), headers=seminar.professor.headers)
    async with seminar.app.db.connection() as conn:
        row = dict(await conn.fetchrow("select * from guest_links"))

    (shown,) = answer.json()["data"]
    assert shown == {name: value for name, value in made.items() if name != "secret"}
    assert (shown["max_uses"], shown["uses"], shown["waits"], shown["revoked_at"]) == (3, 0, False, None)
    assert row["secret_hash"] == hashlib.sha256(made["secret"].encode()).digest()
    assert made["secret"] not in repr(row)


async def test_guests_wait_to_be_let_in_unless_the_host_says_otherwise(seminar: Seminar) -> None:
    answer = await seminar.client.post(
        links_of(seminar), json={"expires_at": later(seminar, hours=1)}, headers=seminar.professor.headers
    )

    assert (answer.json()["data"]["waits"], answer.json()["data"]["max_uses"]) == (True, 1)


@pytest.mark.parametrize("fields", [{"max_uses": 0}, {"max_uses": 101}, {"waits": "no"}, {"secret": "mine"}])
async def test_a_link_with_other_numbers_is_refused(seminar: Seminar, fields: dict[str, Any]) -> None:
    body = {"expires_at": later(seminar, hours=1), **fields}

    answer = await seminar.client.post(links_of(seminar), json=body, headers=seminar.professor.headers)

    assert code(answer) == (422, "invalid")


@pytest.mark.parametrize("days", [-1, 0, 91])
async def test_a_link_ends_after_now_and_within_months(seminar: Seminar, days: int) -> None:
    body = {"expires_at": later(seminar, days=days)}

    answer = await seminar.client.post(links_of(seminar), json=body, headers=seminar.professor.headers)

    assert code(answer) == (422, "invalid")


async def test_a_session_has_only_so_many_links_in_force(seminar: Seminar, clock: ManualClock) -> None:
    links = [await make_link(seminar) for _ in range(LINKS_IN_FORCE)]
    clock.advance(61)
    body = {"expires_at": later(seminar, hours=1)}

    refused = await seminar.client.post(links_of(seminar), json=body, headers=seminar.professor.headers)
    await seminar.client.delete(f"{links_of(seminar)}/{links[0]['id']}", headers=seminar.professor.headers)
    made = await seminar.client.post(links_of(seminar), json=body, headers=seminar.professor.headers)

    assert code(refused) == (409, "too_many_guest_links")
    assert made.status_code == 201


async def test_links_are_not_made_in_a_hurry(seminar: Seminar) -> None:
    for _ in range(LINKS_IN_FORCE):
        link = await make_link(seminar)
        await seminar.client.delete(f"{links_of(seminar)}/{link['id']}", headers=seminar.professor.headers)

    body = {"expires_at": later(seminar, hours=1)}
    answer = await seminar.client.post(links_of(seminar), json=body, headers=seminar.professor.headers)

    assert code(answer) == (429, "rate_limited")


async def test_a_co_host_of_the_room_invites_nobody(seminar: Seminar) -> None:
    student = await seminar.person()
    async with await seminar.enter(seminar.professor) as host, await seminar.enter(student):
        await host.ask("room:co_host", participant=student.id, on=True)

        body = {"expires_at": later(seminar, hours=1)}
        answer = await seminar.client.post(links_of(seminar), json=body, headers=student.headers)

    assert code(answer) == (403, "forbidden")


async def test_a_link_is_found_through_its_session_alone(seminar: Seminar) -> None:
    link = await make_link(seminar)
    other = await make_session(seminar.client, seminar.professor, seminar.course)

    answer = await seminar.client.delete(
        f"/api/v1/sessions/{other['id']}/guest-links/{link['id']}", headers=seminar.professor.headers
    )

    assert code(answer) == (404, "not_found")
    assert (await look(seminar, link["secret"])).status_code == 200


async def test_an_ended_session_has_no_more_links(seminar: Seminar) -> None:
    link = await make_link(seminar)
    await seminar.end()
    body = {"expires_at": later(seminar, hours=1)}

    made = await seminar.client.post(links_of(seminar), json=body, headers=seminar.professor.headers)

    assert code(made) == (410, "session_ended")
    assert code(await look(seminar, link["secret"])) == (410, "session_ended")
    assert code(await join(seminar, link["secret"])) == (410, "session_ended")


async def test_a_link_tells_what_it_opens_and_nothing_else(seminar: Seminar) -> None:
    link = await make_link(seminar)

    answer = await look(seminar, link["secret"])

    assert answer.json()["data"] == {
        "session_id": seminar.session["id"],
        "title": "Seminar",
        "course_title": "Philosophy of Mind",
        "scheduled_at": "2026-03-02T10:00:00Z",
        "duration_minutes": 90,
        "status": "live",
        "waits": False,
        "name": None,
    }


async def test_before_the_session_is_live_a_guest_sees_when_it_is_and_does_not_come_in(seminar: Seminar) -> None:
    seminar.session = await make_session(seminar.client, seminar.professor, seminar.course)
    link = await make_link(seminar)

    seen, refused = await look(seminar, link["secret"]), await join(seminar, link["secret"])
    await start_session(seminar.client, seminar.professor, seminar.session)
    entered = await join(seminar, link["secret"])

    assert seen.json()["data"]["status"] == "scheduled"
    assert code(refused) == (409, "session_not_live")
    assert entered.status_code == 200, "a refusal uses nothing up"


async def test_a_cancelled_session_lets_no_guest_in(seminar: Seminar) -> None:
    seminar.session = await make_session(seminar.client, seminar.professor, seminar.course)
    link = await make_link(seminar)
    await seminar.client.patch(
        f"/api/v1/courses/{seminar.course['id']}/sessions/{seminar.session['id']}",
        json={"status": "cancelled"},
        headers={**seminar.professor.headers, "If-Match": '"1"'},
    )

    assert code(await join(seminar, link["secret"])) == (409, "session_cancelled")


async def test_a_deleted_course_lets_no_guest_in(seminar: Seminar) -> None:
    seminar.session = await make_session(seminar.client, seminar.professor, seminar.course)
    link = await make_link(seminar)
    async with seminar.app.db.connection() as conn:
        await conn.execute("update courses set deleted_at = now()")

    assert code(await look(seminar, link["secret"])) == (404, "guest_link_unknown")


async def test_a_link_expires_for_who_has_not_come_by_it(seminar: Seminar, clock: ManualClock) -> None:
    link = await make_link(seminar, expires_at=later(seminar, minutes=30), max_uses=2)
    token = await guest_token(seminar, link)
    clock.advance(30 * 60)

    assert code(await look(seminar, link["secret"])) == (410, "guest_link_expired")
    assert code(await join(seminar, link["secret"])) == (410, "guest_link_expired")
    assert (await join(seminar, link["secret"], again=token)).status_code == 200


async def test_a_link_is_used_up(seminar: Seminar) -> None:
    link = await make_link(seminar, max_uses=2)
    for name in ("Ada", "Grace"):
        await guest_token(seminar, link, name)

    assert code(await look(seminar, link["secret"])) == (409, "guest_link_used_up")
    assert code(await join(seminar, link["secret"])) == (409, "guest_link_used_up")


async def test_who_comes_back_is_who_they_were_and_uses_nothing_up(seminar: Seminar) -> None:
    link = await make_link(seminar)
    token = await guest_token(seminar, link, "Ada")

    seen = await look(seminar, link["secret"], again=token)
    again = await guest_token(seminar, link, "Somebody else", again=token)

    assert seen.json()["data"]["name"] == "Ada"
    async with RoomClient(seminar.url) as first, RoomClient(seminar.url) as second:
        ids = [(await first.join(token))["data"]["participant_id"]]
        ids.append((await second.join(again, device="move"))["data"]["participant_id"])
        assert ids[0] == ids[1]
        assert second.state["participants"][0]["name"] == "Ada"


async def test_a_token_of_another_link_brings_nobody_back(seminar: Seminar) -> None:
    token = await guest_token(seminar, await make_link(seminar), "Ada")
    other = await make_link(seminar)

    seen = await look(seminar, other["secret"], again=token)

    assert seen.json()["data"]["name"] is None


@pytest.mark.parametrize("again", ["x", "a.b.c", "\x00", "가" * 10])
async def test_a_token_that_is_none_is_as_no_token(seminar: Seminar, again: str) -> None:
    link = await make_link(seminar)

    answer = await look(seminar, link["secret"], again=again)

    assert answer.status_code in (200, 400, 422)


async def test_a_students_token_makes_nobody_a_guest(seminar: Seminar) -> None:
    link = await make_link(seminar)
    token = await seminar.token(await seminar.person())

    assert (await look(seminar, link["secret"], again=token)).json()["data"]["name"] is None


@pytest.mark.parametrize("name", ["", "   ", "\u202eAda", "Ada\nGuest", "!!!", "a" * 101])
async def test_a_name_is_one(seminar: Seminar, name: str) -> None:
    link = await make_link(seminar)

    answer = await join(seminar, link["secret"], name)

    assert code(answer) == (422, "invalid")


async def test_secrets_are_not_guessed_in_a_hurry(seminar: Seminar) -> None:
    link = await make_link(seminar)
    answers = [code(await look(seminar, f"{SECRET}{number}")) for number in range(MISSES_PER_MINUTE + 1)]

    assert answers == [(404, "guest_link_unknown")] * MISSES_PER_MINUTE + [(429, "rate_limited")]
    assert (await look(seminar, link["secret"])).status_code == 200, "who has a link is not kept out by others"


async def test_an_address_joins_only_so_often(seminar: Seminar) -> None:
    link = await make_link(seminar)
    token = await guest_token(seminar, link)
    for _ in range(JOINS_PER_MINUTE - 1):
        await guest_token(seminar, link, again=token)

    answer = await join(seminar, link["secret"], again=token)

    assert code(answer) == (429, "rate_limited")
    assert int(answer.headers["Retry-After"]) > 0


async def test_taking_a_link_back_ends_who_came_by_it_and_nobody_else(seminar: Seminar) -> None:
    link, other = await make_link(seminar), await make_link(seminar)
    async with (
        await enter_as_guest(seminar, link, "Ada") as ada,
        await enter_as_guest(seminar, other, "Grace") as grace,
    ):
        answer = await seminar.client.delete(f"{links_of(seminar)}/{link['id']}", headers=seminar.professor.headers)

        assert answer.json()["data"]["revoked_at"] is not None
        assert await ada.closed() == 4403
        await grace.event("participant:left", lambda frame: frame["participant_id"] == ada.state["participant_id"])
        assert (await grace.ask("token:renew"))["type"] == "ack"
    assert code(await look(seminar, link["secret"])) == (410, "guest_link_revoked")
    assert code(await join(seminar, link["secret"])) == (410, "guest_link_revoked")


async def test_taking_a_link_back_ends_who_waits_at_the_door(seminar: Seminar) -> None:
    link = await make_link(seminar, waits=True)
    client, answer = await knock_as_guest(seminar, link)
    assert answer["code"] == "waiting"
    async with client:
        await seminar.client.delete(f"{links_of(seminar)}/{link['id']}", headers=seminar.professor.headers)

        assert await client.closed() == 4403


async def test_a_token_is_worth_nothing_once_its_link_was_taken_back(seminar: Seminar) -> None:
    link = await make_link(seminar)
    token = await guest_token(seminar, link)
    await seminar.client.delete(f"{links_of(seminar)}/{link['id']}", headers=seminar.professor.headers)

    async with RoomClient(seminar.url) as client:
        assert (await client.join(token))["code"] == "guest_link_revoked"
        assert await client.closed() == 4403


async def outsider(seminar: Seminar) -> Person:
    return await make_person(seminar.app, seminar.client, role="professor")


@pytest.mark.parametrize("who", [outsider, Seminar.person])
async def test_who_came_is_for_staff(seminar: Seminar, who: Callable[[Seminar], Awaitable[Person]]) -> None:
    person = await who(seminar)

    answer = await seminar.client.get(f"/api/v1/sessions/{seminar.session['id']}/guests", headers=person.headers)

    assert answer.status_code in (403, 404)


async def test_the_records_have_who_came_as_a_guest_and_when(seminar: Seminar, clock: ManualClock) -> None:
    link = await make_link(seminar, max_uses=2)
    await guest_token(seminar, link, "Never there")
    start = seminar.app.trusted_clock.now()
    async with await enter_as_guest(seminar, link, "Ada") as ada:
        clock.advance(600)
        await ada.ask("room:leave")
        await ada.closed()
    (room,) = seminar.app.rooms.live_rooms()
    await room.tick()

    answer = await seminar.client.get(
        f"/api/v1/sessions/{seminar.session['id']}/guests", headers=seminar.professor.headers
    )
    never, there = answer.json()["data"]

    assert (never["name"], never["entered_at"], never["left_at"]) == ("Never there", None, None)
    assert (there["name"], there["link_id"]) == ("Ada", link["id"])
    assert there["entered_at"] < there["left_at"]
    assert there["entered_at"].startswith(start.isoformat()[:16])


async def test_the_list_of_guests_comes_in_pages(seminar: Seminar) -> None:
    link = await make_link(seminar, max_uses=3)
    for name in ("Ada", "Grace", "Katherine"):
        await guest_token(seminar, link, name)
    path = f"/api/v1/sessions/{seminar.session['id']}/guests?limit=2"

    first = (await seminar.client.get(path, headers=seminar.professor.headers)).json()
    rest = await seminar.client.get(f"{path}&cursor={first['meta']['next_cursor']}", headers=seminar.professor.headers)

    assert [guest["name"] for guest in first["data"]] == ["Ada", "Grace"]
    assert [guest["name"] for guest in rest.json()["data"]] == ["Katherine"]


async def test_another_sessions_list_has_none_of_them(seminar: Seminar) -> None:
    await guest_token(seminar, await make_link(seminar), "Ada")
    course = await make_course(seminar.client, seminar.professor)
    other = await make_session(seminar.client, seminar.professor, course)

    answer = await seminar.client.get(f"/api/v1/sessions/{other['id']}/guests", headers=seminar.professor.headers)

    assert answer.json()["data"] == []


async def test_who_does_not_come_back_after_a_restart_has_left(
    seminar: Seminar, config: Config, clock: ManualClock
) -> None:
    link = await make_link(seminar, max_uses=2)
    token = await guest_token(seminar, link, "Back again")
    async with RoomClient(seminar.url) as back, await enter_as_guest(seminar, link, "Gone"):
        await back.join(token)
        await next(iter(seminar.app.rooms.live_rooms())).tick()

        app = await build_silent(config, clock)
        await app.start()
        server = HttpServer(app, bind("127.0.0.1", 0))
        async with server.running(), RoomClient(f"ws://127.0.0.1:{server.port}/ws/v1/room") as again:
            await again.join(token)
            await next(iter(app.rooms.live_rooms())).tick()
            answer = await seminar.client.get(
                f"/api/v1/sessions/{seminar.session['id']}/guests", headers=seminar.professor.headers
            )
        await app.stop()

    assert {each["name"]: each["left_at"] is not None for each in answer.json()["data"]} == {
        "Back again": False,
        "Gone": True,
    }
