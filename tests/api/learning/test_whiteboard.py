"""The whiteboard in a room: drawn by many, kept, and seen by who may see it."""

import asyncio
from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any
from uuid import uuid4

import pytest
import pytest_asyncio

from eduforum.errors import Unavailable
from eduforum.learning.documents import running
from eduforum.learning.documents.document import Broken, Taken
from eduforum.learning.documents.shelf import GRACE, IDLE_SECONDS, Shelf
from eduforum.learning.whiteboard import store, tool
from eduforum.learning.whiteboard.board import Board
from eduforum.learning.whiteboard.running import OpenBoard
from eduforum.learning.whiteboard.schemas import UPDATE_LIMIT
from eduforum.learning.whiteboard.tool import OTHERS
from eduforum.media import schemas
from eduforum.media.live import LiveRoom
from eduforum.web.server import HttpServer, bind
from tests.api.conftest import build_silent
from tests.factories.boards import Drawer, Paper, note, stroke
from tests.factories.breakouts import begin
from tests.factories.clock import ManualClock
from tests.factories.media import until
from tests.factories.people import Person
from tests.factories.rooms import PATIENCE, Frame, RoomClient, Seminar


class Class:
    """People at the board of the class."""

    def __init__(self, seminar: Seminar, stack: AsyncExitStack) -> None:
        self.seminar = seminar
        self._stack = stack

    async def enter(self, person: Person, **settings: Any) -> RoomClient:
        return await self._stack.enter_async_context(await self.seminar.enter(person, **settings))

    async def drawer(self, person: Person | None = None, board: str | None = None) -> Drawer:
        """Somebody, a student where nobody is named, with the board open."""
        client = await self.enter(person or await self.seminar.person())
        return await Drawer(client, board or self.seminar.session["id"]).open()

    async def staff(self) -> Drawer:
        return await self.drawer(self.seminar.professor)


@pytest_asyncio.fixture
async def lesson(seminar: Seminar) -> AsyncIterator[Class]:
    async with AsyncExitStack() as stack:
        yield Class(seminar, stack)


def code(answer: Frame) -> str:
    return str(answer.get("code", answer))


async def restarted(seminar: Seminar) -> Any:
    """A server that starts on the same database."""
    return await build_silent(seminar.app.config, seminar.app.clock)


async def test_what_one_draws_the_others_see(lesson: Class) -> None:
    ana, ben = await lesson.drawer(), await lesson.drawer()

    id = await ana.draw(note(ana.paper.person, text="성장은 정당하지 않다"))
    line = await ben.draw(stroke(ben.paper.person))

    assert (await ben.sees(id))["text"] == "성장은 정당하지 않다"
    assert (await ana.sees(line))["points"] == stroke("x")["points"]


async def test_who_opens_the_board_later_gets_it_whole(lesson: Class) -> None:
    ana = await lesson.drawer()
    id = await ana.draw()

    late = await lesson.drawer()

    assert id in late.now()
    assert late.state["people"] == {ana.paper.person: _name(ana)}


def _name(drawer: Drawer) -> str:
    people = drawer.client.state["participants"]
    return next(str(person["name"]) for person in people if person["id"] == drawer.paper.person)


async def test_what_was_drawn_outlives_the_server(lesson: Class) -> None:
    ana = await lesson.drawer()
    first = await ana.draw()
    second = await ana.draw()
    ana.paper.remove(first)
    await ana.send()
    seminar = lesson.seminar
    other = await restarted(seminar)
    await other.start()
    try:
        server = HttpServer(other, bind("127.0.0.1", 0))
        async with server.running():
            seminar.url = f"ws://127.0.0.1:{server.port}/ws/v1/room"
            late = await lesson.drawer()
            assert list(late.now()) == [second]
            assert second in late.now()
            await late.draw()
    finally:
        await other.stop()


