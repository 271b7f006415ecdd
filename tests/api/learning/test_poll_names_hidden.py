"""Names hidden: who has voted is known, what they voted is not, to anybody who reads whatever is kept."""

import random
from uuid import uuid4

import msgspec
import pytest

from eduforum.web.app import Application
from tests.factories.people import Person
from tests.factories.polls import act, asked, changed, details, open_poll, vote
from tests.factories.rooms import Seminar

VOTERS = 12


async def everything(app: Application) -> list[tuple[str, str]]:
    """The database whole, as a dump has it: each row of each table in the order in which it lies there."""
    async with app.db.connection() as conn:
        tables = await conn.fetch("select tablename from pg_tables where schemaname = 'public' order by 1")
        return [
            (table["tablename"], row["row"])
            for table in tables
            for row in await conn.fetch(f'select t::text as row from "{table["tablename"]}" t')
        ]


async def voted(seminar: Seminar) -> list[tuple[str, str]]:
    """A poll that is over: (voter, answer), each answer unlike any other, in the order of the voting."""
    voters = [(await seminar.person(), f"answer{uuid4().hex}") for _ in range(VOTERS)]
    random.Random(7).shuffle(voters)
    async with await seminar.enter(seminar.professor) as professor:
        poll = await open_poll(professor, kind="text", options=[], names="hidden")
        for person, answer in voters:
            async with await seminar.enter(person) as voter:
                assert (await vote(voter, poll, texts=[answer], receipt=str(uuid4())))["type"] == "ack"
        await act(professor, "close", poll)
    return [(person.id, answer) for person, answer in voters]


async def test_where_one_ballot_is_in_a_dump_of_the_database_all_are(seminar: Seminar) -> None:
    voters = await voted(seminar)
    dump = await everything(seminar.app)

    for _, answer in voters:
        holding = [(table, row) for table, row in dump if answer in row]
        assert {table for table, _ in holding} == {"poll_rounds", "room_events"}
        assert all(other in row for _, row in holding for _, other in voters)


async def test_the_order_of_the_voting_is_not_in_the_ballots(seminar: Seminar) -> None:
    voters = await voted(seminar)
    async with seminar.app.db.connection() as conn:
        row = await conn.fetchrow("select voters, ballots::text as ballots from poll_rounds")
    frames = [row for table, row in await everything(seminar.app) if table == "room_events" and "answer" in row]

    order = [voter for voter, _ in voters]
    assert row["voters"] == sorted(order)
    keys = list(msgspec.json.decode(row["ballots"]))
    assert keys == sorted(keys), "by the hash of a secret"
    answers = [answer for _, answer in voters]
    for frame in frames:
        assert sorted(answers, key=frame.index) == sorted(answers)


async def test_nothing_that_is_kept_of_a_ballot_is_kept_of_its_voter(seminar: Seminar) -> None:
    voters = await voted(seminar)
    async with seminar.app.db.connection() as conn:
        ballots = await conn.fetchval("select ballots from poll_rounds")
        named = await conn.fetchval("select count(*) from poll_ballots")
    rest = [row for table, row in await everything(seminar.app) if table != "poll_rounds"]

    assert named == 0
    assert len(ballots) == VOTERS
    assert not any(key in row for key in ballots for row in rest)
    assert not any(voter in msgspec.json.encode(ballots).decode() for voter, _ in voters)


async def test_staff_see_who_has_voted_and_no_result_before_the_close(seminar: Seminar) -> None:
    student = await seminar.person()
    async with await seminar.enter(seminar.professor) as professor, await seminar.enter(student) as voter:
        poll = await open_poll(professor, names="hidden")
        await vote(voter, poll, 1)
        told = await professor.event("poll:progress")
        listed = (await professor.ask("poll:list"))["data"]["details"][0]["rounds"][0]
        shared = await professor.ask("poll:share", poll=poll)
        report = await seminar.client.get(
            f"/api/v1/learning/polls/{poll}/results", params={"session_id": seminar.session["id"]},
            headers=seminar.professor.headers,
        )  # fmt: skip
        await act(professor, "close", poll)

        assert (told["round"]["voted"], told["round"]["result"]) == ([student.id], None)
        assert (listed["voted"], listed["result"]) == ([student.id], None)
        assert shared["code"] == "poll_open"
        assert report.json()["data"]["ballots"] == []
        assert (await details(professor, poll))["rounds"][0]["result"]["counts"] == [0, 1, 0]


