"""A WebSocket of the room, under the ASGI interface: uvicorn's sans-I/O protocol, with messages handled as they come in
and written once a turn of the loop. `docs/decisions/0005-room-sockets-below-asgi.md` says why.

The upgrade, its answer and the close by the client stay uvicorn's and go through the application as usual; between them
no message passes the ASGI queue.
"""

import asyncio
import logging
from asyncio import AbstractEventLoop
from collections import deque
from collections.abc import Callable, Hashable
from typing import Any, cast

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame
from websockets.protocol import State

from eduforum.web import protocol
from eduforum.web.outbox import Outbox
from eduforum.web.protocol import CloseCode

# Where the ASGI scope holds the socket.
EXTENSION = "eduforum.socket"

# Read ahead of what is handled, at most: then the kernel's buffer fills and the client waits.
INBOX_FRAMES = 64
INBOX_BYTES = 512 * 1024

# How long a closing handshake may take, in seconds, and how many frames may still come in it.
CLOSE_SECONDS = 5.0
CLOSE_FRAMES = 128

# So much is parsed before the rate is looked at: a frame may have six bytes and costs some microseconds.
PIECE_BYTES = 4096

_log = logging.getLogger(__name__)

_RESYNC = protocol.frame(protocol.encode(protocol.RoomResync()))


class Flusher:
    """Writes what sockets have waiting, once for each turn of the loop."""

    def __init__(self, loop: AbstractEventLoop) -> None:
        self._loop = loop
        self._dirty: list[RoomSocket] = []

    def add(self, socket: "RoomSocket") -> None:
        if not self._dirty:
            self._loop.call_soon(self._flush)
        self._dirty.append(socket)

    def _flush(self) -> None:
        dirty, self._dirty = self._dirty, []
        for socket in dirty:
            try:
                socket.flush()
            except Exception:
                _log.exception("a socket could not be written to")


