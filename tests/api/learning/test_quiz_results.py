"""What comes of a quiz: hidden until it is released, corrected afterwards, and kept from those it is not for."""

import asyncio
from typing import Any
from uuid import uuid4

import httpx
import msgspec
import pytest

from eduforum.ids import new_id
from eduforum.learning.quiz.analysis import LEAST
from tests.factories.courses import make_session, start_session
from tests.factories.people import Person, make_person
from tests.factories.quizzes import (
    CAPITAL,
    NUMBER,
    WORD,
    ask,
    make_quiz,
    option,
    refused,
    results,
    save,
    start,
    submit,
)
from tests.factories.rooms import Frame, RoomClient, Seminar

QUIZZES = "/api/v1/learning/quizzes"


async def take(seminar: Seminar, quiz: Frame, number: str = "42") -> tuple[Person, Frame]:
    """Somebody new answers by the number alone, and submits."""
    student = await seminar.person()
    async with await seminar.enter(student) as taker:
        attempt = await start(taker, quiz)
        for question in attempt["questions"]:
            if question["item"]["kind"] == "numeric":
                await save(taker, attempt, question["place"], {"kind": "numeric", "text": number})
        return student, await submit(taker, attempt)


async def get(seminar: Seminar, person: Person, path: str) -> httpx.Response:
    return await seminar.client.get(QUIZZES + path, headers=person.headers)


async def post(seminar: Seminar, person: Person, path: str, body: Any = None, **headers: str) -> httpx.Response:
    return await seminar.client.post(QUIZZES + path, json=body, headers={**person.headers, **headers})


async def close(client: RoomClient, quiz: Frame, release: str | None = None) -> None:
    await ask(client, "quiz:close", quiz=quiz["id"], at_once=True)
    if release is not None:
        await ask(client, "quiz:release", quiz=quiz["id"], release=release)


async def earned(seminar: Seminar, quiz: Frame) -> dict[str, tuple[str, str]]:
    """(earned, out of) by person."""
    scores = (await results(seminar, quiz))["attempts"]
    return {score["participant_id"]: (score["earned"], score["points"]) for score in scores}


async def key_of(seminar: Seminar, quiz: Frame, number: int) -> Frame:
    answer = await get(seminar, seminar.professor, f"/{quiz['id']}")
    question: Frame = answer.json()["data"]["items"][number - 1]["question"]
    return question


ACCEPT_43 = {"act": "accept_also", "response": {"kind": "numeric", "text": "4.30e1"}}
KEYS = ("answer", "answers", "accepted", "tolerance", "correction", "explanation", "earned", "seed")


def members(value: Any) -> set[str]:
    match value:
        case dict():
            return set(value) | {name for inner in value.values() for name in members(inner)}
        case list():
            return {name for inner in value for name in members(inner)}
    return set()


async def test_until_the_release_no_frame_or_answer_to_a_student_has_key_score_or_others_items(
    seminar: Seminar,
) -> None:
    taker_person, other = await seminar.person(), await seminar.person()
    told: list[Any] = []
    async with (
        await seminar.enter(seminar.professor) as professor,
        await seminar.enter(taker_person) as taker,
        await seminar.enter(other) as classmate,
    ):
        quiz = await make_quiz(seminar, professor, CAPITAL, NUMBER, WORD, minutes=10, shuffle=True)
        attempt = await start(taker, quiz)
        for question in attempt["questions"]:
            if question["item"]["kind"] == "short_text":
                await save(taker, attempt, question["place"], {"kind": "short_text", "text": "typed by one"})
        await ask(taker, "quiz:attempt", quiz=quiz["id"])
        await taker.ask("quiz:progress", quiz=quiz["id"])
        await ask(professor, "quiz:extend", quiz=quiz["id"], minutes=5, people=[taker_person.id])
        await submit(taker, attempt)
        await close(professor, quiz)
        await ask(professor, "quiz:regrade", quiz=quiz["id"], number=2, regrading={"act": "full_marks"})
        async with RoomClient(seminar.url) as late:
            await late.join(await seminar.token(other), device="second")
            told += [late.state, *late.events]
        paths = ("", "/results", "/progress", f"/attempts/{attempt['info']['id']}", "/attempt")
        for person in (taker_person, other):
            for path in paths:
                told.append((await get(seminar, person, f"/{quiz['id']}{path}")).json())
            listed = await seminar.client.get(
                QUIZZES, params={"session_id": seminar.session["id"]}, headers=person.headers
            )
            told.append(listed.json())
        for client in (taker, classmate):
            await client.ask("participant:mute", kind="audio")
            told += [client.state, *client.answers, *client.events]
        # The options of a question are for those who are asked it.
        of_classmate = [classmate.state, *classmate.answers, *classmate.events]

    assert len(told) > 30
    text = msgspec.json.encode(told).decode()
    for secret in ("EXPLAINED", "SECRET", "full_marks"):
        assert secret not in text
    for frame in told:
        assert not members(frame) & set(KEYS), frame
    for shown in ("KEYWORD", "typed by one", "How many?"):
        assert shown not in msgspec.json.encode(of_classmate).decode()
    assert "KEYWORD" in text


