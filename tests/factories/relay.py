"""A UDP relay between client and server that loses what a test tells it to; it needs no rights of the kernel's."""

import asyncio
from collections.abc import Callable
from typing import Literal, cast

Direction = Literal["up", "down"]
Lose = Callable[[bytes, Direction], bool]


class Relay(asyncio.DatagramProtocol):
    """Listens on a port of its own and carries datagrams to `server` and back, each client by a socket of its own."""

    def __init__(self, server: tuple[str, int], lose: Lose) -> None:
        self.lose = lose
        self.lost = 0
        self._server = server
        self._listening: asyncio.DatagramTransport | None = None
        self._upstreams: dict[tuple[str, int], _Upstream] = {}
        self._opening: set[asyncio.Task[None]] = set()

    @classmethod
    async def start(cls, server: tuple[str, int], lose: Lose = lambda datagram, direction: False) -> "Relay":
        loop = asyncio.get_running_loop()
        _, relay = await loop.create_datagram_endpoint(lambda: cls(server, lose), local_addr=(server[0], 0))
        return relay

    @property
    def port(self) -> int:
        assert self._listening is not None
        return int(self._listening.get_extra_info("sockname")[1])

    def stop(self) -> None:
        assert self._listening is not None
        self._listening.close()
        for upstream in self._upstreams.values():
            upstream.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._listening = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        if self._loses(data, "up"):
            return
        upstream = self._upstreams.get(addr)
        if upstream is None:
            upstream = self._upstreams[addr] = _Upstream(lambda answer: self._down(answer, addr))
            task = asyncio.ensure_future(upstream.open(self._server))
            self._opening.add(task)
            task.add_done_callback(self._opening.discard)
        upstream.send(data)

    def _down(self, data: bytes, client: tuple[str, int]) -> None:
        if not self._loses(data, "down") and self._listening is not None:
            self._listening.sendto(data, client)

    def _loses(self, data: bytes, direction: Direction) -> bool:
        lost = self.lose(data, direction)
        self.lost += lost
        return lost


class _Upstream(asyncio.DatagramProtocol):
    """One client's socket towards the server. What comes before it is open waits."""

    def __init__(self, answered: Callable[[bytes], None]) -> None:
        self._answered = answered
        self._transport: asyncio.DatagramTransport | None = None
        self._waiting: list[bytes] = []

    async def open(self, server: tuple[str, int]) -> None:
        loop = asyncio.get_running_loop()
        await loop.create_datagram_endpoint(lambda: self, remote_addr=server)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.DatagramTransport, transport)
        for data in self._waiting:
            self._transport.sendto(data)
        self._waiting.clear()

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self._answered(data)

    def send(self, data: bytes) -> None:
        if self._transport is None:
            self._waiting.append(data)
        else:
            self._transport.sendto(data)

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()
