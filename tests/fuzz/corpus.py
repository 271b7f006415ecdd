"""What earlier runs found worth keeping: one file a target, one input a line, in hexadecimal."""

from pathlib import Path

from tests.fuzz.coverage import Coverage
from tests.fuzz.seeds import SEEDS

FOLDER = Path(__file__).with_name("corpus")
MOST = 60
"""Inputs kept of one target."""


def load(target: str, folder: Path = FOLDER) -> list[bytes]:
    """The seeds and what was kept."""
    file = folder / f"{target}.txt"
    kept = [bytes.fromhex(line) for line in file.read_text().split()] if file.exists() else []
    return list(dict.fromkeys([*SEEDS[target], *kept]))


def save(target: str, inputs: list[bytes], coverage: Coverage, folder: Path = FOLDER) -> int:
    """Keep the shortest inputs that go where the seeds do not; how many they are."""
    coverage.forget()
    for seed in SEEDS[target]:
        coverage.run(target, seed)
    kept = [data for data in sorted(inputs, key=len) if coverage.run(target, data)][:MOST]
    folder.mkdir(exist_ok=True)
    (folder / f"{target}.txt").write_text("".join(f"{data.hex()}\n" for data in kept))
    return len(kept)
