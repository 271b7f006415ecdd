"""Session descriptions: reads a browser's offer, writes our answer (RFC 8866, RFC 9429, RFC 9143, RFC 8839).

The client offers once and the server answers. An answer is always ICE-lite, bundled on one transport, DTLS-passive and
complete: every candidate stands in it. The parser keeps what the forwarder needs and passes over the rest, so that an
offer of 60 KB costs the event loop less than a millisecond.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Literal, NoReturn, TypeAlias

import msgspec
from msgspec.structs import replace

from eduforum.errors import Detail, Invalid

Direction = Literal["sendonly", "recvonly", "sendrecv", "inactive"]

MAX_OFFER = 256 * 1024
"""Bytes of an offer, the frame limit of `media:produce`."""
MAX_SECTIONS = 64
MAX_MID = 16
"""Bytes of a mid: what a one-byte RTP header extension holds (RFC 8285)."""
MAX_LINE = 4096

MID_URI = "urn:ietf:params:rtp-hdrext:sdes:mid"
AUDIO_LEVEL_URI = "urn:ietf:params:rtp-hdrext:ssrc-audio-level"

_FEEDBACK = ("nack", "nack pli", "ccm fir")
_PROTOCOLS = ("UDP/TLS/RTP/SAVPF", "UDP/TLS/RTP/SAVP")
_DIRECTIONS: tuple[Direction, ...] = ("sendonly", "recvonly", "sendrecv", "inactive")
_ENCODINGS = {"audio": ("opus/48000/2",), "video": ("vp8/90000",)}
_FINGERPRINT_BYTES = {"sha-256": 32, "sha-384": 48, "sha-512": 64}

_Attributes: TypeAlias = dict[str, list[str]]

_TOKEN = re.compile(r"[!#$%&'*+\-.0-9A-Z^_`a-z{|}~]+", re.ASCII)
_MEDIA = re.compile(r"([a-z]{1,16}) (\d{1,5})(?:/\d{1,5})? ([A-Za-z/]{1,32})((?: [!#-~]{1,64})+)", re.ASCII)
_ICE_UFRAG = re.compile(r"[A-Za-z0-9+/]{4,256}")
_ICE_PWD = re.compile(r"[A-Za-z0-9+/]{22,256}")


class Fingerprint(msgspec.Struct, frozen=True):
    """Digest of a DTLS certificate: hash name in lower case, digest in bytes (RFC 8122)."""

    algorithm: str
    digest: bytes

    def __str__(self) -> str:
        return f"{self.algorithm} {self.digest.hex(':').upper()}"


class Codec(msgspec.Struct, frozen=True):
    """The payload types that one section uses: Opus or VP8, and VP8's retransmissions (0 = none)."""

    payload_type: int
    rtx_payload_type: int = 0
    feedback: tuple[str, ...] = ()


class Section(msgspec.Struct, frozen=True):
    """One `m=` section. `codec` is None where the section must be rejected: refused by the offerer, not audio or
    video, outside the bundle, or without a codec that we forward. Extension ids and SSRCs are 0 where absent."""

    media: str
    protocol: str
    formats: str
    mid: str
    direction: Direction
    codec: Codec | None = None
    mid_extension: int = 0
    level_extension: int = 0
    ssrc: int = 0
    rtx_ssrc: int = 0

    @property
    def sends(self) -> bool:
        """Is this a microphone or camera of the offerer?"""
        return self.codec is not None and self.direction in ("sendonly", "sendrecv")

    @property
    def receives(self) -> bool:
        """Is this a receive slot of the offerer?"""
        return self.codec is not None and self.direction == "recvonly"


class Offer(msgspec.Struct, frozen=True):
    """What the forwarder needs of an offer."""

    ufrag: str
    pwd: str
    fingerprints: tuple[Fingerprint, ...]
    sections: tuple[Section, ...]


class Candidate(msgspec.Struct, frozen=True):
    """A host candidate over UDP: textual IPv4 or IPv6 address, port."""

    address: str
    port: int


class Reply(msgspec.Struct, frozen=True):
    """How one section is answered. A section that we send on names its SSRCs and its stream; `rtx_ssrc` may be 0."""

    direction: Literal["sendonly", "recvonly", "inactive"]
    ssrc: int = 0
    rtx_ssrc: int = 0
    stream: str = ""


INACTIVE = Reply("inactive")


