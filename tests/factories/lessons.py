"""A class in the middle of everything: one thing of each tool is there, by whose ids people ask for something."""

from typing import Any

from tests.factories.boards import Drawer
from tests.factories.breakouts import begin
from tests.factories.debates import open_debate
from tests.factories.notes import Writer
from tests.factories.plans import step, use_plan
from tests.factories.polls import open_poll
from tests.factories.quizzes import NUMBER, make_quiz
from tests.factories.rooms import Frame, RoomClient, Seminar
from tests.factories.slides import present, put_up

Ids = dict[str, str]


async def in_full_swing(seminar: Seminar, professor: RoomClient, student: RoomClient) -> Ids:
    """By what a request calls it, the id of each thing that is there."""
    session = seminar.session["id"]
    # After a minute they may be called on.
    seminar.app.clock.advance(61)
    call = (await _done(professor, "cold_call:draw"))["call"]["id"]
    await Drawer(professor, session).open()
    await Writer(professor, session).open()
    quiz = await make_quiz(seminar, professor, NUMBER)
    deck = await put_up(seminar, seminar.professor)
    await present(professor, deck)
    only = step()
    plan = await use_plan(seminar, professor, only)
    breakout = await begin(seminar, professor, groups=1)
    return {
        "board": session,
        "note": session,
        "quiz": quiz["id"],
        "attempt": (await _done(student, "quiz:start", quiz=quiz["id"]))["attempt"]["info"]["id"],
        "poll": await open_poll(professor),
        "question": (await _done(student, "question:ask", text="Why?"))["question"],
        "message": (await _done(student, "chat:send", text="Because."))["message"]["id"],
        "hand": (await _done(student, "hand:raise"))["hand"]["id"],
        "call": call,
        "deck": deck["id"],
        "plan": plan["id"],
        "step": only["id"],
        "debate": (await open_debate(professor))["id"],
        "group": breakout["groups"][0]["id"],
        "participant": student.state["participant_id"],
    }


async def _done(client: RoomClient, type: str, **fields: Any) -> Frame:
    answer = await client.ask(type, **fields)
    assert answer["type"] == "ack", answer
    data: Frame = answer["data"]
    return data
