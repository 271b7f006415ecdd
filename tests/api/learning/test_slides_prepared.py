"""Slides that are prepared in a course, and what its sessions take of them."""

from datetime import timedelta

import pytest

from eduforum.learning.slides import access, files
from eduforum.storage import DiskStore
from tests.factories.clock import ManualClock
from tests.factories.courses import make_course
from tests.factories.people import Person, make_person
from tests.factories.rooms import Seminar
from tests.factories.slides import (
    list_prepared,
    pdf,
    prepare,
    present,
    read,
    take,
    upload_prepared,
)


async def call(seminar: Seminar, person: Person, method: str, path: str) -> tuple[int, str | None]:
    """Status and code of a call about prepared slides."""
    answer = await seminar.client.request(method, f"/api/v1/learning/slides/prepared{path}", headers=person.headers)
    return answer.status_code, answer.json()["error"]["code"] if answer.status_code >= 400 else None


async def objects(seminar: Seminar) -> int:
    store = DiskStore(seminar.app.config.data.dir / "objects")
    return len([found async for found in store.list("slides/")])


async def test_staff_of_the_course_prepare_slides_and_see_them(seminar: Seminar) -> None:
    ta = await seminar.person("ta")
    second = await prepare(seminar, name="나중.pdf")
    first = (await upload_prepared(seminar, ta, pdf(2), "가장 먼저.pdf")).json()["data"]

    assert [deck["id"] for deck in await list_prepared(seminar, seminar.professor)] == [first["id"], second["id"]]
    assert (first["pages"], first["participant_id"], first["shown"]) == (2, ta.id, False)
    assert (await read(seminar, ta, second)).content.startswith(b"%PDF-")


@pytest.mark.parametrize(("role", "status"), [("student", 403), ("observer", 403), (None, 404)])
async def test_nobody_else_knows_of_them(seminar: Seminar, role: str | None, status: int) -> None:
    person = await (make_person(seminar.app, seminar.client) if role is None else seminar.person(role))
    deck = await prepare(seminar)
    course = seminar.course["id"]

    assert (await call(seminar, person, "GET", f"?course_id={course}"))[0] == status
    assert (await upload_prepared(seminar, person, pdf())).status_code == status
    assert await call(seminar, person, "DELETE", f"/{deck['id']}") == (404, "no_such_deck")
    assert await call(seminar, person, "POST", f"/{deck['id']}/restore") == (404, "no_such_deck")
    assert (await read(seminar, person, deck)).status_code == 404


async def test_a_session_takes_them_once_as_a_deck_of_its_own(seminar: Seminar) -> None:
    deck = await prepare(seminar, 5)
    student = await seminar.person()
    async with await seminar.enter(seminar.professor) as professor, await seminar.enter(student) as client:
        before = (await professor.ask("slides:list"))["data"]
        taken, again = await take(professor, deck), await take(professor, deck)
        after = (await professor.ask("slides:list"))["data"]
        hidden = await read(seminar, student, taken)
        await present(professor, taken, page=4)
        shown = await client.event("slides:shown")

        assert ([each["id"] for each in before["prepared"]], before["decks"]) == ([deck["id"]], [])
        assert (taken, taken["id"] != deck["id"], taken["pages"]) == (again, True, 5)
        assert (after["prepared"], [each["id"] for each in after["decks"]]) == ([], [taken["id"]])
        assert (hidden.status_code, shown["presentation"]["page"]) == (404, 4)
        assert (await read(seminar, student, taken)).status_code == 200
        assert (await read(seminar, student, deck)).status_code == 404
        assert (await client.ask("slides:list"))["data"]["prepared"] == []


async def test_over_http_they_are_taken_as_well(seminar: Seminar) -> None:
    deck = await prepare(seminar)
    answer = await seminar.client.post(
        "/api/v1/learning/slides/take",
        json={"session_id": seminar.session["id"], "prepared": deck["id"]},
        headers=seminar.professor.headers,
    )

    assert answer.json()["data"]["deck"]["name"] == deck["name"]


@pytest.mark.parametrize("role", ["student", "observer", "admin"])
async def test_staff_alone_take_them(seminar: Seminar, role: str) -> None:
    person = await (make_person(seminar.app, seminar.client, role="admin") if role == "admin" else seminar.person(role))
    deck = await prepare(seminar)
    async with await seminar.enter(person) as client:
        assert (await client.ask("slides:take", prepared=deck["id"]))["code"] == "staff_only"


async def test_those_of_another_course_are_none_here(seminar: Seminar) -> None:
    here = seminar.course
    seminar.course = await make_course(seminar.client, seminar.professor)
    other = await prepare(seminar)
    seminar.course = here
    async with await seminar.enter(seminar.professor) as professor:
        answers = [await professor.ask("slides:take", prepared=id) for id in (other["id"], seminar.session["id"])]
        malformed = await professor.ask("slides:take", prepared="x")

        assert [answer["code"] for answer in answers] == ["no_such_deck", "no_such_deck"]
        assert malformed["code"] == "invalid"


async def test_what_a_session_has_taken_outlives_what_was_prepared(seminar: Seminar, clock: ManualClock) -> None:
    kept, gone = await prepare(seminar), await prepare(seminar)
    async with await seminar.enter(seminar.professor) as professor:
        await take(professor, kept)
        await professor.ask("slides:remove", deck=(await take(professor, gone))["id"])
        removed = [await call(seminar, seminar.professor, "DELETE", f"/{deck['id']}") for deck in (kept, gone)]
        again = await professor.ask("slides:take", prepared=kept["id"])
    clock.advance((files.REMOVED_KEPT + timedelta(seconds=1)).total_seconds())
    await seminar.app.decks.tidy()

    assert (removed, again["code"]) == ([(204, None)] * 2, "no_such_deck")
    assert await objects(seminar) == 1


async def test_they_are_put_back_for_a_while(seminar: Seminar, clock: ManualClock) -> None:
    deck = await prepare(seminar)
    await call(seminar, seminar.professor, "DELETE", f"/{deck['id']}")
    none = await list_prepared(seminar, seminar.professor)
    back = await call(seminar, seminar.professor, "POST", f"/{deck['id']}/restore")
    listed = await list_prepared(seminar, seminar.professor)
    await call(seminar, seminar.professor, "DELETE", f"/{deck['id']}")
    clock.advance(access.RESTORABLE.total_seconds() + 1)
    late = await call(seminar, seminar.professor, "POST", f"/{deck['id']}/restore")

    assert (none, back, listed) == ([], (200, None), [deck])
    assert late == (409, "deck_gone")


async def test_their_number_has_a_limit_in_the_course_and_in_the_session(
    seminar: Seminar, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access, "MAX_PREPARED", 2)
    monkeypatch.setattr(access, "MAX_DECKS", 1)
    first, second = await prepare(seminar), await prepare(seminar)
    third = await upload_prepared(seminar, seminar.professor, pdf())
    async with await seminar.enter(seminar.professor) as professor:
        await take(professor, first)
        many = await professor.ask("slides:take", prepared=second["id"])

        assert (third.json()["error"]["code"], many["code"]) == ("too_many_decks", "too_many_decks")
