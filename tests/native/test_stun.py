import hashlib
from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sfu_core._testing_control import (
    parse_stun,
    write_stun_error,
    write_stun_request,
    write_stun_success,
)
from sfu_core._testing_exact import Refused
from tests.native.vectors import load, prefixes

VECTORS = load("stun")
PASSWORD = b"VOkJxbRl1RmTxUk/WvJxBt"
TRANSACTION = bytes.fromhex("b7e7a701bc34d686fa87dfae")
LONG_TERM_KEY = hashlib.md5("マトリックス:example.org:TheMatrIX".encode()).digest()


def test_the_sample_request() -> None:
    assert parse_stun(VECTORS["request"], PASSWORD) == {
        "type": 0x0001,
        "transaction": TRANSACTION,
        "username": b"evtj:h6vY",
        "priority": 0x6E0001FF,
        "use_candidate": False,
        "role": "controlled",
        "tie_breaker": 0x932FF9B151263B36,
        "mapped": None,
        "error_code": 0,
        "has_integrity": True,
        "has_fingerprint": True,
        "unknown": [],
        "authentic": True,
    }


@pytest.mark.parametrize(
    ("name", "mapped"),
    [
        ("response_ipv4", ("192.0.2.1", 32853)),
        ("response_ipv6", ("2001:db8:1234:5678:11:2233:4455:6677", 32853)),
    ],
)
def test_the_sample_responses(name: str, mapped: tuple[str, int]) -> None:
    message = parse_stun(VECTORS[name], PASSWORD)
    assert (message["type"], message["mapped"], message["authentic"]) == (0x0101, mapped, True)


def test_the_sample_request_with_long_term_credentials() -> None:
    message = parse_stun(VECTORS["request_long_term"], LONG_TERM_KEY)
    assert (message["username"].decode(), message["authentic"]) == ("マトリックス", True)
    assert not message["has_fingerprint"]


@pytest.mark.parametrize("name", VECTORS)
def test_another_password_is_not_authentic(name: str) -> None:
    assert not parse_stun(VECTORS[name], b"another")["authentic"]


@pytest.mark.parametrize("name", VECTORS)
def test_every_truncation_is_refused(name: str) -> None:
    for prefix in prefixes(VECTORS[name]):
        with pytest.raises(Refused):
            parse_stun(prefix)


@pytest.mark.parametrize("name", VECTORS)
def test_every_truncation_with_its_length_put_right_is_survived(name: str) -> None:
    data = VECTORS[name]
    for prefix in prefixes(data):
        if len(prefix) < 20:
            continue
        mended = prefix[:2] + (len(prefix) - 20).to_bytes(2, "big") + prefix[4:]
        try:
            message = parse_stun(mended, PASSWORD)
        except Refused:
            continue
        assert not message["authentic"] or message["has_integrity"]


def flipped(data: bytes) -> Iterator[bytes]:
    """Every message that differs in one bit."""
    for bit in range(8 * len(data)):
        changed = bytearray(data)
        changed[bit // 8] ^= 0x80 >> bit % 8
        yield bytes(changed)


def test_the_fingerprint_tells_every_turned_bit() -> None:
    for data in flipped(VECTORS["request"]):
        try:
            message = parse_stun(data)
        except Refused:
            continue
        assert not message["has_fingerprint"]


def test_the_integrity_tells_every_turned_bit_before_it() -> None:
    protected = len(VECTORS["request_long_term"]) - 24
    for data in flipped(VECTORS["request_long_term"][:protected]):
        try:
            message = parse_stun(data + VECTORS["request_long_term"][protected:], LONG_TERM_KEY)
        except Refused:
            continue
        assert not message["authentic"]


def test_attributes_behind_the_integrity_are_passed_over() -> None:
    body = VECTORS["request_long_term"][20:]
    late = bytes.fromhex("00250000") + bytes.fromhex("00030004 00000006")
    data = VECTORS["request_long_term"][:2] + (len(body) + len(late)).to_bytes(2, "big")
    message = parse_stun(data + VECTORS["request_long_term"][4:] + late, LONG_TERM_KEY)
    assert message["authentic"]
    assert (message["use_candidate"], message["unknown"]) == (False, [])


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ("00010000 2112a443 000102030405060708090a0b", "unsupported"),  # another cookie
        ("40010000 2112a442 000102030405060708090a0b", "unsupported"),  # the two highest bits
        ("00010001 2112a442 000102030405060708090a0b 00", "malformed"),  # not in words
        ("00010000 2112a442 000102030405060708090a0b 00000000", "malformed"),  # trailing bytes
        ("00010008 2112a442 000102030405060708090a0b 00240003 00000000", "malformed"),  # priority of three bytes
        ("00010008 2112a442 000102030405060708090a0b 80290004 00000000", "malformed"),  # tie-breaker of four
        ("00010008 2112a442 000102030405060708090a0b 00080004 00000000", "malformed"),  # integrity of four
        ("00010008 2112a442 000102030405060708090a0b 80280004 00000000", "malformed"),  # wrong fingerprint
        ("0001000c 2112a442 000102030405060708090a0b 0020000800030000 00000000", "malformed"),  # address family 3
        ("0001000c 2112a442 000102030405060708090a0b 0020000800020000 00000000", "malformed"),  # IPv6 of four bytes
        ("01110008 2112a442 000102030405060708090a0b 00090004 00000757", "malformed"),  # error class 7
        ("00010004 2112a442 000102030405060708090a0b 00060004", "truncated"),  # value beyond the end
    ],
)
def test_malformed_messages_are_refused(data: str, code: str) -> None:
    with pytest.raises(Refused, match=code):
        parse_stun(bytes.fromhex(data))


