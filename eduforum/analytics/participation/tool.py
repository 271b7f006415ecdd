"""Participation as a tool of the room: it listens to who speaks, follows what the other tools store, and tells each
what is for them."""

import asyncio
import logging
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar

import msgspec

from eduforum.analytics.participation import store
from eduforum.analytics.participation.book import TEACHERS, Book
from eduforum.analytics.participation.reading import read
from eduforum.analytics.participation.schemas import (
    Participation,
    ParticipationAllow,
    ParticipationAllowed,
    ParticipationOfClass,
    ParticipationOwn,
    ParticipationVoice,
    ParticipationVoiced,
    PersonParticipation,
    Sees,
    TalkTurn,
    TurnKind,
)
from eduforum.analytics.participation.sight import ASSISTANTS, sight
from eduforum.analytics.talk.conversation import Conversation, Turn
from eduforum.analytics.talk.levels import Levels
from eduforum.analytics.talk.schemas import Said
from eduforum.clock import Clock
from eduforum.cluster import RateLimiter
from eduforum.db import Connection, Database
from eduforum.errors import EduForumError, Forbidden, NotFound, RateLimited
from eduforum.ids import new_id
from eduforum.media.audience import group_of, people
from eduforum.media.schemas import Participant, Person
from eduforum.media.tools import Caller, Handler, RoomContext, RoomTool
from eduforum.web.protocol import DurableEvent, Request, StateEvent

if TYPE_CHECKING:
    from eduforum.analytics.talk.ears import Ears
    from eduforum.media.engine import MediaEngine

LISTEN_EVERY = 0.1
"""How often what microphones have sent is fetched, in seconds."""

GATHER = 0.08
"""How long what happens is gathered before it is told, in seconds."""

OWN_EVERY = 5.0
"""How often people hear of their own participation, in seconds."""

WRITE_EVERY = 5.0
PRESENCE_EVERY = 15.0
"""How often turns that go on, and who is here, are written, in seconds: what a crash can take."""

HEARD = 10.0
"""From whom sound came within so many seconds is listened to: their levels do not count."""

SPEAKING = 1.0
"""Who was heard within so many seconds is speaking."""

ACTS, WINDOW = 20, 10.0

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Kept:
    """A turn that goes on: what is known of it beside its times, and when it was last written."""

    kind: TurnKind
    group_id: str | None
    voices: str | None
    written: float = 0.0


@dataclass
class _Room:
    context: RoomContext
    book: Book
    assistants: Sees
    levels: Levels
    voices: dict[str, str]
    heard: dict[str, float] = field(default_factory=dict)
    debating: frozenset[str] = frozenset()
    conversations: dict[str | None, Conversation] = field(default_factory=dict)
    kept: dict[str, _Kept] = field(default_factory=dict)
    over: list[TalkTurn] = field(default_factory=list)
    presences_at: float = 0.0
    own_at: float = 0.0
    own: dict[str, Participation] = field(default_factory=dict)
    told: tuple[object, ...] = ()
    stale: bool = True
    speaking: frozenset[str] = frozenset()
    counted: bool = True
    telling: asyncio.Task[None] | None = None


