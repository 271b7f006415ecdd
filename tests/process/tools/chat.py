"""Everybody talks to everybody, to one and among staff, one with files; edits, deletes, restores and reacts to what was
said before, while staff decide who writes to whom."""

import random
from uuid import uuid4

from eduforum.learning.chat.channels import direct
from tests.factories.rooms import Frame
from tests.factories.slides import OCTETS
from tests.process.tools.scenario import Act, Actor, Scenario, Stage

BURST = 3

_STAFF = ("professor", "ta")
_FILES = 8


class Chat(Scenario):
    name = "chat"
    refusals = frozenset({"rate_limited", "message_deleted", "message_not_deleted", "direct_closed", "chat_muted"})

    def __init__(self) -> None:
        self._files: list[Frame] = []
        """As they were answered, with their content."""

    async def beside(self, actor: Actor, stage: Stage) -> None:
        """One sends files, each with the message after it."""
        if actor.name != "student1" or len(self._files) == _FILES or self._waiting(actor):
            return
        content = f"Notes {uuid4()}".encode()
        path = f"/sessions/{stage.session['id']}/chat/files"
        async with stage.http(actor) as http:
            answer = await http.post(path, params={"name": "notes.txt"}, content=content, headers=OCTETS)
        if answer.is_success:
            self._files.append({"file": answer.json()["data"], "content": content})

    def _waiting(self, student: Actor) -> bool:
        """Whether the last file is in no message yet."""
        sent = [each for act in student.did("chat:send") for each in act.request.get("files", ())]
        return bool(self._files) and self._files[-1]["file"]["id"] not in sent

    def burst(self, actor: Actor, stage: Stage, rng: random.Random) -> list[Frame]:
        said = len(actor.acts) + len(actor.refused)
        places = ["room", direct(actor.id, rng.choice([p for p in stage.people.values() if p is not actor]).id)]
        if actor.name in _STAFF:
            places.append("staff")
        frames: list[Frame] = [
            {"type": "chat:send", "text": f"{actor.name} {said + number}", "channel": rng.choice(places)}
            for number in range(BURST)
        ]
        if actor.name == "student1" and self._waiting(actor):
            frames[0] |= {"files": [self._files[-1]["file"]["id"]], "channel": "room"}
        if not said:
            return frames
        if actor.name in _STAFF and rng.random() < 0.3:
            return [*frames, _decision(actor, stage, rng)]
        deleted = actor.did("chat:delete")
        if deleted and rng.random() < 0.3:
            return [*frames, {"type": "chat:restore", "message": deleted[-1].request["message"]}]
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
        await self._check_files(stage, sent)
        await _check_decisions(stage)

    async def _check_files(self, stage: Stage, sent: list[Frame]) -> None:
        held = [file["id"] for message in sent for file in message["files"]]
        assert len(set(held)) == len(held), "in one message each"
        async with stage.http(stage.people["student1"]) as http:
            for each in self._files:
                answer = await http.get(f"/sessions/{stage.session['id']}/chat/files/{each['file']['id']}")
                assert answer.content == each["content"]


def _decision(actor: Actor, stage: Stage, rng: random.Random) -> Frame:
    """Of the professor on direct messages, of the assistant on whether one student writes."""
    if actor.name == "professor":
        return {"type": "chat:configure", "writing": "everyone", "direct": rng.choice(["everyone", "staff"])}
    return {"type": "chat:mute", "participant": stage.people["student2"].id, "on": rng.random() < 0.4}


async def _check_decisions(stage: Stage) -> None:
    professor, ta, student = (stage.people[name] for name in ("professor", "ta", "student2"))
    async with stage.fresh(professor) as client:
        kept = client.state["tools"]["chat"]
    configured, muted = professor.did("chat:configure"), ta.did("chat:mute")
    assert kept["settings"]["direct"] == (configured[-1].request["direct"] if configured else "everyone")
    assert kept["muted"] == ([student.id] if muted and muted[-1].request["on"] else [])


def _check(now: Frame, sent: Frame, changes: list[Act]) -> None:
    """A message is as the acknowledged changes of it have left it; they are in the order of their acks."""
    gone = [act.request["type"] for act in changes if act.request["type"] in ("chat:delete", "chat:restore")]
    assert (now["deleted"] is not None) == (gone[-1:] == ["chat:delete"])
    if now["deleted"] is not None:
        return
    assert now["files"] == sent["files"]
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
