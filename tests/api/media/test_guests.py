"""Guests in the room: by a token that is worth one session, at a door that hosts keep, until they are sent out."""

import asyncio
from typing import Any

import pytest

from eduforum.ids import new_id
from eduforum.web.app import declared_endpoints
from eduforum.web.server import HttpServer, bind
from tests.api.conftest import build_silent
from tests.api.media.test_controls import REQUESTS
from tests.factories.clock import ManualClock
from tests.factories.courses import make_course, make_live_session
from tests.factories.guests import enter_as_guest, guest_token, knock_as_guest, make_link
from tests.factories.rooms import PATIENCE, Frame, RoomClient, Seminar


async def done(client: RoomClient, type: str, **fields: Any) -> None:
    answer = await client.ask(type, **fields)
    assert answer["type"] == "ack", answer


def me(client: RoomClient) -> Frame:
    found: Frame = next(each for each in client.state["participants"] if each["id"] == client.state["participant_id"])
    return found


async def refused(seminar: Seminar, token: str) -> tuple[str, int]:
    """What a token is answered at the door, and how the socket ends."""
    async with RoomClient(seminar.url) as client:
        answer = await client.join(token)
        return answer.get("code", "ack"), await client.closed()


async def only_guest(seminar: Seminar) -> Frame:
    """The one guest whom the session's records have."""
    path = f"/api/v1/sessions/{seminar.session['id']}/guests"
    (guest,) = (await seminar.client.get(path, headers=seminar.professor.headers)).json()["data"]
    found: Frame = guest
    return found


def claims_of(seminar: Seminar, token: str) -> dict[str, Any]:
    return {**seminar.app.keys.verify(token, "participant")}


async def test_everybody_sees_that_somebody_is_a_guest(seminar: Seminar) -> None:
    async with (
        await seminar.enter(await seminar.person()) as student,
        await enter_as_guest(seminar, await make_link(seminar), "김하늘") as guest,
    ):
        joined = (await student.event("participant:joined"))["participant"]

        assert (joined["name"], joined["role"], joined["sending"]) == ("김하늘", "guest", True)
        assert me(guest)["role"] == "guest"


async def test_a_guest_presents(seminar: Seminar) -> None:
    async with await enter_as_guest(seminar, await make_link(seminar)) as guest:
        await done(guest, "screen:start")
        await done(guest, "participant:mute", kind="audio")
        await done(guest, "participant:unmute", kind="audio")
        await done(guest, "screen:stop")


async def test_where_hosts_alone_share_no_guest_does(seminar: Seminar) -> None:
    async with (
        await seminar.enter(seminar.professor) as professor,
        await enter_as_guest(seminar, await make_link(seminar)) as guest,
    ):
        await done(professor, "room:set", may_share=False)

        assert (await guest.ask("screen:start"))["code"] == "sharing_is_off"


async def test_a_host_makes_a_guest_the_interpreter(seminar: Seminar) -> None:
    async with (
        await seminar.enter(seminar.professor) as professor,
        await enter_as_guest(seminar, await make_link(seminar)) as guest,
    ):
        id = guest.state["participant_id"]
        assert (await guest.ask("participant:interpreter", participant=id, on=True))["code"] == "hosts_only"
        await done(professor, "participant:interpreter", participant=id, on=True)

        assert (await guest.event("participant:changed"))["participant"]["interpreter"] is True


async def test_a_guest_decides_nothing(seminar: Seminar) -> None:
    async with await enter_as_guest(seminar, await make_link(seminar)) as guest:
        codes = {(await guest.ask(**request))["code"] for request in REQUESTS}

        assert codes == {"hosts_only"}
        assert (await guest.ask("room:lead"))["code"] == "hosts_only"


async def test_a_guest_is_made_no_host(seminar: Seminar) -> None:
    async with (
        await seminar.enter(seminar.professor) as professor,
        await enter_as_guest(seminar, await make_link(seminar)) as guest,
    ):
        answer = await professor.ask("room:co_host", participant=guest.state["participant_id"], on=True)

        assert answer["code"] == "guests_do_not_host"


async def test_a_guest_waits_to_be_let_in_where_everybody_else_comes_in(seminar: Seminar) -> None:
    async with await seminar.enter(seminar.professor) as professor:
        guest, answer = await knock_as_guest(seminar, await make_link(seminar, waits=True), "Ada")
        assert answer["code"] == "waiting"
        (waiting,) = (await professor.event("room:door", lambda frame: bool(frame["waiting"])))["waiting"]
        assert (waiting["name"], waiting["role"]) == ("Ada", "guest")
        async with guest, await seminar.enter(await seminar.person()):
            await done(professor, "room:admit", participant=waiting["participant_id"])
            await guest.event("room:admitted")


