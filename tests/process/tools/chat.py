"""Everybody talks to everybody, to one and among staff; edits, deletes and reacts to what was said before."""

import random

from eduforum.learning.chat.channels import direct
from tests.factories.rooms import Frame
from tests.process.tools.scenario import Act, Actor, Scenario, Stage

BURST = 3

_STAFF = ("professor", "ta")


class Chat(Scenario):
    name = "chat"
    refusals = frozenset({"rate_limited", "message_deleted"})

    def burst(self, actor: Actor, stage: Stage, rng: random.Random) -> list[Frame]:
        said = len(actor.did("chat:send"))
        places = ["room", direct(actor.id, rng.choice([p for p in stage.people.values() if p is not actor]).id)]
        if actor.name in _STAFF:
            places.append("staff")
        frames: list[Frame] = [
            {"type": "chat:send", "text": f"{actor.name} {said + number}", "channel": rng.choice(places)}
            for number in range(BURST)
        ]
        if not said:
            return frames
        message = rng.choice(actor.did("chat:send")).answer["message"]["id"]
        frames.append(
            rng.choice(
                [
                    {"type": "chat:edit", "message": message, "text": f"{actor.name} edited {len(actor.acts)}"},
                    {"type": "chat:react", "message": message, "kind": "like", "on": rng.random() < 0.6},
                    {"type": "chat:delete", "message": message},
                    {"type": "chat:read", "message": message},
                ]
            )
        )
        return frames

    async def check(self, stage: Stage) -> None:
        kept: dict[str, Frame] = {}
        for actor in stage.people.values():
            for channel in await _everything(stage, actor):
                assert len({message["id"] for message in channel}) == len(channel)
                mine = [_number(message) for message in channel if _sent_by(message, actor)]
                assert mine == sorted(mine), "in the order of asking"
                for message in channel:
                    assert kept.setdefault(message["id"], message) == message, "the same for everybody"
        acts = [act for actor in stage.people.values() for act in actor.acts]
        sent = [act.answer["message"] for act in acts if act.request["type"] == "chat:send"]
        assert sorted(kept) == sorted(message["id"] for message in sent)
        for message in sent:
            _check(kept[message["id"]], message, [act for act in acts if act.request.get("message") == message["id"]])


def _check(now: Frame, sent: Frame, changes: list[Act]) -> None:
    """A message is as the acknowledged changes of it have left it; they are in the order of their acks."""
    deletions = [act for act in changes if act.request["type"] == "chat:delete"]
    assert (now["deleted"] is not None) == bool(deletions)
    if deletions:
        return
    edits = [act for act in changes if act.request["type"] == "chat:edit"]
    assert now["text"] == (edits[-1].request["text"] if edits else sent["text"])
    likes = [act for act in changes if act.request["type"] == "chat:react"]
    assert bool(now["reactions"]) == bool(likes and likes[-1].request["on"])


async def _everything(stage: Stage, actor: Actor) -> list[list[Frame]]:
    """All that somebody may read, by channel, from the snapshot and pages of history."""
    async with stage.fresh(actor) as client:
        found = []
        for channel in client.state["tools"]["chat"]["channels"]:
            messages, more = channel["messages"], channel["more"]
            while more:
                before = messages[0]["id"] if messages else None
                page = await client.ask("chat:history", channel=channel["channel"], before=before)
                messages, more = page["data"]["messages"] + messages, page["data"]["more"]
            found.append(messages)
        return found


def _sent_by(message: Frame, actor: Actor) -> bool:
    return message["participant_id"] == actor.id and message["edited_at"] is None and message["deleted"] is None


def _number(message: Frame) -> int:
    return int(message["text"].rpartition(" ")[2])
