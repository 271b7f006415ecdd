"""How things close: downwards, at once, with everybody told and nothing left."""

import gc
import os
from collections.abc import Iterator
from dataclasses import replace

import pytest

from sfu_core.records import Codec, Encoding, Extensions, ProducerStarted, SlotChanged, TransportClosed
from sfu_core.worker import Worker
from tests.native.live import left_behind
from tests.native.stage import Camera, Slot, Stage, opus_producer, vp8_producer, vp8_slot

VOICE = opus_producer(1, 1)


@pytest.fixture
def stage() -> Iterator[Stage]:
    with Stage() as stage:
        yield stage
    assert left_behind() == {}


def watch(stage: Stage, slot: Slot, camera: Camera) -> None:
    stage.worker.set_slot(slot.handle, camera.handle)
    camera.frame()
    stage.until(lambda: ProducerStarted(camera.handle) in stage.events)
    stage.until(lambda: bool(camera.peer.rtcp_of(206, 1)))
    camera.frame(keyframe=True)
    stage.until(lambda: bool(slot.packets))
    stage.events.clear()


def test_a_camera_that_is_closed_leaves_its_slots_empty(stage: Stage) -> None:
    alice, bob = stage.connect(), stage.connect()
    camera, slot = stage.camera(alice), stage.video_slot(bob)
    watch(stage, slot, camera)
    stage.worker.close_producer(camera.handle)
    stage.until(lambda: SlotChanged(slot.handle, 0) in stage.events)
    camera.frame(keyframe=True)
    stage.until(lambda: stage.worker.stats().dropped["unknown_ssrc"] == 1)


def test_a_client_that_goes_empties_the_slots_of_the_others(stage: Stage) -> None:
    alice, bob = stage.connect(), stage.connect()
    camera, slot = stage.camera(alice), stage.video_slot(bob)
    watch(stage, slot, camera)
    stage.worker.close_transport(alice)
    stage.until(lambda: TransportClosed(alice) in stage.events)
    assert SlotChanged(slot.handle, 0) in stage.events
    assert stage.worker.transport_stats(alice) is None
    camera.frame()
    stage.until(lambda: stage.worker.stats().dropped["unknown_address"] == 1)


def test_a_watcher_that_goes_is_sent_nothing_more(stage: Stage) -> None:
    alice, bob, carol = stage.connect(), stage.connect(), stage.connect()
    camera, left, stays = stage.camera(alice), stage.video_slot(bob), stage.video_slot(carol)
    watch(stage, left, camera)
    stage.worker.set_slot(stays.handle, camera.handle)
    stage.worker.close_transport(bob)
    stage.until(lambda: TransportClosed(bob) in stage.events)
    count = len(left.packets)
    camera.frame(keyframe=True)
    stage.until(lambda: bool(stays.packets))
    assert len(left.packets) == count


def test_a_room_that_closes_takes_everything_with_it(stage: Stage) -> None:
    alice, bob = stage.connect(), stage.connect()
    camera, slot = stage.camera(alice), stage.video_slot(bob)
    watch(stage, slot, camera)
    stage.worker.close_router(stage.router)
    stage.until(lambda: {e.transport for e in stage.told(TransportClosed)} == {alice, bob})


def test_commands_on_what_is_closed_do_nothing(stage: Stage) -> None:
    alice = stage.connect()
    camera, slot = stage.camera(alice), stage.video_slot(alice)
    worker = stage.worker
    worker.close_transport(alice)
    worker.close_transport(alice)
    worker.close_producer(camera.handle)
    worker.pause_producer(camera.handle, True)
    worker.set_slot(slot.handle, camera.handle)
    worker.request_keyframe(camera.handle)
    worker.send_dtls(alice, b"\x16")
    worker.set_keys(alice, 7, bytes(28), bytes(28))
    worker.create_producer(alice, opus_producer(1, 1))
    worker.create_slot(alice, vp8_slot(1, 2))
    orphan = worker.create_transport(999, b"abcd", b"p" * 22, b"peer")
    stage.until(lambda: TransportClosed(orphan) in stage.events)


def test_what_is_not_started_can_be_stopped() -> None:
    worker = Worker(ipv6=False)
    router = worker.create_router()
    transport = worker.create_transport(router, b"abcd", b"p" * 22, b"peer")
    worker.create_producer(transport, vp8_producer(1, 1, 2))
    worker.set_keys(transport, 7, bytes(28), bytes(28))
    worker.stop()
    worker.stop()
    assert worker.poll() == [TransportClosed(transport)]


def test_a_stopped_worker_refuses_new_things_and_lets_old_ones_be_closed() -> None:
    worker = Worker(ipv6=False)
    worker.start()
    router = worker.create_router()
    worker.stop()
    with pytest.raises(RuntimeError):
        worker.create_router()
    worker.close_router(router)


def test_workers_start_and_stop_again_and_again() -> None:
    for _ in range(20):
        worker = Worker(ipv6=False)
        worker.start()
        transport = worker.create_transport(worker.create_router(), b"abcd", b"p" * 22, b"peer")
        worker.create_slot(transport, vp8_slot(1, 2))
        worker.set_keys(transport, 1, os.urandom(30), os.urandom(30))
        del worker
    gc.collect()
    assert not any(Worker.live_objects().values())


def test_a_port_that_is_taken_is_an_error() -> None:
    worker = Worker(ipv6=False)
    with pytest.raises(OSError, match="in use"):
        Worker(port=worker.port, ipv6=False)


@pytest.mark.parametrize(
    "call",
    [
        lambda w: w.create_transport(1, b"abc", b"p" * 22, b"peer"),
        lambda w: w.create_transport(1, b"abcd", b"p" * 21, b"peer"),
        lambda w: w.create_transport(1, b"a" * 65, b"p" * 22, b"peer"),
        lambda w: w.set_keys(1, 2, bytes(28), bytes(28)),
        lambda w: w.set_keys(1, 7, bytes(28), bytes(30)),
        lambda w: w.send_dtls(1, b""),
        lambda w: w.send_dtls(1, bytes(1501)),
        lambda w: w.create_producer(1, replace(VOICE, kind=2)),
        lambda w: w.create_producer(1, replace(VOICE, codec=Codec.VP8)),
        lambda w: w.create_producer(1, replace(VOICE, payload_type=128)),
        lambda w: w.create_producer(1, replace(VOICE, encodings=())),
        lambda w: w.create_producer(1, replace(VOICE, encodings=(Encoding(),), extensions=Extensions())),
        lambda w: w.create_producer(1, replace(VOICE, mid=b"0" * 17)),
        lambda w: w.create_producer(1, replace(vp8_producer(1, 0, 0), encodings=(Encoding(), Encoding()))),
        lambda w: w.create_slot(1, vp8_slot(0, 0)),
        lambda w: w.create_slot(1, replace(vp8_slot(1, 0), codecs=())),
        lambda w: w.create_slot(1, replace(vp8_slot(1, 0), extensions=Extensions(mid=15))),
        lambda w: w.set_slot_view(1, -1, 180, 0, False),
        lambda w: w.set_slot_view(1, 320, 180, 256, False),
        lambda w: Worker(port=65536),
    ],
)
def test_arguments_out_of_range_are_refused(call: "object") -> None:
    with pytest.raises(ValueError):
        call(Worker(ipv6=False))  # type: ignore[operator]
