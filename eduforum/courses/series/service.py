"""Series of sessions: previewed, made, changed from a day on, taken back."""

from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from msgspec import UnsetType
from msgspec.structs import asdict, replace

from eduforum.auth.schemas import Principal
from eduforum.clock import Clock
from eduforum.courses import access
from eduforum.courses import store as courses
from eduforum.courses.series import store
from eduforum.courses.series.rest import Pair, clash, paired
from eduforum.courses.series.schemas import Meeting, NewSeries, RestAct, RestChange, RestReport, RestStep, Series
from eduforum.courses.series.store import Busy, SessionRow
from eduforum.courses.series.weekly import Occurrence, OccurrenceState, WeeklySeries, occurrences
from eduforum.courses.series.zones import instant, zone
from eduforum.courses.words import filled
from eduforum.db import Connection, Database
from eduforum.errors import NotFound, Outdated
from eduforum.ids import new_id


class SeriesService:
    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def preview(self, principal: Principal, course_id: str, pattern: WeeklySeries) -> list[Meeting]:
        """The meetings of a series that is not made yet. Raises `Invalid` as `occurrences` does."""
        async with self._db.connection() as conn:
            await access.course_for_editing(conn, principal, course_id)
            found = occurrences(pattern)
            return self._meetings(found, await _busy(conn, course_id, found))

    async def create(self, principal: Principal, course_id: str, new: NewSeries) -> Series:
        """Makes a session of each meeting that is not over; those without class are cancelled ones, so that each can
        be reinstated."""
        title, now = filled("title", new.title), self._clock.now()
        found = occurrences(new.pattern)
        place, series_id = zone(new.pattern.zone), new_id(self._clock)
        async with self._db.transaction() as conn:
            await access.course_for_editing(conn, principal, course_id)
            await store.add_series(
                conn, id=series_id, course_id=course_id, title=title, pattern=_kept(new.pattern), now=now
            )
            rows = [
                _row(new_id(self._clock), title, meeting, instant(meeting.original, place))
                for meeting in found
                if meeting.end > now
            ]
            await store.add_sessions(conn, course_id, series_id, rows, now)
            return await _series(conn, course_id, series_id)

    async def series(self, principal: Principal, course_id: str) -> list[Series]:
        async with self._db.connection() as conn:
            await access.course_for_reading(conn, principal, course_id)
            return await store.all_series(conn, course_id)

    async def change_rest(
        self, principal: Principal, course_id: str, series_id: str, change: RestChange, version: int | None
    ) -> RestReport:
        """Sessions stay what they are and get other times; those that somebody moved keep theirs, and cancelled ones
        stay cancelled. `version`, where given, is the one that the change was made from (If-Match)."""
        now, found = self._clock.now(), occurrences(change.pattern)
        place = zone(change.pattern.zone)
        async with self._db.transaction() as conn:
            await access.course_for_editing(conn, principal, course_id)
            await courses.lock_course(conn, course_id)
            series = await _series(conn, course_id, series_id)
            if version not in (None, series.version):
                raise _outdated()
            title = series.title if isinstance(change.title, UnsetType) else filled("title", change.title)
            present = await store.planned(conn, series_id, datetime.combine(change.pattern.first, time.min))
            busy = await _busy(conn, course_id, found, besides=[session.id for session in present])
            changes = [
                (pair, _changed(pair, new_id(self._clock), series.title, title, place))
                for pair in paired(present, found)
                # What is over already and was never made is not made now.
                if pair.session is not None or (pair.meeting is not None and pair.meeting.end > now)
            ]
            steps = [self._step(pair, row, busy) for pair, row in changes]
            if not change.dry_run:
                gone = (pair.session.id for pair, row in changes if pair.session is not None and row is None)
                await store.withdraw_sessions(conn, gone, now)
                kept = (row for pair, row in changes if pair.session is not None and row is not None)
                await store.change_sessions(conn, kept, now)
                more = (row for pair, row in changes if pair.session is None and row is not None)
                await store.add_sessions(conn, course_id, series_id, more, now)
                if not await store.change_series(conn, series_id, series.version, now, title, _kept(change.pattern)):
                    raise _outdated()
                series = await _series(conn, course_id, series_id)
        return RestReport(series=series, steps=steps)

    async def withdraw(self, principal: Principal, course_id: str, series_id: str) -> None:
        """What is still to come of the series is taken away; what something hangs on is cancelled."""
        now = self._clock.now()
        async with self._db.transaction() as conn:
            await access.course_for_editing(conn, principal, course_id)
            await courses.lock_course(conn, course_id)
            await _series(conn, course_id, series_id)
            await store.withdraw_sessions(conn, await store.to_come(conn, series_id, now), now)
            await store.delete_bare_series(conn, series_id)

    def _meetings(self, found: Iterable[Occurrence], busy: Sequence[Busy]) -> list[Meeting]:
        return [self._meeting(each, busy) for each in found]

    def _meeting(self, found: Occurrence, busy: Sequence[Busy]) -> Meeting:
        other = clash(found, busy) if found.is_held else None
        over = found.end <= self._clock.now()
        return Meeting(**asdict(found), over=over, clash=None if other is None else other.title)

    def _step(self, pair: Pair, row: SessionRow | None, busy: Sequence[Busy]) -> RestStep:
        session, meeting = pair
        if session is not None and (meeting is None or row is None):
            return RestStep(act="removed", session_id=session.id, was=session.scheduled_at, meeting=None)
        assert meeting is not None
        assert row is not None
        becomes = replace(
            meeting,
            start=row.scheduled_at,
            end=row.scheduled_at + timedelta(minutes=row.minutes),
            state=_state(row, meeting),
        )
        act: RestAct = "added"
        if session is not None:
            same = (session.scheduled_at, session.minutes, session.held) == (row.scheduled_at, row.minutes, row.held)
            act = "kept" if same else "moved"
        return RestStep(
            act=act,
            session_id=None if session is None else session.id,
            was=None if session is None else session.scheduled_at,
            meeting=self._meeting(becomes, busy),
        )


