"""Polls as a tool of the room: asked by staff, answered by students, counted at the close."""

import asyncio
import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import ClassVar

import msgspec
from msgspec.structs import replace

from eduforum.clock import Clock
from eduforum.cluster import RateLimiter
from eduforum.courses.schemas import STAFF, Session
from eduforum.db import Connection, Database
from eduforum.errors import Conflict, Detail, Forbidden, Invalid, NotFound, RateLimited, Unavailable
from eduforum.ids import new_id
from eduforum.learning.polls import blind, rules, store, views
from eduforum.learning.polls.blind import BlindKey
from eduforum.learning.polls.rounds import OpenRound, Rounds
from eduforum.learning.polls.schemas import (
    OwnVote,
    PollBallot,
    PollChanged,
    PollClose,
    PollClosing,
    PollContent,
    PollDetailsChanged,
    PollDiscuss,
    PollDone,
    PollExtend,
    PollList,
    PollOpen,
    PollOwn,
    PollProgress,
    PollRepeat,
    Polls,
    PollShare,
    PollTally,
    PollToken,
    PollVote,
    TokenSigned,
    Voted,
)
from eduforum.learning.polls.sealed import ballot_key, poll_closed
from eduforum.learning.polls.store import PollRecord, RoundRecord
from eduforum.media.audience import Addressed, people
from eduforum.media.record import Moment, RecordPart, RecordReader
from eduforum.media.schemas import Person
from eduforum.media.tools import Caller, Handler, RoomContext, RoomTool, Row
from eduforum.web.protocol import DurableEvent, Request, StateEvent

POLLS = 100
"""Of one session."""

ROUNDS = 10
"""Of one poll."""

# Of one person in a room, in so many seconds.
VOTES, ACTS, WINDOW = 20, 30, 10.0


