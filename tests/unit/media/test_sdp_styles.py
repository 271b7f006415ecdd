"""Offers of programs that are no browsers, in the manner of each, and how they are answered."""

import pytest

from eduforum.media.sdp import Encoding, Fingerprint, Reply, parse_offer, write_answer

DIGEST = ":".join(["5C"] * 32)

# One session-level description, both streams with SSRCs, H.264 first; the program would be the DTLS server.
FFMPEG = f"""v=0
o=FFmpeg 4489045141692799359 2 IN IP4 127.0.0.1
s=FFmpegPublishSession
t=0 0
a=group:BUNDLE 0 1
a=extmap-allow-mixed
a=msid-semantic: WMS
m=audio 9 UDP/TLS/RTP/SAVPF 111
c=IN IP4 0.0.0.0
a=ice-ufrag:a174727d
a=ice-pwd:5f18d7ed81e74dd1e20a64b7d0fd7de8
a=fingerprint:sha-256 {DIGEST}
a=setup:passive
a=mid:0
a=sendonly
a=msid:FFmpeg audio
a=rtcp-mux
a=rtpmap:111 opus/48000/2
a=ssrc:3345224112 cname:FFmpeg
a=ssrc:3345224112 msid:FFmpeg audio
m=video 9 UDP/TLS/RTP/SAVPF 106
c=IN IP4 0.0.0.0
a=ice-ufrag:a174727d
a=ice-pwd:5f18d7ed81e74dd1e20a64b7d0fd7de8
a=fingerprint:sha-256 {DIGEST}
a=setup:passive
a=mid:1
a=sendonly
a=msid:FFmpeg video
a=rtcp-mux
a=rtcp-rsize
a=rtpmap:106 H264/90000
a=fmtp:106 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42c01f
a=ssrc:3345224113 cname:FFmpeg
"""

# Named mids, trailing blanks, RTX whose parameters begin with a time, no header extensions.
GSTREAMER = f"""v=0
o=- 2895431212063361297 0 IN IP4 0.0.0.0
s=-
t=0 0
a=ice-options:trickle
a=group:BUNDLE video0 audio1
m=video 9 UDP/TLS/RTP/SAVPF 96 97\x20
c=IN IP4 0.0.0.0
a=setup:actpass
a=ice-ufrag:0FQ8eJpKqXzFjyUY
a=ice-pwd:vGJH2qvKfcvOkzVFP4fvfxIx
a=rtcp-mux
a=rtcp-rsize
a=sendonly
a=rtpmap:96 H264/90000
a=rtcp-fb:96 nack
a=rtcp-fb:96 nack pli
a=rtcp-fb:96 ccm fir
a=rtcp-fb:96 transport-cc
a=framerate:30
a=fmtp:96 packetization-mode=1;profile-level-id=42c016;sprop-parameter-sets=Z0LAFtoC
a=rtpmap:97 rtx/90000
a=fmtp:97 rtx-time=3000;apt=96
a=ssrc-group:FID 2481216107 1106403110
a=ssrc:2481216107 msid:user1 webrtctransceiver0
a=ssrc:2481216107 cname:user1
a=ssrc:1106403110 cname:user1
a=mid:video0
a=fingerprint:sha-256 {DIGEST}
a=rtcp-mux-only
m=audio 9 UDP/TLS/RTP/SAVPF 98
c=IN IP4 0.0.0.0
a=setup:actpass
a=ice-ufrag:0FQ8eJpKqXzFjyUY
a=ice-pwd:vGJH2qvKfcvOkzVFP4fvfxIx
a=bundle-only
a=rtcp-mux
a=sendonly
a=rtpmap:98 OPUS/48000/2
a=ssrc:1106403111 cname:user1
a=mid:audio1
a=fingerprint:sha-256 {DIGEST}
"""

# Fingerprint and credentials for the whole session, High announced as baseline, REMB and no more.
OBS = f"""v=0
o=rtc 3218457741 0 IN IP4 127.0.0.1
s=-
t=0 0
a=group:BUNDLE 0 1
a=group:LS 0 1
a=msid-semantic:WMS *
a=setup:actpass
a=ice-ufrag:VwTd
a=ice-pwd:Zz8fN1Kj0HvhDCyEPgqJWt
a=ice-options:ice2,trickle
a=fingerprint:sha-256 {DIGEST}
m=audio 9 UDP/TLS/RTP/SAVPF 111
c=IN IP4 0.0.0.0
a=mid:0
a=sendonly
a=ssrc:2104459051 cname:obs
a=rtcp-mux
a=rtpmap:111 opus/48000/2
a=fmtp:111 minptime=10;maxaveragebitrate=96000;stereo=1;sprop-stereo=1;useinbandfec=1
m=video 9 UDP/TLS/RTP/SAVPF 96
c=IN IP4 0.0.0.0
a=mid:1
a=sendonly
a=ssrc:2104459052 cname:obs
a=rtcp-mux
a=rtpmap:96 H264/90000
a=rtcp-fb:96 nack
a=rtcp-fb:96 nack pli
a=rtcp-fb:96 goog-remb
a=fmtp:96 profile-level-id=42e01f;packetization-mode=1;level-asymmetry-allowed=1
"""

