"""The whiteboard in a room: drawn by many, kept, and seen by who may see it."""

import asyncio
from base64 import b64encode
from typing import Any
from uuid import uuid4

import pytest

from eduforum.errors import Unavailable
from eduforum.learning.documents import running
from eduforum.learning.documents.document import Broken, Taken
from eduforum.learning.documents.shelf import GRACE, Shelf
from eduforum.learning.whiteboard import tool
from eduforum.learning.whiteboard.board import Board
from eduforum.learning.whiteboard.running import OpenBoard
from eduforum.learning.whiteboard.schemas import UPDATE_LIMIT
from eduforum.learning.whiteboard.tool import OTHERS
from eduforum.media import schemas
from eduforum.media.live import LiveRoom
from eduforum.web.server import HttpServer, bind
from tests.api.conftest import build_silent
from tests.factories.boards import BoardClass, Drawer, Paper, code, note, stroke
from tests.factories.breakouts import begin
from tests.factories.clock import ManualClock
from tests.factories.rooms import Frame, Seminar


async def restarted(seminar: Seminar) -> Any:
    """A server that starts on the same database."""
    return await build_silent(seminar.app.config, seminar.app.clock)


async def test_what_one_draws_the_others_see(lesson: BoardClass) -> None:
    ana, ben = await lesson.drawer(), await lesson.drawer()

    id = await ana.draw(note(ana.paper.person, text="성장은 정당하지 않다"))
    line = await ben.draw(stroke(ben.paper.person))

    assert (await ben.sees(id))["text"] == "성장은 정당하지 않다"
    assert (await ana.sees(line))["points"] == stroke("x")["points"]


async def test_who_opens_the_board_later_gets_it_whole(lesson: BoardClass) -> None:
    ana = await lesson.drawer()
    id = await ana.draw()

    late = await lesson.drawer()

    assert id in late.now()
    assert late.state["people"] == {ana.paper.person: _name(ana)}


def _name(drawer: Drawer) -> str:
    people = drawer.client.state["participants"]
    return next(str(person["name"]) for person in people if person["id"] == drawer.paper.person)


async def test_what_was_drawn_outlives_the_server(lesson: BoardClass) -> None:
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


async def test_two_who_were_offline_have_the_same_board_afterwards(lesson: BoardClass) -> None:
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


async def test_what_is_sent_twice_is_there_once(lesson: BoardClass) -> None:
    ana, ben = await lesson.drawer(), await lesson.drawer()
    ana.paper.put(note(ana.paper.person))
    (update,) = ana.paper.unsent

    answers = [await ana.ask("whiteboard:draw", payload=update) for _ in range(2)]
    ana.paper.unsent.clear()
    fence = await ana.draw()
    await ben.sees(fence)

    assert [answer["data"] for answer in answers] == [{"refused": []}] * 2
    assert len(ben.now()) == 2


async def test_an_update_comes_in_a_text_frame_too(lesson: BoardClass) -> None:
    ana, ben = await lesson.drawer(), await lesson.drawer()
    id = ana.paper.put(note(ana.paper.person))

    answer = await ana.ask("whiteboard:draw", payload=None)
    sent = await ana.client.ask("whiteboard:draw", board=ana.board, payload=b64encode(ana.paper.take_unsent()).decode())

    assert code(answer) == "bad_update"
    assert sent["data"] == {"refused": []}
    await ben.sees(id)


async def test_updates_of_a_moment_come_in_one_frame(lesson: BoardClass, monkeypatch: pytest.MonkeyPatch) -> None:
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


async def test_an_object_that_is_no_good_one_is_put_back_for_everybody(lesson: BoardClass) -> None:
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
async def test_what_is_no_update_is_refused(lesson: BoardClass, payload: bytes) -> None:
    ana = await lesson.drawer()

    answer = await ana.ask("whiteboard:draw", payload=payload)

    assert code(answer) in ("bad_update", "malformed")
    await ana.draw()


@pytest.mark.parametrize("frame", [b"", b"\0", b"\0\0\0", b"[]\0x", b'{"type":"whiteboard:draw"}\0x', b"no nul"])
async def test_a_binary_frame_that_cannot_be_read_is_answered(lesson: BoardClass, frame: bytes) -> None:
    ana = await lesson.drawer()

    await ana.client.send(frame)
    answer = await ana.client.until(lambda: next((a for a in ana.client.answers if a["id"] is None), None))

    assert code(answer) in ("malformed", "invalid")
    await ana.draw()


async def test_a_payload_is_for_requests_that_have_one(lesson: BoardClass) -> None:
    ana = await lesson.drawer()

    answer = await ana.ask("whiteboard:leave", payload=b"x")

    assert code(answer) == "malformed"


async def test_an_update_has_a_limit(lesson: BoardClass) -> None:
    ana = await lesson.drawer()

    answer = await ana.ask("whiteboard:draw", payload=bytes(UPDATE_LIMIT + 1))

    assert code(answer) == "too_large"


@pytest.mark.parametrize("vector", [b"\xff" * 9, b"\x01", b"junk"])
async def test_a_vector_that_cannot_be_read_is_refused(lesson: BoardClass, vector: bytes) -> None:
    ana = await lesson.drawer()

    assert code(await ana.ask("whiteboard:sync", payload=vector)) == "bad_update"


async def test_an_update_that_builds_on_something_unknown_is_refused_until_that_comes(lesson: BoardClass) -> None:
    ana = await lesson.drawer()
    id = ana.paper.put(note(ana.paper.person))
    ana.paper.change(id, x=4.0)
    before, after = ana.paper.unsent

    assert code(await ana.ask("whiteboard:draw", payload=after)) == "update_behind"
    assert "data" in await ana.ask("whiteboard:draw", payload=before)
    assert "data" in await ana.ask("whiteboard:draw", payload=after)


