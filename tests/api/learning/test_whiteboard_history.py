"""What was done on a board: hidden, taken back, read by staff, folded, and fetched again from the database."""

import asyncio

import pytest

from eduforum.learning.documents import running
from eduforum.learning.documents.shelf import IDLE_SECONDS
from eduforum.learning.whiteboard import store
from tests.factories.boards import BoardClass, Drawer, note
from tests.factories.media import until
from tests.factories.rooms import PATIENCE, Frame, RoomClient


async def test_hidden_objects_go_for_everybody_and_come_back(lesson: BoardClass) -> None:
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


async def test_a_repeated_hiding_acts_once(lesson: BoardClass) -> None:
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


async def test_what_one_person_did_since_a_time_is_taken_back(lesson: BoardClass) -> None:
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


async def test_the_whole_board_is_put_back_to_a_time(lesson: BoardClass) -> None:
    clock = lesson.seminar.app.clock
    staff, ana, ben = await lesson.staff(), await lesson.drawer(), await lesson.drawer()
    old = await ana.draw()
    clock.advance(30)
    since = clock.now().isoformat()
    for each in (ana, ben):
        await each.draw()

    await staff.ask("whiteboard:restore", since=since)

    assert list((await staff.open()).now()) == [old]


async def test_staff_read_who_did_what(lesson: BoardClass) -> None:
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


async def test_the_history_is_read_on_from_where_it_ended(lesson: BoardClass, monkeypatch: pytest.MonkeyPatch) -> None:
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


async def test_the_history_is_folded_and_the_board_stays(lesson: BoardClass, monkeypatch: pytest.MonkeyPatch) -> None:
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


async def test_a_board_that_nobody_looks_at_leaves_the_memory_and_comes_again(lesson: BoardClass) -> None:
    ana = await lesson.drawer()
    id = await ana.draw()
    await ana.ask("whiteboard:leave")
    clock = lesson.seminar.app.clock

    def gone() -> bool:
        clock.advance(IDLE_SECONDS / 10)
        return not any(task.get_name() == "board" for task in asyncio.all_tasks())

    await until(gone)

    assert id in (await lesson.drawer()).now()
