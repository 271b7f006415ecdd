"""What stays of a session: who was there, what happened, and no more than each reader may see."""

import csv
import io
from typing import Any

import httpx
import pytest

from tests.factories import debates
from tests.factories.boards import Drawer
from tests.factories.breakouts import begin
from tests.factories.clock import ManualClock, pass_time
from tests.factories.floors import open_floor
from tests.factories.guests import enter_as_guest, guest_token, make_link
from tests.factories.notes import Writer
from tests.factories.people import Person, make_person
from tests.factories.polls import act, open_poll, vote
from tests.factories.quizzes import make_quiz, start, submit
from tests.factories.rooms import RoomClient, Seminar
from tests.factories.slides import present, put_up

ROLES = ["professor", "co_professor", "ta", "admin", "student", "observer"]
STAFF = {"professor", "co_professor", "ta", "admin"}
PARTS = ("", "/timeline", "/attendance", "/attendance.csv", "/talk")


async def get(seminar: Seminar, person: Person | None, part: str = "", **query: object) -> httpx.Response:
    return await seminar.client.get(
        f"/api/v1/sessions/{seminar.session['id']}/record{part}",
        params={name: str(value) for name, value in query.items()},
        headers={} if person is None else person.headers,
    )


async def read(seminar: Seminar, person: Person, part: str = "") -> Any:
    answer = await get(seminar, person, part)
    assert answer.status_code == 200, answer.text
    return answer.json()["data"]


async def in_role(seminar: Seminar, role: str) -> Person:
    if role == "professor":
        return seminar.professor
    if role == "admin":
        return await make_person(seminar.app, seminar.client, role="admin")
    return await seminar.person(role)


async def happen(seminar: Seminar, professor: RoomClient, student: RoomClient, clock: ManualClock) -> None:
    """A class with something of everything."""
    poll = await open_poll(professor, question="First?", names="hidden", results="staff")
    await vote(student, poll, 0)
    await act(professor, "close", poll)
    clock.advance(60)
    quiz = await make_quiz(seminar, professor, title="Week one")
    await submit(student, await start(student, quiz))
    await professor.ask("quiz:close", quiz=quiz["id"])
    clock.advance(60)
    await student.ask("hand:raise")
    await professor.ask("hand:call")
    await pass_time(clock, 5)
    await professor.ask("hand:lower_all")
    await student.ask("chat:send", text="For all.")
    await student.ask("question:ask", text="Why?", anonymous=True)
    await (await Drawer(student, seminar.session["id"]).open()).draw()
    await (await Writer(student, seminar.session["id"]).open()).write("What we said.")
    clock.advance(60)
    await present(professor, await put_up(seminar, seminar.professor, name="rawls.pdf"))
    await professor.ask("slides:stop")
    await put_up(seminar, seminar.professor, name="not shown.pdf")
    clock.advance(60)
    await debates.act(professor, "close", await debates.open_debate(professor))
    clock.advance(60)
    await open_floor(professor, "Think.", seconds=5)
    await pass_time(clock, 10)
    await begin(seminar, professor, task="Talk.")
    await pass_time(clock, 60, step=10)


async def test_a_record_is_there_once_the_session_is_over(seminar: Seminar) -> None:
    for part in PARTS:
        early = await get(seminar, seminar.professor, part)
        assert (early.status_code, early.json()["error"]["code"]) == (409, "session_not_ended")
    await seminar.end()

    record = await read(seminar, seminar.professor)
    assert (record["session"]["status"], record["role"], record["parts"]) == ("ended", "professor", [])


@pytest.mark.parametrize("role", ROLES)
async def test_what_each_role_reads(seminar: Seminar, role: str, clock: ManualClock) -> None:
    student, reader = await seminar.person(), await in_role(seminar, role)
    link = await make_link(seminar)
    async with (
        await seminar.enter(seminar.professor) as professor,
        await seminar.enter(student) as client,
        await seminar.enter(await seminar.person()),
        await enter_as_guest(seminar, link),
    ):
        seminar.app.engine.spoken[student.id] = 30.0
        await happen(seminar, professor, client, clock)
    await seminar.end()
    record, staff = await read(seminar, reader), role in STAFF
    parts = {part["name"]: part["count"] for part in record["parts"]}
    timeline = await read(seminar, reader, "/timeline")
    attendance, talk = await get(seminar, reader, "/attendance"), await get(seminar, reader, "/talk")

    assert record["role"] == role
    assert (record["attendance"] is not None, record["own"] is not None) == (staff, role == "student")
    everybody = {"polls": 1, "quiz": 1, "hands": 1, "chat": 1, "question_board": 1, "whiteboard": 1, "floor": 1,
                 "breakouts": 1, "notes": 1, "slides": 1, "debate": 1}  # fmt: skip
    assert parts == (everybody | {"guests": 1} if staff else everybody)
    assert [moment["kind"] for moment in timeline] == [
        "poll", "quiz", "turn", "board", "slides", "debate", "think_time", "breakouts",
    ]  # fmt: skip
    counts = {moment["kind"]: moment["count"] for moment in timeline}
    assert [(moment["title"], moment["count"]) for moment in timeline[4:6]] == [
        ("rawls.pdf", None), (debates.MOTION, 0),
    ]  # fmt: skip
    assert (counts["poll"], counts["quiz"]) == ((1, 1) if staff else (None, None))
    assert (timeline[2]["until"] is not None) == staff
    assert attendance.status_code == (200 if staff else 403)
    # An administrator sees figures of participation and nobody by name; observers nothing.
    assert talk.status_code == (403 if role in ("admin", "observer") else 200)
    if talk.status_code == 200:
        speakers = [lane["participant_id"] for lane in talk.json()["data"]["lanes"]]
        assert speakers == ([student.id] if staff else [])
    if not staff:
        told = record | {"timeline": timeline}
        assert student.id not in str(told)


