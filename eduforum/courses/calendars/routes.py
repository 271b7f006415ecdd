"""HTTP face of calendars."""

import hashlib

from eduforum.courses.calendars.schemas import CalendarFeed, MadeCalendarFeed, NewCalendarFeed, SessionCalendar
from eduforum.courses.calendars.service import CalendarService
from eduforum.errors import NotFound
from eduforum.web.downloads import attached
from eduforum.web.endpoint import Call, Endpoint, Raw, scoped

_TAG = "calendar"
_ENDING = ".ics"
_CALENDAR = "text/calendar"
_MEDIA_TYPE = f"{_CALENDAR}; charset=utf-8"


class CalendarRoutes:
    def __init__(self, service: CalendarService) -> None:
        self._service = service

    def endpoints(self) -> list[Endpoint]:
        feeds, session = "/calendar-feeds", "/sessions/{session_id}/calendar"
        return scoped("never", [
            Endpoint("GET", feeds, self.feeds, "My calendar links", _TAG, answer=list[CalendarFeed]),
            Endpoint("POST", feeds, self.make, "Make a secret link to subscribe to a calendar by", _TAG,
                     body=NewCalendarFeed, answer=MadeCalendarFeed, status=201, errors=("not_found", "too_many_feeds")),
            Endpoint("DELETE", feeds + "/{feed_id}", self.revoke, "Take a calendar link back", _TAG, status=204,
                     errors=("not_found",)),
            Endpoint("GET", "/calendar/{file}", self.read, "The calendar behind a secret link, as iCalendar", _TAG,
                     auth=False, anonymous=True, raw=True, produces=_CALENDAR, also=(304,), errors=("not_found",),
                     request_headers={"If-None-Match": "The ETag of the calendar as it was read before"},
                     headers={"ETag": "Of these bytes"}),
            Endpoint("GET", session, self.session, "Links that put a session into a calendar", _TAG,
                     answer=SessionCalendar, scope="sessions:read", errors=("not_found",)),
            Endpoint("GET", session + _ENDING, self.event, "A session as an iCalendar file", _TAG, raw=True,
                     produces=_CALENDAR, scope="sessions:read", errors=("not_found",)),
        ])  # fmt: skip

    async def feeds(self, call: Call[None, None]) -> list[CalendarFeed]:
        return await self._service.feeds(call.principal)

    async def make(self, call: Call[NewCalendarFeed, None]) -> MadeCalendarFeed:
        return await self._service.make(call.principal, call.body)

    async def revoke(self, call: Call[None, None]) -> None:
        await self._service.revoke(call.principal, call.path["feed_id"])

    async def read(self, call: Call[None, None]) -> Raw:
        """304 where the program has these bytes already (RFC 9110 section 13.1.2). It asks every time: a copy that
        nobody asked about would outlive an enrolment."""
        file = call.path["file"]
        if not file.endswith(_ENDING):
            raise NotFound("There is no such calendar.")
        content = await self._service.read(file.removesuffix(_ENDING))
        tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
        headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
        known = call.request.headers.get("if-none-match", "")
        if tag in (each.strip().removeprefix("W/") for each in known.split(",")):
            return Raw(b"", _MEDIA_TYPE, headers, 304)
        return Raw(content, _MEDIA_TYPE, headers)

    async def session(self, call: Call[None, None]) -> SessionCalendar:
        return SessionCalendar(await self._service.google(call.principal, call.path["session_id"]))

    async def event(self, call: Call[None, None]) -> Raw:
        session, content = await self._service.event(call.principal, call.path["session_id"])
        return Raw(content, _MEDIA_TYPE, attached(f"{session.title}{_ENDING}"))