async def test_who_was_let_in_comes_back_without_waiting(seminar: Seminar) -> None:
    token = await guest_token(seminar, await make_link(seminar, waits=True))
    async with await seminar.enter(seminar.professor) as professor, RoomClient(seminar.url) as guest:
        await guest.join(token)
        await done(professor, "room:admit")
        await guest.event("room:admitted")
        assert (await guest.join(token))["type"] == "ack"
        await guest.ask("room:leave")
        await guest.closed()

        async with RoomClient(seminar.url) as again:
            assert (await again.join(token))["type"] == "ack"


async def test_a_locked_room_has_no_new_guests(seminar: Seminar) -> None:
    async with await seminar.enter(seminar.professor) as professor:
        await done(professor, "room:set", locked=True)
        guest, answer = await knock_as_guest(seminar, await make_link(seminar))

        assert answer["code"] == "room_locked"
        await guest.disconnect()


@pytest.mark.parametrize("ban", [False, True])
async def test_a_guest_who_is_sent_out_has_nothing_to_come_back_by(seminar: Seminar, ban: bool) -> None:
    link = await make_link(seminar)
    token = await guest_token(seminar, link)
    async with await seminar.enter(seminar.professor) as professor, RoomClient(seminar.url) as guest:
        await guest.join(token)
        connection = guest.state["connection_id"]
        await done(professor, "room:remove", participant=guest.state["participant_id"], ban=ban)

        assert await guest.closed() == 4403
        assert ("close_connection", connection) in [tuple(told[:2]) for told in seminar.app.engine.told]
        assert await refused(seminar, token) == ("removed", 4403)
    answer = await seminar.client.get(
        f"/api/v1/sessions/{seminar.session['id']}/guests", headers=seminar.professor.headers
    )
    assert answer.json()["data"][0]["ended_at"] is not None


async def test_after_a_ban_whoever_comes_by_the_same_link_waits(seminar: Seminar) -> None:
    link = await make_link(seminar, max_uses=5)
    other = await make_link(seminar)
    async with (
        await seminar.enter(seminar.professor) as professor,
        await enter_as_guest(seminar, link, "Mallory") as guest,
    ):
        await done(professor, "room:remove", participant=guest.state["participant_id"], ban=True)
        await guest.closed()

        again, answer = await knock_as_guest(seminar, link, "Somebody else")
        assert answer["code"] == "waiting"
        await again.disconnect()
        await (await enter_as_guest(seminar, other)).disconnect()


async def test_a_guests_token_is_renewed_while_the_link_holds(seminar: Seminar) -> None:
    async with await enter_as_guest(seminar, await make_link(seminar)) as guest:
        renewed = (await guest.ask("token:renew"))["data"]["token"]

        claims = claims_of(seminar, renewed)
        assert (claims["role"], claims["sub"], claims["login_id"]) == ("guest", guest.state["participant_id"], None)
        async with RoomClient(seminar.url) as phone:
            assert (await phone.join(renewed, device="second"))["type"] == "ack"


async def test_a_guests_token_opens_nothing_of_the_api(seminar: Seminar) -> None:
    token = await guest_token(seminar, await make_link(seminar))
    answers = {}
    for endpoint in declared_endpoints():
        if not endpoint.auth:
            continue
        path = endpoint.full_path.replace("{session_id}", seminar.session["id"])
        path = path.replace("{course_id}", seminar.course["id"])
        while "{" in path:
            path = path[: path.index("{")] + new_id() + path[path.index("}") + 1 :]
        answer = await seminar.client.request(endpoint.method, path, headers={"Authorization": f"Bearer {token}"})
        answers[f"{endpoint.method} {endpoint.path}"] = answer.status_code

    assert len(answers) > 50
    assert set(answers.values()) == {401}, answers


async def test_a_guests_token_is_for_one_session(seminar: Seminar) -> None:
    token = await guest_token(seminar, await make_link(seminar))
    course = await make_course(seminar.client, seminar.professor)
    other = await make_live_session(seminar.client, seminar.professor, course)

    # What the server itself would never sign.
    elsewhere = seminar.app.keys.sign({**claims_of(seminar, token), "session_id": other["id"]}, "participant")

    assert await refused(seminar, elsewhere) == ("removed", 4403)


