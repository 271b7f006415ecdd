"""A professor leads debates, an assistant sets the clocks, students yield and ask points: every second that was given
or spoken is there, once."""

import random
from collections import Counter
from uuid import uuid4

from tests.factories.rooms import Frame
from tests.process.tools.scenario import Act, Actor, Scenario, Stage

SECONDS = 300
SIDES = {"student1": "for", "student2": "against"}


class Debate(Scenario):
    name = "debate"
    refusals = Scenario.refusals | {
        "debate_open", "debate_over", "no_such_debate", "no_side", "not_here", "has_the_floor", "nobody_speaks",
        "other_side_asks", "point_waits", "points_used", "too_many_debates", "too_many_speeches", "staff_only",
        "view_voted", "debate_begun", "speech_under_way", "view_open", "poll_closed", "too_few_to_draw",
        "speaker_answers", "no_such_point", "point_answered",
    }  # fmt: skip

    def burst(self, actor: Actor, stage: Stage, rng: random.Random) -> list[Frame]:
        debate = _current(stage)
        if actor.name == "professor":
            return _lead(actor, stage, debate, rng)
        if actor.name == "ta":
            return [
                {"type": "debate:adjust", "debate": debate, "side": side, "seconds": rng.randint(-9, 9)}
                for side in ("for", "against")
            ] + [{"type": "debate:pause", "debate": debate, "on": rng.random() < 0.5}]
        return [
            {"type": "debate:offer", "debate": debate},
            *_answers(stage, actor, debate, rng),
            *([{"type": "debate:yield", "debate": debate}] if rng.random() < 0.5 else []),
        ]

    async def check(self, stage: Stage) -> None:
        professor = stage.people["professor"]
        async with stage.http(professor) as http:
            answer = await http.get("/learning/debates", params={"session_id": stage.session["id"]})
        kept: list[Frame] = answer.json()["data"]["debates"]
        opened = [act.answer["debate"]["id"] for act in professor.did("debate:open")]
        assert [each["debate"]["id"] for each in reversed(kept)] == opened
        acts = [act for actor in stage.people.values() for act in actor.acts]
        seen = 0
        for debate in (each["debate"] for each in kept):
            own = [act for act in acts if _debate(act) == debate["id"]]
            begun = [act.answer["debate"]["speeches"][-1]["id"] for act in own if act.request["type"] == "debate:begin"]
            assert Counter(each["id"] for each in debate["speeches"]) == Counter(begun)
            offered = {
                act.answer["debate"]["speeches"][-1]["points"][-1]["id"]
                for act in own
                if act.request["type"] == "debate:offer"
            }
            assert {point["id"] for each in debate["speeches"] for point in each["points"]} == offered
            points = {point["id"]: point for each in debate["speeches"] for point in each["points"]}
            for act in own:
                if act.request["type"] == "debate:answer":
                    assert (points[act.request["point"]]["state"] == "accepted") == act.request["accept"]
            for clock in debate["clocks"]:
                given = sum(
                    act.request["seconds"]
                    for act in own
                    if act.request["type"] == "debate:adjust" and act.request["side"] == clock["side"]
                )
                spoken = sum(each["seconds"] for each in debate["speeches"] if each["side"] == clock["side"])
                assert abs(clock["left"] + spoken - SECONDS - given) < 0.01 * (len(debate["speeches"]) + 1)
            seen += len(begun)
        assert seen > 0


def _lead(professor: Actor, stage: Stage, debate: str, rng: random.Random) -> list[Frame]:
    last = professor.acts[-1].request["type"] if professor.acts else "debate:close"
    if last == "debate:close":
        return [{"type": "debate:open", "motion": f"motion {len(professor.acts)}", "seconds": SECONDS}]
    if last == "debate:open" and rng.random() < 0.3:
        return [{"type": "debate:draw", "debate": debate, "way": rng.choice(["random", "balanced"])}]
    if last in ("debate:open", "debate:draw"):
        return [
            {"type": "debate:assign", "debate": debate, "participant": stage.people[name].id, "place": side}
            for name, side in SIDES.items()
        ]
    if rng.random() < 0.05:
        return [{"type": "debate:close", "debate": debate}]
    kind = rng.choice(["opening", "rebuttal", "closing"])
    speaker = stage.people[rng.choice(list(SIDES))].id
    return [{"type": "debate:begin", "debate": debate, "kind": kind, "participant": speaker}]


def _answers(stage: Stage, actor: Actor, debate: str, rng: random.Random) -> list[Frame]:
    """To the last point of the other student."""
    offers = [act for name in SIDES if name != actor.name for act in stage.people[name].did("debate:offer")]
    if not offers or _debate(offers[-1]) != debate:
        return []
    point = offers[-1].answer["debate"]["speeches"][-1]["points"][-1]["id"]
    return [{"type": "debate:answer", "debate": debate, "point": point, "accept": rng.random() < 0.5}]


def _current(stage: Stage) -> str:
    opened = stage.people["professor"].did("debate:open")
    return _debate(opened[-1]) if opened else str(uuid4())


def _debate(act: Act) -> str:
    """The debate that something was done in."""
    found: str | Frame = act.answer["debate"]
    return found if isinstance(found, str) else found["id"]
