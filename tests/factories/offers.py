"""The offer of a client that is played by hand: its certificate is the one of `tests.native.peer`."""

from cryptography.hazmat.primitives import hashes

from tests.native.peer import CERTIFICATE

FINGERPRINT = ":".join(f"{byte:02X}" for byte in CERTIFICATE.fingerprint(hashes.SHA256()))
VIDEO = [
    "a=rtpmap:96 VP8/90000",
    "a=rtcp-fb:96 nack",
    "a=rtcp-fb:96 nack pli",
    "a=rtpmap:97 rtx/90000",
    "a=fmtp:97 apt=96",
]
AUDIO = ["a=rtpmap:111 opus/48000/2", "a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level"]


def offer(name: str, session: int) -> str:
    """A microphone, a camera, three voices and two pictures."""
    sections = [("audio", "sendonly", ["a=ssrc:11 cname:c"]), ("video", "sendonly", ["a=ssrc:21 cname:c"])]
    sections += [("audio", "recvonly", [])] * 3 + [("video", "recvonly", [])] * 2
    mids = " ".join(map(str, range(len(sections))))
    lines = ["v=0", f"o=- {session} 2 IN IP4 127.0.0.1", "s=-", "t=0 0", f"a=group:BUNDLE {mids}"]
    lines += [f"a=ice-ufrag:{name}", f"a=ice-pwd:{'w' * 24}", f"a=fingerprint:sha-256 {FINGERPRINT}", "a=setup:actpass"]
    for mid, (kind, direction, extra) in enumerate(sections):
        formats, described = ("111", AUDIO) if kind == "audio" else ("96 97", VIDEO)
        lines += [f"m={kind} 9 UDP/TLS/RTP/SAVPF {formats}", "c=IN IP4 0.0.0.0", f"a=mid:{mid}", f"a={direction}"]
        lines += ["a=rtcp-mux", "a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid", *described, *extra]
    return "\r\n".join([*lines, ""])
