"""Logs: one JSON object a line, or lines for a person. Every record carries the id of the request it belongs to."""

import logging
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import TextIO

import msgspec

from eduforum.ids import new_id

correlation_id: ContextVar[str | None] = ContextVar("correlation_id", default=None)

# What every record has; the rest of its attributes came by `extra=`.
_STANDARD = frozenset(vars(logging.LogRecord("", 0, "", 0, "", None, None))) | {"message", "asctime", "taskName"}


@contextmanager
def bind_correlation_id(value: str | None = None) -> Iterator[str]:
    """Give everything that is logged in the block, also by tasks started there, one id; a fresh one by default."""
    bound = value if value is not None else new_id()
    token = correlation_id.set(bound)
    try:
        yield bound
    finally:
        correlation_id.reset(token)


class JsonFormatter(logging.Formatter):
    """`time` (RFC 3339, UTC), `level`, `logger`, `message`, `correlation_id`, the `extra` fields and `exception`."""

    def format(self, record: logging.LogRecord) -> str:
        entry: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC)
            .isoformat(timespec="milliseconds")
            .replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        correlation = correlation_id.get()
        if correlation is not None:
            entry["correlation_id"] = correlation
        entry.update(_extra(record))
        if record.exc_info and record.exc_info[0] is not None:
            entry["exception"] = "".join(traceback.format_exception(*record.exc_info)).rstrip()
        return _encode(entry)


class PlainFormatter(logging.Formatter):
    """For a terminal: time, level, message and the extra fields."""

    def format(self, record: logging.LogRecord) -> str:
        time = datetime.fromtimestamp(record.created).astimezone().strftime("%H:%M:%S")
        fields = " ".join(f"{key}={value}" for key, value in _extra(record).items())
        line = f"{time} {record.levelname.lower():7} {record.name}: {record.getMessage()}"
        if fields:
            line += f" ({fields})"
        if record.exc_info and record.exc_info[0] is not None:
            line += "\n" + "".join(traceback.format_exception(*record.exc_info)).rstrip()
        return line


def configure_logs(level: str = "info", *, json: bool = True, stream: TextIO | None = None) -> None:
    """Send all records of `level` and above to `stream` (standard error). Calling again replaces the settings."""
    handler = logging.StreamHandler(stream if stream is not None else sys.stderr)
    handler.setFormatter(JsonFormatter() if json else PlainFormatter())
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.upper())
    logging.captureWarnings(True)


def _extra(record: logging.LogRecord) -> dict[str, object]:
    return {key: value for key, value in vars(record).items() if key not in _STANDARD}


def _encode(entry: dict[str, object]) -> str:
    try:
        return msgspec.json.encode(entry).decode()
    except (TypeError, UnicodeEncodeError, ValueError, OverflowError):
        # A value that JSON has no word for must not cost the record.
        plain = {key: str(value).encode(errors="backslashreplace").decode() for key, value in entry.items()}
        return msgspec.json.encode(plain).decode()
