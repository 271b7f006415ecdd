"""Everybody writes and raises a hand, the professor decides what assistants see: it is counted as often as it was
done."""

import random

from tests.factories.rooms import Frame
from tests.process.tools.scenario import Actor, Scenario, Stage


class Participation(Scenario):
    name = "participation"
    refusals = Scenario.refusals | {"not_found", "no_such_hand"}

    def burst(self, actor: Actor, stage: Stage, rng: random.Random) -> list[Frame]:
        if actor.name == "professor":
            return [{"type": "participation:allow", "assistants": rng.choice(["people", "figures", "nothing"])}]
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
        assert told["assistants"] == professor.did("participation:allow")[-1].request["assistants"]
