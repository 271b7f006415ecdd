"""Breakouts as staff prepare and open them, over the room's socket."""

from typing import Any

from tests.factories.rooms import Frame, RoomClient, Seminar


def groups_of(told: Frame) -> list[set[str]]:
    return [set(group["people"]) for group in told["groups"]]


async def state(client: RoomClient, state: str) -> Frame:
    """The breakout once it is in this state, as the client was told."""
    event = await client.event("breakout:changed", lambda frame: (frame["breakout"] or {}).get("state") == state)
    breakout: Frame = event["breakout"]
    return breakout


async def prepare(professor: RoomClient, **plan: Any) -> Frame:
    answer = await professor.ask("breakout:create", plan={"groups": 2, **plan})
    assert answer["type"] == "ack", answer
    drawn: Frame = answer["data"]
    return drawn


async def begin(seminar: Seminar, professor: RoomClient, **plan: Any) -> Frame:
    """Groups that people are in."""
    await prepare(professor, **plan)
    answer = await professor.ask("breakout:open", seconds=0)
    assert answer["type"] == "ack", answer
    return await state(professor, "open")


def moves(seminar: Seminar) -> dict[str, str | None]:
    """Where the forwarder was told last that people are."""
    found: dict[str, str | None] = {}
    for told in seminar.app.engine.told:
        if told[0] == "set_groups":
            found |= told[1]
    return found
