"""What of a microphone is worth a look, and how loud its speech is made, by levels in dBov."""

from collections.abc import Iterable

import numpy as np
import pytest

from eduforum.analytics.talk.loudness import NOMINAL, Floor, Gain, levels

WORD = [-24.0, -20.0, -22.0, -28.0, -40.0, -24.0, -60.0, -60.0]
"""A word and the pause after it, over a quiet of −60."""


def floor(heard: Iterable[float]) -> Floor:
    made = Floor()
    for level in heard:
        made.push(level)
    return made


def test_nothing_stands_out_before_the_quiet_is_known() -> None:
    assert not floor([-20.0] * 49).stands_out(-10.0)


@pytest.mark.parametrize("gain", [-20.0, 0.0, 10.0])
def test_speech_stands_out_of_the_quiet_at_any_gain_of_the_microphone(gain: float) -> None:
    made = floor(level + gain for level in WORD * 20)

    assert made.stands_out(-28.0 + gain)
    assert not made.stands_out(-60.0 + gain)


def test_a_noise_that_lasts_becomes_the_quiet() -> None:
    made = floor([-60.0] * 300 + [-30.0] * 400)

    assert not made.stands_out(-29.0)


def test_what_is_not_sent_is_quiet() -> None:
    made = floor([-22.0] * 30)
    made.skip(2.0)

    assert made.stands_out(-22.0)


def test_speech_is_brought_to_one_level() -> None:
    quiet, loud = Gain(), Gain()
    quiet.follow([-46.0, -40.0])
    loud.follow([-16.0, -10.0])

    assert 20 * np.log10(quiet.factor(-75.0)) == pytest.approx(NOMINAL + 6 + 40)
    assert 20 * np.log10(loud.factor(-45.0)) == pytest.approx(NOMINAL + 6 + 10)


def test_the_quiet_itself_is_not_made_loud() -> None:
    gain = Gain()
    gain.follow([-70.0] * 50)

    assert 20 * np.log10(gain.factor(-70.0)) == pytest.approx(NOMINAL + 6 + 50)


def test_levels_are_those_of_the_samples() -> None:
    assert levels(np.full(640, 0.1, dtype=np.float32)) == pytest.approx([-20.0, -20.0])
