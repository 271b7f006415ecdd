"""Binary vectors from `vectors/*.hex`."""

import re
from collections.abc import Iterator
from pathlib import Path

FOLDER = Path(__file__).parent / "vectors"


def load(name: str) -> dict[str, bytes]:
    """The vectors of one file by name."""
    vectors: dict[str, bytes] = {}
    current = ""
    for line in (FOLDER / f"{name}.hex").read_text().splitlines():
        text = line.partition("#")[0].strip()
        if heading := re.fullmatch(r"\[(\w+)\]", text):
            current = heading[1]
            vectors[current] = b""
        elif text:
            vectors[current] += bytes.fromhex(text)
    return vectors


def prefixes(data: bytes) -> Iterator[bytes]:
    """Every truncation, from nothing to all but the last byte."""
    return (data[:size] for size in range(len(data)))
