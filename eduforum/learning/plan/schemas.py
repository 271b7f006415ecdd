"""Frames, bodies and records of lesson plans: what a course prepares, and how a session went through it."""

from datetime import datetime
from typing import Annotated, Any, ClassVar, Literal

import msgspec
from msgspec import Meta

from eduforum.courses.schemas import Title
from eduforum.media.schemas import RoomRole
from eduforum.web.protocol import OFFER_LIMIT, DurableEvent, Id, Request

MAX_STEPS = 50
MAX_NOTES = 2000

StepState = Literal["waiting", "now", "done", "skipped"]
LaunchState = Literal["pending", "done", "failed"]

StepTitle = Annotated[str, Meta(min_length=1, max_length=200)]
StepMinutes = Annotated[int, Meta(ge=1, le=480, description="How long it is to take")]
StepNotes = Annotated[str, Meta(max_length=MAX_NOTES, description="For staff alone; plain text")]
KindName = Annotated[str, Meta(pattern=r"\A[a-z][a-z_]{0,39}\Z", description="What is prepared, such as `poll`")]
Version = Annotated[int, Meta(ge=1, lt=2**31 - 1)]


class PlanStep(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One step. `settings` are those of its kind; `id` is made by whoever adds the step and stays when it moves."""

    id: Id
    title: StepTitle
    minutes: StepMinutes
    kind: KindName = "talk"
    settings: dict[str, Any] = {}
    notes: StepNotes = ""


PlanSteps = Annotated[tuple[PlanStep, ...], Meta(max_length=MAX_STEPS)]


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """A lesson plan of a course. `titles_shown`: students see what the steps are called."""

    id: str
    course_id: str
    title: str
    steps: tuple[PlanStep, ...]
    titles_shown: bool
    version: int
    updated_at: datetime


class PlanSummary(msgspec.Struct, frozen=True, kw_only=True):
    """A plan in a list: how many steps, how many minutes in all, and when a class last began with it."""

    id: str
    title: str
    steps: int
    minutes: int
    version: int
    updated_at: datetime
    used_at: datetime | None


class Launch(msgspec.Struct, frozen=True, kw_only=True):
    """What is prepared for a step, as somebody began it. `id` is what its commands' ids are made of, so that none acts
    twice; `begun` is what came of them, by name; `code` says why it failed."""

    id: str
    by: str
    name: str
    role: RoomRole
    state: LaunchState = "pending"
    at: datetime
    code: str = ""
    begun: dict[str, str] = {}


class RunStep(msgspec.Struct, frozen=True, kw_only=True):
    """A step in one session. `started_at`: since when it lasts, or lasted the last time; `seconds`: how long it has
    lasted before that, or in all where it is over."""

    step: PlanStep
    state: StepState = "waiting"
    started_at: datetime | None = None
    seconds: int = 0
    launch: Launch | None = None


class PlanRun(msgspec.Struct, frozen=True, kw_only=True):
    """A plan as one session goes through it: a copy, which later changes of the plan leave alone. `ends_at`: when the
    session is to end. `back_until`: until when the latest start can be taken back."""

    plan: str
    title: str
    steps: tuple[RunStep, ...]
    titles_shown: bool
    version: int
    ends_at: datetime
    back_until: datetime | None = None

    @property
    def current(self) -> RunStep | None:
        return next((each for each in self.steps if each.state == "now"), None)

    @property
    def begun(self) -> bool:
        return any(each.started_at is not None for each in self.steps)


class OutlineStep(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    title: str
    state: StepState


class PlanOutline(msgspec.Struct, frozen=True, kw_only=True):
    """What everybody sees of a plan whose titles are shown."""

    steps: tuple[OutlineStep, ...]


class Plans(msgspec.Struct, frozen=True, kw_only=True):
    """The session's plan: `run` for staff, `outline` where its titles are shown."""

    run: PlanRun | None = None
    outline: PlanOutline | None = None


class ArrangedStep(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    step: PlanStep
    skipped: bool = False


ArrangedSteps = Annotated[tuple[ArrangedStep, ...], Meta(max_length=MAX_STEPS)]


class PlanUse(Request, tag="plan:use", frozen=True, kw_only=True):
    """Take a plan of the course for this session, in place of one that no step was begun of. Staff."""

    plan: Id

    durable: ClassVar[bool] = True


class PlanStart(Request, tag="plan:start", frozen=True, kw_only=True):
    """Begin a step and, with `launch`, what is prepared for it; the one before is done. Staff."""

    step: Id
    launch: bool = True

    durable: ClassVar[bool] = True


class PlanLaunch(Request, tag="plan:launch", frozen=True, kw_only=True):
    """Begin what is prepared for the step that runs, where it was not begun or could not be. Staff."""

    step: Id

    durable: ClassVar[bool] = True


class PlanBack(Request, tag="plan:back", frozen=True, kw_only=True):
    """Take the latest start back, with what it has begun, as of a version that is known. Staff."""

    version: Version

    durable: ClassVar[bool] = True


class PlanFinish(Request, tag="plan:finish", frozen=True, kw_only=True):
    """The step that runs is done, and none follows just now. Staff."""

    step: Id

    durable: ClassVar[bool] = True


class PlanArrange(Request, tag="plan:arrange", frozen=True, kw_only=True):
    """Everything that is not over, whole and in its order, the step that runs first; as of a version that is known.
    Staff."""

    version: Version
    steps: ArrangedSteps

    durable: ClassVar[bool] = True
    max_bytes: ClassVar[int] = OFFER_LIMIT


class PlanTitles(Request, tag="plan:titles", frozen=True, kw_only=True):
    """Show students what the steps are called, or not. Staff."""

    on: bool

    durable: ClassVar[bool] = True


class PlanDone(msgspec.Struct, frozen=True, kw_only=True):
    """The run's version from then on."""

    version: int


class PlanChanged(DurableEvent, tag="plan:changed", frozen=True, kw_only=True):
    """The session's plan whole. Staff."""

    run: PlanRun


class PlanOutlined(DurableEvent, tag="plan:outline", frozen=True, kw_only=True):
    """What everybody sees of it from now on; null: nothing any more."""

    outline: PlanOutline | None


class PlanQuery(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    course_id: Id


class NewPlan(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    course_id: Id
    title: Title
    steps: PlanSteps = ()
    titles_shown: bool = False


class PlanChange(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The plan as it is to be; `version` is the one that was changed."""

    version: Version
    title: Title
    steps: PlanSteps
    titles_shown: bool = False


class StepTime(msgspec.Struct, frozen=True, kw_only=True):
    """How long a step took; `planned` in minutes, as it was at the time."""

    id: str
    title: str
    planned: int
    seconds: int


class PlanUsed(msgspec.Struct, frozen=True, kw_only=True):
    """A session that went through a plan, and how long each step took that was begun."""

    session_id: str
    title: str
    started_at: datetime
    steps: tuple[StepTime, ...]


class PlanUses(msgspec.Struct, frozen=True, kw_only=True):
    """The latest first."""

    uses: tuple[PlanUsed, ...]


class PlanUseBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    plan: Id


class PlanStartBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    step: Id
    launch: bool = True


class PlanStepBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    step: Id


class PlanBackBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    version: Version


class PlanArrangeBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    version: Version
    steps: ArrangedSteps


class PlanTitlesBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    on: bool
