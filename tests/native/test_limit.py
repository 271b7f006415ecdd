"""What comes to a person who has set a limit of their own: sound, and slides in their time."""

import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.native.stage import Camera, Stage, vp8_producer

LIMIT = 60_000


@pytest.fixture
def stage() -> Iterator[Stage]:
    with Stage() as stage:
        yield stage


def test_a_slide_that_changes_comes_whole_and_no_faster_than_the_limit(stage: Stage) -> None:
    alice, bob = stage.connect(), stage.connect()
    spec = replace(vp8_producer(7, 0x2001, 0x3001), screen=True)
    screen = Camera(stage.peers[alice], stage.worker.create_producer(alice, spec), 0x2001, 0x3001, 7)
    slot = stage.video_slot(bob)
    stage.worker.set_max_bitrate(bob, LIMIT)
    stage.worker.set_slot(slot.handle, screen.handle)
    stage.until(lambda: bool(screen.peer.rtcp_of(206, 1)))
    began = time.monotonic()
    slide = screen.frame(keyframe=True, packets=20, size=1000)
    stage.until(lambda: len(slot.packets) == 20)
    assert time.monotonic() - began > 0.5 * 20 * 1000 * 8 / LIMIT
    assert [packet.payload[6:] for packet in slot.packets] == [packet.payload[6:] for packet in slide]
    assert stage.worker.stats().dropped["overrun"] == 0
