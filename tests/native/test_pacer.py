"""When packets to one client may leave."""

from collections import deque

from hypothesis import given, settings
from hypothesis import strategies as st

from sfu_core._testing_sharing import QUEUE_BYTES, QUEUE_PACKETS, PacerTrace

MS = 10**6
S = 10**9
RATE = 1_000_000
BURST = 4000


def paced(rate: int = RATE, burst: int = BURST) -> PacerTrace:
    pacer = PacerTrace()
    pacer.set(rate, burst, 0)
    return pacer


def test_without_a_limit_everything_leaves_at_once() -> None:
    pacer = PacerTrace()
    assert pacer.passes(10**6, 0)
    assert pacer.may(0)
    assert not pacer.has_queue


def test_one_burst_leaves_at_once_and_the_rest_at_the_rate() -> None:
    pacer = paced()
    assert pacer.passes(BURST, 0)
    assert not pacer.passes(1, 0)
    assert not pacer.passes(1250, 9 * MS)
    assert pacer.passes(1250, 10 * MS)


def test_a_pause_saves_no_more_than_one_burst() -> None:
    pacer = paced()
    assert not pacer.passes(BURST + 1, 60 * S)
    assert pacer.passes(BURST, 60 * S)


def test_sound_goes_first_and_pictures_pay_for_it() -> None:
    pacer = paced()
    assert pacer.passes(BURST, 0)
    pacer.spend(125)
    assert not pacer.may(1 * MS)
    assert pacer.may(2 * MS)


def test_sound_alone_holds_pictures_up_for_no_longer_than_a_burst_takes() -> None:
    pacer = paced()
    for _ in range(1000):
        pacer.spend(200)
    assert pacer.may(33 * MS)


def test_packets_leave_in_the_order_in_which_they_came() -> None:
    pacer = paced()
    for n in range(5):
        assert pacer.push(n % 2 + 1, 0, n, bytes([n]) * 100, n)
    assert pacer.waiting == 500
    assert pacer.age(10) == 10
    assert [pacer.pop(0) for _ in range(5)] == [(n % 2 + 1, n, bytes([n]) * 100) for n in range(5)]
    assert (pacer.pop(0), pacer.waiting, pacer.age(99)) == (None, 0, 0)


def test_nothing_overtakes_what_waits() -> None:
    pacer = paced()
    pacer.push(1, 0, 1, b"x", 0)
    assert not pacer.passes(1, 0)


def test_the_queue_is_bounded() -> None:
    pacer = paced()
    assert all(pacer.push(1, 0, n, b"x", 0) for n in range(QUEUE_PACKETS))
    assert not pacer.push(1, 0, 0, b"x", 0)
    pacer = paced()
    fitting = QUEUE_BYTES // 2000
    assert all(pacer.push(1, 0, n, bytes(2000), 0) for n in range(fitting))
    assert not pacer.push(1, 0, 0, bytes(2000), 0)


def test_a_stream_is_given_up_whole_and_the_others_stay() -> None:
    pacer = paced()
    for n, stream in enumerate((1, 2, 1, 2, 1)):
        pacer.push(stream, 0, 100 + n, bytes([n]), 0)
    assert [pacer.give_up(1), pacer.give_up(1)] == [3, 0]
    assert pacer.waiting == 2
    assert [pacer.pop(0), pacer.pop(0), pacer.pop(0)] == [(2, 101, b"\1"), (2, 103, b"\3"), None]


def test_the_least_important_stream_is_given_up_first() -> None:
    pacer = paced()
    for stream, priority in ((1, 200), (2, 0), (3, 128)):
        pacer.push(stream, priority, 1, b"x", 0)
    assert pacer.least() == 2
    pacer.give_up(2)
    assert pacer.least() == 3
    pacer.give_up(3)
    pacer.give_up(1)
    assert pacer.least() == 0


def test_what_is_asked_for_twice_is_noted_once() -> None:
    pacer = paced()
    assert [pacer.ask(1, 5), pacer.ask(1, 6), pacer.ask(1, 5), pacer.ask(2, 5)] == [True, True, False, True]
    assert [pacer.asked() for _ in range(4)] == [(1, 5), (1, 6), (2, 5), None]
    assert pacer.ask(1, 5)


def test_a_queue_that_rests_returns_its_memory() -> None:
    pacer = paced()
    pacer.push(1, 0, 1, b"x", 0)
    pacer.rest(60 * S)
    assert pacer.has_queue
    pacer.pop(60 * S)
    pacer.rest(69 * S)
    assert pacer.has_queue
    pacer.rest(71 * S)
    assert not pacer.has_queue


def test_what_is_only_sent_again_keeps_the_memory_as_well() -> None:
    pacer = paced()
    assert pacer.ask(1, 7)
    assert pacer.may(100 * S)
    assert pacer.asked() == (1, 7)
    pacer.rest(109 * S)
    assert pacer.has_queue
    pacer.rest(111 * S)
    assert not pacer.has_queue


steps = st.lists(
    st.one_of(
        st.tuples(st.just("push"), st.integers(1, 3), st.integers(1, 2000)),
        st.tuples(st.just("pop"), st.just(0), st.integers(1, 300)),
        st.tuples(st.just("give up"), st.integers(1, 3), st.just(0)),
    ),
    max_size=60,
)


@settings(max_examples=200, deadline=None)
@given(steps)
def test_what_comes_out_is_what_went_in(steps: list[tuple[str, int, int]]) -> None:
    pacer, model, number = paced(), deque[tuple[int, int, bytes]](), 0
    for kind, stream, amount in steps:
        if kind == "push":
            # Three of a size for each step, so that the ring is gone round.
            for _ in range(3):
                data = bytes([number & 255]) * amount
                if pacer.push(stream, 0, number & 0xFFFF, data, 0):
                    model.append((stream, number & 0xFFFF, data))
                number += 1
        elif kind == "pop":
            for _ in range(amount):
                assert pacer.pop(0) == (model.popleft() if model else None)
        else:
            kept = [packet for packet in model if packet[0] != stream]
            assert pacer.give_up(stream) == len(model) - len(kept)
            model = deque(kept)
    assert pacer.waiting == sum(len(data) for _, _, data in model)
    while model:
        assert pacer.pop(0) == model.popleft()


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 40 * MS), st.integers(1, 1500)), max_size=200))
def test_no_time_sees_more_than_its_burst_and_its_rate(offers: list[tuple[int, int]]) -> None:
    pacer, now, left = paced(), 0, 0
    for pause, size in offers:
        now += pause
        if pacer.passes(size, now):
            left += size
        assert left <= BURST + RATE * now // (8 * S)