async def test_two_who_were_offline_have_the_same_board_afterwards(lesson: Class) -> None:
    ana, ben = await lesson.drawer(), await lesson.drawer()
    id = await ana.draw(note(ana.paper.person, text="luck"))
    await ben.sees(id)
    ana.paper.write(id, 0, "bad ")
    own = ana.paper.put(note(ana.paper.person))
    ben.paper.write(id, 4, "!")
    ben.paper.change(id, x=70.0)

    await ana.lacks()
    await ben.lacks()
    await ana.open()

    assert ana.now() == ben.now()
    assert (ana.now()[id]["text"], ana.now()[id]["x"], own in ben.now()) == ("bad luck!", 70.0, True)


async def test_what_is_sent_twice_is_there_once(lesson: Class) -> None:
    ana, ben = await lesson.drawer(), await lesson.drawer()
    ana.paper.put(note(ana.paper.person))
    (update,) = ana.paper.unsent

    answers = [await ana.ask("whiteboard:draw", payload=update) for _ in range(2)]
    ana.paper.unsent.clear()
    fence = await ana.draw()
    await ben.sees(fence)

    assert [answer["data"] for answer in answers] == [{"refused": []}] * 2
    assert len(ben.now()) == 2


async def test_an_update_comes_in_a_text_frame_too(lesson: Class) -> None:
    ana, ben = await lesson.drawer(), await lesson.drawer()
    id = ana.paper.put(note(ana.paper.person))

    answer = await ana.ask("whiteboard:draw", payload=None)
    sent = await ana.client.ask("whiteboard:draw", board=ana.board, payload=b64encode(ana.paper.take_unsent()).decode())

    assert code(answer) == "bad_update"
    assert sent["data"] == {"refused": []}
    await ben.sees(id)


async def test_updates_of_a_moment_come_in_one_frame(lesson: Class, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "MOMENT", 0.3)
    people = [await lesson.drawer() for _ in range(4)]
    watcher = await lesson.drawer()
    ids = [drawer.paper.put(note(drawer.paper.person)) for drawer in people]

    for drawer in people:
        await drawer.client.send(_draw_frame(drawer))
    for id in ids:
        await watcher.sees(id)

    frames = [event for event in watcher.client.events if event["type"] == "whiteboard:update"]
    assert len(frames) <= 3


def _draw_frame(drawer: Drawer) -> Frame:
    payload = b64encode(drawer.paper.take_unsent()).decode()
    return {"type": "whiteboard:draw", "id": str(uuid4()), "board": drawer.board, "payload": payload}


async def test_an_object_that_is_no_good_one_is_put_back_for_everybody(lesson: Class) -> None:
    ana, ben = await lesson.drawer(), await lesson.drawer()
    good = await ana.draw()
    await ben.sees(good)
    ben.paper.change(good, by=ben.paper.person)

    (answer,) = await ben.send()
    await ben.client.until(lambda: True if ben.now()[good]["by"] == ana.paper.person else None)

    assert answer["data"] == {"refused": [good]}
    fence = await ben.draw()
    await ana.sees(fence)
    assert ana.now() == ben.now()


@pytest.mark.parametrize("payload", [b"", b"\x00", b"\xff" * 40, b"\x01\x01\x05\x00\x88", b"{}"])
async def test_what_is_no_update_is_refused(lesson: Class, payload: bytes) -> None:
    ana = await lesson.drawer()

    answer = await ana.ask("whiteboard:draw", payload=payload)

    assert code(answer) in ("bad_update", "malformed")
    await ana.draw()


@pytest.mark.parametrize("frame", [b"", b"\0", b"\0\0\0", b"[]\0x", b'{"type":"whiteboard:draw"}\0x', b"no nul"])
async def test_a_binary_frame_that_cannot_be_read_is_answered(lesson: Class, frame: bytes) -> None:
    ana = await lesson.drawer()

    await ana.client.send(frame)
    answer = await ana.client.until(lambda: next((a for a in ana.client.answers if a["id"] is None), None))

    assert code(answer) in ("malformed", "invalid")
    await ana.draw()


async def test_a_payload_is_for_requests_that_have_one(lesson: Class) -> None:
    ana = await lesson.drawer()

    answer = await ana.ask("whiteboard:leave", payload=b"x")

    assert code(answer) == "malformed"