async def test_the_score_is_shown_when_it_is_released_and_the_key_when_that_is(seminar: Seminar) -> None:
    async with await seminar.enter(seminar.professor) as professor:
        quiz = await make_quiz(seminar, professor, CAPITAL, NUMBER)
        student, attempt = await take(seminar, quiz)
        path = f"/{quiz['id']}/attempts/{attempt['id']}"
        hidden = await get(seminar, student, path)
        await close(professor, quiz, "scores")
        scores = (await get(seminar, student, path)).json()["data"]
        await ask(professor, "quiz:release", quiz=quiz["id"], release="answers")
        answers = (await get(seminar, student, path)).json()["data"]
        await ask(professor, "quiz:release", quiz=quiz["id"], release=None)

        assert (hidden.status_code, hidden.json()["error"]["code"]) == (403, "not_released")
        assert (scores["earned"], scores["points"]) == ("1.00", "2")
        assert [question["question"] for question in scores["questions"]] == [None, None]
        assert [question["earned"] for question in scores["questions"]] == ["0.00", "1.00"]
        assert answers["questions"][0]["question"]["explanation"] == "EXPLAINED"
        assert (await get(seminar, student, path)).status_code == 403


async def test_nobody_sees_anothers_result(seminar: Seminar) -> None:
    async with await seminar.enter(seminar.professor) as professor:
        quiz = await make_quiz(seminar, professor, NUMBER)
        _, attempt = await take(seminar, quiz)
        await close(professor, quiz, "answers")
        path = f"/{quiz['id']}/attempts/{attempt['id']}"

        for role, status in (("student", 404), ("observer", 404), ("ta", 200)):
            assert (await get(seminar, await seminar.person(role), path)).status_code == status


async def test_another_key_changes_the_scores_it_should_after_a_preview_and_is_taken_back(seminar: Seminar) -> None:
    async with await seminar.enter(seminar.professor) as professor:
        quiz = await make_quiz(seminar, professor, NUMBER)
        right, _ = await take(seminar, quiz, "42")
        wrong, _ = await take(seminar, quiz, "43")
        await close(professor, quiz, "scores")
        key = {**await key_of(seminar, quiz, 1), "answer": "43"}
        body = {"number": 1, "regrading": {"act": "change_key", "question": key}}

        preview = (await post(seminar, seminar.professor, f"/{quiz['id']}/regrade/preview", body)).json()["data"]
        assert {change["participant_id"]: change["earned_after"] for change in preview} == {
            right.id: "0.00",
            wrong.id: "1.00",
        }
        assert (await earned(seminar, quiz))[right.id] == ("1.00", "1")

        assert await ask(professor, "quiz:regrade", quiz=quiz["id"], **body) == {"changed": 2}
        assert await earned(seminar, quiz) == {right.id: ("0.00", "1"), wrong.id: ("1.00", "1")}

        assert await ask(professor, "quiz:undo", quiz=quiz["id"]) == {"changed": 2}
        assert await earned(seminar, quiz) == {right.id: ("1.00", "1"), wrong.id: ("0.00", "1")}
        assert await refused(professor, "quiz:undo", quiz=quiz["id"]) == "nothing_to_undo"


