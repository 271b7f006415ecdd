"""What leaves for packets that came together, whatever their sender puts into them."""

from sfu_core._testing_payload import DescriptorFace
from sfu_core._testing_route import RouteFace
from sfu_core.records import VIDEO, Codec, Encoding, Extensions, ProducerSpec, SlotCodec, SlotSpec
from tests.native.descriptors import L1T3, Structure, Template
from tests.native.peer import Rtp, vp8

MID, DESCRIPTOR = 4, 6
MS = 1_000_000
S = 1_000_000_000
KEYFRAME, FRAME = b"\x18\x0a\x01\x00", b"\x10\x32\x01\x00"
"""An AV1 aggregation header, with an element of a sequence header that nobody reads and one of a frame."""

MANY = Structure((Template(0, 0, "S" * 32), Template(0, 1, "S" * 32)), ())
"""As many decode targets as a descriptor can tell of."""


def route_of(codec: Codec, extensions: Extensions, mid: bytes = b"v") -> RouteFace:
    return RouteFace(
        ProducerSpec(VIDEO, codec, 7, b"1", 96, 97, encodings=(Encoding(ssrc=100),), extensions=extensions),
        SlotSpec(VIDEO, 0x5001, 0x5002, mid, (SlotCodec(codec, 101, 102),), True, extensions),
    )


def av1(number: int, payload: bytes, descriptor: bytes) -> bytes:
    extensions = {DESCRIPTOR: descriptor}
    return Rtp(96, number, 3000 * number, 100, payload, marker=True, extensions=extensions).encode()


def test_a_structure_that_changes_within_a_turn_changes_nothing_that_came_before() -> None:
    route = route_of(Codec.AV1, Extensions(mid=MID, dependency_descriptor=DESCRIPTOR))
    assert route.packet(0, av1(1, KEYFRAME, L1T3.descriptor(0, 1, attach=True)), S) is not None
    # Its receiver is to be told of the limits that hold from here on.
    route.set_layer(0, 1)
    left = route.turn(
        [av1(2, FRAME, L1T3.descriptor(2, 2)), av1(3, KEYFRAME, MANY.descriptor(0, 3, attach=True))], S + 33 * MS
    )
    assert len(left) == 2
    face = DescriptorFace()
    face.parse(L1T3.descriptor(0, 1, attach=True))
    assert face.parse(Rtp.decode(left[0]).extensions[DESCRIPTOR])["mask"] == 0b011
    assert Rtp.decode(left[0]).payload == FRAME


def test_a_keyframe_makes_late_what_left_before_it_and_nothing_of_the_next_round_of_numbers() -> None:
    """WebRTC sends no keyframe without being asked: a quiet lecture is one keyframe and hours of pictures."""
    route = route_of(Codec.VP8, Extensions(mid=MID))
    left: list[int] = []
    for number in range(80_000):
        packet = Rtp(96, number & 0xFFFF, 3000 * number, 100, vp8(number & 0x7FFF, keyframe=number in (0, 2), size=4))
        out = route.packet(0, packet.encode(), S + number * MS)
        assert out is not None
        left.append(Rtp.decode(out).sequence)
        if number == 3:
            assert [route.is_late(sequence, S + 4 * MS) for sequence in left] == [True, True, False, False]
        assert not route.is_late(left[-1], S + (number + 20) * MS)


def test_what_would_not_fit_a_datagram_is_not_sent_again() -> None:
    route = route_of(Codec.VP8, Extensions(mid=MID), mid=b"m" * 16)
    sizes = {}
    for number in range(2000, 2048 - 12):
        packet = Rtp(96, number, number, 100, vp8(number & 0x7FFF, keyframe=True, size=number - 16), marker=True)
        left = route.packet(0, packet.encode(), S)
        assert left is not None
        sizes[Rtp.decode(left).sequence] = left
    again = {sequence: route.again(sequence, S) for sequence in sizes}
    assert again == {sequence: left if len(left) <= 2048 else None for sequence, left in sizes.items()}
    assert None in again.values()
