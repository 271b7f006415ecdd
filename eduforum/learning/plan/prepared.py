"""The kinds of steps that begin one of the room's tools."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, ClassVar, Literal

import msgspec
from msgspec import Meta

from eduforum.errors import Detail, Invalid
from eduforum.learning.breakouts import schemas as breakouts
from eduforum.learning.cold_call.schemas import ColdCallDone, ColdCallDraw, ColdCallEnd
from eduforum.learning.debate.schemas import ClockSeconds, DebateClose, DebateDone, DebateOpen, Motion, PointLimit
from eduforum.learning.floor.schemas import (
    SECONDS,
    FloorClose,
    FloorDone,
    FloorOpen,
    FloorQuestion,
    ThinkSeconds,
)
from eduforum.learning.plan.kinds import Acting, Kind, NoSettings, StepKind
from eduforum.learning.polls.schemas import PollClose, PollDone, PollOpen, Seconds
from eduforum.learning.quiz.messages import QuizAnswered, QuizClose, QuizCreate, QuizOpen
from eduforum.learning.quiz.schemas import Name, Parts, QuizSettings
from eduforum.learning.slides.schemas import PageNumber, Presented, SlidesShow, SlidesStop, SlidesTake, SlidesTaken
from eduforum.learning.whiteboard.schemas import WhiteboardShow
from eduforum.media.schemas import Done
from eduforum.web.protocol import Id

NOTICE = 5
"""How long people know that they will be in groups, in seconds."""


class PollSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A prepared poll of the course; it closes by itself after `seconds`."""

    prepared: Id
    seconds: Seconds | None = None


class PollStep(Kind[PollSettings]):
    name: ClassVar[str] = "poll"
    settings = PollSettings

    async def begin(self, acting: Acting, settings: PollSettings, minutes: int) -> dict[str, str]:
        request = PollOpen(id=acting.id("open"), prepared=settings.prepared, seconds=settings.seconds)
        return {"poll": (await acting.do(request, PollDone)).poll}

    async def end(self, acting: Acting, begun: Mapping[str, str]) -> None:
        await acting.do(PollClose(id=acting.id("close"), poll=begun["poll"]), PollDone)


class QuizStepSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A quiz of the course's question bank, made and opened in the session."""

    title: Name
    parts: Parts
    settings: QuizSettings = QuizSettings()


class QuizStep(Kind[QuizStepSettings]):
    name: ClassVar[str] = "quiz"
    settings = QuizStepSettings

    async def begin(self, acting: Acting, settings: QuizStepSettings, minutes: int) -> dict[str, str]:
        made = QuizCreate(
            id=acting.id("create"), title=settings.title, parts=settings.parts, settings=settings.settings
        )
        quiz = (await acting.do(made, QuizAnswered)).quiz.id
        await acting.do(QuizOpen(id=acting.id("open"), quiz=quiz), QuizAnswered)
        return {"quiz": quiz}

    async def end(self, acting: Acting, begun: Mapping[str, str]) -> None:
        await acting.do(QuizClose(id=acting.id("close"), quiz=begun["quiz"], at_once=True), QuizAnswered)


class BreakoutSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Groups as they are drawn when the step begins: so many, or of so many people. `whole_step`: they last as long as
    the step is to take, and else until they are called back."""

    method: Literal["random", "round_robin", "self_select"] = "random"
    groups: breakouts.GroupCount | None = None
    size: Annotated[int, Meta(ge=2, le=50)] | None = None
    task: breakouts.Task = ""
    whole_step: bool = True


class BreakoutStep(Kind[BreakoutSettings]):
    name: ClassVar[str] = "breakout"
    settings = BreakoutSettings

    def check(self, settings: BreakoutSettings) -> None:
        if (settings.groups is None) == (settings.size is None):
            raise Invalid(details=[Detail("groups", "Say how many groups, or how many people are in one.")])
        if settings.method == "self_select" and settings.groups is None:
            raise Invalid(details=[Detail("groups", "Say how many groups there are to choose from.")])

    async def begin(self, acting: Acting, settings: BreakoutSettings, minutes: int) -> dict[str, str]:
        plan = breakouts.GroupPlan(
            method=settings.method,
            groups=settings.groups,
            size=settings.size,
            task=settings.task,
            minutes=minutes if settings.whole_step else None,
            may_choose=settings.method == "self_select",
        )
        drawn = await acting.do(breakouts.BreakoutCreate(id=acting.id("create"), plan=plan), breakouts.DrawnGroups)
        opened = breakouts.BreakoutOpen(id=acting.id("open"), seconds=NOTICE)
        await acting.do(opened, breakouts.GroupsChanged)
        return {"breakout": drawn.breakout.id}

    async def end(self, acting: Acting, begun: Mapping[str, str]) -> None:
        await acting.do(breakouts.BreakoutEnd(id=acting.id("end"), seconds=0), breakouts.GroupsChanged)


class ThinkSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A question, and how long everybody thinks about it."""

    question: FloorQuestion = ""
    seconds: ThinkSeconds = SECONDS


