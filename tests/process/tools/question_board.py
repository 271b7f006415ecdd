"""Everybody asks and wants others' questions answered or no longer; staff put them onto the strip, answer, merge and
remove them."""

import random

from tests.factories.rooms import Frame
from tests.process.tools.scenario import Actor, Scenario, Stage

# How many bursts have a question among them: a board takes five hundred.
ASKED = 0.2


class QuestionBoard(Scenario):
    name = "question_board"
    refusals = Scenario.refusals | {"question_gone", "board_full"}

    def burst(self, actor: Actor, stage: Stage, rng: random.Random) -> list[Frame]:
        frames: list[Frame] = []
        if not actor.acts or rng.random() < ASKED:
            text = f"{actor.name} {len(actor.acts)}"
            frames.append({"type": "question:ask", "text": text, "anonymous": rng.random() < 0.5})
        others = [question for other in stage.people.values() if other is not actor for question in _asked(other)]
        if others:
            frames.append({"type": "question:vote", "question": rng.choice(others), "on": rng.random() < 0.7})
        known = [*others, *_asked(actor)]
        if actor.name == "ta" and others:
            frames.append({"type": "question:queue", "question": rng.choice(others), "on": rng.random() < 0.5})
        elif actor.name == "professor" and len(known) > 1:
            frames.append(_decision(known, rng))
        return frames

    async def check(self, stage: Stage) -> None:
        professor, ta = stage.people["professor"], stage.people["ta"]
        async with stage.fresh(professor) as client:
            kept = {question["id"]: question for question in client.state["tools"]["question_board"]["questions"]}
        asked = [question for actor in stage.people.values() for question in _asked(actor)]
        assert sorted(kept) == sorted(asked)
        assert {id: _public(question) for id, question in kept.items()} == _replayed(professor)
        removed = {act.request["question"] for act in professor.did("question:remove")}
        merged = {act.request["question"]: act.request["into"] for act in professor.did("question:merge")}
        answered = {act.request["question"]: act.request for act in professor.did("question:answer")}
        for id, question in kept.items():
            answer = answered.get(id, {"state": "open"})
            assert question["state"] == ("removed" if id in removed else answer["state"])
            assert question["answer"] == ("" if id in removed else answer.get("text", ""))
            assert question["merged_into"] == merged.get(id)
            if id not in {*removed, *answered, *merged, *merged.values()}:
                last = [_last(actor, "question:vote", id) for actor in stage.people.values()]
                assert question["votes"] == last.count(True), "one vote a person, the last one said"
                assert (question["queued_at"] is not None) == bool(_last(ta, "question:queue", id))


def _decision(known: list[str], rng: random.Random) -> Frame:
    question, other = rng.sample(known, 2)
    return rng.choice(
        [
            *[{"type": "question:answer", "question": question, "state": "written", "text": str(rng.random())}] * 3,
            {"type": "question:answer", "question": question, "state": rng.choice(["live", "open"])},
            {"type": "question:merge", "question": question, "into": other},
            {"type": "question:remove", "question": question},
        ]
    )


def _replayed(actor: Actor) -> dict[str, Frame]:
    """The questions as somebody has them who heard all of it."""
    told = [*actor.snapshot["question_board"]["questions"]]
    told += [event["question"] for event in actor.events if event["type"] == "question:changed"]
    return {question["id"]: _public(question) for question in told}


def _public(question: Frame) -> Frame:
    return {name: value for name, value in question.items() if name != "author"}


def _asked(actor: Actor) -> list[str]:
    return [act.answer["question"] for act in actor.did("question:ask")]


def _last(actor: Actor, type: str, question: str) -> bool | None:
    """What somebody said of a question last; acts are in the order of their acks."""
    said = [act.request["on"] for act in actor.did(type) if act.request["question"] == question]
    return said[-1] if said else None
