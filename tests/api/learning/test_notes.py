"""Shared notes in a room: written by many at once, kept, and read by who may read them."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any
from uuid import uuid4

import httpx
import pytest
import pytest_asyncio

from eduforum.errors import Unavailable
from eduforum.learning.documents import running
from eduforum.learning.documents.shelf import GRACE, IDLE_SECONDS
from eduforum.learning.notes import tool
from eduforum.media.live import LiveRoom
from eduforum.web.server import HttpServer, bind
from tests.api.conftest import build_silent
from tests.factories.breakouts import begin
from tests.factories.clock import ManualClock
from tests.factories.guests import enter_as_guest, make_link
from tests.factories.notes import Writer
from tests.factories.people import Person, make_person
from tests.factories.rooms import Frame, RoomClient, Seminar


class Class:
    """People at the note of the class."""

    def __init__(self, seminar: Seminar, stack: AsyncExitStack) -> None:
        self.seminar = seminar
        self.id = seminar.session["id"]
        self._stack = stack

    async def enter(self, person: Person) -> RoomClient:
        return await self._stack.enter_async_context(await self.seminar.enter(person))

    async def writer(self, person: Person | None = None, note: str | None = None) -> Writer:
        """Somebody, a student where nobody is named, with the note open."""
        client = await self.enter(person or await self.seminar.person())
        return await Writer(client, note or self.id).open()

    async def staff(self) -> Writer:
        return await self.writer(self.seminar.professor)

    async def read(self, person: Person, ending: str = "txt", note: str | None = None) -> httpx.Response:
        return await self.seminar.client.get(
            f"/api/v1/learning/notes/{note or self.id}/note.{ending}",
            params={"session_id": self.id},
            headers=person.headers,
        )


@pytest_asyncio.fixture
async def lesson(seminar: Seminar) -> AsyncIterator[Class]:
    async with AsyncExitStack() as stack:
        yield Class(seminar, stack)


async def test_what_one_writes_the_others_read(lesson: Class) -> None:
    ana, ben = await lesson.writer(), await lesson.writer()
    await ana.write("성장은 정당한가")
    await ben.sees("성장은 정당한가")
    await ben.write("? 바닥이 오르면.")

    assert await ana.sees("바닥") == "성장은 정당한가? 바닥이 오르면."
    (own,) = [event for event in ben.client.events if event["type"] == "notes:update"][:1]
    assert own["people"] == [ana.client.state["participant_id"]]


async def test_who_opens_it_later_gets_it_whole(lesson: Class) -> None:
    ana = await lesson.writer()
    await ana.write("먼저")
    late = await lesson.writer()

    assert late.now() == "먼저"
    assert list(late.state["people"]) == [ana.client.state["participant_id"]]
    assert late.client.state["tools"]["notes"]["notes"] == [
        {"id": lesson.id, "settings": {"writing": "everyone"}, "number": 0, "name": ""}
    ]


async def test_two_who_were_offline_have_the_same_text_afterwards(lesson: Class) -> None:
    ana, ben = await lesson.writer(), await lesson.writer()
    await ana.write("luck")
    await ben.sees("luck")
    ana.sheet.insert(0, "bad ")
    ben.sheet.append("!")

    await ana.lacks()
    await ben.lacks()
    await ana.open()

    assert ana.now() == ben.now() == "bad luck!"


async def test_it_outlives_the_server(lesson: Class) -> None:
    ana = await lesson.writer()
    await ana.write("하나 ")
    await ana.write("둘")
    seminar = lesson.seminar
    other = await build_silent(seminar.app.config, seminar.app.clock)
    await other.start()
    try:
        server = HttpServer(other, bind("127.0.0.1", 0))
        async with server.running():
            seminar.url = f"ws://127.0.0.1:{server.port}/ws/v1/room"
            late = await lesson.writer()
            assert late.now() == "하나 둘"
            assert (await late.write(" 셋"))["type"] == "ack"
    finally:
        await other.stop()


async def test_what_is_sent_twice_is_there_once(lesson: Class) -> None:
    ana = await lesson.writer()
    ana.sheet.append("once")
    update = ana.sheet.take_unsent()
    answers = [await ana.ask("notes:write", payload=update) for _ in range(2)]
    late = await lesson.writer()

    assert [answer["data"] for answer in answers] == [{}, {}]
    assert late.now() == "once"


async def test_the_history_is_folded_and_the_text_stays(lesson: Class, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "FOLD_UPDATES", 3)
    ana = await lesson.writer()
    for word in ["이것은", "다섯", "번에", "걸쳐", "쓴", "글"]:
        await ana.write(word)
    room = next(iter(lesson.seminar.app.rooms.live_rooms()))
    await room.tick()
    async with lesson.seminar.app.db.connection() as conn:
        left = await conn.fetchval("select count(*) from note_updates")
    await ana.client.ask("notes:leave", note=lesson.id)
    lesson.seminar.app.clock.advance(IDLE_SECONDS + 1)
    await room.tick()
    late = await lesson.writer()

    assert left == 0
    assert late.now() == "이것은다섯번에걸쳐쓴글"


async def test_what_is_not_stored_is_told_and_taken_again(lesson: Class, monkeypatch: pytest.MonkeyPatch) -> None:
    ana, ben = await lesson.writer(), await lesson.writer()

    async def lost(*args: Any, **fields: Any) -> None:
        raise Unavailable("not now", code="not_stored")

    ana.sheet.append("kept")
    update = ana.sheet.take_unsent()
    with monkeypatch.context() as patch:
        patch.setattr(LiveRoom, "record", lost)
        refused = await ana.ask("notes:write", payload=update)
    again = await ana.ask("notes:write", payload=update)

    assert (refused["code"], again["type"]) == ("not_stored", "ack")
    assert await ben.sees("kept") == "kept"


async def test_staff_make_it_read_only_and_open_it_again(lesson: Class) -> None:
    professor, student = await lesson.staff(), await lesson.writer()
    closed = await professor.ask("notes:configure", writing="staff")
    told = await student.client.event("notes:settings")
    refused = await student.write("late")
    own = await professor.write("ours")
    shut = await lesson.writer()
    await professor.ask("notes:configure", writing="everyone")
    opened = await lesson.writer()

    assert (closed["data"], told["settings"]) == ({}, {"writing": "staff"})
    assert (refused["code"], own["type"]) == ("note_closed", "ack")
    assert (shut.state["may_write"], opened.state["may_write"]) == (False, True)


@pytest.mark.parametrize(
    ("role", "writes", "manages"),
    [
        ("co_professor", None, None),
        ("ta", None, None),
        ("student", None, "staff_only"),
        ("observer", "observers_do_not_write", "staff_only"),
        ("admin", None, "staff_only"),
        ("guest", "note_closed", "staff_only"),
    ],
)
async def test_who_writes_and_who_decides(lesson: Class, role: str, writes: str | None, manages: str | None) -> None:
    seminar = lesson.seminar
    if role == "guest":
        client = await enter_as_guest(seminar, await make_link(seminar))
    elif role == "admin":
        client = await lesson.enter(await make_person(seminar.app, seminar.client, role="admin"))
    else:
        client = await lesson.enter(await seminar.person(role))
    writer = await Writer(client, lesson.id).open()
    written = await writer.write("x")
    decided = await writer.ask("notes:configure", writing="staff")

    assert (written.get("code"), decided.get("code")) == (writes, manages)
    assert writer.state["may_write"] is (writes is None)
    if role == "guest":
        await client.disconnect()


async def test_a_group_writes_its_own_note_and_others_read_it_afterwards(lesson: Class) -> None:
    one, two = await lesson.seminar.person(), await lesson.seminar.person()
    first, second = await lesson.enter(one), await lesson.enter(two)
    professor = await lesson.enter(lesson.seminar.professor)
    breakout = await begin(lesson.seminar, professor)
    group = next(group["id"] for group in breakout["groups"] if one.id in group["people"])
    await (await Writer(first, group).open()).write("우리 것")
    refused = await Writer(second, group).ask("notes:sync", payload=b"")
    unread = await lesson.read(two, note=group)
    staff = await Writer(professor, group).open()
    await professor.ask("breakout:end", seconds=0)
    await second.event("breakout:changed", lambda frame: frame["breakout"] is None)
    after = await Writer(second, group).open()

    assert (refused["code"], unread.status_code) == ("no_such_note", 404)
    assert (staff.now(), after.now(), after.state["may_write"]) == ("우리 것", "우리 것", False)
    assert (await after.write("!"))["code"] == "note_closed"
    assert (await lesson.read(two, note=group)).text == "우리 것"


async def test_what_a_group_wrote_last_is_kept_for_a_while_after_its_end(lesson: Class, clock: ManualClock) -> None:
    one, two = await lesson.seminar.person(), await lesson.seminar.person()
    first, professor = await lesson.enter(one), await lesson.enter(lesson.seminar.professor)
    await lesson.enter(two)
    breakout = await begin(lesson.seminar, professor)
    group = next(group["id"] for group in breakout["groups"] if one.id in group["people"])
    ana = await Writer(first, group).open()
    await professor.ask("breakout:end", seconds=0)
    await first.event("breakout:changed", lambda frame: frame["breakout"] is None)
    late = await ana.write("마지막")
    clock.advance(GRACE.total_seconds())
    too_late = await ana.write("!")

    assert (late["type"], too_late["code"]) == ("ack", "note_closed")
    assert (await lesson.read(two, note=group)).text == "마지막"


async def test_a_note_is_taken_along_as_a_file(lesson: Class) -> None:
    ana = await lesson.writer()
    await ana.write("# 정의\n\n- 바닥")
    reader, outsider = await lesson.seminar.person(), await make_person(lesson.seminar.app, lesson.seminar.client)
    plain, markdown = await lesson.read(reader), await lesson.read(reader, "md")
    await lesson.seminar.end()
    after = await lesson.read(reader)
    listed = await lesson.seminar.client.get(
        "/api/v1/learning/notes", params={"session_id": lesson.id}, headers=reader.headers
    )

    assert plain.text == markdown.text == after.text == "# 정의\n\n- 바닥"
    assert plain.headers["content-type"] == "text/plain; charset=utf-8"
    assert markdown.headers["content-type"] == "text/markdown; charset=utf-8"
    assert markdown.headers["content-disposition"].endswith(".md")
    assert [note["id"] for note in listed.json()["data"]["notes"]] == [lesson.id]
    assert (await lesson.read(outsider)).status_code == 404
    assert (await lesson.read(reader, note=str(uuid4()))).json()["error"]["code"] == "no_such_note"


async def test_staff_decide_over_http_too(lesson: Class) -> None:
    student, seminar = await lesson.writer(), lesson.seminar
    answers = [
        await seminar.client.post(
            f"/api/v1/learning/notes/{lesson.id}/configure",
            json={"session_id": lesson.id, "writing": "staff"},
            headers=person.headers,
        )
        for person in (seminar.professor, await seminar.person())
    ]

    assert [answer.status_code for answer in answers] == [200, 403]
    assert (await student.client.event("notes:settings"))["settings"] == {"writing": "staff"}


async def test_who_has_been_sent_out_writes_no_more(lesson: Class) -> None:
    person = await lesson.seminar.person()
    student, professor = await lesson.writer(person), await lesson.enter(lesson.seminar.professor)
    await professor.ask("room:remove", participant=person.id, ban=True)

    assert await student.client.closed() == 4403


async def test_everything_is_limited(lesson: Class, monkeypatch: pytest.MonkeyPatch) -> None:
    ana, staff = await lesson.writer(), await lesson.staff()
    lesson.seminar.app.clock.advance(tool.WINDOW)
    for name in ("WRITINGS", "OTHERS"):
        monkeypatch.setattr(tool, name, 2)
    ana.sheet.append("a")
    update = ana.sheet.take_unsent()

    acts = [
        [await ana.ask("notes:write", payload=update) for _ in range(3)],
        [await ana.ask("notes:sync", payload=b"") for _ in range(3)],
        [await ana.client.ask("notes:list") for _ in range(3)],
        [await staff.ask("notes:configure", writing="everyone") for _ in range(3)],
    ]

    for answers in acts:
        assert [answer.get("code") for answer in answers] == [None, None, "rate_limited"]


async def test_bad_input_is_told(lesson: Class) -> None:
    ana = await lesson.writer()
    answers: list[Frame] = [
        await ana.ask("notes:write", payload=b"\x01\x02noise"),
        await ana.ask("notes:sync", payload=b"\xff\xff"),
        await ana.client.ask("notes:sync", note="x", payload=""),
        await ana.client.ask("notes:sync", note=str(uuid4()), payload=""),
        await ana.ask("notes:configure", writing="nobody"),
    ]

    assert [answer["code"] for answer in answers] == ["bad_update", "bad_update", "invalid", "no_such_note", "invalid"]