class ParticipationTool(RoomTool):
    name: ClassVar[str] = "participation"
    requests: ClassVar[Mapping[type[Request], type[msgspec.Struct]]] = {
        ParticipationAllow: ParticipationAllowed,
        ParticipationVoice: ParticipationVoiced,
    }
    events: ClassVar[Sequence[type[StateEvent] | type[DurableEvent]]] = (ParticipationOfClass, ParticipationOwn)

    def __init__(
        self, db: Database, engine: "MediaEngine", limiter: RateLimiter, clock: Clock, ears: "Ears | None"
    ) -> None:
        """`ears`: None where nothing can be decoded here; levels count then."""
        self._db = db
        self._engine = engine
        self._limiter = limiter
        self._clock = clock
        self._ears = ears
        self._rooms: dict[str, _Room] = {}
        self._listening: asyncio.Task[None] | None = None
        self._writing: set[asyncio.Task[None]] = set()
        # One room is counted at a time: however many write at once, it costs the database no more than that.
        self._counting = asyncio.Lock()
        # One thread: microphones are heard one after another.
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="talk")

    async def start(self) -> None:
        """Begins to listen."""
        if self._ears is not None:
            self._listening = asyncio.create_task(self._listen(self._ears), name="talk time")

    async def stop(self) -> None:
        """Writes what is known. Rooms are still open."""
        tasks = [self._listening, *(ours.telling for ours in self._rooms.values())]
        running = [task for task in tasks if task is not None]
        for task in running:
            task.cancel()
        await asyncio.gather(*running, *self._writing, return_exceptions=True)
        for ours in self._rooms.values():
            self._finish(ours)
            await self._write(ours)
        self._thread.shutdown()

    def book(self, session_id: str) -> Book | None:
        """What is known of a session that is live here."""
        ours = self._rooms.get(session_id)
        return None if ours is None else ours.book

    def seconds(self, room_id: str) -> Mapping[str, float]:
        """As `TalkTime` says it: nobody has been heard in a room that is not open here."""
        ours = self._rooms.get(room_id)
        return {} if ours is None else ours.book.heard()

    def set_debating(self, room: RoomContext, people: Iterable[str]) -> None:
        """As `Occasions` says it."""
        ours = self._rooms[room.id]
        self._take_levels(ours)
        ours.debating = frozenset(people)

    def handlers(self) -> Mapping[type[Request], Handler]:
        return {ParticipationAllow: self.allow, ParticipationVoice: self.voice}

    async def allow(
        self, room: RoomContext, caller: Caller, request: ParticipationAllow
    ) -> msgspec.Struct | msgspec.Raw:
        """Raises `Forbidden` `professors_only`, `RateLimited`."""
        if caller.person.role not in ("professor", "co_professor"):
            raise Forbidden("The course's professors decide this.", code="professors_only")
        await self._limit(room, caller)
        ours = self._rooms[room.id]

        def stored() -> None:
            ours.assistants = request.assistants

        answer = ParticipationAllowed(assistants=request.assistants)
        return await room.append(caller, request, answer, rows=[store.allow(request.assistants)], stored=stored)

    async def voice(
        self, room: RoomContext, caller: Caller, request: ParticipationVoice
    ) -> msgspec.Struct | msgspec.Raw:
        """Raises `Forbidden` `staff_only`, `NotFound` `no_such_interpreter` and `no_such_student`, `RateLimited`."""
        if caller.person.role not in TEACHERS:
            raise Forbidden("This is for those who teach.", code="staff_only")
        await self._limit(room, caller)
        ours = self._rooms[room.id]
        interpreter = room.participant(request.interpreter)
        if interpreter is None or not interpreter.interpreter:
            raise NotFound("This person does not interpret here.", code="no_such_interpreter")
        if request.person is not None and not ours.book.is_student(request.person):
            raise NotFound("There is no such student here.", code="no_such_student")

        def stored() -> None:
            if request.person is None:
                ours.voices.pop(request.interpreter, None)
            else:
                ours.voices[request.interpreter] = request.person

        answer = ParticipationVoiced(interpreter=request.interpreter, person=request.person)
        rows = [store.put_voice(request.interpreter, request.person)]
        return await room.append(caller, request, answer, rows=rows, stored=stored)

    async def _limit(self, room: RoomContext, caller: Caller) -> None:
        wait = await self._limiter.hit(f"participation:{room.id}:{caller.person.id}", ACTS, WINDOW)
        if wait > 0:
            raise RateLimited("Too many; wait a little.", retry_after=wait)

    def states(self, room: RoomContext, reader: Person) -> Sequence[StateEvent]:
        ours = self._rooms[room.id]
        now = self._clock.now()
        seen = sight(reader.role, ours.assistants)
        if seen.others != "nothing" or reader.role == "ta":
            return [self._of_class(ours, now, seen.others)]
        own = ours.book.own(reader.id, now) if seen.own else None
        return [] if own is None else [ParticipationOwn(own=own)]

    async def opened(self, conn: Connection, room: RoomContext) -> None:
        ours = _Room(
            room,
            await read(conn, room.id),
            await store.assistants(conn, room.id) or ASSISTANTS,
            Levels(room.id),
            await store.voices(conn, room.id),
        )
        ours.presences_at = ours.own_at = self._clock.monotonic()
        self._rooms[room.id] = ours

    def closed(self, room: RoomContext) -> None:
        ours = self._rooms.pop(room.id, None)
        if ours is not None:
            if ours.telling is not None:
                ours.telling.cancel()
            self._finish(ours)
            self._writing.add(writing := asyncio.create_task(self._write(ours)))
            writing.add_done_callback(self._writing.discard)

    def entered(self, room: RoomContext, participant: Participant) -> None:
        ours = self._rooms[room.id]
        ours.book.came(participant.id, participant.name, participant.role, self._clock.now())
        ours.presences_at = 0.0
        self._tell_soon(ours)

    def left(self, room: RoomContext, participant_id: str) -> None:
        ours = self._rooms[room.id]
        for conversation in ours.conversations.values():
            self._note(ours, conversation, conversation.end([participant_id]))
        ours.book.went(participant_id, self._clock.now())
        self._tell_soon(ours)

    def written(self, room: RoomContext) -> None:
        ours = self._rooms.get(room.id)
        if ours is not None:
            ours.counted = False
            self._tell_soon(ours)

    async def tick(self, room: RoomContext) -> None:
        ours = self._rooms.get(room.id)
        if ours is None:
            return
        now = self._clock.monotonic()
        self._take_levels(ours)
        for conversation in ours.conversations.values():
            self._note(ours, conversation, conversation.settle(now))
        if ours.stale or self._speaking(ours) != ours.speaking:
            self._tell_class(ours)
        if now - ours.own_at >= OWN_EVERY:
            ours.own_at = now
            await self._count(ours)
            self._tell_own(ours)
        await self._write(ours)

    async def _listen(self, ears: "Ears") -> None:
        loop = asyncio.get_running_loop()
        while True:
            await self._clock.sleep(LISTEN_EVERY)
            sounds, now = self._engine.sounds(), self._clock.monotonic()
            if not sounds and not ears.busy:
                continue
            for room_id, person in {(sound.room_id, sound.participant_id) for sound in sounds}:
                if room_id in self._rooms:
                    self._rooms[room_id].heard[person] = now
            try:
                said = await loop.run_in_executor(self._thread, ears.hear, sounds, now)
            except Exception:
                _log.exception("what was said could not be heard")
            else:
                self._take(said)

    def _take_levels(self, ours: _Room) -> None:
        """Takes what the forwarder has made of levels since it was asked last."""
        now = self._clock.monotonic()

        def is_heard(person: str) -> bool:
            return now - ours.heard.get(person, -HEARD) < HEARD

        room = ours.context
        speech = {person: seconds for person, seconds in room.speech().items() if room.participant(person) is not None}
        self._take(ours.levels.hear(speech, is_heard, now))

    def _take(self, said: Iterable[Said]) -> None:
        for room_id, participant_id, start, end in said:
            ours = self._rooms.get(room_id)
            participant = None if ours is None else ours.context.participant(participant_id)
            if ours is None or participant is None:
                continue
            group_id = group_of(ours.context.keys(Person(participant.id, participant.name, participant.role)))
            for other, conversation in ours.conversations.items():
                if other != group_id:
                    self._note(ours, conversation, conversation.end([participant_id]))
            conversation = ours.conversations.setdefault(group_id, Conversation())
            kind = _kind(ours, participant)
            before = conversation.turn(participant_id)
            if before is not None and ours.kept[before.id].kind != kind:
                # Who goes on speaking as a debate gives them a turn begins anew.
                self._note(ours, conversation, conversation.end([participant_id]))
                before = None
            turn = conversation.hear(participant_id, start, end, new_id(self._clock))
            if before is not turn:
                if before is not None:
                    self._note(ours, conversation, [before])
                voices = ours.voices.get(participant_id) if kind == "interpreting" else None
                ours.kept[turn.id] = _Kept(kind, group_id, voices, self._clock.monotonic())
                self._tell_soon(ours)
            ours.book.put(self._record(ours, turn))
            ours.stale = True

    def _note(self, ours: _Room, conversation: Conversation, over: Sequence[Turn]) -> None:
        """Turns that are over wait to be written."""
        for turn in over:
            record = self._record(ours, turn)
            ours.book.put(record)
            ours.over.append(record)
            del ours.kept[turn.id]

    def _finish(self, ours: _Room) -> None:
        """All turns are over, and everybody has left."""
        for conversation in ours.conversations.values():
            self._note(ours, conversation, conversation.end([turn.participant_id for turn in conversation.turns()]))
        now = self._clock.now()
        for presence in ours.book.here(now):
            ours.book.went(presence.participant_id, now)

    def _record(self, ours: _Room, turn: Turn) -> TalkTurn:
        kept, ago = ours.kept[turn.id], self._clock.now() - timedelta(seconds=self._clock.monotonic())
        return TalkTurn(
            id=turn.id,
            participant_id=turn.participant_id,
            kind=kept.kind,
            group_id=kept.group_id,
            started_at=ago + timedelta(seconds=turn.start),
            ended_at=ago + timedelta(seconds=turn.end),
            spoken=round(turn.spoken, 2),
            voices=kept.voices,
            follows=turn.follows,
            interrupts=turn.interrupts,
        )

    async def _write(self, ours: _Room) -> None:
        now, at = self._clock.monotonic(), self._clock.now()
        over = list(ours.over)
        going = [turn for conversation in ours.conversations.values() for turn in conversation.turns()]
        grown = [turn for turn in going if now - ours.kept[turn.id].written >= WRITE_EVERY]
        present = ours.book.here(at) if now - ours.presences_at >= PRESENCE_EVERY else []
        left = ours.book.gone()
        rows = [
            *(store.put_turn(turn) for turn in over),
            *(store.put_turn(self._record(ours, turn)) for turn in grown),
            *(store.put_presence(each) for each in (*present, *left)),
        ]
        if not rows:
            return
        try:
            await ours.context.record([], rows)
        except EduForumError:
            # They are written with the next.
            ours.book.keep(left)
            return
        del ours.over[: len(over)]
        for turn in grown:
            if turn.id in ours.kept:
                ours.kept[turn.id].written = now
        if present:
            ours.presences_at = now

    def _tell_soon(self, ours: _Room) -> None:
        ours.stale = True
        if ours.telling is None or ours.telling.done():
            ours.telling = asyncio.create_task(self._gather(ours))

    async def _gather(self, ours: _Room) -> None:
        await asyncio.sleep(GATHER)
        if not any(self._readers(ours).values()):
            return
        try:
            await self._count(ours)
        except Exception:
            _log.exception("participation could not be counted", extra={"room_id": ours.context.id})
        self._tell_class(ours)

    async def _count(self, ours: _Room) -> None:
        while not ours.counted:
            async with self._counting, self._db.connection() as conn:
                ours.counted = True
                ours.book.counts = await store.counts(conn, ours.context.id)
                ours.book.totals = await store.totals(conn, ours.context.id)

    def _tell_class(self, ours: _Room) -> None:
        """Tells those who are here and see it, if anything is other than they have heard; assistants also that they see
        nothing any more."""
        ours.stale, ours.speaking = False, self._speaking(ours)
        readers = self._readers(ours)
        if not any(readers.values()):
            ours.told = ()
            return
        whole = self._of_class(ours, self._clock.now(), "people")
        told = readers, msgspec.structs.replace(whole, people=tuple(map(_without_time, whole.people or ())))
        if told == ours.told:
            return
        ours.told = told
        for sees, ids in readers.items():
            if ids:
                ours.context.publish(_as_seen(whole, sees), people(ids))

    def _readers(self, ours: _Room) -> dict[Sees, list[str]]:
        """Who is here and hears of the class, by what they see of it."""
        readers: dict[Sees, list[str]] = {"people": [], "figures": [], "nothing": []}
        for participant in ours.context.participants():
            sees = sight(participant.role, ours.assistants).others
            if participant.role == "ta" or sees != "nothing":
                readers[sees].append(participant.id)
        return readers

    def _of_class(self, ours: _Room, now: datetime, sees: Sees) -> ParticipationOfClass:
        whole = ParticipationOfClass(
            figures=ours.book.figures(now),
            people=ours.book.people(now, self._speaking(ours)),
            assistants=ours.assistants,
            voices=dict(ours.voices),
        )
        return _as_seen(whole, sees)

    def _speaking(self, ours: _Room) -> frozenset[str]:
        since = self._clock.monotonic() - SPEAKING
        turns = (turn for conversation in ours.conversations.values() for turn in conversation.turns())
        return frozenset(turn.participant_id for turn in turns if turn.end >= since)

    def _tell_own(self, ours: _Room) -> None:
        now = self._clock.now()
        for participant in ours.context.participants():
            if not sight(participant.role, ours.assistants).own:
                continue
            own = ours.book.own(participant.id, now)
            if own is not None and own != ours.own.get(participant.id):
                ours.own[participant.id] = own
                ours.context.publish(ParticipationOwn(own=own), people([participant.id]))


def _kind(ours: _Room, participant: Participant) -> TurnKind:
    if participant.interpreter:
        return "interpreting"
    if participant.id in ours.debating:
        return "debate"
    return "presentation" if participant.screen else "speech"


def _as_seen(whole: ParticipationOfClass, sees: Sees) -> ParticipationOfClass:
    if sees == "people":
        return whole
    figures = whole.figures if sees == "figures" else None
    return msgspec.structs.replace(whole, people=None, figures=figures, voices={})


def _without_time(person: PersonParticipation) -> PersonParticipation:
    """Time passes for everybody: that alone is no news."""
    return msgspec.structs.replace(person, minutes=0.0, share=None)
