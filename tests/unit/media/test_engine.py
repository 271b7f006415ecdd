"""The engine against a worker that records what it is told; the real one meets it in `tests/native`."""

import asyncio
import re
from collections.abc import AsyncIterator

import msgspec
import pytest

from eduforum.errors import Conflict, Invalid, Unavailable
from eduforum.media.slots import SlotsChanged, SlotState, TransportChanged, Want
from eduforum.telemetry import Metrics
from eduforum.web.protocol import Muted
from sfu_core.records import (
    AUDIO,
    VIDEO,
    Codec,
    Dtls,
    Encoding,
    Extensions,
    IceConnected,
    IceLost,
    ProducerSpec,
    SlotChanged,
    TransportClosed,
)
from tests.factories.dtls import DtlsClient
from tests.factories.stage import COMPANION, DESKTOP, FIRST_VIDEO, ROOM, Stage, another


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    stage = Stage()
    await stage.engine.start()
    stage.engine.open_room(ROOM)
    yield stage
    await stage.engine.stop()


def shown(stage: Stage) -> dict[int, int]:
    """Slot → producer, as the worker was told last."""
    return dict(stage.worker.told("set_slot"))


async def test_a_desktop_gets_its_sources_and_slots(stage: Stage) -> None:
    produced = await stage.join("ann")
    assert [(slot.slot, slot.kind) for slot in produced.slots] == [
        (n, "audio" if n < 3 else "video") for n in range(28)
    ]
    assert [slot.mid for slot in produced.slots] == [str(n) for n in range(2, 30)]
    microphone, camera = stage.worker.told("create_producer")
    assert microphone[1:] == (
        stage.transport(),
        ProducerSpec(
            AUDIO,
            Codec.OPUS,
            1,
            b"0",
            111,
            encodings=(Encoding(ssrc=2001915805),),
            extensions=Extensions(mid=4, audio_level=1, transport_cc=3),
            nack=False,
            tap=True,
        ),
        True,
    )
    assert camera[1:] == (
        stage.transport(),
        ProducerSpec(
            VIDEO,
            Codec.VP8,
            2,
            b"1",
            96,
            97,
            encodings=(Encoding(ssrc=3245231626, rtx_ssrc=4257028841),),
            extensions=Extensions(mid=4, transport_cc=3),
        ),
        True,
    )
    assert len(stage.worker.told("create_slot")) == 28


async def test_the_answer_carries_the_transport_that_the_worker_has(stage: Stage) -> None:
    produced = await stage.join("ann")
    _, _, ufrag, pwd, remote_ufrag, _, _ = stage.worker.told("create_transport")[0]
    assert remote_ufrag == b"M0hc"
    assert f"a=ice-ufrag:{ufrag.decode()}\r\n" in produced.answer
    assert f"a=ice-pwd:{pwd.decode()}\r\n" in produced.answer
    assert " 127.0.0.1 40000 typ host\r\n" in produced.answer


async def test_every_slot_has_ssrcs_of_its_own(stage: Stage) -> None:
    produced = await stage.join("ann")
    ssrcs = [ssrc for _, _, spec in stage.worker.told("create_slot") for ssrc in (spec.ssrc, spec.rtx_ssrc) if ssrc]
    assert len(set(ssrcs)) == len(ssrcs) == 3 + 2 * 25
    assert all(f"a=ssrc:{ssrc} cname:forwarder\r\n" in produced.answer for ssrc in ssrcs)


async def test_media_is_not_advertised_on_loopback_when_http_is_public() -> None:
    stage = Stage(host="0.0.0.0", public_addresses=("203.0.113.9",))
    await stage.engine.start()
    stage.engine.open_room(ROOM)
    answer = (await stage.join("ann")).answer
    assert "a=candidate:1 1 udp 2130706431 203.0.113.9 40000 typ host\r\n" in answer
    assert "127.0.0.1" not in answer
    await stage.engine.stop()


async def test_a_person_without_a_seat_sends_nothing(stage: Stage) -> None:
    produced = await stage.join("ann", may_send=False)
    assert stage.worker.told("create_producer") == []
    assert produced.answer.count("a=inactive\r\n") == 2
    assert len(produced.slots) == 28


async def test_a_companion_sends_nothing_and_hears_nothing(stage: Stage) -> None:
    produced = await stage.join("ann", companion=True)
    assert stage.worker.told("create_producer") == []
    assert {slot.kind for slot in produced.slots} == {"video"}
    assert [slot.slot for slot in produced.slots] == list(range(3, 28))


