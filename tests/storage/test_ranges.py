"""The Range header (RFC 9110 section 14.2)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eduforum.storage import ByteRange, UnsatisfiableRange, parse_range


@pytest.mark.parametrize(
    ("header", "size", "expected"),
    [
        ("bytes=0-0", 10, ByteRange(0, 1)),
        ("bytes=2-5", 10, ByteRange(2, 6)),
        ("bytes=2-", 10, ByteRange(2, 10)),
        ("bytes=2-99", 10, ByteRange(2, 10)),
        ("bytes=-3", 10, ByteRange(7, 10)),
        ("bytes=-99", 10, ByteRange(0, 10)),
        (" Bytes=9- ", 10, ByteRange(9, 10)),
    ],
)
def test_one_range(header: str, size: int, expected: ByteRange) -> None:
    assert parse_range(header, size) == expected


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "bytes",
        "bytes=",
        "bytes=-",
        "bytes=a-b",
        "bytes=5-2",
        "items=0-1",
        "bytes=0-1,3-4",
        "bytes=٣-",
        "bytes=-+1",
    ],
)
def test_what_is_not_understood_asks_for_all_of_it(header: str | None) -> None:
    assert parse_range(header, 10) is None


@pytest.mark.parametrize(
    ("header", "size"), [("bytes=10-", 10), ("bytes=10-20", 10), ("bytes=-0", 10), ("bytes=0-", 0), ("bytes=-1", 0)]
)
def test_a_range_without_a_byte_of_the_object(header: str, size: int) -> None:
    with pytest.raises(UnsatisfiableRange):
        parse_range(header, size)


def test_the_header_of_the_answer_counts_the_last_byte_in() -> None:
    assert ByteRange(2, 6).content_range(10) == "bytes 2-5/10"


@given(st.text(max_size=40), st.integers(0, 1 << 40))
def test_no_header_breaks_it(text: str, size: int) -> None:
    for header in (text, f"bytes={text}", f"bytes={'9' * 5000}-{text}"):
        try:
            found = parse_range(header, size)
        except UnsatisfiableRange:
            continue
        assert found is None or 0 <= found.start < found.end <= size