async def test_the_voters_device_changes_its_ballot_by_its_secret(seminar: Seminar) -> None:
    student, receipt = await seminar.person(), str(uuid4())
    async with await seminar.enter(seminar.professor) as professor, await seminar.enter(student) as voter:
        poll = await open_poll(professor, names="hidden")
        await vote(voter, poll, 0, receipt=receipt)
        again = await vote(voter, poll, 2, receipt=receipt)
        own = await voter.event("poll:own")
        await act(professor, "close", poll)

        assert again["type"] == "ack"
        assert own["own"]["ballot"] is None
        assert (await changed(voter, poll))["rounds"][0]["result"]["counts"] == [0, 0, 1]


@pytest.mark.parametrize("receipt", [None, str(uuid4())])
async def test_without_the_secret_a_vote_is_final(seminar: Seminar, receipt: str | None) -> None:
    student = await seminar.person()
    async with await seminar.enter(seminar.professor) as professor, await seminar.enter(student) as voter:
        poll = await open_poll(professor, names="hidden")
        await vote(voter, poll, 0, receipt=str(uuid4()))
        refused = await vote(voter, poll, 2, receipt=receipt)
        await act(professor, "close", poll)

        assert refused["code"] == "vote_is_final"
        assert (await changed(voter, poll))["rounds"][0]["result"]["counts"] == [1, 0, 0]


async def test_nobody_replaces_anothers_ballot(seminar: Seminar) -> None:
    one, two, receipt = await seminar.person(), await seminar.person(), str(uuid4())
    async with (
        await seminar.enter(seminar.professor) as professor,
        await seminar.enter(one) as first,
        await seminar.enter(two) as second,
    ):
        poll = await open_poll(professor, names="hidden")
        await vote(first, poll, 0, receipt=receipt)
        refused = await vote(second, poll, 2, receipt=receipt)

        assert refused["code"] == "vote_is_final"


async def test_a_secret_used_twice_links_no_two_polls(seminar: Seminar) -> None:
    student, receipt = await seminar.person(), str(uuid4())
    async with await seminar.enter(seminar.professor) as professor, await seminar.enter(student) as voter:
        for _ in range(2):
            poll = await open_poll(professor, names="hidden")
            await vote(voter, poll, 0, receipt=receipt)
            await act(professor, "close", poll)
        async with seminar.app.db.connection() as conn:
            keys = [key for row in await conn.fetch("select ballots from poll_rounds") for key in row["ballots"]]

        assert len(set(keys)) == 2
        assert not any(receipt in row for _, row in await everything(seminar.app))


async def test_moves_between_rounds_are_counted_without_names(seminar: Seminar) -> None:
    people = [await seminar.person() for _ in range(3)]
    receipts = {person.id: str(uuid4()) for person in people}
    async with await seminar.enter(seminar.professor) as professor:
        poll = await open_poll(professor, names="hidden")

        async def cast(person: Person, choice: int, round: int) -> None:
            async with await seminar.enter(person) as voter:
                await vote(voter, poll, choice, round=round, receipt=receipts[person.id])

        await cast(people[0], 0, 1)
        await cast(people[1], 0, 1)
        await act(professor, "close", poll)
        await act(professor, "repeat", poll)
        for person, choice in zip(people, (1, 0, 1), strict=True):
            await cast(person, choice, 2)
        await act(professor, "close", poll)

        assert (await details(professor, poll))["flow"]["moves"] == [[1, 1, 0], [0, 0, 0], [0, 0, 0]]


async def test_a_prepared_poll_hides_names_unless_it_says_otherwise(seminar: Seminar) -> None:
    async with await seminar.enter(seminar.professor) as professor:
        content = {name: value for name, value in asked().items() if name != "names"}
        answer = await professor.ask("poll:open", content=content)

        assert (await changed(professor, answer["data"]["poll"]))["names"] == "hidden"
