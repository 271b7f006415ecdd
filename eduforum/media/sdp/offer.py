"""Reading an offer."""

import re
from collections.abc import Iterator
from typing import Literal

from msgspec.structs import replace

from eduforum.media.sdp.attributes import (
    EXTENSION_URIS,
    MAX_MID,
    MAX_OFFER,
    MAX_SECTIONS,
    Attributes,
    attributes_of,
    number,
    refuse,
)
from eduforum.media.sdp.codecs import codecs_of
from eduforum.media.sdp.records import Codec, Direction, Encoding, Extensions, Fingerprint, Offer, Section

MAX_ENCODINGS = 3

_PROTOCOLS = ("UDP/TLS/RTP/SAVPF", "UDP/TLS/RTP/SAVP")
_DIRECTIONS: tuple[Direction, ...] = ("sendonly", "recvonly", "sendrecv", "inactive")
_FINGERPRINT_BYTES = {"sha-256": 32, "sha-384": 48, "sha-512": 64}
_SETUPS: dict[str, Literal["actpass", "active", "passive"]] = {
    "actpass": "actpass",
    "active": "active",
    "passive": "passive",
}
_FIELDS = {uri: field for field, uri in EXTENSION_URIS.items()}

_TOKEN = re.compile(r"[!#$%&'*+\-.0-9A-Z^_`a-z{|}~]+", re.ASCII)
_RID = re.compile(r"[A-Za-z0-9_-]{1,16}", re.ASCII)
_MEDIA = re.compile(r"([a-z]{1,16}) (\d{1,5})(?:/\d{1,5})? ([A-Za-z/]{1,32})((?: [!#-~]{1,64})+) *", re.ASCII)
# RFC 8839 allows 256 characters; nobody uses more than 32, and the forwarder keeps so many of each name.
_ICE_UFRAG = re.compile(r"[A-Za-z0-9+/]{4,64}")
_ICE_PWD = re.compile(r"[A-Za-z0-9+/]{22,256}")


def parse_offer(text: str) -> Offer:
    """Read an offer. Raises Invalid `bad_offer`, with the line or attribute at fault in its details."""
    # A character is at least a byte, so the first comparison spares the encoding of something huge.
    if len(text) > MAX_OFFER or (not text.isascii() and len(text.encode("utf-8", "surrogatepass")) > MAX_OFFER):
        refuse("offer", f"longer than {MAX_OFFER} bytes")
    head, *bodies = text.replace("\r\n", "\n").split("\nm=")
    if head.partition("\n")[0] != "v=0":
        refuse("v", "the first line is not v=0")
    if not bodies:
        refuse("m", "no media section")
    if len(bodies) > MAX_SECTIONS:
        refuse("m", f"more than {MAX_SECTIONS} media sections")
    session = attributes_of(head)
    bundle = _bundle(session, alone=len(bodies) == 1)
    sections: list[Section] = []
    mids: set[str] = set()
    tagged: Attributes | None = None
    # The slots of an offer are one text but for their mids, so each text is read once.
    read: dict[str, tuple[Attributes, Section]] = {}
    for index, body in enumerate(bodies):
        mid, text = _split_mid(body)
        if not _TOKEN.fullmatch(mid) or len(mid) > MAX_MID:
            refuse("mid", f"m[{index}] has no mid of 1 to {MAX_MID} characters")
        if mid in mids:
            refuse("mid", f"{mid!r} occurs twice")
        mids.add(mid)
        if text not in read:
            attributes = attributes_of(text)
            read[text] = attributes, _section(text.partition("\n")[0], attributes, session, f"m[{index}]")
        attributes, section = read[text]
        section = replace(section, mid=mid)
        if bundle is not None and mid not in bundle:
            section = replace(section, codecs=())
        # The offerer-tagged section carries the transport of the whole bundle (RFC 9143, section 7.1.2).
        elif bundle is None or mid == bundle[0]:
            tagged = attributes
        sections.append(section)
    missing = [mid for mid in bundle or () if mid not in mids]
    if missing or tagged is None:
        refuse("group", f"BUNDLE names the unknown section {missing[0]!r}")
    if not any(section.codecs for section in sections):
        refuse("m", "no section with a codec that is forwarded")
    return _offer(head, tagged, session, bundle is not None, tuple(sections))


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


def _bundle(session: Attributes, *, alone: bool) -> list[str] | None:
    """The mids of the bundle; None of a section that is alone and needs none."""
    for group in session.get("group", ()):
        semantics, *mids = group.split() or [""]
        if semantics == "BUNDLE" and mids:
            return mids
    if not alone:
        refuse("group", "the sections are not bundled")
    return None


def _section(line: str, attributes: Attributes, session: Attributes, field: str) -> Section:
    """Read all of a section but its mid."""
    match = _MEDIA.fullmatch(line)
    if match is None:
        refuse(field, "not a media line")
    media, port, protocol, formats = match.groups()
    direction = _direction(attributes) or _direction(session) or "sendrecv"
    # Port 0 rejects a section, unless it only says that the section has no transport but the bundle's.
    refused = port == "0" and "bundle-only" not in attributes
    codecs: tuple[Codec, ...] = ()
    if protocol in _PROTOCOLS and not refused:
        codecs = codecs_of(media, formats.split(), attributes)
    if not codecs:
        return Section(media, protocol, formats, "", direction)
    if "rtcp-mux" not in attributes:
        refuse("rtcp-mux", f"{field} does not multiplex RTP and RTCP")
    extensions = _extensions(attributes)
    encodings: tuple[Encoding, ...] = (Encoding(),)
    if direction in ("sendonly", "sendrecv"):
        encodings = _rids(attributes, extensions) or _ssrcs(attributes)
        if not extensions.mid and not all(encoding.ssrc for encoding in encodings):
            refuse(field, "a section that sends has neither an SSRC nor the mid extension")
    return Section(media, protocol, formats, "", direction, codecs, extensions, encodings)


