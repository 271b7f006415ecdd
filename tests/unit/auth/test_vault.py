"""Sealed fields: they open where they were sealed, with a key of the ring, and unchanged."""

import base64

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from eduforum.auth.vault import Place, Vault, VaultError, new_key, read_keys

OLD, NEW = read_keys([new_key(), new_key()])
VAULT = Vault([OLD])
PLACE = Place("users", "totp_secret", "0190-1")

places = st.builds(Place, st.text("ab"), st.text("ab"), st.text("ab"))


def refused(vault: Vault, sealed: bytes, place: Place = PLACE) -> str:
    with pytest.raises(VaultError) as error:
        vault.open(sealed, place)
    return error.value.reason


@given(st.binary(max_size=200))
def test_what_was_sealed_opens_and_shows_nothing(value: bytes) -> None:
    sealed = VAULT.seal(value, PLACE)

    assert VAULT.open(sealed, PLACE) == value
    assert len(sealed) == len(value) + 37
    assert len(value) < 4 or value not in sealed


def test_the_same_value_is_sealed_differently_each_time() -> None:
    assert VAULT.seal(b"secret", PLACE) != VAULT.seal(b"secret", PLACE)


@given(places, places)
@example(Place("ab", "c", "d"), Place("a", "bc", "d"))
@example(Place("a", "b", 'c","d'), Place("a", 'b","c', "d"))
def test_it_opens_in_its_own_place_only(place: Place, other: Place) -> None:
    sealed = VAULT.seal(b"secret", place)
    if place == other:
        assert VAULT.open(sealed, other) == b"secret"
    else:
        assert refused(VAULT, sealed, other) == "not_authentic"


@given(st.data())
def test_any_bit_that_is_changed_is_noticed(data: st.DataObject) -> None:
    sealed = bytearray(VAULT.seal(b"secret", PLACE))
    bit = data.draw(st.integers(min_value=0, max_value=8 * len(sealed) - 1))
    sealed[bit // 8] ^= 1 << bit % 8

    assert refused(VAULT, bytes(sealed)) in ("malformed", "unknown_key", "not_authentic")


@given(st.integers(min_value=0, max_value=42))
def test_a_part_of_it_does_not_open(length: int) -> None:
    sealed = VAULT.seal(b"secret", PLACE)[:length]
    assert refused(VAULT, sealed) in ("malformed", "not_authentic")


@given(st.binary(max_size=120))
def test_any_bytes_give_the_one_error(sealed: bytes) -> None:
    refused(VAULT, sealed)


@given(st.text() | st.text("ABCabc012-_=", max_size=120))
def test_any_text_gives_the_one_error(text: str) -> None:
    with pytest.raises(VaultError):
        VAULT.open_text(text, PLACE)


def test_as_text_it_is_made_of_letters_for_cookies() -> None:
    text = VAULT.seal_text("김하늘".encode(), PLACE)

    assert VAULT.open_text(text, PLACE).decode() == "김하늘"
    assert set(text) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


def test_a_text_has_one_spelling() -> None:
    text = VAULT.seal_text(b"ab", PLACE)
    last = text[:-1] + chr(ord(text[-1]) + 1)

    with pytest.raises(VaultError):
        VAULT.open_text(last, PLACE)


def test_a_new_key_seals_and_the_old_one_still_opens() -> None:
    sealed = VAULT.seal(b"secret", PLACE)
    rotated = Vault([NEW, OLD])

    assert rotated.open(sealed, PLACE) == b"secret"
    assert rotated.needs_rewrap(sealed)


def test_what_was_rewrapped_opens_without_the_old_key() -> None:
    sealed = Vault([NEW, OLD]).rewrap(VAULT.seal(b"secret", PLACE), PLACE)

    assert Vault([NEW]).open(sealed, PLACE) == b"secret"
    assert not Vault([NEW, OLD]).needs_rewrap(sealed)


def test_rewrapping_moves_nothing_to_another_place() -> None:
    sealed = VAULT.seal(b"secret", PLACE)
    with pytest.raises(VaultError):
        Vault([NEW, OLD]).rewrap(sealed, PLACE._replace(row="0190-2"))


def test_a_key_that_is_missing_is_named() -> None:
    with pytest.raises(VaultError, match=VAULT.key_ids[0]) as error:
        Vault([NEW]).open(VAULT.seal(b"secret", PLACE), PLACE)
    assert error.value.reason == "unknown_key"


def test_the_name_of_a_key_is_no_part_of_it() -> None:
    assert bytes.fromhex(VAULT.key_ids[0]) not in OLD


def test_the_name_of_another_key_does_not_make_it_open() -> None:
    both = Vault([OLD, NEW])
    sealed = both.seal(b"secret", PLACE)
    renamed = sealed[:1] + bytes.fromhex(both.key_ids[1]) + sealed[9:]

    assert refused(both, renamed) == "not_authentic"


@given(st.binary(min_size=32, max_size=32).filter(lambda key: len(set(key)) >= 16))
def test_keys_may_be_written_in_either_base64(key: bytes) -> None:
    standard, url_safe = base64.b64encode(key).decode(), base64.urlsafe_b64encode(key).decode()
    for text in (standard, f" {url_safe}\n", url_safe.rstrip("=")):
        assert read_keys([text]) == [key]


@pytest.mark.parametrize(
    ("texts", "fault"),
    [
        ([], "there is no key"),
        ([""], "key 1 is not 32 bytes"),
        ([new_key(), "c2hvcnQ"], "key 2 is not 32 bytes"),
        ([new_key() + "AAAA"], "key 1 is not 32 bytes"),
        (["A" * 43], "key 1 is not random"),
        (["changeme" * 5 + "abA"], "key 1 is not"),
        (["한" * 43], "key 1 is not 32 bytes"),
        ([base64.b64encode(OLD).decode(), base64.b64encode(OLD).decode()], "key 2 stands there twice"),
    ],
)
def test_keys_that_are_none_are_refused_by_number(texts: list[str], fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        read_keys(texts)


@given(st.text("ABCabc012+/-_=", min_size=8, max_size=40))
def test_no_key_is_shown_in_what_is_wrong_with_it(text: str) -> None:
    with pytest.raises(ValueError) as error:
        read_keys([text])
    assert text not in str(error.value)


@pytest.mark.parametrize("keys", [[], [b"short"], [OLD, OLD]])
def test_a_ring_of_other_keys_is_none(keys: list[bytes]) -> None:
    with pytest.raises(ValueError):
        Vault(keys)
