"""What a plan is to be like, whoever sends it."""

from collections.abc import Sequence

import msgspec
from msgspec.structs import replace

from eduforum.errors import Detail, Invalid
from eduforum.learning.plain_text import clean
from eduforum.learning.plan.kinds import StepKinds
from eduforum.learning.plan.schemas import PlanStep

MAX_BYTES = 128 * 1024
"""Of all steps of a plan, encoded: the room tells them whole."""


def cleaned(steps: Sequence[PlanStep], kinds: StepKinds) -> tuple[PlanStep, ...]:
    """The steps as they are kept. Raises `Invalid`."""
    if len({step.id for step in steps}) < len(steps):
        raise Invalid(details=[Detail("steps", "Each step has an id of its own.")])
    kept = tuple(_cleaned(step, f"steps[{place}]", kinds) for place, step in enumerate(steps))
    if len(msgspec.json.encode(kept)) > MAX_BYTES:
        raise Invalid(details=[Detail("steps", f"All steps together may have at most {MAX_BYTES // 1024} KiB.")])
    return kept


def _cleaned(step: PlanStep, field: str, kinds: StepKinds) -> PlanStep:
    return replace(
        kinds.checked(step, field),
        title=_line(step.title, f"{field}.title"),
        notes=clean(step.notes, f"{field}.notes"),
    )


def title(text: str) -> str:
    """What a plan is called, in one line. Raises `Invalid`."""
    return _line(text, "title")


def _line(text: str, field: str) -> str:
    line = " ".join(clean(text, field).split())
    if not line:
        raise Invalid(details=[Detail(field, "This must not be empty.")])
    return line
