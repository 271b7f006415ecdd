"""Moods: each person sees their own, staff how many say what, and nobody else anything."""

from typing import Any

import pytest

from eduforum.learning.moods.tool import ACTS
from tests.factories.clock import ManualClock, pass_time
from tests.factories.people import Person, make_person
from tests.factories.rooms import Frame, RoomClient, Seminar


async def in_role(seminar: Seminar, role: str) -> Person:
    if role == "professor":
        return seminar.professor
    if role == "admin":
        return await make_person(seminar.app, seminar.client, role="admin")
    return await seminar.person(role)


async def heard(client: RoomClient) -> list[Frame]:
    """All that was told before this: the answer to a request comes after it."""
    await client.ask("token:renew")
    return [*client.state["states"], *client.events]


async def own(client: RoomClient) -> Frame:
    mood: Frame = [frame for frame in await heard(client) if frame["type"] == "mood:own"][-1]["mood"]
    return mood


async def gauge(client: RoomClient) -> Frame:
    return [frame for frame in await heard(client) if frame["type"] == "mood:gauge"][-1]


@pytest.mark.parametrize("role", ["professor", "co_professor", "ta"])
async def test_staff_see_how_many_say_what(seminar: Seminar, clock: ManualClock, role: str) -> None:
    async with (
        await seminar.enter(await in_role(seminar, role)) as staff,
        await seminar.enter(await seminar.person()) as one,
        await seminar.enter(await seminar.person()) as two,
    ):
        await one.ask("mood:set", opinion="agree", pace="slower")
        await two.ask("mood:set", pace="slower")
        await pass_time(clock, 1)

        assert await gauge(staff) == {
            "type": "mood:gauge", "agree": 1, "disagree": 0, "slower": 2, "faster": 0, "people": 2,
        }  # fmt: skip


async def test_a_student_who_is_a_co_host_has_a_mood_and_sees_nobodys(seminar: Seminar, clock: ManualClock) -> None:
    async with (
        await seminar.enter(seminar.professor) as professor,
        await seminar.enter(await seminar.person()) as helper,
    ):
        await professor.ask("room:co_host", participant=helper.state["participant_id"], on=True)
        said = await helper.ask("mood:set", pace="faster")
        cleared = await helper.ask("mood:clear")
        await pass_time(clock, 1)

        assert (said["type"], cleared["code"]) == ("ack", "staff_only")
        assert (await gauge(professor))["faster"] == 1
        assert not [frame for frame in await heard(helper) if frame["type"] == "mood:gauge"]


@pytest.mark.parametrize("role", ["student", "observer", "admin"])
async def test_nobody_else_hears_of_it(seminar: Seminar, clock: ManualClock, role: str) -> None:
    async with (
        await seminar.enter(await in_role(seminar, role)) as other,
        await seminar.enter(await seminar.person()) as one,
    ):
        await one.ask("mood:set", opinion="disagree")
        await pass_time(clock, 1)

        assert [frame for frame in await heard(other) if frame["type"].startswith("mood:")] == []


async def test_ones_own_is_on_every_device_and_there_on_coming_back(seminar: Seminar) -> None:
    student = await seminar.person()
    async with await seminar.enter(student) as laptop:
        phone = RoomClient(seminar.url)
        await phone.connect()
        await phone.join(await seminar.token(student), device="second")
        await laptop.ask("mood:set", pace="faster")

        own = {"type": "mood:own", "mood": {"opinion": None, "pace": "faster"}}
        assert own in await heard(phone)
        await phone.cut()
        await phone.connect()
        await phone.join(await seminar.token(student), device="second")
        assert own in phone.state["states"]
        await phone.disconnect()


async def test_a_mood_fades(seminar: Seminar, clock: ManualClock) -> None:
    async with await seminar.enter(seminar.professor) as staff, await seminar.enter(await seminar.person()) as one:
        await one.ask("mood:set", opinion="agree")
        await pass_time(clock, 1)
        assert (await gauge(staff))["agree"] == 1
        clock.advance(300)
        await pass_time(clock, 2)

        assert (await gauge(staff))["agree"] == 0
        assert (await own(one)) == {"opinion": None, "pace": None}


async def test_staff_begin_anew(seminar: Seminar, clock: ManualClock) -> None:
    async with await seminar.enter(seminar.professor) as staff, await seminar.enter(await seminar.person()) as one:
        await one.ask("mood:set", pace="slower")
        await pass_time(clock, 1)
        refused = await one.ask("mood:clear")
        await staff.ask("mood:clear")
        await pass_time(clock, 1)

        assert refused["code"] == "staff_only"
        assert (await gauge(staff))["slower"] == 0


@pytest.mark.parametrize("role", ["professor", "ta", "observer"])
async def test_moods_are_those_of_students(seminar: Seminar, role: str) -> None:
    async with await seminar.enter(await in_role(seminar, role)) as client:
        assert (await client.ask("mood:set", opinion="agree"))["code"] == "no_mood"


@pytest.mark.parametrize("fields", [{"opinion": "maybe"}, {"pace": "stop"}, {"more": 1}], ids=str)
async def test_what_is_malformed_is_refused(seminar: Seminar, fields: dict[str, Any]) -> None:
    async with await seminar.enter(await seminar.person()) as client:
        assert (await client.ask("mood:set", **fields))["code"] == "invalid"


async def test_nobody_changes_their_mind_all_the_time(seminar: Seminar) -> None:
    async with await seminar.enter(await seminar.person()) as client:
        answers = [await client.ask("mood:set") for _ in range(ACTS + 1)]

        assert [answer.get("code") for answer in answers[-2:]] == [None, "rate_limited"]