async def test_nobody_draws_as_somebody_else(lesson: BoardClass) -> None:
    ana, ben = await lesson.drawer(), await lesson.drawer()
    await ana.draw()
    ana.paper.put(note(ana.paper.person))

    assert code(await ben.ask("whiteboard:draw", payload=ana.paper.take_unsent())) == "not_your_client"


async def test_observers_look_and_do_not_draw(lesson: BoardClass) -> None:
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


async def test_staff_say_who_draws(lesson: BoardClass) -> None:
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


async def test_one_person_alone_may_be_kept_from_drawing(lesson: BoardClass) -> None:
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
async def test_what_staff_do_students_do_not(lesson: BoardClass, request_type: str, fields: Frame) -> None:
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
async def test_requests_that_are_not_well_formed_are_refused(
    lesson: BoardClass, request_type: str, fields: Frame
) -> None:
    staff = await lesson.staff()

    assert code(await staff.ask(request_type, **fields)) == "invalid"


async def test_an_assistant_and_a_co_host_run_the_board(lesson: BoardClass) -> None:
    staff = await lesson.staff()
    assistant, helper = await lesson.drawer(await lesson.seminar.person("ta")), await lesson.drawer()
    await staff.client.ask("room:co_host", participant=helper.paper.person, on=True)

    for each in (assistant, helper):
        assert "data" in await each.ask("whiteboard:configure", writing="staff")
        await each.draw()


async def test_a_board_is_put_before_everybody(lesson: BoardClass) -> None:
    staff, ana = await lesson.staff(), await lesson.drawer()

    await staff.ask("whiteboard:show", follow=True)
    told = await ana.client.event("whiteboard:shown")
    late = await lesson.enter(await lesson.seminar.person())
    shown = {"board": staff.board, "participant_id": staff.paper.person, "follow": True}
    assert told["shown"] == late.state["tools"]["whiteboard"]["shown"] == shown

    await staff.client.ask("whiteboard:show", board=None)
    assert (await ana.client.event("whiteboard:shown", lambda event: event["shown"] is None))["shown"] is None


async def test_pointers_are_seen_and_not_kept(lesson: BoardClass) -> None:
    ana, ben = await lesson.drawer(), await lesson.drawer()

    await ana.ask(
        "whiteboard:point",
        pointer={"tool": "laser", "page": "1", "x": 3, "y": 4, "trail": [[1, 2], [3, 4]], "view": [0, 0, 800, 600]},
    )
    told = await ben.client.event("whiteboard:pointers")

    (pointer,) = told["pointers"]
    assert (pointer["participant_id"], pointer["pointer"]["trail"]) == (ana.paper.person, [[1, 2], [3, 4]])
    assert (await lesson.drawer()).now() == {}


async def test_who_has_left_the_board_hears_nothing_of_it(lesson: BoardClass) -> None:
    ana, ben = await lesson.drawer(), await lesson.drawer()
    await ben.ask("whiteboard:leave")

    await ana.draw()
    await ben.client.ask("participant:mute", kind="audio")

    assert "whiteboard:update" not in [event["type"] for event in ben.client.events]
    assert code(await ben.ask("whiteboard:point", pointer={"tool": "pointer", "page": "1", "x": 0, "y": 0})) == (
        "no_such_board"
    )


async def test_a_board_that_nobody_knows_is_not_there(lesson: BoardClass) -> None:
    ana = await lesson.drawer()
    other = Drawer(ana.client, "0193f1a0-0000-4000-8000-0000000000aa")

    assert code(await other.ask("whiteboard:sync", payload=b"")) == "no_such_board"
    assert code(await other.ask("whiteboard:draw", payload=b"\x00\x00")) == "no_such_board"


async def test_a_groups_board_is_its_own_and_staffs_until_the_groups_end(lesson: BoardClass) -> None:
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


async def test_what_a_group_drew_last_is_kept_for_a_while_after_its_end(lesson: BoardClass, clock: ManualClock) -> None:
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


async def test_who_sits_an_exam_draws_nothing_and_sees_nothing_drawn(lesson: BoardClass) -> None:
    ana, ben = await lesson.drawer(), await lesson.drawer()
    room = next(iter(lesson.seminar.app.rooms.live_rooms()))
    room.set_sitting(frozenset({ana.paper.person}))
    ana.client.events.clear()
    ana.paper.put(note(ana.paper.person))
    ben.paper.put(note(ben.paper.person))

    assert (await ben.send())[0]["type"] == "ack"
    assert code((await ana.send())[0]) == "exam_mode"
    assert ana.client.events == []


async def test_opening_is_limited(lesson: BoardClass) -> None:
    ana = await lesson.drawer()

    answers = [await ana.client.ask("whiteboard:list") for _ in range(OTHERS + 1)]

    assert code(answers[-1]) == "rate_limited"


async def test_drawing_pointing_and_deciding_are_limited(lesson: BoardClass, monkeypatch: pytest.MonkeyPatch) -> None:
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


async def test_what_was_stored_without_anybody_hearing_of_it_is_told_when_it_is_sent_again(
    lesson: BoardClass, monkeypatch: pytest.MonkeyPatch
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
    lesson: BoardClass, monkeypatch: pytest.MonkeyPatch
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
    lesson: BoardClass, monkeypatch: pytest.MonkeyPatch
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

    assert set(boards[0].viewers.values()) == {lesson.seminar.professor.id}
