"""The search behind a drawn grouping: people change places, two groups at a time, until nothing better comes.

Simulated annealing (Kirkpatrick, Gelatt, Vecchi 1983) over swaps, so that sizes stay as they are. Whoever belongs
together moves together. All in terms of people's numbers from 0; a cost of 0 is perfect. Pure; its time is bounded.
"""

import math
from collections.abc import Sequence
from random import Random
from typing import NamedTuple

# What is asked for outright weighs more than everything else of a class together.
BROKEN = 1000.0

# Group means apart by a hundredth of the variance weigh as much as so many hundredths of repeated pairs.
MEANS = 3000.0

# A group whose standard deviation is below this share of the class's costs; by the square of what is missing. Less than
# the least is to be had only where means cannot be kept together otherwise.
ENOUGH_SPREAD = 0.85
SPREAD = 400.0
LEAST_SPREAD = 0.72
TOO_LITTLE = 8000.0

# Two without a number in one group, and none in another.
UNKNOWN = 10.0

# A step is some two microseconds of CPU.
_STEPS = 12_000
_STEPS_A_PERSON = 400
_ATTEMPTS = 2
_HOT, _COLD = 8.0, 0.05


class Task(NamedTuple):
    """What is to be divided. `pairs[i][j]`: the cost of i and j in one group; `units`: who must not be separated;
    `tagged`: sets of which nobody is to be the only one in a group; `values` in standard deviations from the class's
    mean, or None where there is nothing to balance; `unknown`: whose value is made up."""

    sizes: Sequence[int]
    pairs: Sequence[Sequence[float]]
    units: Sequence[Sequence[int]]
    tagged: Sequence[frozenset[int]]
    values: Sequence[float] | None
    unknown: frozenset[int]


def divide(task: Task, rng: Random) -> list[list[int]] | None:
    """The groups, in the order of `task.sizes`; None where the units do not fit into them."""
    best: _Division | None = None
    for _ in range(_ATTEMPTS):
        groups = _pack(task, rng)
        if groups is None:
            continue
        division = _Division(task, groups)
        division.anneal(rng, _STEPS + _STEPS_A_PERSON * len(task.pairs))
        if best is None or division.cost < best.cost:
            best = division
        # Only what was asked for outright is worth another attempt.
        if best.cost < BROKEN:
            break
    return None if best is None else best.groups


def _pack(task: Task, rng: Random) -> list[list[int]] | None:
    """The units, the largest first, each where it costs least of where there is room."""
    groups: list[list[int]] = [[] for _ in task.sizes]
    units = list(task.units)
    rng.shuffle(units)
    units.sort(key=len, reverse=True)
    for unit in units:
        room = [g for g, group in enumerate(groups) if task.sizes[g] - len(group) >= len(unit)]
        if not room:
            return None
        rng.shuffle(room)
        if len(unit) > 1 or len(room) < len(groups):
            room.sort(key=lambda g: sum(task.pairs[i][j] for i in unit for j in groups[g]))
        groups[room[0]] += unit
    return groups


