"""What the estimator makes of lines: how much is used, how long packets wait, how soon it follows a change."""

import pytest

from tests.native.line import Call, Line

SEEDS = range(1, 6)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_good_line_is_found_in_less_than_two_seconds(seed: int) -> None:
    outcome = Call(Line(rate=5e6), seed=seed).run(3_000)
    assert outcome.frames[0] < 300
    assert outcome.first_at(2) < 1_500


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
