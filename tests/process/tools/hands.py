"""Everybody raises and lowers their hand; staff call, put people into the queue and say how long turns are."""

import random
from uuid import uuid4

from tests.factories.rooms import Frame
from tests.process.tools.scenario import Actor, Scenario, Stage


class Hands(Scenario):
    name = "hands"
    breath = 0.03
    refusals = Scenario.refusals | {"nobody_waits", "has_the_floor", "no_such_hand", "hand_up", "no_turn", "not_here"}

    def burst(self, actor: Actor, stage: Stage, rng: random.Random) -> list[Frame]:
        if actor.name == "professor":
            student = stage.people[rng.choice(["student1", "student2"])].id
            return [
                rng.choice([{"type": "hand:call"}, {"type": "hand:give", "participant": student}]),
                {"type": "hand:extend", "seconds": 60},
            ]
        if actor.name == "ta":
            return [{"type": "hand:time", "seconds": rng.choice([30, 60, 90])}]
        hands = [act.answer["hand"]["id"] for act in actor.did("hand:raise")]
        lower = {"type": "hand:lower", "hand": hands[-1] if hands else str(uuid4())}
        return [{"type": "hand:raise", "text": f"{len(actor.acts)}"}, *([lower] if rng.random() < 0.5 else [])]

    async def check(self, stage: Stage) -> None:
        professor = stage.people["professor"]
        async with stage.fresh(professor) as client:
            kept: Frame = client.state["tools"]["hands"]
        told = _replayed(professor)
        assert kept["turn"] == told["turn"] == stage.people["ta"].did("hand:time")[-1].answer["turn"]
        assert {hand["id"]: hand for hand in kept["hands"]} == told["hands"]
        assert len({hand["participant_id"] for hand in kept["hands"]}) == len(kept["hands"]), "one hand a person"
        assert sum(hand["called_at"] is not None for hand in kept["hands"]) <= 1, "one has the floor"
        for name in ("student1", "student2"):
            last = stage.people[name].did("hand:raise")[-1].answer["hand"]
            up = told["hands"].get(last["id"])
            assert up is None or up["text"] == last["text"]


def _replayed(actor: Actor) -> Frame:
    """The queue as somebody has it who heard all of it."""
    hands = {hand["id"]: hand for hand in actor.snapshot["hands"]["hands"]}
    turn = actor.snapshot["hands"]["turn"]
    for event in actor.events:
        match event["type"]:
            case "hand:up":
                hands[event["hand"]["id"]] = event["hand"]
            case "hand:down":
                hands.pop(event["hand"]["id"], None)
            case "hand:timed":
                turn = event["turn"]
    return {"hands": hands, "turn": turn}
