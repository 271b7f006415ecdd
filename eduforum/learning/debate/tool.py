"""Debates as a tool of the room: a motion, two sides with a clock each, points of information, and secret views."""

import asyncio
import hashlib
import logging
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from random import SystemRandom
from typing import ClassVar

import msgspec
from msgspec.structs import replace

from eduforum.clock import Clock
from eduforum.cluster import RateLimiter
from eduforum.courses.schemas import Session
from eduforum.db import Connection, Database
from eduforum.errors import Conflict, Detail, EduForumError, Invalid, NotFound, RateLimited, Unavailable
from eduforum.ids import new_id
from eduforum.learning.cold_call.store import exempt
from eduforum.learning.debate import access, counting, running, store
from eduforum.learning.debate.schemas import (
    Debate,
    DebateAdjust,
    DebateAnswer,
    DebateAsk,
    DebateAssign,
    DebateBegin,
    DebateChanged,
    DebateClose,
    DebateClosing,
    DebateCount,
    DebateDone,
    DebateDraw,
    DebateOffer,
    DebateOpen,
    DebateOwn,
    DebatePause,
    DebateProgress,
    Debates,
    DebateSided,
    DebateSides,
    DebateSigned,
    DebateSpeaker,
    DebateToken,
    DebateYield,
)
from eduforum.learning.debate.sides import Randomness, draw
from eduforum.learning.debate.store import Kept
from eduforum.learning.debate.votes import OpenVote, OpenVotes, ended, progress
from eduforum.learning.hands.tool import HandQueue, Turn
from eduforum.learning.plain_text import clean
from eduforum.learning.polls import blind
from eduforum.learning.polls.sealed import poll_closed
from eduforum.learning.talk_time import Occasions
from eduforum.media.audience import TEACHERS, Addressed, people
from eduforum.media.record import Moment, RecordPart, RecordReader
from eduforum.media.schemas import Person
from eduforum.media.tools import Caller, Handler, RoomContext, RoomTool, Row
from eduforum.web.protocol import DurableEvent, Request, StateEvent

DEBATES = 50
"""Of one session."""

# Nobody makes up their mind so often.
ACTS = 30
ACT_WINDOW = 10.0

