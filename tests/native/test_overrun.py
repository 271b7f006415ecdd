"""A worker that gets more commands than its ring holds: what must not be lost is not."""

import os
from collections.abc import Iterator

import pytest

from sfu_core.records import SlotChanged, TransportClosed
from sfu_core.worker import Worker
from tests.native.live import left_behind
from tests.native.stage import Stage, opus_producer, vp8_producer, vp8_slot

MANY = 40_000
"""More than twice what the ring holds."""


@pytest.fixture
def stage() -> Iterator[Stage]:
    with Stage(start=False) as stage:
        yield stage
    assert left_behind() == {}


def test_a_mute_is_never_lost(stage: Stage) -> None:
    alice, bob = stage.join(), stage.join()
    voice, ear = stage.microphone(alice), stage.audio_slot(bob)
    for count in range(MANY):
        stage.worker.pause_producer(voice.handle, count % 2 == 0)
    stage.worker.pause_producer(voice.handle, True)
    stage.worker.start()
    for transport in (alice, bob):
        stage.check(transport)
        keys = os.urandom(28), os.urandom(28)
        stage.worker.set_keys(transport, 7, *keys)
        stage.peers[transport].set_keys(7, keys[1], keys[0])

    def dropped() -> bool:
        voice.speak(level=10)
        return stage.worker.stats().dropped["paused"] > 5

    stage.until(dropped)
    assert ear.packets == []


def test_everything_comes_in_the_order_that_it_was_asked_in(stage: Stage) -> None:
    alice = stage.join()
    camera, eye = stage.camera(alice), stage.video_slot(alice)
    for _ in range(MANY):
        stage.worker.request_keyframe(camera.handle)
    stage.worker.set_slot(eye.handle, camera.handle)
    stage.worker.restart_ice(alice, b"later", b"l" * 24, b"peer")
    stage.worker.close_transport(alice)
    stage.worker.start()
    stage.until(lambda: TransportClosed(alice) in stage.events)
    assert stage.told(SlotChanged) == []


def test_what_would_be_made_is_refused_and_what_stands_goes_on(stage: Stage) -> None:
    alice = stage.join()
    for _ in range(MANY):
        stage.worker.request_keyframe(1)
    with pytest.raises(BufferError):
        stage.worker.create_transport(stage.router, b"abcd", b"p" * 22, b"peer")
    with pytest.raises(BufferError):
        stage.worker.create_router()
    with pytest.raises(BufferError):
        stage.worker.create_producer(alice, vp8_producer(1, 1, 2))
    stage.worker.start()
    stage.until(lambda: not stage.worker.poll() and made(stage.worker, alice))


def made(worker: Worker, transport: int) -> bool:
    try:
        worker.create_producer(transport, opus_producer(1, 1))
    except BufferError:
        return False
    return True


def test_keys_and_slots_that_wait_are_freed_when_the_worker_stops(stage: Stage) -> None:
    alice = stage.join()
    stage.worker.create_slot(alice, vp8_slot(1, 2))
    for _ in range(MANY):
        stage.worker.request_keyframe(1)
    stage.worker.set_keys(alice, 7, bytes(28), bytes(28))
    stage.worker.send_dtls(alice, b"\x16")
    stage.worker.stop()
    assert stage.worker.poll() == [TransportClosed(alice)]
