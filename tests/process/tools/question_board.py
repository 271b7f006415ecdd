"""Everybody asks, wants others' questions answered or no longer, and staff put them onto the strip."""

import random

from tests.factories.rooms import Frame
from tests.process.tools.scenario import Actor, Scenario, Stage


class QuestionBoard(Scenario):
    name = "question_board"

    def burst(self, actor: Actor, stage: Stage, rng: random.Random) -> list[Frame]:
        frames: list[Frame] = [
            {"type": "question:ask", "text": f"{actor.name} {len(actor.acts)}", "anonymous": rng.random() < 0.5}
        ]
        others = [_asked(other) for other in stage.people.values() if other is not actor]
        known = [question for asked in others for question in asked]
        if known:
            frames.append({"type": "question:vote", "question": rng.choice(known), "on": rng.random() < 0.7})
            if actor.name == "ta":
                frames.append({"type": "question:queue", "question": rng.choice(known), "on": rng.random() < 0.5})
        return frames

    async def check(self, stage: Stage) -> None:
        async with stage.fresh(stage.people["professor"]) as client:
            kept = client.state["tools"]["question_board"]["questions"]
        asked = [question for actor in stage.people.values() for question in _asked(actor)]
        assert sorted(question["id"] for question in kept) == sorted(asked)
        for question in kept:
            last = [_last(actor, "question:vote", question["id"]) for actor in stage.people.values()]
            assert question["votes"] == last.count(True), "one vote a person, the last one said"
            queued = _last(stage.people["ta"], "question:queue", question["id"])
            assert (question["queued_at"] is not None) == bool(queued)


def _asked(actor: Actor) -> list[str]:
    return [act.answer["question"] for act in actor.did("question:ask")]


def _last(actor: Actor, type: str, question: str) -> bool | None:
    """What somebody said of a question last; acts are in the order of their acks."""
    said = [act.request["on"] for act in actor.did(type) if act.request["question"] == question]
    return said[-1] if said else None