async def test_outsiders_removed_people_and_guests_read_nothing(seminar: Seminar) -> None:
    removed = await seminar.person()
    outsider = await make_person(seminar.app, seminar.client)
    token = await guest_token(seminar, await make_link(seminar))
    await seminar.end()
    path = f"/api/v1/courses/{seminar.course['id']}/enrollments"
    people = (await seminar.client.get(path, headers=seminar.professor.headers)).json()["data"]
    enrollment = next(each["id"] for each in people if each["user_id"] == removed.id)
    await seminar.client.delete(f"{path}/{enrollment}", headers=seminar.professor.headers)

    for part in PARTS:
        assert [(await get(seminar, person, part)).status_code for person in (removed, outsider, None)] == [
            404, 404, 401,
        ]  # fmt: skip
        guest = await seminar.client.get(
            f"/api/v1/sessions/{seminar.session['id']}/record{part}", headers={"Authorization": f"Bearer {token}"}
        )
        assert guest.status_code == 401


async def test_time_in_the_room_is_the_union_over_devices_and_returns(seminar: Seminar, clock: ManualClock) -> None:
    student, absent = await seminar.person(), await seminar.person()
    async with await seminar.enter(seminar.professor):
        async with await seminar.enter(student) as laptop, RoomClient(seminar.url, kind="phone") as phone:
            joined = await phone.join(await seminar.token(student), device="second")
            assert joined["type"] == "ack", joined
            await pass_time(clock, 240, step=20)
            await laptop.disconnect()
            await pass_time(clock, 120, step=20)
        await pass_time(clock, 240, step=20)
        async with await seminar.enter(student):
            await pass_time(clock, 120, step=20)
    await seminar.end()
    own = (await read(seminar, student))["own"]
    answer = await get(seminar, seminar.professor, "/attendance")
    rows = {each["participant_id"]: each for each in answer.json()["data"]}
    whole = (await read(seminar, seminar.professor))["attendance"]

    assert own == rows[student.id]
    # Who has left without a word is awaited for a while.
    assert own["minutes"] == pytest.approx(8, abs=3)
    assert len(own["stays"]) == 2
    assert (rows[absent.id]["minutes"], rows[absent.id]["stays"]) == (0.0, [])
    assert whole == {"came": 1, "students": 2}


async def test_attendance_is_taken_along_as_a_table(seminar: Seminar, clock: ManualClock) -> None:
    there, absent = await seminar.person(), await seminar.person()
    async with await seminar.enter(there):
        await pass_time(clock, 300, step=20)
    await seminar.end()
    answer = await get(seminar, seminar.professor, "/attendance.csv")
    table = {row["name"]: row for row in csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))}

    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert float(table[there.name]["minutes"]) > 0
    assert table[there.name]["stays"] == f"{table[there.name]['came']}/{table[there.name]['left']}"
    assert list(table[absent.name].values()) == [absent.name, "0.0", "", "", ""]


async def test_attendance_is_searched_and_comes_in_pages(seminar: Seminar) -> None:
    people = [await seminar.person() for _ in range(3)]
    await seminar.end()
    first = (await get(seminar, seminar.professor, "/attendance", limit=2)).json()
    second = (await get(seminar, seminar.professor, "/attendance", cursor=first["meta"]["next_cursor"])).json()
    found = await get(seminar, seminar.professor, "/attendance", search=people[0].name.upper())
    bad = await get(seminar, seminar.professor, "/attendance", cursor="bad")

    assert len(first["data"]) == 2
    assert second["meta"].get("next_cursor") is None
    ids = {each["participant_id"] for each in (*first["data"], *second["data"])}
    assert ids == {person.id for person in people}
    assert people[0].id in {each["participant_id"] for each in found.json()["data"]}
    assert (bad.status_code, bad.json()["error"]["code"]) == (422, "invalid_cursor")


async def test_the_timeline_comes_in_pages(seminar: Seminar, clock: ManualClock) -> None:
    async with await seminar.enter(seminar.professor) as professor:
        for number in range(3):
            poll = await open_poll(professor, question=f"{number}?")
            await act(professor, "close", poll)
            clock.advance(30)
    await seminar.end()
    first = (await get(seminar, seminar.professor, "/timeline", limit=2)).json()
    second = (await get(seminar, seminar.professor, "/timeline", cursor=first["meta"]["next_cursor"])).json()

    assert [moment["title"] for moment in (*first["data"], *second["data"])] == ["0?", "1?", "2?"]
    assert [(await get(seminar, seminar.professor, "/timeline", limit=limit)).status_code for limit in (0, 501)] == [
        422, 422,
    ]  # fmt: skip


async def test_who_left_the_course_meanwhile_is_in_the_class_that_they_came_to(
    seminar: Seminar, clock: ManualClock
) -> None:
    student = await seminar.person()
    async with await seminar.enter(student):
        await pass_time(clock, 120, step=20)
    await seminar.end()
    path = f"/api/v1/courses/{seminar.course['id']}/enrollments"
    people = (await seminar.client.get(path, headers=seminar.professor.headers)).json()["data"]
    enrollment = next(each["id"] for each in people if each["user_id"] == student.id)
    await seminar.client.delete(f"{path}/{enrollment}", headers=seminar.professor.headers)

    rows = (await get(seminar, seminar.professor, "/attendance")).json()["data"]
    assert [each["participant_id"] for each in rows] == [student.id]
