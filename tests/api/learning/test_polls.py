"""Polls: asked by staff, answered by students, and seen by each as it is for them."""

import time
from datetime import timedelta
from typing import Any
from uuid import uuid4

import msgspec
import pytest

from eduforum.config import Config
from eduforum.learning.polls import rounds, tool
from eduforum.learning.polls.tool import ACTS, VOTES
from eduforum.web.app import Application
from eduforum.web.server import HttpServer, bind
from tests.api.conftest import build_silent, open_client
from tests.factories.clock import ManualClock
from tests.factories.media import until
from tests.factories.people import Person, make_person
from tests.factories.polls import act, asked, cast, changed, details, open_poll, vote
from tests.factories.rooms import Frame, RoomClient, Seminar

ROLES = ("professor", "co_professor", "ta", "student", "observer")
STAFF = ("professor", "co_professor", "ta")

KINDS: dict[str, tuple[Frame, Frame, Frame]] = {
    # What is asked, a vote on it, and what one such vote comes to.
    "single": ({"options": ["A", "B"]}, {"choices": [1]}, {"counts": [0, 1]}),
    "multiple": ({"options": ["A", "B", "C"]}, {"choices": [2, 0]}, {"counts": [1, 0, 1]}),
    "rating": ({"options": [], "scale": 4}, {"choices": [3]}, {"counts": [0, 0, 1, 0]}),
    "ranking": ({"options": ["A", "B"]}, {"choices": [1, 0]}, {"places": [[0, 1], [1, 0]]}),
    "text": ({"options": []}, {"texts": ["무지의 베일"]}, {"texts": [{"text": "무지의 베일", "count": 1}]}),
    "words": ({"options": [], "most": 2}, {"texts": ["Freedom"]}, {"texts": [{"text": "freedom", "count": 1}]}),
}


async def in_role(seminar: Seminar, role: str) -> Person:
    return seminar.professor if role == "professor" else await seminar.person(role)


def types(client: RoomClient) -> list[str]:
    return [event["type"] for event in client.events]


@pytest.mark.parametrize("names", ["hidden", "shown"])
@pytest.mark.parametrize("kind", KINDS)
async def test_each_kind_is_voted_on_and_counted(seminar: Seminar, kind: str, names: str) -> None:
    fields, ballot, expected = KINDS[kind]
    student = await seminar.person()
    async with await seminar.enter(seminar.professor) as professor, await seminar.enter(student) as voter:
        poll = await open_poll(professor, kind=kind, names=names, **fields)
        answer = await voter.ask("poll:vote", poll=poll, round=1, ballot=ballot)
        await act(professor, "close", poll)

        assert answer["data"] == {"poll": poll, "round": 1}
        nothing: Frame = {"votes": 1, "counts": [], "places": [], "texts": [], "more": 0}
        for client in (professor, voter):
            assert (await changed(client, poll))["rounds"][0]["result"] == {**nothing, **expected}


@pytest.mark.parametrize("role", ROLES)
async def test_staff_run_polls_and_others_do_not(seminar: Seminar, role: str) -> None:
    asker = await seminar.person("co_professor")
    async with (
        await seminar.enter(asker) as staff,
        await seminar.enter(await in_role(seminar, role)) as client,
    ):
        answers = [await client.ask("poll:open", content=asked())]
        if answers[0]["type"] == "ack":
            await act(staff, "close", answers[0]["data"]["poll"])
        poll = await open_poll(staff)
        answers += [await client.ask("poll:extend", poll=poll, seconds=30), await client.ask("poll:close", poll=poll)]
        if answers[-1]["type"] == "error":
            await act(staff, "close", poll)
        answers += [await client.ask(f"poll:{what}", poll=poll) for what in ("discuss", "share", "repeat")]

        assert [answer.get("code") for answer in answers] == [None if role in STAFF else "forbidden"] * 6


