"""The E-model against values that ITU-T has published, and levels that hold still."""

from itertools import pairwise

import pytest

from eduforum.media.quality import (
    FRAME_DELAY,
    G711,
    G711_PLC,
    G723_1,
    G729A,
    Codec,
    Smoothed,
    burst_ratio,
    delay_impairment,
    loss_impairment,
    opinion,
    picture_rating,
    playout_delay,
    rating,
)


def test_a_line_without_impairments_has_the_rating_that_g107_names() -> None:
    assert rating(0, 0, codec=G711) == pytest.approx(93.2, abs=0.05)


# G.107, table B.1, and figure B.2 for the ends of the scale.
@pytest.mark.parametrize(("r", "mos"), [(93.2, 4.41), (90, 4.34), (80, 4.03), (70, 3.60), (60, 3.10), (50, 2.58)])
def test_opinions_of_ratings_are_those_of_table_b1(r: float, mos: float) -> None:
    assert opinion(r) == pytest.approx(mos, abs=0.01)


def test_the_scale_ends_where_g107_says() -> None:
    assert opinion(-5) == opinion(0) == 1.0
    assert opinion(100) == opinion(120) == 4.5
    assert min(opinion(tenth / 10) for tenth in range(1001)) == 1.0


# Equation 7-27 reckoned by hand: X of 1 gives 25 (2^(1/6) − 3 (1 + 3^−6)^(1/6) + 2).
@pytest.mark.parametrize(("delay", "idd"), [(0, 0), (100, 0), (150, 0.16), (200, 3.03), (300, 14.78), (400, 24.07)])
def test_delay_impairs_from_a_tenth_of_a_second_on(delay: float, idd: float) -> None:
    assert delay_impairment(delay) == pytest.approx(idd, abs=0.02)


# Appendix I of G.113 gives Ie of G.729A with VAD and of G.723.1 at 6.3 kbit/s for these losses.
@pytest.mark.parametrize(
    ("codec", "percent", "ie"),
    [
        (G729A, 0, 11),
        (G729A, 1, 15),
        (G729A, 2, 19),
        (G729A, 3, 23),
        (G729A, 4, 26),
        (G729A, 8, 36),
        (G729A, 16, 49),
        (G723_1, 0, 15),
        (G723_1, 1, 19),
        (G723_1, 2, 24),
        (G723_1, 3, 27),
        (G711_PLC, 2, 7),
        (G711_PLC, 3, 10),
        (G711_PLC, 5, 15),
        (G711_PLC, 7, 20),
    ],
)
def test_random_loss_impairs_as_g113_has_tabulated(codec: Codec, percent: float, ie: float) -> None:
    assert loss_impairment(percent / 100, codec=codec) == pytest.approx(ie, abs=1.0)


def test_loss_in_bursts_is_worse_than_as_much_at_random() -> None:
    assert burst_ratio(0.1, 1.0) == 1.0
    assert burst_ratio(0.1, 3.0) == pytest.approx(2.7)
    assert loss_impairment(0.1, burst_ratio(0.1, 3.0)) > loss_impairment(0.1)


def test_a_good_network_scores_above_four() -> None:
    """40 ms of round trip, 4 ms of jitter, one packet in a thousand lost."""
    delay = 40 / 2 + FRAME_DELAY + playout_delay(4)
    assert opinion(rating(delay, 0.001)) > 4.0


def test_a_bad_network_scores_below_three() -> None:
    """400 ms of round trip, 40 ms of jitter, a tenth lost three at a time."""
    delay = 400 / 2 + FRAME_DELAY + playout_delay(40)
    assert opinion(rating(delay, 0.1, burst_ratio(0.1, 3.0))) < 3.0


def test_pictures_that_flow_are_good_and_pictures_that_stand_are_poor() -> None:
    assert picture_rating(fps=30, height=720, frozen=0) >= 80
    assert picture_rating(fps=15, height=180, frozen=0) >= 80
    assert 60 <= picture_rating(fps=8, height=180, frozen=0) < 80
    assert picture_rating(fps=10, height=90, frozen=0.1) < 60
    assert picture_rating(fps=0, height=0, frozen=1) == 0


def levels(*ratings: float, start: Smoothed | None = None) -> list[str]:
    smoothed = start or Smoothed()
    return [smoothed.push(r, 5) for r in ratings]


def test_a_single_bad_interval_does_not_make_a_good_line_poor() -> None:
    assert set(levels(92, 92, 92, 50, 92, 92)) == {"good", "fair"}


def test_a_line_that_stays_bad_is_poor_within_half_a_minute() -> None:
    assert levels(92, *[20] * 6)[-1] == "poor"


def test_a_level_at_the_limit_does_not_flicker() -> None:
    told = levels(*[82, 78] * 20)
    assert sum(a != b for a, b in pairwise(told)) <= 1
