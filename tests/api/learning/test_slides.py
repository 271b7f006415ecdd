"""Slides in a room: put up, presented page by page, seen by everybody, and by late comers."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest

from eduforum.config import Config
from eduforum.errors import Unavailable
from eduforum.learning.slides import access, files, pages, tool
from eduforum.media.live import LiveRoom
from eduforum.storage import DiskStore
from eduforum.web.server import HttpServer, bind
from tests.api.conftest import build_silent, open_client
from tests.factories.clock import ManualClock
from tests.factories.courses import make_session
from tests.factories.guests import enter_as_guest, guest_token, make_link
from tests.factories.people import Person, make_person
from tests.factories.rooms import Frame, RoomClient, Seminar
from tests.factories.slides import OCTETS, pdf, present, put_up, read, upload

STAFF = ["professor", "co_professor", "ta"]
OTHERS = ["student", "observer", "admin"]


async def in_role(seminar: Seminar, role: str) -> Person:
    if role == "professor":
        return seminar.professor
    if role == "admin":
        return await make_person(seminar.app, seminar.client, role="admin")
    return await seminar.person(role)


def code(answer: httpx.Response) -> str:
    return str(answer.json()["error"]["code"])


async def permit(staff: RoomClient, client: RoomClient, on: bool = True) -> Frame:
    return await staff.ask("slides:permit", participant=client.state["participant_id"], on=on)


@pytest.mark.parametrize("role", STAFF)
async def test_staff_present_and_everyone_is_where_they_are(seminar: Seminar, role: str) -> None:
    person = await in_role(seminar, role)
    deck = await put_up(seminar, person, pages=5)
    async with (
        await seminar.enter(person) as staff,
        await seminar.enter(await seminar.person()) as student,
        await seminar.enter(await seminar.person("observer")) as observer,
    ):
        presentation = await present(staff, deck)
        turned = await staff.ask("slides:turn", deck=deck["id"], page=4)

        assert presentation == {
            "deck": {**deck, "shown": True},
            "participant_id": person.id,
            "name": presentation["name"],
            "page": 1,
        }
        assert turned["data"] == {}
        for client in (student, observer):
            assert (await client.event("slides:shown"))["presentation"] == presentation
            assert await client.event("slides:page") == {"type": "slides:page", "deck": deck["id"], "page": 4}


async def test_who_comes_late_or_back_is_at_the_page_of_now(seminar: Seminar) -> None:
    deck, student = await put_up(seminar, seminar.professor), await seminar.person()
    async with await seminar.enter(seminar.professor) as professor, await seminar.enter(student) as away:
        presentation = await present(professor, deck)
        await away.event("slides:shown")
        await away.cut()
        await professor.ask("slides:turn", deck=deck["id"], page=3)
        await away.connect()
        back = await away.join(await seminar.token(student))
        async with await seminar.enter(await seminar.person()) as late:
            snapshot = late.state["tools"]["slides"]

        assert back["data"]["resumed"] is True
        assert {"type": "slides:page", "deck": deck["id"], "page": 3} in back["data"]["states"]
        assert snapshot == {"presentation": {**presentation, "page": 3}, "presenters": []}


async def test_the_end_is_told_and_outlived_by_the_slides(seminar: Seminar) -> None:
    deck, student = await put_up(seminar, seminar.professor), await seminar.person()
    async with await seminar.enter(seminar.professor) as professor, await seminar.enter(student) as client:
        early = await professor.ask("slides:stop")
        await present(professor, deck)
        not_theirs = await client.ask("slides:stop")
        await professor.ask("slides:stop")
        turned = await professor.ask("slides:turn", deck=deck["id"], page=2)
        ended = await client.event("slides:shown", lambda frame: frame["presentation"] is None)

        assert (early["code"], not_theirs["code"], turned["code"]) == (
            "nothing_presented", "not_presenting", "not_presenting",
        )  # fmt: skip
        assert ended["cursor"]
        # What everybody was shown they may read from then on.
        assert (await read(seminar, student, deck)).status_code == 200


async def test_another_takes_over_when_they_say_so(seminar: Seminar) -> None:
    ta = await seminar.person("ta")
    first, second = await put_up(seminar, seminar.professor), await put_up(seminar, ta)
    async with await seminar.enter(seminar.professor) as professor, await seminar.enter(ta) as assistant:
        await present(professor, first)
        refused = await assistant.ask("slides:show", deck=second["id"])
        taken = await present(assistant, second, take_over=True, page=2)
        late = await professor.ask("slides:turn", deck=first["id"], page=2)

        assert (refused["code"], late["code"]) == ("slides_taken", "not_presenting")
        assert (taken["participant_id"], taken["page"]) == (ta.id, 2)


@pytest.mark.parametrize("role", OTHERS)
async def test_nobody_else_presents_unless_a_host_lets_them(seminar: Seminar, role: str) -> None:
    person = await in_role(seminar, role)
    deck = await put_up(seminar, seminar.professor)
    async with await seminar.enter(seminar.professor) as professor, await seminar.enter(person) as client:
        await present(professor, deck)
        acts: list[tuple[str, Frame]] = [
            ("show", {"deck": deck["id"], "take_over": True}),
            ("turn", {"deck": deck["id"], "page": 2}),
            ("stop", {}),
            ("point", {"at": [0.5, 0.5]}),
            ("permit", {"participant": person.id, "on": True}),
            ("remove", {"deck": deck["id"]}),
        ]
        answers = [(await client.ask(f"slides:{act}", **fields))["code"] for act, fields in acts]

        assert answers == [
            "may_not_present", "not_presenting", "not_presenting", "not_presenting", "staff_only", "deck_not_yours",
        ]  # fmt: skip
        assert code(await upload(seminar, person, pdf())) == "may_not_present"
        assert (await permit(professor, client)).get("code") == (
            "observers_do_not_present" if role == "observer" else None
        )


async def test_a_student_presents_while_a_host_lets_them(seminar: Seminar) -> None:
    student = await seminar.person()
    async with (
        await seminar.enter(seminar.professor) as professor,
        await seminar.enter(student) as speaker,
        await seminar.enter(await seminar.person()) as other,
    ):
        await permit(professor, speaker)
        told = await speaker.event("slides:permitted")
        deck = await put_up(seminar, student)
        await present(speaker, deck)
        again = await professor.ask("slides:permit", participant=student.id, on=False)
        ended = await other.event("slides:shown", lambda frame: frame["presentation"] is None)
        refused = await speaker.ask("slides:show", deck=deck["id"])

        assert (told["participant_id"], told["on"]) == (student.id, True)
        assert (again["type"], ended["presentation"], refused["code"]) == ("ack", None, "may_not_present")
        assert not [event for event in other.events if event["type"] == "slides:permitted"]


async def test_a_guest_presents_whom_a_host_lets(seminar: Seminar) -> None:
    link = await make_link(seminar, max_uses=2)
    token = await guest_token(seminar, link)
    content = pdf(4)

    async def put(content: bytes) -> httpx.Response:
        headers = {**OCTETS, "Participant-Token": token}
        return await seminar.client.post(
            "/api/v1/guests/decks", params={"name": "a.pdf"}, content=content, headers=headers
        )

    async with await seminar.enter(seminar.professor) as professor, RoomClient(seminar.url) as guest:
        await guest.join(token)
        refused = await put(content)
        await permit(professor, guest)
        deck = (await put(content)).json()["data"]
        path = f"/api/v1/guests/decks/{deck['id']}"
        await present(guest, deck)
        whole = await seminar.client.post(path, json={"token": token})
        part = await seminar.client.post(path, json={"token": token}, headers={"Range": "bytes=0-4"})
        bearer = await seminar.client.get(
            f"/api/v1/learning/slides/decks/{deck['id']}/deck.pdf", headers={"Authorization": f"Bearer {token}"}
        )

        assert code(refused) == "may_not_present"
        assert (whole.content, part.content, part.status_code) == (content, b"%PDF-", 206)
        assert code(bearer) == "token_invalid"
        assert (await professor.event("slides:shown"))["presentation"]["deck"]["pages"] == 4


async def test_what_a_guest_may_not_see_is_not_there(seminar: Seminar) -> None:
    deck = await put_up(seminar, seminar.professor)
    token = await guest_token(seminar, await make_link(seminar))
    async with RoomClient(seminar.url) as guest:
        await guest.join(token)
        path = f"/api/v1/guests/decks/{deck['id']}"

        assert code(await seminar.client.post(path, json={"token": token})) == "no_such_deck"
        assert code(await seminar.client.post(path, json={"token": "no token"})) == "token_invalid"


async def test_a_co_host_presents_and_lets_others(seminar: Seminar) -> None:
    host = await seminar.person()
    async with (
        await seminar.enter(seminar.professor) as professor,
        await seminar.enter(host) as client,
        await seminar.enter(await seminar.person()) as other,
    ):
        await professor.ask("room:co_host", participant=host.id, on=True)
        deck = await put_up(seminar, host)
        await present(client, deck)

        assert (await permit(client, other))["type"] == "ack"


async def test_the_laser_is_seen_by_all_and_kept_by_nobody(seminar: Seminar) -> None:
    deck = await put_up(seminar, seminar.professor)
    async with (
        await seminar.enter(seminar.professor) as professor,
        await seminar.enter(await seminar.person()) as student,
    ):
        await present(professor, deck)
        await professor.ask("slides:point", at=[0.25, 0.75])
        seen = await student.event("slides:pointer")
        await professor.ask("slides:point", at=None)
        await student.event("slides:pointer", lambda frame: frame["at"] is None)
        outside = await professor.ask("slides:point", at=[1.5, 0])
        async with await seminar.enter(await seminar.person()) as late:
            states = [state["type"] for state in late.state["states"]]

        assert seen["at"] == [0.25, 0.75]
        assert outside["code"] == "invalid"
        assert "slides:pointer" not in states


async def test_prepared_slides_are_for_their_own_and_staff_until_they_are_shown(seminar: Seminar) -> None:
    speaker, other = await seminar.person(), await seminar.person()
    outsider = await make_person(seminar.app, seminar.client)
    async with await seminar.enter(seminar.professor) as professor, await seminar.enter(speaker) as client:
        await permit(professor, client)
        theirs, ours = await put_up(seminar, speaker), await put_up(seminar, seminar.professor)
        listed = [(await each.ask("slides:list"))["data"]["decks"] for each in (professor, client)]
        taken = await client.ask("slides:show", deck=ours["id"])
        before = [(await read(seminar, person, theirs)).status_code for person in (speaker, other, outsider)]
        await present(client, theirs)
        after = [(await read(seminar, person, theirs)).status_code for person in (speaker, other, outsider)]
        found = await seminar.client.get(
            "/api/v1/learning/slides", params={"session_id": seminar.session["id"]}, headers=other.headers
        )

        assert [[deck["id"] for deck in decks] for decks in listed] == [[ours["id"], theirs["id"]], [theirs["id"]]]
        assert taken["code"] == "no_such_deck"
        assert (before, after) == ([200, 404, 404], [200, 200, 404])
        assert [deck["id"] for deck in found.json()["data"]["decks"]] == [theirs["id"]]


async def test_a_file_is_read_in_parts(seminar: Seminar) -> None:
    content = pdf(2)
    deck = (await upload(seminar, seminar.professor, content)).json()["data"]
    whole = await read(seminar, seminar.professor, deck)
    part = await read(seminar, seminar.professor, deck, Range="bytes=10-19")
    beyond = await read(seminar, seminar.professor, deck, Range=f"bytes={len(content)}-")

    assert (whole.content, whole.headers["accept-ranges"], whole.headers["content-type"]) == (
        content, "bytes", "application/pdf",
    )  # fmt: skip
    assert whole.headers["content-disposition"] == "attachment; filename*=UTF-8''%EB%A7%A5%EC%8B%9C%EB%AF%BC.pdf"
    assert (part.status_code, part.content) == (206, content[10:20])
    assert part.headers["content-range"] == f"bytes 10-19/{len(content)}"
    assert (beyond.status_code, beyond.headers["content-range"]) == (416, f"bytes */{len(content)}")


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", "slides_unreadable"),
        (b"no PDF at all", "slides_unreadable"),
        (b"%PDF-1.7\n" + b"x" * 5000, "slides_unreadable"),
        (pdf(2)[:400], "slides_unreadable"),
        (pdf(0), "slides_unreadable"),
        (pdf(2, password="secret"), "slides_locked"),
    ],
    ids=["nothing", "text", "noise", "cut", "no pages", "locked"],
)
async def test_what_cannot_be_presented_is_refused(seminar: Seminar, content: bytes, fault: str) -> None:
    assert code(await upload(seminar, seminar.professor, content)) == fault
    assert await _objects(seminar) == []


async def test_slides_that_only_restrict_printing_are_taken(seminar: Seminar) -> None:
    answer = await upload(seminar, seminar.professor, pdf(2, owner_password="owner"))

    assert answer.json()["data"]["pages"] == 2


async def test_size_pages_and_number_have_a_limit(seminar: Seminar, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "MAX_PAGES", 3)
    monkeypatch.setattr(access, "MAX_DECKS", 1)
    long = await upload(seminar, seminar.professor, pdf(4))
    await put_up(seminar, seminar.professor)
    monkeypatch.setattr(files, "MAX_BYTES", 100)
    monkeypatch.setattr(access, "MAX_DECKS", 2)
    large = await upload(seminar, seminar.professor, pdf(1))
    monkeypatch.setattr(access, "MAX_DECKS", 1)
    many = await upload(seminar, seminar.professor, pdf(1))

    assert [code(answer) for answer in (long, large, many)] == ["too_many_pages", "too_large", "too_many_decks"]


async def test_staff_put_slides_up_before_class_and_nobody_else(seminar: Seminar) -> None:
    student = await seminar.person()
    seminar.session = await make_session(seminar.client, seminar.professor, seminar.course)

    assert (await upload(seminar, seminar.professor, pdf())).status_code == 201
    assert code(await upload(seminar, student, pdf())) == "session_not_live"
    assert code(await upload(seminar, await make_person(seminar.app, seminar.client), pdf())) == "not_found"


async def test_slides_are_taken_away_and_put_back_for_a_while(seminar: Seminar, clock: ManualClock) -> None:
    deck = await put_up(seminar, seminar.professor)
    async with await seminar.enter(seminar.professor) as professor:
        await present(professor, deck)
        shown = await professor.ask("slides:remove", deck=deck["id"])
        await professor.ask("slides:stop")
        await professor.ask("slides:remove", deck=deck["id"])
        gone = await professor.ask("slides:show", deck=deck["id"])
        unread = await read(seminar, seminar.professor, deck)
        await professor.ask("slides:restore", deck=deck["id"])
        await present(professor, deck)
        await professor.ask("slides:stop")
        await professor.ask("slides:remove", deck=deck["id"])
        clock.advance(access.RESTORABLE.total_seconds() + 1)
        late = await professor.ask("slides:restore", deck=deck["id"])
        kept = await _objects(seminar)
        clock.advance((files.REMOVED_KEPT + timedelta(seconds=1)).total_seconds())
        await seminar.app.decks.tidy()

        assert [shown["code"], gone["code"], code(unread), late["code"]] == [
            "deck_presented", "no_such_deck", "no_such_deck", "deck_gone",
        ]  # fmt: skip
        assert (len(kept), await _objects(seminar)) == (1, [])


async def _objects(seminar: Seminar) -> list[str]:
    store = DiskStore(seminar.app.config.data.dir / "objects")
    return [found.key async for found in store.list("slides/")]


async def test_bad_input_is_told(seminar: Seminar) -> None:
    deck = await put_up(seminar, seminar.professor, pages=2)
    async with await seminar.enter(seminar.professor) as professor:
        await present(professor, deck)
        answers = [await professor.ask("slides:turn", deck=deck["id"], page=page) for page in (0, 3, -1, "2", None)] + [
            await professor.ask("slides:show", deck=deck["id"], page=3),
            await professor.ask("slides:show", deck="x"),
            await professor.ask("slides:point", at=[0.5]),
        ]
        unknown = await professor.ask("slides:turn", deck=str(uuid4()), page=1)
        nobody = await professor.ask("slides:permit", participant=str(uuid4()), on=True)

        assert [answer["code"] for answer in answers] == ["invalid"] * 8
        assert (unknown["code"], nobody["code"]) == ("no_such_deck", "not_here")


async def test_slides_of_another_session_are_none_here(seminar: Seminar) -> None:
    here = seminar.session
    seminar.session = await make_session(seminar.client, seminar.professor, seminar.course)
    deck = await put_up(seminar, seminar.professor)
    seminar.session = here
    async with await seminar.enter(seminar.professor) as professor:
        answers = [
            (await professor.ask(f"slides:{act}", deck=deck["id"]))["code"] for act in ("show", "remove", "restore")
        ]

        assert answers == ["no_such_deck"] * 3


async def test_a_repeated_request_presents_once(seminar: Seminar) -> None:
    deck, id = await put_up(seminar, seminar.professor), str(uuid4())
    async with await seminar.enter(seminar.professor) as professor:
        first = await professor.ask("slides:show", id=id, deck=deck["id"])
        await professor.ask("slides:turn", deck=deck["id"], page=3)
        await professor.cut()
        await professor.connect()
        await professor.join(await seminar.token(seminar.professor))
        again = await professor.ask("slides:show", id=id, deck=deck["id"])
        async with await seminar.enter(await seminar.person()) as late:
            page = late.state["tools"]["slides"]["presentation"]["page"]

        assert (again["data"], page) == (first["data"], 3)


async def test_whoever_turns_is_told_when_nothing_is_stored(seminar: Seminar, monkeypatch: pytest.MonkeyPatch) -> None:
    deck = await put_up(seminar, seminar.professor)
    async with await seminar.enter(seminar.professor) as professor:
        await present(professor, deck)

        async def fails(*args: Any, **fields: Any) -> Any:
            raise Unavailable("not now", code="not_stored")

        with monkeypatch.context() as patch:
            patch.setattr(LiveRoom, "append", fails)
            refused = await professor.ask("slides:turn", deck=deck["id"], page=2)
        turned = await professor.ask("slides:turn", deck=deck["id"], page=3)

        assert (refused["code"], turned["type"]) == ("not_stored", "ack")


async def test_who_has_been_sent_out_presents_no_more(seminar: Seminar) -> None:
    student = await seminar.person()
    async with await seminar.enter(seminar.professor) as professor, await seminar.enter(student) as client:
        await permit(professor, client)
        deck = await put_up(seminar, student)
        await professor.ask("room:remove", participant=student.id, ban=True)
        assert await client.closed() == 4403
        body = {"session_id": seminar.session["id"], "deck": deck["id"]}
        answer = await seminar.client.post("/api/v1/learning/slides/show", json=body, headers=student.headers)

        assert code(answer) == "banned"


async def test_slides_are_presented_over_http(seminar: Seminar) -> None:
    deck, body = await put_up(seminar, seminar.professor), {"session_id": seminar.session["id"]}

    async def post(to: str, **fields: Any) -> httpx.Response:
        path = f"/api/v1/learning/slides{to}"
        return await seminar.client.post(path, json={**body, **fields}, headers=seminar.professor.headers)

    async with await seminar.enter(await seminar.person()) as student:
        answers = [
            await post("/show", deck=deck["id"]),
            await post("/turn", deck=deck["id"], page=2),
            await post("/permit", participant=student.state["participant_id"], on=True),
            await post("/stop"),
            await post(f"/decks/{deck['id']}/remove"),
            await post(f"/decks/{deck['id']}/restore"),
        ]
        await student.event("slides:page", lambda frame: frame["page"] == 2)
        await student.event("slides:shown", lambda frame: frame["presentation"] is None)

        assert [answer.status_code for answer in answers] == [200] * 6


async def test_everything_is_limited(seminar: Seminar, monkeypatch: pytest.MonkeyPatch) -> None:
    deck = await put_up(seminar, seminar.professor)
    for name in ("TURNS", "POINTINGS", "OTHERS"):
        monkeypatch.setattr(tool, name, 2)
    async with await seminar.enter(seminar.professor) as professor:
        acts = [
            [await professor.ask("slides:show", deck=deck["id"]) for _ in range(3)],
            [await professor.ask("slides:turn", deck=deck["id"], page=2) for _ in range(3)],
            [await professor.ask("slides:point", at=[0.5, 0.5]) for _ in range(3)],
            [await professor.ask("slides:list") for _ in range(3)],
        ]

    for answers in acts:
        assert [answer.get("code") for answer in answers] == [None, None, "rate_limited"]


async def test_what_is_presented_outlives_a_restart(seminar: Seminar, config: Config, clock: ManualClock) -> None:
    deck, guest_link = await put_up(seminar, seminar.professor), await make_link(seminar)
    guest = await enter_as_guest(seminar, guest_link)
    async with await seminar.enter(seminar.professor) as professor:
        await permit(professor, guest)
        presentation = await present(professor, deck)
        await professor.ask("slides:turn", deck=deck["id"], page=2)
    await guest.disconnect()

    app = await build_silent(config, clock)
    await app.start()
    server = HttpServer(app, bind("127.0.0.1", 0))
    async with server.running(), open_client(app) as http:
        again = Seminar(app, http, server.port)
        again.professor, again.session = seminar.professor, seminar.session
        async with await again.enter(seminar.professor) as professor:
            kept = professor.state["tools"]["slides"]
            turned = await professor.ask("slides:turn", deck=deck["id"], page=3)

    assert kept == {
        "presentation": {**presentation, "page": 2},
        "presenters": [guest.state["participant_id"]],
    }
    assert turned["type"] == "ack"
    await app.stop()
