"""Somebody's end of a note: a text of their own that goes to the server and back."""

import random
from base64 import b64decode
from typing import Any

from pycrdt import Doc, Text

from tests.factories.boards import ask_binary, unpacked
from tests.factories.rooms import Frame, RoomClient


class Sheet:
    """A Yjs document with one text, as one browser has it. What is written waits in `unsent`, one update an act."""

    def __init__(self) -> None:
        self.doc: Doc[Any] = Doc(client_id=random.getrandbits(31) + 2)
        self.text = self.doc.get("text", type=Text)
        self.unsent: list[bytes] = []
        self._own = False
        self._watching = self.doc.observe(self._noted)

    def insert(self, place: int, text: str) -> None:
        """Places count bytes in UTF-8."""
        self.act(lambda: self.text.insert(place, text))

    def append(self, text: str) -> None:
        self.act(lambda: self.text.insert(len(self.text), text))

    def delete(self, start: int, end: int) -> None:
        def cut() -> None:
            del self.text[start:end]

        self.act(cut)

    def act(self, write: Any) -> None:
        """Whatever `write` does to the document."""
        self._own = True
        with self.doc.transaction():
            write()
        self._own = False

    def receive(self, update: bytes) -> None:
        self.doc.apply_update(update)

    def take_unsent(self) -> bytes:
        """All that was not sent, in one update where there are several."""
        unsent, self.unsent = self.unsent, []
        assert len(unsent) == 1
        return unsent[0]

    def __str__(self) -> str:
        return str(self.text)

    def _noted(self, event: Any) -> None:
        if self._own:
            self.unsent.append(event.update)


class Writer:
    """Somebody in a room with a note open before them."""

    def __init__(self, client: RoomClient, note: str) -> None:
        self.client = client
        self.note = note
        self.sheet = Sheet()
        self.state: Frame = {}
        self._heard = 0

    async def open(self) -> "Writer":
        """Opens the note, or comes back to it."""
        answer = await self.ask("notes:sync", payload=self.sheet.doc.get_state())
        assert answer["type"] == "ack", answer
        self.state = answer["data"]
        self.sheet.receive(self.state["payload"])
        return self

    async def ask(self, type: str, *, payload: bytes | None = None, **fields: Any) -> Frame:
        """The answer to a request about this note."""
        if payload is None:
            return await self.client.ask(type, note=self.note, **fields)
        return await ask_binary(self.client, type, payload, note=self.note, **fields)

    async def send(self) -> list[Frame]:
        """Sends what was written; the answers."""
        unsent, self.sheet.unsent = self.sheet.unsent, []
        return [await self.ask("notes:write", payload=update) for update in unsent]

    async def write(self, text: str) -> Frame:
        """At the end of the note; the answer."""
        self.sheet.append(text)
        (answer,) = await self.send()
        return answer

    async def lacks(self) -> None:
        """Sends what the server does not have by its state vector, as after a break."""
        await self.open()
        self.sheet.unsent.clear()
        answer = await self.ask("notes:write", payload=self.sheet.doc.get_update(b64decode(self.state["vector"])))
        assert answer["type"] == "ack", answer

    async def sees(self, text: str) -> str:
        """The note, once this person has it with that in it."""
        return await self.client.until(lambda: self.now() if text in self.now() else None)

    def now(self) -> str:
        """The note with all that was told so far."""
        for event in self.client.events[self._heard :]:
            if event["type"] == "notes:update" and event["note"] == self.note:
                for update in unpacked(event["payload"]):
                    self.sheet.receive(update)
        self._heard = len(self.client.events)
        return str(self.sheet)