def parse_offer(text: str) -> Offer:
    """Read an offer. Raises Invalid `bad_offer`, with the line or attribute at fault in its details."""
    # A character is at least a byte, so the first comparison spares the encoding of something huge.
    if len(text) > MAX_OFFER or (not text.isascii() and len(text.encode("utf-8", "surrogatepass")) > MAX_OFFER):
        _refuse("offer", f"longer than {MAX_OFFER} bytes")
    head, *bodies = text.replace("\r\n", "\n").split("\nm=")
    if head.partition("\n")[0] != "v=0":
        _refuse("v", "the first line is not v=0")
    if not bodies:
        _refuse("m", "no media section")
    if len(bodies) > MAX_SECTIONS:
        _refuse("m", f"more than {MAX_SECTIONS} media sections")
    session = _attributes(head)
    bundle = _bundle(session)
    sections: list[Section] = []
    mids: set[str] = set()
    tagged: _Attributes | None = None
    # The slots of an offer are one text but for their mids, so each text is read once.
    read: dict[str, tuple[_Attributes, Section]] = {}
    for index, body in enumerate(bodies):
        mid, text = _split_mid(body)
        if not _TOKEN.fullmatch(mid) or len(mid) > MAX_MID:
            _refuse("mid", f"m[{index}] has no mid of 1 to {MAX_MID} characters")
        if mid in mids:
            _refuse("mid", f"{mid!r} occurs twice")
        mids.add(mid)
        if text not in read:
            attributes = _attributes(text)
            read[text] = attributes, _section(text.partition("\n")[0], attributes, session, f"m[{index}]")
        attributes, section = read[text]
        section = replace(section, mid=mid)
        if mid not in bundle:
            section = replace(section, codec=None)
        # The offerer-tagged section carries the transport of the whole bundle (RFC 9143, section 7.1.2).
        elif mid == bundle[0]:
            tagged = attributes
        sections.append(section)
    missing = [mid for mid in bundle if mid not in mids]
    if missing or tagged is None:
        _refuse("group", f"BUNDLE names the unknown section {missing[0]!r}")
    if not any(section.codec for section in sections):
        _refuse("m", "no section with Opus or VP8")
    return _transport(tagged, session, tuple(sections))


def write_answer(
    offer: Offer,
    replies: Sequence[Reply],
    *,
    ufrag: str,
    pwd: str,
    fingerprint: Fingerprint,
    candidates: Iterable[Candidate],
    cname: str,
    session_id: int,
) -> str:
    """Write the answer to `offer`, one reply a section in the order of the offer. A section without a codec is
    rejected whatever its reply says. `cname` is the canonical name that our sender reports carry (RFC 3550)."""
    accepted = [section.mid for section in offer.sections if section.codec]
    lines = [
        "v=0",
        f"o=- {session_id} 1 IN IP4 0.0.0.0",
        "s=-",
        "t=0 0",
        "a=ice-lite",
        f"a=group:BUNDLE {' '.join(accepted)}",
        "a=msid-semantic:WMS *",
        # For all sections: Firefox 153 crashes over a bundled section that has no fingerprint.
        f"a=fingerprint:{fingerprint}",
    ]
    # A bundle has one transport and could name it once (RFC 9143, section 7.1.3). aiortc wants the credentials in each
    # section, and believes the last one's candidates; to browsers the repetition is nothing new.
    transport = [
        f"a=ice-ufrag:{ufrag}",
        f"a=ice-pwd:{pwd}",
        "a=setup:passive",
        *(_candidate(index, candidate) for index, candidate in enumerate(candidates)),
        "a=end-of-candidates",
    ]
    for section, reply in zip(offer.sections, replies, strict=True):
        if section.codec is None:
            lines += (
                f"m={section.media} 0 {section.protocol}{section.formats}",
                "c=IN IP4 0.0.0.0",
                f"a=mid:{section.mid}",
                "a=inactive",
            )
            continue
        lines += _answered(section, section.codec, reply, cname)
        lines += transport
    lines.append("")
    return "\r\n".join(lines)


def _refuse(field: str, message: str) -> NoReturn:
    raise Invalid(f"The offer cannot be used: {field}: {message}", code="bad_offer", details=[Detail(field, message)])


def _split_mid(body: str) -> tuple[str, str]:
    """The mid of a section, and its text without it. A receive slot's only SSRC, the one that Firefox reports from,
    goes too: nothing is sent on it."""
    before, _, rest = body.partition("\na=mid:")
    mid, _, after = rest.partition("\n")
    text = f"{before}\n{after}"
    if "\na=recvonly" in text:
        stem, found, ssrc = text.rpartition("\na=ssrc:")
        if found and ssrc.rstrip("\n").count("\n") == 0:
            text = stem
    return mid, text


