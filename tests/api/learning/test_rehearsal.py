"""A lesson plan is rehearsed with simulated students; a report stays for an hour, and nothing else."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from eduforum.auth import store
from eduforum.clock import Clock
from eduforum.config import Config
from eduforum.db import Database
from eduforum.db.pool import connect
from eduforum.ids import new_id
from eduforum.learning.rehearsal import store as stages
from eduforum.learning.rehearsal.measuring import SlideMeter
from eduforum.learning.rehearsal.schemas import Rehearsal, RehearsedStep
from eduforum.learning.rehearsal.service import RehearsalService
from eduforum.learning.rehearsal.stage import House
from eduforum.web.app import Application, build
from tests.api.conftest import build_silent, open_client
from tests.factories.clock import START, ManualClock
from tests.factories.courses import Record, enroll, make_course, make_session
from tests.factories.engine import silent_engine
from tests.factories.people import Person, make_person
from tests.factories.plans import make_plan, step
from tests.factories.questions import make_question
from tests.factories.rehearsals import begin, contents, over, path_of, principal, rehearse, under_way, whole_class
from tests.factories.slides import OCTETS, deck

SPEED = 300.0
"""45 minutes take nine seconds."""


@pytest_asyncio.fixture
async def real(config: Config, db: Database, signing_key: str) -> AsyncIterator[Application]:
    """A server in real time: what wakes simulated students is nobody's to turn."""
    async with db.connection() as conn:
        await store.add_signing_key(conn, kid=new_id(), private_pem=signing_key, created_at=START)
    application = await build(config, engine=silent_engine())
    await application.start()
    yield application
    await application.stop()


async def course_of(app: Application, client: httpx.AsyncClient) -> tuple[Person, Record]:
    professor = await make_person(app, client, role="professor")
    return professor, await make_course(client, professor)


async def prepare_poll(client: httpx.AsyncClient, professor: Person, course: Record, **content: object) -> str:
    body = {"kind": "single", "question": "어느 쪽인가요?", "options": ["A", "B"], "names": "hidden", **content}
    answer = await client.post(
        "/api/v1/learning/prepared-polls",
        json={"course_id": course["id"], "content": body},
        headers=professor.headers,
    )
    assert answer.status_code == 201, answer.text
    poll: str = answer.json()["data"]["id"]
    return poll


async def schemas(url: str) -> list[str]:
    conn = await connect(url)
    try:
        return await stages.schemas(conn)
    finally:
        await conn.close()


def by_kind(report: Rehearsal, kind: str) -> RehearsedStep:
    return next(each for each in report.steps if each.kind == kind)


async def test_a_class_is_gone_through_and_leaves_no_trace(real: Application, config: Config) -> None:
    async with open_client(real) as client:
        professor, course = await course_of(real, client)
        poll = await prepare_poll(client, professor, course)
        questions = [await make_question(client, professor, course) for _ in range(2)]
        plan = await whole_class(client, professor, course, poll, questions)
        await make_session(client, professor, course)
        assert config.database.url is not None
        before = await contents(config.database.url)
        report = await rehearse(real, professor, plan, students=12, speed=SPEED, seed=7)
        after = await contents(config.database.url)

    assert (report.state, report.code, report.seed, report.planned) == ("done", "", 7, 45)
    assert [each.state for each in report.steps] == ["done"] * 7
    assert [each.title for each in report.steps] == [each["title"] for each in plan["steps"]]
    assert all(each.seconds >= 60 * each.planned for each in report.steps)
    assert all(each.launch == "done" for each in report.steps if each.kind != "talk")
    assert report.seconds >= 45 * 60
    # Of twelve whom little hinders; a machine that is busy hinders many.
    assert by_kind(report, "poll").acts["vote"] >= 3
    assert by_kind(report, "think").acts["think"] >= 3
    assert by_kind(report, "breakout").acts["group"] >= 10
    assert by_kind(report, "quiz").acts["submit"] >= 2
    assert by_kind(report, "quiz").acts["answer"] >= 2 * by_kind(report, "quiz").acts["submit"]
    for kind in ("poll", "think", "breakout", "quiz"):
        assert 3 <= by_kind(report, kind).took_part <= 12
    happened = [act for each in report.steps for act in each.acts]
    assert {"dropped", "returned", "came", "hand", "chat"} <= set(happened)
    assert after == before
    assert await schemas(config.database.url) == []
    assert not [*(config.data.dir / "rehearsals").iterdir()]


