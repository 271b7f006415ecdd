"""Peer instruction: vote alone, discuss, vote again, and see what changed."""

from typing import Any

import msgspec

from tests.factories.polls import act, cast, changed, details, open_poll, vote
from tests.factories.rooms import Frame, RoomClient, Seminar

QUESTION: dict[str, Any] = {"peer": True, "correct": [1], "reasons": True}


def frames(client: RoomClient) -> list[Frame]:
    return [client.state, *client.answers, *client.events]


async def test_from_the_first_vote_to_the_flow_that_all_see(seminar: Seminar) -> None:
    people = [await seminar.person() for _ in range(3)]
    async with (
        await seminar.enter(seminar.professor) as professor,
        await seminar.enter(people[0]) as one,
        await seminar.enter(people[1]) as two,
    ):
        poll = await open_poll(professor, **QUESTION)
        await vote(one, poll, 0, reason="처음 생각")
        await vote(two, poll, 1)
        await act(professor, "close", poll)
        alone = (await details(professor, poll))["rounds"][0]
        assert (alone["result"]["counts"], alone["right"], alone["advice"]) == ([1, 1, 0], 0.5, "discuss")
        assert (await changed(one, poll))["rounds"][0]["result"] is None

        await act(professor, "discuss", poll)
        assert (await changed(one, poll))["discussing"] is True
        await act(professor, "repeat", poll)
        assert (await changed(one, poll))["discussing"] is False
        async with await seminar.enter(people[2]) as late:
            await vote(late, poll, 2, round=2)
            await vote(one, poll, 1, round=2)
            await vote(two, poll, 1, round=2)
            await act(professor, "close", poll)
            for client in (one, two, late):
                seen = await changed(client, poll)
                assert ([each["result"] for each in seen["rounds"]], seen["flow"]) == ([None, None], None)
                for frame in frames(client):
                    text = msgspec.json.encode(frame).decode()
                    assert '"correct":[1]' not in text
                    assert '"counts"' not in text
                    assert '"advice"' not in text

            await act(professor, "share", poll, correct=True)
            shown = await changed(late, poll)

    assert [each["result"]["counts"] for each in shown["rounds"]] == [[1, 1, 0], [0, 2, 1]]
    # Who came late is in the second round and not in the comparison.
    assert shown["flow"] == {"first": 1, "second": 2, "moves": [[0, 1, 0], [0, 1, 0], [0, 0, 0]]}
    assert shown["correct"] == [1]


async def test_reasons_come_with_the_votes_to_staff(seminar: Seminar) -> None:
    student = await seminar.person()
    async with await seminar.enter(seminar.professor) as professor, await seminar.enter(student) as voter:
        poll = await open_poll(professor, **QUESTION)
        await vote(voter, poll, 1, reason=" 약자의 편 ")
        report = await seminar.client.get(
            f"/api/v1/learning/polls/{poll}/results", params={"session_id": seminar.session["id"]},
            headers=seminar.professor.headers,
        )  # fmt: skip

        assert report.json()["data"]["ballots"] == [
            {
                "round": 1, "participant_id": student.id, "name": student.name,
                "ballot": cast(1, reason="약자의 편"),
            }
        ]  # fmt: skip


async def test_discussion_waits_for_the_close(seminar: Seminar) -> None:
    async with await seminar.enter(seminar.professor) as professor:
        poll = await open_poll(professor, **QUESTION)

        assert (await professor.ask("poll:discuss", poll=poll))["code"] == "poll_open"
