"""Several sources a person, their codecs, and programs that publish and watch, on a worker that records."""

import re
from collections.abc import AsyncIterator

import pytest

from eduforum.errors import Invalid
from eduforum.media.slots import CodecChanged, LayersChanged, LayersState, SlotsChanged, SourceAt, Want
from sfu_core.records import (
    VIDEO,
    Codec,
    Encoding,
    LayersWanted,
    SlotChanged,
    SlotLayer,
    Sound,
)
from tests.factories.stage import CLASSROOM, CLASSROOM_SOURCES, DESKTOP, ROOM, Stage, another, offer_of

SCREEN_SOUND, FIRST_VIDEO = 3, 4
"""The slots of a classroom's offer after its three voices."""


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    stage = Stage()
    await stage.engine.start()
    stage.engine.open_room(ROOM)
    yield stage
    await stage.engine.stop()


def slots_of(stage: Stage, name: str) -> list[int]:
    """The handles of a connection's slots by their numbers."""
    return [call[0] for call in stage.worker.told("create_slot") if call[1] == stage.transport_of(name)]


def shown(stage: Stage) -> dict[int, int]:
    """Slot → producer, as the worker was told last."""
    return dict(stage.worker.told("set_slot"))


def paused(stage: Stage) -> dict[int, bool]:
    return dict(stage.worker.told("pause_producer"))


def without_codecs(offer: str, *payload_types: int) -> str:
    """The offer of somebody who lacks some codecs."""
    lacking = "|".join(map(str, payload_types))
    lines = [
        re.sub(rf" ({lacking})(?= |$)", "", line) if line[:7] == "m=video" else line for line in offer.split("\r\n")
    ]
    return "\r\n".join(line for line in lines if not re.match(rf"a=(rtpmap|fmtp|rtcp-fb):({lacking}) ", line))


NO_VP8 = without_codecs(CLASSROOM, 96, 97)


class TestSources:
    async def test_one_offer_has_camera_and_screen_with_their_encodings(self, stage: Stage) -> None:
        await stage.join_classroom("ann")
        specs = [call[2] for call in stage.worker.told("create_producer")]
        assert [(spec.mid, spec.screen) for spec in specs] == [(b"0", False), (b"1", False), (b"2", True), (b"3", True)]
        assert [encoding.rid for encoding in specs[1].encodings] == [b"q", b"h", b"f"]
        assert [encoding.rid for encoding in specs[2].encodings] == [b"q", b"f"]

    async def test_simulcast_is_taken_with_what_tells_its_streams_apart(self, stage: Stage) -> None:
        answer = (await stage.join_classroom("ann")).answer
        camera = answer.split("\r\nm=")[2]
        assert "a=simulcast:recv q;h;f\r\n" in camera
        assert "a=rid:h recv\r\n" in camera
        assert "a=extmap:10 urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id\r\n" in camera
        assert "a=extmap:11 urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id\r\n" in camera
        assert camera.startswith("video 9 UDP/TLS/RTP/SAVPF 96 97\r\n")

    async def test_a_browser_that_names_ssrcs_and_rids_is_known_by_its_rids(self, stage: Stage) -> None:
        await stage.join_classroom("ann", offer_of("firefox-room"))
        camera = stage.worker.told("create_producer")[1][2]
        assert camera.encodings == (Encoding(b"q"), Encoding(b"h"), Encoding(b"f"))

    async def test_slots_take_every_codec_with_the_rooms_first(self, stage: Stage) -> None:
        await stage.join_classroom("ann")
        codecs = [
            [c.codec for c in call[2].codecs] for call in stage.worker.told("create_slot") if call[2].kind == VIDEO
        ]
        assert len(codecs) == 26
        assert all(each == [Codec.VP8, Codec.H264, Codec.VP9, Codec.AV1] for each in codecs)

    async def test_transport_wide_feedback_is_agreed_to(self, stage: Stage) -> None:
        await stage.join_classroom("ann")
        assert stage.worker.told("set_feedback") == [(stage.transport_of("ann"), True, False)]

    @pytest.mark.parametrize(
        ("sources", "field"),
        [
            ([SourceAt("0", "camera")], "sources[0].mid"),
            ([SourceAt("99", "camera")], "sources[0].mid"),
            ([SourceAt("1", "camera"), SourceAt("2", "camera")], "sources[1]"),
        ],
    )
    async def test_sources_that_do_not_fit_are_refused(self, stage: Stage, sources: list[SourceAt], field: str) -> None:
        with pytest.raises(Invalid) as refused:
            await stage.join("ann", CLASSROOM, sources=sources)
        assert refused.value.details[0].field == field
        assert stage.worker.told("create_transport") == []


