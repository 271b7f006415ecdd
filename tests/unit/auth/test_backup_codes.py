"""Backup codes: readable, their owner's alone, and each good once."""

import re

from hypothesis import given
from hypothesis import strategies as st

from eduforum.auth.backup_codes import COUNT, matching_digest, new_codes

CODES = new_codes("user-1")


def test_there_are_ten_different_ones_in_groups_of_four() -> None:
    assert len(set(CODES.shown)) == len(set(CODES.digests)) == COUNT == 10
    for code in CODES.shown:
        assert re.fullmatch(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){3}", code)
        assert not set(code) & set("ILOU")


def test_each_finds_its_digest() -> None:
    assert [matching_digest("user-1", code, CODES.digests) for code in CODES.shown] == list(CODES.digests)


def test_one_whose_digest_was_deleted_is_good_no_more() -> None:
    left = CODES.digests[1:]

    assert matching_digest("user-1", CODES.shown[0], left) is None
    assert matching_digest("user-1", CODES.shown[1], left) == left[0]


def test_a_code_is_one_persons() -> None:
    assert matching_digest("user-2", CODES.shown[0], CODES.digests) is None


def test_what_is_kept_does_not_hold_the_code() -> None:
    for code, digest in zip(CODES.shown, CODES.digests, strict=True):
        assert len(digest) == 32
        assert code.replace("-", "").encode() not in digest


def test_it_may_be_typed_as_it_was_read() -> None:
    code = CODES.shown[0].replace("-", "").lower().replace("0", "o").replace("1", "l")
    assert matching_digest("user-1", f" {code[:5]} {code[5:]} ", CODES.digests) == CODES.digests[0]


@given(st.text())
def test_whatever_else_is_typed_is_none(text: str) -> None:
    assert matching_digest("user-1", text, CODES.digests) is None


def test_without_codes_none_fits() -> None:
    assert matching_digest("user-1", CODES.shown[0], ()) is None
