"""The offer of a load tester's participant, and what it has to know of the answer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

OPUS, VP8, RTX = 111, 96, 97
RIDS = ("q", "h", "f")

_EXTENSIONS = {
    "mid": (4, "urn:ietf:params:rtp-hdrext:sdes:mid"),
    "rid": (10, "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id"),
    "repaired_rid": (11, "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id"),
    "audio_level": (1, "urn:ietf:params:rtp-hdrext:ssrc-audio-level"),
    "transport_cc": (3, "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"),
}


@dataclass(frozen=True)
class Sending:
    """What a participant offers to send: SSRCs of its voice, and of its camera's layers with those of their repair."""

    voice: int
    layers: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Answered:
    """One section of an answer. Extension ids by name; `rids` are the layers that are wanted."""

    mid: str
    media: str
    accepted: bool
    payload_types: tuple[int, ...]
    extensions: dict[str, int]
    rids: tuple[str, ...]


@dataclass(frozen=True)
class Answer:
    """The peer's end: its ICE credentials, where it can be reached, and what it made of each section."""

    ufrag: str
    pwd: str
    candidates: tuple[tuple[str, int], ...]
    sections: tuple[Answered, ...]

    def section(self, mid: str) -> Answered | None:
        return next((section for section in self.sections if section.mid == mid and section.accepted), None)


def write_offer(
    *, ufrag: str, pwd: str, fingerprint: str, sending: Sending | None, voices: int, cameras: int, simulcast: bool
) -> str:
    """An offer as a browser makes it: what is sent first, then a section for each receive slot."""
    sections = list(_sections(sending, voices, cameras, simulcast))
    lines = [
        "v=0",
        "o=- 1 1 IN IP4 127.0.0.1",
        "s=-",
        "t=0 0",
        f"a=group:BUNDLE {' '.join(str(mid) for mid in range(len(sections)))}",
        "a=extmap-allow-mixed",
        "a=msid-semantic: WMS",
    ]
    transport = [
        "c=IN IP4 0.0.0.0",
        "a=rtcp:9 IN IP4 0.0.0.0",
        f"a=ice-ufrag:{ufrag}",
        f"a=ice-pwd:{pwd}",
        "a=ice-options:trickle",
        f"a=fingerprint:sha-256 {fingerprint}",
        "a=setup:actpass",
        "a=rtcp-mux",
        "a=rtcp-rsize",
    ]
    for mid, (media, body) in enumerate(sections):
        formats = str(OPUS) if media == "audio" else f"{VP8} {RTX}"
        lines += [f"m={media} 9 UDP/TLS/RTP/SAVPF {formats}", *transport, f"a=mid:{mid}", *body]
    return "\r\n".join([*lines, ""])


def _sections(sending: Sending | None, voices: int, cameras: int, simulcast: bool) -> Iterator[tuple[str, list[str]]]:
    if sending is not None:
        yield "audio", [*_audio(), "a=sendonly", "a=msid:load voice", f"a=ssrc:{sending.voice} cname:load"]
        camera = [*_video(), "a=sendonly", "a=msid:load camera"]
        if simulcast:
            rids = RIDS[: len(sending.layers)]
            camera += [f"a=rid:{rid} send" for rid in rids] + [f"a=simulcast:send {';'.join(rids)}"]
        else:
            ssrc, rtx = sending.layers[0]
            camera += [f"a=ssrc-group:FID {ssrc} {rtx}", f"a=ssrc:{ssrc} cname:load", f"a=ssrc:{rtx} cname:load"]
        yield "video", camera
    for _ in range(voices):
        yield "audio", [*_audio(), "a=recvonly"]
    for _ in range(cameras):
        yield "video", [*_video(), "a=recvonly"]


def _extmaps(*names: str) -> list[str]:
    return [f"a=extmap:{_EXTENSIONS[name][0]} {_EXTENSIONS[name][1]}" for name in names]


def _audio() -> list[str]:
    return [
        *_extmaps("mid", "audio_level", "transport_cc"),
        f"a=rtpmap:{OPUS} opus/48000/2",
        f"a=rtcp-fb:{OPUS} transport-cc",
        f"a=fmtp:{OPUS} minptime=10;useinbandfec=1",
    ]


def _video() -> list[str]:
    return [
        *_extmaps("mid", "rid", "repaired_rid", "transport_cc"),
        f"a=rtpmap:{VP8} VP8/90000",
        *(f"a=rtcp-fb:{VP8} {feedback}" for feedback in ("transport-cc", "ccm fir", "nack", "nack pli")),
        f"a=rtpmap:{RTX} rtx/90000",
        f"a=fmtp:{RTX} apt={VP8}",
    ]


def read_answer(text: str) -> Answer:
    """Raises ValueError when the answer has no credentials or nowhere to send to."""
    bodies = re.split(r"^m=", text.replace("\r\n", "\n"), flags=re.MULTILINE)[1:]
    candidates = [
        (match[1], int(match[2]))
        for match in re.finditer(r"^a=candidate:\S+ 1 udp \d+ (\S+) (\d+) typ \w+", text, re.MULTILINE | re.IGNORECASE)
    ]
    ufrag, pwd = _value(text, "ice-ufrag"), _value(text, "ice-pwd")
    if not ufrag or not pwd or not candidates:
        raise ValueError("the answer names no ICE credentials, or no UDP candidate")
    return Answer(ufrag, pwd, tuple(dict.fromkeys(candidates)), tuple(_answered(body) for body in bodies))


def _value(text: str, name: str) -> str:
    match = re.search(rf"^a={name}:(\S+)", text, re.MULTILINE)
    return match[1] if match else ""


def _answered(body: str) -> Answered:
    media, port, _, *formats = body.partition("\n")[0].split()
    uris = {uri: name for name, (_, uri) in _EXTENSIONS.items()}
    extensions = {
        uris[match[2]]: int(match[1])
        for match in re.finditer(r"^a=extmap:(\d+)(?:/\w+)? (\S+)", body, re.MULTILINE)
        if match[2] in uris
    }
    simulcast = re.search(r"^a=simulcast:recv (\S+)", body, re.MULTILINE)
    rids = tuple(rid.lstrip("~") for rid in simulcast[1].split(";")) if simulcast else ()
    accepted = port != "0" and not re.search(r"^a=inactive", body, re.MULTILINE)
    return Answered(_value(body, "mid"), media, accepted, tuple(int(f) for f in formats), extensions, rids)


def candidate_order(candidates: Sequence[tuple[str, int]], host: str) -> list[tuple[str, int]]:
    """IPv4 candidates, the one that HTTP goes to first: a load tester does not search, it takes the shortest way."""
    usable = [candidate for candidate in candidates if ":" not in candidate[0] and not candidate[0].endswith(".local")]
    return sorted(usable, key=lambda candidate: (candidate[0] != host, not candidate[0].startswith("127.")))
