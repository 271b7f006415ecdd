"""The workers of this process: how many there are, where they listen, and which of them has room for more."""

import asyncio
import os
from collections.abc import Callable, Sequence
from typing import Protocol

from eduforum.config import Media
from eduforum.errors import Unavailable
from eduforum.media.engine.load import INTERVAL
from eduforum.media.engine.state import Shard
from sfu_core import records
from sfu_core.worker import Worker


class MakeWorker(Protocol):
    def __call__(self, *, port: int = 0, ipv6: bool = True, tcp_port: int | None = None) -> Worker: ...


class Workers:
    """All of them start and stop together. Event loop only."""

    def __init__(self, media: Media, make_worker: MakeWorker) -> None:
        self._media = media
        self._make_worker = make_worker
        self._shards: list[Shard] = []
        self._measuring: asyncio.TimerHandle | None = None

    def start(self, poll: Callable[[Shard], None], *, ipv6: bool) -> None:
        """Start them; `poll` is called when one has news. Raises OSError where a port cannot be had."""
        media = self._media
        count = media.workers or max(1, len(os.sched_getaffinity(0)) - 1)
        tcp_port = media.tcp_port or media.udp_port
        loop = asyncio.get_running_loop()
        try:
            for index in range(count):
                worker = self._make_worker(
                    port=media.udp_port + index if media.udp_port else 0,
                    ipv6=ipv6,
                    tcp_port=None if not media.tcp else tcp_port + index if tcp_port else 0,
                )
                shard = Shard(worker)
                worker.start()
                self._shards.append(shard)
                loop.add_reader(worker.fileno(), poll, shard)
            self._measure()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Join them. Idempotent."""
        loop = asyncio.get_running_loop()
        if self._measuring is not None:
            self._measuring.cancel()
        for shard in self._shards:
            loop.remove_reader(shard.worker.fileno())
            shard.worker.stop()
        self._shards.clear()

    def least_busy(self) -> Shard:
        """Of equals the one with the fewest transports. Raises Unavailable while none runs."""
        if not self._shards:
            raise Unavailable("The media engine is not running.")
        return min(self._shards, key=lambda shard: (shard.load.step, len(shard.transports), shard.rooms))

    @property
    def ports(self) -> list[int]:
        """The UDP port of each."""
        return [shard.worker.port for shard in self._shards]

    def shards(self) -> Sequence[Shard]:
        """All of them."""
        return self._shards

    @property
    def transports(self) -> int:
        """How many there are on all of them."""
        return sum(len(shard.transports) for shard in self._shards)

    def stats(self) -> list[records.WorkerStats]:
        """The counters of each."""
        return [shard.worker.stats() for shard in self._shards]

    def _measure(self) -> None:
        loop = asyncio.get_running_loop()
        for shard in self._shards:
            shard.load.measure(shard.worker.stats().cpu_ns, loop.time())
        self._measuring = loop.call_later(INTERVAL, self._measure)
