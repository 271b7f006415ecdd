"""Quizzes of a seminar, with somebody who runs them and people who take them."""

from typing import Any

import msgspec

from eduforum.learning.questions.content import Question, Response
from eduforum.learning.questions.rules import clean
from tests.factories.people import Person
from tests.factories.questions import make_question, right
from tests.factories.rooms import Frame, RoomClient, Seminar

CAPITAL = {
    "kind": "single",
    "text": "대한민국의 수도는?",
    "options": [{"id": "a", "text": "서울 KEYWORD"}, {"id": "b", "text": "부산"}, {"id": "c", "text": "대구"}],
    "answer": "a",
    "explanation": "EXPLAINED",
}
NUMBER = {"kind": "numeric", "text": "How many?", "answer": "42", "tolerance": "0"}
WORD = {"kind": "short_text", "text": "Who?", "accepted": ["SECRET Rawls"]}


async def ask(client: RoomClient, type: str, **fields: Any) -> Frame:
    """The data of an ack."""
    answer = await client.ask(type, **fields)
    assert answer["type"] == "ack", answer
    data: Frame = answer["data"]
    return data


async def refused(client: RoomClient, type: str, **fields: Any) -> str:
    """The code of an error."""
    answer = await client.ask(type, **fields)
    assert answer["type"] == "error", answer
    code: str = answer["code"]
    return code


async def make_quiz(
    seminar: Seminar, client: RoomClient, *questions: Frame, open: bool = True, title: str = "Quiz", **settings: Any
) -> Frame:
    """Of questions that are put into the bank first, one point each."""
    parts = []
    for question in questions or (CAPITAL, NUMBER, WORD):
        made = await make_question(seminar.client, seminar.professor, seminar.course, question=question)
        parts.append({"kind": "question", "question_id": made["id"]})
    quiz: Frame = (await ask(client, "quiz:create", title=title, parts=parts, settings=settings))["quiz"]
    if open:
        quiz = (await ask(client, "quiz:open", quiz=quiz["id"]))["quiz"]
    return quiz


async def start(client: RoomClient, quiz: Frame) -> Frame:
    """The attempt."""
    attempt: Frame = (await ask(client, "quiz:start", quiz=quiz["id"]))["attempt"]
    return attempt


async def save(client: RoomClient, attempt: Frame, place: int, response: Frame | None) -> Frame:
    info = attempt["info"]
    return await ask(client, "quiz:answer", quiz=info["quiz_id"], attempt=info["id"], place=place, response=response)


async def submit(client: RoomClient, attempt: Frame) -> Frame:
    info = attempt["info"]
    done: Frame = (await ask(client, "quiz:submit", quiz=info["quiz_id"], attempt=info["id"]))["attempt"]
    return done


def option(attempt: Frame, place: int, text: str) -> Frame:
    """The answer that chooses the option whose text begins so."""
    item = attempt["questions"][place - 1]["item"]
    return {"kind": "single", "option": next(o["id"] for o in item["options"] if o["text"].startswith(text))}


def right_answers(question: Question) -> Response:
    return right(clean(question, None))


async def results(seminar: Seminar, quiz: Frame, person: Person | None = None) -> Frame:
    headers = (person or seminar.professor).headers
    answer = await seminar.client.get(f"/api/v1/learning/quizzes/{quiz['id']}/results", headers=headers)
    assert answer.is_success, answer.text
    data: Frame = answer.json()["data"]
    return data


def builtins(question: Question) -> Frame:
    made: Frame = msgspec.json.decode(msgspec.json.encode(question))
    return made


async def over(client: RoomClient) -> Frame:
    """The attempt once it is submitted, which may happen while somebody comes in."""

    def submitted() -> Frame | None:
        told = [e["attempt"] for e in (*client.state["events"], *client.events) if e["type"] == "quiz:attempt-changed"]
        return next((attempt for attempt in told if attempt["submitted_at"] is not None), None)

    return await client.until(submitted)
