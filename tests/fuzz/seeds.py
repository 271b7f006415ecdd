"""Where fuzzing starts: the binary vectors of the native suite, by target."""

import struct
import zlib
from random import Random
from socket import AF_INET, AF_INET6

from tests.native.descriptors import L1T3, L3T1_KEY
from tests.native.vectors import load

RTP = [*load("rtp").values(), *load("rtp_invalid").values()]
RTCP = [*load("rtcp").values(), *load("rtcp_invalid").values()]
STUN = list(load("stun").values())
OFFER = "\r\n".join(
    [
        "v=0",
        "o=- 46117 2 IN IP4 127.0.0.1",
        "s=-",
        "t=0 0",
        "a=group:BUNDLE 0 1 2",
        "a=ice-ufrag:abcd",
        "a=ice-pwd:" + "p" * 24,
        "a=fingerprint:sha-256 " + ":".join(["AB"] * 32),
        "a=setup:actpass",
        "m=audio 9 UDP/TLS/RTP/SAVPF 111 63",
        "a=mid:0",
        "a=sendonly",
        "a=rtcp-mux",
        "a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level",
        "a=rtpmap:111 opus/48000/2",
        "a=rtpmap:63 red/48000/2",
        "a=fmtp:63 111/111",
        "a=ssrc:11 cname:x",
        "m=video 9 UDP/TLS/RTP/SAVPF 96 97",
        "a=mid:1",
        "a=sendonly",
        "a=rtcp-mux",
        "a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid",
        "a=extmap:10 urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id",
        "a=rtpmap:96 VP8/90000",
        "a=rtcp-fb:96 nack",
        "a=rtcp-fb:96 nack pli",
        "a=rtpmap:97 rtx/90000",
        "a=fmtp:97 apt=96",
        "a=rid:q send",
        "a=rid:f send",
        "a=simulcast:send q;f",
        "m=video 9 UDP/TLS/RTP/SAVPF 96 97 108 45",
        "a=mid:2",
        "a=recvonly",
        "a=rtcp-mux",
        "a=rtpmap:108 H264/90000",
        "a=fmtp:108 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f",
        "a=rtpmap:45 AV1/90000",
        "a=fmtp:45 level-idx=5;profile=0;tier=0",
        "a=rtpmap:96 VP8/90000",
        "a=rtpmap:97 rtx/90000",
        "a=fmtp:97 apt=96",
        "",
    ]
)
PROFILES = {"one_byte": b"\xbe\xde", "one_byte_stops_at_15": b"\xbe\xde", "two_byte": b"\x10\x00"}

SEEDS: dict[str, list[bytes]] = {
    "rtp": RTP,
    "rtp_header": RTP,
    "srtp": RTP,
    "classify": [*RTP[:3], *RTCP[:3], *STUN[:3]],
    "extensions": [PROFILES[name] + data for name, data in load("extensions").items()],
    "rtcp": RTCP,
    "twcc": [
        bytes.fromhex(text)
        for text in (
            "000a0004 0f4240 00 d480 00 04 018c",
            "fffe0020 000100 01 2008 8fff d555" + "01" * 40,
            "00010fff 000000 02 0ff0 400a" + "0001ff02" * 6,
        )
    ],
    "stun": STUN,
    "vp8": list(load("vp8").values()),
    "vp9": list(load("vp9").values()),
    "h264": list(load("h264").values()),
    "av1": list(load("av1").values()),
    "dependency_descriptor": [
        L1T3.descriptor(0, 1, attach=True, mask=3),
        L3T1_KEY.descriptor(0, 65535, attach=True, references=[3, 40], chains=[1, 2, 3]),
        L3T1_KEY.descriptor(3, 9, indications="-RD"),
        L1T3.descriptor(3, 9),
    ],
    "opus": [bytes.fromhex(text) for text in ("08aabb", "fb06aabb", "f9aabb", "fa01aabb")],
    "red": [bytes.fromhex("ef0f00036faabbcc112233"), bytes.fromhex("6f1122")],
    "framing": [b"\x00\x05hello\x00\x00\x00\x02yo", b"\x00\x40" + bytes(64), b"\x01\x00"],
    "sdp": [OFFER.encode()],
    "sockaddr": [
        struct.pack("=HH12x", AF_INET, 1),
        struct.pack("=HH24x", AF_INET6, 1),
        struct.pack("=HHI10x2s4sI", AF_INET6, 1, 0, b"\xff\xff", b"\x7f\0\0\1", 0),
    ],
    "sdpfrag": [
        b"a=group:BUNDLE 0 1\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:0\r\na=ice-ufrag:EsAw\r\n"
        b"a=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1\r\na=candidate:1 1 udp 2122260223 192.0.2.1 61764 typ host foo 0\r\n"
        b"a=end-of-candidates\r\n",
        b"a=candidate:9 1 tcp 1518280447 2001:db8::1 9 typ srflx raddr :: rport 9 tcptype active\n",
    ],
}


def mutate(data: bytes, random: Random) -> bytes:
    """A few of the changes that find faults in parsers: bits, whole bytes, lengths, cuts, doublings."""
    mutant = bytearray(data)
    for _ in range(random.randint(1, 4)):
        change = random.randrange(6)
        at = random.randrange(len(mutant)) if mutant else 0
        if change == 0 and mutant:
            mutant[at] ^= 1 << random.randrange(8)
        elif change == 1 and mutant:
            mutant[at] = random.choice((0, 1, 0x7F, 0x80, 0xFF, random.randrange(256)))
        elif change == 2:
            del mutant[at:]
        elif change == 3:
            mutant[at:at] = random.randbytes(random.randint(1, 8))
        elif change == 4:
            del mutant[at : at + random.randint(1, 8)]
        else:
            mutant += mutant[at : at + 40]
    return bytes(mutant[:2000])


def mended(target: str, data: bytes) -> bytes:
    """A mutant whose outermost length and checksum are put right, so that it gets past the door."""
    size = len(data) & ~3
    if target == "stun" and size >= 28:
        head = data[:2] + (size - 20).to_bytes(2, "big") + b"\x21\x12\xa4\x42" + data[8 : size - 8]
        return head + b"\x80\x28\x00\x04" + (zlib.crc32(head) ^ 0x5354554E).to_bytes(4, "big")
    if target == "rtcp" and size >= 4:
        return bytes([data[0] & 0x1F | 0x80]) + data[1:2] + (size // 4 - 1).to_bytes(2, "big") + data[4:size]
    return data
