"""Everybody draws on the class's board, two move and remove what they drew, and the professor hides and puts back what
the third did, shows the board and says who draws."""

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
        self._put: list[str] = []
        """What the student put whose objects are hidden, one with each request."""

    def burst(self, actor: Actor, stage: Stage, rng: random.Random) -> list[Frame]:
        board = stage.session["id"]
        if actor.name == "professor":
            return [self._decision(stage, board, rng)]
        paper = self._papers.get(actor.id)
        if paper is None:
            paper = self._papers[actor.id] = Paper(actor.id)
        for _ in range(BURST):
            own = [id for id in paper.seen() if self._last.get(id) is not None and actor.name != "student2"]
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
                id = paper.put(note(actor.id, x=1.0))
                self._last[id] = 1.0
                if actor.name == "student2":
                    self._put.append(id)
        updates, paper.unsent = paper.unsent, []
        # Asked at once, they arrive in this order on every connection; each builds on the one before.
        return [{"type": "whiteboard:draw", "board": board, "payload": b64encode(u).decode()} for u in updates]

    def _decision(self, stage: Stage, board: str, rng: random.Random) -> Frame:
        known = self._put[: len(stage.people["student2"].did("whiteboard:draw"))]
        if known and rng.random() < 0.6:
            act = rng.choice(["whiteboard:hide", "whiteboard:restore"])
            return {"type": act, "board": board, "objects": [rng.choice(known[-5:])]}
        may = rng.choice([True, None])
        decisions: list[Frame] = [
            {"type": "whiteboard:configure", "board": board, "writing": "everyone"},
            {"type": "whiteboard:permit", "board": board, "participant": stage.people["professor"].id, "may": may},
            {"type": "whiteboard:show", "board": rng.choice([board, None]), "follow": rng.random() < 0.5},
        ]
        return rng.choice(decisions)

    async def check(self, stage: Stage) -> None:
        professor = stage.people["professor"]
        async with stage.fresh(professor) as client:
            drawer = await Drawer(client, stage.session["id"]).open()
            kept, boards = drawer.now(), client.state["tools"]["whiteboard"]
        for act in professor.acts:
            if act.request["type"] in ("whiteboard:hide", "whiteboard:restore"):
                for id in act.request["objects"]:
                    self._last[id] = 1.0 if act.request["type"] == "whiteboard:restore" else None
        assert {id: value["x"] for id, value in kept.items()} == {
            id: place for id, place in self._last.items() if place is not None
        }
        assert all(value["by"] in {actor.id for actor in stage.people.values()} for value in kept.values())
        permitted, shown = professor.did("whiteboard:permit"), professor.did("whiteboard:show")
        if permitted:
            may = {permitted[-1].request["participant"]: True} if permitted[-1].request["may"] else {}
            assert drawer.state["settings"]["people"] == may
        if shown and (last := shown[-1].request)["board"] is not None:
            assert boards["shown"] == {
                "board": last["board"],
                "participant_id": professor.id,
                "follow": last["follow"],
            }
        else:
            assert boards["shown"] is None