async def test_an_update_has_a_limit(lesson: Class) -> None:
    ana = await lesson.drawer()

    answer = await ana.ask("whiteboard:draw", payload=bytes(UPDATE_LIMIT + 1))

    assert code(answer) == "too_large"


@pytest.mark.parametrize("vector", [b"\xff" * 9, b"\x01", b"junk"])
async def test_a_vector_that_cannot_be_read_is_refused(lesson: Class, vector: bytes) -> None:
    ana = await lesson.drawer()

    assert code(await ana.ask("whiteboard:sync", payload=vector)) == "bad_update"


async def test_an_update_that_builds_on_something_unknown_is_refused_until_that_comes(lesson: Class) -> None:
    ana = await lesson.drawer()
    id = ana.paper.put(note(ana.paper.person))
    ana.paper.change(id, x=4.0)
    before, after = ana.paper.unsent

    assert code(await ana.ask("whiteboard:draw", payload=after)) == "update_behind"
    assert "data" in await ana.ask("whiteboard:draw", payload=before)
    assert "data" in await ana.ask("whiteboard:draw", payload=after)


async def test_nobody_draws_as_somebody_else(lesson: Class) -> None:
    ana, ben = await lesson.drawer(), await lesson.drawer()
    await ana.draw()
    ana.paper.put(note(ana.paper.person))

    assert code(await ben.ask("whiteboard:draw", payload=ana.paper.take_unsent())) == "not_your_client"


async def test_observers_look_and_do_not_draw(lesson: Class) -> None:
    observer = await lesson.drawer(await lesson.seminar.person("observer"))
    ana = await lesson.drawer()
    id = await ana.draw()
    await observer.sees(id)
    observer.paper.put(note(observer.paper.person))

    (answer,) = await observer.send()
    pointed = await observer.ask("whiteboard:point", pointer={"tool": "pointer", "page": "1", "x": 1, "y": 2})

    assert (observer.state["may_draw"], code(answer), code(pointed)) == (
        False, "observers_do_not_draw", "observers_do_not_draw",
    )  # fmt: skip


async def test_staff_say_who_draws(lesson: Class) -> None:
    staff, ana, ben = await lesson.staff(), await lesson.drawer(), await lesson.drawer()

    await staff.ask("whiteboard:configure", writing="staff")
    await staff.ask("whiteboard:permit", participant=ben.paper.person, may=True)
    told = await ana.client.event("whiteboard:settings", lambda event: bool(event["settings"]["people"]))
    ana.paper.put(note(ana.paper.person))
    refused = await ana.send()

    assert told["settings"] == {"writing": "staff", "people": {ben.paper.person: True}}
    assert code(refused[0]) == "board_closed"
    await ben.draw()
    await staff.draw()
    assert (await ana.open()).state["may_draw"] is False


async def test_one_person_alone_may_be_kept_from_drawing(lesson: Class) -> None:
    staff, ana, ben = await lesson.staff(), await lesson.drawer(), await lesson.drawer()

    await staff.ask("whiteboard:permit", participant=ana.paper.person, may=False)
    ana.paper.put(note(ana.paper.person))
    refused = await ana.send()
    await staff.ask("whiteboard:permit", participant=ana.paper.person, may=None)

    assert code(refused[0]) == "board_closed"
    await ben.draw()
    await Drawer.draw(await lesson.drawer())
    ana.paper = Paper(ana.paper.person)
    await ana.open()
    await ana.draw()


@pytest.mark.parametrize(
    ("request_type", "fields"),
    [
        ("whiteboard:configure", {"writing": "staff"}),
        ("whiteboard:permit", {"participant": "0193f1a0-0000-4000-8000-0000000000aa", "may": True}),
        ("whiteboard:show", {"follow": True}),
        ("whiteboard:hide", {"objects": ["a"]}),
        ("whiteboard:restore", {"objects": ["a"]}),
        ("whiteboard:history", {}),
    ],
)
async def test_what_staff_do_students_do_not(lesson: Class, request_type: str, fields: Frame) -> None:
    ana = await lesson.drawer()
    observer = await lesson.drawer(await lesson.seminar.person("observer"))

    assert code(await ana.ask(request_type, **fields)) == "staff_only"
    assert code(await observer.ask(request_type, **fields)) == "staff_only"


