"""Somebody at the door of a room, whom hosts let in and send out; what they do there is nobody's concern."""

from websockets.exceptions import ConnectionClosed

from tests.factories.rooms import RoomClient
from tests.process.tools.scenario import Stage


class Visitor:
    """`door` is what they were told last: `ack` where they are in, else the code of the error."""

    def __init__(self, token: str) -> None:
        self.door = ""
        self._token = token
        self._client: RoomClient | None = None

    async def knock(self, stage: Stage) -> str:
        """Comes to the door where they are not in. Who is sent out meanwhile is told nothing."""
        if self._client is None or self._client.close_code is not None:
            self.door, self._client = "", None
            client = RoomClient(stage.socket)
            await client.connect()
            self._client = client
        if self.door != "ack":
            self.door = ""
            try:
                answer = await self._client.join(self._token)
            except (ConnectionResetError, ConnectionClosed):
                return self.door
            self.door = answer.get("code", "ack")
        return self.door

    async def go(self) -> None:
        if self._client is not None:
            await self._client.disconnect()
            self._client = None
