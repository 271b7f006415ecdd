import hashlib
import socket
import struct
from ipaddress import IPv6Address

import pytest

from sfu_core._testing_control import addresses_equal, hash_address, parse_sockaddr, write_sockaddr
from sfu_core._testing_exact import Refused

ADDRESSES = [("192.0.2.1", 1), ("127.0.0.1", 65535), ("2001:db8::1", 5000), ("::1", 0)]


@pytest.mark.parametrize(("text", "port"), ADDRESSES)
@pytest.mark.parametrize("mapped", [False, True])
def test_an_address_survives_the_socket(text: str, port: int, mapped: bool) -> None:
    assert parse_sockaddr(write_sockaddr(text, port, mapped)) == (text, port)


def test_a_dual_stack_socket_gets_mapped_ipv4() -> None:
    family, port, _, ip, _ = struct.unpack("=HHI16sI", write_sockaddr("192.0.2.1", 5000, True))
    assert (family, socket.ntohs(port)) == (socket.AF_INET6, 5000)
    assert ip == socket.inet_pton(socket.AF_INET6, "::ffff:192.0.2.1")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "truncated"),
        (struct.pack("=HH", socket.AF_INET, 1), "truncated"),
        (struct.pack("=HH16s", socket.AF_INET6, 1, b""), "truncated"),
        (struct.pack("=H14s", socket.AF_UNIX, b"/x"), "unsupported"),
    ],
)
def test_what_is_no_internet_address_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(Refused, match=code):
        parse_sockaddr(data)


KEYS = [tuple(int.from_bytes(hashlib.sha256(b"%d%d" % (n, i)).digest()[:8], "big") for i in range(4)) for n in range(3)]


def test_equal_addresses_hash_alike() -> None:
    assert addresses_equal(("192.0.2.1", 5), ("192.0.2.1", 5))
    assert hash_address("192.0.2.1", 5, KEYS[0]) == hash_address("192.0.2.1", 5, KEYS[0])


@pytest.mark.parametrize("other", [("192.0.2.2", 5), ("192.0.2.1", 6), ("c000:201::", 5)])
def test_another_address_is_not_equal(other: tuple[str, int]) -> None:
    assert not addresses_equal(("192.0.2.1", 5), other)
    assert hash_address("192.0.2.1", 5, KEYS[0]) != hash_address(*other, KEYS[0])


def test_which_addresses_hash_alike_is_a_secret_of_who_hashes() -> None:
    """Somebody with a network of their own could find the one in it that takes the place of another's."""
    victim, port, prefix = ("2001:db8:1::1", 50000), 40000, 0x20010DB8000200000000000000000000
    near = [(str(IPv6Address(prefix + n)), port) for n in range(1, 2000)]
    for key in KEYS:
        found = {hash_address(*address, key) for address in (victim, *near)}
        assert len(found) == 2000
        assert len({value >> 32 for value in found}) > 1990
    assert len({hash_address(*victim, key) for key in KEYS}) == len(KEYS)
