"""One fuzz entry a parser: bytes in, nothing out, `Refused` the only way to fail.

Each says what must hold for whatever the parser accepts. Memory faults are for the sanitizers to see.
"""

from collections.abc import Callable

from eduforum.errors import Invalid
from eduforum.media.sdp import Reply, parse_offer, write_answer
from eduforum.media.sdpfrag import parse_fragment
from sfu_core import _testing_bandwidth as bandwidth
from sfu_core import _testing_control as control
from sfu_core import _testing_payload as payload
from sfu_core import _testing_wire as wire
from sfu_core._testing_exact import Refused
from sfu_core._testing_gcm import Direction
from tests.native.descriptors import L3T1_KEY

MASTER = bytes(range(28))


def rtp(data: bytes) -> None:
    packet = wire.parse_rtp(data)
    assert packet["payload_offset"] + packet["payload_size"] + packet["padding_size"] == len(data)
    if packet["payload_size"]:
        wrapped = wire.rtx_wrap(data, 1, 97, 2, capacity=len(data) + 2)
        again, _ = wire.rtx_unwrap(wrapped, packet["ssrc"], packet["payload_type"])
        assert again[1:] == data[1 : len(data) - packet["padding_size"]]


def rtp_header(data: bytes) -> None:
    packet = wire.parse_rtp(data, header_only=True)
    assert packet["payload_offset"] + packet["payload_size"] == len(data)


def classify(data: bytes) -> None:
    wire.classify(data)


def extensions(data: bytes) -> None:
    """The first two bytes are the profile."""
    profile = int.from_bytes(data[:2], "big")
    elements, ended = wire.parse_extensions(profile, data[2:])
    if ended:
        wire.read_extensions(
            profile, data[2:], mid=1, rid=2, repaired_rid=3, audio_level=4, abs_send_time=5, transport_cc=6
        )
        block = wire.write_extensions(elements, two_byte=profile != 0xBEDE, capacity=len(data) + 8)
        assert wire.parse_extensions(profile, block[4:]) == (elements, True)


def rtcp(data: bytes) -> None:
    control.parse_rtcp(data)


def stun(data: bytes) -> None:
    message = control.parse_stun(data, b"password")
    control.write_stun_error(data, 420, b"password")
    if message["mapped"]:
        control.write_stun_success(message["transaction"], message["mapped"], b"password")


def vp8(data: bytes) -> None:
    before = wire.parse_vp8(data)
    again = wire.rewrite_vp8(data, before["picture_id"] or 0, before["tl0picidx"] or 0, before["keyidx"] or 0)
    assert wire.parse_vp8(again) == before
    assert len(again) == len(data)


def vp9(data: bytes) -> None:
    before = payload.parse_vp9(data)
    again = payload.rewrite_vp9(data, before["picture_id"] or 0, before["tl0picidx"] or 0)
    assert payload.parse_vp9(again) == before
    assert len(again) == len(data)


def h264(data: bytes) -> None:
    _, has_sps, _, width, height = payload.parse_h264(data)
    assert (width, height) == (0, 0) or (has_sps and 0 < width <= 16384 and 0 < height <= 16384)


def av1(data: bytes) -> None:
    _, _, keyframe, width, _ = payload.parse_av1(data)
    assert keyframe or width == 0


def dependency_descriptor(data: bytes) -> None:
    face = payload.DescriptorFace()
    face.parse(L3T1_KEY.descriptor(0, 1, attach=True))
    before = face.parse(data)
    again = face.rewrite(data, 4711, 0b101)
    mask = 0b101 & (1 << len(face.targets)) - 1 & (0b101 if before["mask"] is None else before["mask"])
    assert face.parse(again) == before | {"frame_number": 4711, "mask": mask}


def opus(data: bytes) -> None:
    assert 120 <= wire.parse_opus(data)["samples"] <= 5760


def red(data: bytes) -> None:
    blocks = wire.parse_red(data)
    assert sum(len(block) for _, _, block in blocks) + 4 * len(blocks) - 3 == len(data)


def sockaddr(data: bytes) -> None:
    text, port = control.parse_sockaddr(data)
    assert control.parse_sockaddr(control.write_sockaddr(text, port, True)) == (text, port)


def twcc(data: bytes) -> None:
    base, statuses, _, came = bandwidth.parse_twcc(data)
    numbers = [(number - base) & 0xFFFF for number, _ in came]
    assert numbers == sorted(set(numbers))
    assert all(number < statuses for number in numbers)
    assert len(came) <= len(data)


def framing(data: bytes) -> None:
    datagrams, rest = control.parse_frames(data, 64)
    assert b"".join(len(d).to_bytes(2, "big") + d for d in datagrams) + rest == data
    assert all(len(datagram) <= 64 for datagram in datagrams)


def sdp(data: bytes) -> None:
    """What is accepted is answered, section by section, in lines that are nothing else."""
    try:
        offer = parse_offer(data.decode("utf-8", "replace"))
    except Invalid as refusal:
        raise Refused from refusal
    replies = [
        Reply("recvonly", section.codecs[:1], section.extensions, tuple(e.rid for e in section.encodings if e.rid))
        if section.sends
        else Reply("sendonly", section.codecs, section.extensions, (), 1, 2, "slot")
        for section in offer.sections
    ]
    answer = write_answer(
        offer,
        replies,
        ufrag="ufrag",
        pwd="p" * 22,
        fingerprint=offer.fingerprints[0],
        candidates=[],
        cname="forwarder",
        session_id=1,
    )
    lines = answer.split("\r\n")
    assert lines.pop() == ""
    assert all(line[1:2] == "=" and line.isascii() and line.isprintable() for line in lines)
    assert sum(line.startswith("m=") for line in lines) == len(offer.sections)


def srtp(data: bytes) -> None:
    """What was sealed is opened as it was; what nobody sealed never is."""
    assert Direction(MASTER, seals=False).unseal(Direction(MASTER, seals=True).seal(data)) == data
    try:
        Direction(MASTER, seals=False).unseal(data)
    except Refused:
        return
    raise AssertionError("a packet that nobody has sealed was opened")


def sdpfrag(data: bytes) -> None:
    try:
        fragment = parse_fragment(data.decode("utf-8", "replace"))
    except Invalid as fault:
        raise Refused(str(fault)) from None
    assert bool(fragment.ufrag) == bool(fragment.pwd)


TARGETS: dict[str, Callable[[bytes], None]] = {
    "rtp": rtp,
    "rtp_header": rtp_header,
    "srtp": srtp,
    "classify": classify,
    "extensions": extensions,
    "rtcp": rtcp,
    "twcc": twcc,
    "stun": stun,
    "vp8": vp8,
    "vp9": vp9,
    "h264": h264,
    "av1": av1,
    "dependency_descriptor": dependency_descriptor,
    "opus": opus,
    "red": red,
    "sockaddr": sockaddr,
    "framing": framing,
    "sdp": sdp,
    "sdpfrag": sdpfrag,
}
PYTHON_TARGETS = {"sdp": "/eduforum/media/sdp", "sdpfrag": "/eduforum/media/sdpfrag"}
"""Parsers in Python: where their source is."""


def run(target: str, data: bytes) -> bool:
    """True when the parser accepted the bytes."""
    try:
        TARGETS[target](data)
    except Refused:
        return False
    return True