class TestScreen:
    async def test_a_screen_is_forwarded_only_while_it_is_shared(self, stage: Stage) -> None:
        await stage.join_classroom("ann")
        screen, sound = stage.named("ann", "screen"), stage.named("ann", "screen_audio")
        assert paused(stage)[screen]
        assert paused(stage)[sound]
        stage.engine.set_screen(ROOM, "ann", True)
        assert not paused(stage)[screen]
        assert not paused(stage)[sound]
        stage.engine.set_screen(ROOM, "ann", False)
        assert paused(stage)[screen]

    async def test_taking_over_stops_the_screen_that_was_shared(self, stage: Stage) -> None:
        await stage.join_classroom("ann")
        await stage.join_classroom("bob")
        stage.engine.set_screen(ROOM, "ann", True)
        stage.engine.set_screen(ROOM, "ann", False)
        stage.engine.set_screen(ROOM, "bob", True)
        assert paused(stage)[stage.named("ann", "screen")]
        assert not paused(stage)[stage.named("bob", "screen")]

    async def test_everybody_else_hears_its_sound_in_a_slot_of_its_own(self, stage: Stage) -> None:
        await stage.join_classroom("ann")
        await stage.join_classroom("bob")
        stage.engine.set_screen(ROOM, "ann", True)
        assert shown(stage)[slots_of(stage, "bob")[SCREEN_SOUND]] == stage.named("ann", "screen_audio")
        assert shown(stage)[slots_of(stage, "ann")[SCREEN_SOUND]] == 0

    async def test_who_comes_later_hears_and_sees_it_too(self, stage: Stage) -> None:
        await stage.join_classroom("ann")
        stage.engine.set_screen(ROOM, "ann", True)
        await stage.join_classroom("bob")
        stage.engine.consume(ROOM, "bob", [Want(FIRST_VIDEO, "ann", "screen")])
        slots = slots_of(stage, "bob")
        assert shown(stage)[slots[SCREEN_SOUND]] == stage.named("ann", "screen_audio")
        assert shown(stage)[slots[FIRST_VIDEO]] == stage.named("ann", "screen")

    async def test_mute_leaves_the_shared_screen_alone(self, stage: Stage) -> None:
        await stage.join_classroom("ann")
        stage.engine.set_screen(ROOM, "ann", True)
        stage.engine.set_muted(ROOM, "ann", "microphone", True)
        assert not paused(stage)[stage.named("ann", "screen_audio")]

    async def test_a_lost_seat_stops_every_source(self, stage: Stage) -> None:
        await stage.join_classroom("ann")
        stage.engine.set_screen(ROOM, "ann", True)
        stage.engine.set_may_send(ROOM, "ann", False)
        assert all(paused(stage).values())


