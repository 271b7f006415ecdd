"""The clock that never runs backwards, of a process that does not always run itself."""

from datetime import datetime, timedelta

from eduforum.auth.trusted_clock import TrustedClock
from tests.factories.clock import START, ManualClock


class HeldUp(ManualClock):
    """`pause` passes between its next reading and the one after."""

    pause = 0.0

    def _hold_up(self) -> None:
        pause, self.pause = self.pause, 0.0
        self.advance(pause)

    def now(self) -> datetime:
        now = super().now()
        self._hold_up()
        return now

    def monotonic(self) -> float:
        monotonic = super().monotonic()
        self._hold_up()
        return monotonic


def test_a_process_that_was_held_up_gets_no_ahead_of_the_clock() -> None:
    machine = HeldUp()
    trusted = TrustedClock(machine)
    machine.pause = 60.0
    trusted.now()

    assert trusted.now() == machine.now() == START + timedelta(seconds=60)


def test_a_clock_that_is_set_back_goes_on_from_where_it_was() -> None:
    machine = ManualClock()
    trusted = TrustedClock(machine)
    machine.set(START - timedelta(hours=1))
    machine.advance(60)

    assert trusted.now() == START + timedelta(seconds=60)