class RoomSocket(WebSocketsSansIOProtocol):
    """Messages are taken by `next_message`, binary ones as `Binary`; `tell` and `answer` write whole frames, `close` a
    code."""

    def __init__(self, *arguments: Any, **settings: Any) -> None:
        super().__init__(*arguments, **settings)
        self.flusher: Flusher | None = None
        self.forget()
        self._outbox = Outbox()
        self._dirty = False
        self._inbox: deque[bytes] = deque()
        self._inbox_bytes = 0
        self._reading = True
        self._late_frames = 0
        self._waiter: asyncio.Future[None] | None = None

    def listen(
        self, *, on_message: Callable[[int], bool], on_overflow: Callable[[], None], on_lost: Callable[[], None]
    ) -> None:
        """Who is told of a frame's size before it is taken, and may refuse it; of too much that waits; of the end."""
        self._on_message, self._on_overflow, self._on_lost = on_message, on_overflow, on_lost

    def forget(self) -> None:
        """Tell nobody any more: listener and socket hold one another, and go at once without the collector."""
        self._on_message, self._on_overflow, self._on_lost = _accept, _ignore, _ignore

    async def next_message(self) -> bytes | None:
        """The next message, or None once the socket is closed. Waits for a client that does not read."""
        await self.writable.wait()
        while not self._inbox:
            if self.closed:
                return None
            self._waiter = self.loop.create_future()
            await self._waiter
        message = self._inbox.popleft()
        self._inbox_bytes -= len(message)
        if not self._reading and self._inbox_bytes < INBOX_BYTES // 2 and len(self._inbox) < INBOX_FRAMES // 2:
            self._set_reading(True)
        return None if self.closed else message

    @property
    def closed(self) -> bool:
        """Nothing is read or written any more, or only the closing handshake is."""
        return self.disconnected or self.close_sent or self.conn.state is not State.OPEN

    def tell(self, frame: bytes, subject: Hashable | None = None) -> None:
        """An event. Where too much waits already, all of it is dropped and the client is told to ask again."""
        if self.closed:
            return
        ahead = 0 if self.writable.is_set() else self.transport.get_write_buffer_size()
        if not self._outbox.put_event(frame, subject, ahead):
            self._ask_again()
        self._mark()

    def resync(self) -> None:
        """The client is to ask for the whole again: it gets what waits, and no event until it has asked."""
        if not self.closed and not self._outbox.lost:
            self._outbox.pause()
            self._ask_again()
            self._mark()

    def answer(self, frame: bytes) -> None:
        """The answer to a request."""
        if not self.closed:
            self._outbox.put_answer(frame)
            self._mark()

    def resume(self) -> None:
        """The client has asked again: it gets events from here on."""
        self._outbox.resume()

    def flush(self) -> None:
        """Hands over what waits, unless the client does not read."""
        self._dirty = False
        if self._outbox.size and self.writable.is_set() and not self.closed:
            self.transport.write(self._outbox.take())

    def close(self, code: CloseCode, reason: str = "") -> None:
        """Writes what waits, then the close frame; the socket is cut where the client does not answer it."""
        if self.closed:
            return
        if self._outbox.size:
            self.transport.write(self._outbox.take())
        self.stop_keepalive()
        self.conn.send_close(code, reason)
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        self.close_timer = self.loop.call_later(CLOSE_SECONDS, self.transport.abort)
        self._set_reading(True)
        self._wake()

    # What uvicorn calls.

    def handle_connect(self, event: Any) -> None:
        super().handle_connect(event)
        if self.response.status_code == 101:
            cast(dict[str, object], self.scope["extensions"])[EXTENSION] = self

    def data_received(self, data: bytes) -> None:
        for start in range(0, len(data), PIECE_BYTES):
            if self.transport.is_closing():
                return
            super().data_received(data[start : start + PIECE_BYTES])

    def handle_text(self, event: Frame) -> None:
        if event.fin:
            self._take(bytes(event.data))
        else:
            super().handle_text(event)

    def handle_cont(self, event: Frame) -> None:
        # Empty ones add nothing to the size of their message, and there may be any number.
        if self._admit(len(event.data)):
            super().handle_cont(event)

    def handle_ping(self) -> None:
        # Whoever asks and does not read would fill the memory with answers.
        if self._admit(0):
            super().handle_ping()

    def handle_pong(self, event: Frame) -> None:
        if self._admit(0):
            super().handle_pong(event)

    def send_receive_event_to_app(self) -> None:
        # A whole binary message, or the last fragment of any.
        message = b"".join(self.frames)
        if self.curr_msg_data_type == "bytes":
            message = protocol.Binary(message)
        self.frames = []
        self._take(message)

    def resume_writing(self) -> None:
        super().resume_writing()
        self.flush()

    def shutdown(self) -> None:
        if self.flusher is not None:
            self.flush()
        super().shutdown()

    def keepalive_timeout(self) -> None:
        # Nobody is there to read a close frame.
        self.transport.abort()

    def handle_close(self, event: Frame) -> None:
        super().handle_close(event)
        self._cut_later()

    def handle_parser_exception(self) -> None:
        super().handle_parser_exception()
        self._cut_later()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self._on_lost()
        self._wake()

    def _cut_later(self) -> None:
        """The transport closes when what waits has been read, which a client that does not read puts off for ever."""
        self.loop.call_later(CLOSE_SECONDS, self.transport.abort)
        self._wake()

    def _admit(self, size: int) -> bool:
        """Whether one more frame is taken."""
        if not self.closed:
            return self._on_message(size)
        self._late_frames += 1
        if self._late_frames > CLOSE_FRAMES:
            self.transport.abort()
        return False

    def _take(self, message: bytes) -> None:
        if not self._admit(len(message)):
            return
        self._inbox.append(message)
        self._inbox_bytes += len(message)
        if self._reading and (len(self._inbox) >= INBOX_FRAMES or self._inbox_bytes >= INBOX_BYTES):
            self._set_reading(False)
        self._wake()

    def _set_reading(self, reading: bool) -> None:
        if reading == self._reading or self.transport.is_closing():
            return
        self._reading = reading
        if reading:
            self.transport.resume_reading()
        else:
            self.transport.pause_reading()

    def _ask_again(self) -> None:
        self._outbox.put_answer(_RESYNC)
        self._on_overflow()

    def _mark(self) -> None:
        if not self._dirty and self.flusher is not None:
            self._dirty = True
            self.flusher.add(self)

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)


def _accept(size: int) -> bool:
    return True


def _ignore() -> None:
    return None