class ThinkStep(Kind[ThinkSettings]):
    name: ClassVar[str] = "think"
    settings = ThinkSettings

    async def begin(self, acting: Acting, settings: ThinkSettings, minutes: int) -> dict[str, str]:
        request = FloorOpen(id=acting.id("open"), question=settings.question, seconds=settings.seconds)
        return {"floor": (await acting.do(request, FloorDone)).floor.id}

    async def end(self, acting: Acting, begun: Mapping[str, str]) -> None:
        await acting.do(FloorClose(id=acting.id("close"), floor=begun["floor"]), FloorDone)


class ColdCallStep(Kind[NoSettings]):
    """Somebody is drawn, whom who teaches sees first."""

    name: ClassVar[str] = "cold_call"
    settings = NoSettings

    async def begin(self, acting: Acting, settings: NoSettings, minutes: int) -> dict[str, str]:
        return {"call": (await acting.do(ColdCallDraw(id=acting.id("draw")), ColdCallDone)).call.id}

    async def end(self, acting: Acting, begun: Mapping[str, str]) -> None:
        await acting.do(ColdCallEnd(id=acting.id("end"), call=begun["call"]), ColdCallDone)


class BoardStep(Kind[NoSettings]):
    """The class's board is put before everybody."""

    name: ClassVar[str] = "whiteboard"
    settings = NoSettings

    async def begin(self, acting: Acting, settings: NoSettings, minutes: int) -> dict[str, str]:
        await acting.do(WhiteboardShow(id=acting.id("show"), board=acting.room_id), Done)
        return {}

    async def end(self, acting: Acting, begun: Mapping[str, str]) -> None:
        await acting.do(WhiteboardShow(id=acting.id("hide"), board=None), Done)


class SlidesSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Slides that are prepared in the course, from a page on."""

    prepared: Id
    page: PageNumber = 1


class SlidesStep(Kind[SlidesSettings]):
    """Presented by who begins the step, also in the place of another."""

    name: ClassVar[str] = "slides"
    settings = SlidesSettings

    async def begin(self, acting: Acting, settings: SlidesSettings, minutes: int) -> dict[str, str]:
        deck = (await acting.do(SlidesTake(id=acting.id("take"), prepared=settings.prepared), SlidesTaken)).deck
        shown = SlidesShow(id=acting.id("show"), deck=deck.id, page=min(settings.page, deck.pages), take_over=True)
        await acting.do(shown, Presented)
        return {"deck": deck.id}

    async def end(self, acting: Acting, begun: Mapping[str, str]) -> None:
        await acting.do(SlidesStop(id=acting.id("stop")), Done)


class DebateSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A motion, and the clocks that it is argued by; sides are given when it is put up."""

    motion: Motion
    seconds: ClockSeconds = 300
    points: PointLimit = 2


class DebateStep(Kind[DebateSettings]):
    name: ClassVar[str] = "debate"
    settings = DebateSettings

    async def begin(self, acting: Acting, settings: DebateSettings, minutes: int) -> dict[str, str]:
        request = DebateOpen(
            id=acting.id("open"), motion=settings.motion, seconds=settings.seconds, points=settings.points
        )
        return {"debate": (await acting.do(request, DebateDone)).debate.id}

    async def end(self, acting: Acting, begun: Mapping[str, str]) -> None:
        await acting.do(DebateClose(id=acting.id("close"), debate=begun["debate"]), DebateDone)


def tool_kinds() -> Sequence[StepKind[Any]]:
    return (
        PollStep(), QuizStep(), BreakoutStep(), ThinkStep(), ColdCallStep(), BoardStep(), SlidesStep(), DebateStep(),
    )  # fmt: skip
