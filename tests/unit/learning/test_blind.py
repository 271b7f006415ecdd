"""Blind signatures: what the server signs unseen is a valid signature of what it has not seen."""

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eduforum.errors import Invalid
from eduforum.learning.polls import blind
from eduforum.learning.polls.blind import BlindKey
from tests.factories import blind as voter


@pytest.fixture(scope="module")
def key() -> BlindKey:
    return asyncio.run(blind.new_key())


def signed(key: BlindKey) -> tuple[bytes, bytes]:
    token = voter.BlindToken(key.modulus)
    return token.prepared, voter.data(token.unblind(blind.encode(blind.sign(key.private, voter.data(token.blinded)))))


def test_an_unblinded_signature_is_valid_for_the_token(key: BlindKey) -> None:
    token, signature = signed(key)

    assert blind.verify(key.modulus, token, signature)


def test_a_signature_is_not_valid_for_another_token(key: BlindKey) -> None:
    _, signature = signed(key)

    assert not blind.verify(key.modulus, bytes(64), signature)


async def test_a_signature_is_not_valid_for_another_key(key: BlindKey) -> None:
    token, signature = signed(await blind.new_key())

    assert not blind.verify(key.modulus, token, signature)


def test_what_was_blinded_and_its_signature_say_nothing_of_the_token(key: BlindKey) -> None:
    """Any pair of a blinded message and a token fits some blinding: that is what hides one from the other."""
    first, second = voter.BlindToken(key.modulus), voter.BlindToken(key.modulus)
    n = first.n
    encoded = int.from_bytes(voter.encode_pss(second.prepared, bytes(48), n.bit_length() - 1), "big")
    blinded = int.from_bytes(voter.data(first.blinded), "big")
    private = blind._load(key.private).private_numbers().d

    mask = pow(blinded * pow(encoded, -1, n) % n, private, n)

    assert encoded * pow(mask, blind.EXPONENT, n) % n == blinded


@settings(max_examples=30, deadline=None)
@given(st.binary(min_size=blind.SIZE, max_size=blind.SIZE))
def test_whatever_is_sent_is_signed_or_refused(key: BlindKey, message: bytes) -> None:
    try:
        signature = blind.sign(key.private, message)
    except Invalid:
        return
    n = int.from_bytes(blind.decode(key.modulus), "big")
    assert pow(int.from_bytes(signature, "big"), blind.EXPONENT, n) == int.from_bytes(message, "big")


@pytest.mark.parametrize("number", [0, -1, 2**2048 - 1])
def test_a_number_that_is_not_below_the_modulus_is_not_signed(key: BlindKey, number: int) -> None:
    n = int.from_bytes(blind.decode(key.modulus), "big")

    with pytest.raises(Invalid):
        blind.sign(key.private, (number if number >= 0 else n).to_bytes(blind.SIZE, "big"))