@pytest.mark.parametrize("role", ROLES)
async def test_students_vote_and_nobody_else(seminar: Seminar, role: str) -> None:
    async with (
        await seminar.enter(await seminar.person("co_professor")) as staff,
        await seminar.enter(await in_role(seminar, role)) as client,
    ):
        poll = await open_poll(staff)
        answer = await vote(client, poll, 0)

        assert answer.get("code") == (None if role == "student" else "only_students_vote")


async def test_an_administrator_runs_polls_as_staff_do_and_does_not_vote(seminar: Seminar) -> None:
    admin, student = await make_person(seminar.app, seminar.client, role="admin"), await seminar.person()
    async with await seminar.enter(admin) as client, await seminar.enter(student) as voter:
        poll = await open_poll(client, correct=[1])
        codes = [(await vote(each, poll, 0)).get("code") for each in (client, voter)]
        await client.ask("poll:close", poll=poll)
        details = await client.event("poll:details")

        assert codes == ["only_students_vote", None]
        assert details["details"]["poll"] == poll
        assert [each["poll"] for each in (await client.ask("poll:list"))["data"]["details"]] == [poll]
        assert "poll:details" not in types(voter)


async def test_an_administrator_hears_of_polls_that_staff_run(seminar: Seminar) -> None:
    admin = await make_person(seminar.app, seminar.client, role="admin")
    async with await seminar.enter(seminar.professor) as professor, await seminar.enter(admin) as client:
        poll = await open_poll(professor)

        assert (await client.event("poll:details"))["details"]["poll"] == poll


async def test_who_was_removed_votes_no_more(seminar: Seminar) -> None:
    student = await seminar.person()
    async with await seminar.enter(seminar.professor) as professor, await seminar.enter(student) as client:
        poll = await open_poll(professor)
        people = await seminar.client.get(
            f"/api/v1/courses/{seminar.course['id']}/enrollments", headers=seminar.professor.headers
        )
        enrollment = next(each for each in people.json()["data"] if each["user_id"] == student.id)
        await seminar.client.delete(
            f"/api/v1/courses/{seminar.course['id']}/enrollments/{enrollment['id']}", headers=seminar.professor.headers
        )
        await client.closed()
        answer = await seminar.client.post(
            f"/api/v1/learning/polls/{poll}/vote", headers=student.headers,
            json={"session_id": seminar.session["id"], "round": 1, "ballot": {"choices": [0]}},
        )  # fmt: skip

        assert (client.close_code, answer.status_code) == (4403, 404)


async def test_students_see_nothing_of_the_result_before_the_close_and_never_the_key(seminar: Seminar) -> None:
    one, two = await seminar.person(), await seminar.person()
    async with (
        await seminar.enter(seminar.professor) as professor,
        await seminar.enter(one) as first,
        await seminar.enter(two) as second,
    ):
        poll = await open_poll(professor, correct=[1])
        await vote(first, poll, 1)
        await professor.event("poll:progress", lambda event: event["round"]["voted"] == [one.id])
        async with await seminar.enter(await seminar.person()) as late:
            for client in (first, second, late):
                before = await changed(client, poll)
                assert (before["rounds"][0]["result"], before["correct"]) == (None, [])
        await act(professor, "close", poll)

        assert (await changed(second, poll))["rounds"][0]["result"]["counts"] == [0, 1, 0]
        for client in (first, second):
            frames = msgspec.json.encode([client.state, client.answers, client.events]).decode()
            assert '"correct":[1]' not in frames
            assert {"poll:details", "poll:progress", "poll:tally"}.isdisjoint(types(client))
        assert (await details(professor, poll))["correct"] == [1]


async def test_staff_watch_the_votes_come_in(seminar: Seminar) -> None:
    ta, student = await seminar.person("ta"), await seminar.person()
    async with (
        await seminar.enter(seminar.professor) as professor,
        await seminar.enter(ta) as assistant,
        await seminar.enter(student) as voter,
    ):
        poll = await open_poll(professor)
        await vote(voter, poll, 2)
        for client in (professor, assistant):
            told = await client.event("poll:progress")
            assert told["round"]["voted"] == [student.id]
            assert told["round"]["result"]["counts"] == [0, 0, 1]


