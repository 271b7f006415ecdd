"""What the simulated students did in each step, and what was refused. Sans-I/O."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from eduforum.learning.plan import running
from eduforum.learning.plan.schemas import PlanRun, PlanStep
from eduforum.learning.rehearsal.schemas import Act, RehearsedStep

NO_PART: frozenset[Act] = frozenset({"came", "dropped", "returned", "page"})
"""What is no taking part: comings, goings, and what who teaches does."""


class Leaf:
    """Of one step. Whoever is late with something writes it where it belongs."""

    def __init__(self) -> None:
        self.people: set[str] = set()
        self.acts: Counter[Act] = Counter()
        self.refused: Counter[str] = Counter()

    def did(self, person: str, act: Act) -> None:
        self.acts[act] += 1
        if act not in NO_PART:
            self.people.add(person)

    def failed(self, code: str) -> None:
        self.refused[code] += 1


class Ledger:
    def __init__(self, steps: Sequence[PlanStep]) -> None:
        self._steps = steps
        self._leaves = {step.id: Leaf() for step in steps}
        # Before the first step: who comes in then has done nothing in any.
        self.leaf = Leaf()

    def turn_to(self, step_id: str) -> None:
        """From here on that is the step which things belong to."""
        self.leaf = self._leaves[step_id]

    def steps(self, run: PlanRun | None, now: datetime) -> tuple[RehearsedStep, ...]:
        """The report by `now`: times and launches as the room's plan has them, once there is one."""
        by_id = {} if run is None else {each.step.id: each for each in run.steps}
        told = []
        for step in self._steps:
            leaf, ran = self._leaves[step.id], by_id.get(step.id)
            launch = None if ran is None else ran.launch
            told.append(
                RehearsedStep(
                    id=step.id,
                    title=step.title,
                    kind=step.kind,
                    planned=step.minutes,
                    state="waiting" if ran is None else ran.state,
                    seconds=0 if ran is None else running.lasted(ran, now),
                    launch=None if launch is None else launch.state,
                    code="" if launch is None else launch.code,
                    took_part=len(leaf.people),
                    acts=dict(leaf.acts),
                    refused=dict(leaf.refused),
                )
            )
        return tuple(told)
