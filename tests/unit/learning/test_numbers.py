"""The table of numbers that groups are mixed by."""

import codecs

import pytest

from eduforum.errors import Invalid, TooLarge
from eduforum.learning.breakouts.numbers import MAX_BYTES, MAX_ROWS, match, read
from eduforum.learning.breakouts.schemas import Named


@pytest.mark.parametrize(
    "table",
    [
        b"0012,3.5\nkim@example.ac.kr,4\n",
        b"0012;3.5\r\nkim@example.ac.kr;4\r\n",
        b"0012\t3.5\nKIM@example.ac.kr\t4",
        b'"0012","3.5"\n\n kim@example.ac.kr , 4 ,a note\n',
        codecs.BOM_UTF8 + "학번,점수\n0012,3.5\nkim@example.ac.kr,4\n".encode(),
        "학번,점수\n0012,3.5\nkim@example.ac.kr,4\n".encode("cp949"),
    ],
)
def test_numbers_are_read_as_spreadsheets_write_them(table: bytes) -> None:
    assert [(name.lower(), number) for _, name, number in read(table)] == [("0012", 3.5), ("kim@example.ac.kr", 4.0)]


def test_who_has_an_empty_value_has_no_number() -> None:
    assert read(b"0012,\n0013,2\n") == [(2, "0013", 2.0)]


@pytest.mark.parametrize("table", [b"", b"\n\n", b"number,value\n"])
def test_a_table_may_be_empty(table: bytes) -> None:
    assert read(table) == []


@pytest.mark.parametrize(
    ("table", "row"),
    [
        (b"0012,A+\n", 1),
        (b"student,value\n0012,1\n0013,x\n", 3),
        (b"0012\n", 1),
        (b"0012,1\n,2\n", 2),
        (b"0012,nan\n", 1),
        (b"0012,1e999\n", 1),
    ],
)
def test_a_faulty_row_is_named(table: bytes, row: int) -> None:
    with pytest.raises(Invalid) as refused:
        read(table)

    assert refused.value.code == "bad_table"
    assert [detail.field for detail in refused.value.details] == [f"rows[{row}]"]


def test_of_many_faults_the_first_are_named() -> None:
    with pytest.raises(Invalid) as refused:
        read(b"1,x\n" * 1000)

    assert len(refused.value.details) == 20


@pytest.mark.parametrize("table", [b"x" * (MAX_BYTES + 1), b"\n" * (MAX_ROWS + 1)])
def test_a_table_has_a_limit(table: bytes) -> None:
    with pytest.raises(TooLarge):
        read(table)


@pytest.mark.parametrize("table", [b"\xff\xfe\x00\x01,\x80"])
def test_a_table_is_text_in_cells(table: bytes) -> None:
    with pytest.raises(Invalid) as refused:
        read(table)

    assert refused.value.details[0].field == "table"


CLASS = {
    "kim": Named("20230012@example.ac.kr", "김하늘"),
    "lee": Named("lee@example.ac.kr", "이도윤"),
    "lee2": Named("lee@elsewhere.example", "이도윤"),
}


@pytest.mark.parametrize("name", ["20230012@example.ac.kr", "20230012@EXAMPLE.ac.kr", "20230012", "김하늘", " 김하늘 "])
def test_a_student_is_meant_by_address_number_or_name(name: str) -> None:
    assert match(read(f"{name},3.5\n".encode()), CLASS) == ({"kim": 3.5}, [])


@pytest.mark.parametrize(
    ("table", "row", "reason"),
    [
        ("lee,1\n", 1, "ambiguous"),
        ("김하늘,1\n이도윤,2\n", 2, "ambiguous"),
        ("학번,점수\n20239999,1\n", 2, "unknown"),
        ("김하늘,1\n20230012,2\n", 2, "named_before"),
    ],
)
def test_a_row_that_means_nobody_or_several_is_told(table: str, row: int, reason: str) -> None:
    numbers, (unmatched,) = match(read(table.encode()), CLASS)
    assert (unmatched.row, unmatched.reason) == (row, reason)
    assert set(numbers.values()) <= {1.0}
