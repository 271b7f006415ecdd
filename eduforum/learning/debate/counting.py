"""What the two votes came to, and how much of it is told: in a small class, too, a view is nobody's to find out. Pure.

Three rules; docs/decisions/0028-debate.md says why. Fewer than `FEWEST` votes are not told at all. In the flow, those
who did not vote again have a column of their own. In it no row and no column tells of fewer than `FEW` people: views
that fewer share stand together with another.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar, get_args

from eduforum.learning.debate.schemas import DebateCounts, DebateFlow, DebateResult, Outcome, View

FEWEST = 5
"""So many votes are told at least."""

FEW = 3
"""So many people stand in each row and column of the flow at least."""

VIEWS: tuple[View, ...] = get_args(View)
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)

K = TypeVar("K", View, Outcome)


def result_before(views: Iterable[View]) -> DebateResult:
    """After the first vote alone."""
    counted = Counter(views)
    voters = counted.total()
    return DebateResult(voters=voters, before=_totals(counted) if voters >= FEWEST else None)


def result(before: Mapping[str, View], after: Mapping[str, View]) -> DebateResult:
    """After both, by the same keys; who has not voted before has no second vote."""
    first = result_before(before.values())
    moves: Counter[tuple[View, Outcome]] = Counter((view, after.get(key, "none")) for key, view in before.items())
    again = Counter(after[key] for key in before if key in after)
    if first.before is None or again.total() < FEWEST:
        return DebateResult(voters=first.voters, again=again.total(), before=first.before)
    return DebateResult(
        voters=first.voters,
        again=again.total(),
        before=first.before,
        after=_totals(again),
        flow=_flow(moves),
    )


def _totals(counted: Mapping[View, int]) -> DebateCounts:
    return DebateCounts(
        in_favour=counted.get("for", 0), against=counted.get("against", 0), undecided=counted.get("undecided", 0)
    )


def _flow(moves: Mapping[tuple[View, Outcome], int]) -> DebateFlow | None:
    """None where all stand together on one side of the table: it would say no more than the totals."""
    rows = together(VIEWS, {view: sum(n for (was, _), n in moves.items() if was == view) for view in VIEWS})
    columns = together(OUTCOMES, {view: sum(n for (_, now), n in moves.items() if now == view) for view in OUTCOMES})
    if len(rows) < 2 or len(columns) < 2:
        return None
    told = tuple(
        tuple(sum(moves.get((was, now), 0) for was in row for now in column) for column in columns) for row in rows
    )
    return DebateFlow(before=rows, after=columns, moves=told)


def together(order: Sequence[K], people: Mapping[K, int]) -> tuple[tuple[K, ...], ...]:
    """The views that anybody has in groups of `FEW` people at least, as far as there are as many: the smallest group
    goes to the next larger one."""
    groups = [([view], people[view]) for view in order if people[view] > 0]
    while len(groups) > 1 and min(count for _, count in groups) < FEW:
        groups.sort(key=lambda group: group[1])
        (small, few), (next_one, more), *rest = groups
        groups = [(small + next_one, few + more), *rest]
    placed = [tuple(view for view in order if view in views) for views, _ in groups]
    return tuple(sorted(placed, key=lambda group: order.index(group[0])))