class PollTool(RoomTool):
    name: ClassVar[str] = "polls"
    requests: ClassVar[Mapping[type[Request], type[msgspec.Struct]]] = {
        PollOpen: PollDone,
        PollVote: Voted,
        PollToken: TokenSigned,
        PollClose: PollDone,
        PollExtend: PollDone,
        PollDiscuss: PollDone,
        PollRepeat: PollDone,
        PollShare: PollDone,
        PollList: Polls,
    }
    events: ClassVar[Sequence[type[StateEvent] | type[DurableEvent]]] = (
        PollChanged,
        PollDetailsChanged,
        PollProgress,
        PollTally,
        PollClosing,
        PollOwn,
    )
    snapshot_type: ClassVar[type[msgspec.Struct] | None] = Polls

    def __init__(self, db: Database, limiter: RateLimiter, clock: Clock) -> None:
        self._db = db
        self._limiter = limiter
        self._clock = clock
        self.rounds = Rounds(db, clock)

    def handlers(self) -> Mapping[type[Request], Handler]:
        return {
            PollOpen: self.open,
            PollVote: self.vote,
            PollToken: self.token,
            PollClose: self.close,
            PollExtend: self.extend,
            PollDiscuss: self.discuss,
            PollRepeat: self.repeat,
            PollShare: self.share,
            PollList: self.list,
        }

    async def open(self, room: RoomContext, caller: Caller, request: PollOpen) -> msgspec.Struct | msgspec.Raw:
        """Raises `Forbidden` for all but staff and administrators, `Invalid`, `NotFound` for what is not prepared in
        the course, `Conflict` `poll_open` while a vote runs, `too_many_polls`."""
        await self._require_staff(room, caller)
        async with self.rounds.acting(room):
            self._require_none(room)
            async with self._db.connection() as conn:
                content = await _content(conn, room, request)
                if await store.count(conn, room.id) >= POLLS:
                    raise Conflict(f"A session has at most {POLLS} polls.", code="too_many_polls")
            key = await _key(content)
            begun = _round(1, self._clock.now(), request.seconds, key)
            poll = PollRecord(
                id=new_id(self._clock), content=content, discussing=False, key_shared=False, rounds=(begun,)
            )
            return await self._change(room, caller, request, poll, store.add_poll(poll, caller.person.id, key))

    async def vote(self, room: RoomContext, caller: Caller, request: PollVote) -> msgspec.Struct | msgspec.Raw:
        """Raises `Forbidden` `only_students_vote`, `Invalid`, `NotFound`, `RateLimited`, `Conflict` `poll_closed`,
        `poll_anonymous` where a token votes, and `vote_is_final` where names are hidden and the receipt does not find
        the ballot."""
        voter = caller.person.id
        current = await self._round_of_voter(room, caller, request.poll, request.round)
        if current.sealed is not None:
            raise Conflict("This vote is cast by a token, and by nobody.", code="poll_anonymous")
        ballot = rules.clean_ballot(current.poll.content, request.ballot)
        async with current.voting(voter):
            current.require_open(self._clock.now())
            if current.doubtful:
                await self.rounds.reread(room, current)
            row, key = self._ballot(current, voter, ballot, request.receipt)
            try:
                voted = Voted(poll=request.poll, round=request.round)
                answer = await room.append(caller, request, voted, rows=[row])
            except Unavailable:
                current.doubtful = True
                raise
            current.voted.add(voter)
            current.keys |= key
        own = OwnVote(poll=request.poll, round=request.round, ballot=None if current.poll.hidden else ballot)
        room.publish(PollOwn(own=own), people([voter]))
        self.rounds.tell_progress(room, current)
        return answer

    async def token(self, room: RoomContext, caller: Caller, request: PollToken) -> msgspec.Struct | msgspec.Raw:
        """Raises `Forbidden` `only_students_vote`, `Invalid`, `NotFound`, `RateLimited`, `Conflict` `poll_closed`,
        `poll_not_anonymous`, and `token_taken` where the voter has had another one signed."""
        voter = caller.person.id
        current = await self._round_of_voter(room, caller, request.poll, request.round)
        sealed = current.sealed
        if sealed is None:
            raise Conflict("This vote needs no token.", code="poll_not_anonymous")
        message = blind.decode(request.blinded)
        blinded = hashlib.sha256(message).hexdigest()
        async with current.voting(voter):
            current.require_open(self._clock.now())
            if current.doubtful:
                await self.rounds.reread(room, current)
            if sealed.tokens.get(voter, blinded) != blinded:
                raise Conflict("A token was signed for this person before.", code="token_taken")
            signature = blind.encode(await asyncio.to_thread(blind.sign, sealed.private, message))
            try:
                signed = TokenSigned(poll=request.poll, round=request.round, signature=signature)
                row = store.add_token(request.poll, request.round, voter, blinded)
                answer = await room.append(caller, request, signed, rows=[row])
            except Unavailable:
                current.doubtful = True
                raise
            sealed.tokens[voter] = blinded
            current.voted.add(voter)
        own = OwnVote(poll=request.poll, round=request.round, ballot=None)
        room.publish(PollOwn(own=own), people([voter]))
        self.rounds.tell_progress(room, current)
        return answer

    async def close(self, room: RoomContext, caller: Caller, request: PollClose) -> msgspec.Struct | msgspec.Raw:
        """Raises `Forbidden`, `NotFound`, `Conflict` `poll_closed`."""
        await self._require_staff(room, caller)

        async def write(events: Sequence[Addressed], row: Row) -> msgspec.Struct | msgspec.Raw:
            return await room.append(caller, request, PollDone(poll=request.poll), events, [row])

        async with self.rounds.acting(room):
            current = await self._running(room, request.poll)
            answer = await self.rounds.count(room, current, self._clock.now(), write)
            await self.rounds.refresh(room)
            return answer

    async def extend(self, room: RoomContext, caller: Caller, request: PollExtend) -> msgspec.Struct | msgspec.Raw:
        """Raises `Forbidden`, `NotFound`, `Conflict` `poll_closed`."""
        await self._require_staff(room, caller)
        async with self.rounds.acting(room):
            current, now = await self._running(room, request.poll), self._clock.now()
            poll, last = current.poll, current.poll.last
            longer = replace(last, closes_at=max(last.closes_at or now, now) + timedelta(seconds=request.seconds))
            changed = replace(poll, rounds=(*poll.rounds[:-1], longer))
            return await self._change(room, caller, request, changed, store.extend_round(poll.id, longer))

    async def discuss(self, room: RoomContext, caller: Caller, request: PollDiscuss) -> msgspec.Struct | msgspec.Raw:
        """Raises `Forbidden`, `NotFound`, `Conflict` `poll_open` while the vote runs."""
        await self._require_staff(room, caller)
        async with self.rounds.acting(room):
            poll = await self._closed_poll(room, request.poll)
            return await self._change(room, caller, request, replace(poll, discussing=True), store.discuss(poll.id))

    async def repeat(self, room: RoomContext, caller: Caller, request: PollRepeat) -> msgspec.Struct | msgspec.Raw:
        """Raises `Forbidden`, `NotFound`, `Conflict` `poll_open` while any vote runs, `too_many_rounds`."""
        await self._require_staff(room, caller)
        async with self.rounds.acting(room):
            poll = await self._closed_poll(room, request.poll)
            self._require_none(room)
            if len(poll.rounds) >= ROUNDS:
                raise Conflict(f"A poll has at most {ROUNDS} rounds.", code="too_many_rounds")
            key = await _key(poll.content)
            begun = _round(poll.last.number + 1, self._clock.now(), request.seconds, key)
            changed = replace(poll, discussing=False, rounds=(*poll.rounds, begun))
            return await self._change(room, caller, request, changed, store.add_round(poll.id, begun, key))

    async def share(self, room: RoomContext, caller: Caller, request: PollShare) -> msgspec.Struct | msgspec.Raw:
        """Raises `Forbidden`, `NotFound`, and `Conflict` `poll_open` while a vote runs whose names are hidden, or that
        is to be right or wrong."""
        await self._require_staff(room, caller)
        async with self.rounds.acting(room):
            poll = await self._poll(room, request.poll)
            if poll.last.closed_at is None and (poll.hidden or request.correct):
                raise Conflict("This is shown when the vote is over.", code="poll_open")
            changed = replace(
                poll,
                discussing=False,
                key_shared=poll.key_shared or request.correct,
                rounds=tuple(replace(each, shared=True) for each in poll.rounds),
            )
            return await self._change(room, caller, request, changed, store.share(poll.id, request.correct))

    async def list(self, room: RoomContext, caller: Caller, request: PollList) -> Polls:
        """Raises `RateLimited`."""
        await self._hit(f"polls:{room.id}:{caller.person.id}", ACTS)
        async with self._db.connection() as conn, conn.transaction(isolation="repeatable_read", readonly=True):
            return await self.snapshot(conn, room, caller.person)

    async def snapshot(self, conn: Connection, room: RoomContext, reader: Person) -> Polls:
        return await views.session_polls(conn, room.id, reader.id, staff=reader.role in STAFF)

    async def recorded(self, conn: Connection, session: Session, reader: RecordReader) -> RecordPart | None:
        """Rounds, with the votes of those whose result the reader sees."""
        found = await views.session_polls(conn, session.id, reader.id, staff=reader.staff, ended_at=session.ended_at)
        counts = {
            (each.poll, each_round.number): each_round.result for each in found.details for each_round in each.rounds
        }
        moments = []
        for poll in found.polls:
            for each in poll.rounds:
                result = counts.get((poll.id, each.number)) or each.result
                moments.append(
                    Moment(
                        kind="poll" if each.number == 1 else "poll_again",
                        at=each.opened_at,
                        until=each.closed_at,
                        title=poll.question,
                        count=None if result is None else result.votes,
                    )
                )
        return RecordPart(len(found.polls), tuple(moments))

    async def opened(self, conn: Connection, room: RoomContext) -> None:
        await self.rounds.begin(conn, room)

    async def stop(self) -> None:
        await self.rounds.stop()

    def closed(self, room: RoomContext) -> None:
        self.rounds.end(room)

    async def _round_of_voter(self, room: RoomContext, caller: Caller, poll_id: str, number: int) -> OpenRound:
        """The round that runs, for a student. Who voted before it closed may not have heard of that."""
        if caller.person.role != "student":
            raise Forbidden("Students vote.", code="only_students_vote")
        await self._hit(f"vote:{room.id}:{caller.person.id}", VOTES)
        current = self.rounds.running(room)
        if current is None or not current.is_round(poll_id, number):
            poll = await self._poll(room, poll_id)
            if number > poll.last.number:
                raise NotFound("There is no such round.")
            raise poll_closed()
        return current

    async def _require_staff(self, room: RoomContext, caller: Caller) -> None:
        if caller.person.role not in STAFF:
            raise Forbidden("Polls are asked by the course's staff.")
        await self._hit(f"polls:{room.id}:{caller.person.id}", ACTS)

    async def _hit(self, key: str, limit: int) -> None:
        wait = await self._limiter.hit(key, limit, WINDOW)
        if wait > 0:
            raise RateLimited("Too often; wait a little.", retry_after=wait)

    def _require_none(self, room: RoomContext) -> None:
        if self.rounds.running(room) is not None:
            raise Conflict("Close the vote that runs first.", code="poll_open")

    async def _poll(self, room: RoomContext, poll_id: str) -> PollRecord:
        async with self._db.connection() as conn:
            found = await store.polls(conn, room.id, poll_id)
        if not found:
            raise NotFound("There is no such poll in this session.")
        return found[0]

    async def _running(self, room: RoomContext, poll_id: str) -> OpenRound:
        current = self.rounds.running(room)
        if current is None or current.poll.id != poll_id:
            await self._poll(room, poll_id)
            raise poll_closed()
        return current

    async def _closed_poll(self, room: RoomContext, poll_id: str) -> PollRecord:
        poll = await self._poll(room, poll_id)
        if poll.last.closed_at is None:
            raise Conflict("Close the vote first.", code="poll_open")
        return poll

    def _ballot(self, current: OpenRound, voter: str, ballot: PollBallot, receipt: str | None) -> tuple[Row, set[str]]:
        """The row of a vote, and the ballot's key where it has no name."""
        poll = current.poll
        if not poll.hidden:
            return store.add_named(poll.id, current.number, voter, ballot, self._clock.now()), set()
        key = ballot_key(poll.id, receipt or new_id(self._clock))
        if (voter in current.voted) != (key in current.keys):
            raise Conflict("This vote is in, and nobody knows which ballot is its.", code="vote_is_final")
        return store.add_hidden(poll.id, current.number, voter, key, ballot), {key}

    async def _change(
        self, room: RoomContext, caller: Caller, request: Request, poll: PollRecord, row: Row
    ) -> msgspec.Struct | msgspec.Raw:
        """Stores and tells what a member of staff does. It is taken over from the database: a repeat does nothing."""
        async with self._db.connection() as conn:
            events = await self.rounds.told(conn, room, poll)
        answer = await room.append(caller, request, PollDone(poll=poll.id), events, [row])
        await self.rounds.refresh(room)
        return answer


async def _content(conn: Connection, room: RoomContext, request: PollOpen) -> PollContent:
    if request.content is not None and request.prepared is None:
        return rules.clean_content(request.content)
    if request.prepared is None or request.content is not None:
        raise Invalid(details=[Detail("content", "Say what is asked, or which prepared poll it is.")])
    content = await store.prepared_content(conn, room.id, request.prepared)
    if content is None:
        raise NotFound("There is no such prepared poll in this course.")
    return content


async def _key(content: PollContent) -> BlindKey | None:
    """For the tokens of an anonymous round."""
    if content.names != "anonymous":
        return None
    try:
        return await blind.new_key()
    except OSError:
        raise Unavailable("No key could be made for an anonymous vote; try again.", code="not_stored") from None


def _round(number: int, now: datetime, seconds: int | None, key: BlindKey | None) -> RoundRecord:
    return RoundRecord(
        number=number,
        opened_at=now,
        closes_at=None if seconds is None else now + timedelta(seconds=seconds),
        closed_at=None,
        shared=False,
        result=None,
        flow=None,
        right_share=None,
        modulus=None if key is None else key.modulus,
    )
