"""Bodies and reports of rehearsals: a lesson plan, gone through with simulated students."""

from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from eduforum.learning.plan.schemas import StepState

FEWEST, MOST = 5, 50
"""Students of a rehearsal."""

RehearsalState = Literal["preparing", "running", "done", "stopped", "failed"]

Act = Literal[
    "vote", "think", "answer", "submit", "group", "call", "turn", "point", "hand", "chat",
    "came", "dropped", "returned", "page",
]  # fmt: skip
"""What students do: vote, give something in think time, answer questions of a quiz and hand it in, be in a group,
answer a cold call, have a turn in a debate, ask for a point of information, raise a hand, write; come late, drop out
and come back. `page` is of who teaches: a page of slides that is turned."""

FindingKind = Literal[
    "no_steps",
    "poll_missing",
    "poll_without_question",
    "poll_without_options",
    "question_missing",
    "question_without_key",
    "too_few_questions",
    "groups_impossible",
    "group_of_one",
    "single_group",
    "longer_than_step",
    "after_session",
    "slides_missing",
    "slides_unreadable",
    "slides_unmeasured",
    "too_few_views",
]
"""`no_steps`: the plan is empty. `poll_missing`: the prepared poll is not there any more. `question_missing`: the quiz
asks a question that was archived or is of no bank of the course. `question_without_key`: no answer earns its points.
`too_few_questions`: the draw asks for more than the bank surely has. `groups_impossible`: more groups than the course
has students; `group_of_one`: so many groups leave somebody alone; `single_group`: groups so large that there is one.
`longer_than_step`: what begins with the step takes longer than the step. `after_session`: the step ends after the
session. `slides_missing`: the prepared slides are not there any more. `slides_unreadable`: the letters of a page are
too small on a phone; `slides_unmeasured`: whether they are is not known, or not yet. `too_few_views`: in a course of so
few nobody is told what the votes of a debate come to."""


class RehearsalBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How many students, and how many times as fast as a class. `seed` makes the students behave as they did under the
    same one; without it they are new."""

    students: Annotated[int, Meta(ge=FEWEST, le=MOST)]
    speed: Literal[1, 10] = 10
    seed: Annotated[int, Meta(ge=0, lt=2**31)] | None = None


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """What is wrong with a plan before anybody goes through it. `step`: the id of its step; `part`: which part of the
    quiz or page of the slides, from 1; `question`: the id of the question that is meant; `have` and `need`: how much
    there is, and how much there would have to be, of questions, people, minutes, or pixels of a letter's height."""

    kind: FindingKind
    step: str | None = None
    part: int | None = None
    question: str | None = None
    have: float | None = None
    need: float | None = None


class RehearsedStep(msgspec.Struct, frozen=True, kw_only=True):
    """How a step went. `planned` is in minutes, `seconds` how long it took by the clock of the class. `launch`: how
    what is prepared for it began, null where nothing is; `code` why it could not. `took_part`: how many students did
    something that is no coming or going. `acts`: how often each thing was done; `refused`: how often something was
    refused, by its code."""

    id: str
    title: str
    kind: str
    planned: int
    state: StepState
    seconds: int
    launch: Literal["pending", "done", "failed"] | None
    code: str
    took_part: int
    acts: dict[Act, int]
    refused: dict[str, int]


class Rehearsal(msgspec.Struct, frozen=True, kw_only=True):
    """A rehearsal and its report so far. `seconds`: how much time has passed in the class, of `planned` minutes;
    `present`: how many students are in the room. `code`: why it failed. Slides are measured while the class goes on,
    and `findings` say so until they are. Once it is `done`, `stopped` or `failed` nothing of it is left but this, which
    is kept for an hour, in memory alone."""

    id: str
    plan_id: str
    title: str
    students: int
    speed: float
    seed: int
    state: RehearsalState
    code: str
    started_at: datetime
    ended_at: datetime | None
    planned: int
    seconds: int
    present: int
    findings: tuple[Finding, ...]
    steps: tuple[RehearsedStep, ...]
