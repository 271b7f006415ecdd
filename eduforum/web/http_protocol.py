"""uvicorn's HTTP protocol with the limits that it lacks: deadlines, a bounded head, one Host."""

import asyncio
import logging
import re

import httptools
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from eduforum.errors import EduForumError
from eduforum.web.codec import error_envelope

_log = logging.getLogger(__name__)

HEAD_BYTES = 32 * 1024
HEAD_SECONDS = 10.0
BODY_SECONDS = 30.0
# How long a client may leave what was sent to it unread.
READ_SECONDS = 30.0

# reg-name or IP-literal with a port (RFC 9110 section 7.2), bounded to what a browser sends.
_HOST = re.compile(rb"(?:[A-Za-z0-9._~-]{1,255}|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?")


class BadRequest(EduForumError):
    code = "malformed"
    status = 400
    default_message = "The request is not valid HTTP."


class HeadTooLarge(EduForumError):
    code = "head_too_large"
    status = 431
    default_message = "The head of a request may have 32 KiB."


class TooSlow(EduForumError):
    code = "request_timeout"
    status = 408
    default_message = "The request did not arrive in time."


class HttpProtocol(HttpToolsProtocol):
    """One connection. A request that breaks a limit is answered once, if nothing was answered yet, and cut off."""

    head_seconds = HEAD_SECONDS
    body_seconds = BODY_SECONDS
    read_seconds = READ_SECONDS

    # Bytes that came while no head was complete; the deadline that runs, and what it is for.
    _head_bytes = 0
    _in_head = True
    _deadline: asyncio.TimerHandle | None = None
    _unread: asyncio.TimerHandle | None = None
    _fault: EduForumError | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._wait(self.head_seconds)

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        self._stop_waiting_for_reader()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._fault is not None or self.transport.is_closing():
            return
        self._unset_keepalive_if_required()
        if self._in_head:
            if self._deadline is None:
                self._wait(self.head_seconds)
            self._head_bytes += len(data)
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            self._stop_waiting()
            if self._should_upgrade():
                self.handle_websocket_upgrade()
            else:
                self._refuse(BadRequest("Only WebSocket can be upgraded to"))
            return
        except httptools.HttpParserError:
            self._refuse(self._fault or BadRequest())
            return
        # What the parser holds back of an unfinished line is in no callback yet.
        if self._in_head and self._head_bytes > HEAD_BYTES:
            self._refuse(HeadTooLarge())

    def pause_writing(self) -> None:
        super().pause_writing()
        self._unread = self.loop.call_later(self.read_seconds, self.transport.abort)

    def resume_writing(self) -> None:
        self._stop_waiting_for_reader()
        super().resume_writing()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._in_head = True

    def on_headers_complete(self) -> None:
        size = len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers)
        if size > HEAD_BYTES:
            self._fault = HeadTooLarge()
        hosts = [value for name, value in self.headers if name == b"host"]
        if len(hosts) != 1 or not _HOST.fullmatch(hosts[0]):
            self._fault = BadRequest("A request has exactly one Host")
        if self._fault is not None:
            # The parser stops at an error and hands it to `data_received`.
            raise self._fault
        self._in_head = False
        self._head_bytes = 0
        self._wait(self.body_seconds)
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        super().on_message_complete()
        self._stop_waiting()
        self._in_head = True

    def _wait(self, seconds: float) -> None:
        self._stop_waiting()
        self._deadline = self.loop.call_later(seconds, self._expired)

    def _stop_waiting(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _stop_waiting_for_reader(self) -> None:
        if self._unread is not None:
            self._unread.cancel()
            self._unread = None

    def _expired(self) -> None:
        self._deadline = None
        if self.transport.is_closing():
            return
        if self.flow.read_paused:
            # It is we who do not read: an earlier request of the connection is still being answered.
            self._wait(self.head_seconds if self._in_head else self.body_seconds)
        else:
            self._refuse(TooSlow())

    def _refuse(self, fault: EduForumError) -> None:
        self._fault = fault
        self._stop_waiting()
        _log.info("a request was refused", extra={"code": fault.code, "client": self.client and self.client[0]})
        cycle = self.cycle
        if cycle is not None and not cycle.response_complete:
            cycle.disconnected = True
            cycle.message_event.set()
        if cycle is None or cycle.response_complete or not cycle.response_started:
            body = error_envelope(fault)
            self.transport.write(
                STATUS_LINE[fault.status]
                + b"content-type: application/json\r\ncache-control: no-store\r\nconnection: close\r\n"
                + b"content-length: %d\r\n\r\n" % len(body)
                + body
            )
        self.transport.close()
