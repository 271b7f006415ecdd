"""Cursors are opaque, the same for everyone, and of one room."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eduforum.media.cursors import Cursors, new_key

CURSORS = Cursors(new_key())


@given(st.integers(0, 2**63 - 1))
def test_a_cursor_is_read_as_what_was_written(seq: int) -> None:
    assert CURSORS.read(CURSORS.write(seq)) == seq


def test_a_place_has_one_cursor() -> None:
    key = new_key()

    assert Cursors(key).write(7) == Cursors(key).write(7)


def test_another_rooms_cursor_is_none() -> None:
    assert CURSORS.read(Cursors(new_key()).write(1)) is None


def test_neighbours_look_unrelated() -> None:
    first, second = CURSORS.write(1), CURSORS.write(2)

    assert sum(a == b for a, b in zip(first, second, strict=True)) < 12


@given(st.text(max_size=40))
def test_no_text_that_somebody_makes_up_is_a_cursor(text: str) -> None:
    assert CURSORS.read(text) is None


@pytest.mark.parametrize("position", range(22))
def test_a_cursor_with_one_letter_changed_is_none(position: int) -> None:
    cursor = CURSORS.write(99)
    changed = "A" if cursor[position] != "A" else "Q"

    assert CURSORS.read(cursor[:position] + changed + cursor[position + 1 :]) is None