@pytest.mark.parametrize(
    ("regrading", "after"),
    [
        (ACCEPT_43, {"42": "1.00", "43": "1.00", "": "0.00"}),
        ({"act": "full_marks"}, {"42": "1.00", "43": "1.00", "": "1.00"}),
        ({"act": "drop"}, {"42": "0.00", "43": "0.00", "": "0.00"}),
    ],
)
async def test_a_question_is_corrected_for_everybody(seminar: Seminar, regrading: Frame, after: dict[str, str]) -> None:
    async with await seminar.enter(seminar.professor) as professor:
        quiz = await make_quiz(seminar, professor, NUMBER, WORD)
        people = {number: (await take(seminar, quiz, number))[0] for number in after}
        await ask(professor, "quiz:regrade", quiz=quiz["id"], number=1, regrading=regrading)

        scores = await earned(seminar, quiz)
        assert {number: scores[person.id][0] for number, person in people.items()} == after
        assert {points for _, points in scores.values()} == {"1" if regrading["act"] == "drop" else "2"}


async def test_who_submits_after_a_correction_is_graded_by_it(seminar: Seminar) -> None:
    async with await seminar.enter(seminar.professor) as professor:
        quiz = await make_quiz(seminar, professor, NUMBER)
        await ask(professor, "quiz:regrade", quiz=quiz["id"], number=1, regrading={"act": "full_marks"})
        student, _ = await take(seminar, quiz, "7")

        assert (await earned(seminar, quiz))[student.id] == ("1.00", "1")


@pytest.mark.parametrize(
    "regrading",
    [
        {"act": "change_key", "question": {**NUMBER, "text": "How few?"}},
        {"act": "change_key", "question": WORD},
        {"act": "change_key", "question": {**NUMBER, "answer": "NaN"}},
        {"act": "accept_also", "response": {"kind": "single", "option": "a"}},
        {"act": "forgive"},
    ],
)
async def test_a_correction_that_does_not_fit_the_question_is_refused(seminar: Seminar, regrading: Frame) -> None:
    async with await seminar.enter(seminar.professor) as professor:
        quiz = await make_quiz(seminar, professor, NUMBER)

        assert await refused(professor, "quiz:regrade", quiz=quiz["id"], number=1, regrading=regrading) == "invalid"
        dropped = {"act": "drop"}
        assert await refused(professor, "quiz:regrade", quiz=quiz["id"], number=9, regrading=dropped) == "invalid"


async def test_how_a_question_measured_is_said_from_fifteen_answers_on(seminar: Seminar) -> None:
    async with await seminar.enter(seminar.professor) as professor:
        quiz = await make_quiz(seminar, professor, NUMBER, WORD)
        for number in range(LEAST - 1):
            await take(seminar, quiz, "42" if number % 2 else "41")
        assert (await results(seminar, quiz))["items"][0]["difficulty"] is None
        await take(seminar, quiz)

        first, second = (await results(seminar, quiz))["items"]
        assert first["people"] == LEAST
        assert first["difficulty"] == pytest.approx(8 / 15)
        assert {choice["option"]: choice["people"] for choice in first["options"]} == {"42": 8, "41": 7}
        assert (second["people"], second["not_reached"]) == (0, LEAST)


async def test_a_class_of_fifty_is_graded_in_less_than_a_second(seminar: Seminar) -> None:
    people = [await seminar.person() for _ in range(50)]
    async with await seminar.enter(seminar.professor) as professor:
        quiz = await make_quiz(seminar, professor, CAPITAL, NUMBER, WORD)
        for person in people:
            body = await post(seminar, person, f"/{quiz['id']}/attempts")
            assert body.status_code == 201
        began = asyncio.get_running_loop().time()
        await close(professor, quiz)
        seconds = asyncio.get_running_loop().time() - began

    assert len(await earned(seminar, quiz)) == 50
    assert seconds < 1