async def test_everybody_watches_where_results_are_live(seminar: Seminar) -> None:
    one, two = await seminar.person(), await seminar.person()
    async with (
        await seminar.enter(seminar.professor) as professor,
        await seminar.enter(one) as first,
        await seminar.enter(two) as second,
    ):
        poll = await open_poll(professor, results="live")
        await vote(first, poll, 0)

        assert (await second.event("poll:tally"))["result"]["counts"] == [1, 0, 0]
        async with await seminar.enter(await seminar.person("observer")) as late:
            assert (await changed(late, poll))["rounds"][0]["result"]["counts"] == [1, 0, 0]


async def test_results_for_staff_are_shown_when_staff_show_them(seminar: Seminar) -> None:
    async with (
        await seminar.enter(seminar.professor) as professor,
        await seminar.enter(await seminar.person()) as voter,
    ):
        poll = await open_poll(professor, results="staff", correct=[0])
        await vote(voter, poll, 0)
        await act(professor, "close", poll)
        before = await changed(voter, poll)
        await act(professor, "share", poll)
        shown = await changed(voter, poll)
        await act(professor, "share", poll, correct=True)
        after = await changed(voter, poll)

        assert (before["rounds"][0]["closed_at"] is not None, before["rounds"][0]["result"]) == (True, None)
        assert (shown["rounds"][0]["result"]["counts"], shown["correct"]) == ([1, 0, 0], [])
        assert after["correct"] == [0]


async def test_results_may_be_shown_while_the_vote_goes_on(seminar: Seminar) -> None:
    one, two = await seminar.person(), await seminar.person()
    async with (
        await seminar.enter(seminar.professor) as professor,
        await seminar.enter(one) as first,
        await seminar.enter(two) as second,
    ):
        poll = await open_poll(professor)
        await vote(first, poll, 0)
        await act(professor, "share", poll)
        shown = await changed(first, poll)
        await vote(second, poll, 1)

        assert shown["rounds"][0]["result"]["counts"] == [1, 0, 0]
        assert (await first.event("poll:tally"))["result"]["counts"] == [1, 1, 0]
        assert (await professor.ask("poll:share", poll=poll, correct=True))["code"] == "poll_open"


async def test_a_vote_is_changed_until_the_close_and_counts_once(seminar: Seminar) -> None:
    student = await seminar.person()
    async with await seminar.enter(seminar.professor) as professor, await seminar.enter(student) as laptop:
        phone = RoomClient(seminar.url, kind="phone")
        await phone.connect()
        await phone.join(await seminar.token(student), device="second")
        poll = await open_poll(professor)
        await vote(laptop, poll, 0)
        await vote(phone, poll, 2)
        own = await laptop.event("poll:own", lambda event: event["own"]["ballot"]["choices"] == [2])
        await act(professor, "close", poll)
        late = await vote(laptop, poll, 1)

        assert own["own"] == {"poll": poll, "round": 1, "ballot": cast(2)}
        assert (await changed(laptop, poll))["rounds"][0]["result"]["counts"] == [0, 0, 1]
        assert late["code"] == "poll_closed"
        await phone.disconnect()


async def test_a_repeated_vote_is_the_same_vote_also_after_the_close(seminar: Seminar) -> None:
    student, id = await seminar.person(), str(uuid4())
    async with await seminar.enter(seminar.professor) as professor, await seminar.enter(student) as voter:
        poll = await open_poll(professor)
        first = await vote(voter, poll, 0, id=id)
        await voter.cut()
        await act(professor, "close", poll)
        async with await seminar.enter(student, instance=voter.instance) as back:
            again = await vote(back, poll, 1, id=id)

            assert again == first
            assert (await changed(back, poll))["rounds"][0]["result"]["counts"] == [1, 0, 0]