@pytest.mark.parametrize(
    ("request_type", "fields"),
    [
        ("whiteboard:configure", {"writing": "nobody"}),
        ("whiteboard:permit", {"participant": "somebody", "may": True}),
        ("whiteboard:permit", {"participant": "0193f1a0-0000-4000-8000-0000000000aa", "may": True}),
        ("whiteboard:hide", {"objects": ["no key"]}),
        ("whiteboard:restore", {}),
        ("whiteboard:restore", {"objects": ["a"], "since": "2026-01-01T00:00:00Z"}),
        ("whiteboard:restore", {"since": "yesterday"}),
        ("whiteboard:point", {"pointer": {"tool": "pointer", "page": "1", "x": 1e9, "y": 0}}),
        ("whiteboard:point", {"pointer": {"tool": "laser", "page": "1", "x": 1, "y": 0, "trail": [[0, 0]] * 121}}),
    ],
)
async def test_requests_that_are_not_well_formed_are_refused(lesson: Class, request_type: str, fields: Frame) -> None:
    staff = await lesson.staff()

    assert code(await staff.ask(request_type, **fields)) == "invalid"


async def test_an_assistant_and_a_co_host_run_the_board(lesson: Class) -> None:
    staff = await lesson.staff()
    assistant, helper = await lesson.drawer(await lesson.seminar.person("ta")), await lesson.drawer()
    await staff.client.ask("room:co_host", participant=helper.paper.person, on=True)

    for each in (assistant, helper):
        assert "data" in await each.ask("whiteboard:configure", writing="staff")
        await each.draw()


async def test_hidden_objects_go_for_everybody_and_come_back(lesson: Class) -> None:
    staff, ana, ben = await lesson.staff(), await lesson.drawer(), await lesson.drawer()
    one, two = await ana.draw(note(ana.paper.person, text="rude")), await ana.draw()
    kept = await ben.draw()

    hidden = await staff.ask("whiteboard:hide", participant=ana.paper.person)
    await ben.misses(one)
    late = await lesson.drawer()
    assert sorted(hidden["data"]["objects"]) == sorted([one, two])
    assert list(late.now()) == [kept]

    back = await staff.ask("whiteboard:restore", objects=[one])
    again = await late.sees(one)
    assert back["data"] == {"objects": [one]}
    assert (again["text"], again["by"], two in late.now()) == ("rude", ana.paper.person, False)


async def test_a_repeated_hiding_acts_once(lesson: Class) -> None:
    staff, ana = await lesson.staff(), await lesson.drawer()
    id = await ana.draw()
    key = "0193f1a0-0000-4000-8000-0000000000ab"
    first = await staff.client.ask("whiteboard:hide", id=key, board=staff.board, objects=[id])
    await staff.ask("whiteboard:restore", objects=[id])
    async with RoomClient(lesson.seminar.url) as other:
        await other.join(await lesson.seminar.token(lesson.seminar.professor), device="second")
        again = await other.ask("whiteboard:hide", id=key, board=staff.board, objects=[id])

    assert again["data"] == first["data"]
    assert id in (await ana.open()).now()
    await ana.draw()


async def test_what_one_person_did_since_a_time_is_taken_back(lesson: Class) -> None:
    clock = lesson.seminar.app.clock
    staff, ana, ben = await lesson.staff(), await lesson.drawer(), await lesson.drawer()
    old, other = await ana.draw(note(ana.paper.person, text="good")), await ben.draw()
    await ben.sees(old)
    clock.advance(30)
    since = clock.now().isoformat()
    ben.paper.write(old, 0, "no ")
    await ben.send()
    ben.paper.remove(other)
    await ben.send()
    new, fine = await ben.draw(), await ana.draw()

    answer = await staff.ask("whiteboard:restore", participant=ben.paper.person, since=since)
    await ana.misses(new)

    assert sorted(answer["data"]["objects"]) == sorted([old, other, new])
    assert (ana.now()[old]["text"], other in ana.now(), fine in ana.now()) == ("good", True, True)