async def test_two_devices_are_one_person_to_the_worker(stage: Stage) -> None:
    await stage.join("ann", participant="ann")
    await stage.join("screen", COMPANION, participant="ann", companion=True)
    await stage.join("bob")
    persons = [call[5] for call in stage.worker.told("create_transport")]
    assert persons[0] == persons[1] != persons[2]


async def test_a_camera_is_shown_where_it_is_wanted(stage: Stage) -> None:
    await stage.join("ann")
    camera = stage.source(VIDEO)
    await stage.join("bob")
    stage.engine.consume(ROOM, "bob", [Want(FIRST_VIDEO, "ann")])
    assert shown(stage) == {stage.slot(FIRST_VIDEO): camera}


async def test_a_wish_waits_for_the_camera(stage: Stage) -> None:
    await stage.join("bob")
    slot = stage.slot(FIRST_VIDEO)
    stage.engine.consume(ROOM, "bob", [Want(FIRST_VIDEO, "ann")])
    await stage.join("ann")
    assert shown(stage)[slot] == stage.source(VIDEO)


async def test_a_wish_follows_the_person_to_a_new_transport(stage: Stage) -> None:
    await stage.join("bob")
    slot = stage.slot(FIRST_VIDEO)
    stage.engine.consume(ROOM, "bob", [Want(FIRST_VIDEO, "ann")])
    await stage.join("ann")
    first = stage.source(VIDEO)
    await stage.join("ann", another(DESKTOP))
    assert shown(stage)[slot] == stage.source(VIDEO) != first


async def test_a_slot_that_is_not_named_falls_empty(stage: Stage) -> None:
    await stage.join("ann")
    await stage.join("bob")
    stage.engine.consume(ROOM, "bob", [Want(FIRST_VIDEO, "ann")])
    stage.engine.consume(ROOM, "bob", [])
    assert shown(stage) == {stage.slot(FIRST_VIDEO): 0}


async def test_a_wish_that_has_not_changed_costs_the_worker_nothing(stage: Stage) -> None:
    await stage.join("ann")
    await stage.join("bob")
    stage.engine.consume(ROOM, "bob", [Want(FIRST_VIDEO, "ann", width=320)])
    stage.engine.consume(ROOM, "bob", [Want(FIRST_VIDEO, "ann", width=640)])
    assert len(stage.worker.told("set_slot")) == 1


@pytest.mark.parametrize("slots", [[0], [28], [FIRST_VIDEO, FIRST_VIDEO]])
async def test_a_wish_for_no_video_slot_is_refused_and_changes_nothing(stage: Stage, slots: list[int]) -> None:
    await stage.join("ann")
    with pytest.raises(Invalid) as refused:
        stage.engine.consume(ROOM, "ann", [Want(slot, "ann") for slot in slots])
    assert refused.value.details[0].field == f"want[{len(slots) - 1}].slot"
    assert stage.worker.told("set_slot") == []


async def test_wishes_before_an_offer_are_refused(stage: Stage) -> None:
    with pytest.raises(Conflict) as refused:
        stage.engine.consume(ROOM, "ann", [])
    assert refused.value.code == "no_transport"


async def test_every_consume_is_followed_by_all_slots(stage: Stage) -> None:
    await stage.join("ann")
    stage.engine.consume(ROOM, "ann", [])
    event = await stage.next()
    assert event == SlotsChanged("ann", [SlotState(number, None, None) for number in range(28)])


async def test_what_one_turn_changes_is_told_once(stage: Stage) -> None:
    await stage.join("ann")
    microphone, camera = stage.source(AUDIO), stage.source(VIDEO)
    await stage.join("bob")
    stage.worker.feed(SlotChanged(stage.slot(0), microphone), SlotChanged(stage.slot(FIRST_VIDEO), camera))
    event = await stage.next()
    assert isinstance(event, SlotsChanged)
    assert event.slots[0] == SlotState(0, "ann", "microphone")
    assert event.slots[FIRST_VIDEO] == SlotState(FIRST_VIDEO, "ann", "camera")
    await asyncio.sleep(0)
    assert stage.said == []


async def test_a_person_who_goes_leaves_the_slots(stage: Stage) -> None:
    await stage.join("ann")
    camera = stage.source(VIDEO)
    await stage.join("bob")
    stage.worker.feed(SlotChanged(stage.slot(FIRST_VIDEO), camera))
    await stage.next()
    stage.engine.close_connection(ROOM, "ann")
    event = await stage.next()
    assert isinstance(event, SlotsChanged)
    assert event.slots[FIRST_VIDEO] == SlotState(FIRST_VIDEO, None, None)


