"""Groups are made, opened, set by hand and ended by staff, who move people in a row and speak to all groups; students
call for help."""

import random
from collections import Counter
from collections.abc import Iterator

from tests.factories.rooms import Frame
from tests.process.tools.scenario import Actor, Scenario, Stage

GROUPS = 8
MOVES = 6


class Breakouts(Scenario):
    name = "breakouts"
    # `not_found`: groups are drawn anew by somebody else, and after a kill somebody may be moved who is not back yet.
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
        drawn = actor.did("breakout:create")
        if not drawn or rng.random() < 0.3:
            plan = rng.choice([{"groups": 2, "people": people}, {"groups": GROUPS, "method": "by_hand"}])
            return [
                {"type": "breakout:end", "seconds": 0},
                {"type": "breakout:create", "plan": plan},
                {"type": "breakout:open", "seconds": 0},
            ]
        groups = [group["id"] for group in drawn[-1].answer["breakout"]["groups"]]
        if rng.random() < 0.3:
            return [_assignment(stage, groups, people, rng)]
        return [
            *(
                {"type": "breakout:move", "participant": rng.choice(people), "group": rng.choice(groups)}
                for _ in range(MOVES)
            ),
            {"type": "breakout:broadcast", "text": str(rng.random())},
            {"type": "breakout:time", "minutes": 1},
        ]

    async def check(self, stage: Stage) -> None:
        told = list(_told(stage.people["professor"]))
        versions: dict[str, list[int]] = {}
        for breakout in told:
            versions.setdefault(breakout["id"], []).append(breakout["version"])
        for numbers in versions.values():
            assert numbers == sorted(set(numbers)), "each change is told once, in its place"
        self._check_moves(stage, told)
        await self._check_broadcasts(stage, told)
        await self._check_last(stage)

    def _check_moves(self, stage: Stage, told: list[Frame]) -> None:
        """At the version that an ack of a move says, the person was in the group asked for, and in no other."""
        at = {(group["id"], breakout["version"]): breakout for breakout in told for group in breakout["groups"]}
        for actor in stage.people.values():
            for act in actor.did("breakout:move"):
                person, group = act.request["participant"], act.request["group"]
                breakout = at.get((group, act.answer["version"]))
                if breakout is not None:
                    assert [g["id"] for g in breakout["groups"] if person in g["people"]] == [group]
            for act in actor.did("breakout:assign"):
                wanted = {group["id"]: group["people"] for group in act.request["groups"]}
                breakout = at.get((next(iter(wanted)), act.answer["version"]))
                if breakout is not None:
                    assert {g["id"]: g["people"] for g in breakout["groups"]} == wanted

    async def _check_broadcasts(self, stage: Stage, told: list[Frame]) -> None:
        """What was said to all groups stands in the chat of each of them, once, and what was refused in none."""
        professor = stage.people["professor"]
        channels: dict[str, list[str]] = {}
        async with stage.http(professor) as http:
            after: dict[str, str] = {}
            while True:
                answer = await http.get(
                    f"/sessions/{stage.session['id']}/chat/messages", params={"limit": 100, **after}
                )
                page = answer.json()
                for message in page["data"]:
                    channels.setdefault(message["text"], []).append(message["channel"])
                if (cursor := page["meta"].get("next_cursor")) is None:
                    break
                after = {"cursor": cursor}
        said = [act.request["text"] for actor in stage.people.values() for act in actor.did("breakout:broadcast")]
        assert set(channels) == set(said)
        assert all(count == 1 for found in channels.values() for count in Counter(found).values())
        for breakout in told:
            if breakout["notice"] is not None:
                groups = {f"group:{group['id']}" for group in breakout["groups"]}
                assert set(channels[breakout["notice"]["text"]]) == groups

    async def _check_last(self, stage: Stage) -> None:
        professor = stage.people["professor"]
        async with stage.fresh(professor) as client:
            kept = client.state["tools"]["breakouts"]["breakout"]
        last = [event["breakout"] for event in professor.events if event["type"] == "breakout:changed"]
        if last:
            assert kept == last[-1]
        async with stage.http(professor) as http:
            answer = await http.post("/learning/breakout/end", json={"session_id": stage.session["id"], "seconds": 0})
        assert answer.status_code == (200 if kept is not None else 409), answer.text


def _assignment(stage: Stage, groups: list[str], people: list[str], rng: random.Random) -> Frame:
    """All groups as they are set by hand, as of the version that is known."""
    answers = [act.answer for name in ("professor", "ta") for act in stage.people[name].acts]
    version = max((answer["version"] for answer in answers[-3:] if "version" in answer), default=1)
    places = {person: rng.choice(groups) for person in people}
    return {
        "type": "breakout:assign",
        "version": version,
        "groups": [{"id": group, "people": [p for p in people if places[p] == group]} for group in groups],
    }


def _told(actor: Actor) -> Iterator[Frame]:
    """The groups at each change that somebody heard of."""
    for event in actor.events:
        if event["type"] == "breakout:changed" and event["breakout"] is not None:
            yield event["breakout"]
