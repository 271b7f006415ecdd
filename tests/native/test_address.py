import socket
import struct

import pytest

from sfu_core._testing_control import addresses_equal, parse_sockaddr, write_sockaddr
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


def test_equal_addresses_hash_alike() -> None:
    assert addresses_equal(("192.0.2.1", 5), ("192.0.2.1", 5)) == (True, True)


@pytest.mark.parametrize("other", [("192.0.2.2", 5), ("192.0.2.1", 6), ("c000:201::", 5)])
def test_another_address_is_not_equal(other: tuple[str, int]) -> None:
    assert addresses_equal(("192.0.2.1", 5), other) == (False, False)
