"""When a letter is tried again."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from eduforum.mail.retry import MOST_ATTEMPTS, SEND_SECONDS, pause


def test_the_pause_doubles_up_to_six_hours() -> None:
    minutes = [pause(attempts, 0.0) / timedelta(minutes=1) for attempts in range(1, 12)]
    assert minutes == [1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360]


def test_a_mail_server_may_be_down_over_a_weekend_night_before_a_letter_is_given_up() -> None:
    assert sum((pause(attempts, 0.0) for attempts in range(1, MOST_ATTEMPTS)), timedelta()) > timedelta(hours=36)


@given(st.integers(1, 10_000), st.floats(0.0, 1.0))
def test_no_try_begins_while_the_one_before_may_go_on(attempts: int, dice: float) -> None:
    assert pause(attempts, dice).total_seconds() > SEND_SECONDS
    assert pause(attempts, 0.0) <= pause(attempts, dice) <= 1.5 * pause(attempts, 0.0)
