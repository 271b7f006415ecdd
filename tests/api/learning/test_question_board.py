"""The question board: open before, during and after class; who asked anonymously only staff know."""

import asyncio
import json
from typing import Any
from uuid import uuid4

import httpx
import pytest

from eduforum.learning.question_board.schemas import MAX_QUESTIONS
from eduforum.learning.question_board.tool import ACTS, QuestionBoard
from tests.factories.courses import make_session, start_session
from tests.factories.people import Person
from tests.factories.rooms import Frame, RoomClient, Seminar

ROLES = ("professor", "co_professor", "ta", "student", "observer")


async def in_role(seminar: Seminar, role: str) -> Person:
    return seminar.professor if role == "professor" else await seminar.person(role)


async def ask(client: RoomClient, text: str = "Why?", **fields: Any) -> str:
    answer = await client.ask("question:ask", text=text, **fields)
    assert answer["type"] == "ack", answer
    id: str = answer["data"]["question"]
    return id


async def board(seminar: Seminar, person: Person, session: Frame | None = None) -> Frame:
    answer = await call(seminar, person, "GET", session=session)
    assert answer.status_code == 200, answer.text
    data: Frame = answer.json()["data"]
    return data


async def call(
    seminar: Seminar,
    person: Person,
    method: str,
    path: str = "",
    body: Any = None,
    session: Frame | None = None,
    **headers: str,
) -> httpx.Response:
    url = f"/api/v1/sessions/{(session or seminar.session)['id']}/questions{path}"
    return await seminar.client.request(method, url, json=body, headers={**person.headers, **headers})


async def test_a_question_is_heard_by_all_and_there_for_who_comes_later(seminar: Seminar) -> None:
    student = await seminar.person()
    async with await seminar.enter(student) as client, await seminar.enter(seminar.professor) as professor:
        id = await ask(client, " 베일 뒤에서 무엇을 아나요? ")
        question = (await professor.event("question:changed"))["question"]

        assert (question["id"], question["text"], question["votes"]) == (id, "베일 뒤에서 무엇을 아나요?", 0)
        assert question["author"] == {"id": student.id, "name": student.name, "role": "student"}
        async with await seminar.enter(await seminar.person()) as late:
            assert late.state["tools"]["question_board"] == {"questions": [question], "voted": []}


@pytest.mark.parametrize("role", ROLES)
async def test_who_asked_anonymously_staff_know_and_classmates_do_not(seminar: Seminar, role: str) -> None:
    student = await seminar.person()
    reader = await in_role(seminar, role)
    async with await seminar.enter(student) as client, await seminar.enter(reader) as other:
        id = await ask(client, anonymous=True)
        await client.ask("question:vote", question=id, on=True)
        await other.ask("participant:mute", kind="audio")
        told = [event for event in other.events if event["type"].startswith("question:")]
        snapshot = (await board(seminar, reader))["questions"]
        knows = role in ("professor", "co_professor", "ta")

        assert (student.id in json.dumps(told), student.id in json.dumps(snapshot)) == (knows, knows)
        assert (await client.event("question:author"))["author"]["id"] == student.id
        assert (await board(seminar, student))["questions"][0]["author"]["id"] == student.id


async def test_a_student_who_is_a_co_host_is_a_classmate(seminar: Seminar) -> None:
    student, classmate = await seminar.person(), await seminar.person()
    async with (
        await seminar.enter(seminar.professor) as professor,
        await seminar.enter(student) as client,
        await seminar.enter(classmate) as co_host,
    ):
        await professor.ask("room:co_host", participant=classmate.id, on=True)
        await ask(client, anonymous=True)
        await co_host.ask("participant:mute", kind="audio")
        told = [event for event in co_host.events if event["type"].startswith("question:")]

        assert len(told) == 1
        assert student.id not in json.dumps(told)


async def test_it_is_open_before_and_after_class(seminar: Seminar) -> None:
    student = await seminar.person()
    later = await make_session(seminar.client, seminar.professor, seminar.course)
    before = await call(seminar, student, "POST", body={"text": "Before?"}, session=later)
    await seminar.end()
    after = await call(seminar, student, "POST", body={"text": "After?"})
    id = after.json()["data"]["question"]
    await call(seminar, await seminar.person(), "POST", f"/{id}/vote", {"on": True})
    await call(seminar, seminar.professor, "POST", f"/{id}/answer", {"state": "written", "text": "Because."})

    assert (before.status_code, after.status_code) == (201, 201)
    (asked,) = (await board(seminar, student, later))["questions"]
    (answered,) = (await board(seminar, student))["questions"]
    assert asked["text"] == "Before?"
    assert (answered["answer"], answered["answered_by"], answered["votes"]) == ("Because.", seminar.professor.name, 1)


