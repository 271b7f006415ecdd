"""A bounded run of every fuzz target; the same bytes each time. `python -m tests.fuzz` goes on without end."""

from random import Random

import pytest

from tests.fuzz.seeds import SEEDS, mended, mutate
from tests.fuzz.targets import TARGETS, run

ROUNDS = 4000


@pytest.mark.parametrize("target", TARGETS)
def test_every_truncation_of_every_seed_is_survived(target: str) -> None:
    for seed in SEEDS[target]:
        for size in range(len(seed) + 1):
            run(target, seed[:size])


@pytest.mark.parametrize("target", TARGETS)
def test_mutants_are_survived(target: str) -> None:
    random = Random(target)
    accepted = 0
    for _ in range(ROUNDS):
        mutant = mutate(random.choice(SEEDS[target]), random)
        accepted += run(target, mutant)
        accepted += run(target, mended(target, mutant))
    # A run in which the parser turned everything away at the door would prove nothing.
    assert accepted > ROUNDS // 20


@pytest.mark.parametrize("target", TARGETS)
def test_noise_is_survived(target: str) -> None:
    random = Random(f"noise {target}")
    for _ in range(ROUNDS):
        run(target, random.randbytes(random.randrange(200)))
