"""Groups are made, opened, changed and ended by staff, while their people call for help."""

import random

from tests.factories.rooms import Frame
from tests.process.tools.scenario import Actor, Scenario, Stage


class Breakouts(Scenario):
    name = "breakouts"
    # `not_found`: after a kill somebody may be moved who is not back yet.
    refusals = frozenset(
        {
            "rate_limited",
            "breakout_open",
            "breakout_not_open",
            "no_breakout",
            "outdated",
            "not_in_group",
            "not_found",
            "staff_only",
        }
    )

    def burst(self, actor: Actor, stage: Stage, rng: random.Random) -> list[Frame]:
        people = [stage.people[name].id for name in ("student1", "student2")]
        if actor.name.startswith("student"):
            return [{"type": "breakout:help", "on": rng.random() < 0.5} for _ in range(2)]
        return [
            {"type": "breakout:create", "plan": {"groups": 2, "people": people}},
            {"type": "breakout:open", "seconds": 0},
            {"type": "breakout:broadcast", "text": str(rng.random())},
            {"type": "breakout:move", "participant": rng.choice(people)},
            *([{"type": "breakout:end", "seconds": 0}] if rng.random() < 0.5 else []),
        ]

    async def check(self, stage: Stage) -> None:
        versions: dict[str, list[int]] = {}
        professor = stage.people["professor"]
        for event in professor.events:
            if event["type"] == "breakout:changed" and event["breakout"] is not None:
                versions.setdefault(event["breakout"]["id"], []).append(event["breakout"]["version"])
        for told in versions.values():
            assert told == sorted(set(told)), "each change is told once, in its place"
        async with stage.fresh(professor) as client:
            kept = client.state["tools"]["breakouts"]["breakout"]
        last = [event["breakout"] for event in professor.events if event["type"] == "breakout:changed"]
        if last:
            assert kept == last[-1]
        async with stage.http(professor) as http:
            answer = await http.post("/learning/breakout/end", json={"session_id": stage.session["id"], "seconds": 0})
        assert answer.status_code == (200 if kept is not None else 409), answer.text
