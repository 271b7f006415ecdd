"""What the estimator makes of lines: how much is used, how long packets wait, how soon it follows a change."""

from dataclasses import replace
from random import Random

import pytest

from sfu_core._testing_bandwidth import ArrivalsFace, BweFace
from tests.native.line import MS, START_NS, Call, Line

SEEDS = range(1, 6)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_good_line_is_found_in_less_than_two_seconds(seed: int) -> None:
    outcome = Call(Line(rate=5e6), seed=seed).run(3_000)
    assert outcome.frames[0] < 300
    assert outcome.first_at(2) < 1_500


@pytest.mark.parametrize("rate", [300e3, 500e3])
@pytest.mark.parametrize("seed", SEEDS)
def test_the_first_picture_on_a_narrow_line_is_of_the_lowest_layer_and_soon_there(rate: float, seed: int) -> None:
    outcome = Call(Line(rate=rate), seed=seed).run(3_000)
    assert outcome.layers[0][1] == 0
    # A publisher answers after 100 ms, and the keyframe takes four frames' bits.
    assert outcome.frames[0] < 250
    assert outcome.longest_gap(outcome.frames[0], 3_000) < 300


@pytest.mark.parametrize("seed", SEEDS)
def test_a_narrow_line_is_used_and_little_waits(seed: int) -> None:
    outcome = Call(Line(rate=500e3), seed=seed, elastic=True).run(20_000)
    assert outcome.rate(2_000, 20_000) >= 400_000
    assert outcome.fps(2_000, 20_000) >= 24
    assert outcome.queue_p95(2_000, 20_000) < 120


@pytest.mark.parametrize("seed", SEEDS)
def test_a_line_that_shrinks_shows_a_stable_picture_again_in_less_than_two_seconds(seed: int) -> None:
    outcome = Call(Line(rate=3e6, steps=((10_000, 400e3),)), seed=seed).run(20_000)
    assert outcome.layer_at(10_000) == 2
    assert outcome.longest_gap(10_000, 12_000) < 1_000
    assert outcome.longest_gap(12_000, 20_000) < 300
    assert outcome.fps(12_000, 20_000) >= 29
    assert outcome.queue_p95(12_000, 20_000) < 100


@pytest.mark.parametrize(
    "line",
    [Line(), Line(delay_ms=100), Line(jitter_ms=30), Line(loss=0.05), Line(queue_ms=1_000)],
    ids=["plain", "long", "jitter", "loss", "deep"],
)
@pytest.mark.parametrize(("before", "after"), [(3e6, 400e3), (3e6, 700e3), (3e6, 1.2e6), (8e6, 800e3)])
@pytest.mark.parametrize("seed", SEEDS)
def test_a_line_that_shrinks_is_offered_too_much_for_one_round_trip_at_most(
    line: Line, before: float, after: float, seed: int
) -> None:
    call = Call(replace(line, rate=before, steps=((10_000, after),)), seed=seed)
    outcome = call.run(16_000)
    sent = outcome.offered_rate(9_000, 10_000)
    round_trip_ms = 2 * line.delay_ms + line.jitter_ms + 200
    assert outcome.excess(after, 10_000, 16_000) < sent / 8000 * round_trip_ms


@pytest.mark.parametrize("seed", SEEDS)
def test_a_line_that_recovers_shows_the_top_layer_again_in_less_than_six_seconds(seed: int) -> None:
    outcome = Call(Line(rate=3e6, steps=((10_000, 400e3), (20_000, 3e6))), seed=seed).run(27_000)
    assert outcome.first_at(2, after=20_000) < 25_500


@pytest.mark.parametrize("loss", [0.02, 0.05, 0.1, 0.2])
@pytest.mark.parametrize("seed", SEEDS)
def test_losses_that_do_not_grow_with_the_rate_do_not_lower_it(loss: float, seed: int) -> None:
    outcome = Call(Line(rate=4e6, loss=loss), seed=seed).run(20_000)
    assert outcome.fps(2_000, 20_000) >= 25
    assert outcome.layer_at(20_000) == 2
    assert outcome.first_at(2) < 4_000


