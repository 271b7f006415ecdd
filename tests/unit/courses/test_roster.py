"""Rosters out of the files that registrars and spreadsheets give, and into a file again."""

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from eduforum.courses.roster.csv_file import harmless
from eduforum.courses.roster.headings import Language
from eduforum.courses.roster.names import sort_key
from eduforum.courses.roster.roster import MAX_FAULTS, Roster, read, write
from eduforum.courses.roster.rows import RosterRow
from eduforum.courses.roster.table import MAX_BYTES, MAX_COLUMNS, MAX_ROWS

ROSTER = "학번,이름,이메일\n0012345,김하은,haeun@snu.ac.kr\n20260002,이도윤,doyun@snu.ac.kr\n"

HAEUN = RosterRow(line=2, name="김하은", student_number="0012345", email="haeun@snu.ac.kr")
DOYUN = RosterRow(line=3, name="이도윤", student_number="20260002", email="doyun@snu.ac.kr")


def faults(roster: Roster) -> list[tuple[int, str, str]]:
    return [(fault.line, fault.field, fault.code) for fault in roster.faults]


def of(text: str) -> Roster:
    return read(text.encode())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_encodings_separators_and_line_ends_of_spreadsheets_are_read(
    encoding: str, delimiter: str, line_end: str
) -> None:
    text = ROSTER.replace(",", delimiter).replace("\n", line_end)

    roster = read(text.encode(encoding))

    assert (roster.rows, roster.faults) == ((HAEUN, DOYUN), ())


def test_everything_a_roster_can_hold() -> None:
    roster = of(
        "Student No.,Full Name,English name,E-Mail Address,Section,Role,Phone\n"
        "2026-001,김하은,Ha-eun Kim,Haeun@SNU.ac.kr,02,TA,010-1234-5678\n"
    )

    assert roster.rows == (
        RosterRow(
            line=2, name="김하은", student_number="2026-001", romanised_name="Ha-eun Kim", email="haeun@snu.ac.kr",
            section="02", role="ta",
        ),
    )  # fmt: skip
    assert roster.ignored == ("Phone",)


@pytest.mark.parametrize(
    "heading", ["학번,성명", "학 번,성 명", "학생_번호,한글이름", "Student ID,Name", "student_number,FULL NAME"]
)
def test_headings_are_known_in_korean_and_english_whatever_their_blanks_and_case(heading: str) -> None:
    assert of(f"{heading}\n0007,이도윤\n").rows == (RosterRow(line=2, name="이도윤", student_number="0007"),)


def test_columns_may_stand_in_any_order() -> None:
    assert of("이름,학번\n이도윤,0007\n").rows == (RosterRow(line=2, name="이도윤", student_number="0007"),)


def test_titles_above_the_heading_and_headings_of_every_page_are_no_people() -> None:
    roster = of(
        "2026학년도 1학기 출석부\n\n담당교수: 한지우\n번호,학번,성명\n1,0001,김하은\n번호,학번,성명\n2,0002,이도윤\n"
    )

    assert [(row.line, row.name) for row in roster.rows] == [(5, "김하은"), (7, "이도윤")]
    assert roster.faults == ()


def test_a_student_number_keeps_its_zeros_however_a_spreadsheet_was_told_to() -> None:
    roster = of('학번,이름\n0001,가\n="0002",나\n"=""0003""",다\n\'=0004,라\n０００５,마\n')

    assert [row.student_number for row in roster.rows] == ["0001", "0002", "0003", "0005"]
    assert faults(roster) == [(5, "student_number", "not_a_number")]


def test_a_number_that_a_spreadsheet_has_rounded_is_not_taken() -> None:
    assert faults(of("학번,이름\n2.02612E+09,김하은\n")) == [(2, "student_number", "rounded_number")]


def test_a_student_number_has_a_digit_and_is_the_same_in_capitals() -> None:
    assert faults(of("학번,이름\nTRUE,가\n총계,나\na1,다\nA1,라\n")) == [
        (2, "student_number", "not_a_number"),
        (3, "student_number", "not_a_number"),
        (4, "student_number", "not_unique"),
        (5, "student_number", "not_unique"),
    ]