def test_required_attributes_that_we_do_not_know_are_named() -> None:
    request = VECTORS["request_unknown_attribute"]
    assert parse_stun(request)["unknown"] == [3]
    answer = write_stun_error(request, 420)
    assert parse_stun(answer)["error_code"] == 420
    assert bytes.fromhex("000a0002 0003 0000") in answer


@pytest.mark.parametrize("code", [400, 401, 487])
def test_errors_name_their_request(code: int) -> None:
    answer = parse_stun(write_stun_error(VECTORS["request"], code, PASSWORD), PASSWORD)
    assert (answer["type"], answer["error_code"], answer["authentic"]) == (0x0111, code, True)
    assert answer["transaction"] == TRANSACTION


def test_an_error_without_a_key_is_shorter_than_a_check() -> None:
    answer = write_stun_error(VECTORS["request"], 401)
    assert not parse_stun(answer)["has_integrity"]
    assert len(answer) < len(VECTORS["request"])


def test_a_vector_with_an_error_is_read() -> None:
    assert parse_stun(VECTORS["error_role_conflict"])["error_code"] == 487


@given(st.binary(min_size=12, max_size=12), st.ip_addresses(), st.integers(0, 65535), st.binary(max_size=100))
def test_success_answers_round_trip(
    transaction: bytes, address: IPv4Address | IPv6Address, port: int, password: bytes
) -> None:
    message = parse_stun(write_stun_success(transaction, (str(address), port), password), password)
    assert message["type"] == 0x0101
    assert message["transaction"] == transaction
    assert message["authentic"]
    assert message["has_fingerprint"]
    text, mapped_port = message["mapped"]
    assert mapped_port == port
    assert ip_address(text) == address


@given(
    st.binary(max_size=513),
    st.integers(0, 2**32 - 1),
    st.sampled_from([None, "controlled", "controlling"]),
    st.integers(0, 2**64 - 1),
    st.booleans(),
)
def test_requests_round_trip(
    username: bytes, priority: int, role: str | None, tie_breaker: int, use_candidate: bool
) -> None:
    request = write_stun_request(
        TRANSACTION,
        username,
        priority,
        role=role,
        tie_breaker=tie_breaker,
        use_candidate=use_candidate,
        password=PASSWORD,
    )
    message = parse_stun(request, PASSWORD)
    assert message["authentic"]
    assert message["username"] == username
    assert (message["priority"], message["role"], message["use_candidate"]) == (priority, role, use_candidate)
    assert message["tie_breaker"] == (tie_breaker if role else 0)


def test_a_user_name_longer_than_the_standard_allows_is_refused() -> None:
    with pytest.raises(Refused, match="malformed"):
        parse_stun(write_stun_request(TRANSACTION, b"x" * 514, 1))


@pytest.mark.parametrize("capacity", range(64))
def test_no_writer_leaves_its_buffer(capacity: int) -> None:
    with pytest.raises(Refused, match="no_space"):
        write_stun_success(TRANSACTION, ("192.0.2.1", 1), PASSWORD, capacity=capacity)
    with pytest.raises(Refused, match="no_space"):
        write_stun_request(TRANSACTION, b"user", 1, role="controlling", password=PASSWORD, capacity=capacity)
