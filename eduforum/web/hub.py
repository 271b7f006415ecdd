"""The WebSocket end of the rooms: who may open a socket, how its requests are taken, and what becomes of faults.

The hub knows frames, ids and rates; what a request means is for the room service and its tools.
"""

import asyncio
import logging
from collections import OrderedDict
from dataclasses import dataclass

import asyncpg
import msgspec
from starlette.responses import Response
from starlette.websockets import WebSocket

from eduforum.errors import EduForumError, Forbidden, Malformed, Unavailable
from eduforum.media.live import Attendance
from eduforum.media.service import Dismissed, RoomService
from eduforum.telemetry import Metrics, bind_correlation_id
from eduforum.web import protocol
from eduforum.web.codec import error_envelope
from eduforum.web.origin import OwnOrigin
from eduforum.web.protocol import BadFrame, Binary, CloseCode, Request, RoomJoin, RoomLeave
from eduforum.web.socket import EXTENSION, Flusher, RoomSocket

# Answers that are remembered for a connection: as many requests as a client may repeat after `room:resync`.
REMEMBERED = 256
REMEMBERED_BYTES = 256 * 1024

# A frame counts once more for each of these, in bytes: reading it costs by its length.
FRAME_UNIT = 8 * 1024

_log = logging.getLogger(__name__)


class InternalError(EduForumError):
    code = "internal_error"
    default_message = "The server failed at this; it has been noted."


@dataclass(frozen=True)
class HubLimits:
    """Times in seconds: until the first frame, for a person to choose a device, and to join again after
    `room:resync`. A connection may send `frames_per_second`, and `burst` at once."""

    first_frame: float = 5.0
    choice: float = 120.0
    resync: float = 10.0
    frames_per_second: float = 30.0
    burst: float = 120.0


class _Instruments:
    def __init__(self, metrics: Metrics) -> None:
        self.sockets = metrics.gauge("room_sockets", "Open sockets of rooms.")
        self.requests = metrics.counter("room_requests_total", "Requests of rooms.", ("outcome",))
        self.resyncs = metrics.counter(
            "room_resyncs_total", "Readers that had to ask again: too slow, or back from an exam."
        )


class Hub:
    def __init__(self, service: RoomService, origin: OwnOrigin, metrics: Metrics) -> None:
        self._service = service
        self._origin = origin
        self.limits = HubLimits()
        self._flusher: Flusher | None = None
        self._instruments = _Instruments(metrics)
        metrics.observed("rooms", "Rooms in memory.", lambda: service.rooms)

    async def endpoint(self, websocket: WebSocket) -> None:
        """The route of the room's socket, for Starlette."""
        origin, host = websocket.headers.get("origin"), websocket.headers.get("host")
        if origin is not None and not self._origin.matches(origin, host, secure=websocket.scope["scheme"] == "wss"):
            refusal = Forbidden("This page may not open a socket here.", code="foreign_origin")
            await websocket.send_denial_response(
                Response(error_envelope(refusal), refusal.status, media_type="application/json")
            )
            return
        socket: RoomSocket = websocket.scope["extensions"].pop(EXTENSION)
        if self._flusher is None:
            self._flusher = Flusher(asyncio.get_running_loop())
        socket.flusher = self._flusher
        await websocket.accept()
        with self._instruments.sockets.track_inprogress():
            await _Conversation(self._service, socket, self.limits, self._instruments).run()