@pytest.mark.parametrize("changed", [{"link_id": new_id()}, {"sub": new_id()}, {"link_id": None}])
async def test_a_guest_and_a_link_that_do_not_belong_together_open_nothing(
    seminar: Seminar, changed: dict[str, Any]
) -> None:
    token = await guest_token(seminar, await make_link(seminar))

    forged = seminar.app.keys.sign({**claims_of(seminar, token), **changed}, "participant")

    assert await refused(seminar, forged) in (("removed", 4403), ("token_revoked", 4401))


async def test_a_guest_of_one_link_is_none_of_another(seminar: Seminar) -> None:
    token, other = await guest_token(seminar, await make_link(seminar)), await make_link(seminar)

    forged = seminar.app.keys.sign({**claims_of(seminar, token), "link_id": other["id"]}, "participant")

    assert await refused(seminar, forged) == ("removed", 4403)


async def test_a_changed_token_is_no_token(seminar: Seminar) -> None:
    head, _, tail = (await guest_token(seminar, await make_link(seminar))).partition(".")

    assert await refused(seminar, f"{head}.{tail[::-1]}") == ("token_invalid", 4401)


async def test_a_guest_who_claims_to_be_more_is_a_guest(seminar: Seminar) -> None:
    token = await guest_token(seminar, await make_link(seminar))
    forged = seminar.app.keys.sign({**claims_of(seminar, token), "role": "professor"}, "participant")

    async with RoomClient(seminar.url) as client:
        await client.join(forged)
        assert me(client)["role"] == "guest"


async def test_the_end_of_the_session_is_the_end_of_its_guests(seminar: Seminar) -> None:
    token = await guest_token(seminar, await make_link(seminar))
    async with RoomClient(seminar.url) as guest:
        await guest.join(token)
        await seminar.end()

        assert await guest.closed() == 4410
    assert await refused(seminar, token) == ("session_ended", 4410)


async def test_who_was_there_at_the_end_has_come_and_gone(seminar: Seminar) -> None:
    async with await enter_as_guest(seminar, await make_link(seminar)) as guest:
        await seminar.end()
        await guest.closed()
    async with asyncio.timeout(PATIENCE):
        while (kept := await only_guest(seminar))["left_at"] is None:
            pass

    assert kept["entered_at"] is not None


async def test_a_token_ends_with_its_time(seminar: Seminar, clock: ManualClock) -> None:
    token = await guest_token(seminar, await make_link(seminar))
    clock.advance(2 * 60 * 60 + 1)

    assert await refused(seminar, token) == ("token_expired", 4401)


async def test_a_restart_keeps_guests_and_who_was_sent_out(seminar: Seminar, clock: ManualClock) -> None:
    link = await make_link(seminar, max_uses=2)
    kept, sent_out = await guest_token(seminar, link, "Ada"), await guest_token(seminar, link, "Mallory")
    async with await seminar.enter(seminar.professor) as professor, RoomClient(seminar.url) as guest:
        await guest.join(sent_out)
        await done(professor, "room:remove", participant=guest.state["participant_id"])
        await guest.closed()

    restarted = await build_silent(seminar.app.config, clock)
    await restarted.start()
    server = HttpServer(restarted, bind("127.0.0.1", 0))
    try:
        async with server.running():
            seminar.url = f"ws://127.0.0.1:{server.port}/ws/v1/room"
            async with RoomClient(seminar.url) as again:
                assert (await again.join(kept))["type"] == "ack"
            assert await refused(seminar, sent_out) == ("removed", 4403)
    finally:
        await restarted.stop()


async def test_how_media_was_for_a_guest_is_among_the_records(seminar: Seminar) -> None:
    async with await enter_as_guest(seminar, await make_link(seminar), "Ada") as guest:
        id = guest.state["participant_id"]
    async with seminar.app.db.connection() as conn:
        await conn.execute(
            """insert into session_quality (session_id, user_id, good, fair, poor, up_bitrate, up_loss, down_bitrate,
                                            down_loss, freezes, frozen)
               values ($1, $2, 3, 0, 0, 0, 0, 0, 0, 0, 0)""",
            seminar.session["id"],
            id,
        )

    answer = await seminar.client.get(
        f"/api/v1/sessions/{seminar.session['id']}/quality", headers=seminar.professor.headers
    )

    assert [(each["participant_id"], each["name"]) for each in answer.json()["data"]["people"]] == [(id, "Ada")]
