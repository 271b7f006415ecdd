"""What a guest may do in the room: present, interpret, raise a hand and write to all; nothing that counts."""

from typing import Any
from uuid import uuid4

import pytest

from tests.factories.breakouts import begin, groups_of, prepare
from tests.factories.guests import enter_as_guest, make_link
from tests.factories.polls import changed, open_poll
from tests.factories.quizzes import make_quiz
from tests.factories.rooms import Frame, RoomClient, Seminar


async def code(client: RoomClient, type: str, **fields: Any) -> str:
    answer = await client.ask(type, **fields)
    assert answer["type"] == "error", answer
    found: str = answer["code"]
    return found


async def acked(client: RoomClient, type: str, **fields: Any) -> Frame:
    answer = await client.ask(type, **fields)
    assert answer["type"] == "ack", answer
    data: Frame = answer["data"]
    return data


def direct(one: str, other: str) -> str:
    return "direct:" + ":".join(sorted((one, other)))


async def test_a_guest_writes_to_the_room_and_is_marked_as_one(seminar: Seminar) -> None:
    async with (
        await seminar.enter(await seminar.person()) as student,
        await enter_as_guest(seminar, await make_link(seminar), "Ada") as guest,
    ):
        sent = (await acked(guest, "chat:send", text="Slides: page 3"))["message"]
        heard = (await student.event("chat:message"))["message"]
        await acked(guest, "chat:edit", message=sent["id"], text="Slides: page 4")
        await acked(guest, "chat:react", message=sent["id"], kind="like", on=True)
        await acked(guest, "chat:read", message=sent["id"])
        await acked(guest, "chat:delete", message=sent["id"])

    assert (heard["name"], heard["role"], heard["text"]) == ("Ada", "guest", "Slides: page 3")


async def test_the_records_of_the_chat_have_a_guests_words(seminar: Seminar) -> None:
    async with await enter_as_guest(seminar, await make_link(seminar), "Ada") as guest:
        await acked(guest, "chat:send", text="Good morning")

    answer = await seminar.client.get(
        f"/api/v1/sessions/{seminar.session['id']}/chat/messages", headers=seminar.professor.headers
    )

    assert [(each["name"], each["role"]) for each in answer.json()["data"]] == [("Ada", "guest")]


async def test_between_a_guest_and_a_student_there_is_no_direct_channel(seminar: Seminar) -> None:
    person = await seminar.person()
    async with (
        await seminar.enter(person) as student,
        await enter_as_guest(seminar, await make_link(seminar)) as guest,
    ):
        channel = direct(person.id, guest.state["participant_id"])

        assert await code(guest, "chat:send", channel=channel, text="hello") == "guest_direct_closed"
        assert await code(student, "chat:send", channel=channel, text="hello") == "guest_direct_closed"


async def test_a_guest_and_who_teaches_write_to_each_other(seminar: Seminar) -> None:
    async with (
        await seminar.enter(seminar.professor) as professor,
        await enter_as_guest(seminar, await make_link(seminar)) as guest,
    ):
        channel = direct(seminar.professor.id, guest.state["participant_id"])
        await acked(professor, "chat:send", channel=channel, text="You are next.")
        await acked(guest, "chat:send", channel=channel, text="Ready.")

        assert (await guest.event("chat:message"))["message"]["text"] == "You are next."


async def test_what_staff_say_among_themselves_no_guest_reads(seminar: Seminar) -> None:
    async with await enter_as_guest(seminar, await make_link(seminar)) as guest:
        assert await code(guest, "chat:send", channel="staff", text="hello") == "not_found"
        assert await code(guest, "chat:history", channel="staff") == "not_found"


async def test_staff_take_the_word_from_a_guest(seminar: Seminar) -> None:
    async with (
        await seminar.enter(seminar.professor) as professor,
        await enter_as_guest(seminar, await make_link(seminar)) as guest,
    ):
        await acked(professor, "chat:mute", participant=guest.state["participant_id"], on=True)

        assert await code(guest, "chat:send", text="hello") == "chat_muted"


async def test_a_guest_raises_a_hand_and_puts_down_nobody_elses(seminar: Seminar) -> None:
    async with (
        await seminar.enter(await seminar.person()) as student,
        await enter_as_guest(seminar, await make_link(seminar)) as guest,
    ):
        await acked(student, "hand:raise", kind="point")
        theirs = (await guest.event("hand:up"))["hand"]["id"]
        await acked(guest, "hand:raise", kind="reply")

        assert await code(guest, "hand:lower", hand=theirs) == "staff_only"
        assert await code(guest, "hand:lower_all") == "staff_only"
        assert await code(guest, "hand:call", hand=theirs) == "staff_only"


