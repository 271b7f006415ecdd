"""What an offer says and an answer replies, without the syntax."""

from typing import Literal

import msgspec

Direction = Literal["sendonly", "recvonly", "sendrecv", "inactive"]
CodecName = Literal["opus", "vp8", "vp9", "h264", "av1"]


class Fingerprint(msgspec.Struct, frozen=True):
    """Digest of a DTLS certificate: hash name in lower case, digest in bytes (RFC 8122)."""

    algorithm: str
    digest: bytes

    def __str__(self) -> str:
        return f"{self.algorithm} {self.digest.hex(':').upper()}"


class Codec(msgspec.Struct, frozen=True):
    """A codec of a section with its payload types, 0 for none. RTX is RFC 4588, RED RFC 2198; `red_first`: the offerer
    prefers to send RED. `parameters` are those of `a=fmtp`, `feedback` those of `a=rtcp-fb` that we act on.
    `receivable`: in a variant that every decoder of the codec has; others are taken from a sender alone."""

    name: CodecName
    payload_type: int
    rtx_payload_type: int = 0
    red_payload_type: int = 0
    red_first: bool = False
    parameters: str = ""
    feedback: tuple[str, ...] = ()
    receivable: bool = True


class Encoding(msgspec.Struct, frozen=True):
    """One RTP stream of a section that sends: a rid (RFC 8851), or SSRCs; 0 where the offer says none."""

    rid: str = ""
    ssrc: int = 0
    rtx_ssrc: int = 0


class Extensions(msgspec.Struct, frozen=True):
    """Ids of RTP header extensions (RFC 8285), 1 to 14; 0 for none."""

    mid: int = 0
    rid: int = 0
    repaired_rid: int = 0
    audio_level: int = 0
    abs_send_time: int = 0
    transport_cc: int = 0
    dependency_descriptor: int = 0


class Section(msgspec.Struct, frozen=True):
    """One `m=` section. It has no codecs where it must be rejected: refused by the offerer, not audio or video, outside
    the bundle, or without a codec that we forward. Codecs and encodings stand in the offer's order."""

    media: str
    protocol: str
    formats: str
    mid: str
    direction: Direction
    codecs: tuple[Codec, ...] = ()
    extensions: Extensions = Extensions()
    encodings: tuple[Encoding, ...] = (Encoding(),)

    @property
    def sends(self) -> bool:
        """Does the offerer send here?"""
        return bool(self.codecs) and self.direction in ("sendonly", "sendrecv")

    @property
    def receives(self) -> bool:
        """Is this a receive slot of the offerer, and nothing else?"""
        return bool(self.codecs) and self.direction == "recvonly"


class Offer(msgspec.Struct, frozen=True):
    """What the forwarder needs of an offer. `origin` is the session's id, the same for every offer of one peer
    connection; `setup` is the DTLS role that the offerer can take (RFC 8842)."""

    origin: str
    ufrag: str
    pwd: str
    setup: Literal["actpass", "active", "passive"]
    fingerprints: tuple[Fingerprint, ...]
    bundled: bool
    allows_mixed: bool
    sections: tuple[Section, ...]


class Reply(msgspec.Struct, frozen=True):
    """How one section is answered: with these codecs, the preferred first, and these extensions. One that the offerer
    sends on names the rids that are taken; one that we send on names its SSRCs and its stream, `rtx_ssrc` may be 0."""

    direction: Literal["sendonly", "recvonly", "inactive"]
    codecs: tuple[Codec, ...] = ()
    extensions: Extensions = Extensions()
    rids: tuple[str, ...] = ()
    ssrc: int = 0
    rtx_ssrc: int = 0
    stream: str = ""


INACTIVE = Reply("inactive")
