"""Polls as staff ask them and students answer them, over the room's socket."""

from typing import Any

from tests.factories.rooms import Frame, RoomClient

RAWLS = {"kind": "single", "question": "어느 사회를 고르겠어요?", "options": ["A", "B", "C"]}


def asked(**fields: Any) -> Frame:
    """A question of one choice in three, whose voters staff know."""
    return {**RAWLS, "names": "shown", **fields}


async def open_poll(client: RoomClient, seconds: int | None = None, **fields: Any) -> str:
    """The id of a poll that is open from here on."""
    answer = await client.ask("poll:open", content=asked(**fields), seconds=seconds)
    assert answer["type"] == "ack", answer
    poll: str = answer["data"]["poll"]
    return poll


async def vote(client: RoomClient, poll: str, *choices: int, round: int = 1, **fields: Any) -> Frame:
    texts = fields.pop("texts", [])
    ballot = {"choices": list(choices), "texts": texts, "reason": fields.pop("reason", "")}
    return await client.ask("poll:vote", poll=poll, round=round, ballot=ballot, **fields)


def cast(*choices: int, reason: str = "") -> Frame:
    """A ballot as it is kept and told."""
    return {"choices": list(choices), "texts": [], "reason": reason}


async def act(client: RoomClient, what: str, poll: str, **fields: Any) -> None:
    answer = await client.ask(f"poll:{what}", poll=poll, **fields)
    assert answer["type"] == "ack", answer


async def changed(client: RoomClient, poll: str) -> Frame:
    """The poll as this client has heard of it last, by what was told before this."""
    await client.ask("participant:mute", kind="audio")
    told = [event["poll"] for event in client.events if event["type"] == "poll:changed"]
    joined = client.state.get("tools", {}).get("polls", {}).get("polls", [])
    found: Frame = [each for each in [*joined, *told] if each["id"] == poll][-1]
    return found


async def details(client: RoomClient, poll: str) -> Frame:
    """The same of what staff hear."""
    await client.ask("participant:mute", kind="audio")
    told = [event["details"] for event in client.events if event["type"] == "poll:details"]
    joined = client.state.get("tools", {}).get("polls", {}).get("details", [])
    found: Frame = [each for each in [*joined, *told] if each["poll"] == poll][-1]
    return found
