"""HTTP face of records."""

from typing import Annotated, TypeVar

import msgspec
from msgspec import Meta

from eduforum.analytics.record.schemas import Attendance, SessionRecord, TalkLanes
from eduforum.analytics.record.service import RecordService
from eduforum.media.record import Moment
from eduforum.pagination import decode_cursor, encode_cursor
from eduforum.web.downloads import attached
from eduforum.web.endpoint import Call, Endpoint, Page, Raw, scoped

_TAG = "record"
_ERRORS = ("not_found", "session_not_ended")

T = TypeVar("T")


class TimelineQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    cursor: Annotated[str, Meta(max_length=200)] | None = None
    limit: Annotated[int, Meta(ge=1, le=500)] = 200


class AttendanceQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`search`: a part of the name."""

    cursor: Annotated[str, Meta(max_length=200)] | None = None
    limit: Annotated[int, Meta(ge=1, le=200)] = 50
    search: Annotated[str, Meta(max_length=200)] = ""


class RecordRoutes:
    def __init__(self, service: RecordService) -> None:
        self._service = service

    def endpoints(self) -> list[Endpoint]:
        path = "/sessions/{session_id}/record"
        return scoped("sessions", [
            Endpoint("GET", path, self.record, "What a session that is over was, as far as one may see it", _TAG,
                     answer=SessionRecord, errors=_ERRORS),
            Endpoint("GET", path + "/timeline", self.timeline, "What happened, in the order of time", _TAG,
                     query=TimelineQuery, answer=Page[Moment], errors=(*_ERRORS, "invalid_cursor")),
            Endpoint("GET", path + "/attendance", self.attendance, "Who was there for how long, by name; for staff",
                     _TAG, query=AttendanceQuery, answer=Page[Attendance],
                     errors=(*_ERRORS, "staff_only", "invalid_cursor")),
            Endpoint("GET", path + "/attendance.csv", self.attendance_csv, "The same as a table; for staff", _TAG,
                     answer=str, raw=True, produces="text/csv", errors=(*_ERRORS, "staff_only")),
            Endpoint("GET", path + "/talk", self.talk, "Who spoke when; for students they alone", _TAG,
                     answer=TalkLanes, errors=(*_ERRORS, "participation_hidden")),
        ])  # fmt: skip

    async def record(self, call: Call[None, None]) -> SessionRecord:
        return await self._service.record(call.principal, call.path["session_id"])

    async def timeline(self, call: Call[None, TimelineQuery]) -> Page[Moment]:
        moments = await self._service.timeline(call.principal, call.path["session_id"])
        return _page(moments, call.query.cursor, call.query.limit)

    async def attendance(self, call: Call[None, AttendanceQuery]) -> Page[Attendance]:
        query = call.query
        found = await self._service.attendance(call.principal, call.path["session_id"], query.search)
        return _page(found, query.cursor, query.limit)

    async def attendance_csv(self, call: Call[None, None]) -> Raw:
        title, rows = await self._service.attendance_table(call.principal, call.path["session_id"])
        return Raw(rows, "text/csv; charset=utf-8", attached(f"{title}.csv"))

    async def talk(self, call: Call[None, None]) -> TalkLanes:
        return TalkLanes(tuple(await self._service.talk(call.principal, call.path["session_id"])))


def _page(rows: list[T], cursor: str | None, limit: int) -> Page[T]:
    """By the place in the list, which is as it is: the session is over."""
    begin = 0 if cursor is None else decode_cursor(cursor, Annotated[int, Meta(ge=0)])
    end = begin + limit
    return Page(rows[begin:end], encode_cursor(end) if end < len(rows) else None)