class _Conversation:
    """One socket from its first frame to its last. Requests are handled one after another."""

    def __init__(self, service: RoomService, socket: RoomSocket, limits: HubLimits, instruments: _Instruments) -> None:
        self._service = service
        self._socket = socket
        self._limits = limits
        self._requests = instruments.requests
        self._resyncs = instruments.resyncs
        self._loop = asyncio.get_running_loop()
        self._attendance: Attendance | None = None
        self._answers: OrderedDict[str, bytes] = OrderedDict()
        self._answer_bytes = 0
        self._tokens = limits.burst
        self._counted_at = self._loop.time()
        self._resync_timer: asyncio.TimerHandle | None = None
        # A good token was shown, though it has not let the person in: they may have to choose a device.
        self._entitled = False
        socket.listen(on_message=self._count, on_overflow=self._overflow, on_lost=self._lost)

    async def run(self) -> None:
        try:
            if not await self._enter():
                return
            while (raw := await self._socket.next_message()) is not None:
                await self._take(raw)
        finally:
            self._lost()
            self._socket.forget()

    async def _enter(self) -> bool:
        """Takes frames until one lets the client in; False where none does in time."""
        try:
            async with asyncio.timeout(self._limits.first_frame) as deadline:
                while (raw := await self._socket.next_message()) is not None:
                    due, entitled = deadline.when(), self._entitled
                    # What the answer takes us is not for the client to pay.
                    deadline.reschedule(None)
                    await self._take(raw)
                    if self._attendance is not None:
                        return True
                    if self._entitled and not entitled:
                        due = self._loop.time() + self._limits.choice
                    # Who waits at the door waits for a host.
                    deadline.reschedule(None if self._service.waits(self._socket) else due)
        except TimeoutError:
            self._socket.close(CloseCode.TOO_SLOW, "no room:join")
        return False

    async def _take(self, raw: bytes) -> None:
        """Answers one frame, whatever is in it."""
        try:
            request = self._service.decoder.decode(raw)
        except BadFrame as fault:
            self._requests.labels(fault.error.code).inc()
            self._tell_error(fault.id, fault.error)
            return
        remembered = self._answers.get(request.id)
        if remembered is not None:
            self._socket.answer(remembered)
            return
        with bind_correlation_id(request.id):
            await self._answer(request, binary=isinstance(raw, Binary))

    async def _answer(self, request: Request, *, binary: bool) -> None:
        try:
            data = await self._do(request)
        except Dismissed as dismissed:
            self._requests.labels(dismissed.error.code).inc()
            self._tell_error(request.id, dismissed.error)
            self._lost()
            self._socket.close(dismissed.code)
        except EduForumError as error:
            self._entitled = self._entitled or isinstance(request, RoomJoin)
            self._requests.labels(error.code).inc()
            self._tell_error(request.id, error)
        except (asyncpg.PostgresConnectionError, asyncpg.CannotConnectNowError, asyncpg.InterfaceError, OSError):
            _log.exception("the database was lost during a request of a room")
            self._requests.labels("database_unavailable").inc()
            lost = Unavailable("The database cannot be reached.", code="database_unavailable")
            self._tell_error(request.id, lost)
        except Exception:
            _log.exception("a request of a room failed", extra={"type": request.__struct_config__.tag})
            self._requests.labels(InternalError.code).inc()
            self._tell_error(request.id, InternalError())
        else:
            self._requests.labels("ack").inc()
            frame = protocol.answer_frame(request.id, data, binary=binary)
            if not isinstance(request, RoomJoin):
                self._remember(request.id, frame)
            self._socket.answer(frame)
            if isinstance(request, RoomLeave):
                self._socket.close(CloseCode.LEFT)

    async def _do(self, request: Request) -> msgspec.Struct | msgspec.Raw:
        if isinstance(request, RoomJoin):
            entered = await self._service.join(self._socket, request, self._attendance)
            self._attendance = entered.attendance
            if self._socket.closed:
                self._lost()
            self._socket.resume()
            if self._resync_timer is not None:
                self._resync_timer.cancel()
                self._resync_timer = None
            return entered.answer
        if self._attendance is None:
            raise Malformed("The first frame is room:join", code="not_joined")
        return await self._service.handle(self._attendance, request)

    def _tell_error(self, id: str | None, error: EduForumError) -> None:
        self._socket.answer(protocol.frame(protocol.encode(protocol.failure(id, error))))

    def _remember(self, id: str, frame: bytes) -> None:
        if len(frame) > REMEMBERED_BYTES:
            return
        self._answers[id] = frame
        self._answer_bytes += len(frame)
        while len(self._answers) > REMEMBERED or self._answer_bytes > REMEMBERED_BYTES:
            _, oldest = self._answers.popitem(last=False)
            self._answer_bytes -= len(oldest)

    def _count(self, size: int) -> bool:
        """Whether one more frame is within the rate, to which a long one counts as several; the socket is closed where
        it is not."""
        now = self._loop.time()
        limits = self._limits
        self._tokens = min(limits.burst, self._tokens + (now - self._counted_at) * limits.frames_per_second)
        self._counted_at = now
        cost = 1 + size // FRAME_UNIT
        if self._tokens < cost:
            self._lost()
            self._socket.close(CloseCode.RATE)
            return False
        self._tokens -= cost
        return True

    def _overflow(self) -> None:
        self._resyncs.inc()
        self._resync_timer = self._loop.call_later(self._limits.resync, self._too_slow)

    def _too_slow(self) -> None:
        self._lost()
        self._socket.close(CloseCode.TOO_SLOW)

    def _lost(self) -> None:
        """The socket is of no more use; its person may come back by another."""
        if self._resync_timer is not None:
            self._resync_timer.cancel()
            self._resync_timer = None
        self._service.gone(self._socket)
        attendance, self._attendance = self._attendance, None
        if attendance is not None:
            self._service.lost(attendance)
