"""Metrics of one application: its own registry, so that two in one process do not mix."""

from collections.abc import Callable, Sequence

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    GCCollector,
    Histogram,
    PlatformCollector,
    ProcessCollector,
)
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

_PREFIX = "eduforum"
# From a cached answer to bcrypt under load, in seconds.
SECONDS_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Metrics:
    """Makes instruments named `eduforum_<name>` and renders them all."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        PlatformCollector(registry=self.registry)
        GCCollector(registry=self.registry)

    def counter(self, name: str, help: str, labels: Sequence[str] = ()) -> Counter:
        return Counter(name, help, labels, namespace=_PREFIX, registry=self.registry)

    def gauge(self, name: str, help: str, labels: Sequence[str] = ()) -> Gauge:
        return Gauge(name, help, labels, namespace=_PREFIX, registry=self.registry)

    def observed(self, name: str, help: str, read: Callable[[], float]) -> Gauge:
        """A gauge whose value is read when somebody looks."""
        gauge = self.gauge(name, help)
        gauge.set_function(read)
        return gauge

    def histogram(
        self, name: str, help: str, labels: Sequence[str] = (), buckets: Sequence[float] = SECONDS_BUCKETS
    ) -> Histogram:
        return Histogram(name, help, labels, namespace=_PREFIX, registry=self.registry, buckets=buckets)

    def render(self) -> tuple[bytes, str]:
        """The exposition text and its content type, the answer to `GET /metrics`."""
        return generate_latest(self.registry), CONTENT_TYPE_LATEST
