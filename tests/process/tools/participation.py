"""Everybody writes and raises a hand, the professor decides what assistants see and whose words an interpreter speaks:
it is counted as often as it was done."""

import random

from tests.factories.rooms import Frame
from tests.process.tools.controls import state
from tests.process.tools.scenario import Actor, Scenario, Stage


class Participation(Scenario):
    name = "participation"
    momentary = frozenset({"participant:interpreter"})
    # The interpreter, or whose words they speak, is not back yet after a kill.
    refusals = Scenario.refusals | {"not_found", "no_such_hand", "no_such_interpreter", "no_such_student"}

    def burst(self, actor: Actor, stage: Stage, rng: random.Random) -> list[Frame]:
        if actor.name == "professor":
            interpreter = stage.people["ta"].id
            person = rng.choice([stage.people["student1"].id, stage.people["student2"].id, None])
            return [
                {"type": "participation:allow", "assistants": rng.choice(["people", "figures", "nothing"])},
                {"type": "participant:interpreter", "participant": interpreter, "on": True},
                {"type": "participation:voice", "interpreter": interpreter, "person": person},
            ]
        if actor.name == "ta":
            return [{"type": "chat:send", "channel": "room", "text": "Go on."}]
        return [{"type": "chat:send", "channel": "room", "text": f"{len(actor.acts)}"}, {"type": "hand:raise"}]

    async def check(self, stage: Stage) -> None:
        professor = stage.people["professor"]
        async with stage.http(professor) as http:
            told = (await http.get(f"/sessions/{stage.session['id']}/participation")).json()["data"]
        counted = {person["participant_id"]: person for person in told["people"]}
        for name in ("student1", "student2"):
            student = stage.people[name]
            assert counted[student.id]["messages"] == len(student.did("chat:send"))
            assert counted[student.id]["hands"] == len({act.answer["hand"]["id"] for act in student.did("hand:raise")})
        assert stage.people["ta"].id not in counted
        async with stage.fresh(professor) as client:
            voices = state(client, "participation:class")["voices"]
        spoken = professor.did("participation:voice")[-1].request
        assert voices == ({} if spoken["person"] is None else {spoken["interpreter"]: spoken["person"]})
        assert told["assistants"] == professor.did("participation:allow")[-1].request["assistants"]
