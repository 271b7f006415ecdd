"""A simulated student: comes in, does what the class is asked to, and something unasked now and then."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping, Sequence
from random import Random
from typing import TypeVar

import msgspec

from eduforum.clock import Clock
from eduforum.errors import EduForumError
from eduforum.ids import new_id
from eduforum.learning.breakouts.rules import group_of
from eduforum.learning.breakouts.schemas import Breakout, BreakoutChanged, BreakoutMove, Breakouts, GroupsChanged
from eduforum.learning.chat.schemas import ChatSend, ChatSent
from eduforum.learning.cold_call.schemas import (
    ColdCall,
    ColdCallChanged,
    ColdCallDone,
    ColdCallPass,
    ColdCallWrite,
)
from eduforum.learning.debate import running as debates
from eduforum.learning.debate.counting import VIEWS
from eduforum.learning.debate.schemas import (
    Debate,
    DebateAnswer,
    DebateBallot,
    DebateChanged,
    DebateDone,
    DebateOffer,
    Debates,
    DebateSided,
    DebateSigned,
    DebateSpeaker,
    DebateToken,
    Side,
    View,
    Vote,
)
from eduforum.learning.debate.votes import DebateBallots
from eduforum.learning.floor.schemas import Floor, FloorChanged, FloorGive, FloorGiven, Floors
from eduforum.learning.hands.schemas import HandAnswer, HandLower, HandRaise, HandsLowered
from eduforum.learning.plan.schemas import PlanChanged
from eduforum.learning.polls.ballots import BallotService
from eduforum.learning.polls.schemas import (
    AnonymousBallot,
    Poll,
    PollBallot,
    PollChanged,
    Polls,
    PollToken,
    PollVote,
    TokenSigned,
    Voted,
)
from eduforum.learning.questions.content import Item, Question, Response, kind_of
from eduforum.learning.quiz.messages import (
    QuizAnswer,
    QuizChanged,
    QuizSaved,
    QuizStart,
    QuizStarted,
    QuizSubmit,
    QuizSubmitted,
    Quizzes,
)
from eduforum.learning.quiz.schemas import QuizInfo
from eduforum.learning.rehearsal.answers import SENTENCES, ballot, guessed, right
from eduforum.learning.rehearsal.blinding import Blinded
from eduforum.learning.rehearsal.characters import Character, delay
from eduforum.learning.rehearsal.ledger import Leaf, Ledger
from eduforum.learning.rehearsal.schemas import Act
from eduforum.learning.rehearsal.seat import Heard, NotThere, Seat
from eduforum.learning.slides.schemas import SlidesShown
from eduforum.media.schemas import Joined
from eduforum.web.protocol import Request

A = TypeVar("A", bound=msgspec.Struct)

Crib = Mapping[tuple[str, str], Question]
"""The course's questions, by kind and text: who knows an answer finds it here."""

RENEW_EVERY = 3600.0
"""Half of how long a participant token lives, in seconds."""

# How long things take, in seconds of the class: medians.
_VOTING, _THINKING, _STARTING, _QUESTION, _CHOOSING, _CALLED = 15.0, 9.0, 8.0, 25.0, 6.0, 20.0
_OBJECTING, _ANSWERING = 30.0, 8.0
# How likely somebody asks for a point of information in a turn of the other side, and thinks again after a debate.
_OBJECTS, _CONVINCED = 0.3, 0.3
# How often somebody raises a hand, has it up, and writes unasked.
_HAND_EVERY, _HAND_UP, _CHAT_EVERY = 900.0, 45.0, 700.0

_LAPSED = frozenset(
    {
        "no_such_hand",
        "point_waits",
        "points_used",
        "no_such_point",
        "point_answered",
        "nobody_speaks",
        "other_side_asks",
        "debate_over",
    }
)
"""What is no failure: somebody else was faster, or the turn was over."""


class _Entitled(msgspec.Struct):
    """To the two votes of a debate, and by which view in the first."""

    token: str
    signature: str
    view: View


