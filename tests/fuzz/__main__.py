"""Fuzzing without end: `python -m tests.fuzz TARGET [options of libFuzzer]`.

With atheris installed it drives; otherwise mutants of the seeds do. Build the core with EDUFORUM_SANITIZE=1 first.
"""

import itertools
import sys
from random import Random, SystemRandom

from tests.fuzz.seeds import SEEDS, mended, mutate
from tests.fuzz.targets import TARGETS, run


def with_atheris(target: str, options: list[str]) -> None:
    import atheris

    atheris.Setup([sys.argv[0], *options], lambda data: run(target, bytes(data)))
    atheris.Fuzz()


def with_mutants(target: str) -> None:
    seed = SystemRandom().randrange(2**32)
    random = Random(seed)
    print(f"{target}: seed {seed}")
    for count in itertools.count(1):
        mutant = mutate(random.choice(SEEDS[target]), random)
        run(target, mutant)
        run(target, mended(target, mutant))
        if count % 100_000 == 0:
            print(f"{target}: {count} mutants")


def main() -> None:
    if len(sys.argv) < 2 or sys.argv[1] not in TARGETS:
        sys.exit(f"usage: python -m tests.fuzz {{{','.join(TARGETS)}}} [options]")
    try:
        with_atheris(sys.argv[1], sys.argv[2:])
    except ImportError:
        with_mutants(sys.argv[1])


if __name__ == "__main__":
    main()