async def test_a_guests_mood_is_nobodys(seminar: Seminar) -> None:
    async with await enter_as_guest(seminar, await make_link(seminar)) as guest:
        assert await code(guest, "mood:set", opinion="agree", pace=None) == "no_mood"


async def test_a_guest_neither_asks_on_the_board_nor_votes_there(seminar: Seminar) -> None:
    async with (
        await seminar.enter(await seminar.person()) as student,
        await enter_as_guest(seminar, await make_link(seminar)) as guest,
    ):
        question = (await acked(student, "question:ask", text="Why?"))["question"]

        assert await code(guest, "question:ask", text="Why?") == "guests_do_not_ask"
        assert await code(guest, "question:vote", question=question, on=True) == "guests_do_not_ask"
        assert await code(guest, "question:answer", question=question, state="live") == "staff_only"
        assert await code(guest, "question:remove", question=question) == "not_yours"


async def test_a_guest_sees_a_poll_and_has_no_vote_in_it(seminar: Seminar) -> None:
    async with (
        await seminar.enter(seminar.professor) as professor,
        await enter_as_guest(seminar, await make_link(seminar)) as guest,
    ):
        poll = await open_poll(professor)
        ballot = {"choices": [0], "texts": [], "reason": ""}

        assert (await changed(guest, poll))["question"] == "어느 사회를 고르겠어요?"
        assert await code(guest, "poll:vote", poll=poll, round=1, ballot=ballot) == "only_students_vote"
        assert await code(guest, "poll:close", poll=poll) == "forbidden"
        assert await code(guest, "poll:open", content={"kind": "single", "question": "?", "options": ["a", "b"],
                          "names": "shown"}) == "forbidden"  # fmt: skip
        assert not [event for event in guest.events if event["type"] == "poll:details"]


async def test_a_guest_takes_no_quiz_and_sees_nothing_of_its_questions(seminar: Seminar) -> None:
    async with (
        await seminar.enter(seminar.professor) as professor,
        await enter_as_guest(seminar, await make_link(seminar)) as guest,
    ):
        quiz = await make_quiz(seminar, professor)

        assert await code(guest, "quiz:start", quiz=quiz["id"]) == "students_only"
        assert await code(guest, "quiz:progress", quiz=quiz["id"]) == "staff_only"
        assert "KEYWORD" not in repr(guest.events)


async def test_a_guest_is_drawn_into_no_group_and_chooses_none(seminar: Seminar) -> None:
    student = await seminar.person()
    async with (
        await seminar.enter(seminar.professor) as professor,
        await seminar.enter(student),
        await enter_as_guest(seminar, await make_link(seminar)) as guest,
    ):
        drawn = await prepare(professor, groups=1, may_choose=True)
        assert groups_of(drawn["breakout"]) == [{student.id}]
        breakout = await begin(seminar, professor, groups=1, may_choose=True)
        me, group = guest.state["participant_id"], breakout["groups"][0]["id"]

        assert await code(guest, "breakout:move", participant=me, group=group) == "observers_do_not_choose"
        assert await code(guest, "breakout:create", plan={"groups": 1}) == "staff_only"


async def test_a_guest_who_interprets_follows_into_a_group_as_a_visitor(seminar: Seminar) -> None:
    async with (
        await seminar.enter(seminar.professor) as professor,
        await seminar.enter(await seminar.person()) as student,
        await enter_as_guest(seminar, await make_link(seminar)) as guest,
    ):
        me = guest.state["participant_id"]
        await acked(professor, "participant:interpreter", participant=me, on=True)
        breakout = await begin(seminar, professor, groups=1)
        await acked(professor, "breakout:move", participant=me, group=breakout["groups"][0]["id"])

        told = await student.event(
            "breakout:changed", lambda frame: bool((frame["breakout"] or {})["groups"][0]["visitors"])
        )
        assert told["breakout"]["groups"][0]["visitors"][0]["participant_id"] == me
        assert me not in told["breakout"]["groups"][0]["people"]


@pytest.mark.parametrize(
    ("type", "fields"),
    [
        ("chat:configure", {"writing": "staff", "direct": "nobody"}),
        ("chat:mute", {"participant": str(uuid4()), "on": True}),
        ("hand:sort", {"order": "first"}),
        ("quiz:open", {"quiz": str(uuid4())}),
        ("breakout:end", {}),
    ],
    ids=str,
)
async def test_what_staff_do_is_not_for_guests(seminar: Seminar, type: str, fields: Frame) -> None:
    async with await enter_as_guest(seminar, await make_link(seminar)) as guest:
        assert await code(guest, type, **fields) == "staff_only"
