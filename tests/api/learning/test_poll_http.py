"""Polls over HTTP: what is prepared, the same requests as by the socket, results and their table."""

import csv
import io
from typing import Any
from uuid import uuid4

import httpx
import pytest

from eduforum.learning.polls import service
from tests.factories.courses import make_course
from tests.factories.people import Person, make_person
from tests.factories.polls import act, asked, cast, changed, open_poll, vote
from tests.factories.rooms import Frame, Seminar


async def call(seminar: Seminar, person: Person, method: str, path: str, **body: Any) -> httpx.Response:
    headers = {**person.headers, **body.pop("headers", {})}
    url = f"/api/v1/learning{path}"
    if method == "GET":
        return await seminar.client.get(url, params=body, headers=headers)
    return await seminar.client.request(method, url, json=body or None, headers=headers)


async def prepare(seminar: Seminar, **fields: Any) -> Frame:
    answer = await call(
        seminar, seminar.professor, "POST", "/prepared-polls", course_id=seminar.course["id"], content=asked(**fields)
    )
    assert answer.status_code == 201, answer.text
    prepared: Frame = answer.json()["data"]
    return prepared


async def test_a_poll_is_asked_voted_on_closed_and_read_without_a_socket(seminar: Seminar) -> None:
    student, session = await seminar.person(), seminar.session["id"]
    opened = await call(
        seminar, seminar.professor, "POST", "/polls", session_id=session, content=asked(results="staff")
    )
    poll = opened.json()["data"]["poll"]
    ballot = {"session_id": session, "round": 1, "ballot": {"choices": [2]}}
    voted = await call(seminar, student, "POST", f"/polls/{poll}/vote", **ballot)
    extended = await call(seminar, seminar.professor, "POST", f"/polls/{poll}/extend", session_id=session, seconds=60)
    closed = await call(seminar, seminar.professor, "POST", f"/polls/{poll}/close", session_id=session)
    before = await call(seminar, student, "GET", f"/polls/{poll}/results", session_id=session)
    discussed = await call(seminar, seminar.professor, "POST", f"/polls/{poll}/discuss", session_id=session)
    shared = await call(seminar, seminar.professor, "POST", f"/polls/{poll}/share", session_id=session)
    repeated = await call(seminar, seminar.professor, "POST", f"/polls/{poll}/repeat", session_id=session)
    after = await call(seminar, student, "GET", "/polls", session_id=session)

    assert opened.status_code == 201
    for answer in (voted, extended, closed, discussed, shared, repeated):
        assert answer.status_code == 200, answer.text
    assert before.json()["data"]["poll"]["rounds"][0]["result"] is None
    assert (before.json()["data"]["details"], before.json()["data"]["ballots"]) == (None, [])
    assert before.json()["data"]["own"] == [{"poll": poll, "round": 1, "ballot": cast(2)}]
    (found,) = after.json()["data"]["polls"]
    assert [each["result"] and each["result"]["counts"] for each in found["rounds"]] == [[0, 0, 1], None]


async def test_a_call_that_is_repeated_with_its_key_acts_once(seminar: Seminar) -> None:
    key = {"Idempotency-Key": str(uuid4())}
    body = {"session_id": seminar.session["id"], "content": asked()}
    first = await call(seminar, seminar.professor, "POST", "/polls", **body, headers=key)
    again = await call(seminar, seminar.professor, "POST", "/polls", **body, headers=key)

    assert first.json()["data"] == again.json()["data"]


async def test_a_prepared_poll_is_asked_again_and_again(seminar: Seminar) -> None:
    prepared = await prepare(seminar, question="준비한 질문")
    async with await seminar.enter(seminar.professor) as professor:
        for _ in range(2):
            answer = await professor.ask("poll:open", prepared=prepared["id"])
            poll = answer["data"]["poll"]
            assert (await changed(professor, poll))["question"] == "준비한 질문"
            await act(professor, "close", poll)


async def test_prepared_polls_are_listed_changed_and_deleted(seminar: Seminar) -> None:
    course, professor = seminar.course["id"], seminar.professor
    first, second = await prepare(seminar, question="one"), await prepare(seminar, question="two")
    path = f"/prepared-polls/{first['id']}"
    changed = await call(seminar, professor, "PUT", path, version=1, content=asked(question="three"))
    stale = await call(seminar, professor, "PUT", path, version=1, content=asked(question="four"))
    deleted = await call(seminar, professor, "DELETE", f"/prepared-polls/{second['id']}")
    listed = await call(seminar, professor, "GET", "/prepared-polls", course_id=course)

    assert (changed.json()["data"]["version"], stale.json()["error"]["code"]) == (2, "version_conflict")
    assert deleted.status_code == 204
    assert [each["content"]["question"] for each in listed.json()["data"]] == ["three"]


