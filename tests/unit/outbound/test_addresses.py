"""SE14: what leads into our own network is not called, however it is written."""

import ipaddress

import pytest

from eduforum.outbound.addresses import is_inside, is_public, networks


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fe80::1",
        "fc00::1",
        "ff0e::1",
        "2001:db8::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "2002:7f00:1::",
        "2001::1",
    ],
)
def test_what_is_no_host_of_the_internet_is_not_public(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_hosts_of_the_internet_are(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


def test_networks_of_our_own_are_named_by_the_settings() -> None:
    inside = networks(["10.1.0.0/16", "::1"])
    assert is_inside(ipaddress.ip_address("10.1.2.3"), inside)
    assert is_inside(ipaddress.ip_address("::ffff:10.1.2.3"), inside)
    assert is_inside(ipaddress.ip_address("::1"), inside)
    assert not is_inside(ipaddress.ip_address("10.2.0.1"), inside)
