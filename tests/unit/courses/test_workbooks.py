"""Rosters in XLSX workbooks, well meant and not."""

from zipfile import ZIP_BZIP2

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eduforum.courses.roster.roster import Roster, read
from eduforum.courses.roster.rows import RosterRow
from eduforum.courses.roster.table import MAX_BYTES, MAX_COLUMNS, MAX_ROWS
from eduforum.courses.roster.xlsx_file import MAX_ELEMENTS, MAX_PARTS, MAX_UNZIPPED
from tests.factories.workbooks import Cell, unzipped, workbook, zipped

HEADING: list[Cell] = ["학번", "이름", "이메일"]
SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"

BOOK = workbook([HEADING, ["0012345", "김하은", "haeun@snu.ac.kr"], ["0012346", "이도윤", None]])


def faults(roster: Roster) -> list[tuple[int, str, str]]:
    return [(fault.line, fault.field, fault.code) for fault in roster.faults]


def changed(part: str, old: str, new: str, book: bytes = BOOK) -> bytes:
    """The workbook with something else in one of its parts."""
    parts = unzipped(book)
    content = parts[part]
    assert isinstance(content, str)
    assert old in content
    parts[part] = content.replace(old, new)
    return zipped(parts)


def test_a_workbook_is_read_like_the_table_that_it_shows() -> None:
    roster = read(BOOK)

    assert roster.faults == ()
    assert roster.rows == (
        RosterRow(line=2, name="김하은", student_number="0012345", email="haeun@snu.ac.kr"),
        RosterRow(line=3, name="이도윤", student_number="0012346"),
    )


def test_faults_are_by_the_row_that_the_sheet_shows() -> None:
    roster = read(
        workbook([["출석부"], [], HEADING, ["0001", "김하은"], [], ["0002", None, "a@x.kr"], ["0003", "이도윤"]])
    )

    assert [row.line for row in roster.rows] == [4, 7]
    assert faults(roster) == [(6, "name", "empty")]


@pytest.mark.parametrize(("zeros", "expected"), [(0, "12345"), (8, "00012345")])
def test_a_number_is_written_out_with_the_zeros_that_it_is_shown_with(zeros: int, expected: str) -> None:
    roster = read(workbook([HEADING, [12345, "김하은"], [12346.0, "이도윤"]], zeros=zeros))

    assert [row.student_number for row in roster.rows] == [expected, f"{12346:0{max(zeros, 5)}}"]


@pytest.mark.parametrize("number", [1.5, 1e30])
def test_a_number_with_a_fraction_or_without_end_is_no_student_number(number: float) -> None:
    assert faults(read(workbook([HEADING, [number, "김하은"]]))) == [(2, "student_number", "not_a_number")]


def test_half_a_character_is_none() -> None:
    roster = read(workbook([[*HEADING, "_xD800_"], ["0001", "김하은"]]))

    assert msgspec.json.decode(msgspec.json.encode(roster), type=Roster).ignored == ("_xD800_",)


def test_the_first_sheet_that_is_shown_is_read() -> None:
    book = workbook([HEADING, ["0001", "김하은"]], hidden=[HEADING, ["0002", "이도윤"]])

    assert [row.name for row in read(book).rows] == ["김하은"]


def test_texts_may_stand_in_the_cell_itself_in_runs_and_with_their_pronunciation() -> None:
    inline = changed(SHEET, '<c r="B2" t="s"><v>4</v></c>', '<c t="inlineStr" r="B2"><is><t>박서연</t></is></c>')
    runs = changed(STRINGS, ">김하은</t>", ">김</t><r><t>하</t></r><r><t>은</t></r><rPh><t>キム</t></rPh>")

    assert read(inline).rows[0].name == "박서연"
    assert read(runs).rows[0].name == "김하은"


def test_cells_without_a_place_follow_each_other() -> None:
    parts = unzipped(BOOK)
    sheet = parts[SHEET]
    assert isinstance(sheet, str)
    for reference in ("A2", "B2", "C2"):
        sheet = sheet.replace(f' r="{reference}"', "")
    parts[SHEET] = sheet.replace('<row r="2">', "<row>")

    assert read(zipped(parts)).rows == read(BOOK).rows


def test_what_a_formula_last_gave_is_read_and_an_error_is_empty() -> None:
    formula = changed(SHEET, '<c r="A2" t="s"><v>3</v></c>', '<c r="A2" t="str"><f>HYPERLINK("x")</f><v>0007</v></c>')
    error = changed(SHEET, '<c r="B2" t="s"><v>4</v></c>', '<c r="B2" t="e"><v>#N/A</v></c>')

    assert read(formula).rows[0].student_number == "0007"
    assert faults(read(error)) == [(2, "name", "empty")]


