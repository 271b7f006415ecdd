"""An institution's rules on letters, as data: the scale, quotas by course type and size, and who is outside of them."""

from decimal import Decimal
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from eduforum.grades.exact import Exact, Rounding

Letter = Annotated[str, Meta(min_length=1, max_length=8, description="A+, B0, F")]
Standing = Annotated[str, Meta(pattern=r"\A[a-z_]{1,40}\Z", description="A word of the institution's: auditor, retake")]
Share = Annotated[Decimal, Meta(description="In percent, from 0 to 100")]
Clause = Annotated[str, Meta(max_length=500, description="Where the rule is written, as it is shown with the number")]


class ScaleStep(msgspec.Struct, frozen=True, kw_only=True):
    """A letter, and the least total that earns it, in percent."""

    letter: Letter
    least: Decimal


class Quota(msgspec.Struct, frozen=True, kw_only=True):
    """Of all who count, at most and at least so many percent get `down_to` or a better letter."""

    down_to: Letter
    most: Share | None = None
    least: Share | None = None


class QuotaRule(msgspec.Struct, frozen=True, kw_only=True):
    """The quotas for courses of these types (none: of all) with so many students who count. Where there are none, the
    scale decides alone."""

    clause: Clause
    course_types: tuple[str, ...] = ()
    from_size: int = 0
    to_size: int | None = None
    quotas: tuple[Quota, ...] = ()


class Outside(msgspec.Struct, frozen=True, kw_only=True):
    """Students of this standing do not count for quotas. They get no letter, a pass or a fail, or one by the scale."""

    standing: Standing
    graded: Literal["not", "pass_fail", "by_scale"]
    clause: Clause = ""


class Ceiling(msgspec.Struct, frozen=True, kw_only=True):
    """Students of this standing get no better letter than this: such as one who takes the course again."""

    standing: Standing
    letter: Letter
    clause: Clause = ""


class AbsenceRule(msgspec.Struct, frozen=True, kw_only=True):
    """Who was absent for more than (or at least) this share of the periods fails, whatever was earned. So many lates
    are one absence (None: never). `counted`: those who fail so are among the students that quotas are a share of."""

    share: Exact = "1/4"
    comparison: Literal["more_than", "at_least"] = "more_than"
    lates_per_absence: Annotated[int, Meta(ge=1, le=100)] | None = 3
    counted: bool = True
    clause: Clause = ""


class Policy(msgspec.Struct, frozen=True, kw_only=True):
    """`scale`: best letter first; the last is the failing one, and its `least` is 0.

    `by`: `scale`: a letter has to be earned by the scale, and quotas limit it. `rank`: letters go by rank as far as the
    quotas reach; of the scale only the least passing total counts. Where no quotas apply, it is by scale in any case.

    The first of `quota_rules` that fits the course is taken, and of `outside` the first that fits the student. Heads
    are rounded as `most_rounding` and `least_rounding` say.
    """

    title: str
    scale: tuple[ScaleStep, ...]
    by: Literal["scale", "rank"] = "scale"
    quota_rules: tuple[QuotaRule, ...] = ()
    most_rounding: Rounding = "down"
    least_rounding: Rounding = "up"
    outside: tuple[Outside, ...] = ()
    ceilings: tuple[Ceiling, ...] = ()
    absence: AbsenceRule | None = None
    pass_at: Decimal = Decimal(60)
    pass_letter: Letter = "P"
    fail_letter: Letter = "F"