async def test_the_report_names_what_could_not_begin_and_what_was_wrong_before(real: Application) -> None:
    async with open_client(real) as client:
        professor, course = await course_of(real, client)
        gone = await prepare_poll(client, professor, course)
        crowded = {"groups": 40}
        plan = await make_plan(
            client,
            professor,
            course,
            step("투표", 1, "poll", settings={"prepared": gone}),
            step("모둠", 1, "breakout", settings=crowded),
        )
        await client.delete(f"/api/v1/learning/prepared-polls/{gone}", headers=professor.headers)
        await make_session(client, professor, course, duration_minutes=1)
        report = await rehearse(real, professor, plan, students=5, speed=SPEED, seed=1)

    assert [(each.kind, each.step) for each in report.findings] == [
        ("poll_missing", plan["steps"][0]["id"]),
        ("groups_impossible", plan["steps"][1]["id"]),
        ("after_session", plan["steps"][1]["id"]),
    ]
    assert report.state == "done"
    assert [(each.launch, each.code) for each in report.steps] == [("failed", "not_found"), ("failed", "invalid")]


async def test_students_vote_anonymously_as_people_do(real: Application) -> None:
    async with open_client(real) as client:
        professor, course = await course_of(real, client)
        poll = await prepare_poll(client, professor, course, names="anonymous")
        settings = {"prepared": poll, "seconds": 180}
        plan = await make_plan(client, professor, course, step("비밀 투표", 3, "poll", settings=settings))
        report = await rehearse(real, professor, plan, students=5, speed=SPEED / 2.5, seed=3)

    assert report.steps[0].acts["vote"] >= 2
    assert report.steps[0].refused == {}


async def test_pages_are_turned_and_views_voted_before_and_after_a_debate(real: Application) -> None:
    async with open_client(real) as client:
        professor, course = await course_of(real, client)
        data = {"course_id": course["id"], "name": "롤스.pdf"}
        answer = await client.post(
            "/api/v1/learning/slides/prepared",
            params=data,
            content=deck([(20.0, "Too small")], [(40.0, "Large")], [(12.0, "Too small again")]),
            headers={**professor.headers, **OCTETS},
        )
        shown = answer.json()["data"]["id"]
        motion = {"motion": "Tax inheritance", "seconds": 120}
        plan = await make_plan(
            client,
            professor,
            course,
            step("발표", 1, "slides", settings={"prepared": shown}),
            step("토론", 9, "debate", settings=motion),
        )
        report = await rehearse(real, professor, plan, students=12, speed=SPEED / 5, seed=3)

    slides, debate = report.steps
    assert [each.launch for each in report.steps] == ["done", "done"]
    assert (slides.acts["page"], slides.refused) == (2, {})
    # The second vote is held where five have voted in the first.
    assert debate.acts["vote"] >= 6
    assert debate.acts["turn"] == 6
    # Where the machine is busy somebody's view comes too late.
    assert set(debate.refused) <= {"poll_closed"}
    assert [(each.kind, each.part) for each in report.findings] == [
        ("slides_unreadable", 1),
        ("slides_unreadable", 3),
        ("too_few_views", None),
    ]


async def test_one_that_is_stopped_leaves_nothing(real: Application, config: Config) -> None:
    async with open_client(real) as client:
        professor, course = await course_of(real, client)
        plan = await make_plan(client, professor, course, step("토론", 90))
        assert config.database.url is not None
        before = await contents(config.database.url)
        begun = await real.rehearsals.begin(principal(professor), plan["id"], students=5, speed=10)
        await under_way(real, professor, begun)
        path = f"/api/v1/learning/plans/{plan['id']}/rehearsals/{begun.id}"
        stopped = await client.post(f"{path}/stop", headers=professor.headers)
        after = await contents(config.database.url)
        looked = await client.get(path, headers=professor.headers)
        forgotten = await client.delete(path, headers=professor.headers)
        again = await client.get(path, headers=professor.headers)

        assert (stopped.status_code, stopped.json()["data"]["state"]) == (200, "stopped")
        assert after == before
        assert looked.json() == forgotten.json() == stopped.json()
        assert again.status_code == 404


async def test_one_that_is_stopped_at_once_leaves_nothing(
    app: Application, client: httpx.AsyncClient, config: Config
) -> None:
    professor, course = await course_of(app, client)
    plan = await make_plan(client, professor, course, step())
    assert config.database.url is not None
    before = await contents(config.database.url)
    for pause in (0.0, 0.02, 0.1, 0.3):
        begun = (await begin(client, professor, plan)).json()["data"]
        await asyncio.sleep(pause)
        await client.delete(path_of(begun), headers=professor.headers)

    assert await contents(config.database.url) == before


async def test_a_server_that_stops_takes_its_rehearsals_away(
    config: Config, clock: ManualClock, app: Application, client: httpx.AsyncClient
) -> None:
    professor, course = await course_of(app, client)
    plan = await make_plan(client, professor, course, step())
    assert config.database.url is not None
    other = await build_silent(config, clock)
    await other.start()
    begun = await other.rehearsals.begin(principal(professor), plan["id"], students=5, speed=10)
    await under_way(other, professor, begun)
    during = await schemas(config.database.url)
    await other.stop()

    assert (len(during), await schemas(config.database.url)) == (1, [])