async def test_a_vote_is_in_the_database_before_its_ack(seminar: Seminar) -> None:
    student = await seminar.person()
    async with await seminar.enter(seminar.professor) as professor, await seminar.enter(student) as voter:
        poll = await open_poll(professor)
        await vote(voter, poll, 1)
        async with seminar.app.db.connection() as conn:
            kept = await conn.fetchval("select ballot from poll_ballots where participant_id = $1", student.id)

        assert kept == cast(1)


async def test_who_comes_back_finds_poll_and_vote(seminar: Seminar) -> None:
    student = await seminar.person()
    async with await seminar.enter(seminar.professor) as professor, await seminar.enter(student) as voter:
        poll = await open_poll(professor)
        await vote(voter, poll, 1)
        await voter.cut()
        async with await seminar.enter(student) as back, await seminar.enter(await seminar.person("ta")) as assistant:
            assert back.state["tools"]["polls"]["own"] == [{"poll": poll, "round": 1, "ballot": cast(1)}]
            assert back.state["tools"]["polls"]["details"] == []
            known = (await details(assistant, poll))["rounds"][0]
            assert (known["voted"], known["result"]["counts"]) == ([student.id], [0, 1, 0])
            # States that were missed are asked for.
            listed = (await professor.ask("poll:list"))["data"]
            assert listed["details"] == assistant.state["tools"]["polls"]["details"]


async def test_a_poll_closes_by_the_servers_clock(seminar: Seminar) -> None:
    student = await seminar.person()
    async with await seminar.enter(seminar.professor) as professor, await seminar.enter(student) as voter:
        poll = await open_poll(professor, seconds=20)
        await vote(voter, poll, 1)
        begun = (await changed(voter, poll))["rounds"][0]
        closes_at = msgspec.convert(begun["closes_at"], type=Any)
        seminar.app.clock.advance(20)
        late = await vote(voter, poll, 2)
        closed = await voter.event("poll:changed", lambda event: event["poll"]["rounds"][0]["closed_at"] is not None)

        assert late["code"] == "poll_closed"
        assert closed["poll"]["rounds"][0]["closed_at"] == closes_at
        assert closed["poll"]["rounds"][0]["result"]["counts"] == [0, 1, 0]
        assert (await professor.ask("poll:close", poll=poll))["code"] == "poll_closed"


async def test_a_time_that_ran_out_while_the_server_was_away_closes_the_poll(
    seminar: Seminar, config: Config, clock: ManualClock
) -> None:
    student = await seminar.person()
    async with await seminar.enter(seminar.professor) as professor, await seminar.enter(student) as voter:
        poll = await open_poll(professor, seconds=20)
        await vote(voter, poll, 1)
    # A process that is gone tells nobody and waits for nothing.
    for live in seminar.app.rooms.live_rooms():
        live.end()
    clock.advance(600)
    restarted = await build_silent(config, clock)
    await restarted.start()
    server = HttpServer(restarted, bind("127.0.0.1", 0))
    async with server.running(), open_client(restarted) as http:
        again = Seminar(restarted, http, server.port)
        again.professor, again.course, again.session = seminar.professor, seminar.course, seminar.session
        async with await again.enter(student) as back:
            late = await vote(back, poll, 2)

            def closed() -> Frame | None:
                # The end may come while the room is entered: between the snapshot and the answer.
                events = [*back.state.get("events", ()), *back.events]
                told = [event["poll"] for event in events if event["type"] == "poll:changed"]
                polls = [*back.state["tools"]["polls"]["polls"], *told]
                return polls[-1] if polls[-1]["rounds"][0]["closed_at"] else None

            assert (await back.until(closed))["rounds"][0]["result"]["counts"] == [0, 1, 0]
            assert late["code"] == "poll_closed"
    await restarted.stop()


