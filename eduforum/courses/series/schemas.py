"""Records, request bodies and answers of weekly series."""

from datetime import datetime
from typing import Literal

import msgspec
from msgspec import UNSET, UnsetType

from eduforum.courses.schemas import Title
from eduforum.courses.series.weekly import Occurrence, WeeklySeries


class Series(msgspec.Struct, frozen=True, kw_only=True):
    """A weekly series of a course. `pattern` is of what is still to come: it begins on the day that the latest change
    was of, and names no exceptions, as each session holds its own."""

    id: str
    course_id: str
    title: str
    pattern: WeeklySeries
    version: int
    created_at: datetime
    updated_at: datetime


class Meeting(Occurrence, frozen=True, kw_only=True):
    """A meeting that would be. `over`: its time has passed, and no session is made of it. `clash` is the title of
    another session of the course at that time."""

    over: bool
    clash: str | None


class NewSeries(msgspec.Struct, forbid_unknown_fields=True):
    title: Title
    pattern: WeeklySeries


class RestChange(msgspec.Struct, forbid_unknown_fields=True):
    """Everything of the series from the pattern's first day on that has not begun follows `pattern`. `dry_run`: only
    say what would become of it."""

    pattern: WeeklySeries
    title: Title | UnsetType = UNSET
    dry_run: bool = False


RestAct = Literal["kept", "moved", "added", "removed"]


class RestStep(msgspec.Struct, frozen=True, kw_only=True):
    """What becomes of one session. `was` is when it was to begin, none for one that is added; `meeting` is what it
    becomes, none for one that is removed."""

    act: RestAct
    session_id: str | None
    was: datetime | None
    meeting: Meeting | None


class RestReport(msgspec.Struct, frozen=True, kw_only=True):
    series: Series
    steps: list[RestStep]
