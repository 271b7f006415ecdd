"""SE15: what PostgreSQL or a decoder would choke on is refused at the edge, with a clean 4xx."""

from datetime import datetime
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eduforum.errors import Invalid, Malformed
from eduforum.web.codec import MAX_DEPTH, check_text, decode, decode_query, envelope
from eduforum.web.endpoint import Page


class Thing(msgspec.Struct, forbid_unknown_fields=True):
    text: str = ""
    number: float = 0.0
    anything: Any = None


@pytest.mark.parametrize(
    "raw",
    [
        rb'{"text":"a\u0000b"}',
        rb'{"anything":{"\u0000":1}}',
        rb'{"anything":[["\u0000"]]}',
        b'{"text":"a\0b"}',
        rb'{"text":"\ud800"}',
        rb'{"text":"\udc00x"}',
        rb'{"anything":"\udc00\ud800"}',
        b'{"text":"\xed\xa0\x80"}',
        b'{"text":"\xff"}',
        b'{"number":NaN}',
        b'{"number":Infinity}',
        b'{"number":1e999}',
        b"",
        b"{",
        b'{"text":"a"} x',
        b"\xef\xbb\xbf{}",
        "{}".encode("utf-16"),
    ],
)
def test_what_is_no_clean_json_is_malformed_or_invalid(raw: bytes) -> None:
    with pytest.raises((Malformed, Invalid)):
        decode(raw, Thing)


def test_an_escaped_backslash_is_no_nul() -> None:
    assert decode(rb'{"text":"\\u0000"}', Thing).text == "\\u0000"


def test_a_pair_of_surrogates_is_one_letter() -> None:
    assert decode(rb'{"text":"\ud83d\ude00"}', Thing).text == "😀"


AWKWARD = st.text(alphabet='"\\\\[]{}a\n', max_size=6)
VALUES = st.recursive(AWKWARD | st.integers(0, 9), lambda inner: st.lists(inner) | st.dictionaries(AWKWARD, inner))


@given(VALUES, st.integers(0, MAX_DEPTH + 4))
def test_depth_is_counted_outside_of_strings(value: Any, wraps: int) -> None:
    for number in range(wraps):
        value = [value] if number % 2 else {"": value}
    raw = b'{"anything":' + msgspec.json.encode(value) + b"}"
    if 1 + depth_of(value) <= MAX_DEPTH:
        assert decode(raw, Thing).anything == value
    else:
        with pytest.raises(Malformed):
            decode(raw, Thing)


def depth_of(value: Any) -> int:
    if not isinstance(value, list | dict):
        return 0
    inner = value.values() if isinstance(value, dict) else value
    return 1 + max(map(depth_of, inner), default=0)


@pytest.mark.parametrize("opening", [b"[", b'{"a":'])
@pytest.mark.parametrize("depth", [MAX_DEPTH, 1000, 30000])
def test_deep_nesting_is_malformed(opening: bytes, depth: int) -> None:
    with pytest.raises(Malformed):
        decode(b'{"anything":' + opening * depth, Thing)


def test_brackets_in_text_are_no_nesting() -> None:
    text = "[" * 500 + '\\"' * 3 + "{" * 500
    assert decode(msgspec.json.encode({"text": text}), Thing).text == text


def test_a_value_that_does_not_fit_names_its_field() -> None:
    with pytest.raises(Invalid) as caught:
        decode(b'{"number":"many"}', Thing)
    assert [detail.field for detail in caught.value.details] == ["number"]


def test_an_unknown_field_is_named() -> None:
    with pytest.raises(Invalid) as caught:
        decode(b'{"role":"admin"}', Thing)
    assert [detail.field for detail in caught.value.details] == ["role"]


@given(st.binary(max_size=200) | st.text(alphabet=st.characters(exclude_categories=()), max_size=50))
def test_nothing_at_all_does_more_than_be_refused(raw: bytes | str) -> None:
    try:
        thing = decode(raw, Thing)
    except (Malformed, Invalid):
        return
    check_text(msgspec.to_builtins(thing))


class Appointment(msgspec.Struct):
    at: datetime
    others: list["Appointment"] = []


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00+14:00", "1899-12-31T00:00:00Z", "9999-12-31T23:59:59-14:00"])
def test_a_time_that_reckoning_would_overflow_names_its_field(at: str) -> None:
    with pytest.raises(Invalid) as caught:
        decode(msgspec.json.encode({"at": "2026-03-02T10:00:00Z", "others": [{"at": at}]}), Appointment)
    assert [detail.field for detail in caught.value.details] == ["others[0].at"]


class Query(msgspec.Struct, forbid_unknown_fields=True):
    search: str = ""
    limit: int = 10


def test_a_query_is_read_by_its_types() -> None:
    assert decode_query(b"search=%EC%B2%A0%ED%95%99+2&limit=5", Query) == Query("철학 2", 5)


@pytest.mark.parametrize(
    "raw",
    [b"search=%00", b"search=%ff", b"search=%ED%A0%80", b"limit=x", b"limit=1&limit=2", b"other=1", b"search=\xff"],
)
def test_a_query_that_does_not_fit_is_refused(raw: bytes) -> None:
    with pytest.raises((Malformed, Invalid)):
        decode_query(raw, Query)


def test_a_page_puts_its_cursor_in_meta() -> None:
    assert envelope(Page([1, 2], "next")) == b'{"data":[1,2],"meta":{"next_cursor":"next"}}'
