"""Who works with whom: groups drawn at random without repeated partners, mixed by a number, or dealt in turn."""

import statistics
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from random import Random

from eduforum.errors import Detail, Invalid
from eduforum.learning.breakouts.schemas import GroupBalance, GroupConstraints
from eduforum.learning.breakouts.search import BROKEN, Task, divide

Groups = list[list[str]]

Pair = frozenset[str]


def sizes(people: int, groups: int, rng: Random) -> list[int]:
    """As equal as can be; chance says which groups are the larger ones."""
    each, more = divmod(people, groups)
    found = [each + 1] * more + [each] * (groups - more)
    rng.shuffle(found)
    return found


def in_turn(people: Sequence[str], groups: int) -> Groups:
    """The first to the first group, the second to the second, and so on around."""
    return [list(people[first::groups]) for first in range(groups)]


def meetings(earlier: Iterable[Iterable[Iterable[str]]]) -> Counter[Pair]:
    """How often two people have been in one group, over groupings of groups of people."""
    return Counter(
        frozenset(pair) for groups in earlier for group in groups for pair in combinations(sorted(set(group)), 2)
    )


def draw(
    people: Sequence[str],
    groups: int,
    met: Mapping[Pair, int],
    constraints: GroupConstraints,
    rng: Random,
    numbers: Mapping[str, float] | None = None,
) -> Groups:
    """Groups of nearly equal size in which as few as possible have met before. With `numbers` the groups are alike in
    mean and spread of them first; who has none is taken to be at the median, and spread out.

    Nothing about a group tells how its numbers are: chance orders groups and people. Raises `Invalid`
    `groups_do_not_fit` where the constraints contradict each other or the sizes.
    """
    indices = {person: index for index, person in enumerate(people)}
    units = _units(people, constraints.together)
    apart = [{indices[person] for person in some if person in indices} for some in constraints.apart]
    _check(units, apart, indices, len(people), groups)
    known = {} if numbers is None else {person: numbers[person] for person in people if person in numbers}
    values = _scaled([known.get(person) for person in people])
    task = Task(
        sizes(len(people), groups, rng),
        _pair_costs(indices, met, apart),
        [[indices[person] for person in unit] for unit in units],
        [frozenset(indices[person] for person in some if person in indices) for some in constraints.not_alone],
        values,
        frozenset(indices[person] for person in people if person not in known) if values else frozenset(),
    )
    found = divide(task, rng)
    if found is None:
        raise _impossible(Detail("constraints.together", "These do not fit into groups of this size."))
    drawn = [[people[index] for index in group] for group in found]
    for group in drawn:
        rng.shuffle(group)
    rng.shuffle(drawn)
    return drawn


def balance(
    groups: Sequence[Sequence[str]],
    met: Mapping[Pair, int],
    constraints: GroupConstraints,
    numbers: Mapping[str, float] | None = None,
) -> GroupBalance:
    """How a grouping came out. People without a number count at the median, as in the drawing."""
    pairs = [frozenset(pair) for group in groups for pair in combinations(sorted(set(group)), 2)]
    people = [person for group in groups for person in group]
    known = {person: numbers[person] for person in people if person in numbers} if numbers else {}
    scaled = _scaled([known.get(person) for person in people])
    repeated, broken = sum(pair in met for pair in pairs), _broken(groups, constraints)
    if scaled is None:
        return GroupBalance(repeated_pairs=repeated, broken=broken, without_number=len(people) - len(known))
    value = dict(zip(people, scaled, strict=True))
    inside = [[value[person] for person in group] for group in groups if group]
    means = [statistics.fmean(group) for group in inside]
    whole = sum(each * each for each in scaled)
    spreads = [statistics.stdev(group) for group in inside if len(group) > 1]
    return GroupBalance(
        repeated_pairs=repeated,
        broken=broken,
        without_number=len(people) - len(known),
        eta_squared=sum(len(group) * mean * mean for group, mean in zip(inside, means, strict=True)) / whole,
        mean_range=max(means) - min(means),
        least_sd=min(spreads, default=None),
    )


def _units(people: Sequence[str], together: Sequence[Sequence[str]]) -> list[list[str]]:
    """Everybody once, with those whom they must not be separated from."""
    unit = {person: [person] for person in people}
    for some in together:
        present = [person for person in some if person in unit]
        for person in present[1:]:
            first, second = unit[present[0]], unit[person]
            if first is not second:
                first += second
                for moved in second:
                    unit[moved] = first
    return list({id(each): each for each in unit.values()}.values())


def _check(
    units: Sequence[Sequence[str]], apart: Sequence[set[int]], indices: Mapping[str, int], people: int, groups: int
) -> None:
    largest = -(-people // groups)
    for unit in units:
        if len(unit) > largest:
            raise _impossible(Detail("constraints.together", f"A group has {largest} places."))
        for some in apart:
            if len(some.intersection(indices[person] for person in unit)) > 1:
                raise _impossible(Detail("constraints.apart", "The same people are to be together and apart."))
    for some in apart:
        if len(some) > groups:
            raise _impossible(Detail("constraints.apart", f"There are {groups} groups for {len(some)} people."))


def _impossible(detail: Detail) -> Invalid:
    return Invalid("No grouping is like that.", code="groups_do_not_fit", details=[detail])


def _pair_costs(indices: Mapping[str, int], met: Mapping[Pair, int], apart: Sequence[set[int]]) -> list[list[float]]:
    costs = [[0.0] * len(indices) for _ in indices]
    for pair, times in met.items():
        if all(person in indices for person in pair):
            i, j = (indices[person] for person in pair)
            costs[i][j] = costs[j][i] = float(times)
    for some in apart:
        for i, j in combinations(some, 2):
            costs[i][j] = costs[j][i] = BROKEN
    return costs


def _scaled(numbers: Sequence[float | None]) -> list[float] | None:
    """In standard deviations from the mean, gaps at the median; None where they are all the same or there are none."""
    known = [number for number in numbers if number is not None]
    if not known or min(known) == max(known):
        return None
    middle = statistics.median(known)
    filled = [middle if number is None else number for number in numbers]
    mean, deviation = statistics.fmean(filled), statistics.stdev(filled)
    return [(number - mean) / deviation for number in filled]


def _broken(groups: Sequence[Sequence[str]], constraints: GroupConstraints) -> int:
    """How many constraints are not kept."""
    home = {person: index for index, group in enumerate(groups) for person in group}
    broken = 0
    for some in constraints.together:
        broken += len({home[person] for person in some if person in home}) > 1
    for some in constraints.apart:
        homes = [home[person] for person in some if person in home]
        broken += len(set(homes)) < len(homes)
    for some in constraints.not_alone:
        broken += 1 in Counter(home[person] for person in some if person in home).values()
    return broken
