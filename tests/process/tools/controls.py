"""A professor decides what holds in the room, who hosts beside them and who stays out; an assistant goes on where no
host is left."""

import random
from typing import Any

from tests.factories.rooms import Frame, RoomClient
from tests.process.tools.scenario import Actor, Scenario, Stage
from tests.process.tools.visitor import Visitor

DEFAULTS = {"locked": False, "waiting_room": False, "may_unmute": True, "may_share": True}


class HostControls(Scenario):
    name = "controls"
    acting = ("professor",)
    # After a kill it is asked again of somebody who is not back yet, or waits no more.
    refusals = Scenario.refusals | {"not_found", "nobody_at_the_door"}

    def __init__(self) -> None:
        self._visitors: dict[str, Visitor] = {}

    async def prepare(self, stage: Stage) -> None:
        self._visitors = {name: Visitor(stage.people[name].token) for name in ("ta", "student1")}

    def burst(self, actor: Actor, stage: Stage, rng: random.Random) -> list[Frame]:
        decisions: list[Frame] = [
            {"type": "room:set", rng.choice(list(DEFAULTS)): rng.random() < 0.5},
            {"type": "room:spotlight", "participant": rng.choice([actor.id, None])},
            {"type": "room:co_host", "participant": stage.people["ta"].id, "on": rng.random() < 0.5},
        ]
        student = {"participant": stage.people["student1"].id}
        at_the_door: dict[str, Frame] = {
            "ack": {"type": "room:remove", **student, "ban": rng.random() < 0.8},
            "banned": {"type": "room:unban", **student},
            "waiting": {"type": "room:admit", **student},
            "room_locked": {"type": "room:set", "locked": False},
        }
        asked = at_the_door.get(self._visitors["student1"].door)
        return [rng.choice(decisions), *([] if asked is None else [asked])]

    async def beside(self, actor: Actor, stage: Stage) -> None:
        for visitor in self._visitors.values():
            await visitor.knock(stage)

    async def check(self, stage: Stage) -> None:
        professor, ta, student = (stage.people[name] for name in ("professor", "ta", "student1"))
        settings: dict[str, Any] = {**DEFAULTS, "spotlight": None}
        co_host, banned, admitted = False, False, False
        for act in professor.acts:
            match act.request:
                case {"type": "room:set"}:
                    settings |= {name: act.request[name] for name in DEFAULTS if name in act.request}
                case {"type": "room:spotlight", "participant": whom}:
                    settings["spotlight"] = whom
                case {"type": "room:co_host", "on": on}:
                    co_host = on
                case {"type": "room:remove", "ban": ban}:
                    banned, admitted = ban, False
                case {"type": "room:unban"}:
                    banned = False
                case {"type": "room:admit"}:
                    admitted = True
        async with stage.fresh(professor) as client:
            kept = state(client, "room:controls")["settings"]
            assert {name: kept[name] for name in settings} == settings
            out = [each["participant_id"] for each in state(client, "room:door")["banned"]]
            assert out == ([student.id] if banned else [])
        async with stage.fresh(ta) as client:
            answer = await client.ask("room:mute", kind="audio")
            assert answer.get("code", "ack") == ("ack" if co_host else "hosts_only")
        told = await Visitor(student.token).knock(stage)
        if banned or admitted:
            assert told == ("banned" if banned else "ack")
        else:
            assert told in ("ack", "waiting", "room_locked")
        assert any(act.request["ban"] for act in professor.did("room:remove"))


class Heir(Scenario):
    """An assistant who goes on as a host is one from then on."""

    name = "heir"
    acting = ("ta",)

    async def prepare(self, stage: Stage) -> None:
        async with stage.fresh(stage.people["professor"]):
            pass
        async with stage.fresh(stage.people["ta"]) as client:
            await client.event("room:controls", lambda frame: frame["settings"]["held_since"] is not None)

    def burst(self, actor: Actor, stage: Stage, rng: random.Random) -> list[Frame]:
        if not actor.acts:
            return [{"type": "room:lead"}]
        return [{"type": "room:set", "may_share": rng.random() < 0.5}]

    async def check(self, stage: Stage) -> None:
        ta = stage.people["ta"]
        async with stage.fresh(ta) as client:
            assert state(client, "room:controls")["settings"]["may_share"] == ta.acts[-1].request["may_share"]
            assert (await client.ask("room:mute", kind="audio"))["type"] == "ack"


def state(client: RoomClient, type: str) -> Frame:
    """What somebody was told who came in."""
    found: Frame = next(event for event in client.state["states"] if event["type"] == type)
    return found
