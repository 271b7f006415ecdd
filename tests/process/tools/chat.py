"""Everybody talks to everybody."""

import random

from tests.factories.rooms import Frame
from tests.process.tools.scenario import Actor, Scenario, Stage

BURST = 4


class Chat(Scenario):
    name = "chat"

    def burst(self, actor: Actor, stage: Stage, rng: random.Random) -> list[Frame]:
        said = len(actor.acts) + len(actor.refused)
        return [{"type": "chat:send", "text": f"{actor.name} {said + number}"} for number in range(BURST)]

    async def check(self, stage: Stage) -> None:
        professor = stage.people["professor"]
        async with stage.fresh(professor) as client:
            chat = client.state["tools"]["chat"]
            kept, more = chat["messages"], chat["more"]
            while more:
                page = (await client.ask("chat:history", before=kept[0]["id"]))["data"]
                kept, more = page["messages"] + kept, page["more"]
        sent = [act.answer["message"] for actor in stage.people.values() for act in actor.did("chat:send")]
        assert sorted(message["id"] for message in kept) == sorted(message["id"] for message in sent)
        assert len({message["text"] for message in kept}) == len(kept)
        for actor in stage.people.values():
            texts = [message["text"] for message in kept if message["participant_id"] == actor.id]
            assert texts == sorted(texts, key=lambda text: int(text.split()[1])), "in the order of asking"
            heard = [*actor.snapshot["chat"]["messages"], *(event["message"] for event in actor.events)]
            assert heard == kept[-len(heard) :], "heard in the room's order, without a gap"
