"""What a worker tells Python: frozen events and statistics, with integer handles for the objects they speak of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

AUDIO: Final = 0
VIDEO: Final = 1


@dataclass(frozen=True, slots=True)
class IceConnected:
    """A valid check made `address` the transport's address; told again whenever a later check moves it."""

    transport: int
    address: str
    port: int


@dataclass(frozen=True, slots=True)
class IceLost:
    """No valid check for ten seconds. The transport stays open: closing it is the caller's decision."""

    transport: int


@dataclass(frozen=True, slots=True)
class Dtls:
    """A DTLS datagram from an address of the transport that has passed a check."""

    transport: int
    data: bytes


@dataclass(frozen=True, slots=True)
class ProducerStarted:
    """The first authenticated packet of a producer has come."""

    producer: int


@dataclass(frozen=True, slots=True)
class SlotChanged:
    """`producer` is heard or seen in `slot` from the next packet on; 0 when the slot has fallen empty."""

    slot: int
    producer: int


@dataclass(frozen=True, slots=True)
class TransportClosed:
    """The last event of a transport: the worker holds nothing of it any more."""

    transport: int


Event = IceConnected | IceLost | Dtls | ProducerStarted | SlotChanged | TransportClosed


@dataclass(frozen=True, slots=True)
class WorkerStats:
    """Counters of one worker since it was made. Times are nanoseconds, `dropped` counts datagrams by reason."""

    cpu_ns: int
    packets_in: int
    bytes_in: int
    packets_out: int
    bytes_out: int
    forwarded: int
    retransmitted: int
    keyframe_requests: int
    nacks_received: int
    nacks_sent: int
    send_calls: int
    wakeups: int
    events_dropped: int
    dropped: dict[str, int]


@dataclass(frozen=True, slots=True)
class TransportStats:
    """Counters of one transport; `rtt_ns` is 0 until the peer has reported on a packet of ours."""

    packets_in: int
    bytes_in: int
    packets_out: int
    bytes_out: int
    retransmitted: int
    nacks_received: int
    nacks_sent: int
    keyframe_requests: int
    packets_lost: int
    rtt_ns: int
