"""Everybody writes words into the class's note at once: each that was acknowledged stands there once."""

import random
from base64 import b64encode

from tests.factories.notes import Sheet, Writer
from tests.factories.rooms import Frame
from tests.process.tools.scenario import Actor, Scenario, Stage

BURST = 3


class SharedNotes(Scenario):
    name = "notes"

    def __init__(self) -> None:
        self._sheets: dict[str, Sheet] = {}
        self._written = 0

    def burst(self, actor: Actor, stage: Stage, rng: random.Random) -> list[Frame]:
        sheet = self._sheets.setdefault(actor.id, Sheet())
        for _ in range(BURST):
            self._written += 1
            # What one has written oneself is all that one builds on here.
            sheet.insert(0 if rng.random() < 0.5 else len(sheet.text), f"<{self._written}>")
        updates, sheet.unsent = sheet.unsent, []
        return [{"type": "notes:write", "note": stage.session["id"], "payload": b64encode(u).decode()} for u in updates]

    async def check(self, stage: Stage) -> None:
        async with stage.fresh(stage.people["professor"]) as client:
            text = (await Writer(client, stage.session["id"]).open()).now()
        words = text.replace(">", "> ").split()
        assert sorted(words) == sorted(f"<{number + 1}>" for number in range(self._written))
        for sheet in self._sheets.values():
            own = str(sheet).replace(">", "> ").split()
            assert [word for word in words if word in set(own)] == own
