"""Everybody draws, moves and removes on the class's board, and staff hide what one of them drew."""

import random
from base64 import b64encode

from tests.factories.boards import Drawer, Paper, note
from tests.factories.rooms import Frame
from tests.process.tools.scenario import Actor, Scenario, Stage

BURST = 3


class Whiteboard(Scenario):
    name = "whiteboard"

    def __init__(self) -> None:
        self._papers: dict[str, Paper] = {}
        self._last: dict[str, float | None] = {}
        """By object, where it was put last; None: its own person has removed it."""

    def burst(self, actor: Actor, stage: Stage, rng: random.Random) -> list[Frame]:
        board = stage.session["id"]
        if actor.name == "professor":
            return [{"type": "whiteboard:configure", "board": board, "writing": "everyone"}]
        paper = self._papers.get(actor.id)
        if paper is None:
            paper = self._papers[actor.id] = Paper(actor.id)
        for _ in range(BURST):
            own = [id for id in paper.seen() if self._last.get(id) is not None]
            if own and rng.random() < 0.4:
                id = rng.choice(own)
                place = float(rng.randrange(1000))
                paper.change(id, x=place)
                self._last[id] = place
            elif own and rng.random() < 0.2:
                id = rng.choice(own)
                paper.remove(id)
                self._last[id] = None
            else:
                self._last[paper.put(note(actor.id, x=1.0))] = 1.0
        updates, paper.unsent = paper.unsent, []
        # Asked at once, they arrive in this order on every connection; each builds on the one before.
        return [{"type": "whiteboard:draw", "board": board, "payload": b64encode(u).decode()} for u in updates]

    async def check(self, stage: Stage) -> None:
        async with stage.fresh(stage.people["professor"]) as client:
            drawer = await Drawer(client, stage.session["id"]).open()
            kept = drawer.now()
        assert {id: value["x"] for id, value in kept.items()} == {
            id: place for id, place in self._last.items() if place is not None
        }
        assert all(value["by"] in {actor.id for actor in stage.people.values()} for value in kept.values())
