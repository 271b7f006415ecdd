"""Records, request bodies and answers about calendars."""

from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta

_ID = r"\A[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z"


class CalendarFeed(msgspec.Struct, frozen=True, kw_only=True):
    """A calendar to subscribe to: of all my courses, or of one."""

    id: str
    course_id: str | None
    course_title: str | None
    created_at: datetime


class MadeCalendarFeed(CalendarFeed, frozen=True, kw_only=True):
    """`url` is told this once; whoever has it reads the calendar."""

    url: str


class NewCalendarFeed(msgspec.Struct, forbid_unknown_fields=True):
    """Without a course it is of all my courses."""

    course_id: Annotated[str, Meta(pattern=_ID)] | None = None


class SessionCalendar(msgspec.Struct, frozen=True):
    """`google_url` opens Google Calendar with the session filled in."""

    google_url: str


class FeedOwner(msgspec.Struct, frozen=True):
    """What a secret opens: whose calendar, and of which course where it is of one."""

    user_id: str
    course_id: str | None
    course_title: str | None