def _attributes(text: str) -> _Attributes:
    attributes: _Attributes = {}
    for line in text.split("\n"):
        if line[:2] == "a=":
            name, _, value = line[2:].partition(":")
            try:
                attributes[name].append(value)
            except KeyError:
                attributes[name] = [value]
            if len(value) > MAX_LINE:
                _refuse("a", f"a line longer than {MAX_LINE} characters")
    return attributes


def _bundle(session: _Attributes) -> list[str]:
    for group in session.get("group", ()):
        semantics, *mids = group.split(" ")
        if semantics == "BUNDLE" and mids:
            return mids
    _refuse("group", "the sections are not bundled")


def _section(line: str, attributes: _Attributes, session: _Attributes, field: str) -> Section:
    """Read all of a section but its mid."""
    match = _MEDIA.fullmatch(line)
    if match is None:
        _refuse(field, "not a media line")
    media, port, protocol, formats = match.groups()
    direction = _direction(attributes) or _direction(session) or "sendrecv"
    # Port 0 rejects a section, unless it only says that the section has no transport but the bundle's.
    refused = port == "0" and "bundle-only" not in attributes
    encodings = _ENCODINGS.get(media)
    codec = None
    if encodings and protocol in _PROTOCOLS and not refused:
        codec = _codec(encodings, formats.split(), attributes)
    if codec is None:
        return Section(media, protocol, formats, "", direction)
    if "rtcp-mux" not in attributes:
        _refuse("rtcp-mux", f"{field} does not multiplex RTP and RTCP")
    extensions = _extensions(attributes)
    mid_extension = extensions.get(MID_URI, 0)
    ssrc = rtx_ssrc = 0
    if direction in ("sendonly", "sendrecv"):
        ssrc, rtx_ssrc = _ssrcs(attributes, codec)
        if not ssrc and not mid_extension:
            _refuse(field, "a section that sends has neither an SSRC nor the mid extension")
    return Section(
        media,
        protocol,
        formats,
        "",
        direction,
        codec,
        mid_extension,
        extensions.get(AUDIO_LEVEL_URI, 0) if media == "audio" else 0,
        ssrc,
        rtx_ssrc,
    )


def _direction(attributes: _Attributes) -> Direction | None:
    return next((direction for direction in _DIRECTIONS if direction in attributes), None)


def _codec(encodings: tuple[str, ...], formats: list[str], attributes: _Attributes) -> Codec | None:
    maps: dict[str, str] = {}
    for value in attributes.get("rtpmap", ()):
        number, _, encoding = value.partition(" ")
        maps[number] = encoding.lower()
    chosen = next((pt for pt in formats if maps.get(pt) in encodings), None)
    if chosen is None or (payload_type := _number(chosen, 127)) is None:
        return None
    feedback = attributes.get("rtcp-fb", ())
    return Codec(
        payload_type,
        _retransmission(chosen, maps, attributes),
        tuple(fb for fb in _FEEDBACK if f"{chosen} {fb}" in feedback or f"* {fb}" in feedback),
    )


def _retransmission(payload_type: str, maps: dict[str, str], attributes: _Attributes) -> int:
    """The RTX payload type that repairs `payload_type` (RFC 4588, section 8.6), or 0."""
    for value in attributes.get("fmtp", ()):
        rtx, _, parameters = value.partition(" ")
        if maps.get(rtx) == "rtx/90000" and f"apt={payload_type}" in parameters.split(";"):
            return _number(rtx, 127) or 0
    return 0


def _extensions(attributes: _Attributes) -> dict[str, int]:
    extensions: dict[str, int] = {}
    for value in attributes.get("extmap", ()):
        identifier, _, uri = value.partition(" ")
        # Ids above 14 need two-byte headers, which the forwarder writes for nobody (RFC 8285, section 4.2).
        number = _number(identifier.partition("/")[0], 14)
        if number:
            extensions[uri.partition(" ")[0]] = number
    return extensions


def _ssrcs(attributes: _Attributes, codec: Codec) -> tuple[int, int]:
    """SSRC and RTX SSRC of a section that sends, 0 where it says none."""
    for group in attributes.get("ssrc-group", ()):
        semantics, *members = group.split(" ")
        if semantics == "FID" and len(members) == 2:
            ssrc, rtx_ssrc = (_ssrc(member) for member in members)
            return ssrc, rtx_ssrc if codec.rtx_payload_type else 0
    for value in attributes.get("ssrc", ()):
        return _ssrc(value.partition(" ")[0]), 0
    return 0, 0


