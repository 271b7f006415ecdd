"""Who counts as one caller where nobody is signed in."""

import ipaddress

# What a household or a campus network is given; within it addresses are free to take.
_IPV6_PREFIX = 64


def network_of(address: str) -> str:
    """The key to count an address by: an IPv4 address is its own, an IPv6 address counts as its /64."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv4Address):
        return str(parsed)
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network((parsed.packed, _IPV6_PREFIX), strict=False))
