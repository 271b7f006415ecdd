"""What every implementation of the cluster's Protocols does; a second one is added to the parameters."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from eduforum.cluster import (
    LocalRateLimiter,
    LocalRoomPlacement,
    LocalTokenBlacklist,
    RateLimiter,
    RoomPlacement,
    TokenBlacklist,
)
from tests.factories.clock import ManualClock


@pytest.fixture(params=[LocalRateLimiter], ids=["local"])
def limiter(request: pytest.FixtureRequest, clock: ManualClock) -> RateLimiter:
    make: Callable[[ManualClock], RateLimiter] = request.param
    return make(clock)


@pytest.fixture(params=[LocalTokenBlacklist], ids=["local"])
def blacklist(request: pytest.FixtureRequest, clock: ManualClock) -> TokenBlacklist:
    make: Callable[[ManualClock], TokenBlacklist] = request.param
    return make(clock)


@pytest.fixture(params=[LocalRoomPlacement], ids=["local"])
def placement(request: pytest.FixtureRequest) -> RoomPlacement:
    make: Callable[[str, str], RoomPlacement] = request.param
    return make("node-1", "https://forum.example.org")


class TestRateLimiter:
    async def test_uses_within_the_limit_pass(self, limiter: RateLimiter) -> None:
        assert [await limiter.hit("k", 3, 60) for _ in range(3)] == [0, 0, 0]

    async def test_one_more_is_told_how_long_to_wait(self, limiter: RateLimiter, clock: ManualClock) -> None:
        await limiter.hit("k", 2, 60)
        clock.advance(20)
        await limiter.hit("k", 2, 60)
        assert await limiter.hit("k", 2, 60) == pytest.approx(40)

    async def test_having_waited_it_passes(self, limiter: RateLimiter, clock: ManualClock) -> None:
        await limiter.hit("k", 1, 60)
        clock.advance(await limiter.hit("k", 1, 60))
        assert await limiter.hit("k", 1, 60) == 0

    async def test_refused_uses_do_not_lengthen_the_wait(self, limiter: RateLimiter, clock: ManualClock) -> None:
        await limiter.hit("k", 1, 60)
        for _ in range(50):
            clock.advance(1)
            await limiter.hit("k", 1, 60)
        clock.advance(10)
        assert await limiter.hit("k", 1, 60) == 0

    async def test_no_window_of_that_length_holds_more(self, limiter: RateLimiter, clock: ManualClock) -> None:
        clock.advance(55)
        assert [await limiter.hit("k", 2, 60) for _ in range(2)] == [0, 0]
        clock.advance(10)
        assert await limiter.hit("k", 2, 60) > 0

    async def test_keys_are_counted_apart(self, limiter: RateLimiter) -> None:
        await limiter.hit("one", 1, 60)
        assert await limiter.hit("other", 1, 60) == 0

    async def test_a_limit_of_nought_is_none(self, limiter: RateLimiter) -> None:
        assert [await limiter.hit("k", 0, 60) for _ in range(100)] == [0] * 100

    async def test_a_jump_of_the_wall_clock_changes_nothing(self, limiter: RateLimiter, clock: ManualClock) -> None:
        await limiter.hit("k", 1, 60)
        clock.set(clock.now() + timedelta(days=1))
        assert await limiter.hit("k", 1, 60) == pytest.approx(60)


class TestTokenBlacklist:
    async def test_a_revoked_key_is_refused_until_its_token_has_expired(
        self, blacklist: TokenBlacklist, clock: ManualClock
    ) -> None:
        await blacklist.revoke("login", clock.now() + timedelta(minutes=15))
        assert blacklist.is_revoked("login")
        assert not blacklist.is_revoked("another")
        clock.advance(14 * 60)
        assert blacklist.is_revoked("login")

    async def test_the_later_of_two_ends_holds(self, blacklist: TokenBlacklist, clock: ManualClock) -> None:
        await blacklist.revoke("login", clock.now() + timedelta(minutes=15))
        await blacklist.revoke("login", clock.now() + timedelta(minutes=1))
        clock.advance(10 * 60)
        assert blacklist.is_revoked("login")

    async def test_a_jump_of_the_clock_revives_no_token(self, blacklist: TokenBlacklist, clock: ManualClock) -> None:
        now = clock.now()
        await blacklist.revoke("login", now + timedelta(minutes=15))
        clock.set(now + timedelta(hours=1))
        assert blacklist.is_revoked("login")
        clock.set(now)
        assert blacklist.is_revoked("login")


class TestRoomPlacement:
    async def test_a_room_has_one_home_and_one_epoch(self, placement: RoomPlacement) -> None:
        first = await placement.claim("room")
        assert (first.node_id, first.url) == ("node-1", "https://forum.example.org")
        assert await placement.claim("room") == first

    async def test_the_epoch_grows_when_a_room_is_placed_again(self, placement: RoomPlacement) -> None:
        first = await placement.claim("room")
        await placement.release("room", first.epoch)
        assert (await placement.claim("room")).epoch > first.epoch

    async def test_who_holds_an_old_epoch_cannot_give_a_room_up(self, placement: RoomPlacement) -> None:
        first = await placement.claim("room")
        await placement.release("room", first.epoch)
        second = await placement.claim("room")
        await placement.release("room", first.epoch)
        assert await placement.claim("room") == second
