"""Logs with a correlation id, and metrics for Prometheus."""

from eduforum.telemetry.logs import bind_correlation_id, configure_logs, correlation_id
from eduforum.telemetry.metrics import Metrics

__all__ = ["Metrics", "bind_correlation_id", "configure_logs", "correlation_id"]
