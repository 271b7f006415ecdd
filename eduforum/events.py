"""Domain events inside the process: published after the commit, so that whoever hears of a thing can read it."""

import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

E = TypeVar("E")

_log = logging.getLogger(__name__)


class EventBus:
    """Handlers by the exact type of event, called one after another in the order of subscription."""

    def __init__(self) -> None:
        self._handlers: defaultdict[type[Any], list[Callable[[Any], Awaitable[None]]]] = defaultdict(list)

    def subscribe(self, event_type: type[E], handler: Callable[[E], Awaitable[None]]) -> None:
        self._handlers[event_type].append(handler)

    async def publish(self, *events: object) -> None:
        """Tell the handlers of each event. What happened has happened: a handler's fault is logged, never raised."""
        for event in events:
            for handler in self._handlers.get(type(event), ()):
                try:
                    await handler(event)
                except Exception:
                    _log.exception("handler of an event failed", extra={"event": type(event).__name__})
