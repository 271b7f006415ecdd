"""WHIP and WHEP as HTTP: what is answered, what is refused, and what ends a resource."""

import asyncio
from pathlib import Path
from typing import Any, cast

import httpx
import msgspec
import pytest

from eduforum.config import Config, Room
from eduforum.media.schemas import IceServer
from eduforum.web.app import Application
from tests.factories.clock import ManualClock
from tests.factories.courses import enroll, make_live_session, make_session
from tests.factories.engine import ANSWER, SilentEngine
from tests.factories.people import Person, make_person
from tests.factories.quizzes import make_quiz, start
from tests.factories.rooms import Seminar

OFFER = (Path(__file__).parents[2] / "unit" / "media" / "offers" / "chromium-plain.sdp").read_bytes().decode()
SDP = {"Content-Type": "application/sdp"}
FRAGMENT = {"Content-Type": "application/trickle-ice-sdpfrag"}
CANDIDATE = "m=audio 9 UDP/TLS/RTP/SAVPF 0\r\na=mid:0\r\na=candidate:1 1 udp 2113937151 192.0.2.1 61764 typ host\r\n"
RESTART = "a=ice-ufrag:EsAw\r\na=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1\r\n" + CANDIDATE


class Program:
    """A publisher or viewer: a program with a bearer token and no more."""

    def __init__(self, seminar: Seminar, person: Person, kind: str = "whip") -> None:
        self.client = seminar.client
        self.bearer = dict(person.headers)
        self.path = f"/api/v1/sessions/{seminar.session['id']}/{kind}"
        self.location = ""
        self.etag = ""

    async def offer(self, offer: str = OFFER, query: str = "", **headers: str) -> httpx.Response:
        answer = await self.client.post(
            self.path + query, content=offer.encode(), headers={**self.bearer, **SDP, **headers}
        )
        if answer.status_code == 201:
            self.location, self.etag = answer.headers["location"], answer.headers["etag"]
        return answer

    async def patch(self, fragment: str, if_match: str | None, **headers: str) -> httpx.Response:
        conditions = {} if if_match is None else {"If-Match": if_match}
        return await self.client.patch(
            self.location, content=fragment.encode(), headers={**self.bearer, **FRAGMENT, **conditions, **headers}
        )

    async def delete(self) -> httpx.Response:
        return await self.client.delete(self.location, headers=self.bearer)

    @property
    def id(self) -> str:
        return self.location.rpartition("/")[2]


