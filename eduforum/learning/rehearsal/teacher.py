"""Who teaches a rehearsal: goes through the plan, step by step, as its minutes say."""

from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TypeVar

import msgspec

from eduforum.clock import Clock
from eduforum.errors import EduForumError
from eduforum.ids import new_id
from eduforum.learning.breakouts.schemas import Breakout, BreakoutChanged, BreakoutEnd, GroupsChanged
from eduforum.learning.cold_call.schemas import ColdCall, ColdCallCall, ColdCallChanged, ColdCallDone, ColdCallEnd
from eduforum.learning.debate import running as debates
from eduforum.learning.debate.schemas import (
    Debate,
    DebateAsk,
    DebateBegin,
    DebateChanged,
    DebateClose,
    DebateCount,
    DebateDone,
    DebateDraw,
    DebateSided,
    DebateSides,
    DebateSpeaker,
    DebateYield,
    Side,
    SpeechKind,
    Vote,
)
from eduforum.learning.floor.schemas import Floor, FloorChanged, FloorClose, FloorDone, FloorReveal
from eduforum.learning.plan.prepared import (
    BoardStep,
    BreakoutStep,
    ColdCallStep,
    DebateStep,
    PollStep,
    QuizStep,
    SlidesStep,
    ThinkStep,
)
from eduforum.learning.plan.schemas import PlanChanged, PlanDone, PlanFinish, PlanRun, PlanStart, PlanUse, RunStep
from eduforum.learning.polls.schemas import Poll, PollChanged, PollClose, PollDone
from eduforum.learning.quiz.messages import (
    QuizAnswered,
    QuizChanged,
    QuizClose,
    QuizProgressList,
    QuizProgressRead,
)
from eduforum.learning.rehearsal.ledger import Leaf, Ledger
from eduforum.learning.rehearsal.seat import Heard, Seat
from eduforum.learning.rehearsal.student import RENEW_EVERY
from eduforum.learning.slides.schemas import Presentation, SlidesShown, SlidesStop, SlidesTurn
from eduforum.learning.whiteboard.schemas import WhiteboardShow
from eduforum.media.schemas import Done
from eduforum.web.protocol import Request

A = TypeVar("A", bound=msgspec.Struct)

GATHERING = 30.0
"""How long people come in before the first step, in seconds of the class."""

LOOK_EVERY = 5.0
"""How often who teaches looks whether something is over, in seconds of the class."""

PATIENCE = 0.25
"""By how much of its time a step is longer than planned, at most, where what began with it is not over."""

VIEWING = 90.0
"""How long a vote of a debate is open, in seconds of the class; a sixth of the step, where that is less."""

TURNS: tuple[tuple[SpeechKind, Side], ...] = (
    ("opening", "for"),
    ("opening", "against"),
    ("rebuttal", "for"),
    ("rebuttal", "against"),
    ("closing", "against"),
    ("closing", "for"),
)
"""Who speaks in a debate, in which order."""

_OVER = frozenset(
    {
        "poll_closed",
        "breakout_not_open",
        "think_time_over",
        "floor_closed",
        "call_over",
        "quiz_not_open",
        "nothing_presented",
        "nobody_speaks",
        "debate_over",
    }
)
"""What is no failure of who ends something: it has ended by itself."""