def _ssrc(text: str) -> int:
    number = _number(text, 0xFFFFFFFF)
    if not number:
        _refuse("ssrc", f"{text[:16]!r} is not an SSRC")
    return number


def _number(text: str, highest: int) -> int | None:
    if not text.isascii() or not text.isdigit() or len(text) > 10:
        return None
    number = int(text)
    return number if number <= highest else None


def _transport(tagged: _Attributes, session: _Attributes, sections: tuple[Section, ...]) -> Offer:
    def value(name: str) -> str:
        return (tagged.get(name) or session.get(name) or [""])[0]

    if "ice-lite" in session:
        _refuse("ice-lite", "both sides would be ICE-lite")
    ufrag, pwd = value("ice-ufrag"), value("ice-pwd")
    if not _ICE_UFRAG.fullmatch(ufrag):
        _refuse("ice-ufrag", "missing or malformed")
    if not _ICE_PWD.fullmatch(pwd):
        _refuse("ice-pwd", "missing or malformed")
    if value("setup") not in ("actpass", "active"):
        _refuse("setup", "the offerer must be able to be the DTLS client")
    texts = tagged.get("fingerprint") or session.get("fingerprint") or []
    fingerprints = tuple(print_ for text in texts if (print_ := _fingerprint(text)))
    if not fingerprints:
        _refuse("fingerprint", "no SHA-256, SHA-384 or SHA-512 fingerprint")
    return Offer(ufrag, pwd, fingerprints, sections)


def _fingerprint(text: str) -> Fingerprint | None:
    algorithm, _, digits = text.partition(" ")
    algorithm = algorithm.lower()
    length = _FINGERPRINT_BYTES.get(algorithm)
    if length is None:
        return None
    pairs = digits.split(":")
    try:
        digest = bytes.fromhex("".join(pairs))
    except ValueError:
        _refuse("fingerprint", f"the {algorithm} digest is not hexadecimal")
    if len(digest) != length or len(pairs) != length:
        _refuse("fingerprint", f"the {algorithm} digest is not {length} bytes")
    return Fingerprint(algorithm, digest)


def _candidate(index: int, candidate: Candidate) -> str:
    # RFC 8445, section 5.1.2.1: host candidates (126) of component 1, the first listed preferred.
    priority = (126 << 24) | ((65535 - index) << 8) | 255
    return f"a=candidate:{index + 1} 1 udp {priority} {candidate.address} {candidate.port} typ host"


def _answered(section: Section, codec: Codec, reply: Reply, cname: str) -> Iterable[str]:
    payload_type, rtx = codec.payload_type, codec.rtx_payload_type
    formats = f"{payload_type} {rtx}" if rtx else f"{payload_type}"
    yield f"m={section.media} 9 {section.protocol} {formats}"
    yield "c=IN IP4 0.0.0.0"
    yield f"a=mid:{section.mid}"
    yield f"a={reply.direction}"
    yield "a=rtcp-mux"
    yield "a=rtcp-rsize"
    if section.mid_extension:
        yield f"a=extmap:{section.mid_extension} {MID_URI}"
    if section.level_extension:
        yield f"a=extmap:{section.level_extension} {AUDIO_LEVEL_URI}"
    if section.media == "audio":
        yield f"a=rtpmap:{payload_type} opus/48000/2"
        # What we wish to receive (RFC 7587, section 6.1): repair data, and nothing while there is silence.
        yield f"a=fmtp:{payload_type} minptime=10;useinbandfec=1;usedtx=1"
    else:
        yield f"a=rtpmap:{payload_type} VP8/90000"
        for feedback in codec.feedback:
            yield f"a=rtcp-fb:{payload_type} {feedback}"
        if rtx:
            yield f"a=rtpmap:{rtx} rtx/90000"
            yield f"a=fmtp:{rtx} apt={payload_type}"
    if reply.direction == "sendonly":
        # A stream for each slot: a browser must not synchronise one person's lips with another's voice.
        yield f"a=msid:{reply.stream} {reply.stream}"
        if reply.rtx_ssrc:
            yield f"a=ssrc-group:FID {reply.ssrc} {reply.rtx_ssrc}"
        yield f"a=ssrc:{reply.ssrc} cname:{cname}"
        if reply.rtx_ssrc:
            yield f"a=ssrc:{reply.rtx_ssrc} cname:{cname}"