def code(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["code"]


def told(app: Application) -> list[tuple[object, ...]]:
    return cast(SilentEngine, app.engine).told


def alive(seminar: Seminar, program: Program) -> bool:
    return bool(seminar.app.engine.is_alive(seminar.session["id"], program.id))


async def publish(seminar: Seminar, person: Person | None = None) -> Program:
    program = Program(seminar, person or seminar.professor)
    assert (await program.offer()).status_code == 201
    return program


async def watch(seminar: Seminar, person: Person) -> Program:
    program = Program(seminar, person, "whep")
    assert (await program.offer()).status_code == 201
    return program


@pytest.mark.parametrize("kind", ["whip", "whep"])
async def test_an_offer_is_answered_with_a_resource(seminar: Seminar, kind: str) -> None:
    program = Program(seminar, seminar.professor, kind)
    answer = await program.offer()
    assert answer.status_code == 201
    assert answer.headers["content-type"].startswith("application/sdp")
    assert answer.text == ANSWER
    assert answer.headers["location"].startswith(program.path + "/")
    assert answer.headers["etag"].startswith('"')
    assert answer.headers["accept-patch"] == "application/trickle-ice-sdpfrag"
    assert answer.headers["cache-control"] == "no-store"


async def test_a_participant_token_serves_as_well(seminar: Seminar) -> None:
    program = Program(seminar, seminar.professor)
    program.bearer = {"Authorization": f"Bearer {await seminar.token(seminar.professor)}"}
    assert (await program.offer()).status_code == 201
    assert (await program.patch(CANDIDATE, program.etag)).status_code == 204
    assert (await program.delete()).status_code == 204


async def test_a_participant_token_serves_nothing_else(seminar: Seminar) -> None:
    bearer = {"Authorization": f"Bearer {await seminar.token(seminar.professor)}"}
    assert (await seminar.client.get("/api/v1/auth/me", headers=bearer)).status_code == 401


async def test_a_participant_token_is_for_its_session_alone(seminar: Seminar) -> None:
    other = await make_live_session(seminar.client, seminar.professor, seminar.course)
    program = Program(seminar, seminar.professor)
    program.bearer = {"Authorization": f"Bearer {await seminar.token(seminar.professor)}"}
    program.path = f"/api/v1/sessions/{other['id']}/whip"
    assert code(await program.offer()) == (403, "other_session")


@pytest.mark.parametrize("kind", ["whip", "whep"])
async def test_a_participant_token_reaches_no_resource_of_another_session(seminar: Seminar, kind: str) -> None:
    program = Program(seminar, seminar.professor, kind)
    assert (await program.offer()).status_code == 201
    here = seminar.session
    seminar.session = await make_live_session(seminar.client, seminar.professor, seminar.course)
    program.bearer = {"Authorization": f"Bearer {await seminar.token(seminar.professor)}"}
    seminar.session = here
    assert code(await program.patch(RESTART, "*")) == (403, "other_session")
    assert code(await program.delete()) == (403, "other_session")
    assert alive(seminar, program)


async def test_relays_come_as_links(seminar: Seminar) -> None:
    cast(SilentEngine, seminar.app.engine).relays = [
        IceServer(["stun:stun.example"]),
        IceServer(["turn:turn.example?transport=udp", "turns:turn.example"], "1799:ann", "c2VjcmV0"),
    ]
    answer = await Program(seminar, seminar.professor).offer()
    secret = 'username="1799:ann"; credential="c2VjcmV0"; credential-type="password"'
    assert answer.headers["link"] == (
        '<stun:stun.example>; rel="ice-server", '
        f'<turn:turn.example?transport=udp>; rel="ice-server"; {secret}, '
        f'<turns:turn.example>; rel="ice-server"; {secret}'
    )


async def test_without_a_bearer_nothing_is_answered(seminar: Seminar) -> None:
    program = Program(seminar, seminar.professor)
    program.bearer = {}
    answer = await program.offer()
    assert code(answer) == (401, "unauthenticated")
    assert answer.headers["www-authenticate"].startswith("Bearer")
    program.bearer = {"Authorization": "Bearer x.y.z"}
    assert code(await program.offer()) == (401, "token_invalid")


async def test_a_stranger_finds_no_session(seminar: Seminar) -> None:
    stranger = await make_person(seminar.app, seminar.client)
    assert code(await Program(seminar, stranger).offer()) == (404, "not_found")


async def test_observers_watch_and_do_not_publish(seminar: Seminar) -> None:
    observer = await seminar.person("observer")
    assert code(await Program(seminar, observer).offer()) == (403, "observers_do_not_send")
    await watch(seminar, observer)


async def test_a_session_that_is_not_live_takes_no_offers(seminar: Seminar) -> None:
    session = await make_session(seminar.client, seminar.professor, seminar.course)
    program = Program(seminar, seminar.professor)
    program.path = f"/api/v1/sessions/{session['id']}/whip"
    assert code(await program.offer()) == (409, "session_not_live")


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"Content-Type": "application/json"}, (415, "unsupported_media_type")),
        ({"Content-Type": ""}, (415, "unsupported_media_type")),
        ({"Accept": "application/json"}, (406, "not_acceptable")),
        ({"Accept": "application/sdp;q=0"}, (406, "not_acceptable")),
    ],
)
async def test_media_types_are_held_to(seminar: Seminar, headers: dict[str, str], expected: tuple[int, str]) -> None:
    assert code(await Program(seminar, seminar.professor).offer(**headers)) == expected


@pytest.mark.parametrize("accept", ["application/sdp", "*/*", "application/*;q=0.1", "text/html, application/sdp"])
async def test_whoever_accepts_sdp_gets_it(seminar: Seminar, accept: str) -> None:
    assert (await Program(seminar, seminar.professor).offer(Accept=accept)).status_code == 201


