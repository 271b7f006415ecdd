"""Staff take a plan, begin its steps with what is prepared, take them back, finish them and arrange what is left."""

import random
from uuid import uuid4

from tests.factories.plans import step
from tests.factories.rooms import Frame
from tests.process.tools.scenario import Actor, Scenario, Stage

STEPS = 12


class LessonPlan(Scenario):
    name = "plan"
    acting = ("professor", "ta", "student1")
    refusals = Scenario.refusals | {
        "no_plan", "no_such_step", "step_running", "step_not_running", "plan_begun", "plan_changed",
        "nothing_to_begin", "nothing_to_take_back", "staff_only",
    }  # fmt: skip

    def __init__(self) -> None:
        self._run: Frame | None = None
        """As an assistant has read it last."""

    async def prepare(self, stage: Stage) -> None:
        professor = stage.people["professor"]
        course = stage.course["id"]
        content = {"kind": "single", "question": "?", "options": ["A", "B"], "names": "shown"}
        async with stage.http(professor) as http:
            poll = await http.post("/learning/prepared-polls", json={"course_id": course, "content": content})
            settings = {"prepared": poll.json()["data"]["id"], "seconds": 5}
            kinds = [("poll", settings), ("whiteboard", {})]
            self.steps = [
                step(f"step {n}", kind=kind, settings=fields)
                for n in range(STEPS // len(kinds))
                for kind, fields in kinds
            ]
            body = {"course_id": course, "title": "Plan", "steps": self.steps}
            self.plan = (await http.post("/learning/plans", json=body)).json()["data"]["id"]

    def burst(self, actor: Actor, stage: Stage, rng: random.Random) -> list[Frame]:
        """The professor goes through the plan as fast as it can be pressed; an assistant presses beside them, and
        students may not."""
        if actor.name == "professor":
            if not actor.acts:
                return [{"type": "plan:use", "plan": self.plan}]
            own, started = rng.choice(self.steps)["id"], actor.did("plan:start")
            if started and rng.random() < 0.1:
                return [{"type": "plan:finish", "step": started[-1].request["step"]}]
            return [{"type": "plan:start", "step": own, "launch": True}]
        if actor.name == "ta":
            version = max((act.answer["version"] for each in stage.people.values() for act in each.acts), default=1)
            return [
                rng.choice(
                    [
                        *([] if self._run is None else [_arranged(self._run, rng)] * 2),
                        {"type": "plan:back", "version": version},
                        {"type": "plan:titles", "on": rng.random() < 0.5},
                        {"type": "plan:launch", "step": rng.choice(self.steps)["id"]},
                    ]
                )
            ]
        return [{"type": "plan:start", "step": str(uuid4())}]

    async def beside(self, actor: Actor, stage: Stage) -> None:
        if actor.name != "ta":
            return
        async with stage.http(actor) as http:
            answer = await http.get(f"/learning/plan-runs/{stage.session['id']}")
        self._run = answer.json()["data"]["run"] if answer.is_success else None

    async def check(self, stage: Stage) -> None:
        professor = stage.people["professor"]
        async with stage.fresh(professor) as client:
            # What was to begin as the server was killed has begun before this is answered.
            last = await client.ask("plan:titles", on=True)
            seen = [client.state["tools"]["plan"]["run"]]
        async with stage.http(professor) as http:
            run: Frame = (await http.get(f"/learning/plan-runs/{stage.session['id']}")).json()["data"]["run"]
            asked = await http.get("/learning/polls", params={"session_id": stage.session["id"]})
        polls = [poll["id"] for poll in asked.json()["data"]["polls"]]
        seen += [event["run"] for event in (*professor.events, *client.events) if event["type"] == "plan:changed"]
        # Each act has a version of its own, and none of them is lost.
        versions = [
            act.answer["version"]
            for actor in stage.people.values()
            for act in actor.acts
            if act.request["type"] != "plan:launch"
        ]
        assert len(versions) == len(set(versions))
        assert last["data"]["version"] == run["version"] > max(versions)
        at = {then["version"]: then for then in seen if then is not None}
        for act in stage.people["ta"].did("plan:arrange"):
            if (then := at.get(act.answer["version"])) is not None:
                assert _left(then) == [(each["step"]["id"], each["skipped"]) for each in act.request["steps"]]
        assert not stage.people["student1"].acts
        # Each poll was begun by one launch, and no launch has begun two.
        launches = {
            each["launch"]["id"]: each["launch"]["begun"]["poll"]
            for then in (*seen, run)
            for each in then["steps"]
            if each["launch"] is not None and each["launch"]["state"] == "done" and each["step"]["kind"] == "poll"
        }
        assert sorted(launches.values()) == sorted(polls)
        assert len(polls) > 0
        running = [each for each in run["steps"] if each["state"] == "now"]
        assert len(running) <= 1
        assert all(each["launch"] is None or each["launch"]["state"] != "pending" for each in running)


def _arranged(run: Frame, rng: random.Random) -> Frame:
    """What is not over in another order, some of it skipped; the step that runs stays first."""
    left = [each for each in run["steps"] if each["state"] != "done"]
    running = [each for each in left if each["state"] == "now"]
    others = [each for each in left if each["state"] != "now"]
    rng.shuffle(others)
    steps = [{"step": each["step"], "skipped": each not in running and rng.random() < 0.1} for each in running + others]
    return {"type": "plan:arrange", "version": run["version"], "steps": steps}


def _left(run: Frame) -> list[tuple[str, bool]]:
    """What is not over, in its order, and whether it is skipped."""
    return [(each["step"]["id"], each["state"] == "skipped") for each in run["steps"] if each["state"] != "done"]
