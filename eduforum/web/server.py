"""`eduforum serve`: uvicorn around the application, from the first socket to the last connection."""

import asyncio
import contextlib
import gc
import logging
import resource
import signal
import socket
from collections.abc import AsyncIterator, Awaitable, Callable

import uvicorn

from eduforum.config import Config
from eduforum.web.app import Application, build
from eduforum.web.http_protocol import HttpProtocol
from eduforum.web.protocol import OFFER_LIMIT
from eduforum.web.socket import RoomSocket

_log = logging.getLogger(__name__)

_KEEP_ALIVE_SECONDS = 75
# How long requests and sockets that are open at the end may take to finish.
_GRACE_SECONDS = 5
_BACKLOG = 2048
# A WebSocket is asked this often whether it is there, and cut when it was silent for so long.
_PING_SECONDS = 15.0
_DEAD_SECONDS = 30.0
_DRAIN_CHECK_SECONDS = 0.005
# A full collection stalls the loop; what lives from the start on is left out of them, and few cycles are made later.
_COLLECT_EVERY = (50_000, 20, 100)


class HttpServer(uvicorn.Server):
    """uvicorn's server on sockets of our own, without its signal handlers: they end the process before its parts."""

    def __init__(self, application: Application, sockets: list[socket.socket]) -> None:
        config = application.config
        super().__init__(
            uvicorn.Config(
                application.asgi,
                http=HttpProtocol,
                ws=RoomSocket,
                ws_max_size=OFFER_LIMIT,
                ws_per_message_deflate=False,
                ws_ping_interval=_PING_SECONDS,
                ws_ping_timeout=_DEAD_SECONDS - _PING_SECONDS,
                lifespan="off",
                proxy_headers=False,
                server_header=False,
                access_log=False,
                log_config=None,
                timeout_keep_alive=_KEEP_ALIVE_SECONDS,
                timeout_graceful_shutdown=_GRACE_SECONDS,
                backlog=_BACKLOG,
                ssl_certfile=config.tls.certificate,
                ssl_keyfile=config.tls.key,
            )
        )
        self._sockets = sockets

    @property
    def port(self) -> int:
        """The port that is listened on, also where the settings left the choice to the kernel."""
        return int(self._sockets[0].getsockname()[1])

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Accepts connections while the block runs, then lets them finish and closes them."""
        self.config.load()
        self.lifespan = self.config.lifespan_class(self.config)
        await self.startup(sockets=self._sockets)
        ticking = asyncio.create_task(self.main_loop())
        try:
            yield
        finally:
            ticking.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await ticking
            await self._drain()

    async def _drain(self) -> None:
        """Accept no more, and give what is under way its time; a second signal cuts that short. uvicorn's own way out
        sleeps a tenth of a second before it looks, which each server of a test would wait for."""
        for server in self.servers:
            server.close()
        for listener in self._sockets:
            listener.close()
        state = self.server_state
        for connection in list(state.connections):
            connection.shutdown()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_GRACE_SECONDS):
                while (state.connections or state.tasks) and not self.force_exit:  # noqa: ASYNC110 - uvicorn's sets tell nobody
                    await asyncio.sleep(_DRAIN_CHECK_SECONDS)
        for task in state.tasks:
            task.cancel()


def bind(host: str, port: int) -> list[socket.socket]:
    """Sockets on every address of `host`, all on one port. Raises `OSError`."""
    sockets: list[socket.socket] = []
    try:
        for family, kind, protocol, _, address in socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        ):
            bound = socket.socket(family, kind, protocol)
            sockets.append(bound)
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if family == socket.AF_INET6:
                bound.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, host != "::")
            bound.bind((address[0], port or sockets[0].getsockname()[1], *address[2:]))
    except OSError:
        for bound in sockets:
            bound.close()
        raise
    return sockets


async def serve(
    config: Config,
    *,
    prepare: Callable[[Application], Awaitable[None]] | None = None,
    announce: Callable[[int], None] | None = None,
) -> None:
    """Serves until SIGINT or SIGTERM, then finishes what is under way; a second signal cuts that short.

    `prepare` is awaited before the first connection, `announce` is told the port once connections are accepted.
    """
    _allow_many_files()
    # Early, so that a port that is taken is told before a database is started.
    sockets = bind(config.server.host, config.server.port)
    application = await build(config)
    try:
        if prepare is not None:
            await prepare(application)
        await application.start()
        server = HttpServer(application, sockets)
        async with server.running():
            stop = asyncio.Event()
            _on_signals(stop, server)
            gc.collect()
            gc.freeze()
            gc.set_threshold(*_COLLECT_EVERY)
            _log.info("serving", extra={"url": config.url, "port": server.port})
            if announce is not None:
                announce(server.port)
            await stop.wait()
            _log.info("stopping")
            application.serving = False
    finally:
        await application.stop()


def _allow_many_files() -> None:
    """A socket is a file: the soft limit of a shell, often 1,024, is fewer than the people of four full rooms."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def _on_signals(stop: asyncio.Event, server: HttpServer) -> None:
    def stop_once() -> None:
        if stop.is_set():
            server.force_exit = True
        stop.set()

    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop_once)
