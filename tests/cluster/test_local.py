"""What holds for the in-process twins alone: memory is bounded by what is in force."""

from datetime import timedelta

from eduforum.cluster import LocalRateLimiter, LocalTokenBlacklist
from tests.factories.clock import ManualClock


async def test_the_limiter_forgets_keys_whose_window_is_over(clock: ManualClock) -> None:
    limiter = LocalRateLimiter(clock)
    for number in range(20_000):
        clock.advance(0.1)
        await limiter.hit(f"address-{number}", 5, 60)
    assert len(limiter._uses) < 5_000


async def test_the_blacklist_forgets_tokens_that_have_expired(clock: ManualClock) -> None:
    blacklist = LocalTokenBlacklist(clock)
    for number in range(20_000):
        clock.advance(1)
        await blacklist.revoke(f"login-{number}", clock.now() + timedelta(minutes=15))
    assert len(blacklist._until) < 5_000