class _Division:
    """A grouping with everything that makes the cost of a swap a matter of a few additions."""

    def __init__(self, task: Task, groups: list[list[int]]) -> None:
        people = range(len(task.pairs))
        self.groups = groups
        self._pairs = task.pairs
        self._tagged = task.tagged
        self._values = task.values
        self._unknown = task.unknown
        self._unit = {person: unit for unit in task.units for person in unit}
        self._group = [0] * len(people)
        self._place = [0] * len(people)
        for g, group in enumerate(groups):
            for place, person in enumerate(group):
                self._group[person], self._place[person] = g, place
        # What a person would cost in each group, but for themselves.
        self._costs = [[sum(task.pairs[i][j] for j in group) for group in groups] for i in people]
        self._tags = [[len(tagged.intersection(group)) for group in groups] for tagged in task.tagged]
        self._unknowns = [len(task.unknown.intersection(group)) for group in groups]
        values = task.values or [0.0] * len(people)
        self._sums = [sum(values[i] for i in group) for group in groups]
        self._squares = [sum(values[i] ** 2 for i in group) for group in groups]
        self.cost = (
            sum(self._costs[i][self._group[i]] for i in people) / 2
            + sum(BROKEN for counts in self._tags for count in counts if count == 1)
            + sum(UNKNOWN * count**2 for count in self._unknowns)
            + sum(self._imbalance(len(g), a, b) for g, a, b in zip(groups, self._sums, self._squares, strict=True))
        )

    def anneal(self, rng: Random, steps: int) -> None:
        """Some steps of changing places, from bold to careful."""
        people, groups = len(self._group), len(self.groups)
        if groups < 2:
            return
        random, exp = rng.random, math.exp
        heat, cooling = _HOT, (_COLD / _HOT) ** (1 / steps)
        for _ in range(steps):
            if self.cost < 1e-9:
                return
            heat *= cooling
            i = int(random() * people)
            own = self._group[i]
            g = int(random() * (groups - 1))
            other = g + 1 if g >= own else g
            there = self.groups[other]
            unit = self._unit[i]
            if len(unit) == 1:
                j = there[int(random() * len(there))]
                if len(self._unit[j]) > 1:
                    continue
                change = self._change(i, j)
                if change <= 0 or random() < exp(-change / heat):
                    self._swap(i, j)
                    self.cost += change
            else:
                self._move_unit(rng, unit, there, heat)

    def _move_unit(self, rng: Random, unit: Sequence[int], there: list[int], heat: float) -> None:
        loose = [j for j in there if len(self._unit[j]) == 1]
        if len(loose) < len(unit):
            return
        swaps = list(zip(unit, rng.sample(loose, len(unit)), strict=True))
        change = 0.0
        for i, j in swaps:
            change += self._change(i, j)
            self._swap(i, j)
        if change <= 0 or rng.random() < math.exp(-change / heat):
            self.cost += change
            return
        for i, j in reversed(swaps):
            self._swap(i, j)

    def _change(self, i: int, j: int) -> float:
        """What the cost changes by when two people of different groups change places."""
        a, b = self._group[i], self._group[j]
        of_i, of_j = self._costs[i], self._costs[j]
        change = of_i[b] - of_i[a] + of_j[a] - of_j[b] - 2 * self._pairs[i][j]
        for tagged, counts in zip(self._tagged, self._tags, strict=True):
            if step := (j in tagged) - (i in tagged):
                change += BROKEN * (
                    (counts[a] + step == 1) + (counts[b] - step == 1) - (counts[a] == 1) - (counts[b] == 1)
                )
        if self._values is None:
            return change
        if step := (j in self._unknown) - (i in self._unknown):
            change += 2 * UNKNOWN * (1 + step * (self._unknowns[a] - self._unknowns[b]))
        x, y = self._values[i], self._values[j]
        if x != y:
            more, square = y - x, y * y - x * x
            sums, squares = self._sums, self._squares
            n, m = len(self.groups[a]), len(self.groups[b])
            change += (
                self._imbalance(n, sums[a] + more, squares[a] + square)
                + self._imbalance(m, sums[b] - more, squares[b] - square)
                - self._imbalance(n, sums[a], squares[a])
                - self._imbalance(m, sums[b], squares[b])
            )
        return change

    def _imbalance(self, size: int, total: float, squares: float) -> float:
        """Of one group: its share of the variance between groups, and what it lacks in spread."""
        if self._values is None or size == 0:
            return 0.0
        between = total * total / size
        cost = MEANS * between / len(self._group)
        if size > 1:
            variance = (squares - between) / (size - 1)
            if variance < ENOUGH_SPREAD**2:
                spread = math.sqrt(max(variance, 0.0))
                cost += SPREAD * (ENOUGH_SPREAD - spread) ** 2
                if spread < LEAST_SPREAD:
                    cost += TOO_LITTLE * (LEAST_SPREAD - spread) ** 2
        return cost

    def _swap(self, i: int, j: int) -> None:
        a, b = self._group[i], self._group[j]
        p, q = self._place[i], self._place[j]
        self.groups[a][p], self.groups[b][q] = j, i
        self._group[i], self._group[j] = b, a
        self._place[i], self._place[j] = q, p
        for cost, of_i, of_j in zip(self._costs, self._pairs[i], self._pairs[j], strict=True):
            if of_i != of_j:
                cost[a] += of_j - of_i
                cost[b] += of_i - of_j
        for tagged, counts in zip(self._tagged, self._tags, strict=True):
            step = (j in tagged) - (i in tagged)
            counts[a] += step
            counts[b] -= step
        if self._values is not None:
            step = (j in self._unknown) - (i in self._unknown)
            self._unknowns[a] += step
            self._unknowns[b] -= step
            x, y = self._values[i], self._values[j]
            self._sums[a] += y - x
            self._sums[b] += x - y
            self._squares[a] += y * y - x * x
            self._squares[b] += x * x - y * y
