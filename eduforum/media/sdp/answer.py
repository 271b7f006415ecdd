"""Writing an answer."""

from collections.abc import Iterable, Sequence

from eduforum.media.sdp.attributes import EXTENSION_URIS
from eduforum.media.sdp.codecs import codec_lines, formats_of
from eduforum.media.sdp.records import Codec, Extensions, Fingerprint, Offer, Reply


def write_answer(
    offer: Offer,
    replies: Sequence[Reply],
    *,
    ufrag: str,
    pwd: str,
    fingerprint: Fingerprint,
    candidates: Iterable[str],
    cname: str,
    session_id: int,
    version: int = 1,
) -> str:
    """Write the answer to `offer`, one reply a section in the order of the offer. A section without a codec is
    rejected whatever its reply says. `candidates` are `a=candidate` lines; `cname` is the canonical name that our
    sender reports carry (RFC 3550); `version` counts the answers of one session.
    """
    accepted = [section.mid for section in offer.sections if section.codecs]
    lines = ["v=0", f"o=- {session_id} {version} IN IP4 0.0.0.0", "s=-", "t=0 0", "a=ice-lite"]
    if offer.bundled:
        lines.append(f"a=group:BUNDLE {' '.join(accepted)}")
    if offer.allows_mixed:
        lines.append("a=extmap-allow-mixed")
    credentials = (
        f"a=ice-ufrag:{ufrag}",
        f"a=ice-pwd:{pwd}",
        f"a=setup:{'active' if offer.setup == 'passive' else 'passive'}",
    )
    # The fingerprint is for all sections: Firefox 153 crashes over a bundled section that has none. GStreamer 1.22 asks
    # it and the credentials of rejected sections too.
    lines += ("a=msid-semantic:WMS *", f"a=fingerprint:{fingerprint}", *credentials)
    # A bundle has one transport and could name it once (RFC 9143, section 7.1.3). aiortc wants the credentials in each
    # section, and believes the last one's candidates; to browsers the repetition is nothing new.
    transport = [*credentials, *candidates, "a=end-of-candidates"]
    # Slots have their codecs and extensions in common, so what these come to is written once.
    written: dict[tuple[int, int], tuple[str, list[str]]] = {}
    for section, reply in zip(offer.sections, replies, strict=True):
        if not section.codecs:
            lines += (
                f"m={section.media} 0 {section.protocol}{section.formats}",
                "c=IN IP4 0.0.0.0",
                f"a=mid:{section.mid}",
                "a=inactive",
            )
            continue
        if not reply.codecs:
            reply = Reply("inactive", section.codecs[:1], section.extensions)
        key = id(reply.codecs), id(reply.extensions)
        if key not in written:
            written[key] = formats_of(reply.codecs), [*_common(reply.codecs, reply.extensions)]
        formats, common = written[key]
        lines += (
            f"m={section.media} 9 {section.protocol} {formats}",
            "c=IN IP4 0.0.0.0",
            f"a=mid:{section.mid}",
            f"a={reply.direction}",
        )
        lines += common
        if reply.rids:
            lines += (f"a=rid:{rid} recv" for rid in reply.rids)
            lines.append(f"a=simulcast:recv {';'.join(reply.rids)}")
        if reply.direction == "sendonly":
            lines += _stream(reply, cname)
        lines += transport
    lines.append("")
    return "\r\n".join(lines)


def _common(codecs: tuple[Codec, ...], extensions: Extensions) -> Iterable[str]:
    yield "a=rtcp-mux"
    yield "a=rtcp-rsize"
    for field, uri in EXTENSION_URIS.items():
        if id := getattr(extensions, field):
            yield f"a=extmap:{id} {uri}"
    yield from codec_lines(codecs, remb=not extensions.transport_cc)


def _stream(reply: Reply, cname: str) -> Iterable[str]:
    # A stream for each slot: a browser must not synchronise one person's lips with another's voice.
    yield f"a=msid:{reply.stream} {reply.stream}"
    if reply.rtx_ssrc:
        yield f"a=ssrc-group:FID {reply.ssrc} {reply.rtx_ssrc}"
    yield f"a=ssrc:{reply.ssrc} cname:{cname}"
    if reply.rtx_ssrc:
        yield f"a=ssrc:{reply.rtx_ssrc} cname:{cname}"