def test_a_document_type_is_refused_and_so_are_its_entities() -> None:
    entities = '<!DOCTYPE x [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><sst'
    outside = '<!DOCTYPE x SYSTEM "file:///etc/passwd"><sst'

    for document_type in (entities, outside):
        assert faults(read(changed(STRINGS, "<sst", document_type))) == [(1, "", "unreadable")]


def test_a_zip_bomb_is_refused_before_it_is_unzipped() -> None:
    bomb = changed(SHEET, "</sheetData>", "</sheetData>" + " " * (MAX_UNZIPPED + 1))
    crowd = changed(SHEET, "</sheetData>", "<c/>" * (MAX_ELEMENTS + 1) + "</sheetData>")

    for book in (bomb, crowd):
        assert len(book) < MAX_BYTES
        assert faults(read(book)) == [(1, "", "too_large")]


def test_a_workbook_of_too_many_parts_is_refused() -> None:
    book = zipped({**unzipped(BOOK), **{f"xl/media/{number}": "" for number in range(MAX_PARTS)}})

    assert faults(read(book)) == [(1, "", "too_large")]


def test_a_sheet_has_a_bound_of_rows_and_of_cells() -> None:
    people: list[list[Cell]] = [[number, "가"] for number in range(MAX_ROWS)]
    many = workbook([HEADING, *people])
    far = changed(SHEET, 'r="C2"', 'r="XFD2"')

    assert faults(read(many)) == [(MAX_ROWS + 1, "", "too_many")]
    assert faults(read(far)) == [(2, "", "too_many")]
    assert MAX_COLUMNS < 16384


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        (SHEET, "<v>3</v>", "<v>99999999999999999999</v>"),
        (SHEET, "<v>3</v>", "<v>-1</v>"),
        (SHEET, 't="s"', 't="wonder"'),
        (SHEET, "</worksheet>", ""),
        (STRINGS, ">김하은<", ">_xD800__x0000_<"),
        ("xl/workbook.xml", 'r:id="rId1"', 'r:id="rId7"'),
        ("xl/_rels/workbook.xml.rels", "worksheets/sheet1.xml", "../../../etc/passwd"),
        ("_rels/.rels", "xl/workbook.xml", "nowhere.xml"),
    ],
)
def test_a_damaged_workbook_gives_faults(part: str, old: str, new: str) -> None:
    assert read(changed(part, old, new)).faults


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        (SHEET, '<row r="2">', f'<row r="{"9" * 5000}">'),
        (SHEET, 's="0"', f's="{"9" * 5000}"'),
        ("xl/styles.xml", 'formatCode="0"', 'formatCode="[[["'),
    ],
)
def test_numbers_and_formats_that_mean_nothing_are_passed_over(part: str, old: str, new: str) -> None:
    book = workbook([HEADING, [12345, "김하은", "haeun@snu.ac.kr"]])

    assert read(changed(part, old, new, book)) == read(book)


def test_a_workbook_that_is_packed_in_an_unusual_way_is_refused() -> None:
    assert faults(read(zipped(unzipped(BOOK), ZIP_BZIP2))) == [(1, "", "unreadable")]


@given(st.data())
@settings(max_examples=200, deadline=None)
def test_any_damage_gives_rows_or_faults(data: st.DataObject) -> None:
    raw = bytearray(BOOK)
    for _ in range(data.draw(st.integers(1, 4))):
        raw[data.draw(st.integers(2, len(raw) - 1))] = data.draw(st.integers(0, 255))
    end = data.draw(st.integers(0, 3).map(lambda number: len(raw) if number else len(raw) // 2))

    roster = read(bytes(raw[:end]))

    assert roster.rows or roster.faults
    msgspec.json.encode(roster)


@given(st.data())
@settings(max_examples=200, deadline=None)
def test_any_damage_inside_of_a_part_gives_rows_or_faults(data: st.DataObject) -> None:
    parts = unzipped(BOOK)
    part = data.draw(st.sampled_from(sorted(parts)))
    content = bytearray(str(parts[part]).encode())
    place = data.draw(st.integers(0, len(content) - 1))
    content[place : place + data.draw(st.integers(0, 9))] = data.draw(st.binary(max_size=4))

    roster = read(zipped({**parts, part: bytes(content)}))

    assert roster.rows or roster.faults
    msgspec.json.encode(roster)
