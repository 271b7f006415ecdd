"""Where clients reach the workers: the host candidates of RFC 8445, and the passive TCP ones of RFC 6544.

Every candidate is a host candidate, mapped addresses included: a lite side has no base to relate them to.
"""

from typing import Literal

import msgspec

from eduforum.clock import Clock
from eduforum.config import Config
from eduforum.media import addresses

_ADDRESSES_LIVE = 10.0
# Type preferences (RFC 8445, section 5.1.2.2): TCP after every UDP candidate (RFC 6544, section 4.2), so that a client
# takes it where nothing else passes.
_HOST_UDP, _HOST_TCP = 126, 90
_PASSIVE = 4 << 13
_COMPONENT = 255


class Candidate(msgspec.Struct, frozen=True):
    """A textual IPv4 or IPv6 address and a port; the highest priority is tried first."""

    protocol: Literal["udp", "tcp"]
    address: str
    port: int
    priority: int

    def line(self, foundation: int) -> str:
        """The `a=candidate` attribute (RFC 8839, section 5.1; RFC 6544, section 4.5). Each candidate is of a foundation
        of its own: no two share address and protocol."""
        kind = "typ host tcptype passive" if self.protocol == "tcp" else "typ host"
        return f"a=candidate:{foundation} 1 {self.protocol} {self.priority} {self.address} {self.port} {kind}"


class Candidates:
    """The candidates of this machine's workers. Event loop only."""

    def __init__(self, config: Config, clock: Clock) -> None:
        self.ipv6 = addresses.has_ipv6()
        self._config = config
        self._clock = clock
        self._addresses: list[addresses.Reachable] = []
        self._until = float("-inf")

    def of(self, udp_port: int, tcp_port: int, *, first_port: int) -> list[Candidate]:
        """How to reach a worker with these ports (`tcp_port` 0: none). `first_port` is the first worker's for UDP: a
        mapped port stands for that one, and the others keep their distance to it."""
        made: list[Candidate] = []
        for index, (address, mapped) in enumerate(self._known()):
            distance = mapped - first_port if mapped else 0
            made.append(Candidate("udp", address, udp_port + distance, _priority(_HOST_UDP, 65535 - index)))
            if tcp_port:
                priority = _priority(_HOST_TCP, _PASSIVE | (8191 - index))
                made.append(Candidate("tcp", address, tcp_port + distance, priority))
        return sorted(made, key=lambda candidate: -candidate.priority)

    def _known(self) -> list[addresses.Reachable]:
        now = self._clock.monotonic()
        if now >= self._until:
            # Interfaces come and go; asking costs half a millisecond, so not for everyone who joins.
            self._addresses = addresses.advertised(
                self._config.server.host, self._config.media.public_addresses, ipv6=self.ipv6
            )
            self._until = now + _ADDRESSES_LIVE
        return self._addresses


def _priority(kind: int, preference: int) -> int:
    return kind << 24 | preference << 8 | _COMPONENT
