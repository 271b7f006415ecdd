"""The tests' own clock: sleepers wake when their time has come, and only then."""

import asyncio
from datetime import timedelta

from tests.factories.clock import ManualClock


async def test_a_sleeper_wakes_when_its_time_has_come(clock: ManualClock) -> None:
    task = asyncio.create_task(clock.sleep(10))
    await asyncio.sleep(0)
    clock.advance(9.9)
    await asyncio.sleep(0)
    assert not task.done()
    clock.advance(0.1)
    await task


async def test_a_jump_of_the_wall_clock_wakes_nobody(clock: ManualClock) -> None:
    task = asyncio.create_task(clock.sleep(10))
    await asyncio.sleep(0)
    before = clock.monotonic()
    clock.set(clock.now() + timedelta(days=1))
    assert clock.monotonic() == before
    assert clock.sleepers == 1
    task.cancel()
