import pytest
from hypothesis import given
from hypothesis import strategies as st

from sfu_core._testing_exact import Refused
from sfu_core._testing_wire import read_fields, write_fields

FIELDS = st.sampled_from([1, 2, 3, 4, 8]).flatmap(
    lambda width: st.tuples(st.just(width), st.integers(0, 256**width - 1))
)


def test_numbers_are_big_endian() -> None:
    assert write_fields([(1, 1), (2, 0x0203), (3, 0x040506), (4, 0x0708090A), (8, 1)], 18) == bytes(
        [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 0, 0, 0, 0, 0, 0, 0, 1]
    )


@given(st.lists(FIELDS))
def test_what_is_written_is_read_again(fields: list[tuple[int, int]]) -> None:
    data = write_fields(fields, sum(width for width, _ in fields))
    assert read_fields(data, [width for width, _ in fields]) == ([value for _, value in fields], False, 0)


def test_a_read_past_the_end_is_zero_and_moves_nothing() -> None:
    assert read_fields(b"\x01\x02\x03", [2, 2]) == ([0x0102, 0], True, 1)


def test_after_a_failure_nothing_more_is_read() -> None:
    assert read_fields(b"\x01\x02\x03", [4, 1]) == ([0, 0], True, 3)


@given(st.lists(FIELDS, min_size=1), st.data())
def test_a_buffer_too_small_is_refused(fields: list[tuple[int, int]], data: st.DataObject) -> None:
    capacity = data.draw(st.integers(0, sum(width for width, _ in fields) - 1))
    with pytest.raises(Refused, match="no_space"):
        write_fields(fields, capacity)
