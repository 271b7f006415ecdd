from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sfu_core._testing_state import NackFace

MS = 10**6
RTT = 50 * MS


def after(*sequences: int) -> NackFace:
    """A missing list after these packets came at time 0."""
    missing = NackFace()
    for sequence in sequences:
        missing.arrived(sequence, 0)
    return missing


@pytest.mark.parametrize(
    ("arrived", "numbers"),
    [
        ([5], []),
        ([5, 6, 7], []),
        ([5, 7], [6]),
        ([5, 9, 7], [6, 8]),
        ([65534, 1], [65535, 0]),
        ([5, 4, 3], []),
        ([5, 7, 6], []),
        ([5, 7, 7, 5], [6]),
    ],
)
def test_what_is_missing(arrived: list[int], numbers: list[int]) -> None:
    assert after(*arrived).numbers == numbers


def test_arrivals_are_told_apart() -> None:
    missing = NackFace()
    assert [missing.arrived(n, 0) for n in (5, 8, 6, 6, 8, 4, 9)] == [
        "in_order",
        "in_order",
        "recovered",
        "stale",
        "stale",
        "stale",
        "in_order",
    ]


def test_a_packet_merely_out_of_order_is_not_asked_for() -> None:
    missing = after(5, 7)
    assert missing.due(9 * MS, RTT) == []
    missing.arrived(6, 9 * MS)
    assert missing.due(100 * MS, RTT) == []


def test_it_is_asked_for_after_some_time() -> None:
    missing = after(5, 7)
    assert missing.next_ns(RTT) == 10 * MS
    assert missing.due(10 * MS, RTT) == [6]


def test_it_is_asked_for_at_once_when_three_newer_are_in() -> None:
    missing = after(5, 7, 8)
    assert missing.due(0, RTT) == []
    missing.arrived(9, 0)
    assert missing.next_ns(RTT) == 0
    assert missing.due(0, RTT) == [6]


def test_it_is_asked_for_again_when_an_answer_is_overdue() -> None:
    missing = after(5, 7)
    missing.due(10 * MS, 48 * MS)
    assert missing.next_ns(48 * MS) == 64 * MS
    assert missing.due(63 * MS, 48 * MS) == []
    assert missing.due(64 * MS, 48 * MS) == [6]


def test_without_a_round_trip_what_answers_have_taken_counts() -> None:
    missing = after(5, 7)
    missing.due(10 * MS, 0)
    assert missing.next_ns(0) == 10 * MS + 112_500_000
    missing.arrived(6, 42 * MS)
    missing.arrived(9, 50 * MS)
    missing.due(60 * MS, 0)
    assert missing.next_ns(0) == 96 * MS


def test_a_short_round_trip_does_not_make_it_ask_faster_than_every_20_ms() -> None:
    missing = after(5, 7)
    missing.due(10 * MS, MS)
    assert missing.next_ns(MS) == 30 * MS


def test_it_gives_up_after_ten_tries_and_says_so_once() -> None:
    missing, now, tries = after(5, 7), 10 * MS, 0
    while missing.numbers:
        tries += len(missing.due(now, 20 * MS))
        now += 20 * MS
    assert tries == 10
    assert missing.take_gave_up()
    assert not missing.take_gave_up()
    assert missing.counts == (1, 0, 1)


def test_it_gives_up_when_a_keyframe_is_the_shorter_way() -> None:
    missing = after(5, 7)
    missing.due(10 * MS, 2000 * MS)
    assert missing.next_ns(2000 * MS) == 700 * MS
    assert missing.due(700 * MS, 2000 * MS) == []
    assert missing.numbers == []
    assert missing.take_gave_up()


def test_sound_that_comes_too_late_is_not_asked_for() -> None:
    missing = NackFace(sound=True)
    for number in (5, 7):
        missing.arrived(number, 0)
    assert missing.due(10 * MS, RTT) == [6]
    assert missing.next_ns(200 * MS) == 200 * MS
    assert missing.due(200 * MS, 200 * MS) == []
    assert missing.numbers == []


def test_nothing_missing_is_never_due() -> None:
    assert after(5, 6).next_ns(RTT) == -1


def test_a_gap_wider_than_the_list_is_given_up_whole() -> None:
    missing = after(5, 7, 5 + 2 + 257 + 1)
    assert missing.numbers == []
    assert missing.take_gave_up()


