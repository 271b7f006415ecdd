"""HTTP face of live rooms: getting in."""

from typing import Any
from urllib.parse import urlsplit

from eduforum.config import Config
from eduforum.media.schemas import JoinAnswer
from eduforum.media.service import Admission, RoomService
from eduforum.web.endpoint import Call, Endpoint, scoped

ROOM_PATH = "/ws/v1/room"


class SocketAddress:
    """Where the room's socket is, for whoever is admitted."""

    def __init__(self, config: Config) -> None:
        self._public_url = config.server.public_url

    def answer(self, call: Call[Any, Any], admission: Admission) -> JoinAnswer:
        return JoinAnswer(
            ws_url=self._of(call),
            participant_token=admission.token,
            expires_in=admission.expires_in,
            ice_servers=admission.ice_servers,
        )

    def _of(self, call: Call[Any, Any]) -> str:
        """By the name that the page itself was asked for, unless the settings name one."""
        if self._public_url is not None:
            origin = urlsplit(self._public_url)
            secure, host = origin.scheme == "https", origin.netloc
        else:
            secure, host = call.secure, call.request.headers["host"]
        return f"{'wss' if secure else 'ws'}://{host}{ROOM_PATH}"


class MediaRoutes:
    def __init__(self, service: RoomService, sockets: SocketAddress) -> None:
        self._service = service
        self._sockets = sockets

    def endpoints(self) -> list[Endpoint]:
        return scoped("sessions", [
            Endpoint("POST", "/sessions/{session_id}/join", self.join, "Enter a live session", "sessions",
                     answer=JoinAnswer,
                     errors=("not_found", "session_not_live", "session_cancelled", "session_ended")),
        ])  # fmt: skip

    async def join(self, call: Call[None, None]) -> JoinAnswer:
        admission = await self._service.admit(call.principal, call.path["session_id"])
        return self._sockets.answer(call, admission)
