"""Staff draw, call and let go of people, who pass or answer in writing."""

import random
from uuid import uuid4

from tests.factories.rooms import Frame
from tests.process.tools.scenario import Act, Actor, Scenario, Stage

_OVER = {"skipped", "spoken", "written", "passed", "dropped"}


class ColdCalls(Scenario):
    name = "cold_calls"
    refusals = Scenario.refusals | {
        "nobody_to_call", "call_under_way", "call_over", "no_such_call", "not_here", "has_the_floor", "too_many_calls",
    }  # fmt: skip

    def burst(self, actor: Actor, stage: Stage, rng: random.Random) -> list[Frame]:
        call = _newest(stage)
        if actor.name == "professor":
            called = any(_call(act)["id"] == call for name in ("professor", "ta") for act in _calls(stage, name))
            # Of two students both would be skipped, and nobody were left to be drawn.
            act = rng.choice(["draw", "call", "end"] if called else ["draw", "call", "call"])
            return [{"type": "cold_call:draw"} if act == "draw" else {"type": f"cold_call:{act}", "call": call}]
        if actor.name == "ta":
            return [{"type": "cold_call:call", "call": call, "seconds": 20}]
        if rng.random() < 0.3:
            return [{"type": "cold_call:pass", "call": call}]
        return [{"type": "cold_call:write", "call": call, "text": f"{actor.name} {len(actor.acts)}"}]

    async def check(self, stage: Stage) -> None:
        async with stage.http(stage.people["professor"]) as http:
            answer = await http.get("/learning/cold-calls", params={"session_id": stage.session["id"]})
        kept: dict[str, Frame] = {each["call"]["id"]: each["call"] for each in answer.json()["data"]["calls"]}
        acts = [act for actor in stage.people.values() for act in actor.acts]
        assert kept.keys() == {_call(act)["id"] for act in acts if act.request["type"] == "cold_call:draw"}
        for act in acts:
            told, now = _call(act), kept[_call(act)["id"]]
            if told["state"] in _OVER:
                assert now == told, "what was over is as it was"
            for moment in ("told_at", "called_at"):
                assert told[moment] in (None, now[moment]), "who was told, and when, stands"


def _calls(stage: Stage, name: str) -> list[Act]:
    return stage.people[name].did("cold_call:call")


def _newest(stage: Stage) -> str:
    drawn = [_call(act) for act in stage.people["professor"].did("cold_call:draw")]
    return str(drawn[-1]["id"]) if drawn else str(uuid4())


def _call(act: Act) -> Frame:
    call: Frame = act.answer["call"]
    return call