async def test_a_quiz_is_run_and_taken_over_http(seminar: Seminar) -> None:
    student = await seminar.person()
    async with await seminar.enter(student) as hearing:
        async with await seminar.enter(seminar.professor) as professor:
            quiz = await make_quiz(seminar, professor, CAPITAL, open=False, minutes=5)
        path = f"/{quiz['id']}"
        assert (await post(seminar, seminar.professor, f"{path}/open")).json()["data"]["state"] == "open"
        attempt = (await post(seminar, student, f"{path}/attempts")).json()["data"]
        assert (await get(seminar, student, f"{path}/attempt")).json()["data"]["questions"] == attempt["questions"]
        named = {"attempt": attempt["info"]["id"]}
        body = {**named, "place": 1, "response": option(attempt, 1, "서울")}
        assert (await post(seminar, student, f"{path}/answer", body)).is_success
        assert (await post(seminar, student, f"{path}/focus", {**named, "seconds": 3})).status_code == 204
        progress = (await get(seminar, seminar.professor, f"{path}/progress")).json()["data"]
        assert [(one["answered"], one["focus_losses"]) for one in progress] == [(1, 1)]
        extended = await post(seminar, seminar.professor, f"{path}/extend", {"minutes": 5})
        assert extended.json()["data"] == {"attempts": 1}
        assert (await post(seminar, student, f"{path}/submit", named)).json()["data"]["ended_by"] == "person"
        assert (await post(seminar, seminar.professor, f"{path}/close")).json()["data"]["state"] == "closed"
        released = await post(seminar, seminar.professor, f"{path}/release", {"release": "answers"})
        assert released.json()["data"]["released"] == "answers"

        review = (await get(seminar, student, f"{path}/attempts/{attempt['info']['id']}")).json()["data"]
        assert review["earned"] == "1.00"
        await hearing.event("quiz:changed", lambda event: event["quiz"]["released"] == "answers")


async def test_a_call_that_is_repeated_with_its_key_acts_once(seminar: Seminar) -> None:
    student = await seminar.person()
    async with await seminar.enter(seminar.professor) as professor:
        quiz = await make_quiz(seminar, professor, NUMBER)
        key = {"Idempotency-Key": str(uuid4())}

        first, again = [await post(seminar, student, f"/{quiz['id']}/attempts", **key) for _ in range(2)]
        other = await post(seminar, student, f"/{quiz['id']}/attempts")

        assert first.json() == again.json()
        assert other.json()["error"]["code"] == "attempt_running"


async def test_a_quiz_is_prepared_before_class_and_corrected_after_it(seminar: Seminar) -> None:
    async with await seminar.enter(seminar.professor) as professor:
        quiz = await make_quiz(seminar, professor, NUMBER)
        student, attempt = await take(seminar, quiz, "41")
        detail = (await get(seminar, seminar.professor, f"/{quiz['id']}")).json()["data"]
    await seminar.end()
    path = f"/{quiz['id']}"

    late = await post(seminar, student, f"{path}/attempts")
    assert (late.status_code, late.json()["error"]["code"]) == (410, "session_ended")
    key = {"Idempotency-Key": str(uuid4())}
    body = {"number": 1, "regrading": {"act": "full_marks"}}
    corrected = [await post(seminar, seminar.professor, f"{path}/regrade", body, **key) for _ in range(2)]
    assert [answer.json()["data"] for answer in corrected] == [{"changed": 1}] * 2
    await post(seminar, seminar.professor, f"{path}/release", {"release": "scores"})
    assert (await get(seminar, student, f"{path}/attempts/{attempt['id']}")).json()["data"]["earned"] == "1.00"
    assert (await post(seminar, seminar.professor, f"{path}/undo")).json()["data"] == {"changed": 1}

    next_session = await make_session(seminar.client, seminar.professor, seminar.course)
    new = {
        "session_id": next_session["id"],
        "title": "Next",
        "parts": detail["parts"],
    }
    prepared = (await post(seminar, seminar.professor, "", new)).json()["data"]
    early = await post(seminar, seminar.professor, f"/{prepared['id']}/open")
    assert early.json()["error"]["code"] == "session_not_live"
    await start_session(seminar.client, seminar.professor, next_session)
    assert (await post(seminar, seminar.professor, f"/{prepared['id']}/open")).json()["data"]["state"] == "open"


async def test_a_quiz_of_another_course_cannot_be_told_from_nothing(seminar: Seminar) -> None:
    async with await seminar.enter(seminar.professor) as professor:
        quiz = await make_quiz(seminar, professor, NUMBER)
    stranger = await make_person(seminar.app, seminar.client, role="professor")

    there, nowhere = [await get(seminar, stranger, f"/{id}") for id in (quiz["id"], new_id())]

    assert there.status_code == nowhere.status_code == 404
    assert there.json() == nowhere.json()
