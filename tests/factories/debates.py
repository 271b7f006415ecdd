"""Debates as staff lead them and students argue and vote in them."""

from collections.abc import Sequence
from typing import Any

import httpx

from tests.factories.blind import BlindToken, text
from tests.factories.people import Person
from tests.factories.rooms import Frame, RoomClient, Seminar

MOTION = "기본 소득을 도입해야 한다"
SECONDS = 300


async def open_debate(staff: RoomClient, **fields: Any) -> Frame:
    """The debate as it was acknowledged."""
    return await act(staff, "open", None, **{"motion": MOTION, "seconds": SECONDS, **fields})


async def act(client: RoomClient, what: str, debate: Frame | None, **fields: Any) -> Frame:
    """The debate, or its sides, as they are then."""
    named = {} if debate is None else {"debate": debate["id"]}
    answer = await client.ask(f"debate:{what}", **named, **fields)
    assert answer["type"] == "ack", answer
    data: Frame = answer["data"]
    return data["debate"] if "sides" not in data else data


async def place(staff: RoomClient, debate: Frame, sides: dict[str, str]) -> None:
    for person, side in sides.items():
        await act(staff, "assign", debate, participant=person, place=side)


async def changed(client: RoomClient) -> Frame:
    """The debate as this client has heard of it last."""
    await client.ask("participant:mute", kind="audio")
    told = [event["debate"] for event in client.events if event["type"] == "debate:changed"]
    found: Frame = told[-1] if told else client.state["tools"]["debate"]["debate"]
    return found


class ViewToken:
    """A voter's, for both votes: `signed` unseen over the room's socket, `cast` over a call that says nothing of the
    voter."""

    def __init__(self, debate: Frame) -> None:
        self.debate: str = debate["id"]
        self.blind = BlindToken(debate["key"])
        self.signature = ""
        self.revision = 0

    async def sign(self, client: RoomClient, **fields: Any) -> Frame:
        """The server's answer."""
        asked = {"debate": self.debate, "blinded": self.blind.blinded, **fields}
        answer = await client.ask("debate:token", **asked)
        if answer["type"] == "ack":
            self.signature = self.blind.unblind(answer["data"]["signature"])
        return answer

    def body(self, vote: str, view: str, /, **fields: Any) -> Frame:
        self.revision += 1
        return {
            "vote": vote,
            "view": view,
            "token": text(self.blind.prepared),
            "signature": self.signature,
            "revision": self.revision,
            **fields,
        }

    async def cast(self, http: httpx.AsyncClient, vote: str, view: str, /, **fields: Any) -> httpx.Response:
        path = f"/api/v1/learning/debates/{self.debate}/ballots"
        return await http.post(path, json=self.body(vote, view, **fields))


async def signed(seminar: Seminar, debate: Frame, person: Person | None = None) -> ViewToken:
    """A token of somebody who was in the room for it."""
    token = ViewToken(debate)
    async with await seminar.enter(person or await seminar.person()) as voter:
        answer = await token.sign(voter)
        assert answer["type"] == "ack", answer
    return token


async def voted(seminar: Seminar, vote: str, tokens: Sequence[ViewToken], views: Sequence[str]) -> None:
    for token, view in zip(tokens, views, strict=True):
        answer = await token.cast(seminar.client, vote, view)
        assert answer.is_success, answer.text


async def both_votes(
    seminar: Seminar, staff: RoomClient, before: Sequence[str], after: Sequence[str | None], people: Sequence[Person]
) -> tuple[Frame, list[ViewToken]]:
    """A debate in which these people had these views; None: they did not vote again. The second vote is still open."""
    debate = await act(staff, "ask", await open_debate(staff), vote="before")
    tokens = [await signed(seminar, debate, person) for person in people]
    await voted(seminar, "before", tokens, before)
    await act(staff, "count", debate)
    debate = await act(staff, "ask", debate, vote="after")
    for token, view in zip(tokens, after, strict=True):
        if view is not None:
            await voted(seminar, "after", [token], [view])
    return debate, tokens