@pytest.mark.parametrize("kind", ["whip", "whep"])
async def test_an_offer_that_cannot_be_used_leaves_nothing(seminar: Seminar, kind: str) -> None:
    program = Program(seminar, seminar.professor, kind)
    assert code(await program.offer("v=0\r\nm=audio\r\n")) == (422, "bad_offer")
    assert code(await program.offer("v=0\r\n" + "a" * 300_000)) == (413, "too_large")
    assert not any(call[0] in ("publish", "subscribe") for call in told(seminar.app))


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT"])
async def test_other_methods_are_not_allowed(seminar: Seminar, method: str) -> None:
    """RFC 9725, section 4.2 keeps them for later."""
    program = await publish(seminar)
    for path, allowed in ((program.path, "OPTIONS, POST"), (program.location, "DELETE, OPTIONS, PATCH")):
        answer = await seminar.client.request(method, path, headers=program.bearer)
        assert answer.status_code == 405
        assert answer.headers["allow"] == allowed


async def test_options_say_what_may_be_posted(seminar: Seminar) -> None:
    program = await publish(seminar)
    answer = await seminar.client.options(program.path)
    assert answer.status_code == 204
    assert answer.headers["accept-post"] == "application/sdp"
    assert (await seminar.client.options(program.location)).headers["accept-patch"] == FRAGMENT["Content-Type"]


async def test_pages_of_any_origin_may_call(seminar: Seminar) -> None:
    program = await publish(seminar)
    elsewhere = {"Origin": "https://player.example", "Access-Control-Request-Method": "PATCH"}
    preflight = await seminar.client.options(program.location, headers=elsewhere)
    assert preflight.headers["access-control-allow-origin"] == "*"
    assert preflight.headers["access-control-allow-methods"] == "DELETE, OPTIONS, PATCH"
    assert {"Authorization", "Content-Type", "If-Match"} <= set(
        preflight.headers["access-control-allow-headers"].split(", ")
    )
    assert "access-control-allow-credentials" not in preflight.headers
    answer = await program.offer(Origin="https://player.example")
    assert {"Location", "ETag", "Link"} <= set(answer.headers["access-control-expose-headers"].split(", "))
    refused = await seminar.client.post(program.path, headers={**SDP, "Origin": "https://player.example"})
    assert refused.headers["access-control-allow-origin"] == "*"


async def test_other_calls_are_for_pages_of_our_own(seminar: Seminar) -> None:
    answer = await seminar.client.get("/api/v1/auth/me", headers={"Origin": "https://player.example"})
    assert "access-control-allow-origin" not in answer.headers


async def test_candidates_are_taken_note_of(seminar: Seminar) -> None:
    program = await publish(seminar)
    for fragment in (CANDIDATE, CANDIDATE + "a=end-of-candidates\r\n", ""):
        answer = await program.patch(fragment, program.etag)
        assert (answer.status_code, answer.content) == (204, b"")


async def test_ice_restarts_into_a_new_ice_session(seminar: Seminar) -> None:
    program = await publish(seminar)
    answer = await program.patch(RESTART, "*")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith(FRAGMENT["Content-Type"])
    assert answer.text.split("\r\n") == [
        "a=ice-lite",
        "a=group:BUNDLE 0 1",
        "m=audio 9 UDP/TLS/RTP/SAVPF 111",
        "a=mid:0",
        "a=ice-ufrag:newufrag",
        "a=ice-pwd:newpasswordnewpasswordnew",
        "a=candidate:1 1 udp 2130706431 192.0.2.9 40000 typ host",
        "a=end-of-candidates",
        "",
    ]
    assert answer.headers["etag"] != program.etag
    assert told(seminar.app)[-1] == ("restart_ice", program.id, "EsAw", "P2uYro0UCOQ4zxjKXaWCBui1")
    # What belongs to the ICE session before is late.
    assert code(await program.patch(CANDIDATE, program.etag)) == (412, "outdated")
    assert (await program.patch(CANDIDATE, answer.headers["etag"])).status_code == 204
    # A restart that was answered already is no other.
    assert (await program.patch(RESTART, "*")).status_code == 204


async def test_a_patch_says_which_ice_session_it_means(seminar: Seminar) -> None:
    program = await publish(seminar)
    assert code(await program.patch(CANDIDATE, None)) == (428, "unconditional")
    assert code(await program.patch(CANDIDATE, '"other"')) == (412, "outdated")
    assert code(await program.patch(CANDIDATE, "*", **{"Content-Type": "application/sdp"}))[0] == 415