async def test_the_whole_board_is_put_back_to_a_time(lesson: Class) -> None:
    clock = lesson.seminar.app.clock
    staff, ana, ben = await lesson.staff(), await lesson.drawer(), await lesson.drawer()
    old = await ana.draw()
    clock.advance(30)
    since = clock.now().isoformat()
    for each in (ana, ben):
        await each.draw()

    await staff.ask("whiteboard:restore", since=since)

    assert list((await staff.open()).now()) == [old]


async def test_staff_read_who_did_what(lesson: Class) -> None:
    clock = lesson.seminar.app.clock
    staff, ana, ben = await lesson.staff(), await lesson.drawer(), await lesson.drawer()
    id = await ana.draw(note(ana.paper.person, text="노력도 운일까?"))
    await ben.sees(id)
    clock.advance(10)
    ben.paper.remove(id)
    await ben.send()

    history = (await staff.ask("whiteboard:history"))["data"]

    assert [(c["participant_id"], c["act"], c["text"]) for c in history["changes"]] == [
        (ben.paper.person, "removed", ""),
        (ana.paper.person, "made", "노력도 운일까?"),
    ]
    assert set(history["people"]) >= {ana.paper.person}


async def test_a_board_is_put_before_everybody(lesson: Class) -> None:
    staff, ana = await lesson.staff(), await lesson.drawer()

    await staff.ask("whiteboard:show", follow=True)
    told = await ana.client.event("whiteboard:shown")
    late = await lesson.enter(await lesson.seminar.person())
    shown = {"board": staff.board, "participant_id": staff.paper.person, "follow": True}
    assert told["shown"] == late.state["tools"]["whiteboard"]["shown"] == shown

    await staff.client.ask("whiteboard:show", board=None)
    assert (await ana.client.event("whiteboard:shown", lambda event: event["shown"] is None))["shown"] is None


async def test_pointers_are_seen_and_not_kept(lesson: Class) -> None:
    ana, ben = await lesson.drawer(), await lesson.drawer()

    await ana.ask(
        "whiteboard:point",
        pointer={"tool": "laser", "page": "1", "x": 3, "y": 4, "trail": [[1, 2], [3, 4]], "view": [0, 0, 800, 600]},
    )
    told = await ben.client.event("whiteboard:pointers")

    (pointer,) = told["pointers"]
    assert (pointer["participant_id"], pointer["pointer"]["trail"]) == (ana.paper.person, [[1, 2], [3, 4]])
    assert (await lesson.drawer()).now() == {}


async def test_who_has_left_the_board_hears_nothing_of_it(lesson: Class) -> None:
    ana, ben = await lesson.drawer(), await lesson.drawer()
    await ben.ask("whiteboard:leave")

    await ana.draw()
    await ben.client.ask("participant:mute", kind="audio")

    assert "whiteboard:update" not in [event["type"] for event in ben.client.events]
    assert code(await ben.ask("whiteboard:point", pointer={"tool": "pointer", "page": "1", "x": 0, "y": 0})) == (
        "no_such_board"
    )


async def test_a_board_that_nobody_knows_is_not_there(lesson: Class) -> None:
    ana = await lesson.drawer()
    other = Drawer(ana.client, "0193f1a0-0000-4000-8000-0000000000aa")

    assert code(await other.ask("whiteboard:sync", payload=b"")) == "no_such_board"
    assert code(await other.ask("whiteboard:draw", payload=b"\x00\x00")) == "no_such_board"


async def test_a_groups_board_is_its_own_and_staffs_until_the_groups_end(lesson: Class) -> None:
    seminar = lesson.seminar
    one, two = await seminar.person(), await seminar.person()
    professor, first, second = [await lesson.enter(each) for each in (seminar.professor, one, two)]
    await professor.ask("breakout:create", plan={"groups": 2})
    await professor.ask("breakout:open", seconds=0)
    told = await first.event("breakout:changed", lambda event: (event["breakout"] or {}).get("state") == "open")
    group = next(group["id"] for group in told["breakout"]["groups"] if one.id in group["people"])
    ana = await Drawer(first, group).open()
    id = await ana.draw()
    staff = await Drawer(professor, group).open()

    assert id in staff.now()
    assert code(await Drawer(second, group).ask("whiteboard:sync", payload=b"")) == "no_such_board"
    assert [board["id"] for board in (await second.ask("whiteboard:list"))["data"]["boards"]] == []

    await professor.ask("breakout:end", seconds=0)
    await second.event("breakout:changed", lambda event: event["breakout"] is None)
    ben = await Drawer(second, group).open()
    ben.paper.put(note(ben.paper.person))
    assert id in ben.now()
    assert code((await ben.send())[0]) == "board_closed"
    (board,) = (await second.ask("whiteboard:list"))["data"]["boards"]
    assert (board["id"], board["number"] in (1, 2)) == (group, True)