class TestCodecs:
    async def test_the_room_uses_the_first_that_is_preferred(self, stage: Stage) -> None:
        assert (await stage.join_classroom("ann")).codec == "vp8"

    async def test_the_preference_is_configuration(self) -> None:
        stage = Stage(video_codecs=("av1", "vp8"))
        await stage.engine.start()
        stage.engine.open_room(ROOM)
        produced = await stage.join_classroom("ann")
        assert produced.codec == "av1"
        assert stage.worker.told("create_producer")[1][2].codec == Codec.AV1
        await stage.engine.stop()

    async def test_who_cannot_decode_it_changes_it_for_all(self, stage: Stage) -> None:
        await stage.join_classroom("ann")
        produced = await stage.join_classroom("bob", NO_VP8)
        assert produced.codec == "h264"
        assert CodecChanged("ann", "h264") in stage.said

    async def test_the_publisher_offers_again_and_only_its_pictures_start_anew(self, stage: Stage) -> None:
        await stage.join_classroom("ann")
        await stage.join_classroom("bob", NO_VP8)
        microphone, camera = stage.named("ann", "microphone"), stage.named("ann", "camera")
        answer = (await stage.join_classroom("ann")).answer
        assert stage.worker.told("close_transport") == []
        assert stage.named("ann", "microphone") == microphone
        assert (camera,) in stage.worker.told("close_producer")
        assert answer.split("\r\nm=")[2].startswith("video 9 UDP/TLS/RTP/SAVPF 108 109\r\n")

    async def test_what_comes_to_the_publisher_goes_on(self, stage: Stage) -> None:
        await stage.join_classroom("ann")
        await stage.join_classroom("bob", NO_VP8)
        made = len(stage.worker.told("create_slot"))
        await stage.join_classroom("ann")
        assert len(stage.worker.told("create_slot")) == made
        assert stage.worker.told("close_slot") == []

    async def test_a_slot_that_takes_other_codecs_shows_what_it_was_to_show(self, stage: Stage) -> None:
        await stage.join_classroom("ann")
        await stage.join_classroom("bob")
        stage.engine.consume(ROOM, "ann", [Want(FIRST_VIDEO, "bob", width=640, height=360)])
        before = slots_of(stage, "ann")[FIRST_VIDEO]
        await stage.join_classroom("ann", without_codecs(CLASSROOM, 98, 99))
        after = slots_of(stage, "ann")[-26]
        assert (before,) in stage.worker.told("close_slot")
        assert shown(stage)[after] == stage.named("bob", "camera")
        assert stage.worker.told("set_slot_view")[-1][:3] == (after, 640, 360)
        stage.engine.consume(ROOM, "ann", [])
        assert shown(stage)[after] == 0

    async def test_a_program_that_watches_changes_nothing_for_the_room(self, stage: Stage) -> None:
        await stage.join_classroom("ann")
        await stage.engine.subscribe(ROOM, "view", "cyn", another(NO_VP8))
        assert not [event for event in stage.said if isinstance(event, CodecChanged)]
        assert (await stage.join_classroom("bob")).codec == "vp8"

    async def test_it_stays_when_those_it_was_for_have_gone(self, stage: Stage) -> None:
        await stage.join_classroom("ann")
        await stage.join_classroom("bob", NO_VP8)
        stage.engine.close_connection(ROOM, "bob")
        assert (await stage.join_classroom("cyn")).codec == "h264"

    async def test_an_empty_room_begins_with_the_first_again(self, stage: Stage) -> None:
        await stage.join_classroom("bob", NO_VP8)
        stage.engine.close_connection(ROOM, "bob")
        assert (await stage.join_classroom("ann")).codec == "vp8"

    async def test_a_slot_that_cannot_carry_a_source_says_so(self, stage: Stage) -> None:
        await stage.join_classroom("ann")
        await stage.join("bob", without_codecs(another(DESKTOP), 97))
        publisher = without_codecs(another(another(CLASSROOM)), 96, 97, 98, 99)
        await stage.engine.publish(ROOM, "obs", "cyn", publisher, name="whip-obs", may_send=True)
        stage.said.clear()
        stage.engine.consume(ROOM, "bob", [Want(3, "cyn", "whip-obs")])
        event = await stage.next()
        assert isinstance(event, SlotsChanged)
        assert event.slots[3].paused == "codec"
        assert shown(stage).get(slots_of(stage, "bob")[3], 0) == 0


