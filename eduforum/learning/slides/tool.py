"""Slides as a tool of the room: who presents what, at which page."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar

import msgspec
from msgspec.structs import replace

from eduforum.clock import Clock
from eduforum.cluster import RateLimiter
from eduforum.courses.schemas import Session
from eduforum.db import Connection, Database
from eduforum.errors import Conflict, Detail, Invalid, NotFound, RateLimited, Unavailable
from eduforum.ids import new_id
from eduforum.learning.slides import access, store
from eduforum.learning.slides.schemas import (
    Deck,
    Decks,
    Presentation,
    Presented,
    Slides,
    SlidesList,
    SlidesPage,
    SlidesPermit,
    SlidesPermitted,
    SlidesPoint,
    SlidesPointer,
    SlidesRemove,
    SlidesRestore,
    SlidesShow,
    SlidesShown,
    SlidesStop,
    SlidesTake,
    SlidesTaken,
    SlidesTurn,
)
from eduforum.media.audience import Addressed, people
from eduforum.media.record import Moment, RecordPart, RecordReader
from eduforum.media.schemas import Done, Person
from eduforum.media.tools import Caller, Handler, RoomContext, RoomTool, Row
from eduforum.web.protocol import DurableEvent, Request, StateEvent

# Of one person in ten seconds: a client points up to 20 times a second, and turns one page at a time.
TURNS = 200
POINTINGS = 400
OTHERS = 40
WINDOW = 10.0

_Answer = msgspec.Struct | msgspec.Raw


class _Running:
    """What is presented in one room, as the database has it. Whoever changes it holds the lock."""

    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.presentation: Presentation | None = None
        self.presenters: set[str] = set()
        # Whether something may have been stored without its answer: then all of it has to be read again.
        self.doubtful = False


class SlideShow(RoomTool):
    name: ClassVar[str] = "slides"
    requests: ClassVar[Mapping[type[Request], type[msgspec.Struct]]] = {
        SlidesList: Decks,
        SlidesTake: SlidesTaken,
        SlidesShow: Presented,
        SlidesTurn: Done,
        SlidesStop: Done,
        SlidesPoint: Done,
        SlidesPermit: Done,
        SlidesRemove: Done,
        SlidesRestore: Done,
    }
    events: ClassVar[Sequence[type[StateEvent] | type[DurableEvent]]] = (
        SlidesShown,
        SlidesPermitted,
        SlidesPage,
        SlidesPointer,
    )
    snapshot_type: ClassVar[type[msgspec.Struct] | None] = Slides

    def __init__(self, db: Database, limiter: RateLimiter, clock: Clock) -> None:
        self._db = db
        self._limiter = limiter
        self._clock = clock
        self._rooms: dict[str, _Running] = {}

    def handlers(self) -> Mapping[type[Request], Handler]:
        return {
            SlidesList: self.list_decks,
            SlidesTake: self.take,
            SlidesShow: self.show,
            SlidesTurn: self.turn,
            SlidesStop: self.end,
            SlidesPoint: self.point,
            SlidesPermit: self.permit,
            SlidesRemove: self.remove,
            SlidesRestore: self.restore,
        }

    async def list_decks(self, room: RoomContext, caller: Caller, request: SlidesList) -> Decks:
        """Raises `RateLimited`."""
        await self._limit("list", room, caller, OTHERS)
        held = room.keys(caller.person)
        async with self._db.connection() as conn:
            decks = await store.decks(conn, room.id)
            prepared = await store.untaken(conn, room.id) if access.prepares(caller.person) else ()
        seen = tuple(deck for deck in decks if access.sees(caller.person.id, held, deck))
        return Decks(decks=seen, prepared=tuple(prepared))

    async def take(self, room: RoomContext, caller: Caller, request: SlidesTake) -> _Answer:
        """Raises `Forbidden` `staff_only`, `NotFound` `no_such_deck`, `Conflict` `too_many_decks`."""
        access.may_prepare(caller.person)
        await self._limit("show", room, caller, OTHERS)
        running = self._rooms[room.id]
        async with running.lock:
            async with self._db.connection() as conn:
                kept = await store.prepared_for(conn, room.id, request.prepared)
                if kept is None:
                    raise access.no_deck()
                here = await store.taken(conn, room.id, kept.file_id)
                count = await store.count(conn, room.id)
            if here is not None:
                return SlidesTaken(deck=here)
            access.require_place(count)
            now = self._clock.now()
            deck = replace(kept.deck, id=new_id(self._clock), participant_id=caller.person.id, added_at=now)
            row = store.take(kept.deck.id, deck)
            return await self._append(room, running, caller, request, SlidesTaken(deck=deck), (), [row], _nothing)

    async def show(self, room: RoomContext, caller: Caller, request: SlidesShow) -> _Answer:
        """Raises `Forbidden` `may_not_present`, `NotFound` `no_such_deck`, `Invalid`, `Conflict`
        `slides_taken`."""
        person = caller.person
        await self._limit("show", room, caller, OTHERS)
        running = self._rooms[room.id]
        async with running.lock:
            await self._refresh(room, running)
            held = room.keys(person)
            access.may_present(person, held, running.presenters)
            deck = access.may_see(person.id, held, await self._deck(room, request.deck))
            _require_page(deck, request.page)
            current = running.presentation
            if current is not None and current.participant_id != person.id and not request.take_over:
                raise Conflict("Somebody else presents.", code="slides_taken")
            presentation = Presentation(
                deck=replace(deck, shown=True), participant_id=person.id, name=person.name, page=request.page
            )
            return await self._append(
                room,
                running,
                caller,
                request,
                Presented(presentation=presentation),
                [Addressed(SlidesShown(presentation=presentation))],
                store.show(presentation, self._clock.now()),
                lambda: self._set(running, presentation),
            )

    async def turn(self, room: RoomContext, caller: Caller, request: SlidesTurn) -> _Answer:
        """Raises `Forbidden` `not_presenting` or `may_not_present`, `Invalid`."""
        person = caller.person
        await self._limit("turn", room, caller, TURNS)
        running = self._rooms[room.id]
        async with running.lock:
            await self._refresh(room, running)
            current = access.presents(person, running.presentation)
            access.may_present(person, room.keys(person), running.presenters)
            if current.deck.id != request.deck:
                raise NotFound("These slides are not presented now.", code="no_such_deck")
            _require_page(current.deck, request.page)
            turned = replace(current, page=request.page)

            def stored() -> None:
                self._set(running, turned)
                room.publish(_page(turned))

            row = store.turn(request.deck, request.page)
            return await self._append(room, running, caller, request, Done(), (), [row], stored)

    async def end(self, room: RoomContext, caller: Caller, request: SlidesStop) -> _Answer:
        """Raises `Forbidden` `not_presenting`, `Conflict` `nothing_presented`."""
        await self._limit("show", room, caller, OTHERS)
        running = self._rooms[room.id]
        async with running.lock:
            await self._refresh(room, running)
            if running.presentation is None:
                raise Conflict("Nothing is presented.", code="nothing_presented")
            access.may_stop(caller.person, room.keys(caller.person), running.presentation)
            return await self._append(
                room,
                running,
                caller,
                request,
                Done(),
                [Addressed(SlidesShown(presentation=None))],
                [store.stop()],
                lambda: self._set(running, None),
            )

    async def point(self, room: RoomContext, caller: Caller, request: SlidesPoint) -> Done:
        """Raises `Forbidden` `not_presenting` or `may_not_present`."""
        await self._limit("point", room, caller, POINTINGS)
        running = self._rooms[room.id]
        access.presents(caller.person, running.presentation)
        access.may_present(caller.person, room.keys(caller.person), running.presenters)
        room.publish(SlidesPointer(at=request.at))
        return Done()

    async def permit(self, room: RoomContext, caller: Caller, request: SlidesPermit) -> _Answer:
        """Raises `Forbidden` `staff_only` or `observers_do_not_present`, `NotFound` `not_here`."""
        access.may_manage(room.keys(caller.person))
        await self._limit("show", room, caller, OTHERS)
        id = request.participant
        running = self._rooms[room.id]
        async with running.lock:
            await self._refresh(room, running)
            if request.on:
                access.may_be_permitted(room.participant(id))
            current = running.presentation
            ends = not request.on and current is not None and current.participant_id == id
            to = access.STAFF_AND_HOSTS | people([id])
            events = [Addressed(SlidesPermitted(participant_id=id, on=request.on), to)]
            rows = [store.permit(id, request.on)]
            if ends:
                events.append(Addressed(SlidesShown(presentation=None)))
                rows.append(store.stop())

            def stored() -> None:
                (running.presenters.add if request.on else running.presenters.discard)(id)
                if ends:
                    self._set(running, None)

            return await self._append(room, running, caller, request, Done(), events, rows, stored)

    async def remove(self, room: RoomContext, caller: Caller, request: SlidesRemove) -> _Answer:
        """Raises `NotFound` `no_such_deck`, `Forbidden` `deck_not_yours`, `Conflict` `deck_presented`."""
        await self._limit("show", room, caller, OTHERS)
        running = self._rooms[room.id]
        async with running.lock:
            await self._refresh(room, running)
            held = room.keys(caller.person)
            deck = access.may_see(caller.person.id, held, await self._deck(room, request.deck))
            access.may_remove(caller.person, held, deck)
            if running.presentation is not None and running.presentation.deck.id == deck.id:
                raise Conflict("These slides are presented now.", code="deck_presented")
            row = store.remove(deck.id, self._clock.now())
            return await self._append(room, running, caller, request, Done(), (), [row], _nothing)

    async def restore(self, room: RoomContext, caller: Caller, request: SlidesRestore) -> _Answer:
        """Raises `NotFound` `no_such_deck`, `Forbidden` `deck_not_yours`, `Conflict` `deck_gone`."""
        await self._limit("show", room, caller, OTHERS)
        running = self._rooms[room.id]
        async with running.lock:
            held = room.keys(caller.person)
            async with self._db.connection() as conn:
                kept = await store.deck(conn, request.deck)
            if kept is None or kept.session_id != room.id:
                raise access.no_deck()
            deck = access.may_see(caller.person.id, held, kept.deck)
            access.may_remove(caller.person, held, deck)
            access.require_restorable(kept, self._clock.now())
            row = store.restore(deck.id)
            return await self._append(room, running, caller, request, Done(), (), [row], _nothing)

    async def snapshot(self, conn: Connection, room: RoomContext, reader: Person) -> Slides:
        presenters = await store.presenters(conn, room.id)
        if not access.is_staff(room.keys(reader)):
            presenters &= {reader.id}
        return Slides(
            presentation=await store.presentation(conn, room.id),
            presenters=tuple(sorted(presenters)),
        )

    async def recorded(self, conn: Connection, session: Session, reader: RecordReader) -> RecordPart | None:
        """Slides that everybody was shown, and since when."""
        shown = await store.shown(conn, session.id)
        return RecordPart(len(shown), tuple(Moment(kind="slides", at=at, title=name) for name, at in shown))

    def states(self, room: RoomContext, reader: Person) -> Sequence[StateEvent]:
        presentation = self._rooms[room.id].presentation
        return [] if presentation is None else [_page(presentation)]

    async def opened(self, conn: Connection, room: RoomContext) -> None:
        running = self._rooms[room.id] = _Running()
        await self._read(conn, room, running)

    def closed(self, room: RoomContext) -> None:
        self._rooms.pop(room.id, None)

    @staticmethod
    def _set(running: _Running, presentation: Presentation | None) -> None:
        running.presentation = presentation

    async def _deck(self, room: RoomContext, deck_id: str) -> Deck | None:
        """A deck of this session that was not taken away."""
        async with self._db.connection() as conn:
            kept = await store.deck(conn, deck_id)
        return kept.deck if kept is not None and kept.session_id == room.id and kept.is_there else None

    async def _append(
        self,
        room: RoomContext,
        running: _Running,
        caller: Caller,
        request: Request,
        answer: msgspec.Struct,
        events: Sequence[Addressed],
        rows: Sequence[Row],
        stored: Callable[[], None],
    ) -> _Answer:
        try:
            return await room.append(caller, request, answer, events, rows, stored=stored)
        except Unavailable:
            running.doubtful = True
            raise

    async def _refresh(self, room: RoomContext, running: _Running) -> None:
        if running.doubtful:
            async with self._db.connection() as conn:
                await self._read(conn, room, running)

    async def _read(self, conn: Connection, room: RoomContext, running: _Running) -> None:
        running.presentation = await store.presentation(conn, room.id)
        running.presenters = await store.presenters(conn, room.id)
        running.doubtful = False

    async def _limit(self, what: str, room: RoomContext, caller: Caller, limit: int) -> None:
        wait = await self._limiter.hit(f"slides:{what}:{room.id}:{caller.person.id}", limit, WINDOW)
        if wait > 0:
            raise RateLimited("Too much at once; wait a little.", retry_after=wait)


def _page(presentation: Presentation) -> SlidesPage:
    return SlidesPage(deck=presentation.deck.id, page=presentation.page)


def _require_page(deck: Deck, page: int) -> None:
    if page > deck.pages:
        raise Invalid(details=[Detail("page", f"These slides have {deck.pages} pages.")])


def _nothing() -> None:
    """Where no memory follows."""
