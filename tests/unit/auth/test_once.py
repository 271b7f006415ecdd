"""What may be done once."""

from datetime import timedelta

from eduforum.auth.once import LocalOnce
from tests.factories.clock import START, ManualClock

SOON = START + timedelta(minutes=10)


async def test_a_key_is_claimed_once() -> None:
    once = LocalOnce(ManualClock())

    assert await once.claim("a", SOON)
    assert not await once.claim("a", SOON)
    assert await once.claim("b", SOON)


async def test_what_is_over_cannot_be_claimed() -> None:
    clock = ManualClock()
    once = LocalOnce(clock)
    await once.claim("a", SOON)
    clock.advance(600)

    assert not await once.claim("a", SOON)
    assert not await once.claim("b", SOON)


async def test_a_clock_that_is_set_forward_and_back_frees_nothing() -> None:
    clock = ManualClock()
    once = LocalOnce(clock)
    await once.claim("a", SOON)
    clock.set(START + timedelta(days=1))
    for number in range(3000):
        await once.claim(str(number), START + timedelta(days=2))
    clock.set(START)

    assert not await once.claim("a", SOON)


async def test_what_is_over_takes_no_room() -> None:
    clock = ManualClock()
    once = LocalOnce(clock)
    for number in range(5000):
        await once.claim(str(number), clock.now() + timedelta(seconds=1))
        clock.advance(0.01)

    assert len(once._until) <= 2048