async def test_who_comes_in_muted_is_not_forwarded(stage: Stage) -> None:
    await stage.join("ann", muted=Muted(audio=True))
    # Not for a moment: each source is paused until it is said that it is not.
    assert [paused for *_, paused in stage.worker.told("create_producer")] == [True, True]
    assert stage.worker.told("pause_producer") == [(stage.source(AUDIO), True), (stage.source(VIDEO), False)]


async def test_muting_stops_a_person_on_whatever_device(stage: Stage) -> None:
    await stage.join("ann")
    await stage.join("bob")
    stage.engine.set_muted(ROOM, "ann", "camera", True)
    stage.engine.set_muted(ROOM, "ann", "camera", False)
    camera = stage.source(VIDEO, 0)
    assert stage.worker.told("pause_producer")[-2:] == [(camera, True), (camera, False)]


async def test_a_mute_outlives_the_transport(stage: Stage) -> None:
    await stage.join("ann")
    stage.engine.set_muted(ROOM, "ann", "microphone", True)
    await stage.join("ann", muted=Muted(audio=True))
    assert (stage.source(AUDIO), True) in stage.worker.told("pause_producer")


async def test_a_lost_seat_stops_what_is_sent_until_it_is_given_back(stage: Stage) -> None:
    await stage.join("ann", muted=Muted(video=True))
    microphone, camera = stage.source(AUDIO), stage.source(VIDEO)
    stage.engine.set_may_send(ROOM, "ann", False)
    assert stage.worker.told("pause_producer")[-2:] == [(microphone, True), (camera, True)]
    stage.engine.set_may_send(ROOM, "ann", True)
    assert stage.worker.told("pause_producer")[-2:] == [(microphone, False), (camera, True)]


async def test_a_second_offer_replaces_the_transport(stage: Stage) -> None:
    await stage.join("ann")
    first = stage.transport()
    await stage.join("ann", another(DESKTOP))
    assert stage.worker.told("close_transport") == [(first,)]


async def test_a_person_keeps_the_csrc_of_a_source(stage: Stage) -> None:
    await stage.join("ann")
    await stage.join("bob")
    await stage.join("ann", another(DESKTOP))
    assert [call[2].csrc for call in stage.worker.told("create_producer")] == [1, 2, 3, 4, 1, 2]


async def test_a_faulty_offer_leaves_the_transport_alone(stage: Stage) -> None:
    await stage.join("ann")
    with pytest.raises(Invalid) as refused:
        await stage.join("ann", "v=0\r\n")
    assert refused.value.code == "bad_offer"
    assert stage.worker.told("close_transport") == []
    assert stage.engine.is_alive(ROOM, "ann")


async def test_an_overrun_worker_is_told_apart_from_a_faulty_offer(stage: Stage) -> None:
    stage.worker.full = True
    with pytest.raises(Unavailable):
        await stage.join("ann")
    stage.worker.full = False
    assert not stage.engine.is_alive(ROOM, "ann")


async def test_nothing_is_produced_in_a_closed_room(stage: Stage) -> None:
    stage.engine.close_room(ROOM)
    with pytest.raises(Conflict) as refused:
        await stage.join("ann")
    assert refused.value.code == "room_closed"


async def test_closing_a_room_closes_everything_in_it(stage: Stage) -> None:
    await stage.join("ann")
    await stage.join("bob")
    stage.engine.close_room(ROOM)
    assert len(stage.worker.told("close_transport")) == 2
    assert len(stage.worker.told("close_router")) == 1
    assert not stage.engine.is_alive(ROOM, "ann")


async def test_a_transport_that_the_worker_closed_has_failed(stage: Stage) -> None:
    await stage.join("ann")
    stage.worker.feed(TransportClosed(stage.transport()))
    assert await stage.next() == TransportChanged("ann", "failed")
    assert not stage.engine.is_alive(ROOM, "ann")


async def test_news_of_things_that_are_gone_is_passed_over(stage: Stage) -> None:
    await stage.join("ann")
    transport, slot = stage.transport(), stage.slot(0)
    stage.engine.close_connection(ROOM, "ann")
    await stage.join("bob")
    stage.worker.feed(
        Dtls(transport, b"\x16"),
        SlotChanged(slot, 1),
        IceConnected(transport, "192.0.2.1", 9),
        IceLost(transport),
        TransportClosed(transport),
        TransportClosed(stage.transport()),
    )
    assert await stage.next() == TransportChanged("bob", "failed")


