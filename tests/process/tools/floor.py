"""Staff ask, show, call and put away; students give, change and take back what they have to say."""

import random
from uuid import uuid4

from tests.factories.rooms import Frame
from tests.process.tools.scenario import Act, Actor, Scenario, Stage

GIFTS = 3


class ThinkTime(Scenario):
    name = "floor"
    refusals = Scenario.refusals | {
        "still_thinking", "think_time_over", "floor_closed", "no_such_floor", "too_many_floors",
        "nobody_waits", "not_here", "has_the_floor",
    }  # fmt: skip

    def burst(self, actor: Actor, stage: Stage, rng: random.Random) -> list[Frame]:
        floor = _current(stage)
        if actor.name == "professor":
            return [_next(actor, floor, rng)]
        if actor.name == "ta":
            return [{"type": "floor:call", "floor": floor}]
        return [
            {"type": "floor:give", "floor": floor, "hand": rng.random() < 0.7, "text": f"{len(actor.acts)} {number}"}
            for number in range(GIFTS)
        ]

    async def check(self, stage: Stage) -> None:
        professor = stage.people["professor"]
        async with stage.http(professor) as http:
            answer = await http.get("/learning/floors", params={"session_id": stage.session["id"]})
        kept: list[Frame] = answer.json()["data"]["floors"]
        assert [each["floor"]["id"] for each in reversed(kept)] == [_floor(act) for act in professor.did("floor:open")]
        seen = 0
        for floor, report in ((each["floor"], each["report"]) for each in kept):
            done = {act.request["type"] for act in professor.acts if _floor(act) == floor["id"]}
            state = "closed" if "floor:close" in done else "revealed" if "floor:reveal" in done else "thinking"
            assert floor["state"] == state
            assert (report is not None) == (state == "closed")
            entries = {entry["participant_id"]: entry for entry in floor["entries"]}
            if "floor:reveal" in done:
                given = {
                    actor.id: act.answer["answer"]
                    for actor in stage.people.values()
                    for act in actor.did("floor:give")
                    if act.answer["answer"]["floor"] == floor["id"]
                }
                assert {id: (entry["hand"], entry["text"]) for id, entry in entries.items()} == {
                    id: (answer["hand"], answer["text"]) for id, answer in given.items()
                }
                seen += len(given)
            for actor in stage.people.values():
                for act in actor.did("floor:call"):
                    if _floor(act) == floor["id"]:
                        called = [entry for entry in act.answer["floor"]["entries"] if entry["called_at"]]
                        assert all(entries[entry["participant_id"]]["called_at"] for entry in called)
        assert seen > 0


def _next(professor: Actor, floor: str, rng: random.Random) -> Frame:
    last = professor.acts[-1].request["type"] if professor.acts else "floor:close"
    act = {"floor:open": "reveal", "floor:reveal": rng.choice(["call", "close"]), "floor:call": "close"}.get(last)
    if act is None:
        return {"type": "floor:open", "question": f"question {len(professor.acts)}", "seconds": 300}
    return {"type": f"floor:{act}", "floor": floor}


def _current(stage: Stage) -> str:
    opened = stage.people["professor"].did("floor:open")
    return _floor(opened[-1]) if opened else str(uuid4())


def _floor(act: Act) -> str:
    """The question that something was done with."""
    floor: str = act.answer["floor"]["id"]
    return floor
