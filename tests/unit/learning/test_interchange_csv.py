"""Questions in CSV files, in and out."""

from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eduforum.ids import new_id
from eduforum.learning.questions.content import MatchingQuestion, Question, SingleQuestion, TrueFalseQuestion, kind_of
from eduforum.learning.questions.interchange import Entry, csv_format
from eduforum.learning.questions.rules import clean
from eduforum.learning.questions.schemas import MAX_IMPORTED, QuestionRecord
from tests.factories.questions import LINES, SAMPLES, questions

HEADING = "kind,difficulty,tags,text,answer,tolerance,settings,explanation,option_1,option_2,option_3\n"


def record(question: Question, tags: tuple[str, ...] = ()) -> QuestionRecord:
    at = datetime(2026, 3, 2, tzinfo=UTC)
    return QuestionRecord(
        id=new_id(), course_id=new_id(), version=1, question=question, tags=tags, difficulty="hard", created_at=at,
        updated_at=at, updated_by="Han", archived_at=None,
    )  # fmt: skip


def renamed(question: Question) -> Question:
    """With ids by the order of appearance, so that questions compare. What is matched has no order."""
    if isinstance(question, MatchingQuestion):
        used = [pair.option for pair in question.answer]
        by_use = sorted(question.options, key=lambda o: used.index(o.id) if o.id in used else len(used))
        question = msgspec.structs.replace(question, options=tuple(by_use))
    ids = iter(f"{number:x}" for number in range(1000))
    return clean(question, lambda: next(ids))


def read(text: str) -> tuple[list[Entry], list[tuple[int, str, str]]]:
    entries, faults = csv_format.read(text.encode())
    return entries, [(fault.line, fault.field, fault.code) for fault in faults]


@given(questions(), st.lists(LINES, max_size=3, unique_by=str.casefold))
def test_what_is_written_is_read_as_the_same(question: Question, tags: list[str]) -> None:
    raw = csv_format.write([record(question, tuple(tags))])

    (entry,), faults = csv_format.read(raw)

    assert faults == []
    assert renamed(entry.question) == renamed(question)
    assert (entry.tags, entry.difficulty) == (tuple(tags), "hard")


def test_a_sheet_in_korean_is_read() -> None:
    text = (
        "유형,난이도,태그,문제,정답,보기 1,보기 2\n"
        "단일 선택,쉬움,지리;수도,대한민국의 수도는?,2,부산,서울\n"
        "참거짓,,,참인가?,O,,\n"
    )

    entries, faults = csv_format.read(text.encode("cp949"))

    assert faults == []
    assert [kind_of(entry.question) for entry in entries] == ["single", "true_false"]
    assert (entries[0].tags, entries[0].difficulty) == (("지리", "수도"), "easy")
    single = entries[0].question
    assert isinstance(single, SingleQuestion)
    assert [option.text for option in single.options if option.id == single.answer] == ["서울"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_encodings_and_separators_of_spreadsheets_are_read(encoding: str, delimiter: str) -> None:
    text = "kind,text,answer\ntrue_false,참인가?,true\n".replace(",", delimiter)

    entries, faults = csv_format.read(text.encode(encoding))

    assert faults == []
    assert entries[0].question == TrueFalseQuestion(text="참인가?", answer=True)


def test_every_fault_has_its_line_and_column() -> None:
    entries, faults = read(
        HEADING
        + 'single,easy,,"two\nlines",4,,,,one,two,\n'
        + "\n"
        + "numeric,,,How many?,many,,,,,,\n"
        + "essay,,,Why?,,,,,,,\n"
        + "true_false,,,Yes?,true,,,,,,\n"
        + "cloze,extreme,,x,,,,,,,\n"
        + "multiple,,,Which?,1,,sometimes,,a,a,\n"
    )

    assert [kind_of(entry.question) for entry in entries] == ["true_false"]
    assert faults == [
        (2, "answer", "no_such_option"),
        (5, "answer", "not_a_number"),
        (6, "kind", "unknown_value"),
        (8, "difficulty", "unknown_value"),
        (9, "settings", "unknown_value"),
    ]


def test_a_fault_of_an_option_names_its_column() -> None:
    _, faults = read(HEADING + f"single,,,?,1,,,,one,{'x' * 501},\n")

    assert faults == [(2, "option_2", "too_long")]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", (1, "", "empty")),
        (HEADING, (1, "", "empty")),
        ("kind,answer\n", (1, "text", "empty")),
        ("kind,text,colour\n", (1, "colour", "unknown_column")),
        ("kind,text,text\n", (1, "text", "not_unique")),
        ('kind,text\nsingle,"open\n', (2, "", "unreadable")),
        ("kind,text\nsingle,one,two\n", (2, "", "unknown_column")),
    ],
)
def test_what_is_no_sheet_of_questions_is_refused(text: str, fault: tuple[int, str, str]) -> None:
    assert read(text) == ([], [fault])


@pytest.mark.parametrize("raw", [b"\xff\xfe\x00\x01", b"kind\0", bytes(range(128, 256))])
def test_what_is_no_text_is_refused(raw: bytes) -> None:
    entries, faults = csv_format.read(raw)

    assert entries == []
    assert [fault.code for fault in faults] == ["unreadable"]


def test_a_file_has_a_bound() -> None:
    entries, faults = read("kind,text,answer\n" + "true_false,x,true\n" * (MAX_IMPORTED + 1))

    assert len(entries) == MAX_IMPORTED
    assert faults == [(MAX_IMPORTED + 2, "", "too_many")]


def test_no_cell_is_run_as_a_formula() -> None:
    question = TrueFalseQuestion(text='=HYPERLINK("http://x")', answer=True)

    raw = csv_format.write([record(question)])

    assert "'=HYPERLINK" in raw.decode("utf-8-sig")
    assert csv_format.read(raw)[0][0].question == question


@given(st.binary(max_size=100) | st.text(max_size=60).map(lambda text: (HEADING + text).encode(errors="replace")))
def test_no_file_makes_the_reader_fail(raw: bytes) -> None:
    csv_format.read(raw)


def test_the_samples_fill_one_sheet() -> None:
    entries, faults = csv_format.read(csv_format.write([record(question) for question in SAMPLES]))

    assert faults == []
    assert [renamed(entry.question) for entry in entries] == [renamed(question) for question in SAMPLES]
