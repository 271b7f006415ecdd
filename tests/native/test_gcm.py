"""RTP's AES-GCM beside libsrtp's: what one seals the other opens, and no number serves twice."""

import os
import random

import pytest
from pylibsrtp import Policy, Session

from sfu_core._testing_exact import Refused
from sfu_core._testing_gcm import Direction
from tests.native.peer import Rtp

PROFILES = {28: Policy.SRTP_PROFILE_AEAD_AES_128_GCM, 44: Policy.SRTP_PROFILE_AEAD_AES_256_GCM}


def packet(sequence: int, *, ssrc: int = 7, size: int = 100) -> bytes:
    return Rtp(96, sequence, sequence * 3000, ssrc, os.urandom(size), csrc=(5,), extensions={1: b"\x90"}).encode()


def libsrtp(master: bytes, direction: int) -> Session:
    policy = Policy(key=master, ssrc_type=direction, srtp_profile=PROFILES[len(master)])
    policy.window_size = 512
    return Session(policy)


@pytest.fixture(params=sorted(PROFILES))
def master(request: pytest.FixtureRequest) -> bytes:
    return os.urandom(request.param)


def test_libsrtp_opens_what_was_sealed(master: bytes) -> None:
    ours, theirs = Direction(master, seals=True), libsrtp(master, Policy.SSRC_ANY_INBOUND)
    for size in (0, 1, 15, 16, 17, 1200):
        clear = packet(1000 + size, size=size)
        assert theirs.unprotect(ours.seal(clear)) == clear


def test_what_libsrtp_sealed_is_opened(master: bytes) -> None:
    ours, theirs = Direction(master, seals=False), libsrtp(master, Policy.SSRC_ANY_OUTBOUND)
    for size in (0, 1, 15, 16, 17, 1200):
        clear = packet(1000 + size, size=size)
        assert ours.unseal(theirs.protect(clear)) == clear


def test_both_count_the_rollovers_of_sequence_numbers_alike(master: bytes) -> None:
    ours, theirs = Direction(master, seals=True), libsrtp(master, Policy.SSRC_ANY_INBOUND)
    for number in range(30_000, 30_000 + 3 * 65_536, 211):
        clear = packet(number)
        assert theirs.unprotect(ours.seal(clear)) == clear


def test_packets_out_of_order_around_a_rollover_are_opened() -> None:
    master = os.urandom(28)
    ours, theirs = Direction(master, seals=False), libsrtp(master, Policy.SSRC_ANY_OUTBOUND)
    sealed = [(clear, theirs.protect(clear)) for clear in map(packet, range(65_300, 65_800))]
    for at in range(0, len(sealed), 50):
        for clear, cipher in random.Random(at).sample(sealed[at : at + 50], 50):
            assert ours.unseal(cipher) == clear


def test_no_number_is_sealed_twice() -> None:
    ours = Direction(os.urandom(28), seals=True)
    ours.seal(packet(10))
    ours.seal(packet(12))
    ours.seal(packet(11))
    for number in (10, 11, 12):
        with pytest.raises(Refused, match="replayed"):
            ours.seal(packet(number))


def test_a_number_behind_the_window_is_not_sealed() -> None:
    ours = Direction(os.urandom(28), seals=True)
    ours.seal(packet(1000))
    ours.seal(packet(1000 - 511))
    with pytest.raises(Refused, match="replayed"):
        ours.seal(packet(1000 - 512))


def test_a_gap_wider_than_the_window_forgets_what_was_before_it() -> None:
    master = os.urandom(28)
    ours, seal = Direction(master, seals=False), Direction(master, seals=True)
    first, second = seal.seal(packet(1)), seal.seal(packet(5000))
    ours.unseal(first)
    ours.unseal(second)
    for cipher in (first, second):
        with pytest.raises(Refused, match="replayed"):
            ours.unseal(cipher)


def test_a_replayed_packet_is_refused() -> None:
    master = os.urandom(28)
    ours, cipher = Direction(master, seals=False), Direction(master, seals=True).seal(packet(10))
    ours.unseal(cipher)
    with pytest.raises(Refused, match="replayed"):
        ours.unseal(cipher)


@pytest.mark.parametrize("at", [0, 1, 3, 9, 13, 20, 60, -1])
def test_a_changed_bit_anywhere_is_a_forgery_and_leaves_no_trace(at: int) -> None:
    master = os.urandom(28)
    ours = Direction(master, seals=False)
    cipher = bytearray(Direction(master, seals=True).seal(packet(10)))
    cipher[at] ^= 0x01
    with pytest.raises(Refused):
        ours.unseal(bytes(cipher))
    assert ours.streams == 0


def test_a_forged_number_does_not_move_the_window() -> None:
    master = os.urandom(28)
    ours, seal = Direction(master, seals=False), Direction(master, seals=True)
    ours.unseal(seal.seal(packet(10)))
    with pytest.raises(Refused, match="forged"):
        ours.unseal(packet(30_000) + bytes(16))
    clear = packet(11)
    assert ours.unseal(seal.seal(clear)) == clear


def test_each_ssrc_has_numbers_of_its_own_up_to_a_limit() -> None:
    ours = Direction(os.urandom(28), seals=True)
    for ssrc in range(1024):
        ours.seal(packet(10, ssrc=ssrc))
    assert ours.streams == 1024
    with pytest.raises(Refused, match="refused"):
        ours.seal(packet(10, ssrc=3000))
    for ssrc in (0, 128, 1023):
        with pytest.raises(Refused, match="replayed"):
            ours.seal(packet(10, ssrc=ssrc))


def test_a_forgotten_ssrc_begins_anew_and_the_others_stay() -> None:
    master = os.urandom(28)
    ours, seal = Direction(master, seals=False), Direction(master, seals=True)
    first = [seal.seal(packet(10, ssrc=ssrc)) for ssrc in (1, 2, 3)]
    for cipher in first:
        ours.unseal(cipher)
    ours.forget(2)
    assert ours.streams == 2
    ours.unseal(first[1])
    with pytest.raises(Refused, match="replayed"):
        ours.unseal(first[2])


@pytest.mark.parametrize("datagram", [b"", bytes(40), b"\x80" * 11, b"\x9f" + bytes(60), b"\x90" + b"\xff" * 40])
def test_what_is_no_rtp_packet_is_refused(datagram: bytes) -> None:
    for direction in (Direction(os.urandom(28), seals=False).unseal, Direction(os.urandom(28), seals=True).seal):
        with pytest.raises(Refused):
            direction(datagram)