class Student:
    def __init__(
        self,
        take_seat: Callable[[Callable[[Heard], None]], Seat],
        character: Character,
        rng: Random,
        crib: Crib,
        ledger: Ledger,
        ballots: BallotService,
        views: DebateBallots,
        clock: Clock,
    ) -> None:
        """`take_seat` makes the person's place in the room, whoever is told what happens there."""
        self.seat = take_seat(self.hear)
        self._character = character
        self._rng = rng
        self._crib = crib
        self._ledger = ledger
        self._ballots = ballots
        self._views = views
        self._clock = clock
        self._doing: asyncio.TaskGroup | None = None
        self._met: set[object] = set()
        self._group: str | None = None
        self._side: Side | None = None
        self._entitled: dict[str, _Entitled] = {}

    async def attend(self) -> None:
        """The whole class, until cancelled."""
        character = self._character
        await self._clock.sleep(character.arrives)
        async with asyncio.TaskGroup() as doing:
            self._doing = doing
            await self._come_in("came")
            self._do(self._renew())
            self._do(self._raise_hands())
            self._do(self._write())
            if character.away is not None:
                await self._clock.sleep(max(0.0, character.away.at - character.arrives))
                self.seat.drop_out()
                self._ledger.leaf.did(self.seat.id, "dropped")
                await self._clock.sleep(character.away.lasts)
                await self._come_in("returned")

    def hear(self, event: Heard) -> None:
        match event:
            case PollChanged(poll=poll):
                self._see_poll(poll)
            case QuizChanged(quiz=quiz):
                self._see_quiz(quiz)
            case FloorChanged(floor=floor):
                self._see_floor(floor)
            case ColdCallChanged(call=call):
                self._see_call(call)
            case BreakoutChanged(breakout=breakout):
                self._see_groups(breakout)
            case DebateChanged(debate=debate):
                self._see_debate(debate)
            case DebateSided(sides=sides):
                self._see_sides(sides)
            case PlanChanged() | SlidesShown():
                # For those who teach.
                return

    async def _come_in(self, act: Act) -> None:
        leaf = self._ledger.leaf
        try:
            joined = await self.seat.come_in()
        except EduForumError as error:
            leaf.failed(error.code)
            return
        leaf.did(self.seat.id, act)
        self._look_around(joined)

    def _look_around(self, joined: Joined) -> None:
        """What goes on already."""
        for found in joined.tools.values():
            match found:
                case Polls(polls=polls):
                    for poll in polls:
                        self._see_poll(poll)
                case Quizzes(quizzes=quizzes):
                    for quiz in quizzes:
                        self._see_quiz(quiz)
                case Floors(floor=Floor() as floor):
                    self._see_floor(floor)
                case Debates(debate=Debate() as debate, sides=sides):
                    self._see_sides(sides)
                    self._see_debate(debate)
                case Breakouts(breakout=breakout):
                    self._see_groups(breakout)

    def _see_poll(self, poll: Poll) -> None:
        last = poll.rounds[-1]
        if last.closed_at is None and self._is_new(poll.id, last.number) and self._is_willing():
            self._do(self._vote(poll, self._ledger.leaf))

    def _see_quiz(self, quiz: QuizInfo) -> None:
        if quiz.state == "open" and self._is_new(quiz.id) and self._is_willing():
            self._do(self._take(quiz, self._ledger.leaf))

    def _see_floor(self, floor: Floor) -> None:
        if floor.state == "thinking" and self._is_new(floor.id) and self._is_willing():
            self._do(self._think(floor, self._ledger.leaf))

    def _see_call(self, call: ColdCall) -> None:
        mine = call.participant_id == self.seat.id and call.state in ("warned", "called")
        if mine and self._is_new(call.id):
            self._do(self._answer_call(call, self._ledger.leaf))

    def _see_groups(self, breakout: Breakout | None) -> None:
        if breakout is None or breakout.state != "open":
            self._group = None
            return
        group = group_of(breakout, self.seat.id)
        self._group = None if group is None else group.id
        if group is not None and self._is_new(breakout.id, "in"):
            self._ledger.leaf.did(self.seat.id, "group")
        if group is None and breakout.may_choose and self._is_new(breakout.id, "choose") and self._is_willing():
            self._do(self._choose(breakout, self._ledger.leaf))

    def _see_sides(self, sides: Sequence[DebateSpeaker]) -> None:
        self._side = next((each.side for each in sides if each.participant_id == self.seat.id), None)

    def _see_debate(self, debate: Debate) -> None:
        leaf, vote, speech = self._ledger.leaf, debates.open_vote(debate), debates.speech(debate)
        if vote is not None and self._is_new(debate.id, vote) and self._is_willing():
            self._do(self._vote_view(debate, vote, leaf))
        if speech is None:
            return
        if speech.participant_id == self.seat.id:
            if self._is_new(speech.id):
                leaf.did(self.seat.id, "turn")
            for point in speech.points:
                if point.state == "asked" and self._is_new(point.id):
                    self._do(self._answer_point(debate.id, point.id, leaf))
        elif self._side not in (None, speech.side) and self._is_new(speech.id) and self._rng.random() < _OBJECTS:
            self._do(self._object(debate.id, leaf))

    async def _vote(self, poll: Poll, leaf: Leaf) -> None:
        await self._pause(_VOTING)
        last, vote = poll.rounds[-1], ballot(poll, self._rng)
        if last.key is not None:
            await self._vote_unseen(poll.id, last.number, last.key, vote, leaf)
            return
        request = PollVote(id=new_id(), poll=poll.id, round=last.number, ballot=vote, receipt=new_id())
        if await self._ask(request, Voted, leaf) is not None:
            leaf.did(self.seat.id, "vote")

    async def _vote_unseen(self, poll: str, number: int, key: str, vote: PollBallot, leaf: Leaf) -> None:
        """With a token that is signed for the voter, and cast by nobody."""
        blinded = Blinded(key)
        request = PollToken(id=new_id(), poll=poll, round=number, blinded=blinded.message)
        signed = await self._ask(request, TokenSigned, leaf)
        if signed is None:
            return
        cast = AnonymousBallot(
            round=number, token=blinded.token, signature=blinded.signature(signed.signature), ballot=vote
        )
        try:
            await self._ballots.cast(poll, cast)
        except EduForumError as error:
            leaf.failed(error.code)
        else:
            leaf.did(self.seat.id, "vote")

    async def _vote_view(self, debate: Debate, vote: Vote, leaf: Leaf) -> None:
        """One token for both votes; who has none from the first has no second vote."""
        await self._pause(_VOTING)
        if vote == "before":
            assert debate.key is not None
            blinded = Blinded(debate.key)
            request = DebateToken(id=new_id(), debate=debate.id, blinded=blinded.message)
            signed = await self._ask(request, DebateSigned, leaf)
            if signed is None:
                return
            signature = blinded.signature(signed.signature)
            self._entitled[debate.id] = _Entitled(blinded.token, signature, self._rng.choice(VIEWS))
        mine = self._entitled.get(debate.id)
        if mine is None:
            return
        view = self._rng.choice(VIEWS) if vote == "after" and self._rng.random() < _CONVINCED else mine.view
        cast = DebateBallot(vote=vote, token=mine.token, signature=mine.signature, view=view)
        try:
            await self._views.cast(debate.id, cast)
        except EduForumError as error:
            leaf.failed(error.code)
        else:
            leaf.did(self.seat.id, "vote")

    async def _object(self, debate: str, leaf: Leaf) -> None:
        await self._pause(_OBJECTING)
        if await self._ask(DebateOffer(id=new_id(), debate=debate), DebateDone, leaf) is not None:
            leaf.did(self.seat.id, "point")

    async def _answer_point(self, debate: str, point: str, leaf: Leaf) -> None:
        await self._pause(_ANSWERING)
        answer = DebateAnswer(id=new_id(), debate=debate, point=point, accept=self._is_willing())
        await self._ask(answer, DebateDone, leaf)

    async def _think(self, floor: Floor, leaf: Leaf) -> None:
        await self._pause(_THINKING)
        hand = self._rng.random() < 0.5
        text = self._rng.choice(SENTENCES) if not hand or self._rng.random() < 0.5 else ""
        if await self._ask(FloorGive(id=new_id(), floor=floor.id, hand=hand, text=text), FloorGiven, leaf) is not None:
            leaf.did(self.seat.id, "think")

    async def _take(self, quiz: QuizInfo, leaf: Leaf) -> None:
        await self._pause(_STARTING)
        started = await self._ask(QuizStart(id=new_id(), quiz=quiz.id), QuizStarted, leaf)
        if started is None:
            return
        attempt = started.attempt.info.id
        for question in started.attempt.questions:
            await self._pause(_QUESTION)
            answer = QuizAnswer(
                id=new_id(),
                quiz=quiz.id,
                attempt=attempt,
                place=question.place,
                response=self._response(question.item),
            )
            if await self._ask(answer, QuizSaved, leaf) is not None:
                leaf.did(self.seat.id, "answer")
        if await self._ask(QuizSubmit(id=new_id(), quiz=quiz.id, attempt=attempt), QuizSubmitted, leaf) is not None:
            leaf.did(self.seat.id, "submit")

    def _response(self, item: Item) -> Response:
        question = self._crib.get((kind_of(item), item.text))
        if question is not None and self._rng.random() < self._character.ability:
            return right(question)
        return guessed(item, self._rng)

    async def _choose(self, breakout: Breakout, leaf: Leaf) -> None:
        await self._pause(_CHOOSING)
        group = self._rng.choice(breakout.groups).id
        await self._ask(BreakoutMove(id=new_id(), participant=self.seat.id, group=group), GroupsChanged, leaf)

    async def _answer_call(self, call: ColdCall, leaf: Leaf) -> None:
        """In writing, by passing on, or aloud, of which the room hears nothing."""
        await self._pause(_CALLED)
        said = self._rng.random()
        if said < 0.2:
            done = await self._ask(ColdCallPass(id=new_id(), call=call.id), ColdCallDone, leaf)
        elif said < 0.6:
            text = self._rng.choice(SENTENCES)
            done = await self._ask(ColdCallWrite(id=new_id(), call=call.id, text=text), ColdCallDone, leaf)
        else:
            leaf.did(self.seat.id, "call")
            return
        if done is not None:
            leaf.did(self.seat.id, "call")

    async def _raise_hands(self) -> None:
        while True:
            await self._clock.sleep(self._rng.expovariate(1 / _HAND_EVERY))
            if not self._is_willing():
                continue
            leaf = self._ledger.leaf
            raised = await self._ask(HandRaise(id=new_id()), HandAnswer, leaf)
            if raised is None:
                continue
            leaf.did(self.seat.id, "hand")
            await self._pause(_HAND_UP)
            await self._ask(HandLower(id=new_id(), hand=raised.hand.id), HandsLowered, leaf)

    async def _write(self) -> None:
        while True:
            await self._clock.sleep(self._rng.expovariate(1 / _CHAT_EVERY))
            leaf = self._ledger.leaf
            channel = "room" if self._group is None else f"group:{self._group}"
            sent = ChatSend(id=new_id(), text=self._rng.choice(SENTENCES), channel=channel)
            if await self._ask(sent, ChatSent, leaf) is not None:
                leaf.did(self.seat.id, "chat")

    async def _renew(self) -> None:
        while True:
            await self._clock.sleep(RENEW_EVERY)
            try:
                await self.seat.renew()
            except EduForumError:
                # Whoever is away gets a new one by coming back.
                continue

    async def _ask(self, request: Request, answer: type[A], leaf: Leaf) -> A | None:
        """The answer, or None where it was refused, which the leaf has then."""
        try:
            return await self.seat.ask(request, answer)
        except NotThere:
            return None
        except EduForumError as error:
            if error.code not in _LAPSED:
                leaf.failed(error.code)
            return None

    async def _pause(self, median: float) -> None:
        await self._clock.sleep(delay(self._character, self._rng, median))

    def _is_new(self, *thing: object) -> bool:
        if thing in self._met:
            return False
        self._met.add(thing)
        return True

    def _is_willing(self) -> bool:
        return self._rng.random() < self._character.diligence

    def _do(self, what: Coroutine[None, None, None]) -> None:
        assert self._doing is not None
        try:
            self._doing.create_task(what)
        except RuntimeError:
            # The class is over, and this was heard on the way out.
            what.close()
