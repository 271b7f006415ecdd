"""Sessions for calendar programs: iCalendar (RFC 5545, RFC 7986) and its messages (RFC 5546).

Every session is an event of its own with its times in UTC. A series would need rules, exceptions and a description of
the zone (VTIMEZONE) to say the same, and programs differ in how they read them; an instant they all read alike and show
in the reader's own zone.

A session has the same UID wherever it is written and whatever becomes of it, and a SEQUENCE that grows with its
changes.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Literal
from urllib.parse import quote

import msgspec

from eduforum.courses.series.content_line import content_line, text

Method = Literal["PUBLISH", "CANCEL"]

_PRODUCT = "-//EduForum//EduForum//EN"
_REFRESH = "PT1H"


class Organizer(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    email: str


class CalendarEvent(msgspec.Struct, frozen=True, kw_only=True):
    """A session as calendars know it. `id` is the session's; `sequence` its version, or any number that grows with
    it."""

    id: str
    sequence: int
    start: datetime
    end: datetime
    title: str
    updated_at: datetime
    description: str = ""
    url: str = ""
    cancelled: bool = False
    organizer: Organizer | None = None

    @property
    def uid(self) -> str:
        """Not of the server's address, which may change."""
        return f"session-{self.id}@eduforum"


def feed(name: str, events: Iterable[CalendarEvent]) -> bytes:
    """A calendar to subscribe to, called `name`. Cancelled sessions stay in it as such, so that who has a copy hears
    of it. The same events give the same bytes."""
    lines = [
        content_line("NAME", text(name)),
        content_line("X-WR-CALNAME", text(name)),
        content_line("REFRESH-INTERVAL", _REFRESH, VALUE="DURATION"),
        content_line("X-PUBLISHED-TTL", _REFRESH),
    ]
    for event in events:
        lines += _event(event, event.updated_at)
    return _calendar(lines)


def single(event: CalendarEvent) -> bytes:
    """One session as a file, to put into a calendar by hand."""
    return _calendar(_event(event, event.updated_at))


def message(method: Method, event: CalendarEvent, now: datetime) -> bytes:
    """One session to put into a calendar or, when it is cancelled, to take out of it (RFC 5546 sections 3.2.1, 3.2.5).

    Raises `ValueError` for an event without organizer, which both need, and where CANCEL is of one that is held.
    """
    if event.organizer is None:
        raise ValueError("A message about an event names its organizer.")
    if method == "CANCEL" and not event.cancelled:
        raise ValueError("This event is not cancelled.")
    return _calendar([content_line("METHOD", method), *_event(event, now)])


def utc(at: datetime) -> str:
    """An instant (section 3.3.5, form 2)."""
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _calendar(lines: Iterable[bytes]) -> bytes:
    begin = (content_line("BEGIN", "VCALENDAR"), content_line("VERSION", "2.0"), content_line("PRODID", _PRODUCT))
    return b"".join([*begin, *lines, content_line("END", "VCALENDAR")])


def _event(event: CalendarEvent, stamp: datetime) -> Iterator[bytes]:
    """`stamp` is when the message was made, or without a method when the event changed (section 3.8.7.2)."""
    yield content_line("BEGIN", "VEVENT")
    yield content_line("UID", text(event.uid))
    yield content_line("SEQUENCE", str(event.sequence))
    yield content_line("DTSTAMP", utc(stamp))
    yield content_line("LAST-MODIFIED", utc(event.updated_at))
    yield content_line("DTSTART", utc(event.start))
    yield content_line("DTEND", utc(event.end))
    yield content_line("SUMMARY", text(event.title))
    yield content_line("STATUS", "CANCELLED" if event.cancelled else "CONFIRMED")
    if event.description:
        yield content_line("DESCRIPTION", text(event.description))
    if event.url:
        yield content_line("URL", event.url)
        yield content_line("LOCATION", text(event.url))
    if event.organizer is not None:
        yield content_line("ORGANIZER", f"mailto:{quote(event.organizer.email, safe='@+')}", CN=event.organizer.name)
    yield content_line("END", "VEVENT")