class TestGoingOn:
    async def test_an_offer_that_changes_nothing_changes_nothing(self, stage: Stage) -> None:
        first = await stage.join_classroom("ann")
        calls = len(stage.worker.told("create_producer")) + len(stage.worker.told("create_slot"))
        again = await stage.join_classroom("ann")
        assert len(stage.worker.told("create_producer")) + len(stage.worker.told("create_slot")) == calls
        assert stage.worker.told("restart_ice") == []
        assert first.answer.replace(" 1 IN IP4", " 2 IN IP4", 1) == again.answer

    async def test_other_credentials_restart_ice_and_nothing_else(self, stage: Stage) -> None:
        await stage.join_classroom("ann")
        moved = re.sub(r"a=ice-ufrag:\S+", "a=ice-ufrag:moved", CLASSROOM)
        answer = (await stage.join_classroom("ann", moved)).answer
        (transport, ufrag, pwd, remote_ufrag, _) = stage.worker.told("restart_ice")[0]
        assert (transport, remote_ufrag) == (stage.transport_of("ann"), b"moved")
        assert f"a=ice-ufrag:{ufrag.decode()}\r\n" in answer
        assert f"a=ice-pwd:{pwd.decode()}\r\n" in answer
        assert stage.worker.told("close_transport") == stage.worker.told("close_producer") == []

    async def test_wishes_outlive_it(self, stage: Stage) -> None:
        await stage.join_classroom("ann")
        await stage.join_classroom("bob")
        stage.engine.consume(ROOM, "bob", [Want(FIRST_VIDEO, "ann")])
        await stage.join_classroom("bob")
        assert shown(stage)[slots_of(stage, "bob")[FIRST_VIDEO]] == stage.named("ann", "camera")

    async def test_a_seat_that_has_come_opens_the_sections_that_were_inactive(self, stage: Stage) -> None:
        waiting = (await stage.join_classroom("ann", may_send=False)).answer
        assert waiting.count("a=inactive\r\n") == 4
        answer = (await stage.join_classroom("ann")).answer
        assert "a=inactive\r\n" not in answer
        assert len(stage.worker.told("create_transport")) == 1


