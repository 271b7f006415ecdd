"""Where a number comes from, as a tree that a client can draw.

A node is a number and what it was made of. Its `kind` says how the one follows from the other, exactly:

| kind | value |
|---|---|
| `raw`, `late`, `curve`, `override` | the points after this layer, of `of` |
| `cell` | that of the last part that is not undone; 0 without any, where that counts; none where it is excused |
| `category` | sum of (value / of × weight) over counted and extra cells, / sum of the weights of the counted |
| `total` | sum of (value × weight) over counted and extra categories, and no more than `of` |
| `scale` | the least total that earns the letter by itself |
| `attendance` | absences, with the lates that make one, held against `of` |
| `rank` | the place among `of` students who count |
| `quota` | students with this letter or a better one, of those who may or must have it |
| `grade` | the total, and the letter that came of it |

`role` says what part a node has in the one above it; only `counted` and `extra` enter its number.
"""

from decimal import Decimal
from typing import Literal

import msgspec

from eduforum.grades.exact import Exact
from eduforum.grades.ranking import Reason
from eduforum.grades.schemas import Change, Curve, Source
from eduforum.grades.totals import TotalKind

DerivationKind = Literal[
    "raw", "late", "curve", "override", "cell", "category", "total", "scale", "attendance", "rank", "quota", "grade"
]
Role = Literal["counted", "extra", "dropped", "left_out", "gives_weight", "undone", "shown"]
Why = Literal["not_due", "awaiting", "missing", "excused", "nothing_counts"] | Reason | TotalKind


class Derivation(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`about` is the id of a column, category or student, or a letter. `value`, `of` and `weight` are exact, `shown` is
    the value for people to read; weights of categories are in percent of the total, after others gave theirs, and
    `stated_weight` is what the syllabus says. `clause` and `reason` are texts of the policy and of people."""

    kind: DerivationKind
    about: str
    role: Role = "counted"
    why: Why | None = None
    value: Exact | None = None
    of: Exact | None = None
    shown: Decimal | None = None
    weight: Exact | None = None
    stated_weight: Decimal | None = None
    letter: str | None = None
    clause: str = ""
    reason: str = ""
    source: Source | None = None
    curve: Curve | None = None
    change: Change | None = None
    undone: Change | None = None
    parts: "tuple[Derivation, ...]" = ()