def test_a_name_is_one_field_in_nfc() -> None:
    decomposed = "\u1100\u1175\u11b7\u1112\u1161\u110b\u1173\u11ab"

    (row,) = of(f"이름,이메일\n  {decomposed}\u3000 라이언 ,a@b.kr\n").rows

    assert row.name == "김하은 라이언"


def test_every_fault_has_its_line_and_column_and_good_rows_are_left() -> None:
    roster = of(
        "학번,이름,이메일,분반,역할\n"
        '0001,"김\n하은",haeun@snu.ac.kr,01,학생\n'
        ",,,01,\n"
        "\n"
        "0002,이도윤,no address,01,학생\n"
        "번호 없음,박서연,,01,학생\n"
        "0003,\u202e최민준,,01,학생\n"
        "0004,정지호,,01,총장\n"
        f"0005,강수아,,{'9' * 21},조교\n"
        "0006,윤채원,,01,조교\n"
    )

    assert [(row.line, row.name, row.role) for row in roster.rows] == [(2, "김 하은", "student"), (11, "윤채원", "ta")]
    assert faults(roster) == [
        (4, "name", "empty"),
        (4, "student_number", "empty"),
        (6, "email", "not_an_address"),
        (7, "student_number", "not_a_number"),
        (8, "name", "not_a_name"),
        (9, "role", "unknown_value"),
        (10, "section", "unknown_value"),
    ]
    assert roster.faulty == 6


def test_whether_good_rows_are_kept_is_the_callers_choice() -> None:
    roster = of(ROSTER + "0003,,\n")

    assert roster.accepted(keep_good=True) == (HAEUN, DOYUN)
    assert roster.accepted(keep_good=False) == ()
    assert of(ROSTER).accepted(keep_good=False) == (HAEUN, DOYUN)


def test_of_lines_with_the_same_number_or_address_none_is_taken() -> None:
    roster = of(
        "학번,이름,이메일\n0001,김하은,a@x.kr\n0002,이도윤,b@x.kr\n0001,박서연,c@x.kr\n0003,최민준,B@x.kr\n0004,정지호,\n"
    )

    assert [row.name for row in roster.rows] == ["정지호"]
    assert faults(roster) == [
        (2, "student_number", "not_unique"),
        (3, "email", "not_unique"),
        (4, "student_number", "not_unique"),
        (5, "email", "not_unique"),
    ]


def test_a_line_that_is_no_csv_is_a_fault_and_the_next_is_read() -> None:
    roster = of('학번,이름\n0001,"김"하은\n0002,이도윤\n')

    assert faults(roster) == [(2, "", "unreadable")]
    assert [row.name for row in roster.rows] == ["이도윤"]


def test_a_quotation_that_never_ends_is_named_by_the_line_it_begins_in() -> None:
    assert faults(of('학번,이름\n0001,가\n0002,"나\n0003,다\n')) == [(3, "", "unreadable")]


@pytest.mark.parametrize(
    ("raw", "fault"),
    [
        (b"", (1, "", "no_heading")),
        ("김하은,0001\n".encode(), (1, "", "no_heading")),
        ("이름\n김하은\n".encode(), (1, "", "no_heading")),
        ("학번,이름\n".encode(), (1, "", "empty")),
        ("학번,이름,성명\n1,가,나\n".encode(), (1, "", "not_unique")),
        (b"\xff\xfe\x00\x01", (1, "", "unreadable")),
        (b"name\0email", (1, "", "unreadable")),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", (1, "", "unreadable")),
        (b"\xef\xbb\xbf\n<html><table>", (1, "", "unreadable")),
        (b"PK\x03\x04", (1, "", "unreadable")),
        (b"a" * (MAX_BYTES + 1), (1, "", "too_large")),
    ],
)
def test_what_is_no_roster_is_refused(raw: bytes, fault: tuple[int, str, str]) -> None:
    roster = read(raw)

    assert (roster.rows, faults(roster)) == ((), [fault])


