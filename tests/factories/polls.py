"""Polls as staff ask them and students answer them, over the room's socket."""

from collections.abc import Sequence
from typing import Any

import httpx

from tests.factories.blind import BlindToken, text
from tests.factories.people import Person
from tests.factories.rooms import Frame, RoomClient, Seminar

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


class Token:
    """A voter's token for a round: `signed` unseen over the room's socket, `cast` over a call that says nothing of the
    voter."""

    def __init__(self, poll: str, key: str, round: int = 1) -> None:
        self.poll, self.round = poll, round
        self.blind = BlindToken(key)
        self.signature = ""

    async def sign(self, client: RoomClient, **fields: Any) -> Frame:
        """The server's answer."""
        asked = {"poll": self.poll, "round": self.round, "blinded": self.blind.blinded, **fields}
        answer = await client.ask("poll:token", **asked)
        if answer["type"] == "ack":
            self.signature = self.blind.unblind(answer["data"]["signature"])
        return answer

    def body(self, *choices: int, texts: Sequence[str] = (), **fields: Any) -> Frame:
        return {
            "round": self.round,
            "token": text(self.blind.prepared),
            "signature": self.signature,
            "ballot": {"choices": list(choices), "texts": list(texts)},
            **fields,
        }

    async def cast(self, http: httpx.AsyncClient, *choices: int, **fields: Any) -> httpx.Response:
        return await http.post(f"/api/v1/learning/polls/{self.poll}/ballots", json=self.body(*choices, **fields))


async def open_anonymous(client: RoomClient, seconds: int | None = None, **fields: Any) -> tuple[str, str]:
    """The id of an anonymous poll that is open from here on, and the key of its first round."""
    poll = await open_poll(client, seconds, names="anonymous", **fields)
    return poll, (await changed(client, poll))["rounds"][0]["key"]


async def signed_token(seminar: Seminar, poll: str, key: str, person: Person | None = None, round: int = 1) -> Token:
    """A token of somebody who was in the room for it."""
    token = Token(poll, key, round)
    async with await seminar.enter(person or await seminar.person()) as voter:
        answer = await token.sign(voter)
        assert answer["type"] == "ack", answer
    return token
