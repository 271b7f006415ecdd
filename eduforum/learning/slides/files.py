"""Decks as files: put up by who may present, and read by whoever may see them."""

import asyncio
import logging
from collections.abc import AsyncIterable, AsyncIterator
from datetime import timedelta

from eduforum.auth.schemas import Principal
from eduforum.clock import Clock
from eduforum.cluster import RateLimiter
from eduforum.courses.access import session_for_join
from eduforum.db import Connection, Database
from eduforum.errors import Conflict, RateLimited
from eduforum.ids import new_id
from eduforum.learning.slides import access, store
from eduforum.learning.slides.pages import count_pages
from eduforum.learning.slides.schemas import Deck, PreparedDecks, SessionSlides
from eduforum.learning.slides.store import Kept
from eduforum.media import audience
from eduforum.media.audience import STAFF_ROLES, Keys
from eduforum.media.schemas import Person
from eduforum.media.service import RoomService
from eduforum.storage import ObjectStore
from eduforum.storage.names import clean_name

MAX_BYTES = 50 * 1024 * 1024
PER_MINUTE = 10

# How many are read at once in this process: each may take its size a few times in memory.
AT_ONCE = 2

REMOVED_KEPT = timedelta(days=1)

_log = logging.getLogger(__name__)


class DeckFiles:
    def __init__(
        self, db: Database, objects: ObjectStore, limiter: RateLimiter, clock: Clock, rooms: RoomService
    ) -> None:
        self._db = db
        self._objects = objects
        self._limiter = limiter
        self._clock = clock
        self._rooms = rooms
        self._turns = asyncio.Semaphore(AT_ONCE)

    async def upload(self, principal: Principal, session_id: str, name: str, chunks: AsyncIterable[bytes]) -> Deck:
        """Stores a PDF that the person may then present; staff also before class. It is durable once this returns.

        Raises what `RoomService.entry_inside` and `count_pages` do, `Forbidden` `may_not_present`, `TooLarge`,
        `Invalid`, `Conflict` `too_many_decks`, `RateLimited`.
        """
        async with self._db.connection() as conn:
            person = await self._uploader(conn, principal, session_id)
        return await self._store(person, session_id, name, chunks)

    async def upload_as_guest(self, token: str, name: str, chunks: AsyncIterable[bytes]) -> Deck:
        """The same for a guest whom a host lets present. Raises also what `RoomService.guest_inside` does."""
        person, session = await self._rooms.guest_inside(token)
        return await self._store(person, session.id, name, chunks)

    async def prepare(self, principal: Principal, course_id: str, name: str, chunks: AsyncIterable[bytes]) -> Deck:
        """Stores a PDF for any of the course's sessions. It is durable once this returns.

        Raises what `course_for_decks` and `count_pages` do, `TooLarge`, `Invalid`, `Conflict` `too_many_decks`,
        `RateLimited`.
        """
        name = clean_name(name)
        async with self._db.connection() as conn:
            await access.course_for_decks(conn, principal, course_id)
            if await store.count_prepared(conn, course_id) >= access.MAX_PREPARED:
                raise Conflict(f"A course has at most {access.MAX_PREPARED} decks.", code="too_many_decks")
        deck = await self._keep(principal.user_id, name, chunks)
        async with self._db.connection() as conn:
            await store.add(conn, deck, course_id=course_id)
        return deck

    async def prepared(self, principal: Principal, course_id: str) -> PreparedDecks:
        """Raises what `course_for_decks` does."""
        async with self._db.connection() as conn:
            await access.course_for_decks(conn, principal, course_id)
            return PreparedDecks(decks=tuple(await store.prepared(conn, course_id)))

    async def remove_prepared(self, principal: Principal, deck_id: str) -> None:
        """What sessions have taken of it stays theirs. Raises `NotFound` `no_such_deck`."""
        async with self._db.transaction() as conn:
            kept = await access.prepared_deck(conn, principal, deck_id)
            await store.set_removed(conn, deck_id, kept.removed_at or self._clock.now())

    async def restore_prepared(self, principal: Principal, deck_id: str) -> Deck:
        """Raises also `Conflict` `deck_gone`."""
        async with self._db.transaction() as conn:
            kept = await access.prepared_deck(conn, principal, deck_id)
            access.require_restorable(kept, self._clock.now())
            await store.set_removed(conn, deck_id, None)
        return kept.deck

    async def find(self, principal: Principal, deck_id: str) -> Kept:
        """A deck that the person may see. Raises what `slides` does, `NotFound` `no_such_deck`."""
        async with self._db.connection() as conn:
            kept = await store.deck(conn, deck_id)
            if kept is None or not kept.is_there:
                raise access.no_deck()
            if kept.session_id is None:
                return await access.prepared_deck(conn, principal, deck_id)
            entry = await self._rooms.session_for_reading(conn, principal, kept.session_id)
        person = Person(principal.user_id, principal.name, entry.role)
        access.may_see(person.id, self._keys(person, kept.session_id), kept.deck)
        return kept

    async def find_for_guest(self, token: str, deck_id: str) -> Kept:
        """Raises what `RoomService.guest_inside` does, `NotFound` `no_such_deck`."""
        person, session = await self._rooms.guest_inside(token)
        async with self._db.connection() as conn:
            kept = await store.deck(conn, deck_id)
        if kept is None or not kept.is_there or kept.session_id != session.id:
            raise access.no_deck()
        access.may_see(person.id, self._keys(person, session.id), kept.deck)
        return kept

    async def slides(self, principal: Principal, session_id: str) -> SessionSlides:
        """Raises what `RoomService.session_for_reading` does."""
        async with self._db.connection() as conn, conn.transaction(isolation="repeatable_read", readonly=True):
            entry = await self._rooms.session_for_reading(conn, principal, session_id)
            person = Person(principal.user_id, principal.name, entry.role)
            decks = await store.decks(conn, session_id)
            presentation = await store.presentation(conn, session_id)
        held = self._keys(person, session_id)
        return SessionSlides(
            presentation=presentation, decks=tuple(deck for deck in decks if access.sees(person.id, held, deck))
        )

    def read(self, kept: Kept, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        """The bytes from `start` up to, not including, `end`."""
        return self._objects.get(_key(kept.file_id), start, end)

    async def tidy(self) -> None:
        """Deletes what was taken away a day ago."""
        async with self._db.transaction() as conn:
            count, files = await store.forget_removed(conn, self._clock.now() - REMOVED_KEPT)
        for file_id in files:
            await self._objects.delete(_key(file_id))
        if count:
            _log.info("slides that were taken away are deleted", extra={"count": count})

    async def _uploader(self, conn: Connection, principal: Principal, session_id: str) -> Person:
        entry = await session_for_join(conn, principal, session_id)
        if entry.session.status != "scheduled" or entry.role not in STAFF_ROLES:
            entry = await self._rooms.entry_inside(conn, principal, session_id)
        return Person(principal.user_id, principal.name, entry.role)

    async def _store(self, person: Person, session_id: str, name: str, chunks: AsyncIterable[bytes]) -> Deck:
        name = clean_name(name)
        async with self._db.connection() as conn:
            access.may_present(person, self._keys(person, session_id), await store.presenters(conn, session_id))
            access.require_place(await store.count(conn, session_id))
        deck = await self._keep(person.id, name, chunks)
        async with self._db.connection() as conn:
            await store.add(conn, deck, session_id=session_id)
        return deck

    async def _keep(self, person_id: str, name: str, chunks: AsyncIterable[bytes]) -> Deck:
        """The file, checked and stored; no deck yet."""
        wait = await self._limiter.hit(f"slides:upload:{person_id}", PER_MINUTE, 60)
        if wait > 0:
            raise RateLimited("Too many files; wait a little.", retry_after=wait)
        deck_id = new_id(self._clock)
        key = _key(deck_id)
        stored = await self._objects.put(key, chunks, max_bytes=MAX_BYTES)
        try:
            async with self._turns:
                data = b"".join([chunk async for chunk in self._objects.get(key)])
                pages = await asyncio.to_thread(count_pages, data)
        except BaseException:
            await self._objects.delete(key)
            raise
        return Deck(
            id=deck_id,
            name=name,
            pages=pages,
            size=stored.size,
            participant_id=person_id,
            added_at=self._clock.now(),
        )

    def _keys(self, person: Person, session_id: str) -> Keys:
        """What the person holds in the room, or would."""
        live = next((room for room in self._rooms.live_rooms() if room.id == session_id), None)
        return audience.keys(person.id, person.role, None) if live is None else live.keys(person)


def _key(file_id: str) -> str:
    return f"slides/{file_id}"
