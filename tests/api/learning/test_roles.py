"""What guests and those who were sent out are answered by every tool, in a class that is in the midst of everything."""

import pytest

from tests.factories.floors import open_floor
from tests.factories.guests import enter_as_guest, make_link
from tests.factories.lessons import Ids, in_full_swing
from tests.factories.people import Person
from tests.factories.rooms import Frame, Seminar

CONTENT = {"kind": "single", "question": "?", "options": ["A", "B"], "names": "shown"}

STAFF, DONE = "staff_only", "ack"

# A request and the code of its answer to a guest; a name stands for the id of what is there.
GUESTS: list[tuple[Frame, str]] = [
    ({"type": "breakout:create", "plan": {"groups": 1}}, STAFF),
    ({"type": "breakout:assign", "version": 1, "groups": [{"people": []}]}, STAFF),
    ({"type": "breakout:open"}, STAFF),
    ({"type": "breakout:move", "participant": "participant", "group": "group"}, "groups_are_given"),
    ({"type": "breakout:time", "minutes": 1}, STAFF),
    ({"type": "breakout:broadcast", "text": "Hello."}, STAFF),
    ({"type": "breakout:voice", "on": True}, STAFF),
    ({"type": "breakout:help", "on": True}, "not_in_group"),
    ({"type": "breakout:saved"}, STAFF),
    ({"type": "breakout:numbers", "table": ""}, STAFF),
    ({"type": "breakout:end"}, STAFF),
    ({"type": "hand:raise"}, DONE),
    ({"type": "hand:lower", "hand": "hand"}, STAFF),
    ({"type": "hand:lower_all"}, STAFF),
    ({"type": "hand:call"}, STAFF),
    ({"type": "hand:sort", "order": "first"}, STAFF),
    ({"type": "hand:put", "participant": "participant"}, STAFF),
    ({"type": "hand:give", "participant": "participant"}, STAFF),
    ({"type": "hand:time", "seconds": 60}, STAFF),
    ({"type": "hand:extend", "seconds": 60}, STAFF),
    ({"type": "poll:open", "content": CONTENT}, "forbidden"),
    ({"type": "poll:vote", "poll": "poll", "round": 1, "ballot": {"choices": [0]}}, "only_students_vote"),
    ({"type": "poll:token", "poll": "poll", "round": 1, "blinded": "A" * 342}, "only_students_vote"),
    ({"type": "poll:extend", "poll": "poll", "seconds": 60}, "forbidden"),
    ({"type": "poll:discuss", "poll": "poll"}, "forbidden"),
    ({"type": "poll:repeat", "poll": "poll"}, "forbidden"),
    ({"type": "poll:share", "poll": "poll"}, "forbidden"),
    ({"type": "poll:list"}, DONE),
    ({"type": "poll:close", "poll": "poll"}, "forbidden"),
    ({"type": "quiz:create", "title": "?", "parts": [{"kind": "draw", "count": 1}]}, STAFF),
    ({"type": "quiz:extend", "quiz": "quiz", "minutes": 1}, STAFF),
    ({"type": "quiz:release", "quiz": "quiz", "release": "answers"}, STAFF),
    ({"type": "quiz:regrade", "quiz": "quiz", "number": 1, "regrading": {"act": "full_marks"}}, STAFF),
    ({"type": "quiz:undo", "quiz": "quiz"}, STAFF),
    ({"type": "quiz:progress", "quiz": "quiz"}, STAFF),
    ({"type": "quiz:start", "quiz": "quiz"}, "students_only"),
    ({"type": "quiz:attempt", "quiz": "quiz"}, "students_only"),
    ({"type": "quiz:answer", "quiz": "quiz", "attempt": "attempt", "place": 1, "response": None}, "students_only"),
    ({"type": "quiz:focus", "quiz": "quiz", "attempt": "attempt", "seconds": 1}, "students_only"),
    ({"type": "quiz:submit", "quiz": "quiz", "attempt": "attempt"}, "students_only"),
    ({"type": "quiz:close", "quiz": "quiz"}, STAFF),
    ({"type": "quiz:open", "quiz": "quiz"}, STAFF),
    ({"type": "quiz:delete", "quiz": "quiz"}, STAFF),
    ({"type": "question:ask", "text": "Why?"}, "guests_do_not_ask"),
    ({"type": "question:vote", "question": "question", "on": True}, "guests_do_not_ask"),
    ({"type": "question:merge", "question": "question", "into": "question"}, STAFF),
    ({"type": "question:answer", "question": "question", "state": "live"}, STAFF),
    ({"type": "question:queue", "question": "question", "on": True}, STAFF),
    ({"type": "question:remove", "question": "question"}, "not_yours"),
    ({"type": "participation:allow", "assistants": "people"}, "professors_only"),
    ({"type": "participation:voice", "interpreter": "participant"}, STAFF),
    ({"type": "whiteboard:list"}, DONE),
    ({"type": "whiteboard:sync", "board": "board"}, DONE),
    ({"type": "whiteboard:point", "board": "board", "pointer": {"tool": "pointer", "page": "1", "x": 1, "y": 2}}, DONE),
    ({"type": "whiteboard:configure", "board": "board", "writing": "everyone"}, STAFF),
    ({"type": "whiteboard:permit", "board": "board", "participant": "participant", "may": True}, STAFF),
    ({"type": "whiteboard:show", "board": "board"}, STAFF),
    ({"type": "whiteboard:hide", "board": "board"}, STAFF),
    ({"type": "whiteboard:restore", "board": "board", "objects": ["a"]}, STAFF),
    ({"type": "whiteboard:history", "board": "board"}, STAFF),
    ({"type": "notes:list"}, DONE),
    ({"type": "notes:sync", "note": "note"}, DONE),
    ({"type": "notes:configure", "note": "note", "writing": "everyone"}, STAFF),
    ({"type": "slides:list"}, DONE),
    ({"type": "slides:show", "deck": "deck"}, "may_not_present"),
    ({"type": "slides:turn", "deck": "deck", "page": 2}, "not_presenting"),
    ({"type": "slides:point", "at": None}, "not_presenting"),
    ({"type": "slides:stop"}, "not_presenting"),
    ({"type": "slides:permit", "participant": "participant", "on": True}, STAFF),
    ({"type": "slides:remove", "deck": "deck"}, "deck_not_yours"),
    ({"type": "slides:restore", "deck": "deck"}, "deck_not_yours"),
    ({"type": "mood:set", "opinion": "agree"}, "no_mood"),
    ({"type": "mood:clear"}, STAFF),
    ({"type": "reaction:show", "kind": "clap"}, DONE),
    ({"type": "cold_call:draw"}, STAFF),
    ({"type": "cold_call:call", "call": "call"}, STAFF),
    ({"type": "cold_call:pass", "call": "call"}, "no_such_call"),
    ({"type": "cold_call:write", "call": "call", "text": "I"}, "no_such_call"),
    ({"type": "cold_call:end", "call": "call"}, STAFF),
    ({"type": "plan:use", "plan": "plan"}, STAFF),
    ({"type": "plan:start", "step": "step"}, STAFF),
    ({"type": "plan:launch", "step": "step"}, STAFF),
    ({"type": "plan:back", "version": 1}, STAFF),
    ({"type": "plan:finish", "step": "step"}, STAFF),
    ({"type": "plan:arrange", "version": 1, "steps": []}, STAFF),
    ({"type": "plan:titles", "on": True}, STAFF),
    ({"type": "debate:open", "motion": "This house", "seconds": 300}, STAFF),
    ({"type": "debate:draw", "debate": "debate", "way": "random"}, STAFF),
    ({"type": "debate:assign", "debate": "debate", "participant": "participant", "place": "for"}, STAFF),
    ({"type": "debate:ask", "debate": "debate", "vote": "before"}, STAFF),
    ({"type": "debate:token", "debate": "debate", "blinded": "A" * 342}, "only_students_vote"),
    ({"type": "debate:begin", "debate": "debate", "kind": "opening", "participant": "participant"}, STAFF),
    ({"type": "debate:adjust", "debate": "debate", "side": "for", "seconds": 60}, STAFF),
    ({"type": "debate:pause", "debate": "debate", "on": True}, STAFF),
    ({"type": "debate:offer", "debate": "debate"}, "nobody_speaks"),
    ({"type": "debate:answer", "debate": "debate", "point": "debate", "accept": True}, "nobody_speaks"),
    ({"type": "debate:yield", "debate": "debate"}, "nobody_speaks"),
    ({"type": "debate:count", "debate": "debate"}, STAFF),
    ({"type": "debate:close", "debate": "debate"}, STAFF),
    ({"type": "floor:open", "question": "?"}, STAFF),
    ({"type": "floor:give", "floor": "floor", "hand": True}, "only_students_answer"),
    ({"type": "floor:reveal", "floor": "floor"}, STAFF),
    ({"type": "floor:call", "floor": "floor"}, STAFF),
    ({"type": "floor:close", "floor": "floor"}, STAFF),
]

