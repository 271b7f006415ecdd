from threading import Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sfu_core._testing_state import RingFace
from sfu_core.debug import live_objects


def test_records_come_out_in_order() -> None:
    ring = RingFace(1024)
    assert ring.push(1, b"head", b"tail")
    assert ring.push(2, b"")
    assert [ring.pop(), ring.pop(), ring.pop()] == [(1, b"headtail"), (2, b""), None]
    assert ring.empty


@pytest.mark.parametrize(("asked", "capacity"), [(0, 1024), (1024, 1024), (1025, 2048), (5000, 8192)])
def test_capacity_is_a_power_of_two(asked: int, capacity: int) -> None:
    assert RingFace(asked).capacity == capacity


def test_a_full_ring_refuses_and_keeps_what_it_has() -> None:
    ring = RingFace(1024)
    accepted = 0
    while ring.push(accepted, b"x" * 48):
        accepted += 1
    assert accepted == 16
    assert ring.refused == 1
    assert [ring.pop() for _ in range(accepted)] == [(n, b"x" * 48) for n in range(accepted)]
    assert ring.push(99, b"again")


def test_a_record_larger_than_a_quarter_is_refused_at_once() -> None:
    ring = RingFace(1024)
    assert ring.push(1, b"x" * 240)
    assert not ring.push(1, b"x" * 241)


@given(st.lists(st.one_of(st.none(), st.binary(max_size=240))))
def test_it_behaves_like_a_queue_over_any_number_of_wraps(steps: list[bytes | None]) -> None:
    ring = RingFace(1024)
    queue: list[tuple[int, bytes]] = []
    for kind, step in enumerate(steps):
        if step is None:
            assert ring.pop() == (queue.pop(0) if queue else None)
        elif ring.push(kind, step):
            queue.append((kind, step))
    while queue:
        assert ring.pop() == queue.pop(0)
    assert ring.empty


@pytest.mark.parametrize("producers", [1, 3])
def test_threads_lose_and_damage_nothing(producers: int) -> None:
    ring, each = RingFace(4096), 20_000
    threads = [Thread(target=ring.produce, args=(n, each, producers > 1)) for n in range(producers)]
    for thread in threads:
        thread.start()
    wrong = ring.consume(producers * each)
    for thread in threads:
        thread.join()
    assert wrong == 0
    assert ring.empty


def test_a_freed_ring_is_no_longer_counted() -> None:
    before = live_objects()
    ring = RingFace(1024)
    del ring
    assert live_objects() == before
