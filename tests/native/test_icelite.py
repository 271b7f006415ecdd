"""The lite side of ICE, with time and datagrams as parameters."""

from typing import Any

import pytest

from sfu_core._testing_control import parse_stun
from sfu_core._testing_decisions import IceTrace
from tests.native.peer import binding_request, binding_success

PWD = b"p" * 24
S = 1_000_000_000


def agent() -> IceTrace:
    return IceTrace(b"ours", PWD, b"theirs")


def check(*, username: bytes = b"ours:theirs", pwd: bytes = PWD, nominate: bool = False, **options: Any) -> bytes:
    return binding_request(username, pwd, use_candidate=nominate, **options)


def test_a_valid_check_is_answered_and_makes_its_address_valid() -> None:
    ice = agent()
    answer, moved, _, _ = ice.check(check(), 5000, S)
    assert answer[:2] == b"\x01\x01"
    assert moved
    assert ice.selected == 5000
    assert ice.is_valid(5000, 2 * S)
    assert not ice.is_valid(5001, 2 * S)


@pytest.mark.parametrize("port", [5000, -5000])
def test_an_answer_is_never_longer_than_its_check(port: int) -> None:
    for request in (
        check(),
        check(nominate=True),
        check(priority=False),
        check(role="controlled"),
        binding_request(b"ours:theirs", PWD, use_candidate=False, priority=False, extra=b"\x7f\x01\x00\x00"),
    ):
        answer, *_ = agent().check(request, port, S)
        assert 0 < len(answer) <= len(request)


def test_a_check_too_short_for_its_answer_meets_silence() -> None:
    request = check(priority=False, role="")
    assert len(request) == 68
    assert len(agent().check(request, 5000, S)[0]) == 64
    assert agent().check(request, -5000, S) == (b"", False, False, 0)


@pytest.mark.parametrize(
    "request_",
    [
        check(pwd=b"q" * 24),
        check(username=b"ours:other"),
        check(username=b"ours"),
        check(username=b"other:theirs"),
        check(fingerprint=False),
        check()[:-1],
        b"\x01\x11" + check()[2:],
        bytes(20),
    ],
    ids=["password", "their name", "no colon", "our name", "no fingerprint", "cut", "indication", "zeros"],
)
def test_anything_but_a_valid_check_meets_silence(request_: bytes) -> None:
    ice = agent()
    assert ice.check(request_, 5000, S) == (b"", False, False, 0)
    assert not ice.is_valid(5000, S)


def test_a_client_in_the_wrong_role_is_told_so_and_gets_no_address() -> None:
    ice = agent()
    answer, *_ = ice.check(check(role="controlled"), 5000, S)
    assert answer[:2] == b"\x01\x11"
    assert b"\x04\x57" in answer
    assert not ice.is_valid(5000, S)


def test_before_a_nomination_the_latest_valid_address_is_used() -> None:
    ice = agent()
    ice.check(check(), 5000, S)
    ice.check(check(), 5001, S)
    assert ice.selected == 5001
    assert ice.heard(5000, S)
    assert ice.selected == 5000


def test_a_nominated_address_stays_while_it_is_alive() -> None:
    ice = agent()
    ice.check(check(nominate=True), 5000, S)
    _, moved, _, _ = ice.check(check(), 5001, 2 * S)
    assert not moved
    assert not ice.heard(5001, 2 * S)
    assert ice.selected == 5000


def test_a_nomination_moves_at_once() -> None:
    ice = agent()
    ice.check(check(nominate=True), 5000, S)
    _, moved, _, _ = ice.check(check(nominate=True), 5001, S)
    assert moved
    assert ice.selected == 5001


def test_a_client_that_changed_its_network_moves_without_a_nomination() -> None:
    ice = agent()
    ice.check(check(nominate=True), 5000, S)
    _, moved, _, _ = ice.check(check(), 5001, 5 * S)
    assert moved
    assert ice.selected == 5001


def test_a_nomination_says_which_address_of_ours_is_used_as_well() -> None:
    ice = agent()
    ice.check(check(), 5000, S, ours=9)
    assert ice.check(check(), 5000, S, ours=10)[1]
    assert ice.leaves_from == 10
    ice.check(check(nominate=True), 5000, S, ours=9)
    assert not ice.check(check(), 5000, 2 * S, ours=10)[1]
    assert ice.leaves_from == 9
    assert ice.check(check(nominate=True), 5000, 2 * S, ours=10)[1]
    assert ice.leaves_from == 10
    # One that has gone is not waited for.
    assert not ice.check(check(), 5000, 11 * S, ours=9)[1]
    assert ice.check(check(), 5000, 13 * S, ours=9)[1]
    assert ice.leaves_from == 9


def test_an_address_without_checks_is_not_valid_for_ever() -> None:
    ice = agent()
    ice.check(check(nominate=True), 5000, S)
    assert ice.is_valid(5000, 30 * S)
    assert not ice.is_valid(5000, 32 * S)


def test_media_keeps_a_client_that_has_stopped_checking() -> None:
    ice = agent()
    ice.check(check(nominate=True), 5000, S)
    for second in range(2, 60, 5):
        ice.media(5000, second * S)
        assert not ice.expire((second + 4) * S)
    assert ice.is_valid(5000, 86 * S)
    assert not ice.is_valid(5000, 88 * S)


