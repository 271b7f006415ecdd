"""Offers of real browsers (`offers/`, made by Chromium 156 and Firefox 153), and of nobody, and our answers."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eduforum.errors import Invalid
from eduforum.media.sdp import (
    INACTIVE,
    MAX_OFFER,
    MAX_SECTIONS,
    Encoding,
    Fingerprint,
    Offer,
    Reply,
    Section,
    parse_offer,
    write_answer,
)

OFFERS = Path(__file__).parent / "offers"
BROWSERS = ("chromium", "firefox")
CANDIDATES = ("a=candidate:1 1 udp 2130706431 192.0.2.7 40000 typ host", "a=candidate:2 1 udp 1 2001:db8::7 9 typ host")
OURS = Fingerprint("sha-256", bytes(range(32)))

MINIMAL = """v=0
o=- 1 1 IN IP4 127.0.0.1
s=-
t=0 0
a=group:BUNDLE a
m=audio 9 UDP/TLS/RTP/SAVPF 111
c=IN IP4 0.0.0.0
a=ice-ufrag:abcd
a=ice-pwd:abcdefghijklmnopqrstuvwx
a=fingerprint:sha-256 {digest}
a=setup:actpass
a=mid:a
a=sendonly
a=rtcp-mux
a=rtpmap:111 opus/48000/2
a=ssrc:7 cname:x
""".format(digest=":".join(["AB"] * 32))


def read(name: str) -> str:
    return (OFFERS / f"{name}.sdp").read_bytes().decode()


def reply_to(section: Section, index: int) -> Reply:
    if section.sends:
        rids = tuple(encoding.rid for encoding in section.encodings if encoding.rid)
        return Reply("recvonly", section.codecs[:1], section.extensions, rids)
    if not section.receives:
        return INACTIVE
    ssrc = 1000 + 2 * index
    return Reply("sendonly", section.codecs, section.extensions, (), ssrc, ssrc + 1, f"slot-{index}")


def answer(offer: Offer, replies: Sequence[Reply] | None = None) -> str:
    return write_answer(
        offer,
        [reply_to(section, index) for index, section in enumerate(offer.sections)] if replies is None else replies,
        ufrag="ours",
        pwd="p" * 24,
        fingerprint=OURS,
        candidates=[
            "a=candidate:1 1 udp 2130706431 192.0.2.7 40000 typ host",
            "a=candidate:2 1 udp 1 2001:db8::7 9 typ host",
        ],
        cname="forwarder",
        session_id=42,
    )


def refusal(text: str) -> Invalid:
    with pytest.raises(Invalid) as caught:
        parse_offer(text)
    assert caught.value.code == "bad_offer"
    assert caught.value.details
    return caught.value


def faulty_field(text: str) -> str:
    return refusal(text).details[0].field


def sections_of(sdp: str) -> list[str]:
    return sdp.split("\r\nm=")[1:]


@pytest.mark.parametrize("browser", BROWSERS)
@pytest.mark.parametrize(("device", "videos"), [("desktop", 25), ("phone", 12)])
def test_a_browser_offers_microphone_camera_and_slots(browser: str, device: str, videos: int) -> None:
    sections = parse_offer(read(f"{browser}-{device}")).sections
    assert [s.media for s in sections if s.sends] == ["audio", "video"]
    assert [s.media for s in sections if s.receives] == ["audio"] * 3 + ["video"] * videos
    assert [s.mid for s in sections] == [str(n) for n in range(len(sections))]


def test_microphone_and_camera_of_chromium() -> None:
    microphone, camera = parse_offer(read("chromium-desktop")).sections[:2]
    assert [codec.payload_type for codec in microphone.codecs] == [111]
    assert microphone.encodings == (Encoding("", 2001915805, 0),)
    assert (microphone.extensions.mid, microphone.extensions.audio_level) == (4, 1)
    (vp8,) = camera.codecs
    assert (vp8.payload_type, vp8.rtx_payload_type) == (96, 97)
    assert set(vp8.feedback) == {"goog-remb", "transport-cc", "nack", "nack pli", "ccm fir"}
    assert camera.encodings == (Encoding("", 3245231626, 4257028841),)
    assert (camera.extensions.mid, camera.extensions.audio_level) == (4, 0)


def test_microphone_and_camera_of_firefox() -> None:
    microphone, camera = parse_offer(read("firefox-desktop")).sections[:2]
    assert [codec.payload_type for codec in microphone.codecs] == [109]
    assert microphone.encodings == (Encoding("", 2359439153, 0),)
    assert (microphone.extensions.mid, microphone.extensions.audio_level) == (3, 1)
    (vp8,) = camera.codecs
    assert (vp8.payload_type, vp8.rtx_payload_type) == (120, 124)
    assert camera.encodings == (Encoding("", 1158555033, 3362825465),)


@pytest.mark.parametrize(("browser", "ufrag"), [("chromium", "M0hc"), ("firefox", "b2c613f6")])
def test_the_transport_is_that_of_the_first_bundled_section(browser: str, ufrag: str) -> None:
    offer = parse_offer(read(f"{browser}-desktop"))
    assert offer.ufrag == ufrag
    assert [fingerprint.algorithm for fingerprint in offer.fingerprints] == ["sha-256"]


def test_the_codecs_of_an_unrestricted_offer_are_all_found_with_their_retransmissions() -> None:
    microphone, camera = parse_offer(read("chromium-plain")).sections[:2]
    assert [(c.name, c.payload_type, c.red_payload_type) for c in microphone.codecs] == [("opus", 111, 63)]
    assert [(c.name, c.payload_type, c.rtx_payload_type) for c in camera.codecs] == [
        ("vp8", 96, 97),
        ("h264", 108, 109),
        ("av1", 45, 46),
        ("vp9", 98, 99),
    ]


@pytest.mark.parametrize("browser", BROWSERS)
def test_a_companion_offers_slots_only(browser: str) -> None:
    sections = parse_offer(read(f"{browser}-companion")).sections
    assert all(section.receives and section.media == "video" for section in sections)


def test_a_source_without_ssrc_is_known_by_its_mid() -> None:
    text = MINIMAL.replace("a=ssrc:7 cname:x\n", "a=extmap:5/sendonly urn:ietf:params:rtp-hdrext:sdes:mid\n")
    section = parse_offer(text).sections[0]
    assert (section.encodings, section.extensions.mid) == ((Encoding(),), 5)


def test_port_zero_rejects_a_section_unless_it_is_bundle_only() -> None:
    rejected = MINIMAL.replace("a=group:BUNDLE a", "a=group:BUNDLE a b") + "m=video 0 UDP/TLS/RTP/SAVPF 96\na=mid:b\n"
    rejected += "a=rtcp-mux\na=rtpmap:96 VP8/90000\na=recvonly\n"
    assert parse_offer(rejected).sections[1].codecs == ()
    assert parse_offer(rejected + "a=bundle-only\n").sections[1].receives


def test_a_section_that_is_not_ours_is_rejected_in_the_answer() -> None:
    text = MINIMAL.replace("a=group:BUNDLE a", "a=group:BUNDLE a d")
    text += "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\na=mid:d\na=sctp-port:5000\n"
    written = answer(parse_offer(text))
    assert sections_of(written)[1].startswith("application 0 UDP/DTLS/SCTP webrtc-datachannel\r\n")
    assert "a=group:BUNDLE a\r\n" in written


def test_an_inactive_section_stays_inactive() -> None:
    section = parse_offer(MINIMAL.replace("a=sendonly", "a=inactive")).sections[0]
    assert not section.sends
    assert not section.receives


def test_lines_may_end_in_a_bare_line_feed() -> None:
    text = read("firefox-small")
    assert parse_offer(text.replace("\r\n", "\n")) == parse_offer(text)


@pytest.mark.parametrize("browser", BROWSERS)
def test_the_answer_mirrors_the_sections_of_the_offer(browser: str) -> None:
    text = read(f"{browser}-desktop")
    offered, answered = sections_of(text), sections_of(answer(parse_offer(text)))
    assert len(offered) == len(answered)
    for ours, theirs in zip(answered, offered, strict=True):
        assert ours.split(" ")[0] == theirs.split(" ")[0]
        assert ("a=recvonly" in ours) == ("a=sendonly" in theirs)
        assert ("a=sendonly" in ours) == ("a=recvonly" in theirs)


def test_the_answer_is_lite_passive_and_complete() -> None:
    written = answer(parse_offer(read("chromium-desktop")))
    session = written.partition("m=")[0]
    assert "a=ice-lite\r\n" in session
    assert f"a=fingerprint:sha-256 {bytes(range(32)).hex(':').upper()}\r\n" in session
    for section in sections_of(written):
        for line in (
            "a=ice-ufrag:ours",
            "a=setup:passive",
            "a=candidate:1 1 udp 2130706431 192.0.2.7 40000 typ host",
            "a=candidate:2 1 udp 1 2001:db8::7 9 typ host",
            "a=end-of-candidates",
        ):
            assert f"{line}\r\n" in f"{section}\r\n"


def test_a_slot_names_its_stream_and_its_ssrcs() -> None:
    slot = sections_of(answer(parse_offer(read("chromium-desktop"))))[5]
    assert "a=msid:slot-5 slot-5\r\n" in slot
    assert "a=ssrc-group:FID 1010 1011\r\n" in slot
    assert "a=ssrc:1010 cname:forwarder\r\n" in slot


def test_a_person_without_a_seat_is_answered_inactive() -> None:
    offer = parse_offer(read("chromium-desktop"))
    replies = [INACTIVE if s.sends else reply_to(s, i) for i, s in enumerate(offer.sections)]
    answered = sections_of(answer(offer, replies))
    assert all("a=inactive\r\n" in section for section in answered[:2])


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("v=0", "v=1", "v"),
        ("a=group:BUNDLE a\n", "a=group:BUNDLE a b\n", "group"),
        ("m=audio 9 UDP/TLS/RTP/SAVPF 111", "m=audio nine", "m[0]"),
        ("opus/48000/2", "PCMU/8000", "m"),
        ("a=mid:a\n", "", "mid"),
        ("a=mid:a", "a=mid:seventeen-letters", "mid"),
        ("a=mid:a", "a=mid:a b", "mid"),
        ("a=rtcp-mux\n", "", "rtcp-mux"),
        ("a=ssrc:7 cname:x\n", "", "m[0]"),
        ("a=ssrc:7", "a=ssrc:0", "ssrc"),
        ("a=ssrc:7", "a=ssrc:4294967296", "ssrc"),
        ("a=ssrc:7", "a=ssrc:٧", "ssrc"),
        ("a=ice-ufrag:abcd\n", "", "ice-ufrag"),
        ("a=ice-ufrag:abcd", "a=ice-ufrag:abc", "ice-ufrag"),
        ("a=ice-ufrag:abcd", "a=ice-ufrag:" + "a" * 65, "ice-ufrag"),
        ("a=ice-pwd:abcdefghijklmnopqrstuvwx", "a=ice-pwd:short", "ice-pwd"),
        ("a=setup:actpass", "a=setup:holdconn", "setup"),
        ("a=fingerprint:sha-256", "a=fingerprint:md5", "fingerprint"),
        ("AB:AB\n", "AB\n", "fingerprint"),
        ("AB:AB\n", "AB:ZZ\n", "fingerprint"),
        ("s=-", "s=-\na=ice-lite", "ice-lite"),
    ],
)
def test_a_faulty_offer_is_refused_with_the_name_of_the_fault(old: str, new: str, field: str) -> None:
    assert old in MINIMAL
    assert faulty_field(MINIMAL.replace(old, new)) == field


def test_two_sections_of_one_mid_are_refused() -> None:
    assert faulty_field(MINIMAL + MINIMAL[MINIMAL.index("m=audio") :]) == "mid"


def test_an_offer_is_bounded() -> None:
    assert faulty_field(MINIMAL + "a=x\n" * MAX_OFFER) == "offer"
    assert faulty_field(MINIMAL + "a=x:" + "한" * (MAX_OFFER // 3)) == "offer"
    assert faulty_field(MINIMAL + "m=audio 9 UDP/TLS/RTP/SAVPF 111\n" * MAX_SECTIONS) == "m"
    assert faulty_field(MINIMAL + "a=x:" + "y" * 5000) == "a"


@pytest.mark.parametrize("text", ["", "\0", "v=0", "v=0\n", "v=0\nm=", "m=audio", "\ud800", "v=0\n\nm=\nm=\n"])
def test_what_is_no_offer_is_refused(text: str) -> None:
    refusal(text)


@pytest.mark.parametrize("browser", BROWSERS)
def test_every_truncation_of_an_offer_is_refused_or_answered(browser: str) -> None:
    text = read(f"{browser}-small")
    whole = parse_offer(text)
    for length in range(len(text)):
        check(text[:length], sections=len(whole.sections))


def parse_or_none(text: str) -> Offer | None:
    try:
        return parse_offer(text)
    except Invalid as refused:
        if refused.code != "bad_offer":
            raise
        return None


def check(text: str, sections: int | None = None) -> None:
    """Any text is refused as `bad_offer`, or yields an answer that is well-formed and mirrors its sections."""
    offer = parse_or_none(text)
    if offer is None:
        return
    if sections is not None:
        assert len(offer.sections) == sections
    written = answer(offer)
    assert written.isascii()
    assert "\n" not in written.replace("\r\n", "")
    assert "\r" not in written.replace("\r\n", "")
    assert len(sections_of(written)) == len(offer.sections)
    assert all(line[1:2] == "=" for line in written.split("\r\n")[:-1])


LINES = {browser: read(f"{browser}-small").split("\r\n") for browser in BROWSERS}
ODD = st.sampled_from(
    ["", "\0", "\r", " ", "a=", "a=mid:", "m=", "m=audio 9 UDP/TLS/RTP/SAVPF 0", "a=extmap:99999999999 x"]
)


@settings(max_examples=400, deadline=None)
@given(data=st.data(), browser=st.sampled_from(BROWSERS))
def test_a_mangled_offer_is_refused_or_answered(data: st.DataObject, browser: str) -> None:
    lines = list(LINES[browser])
    for _ in range(data.draw(st.integers(1, 6))):
        index = data.draw(st.integers(0, len(lines) - 1))
        match data.draw(st.integers(0, 5)):
            case 0:
                del lines[index]
            case 1:
                lines.insert(index, lines[data.draw(st.integers(0, len(lines) - 1))])
            case 2:
                lines[index] = data.draw(ODD | st.text(max_size=40))
            case 3:
                line = lines[index]
                cut = data.draw(st.integers(0, len(line)))
                lines[index] = line[:cut] + data.draw(st.text(max_size=4)) + line[cut + 1 :]
            case 4:
                lines[index] = lines[index].partition(":")[0] + ":" + data.draw(st.text(max_size=20))
            case _:
                lines[index] = lines[index].replace(" ", data.draw(st.sampled_from(["", "  ", "\t", ":"])), 1)
        if not lines:
            break
    check("\r\n".join(lines))


@settings(max_examples=200, deadline=None)
@given(text=st.text(max_size=2000))
def test_any_text_is_refused_or_answered(text: str) -> None:
    check(text)
    check("v=0\n" + text)
