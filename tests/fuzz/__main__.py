"""Coverage-guided fuzzing: `python -m tests.fuzz --minutes 10 stun rtcp`, or every target in turn when none is named.

The core is built with sanitizers and trace points first. Inputs that take a new edge become parents of others; `--save`
keeps the shortest of them in tests/fuzz/corpus. What a parser cannot stand stays in build/fuzz/crashes, to make a test.
"""

import argparse
import mmap
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random, SystemRandom

from tests.fuzz import build, corpus
from tests.fuzz.coverage import Coverage, NativeCoverage, PythonCoverage
from tests.fuzz.seeds import mended, mutate
from tests.fuzz.targets import PYTHON_TARGETS, TARGETS

LONGEST = 2048
NEWEST = 16
CHECK_CLOCK_EVERY = 256


class Journal:
    """The input that runs, in a file: when a sanitizer ends the process, it is there."""

    def __init__(self, target: str) -> None:
        folder = Path("crashes")
        folder.mkdir(exist_ok=True)
        self.path = folder / target
        self.path.write_bytes(bytes(4 + LONGEST))
        with self.path.open("r+b") as file:
            self._map = mmap.mmap(file.fileno(), 4 + LONGEST)

    def note(self, data: bytes) -> None:
        self._map[: 4 + len(data)] = len(data).to_bytes(4, "big") + data

    def close(self) -> None:
        self._map.close()
        self.path.unlink()


def inputs(parents: list[bytes], words: list[bytes], target: str, random: Random) -> Iterator[bytes]:
    """Mutants without end, of all parents and more often of the newest."""
    while True:
        parent = random.choice(parents[-NEWEST:] if random.random() < 0.3 else parents)
        if random.random() < 0.15:
            other = random.choice(parents)
            parent = parent[: random.randrange(len(parent) + 1)] + other[random.randrange(len(other) + 1) :]
        mutant = mutate(parent, random)
        if words and mutant and random.random() < 0.2:
            at, word = random.randrange(len(mutant)), random.choice(words)
            mutant = mutant[:at] + word + mutant[at + len(word) :]
        mutant = mutant[:LONGEST]
        yield mended(target, mutant) if random.random() < 0.7 else mutant


def fuzz(target: str, seconds: float, *, save: bool) -> bool:
    """True when nothing was found. Prints what was covered."""
    coverage: Coverage = PythonCoverage(PYTHON_TARGETS[target]) if target in PYTHON_TARGETS else NativeCoverage()
    seed = SystemRandom().randrange(2**32)
    random = Random(seed)
    journal = Journal(target)
    kept = Path(os.environ[build.TRACED]) / "tests" / "fuzz" / "corpus"
    parents = corpus.load(target, kept)
    coverage.forget()
    for parent in parents:
        journal.note(parent)
        coverage.run(target, parent)
    begun, count = coverage.edges, 0
    start = time.monotonic()
    for count, data in enumerate(inputs(parents, words := coverage.constants(), target, random), 1):
        journal.note(data)
        try:
            fresh = coverage.run(target, data)
        except Exception as error:
            # Whatever a parser raises beside Refused is a find.
            print(f"{target}: {type(error).__name__}: {error}\n  input {data.hex()}", flush=True)
            return False
        if fresh:
            parents.append(data)
            words[:] = coverage.constants()
        if count % CHECK_CLOCK_EVERY == 0 and time.monotonic() - start >= seconds:
            break
    journal.close()
    rate = count / (time.monotonic() - start)
    print(
        f"{target}: clean, {count} inputs in {seconds:.0f} s ({rate:.0f}/s), {coverage.edges} edges"
        f" ({begun} by the corpus), {len(parents)} inputs of interest, seed {seed}",
        flush=True,
    )
    if save:
        print(f"{target}: {corpus.save(target, parents, coverage, kept)} inputs kept", flush=True)
    return True


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description="Coverage-guided fuzzing.")
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=", ".join(TARGETS))
    parser.add_argument("--minutes", type=float, default=1.0, help="for each target")
    parser.add_argument("--save", action="store_true", help="keep what was found in tests/fuzz/corpus")
    options = parser.parse_args()
    if unknown := set(options.targets) - set(TARGETS):
        parser.error(f"no target of that name: {', '.join(sorted(unknown))}")
    if build.TRACED not in os.environ:
        build.enter()
    clean = [fuzz(target, 60 * options.minutes, save=options.save) for target in options.targets or TARGETS]
    sys.exit(0 if all(clean) else 1)


if __name__ == "__main__":
    main()