def test_a_roster_has_a_bound_of_rows_and_of_cells_and_its_faults_too() -> None:
    heading = "학번,이름\n"
    many = of(heading + "".join(f"{number},가\n" for number in range(MAX_ROWS)))
    wide = of(heading + "1,가" + ",x" * MAX_COLUMNS + "\n2,나\n")
    faulty = of(heading + "1,\n" * (MAX_FAULTS + 10))

    assert (many.rows, faults(many)) == ((), [(MAX_ROWS + 1, "", "too_many")])
    assert (len(wide.rows), faults(wide)) == (1, [(2, "", "too_many")])
    assert (len(faulty.faults), faulty.faulty) == (MAX_FAULTS, MAX_FAULTS + 10)


# Order.


def test_names_stand_in_korean_order_whether_composed_or_not() -> None:
    decomposed = "\u1101\u1161\u110e\u1175"
    names = ["Zoe", "하늘", "가람", "adam", "나래", decomposed, "김밥", "金"]

    assert sorted(names, key=sort_key) == ["가람", "김밥", decomposed, "나래", "하늘", "adam", "Zoe", "金"]


def test_namesakes_stand_by_their_number() -> None:
    people = [("김민서", "0002"), ("김민서", "0001")]

    assert sorted(people, key=lambda person: sort_key(*person)) == people[::-1]


# Writing.

NAMES = st.text(st.sampled_from("김이하은AZ az-'=+@＝\"-,;"), min_size=1, max_size=8).map(
    lambda text: " ".join(f"{text}가".split())
)


@st.composite
def people(draw: st.DrawFn) -> list[RosterRow]:
    numbers = draw(st.lists(st.from_regex(r"[0-9]{1,9}", fullmatch=True), max_size=6, unique=True))
    return [
        RosterRow(
            line=line,
            name=draw(NAMES),
            student_number=number,
            romanised_name=draw(st.none() | NAMES),
            section=draw(st.none() | st.sampled_from(["01", "02", "-1"])),
            role=draw(st.sampled_from(["student", "ta", "observer"])),
        )
        for line, number in enumerate(numbers, 2)
    ]


@given(people(), st.sampled_from(["ko", "en"]))
@settings(deadline=None)
def test_what_is_written_is_read_as_the_same(rows: list[RosterRow], language: Language) -> None:
    roster = read(write(rows, language))

    assert list(roster.rows) == rows
    assert [fault.code for fault in roster.faults] == ([] if rows else ["empty"])


@pytest.mark.parametrize("cell", ["=1+1", "+82", "-1", "@x", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠x", "'=1"])
def test_no_cell_is_run_as_a_formula(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"


def test_a_written_roster_is_known_to_excel_as_utf8() -> None:
    assert write([HAEUN], "ko").startswith(b"\xef\xbb\xbf" + "학번".encode())


# Whatever a file holds.

PIECES = st.sampled_from(
    [b"\n", b"\r", b",", b"\t", b'"', b"'", b"=", b"\0", b"\xef\xbb\xbf", b"0001", b"a@b.kr", "김하은".encode("cp949")]
    + [
        text.encode()
        for text in ("학번", "이름", "성명", "이메일", "분반", "역할", "조교", "학번,이름\n", "김하은", "\u202e")
    ]
)


@given(st.binary(max_size=200) | st.lists(PIECES, max_size=40).map(b"".join))
@example(b"\xef\xbb\xbf")
@example('학번,이름\n"'.encode())
@settings(max_examples=200, deadline=None)
def test_any_bytes_give_rows_or_faults(raw: bytes) -> None:
    roster = read(raw)

    assert roster.rows or roster.faults
    assert all(row.name and (row.student_number or row.email) for row in roster.rows)
    assert {row.line for row in roster.rows}.isdisjoint(fault.line for fault in roster.faults)
    assert msgspec.json.decode(msgspec.json.encode(roster), type=Roster) == roster
