"""How groups mixed by a number come out, and what drawing them costs; aims of a class of 50 in 10 groups: η² ≤ 0.01,
range of means ≤ 0.25 SD, least SD ≥ 0.7, < 200 ms of CPU.

Run as `python benchmarks/bench_grouping.py`.
"""

import statistics
import time
from collections.abc import Callable
from random import Random

from eduforum.learning.breakouts.grouping import balance, draw, meetings
from eduforum.learning.breakouts.schemas import GroupConstraints

CLASSES = 100

Draw = Callable[[Random], float]

SHAPES: dict[str, Draw] = {
    "normal": lambda rng: rng.gauss(70, 12),
    "even": lambda rng: rng.uniform(0, 100),
    "skewed": lambda rng: 100 * rng.betavariate(5, 1.5),
    "grades": lambda rng: rng.choice([4.5, 4.3, 4.0, 3.7, 3.3, 3.0, 2.7, 2.3, 2.0, 0.0]),
}


def main() -> None:
    print(
        f"{'class':>16} {'groups':>6} {'η² worst':>9} {'range':>7} {'least SD':>9} {'repeats':>8} {'ms':>6} {'most':>6}"
    )
    for count in (50, 47):
        people = [f"p{i}" for i in range(count)]
        for name, number in SHAPES.items():
            found, taken = [], []
            for seed in range(CLASSES):
                rng = Random(seed)
                numbers = {person: number(rng) for person in people}
                earlier = meetings([draw(people, 10, {}, GroupConstraints(), rng) for _ in range(3)])
                start = time.process_time()
                groups = draw(people, 10, earlier, GroupConstraints(), rng, numbers)
                taken.append((time.process_time() - start) * 1e3)
                found.append(balance(groups, earlier, GroupConstraints(), numbers))
            print(
                f"{count:>8} {name:>7} {10:>6} {max(b.eta_squared or 0 for b in found):>9.4f}"
                f" {max(b.mean_range or 0 for b in found):>7.3f} {min(b.least_sd or 0 for b in found):>9.3f}"
                f" {statistics.fmean(b.repeated_pairs for b in found):>8.1f}"
                f" {statistics.fmean(taken):>6.1f} {max(taken):>6.1f}"
            )


if __name__ == "__main__":
    main()
