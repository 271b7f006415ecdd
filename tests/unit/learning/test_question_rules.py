"""What a question, its tags and an answer to it may be."""

import unicodedata
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given

from eduforum.errors import Invalid
from eduforum.learning.questions.content import (
    ClozeResponse,
    MatchingResponse,
    MultipleResponse,
    NumericResponse,
    Option,
    OrderingResponse,
    Pair,
    Question,
    Response,
    ShortTextResponse,
    SingleQuestion,
    SingleResponse,
)
from eduforum.learning.questions.faults import Faulty
from eduforum.learning.questions.grading import grade
from eduforum.learning.questions.items import shown
from eduforum.learning.questions.rules import check_response, clean, clean_tags, is_blank
from tests.factories.questions import (
    CLOZE,
    MATCHING,
    MULTIPLE,
    NUMERIC,
    ORDERING,
    SAMPLES,
    SHORT_TEXT,
    SINGLE,
    options,
    questions,
    right,
)


def faults_of(question: Question, **changes: Any) -> list[tuple[str, str]]:
    with pytest.raises(Faulty) as refused:
        clean(msgspec.structs.replace(question, **changes))
    return [(fault.field, fault.code) for fault in refused.value.faults]


@given(questions())
def test_a_cleaned_question_asks_the_same_and_cleaning_it_again_changes_but_ids(question: Question) -> None:
    kept = clean(question)

    assert grade(kept, right(kept)) == 1
    ids = iter(f"{number:x}" for number in range(200))
    again = iter(f"{number:x}" for number in range(200))
    assert clean(kept, lambda: next(ids)) == clean(question, lambda: next(again))


def test_option_ids_are_made_anew_and_tell_nothing_of_the_order() -> None:
    first, second = clean(SINGLE), clean(SINGLE)

    assert isinstance(first, SingleQuestion)
    assert isinstance(second, SingleQuestion)
    assert not {option.id for option in first.options} & {option.id for option in second.options}
    assert not {option.id for option in first.options} & {"a", "b", "c"}
    assert first.answer == first.options[0].id


def test_texts_are_kept_composed_and_without_blanks_around_them() -> None:
    kept = clean(msgspec.structs.replace(SHORT_TEXT, text=unicodedata.normalize("NFD", " 누가\r\n썼나? ")))

    assert kept.text == "누가\n썼나?"


def test_everything_that_is_wrong_is_told_at_once() -> None:
    assert faults_of(SINGLE, text="  ", options=(Option("a", "x"), Option("a", "x")), answer="q") == [
        ("text", "empty"),
        ("options", "not_unique"),
        ("options", "not_unique"),
        ("answer", "no_such_option"),
    ]


@pytest.mark.parametrize(
    ("question", "changes", "fault"),
    [
        (SINGLE, {"options": options("one"), "answer": "a"}, ("options", "too_few")),
        (SINGLE, {"text": "x" * 4001}, ("text", "too_long")),
        (SINGLE, {"text": "bell \x07"}, ("text", "control_characters")),
        (MULTIPLE, {"answers": ("a", "a")}, ("answers", "not_unique")),
        (MULTIPLE, {"answers": ()}, ("answers", "too_few")),
        (NUMERIC, {"answer": Decimal("NaN")}, ("answer", "not_a_number")),
        (NUMERIC, {"answer": Decimal("1e9999")}, ("answer", "out_of_range")),
        (NUMERIC, {"tolerance": Decimal(-1)}, ("tolerance", "out_of_range")),
        (SHORT_TEXT, {"accepted": ("Kant", " ")}, ("accepted[1]", "empty")),
        (ORDERING, {"options": options("a", "b", "a")}, ("options", "not_unique")),
        (MATCHING, {"answer": (Pair("a", "x"), Pair("a", "y"))}, ("answer", "no_such_option")),
        (MATCHING, {"answer": (Pair("a", "x"), Pair("b", "?"))}, ("answer[1].option", "no_such_option")),
        (CLOZE, {"text": "{{1}} and {{2}}"}, ("text", "bad_gaps")),
        (CLOZE, {"text": "{{2}} {{1}} {{3}}"}, ("text", "bad_gaps")),
    ],
)
def test_a_question_that_cannot_be_answered_is_refused(
    question: Question, changes: dict[str, Any], fault: tuple[str, str]
) -> None:
    assert fault in faults_of(question, **changes)


def test_texts_that_would_be_compared_alike_stand_once() -> None:
    kept = clean(msgspec.structs.replace(SHORT_TEXT, accepted=("Kant", " KANT ", "칸트")))

    assert msgspec.to_builtins(kept)["accepted"] == ("Kant", "칸트")


def test_tags_stand_once_whatever_their_case() -> None:
    assert clean_tags(["Ethics", " ethics", "", "정의  론"]) == ("Ethics", "정의 론")
    with pytest.raises(Faulty):
        clean_tags([f"tag {number}" for number in range(21)])
    with pytest.raises(Faulty):
        clean_tags(["x" * 41])


@pytest.mark.parametrize("question", SAMPLES, ids=lambda question: str(question.__struct_config__.tag))
def test_an_answer_of_another_kind_is_refused(question: Question) -> None:
    item = shown(question, "seed")
    check_response(item, right(question))

    for other in SAMPLES:
        if other is not question:
            with pytest.raises(Invalid):
                check_response(item, right(other))


@pytest.mark.parametrize(
    ("question", "response"),
    [
        (SINGLE, SingleResponse(option="zz")),
        (MULTIPLE, MultipleResponse(options=("a", "a"))),
        (ORDERING, OrderingResponse(order=("a", "b"))),
        (MATCHING, MatchingResponse(pairs=(Pair("a", "x"), Pair("a", "y")))),
        (MATCHING, MatchingResponse(pairs=(Pair("a", "q"),))),
        (CLOZE, ClozeResponse(gaps=("1",))),
        (CLOZE, ClozeResponse(gaps=("1", "2", "typed"))),
    ],
)
def test_an_answer_that_no_form_could_give_is_refused(question: Question, response: Any) -> None:
    with pytest.raises(Invalid):
        check_response(shown(question, "seed"), response)


def test_what_is_half_typed_is_an_answer_too() -> None:
    check_response(shown(NUMERIC, "seed"), NumericResponse(text="9."))
    check_response(shown(CLOZE, "seed"), ClozeResponse(gaps=("", "fo", "")))


def test_an_answer_that_says_nothing_is_none() -> None:
    blank: list[Response] = [ShortTextResponse(text=" "), MultipleResponse(options=()), ClozeResponse(gaps=("", " "))]

    assert all(is_blank(response) for response in blank)
    assert not is_blank(SingleResponse(option="a"))
