"""Codecs of a section: what an offer has of those that we forward, and how an answer says them.

VP8, VP9 (profile 0), H.264, AV1 (profile 0) and Opus, with their retransmissions (RFC 4588) and, for Opus, RED
(RFC 2198).
"""

import re
from collections.abc import Iterator

from eduforum.media.sdp.attributes import Attributes, number
from eduforum.media.sdp.records import Codec, CodecName

_ENCODINGS: dict[str, dict[str, CodecName]] = {
    # RFC 7587 wants two channels named; GStreamer's pipelines often leave them out.
    "audio": {"opus/48000/2": "opus", "opus/48000": "opus"},
    "video": {"vp8/90000": "vp8", "vp9/90000": "vp9", "h264/90000": "h264", "av1/90000": "av1"},
}
_NAMES: dict[CodecName, str] = {
    "opus": "opus/48000/2",
    "vp8": "VP8/90000",
    "vp9": "VP9/90000",
    "h264": "H264/90000",
    "av1": "AV1/90000",
}
_FEEDBACK = {
    "audio": ("transport-cc", "goog-remb", "nack"),
    "video": ("transport-cc", "goog-remb", "nack", "nack pli", "ccm fir"),
}

# Of what stands in an answer only what is certainly harmless there.
_PARAMETERS = re.compile(r"[!-~ ]{0,512}", re.ASCII)


def codecs_of(media: str, formats: list[str], attributes: Attributes) -> tuple[Codec, ...]:
    """What we forward of a section's formats, each codec once by its best variant, in the order of the offer."""
    encodings = _ENCODINGS.get(media)
    if encodings is None:
        return ()
    maps = {pt: encoding.lower() for pt, encoding in _pairs(attributes, "rtpmap")}
    parameters = dict(_pairs(attributes, "fmtp"))
    repairs = {_parameter(parameters.get(pt, ""), "apt", ""): pt for pt in formats if maps.get(pt) == "rtx/90000"}
    best: dict[CodecName, tuple[int, Codec]] = {}
    for pt in formats:
        name = encodings.get(maps.get(pt, ""))
        payload_type = number(pt, 127)
        if name is None or payload_type is None:
            continue
        said = parameters.get(pt, "")
        rank = _rank(name, said)
        if rank is None or (name in best and best[name][0] <= rank) or not _PARAMETERS.fullmatch(said):
            continue
        redundant = _redundant(pt, formats, maps, parameters) if name == "opus" else ""
        codec = Codec(
            name,
            payload_type,
            number(repairs.get(pt, ""), 127) or 0,
            number(redundant, 127) or 0,
            bool(redundant) and formats.index(redundant) < formats.index(pt),
            _answered(name, said),
            _feedback(media, pt, attributes),
            rank < _SENDER_ONLY,
        )
        best[name] = rank, codec
    return tuple(codec for _, codec in best.values())


def formats_of(codecs: tuple[Codec, ...]) -> str:
    """The formats of an answer's media line, the preferred first."""
    formats: list[int] = []
    for codec in codecs:
        pair = [codec.red_payload_type, codec.payload_type]
        formats += pair if codec.red_first else reversed(pair)
        formats.append(codec.rtx_payload_type)
    return " ".join(str(pt) for pt in formats if pt)


def codec_lines(codecs: tuple[Codec, ...], *, remb: bool) -> Iterator[str]:
    """The attributes of an answer that describe its codecs; REMB is asked for where nothing better is there."""
    for codec in codecs:
        pt = codec.payload_type
        yield f"a=rtpmap:{pt} {_NAMES[codec.name]}"
        if codec.name == "opus":
            # What we wish to receive (RFC 7587, section 6.1): repair data, and nothing while there is silence.
            yield f"a=fmtp:{pt} minptime=10;useinbandfec=1;usedtx=1"
        elif codec.parameters:
            yield f"a=fmtp:{pt} {codec.parameters}"
        for feedback in codec.feedback:
            if remb or feedback != "goog-remb":
                yield f"a=rtcp-fb:{pt} {feedback}"
        if codec.red_payload_type:
            yield f"a=rtpmap:{codec.red_payload_type} red/48000/2"
            yield f"a=fmtp:{codec.red_payload_type} {pt}/{pt}"
        if codec.rtx_payload_type:
            yield f"a=rtpmap:{codec.rtx_payload_type} rtx/90000"
            yield f"a=fmtp:{codec.rtx_payload_type} apt={pt}"


def _answered(name: CodecName, said: str) -> str:
    """What of the parameters the answer repeats: what tells variants apart. The rest is the offerer's about itself."""
    if name in ("h264", "av1"):
        return said
    return "profile-id=0" if name == "vp9" and "profile-id" in said else ""


_SENDER_ONLY = 2
"""Variants of this rank and above are taken from a sender; no decoder is promised to."""


def _rank(name: CodecName, said: str) -> int | None:
    """How well a variant suits us, 0 best; None: not at all."""
    if name == "vp9":
        return 0 if _parameter(said, "profile-id", "0") == "0" else None
    if name == "av1":
        return 0 if _parameter(said, "profile", "0") == "0" else None
    if name != "h264":
        return 0
    # RFC 6184, sections 8.1 and 8.2.2. Single NAL units are a subset of the non-interleaved mode.
    mode = _parameter(said, "packetization-mode", "0")
    if mode not in ("0", "1"):
        return None
    profile = _parameter(said, "profile-level-id", "42000a").lower()
    baseline = profile.startswith("42")
    try:
        constrained = bool(int(profile[2:4], 16) & (0x40 if baseline else 0x80)) and profile[:2] in ("42", "4d")
    except ValueError:
        return None
    if mode == "1" and (constrained or baseline):
        return 0 if constrained else 1
    return _SENDER_ONLY if constrained or baseline else _SENDER_ONLY + 1


def _redundant(pt: str, formats: list[str], maps: dict[str, str], parameters: dict[str, str]) -> str:
    """The payload type whose RED carries `pt` twice or more, or none."""
    for red in formats:
        if maps.get(red) == "red/48000/2" and set(parameters.get(red, f"{pt}/{pt}").split("/")) == {pt}:
            return red
    return ""


def _feedback(media: str, pt: str, attributes: Attributes) -> tuple[str, ...]:
    offered = attributes.get("rtcp-fb", ())
    return tuple(fb for fb in _FEEDBACK[media] if f"{pt} {fb}" in offered or f"* {fb}" in offered)


def _parameter(said: str, name: str, default: str) -> str:
    for part in said.split(";"):
        key, _, value = part.strip().partition("=")
        if key.lower() == name:
            return value.strip()
    return default


def _pairs(attributes: Attributes, name: str) -> Iterator[tuple[str, str]]:
    for value in attributes.get(name, ()):
        first, _, rest = value.partition(" ")
        yield first, rest.strip()