def _direction(attributes: Attributes) -> Direction | None:
    return next((direction for direction in _DIRECTIONS if direction in attributes), None)


def _extensions(attributes: Attributes) -> Extensions:
    extensions: dict[str, int] = {}
    for value in attributes.get("extmap", ()):
        identifier, _, uri = value.partition(" ")
        # Ids above 14 need two-byte headers throughout, which not everybody reads (RFC 8285, section 4.2).
        field, id = _FIELDS.get(uri.partition(" ")[0]), number(identifier.partition("/")[0], 14)
        if field and id:
            extensions[field] = id
    return Extensions(**extensions)


def _rids(attributes: Attributes, extensions: Extensions) -> tuple[Encoding, ...]:
    """The encodings of simulcast (RFC 8853), the offer's first three; of alternatives the first."""
    for value in attributes.get("simulcast", ()):
        words = value.split()
        for direction, streams in zip(words[::2], words[1::2], strict=False):
            if direction == "send" and extensions.rid and extensions.mid:
                rids = [stream.partition(",")[0].removeprefix("~") for stream in streams.split(";")]
                if not all(map(_RID.fullmatch, rids)) or len(set(rids)) != len(rids):
                    refuse("simulcast", "its rids are not distinct words of 1 to 16 characters")
                return tuple(Encoding(rid) for rid in rids[:MAX_ENCODINGS])
    return ()


def _ssrcs(attributes: Attributes) -> tuple[Encoding, ...]:
    """The encodings by SSRC, where the section says any: a SIM group is simulcast, FID groups name retransmissions."""
    repairs: dict[int, int] = {}
    streams: list[int] = []
    for group in attributes.get("ssrc-group", ()):
        semantics, *members = group.split() or [""]
        if semantics == "FID" and len(members) == 2:
            repairs.setdefault(_ssrc(members[0]), _ssrc(members[1]))
        elif semantics == "SIM" and not streams:
            streams = [_ssrc(member) for member in members[:MAX_ENCODINGS]]
    if not streams:
        if repairs:
            streams = [next(iter(repairs))]
        elif lines := attributes.get("ssrc"):
            streams = [_ssrc(lines[0].partition(" ")[0])]
    return tuple(Encoding("", ssrc, repairs.get(ssrc, 0)) for ssrc in dict.fromkeys(streams)) or (Encoding(),)


def _ssrc(text: str) -> int:
    value = number(text, 0xFFFFFFFF)
    if not value:
        refuse("ssrc", f"{text[:16]!r} is not an SSRC")
    return value


def _offer(head: str, tagged: Attributes, session: Attributes, bundled: bool, sections: tuple[Section, ...]) -> Offer:
    def value(name: str) -> str:
        return (tagged.get(name) or session.get(name) or [""])[0].strip()

    if "ice-lite" in session:
        refuse("ice-lite", "both sides would be ICE-lite")
    ufrag, pwd = value("ice-ufrag"), value("ice-pwd")
    if not _ICE_UFRAG.fullmatch(ufrag):
        refuse("ice-ufrag", "missing or malformed")
    if not _ICE_PWD.fullmatch(pwd):
        refuse("ice-pwd", "missing or malformed")
    setup = _SETUPS.get(value("setup"))
    if setup is None:
        refuse("setup", "not actpass, active or passive")
    texts = tagged.get("fingerprint") or session.get("fingerprint") or []
    fingerprints = tuple(_fingerprints(texts))
    if not fingerprints:
        refuse("fingerprint", "no SHA-256, SHA-384 or SHA-512 fingerprint")
    mixed = "extmap-allow-mixed" in session or "extmap-allow-mixed" in tagged
    return Offer(_origin(head), ufrag, pwd, setup, fingerprints, bundled, mixed, sections)


def _origin(head: str) -> str:
    """The session id of the `o=` line (RFC 8866, section 5.2)."""
    for line in head.split("\n", 3):
        if line.startswith("o="):
            words = line.split(" ")
            return words[1] if len(words) > 1 else ""
    return ""


def _fingerprints(texts: list[str]) -> Iterator[Fingerprint]:
    for text in texts:
        algorithm, _, digits = text.strip().partition(" ")
        algorithm = algorithm.lower()
        length = _FINGERPRINT_BYTES.get(algorithm)
        if length is None:
            continue
        pairs = digits.split(":")
        try:
            digest = bytes.fromhex("".join(pairs))
        except ValueError:
            refuse("fingerprint", f"the {algorithm} digest is not hexadecimal")
        if len(digest) != length or len(pairs) != length:
            refuse("fingerprint", f"the {algorithm} digest is not {length} bytes")
        yield Fingerprint(algorithm, digest)
