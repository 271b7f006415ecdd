"""CO4: the headers of resumable uploads, as clients may send them and as nobody should."""

import random
from base64 import b64encode

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from eduforum.courses.files.tus import check_version, parse_metadata, parse_number
from eduforum.errors import Malformed, Outdated


def encoded(text: str) -> str:
    return b64encode(text.encode()).decode()


def test_metadata_are_pairs_of_a_key_and_a_value_in_base64() -> None:
    assert parse_metadata(f"filename {encoded('베일.pdf')},is_confidential") == {
        "filename": "베일.pdf",
        "is_confidential": "",
    }


def test_no_header_is_no_metadata() -> None:
    assert parse_metadata(None) == parse_metadata(" ") == {}


@pytest.mark.parametrize(
    "header",
    [
        ",",
        f"name {encoded('a')},",
        f"name {encoded('a')},name {encoded('b')}",
        "name YQ",
        "name Y!==",
        "name  YQ==",
        "name YQ== YQ==",
        "na\u00efve YQ==",
        "name /w==",
        f"name {'YWFh' * 3000}",
        ",".join(f"key{number}" for number in range(33)),
    ],
)
def test_metadata_that_are_not_well_formed_are_refused(header: str) -> None:
    with pytest.raises(Malformed):
        parse_metadata(header)


@given(st.dictionaries(st.from_regex(r"[!-+\--~]{1,20}", fullmatch=True), st.text(max_size=40), max_size=8))
def test_what_a_client_encodes_is_read_again(values: dict[str, str]) -> None:
    assert parse_metadata(",".join(f"{key} {encoded(value)}" for key, value in values.items())) == values


@given(st.text())
@example("filename \ud800")
def test_no_header_breaks_the_parser(header: str) -> None:
    for parse in (parse_metadata, lambda text: parse_number("Upload-Length", text)):
        try:
            parse(header)
        except Malformed:
            pass


def test_mutants_of_a_good_header_are_survived() -> None:
    chance = random.Random("tus")
    seed = f"filename {encoded('veil of ignorance.pdf')},type {encoded('application/pdf')}"
    accepted = 0
    for _ in range(4000):
        letters = list(seed)
        for _ in range(chance.randrange(1, 4)):
            at = chance.randrange(len(letters))
            letters[at : at + chance.randrange(3)] = chr(chance.randrange(32, 127)) * chance.randrange(3)
        try:
            parse_metadata("".join(letters))
            accepted += 1
        except Malformed:
            pass
    assert 0 < accepted < 4000


@pytest.mark.parametrize("header", [None, "", "-1", "+1", "1.5", "1e3", "0x10", " 1", "1\n", "９", "1" * 17])
def test_a_length_is_a_plain_number(header: str | None) -> None:
    with pytest.raises(Malformed):
        parse_number("Upload-Length", header)


def test_a_length_is_read() -> None:
    assert parse_number("Upload-Length", "0412") == 412


@pytest.mark.parametrize("header", [None, "0.2.2", "1.0.0 "])
def test_another_version_of_the_protocol_is_refused(header: str | None) -> None:
    with pytest.raises(Outdated):
        check_version(header)