@pytest.mark.parametrize(
    "fragment",
    [
        "nonsense",
        "a=ice-ufrag:EsAw\r\n",
        "a=ice-ufrag:E\r\na=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1\r\n",
        RESTART + "a=ice-ufrag:other\r\n",
        "a=candidate:1 1 udp\r\n",
    ],
)
async def test_a_fragment_that_cannot_be_read_ends_nothing(seminar: Seminar, fragment: str) -> None:
    program = await publish(seminar)
    assert code(await program.patch(fragment, program.etag)) == (422, "bad_fragment")
    assert alive(seminar, program)


async def test_a_deleted_resource_is_gone(seminar: Seminar) -> None:
    program = await publish(seminar)
    assert (await program.delete()).status_code == 204
    assert not alive(seminar, program)
    assert code(await program.delete()) == (404, "not_found")
    assert code(await program.patch(CANDIDATE, "*")) == (404, "not_found")


async def test_a_resource_is_its_makers_alone(seminar: Seminar) -> None:
    program, student = await publish(seminar), await seminar.person()
    program.bearer = student.headers
    assert code(await program.delete()) == (403, "forbidden")
    assert code(await program.patch(CANDIDATE, "*")) == (403, "forbidden")
    assert alive(seminar, program)


@pytest.mark.parametrize(
    ("who", "refused"),
    [
        ("professor", None),
        ("co_professor", None),
        ("admin", None),
        ("ta", (403, "forbidden")),
        ("student", (403, "forbidden")),
        ("observer", (403, "forbidden")),
        ("outsider", (404, "not_found")),
    ],
)
async def test_a_host_ends_anybody_s_source(seminar: Seminar, who: str, refused: tuple[int, str] | None) -> None:
    program = await publish(seminar, await seminar.person())
    if who == "professor":
        program.bearer = seminar.professor.headers
    elif who in ("admin", "outsider"):
        person = await make_person(seminar.app, seminar.client, role="admin" if who == "admin" else "student")
        program.bearer = person.headers
    else:
        program.bearer = (await seminar.person(who)).headers
    answer = await program.delete()
    if refused is None:
        assert answer.status_code == 204
    else:
        assert code(answer) == refused
    assert alive(seminar, program) == (refused is not None)


@pytest.mark.parametrize("which", [0, 1], ids=["sound", "picture"])
async def test_a_host_ends_a_source_by_the_name_that_the_room_shows(seminar: Seminar, which: int) -> None:
    student = await seminar.person()
    program = await publish(seminar, student)
    async with await seminar.enter(seminar.professor) as desk:
        (shown,) = [p for p in desk.state["participants"] if p["id"] == student.id]
        path = program.path + "/" + shown["sources"][which]["source"]
        assert (await seminar.client.delete(path, headers=seminar.professor.headers)).status_code == 204
    assert not alive(seminar, program)


async def test_a_host_s_token_of_another_session_ends_nothing(seminar: Seminar) -> None:
    program = await publish(seminar, await seminar.person())
    other = await make_live_session(seminar.client, seminar.professor, seminar.course)
    seminar.session, here = other, seminar.session
    program.bearer = {"Authorization": f"Bearer {await seminar.token(seminar.professor)}"}
    seminar.session = here
    assert code(await program.delete()) == (403, "other_session")
    assert alive(seminar, program)


async def test_a_host_ends_nobody_s_viewer(seminar: Seminar) -> None:
    viewer = await watch(seminar, await seminar.person())
    viewer.bearer = seminar.professor.headers
    assert code(await viewer.delete()) == (403, "forbidden")
    assert alive(seminar, viewer)


async def test_a_publisher_is_no_viewer(seminar: Seminar) -> None:
    program = await publish(seminar)
    program.location = program.location.replace("/whip/", "/whep/")
    assert code(await program.delete()) == (404, "not_found")


async def test_a_publisher_is_in_the_room_as_a_source_of_its_person(seminar: Seminar) -> None:
    student = await seminar.person()
    async with await seminar.enter(seminar.professor) as desk:
        program = Program(seminar, student)
        assert (await program.offer(query="?label=Document%20camera")).status_code == 201
        seen = await desk.event("participant:changed", lambda f: len(f["participant"]["sources"]) == 2)
        assert seen["participant"]["id"] == student.id
        assert seen["participant"]["connections"] == []
        assert {(s["kind"], s["label"]) for s in seen["participant"]["sources"]} == {
            ("audio", "Document camera"),
            ("video", "Document camera"),
        }
        await program.delete()
        await desk.event("participant:left", lambda frame: frame["participant_id"] == student.id)