async def test_time_is_given_and_the_poll_closes_later(seminar: Seminar) -> None:
    async with (
        await seminar.enter(seminar.professor) as professor,
        await seminar.enter(await seminar.person()) as voter,
    ):
        poll = await open_poll(professor, seconds=20)
        await act(professor, "extend", poll, seconds=30)
        seminar.app.clock.advance(49)
        in_time = await vote(voter, poll, 0)
        seminar.app.clock.advance(1)
        await voter.event("poll:changed", lambda event: event["poll"]["rounds"][0]["closed_at"] is not None)

        assert in_time["type"] == "ack"


async def test_a_poll_without_a_time_gets_one(seminar: Seminar) -> None:
    async with await seminar.enter(seminar.professor) as professor:
        poll = await open_poll(professor)
        await act(professor, "extend", poll, seconds=30)
        due = seminar.app.clock.now() + timedelta(seconds=30)

        assert (await changed(professor, poll))["rounds"][0]["closes_at"] == due.isoformat().replace("+00:00", "Z")


async def test_one_vote_runs_at_a_time(seminar: Seminar) -> None:
    async with await seminar.enter(seminar.professor) as professor:
        first = await open_poll(professor)
        refused = await professor.ask("poll:open", content=asked())
        await act(professor, "close", first)
        await open_poll(professor)
        repeated = await professor.ask("poll:repeat", poll=first)

        assert (refused["code"], repeated["code"]) == ("poll_open", "poll_open")


async def test_a_poll_is_voted_on_again_and_both_rounds_stay(seminar: Seminar) -> None:
    async with (
        await seminar.enter(seminar.professor) as professor,
        await seminar.enter(await seminar.person()) as voter,
    ):
        poll = await open_poll(professor)
        await vote(voter, poll, 0)
        await act(professor, "close", poll)
        await act(professor, "repeat", poll, seconds=60)
        running = await changed(voter, poll)
        stale = await vote(voter, poll, 1, round=1)
        early = await vote(voter, poll, 1, round=3)
        await vote(voter, poll, 1, round=2)
        await act(professor, "close", poll)
        after = await changed(voter, poll)

        assert [each["result"] is not None for each in running["rounds"]] == [True, False]
        assert (stale["code"], early["code"]) == ("poll_closed", "not_found")
        assert [each["result"]["counts"] for each in after["rounds"]] == [[1, 0, 0], [0, 1, 0]]
        assert after["flow"]["moves"] == [[0, 1, 0], [0, 0, 0], [0, 0, 0]]


@pytest.mark.parametrize("content", [{"options": ["A"]}, {"kind": "essay"}, {"unknown": 1}, {"question": 3}])
async def test_what_cannot_be_asked_is_refused(seminar: Seminar, content: Frame) -> None:
    async with await seminar.enter(seminar.professor) as professor:
        answer = await professor.ask("poll:open", content=asked(**content))

        assert (answer["code"], answer["details"] != []) == ("invalid", True)


async def test_a_poll_is_made_now_or_prepared_and_not_both_nor_neither(seminar: Seminar) -> None:
    async with await seminar.enter(seminar.professor) as professor:
        neither = await professor.ask("poll:open")
        both = await professor.ask("poll:open", content=asked(), prepared=str(uuid4()))
        unknown = await professor.ask("poll:open", prepared=str(uuid4()))

        assert [answer["code"] for answer in (neither, both, unknown)] == ["invalid", "invalid", "not_found"]


async def test_what_is_no_vote_is_refused_and_the_vote_before_stands(seminar: Seminar) -> None:
    ballots = [{}, {"choices": [3]}, {"choices": [-1]}, {"choices": ["0"]}, {"choices": [0], "other": 1}, None, 7]
    async with (
        await seminar.enter(seminar.professor) as professor,
        await seminar.enter(await seminar.person()) as voter,
    ):
        poll = await open_poll(professor)
        await vote(voter, poll, 1)
        refused = [await voter.ask("poll:vote", poll=poll, round=1, ballot=ballot) for ballot in ballots]
        await act(professor, "close", poll)

        assert {answer["code"] for answer in refused} == {"invalid"}
        assert (await changed(voter, poll))["rounds"][0]["result"]["counts"] == [0, 1, 0]