_Answer = msgspec.Struct | msgspec.Raw

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Room:
    """`debate` is the last one. Whoever changes it holds the lock, from looking at it until it is written. `doubtful`:
    something may have been stored without its answer."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    debate: Debate | None = None
    sides: tuple[DebateSpeaker, ...] = ()
    doubtful: bool = False

    def get(self, debate_id: str) -> Debate:
        """Raises `NotFound` where it is not the last, `Conflict` `debate_over` where it is closed."""
        if self.debate is None or self.debate.id != debate_id:
            raise NotFound("There is no such debate.", code="no_such_debate")
        if self.debate.state == "closed":
            raise Conflict("This debate is over.", code="debate_over")
        return self.debate

    def speaker(self, person: str) -> DebateSpeaker | None:
        return next((each for each in self.sides if each.participant_id == person), None)


class DebateTool(RoomTool):
    name: ClassVar[str] = "debate"
    requests: ClassVar[Mapping[type[Request], type[msgspec.Struct]]] = {
        DebateOpen: DebateDone,
        DebateDraw: DebateSides,
        DebateAssign: DebateSides,
        DebateAsk: DebateDone,
        DebateCount: DebateDone,
        DebateToken: DebateSigned,
        DebateBegin: DebateDone,
        DebatePause: DebateDone,
        DebateAdjust: DebateDone,
        DebateYield: DebateDone,
        DebateOffer: DebateDone,
        DebateAnswer: DebateDone,
        DebateClose: DebateDone,
    }
    events: ClassVar[Sequence[type[StateEvent] | type[DurableEvent]]] = (
        DebateChanged,
        DebateSided,
        DebateProgress,
        DebateClosing,
        DebateOwn,
    )
    snapshot_type: ClassVar[type[msgspec.Struct] | None] = Debates

    def __init__(
        self,
        db: Database,
        limiter: RateLimiter,
        clock: Clock,
        hands: HandQueue,
        talk: Occasions,
        rng: Randomness | None = None,
    ) -> None:
        self._db = db
        self._limiter = limiter
        self._clock = clock
        self._hands = hands
        self._talk = talk
        self._rng = rng or SystemRandom()
        self._rooms: dict[str, _Room] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self.votes = OpenVotes(clock)

    def handlers(self) -> Mapping[type[Request], Handler]:
        return {
            DebateOpen: self.open,
            DebateDraw: self.draw,
            DebateAssign: self.assign,
            DebateAsk: self.ask,
            DebateCount: self.count,
            DebateToken: self.token,
            DebateBegin: self.begin,
            DebatePause: self.pause,
            DebateAdjust: self.adjust,
            DebateYield: self.yield_turn,
            DebateOffer: self.offer,
            DebateAnswer: self.answer,
            DebateClose: self.close,
        }

    async def open(self, room: RoomContext, caller: Caller, request: DebateOpen) -> _Answer:
        """Raises `Forbidden`, `Invalid`, `Conflict` `debate_open` and `too_many_debates`."""
        access.may_lead(room, caller.person)
        motion = " ".join(clean(request.motion, "motion").split())
        if not motion:
            raise Invalid(details=[Detail("motion", "This must not be empty.")])
        async with self._acting(room, caller) as ours:
            if ours.debate is not None and ours.debate.state == "open":
                raise Conflict("A debate is under way.", code="debate_open")
            async with self._db.connection() as conn:
                if await store.number(conn, room.id) >= DEBATES:
                    raise Conflict(f"A session has at most {DEBATES} debates.", code="too_many_debates")
            debate = running.opened(new_id(self._clock), motion, request.seconds, request.points, self._clock.now())
            rows = [store.open(debate, caller.person.id)]
            return await self._change(room, caller, request, ours, debate, rows=rows)

    async def draw(self, room: RoomContext, caller: Caller, request: DebateDraw) -> _Answer:
        """Raises `Forbidden`, `NotFound`, `Conflict` `debate_over`, `debate_begun` and `too_few_to_draw`."""
        access.may_lead(room, caller.person)
        async with self._acting(room, caller) as ours:
            debate = ours.get(request.debate)
            running.require_unbegun(debate)
            async with self._db.connection() as conn:
                spared = await exempt(conn, room.id)
            here = {each.id: each for each in room.participants() if each.state == "present" and each.role == "student"}
            drawn = draw(request.way, here, spared, request.each, self._talk.seconds(room.id), self._rng)
            sides = tuple(
                DebateSpeaker(participant_id=id, name=here[id].name, side=side) for id, side in sorted(drawn.items())
            )
            return await self._place(room, caller, request, ours, sides)

    async def assign(self, room: RoomContext, caller: Caller, request: DebateAssign) -> _Answer:
        """Raises `Forbidden` also `only_students_debate`, `NotFound`, `Conflict` `debate_over`, `not_here` and
        `has_the_floor`."""
        access.may_lead(room, caller.person)
        async with self._acting(room, caller) as ours:
            debate, person = ours.get(request.debate), request.participant
            participant, known = room.participant(person), ours.speaker(person)
            if request.place == "audience" and known is not None:
                name = known.name
            elif participant is None:
                raise Conflict("This person is not here.", code="not_here")
            else:
                access.may_argue(participant)
                name = participant.name
            current = running.speech(debate)
            if current is not None and current.participant_id == person:
                raise Conflict("This person has the floor.", code="has_the_floor")
            sides = running.placed(ours.sides, person, name, request.place)
            return await self._place(room, caller, request, ours, sides)

    async def ask(self, room: RoomContext, caller: Caller, request: DebateAsk) -> _Answer:
        """Raises `Forbidden`, `NotFound`, `Conflict` `debate_over` and what `running.require_vote` does."""
        access.may_lead(room, caller.person)
        async with self._acting(room, caller) as ours:
            debate = ours.get(request.debate)
            running.require_vote(debate, request.vote)
            if request.vote == "before":
                try:
                    key = await blind.new_key()
                except OSError:
                    raise Unavailable("No key could be made for the vote; try again.", code="not_stored") from None
                debate = replace(debate, before="open", key=key.modulus)
                rows = [store.ask(debate, key)]
            else:
                debate = replace(debate, after="open")
                rows = [store.ask(debate, None)]
            answer = await self._change(room, caller, request, ours, debate, rows=rows)
            await self._read(room, ours)
            return answer

    async def count(self, room: RoomContext, caller: Caller, request: DebateCount) -> _Answer:
        """Raises `Forbidden`, `NotFound`, `Conflict` `debate_over` and `poll_closed`."""
        access.may_lead(room, caller.person)
        async with self._acting(room, caller) as ours:
            debate, current = ours.get(request.debate), self.votes.of(room)
            if current is None:
                raise poll_closed()
            room.publish(DebateClosing(debate=debate.id, vote=current.vote))
            try:
                await self.votes.gather(current)
                result, kept, proofs = current.count()
                before, after = ("closed", debate.after) if current.vote == "before" else (debate.before, "closed")
                debate = msgspec.structs.replace(debate, before=before, after=after, result=result)
                answer = await self._change(
                    room, caller, request, ours, debate, rows=[store.count(debate, kept, proofs)]
                )
            except BaseException:
                current.sealed.shut = False
                raise
            await self._read(room, ours)
            return answer

    async def token(self, room: RoomContext, caller: Caller, request: DebateToken) -> _Answer:
        """Raises `Forbidden` `only_students_vote`, `Invalid`, `NotFound`, `Conflict` `poll_closed`, and `token_taken`
        where the voter has had another one signed."""
        access.may_vote(caller.person)
        voter, message = caller.person.id, blind.decode(request.blinded)
        ours = await self._begin(room, caller)
        current = await self._first_vote(room, ours, request.debate)
        sealed, blinded = current.sealed, hashlib.sha256(message).hexdigest()
        async with current.gate.passing(voter):
            if sealed.shut or self.votes.of(room) is not current:
                raise poll_closed()
            if sealed.tokens.get(voter, blinded) != blinded:
                raise Conflict("A token was signed for this person before.", code="token_taken")
            signature = blind.encode(await asyncio.to_thread(blind.sign, sealed.private, message))
            try:
                answer = await room.append(
                    caller,
                    request,
                    DebateSigned(debate=request.debate, signature=signature),
                    rows=[store.token(request.debate, voter, blinded)],
                )
            except Unavailable:
                current.doubtful = True
                raise
            sealed.tokens[voter] = blinded
        room.publish(DebateOwn(debate=request.debate), people([voter]))
        return answer

    async def begin(self, room: RoomContext, caller: Caller, request: DebateBegin) -> _Answer:
        """Raises `Forbidden`, `NotFound`, `Conflict` `debate_over`, `not_here`, and what `running.begin` does."""
        access.may_lead(room, caller.person)
        async with self._acting(room, caller) as ours, self._hands.lock(room):
            debate, person = ours.get(request.debate), request.participant
            debate = running.begin(debate, new_id(self._clock), request.kind, ours.speaker(person), self._clock.now())
            has_floor = self._hands.floor(room) == person
            turn = None if has_floor else self._hands.turn(room, person, lasting=True)
            answer = await self._change(room, caller, request, ours, debate, turn=turn)
            self._hands.keep(room, person)
            return answer

    async def pause(self, room: RoomContext, caller: Caller, request: DebatePause) -> _Answer:
        """Raises `Forbidden`, `NotFound`, `Conflict` `debate_over` and `nobody_speaks`."""
        access.may_lead(room, caller.person)
        async with self._acting(room, caller) as ours:
            debate = running.pause(ours.get(request.debate), request.on, self._clock.now())
            return await self._change(room, caller, request, ours, debate)

    async def adjust(self, room: RoomContext, caller: Caller, request: DebateAdjust) -> _Answer:
        """Raises `Forbidden`, `NotFound`, `Conflict` `debate_over`."""
        access.may_lead(room, caller.person)
        async with self._acting(room, caller) as ours:
            debate = running.adjust(ours.get(request.debate), request.side, request.seconds)
            return await self._change(room, caller, request, ours, debate)

    async def yield_turn(self, room: RoomContext, caller: Caller, request: DebateYield) -> _Answer:
        """Raises `Forbidden`, `NotFound`, `Conflict` `debate_over` and `nobody_speaks`."""
        async with self._acting(room, caller) as ours, self._hands.lock(room):
            debate = ours.get(request.debate)
            current = running.get_speech(debate)
            access.may_yield(room, caller.person, current)
            turn = self._hands.turn_over(room, current.participant_id)
            debate = running.end(debate, self._clock.now())
            return await self._change(room, caller, request, ours, debate, turn=turn)

    async def offer(self, room: RoomContext, caller: Caller, request: DebateOffer) -> _Answer:
        """Raises `Forbidden` `other_side_asks`, `NotFound`, `Conflict` `debate_over`, and what `running.offer` does."""
        async with self._acting(room, caller) as ours:
            debate = ours.get(request.debate)
            speaker = access.may_offer(ours.speaker(caller.person.id), running.get_speech(debate))
            debate = running.offer(debate, new_id(self._clock), speaker, self._clock.now())
            return await self._change(room, caller, request, ours, debate)

    async def answer(self, room: RoomContext, caller: Caller, request: DebateAnswer) -> _Answer:
        """Raises `Forbidden` `speaker_answers`, `NotFound` `no_such_point`, `Conflict` `debate_over`, `nobody_speaks`
        and `point_answered`."""
        async with self._acting(room, caller) as ours:
            debate = ours.get(request.debate)
            current = running.get_speech(debate)
            point = running.get_point(current, request.point)
            access.may_answer(room, caller.person, current, point, accept=request.accept)
            debate = running.answer(debate, point, caller.person.id, request.accept, self._clock.now())
            answer = await self._change(room, caller, request, ours, debate)
            if request.accept:
                room.controls.ask(point.participant_id, "audio")
            return answer

    async def close(self, room: RoomContext, caller: Caller, request: DebateClose) -> _Answer:
        """Raises `Forbidden`, `NotFound`, `Conflict` `debate_over`."""
        access.may_lead(room, caller.person)
        async with self._acting(room, caller) as ours, self._hands.lock(room):
            debate = ours.get(request.debate)
            current = running.speech(debate)
            turn = None if current is None else self._hands.turn_over(room, current.participant_id)
            async with self._db.connection() as conn:
                kept = await store.last(conn, room.id)
            debate = running.closed(debate, self._clock.now())
            if kept is not None and debate.before == "closed" and debate.result is None:
                views = (ballot.view for ballot in kept.before.values())
                debate = replace(debate, result=counting.result_before(views))
            rows = [store.count(debate, {}, ())]
            answer = await self._change(room, caller, request, ours, debate, rows=rows, turn=turn)
            await self._read(room, ours)
            return answer

    async def snapshot(self, conn: Connection, room: RoomContext, reader: Person) -> Debates:
        kept = await store.last(conn, room.id)
        if kept is None:
            return Debates()
        token = await store.has_token(conn, kept.debate.id, reader.id)
        return Debates(debate=kept.debate, sides=kept.sides, token=token)

    def states(self, room: RoomContext, reader: Person) -> Sequence[StateEvent]:
        current = self.votes.of(room)
        return [] if current is None or room.keys(reader).isdisjoint(TEACHERS) else [progress(current)]

    async def recorded(self, conn: Connection, session: Session, reader: RecordReader) -> RecordPart | None:
        """Debates, with how many turns each had."""
        debates = [each.debate for each in await store.records(conn, session.id)]
        moments = (
            Moment(kind="debate", at=each.opened_at, title=each.motion, count=len(each.speeches)) for each in debates
        )
        return RecordPart(len(debates), tuple(moments))

    async def start(self) -> None:
        """Ends what a server left open that went as a session ended."""
        await self._end_with_session()

    async def stop(self) -> None:
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def opened(self, conn: Connection, room: RoomContext) -> None:
        ours = self._rooms[room.id] = _Room()
        await self._take(conn, room, ours, await store.last(conn, room.id))

    def closed(self, room: RoomContext) -> None:
        ours, current = self._rooms.pop(room.id, None), self.votes.of(room)
        self.votes.drop(room)
        if ours is not None and ours.debate is not None and ours.debate.state == "open":
            task = asyncio.create_task(self._end_with_session(room.id, current), name="debate left open")
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def tick(self, room: RoomContext) -> None:
        ours = self._rooms.get(room.id)
        if ours is None:
            return
        self.votes.tell(room)
        if not self._has_lost_floor(room, ours):
            return
        async with ours.lock, self._hands.lock(room):
            await self._refresh(room, ours)
            if ours.debate is None or not self._has_lost_floor(room, ours):
                return
            debate = running.end(ours.debate, self._clock.now())
            try:
                await room.record(
                    [Addressed(DebateChanged(debate=debate))],
                    [store.change(debate)],
                    stored=lambda: self._stored(room, ours, debate),
                )
            except Unavailable:
                ours.doubtful = True
                raise

    async def _end_with_session(self, room_id: str | None = None, current: OpenVote | None = None) -> None:
        """Closes the debates whose session is over, in one room or in all."""
        try:
            if current is not None:
                await current.shut()
            async with self._db.transaction() as conn:
                for kept, at in await store.left_open(conn, room_id):
                    held = current.sealed.box.all() if current is not None and current.is_of(kept.debate) else {}
                    await store.finish(conn, *ended(kept, at, held))
        except EduForumError:
            _log.error("a debate could not be closed with its session", extra={"room_id": room_id})

    def _has_lost_floor(self, room: RoomContext, ours: _Room) -> bool:
        """The turn is over where its person has given the floor away, or another has been given it."""
        current = None if ours.debate is None else running.speech(ours.debate)
        return current is not None and self._hands.floor(room) != current.participant_id

    async def _first_vote(self, room: RoomContext, ours: _Room, debate_id: str) -> OpenVote:
        current = self.votes.of(room)
        if current is None or current.doubtful:
            async with ours.lock:
                await self._read(room, ours)
            current = self.votes.of(room)
        ours.get(debate_id)
        if current is None or current.vote != "before":
            raise poll_closed()
        return current

    async def _place(
        self,
        room: RoomContext,
        caller: Caller,
        request: DebateDraw | DebateAssign,
        ours: _Room,
        sides: tuple[DebateSpeaker, ...],
    ) -> _Answer:
        """Writes who argues what now."""
        debate = request.debate

        def stored() -> None:
            ours.sides = sides

        events = [Addressed(DebateSided(debate=debate, sides=sides))]
        answer = DebateSides(debate=debate, sides=sides)
        return await self._append(room, caller, request, ours, answer, events, [store.side(debate, sides)], stored)

    async def _change(
        self,
        room: RoomContext,
        caller: Caller,
        request: Request,
        ours: _Room,
        debate: Debate,
        *,
        rows: Sequence[Row] | None = None,
        turn: Turn | None = None,
    ) -> _Answer:
        """Writes the debate as it is now, with a turn that begins or ends by it."""
        events = [Addressed(DebateChanged(debate=debate))]
        rows = [store.change(debate)] if rows is None else rows
        if turn is not None:
            events, rows = [*turn.events, *events], [*turn.rows, *rows]

        def stored() -> None:
            if turn is not None:
                turn.stored()
            self._stored(room, ours, debate)

        return await self._append(room, caller, request, ours, DebateDone(debate=debate), events, rows, stored)

    async def _append(
        self,
        room: RoomContext,
        caller: Caller,
        request: Request,
        ours: _Room,
        answer: msgspec.Struct,
        events: Sequence[Addressed],
        rows: Sequence[Row],
        stored: Callable[[], None],
    ) -> _Answer:
        try:
            return await room.append(caller, request, answer, events, rows, stored=stored)
        except Unavailable:
            ours.doubtful = True
            raise

    def _stored(self, room: RoomContext, ours: _Room, debate: Debate) -> None:
        if ours.debate is None or ours.debate.id != debate.id:
            ours.sides = ()
        ours.debate = debate
        self._talk.set_debating(room, running.speaking(debate))

    @asynccontextmanager
    async def _acting(self, room: RoomContext, caller: Caller) -> AsyncIterator[_Room]:
        """To change the room's debate, as it is stored."""
        ours = await self._begin(room, caller)
        async with ours.lock:
            await self._refresh(room, ours)
            yield ours

    async def _begin(self, room: RoomContext, caller: Caller) -> _Room:
        wait = await self._limiter.hit(f"debate:{room.id}:{caller.person.id}", ACTS, ACT_WINDOW)
        if wait > 0:
            raise RateLimited("Too many; wait a little.", retry_after=wait)
        return self._rooms[room.id]

    async def _refresh(self, room: RoomContext, ours: _Room) -> None:
        if ours.doubtful:
            await self._read(room, ours)

    async def _read(self, room: RoomContext, ours: _Room) -> None:
        async with self._db.connection() as conn:
            await self._take(conn, room, ours, await store.last(conn, room.id))

    async def _take(self, conn: Connection, room: RoomContext, ours: _Room, kept: Kept | None) -> None:
        """Takes over how things are stored."""
        ours.debate, ours.sides = (None, ()) if kept is None else (kept.debate, kept.sides)
        ours.doubtful = False
        await self.votes.load(conn, room, kept)
        current = None if ours.debate is None else running.speech(ours.debate)
        if current is not None:
            self._hands.keep(room, current.participant_id)
        self._talk.set_debating(room, running.speaking(ours.debate))
