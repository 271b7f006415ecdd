"""What Python and a worker tell each other: specifications in, frozen events and statistics out. Objects are named by
integer handles."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Final, NamedTuple

AUDIO: Final = 0
VIDEO: Final = 1


class Codec(IntEnum):
    """What a stream is encoded with."""

    OPUS = 1
    VP8 = 2
    VP9 = 3
    H264 = 4
    AV1 = 5


@dataclass(frozen=True, slots=True)
class Extensions:
    """Negotiated ids of RTP header extensions (RFC 8285): 1–14, 0 where one was not negotiated."""

    mid: int = 0
    rid: int = 0
    repaired_rid: int = 0
    audio_level: int = 0
    abs_send_time: int = 0
    transport_cc: int = 0
    dependency_descriptor: int = 0


@dataclass(frozen=True, slots=True)
class Encoding:
    """One RTP stream of a producer. SSRCs that are 0 are learnt: by rid (RFC 8852) where there is one, else by mid."""

    rid: bytes = b""
    ssrc: int = 0
    rtx_ssrc: int = 0


@dataclass(frozen=True, slots=True)
class ProducerSpec:
    """A source that a client sends: AUDIO or VIDEO of one codec, in up to three encodings, lowest quality first.

    `csrc` is the one contributing source of every packet forwarded from it. `screen` marks a shared screen, `tap` sound
    that `Worker.sounds` gives.
    """

    kind: int
    codec: Codec
    csrc: int
    mid: bytes
    payload_type: int
    rtx_payload_type: int = 0
    red_payload_type: int = 0
    encodings: tuple[Encoding, ...] = (Encoding(),)
    extensions: Extensions = Extensions()
    nack: bool = True
    screen: bool = False
    tap: bool = False


@dataclass(frozen=True, slots=True)
class SlotCodec:
    """The payload types that a client receives a codec with; 0 where it takes no RTX (RFC 4588) or RED (RFC 2198)."""

    codec: Codec
    payload_type: int
    rtx_payload_type: int = 0
    red_payload_type: int = 0


@dataclass(frozen=True, slots=True)
class SlotSpec:
    """A stream to a client. It can show producers of the codecs that are listed. With `nack`, lost packets are sent
    again: as RTX when there is an `rtx_ssrc` and a payload type for it, else as they were."""

    kind: int
    ssrc: int
    rtx_ssrc: int
    mid: bytes
    codecs: tuple[SlotCodec, ...]
    nack: bool = True
    extensions: Extensions = Extensions()


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
class SlotLayer:
    """What of its producer a video slot forwards from now on: an encoding (simulcast) or spatial layer (SVC), lowest 0,
    and a temporal layer; −1 and −1 while nothing is sent. Width and height are 0 while unknown."""

    slot: int
    spatial: int
    temporal: int
    width: int
    height: int
    reason: str


@dataclass(frozen=True, slots=True)
class LayersWanted:
    """Which encodings (simulcast) or spatial layers (SVC) of a producer are shown to anybody, or would be if they were
    sent: bit i stands for the i-th, lowest first. Told on change: more at once, less after two seconds. Until the first
    event all are wanted."""

    producer: int
    mask: int


@dataclass(frozen=True, slots=True)
class TransportClosed:
    """The last event of a transport: the worker holds nothing of it any more."""

    transport: int


class Sound(NamedTuple):
    """A packet of a microphone that is listened to: when it came by the monotonic clock (ns), its RTP timestamp, its
    level as its sender tells it (−dBov, RFC 6464) or none, and the Opus packet in it, without what RED adds."""

    producer: int
    at_ns: int
    timestamp: int
    level: int | None
    payload: bytes


Event = (
    IceConnected
    | IceLost
    | Dtls
    | ProducerStarted
    | SlotChanged
    | SlotLayer
    | LayersWanted
    | LayersWanted
    | TransportClosed
)


@dataclass(frozen=True, slots=True)
class WorkerStats:
    """Counters of one worker since it was made. Times are nanoseconds, `repeated` counts datagrams of sound that were
    sent a second time, `dropped` datagrams by reason."""

    cpu_ns: int
    packets_in: int
    bytes_in: int
    packets_out: int
    bytes_out: int
    forwarded: int
    retransmitted: int
    repeated: int
    keyframe_requests: int
    nacks_received: int
    nacks_sent: int
    send_calls: int
    wakeups: int
    events_dropped: int
    dropped: dict[str, int]
    sounds_dropped: int = 0


@dataclass(frozen=True, slots=True)
class TransportStats:
    """Counters of one transport; `rtt_ns` is 0 until the peer has reported on a packet of ours.

    `estimate_bps` is what the line to the client is believed to carry, `loss_permille` what it lately lost of the
    packets sent to it, and `queue_ns` how long these wait on their way. `target_bps` is what its slots were given,
    `repeated` how many datagrams of sound were sent to it a second time.
    """

    packets_in: int
    bytes_in: int
    packets_out: int
    bytes_out: int
    retransmitted: int
    repeated: int
    nacks_received: int
    nacks_sent: int
    keyframe_requests: int
    packets_lost: int
    rtt_ns: int
    estimate_bps: int
    loss_permille: int
    queue_ns: int
    probes: int
    target_bps: int


@dataclass(frozen=True, slots=True)
class EncodingStats:
    """One encoding that a client sends, as of about the last second: `bitrate` in bit/s, `fps` in frames/s, `jitter_ns`
    by RFC 3550; `lost` packets never came, `nacks` were noticed missing and asked for. Sizes are 0 while unknown.
    `silent_ns`: since a microphone was as loud as speech, −1 where it never was; `speech_ms`: for how long it has been
    so in all."""

    active: bool
    bitrate: int
    packets: int
    lost: int
    jitter_ns: int
    width: int
    height: int
    fps: float
    nacks: int
    keyframe_requests: int
    silent_ns: int = -1
    speech_ms: int = 0


@dataclass(frozen=True, slots=True)
class ProducerStats:
    """Its encodings, lowest first."""

    encodings: tuple[EncodingStats, ...]


@dataclass(frozen=True, slots=True)
class SlotStats:
    """What a client receives in a slot: layers as in SlotLayer, `bitrate` in bit/s of payload; `lost`, `loss_permille`
    and `jitter_ns` as the client reports them, `nacks` the packets that it asked for again."""

    spatial: int
    temporal: int
    width: int
    height: int
    bitrate: int
    packets: int
    lost: int
    loss_permille: int
    jitter_ns: int
    nacks: int
    keyframe_requests: int