# A call over HTTP of each tool that a student may make, by who has been sent out.
SENT_OUT: list[tuple[str, Frame]] = [
    ("/learning/breakout/move", {"participant": "participant", "group": "group"}),
    ("/learning/hands", {}),
    ("/learning/polls/{poll}/vote", {"round": 1, "ballot": {"choices": [0]}}),
    ("/learning/quizzes/{quiz}/attempts", {}),
    ("/sessions/{board}/questions", {"text": "Why?"}),
    ("/learning/notes/{note}/configure", {"writing": "everyone"}),
    ("/learning/cold-calls/{call}/pass", {}),
    ("/learning/debates/{debate}/points", {}),
    ("/learning/floors/{floor}/give", {"hand": True}),
    ("/learning/slides/stop", {}),
]


def named(fields: Frame, ids: Ids) -> Frame:
    """With ids in the place of names."""
    return {
        name: ids.get(value, value) if isinstance(value, str) and name != "type" else value
        for name, value in fields.items()
    }


async def test_what_guests_are_answered(seminar: Seminar) -> None:
    async with (
        await seminar.enter(seminar.professor) as professor,
        await seminar.enter(await seminar.person()) as student,
        await enter_as_guest(seminar, await make_link(seminar)) as guest,
    ):
        ids = await in_full_swing(seminar, professor, student)
        answers = []
        for asked, _ in GUESTS:
            if asked["type"] == "floor:open":
                ids["floor"] = (await open_floor(professor))["id"]
            answers.append((await guest.ask(**named(asked, ids))).get("code", DONE))

    told = [(asked["type"], code) for (asked, _), code in zip(GUESTS, answers, strict=True)]
    assert told == [(asked["type"], code) for asked, code in GUESTS]


