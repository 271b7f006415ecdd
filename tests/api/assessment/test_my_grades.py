"""SE8: a student gets their own grades, as far as they are published, and nothing that others' are in."""

import httpx
import pytest_asyncio

from eduforum.web.app import Application
from tests.factories.gradebooks import Gradebook, make_gradebook


@pytest_asyncio.fixture
async def book(app: Application, client: httpx.AsyncClient) -> Gradebook:
    return await make_gradebook(app, client)


async def test_a_student_sees_what_is_published_and_totals_of_that_alone(book: Gradebook) -> None:
    me, other = book.students
    essay = await book.column()
    hidden = await book.column("Exam", "50", published=False)
    await book.put(essay, me, "15")
    await book.put(hidden, me, "43.75")
    await book.put(essay, other, "12.25")

    answer = await book.call("GET", "/me", by=me)
    mine = answer.json()["data"]

    assert [(one["title"], one["state"], one["score"]) for one in mine["columns"]] == [
        ("Essay", "score", "15"),
        ("Exam", "awaiting", None),
    ]
    assert mine["totals"] == {"so_far": "75.00", "final": "75.00", "letter": None}
    for secret in ("43.75", "12.25", other.id, other.name, other.email):
        assert secret not in answer.text


async def test_nothing_in_the_answer_moves_when_others_or_hidden_marks_do(book: Gradebook) -> None:
    me, other = book.students
    essay = await book.column()
    hidden = await book.column("Exam", "50", published=False)
    await book.put(essay, me, "15")
    await book.put(hidden, me, "10")
    before = await book.call("GET", "/me", by=me)

    await book.put(essay, other, "20")
    await book.put(hidden, me, "50", 1)
    after = await book.call("GET", "/me", by=me)

    assert after.content == before.content
    assert "etag" not in after.headers


async def test_a_total_and_a_letter_are_seen_once_the_course_shows_them(book: Gradebook) -> None:
    me = book.students[0]
    await book.put(await book.column(), me, "15")
    letter = "/me/derivation?of=letter"

    early = await book.call("GET", letter, by=me)
    await book.data("POST", "/publish", {"total": "hidden"})
    hidden = (await book.data("GET", "/me", by=me))["totals"]
    what_if = await book.call("POST", "/me/what-if", {"scores": []}, by=me)
    await book.data("POST", "/publish", {"total": "letter"})
    shown = (await book.data("GET", "/me", by=me))["totals"]
    derivation = await book.data("GET", letter, by=me)

    assert early.json()["error"]["code"] == "total_hidden"
    assert hidden is None
    assert what_if.json()["error"]["code"] == "total_hidden"
    assert (shown["letter"], derivation["derivation"]["letter"]) == ("C+", "C+")


async def test_what_if_is_reckoned_from_what_one_may_know_and_kept_nowhere(book: Gradebook) -> None:
    me = book.students[0]
    essay, exam = await book.column(), await book.column("Exam", "20", published=False)
    await book.put(essay, me, "10")
    await book.put(exam, me, "3")
    supposed = {"scores": [{"column_id": exam["id"], "points": "20"}]}

    found = await book.data("POST", "/me/what-if", supposed, by=me)
    wrong = await book.call("POST", "/me/what-if", {"scores": [{"column_id": exam["id"], "points": "-1"}]}, by=me)

    assert found["so_far"] == "75.00"
    assert wrong.status_code == 422
    assert (await book.data("GET", "/me", by=me))["totals"]["so_far"] == "50.00"


async def test_the_derivation_of_a_hidden_mark_says_nothing_of_it(book: Gradebook) -> None:
    me = book.students[0]
    exam = await book.column("Exam", "50", published=False)
    await book.put(exam, me, "43.75", why="SECRET reason")

    cell = await book.call("GET", f"/me/derivation?of=cell&column_id={exam['id']}", by=me)
    total = await book.call("GET", "/me/derivation?of=final", by=me)

    for answer in (cell, total):
        assert answer.status_code == 200
        assert "43.75" not in answer.text
        assert "SECRET" not in answer.text
    assert book.professor.id not in cell.text