@pytest.mark.parametrize("keeps_order", [True, False])
@pytest.mark.parametrize("seed", SEEDS)
def test_jitter_is_no_queue(keeps_order: bool, seed: int) -> None:
    outcome = Call(Line(rate=4e6, jitter_ms=30, keeps_order=keeps_order), seed=seed).run(20_000)
    assert outcome.layer_at(20_000) == 2


@pytest.mark.parametrize("seed", SEEDS)
def test_a_line_that_drops_what_is_too_much_without_a_queue_keeps_what_fits(seed: int) -> None:
    outcome = Call(Line(rate=800e3, queue_ms=5), seed=seed).run(20_000)
    assert outcome.layer_at(20_000) == 1
    assert outcome.fps(3_000, 20_000) >= 25


@pytest.mark.parametrize("rate", [700e3, 1.2e6])
@pytest.mark.parametrize("seed", SEEDS)
def test_after_a_drop_whatever_fits_is_found_again_soon(rate: float, seed: int) -> None:
    outcome = Call(Line(rate=3e6, steps=((10_000, rate), (20_000, 3e6))), seed=seed).run(27_000)
    assert outcome.layer_at(12_500) == 1
    assert outcome.queue_p95(12_000, 20_000) < 100
    assert outcome.first_at(2, after=20_000) < 26_000


@pytest.mark.parametrize("delay_ms", [100, 150, 300])
@pytest.mark.parametrize("seed", SEEDS)
def test_a_long_way_takes_longer_and_changes_nothing_else(delay_ms: float, seed: int) -> None:
    outcome = Call(Line(rate=3e6, delay_ms=delay_ms), seed=seed).run(10_000)
    assert outcome.layer_at(10_000) == 2
    assert outcome.fps(6_000, 10_000) >= 29


@pytest.mark.parametrize("seed", SEEDS)
def test_a_long_buffer_is_not_filled(seed: int) -> None:
    outcome = Call(Line(rate=1e6, queue_ms=1_000), seed=seed).run(20_000)
    assert outcome.layer_at(20_000) == 1
    assert outcome.queue_p95(2_000, 20_000) < 100


def test_a_way_that_becomes_longer_is_no_queue_for_long() -> None:
    line = Line(rate=5e6)
    call = Call(line)
    call.run(5_000)
    line.delay_ms = 125
    outcome = call.run(20_000, since=5_000)
    assert outcome.layer_at(20_000) == 2


@pytest.mark.parametrize("seed", SEEDS)
def test_a_client_that_moves_to_a_longer_way_is_sent_no_less(seed: int) -> None:
    line = Line(rate=5e6)
    call = Call(line, seed=seed)
    call.run(5_000)
    line.delay_ms = 125
    call.bwe.moved(START_NS + 5_000 * MS)
    outcome = call.run(12_000, since=5_000)
    assert min(outcome.estimates(5_000, 12_000)) > 1_900_000
    assert outcome.layer_at(12_000) == 2


def test_where_nothing_comes_back_less_is_sent() -> None:
    call = Call(Line(rate=5e6))
    call.run(3_000)
    before = call.bwe.estimate
    call.tells = False
    call.run(6_000, since=3_000)
    assert call.bwe.estimate < before / 4


def test_nothing_is_probed_for_that_nobody_wants() -> None:
    call = Call(Line(rate=5e6))
    call.bwe.want(0)
    call.run(5_000)
    assert call.bwe.state["probes"] == 0


def test_absurd_feedback_keeps_the_estimate_within_bounds() -> None:
    random = Random(5)
    bwe = BweFace()
    bwe.want(10_000_000)
    now = START_NS
    for _ in range(20_000):
        now += random.randrange(20) * MS
        bwe.sent(random.randrange(65_536), now)
        bwe.probe_debt(now)
        log = ArrivalsFace()
        at = random.randrange(2**62)
        for _ in range(random.randrange(1, 5)):
            at += random.randrange(8_000) * MS
            log.note(random.randrange(65_536), at)
        message = log.write(at)
        bwe.feedback(message[12:], now)
        bwe.feedback(message[12:], now)
        bwe.report(random.randrange(-1000, 1000), now)
        bwe.remb(random.choice((-1, 0, 2**62)), now)
        bwe.tick(now)
        assert 30_000 <= bwe.estimate <= 100_000_000


