"""Which addresses this server may call. Others choose the names that it is sent to, and what they lead to."""

import ipaddress
from collections.abc import Iterable
from typing import TypeAlias

Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address
Network: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network

# An IPv4 address in the last 32 bits: NAT64 (RFC 6052).
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
# Tunnels that lead to an IPv4 address which nobody has looked at: 6to4 (RFC 3056), Teredo (RFC 4380).
_TUNNELS = (ipaddress.IPv6Network("2002::/16"), ipaddress.IPv6Network("2001::/32"))


def networks(texts: Iterable[str]) -> tuple[Network, ...]:
    """Addresses and networks as the settings write them. Raises `ValueError`."""
    return tuple(ipaddress.ip_network(text, strict=False) for text in texts)


def is_inside(address: Address, inside: Iterable[Network]) -> bool:
    """Whether an address is of one of the networks that the settings name."""
    meant = _meant(address)
    return any(meant in network for network in inside)


def is_public(address: Address) -> bool:
    """Whether an address is a host's on the Internet: neither loopback nor private, link-local, multicast, reserved or
    a tunnel to one of them (https://www.iana.org/assignments/iana-ipv4-special-registry and its twin for IPv6)."""
    meant = _meant(address)
    if isinstance(meant, ipaddress.IPv6Address) and any(meant in network for network in _TUNNELS):
        return False
    return meant.is_global and not meant.is_multicast


def _meant(address: Address) -> Address:
    """The IPv4 address that packets to this one go to, if there is one."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address
