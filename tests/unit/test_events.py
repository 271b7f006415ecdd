"""Events reach the handlers of their type, in order, and no handler can spoil it for the others."""

from dataclasses import dataclass

import pytest

from eduforum.events import EventBus


@dataclass(frozen=True)
class Opened:
    name: str


@dataclass(frozen=True)
class Closed:
    name: str


async def test_handlers_hear_of_their_type_alone_in_the_order_of_subscription() -> None:
    heard: list[str] = []
    bus = EventBus()

    async def first(event: Opened) -> None:
        heard.append(f"first {event.name}")

    async def second(event: Opened) -> None:
        heard.append(f"second {event.name}")

    bus.subscribe(Opened, first)
    bus.subscribe(Opened, second)
    await bus.publish(Opened("a"), Closed("a"), Opened("b"))
    assert heard == ["first a", "second a", "first b", "second b"]


async def test_a_fault_of_a_handler_is_logged_and_the_others_still_hear(caplog: pytest.LogCaptureFixture) -> None:
    heard: list[Opened] = []
    bus = EventBus()

    async def broken(event: Opened) -> None:
        raise RuntimeError("no")

    async def listening(event: Opened) -> None:
        heard.append(event)

    bus.subscribe(Opened, broken)
    bus.subscribe(Opened, listening)
    await bus.publish(Opened("a"))
    assert heard == [Opened("a")]
    assert "handler of an event failed" in caplog.text