async def test_what_a_group_drew_last_is_kept_for_a_while_after_its_end(lesson: Class, clock: ManualClock) -> None:
    one, two = await lesson.seminar.person(), await lesson.seminar.person()
    professor, first, second = [await lesson.enter(each) for each in (lesson.seminar.professor, one, two)]
    breakout = await begin(lesson.seminar, professor)
    group = next(group["id"] for group in breakout["groups"] if one.id in group["people"])
    ana = await Drawer(first, group).open()
    await professor.ask("breakout:end", seconds=0)
    await first.event("breakout:changed", lambda event: event["breakout"] is None)
    late = await ana.draw(note(one.id))
    ben = await Drawer(second, group).open()

    assert late in ben.now()
    ben.paper.put(note(two.id))
    assert code((await ben.send())[0]) == "board_closed"

    clock.advance(GRACE.total_seconds())
    ana.paper.put(note(one.id))
    assert code((await ana.send())[0]) == "board_closed"


async def test_an_examinee_draws_for_nobody(lesson: Class) -> None:
    ana, ben = await lesson.drawer(), await lesson.drawer()
    room = next(iter(lesson.seminar.app.rooms.live_rooms()))
    room.exams.sitting = frozenset({ana.paper.person})
    ana.paper.put(note(ana.paper.person))
    ben.paper.put(note(ben.paper.person))

    assert [code((await each.send())[0]) for each in (ana, ben)] == ["exam_mode", "exam_mode"]


async def test_opening_is_limited(lesson: Class) -> None:
    ana = await lesson.drawer()

    answers = [await ana.client.ask("whiteboard:list") for _ in range(OTHERS + 1)]

    assert code(answers[-1]) == "rate_limited"


async def test_the_history_is_read_on_from_where_it_ended(lesson: Class, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "HISTORY", 2)
    clock = lesson.seminar.app.clock
    ana, staff = await lesson.drawer(), await lesson.staff()
    drawn = []
    for _ in range(3):
        clock.advance(10)
        drawn.append(await ana.draw())
    for id in drawn:
        ana.paper.put(note(ana.paper.person), f"of-{id}")
    clock.advance(10)
    ana.paper.raw(lambda paper: [paper.objects.pop(id) for id in drawn])
    await ana.send()

    seen: list[Frame] = []
    while changes := await changes_before(staff, seen[-1]["at"] if seen else None):
        seen += changes

    assert len({(change["object_id"], change["act"]) for change in seen}) == len(seen) == 9
    assert {change["object_id"] for change in seen if change["act"] == "removed"} == set(drawn)


async def changes_before(staff: Drawer, before: str | None) -> list[Frame]:
    changes: list[Frame] = (await staff.ask("whiteboard:history", before=before))["data"]["changes"]
    return changes


async def test_drawing_pointing_and_deciding_are_limited(lesson: Class, monkeypatch: pytest.MonkeyPatch) -> None:
    ana, staff = await lesson.drawer(), await lesson.staff()
    for name in ("DRAWINGS", "POINTINGS", "OTHERS"):
        monkeypatch.setattr(tool, name, 2)
    for _ in range(3):
        ana.paper.put(note(ana.paper.person))
    pointer = {"tool": "pointer", "page": "1", "x": 1, "y": 2}

    drawn = await ana.send()
    pointed = [await ana.ask("whiteboard:point", pointer=pointer) for _ in range(3)]
    decided = [await staff.ask("whiteboard:configure", writing="everyone") for _ in range(3)]

    for answers in (drawn, pointed, decided):
        assert [answer.get("code") for answer in answers] == [None, None, "rate_limited"]