async def test_a_prepared_poll_of_another_course_is_not_found(seminar: Seminar) -> None:
    other = await make_course(seminar.client, seminar.professor)
    answer = await call(seminar, seminar.professor, "POST", "/prepared-polls", course_id=other["id"], content=asked())
    opened = await call(
        seminar, seminar.professor, "POST", "/polls",
        session_id=seminar.session["id"], prepared=answer.json()["data"]["id"],
    )  # fmt: skip

    assert opened.json()["error"]["code"] == "not_found"


async def test_a_course_has_so_many_prepared_polls(seminar: Seminar, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "PREPARED", 1)
    await prepare(seminar)
    refused = await call(
        seminar, seminar.professor, "POST", "/prepared-polls", course_id=seminar.course["id"], content=asked()
    )

    assert refused.json()["error"]["code"] == "too_many_polls"


async def test_what_cannot_be_asked_cannot_be_prepared(seminar: Seminar) -> None:
    refused = await call(
        seminar, seminar.professor, "POST", "/prepared-polls",
        course_id=seminar.course["id"], content=asked(options=["one"]),
    )  # fmt: skip

    assert (refused.status_code, refused.json()["error"]["details"][0]["field"]) == (422, "content.options")


async def test_a_session_that_has_ended_closes_its_poll_and_keeps_the_votes(seminar: Seminar) -> None:
    student, session = await seminar.person(), seminar.session["id"]
    async with await seminar.enter(seminar.professor) as professor, await seminar.enter(student) as voter:
        poll = await open_poll(professor, names="hidden")
        await vote(voter, poll, 1)
        await seminar.end()
    read = await call(seminar, student, "GET", f"/polls/{poll}/results", session_id=session)
    late = await call(
        seminar, student, "POST", f"/polls/{poll}/vote", session_id=session, round=1, ballot={"choices": [0]}
    )

    last = read.json()["data"]["poll"]["rounds"][0]
    assert (last["closed_at"] is not None, last["result"]["counts"]) == (True, [0, 1, 0])
    assert late.json()["error"]["code"] == "session_ended"


async def rows(seminar: Seminar, poll: str) -> list[list[str]]:
    answer = await call(seminar, seminar.professor, "GET", f"/polls/{poll}/export", session_id=seminar.session["id"])
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/csv; charset=utf-8")
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


async def test_votes_are_exported_with_names_where_staff_may_know_them(seminar: Seminar) -> None:
    student = await seminar.person()
    async with await seminar.enter(seminar.professor) as professor, await seminar.enter(student) as voter:
        poll = await open_poll(professor, kind="ranking", reasons=True)
        await vote(voter, poll, 2, 0, 1, reason="=1+1")

        assert await rows(seminar, poll) == [
            ["round", "name", "answer", "reason"],
            ["1", student.name, "C > A > B", "'=1+1"],
        ]


async def test_votes_with_names_hidden_are_exported_without_them_after_the_close(seminar: Seminar) -> None:
    one, two = await seminar.person(), await seminar.person()
    async with (
        await seminar.enter(seminar.professor) as professor,
        await seminar.enter(one) as first,
        await seminar.enter(two) as second,
    ):
        poll = await open_poll(professor, kind="text", options=[], names="hidden")
        await vote(first, poll, texts=["나중"])
        await vote(second, poll, texts=["가장 먼저"])
        open_still = await rows(seminar, poll)
        await act(professor, "close", poll)

        assert open_still == [["round", "name", "answer", "reason"]]
        assert await rows(seminar, poll) == [*open_still, ["1", "", "가장 먼저", ""], ["1", "", "나중", ""]]


@pytest.mark.parametrize(
    ("role", "status"),
    [("ta", 200), ("co_professor", 200), ("student", 403), ("observer", 403), ("admin", 200), ("stranger", 404)],
)
async def test_votes_are_exported_by_staff_alone(seminar: Seminar, role: str, status: int) -> None:
    person = (
        await make_person(seminar.app, seminar.client, role="admin" if role == "admin" else "student")
        if role in ("admin", "stranger")
        else await seminar.person(role)
    )
    async with await seminar.enter(seminar.professor) as professor:
        poll = await open_poll(professor)
    answer = await call(seminar, person, "GET", f"/polls/{poll}/export", session_id=seminar.session["id"])

    assert answer.status_code == status
