import pytest
from hypothesis import given
from hypothesis import strategies as st

from sfu_core._testing_state import (
    extend_sequences,
    extend_timestamps,
    seq16_diff,
    seq16_newer,
    seq32_diff,
    seq32_newer,
)

U16 = st.integers(0, 2**16 - 1)
U32 = st.integers(0, 2**32 - 1)


@pytest.mark.parametrize(
    ("a", "b", "distance"),
    [
        (0, 0, 0),
        (1, 0, 1),
        (0, 1, -1),
        (0, 65535, 1),
        (65535, 0, -1),
        (32767, 0, 32767),
        (32768, 0, -32768),
        (0, 32768, -32768),
        (32769, 0, -32767),
        (5, 65530, 11),
    ],
)
def test_distance_of_16_bit_numbers(a: int, b: int, distance: int) -> None:
    assert seq16_diff(a, b) == distance


@pytest.mark.parametrize(
    ("a", "b", "distance"),
    [(0, 0, 0), (0, 2**32 - 1, 1), (2**32 - 1, 0, -1), (2**31 - 1, 0, 2**31 - 1), (2**31, 0, -(2**31))],
)
def test_distance_of_32_bit_numbers(a: int, b: int, distance: int) -> None:
    assert seq32_diff(a, b) == distance


@given(U16, st.integers(1, 32767))
def test_exactly_one_of_two_16_bit_numbers_is_newer(start: int, step: int) -> None:
    later = (start + step) % 2**16
    assert seq16_newer(later, start)
    assert not seq16_newer(start, later)


@given(U32, st.integers(1, 2**31 - 1))
def test_exactly_one_of_two_32_bit_numbers_is_newer(start: int, step: int) -> None:
    later = (start + step) % 2**32
    assert seq32_newer(later, start)
    assert not seq32_newer(start, later)


def test_neither_end_of_half_the_circle_is_newer() -> None:
    assert not seq16_newer(0, 32768)
    assert not seq16_newer(32768, 0)


@pytest.mark.parametrize(
    ("numbers", "extended"),
    [
        ([7], [65543]),
        ([65535, 0, 1], [131071, 131072, 131073]),
        ([0, 65535], [65536, 65535]),
        ([65534, 1, 65535, 2], [131070, 131073, 131071, 131074]),
        ([0, 32767, 65534, 32765], [65536, 98303, 131070, 163837]),
    ],
)
def test_sequences_extend_over_wraps_and_backwards(numbers: list[int], extended: list[int]) -> None:
    assert extend_sequences(numbers) == extended


@given(U16, st.lists(st.integers(1, 32767), max_size=50))
def test_extension_follows_the_true_count(start: int, steps: list[int]) -> None:
    true = [start]
    for step in steps:
        true.append(true[-1] + step)
    assert extend_sequences([n % 2**16 for n in true]) == [n + 65536 for n in true]


@given(U32, st.lists(st.integers(1, 2**31 - 1), max_size=50))
def test_timestamps_extend_alike(start: int, steps: list[int]) -> None:
    true = [start]
    for step in steps:
        true.append(true[-1] + step)
    assert extend_timestamps([n % 2**32 for n in true]) == [n + 2**32 for n in true]
