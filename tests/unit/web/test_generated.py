"""What is generated from the server's types is kept in the repository, and must not be stale."""

from pathlib import Path

import pytest

from eduforum.web.generate import generated

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("name", sorted(generated()))
def test_the_file_is_what_the_types_say(name: str) -> None:
    kept = (ROOT / name).read_text(encoding="utf-8")

    assert kept == generated()[name], f"run: python -m eduforum.web.generate (and commit {name})"