async def test_the_history_is_folded_and_the_board_stays(lesson: Class, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "FOLD_UPDATES", 3)
    seminar = lesson.seminar
    ana = await lesson.drawer()
    ids = [await ana.draw() for _ in range(6)]

    async def updates() -> int:
        async with seminar.app.db.connection() as conn:
            count: int = await conn.fetchval("select count(*) from board_updates")
        return count

    async with asyncio.timeout(PATIENCE):
        while await updates() > 3:
            seminar.app.clock.advance(1)

    assert sorted((await lesson.drawer()).now()) == sorted(ids)


async def test_a_board_that_nobody_looks_at_leaves_the_memory_and_comes_again(lesson: Class) -> None:
    ana = await lesson.drawer()
    id = await ana.draw()
    await ana.ask("whiteboard:leave")
    clock = lesson.seminar.app.clock

    def gone() -> bool:
        clock.advance(IDLE_SECONDS / 10)
        return not any(task.get_name() == "board" for task in asyncio.all_tasks())

    await until(gone)

    assert id in (await lesson.drawer()).now()


async def test_what_was_stored_without_anybody_hearing_of_it_is_told_when_it_is_sent_again(
    lesson: Class, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana, ben = await lesson.drawer(), await lesson.drawer()
    record = LiveRoom.record

    async def lost(*arguments: Any, **settings: Any) -> None:
        monkeypatch.setattr(LiveRoom, "record", record)
        await record(*arguments, **settings)
        raise Unavailable("The commit's end was not heard of.", code="not_stored")

    id = ana.paper.put(note(ana.paper.person))
    update = ana.paper.take_unsent()
    monkeypatch.setattr(LiveRoom, "record", lost)

    first = await ana.ask("whiteboard:draw", payload=update)
    again = await ana.ask("whiteboard:draw", payload=update)

    assert (code(first), again["data"]) == ("not_stored", {"refused": []})
    await ben.sees(id)
    fence = await ben.draw()
    await ana.sees(fence)
    assert ana.now() == ben.now()


async def test_an_update_that_breaks_the_library_costs_nobody_elses_drawing(
    lesson: Class, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "MOMENT", 0.3)
    ana, ben = await lesson.drawer(), await lesson.drawer()
    take = Board.take
    ana.paper.put(note(ana.paper.person))
    poison = ana.paper.unsent[0]

    def broken(board: Board, update: bytes, person: str) -> Taken:
        if update == poison:
            raise Broken("a panic")
        return take(board, update, person)

    monkeypatch.setattr(Board, "take", broken)
    ben.paper.put(note(ben.paper.person))
    drawn, (refused,) = await asyncio.gather(ben.send(), ana.send())

    assert (drawn[0]["data"], code(refused)) == ({"refused": []}, "bad_update")
    assert len((await lesson.drawer()).now()) == 1


async def test_who_is_sent_out_while_a_board_opens_for_them_looks_at_none(
    lesson: Class, monkeypatch: pytest.MonkeyPatch
) -> None:
    boards: list[OpenBoard] = []
    asked, goes_on, get = asyncio.Event(), asyncio.Event(), Shelf.get

    async def held(self: Shelf[OpenBoard], person: schemas.Person, board: str) -> OpenBoard:
        boards.append(await get(self, person, board))
        asked.set()
        await goes_on.wait()
        return boards[-1]

    monkeypatch.setattr(Shelf, "get", held)
    person = await lesson.seminar.person()
    student, professor = await lesson.enter(person), await lesson.enter(lesson.seminar.professor)
    board = lesson.seminar.session["id"]
    await student.send({"type": "whiteboard:sync", "id": str(uuid4()), "board": board, "payload": "AA=="})
    await asked.wait()
    await professor.ask("room:remove", participant=person.id)
    goes_on.set()
    await professor.ask("whiteboard:sync", board=board, payload="AA==")

    assert boards[0].persons == {lesson.seminar.professor.id}
