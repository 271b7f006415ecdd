"""Columns that are read from quizzes: nothing before the release, and always as the quiz says now."""

from tests.factories.gradebooks import Gradebook
from tests.factories.people import Person
from tests.factories.quizzes import NUMBER, ask, make_quiz, save, start, submit
from tests.factories.rooms import Frame, RoomClient, Seminar


async def gradebook(seminar: Seminar, student: Person) -> Gradebook:
    book = Gradebook(seminar.app, seminar.client, seminar.professor, seminar.course, [student], {})
    book.category = await book.data("POST", "/categories", {"title": "Quizzes", "weight": "100"})
    return book


async def cell(book: Gradebook, student: Person) -> Frame:
    """Empty where there is none."""
    view = await book.view()
    return next(one["cells"][0] for one in view["students"] if one["id"] == student.id) or {}


async def take(seminar: Seminar, student: Person, quiz: Frame, number: str) -> None:
    async with await seminar.enter(student) as taker:
        attempt = await start(taker, quiz)
        await save(taker, attempt, 1, {"kind": "numeric", "text": number})
        await submit(taker, attempt)


async def release(client: RoomClient, quiz: Frame) -> None:
    await ask(client, "quiz:close", quiz=quiz["id"], at_once=True)
    await ask(client, "quiz:release", quiz=quiz["id"], release="answers")


async def test_a_quiz_fills_its_column_when_it_is_released_and_again_when_it_is_corrected(seminar: Seminar) -> None:
    student, absent = await seminar.person(), await seminar.person()
    book = await gradebook(seminar, student)
    async with await seminar.enter(seminar.professor) as host:
        quiz = await make_quiz(seminar, host, NUMBER)
        (source,) = (await book.data("GET", "/sources"))["sources"]
        named = {"kind": source["kind"], "id": source["id"]}
        column = await book.column("Quiz 1", "1", source=named)
        twice = await book.call(
            "POST", "/columns", {"title": "Again", "points": "1", "category_id": book.category["id"], "source": named}
        )
        await take(seminar, student, quiz, "43")
        before = await cell(book, student)
        await release(host, quiz)
        released = await cell(book, student)
        missing = await cell(book, absent)

        # By hand over what was read, which stays below it when the quiz is corrected.
        await book.put(column, student, "0.5", released["version"])
        by_hand = await cell(book, student)
        accept = {"act": "accept_also", "response": {"kind": "numeric", "text": "43"}}
        await ask(host, "quiz:regrade", quiz=quiz["id"], number=1, regrading=accept)
        corrected = await cell(book, student)
        ids = {"column_id": column["id"], "student_id": student.id}
        clear = {**ids, "version": corrected["version"], "put": "clear"}
        await book.data("PATCH", "/cells", {"entries": [clear]})
        given_back = await cell(book, student)

    assert twice.json()["error"]["code"] == "source_used"
    assert before == {}
    assert released["points"] == "0"
    assert missing["state"] == "missing"
    assert (by_hand["points"], by_hand["override"]) == ("0.5", True)
    assert (corrected["points"], corrected["raw"]) == ("0.5", "1")
    assert (given_back["points"], given_back.get("override")) == ("1", None)
