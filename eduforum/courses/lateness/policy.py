"""What a course holds of work that comes after its deadline."""

from decimal import Decimal
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

MAX_PLACES = 4

Percent = Annotated[Decimal, Meta(description=f"From 0 to 100, with up to {MAX_PLACES} decimal places")]


class LatePolicy(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`percent` is taken off for each `unit` after the deadline, a started one whole or `prorated`; of the points that
    the work earned, or of those that were possible. What is left is at least `floor_percent` of the same, and never
    more than was earned.

    Up to `grace_minutes` after the deadline nothing is late; beyond, lateness counts from the deadline. Nothing is
    taken later than `last_day` days after it (None: at any time). A day has 24 hours, and the clock stands still
    during an outage; of outages before the deadline, those within `outage_hours` of it put it off (None: all since the
    work was given).

    Of several submissions one counts. `best` is that which keeps the most points, among those that are graded;
    `last_on_time` the last that is not late, or else the last. Where nothing came, that is a zero from the deadline
    on, from the last day on, or never. A `suspended` policy takes nothing off, refuses nothing and gives no zero.
    """

    percent: Percent
    unit: Literal["hour", "day"] = "day"
    counting: Literal["started", "prorated"] = "started"
    of: Literal["earned", "possible"] = "possible"
    grace_minutes: Annotated[int, Meta(ge=0, le=10_080)] = 0
    floor_percent: Percent = Decimal(0)
    last_day: Annotated[int, Meta(ge=0, le=366)] | None = None
    submission: Literal["first", "last", "best", "last_on_time"] = "last"
    missing_zero: Literal["deadline", "last_day", "never"] = "deadline"
    outage_hours: Annotated[int, Meta(ge=0, le=8784)] | None = 24
    suspended: bool = False

    def __post_init__(self) -> None:
        for percent in (self.percent, self.floor_percent):
            if not percent.is_finite() or not 0 <= percent <= 100:
                raise ValueError("A percentage is from 0 to 100.")
            if percent != round(percent, MAX_PLACES):
                raise ValueError(f"A percentage has up to {MAX_PLACES} decimal places.")
        if self.missing_zero == "last_day" and self.last_day is None:
            raise ValueError("Without a last day nothing is missing from then on.")