async def test_a_poll_of_another_session_is_not_found(seminar: Seminar) -> None:
    other = Seminar(seminar.app, seminar.client, 0)
    other.url = seminar.url
    await other.begin()
    async with (
        await other.enter(other.professor) as elsewhere,
        await seminar.enter(seminar.professor) as professor,
        await seminar.enter(await seminar.person()) as voter,
    ):
        poll = await open_poll(elsewhere)
        answers = [await professor.ask(f"poll:{what}", poll=poll) for what in ("close", "discuss", "repeat", "share")]
        answers += [await professor.ask("poll:extend", poll=poll, seconds=5), await vote(voter, poll, 0)]

        assert {answer["code"] for answer in answers} == {"not_found"}


async def test_who_votes_or_asks_too_often_waits(seminar: Seminar) -> None:
    async with (
        await seminar.enter(seminar.professor) as professor,
        await seminar.enter(await seminar.person()) as voter,
    ):
        poll = await open_poll(professor)
        votes = [(await vote(voter, poll, 0)).get("code") for _ in range(VOTES + 1)]
        acts = [(await professor.ask("poll:extend", poll=poll, seconds=5)).get("code") for _ in range(ACTS)]
        lists = [(await voter.ask("poll:list")).get("code") for _ in range(ACTS + 1)]
        seminar.app.clock.advance(11)

        assert votes == [None] * VOTES + ["rate_limited"]
        assert acts == [None] * (ACTS - 1) + ["rate_limited"]
        assert lists == [None] * ACTS + ["rate_limited"]
        assert (await vote(voter, poll, 1))["type"] == "ack"


async def test_a_session_has_so_many_polls_and_a_poll_so_many_rounds(
    seminar: Seminar, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tool, "POLLS", 2)
    monkeypatch.setattr(tool, "ROUNDS", 2)
    async with await seminar.enter(seminar.professor) as professor:
        for _ in range(2):
            poll = await open_poll(professor)
            await act(professor, "close", poll)
        refused = await professor.ask("poll:open", content=asked())
        await act(professor, "repeat", poll)
        await act(professor, "close", poll)
        repeated = await professor.ask("poll:repeat", poll=poll)

        assert (refused["code"], repeated["code"]) == ("too_many_polls", "too_many_rounds")


@pytest.mark.parametrize("names", ["hidden", "shown"])
async def test_a_student_who_is_a_co_host_votes_without_knowing_how_others_do(seminar: Seminar, names: str) -> None:
    student = await seminar.person()
    async with (
        await seminar.enter(seminar.professor) as professor,
        await seminar.enter(await seminar.person()) as other,
        await seminar.enter(student) as co_host,
    ):
        await professor.ask("room:co_host", participant=student.id, on=True)
        poll = await open_poll(professor, names=names, correct=[1])
        await vote(other, poll, 1)
        await professor.event("poll:progress")
        voted = await vote(co_host, poll, 0)
        await co_host.ask("token:renew")

        assert voted["type"] == "ack"
        assert {"poll:details", "poll:progress", "poll:tally"}.isdisjoint(types(co_host))
        assert (await co_host.ask("poll:list"))["data"]["details"] == []
        await act(professor, "close", poll)
        assert (await changed(co_host, poll))["correct"] == []


async def test_a_server_that_stops_tells_no_more_of_votes(
    app: Application, seminar: Seminar, caplog: pytest.LogCaptureFixture
) -> None:
    first, second = await seminar.person(), await seminar.person()
    async with (
        await seminar.enter(seminar.professor) as professor,
        await seminar.enter(first) as one,
        await seminar.enter(second) as other,
    ):
        poll = await open_poll(professor)
        await vote(one, poll, 0)
        await vote(other, poll, 1)
    await app.stop()
    due = time.monotonic() + rounds.PROGRESS_EVERY
    await until(lambda: time.monotonic() > due)

    assert "the progress of a poll could not be read" not in caplog.text
