"""Reactions: marks of a moment, which the same group sees and nobody keeps."""

from typing import Any

import pytest

from eduforum.learning.reactions.tool import ACTS
from tests.factories.breakouts import begin
from tests.factories.clock import ManualClock, pass_time
from tests.factories.guests import enter_as_guest, make_link
from tests.factories.people import Person, make_person
from tests.factories.rooms import Frame, RoomClient, Seminar


def marks(frames: list[Frame]) -> list[list[tuple[str, str]]]:
    return [
        [(each["participant_id"], each["kind"]) for each in frame["reactions"]]
        for frame in frames
        if frame["type"] == "reaction:shown"
    ]


async def seen(client: RoomClient) -> list[list[tuple[str, str]]]:
    """All that was shown before this: the answer to a request comes after it."""
    await client.ask("token:renew")
    return marks(client.events)


async def in_role(seminar: Seminar, role: str) -> Person:
    if role == "professor":
        return seminar.professor
    if role == "admin":
        return await make_person(seminar.app, seminar.client, role="admin")
    return await seminar.person(role)


async def test_a_reaction_is_seen_at_once_by_everyone(seminar: Seminar) -> None:
    student = await seminar.person()
    async with (
        await seminar.enter(student) as one,
        await seminar.enter(await seminar.person()) as other,
        await seminar.enter(await seminar.person("observer")) as observer,
    ):
        await one.ask("reaction:show", kind="clap")

        assert await seen(one) == await seen(other) == await seen(observer) == [[(student.id, "clap")]]


async def test_an_applause_is_told_once_a_second_with_everybody_in_it_once(
    seminar: Seminar, clock: ManualClock
) -> None:
    first, second, third = [await seminar.person() for _ in range(3)]
    async with (
        await seminar.enter(first) as one,
        await seminar.enter(second) as two,
        await seminar.enter(third) as three,
    ):
        await one.ask("reaction:show", kind="clap")
        await two.ask("reaction:show", kind="heart")
        await three.ask("reaction:show", kind="clap")
        await two.ask("reaction:show", kind="laugh")
        assert len(await seen(three)) == 1
        await pass_time(clock, 2)

        assert await seen(three) == [[(first.id, "clap")], [(second.id, "laugh"), (third.id, "clap")]]


async def test_who_comes_later_hears_of_none(seminar: Seminar) -> None:
    async with await seminar.enter(await seminar.person()) as one:
        await one.ask("reaction:show", kind="surprise")
        async with await seminar.enter(await seminar.person()) as late:
            assert marks(late.state["states"]) == await seen(late) == []


async def test_groups_do_not_see_each_others(seminar: Seminar) -> None:
    async with (
        await seminar.enter(seminar.professor) as professor,
        await seminar.enter(await seminar.person()) as one,
        await seminar.enter(await seminar.person()) as two,
        await seminar.enter(await seminar.person()) as three,
    ):
        told = await begin(seminar, professor, groups=2, method="round_robin")
        clients = {client.state["participant_id"]: client for client in (one, two, three)}
        pair, alone = sorted((group["people"] for group in told["groups"]), key=len, reverse=True)
        await clients[pair[0]].ask("reaction:show", kind="heart")
        await professor.ask("reaction:show", kind="clap")

        assert await seen(clients[pair[1]]) == [[(pair[0], "heart")]]
        assert await seen(clients[alone[0]]) == []
        assert await seen(professor) == [[(seminar.professor.id, "clap")]]


@pytest.mark.parametrize("role", ["professor", "co_professor", "ta", "student", "admin"])
async def test_whoever_takes_part_may_react(seminar: Seminar, role: str) -> None:
    async with await seminar.enter(await in_role(seminar, role)) as client:
        assert (await client.ask("reaction:show", kind="thumbs_up"))["type"] == "ack"


async def test_a_guest_may_react(seminar: Seminar) -> None:
    async with await enter_as_guest(seminar, await make_link(seminar)) as guest:
        assert (await guest.ask("reaction:show", kind="clap"))["type"] == "ack"


async def test_observers_do_not_react(seminar: Seminar) -> None:
    async with await seminar.enter(await seminar.person("observer")) as client:
        assert (await client.ask("reaction:show", kind="heart"))["code"] == "observers_do_not_react"
        assert await seen(client) == []


@pytest.mark.parametrize("fields", [{}, {"kind": "boo"}, {"kind": None}, {"kind": "clap", "more": 1}], ids=str)
async def test_what_is_malformed_is_refused(seminar: Seminar, fields: dict[str, Any]) -> None:
    async with await seminar.enter(await seminar.person()) as client:
        assert (await client.ask("reaction:show", **fields))["code"] == "invalid"


async def test_nobody_claps_all_the_time(seminar: Seminar) -> None:
    async with await seminar.enter(await seminar.person()) as client:
        answers = [await client.ask("reaction:show", kind="clap") for _ in range(ACTS + 1)]

        assert [answer.get("code") for answer in answers[-2:]] == [None, "rate_limited"]