STYLES = {"ffmpeg": FFMPEG, "gstreamer": GSTREAMER, "obs": OBS}


def answer(text: str) -> str:
    offer = parse_offer(text)
    return write_answer(
        offer,
        [Reply("recvonly", section.codecs[:1], section.extensions) for section in offer.sections],
        ufrag="ours",
        pwd="p" * 24,
        fingerprint=Fingerprint("sha-256", bytes(32)),
        candidates=[],
        cname="forwarder",
        session_id=42,
    )


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_sound_and_picture_are_found(style: str, line_end: str) -> None:
    sections = parse_offer(STYLES[style].replace("\n", line_end)).sections
    assert {(s.media, s.codecs[0].name) for s in sections if s.sends} == {("audio", "opus"), ("video", "h264")}
    assert all(section.encodings[0].ssrc for section in sections)


@pytest.mark.parametrize("style", STYLES)
def test_the_answer_has_the_sections_and_the_bundle_of_the_offer(style: str) -> None:
    offered = STYLES[style]
    written = answer(offered)
    group = next(line for line in offered.split("\n") if line.startswith("a=group:BUNDLE"))
    assert f"{group}\r\n" in written
    assert written.count("a=recvonly\r\n") == 2


def test_who_would_be_the_server_is_greeted() -> None:
    written = answer(FFMPEG)
    assert "a=setup:active\r\n" in written
    assert "a=setup:passive" not in written


def test_retransmissions_are_found_behind_other_parameters() -> None:
    video = parse_offer(GSTREAMER).sections[0]
    assert video.codecs[0].rtx_payload_type == 97
    assert video.encodings == (Encoding("", 2481216107, 1106403110),)


def test_transport_wide_feedback_without_its_extension_is_not_agreed_to() -> None:
    assert parse_offer(GSTREAMER).sections[0].extensions.transport_cc == 0


def test_remb_is_asked_for_where_there_is_nothing_better() -> None:
    assert "a=rtcp-fb:96 goog-remb\r\n" in answer(OBS)


def test_a_lone_section_needs_no_bundle() -> None:
    audio = FFMPEG[: FFMPEG.index("m=video")].replace("a=group:BUNDLE 0 1\n", "")
    written = answer(audio)
    assert "BUNDLE" not in written
    assert written.count("m=audio 9") == 1


def test_simulcast_by_ssrc_groups_has_an_encoding_for_each() -> None:
    group = "a=ssrc-group:SIM 1 3 5\na=ssrc-group:FID 1 2\na=ssrc-group:FID 3 4\na=ssrc-group:FID 5 6\n"
    video = parse_offer(OBS.replace("a=ssrc:2104459052 cname:obs\n", group)).sections[1]
    assert video.encodings == (Encoding("", 1, 2), Encoding("", 3, 4), Encoding("", 5, 6))


@pytest.mark.parametrize(
    ("parameters", "receivable"),
    [
        ("packetization-mode=1;profile-level-id=42e01f", True),
        ("packetization-mode=1;profile-level-id=42001f", True),
        ("packetization-mode=1;profile-level-id=4d801f", True),
        ("packetization-mode=0;profile-level-id=42e01f", False),
        ("profile-level-id=42e01f", False),
        ("packetization-mode=1;profile-level-id=640c1f", False),
    ],
)
def test_only_what_every_decoder_has_is_promised_to_receivers(parameters: str, receivable: bool) -> None:
    offer = OBS.replace("profile-level-id=42e01f;packetization-mode=1;level-asymmetry-allowed=1", parameters)
    assert [codec.receivable for codec in parse_offer(offer).sections[1].codecs] == [receivable]


@pytest.mark.parametrize("parameters", ["packetization-mode=2", "profile-level-id=42zz1f", "packetization-mode=x"])
def test_other_variants_are_passed_over(parameters: str) -> None:
    offer = OBS.replace("profile-level-id=42e01f;packetization-mode=1;level-asymmetry-allowed=1", parameters)
    assert parse_offer(offer).sections[1].codecs == ()


@pytest.mark.parametrize("codec", ["VP9/90000\na=fmtp:96 profile-id=2", "AV1/90000\na=fmtp:96 profile=1"])
def test_profiles_that_few_decode_are_passed_over(codec: str) -> None:
    offer = OBS.replace("H264/90000", codec).replace("a=fmtp:96 profile-level-id", "a=x:96 profile-level-id")
    assert parse_offer(offer).sections[1].codecs == ()


def test_ids_beyond_one_byte_headers_are_passed_over() -> None:
    offer = OBS.replace("a=mid:1\n", "a=mid:1\na=extmap:15 urn:ietf:params:rtp-hdrext:sdes:mid\n")
    assert parse_offer(offer).sections[1].extensions.mid == 0
