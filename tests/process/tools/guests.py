"""Guests come by links that a professor makes and takes back, who lets them in, sends them out and bans them."""

import json
import random
from base64 import urlsafe_b64decode
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import httpx

from tests.factories.rooms import Frame
from tests.process.tools.controls import state
from tests.process.tools.scenario import Actor, Scenario, Stage
from tests.process.tools.visitor import Visitor

USES = 3

# What a server that goes down answers beside what was asked for, and who makes links without end.
_PASSING = frozenset({"rate_limited", "too_many_guest_links", "unavailable", "database_unavailable"})


@dataclass
class Link:
    id: str
    secret: str
    waits: bool
    tried: int = 0
    asked_back: bool = False
    taken_back: bool = False


@dataclass
class Guest:
    id: str
    name: str
    link: Link
    visitor: Visitor


class Guests(Scenario):
    name = "guests"
    acting = ("professor",)
    refusals = Scenario.refusals | {"not_found", "nobody_at_the_door"}

    def __init__(self) -> None:
        self._rng = random.Random(0)
        self._links: list[Link] = []
        self._guests: list[Guest] = []
        self._names = 0

    def burst(self, actor: Actor, stage: Stage, rng: random.Random) -> list[Frame]:
        self._rng = rng
        guest = self._guests[-1] if self._guests else None
        match None if guest is None else guest.visitor.door:
            case "ack":
                asked: Frame = {"type": "room:remove", "ban": rng.random() < 0.5}
            case "waiting":
                asked = {"type": "room:admit"}
            case _:
                return [{"type": "room:set", "may_share": True}]
        assert guest is not None
        return [{**asked, "participant": guest.id}]

    async def beside(self, actor: Actor, stage: Stage) -> None:
        if self._guests:
            door = await self._guests[-1].visitor.knock(stage)
            # Some stay, and somebody else comes.
            if door in ("waiting", "") or (door == "ack" and self._rng.random() < 0.8):
                return
        async with stage.http(actor) as http:
            link = await self._link(http, stage)
            if link is not None:
                await self._come(http, link)

    async def _link(self, http: httpx.AsyncClient, stage: Stage) -> Link | None:
        """One by which somebody may come. Of those that are used up some are taken back."""
        path = f"/sessions/{stage.session['id']}/guest-links"
        if self._links:
            link = self._links[-1]
            if link.tried < USES:
                return link
            if not link.asked_back and self._rng.random() < 0.7:
                link.asked_back = True
                link.taken_back = _passed(await http.delete(f"{path}/{link.id}"))
        waits = self._rng.random() < 0.5
        until = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
        answer = await http.post(path, json={"expires_at": until, "max_uses": USES, "waits": waits})
        if not _passed(answer):
            return None
        made = answer.json()["data"]
        self._links.append(Link(made["id"], made["secret"], waits))
        return self._links[-1]

    async def _come(self, http: httpx.AsyncClient, link: Link) -> None:
        self._names += 1
        link.tried += 1
        name = f"Guest {self._names}"
        answer = await http.post("/guests/join", json={"secret": link.secret, "name": name})
        if _passed(answer):
            token = answer.json()["data"]["participant_token"]
            self._guests.append(Guest(_person(token), name, link, Visitor(token)))

    async def check(self, stage: Stage) -> None:
        professor = stage.people["professor"]
        removed = {act.request["participant"]: act.request["ban"] for act in professor.did("room:remove")}
        admitted = {act.request["participant"] for act in professor.did("room:admit")}
        banned = {id for id, ban in removed.items() if ban}
        async with stage.http(professor) as http:
            links = (await http.get(f"/sessions/{stage.session['id']}/guest-links")).json()["data"]
            came = await _came(http, stage)
        kept = {link["id"]: link for link in links}
        for link in links:
            assert link["uses"] == sum(guest["link_id"] == link["id"] for guest in came) <= USES
        for made in self._links:
            assert (kept[made.id]["revoked_at"] is not None) >= made.taken_back
            closed = any(guest.link is made and guest.id in banned for guest in self._guests)
            assert kept[made.id]["waits"] == (made.waits or closed)
        assert len({guest["name"] for guest in came}) == len(came)
        found = {guest["id"]: guest for guest in came}
        for guest in self._guests:
            assert found[guest.id]["name"] == guest.name
            assert (found[guest.id]["ended_at"] is not None) == (guest.id in removed)
            told = await _told(stage, guest)
            if guest.id in removed:
                assert told == "removed"
            elif kept[guest.link.id]["revoked_at"] is not None:
                assert told == "guest_link_revoked"
            else:
                waits = kept[guest.link.id]["waits"] and guest.id not in admitted
                assert told == ("waiting" if waits else "ack")
        async with stage.fresh(professor) as client:
            assert {each["participant_id"] for each in state(client, "room:door")["banned"]} == banned
        assert banned


async def _came(http: httpx.AsyncClient, stage: Stage) -> list[Frame]:
    came: list[Frame] = []
    cursor: dict[str, str] = {}
    while True:
        page = (await http.get(f"/sessions/{stage.session['id']}/guests", params={"limit": 100, **cursor})).json()
        came += page["data"]
        if (following := page["meta"].get("next_cursor")) is None:
            return came
        cursor = {"cursor": following}


async def _told(stage: Stage, guest: Guest) -> str:
    """What they are told who come with what they hold."""
    await guest.visitor.go()
    told = await guest.visitor.knock(stage)
    await guest.visitor.go()
    return told


def _person(token: str) -> str:
    """Whom a participant token stands for."""
    payload = token.split(".")[1]
    claims: dict[str, str] = json.loads(urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    return claims["sub"]


def _passed(answer: httpx.Response) -> bool:
    if answer.is_success:
        return True
    assert answer.json()["error"]["code"] in _PASSING, answer.text
    return False
