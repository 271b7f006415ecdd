"""Media's addresses and ports."""

import errno
import ipaddress
import os
import socket
from collections.abc import Iterable
from contextlib import ExitStack

from eduforum.config import Config, split_port
from eduforum.doctor.finding import Finding, Findings
from eduforum.media.addresses import Address, has_ipv6, interface_addresses, is_loopback

_FAMILIES = {4: socket.AF_INET, 6: socket.AF_INET6}
_ANYWHERE = {4: "0.0.0.0", 6: "::"}
_PATIENCE = 1.0


def addresses(config: Config) -> Findings:
    """What is advertised, and whether it leads here."""
    own = interface_addresses()
    if not own and not config.media.public_addresses:
        yield Finding(
            "warn", "addresses", "there are none but loopback, nobody else can see or hear: connect this machine"
        )
        return
    yield from _ipv4([address for address in own if address.version == 4], config)
    yield from _ipv6([address for address in own if address.version == 6])
    for text in config.media.public_addresses:
        yield from _public(text, own, config)


def _ipv4(own: list[Address], config: Config) -> Findings:
    told = ", ".join(map(str, own))
    if any(address.is_global for address in own) or config.media.public_addresses or is_loopback(config.server.host):
        if own:
            yield Finding("ok", "IPv4", f"{told} advertised")
    elif own:
        yield Finding(
            "warn",
            "IPv4",
            f"only private addresses are advertised ({told}), outside of this network nobody will see or hear: "
            "name what people reach in media.public_addresses",
        )


def _ipv6(own: list[Address]) -> Findings:
    if own:
        yield Finding("ok", "IPv6", f"{', '.join(map(str, own))} advertised")
    elif has_ipv6():
        yield Finding("ok", "IPv6", "no address beyond this machine; people come over IPv4")
    else:
        yield Finding("ok", "IPv6", "is off here; people come over IPv4")


def _public(text: str, own: list[Address], config: Config) -> Findings:
    host, mapped = split_port(text)
    address = ipaddress.ip_address(host)
    first = config.media.udp_port
    subject = "public address"
    if address.version == 6 and not has_ipv6():
        yield Finding("warn", subject, f"{host} is not advertised, IPv6 is off here: turn it on, or take it out")
    elif address in own and mapped in (0, first):
        yield Finding("ok", subject, f"{host} is this machine's own")
    elif not first:
        yield Finding("fail", subject, f"{text} cannot lead to ports that change with every start: set media.udp_port")
    elif not address.is_global:
        yield Finding("warn", subject, f"{host} is private, people elsewhere do not reach it: name the public one")
    else:
        begin, count = mapped or first, _worker_count(config)
        there, here = _range(begin, count), _range(first, count)
        yield Finding("ok", subject, f"{host}: the router has to pass UDP and TCP {there} there on to {here} here")


def udp(config: Config, *, running: bool) -> Findings:
    """Whether the ports can be had, and datagrams to them come back from each of our own addresses."""
    taken = 0
    ports = _ports(config.media.udp_port, config)
    for port in ports:
        with ExitStack() as stack:
            try:
                receivers = {
                    version: stack.enter_context(_bound(version, socket.SOCK_DGRAM, port)) for version in _versions()
                }
            except OSError as error:
                if error.errno != errno.EADDRINUSE or not running:
                    yield _no_port("UDP", port, error, "media.udp_port")
                    return
                taken += 1
                continue
            silent = [str(a) for a in _reachable() if not _comes_back(receivers[a.version], a)]
        if silent:
            yield Finding(
                "fail",
                "UDP",
                f"nothing comes back from {', '.join(silent)}, port {port or 'any'}: let the packet filter pass it",
            )
            return
    yield Finding("ok", "UDP", _summary(ports, taken, "datagrams come back"))
    if config.media.udp_port == 0 and not is_loopback(config.server.host):
        yield Finding("warn", "UDP", "any free port is taken, so a firewall has none to open: set media.udp_port")


def tcp(config: Config, *, running: bool) -> Findings:
    """The same for ICE-TCP, which carries those whose network lets no UDP pass."""
    if not config.media.tcp:
        relayed = any(url.startswith("turn") for url in config.turn.urls)
        yield Finding(
            "ok" if relayed else "warn",
            "ICE-TCP",
            "is off; TURN serves networks without UDP"
            if relayed
            else "is off, networks without UDP are shut out: set media.tcp, or turn.urls",
        )
        return
    taken = 0
    ports = _ports(config.media.tcp_port or config.media.udp_port, config)
    for port in ports:
        with ExitStack() as stack:
            at = port
            try:
                for version in _versions():
                    listener = stack.enter_context(_bound(version, socket.SOCK_STREAM, at))
                    listener.listen()
                    at = at or listener.getsockname()[1]
            except OSError as error:
                if error.errno != errno.EADDRINUSE or not running:
                    yield _no_port("ICE-TCP", port, error, "media.tcp_port")
                    return
                taken += 1
            refused = [str(a) for a in _reachable() if not _connects(a, at)]
        if refused:
            yield Finding(
                "fail",
                "ICE-TCP",
                f"nothing answers at {', '.join(refused)}, port {at}: let the packet filter pass it",
            )
            return
    yield Finding("ok", "ICE-TCP", _summary(ports, taken, "connections are taken"))


def _worker_count(config: Config) -> int:
    return config.media.workers or max(1, len(os.sched_getaffinity(0)) - 1)


def _ports(first: int, config: Config) -> list[int]:
    """Those of the workers; one that is any."""
    return [first + n for n in range(_worker_count(config))] if first else [0]


def _range(first: int, count: int) -> str:
    return str(first) if count == 1 else f"{first}–{first + count - 1}"


def _summary(ports: list[int], taken: int, otherwise: str) -> str:
    named = f"port {_range(ports[0], len(ports))}" if ports[0] else "any port"
    if taken == len(ports):
        return f"{named}: in use by the running server"
    reachable = ", ".join(map(str, _reachable())) or "loopback alone"
    return f"{named}: {otherwise}, at {reachable}"


def _no_port(subject: str, port: int, error: OSError, setting: str) -> Finding:
    return Finding("fail", subject, f"port {port}: {os.strerror(error.errno or 0).lower()}; set {setting} to another")


def _versions() -> Iterable[int]:
    return (4, 6) if has_ipv6() else (4,)


def _reachable() -> list[Address]:
    return [address for address in interface_addresses() if address.version in _versions()]


def _bound(version: int, kind: int, port: int) -> socket.socket:
    bound = socket.socket(_FAMILIES[version], kind)
    try:
        if kind == socket.SOCK_STREAM:
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if version == 6:
            bound.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        bound.settimeout(_PATIENCE)
        bound.bind((_ANYWHERE[version], port))
    except OSError:
        bound.close()
        raise
    return bound


def _comes_back(receiver: socket.socket, address: Address) -> bool:
    token = os.urandom(16)
    with socket.socket(_FAMILIES[address.version], socket.SOCK_DGRAM) as sender:
        try:
            sender.sendto(token, (str(address), receiver.getsockname()[1]))
            while True:
                if receiver.recv(64) == token:
                    return True
        except OSError:
            return False


def _connects(address: Address, port: int) -> bool:
    try:
        socket.create_connection((str(address), port), timeout=_PATIENCE).close()
    except OSError:
        return False
    return True
