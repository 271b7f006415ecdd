"""The addresses at which this machine can be reached, for ICE candidates.

Asked of the kernel over rtnetlink (rtnetlink(7)), which alone tells every address of every interface with its scope.
"""

import ipaddress
import socket
import struct
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from eduforum.config import split_port

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class Reachable(NamedTuple):
    """An address that clients may try; `mapped` is the port there that leads to the first worker, 0 = its own."""

    address: str
    mapped: int = 0


_HEADER = struct.Struct("=IHHII")
_ADDRESS_MESSAGE = struct.Struct("=BBBBI")
_ATTRIBUTE = struct.Struct("=HH")
_ERROR = struct.Struct("=i")
_NLM_F_REQUEST, _NLM_F_DUMP = 0x001, 0x300
_NLMSG_ERROR, _NLMSG_DONE, _RTM_NEWADDR, _RTM_GETADDR = 2, 3, 20, 22
_IFA_ADDRESS, _IFA_LOCAL = 1, 2
_RT_SCOPE_UNIVERSE, _RT_SCOPE_SITE = 0, 200
# IFA_F_DADFAILED, IFA_F_DEPRECATED, IFA_F_TENTATIVE: not to be used, not any more, or not yet.
_UNUSABLE = 0x08 | 0x20 | 0x40


def interface_addresses() -> list[Address]:
    """Every usable address of this machine but loopback and link-local ones; IPv4 first, then by interface.

    Raises OSError where the kernel will not say.
    """
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW | socket.SOCK_CLOEXEC, socket.NETLINK_ROUTE) as netlink:
        netlink.settimeout(1)
        netlink.bind((0, 0))
        body = _ADDRESS_MESSAGE.pack(socket.AF_UNSPEC, 0, 0, 0, 0)
        netlink.send(_HEADER.pack(_HEADER.size + len(body), _RTM_GETADDR, _NLM_F_REQUEST | _NLM_F_DUMP, 1, 0) + body)
        found: list[Address] = []
        while True:
            data = netlink.recv(1 << 16)
            for kind, message in _messages(data):
                if kind == _NLMSG_DONE:
                    return sorted(dict.fromkeys(found), key=lambda address: address.version)
                if kind == _NLMSG_ERROR:
                    raise OSError(-_ERROR.unpack_from(message)[0], "rtnetlink refuses to answer")
                if kind == _RTM_NEWADDR:
                    found += _usable(message)


def advertised(host: str, public: Iterable[str], *, ipv6: bool) -> list[Reachable]:
    """What to advertise, the preferred first: configured public addresses, the interfaces' own, and 127.0.0.1 when
    HTTP listens on loopback only, where `host` is. A browser on this machine may know no other (Firefox wants another).
    """
    found = [(ipaddress.ip_address(address), port) for address, port in map(split_port, public)]
    configured = {address for address, _ in found}
    found += [(address, 0) for address in interface_addresses() if address not in configured]
    loopback = ipaddress.IPv4Address("127.0.0.1")
    if is_loopback(host) and loopback not in configured:
        found.append((loopback, 0))
    return [Reachable(str(address), port) for address, port in dict.fromkeys(found) if ipv6 or address.version == 4]


def is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def has_ipv6() -> bool:
    """Can a socket of this machine speak IPv6?"""
    try:
        with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as probe:
            probe.bind(("::", 0))
    except OSError:
        return False
    return True


def _messages(data: bytes) -> Iterator[tuple[int, bytes]]:
    while len(data) >= _HEADER.size:
        length, kind, *_ = _HEADER.unpack_from(data)
        if length < _HEADER.size:
            return
        yield kind, data[_HEADER.size : length]
        data = data[(length + 3) & ~3 :]


def _usable(message: bytes) -> Iterator[Address]:
    family, _, flags, scope, _ = _ADDRESS_MESSAGE.unpack_from(message)
    if flags & _UNUSABLE or scope not in (_RT_SCOPE_UNIVERSE, _RT_SCOPE_SITE):
        return
    attributes: dict[int, bytes] = {}
    rest = message[_ADDRESS_MESSAGE.size :]
    while len(rest) >= _ATTRIBUTE.size:
        length, kind = _ATTRIBUTE.unpack_from(rest)
        if length < _ATTRIBUTE.size:
            break
        attributes[kind] = rest[_ATTRIBUTE.size : length]
        rest = rest[(length + 3) & ~3 :]
    # Of a point-to-point link IFA_ADDRESS is the far end, IFA_LOCAL ours.
    raw = attributes.get(_IFA_LOCAL) or attributes.get(_IFA_ADDRESS)
    if raw and len(raw) == (4 if family == socket.AF_INET else 16):
        address = ipaddress.ip_address(raw)
        if not (address.is_loopback or address.is_link_local or address.is_unspecified):
            yield address