class Teacher:
    def __init__(
        self,
        take_seat: Callable[[Callable[[Heard], None]], Seat],
        ledger: Ledger,
        clock: Clock,
    ) -> None:
        self.seat = take_seat(self.hear)
        self.run: PlanRun | None = None
        self._ledger = ledger
        self._clock = clock
        self._renewed = clock.monotonic()
        self._polls: dict[str, Poll] = {}
        self._floors: dict[str, Floor] = {}
        self._calls: dict[str, ColdCall] = {}
        self._breakout: Breakout | None = None
        self._shown: Presentation | None = None
        self._meanwhile: Mapping[str, Callable[[RunStep, Leaf], Awaitable[None]]] = {
            ColdCallStep.name: self._call,
            SlidesStep.name: self._turn_pages,
            DebateStep.name: self._lead_debate,
        }
        self._is_over: Mapping[str, Callable[[RunStep], Awaitable[bool]]] = {
            PollStep.name: self._poll_is_over,
            QuizStep.name: self._quiz_is_over,
            ThinkStep.name: self._thinking_is_over,
        }
        self._end: Mapping[str, Callable[[RunStep, Leaf], Awaitable[None]]] = {
            PollStep.name: self._end_poll,
            QuizStep.name: self._end_quiz,
            BreakoutStep.name: self._end_groups,
            ThinkStep.name: self._end_floor,
            ColdCallStep.name: self._end_call,
            BoardStep.name: self._end_board,
            SlidesStep.name: self._end_slides,
            DebateStep.name: self._end_debate,
        }

    def hear(self, event: Heard) -> None:
        match event:
            case PlanChanged(run=run):
                self.run = run
            case PollChanged(poll=poll):
                self._polls[poll.id] = poll
            case FloorChanged(floor=floor):
                self._floors[floor.id] = floor
            case ColdCallChanged(call=call):
                self._calls[call.id] = call
            case BreakoutChanged(breakout=breakout):
                self._breakout = breakout
            case SlidesShown(presentation=shown):
                self._shown = shown
            case QuizChanged() | DebateChanged() | DebateSided():
                # How far people are is asked for, and of a debate the answers say it.
                return

    async def teach(self, plan_id: str, arrived: Callable[[], None]) -> None:
        """The class from its first minute to its last. `arrived` is called once students may come in. Raises
        `EduForumError` where the plan cannot be begun at all."""
        await self.seat.come_in()
        await self.seat.ask(PlanUse(id=new_id(), plan=plan_id), PlanDone)
        arrived()
        await self._clock.sleep(GATHERING)
        run = self.run
        assert run is not None
        for each in run.steps:
            await self._go_through(each)
        if self.run is not None and self.run.current is not None:
            await self._try(PlanFinish(id=new_id(), step=self.run.current.step.id), PlanDone, self._ledger.leaf)

    async def _go_through(self, planned: RunStep) -> None:
        step = planned.step
        self._ledger.turn_to(step.id)
        leaf = self._ledger.leaf
        started = await self._try(PlanStart(id=new_id(), step=step.id), PlanDone, leaf)
        began = self._clock.now()
        running = None if started is None or self.run is None else self.run.current
        if running is None or running.launch is None or running.launch.state != "done":
            await self._until(began + timedelta(minutes=step.minutes))
            return
        if (act := self._meanwhile.get(step.kind)) is not None:
            await act(running, leaf)
        await self._until(began + timedelta(minutes=step.minutes))
        if (is_over := self._is_over.get(step.kind)) is not None:
            latest = began + timedelta(minutes=step.minutes * (1 + PATIENCE))
            while self._clock.now() < latest and not await is_over(running):
                await self._until(self._clock.now() + timedelta(seconds=LOOK_EVERY))
        if (end := self._end.get(step.kind)) is not None:
            await end(running, leaf)

    async def _until(self, then: datetime) -> None:
        while (left := (then - self._clock.now()).total_seconds()) > 0:
            await self._clock.sleep(min(left, RENEW_EVERY))
            if self._clock.monotonic() - self._renewed >= RENEW_EVERY / 2:
                self._renewed = self._clock.monotonic()
                with suppress(EduForumError):
                    await self.seat.renew()

    async def _call(self, running: RunStep, leaf: Leaf) -> None:
        """Whoever was drawn is called at once; half of the step is theirs, or less where they have passed on."""
        call = _begun(running, "call")
        if await self._try(ColdCallCall(id=new_id(), call=call), ColdCallDone, leaf) is None:
            return
        await self._until(self._clock.now() + timedelta(minutes=running.step.minutes / 2))
        await self._end_call(running, leaf)

    async def _turn_pages(self, running: RunStep, leaf: Leaf) -> None:
        """To the last page, each as long as the others."""
        shown, began = self._shown, self._clock.now()
        if shown is None or shown.deck.id != _begun(running, "deck"):
            return
        each = timedelta(minutes=running.step.minutes) / (shown.deck.pages - shown.page + 1)
        for page in range(shown.page + 1, shown.deck.pages + 1):
            await self._until(began + (page - shown.page) * each)
            if await self._try(SlidesTurn(id=new_id(), deck=shown.deck.id, page=page), Done, leaf) is not None:
                leaf.did(self.seat.id, "page")

    async def _lead_debate(self, running: RunStep, leaf: Leaf) -> None:
        """A vote, sides by lot, turns, and a second vote where so many took part in the first that there is one."""
        debate, seconds = _begun(running, "debate"), 60.0 * running.step.minutes
        voting = min(VIEWING, seconds / 6)
        last = self._clock.now() + timedelta(seconds=seconds - voting)
        before = await self._hold_vote(debate, "before", voting, leaf)
        drawn = await self._try(DebateDraw(id=new_id(), debate=debate, way="random"), DebateSides, leaf)
        if before is not None and drawn is not None:
            await self._give_turns(before, drawn.sides, last, leaf)
        if before is not None and before.result is None:
            await self._hold_vote(debate, "after", voting, leaf)

    async def _hold_vote(self, debate: str, vote: Vote, seconds: float, leaf: Leaf) -> Debate | None:
        """The debate with the vote counted."""
        if await self._try(DebateAsk(id=new_id(), debate=debate, vote=vote), DebateDone, leaf) is None:
            return None
        await self._until(self._clock.now() + timedelta(seconds=seconds))
        counted = await self._try(DebateCount(id=new_id(), debate=debate), DebateDone, leaf)
        return None if counted is None else counted.debate

    async def _give_turns(self, debate: Debate, sides: Sequence[DebateSpeaker], last: datetime, leaf: Leaf) -> None:
        """Turns of the same length until `last`, none longer than its share of its side's clock."""
        people = {side: deque(each.participant_id for each in sides if each.side == side) for _, side in TURNS}
        longest = timedelta(seconds=2 * debates.left(debate.clocks[0], self._clock.now()) / len(TURNS))
        for place, (kind, side) in enumerate(TURNS):
            lasts = min(longest, (last - self._clock.now()) / (len(TURNS) - place))
            if await self._give_turn(debate.id, kind, people[side], leaf):
                await self._until(self._clock.now() + lasts)
        await self._try(DebateYield(id=new_id(), debate=debate.id), DebateDone, leaf)

    async def _give_turn(self, debate: str, kind: SpeechKind, people: deque[str], leaf: Leaf) -> bool:
        """To the next of them who is there."""
        for _ in range(len(people)):
            people.rotate(-1)
            try:
                await self.seat.ask(
                    DebateBegin(id=new_id(), debate=debate, kind=kind, participant=people[0]), DebateDone
                )
            except EduForumError as error:
                if error.code != "not_here":
                    leaf.failed(error.code)
                    return False
            else:
                return True
        return False

    async def _poll_is_over(self, running: RunStep) -> bool:
        """One without a time of its own is over when who teaches says so."""
        poll = self._polls.get(_begun(running, "poll"))
        return poll is None or poll.rounds[-1].closes_at is None or poll.rounds[-1].closed_at is not None

    async def _thinking_is_over(self, running: RunStep) -> bool:
        floor = self._floors.get(_begun(running, "floor"))
        return floor is None or floor.state != "thinking"

    async def _quiz_is_over(self, running: RunStep) -> bool:
        """Nobody sits at it any more."""
        try:
            asked = QuizProgressRead(id=new_id(), quiz=_begun(running, "quiz"))
            told = await self.seat.ask(asked, QuizProgressList)
        except EduForumError:
            return True
        return all(each.attempt.submitted_at is not None for each in told.people)

    async def _end_poll(self, running: RunStep, leaf: Leaf) -> None:
        poll = self._polls.get(_begun(running, "poll"))
        if poll is not None and poll.rounds[-1].closed_at is None:
            await self._try(PollClose(id=new_id(), poll=poll.id), PollDone, leaf)

    async def _end_quiz(self, running: RunStep, leaf: Leaf) -> None:
        await self._try(QuizClose(id=new_id(), quiz=_begun(running, "quiz"), at_once=True), QuizAnswered, leaf)

    async def _end_groups(self, running: RunStep, leaf: Leaf) -> None:
        if self._breakout is not None and self._breakout.state == "open":
            await self._try(BreakoutEnd(id=new_id(), seconds=0), GroupsChanged, leaf)

    async def _end_floor(self, running: RunStep, leaf: Leaf) -> None:
        floor = _begun(running, "floor")
        if not await self._thinking_is_over(running):
            await self._try(FloorReveal(id=new_id(), floor=floor), FloorDone, leaf)
        await self._try(FloorClose(id=new_id(), floor=floor), FloorDone, leaf)

    async def _end_call(self, running: RunStep, leaf: Leaf) -> None:
        call = self._calls.get(_begun(running, "call"))
        if call is not None and call.state in ("drawn", "warned", "called"):
            await self._try(ColdCallEnd(id=new_id(), call=call.id), ColdCallDone, leaf)

    async def _end_board(self, running: RunStep, leaf: Leaf) -> None:
        await self._try(WhiteboardShow(id=new_id(), board=None), Done, leaf)

    async def _end_slides(self, running: RunStep, leaf: Leaf) -> None:
        await self._try(SlidesStop(id=new_id()), Done, leaf)

    async def _end_debate(self, running: RunStep, leaf: Leaf) -> None:
        await self._try(DebateClose(id=new_id(), debate=_begun(running, "debate")), DebateDone, leaf)

    async def _try(self, request: Request, answer: type[A], leaf: Leaf) -> A | None:
        """The answer, or None where it was refused, which the leaf has then."""
        try:
            return await self.seat.ask(request, answer)
        except EduForumError as error:
            if error.code not in _OVER:
                leaf.failed(error.code)
            return None


def _begun(running: RunStep, what: str) -> str:
    """The id of what has begun with the step."""
    return "" if running.launch is None else running.launch.begun[what]