def test_the_same_feedback_again_tells_nothing_new() -> None:
    bwe, log = BweFace(), ArrivalsFace()
    for n in range(20):
        log.note(bwe.sent(1_000, START_NS + n * MS), START_NS + (30 + n) * MS)
    message = log.write(START_NS + 60 * MS)
    bwe.feedback(message[12:], START_NS + 60 * MS)
    before = bwe.estimate, bwe.state
    for n in range(100):
        bwe.feedback(message[12:], START_NS + (61 + n) * MS)
    assert (bwe.estimate, bwe.state) == before


def test_reported_losses_lower_what_a_client_without_feedback_gets() -> None:
    bwe = BweFace(transport_cc=False)
    for n in range(3_000):
        bwe.count(1_000, START_NS + 3 * n * MS)
        bwe.tick(START_NS + 3 * n * MS)
        if n % 333 == 0:
            bwe.report(60, START_NS + 3 * n * MS)
    assert bwe.estimate < 2_000_000


def test_who_agreed_to_a_limit_and_tells_none_counts_as_one_who_tells_nothing() -> None:
    bwe = BweFace(transport_cc=False, remb=True)
    bwe.count(1_000, START_NS)
    bwe.report(0, START_NS + 1_000 * MS)
    assert bwe.estimate == 400_000
    bwe.report(0, START_NS + 2_500 * MS)
    assert bwe.estimate >= 5_000_000
    bwe.remb(700_000, START_NS + 3_000 * MS)
    assert bwe.estimate == 700_000
    bwe.report(0, START_NS + 9_000 * MS)
    assert bwe.estimate == 700_000


def spoken(bwe: BweFace, log: ArrivalsFace, start_ms: int, told: int, untold: int) -> int:
    """Send packets of which the first are told of; when the last left, ms."""
    for n in range(told + untold):
        now = START_NS + (start_ms + n * 10) * MS
        number = bwe.sent(1_000, now)
        bwe.tick(now)
        if n < told:
            log.note(number, now + 25 * MS)
            while message := log.write(now + 25 * MS):
                bwe.feedback(message[12:], now + 50 * MS)
    return start_ms + (told + untold - 1) * 10


def test_a_pause_lowers_nothing_also_when_the_last_packets_were_not_told_of() -> None:
    bwe, log = BweFace(), ArrivalsFace()
    at = spoken(bwe, log, 0, told=100, untold=3)
    before = bwe.estimate
    for ms in range(at, at + 60_000, 20):
        bwe.tick(START_NS + ms * MS)
    assert bwe.estimate == before
    # Nor does the first packet afterwards, before anything can have been told of it.
    bwe.sent(1_000, START_NS + (at + 60_000) * MS)
    bwe.tick(START_NS + (at + 60_020) * MS)
    assert bwe.estimate == before


@pytest.mark.parametrize("voices", [0, 1])
@pytest.mark.parametrize("seed", SEEDS)
def test_a_line_that_was_gone_for_seconds_is_found_again_without_anything_else_on_it(seed: int, voices: int) -> None:
    line = Line(rate=2e6, steps=((4_000, 400e3), (8_000, 10), (13_000, 2e6)))
    call = Call(line, seed=seed, voices=voices, sheds=True)
    outcome = call.run(27_000)
    assert outcome.first_at(0, after=13_000) < 20_000
    assert outcome.fps(20_000, 27_000) > 25


def test_what_could_not_be_protected_is_not_missed() -> None:
    bwe, log = BweFace(), ArrivalsFace()
    for n in range(200):
        now = START_NS + n * 10 * MS
        number = bwe.sent(1_000, now)
        bwe.unsent()
        assert bwe.sent(1_000, now) == number
        bwe.tick(now)
        log.note(number, now + 25 * MS)
        while message := log.write(now + 25 * MS):
            bwe.feedback(message[12:], now + 50 * MS)
    assert (bwe.state["loss"], bwe.state["in_flight"]) == (0, 0)