def _changed(pair: Pair, new: str, old_title: str, title: str, place: ZoneInfo) -> SessionRow | None:
    """What a session is from now on. One that somebody moved keeps its time, and one that is cancelled stays so; a
    title that was given to it alone is its own."""
    session, meeting = pair
    if meeting is None:
        return None
    row = _row(new, title, meeting, instant(meeting.original, place))
    if session is None:
        return row
    row = replace(row, id=session.id, held=session.held and row.held)
    if session.title != old_title:
        row = replace(row, title=session.title)
    if session.was_moved:
        row = replace(row, scheduled_at=session.scheduled_at, minutes=session.minutes, held=session.held)
    return row


def _row(id: str, title: str, meeting: Occurrence, planned_at: datetime) -> SessionRow:
    return SessionRow(
        id=id,
        title=title,
        slot=meeting.original,
        planned_at=planned_at,
        scheduled_at=meeting.start,
        minutes=(meeting.end - meeting.start) // timedelta(minutes=1),
        held=meeting.is_held,
        reason="" if meeting.is_held else meeting.why,
    )


def _state(row: SessionRow, meeting: Occurrence) -> OccurrenceState:
    if not row.held:
        return "cancelled" if meeting.is_held else meeting.state
    return "planned" if row.scheduled_at == row.planned_at else "moved"


def _kept(pattern: WeeklySeries) -> WeeklySeries:
    """Without exceptions: from now on the sessions hold them."""
    return replace(pattern, exceptions=())


async def _series(conn: Connection, course_id: str, series_id: str) -> Series:
    found = await store.series(conn, course_id, series_id)
    if found is None:
        raise NotFound("There is no such series.")
    return found


async def _busy(
    conn: Connection, course_id: str, found: Sequence[Occurrence], besides: Iterable[str] = ()
) -> list[Busy]:
    begin, end = min(each.start for each in found), max(each.end for each in found)
    return await store.busy(conn, course_id, begin, end, besides)


def _outdated() -> Outdated:
    return Outdated("The series was changed by somebody else.", code="version_conflict")
