from collections.abc import Sequence

from sfu_core.records import AUDIO as AUDIO
from sfu_core.records import VIDEO as VIDEO
from sfu_core.records import Codec as Codec
from sfu_core.records import Dtls as Dtls
from sfu_core.records import Encoding as Encoding
from sfu_core.records import EncodingStats as EncodingStats
from sfu_core.records import Event as Event
from sfu_core.records import Extensions as Extensions
from sfu_core.records import IceConnected as IceConnected
from sfu_core.records import IceLost as IceLost
from sfu_core.records import LayersWanted as LayersWanted
from sfu_core.records import ProducerSpec as ProducerSpec
from sfu_core.records import ProducerStarted as ProducerStarted
from sfu_core.records import ProducerStats as ProducerStats
from sfu_core.records import SlotChanged as SlotChanged
from sfu_core.records import SlotCodec as SlotCodec
from sfu_core.records import SlotLayer as SlotLayer
from sfu_core.records import SlotSpec as SlotSpec
from sfu_core.records import SlotStats as SlotStats
from sfu_core.records import Sound as Sound
from sfu_core.records import TransportClosed as TransportClosed
from sfu_core.records import TransportStats as TransportStats
from sfu_core.records import WorkerStats as WorkerStats

class Worker:
    """A native thread with one UDP port that forwards packets and never takes the interpreter's lock.

    Event loop only. Methods queue a command and return at once; a handle is a positive integer that is never used
    again. A command on something that has closed meanwhile does nothing. Raises ValueError for arguments out of
    range, and OSError when a port cannot be bound. While 16,384 commands wait for the thread, what creates something
    raises BufferError; everything else is kept until there is room, a DTLS datagram excepted, which is lost.
    """

    CNAME: bytes
    """The SDES CNAME of everything that is sent."""

    @property
    def port(self) -> int: ...
    @property
    def tcp_port(self) -> int:
        """The port of ICE-TCP; 0 when it is not served."""

    def __init__(self, *, port: int = 0, ipv6: bool = True, tcp_port: int | None = None) -> None:
        """Bind `port` (0: any free one) on every interface, and `tcp_port` (0: likewise) for ICE-TCP unless it is None.
        Without IPv6 on the machine, IPv4 alone is served."""

    def start(self) -> None: ...
    def stop(self) -> None:
        """Close everything and join the thread. Idempotent; the events that are left can still be polled."""

    def fileno(self) -> int:
        """An eventfd that is readable whenever poll() has something to give."""

    def poll(self) -> list[Event]:
        """All that has happened since the last call, in order. Raises OSError when the thread could not go on."""
    def sounds(self) -> list[Sound]:
        """What the microphones with `tap` have sent since the last call, in order, but for what is quieter than any
        voice. It wakes nobody; of what nobody fetches for about a second, packets are missing."""

    def create_router(self) -> int: ...
    def close_router(self, router: int) -> None: ...
    def create_transport(
        self, router: int, ufrag: bytes, pwd: bytes, remote_ufrag: bytes, person: int = 0, remote_pwd: bytes = b""
    ) -> int:
        """Make a transport that answers ICE checks with these credentials.

        Transports of one `person` (0: nobody in particular) never hear each other: two devices on one desk. With
        `remote_pwd` the client is checked before its streams move to another address; without it they move at once.
        """

    def restart_ice(
        self, transport: int, ufrag: bytes, pwd: bytes, remote_ufrag: bytes, remote_pwd: bytes = b""
    ) -> None:
        """Give a transport new credentials (RFC 8445, section 9). Keys, producers and slots stay, and so does the
        address that is sent to until a check with the new credentials comes."""

    def close_transport(self, transport: int) -> None: ...
    def set_feedback(self, transport: int, transport_cc: bool, remb: bool) -> None:
        """What the client has agreed to: transport-wide feedback on what either side sends, or REMB alone."""

    def set_max_bitrate(self, transport: int, bps: int) -> None:
        """Send the client no more than this, sound first (0: whatever its line carries). Of several voices it hears as
        many of the loudest as fit, at least one."""

    def move(self, router: int, moves: Sequence[tuple[int, int]]) -> None:
        """Put transports of a room into groups by number, all at once, by at most 2,048 pairs (transport, group).
        Members of a group hear the loudest of it; a slot that shows a source of another group falls empty, and cannot
        be given one. A new transport is in group 0."""

    def announce(self, transport: int, announces: bool) -> None:
        """Let the transport's microphone be heard in every group, before the loudest. Its client hears its own."""

    def send_dtls(self, transport: int, datagram: bytes) -> None:
        """Send one DTLS datagram (at most 1,500 bytes) to the selected address; without one it is dropped."""

    def set_keys(self, transport: int, profile: int, receive: bytes, send: bytes) -> None:
        """Start SRTP. Profiles: 0x0001 AES_CM_128_HMAC_SHA1_80 (RFC 5764), 0x0007/0x0008 AEAD_AES_128/256_GCM
        (RFC 7714). The keys are master key || master salt: 30, 28 or 44 bytes."""

    def create_producer(self, transport: int, spec: ProducerSpec, paused: bool = False) -> int:
        """Accept a source from the client; `paused` until `pause_producer` says otherwise."""

    def close_producer(self, producer: int) -> None: ...
    def pause_producer(self, producer: int, paused: bool) -> None:
        """While paused, what the client sends is dropped here, whatever the client does."""

    def create_slot(self, transport: int, spec: SlotSpec) -> int:
        """Make a stream to the client."""

    def close_slot(self, slot: int) -> None: ...
    def set_slot(self, slot: int, producer: int) -> None:
        """Show `producer` in a video slot from its next keyframe on; 0 empties it at once, and so does a producer whose
        codec the slot cannot carry. Audio slots are filled by the worker with who is loud, until this names what one
        of them is to carry."""

    def set_slot_view(self, slot: int, width: int, height: int, priority: int, keep_rate: bool) -> None:
        """How a video slot is shown: its size in device pixels, 0 × 0 where nobody sees it; a priority of 0 to 255;
        `keep_rate` where fewer pixels are better than fewer frames."""

    def request_keyframe(self, producer: int) -> None: ...
    def stats(self) -> WorkerStats: ...
    def transport_stats(self, transport: int) -> TransportStats | None:
        """None once TransportClosed has been polled."""

    def producer_stats(self, producer: int) -> ProducerStats | None:
        """None once the TransportClosed of its transport has been polled. Written about once a second."""

    def slot_stats(self, slot: int) -> SlotStats | None:
        """As producer_stats."""

    @staticmethod
    def live_objects() -> dict[str, int]:
        """Routers, transports, producers and slots that exist in this process; a debug build counts them."""
