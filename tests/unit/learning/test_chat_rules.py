"""What a chat message may be."""

import unicodedata

import pytest

from eduforum.errors import Invalid
from eduforum.learning.chat.rules import clean


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("hello", "hello"),
        ("  hello\n\n", "hello"),
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("a\tb", "a\tb"),
        ("👩‍🏫 안녕하세요", "👩‍🏫 안녕하세요"),
        (unicodedata.normalize("NFD", "한글"), "한글"),
    ],
)
def test_a_message_is_kept_as_it_was_meant(written: str, kept: str) -> None:
    assert clean(written) == kept


@pytest.mark.parametrize("text", ["", " ", "\n\t ", "\u3000"])
def test_blanks_are_no_message(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        clean(text)

    assert refused.value.details[0].field == "text"


@pytest.mark.parametrize("text", ["a\x07b", "a\x1b[31mb", "a\x7fb", "a\x85b"])
def test_control_characters_are_refused(text: str) -> None:
    with pytest.raises(Invalid):
        clean(text)


def test_the_length_counts_in_characters() -> None:
    assert len(clean("가" * 4000)) == 4000
    with pytest.raises(Invalid):
        clean("가" * 4001)