async def shake_hands(stage: Stage, client: DtlsClient) -> None:
    """Somebody named ann joins, and `client` makes the handshake of the offer."""
    await stage.join("ann", re.sub(r"a=fingerprint:[^\r]*", f"a=fingerprint:{client.fingerprint}", DESKTOP))
    carried = 0
    to_server = client.start()
    while to_server:
        stage.worker.feed(*(Dtls(stage.transport(), datagram) for datagram in to_server))
        await stage.until(lambda: stage.worker.drained)
        to_client = [datagram for _, datagram in stage.worker.told("send_dtls")[carried:]]
        carried += len(to_client)
        to_server = client.take(to_client) if to_client else []


async def test_a_handshake_gives_the_worker_its_keys_before_the_last_flight(stage: Stage) -> None:
    client = DtlsClient()
    await shake_hands(stage, client)
    assert await stage.next() == TransportChanged("ann", "connected")
    keys = client.keys
    assert stage.worker.told("set_keys") == [(stage.transport(), keys.profile, keys.receive, keys.send)]
    assert [name for name, *_ in stage.worker.calls if name in ("set_keys", "send_dtls")][-2:] == [
        "set_keys",
        "send_dtls",
    ]


async def test_a_foreign_certificate_closes_the_transport(stage: Stage) -> None:
    client = DtlsClient()
    client.fingerprint = DtlsClient().fingerprint
    await shake_hands(stage, client)
    assert await stage.next() == TransportChanged("ann", "failed")
    assert stage.worker.told("set_keys") == []
    assert stage.worker.told("close_transport") == [(stage.transport(),)]


async def test_silence_and_its_end_are_told_once_connected(stage: Stage) -> None:
    await shake_hands(stage, DtlsClient())
    transport = stage.transport()
    stage.worker.feed(IceLost(transport), IceLost(transport), IceConnected(transport, "192.0.2.1", 9))
    assert [await stage.next() for _ in range(3)] == [
        TransportChanged("ann", "connected"),
        TransportChanged("ann", "disconnected"),
        TransportChanged("ann", "connected"),
    ]


async def test_closing_a_connection_says_good_bye_over_dtls(stage: Stage) -> None:
    client = DtlsClient()
    await shake_hands(stage, client)
    stage.engine.close_connection(ROOM, "ann")
    assert [name for name, *_ in stage.worker.calls][-2:] == ["send_dtls", "close_transport"]


async def test_an_unanswered_flight_is_sent_again(stage: Stage) -> None:
    client = DtlsClient()
    await stage.join("ann", re.sub(r"a=fingerprint:[^\r]*", f"a=fingerprint:{client.fingerprint}", DESKTOP))
    stage.worker.feed(*(Dtls(stage.transport(), datagram) for datagram in client.start()))
    await stage.until(lambda: stage.worker.drained)
    flight = len(stage.worker.told("send_dtls"))
    assert flight
    await stage.until(lambda: len(stage.worker.told("send_dtls")) == 2 * flight)


async def test_rooms_go_to_the_worker_with_the_fewest_transports() -> None:
    stage = Stage(workers=2)
    await stage.engine.start()
    stage.engine.open_room(ROOM)
    await stage.join("ann")
    stage.engine.open_room("second")
    stage.engine.open_room("third")
    assert [len(worker.told("create_router")) for worker in stage.workers] == [1, 2]
    await stage.engine.stop()
    assert not any(worker.running for worker in stage.workers)


async def test_metrics_show_the_workers() -> None:
    stage = Stage(workers=2)
    metrics = Metrics()
    stage.engine.expose(metrics)
    await stage.engine.start()
    text = metrics.render()[0].decode()
    assert "eduforum_media_packets_forwarded 160.0\n" in text
    assert "eduforum_media_packets_repeated 10.0\n" in text
    assert "eduforum_media_packets_dropped 10.0\n" in text
    assert "eduforum_media_worker_cpu_seconds 4.0\n" in text
    await stage.engine.stop()


def test_slots_read_as_the_protocol_writes_them() -> None:
    text = msgspec.json.encode(SlotState(3, "ann", "camera"))
    assert text == b'{"slot":3,"participant":"ann","source":"camera","width":0,"height":0,"paused":null}'


async def test_a_wish_reaches_into_no_other_room(stage: Stage) -> None:
    await stage.join("ann")
    stage.engine.open_room("next door")
    produced = await stage.engine.produce(
        "next door", "eve", "eve", DESKTOP, may_send=True, companion=False, muted=Muted()
    )
    slot = next(slot.slot for slot in produced.slots if slot.kind == "video")

    stage.engine.consume("next door", "eve", [Want(slot, "ann")])

    assert not any(shown(stage).values())