@pytest.mark.parametrize("live", [True, False])
async def test_a_call_that_is_repeated_asks_once(seminar: Seminar, live: bool) -> None:
    student, key = await seminar.person(), str(uuid4())
    session = seminar.session if live else await make_session(seminar.client, seminar.professor, seminar.course)
    answers = [
        await call(seminar, student, "POST", body={"text": "Once?"}, session=session, **{"Idempotency-Key": key})
        for _ in range(2)
    ]

    assert answers[0].json() == answers[1].json()
    assert len((await board(seminar, student, session))["questions"]) == 1


async def test_each_person_votes_once_and_counts_are_exact(seminar: Seminar) -> None:
    author = await seminar.person()
    voters = [await seminar.person() for _ in range(8)]
    async with await seminar.enter(author) as client:
        id = await ask(client)
        answers = await asyncio.gather(
            *(call(seminar, voter, "POST", f"/{id}/vote", {"on": True}) for voter in voters for _ in range(2))
        )
        await call(seminar, voters[0], "POST", f"/{id}/vote", {"on": False})
        await client.ask("participant:mute", kind="audio")
        counts = [event["question"]["votes"] for event in client.events if event["type"] == "question:changed"]

        assert {answer.status_code for answer in answers} == {200}
        assert counts == [*range(9), 7]
        assert (await board(seminar, voters[1]))["voted"] == [id]
        assert (await client.ask("question:vote", question=id, on=True))["code"] == "own_question"


async def test_a_merged_question_brings_its_people_along_each_once(seminar: Seminar) -> None:
    one, two, both = [await seminar.person() for _ in range(3)]
    async with (
        await seminar.enter(one) as first,
        await seminar.enter(two) as second,
        await seminar.enter(both) as third,
    ):
        kept, merged = await ask(first, "Why?"), await ask(second, "Why so?")
        for id in (kept, merged):
            await third.ask("question:vote", question=id, on=True)
        await first.ask("question:vote", question=merged, on=True)
        await call(seminar, seminar.professor, "POST", f"/{merged}/merge", {"into": kept})
        event = await second.event("question:voted")

        by_id = {question["id"]: question for question in (await board(seminar, two))["questions"]}
        assert (by_id[kept]["votes"], by_id[merged]["merged_into"]) == (2, kept)
        assert (event["question_id"], event["on"]) == (kept, True)
        assert (await board(seminar, two))["voted"] == [kept]
        again = await call(seminar, seminar.professor, "POST", f"/{kept}/merge", {"into": merged})
        itself = await call(seminar, seminar.professor, "POST", f"/{kept}/merge", {"into": kept})
        assert (again.json()["error"]["code"], itself.status_code) == ("question_gone", 422)


async def test_staff_answer_live_or_in_writing_and_open_again(seminar: Seminar) -> None:
    async with await seminar.enter(await seminar.person()) as client, await seminar.enter(seminar.professor) as host:
        id = await ask(client)
        states = []
        texts = {"written": "So.", "open": "", "live": "ignored"}
        for state, text in texts.items():
            await host.ask("question:answer", question=id, state=state, text=text)
            (question,) = (await board(seminar, seminar.professor))["questions"]
            states.append((question["state"], question["answer"], question["answered_by"]))
        empty = await host.ask("question:answer", question=id, state="written", text=" ")

        name = seminar.professor.name
        assert states == [("written", "So.", name), ("open", "", None), ("live", "", name)]
        assert empty["code"] == "invalid"


async def test_an_assistant_puts_questions_onto_the_strip_and_an_answer_takes_them_off(seminar: Seminar) -> None:
    assistant = await seminar.person("ta")
    async with await seminar.enter(await seminar.person()) as client, await seminar.enter(assistant) as helper:
        id = await ask(client)
        await helper.ask("question:queue", question=id, on=True)
        (queued,) = (await board(seminar, seminar.professor))["questions"]
        await helper.ask("question:answer", question=id, state="live")
        (answered,) = (await board(seminar, seminar.professor))["questions"]

        assert queued["queued_at"] is not None
        assert answered["queued_at"] is None


async def test_a_removed_question_keeps_nothing_that_anybody_sees(seminar: Seminar) -> None:
    author = await seminar.person()
    async with await seminar.enter(author) as client, await seminar.enter(await seminar.person()) as other:
        id = await ask(client, "secret")
        refused = await other.ask("question:remove", question=id)
        await client.ask("question:remove", question=id)
        (question,) = (await board(seminar, seminar.professor))["questions"]

        assert refused["code"] == "not_yours"
        assert (question["state"], question["text"], question["author"]) == ("removed", "", None)
        assert (await other.ask("question:vote", question=id, on=True))["code"] == "question_gone"
        assert (await client.ask("question:remove", question=id))["code"] == "question_gone"