async def test_one_token_publishes_several_sources_beside_the_face(seminar: Seminar) -> None:
    async with await seminar.enter(seminar.professor) as desk:
        first, second = await publish(seminar), await publish(seminar)
        seen = await desk.event("participant:changed", lambda f: len(f["participant"]["sources"]) == 4)
        assert len({source["source"] for source in seen["participant"]["sources"]}) == 4
        await first.delete()
        await desk.event(
            "participant:changed",
            lambda f: (
                {s["source"] for s in f["participant"]["sources"]}
                < {s["source"] for s in seen["participant"]["sources"]}
            ),
        )
        assert alive(seminar, second)


async def test_a_viewer_is_shown_to_nobody(seminar: Seminar) -> None:
    student = await seminar.person()
    async with await seminar.enter(seminar.professor) as desk:
        await watch(seminar, student)
        await publish(seminar)
        await desk.event("participant:changed", lambda frame: len(frame["participant"]["sources"]) == 2)
        assert not [frame for frame in desk.events if frame["type"] == "participant:joined"]


async def test_a_viewer_may_be_pinned_to_a_publisher(seminar: Seminar) -> None:
    program = Program(seminar, seminar.professor, "whep")
    await program.offer(query=f"?publisher={seminar.professor.id}&source=camera")
    assert told(seminar.app)[-1][2] == {"publisher": seminar.professor.id, "source": "camera"}
    assert (await program.offer(query="?publisher=professor")).status_code == 422


async def test_logging_out_ends_it(seminar: Seminar) -> None:
    student = await seminar.person()
    publisher, viewer = await publish(seminar, student), await watch(seminar, student)
    await seminar.client.post("/api/v1/auth/logout", headers=student.headers, json={})
    assert not alive(seminar, publisher)
    assert not alive(seminar, viewer)
    assert code(await publisher.delete()) == (401, "token_revoked")


async def test_the_end_of_an_enrolment_ends_it(seminar: Seminar) -> None:
    student = await make_person(seminar.app, seminar.client)
    enrollment = await enroll(seminar.client, seminar.professor, seminar.course, student)
    viewer = await watch(seminar, student)
    path = f"/api/v1/courses/{seminar.course['id']}/enrollments/{enrollment['id']}"
    await seminar.client.delete(path, headers=seminar.professor.headers)
    assert not alive(seminar, viewer)
    assert code(await viewer.offer()) == (404, "not_found")


async def test_the_end_of_the_session_ends_it(seminar: Seminar) -> None:
    program = await publish(seminar)
    await seminar.end()
    assert not alive(seminar, program)
    assert code(await program.delete()) == (404, "not_found")
    assert code(await program.offer()) == (410, "session_ended")


async def test_it_ends_with_its_transport(seminar: Seminar) -> None:
    program = await publish(seminar)
    cast(SilentEngine, seminar.app.engine).change(seminar.session["id"], program.id, "failed")
    assert code(await program.delete()) == (404, "not_found")


async def test_who_sits_an_exam_watches_no_more(seminar: Seminar, clock: ManualClock) -> None:
    student = await seminar.person()
    mine, theirs = await watch(seminar, student), await watch(seminar, await seminar.person())
    async with await seminar.enter(seminar.professor) as professor, await seminar.enter(student) as taker:
        await start(taker, await make_quiz(seminar, professor, exam=True))
        await professor.event("quiz:examined", lambda event: bool(event["people"]))
        await settle(clock, 1)

        assert (alive(seminar, mine), alive(seminar, theirs)) == (False, True)
        assert code(await Program(seminar, student, "whep").offer()) == (403, "exam_mode")


@pytest.mark.parametrize("ban", [False, True])
async def test_who_is_sent_out_publishes_and_watches_no_more(seminar: Seminar, ban: bool) -> None:
    student, other = await seminar.person(), await seminar.person()
    mine = [await publish(seminar, student), await watch(seminar, student)]
    theirs = [await publish(seminar, other), await watch(seminar, other)]
    async with await seminar.enter(seminar.professor) as professor, await seminar.enter(student):
        assert (await professor.ask("room:remove", participant=student.id, ban=ban))["type"] == "ack"

    assert [alive(seminar, program) for program in mine + theirs] == [False, False, True, True]
    assert code(await mine[1].delete()) == (404, "not_found")
    if ban:
        assert code(await Program(seminar, student, "whep").offer()) == (403, "banned")


