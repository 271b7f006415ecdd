"""What a poll and a vote may be."""

import unicodedata
from typing import Any

import msgspec
import pytest

from eduforum.errors import Invalid
from eduforum.learning.polls.rules import clean_ballot, clean_content, word
from eduforum.learning.polls.schemas import PollBallot, PollContent
from tests.factories.polls import asked


def content(**fields: Any) -> PollContent:
    return msgspec.convert(asked(**fields), PollContent)


def ballot(**fields: Any) -> PollBallot:
    return msgspec.convert(fields, PollBallot)


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "single", "options": []},
        {"kind": "single", "options": ["A"]},
        {"kind": "single", "options": ["A", "A "]},
        {"kind": "single", "options": ["A", " "]},
        {"kind": "rating", "options": ["A", "B"]},
        {"kind": "text", "options": [], "correct": [0]},
        {"correct": [3]},
        {"correct": [0, 1]},
        {"peer": True},
        {"peer": True, "kind": "multiple", "correct": [0]},
        {"names": "hidden", "results": "live"},
        {"kind": "words", "options": [], "most": 6},
    ],
)
def test_what_cannot_be_asked_is_refused_with_the_fields_at_fault(fields: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as refused:
        clean_content(content(**fields))

    assert refused.value.details[0].field.startswith("content.")


@pytest.mark.parametrize("fields", [{"question": "x" * 501}, {"options": ["x"] * 13}, {"scale": 11}, {"other": 1}])
def test_what_is_too_large_is_not_read(fields: dict[str, Any]) -> None:
    with pytest.raises(msgspec.ValidationError):
        content(**fields)


@pytest.mark.parametrize(
    ("fields", "given"),
    [
        ({}, {}),
        ({}, {"choices": [0, 1]}),
        ({}, {"choices": [3]}),
        ({}, {"texts": ["A"]}),
        ({}, {"choices": [0], "reason": "because"}),
        ({"kind": "multiple", "most": 1}, {"choices": [0, 1]}),
        ({"kind": "rating", "options": []}, {"choices": [0]}),
        ({"kind": "rating", "options": []}, {"choices": [6]}),
        ({"kind": "ranking"}, {"choices": [0, 1]}),
        ({"kind": "ranking"}, {"choices": [0, 0, 1]}),
        ({"kind": "text", "options": []}, {"texts": [" \n"]}),
        ({"kind": "text", "options": []}, {"texts": ["a", "b"]}),
        ({"kind": "text", "options": []}, {"choices": [0]}),
        ({"kind": "words", "options": []}, {"texts": ["?!"]}),
        ({"kind": "words", "options": []}, {"texts": ["a", "b", "c", "d"]}),
        ({"kind": "words", "options": []}, {"texts": ["x" * 31]}),
    ],
)
def test_what_is_no_vote_is_refused(fields: dict[str, Any], given: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as refused:
        clean_ballot(clean_content(content(**fields)), ballot(**given))

    assert refused.value.details[0].field.startswith("ballot.")


def test_several_choices_have_no_order_and_a_ranking_has() -> None:
    several = clean_content(content(kind="multiple"))
    ranked = clean_content(content(kind="ranking"))

    assert clean_ballot(several, ballot(choices=[2, 0, 2])).choices == (0, 2)
    assert clean_ballot(ranked, ballot(choices=[2, 0, 1])).choices == (2, 0, 1)


def test_all_options_may_be_chosen_where_nothing_else_is_said() -> None:
    assert clean_content(content(kind="multiple")).most == 3
    assert clean_content(content(kind="multiple", most=9)).most == 3
    assert clean_content(content(kind="words", options=[])).most == 3
    assert clean_content(content()).most == 1


def test_results_of_peer_instruction_are_for_the_teacher_first() -> None:
    assert clean_content(content(peer=True, correct=[1])).results == "staff"


def test_texts_are_kept_without_controls_and_halves_of_characters() -> None:
    cleaned = clean_content(content(question=" a\x00\nb \ud800", options=["\t1", "2"]))
    answer = clean_ballot(clean_content(content(kind="text", options=[])), ballot(texts=["one\r\ntwo\x00\ud800"]))

    assert (cleaned.question, cleaned.options) == ("a b", ("1", "2"))
    assert answer.texts == ("one\ntwo",)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Freedom", "freedom"),
        (" “자유!” ", "자유"),
        ("#평등", "평등"),
        ("사회   계약", "사회 계약"),
        ("well-being", "well-being"),
        ("STRASSE", "strasse"),
        (unicodedata.normalize("NFD", "정의"), "정의"),
        ("...", ""),
        ("C3PO", "c3po"),
    ],
)
def test_a_word_is_the_same_however_it_is_written(written: str, kept: str) -> None:
    assert word(written) == kept


def test_a_word_given_twice_is_given_once() -> None:
    cloud = clean_content(content(kind="words", options=[]))

    assert clean_ballot(cloud, ballot(texts=["정의", "정의.", "", "Law"])).texts == ("정의", "law")