@pytest.mark.parametrize(("ban", "told"), [(True, "banned"), (False, "waiting")])
async def test_who_was_sent_out_acts_nowhere(seminar: Seminar, ban: bool, told: str) -> None:
    """Who is banned stays out; others wait again at the door of a room that has one."""
    person = await seminar.person()
    async with (
        await seminar.enter(seminar.professor) as professor,
        await seminar.enter(await seminar.person()) as student,
    ):
        ids = await in_full_swing(seminar, professor, student)
        ids["floor"] = (await open_floor(professor))["id"]
        client = await seminar.enter(person)
        await professor.ask("room:set", waiting_room=True)
        await professor.ask("room:remove", participant=person.id, ban=ban)
        assert await client.closed() == 4403

        codes = {path: await _code(seminar, person, path.format(**ids), named(body, ids)) for path, body in SENT_OUT}

    assert codes == dict.fromkeys(codes, told)


async def _code(seminar: Seminar, person: Person, path: str, body: Frame) -> str:
    """Of the answer to a call over HTTP."""
    if not path.startswith(("/sessions/", "/learning/quizzes/")):
        body = {"session_id": seminar.session["id"], **body}
    answer = await seminar.client.post(f"/api/v1{path}", json=body, headers=person.headers)
    found: str = answer.json()["error"]["code"] if answer.is_error else "ack"
    return found
