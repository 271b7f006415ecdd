"""What an issuer publishes is fetched seldom, and once for all who wait for it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Generic, NamedTuple, TypeVar

from eduforum.auth.oidc.faults import OidcError
from eduforum.clock import Clock

T = TypeVar("T")

_log = logging.getLogger(__name__)


class _Held(NamedTuple, Generic[T]):
    value: T
    at: float


class Kept(Generic[T]):
    """A value that is fetched anew after `max_age` seconds, but never twice within `pause`.

    While fetching fails, the last value serves until `stale_age`: an issuer's key set that is down for an hour keeps
    nobody out.
    """

    def __init__(
        self, fetch: Callable[[], Awaitable[T]], clock: Clock, *, max_age: float, stale_age: float, pause: float
    ) -> None:
        self._fetch = fetch
        self._clock = clock
        self._max_age, self._stale_age, self._pause = max_age, stale_age, pause
        self._lock = asyncio.Lock()
        self._held: _Held[T] | None = None
        self._tried_at: float | None = None
        self._failure = OidcError("unreachable", "the issuer has not answered yet")

    async def get(self) -> T:
        """The value, not older than `max_age` if that can be had. Raises `OidcError`."""
        held = self._held
        if held is not None and self._clock.monotonic() - held.at < self._max_age:
            return held.value
        return await self.renewed()

    async def renewed(self) -> T:
        """The value as it is there now, or as it was less than `pause` ago. Raises `OidcError`."""
        async with self._lock:
            now, before = self._clock.monotonic(), self._tried_at
            if before is not None and now - before < self._pause:
                return self._last(now)
            self._tried_at = now
            try:
                value = await self._fetch()
            except OidcError as error:
                self._failure = error
                _log.warning("an issuer's description could not be fetched", extra={"reason": str(error)})
                return self._last(now)
            except BaseException:
                # Whoever asked went away: that must not keep the next from asking.
                self._tried_at = before
                raise
            self._held = _Held(value, now)
            return value

    def _last(self, now: float) -> T:
        held = self._held
        if held is None or now - held.at >= self._stale_age:
            raise OidcError(self._failure.reason, str(self._failure))
        return held.value