class TestViews:
    async def test_a_tile_is_told_once_with_its_weight(self, stage: Stage) -> None:
        await stage.join_classroom("ann")
        await stage.join_classroom("bob")
        want = Want(FIRST_VIDEO, "ann", width=640, height=360, priority=9, keep_rate=True)
        stage.engine.consume(ROOM, "bob", [want])
        stage.engine.consume(ROOM, "bob", [want])
        assert stage.worker.told("set_slot_view") == [(slots_of(stage, "bob")[FIRST_VIDEO], 640, 360, 9, True)]

    async def test_a_tile_out_of_view_says_that_it_is_hidden(self, stage: Stage) -> None:
        await stage.join_classroom("ann")
        await stage.join_classroom("bob")
        stage.said.clear()
        stage.engine.consume(ROOM, "bob", [Want(FIRST_VIDEO, "ann", width=0, height=0)])
        event = await stage.next()
        assert isinstance(event, SlotsChanged)
        assert event.slots[FIRST_VIDEO].paused == "hidden"

    @pytest.mark.parametrize(
        ("spatial", "reason", "size", "paused"),
        [(1, "bandwidth", (640, 360), None), (-1, "bandwidth", (0, 0), "bandwidth"), (-1, "source", (0, 0), "source")],
    )
    async def test_the_size_that_is_forwarded_is_told(
        self, stage: Stage, spatial: int, reason: str, size: tuple[int, int], paused: str | None
    ) -> None:
        await stage.join_classroom("ann")
        await stage.join_classroom("bob")
        slot = slots_of(stage, "bob")[FIRST_VIDEO]
        stage.engine.consume(ROOM, "bob", [Want(FIRST_VIDEO, "ann")])
        await stage.next()
        stage.worker.feed(
            SlotChanged(slot, stage.named("ann", "camera")), SlotLayer(slot, spatial, spatial, *size, reason)
        )
        event = await stage.next()
        assert isinstance(event, SlotsChanged)
        state = event.slots[FIRST_VIDEO]
        assert (state.participant, state.width, state.height, state.paused) == ("ann", *size, paused)

    async def test_a_muted_camera_is_said_to_be_the_reason(self, stage: Stage) -> None:
        await stage.join_classroom("ann")
        await stage.join_classroom("bob")
        stage.engine.consume(ROOM, "bob", [Want(FIRST_VIDEO, "ann")])
        await stage.next()
        stage.engine.set_muted(ROOM, "ann", "camera", True)
        event = await stage.next()
        assert isinstance(event, SlotsChanged)
        assert event.slots[FIRST_VIDEO].paused == "source"

    async def test_the_publisher_hears_what_is_watched(self, stage: Stage) -> None:
        await stage.join_classroom("ann")
        stage.worker.feed(LayersWanted(stage.named("ann", "camera"), 0b001))
        assert await stage.next() == LayersChanged(
            "ann", [LayersState("camera", [True, False, False]), LayersState("screen", [True, True])]
        )

    async def test_audio_and_slides_leave_cameras_out(self, stage: Stage) -> None:
        await stage.join_classroom("ann")
        await stage.join_classroom("bob")
        stage.engine.set_screen(ROOM, "ann", True)
        wants = [Want(FIRST_VIDEO, "ann"), Want(FIRST_VIDEO + 1, "ann", "screen")]
        stage.engine.consume(ROOM, "bob", wants)
        stage.said.clear()
        stage.engine.set_mode(ROOM, "bob", "audio_slides")
        camera, screen = slots_of(stage, "bob")[FIRST_VIDEO : FIRST_VIDEO + 2]
        assert shown(stage)[camera] == 0
        assert shown(stage)[screen] == stage.named("ann", "screen")
        event = await stage.next()
        assert isinstance(event, SlotsChanged)
        assert event.slots[FIRST_VIDEO].paused == "mode"
        stage.engine.set_mode(ROOM, "bob", "full")
        assert shown(stage)[camera] == stage.named("ann", "camera")
        assert [bps for _, bps in stage.worker.told("set_max_bitrate")] == [60_000, 0]


