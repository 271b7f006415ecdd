"""The lines of a description: limits, attributes, numbers, and refusing what cannot be used."""

from typing import NoReturn, TypeAlias

from eduforum.errors import Detail, Invalid

MAX_OFFER = 256 * 1024
"""Bytes of an offer, the frame limit of `media:produce`."""
MAX_SECTIONS = 64
MAX_MID = 16
"""Bytes of a mid or rid: what a one-byte RTP header extension holds (RFC 8285)."""
MAX_LINE = 4096

MID_URI = "urn:ietf:params:rtp-hdrext:sdes:mid"
RID_URI = "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id"
REPAIRED_RID_URI = "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id"
AUDIO_LEVEL_URI = "urn:ietf:params:rtp-hdrext:ssrc-audio-level"
ABS_SEND_TIME_URI = "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time"
TRANSPORT_CC_URI = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"
DEPENDENCY_DESCRIPTOR_URI = "https://aomediacodec.github.io/av1-rtp-spec/#dependency-descriptor-rtp-header-extension"

EXTENSION_URIS = {
    "mid": MID_URI,
    "rid": RID_URI,
    "repaired_rid": REPAIRED_RID_URI,
    "audio_level": AUDIO_LEVEL_URI,
    "abs_send_time": ABS_SEND_TIME_URI,
    "transport_cc": TRANSPORT_CC_URI,
    "dependency_descriptor": DEPENDENCY_DESCRIPTOR_URI,
}
"""The extensions that the forwarder reads or writes, by the fields of `Extensions`."""

Attributes: TypeAlias = dict[str, list[str]]


def refuse(field: str, message: str) -> NoReturn:
    raise Invalid(f"The offer cannot be used: {field}: {message}", code="bad_offer", details=[Detail(field, message)])


def attributes_of(text: str) -> Attributes:
    """The `a=` lines of a part of the description: name → values in order."""
    attributes: Attributes = {}
    for line in text.split("\n"):
        if line[:2] == "a=":
            name, _, value = line[2:].partition(":")
            try:
                attributes[name].append(value)
            except KeyError:
                attributes[name] = [value]
            if len(value) > MAX_LINE:
                refuse("a", f"a line longer than {MAX_LINE} characters")
    return attributes


def number(text: str, highest: int) -> int | None:
    """A decimal number of ASCII digits, or None for anything else and what is higher."""
    if not text.isascii() or not text.isdigit() or len(text) > 10:
        return None
    value = int(text)
    return value if value <= highest else None
