"""Students raise and lower their hands and put them up again; staff call, put people into the queue, lower all, and say
how long turns are and in which order."""

import random
from uuid import uuid4

from tests.factories.rooms import Frame
from tests.process.tools.scenario import Actor, Scenario, Stage


class Hands(Scenario):
    name = "hands"
    # `staff_only`: one's own hand that staff have lowered stays down.
    refusals = Scenario.refusals | {
        "nobody_waits", "has_the_floor", "no_such_hand", "hand_up", "no_turn", "not_here", "staff_only",
    }  # fmt: skip

    def burst(self, actor: Actor, stage: Stage, rng: random.Random) -> list[Frame]:
        if actor.name == "professor":
            student = stage.people[rng.choice(["student1", "student2"])].id
            return [
                rng.choice([{"type": "hand:call"}, *_give(student)]),
                {"type": "hand:extend", "seconds": 60},
            ]
        if actor.name == "ta":
            return [
                {"type": "hand:time", "seconds": rng.choice([30, 60, 90])},
                {"type": "hand:sort", "order": rng.choice(["arrival", "first"])},
                *([{"type": "hand:lower_all"}] if rng.random() < 0.1 else []),
            ]
        hands = [act.answer["hand"]["id"] for act in actor.did("hand:raise")]
        hand = hands[-1] if hands else str(uuid4())
        lowered = rng.choice([["hand:lower"], ["hand:lower", "hand:restore"], []])
        return [
            {"type": "hand:raise", "text": f"{len(actor.acts)}"},
            *({"type": type, "hand": hand} for type in lowered),
        ]

    async def check(self, stage: Stage) -> None:
        professor = stage.people["professor"]
        async with stage.fresh(professor) as client:
            kept: Frame = client.state["tools"]["hands"]
        told = _replayed(professor)
        ta = stage.people["ta"]
        assert kept["turn"] == told["turn"] == ta.did("hand:time")[-1].answer["turn"]
        assert kept["order"] == told["order"] == ta.did("hand:sort")[-1].answer["order"]
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
    turn, order = actor.snapshot["hands"]["turn"], actor.snapshot["hands"]["order"]
    for event in actor.events:
        match event["type"]:
            case "hand:up":
                hands[event["hand"]["id"]] = event["hand"]
            case "hand:down":
                hands.pop(event["hand"]["id"], None)
            case "hand:timed":
                turn = event["turn"]
            case "hand:sorted":
                order = event["order"]
    return {"hands": hands, "turn": turn, "order": order}


def _give(student: str) -> list[Frame]:
    """To somebody, or a place in the queue."""
    return [{"type": "hand:give", "participant": student}, {"type": "hand:put", "participant": student}]