class TestPrograms:
    async def test_a_program_publishes_one_picture_and_one_sound(self, stage: Stage) -> None:
        answer, sources = await stage.engine.publish(ROOM, "r", "ann", CLASSROOM, name="whip-r", may_send=True)
        assert sources == ["whip-r-audio", "whip-r"]
        assert answer.split("\r\nm=")[3].count("a=inactive\r\n") == 1
        assert len(stage.worker.told("create_producer")) == 2

    async def test_what_it_publishes_is_a_source_beside_the_camera(self, stage: Stage) -> None:
        await stage.join_classroom("ann")
        await stage.engine.publish(ROOM, "r", "ann", another(CLASSROOM), name="whip-r", may_send=True)
        await stage.join_classroom("bob")
        wants = [Want(FIRST_VIDEO, "ann"), Want(FIRST_VIDEO + 1, "ann", "whip-r")]
        stage.engine.consume(ROOM, "bob", wants)
        first, second = slots_of(stage, "bob")[FIRST_VIDEO : FIRST_VIDEO + 2]
        assert 0 != shown(stage)[first] != shown(stage)[second] != 0

    async def test_a_mute_of_it_holds(self, stage: Stage) -> None:
        await stage.engine.publish(ROOM, "r", "ann", CLASSROOM, name="whip-r", may_send=True)
        document = stage.source(VIDEO)
        stage.engine.set_muted(ROOM, "ann", "whip-r", True)
        assert paused(stage)[document]

    async def test_a_viewer_sees_what_came_first(self, stage: Stage) -> None:
        await stage.join_classroom("ann")
        await stage.join_classroom("bob")
        await stage.engine.subscribe(ROOM, "view", "cyn", offer_of("firefox-all"))
        # Four sounds, of which two are unshared screens', and two pictures.
        made = stage.worker.told("create_slot")[-6:]
        sounds, pictures = [call[0] for call in made[:4]], [call[0] for call in made[4:]]
        assert [shown(stage)[slot] for slot in pictures] == [stage.named(who, "camera") for who in ("ann", "bob")]
        assert [shown(stage)[slot] for slot in sounds[:2]] == [stage.named(n, "microphone") for n in ("ann", "bob")]
        assert [shown(stage)[slot] for slot in sounds[2:]] == [0, 0]

    async def test_a_viewer_keeps_what_it_sees_when_another_goes(self, stage: Stage) -> None:
        for name in ("ann", "bob", "cyn"):
            await stage.join_classroom(name)
        await stage.engine.subscribe(ROOM, "view", "dan", offer_of("firefox-all"))
        first, second = [call[0] for call in stage.worker.told("create_slot")][-2:]
        stage.engine.close_connection(ROOM, "ann")
        assert shown(stage)[first] == stage.named("cyn", "camera")
        assert shown(stage)[second] == stage.named("bob", "camera")

    async def test_ones_own_sources_give_way_to_others(self, stage: Stage) -> None:
        await stage.join_classroom("ann")
        await stage.engine.subscribe(ROOM, "view", "ann", offer_of("firefox-small"))
        slots = {call[0] for call in stage.worker.told("create_slot") if call[1] == stage.transport()}
        assert stage.named("ann", "camera") in {shown(stage)[slot] for slot in slots if slot in shown(stage)}
        for name in ("bob", "cyn", "dan", "eve"):
            await stage.join_classroom(name)
        assert stage.named("ann", "camera") not in {shown(stage)[slot] for slot in slots}

    async def test_a_viewer_of_one_publisher_sees_nobody_else(self, stage: Stage) -> None:
        await stage.join_classroom("ann")
        await stage.join_classroom("bob")
        await stage.engine.subscribe(ROOM, "view", "cyn", offer_of("firefox-all"), publisher="bob")
        pictures = [call[0] for call in stage.worker.told("create_slot")][-2:]
        assert [shown(stage).get(slot, 0) for slot in pictures] == [stage.named("bob", "camera"), 0]

    async def test_its_ice_restarts_by_fragment(self, stage: Stage) -> None:
        await stage.engine.publish(ROOM, "r", "ann", CLASSROOM, name="whip-r", may_send=True)
        ufrag, pwd = stage.engine.restart_ice(ROOM, "r", "theirs", "p" * 24)
        assert stage.worker.told("restart_ice") == [
            (stage.transport(), ufrag.encode(), pwd.encode(), b"theirs", b"p" * 24)
        ]

    async def test_a_program_that_waits_for_our_hello_gets_it(self, stage: Stage) -> None:
        passive = CLASSROOM.replace("a=setup:actpass", "a=setup:passive")
        answer, _ = await stage.engine.publish(ROOM, "r", "ann", passive, name="whip-r", may_send=True)
        assert "a=setup:active\r\n" in answer


def test_the_sources_of_the_classroom_are_its_first_sections() -> None:
    assert [said.mid for said in CLASSROOM_SOURCES] == ["0", "1", "2", "3"]


async def test_what_a_microphone_sends_is_told_with_its_person_until_it_closes(stage: Stage) -> None:
    await stage.join("laptop", participant="ann")
    handle = stage.named("laptop", "microphone")
    stage.worker.heard = [Sound(handle, 2_500_000_000, 960, 30, b"opus"), Sound(handle + 100, 0, 0, None, b"gone")]
    (heard,) = stage.engine.sounds()
    stage.engine.close_connection(ROOM, "laptop")
    stage.worker.heard = [Sound(handle, 2_600_000_000, 1920, 30, b"opus")]

    assert heard == (ROOM, "ann", ("laptop", handle), 2.5, 960, 30, b"opus")
    assert stage.engine.sounds() == []


async def test_screens_are_not_listened_to(stage: Stage) -> None:
    await stage.join_classroom("ann")
    tapped = {spec.mid for _, _, spec, _ in stage.worker.told("create_producer") if spec.tap}

    assert tapped == {b"0"}