async def test_who_is_sent_out_gets_no_viewer_that_was_being_made(
    seminar: Seminar, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = cast(SilentEngine, seminar.app.engine)
    asked, answered, subscribe = asyncio.Event(), asyncio.Event(), engine.subscribe

    async def held(*args: Any, **how: Any) -> str:
        asked.set()
        await answered.wait()
        return await subscribe(*args, **how)

    monkeypatch.setattr(engine, "subscribe", held)
    student = await seminar.person()
    viewer = Program(seminar, student, "whep")
    async with await seminar.enter(seminar.professor) as professor, await seminar.enter(student):
        offered = asyncio.create_task(viewer.offer())
        await asked.wait()
        await professor.ask("room:remove", participant=student.id, ban=True)
        answered.set()
        assert code(await offered) == (403, "removed")
    assert not engine.alive


async def settle(clock: ManualClock, seconds: int) -> None:
    """Let time pass, and those who have waited for it run."""
    for _ in range(seconds):
        clock.advance(1)
        for _ in range(3):
            await asyncio.sleep(0)


async def test_an_offer_that_nobody_comes_by_is_given_up(seminar: Seminar, clock: ManualClock) -> None:
    program = await publish(seminar)
    await settle(clock, seminar.app.config.media.ice_timeout - 2)
    assert alive(seminar, program)
    await settle(clock, 3)
    assert not alive(seminar, program)


async def test_a_connection_that_comes_back_in_time_goes_on(seminar: Seminar, clock: ManualClock) -> None:
    program, engine = await publish(seminar), cast(SilentEngine, seminar.app.engine)
    patience = seminar.app.config.media.ice_timeout
    engine.change(seminar.session["id"], program.id, "connected")
    await settle(clock, patience + 5)
    engine.change(seminar.session["id"], program.id, "disconnected")
    await settle(clock, patience - 5)
    engine.change(seminar.session["id"], program.id, "connected")
    await settle(clock, patience)
    assert alive(seminar, program)
    engine.change(seminar.session["id"], program.id, "disconnected")
    await settle(clock, patience + 2)
    assert not alive(seminar, program)


class TestLimits:
    """Each is a setting."""

    @pytest.fixture
    def config(self, config: Config) -> Config:
        room = Room(max_senders=2, max_publications=2, max_viewers=3, max_views=2)
        return msgspec.structs.replace(
            config,
            room=room,
            limits=msgspec.structs.replace(config.limits, offers_per_minute=12),
        )

    async def test_viewers_of_a_room(self, seminar: Seminar) -> None:
        others = [await seminar.person() for _ in range(2)]
        first = await watch(seminar, others[0])
        await watch(seminar, others[0])
        await watch(seminar, others[1])
        answer = await Program(seminar, others[1], "whep").offer()
        assert code(answer) == (503, "too_many_viewers")
        assert int(answer.headers["retry-after"]) > 0
        await first.delete()
        await watch(seminar, others[1])

    async def test_viewers_of_one_person(self, seminar: Seminar) -> None:
        for _ in range(2):
            await watch(seminar, seminar.professor)
        assert code(await Program(seminar, seminar.professor, "whep").offer()) == (409, "too_many_views")

    async def test_publications_of_one_person(self, seminar: Seminar) -> None:
        for _ in range(2):
            await publish(seminar)
        assert code(await Program(seminar, seminar.professor).offer()) == (409, "too_many_publications")

    async def test_seats(self, seminar: Seminar) -> None:
        await publish(seminar)
        await publish(seminar, await seminar.person())
        assert code(await Program(seminar, await seminar.person()).offer()) == (409, "no_seat")

    async def test_offers_a_minute(self, seminar: Seminar, clock: ManualClock) -> None:
        program = Program(seminar, seminar.professor)
        for _ in range(12):
            assert code(await program.offer("v=0\r\n"))[0] == 422
        answer = await program.offer("v=0\r\n")
        assert code(answer) == (429, "rate_limited")
        assert "retry-after" in answer.headers
        clock.advance(61)
        assert (await program.offer()).status_code == 201


async def test_metrics_count_publishers_and_viewers(seminar: Seminar) -> None:
    await publish(seminar)
    await watch(seminar, seminar.professor)
    text = seminar.app.metrics.render()[0].decode()
    assert "eduforum_whip_publishers 1.0" in text
    assert "eduforum_whep_viewers 1.0" in text
