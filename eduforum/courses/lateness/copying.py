"""What becomes of deadlines and late policies when a course is copied into another term."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec

from eduforum.courses.lateness.policy import LatePolicy
from eduforum.courses.series.zones import instant


def shifted(at: datetime, began: date, begins: date, zone: ZoneInfo) -> datetime:
    """The same weekday and time of day, as many weeks into the new term as it was into the old. In UTC.

    `began` and `begins` are days of the first weeks of the two terms; weeks start on Monday.
    """
    weeks = (_monday(begins) - _monday(began)).days // 7
    return instant(at.astimezone(zone).replace(tzinfo=None, fold=0) + timedelta(weeks=weeks), zone)


def suspended(policy: LatePolicy) -> LatePolicy:
    """As it is copied: it does nothing until somebody confirms it."""
    return msgspec.structs.replace(policy, suspended=True)


def confirmed(policy: LatePolicy) -> LatePolicy:
    return msgspec.structs.replace(policy, suspended=False)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