def test_media_brings_a_client_back_that_had_been_given_up_as_checks_do() -> None:
    ice = agent()
    ice.check(check(nominate=True), 5000, S)
    assert ice.expire(12 * S)
    assert not ice.comes_back(12 * S)
    ice.media(5000, 13 * S)
    assert ice.comes_back(13 * S)
    assert not ice.comes_back(13 * S)
    assert ice.expire(24 * S)


def test_ten_seconds_of_silence_lose_the_client_once_and_a_check_brings_it_back() -> None:
    ice = agent()
    assert not ice.expire(100 * S)
    ice.check(check(), 5000, 100 * S)
    assert not ice.expire(109 * S)
    assert ice.expire(110 * S)
    assert not ice.expire(111 * S)
    _, moved, returned, _ = ice.check(check(), 5000, 112 * S)
    assert (moved, returned) == (False, True)
    assert ice.expire(122 * S)


def test_a_ninth_address_takes_the_place_of_the_longest_silent_one() -> None:
    ice = agent()
    ice.check(check(nominate=True), 5000, S)
    for i in range(1, 8):
        ice.check(check(), 5000 + i, S + i)
    *_, forgotten = ice.check(check(), 6000, S + 8)
    assert forgotten == 5001
    assert not ice.is_valid(5001, S)
    assert ice.selected == 5000


def proving() -> IceTrace:
    """An agent that knows the client's password, after the handshake over port 5000."""
    ice = IceTrace(b"ours", PWD, b"theirs", b"w" * 24)
    ice.check(check(nominate=True), 5000, S)
    ice.heard(5000, S)
    ice.secured()
    return ice


def test_before_the_handshake_a_check_moves_the_selection_at_once() -> None:
    ice = IceTrace(b"ours", PWD, b"theirs", b"w" * 24)
    ice.check(check(), 5000, S)
    ice.check(check(), 5001, S)
    assert ice.selected == 5001
    assert not ice.asks


def test_after_it_an_address_has_to_answer_a_check_of_ours() -> None:
    ice = proving()
    ice.check(check(nominate=True), 5001, 2 * S)
    assert ice.asks
    assert ice.selected == 5000
    ours = ice.ask(b"t" * 16, 2 * S)
    assert ours[:2] == b"\x00\x01"
    assert ours[8:20] == b"t" * 12
    assert not ice.proof(binding_success(ours, b"v" * 24), 5001)
    assert not ice.proof(binding_success(ours, b"w" * 24), 5002)
    assert ice.proof(binding_success(ours, b"w" * 24), 5001)
    assert ice.selected == 5001
    # Both have proven themselves now.
    ice.check(check(nominate=True), 5000, 3 * S)
    assert ice.selected == 5000


def test_our_check_is_what_a_client_expects() -> None:
    ice = proving()
    ice.check(check(nominate=True), 5001, 2 * S)
    message = parse_stun(ice.ask(b"t" * 16, 2 * S), b"w" * 24)
    assert message["username"] == b"theirs:ours"
    assert message["role"] == "controlled"
    assert message["authentic"]
    assert not message["use_candidate"]


def test_checks_of_ours_keep_their_distance() -> None:
    ice = proving()
    ice.check(check(nominate=True), 5001, 2 * S)
    ice.ask(b"t" * 16, 2 * S)
    ice.check(check(nominate=True), 5001, 2 * S + 20_000_000)
    assert not ice.asks
    ice.check(check(nominate=True), 5001, 2 * S + 60_000_000)
    assert ice.asks


def test_checks_of_ours_to_ever_new_addresses_are_no_more_than_to_one() -> None:
    """Somebody who forges checks could have them sent to a victim's ports, one after the other."""
    ice = proving()
    asked = 0
    for n in range(1000):
        now = 2 * S + n * 1_000_000
        ice.check(check(nominate=True), 6000 + n, now)
        if ice.asks:
            ice.ask(b"t" * 16, now)
            asked += 1
    assert 20 <= asked <= 24


def test_a_tcp_connection_needs_no_proof_and_ends_when_it_is_silent() -> None:
    ice = proving()
    ice.check(check(nominate=True), 6001, 2 * S, tcp=True)
    assert ice.selected == 6001
    assert not ice.is_idle(6001, 31 * S)
    assert ice.is_idle(6001, 33 * S)


def test_without_its_connection_the_proven_address_that_was_checked_last_is_sent_to() -> None:
    ice = proving()
    ice.check(check(), 5002, 3 * S)
    ice.check(check(nominate=True), 6001, 4 * S, tcp=True)
    assert ice.forget(6001)
    assert ice.selected == 5000
    ice = IceTrace(b"ours", PWD, b"theirs")
    ice.check(check(nominate=True), 6001, S, tcp=True)
    ice.check(check(), 5002, 2 * S)
    assert ice.forget(6001)
    assert ice.selected == 5002
    assert not ice.forget(6001)


def test_a_restart_takes_the_old_names_and_leaves_the_addresses() -> None:
    ice = proving()
    ice.restart(b"newer", b"n" * 24, b"theirs2", b"w" * 24)
    assert ice.check(check(), 5000, 2 * S)[0] == b""
    assert ice.selected == 5000
    assert ice.is_valid(5000, 2 * S)
    answer, *_ = ice.check(check(username=b"newer:theirs2", pwd=b"n" * 24), 5000, 2 * S)
    assert answer[:2] == b"\x01\x01"