async def test_one_that_fails_says_so_and_leaves_nothing(
    app: Application, client: httpx.AsyncClient, config: Config, clock: ManualClock
) -> None:
    def burning(schema: str, clock: Clock) -> AbstractAsyncContextManager[House]:
        raise OSError("no place")

    professor, course = await course_of(app, client)
    plan = await make_plan(client, professor, course, step())
    url = config.database.url
    assert url is not None
    before = await contents(url)
    app.rehearsals = RehearsalService(app.db, app.limiter, clock, url, burning, SlideMeter(app.decks.read), at_once=1)
    report = await rehearse(app, professor, plan, students=5, speed=10, seed=1)

    assert (report.state, report.code) == ("failed", "internal")
    assert await contents(url) == before


async def test_a_plan_is_rehearsed_once_at_a_time(app: Application, client: httpx.AsyncClient) -> None:
    professor, course = await course_of(app, client)
    plan = await make_plan(client, professor, course, step())
    first, second = await begin(client, professor, plan), await begin(client, professor, plan)
    await client.delete(path_of(first.json()["data"]), headers=professor.headers)
    third = await begin(client, professor, plan)

    assert (first.status_code, third.status_code) == (201, 201)
    assert (second.status_code, second.json()["error"]["code"]) == (409, "rehearsal_running")


async def test_a_server_holds_so_many_at_once(app: Application, client: httpx.AsyncClient) -> None:
    professor, course = await course_of(app, client)
    plans = [await make_plan(client, professor, course, step()) for _ in range(3)]
    answers = [await begin(client, professor, plan) for plan in plans]

    assert [answer.status_code for answer in answers] == [201, 201, 503]
    assert answers[2].json()["error"]["code"] == "too_many_rehearsals"


async def test_only_the_course_s_staff_rehearse(app: Application, client: httpx.AsyncClient) -> None:
    professor, course = await course_of(app, client)
    student, assistant, stranger = [await make_person(app, client) for _ in range(3)]
    await enroll(client, professor, course, student)
    await enroll(client, professor, course, assistant, "ta")
    plan = await make_plan(client, professor, course, step())
    answers = [await begin(client, person, plan) for person in (student, stranger, assistant)]
    begun = answers[2].json()["data"]
    looked = [await client.get(path_of(begun), headers=person.headers) for person in (student, stranger, professor)]

    assert [answer.status_code for answer in answers] == [403, 404, 201]
    assert [answer.status_code for answer in looked] == [403, 404, 200]


async def test_another_plan_s_path_leads_to_no_rehearsal(app: Application, client: httpx.AsyncClient) -> None:
    professor, course = await course_of(app, client)
    plan, other = [await make_plan(client, professor, course, step()) for _ in range(2)]
    begun = (await begin(client, professor, plan)).json()["data"]
    astray = await client.get(path_of({**begun, "plan_id": other["id"]}), headers=professor.headers)

    assert astray.status_code == 404


async def test_a_report_is_forgotten_after_an_hour(
    app: Application, client: httpx.AsyncClient, clock: ManualClock
) -> None:
    professor, course = await course_of(app, client)
    plan = await make_plan(client, professor, course)
    begun = await app.rehearsals.begin(principal(professor), plan["id"], students=5, speed=1000)

    async def pass_class() -> None:
        while True:
            clock.advance(0.05)
            await asyncio.sleep(0.01)

    passing = asyncio.create_task(pass_class())
    report = await over(app, professor, begun)
    passing.cancel()
    listed = await client.get(f"/api/v1/learning/plans/{plan['id']}/rehearsals", headers=professor.headers)
    clock.advance(3601)
    headers = (await make_person(app, client, role="admin")).headers
    later = await client.get(f"/api/v1/learning/plans/{plan['id']}/rehearsals", headers=headers)

    assert [finding.kind for finding in report.findings] == ["no_steps"]
    assert report.state == "done"
    assert [each["id"] for each in listed.json()["data"]] == [begun.id]
    assert later.json()["data"] == []


@pytest.mark.parametrize("body", [{"students": 4}, {"students": 51}, {"speed": 2}, {"seed": -1}, {"plan": "x"}])
async def test_what_is_asked_for_is_checked(
    app: Application, client: httpx.AsyncClient, body: dict[str, object]
) -> None:
    professor, course = await course_of(app, client)
    plan = await make_plan(client, professor, course, step())

    assert (await begin(client, professor, plan, **body)).status_code == 422


async def test_what_a_killed_server_left_is_gone_with_the_next_start(
    app: Application, config: Config, clock: ManualClock
) -> None:
    """And what another server holds is not."""
    assert config.database.url is not None
    left, held = stages.schema_name(new_id()), stages.schema_name(new_id())
    folder = config.data.dir / "rehearsals" / left
    Path(folder / "objects").mkdir(parents=True)
    owner = await connect(config.database.url)
    await stages.hold(owner, held)
    for schema in (left, held):
        await stages.create(owner, schema)
        await owner.execute(f"create table {schema}.users (id uuid)")
    other = await build_silent(config, clock)
    await other.stop()

    assert await schemas(config.database.url) == [held]
    assert not folder.exists()
    await stages.drop(owner, held)
    await owner.close()
