"""Who was there, and for how long: the union of a person's presence over devices and connections. Sans-I/O."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from eduforum.analytics.participation.schemas import Presence
from eduforum.analytics.record.schemas import Attendance, Span


def attendance(
    students: Mapping[str, str], presences: Iterable[Presence], began: datetime, ended: datetime
) -> list[Attendance]:
    """Of `students` (id → name) and of whoever was there as one, by name."""
    names, stays = dict(students), defaultdict(list)
    for presence in presences:
        if presence.role != "student":
            continue
        names.setdefault(presence.participant_id, presence.name)
        stays[presence.participant_id].append(presence)
    found = [_of(id, name, stays[id], began, ended) for id, name in names.items()]
    return sorted(found, key=lambda each: (by_name(each.name), each.participant_id))


ATTENDANCE_COLUMNS = ("name", "minutes", "came", "left", "stays")


def attendance_row(of: Attendance) -> tuple[object, ...]:
    """As in `ATTENDANCE_COLUMNS`: times are RFC 3339, `stays` from/to and apart by semicolons."""
    stays = [f"{stay.start.isoformat()}/{stay.end.isoformat()}" for stay in of.stays]
    came, left = (of.stays[0].start.isoformat(), of.stays[-1].end.isoformat()) if of.stays else ("", "")
    return of.name, of.minutes, came, left, "; ".join(stays)


def by_name(name: str) -> tuple[bool, str]:
    """Hangul first, in its own order, as a Korean roster is read."""
    composed = unicodedata.normalize("NFC", name)
    return not "가" <= composed[:1] <= "힣", composed.casefold()


def _of(id: str, name: str, presences: Iterable[Presence], began: datetime, ended: datetime) -> Attendance:
    stays = union([(max(each.entered_at, began), min(each.left_at, ended)) for each in presences])
    whole = sum((stay.end - stay.start for stay in stays), timedelta())
    return Attendance(participant_id=id, name=name, minutes=round(whole.total_seconds() / 60, 1), stays=tuple(stays))


def union(spans: Iterable[tuple[datetime, datetime]], gap: timedelta = timedelta()) -> list[Span]:
    """Spans in their order, those that overlap or are no more than `gap` apart as one; without those of no length."""
    found: list[Span] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if found and start - found[-1].end <= gap:
            found[-1] = Span(found[-1].start, max(found[-1].end, end))
        else:
            found.append(Span(start, end))
    return found