def test_the_widest_gap_that_is_mended() -> None:
    missing = after(0, 257)
    assert missing.numbers == list(range(1, 257))
    assert not missing.take_gave_up()


def test_a_full_list_lets_its_oldest_go() -> None:
    missing = after(0, 201, 402)
    assert missing.numbers == [*range(1, 201), *range(202, 402)][-256:]
    assert missing.take_gave_up()


def test_what_is_older_than_a_keyframe_is_not_asked_for() -> None:
    missing = after(65530, 65533, 3)
    missing.forget_before(65535)
    assert missing.numbers == [65535, 0, 1, 2]


def test_a_keyframe_makes_good_what_was_given_up() -> None:
    missing = after(0, 300)
    missing.forget_before(300)
    assert not missing.take_gave_up()


def test_no_more_is_answered_than_fits_and_the_rest_stays_due() -> None:
    missing = after(0, 6)
    assert missing.due(10 * MS, RTT, capacity=3) == [1, 2, 3]
    assert missing.due(10 * MS, RTT, capacity=3) == [4, 5]


@given(
    st.integers(0, 65535),
    st.lists(st.booleans(), min_size=1, max_size=200),
    st.randoms(use_true_random=False),
)
def test_the_list_is_what_did_not_come(start: int, came: list[bool], random: Random) -> None:
    missing = after(start)
    numbers = [(start + 1 + n) % 65536 for n in range(len(came))]
    for number, here in zip(numbers, came, strict=True):
        if here:
            missing.arrived(number, 0)
    last = max((n for n, here in enumerate(came) if here), default=-1)
    assert missing.numbers == [numbers[n] for n in range(last) if not came[n]]
    late = list(missing.numbers)
    random.shuffle(late)
    assert {missing.arrived(n, 0) for n in late} <= {"recovered"}
    assert missing.numbers == []


def _choke(missing: NackFace, *, every: int, ms: int, first: int = 5) -> int:
    """200 packets a second, of which one in so many comes; the last that did, or would have."""
    missing.arrived(first, 0)
    for n in range(ms // 5):
        if n % every == 0:
            missing.arrived(first + 1 + n, n * 5 * MS)
        missing.due(n * 5 * MS, RTT)
    return first + ms // 5


def test_where_most_does_not_come_for_a_while_nothing_is_asked_for() -> None:
    missing = NackFace()
    last = _choke(missing, every=4, ms=400)
    assert missing.numbers == []
    assert missing.take_gave_up()
    missing.arrived(last + 10, 400 * MS)
    assert missing.due(450 * MS, RTT) == []
    # A keyframe is asked for once, and not again for all that does not come after it.
    assert not missing.take_gave_up()


def test_a_keyframe_or_time_ends_that() -> None:
    missing = NackFace()
    last = _choke(missing, every=4, ms=400)
    missing.arrived(last + 1, 410 * MS)
    missing.forget_before(last + 1)
    missing.arrived(last + 3, 420 * MS)
    assert missing.due(440 * MS, RTT) == [last + 2]

    missing = NackFace()
    last = _choke(missing, every=4, ms=400)
    missing.arrived(last + 3, 2_000 * MS)
    assert last + 2 in missing.due(2_020 * MS, RTT)


def test_a_short_outage_is_mended_however_much_is_missing() -> None:
    missing = NackFace()
    missing.arrived(5, 0)
    missing.arrived(50, 200 * MS)
    assert len(missing.due(220 * MS, RTT)) == 44


@pytest.mark.parametrize("every", [2, 3, 10])
def test_losses_by_chance_are_mended_however_many(every: int) -> None:
    """One packet in so many is lost, and comes a round trip after it was asked for."""
    missing = NackFace()
    answers: list[tuple[int, int]] = []
    asked = 0
    missing.arrived(5, 0)
    for n in range(400):
        now = n * 5 * MS
        for at, number in [answer for answer in answers if answer[0] <= now]:
            missing.arrived(number, now)
            answers.remove((at, number))
        if n % every:
            missing.arrived(6 + n, now)
        due = missing.due(now, RTT)
        asked += len(due)
        answers += [(now + RTT, number) for number in due]
    assert asked >= 400 // every - 5
    assert not missing.take_gave_up()
