"""The addresses that media is advertised on."""

import ipaddress
import socket

import pytest

from eduforum.media.addresses import advertised, interface_addresses, is_loopback


def names(host: str, *public: str, ipv6: bool = True) -> list[str]:
    return [address for address, _ in advertised(host, public, ipv6=ipv6)]


def test_every_address_of_an_interface_is_this_machine() -> None:
    for address in interface_addresses():
        family = socket.AF_INET if address.version == 4 else socket.AF_INET6
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.bind((str(address), 0))


def test_loopback_and_link_local_addresses_are_left_out() -> None:
    assert not any(address.is_loopback or address.is_link_local for address in interface_addresses())


def test_ipv4_comes_first() -> None:
    versions = [address.version for address in interface_addresses()]
    assert versions == sorted(versions)


def test_loopback_is_advertised_only_where_http_listens_on_it() -> None:
    assert names("127.0.0.1")[-1] == "127.0.0.1"
    assert names("localhost")[-1] == "127.0.0.1"
    assert "127.0.0.1" not in names("0.0.0.0")


def test_configured_addresses_come_first_and_once() -> None:
    own = [str(address) for address in interface_addresses()]
    assert names("0.0.0.0", "203.0.113.7", *own) == ["203.0.113.7", *own]


def test_a_configured_address_may_have_a_port_of_its_own() -> None:
    assert advertised("0.0.0.0", ["203.0.113.7:5000"], ipv6=True)[0] == ("203.0.113.7", 5000)


def test_without_ipv6_only_ipv4_is_advertised() -> None:
    addresses = names("::1", "2001:db8::1", "203.0.113.7", ipv6=False)
    assert addresses[0] == "203.0.113.7"
    assert all(ipaddress.ip_address(address).version == 4 for address in addresses)


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        ("127.0.0.1", True),
        ("127.8.8.8", True),
        ("::1", True),
        ("localhost", True),
        ("::", False),
        ("example.org", False),
    ],
)
def test_what_counts_as_loopback(host: str, loopback: bool) -> None:
    assert is_loopback(host) is loopback
