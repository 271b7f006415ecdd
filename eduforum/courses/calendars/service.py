"""Calendars to subscribe to, and sessions for calendar programs."""

import hashlib
import secrets
from datetime import timedelta

from msgspec.structs import asdict

from eduforum.auth.schemas import Principal
from eduforum.clock import Clock
from eduforum.courses import access
from eduforum.courses.calendars import store
from eduforum.courses.calendars.schemas import CalendarFeed, MadeCalendarFeed, NewCalendarFeed
from eduforum.courses.schemas import Session
from eduforum.courses.series.calendar import CalendarEvent, feed, single
from eduforum.courses.series.google import google_link
from eduforum.db import Database
from eduforum.errors import Conflict, NotFound
from eduforum.ids import new_id

# As many devices and programs as somebody may reasonably have.
_MOST_FEEDS = 20

# What lies longer back is in nobody's calendar to look up.
_BACK = timedelta(days=365)
_MOST_EVENTS = 2000

_NAME = "EduForum"


class CalendarService:
    """`url` is the server's own address, which the links begin with."""

    def __init__(self, db: Database, clock: Clock, url: str) -> None:
        self._db = db
        self._clock = clock
        self._url = url

    async def feeds(self, principal: Principal) -> list[CalendarFeed]:
        async with self._db.connection() as conn:
            return await store.feeds(conn, principal.user_id)

    async def make(self, principal: Principal, new: NewCalendarFeed) -> MadeCalendarFeed:
        """A feed with a secret of its own, which is told this once. Raises `Conflict` `too_many_feeds`."""
        secret, feed_id = secrets.token_urlsafe(32), new_id(self._clock)
        async with self._db.transaction() as conn:
            if new.course_id is not None:
                await access.course_for_reading(conn, principal, new.course_id)
            if len(await store.feeds(conn, principal.user_id)) >= _MOST_FEEDS:
                raise Conflict(f"Up to {_MOST_FEEDS} calendar links; take one back first.", code="too_many_feeds")
            await store.add_feed(
                conn,
                id=feed_id,
                user_id=principal.user_id,
                course_id=new.course_id,
                secret_hash=_hash(secret),
                now=self._clock.now(),
            )
            made = next(each for each in await store.feeds(conn, principal.user_id) if each.id == feed_id)
        return MadeCalendarFeed(**asdict(made), url=f"{self._url}/api/v1/calendar/{secret}.ics")

    async def revoke(self, principal: Principal, feed_id: str) -> None:
        async with self._db.transaction() as conn:
            if not await store.revoke_feed(conn, principal.user_id, feed_id, self._clock.now()):
                raise NotFound("There is no such calendar link.")

    async def read(self, secret: str) -> bytes:
        """The calendar that a secret opens now. Whoever has left the course, or is suspended, has none."""
        async with self._db.connection() as conn:
            owner = await store.owner(conn, _hash(secret))
            if owner is None:
                raise NotFound("There is no such calendar.")
            since = self._clock.now() - _BACK
            events = await store.events(
                conn, owner.user_id, owner.course_id, since, f"{self._url}/sessions/", _MOST_EVENTS
            )
        return feed(owner.course_title or _NAME, events)

    async def event(self, principal: Principal, session_id: str) -> tuple[Session, bytes]:
        """One session as a file. Without an organizer it is no invitation, and so has no method."""
        async with self._db.connection() as conn:
            session = (await access.session_for_join(conn, principal, session_id)).session
        return session, single(self._event(session))

    async def google(self, principal: Principal, session_id: str) -> str:
        async with self._db.connection() as conn:
            session = (await access.session_for_join(conn, principal, session_id)).session
        return google_link(self._event(session))

    def _event(self, session: Session) -> CalendarEvent:
        start = session.started_at or session.scheduled_at
        return CalendarEvent(
            id=session.id,
            sequence=session.version,
            start=start,
            end=start + timedelta(minutes=session.duration_minutes),
            title=f"{session.course_title}: {session.title}",
            updated_at=self._clock.now(),
            description=session.cancel_reason,
            url=f"{self._url}/sessions/{session.id}",
            cancelled=session.status == "cancelled",
        )


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
