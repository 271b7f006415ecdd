"""A quiz in class: made of the bank, opened, taken, submitted, graded and released."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest

from eduforum.ids import new_id
from tests.factories.questions import SAMPLES, make_question
from tests.factories.quizzes import (
    CAPITAL,
    NUMBER,
    WORD,
    ask,
    builtins,
    make_quiz,
    option,
    refused,
    results,
    save,
    start,
    submit,
)
from tests.factories.rooms import Frame, RoomClient, Seminar


async def test_staff_alone_hear_of_a_draft_and_everybody_of_its_opening(seminar: Seminar) -> None:
    ta, student = await seminar.person("ta"), await seminar.person()
    async with (
        await seminar.enter(seminar.professor) as professor,
        await seminar.enter(ta) as assistant,
        await seminar.enter(student) as taker,
    ):
        quiz = await make_quiz(seminar, professor, open=False)
        await assistant.event("quiz:changed", lambda event: event["quiz"] == quiz)
        opened = (await ask(professor, "quiz:open", quiz=quiz["id"]))["quiz"]
        heard = await taker.event("quiz:changed")

        assert heard["quiz"] == opened
        assert (opened["state"], opened["questions"], opened["points"]) == ("open", 3, "3")


async def test_who_comes_later_finds_the_quizzes_and_drafts_only_if_of_the_staff(seminar: Seminar) -> None:
    async with await seminar.enter(seminar.professor) as professor:
        draft = await make_quiz(seminar, professor, open=False, title="Draft")
        opened = await make_quiz(seminar, professor, title="Open")

        async with (
            await seminar.enter(await seminar.person()) as student,
            await seminar.enter(await seminar.person("ta")) as ta,
        ):
            assert student.state["tools"]["quiz"] == {"quizzes": [opened], "attempts": []}
            assert ta.state["tools"]["quiz"]["quizzes"] == [draft, opened]


async def test_a_quiz_of_every_kind_of_question_is_taken_and_graded(seminar: Seminar) -> None:
    student = await seminar.person()
    async with await seminar.enter(seminar.professor) as professor, await seminar.enter(student) as taker:
        quiz = await make_quiz(seminar, professor, *[builtins(question) for question in SAMPLES])
        attempt = await start(taker, quiz)
        for question in attempt["questions"]:
            response = await right_response(seminar, quiz, attempt, question["place"])
            saved = await save(taker, attempt, question["place"], response)
            assert saved["saved_at"] == attempt["now"]
        await submit(taker, attempt)

        (score,) = (await results(seminar, quiz))["attempts"]
        assert (score["earned"], score["points"]) == ("8.00", "8")
        assert score["ended_by"] == "person"


async def right_response(seminar: Seminar, quiz: Frame, attempt: Frame, place: int) -> Frame:
    """From the key that staff see, by the ids that the taker sees."""
    answer = await seminar.client.get(f"/api/v1/learning/quizzes/{quiz['id']}", headers=seminar.professor.headers)
    question = answer.json()["data"]["items"][place - 1]["question"]
    assert question["text"] == attempt["questions"][place - 1]["item"]["text"]
    kind = question["kind"]
    match kind:
        case "single":
            return {"kind": kind, "option": question["answer"]}
        case "multiple":
            return {"kind": kind, "options": question["answers"]}
        case "true_false":
            return {"kind": kind, "value": question["answer"]}
        case "numeric":
            return {"kind": kind, "text": question["answer"]}
        case "short_text":
            return {"kind": kind, "text": question["accepted"][0]}
        case "ordering":
            return {"kind": kind, "order": [one["id"] for one in question["options"]]}
        case "matching":
            return {"kind": kind, "pairs": question["answer"]}
        case _:
            gaps = [gap["accepted"][0] if gap["kind"] == "text" else gap["answer"] for gap in question["gaps"]]
            return {"kind": kind, "gaps": gaps}


async def test_an_answer_is_in_the_database_before_its_ack_and_the_last_one_counts(seminar: Seminar) -> None:
    student = await seminar.person()
    async with await seminar.enter(seminar.professor) as professor, await seminar.enter(student) as taker:
        quiz = await make_quiz(seminar, professor, NUMBER)
        attempt = await start(taker, quiz)
        for text in ("4", "42", "4", "42"):
            await save(taker, attempt, 1, {"kind": "numeric", "text": text})
            async with seminar.app.db.connection() as conn:
                kept = await conn.fetchval(
                    "select response from quiz_answers where attempt_id = $1", attempt["info"]["id"]
                )
            assert kept == {"kind": "numeric", "text": text}
        await submit(taker, attempt)

        assert (await results(seminar, quiz))["attempts"][0]["earned"] == "1.00"


async def test_an_answer_that_is_taken_back_is_none(seminar: Seminar) -> None:
    student = await seminar.person()
    async with await seminar.enter(seminar.professor) as professor, await seminar.enter(student) as taker:
        quiz = await make_quiz(seminar, professor, NUMBER, WORD)
        attempt = await start(taker, quiz)
        await save(taker, attempt, 1, {"kind": "numeric", "text": "42"})
        await save(taker, attempt, 1, None)
        await save(taker, attempt, 2, {"kind": "short_text", "text": "   "})
        await submit(taker, attempt)

        (score,) = (await results(seminar, quiz))["attempts"]
        assert [item["answered"] for item in score["items"]] == [False, False]


async def test_the_attempt_goes_on_where_it_was_on_another_device(seminar: Seminar) -> None:
    student = await seminar.person()
    async with await seminar.enter(seminar.professor) as professor:
        quiz = await make_quiz(seminar, professor, CAPITAL, NUMBER)
        laptop = await seminar.enter(student)
        attempt = await start(laptop, quiz)
        chosen = option(attempt, 1, "서울")
        await save(laptop, attempt, 1, chosen)
        await laptop.cut()

        async with RoomClient(seminar.url, kind="phone") as phone:
            await phone.join(await seminar.token(student), device="move")
            assert phone.state["tools"]["quiz"]["attempts"] == [attempt["info"]]
            again = (await ask(phone, "quiz:attempt", quiz=quiz["id"]))["attempt"]

            assert [question["item"] for question in again["questions"]] == [
                question["item"] for question in attempt["questions"]
            ]
            assert again["questions"][0]["response"] == chosen
            assert await refused(phone, "quiz:start", quiz=quiz["id"]) == "attempt_running"


async def test_what_is_typed_on_one_device_shows_on_the_other_and_nowhere_else(seminar: Seminar) -> None:
    student, other = await seminar.person(), await seminar.person()
    async with (
        await seminar.enter(seminar.professor) as professor,
        await seminar.enter(student) as laptop,
        RoomClient(seminar.url, kind="phone") as phone,
        await seminar.enter(other) as classmate,
    ):
        await phone.join(await seminar.token(student), device="second")
        quiz = await make_quiz(seminar, professor, NUMBER)
        attempt = await start(laptop, quiz)
        await save(laptop, attempt, 1, {"kind": "numeric", "text": "4"})

        event = await phone.event("quiz:answer-saved")
        assert (event["place"], event["response"]) == (1, {"kind": "numeric", "text": "4"})
        await classmate.ask("participant:mute", kind="audio")
        assert [e["type"] for e in classmate.events if e["type"].startswith("quiz:")] == ["quiz:changed"]


async def test_one_person_has_one_attempt_however_many_devices_start_it(seminar: Seminar) -> None:
    student = await seminar.person()
    async with (
        await seminar.enter(seminar.professor) as professor,
        await seminar.enter(student) as laptop,
        RoomClient(seminar.url, kind="phone") as phone,
    ):
        await phone.join(await seminar.token(student), device="second")
        quiz = await make_quiz(seminar, professor)

        answers = await asyncio.gather(*(device.ask("quiz:start", quiz=quiz["id"]) for device in (laptop, phone)))

        assert sorted(answer["type"] for answer in answers) == ["ack", "error"]


async def test_attempts_are_as_many_as_the_quiz_allows_and_the_best_counts(seminar: Seminar) -> None:
    student = await seminar.person()
    async with await seminar.enter(seminar.professor) as professor, await seminar.enter(student) as taker:
        quiz = await make_quiz(seminar, professor, NUMBER, attempts=2)
        for text in ("42", "41"):
            attempt = await start(taker, quiz)
            await save(taker, attempt, 1, {"kind": "numeric", "text": text})
            await submit(taker, attempt)

        assert await refused(taker, "quiz:start", quiz=quiz["id"]) == "no_attempts_left"
        scores = (await results(seminar, quiz))["attempts"]
        assert [(score["number"], score["earned"], score["counts"]) for score in scores] == [
            (1, "1.00", True),
            (2, "0.00", False),
        ]


async def test_a_submitted_attempt_takes_no_answers(seminar: Seminar) -> None:
    student = await seminar.person()
    async with await seminar.enter(seminar.professor) as professor, await seminar.enter(student) as taker:
        quiz = await make_quiz(seminar, professor, NUMBER)
        attempt = await start(taker, quiz)
        await submit(taker, attempt)
        named = {"quiz": quiz["id"], "attempt": attempt["info"]["id"]}

        assert await refused(taker, "quiz:answer", **named, place=1, response=None) == "attempt_over"
        assert await refused(taker, "quiz:submit", **named) == "attempt_over"


async def test_a_request_id_acts_once_even_where_it_would_be_refused_now(seminar: Seminar) -> None:
    student = await seminar.person()
    async with await seminar.enter(seminar.professor) as professor, await seminar.enter(student) as taker:
        quiz = await make_quiz(seminar, professor, NUMBER)
        ids = [str(uuid4()) for _ in range(3)]
        first = await taker.ask("quiz:start", id=ids[0], quiz=quiz["id"])
        named = {"quiz": quiz["id"], "attempt": first["data"]["attempt"]["info"]["id"]}
        saving = {**named, "place": 1, "response": {"kind": "numeric", "text": "42"}}
        saved = await taker.ask("quiz:answer", id=ids[1], **saving)
        done = await taker.ask("quiz:submit", id=ids[2], **named)
        await taker.cut()

        async with await seminar.enter(student, instance=taker.instance) as back:
            assert await back.ask("quiz:start", id=ids[0], quiz=quiz["id"]) == first
            assert await back.ask("quiz:answer", id=ids[1], **saving) == saved
            assert await back.ask("quiz:submit", id=ids[2], **named) == done


async def test_draws_differ_between_people_and_ask_nothing_twice(seminar: Seminar) -> None:
    for number in range(12):
        question = {"kind": "true_false", "text": f"Number {number}?", "answer": True}
        await make_question(seminar.client, seminar.professor, seminar.course, question=question, tags=["drawn"])
    async with await seminar.enter(seminar.professor) as professor:
        parts = [{"kind": "draw", "count": 3, "tag": "Drawn"}, {"kind": "draw", "count": 3, "points": "0.5"}]
        quiz = (await ask(professor, "quiz:create", title="Draws", parts=parts))["quiz"]
        await ask(professor, "quiz:open", quiz=quiz["id"])
        assert (quiz["questions"], quiz["points"]) == (6, "4.5")

        asked = []
        for _ in range(5):
            async with await seminar.enter(await seminar.person()) as taker:
                attempt = await start(taker, quiz)
                asked.append(tuple(question["item"]["text"] for question in attempt["questions"]))

    assert all(len(set(texts)) == 6 for texts in asked)
    assert len(set(asked)) == 5


async def test_a_quiz_asks_what_the_question_was_when_it_was_made(seminar: Seminar) -> None:
    made = await make_question(seminar.client, seminar.professor, seminar.course, question=NUMBER)
    async with (
        await seminar.enter(seminar.professor) as professor,
        await seminar.enter(await seminar.person()) as taker,
    ):
        parts = [{"kind": "question", "question_id": made["id"]}]
        quiz = (await ask(professor, "quiz:create", title="Kept", parts=parts))["quiz"]
        await seminar.client.patch(
            f"/api/v1/learning/questions/{made['id']}", json={"question": {**NUMBER, "text": "Edited"}},
            headers=seminar.professor.headers,
        )  # fmt: skip
        await ask(professor, "quiz:open", quiz=quiz["id"])

        assert (await start(taker, quiz))["questions"][0]["item"]["text"] == "How many?"


@pytest.mark.parametrize(
    ("part", "field", "code"),
    [
        ({"kind": "question", "question_id": new_id()}, "parts[0].question_id", "invalid"),
        ({"kind": "question", "question_id": "x"}, "parts[0].question_id", "invalid"),
        ({"kind": "draw", "count": 1}, "parts[0].count", "too_few_questions"),
        ({"kind": "draw", "count": 101}, "parts[0].count", "invalid"),
        ({"kind": "draw", "count": 1, "points": "0"}, "parts[0].points", "invalid"),
        ({"kind": "draw", "count": 1, "points": "0.001"}, "parts[0].points", "invalid"),
        ({"kind": "draw", "count": 1, "points": "NaN"}, "parts[0].points", "invalid"),
        ({"kind": "draw", "count": 1, "tag": "\u0007"}, "parts[0].tag", "invalid"),
        ({"kind": "essay"}, "parts[0].kind", "invalid"),
    ],
)
async def test_parts_that_ask_nothing_are_refused(seminar: Seminar, part: Frame, field: str, code: str) -> None:
    async with await seminar.enter(seminar.professor) as professor:
        answer = await professor.ask("quiz:create", title="None", parts=[part])

        assert answer["code"] == code
        assert answer["details"][0]["field"] == field


@pytest.mark.parametrize(
    "fields",
    [
        {"title": " "},
        {"title": "x" * 201},
        {"parts": []},
        {"parts": [{}] * 51},
        {"settings": {"minutes": 0}},
        {"settings": {"minutes": 601}},
        {"settings": {"attempts": 11}},
        {"settings": {"hidden": True}},
    ],
)
async def test_settings_out_of_bounds_are_refused(seminar: Seminar, fields: Frame) -> None:
    made = await make_question(seminar.client, seminar.professor, seminar.course)
    parts = [{"kind": "question", "question_id": made["id"]}]
    async with await seminar.enter(seminar.professor) as professor:
        assert await refused(professor, "quiz:create", **{"title": "Quiz", "parts": parts, **fields}) == "invalid"


@pytest.mark.parametrize(
    ("place", "response"),
    [
        (4, None),
        (0, None),
        (1, {"kind": "numeric", "text": "1"}),
        (1, {"kind": "single", "option": "zzzz"}),
        (2, {"kind": "numeric", "text": "1" * 2001}),
        (2, {"kind": "numeric", "text": 42}),
        (2, {"kind": "numeric"}),
        (2, "42"),
    ],
)
async def test_an_answer_that_does_not_fit_is_refused(seminar: Seminar, place: int, response: Any) -> None:
    async with (
        await seminar.enter(seminar.professor) as professor,
        await seminar.enter(await seminar.person()) as taker,
    ):
        attempt = await start(taker, await make_quiz(seminar, professor))
        named = {"quiz": attempt["info"]["quiz_id"], "attempt": attempt["info"]["id"]}

        assert await refused(taker, "quiz:answer", **named, place=place, response=response) == "invalid"


async def test_saves_come_at_a_human_rate(seminar: Seminar) -> None:
    async with (
        await seminar.enter(seminar.professor) as professor,
        await seminar.enter(await seminar.person()) as taker,
    ):
        attempt = await start(taker, await make_quiz(seminar, professor, NUMBER))
        named = {"quiz": attempt["info"]["quiz_id"], "attempt": attempt["info"]["id"], "place": 1}
        response = {"kind": "numeric", "text": "1"}

        answers = [await taker.ask("quiz:answer", **named, response=response) for _ in range(61)]

        assert [answer["type"] for answer in answers] == ["ack"] * 60 + ["error"]
        assert answers[-1]["code"] == "rate_limited"


STAFF_ASKS = ["quiz:open", "quiz:close", "quiz:delete", "quiz:extend", "quiz:release", "quiz:regrade", "quiz:undo",
              "quiz:progress"]  # fmt: skip
TAKER_ASKS = ["quiz:start", "quiz:answer", "quiz:submit", "quiz:focus", "quiz:attempt"]
FIELDS: dict[str, Frame] = {
    "quiz:extend": {"minutes": 5},
    "quiz:release": {"release": None},
    "quiz:regrade": {"number": 1, "regrading": {"act": "drop"}},
    "quiz:answer": {"attempt": new_id(), "place": 1, "response": None},
    "quiz:submit": {"attempt": new_id()},
    "quiz:focus": {"attempt": new_id(), "seconds": 1},
}


@pytest.mark.parametrize("role", ["student", "observer"])
async def test_who_is_not_of_the_staff_runs_nothing(seminar: Seminar, role: str) -> None:
    async with (
        await seminar.enter(seminar.professor) as professor,
        await seminar.enter(await seminar.person(role)) as person,
    ):
        quiz = await make_quiz(seminar, professor, NUMBER)
        part = {"kind": "draw", "count": 1}

        assert await refused(person, "quiz:create", title="Mine", parts=[part]) == "staff_only"
        for type in STAFF_ASKS:
            assert await refused(person, type, quiz=quiz["id"], **FIELDS.get(type, {})) == "staff_only"


@pytest.mark.parametrize("role", ["professor", "co_professor", "ta", "observer"])
async def test_who_is_no_student_takes_nothing(seminar: Seminar, role: str) -> None:
    async with await seminar.enter(seminar.professor) as professor:
        quiz = await make_quiz(seminar, professor, NUMBER)
        person = professor if role == "professor" else await seminar.enter(await seminar.person(role))

        for type in TAKER_ASKS:
            assert await refused(person, type, quiz=quiz["id"], **FIELDS.get(type, {})) == "students_only"


@pytest.mark.parametrize("role", ["professor", "co_professor", "ta"])
async def test_all_staff_run_quizzes(seminar: Seminar, role: str) -> None:
    person = seminar.professor if role == "professor" else await seminar.person(role)
    async with await seminar.enter(person) as client:
        quiz = await make_quiz(seminar, client, NUMBER)
        await ask(client, "quiz:close", quiz=quiz["id"])
        released = (await ask(client, "quiz:release", quiz=quiz["id"], release="scores"))["quiz"]

        assert released["released"] == "scores"


async def test_nobody_acts_in_anothers_attempt_or_on_a_draft(seminar: Seminar) -> None:
    async with (
        await seminar.enter(seminar.professor) as professor,
        await seminar.enter(await seminar.person()) as one,
        await seminar.enter(await seminar.person()) as other,
    ):
        draft = await make_quiz(seminar, professor, NUMBER, open=False)
        attempt = await start(one, await make_quiz(seminar, professor, NUMBER))
        named = {"quiz": attempt["info"]["quiz_id"], "attempt": attempt["info"]["id"]}

        assert await refused(other, "quiz:answer", **named, place=1, response=None) == "not_found"
        assert await refused(other, "quiz:submit", **named) == "not_found"
        assert await refused(other, "quiz:start", quiz=draft["id"]) == "not_found"
        assert await refused(other, "quiz:start", quiz=new_id()) == "not_found"


async def test_a_draft_is_deleted_and_what_was_open_stays(seminar: Seminar) -> None:
    async with await seminar.enter(seminar.professor) as professor:
        draft, opened = await make_quiz(seminar, professor, open=False), await make_quiz(seminar, professor)
        await ask(professor, "quiz:delete", quiz=draft["id"])

        assert await refused(professor, "quiz:open", quiz=draft["id"]) == "not_found"
        assert await refused(professor, "quiz:delete", quiz=opened["id"]) == "quiz_begun"
        await professor.event("quiz:removed", lambda event: event["quiz_id"] == draft["id"])


async def test_how_far_people_are_is_seen_by_staff_as_it_happens(seminar: Seminar) -> None:
    student = await seminar.person()
    async with await seminar.enter(seminar.professor) as professor, await seminar.enter(student) as taker:
        quiz = await make_quiz(seminar, professor)
        attempt = await start(taker, quiz)
        await save(taker, attempt, 2, {"kind": "numeric", "text": "4"})
        await ask(taker, "quiz:focus", quiz=quiz["id"], attempt=attempt["info"]["id"], seconds=7)
        told = await professor.event("quiz:progressed", lambda event: event["progress"]["focus_losses"] == 1)

        progress = told["progress"]
        assert (progress["participant_id"], progress["name"]) == (student.id, student.name)
        assert (progress["answered"], progress["away_seconds"]) == (1, 7)
        assert (await ask(professor, "quiz:progress", quiz=quiz["id"]))["people"] == [progress]


async def test_closing_lets_those_with_a_time_limit_finish_and_ends_the_others(seminar: Seminar) -> None:
    student = await seminar.person()
    async with await seminar.enter(seminar.professor) as professor, await seminar.enter(student) as taker:
        limited = await make_quiz(seminar, professor, NUMBER, minutes=10)
        free = await make_quiz(seminar, professor, NUMBER)
        attempts = [await start(taker, quiz) for quiz in (limited, free)]
        for quiz in (limited, free):
            closed = (await ask(professor, "quiz:close", quiz=quiz["id"]))["quiz"]
            assert closed["state"] == "closed"

        await save(taker, attempts[0], 1, {"kind": "numeric", "text": "42"})
        ended = (await taker.event("quiz:attempt-changed", lambda e: e["attempt"]["submitted_at"] is not None))[
            "attempt"
        ]
        assert (ended["id"], ended["ended_by"]) == (attempts[1]["info"]["id"], "staff")
        assert await refused(professor, "quiz:release", quiz=limited["id"], release="scores") == "quiz_open"
        await ask(professor, "quiz:close", quiz=limited["id"], at_once=True)
        assert (await results(seminar, limited))["attempts"][0]["earned"] == "1.00"


async def test_a_closed_quiz_is_opened_again_until_it_is_released(seminar: Seminar) -> None:
    student = await seminar.person()
    async with await seminar.enter(seminar.professor) as professor, await seminar.enter(student) as taker:
        quiz = await make_quiz(seminar, professor, NUMBER)
        await ask(professor, "quiz:close", quiz=quiz["id"])
        assert await refused(taker, "quiz:start", quiz=quiz["id"]) == "quiz_not_open"

        await ask(professor, "quiz:open", quiz=quiz["id"])
        await submit(taker, await start(taker, quiz))
        await ask(professor, "quiz:close", quiz=quiz["id"])
        await ask(professor, "quiz:release", quiz=quiz["id"], release="scores")
        assert await refused(professor, "quiz:open", quiz=quiz["id"]) == "quiz_released"


async def test_a_student_who_is_a_co_host_hears_of_no_draft_and_of_nobodys_progress(seminar: Seminar) -> None:
    student = await seminar.person()
    async with (
        await seminar.enter(seminar.professor) as professor,
        await seminar.enter(await seminar.person()) as other,
        await seminar.enter(student) as co_host,
    ):
        await professor.ask("room:co_host", participant=student.id, on=True)
        quiz = await make_quiz(seminar, professor, open=False)
        await co_host.ask("token:renew")
        assert [event["type"] for event in co_host.events if event["type"].startswith("quiz:")] == []
        await ask(professor, "quiz:open", quiz=quiz["id"])
        await start(other, quiz)
        await professor.event("quiz:progressed")
        await co_host.ask("token:renew")
        assert "quiz:progressed" not in [event["type"] for event in co_host.events]
