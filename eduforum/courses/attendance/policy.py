"""What a course holds of coming late, staying away and excuses. Minutes are of a period's own time: those of an outage
are none."""

from collections import Counter
from fractions import Fraction
from math import ceil, floor
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from eduforum.courses.ratio import Ratio

# Fractions that regulations name have small numbers, and those that are reckoned from them then too.
MAX_DENOMINATOR = 10_000

Effect = Literal["present", "late", "absent", "left_out"]
"""What a period is taken for in one of the two counts. `left_out` is in neither the sum nor the total."""

ExcuseKind = Annotated[str, Meta(min_length=1, max_length=40, description="Named by the institution, such as 예비군")]
PolicyMinutes = Annotated[int, Meta(ge=0, le=1440)]


class ExcuseRule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a kind of excuse does to an absence or a late arrival: to the attendance score, and to the count that the
    failing threshold looks at. Where that would be worse than without an excuse, the excuse does nothing."""

    kind: ExcuseKind
    score: Effect
    threshold: Effect


class FailingThreshold(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Absences fail the course when they are `more_than` (>) or `at_least` (≥) this share of all periods."""

    share: Ratio
    comparison: Literal["more_than", "at_least"]

    def __post_init__(self) -> None:
        _check_share("share", self.share)
        if not self.share.numerator:
            raise ValueError("`share` is above 0.")

    def allowed(self, periods: int) -> int:
        """The most absences that do not fail, of this many periods. At least 0."""
        most: Fraction = periods * self.share.value
        return max(0, floor(most) if self.comparison == "more_than" else ceil(most) - 1)


class AttendancePolicy(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Of each period:

    - who comes within `on_time_minutes` is on time, within `late_minutes` late (None: until the end), later absent;
    - who is there for less than `least_share` of it is absent.

    Of all of them: every `lates_per_absence` lates are one absence more (None: never). A late period earns
    `late_credit` in the score; None: lates cost there what they cost at the threshold. A cancelled period that nobody
    makes up, or one that an outage took whole, is left out or taken as attended. A makeup is `required` like any other
    period, or `voluntary`: then it counts for who is present and is held against nobody.
    """

    on_time_minutes: PolicyMinutes
    late_minutes: PolicyMinutes | None = None
    least_share: Ratio = Ratio(0)
    lates_per_absence: Annotated[int, Meta(ge=1, le=100)] | None = None
    late_credit: Ratio | None = None
    failing: FailingThreshold | None = None
    excuses: tuple[ExcuseRule, ...] = ()
    cancelled: Literal["left_out", "attended"] = "left_out"
    makeup: Literal["required", "voluntary"] = "required"

    def __post_init__(self) -> None:
        if self.late_minutes is not None and self.late_minutes < self.on_time_minutes:
            raise ValueError("Who is late comes no earlier than who is on time.")
        _check_share("least_share", self.least_share)
        if self.late_credit is not None:
            _check_share("late_credit", self.late_credit)
        if any(number > 1 for number in Counter(rule.kind for rule in self.excuses).values()):
            raise ValueError("Each kind of excuse has one rule.")

    def rule(self, kind: str) -> ExcuseRule | None:
        """None for a kind that the policy does not know (any more): such an excuse does nothing."""
        return next((rule for rule in self.excuses if rule.kind == kind), None)

    @property
    def not_held(self) -> Effect:
        """What a period is taken for that did not take place."""
        return "left_out" if self.cancelled == "left_out" else "present"


def _check_share(name: str, share: Ratio) -> None:
    if share.value > 1 or share.denominator > MAX_DENOMINATOR:
        raise ValueError(f"`{name}` is no more than 1, and of no more than {MAX_DENOMINATOR} parts.")