# What each role is answered by the socket, in the order of ROLES; the question is somebody else's.
MATRIX: dict[str, tuple[str | None, ...]] = {
    "ask":    (None, None, None, None, "observers_do_not_write"),
    "vote":   (None, None, None, None, "observers_do_not_write"),
    "queue":  (None, None, None, "staff_only", "staff_only"),
    "merge":  (None, None, None, "staff_only", "staff_only"),
    "answer": (None, None, None, "staff_only", "staff_only"),
    "remove": (None, None, None, "not_yours", "not_yours"),
}  # fmt: skip


@pytest.mark.parametrize("what", MATRIX)
async def test_each_role_may_do_what_the_table_says(seminar: Seminar, what: str) -> None:
    observed = []
    async with await seminar.enter(await seminar.person()) as author:
        for role in ROLES:
            id, other = await ask(author), await ask(author)
            fields: dict[str, dict[str, Any]] = {
                "ask": {"text": "Why?"},
                "vote": {"question": id, "on": True},
                "queue": {"question": id, "on": True},
                "merge": {"question": id, "into": other},
                "answer": {"question": id, "state": "live"},
                "remove": {"question": id},
            }
            async with await seminar.enter(await in_role(seminar, role)) as client:
                observed.append((await client.ask(f"question:{what}", **fields[what])).get("code"))
    assert observed == list(MATRIX[what])


@pytest.mark.parametrize(
    ("type", "fields"),
    [
        ("ask", {}),
        ("ask", {"text": " "}),
        ("ask", {"text": "x" * 1001}),
        ("ask", {"text": "x", "anonymous": "yes"}),
        ("vote", {"question": "x", "on": True}),
        ("vote", {"question": str(uuid4())}),
        ("merge", {"question": str(uuid4()), "into": None}),
        ("answer", {"question": str(uuid4()), "state": "removed"}),
        ("answer", {"question": str(uuid4()), "state": "written", "text": "x" * 4001}),
        ("queue", {"question": str(uuid4()), "on": 1}),
        ("remove", {}),
    ],
)
async def test_what_does_not_fit_is_refused(seminar: Seminar, type: str, fields: dict[str, Any]) -> None:
    async with await seminar.enter(seminar.professor) as client:
        assert (await client.ask(f"question:{type}", **fields))["code"] == "invalid"
        assert (await board(seminar, seminar.professor))["questions"] == []


async def test_another_sessions_question_is_not_there(seminar: Seminar) -> None:
    later = await make_session(seminar.client, seminar.professor, seminar.course)
    asked = await call(seminar, await seminar.person(), "POST", body={"text": "Before?"}, session=later)
    id = asked.json()["data"]["question"]

    assert (await call(seminar, seminar.professor, "POST", f"/{id}/vote", {"on": True})).status_code == 404


async def test_acts_and_questions_are_limited(seminar: Seminar) -> None:
    student = await seminar.person()
    async with await seminar.enter(student) as client:
        answers = [await client.ask("question:ask", text=str(number)) for number in range(ACTS + 1)]
        async with seminar.app.db.transaction() as conn:
            await conn.execute(
                """insert into board_questions (id, session_id, author_id, author_name, author_role, anonymous, text,
                                                asked_at)
                   select gen_random_uuid(), $1, $2, '', 'student', false, 'x', now()
                   from generate_series(1, $3)""",
                seminar.session["id"], student.id, MAX_QUESTIONS - ACTS,
            )  # fmt: skip
        seminar.app.clock.advance(11)

        assert [answer["type"] for answer in answers[:-1]] == ["ack"] * ACTS
        assert answers[-1]["code"] == "rate_limited"
        assert (await client.ask("question:ask", text="one more"))["code"] == "board_full"


async def test_what_is_asked_as_the_session_starts_is_heard_inside(
    seminar: Seminar, monkeypatch: pytest.MonkeyPatch
) -> None:
    scheduled = seminar.session = await make_session(seminar.client, seminar.professor, seminar.course)
    inside: list[RoomClient] = []

    async def late(self: QuestionBoard, *args: Any) -> Any:
        await start_session(seminar.client, seminar.professor, scheduled)
        inside.append(await seminar.enter(seminar.professor))
        return await act_outside(self, *args)

    act_outside = QuestionBoard.act_outside
    monkeypatch.setattr(QuestionBoard, "act_outside", late)
    asked = await call(seminar, await seminar.person(), "POST", body={"text": "Why so early?"})

    assert asked.status_code == 201
    told = await inside[0].event("question:changed")
    assert told["question"]["id"] == asked.json()["data"]["question"]
    await inside[0].disconnect()
