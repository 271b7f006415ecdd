"""A UDP relay with a line of a given rate, queue, delay, jitter and loss in each direction, as a process of its own.

Everything that arrives is given the moment at which it leaves, or is dropped, at once: the line is a serialising rate
behind a tail-drop queue, then a delay. Order is kept: jitter delays what comes behind too, as a queue elsewhere would.
"""

import contextlib
import heapq
import itertools
import multiprocessing as mp
import random
import select
import socket
import time
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import Literal

from benchmarks.badnet.cells import Line

Direction = Literal["up", "down"]

BIN_S = 0.1
"""Length of the bins in which traffic is counted."""

_BUFFER = 1 << 20
_OVERHEAD = 28
"""Bytes of the IPv4 and UDP headers, which the line carries too."""


@dataclass
class Bin:
    """Traffic of one direction in one bin: bytes and datagrams that came, that were carried, longest queue in ms."""

    offered: int = 0
    carried: int = 0
    datagrams: int = 0
    lost: int = 0
    overflowed: int = 0
    queue_ms: list[float] = field(default_factory=list)


class _Way:
    """One direction of the line."""

    def __init__(self, seed: str) -> None:
        self.line = Line(delay_ms=0)
        self.shaped = False
        self.bins: dict[int, Bin] = {}
        self._random = random.Random(seed)
        self._free_at = 0.0
        self._due = 0.0
        self._losing = False

    def pass_through(self, size: int, now: float) -> float | None:
        """When a datagram of `size` bytes leaves, or None when it is lost."""
        size += _OVERHEAD
        counted = self.bins.setdefault(int(now / BIN_S), Bin())
        counted.offered += size
        counted.datagrams += 1
        if self._loses():
            counted.lost += 1
            return None
        leaves = now
        if self.shaped and self.line.rate_kbit > 0:
            waits = max(0.0, self._free_at - now)
            if waits * 1000 > self.line.queue_ms:
                counted.overflowed += 1
                return None
            counted.queue_ms.append(waits * 1000)
            self._free_at = leaves = now + waits + size * 8 / (self.line.rate_kbit * 1000)
        counted.carried += size
        leaves += (self.line.delay_ms + self._random.uniform(0, self.line.jitter_ms)) / 1000
        self._due = max(self._due, leaves)
        return self._due

    def _loses(self) -> bool:
        """A two-state Gilbert model whose bad state loses all and lasts `burst` datagrams on average."""
        loss, burst = self.line.loss, max(self.line.burst, 1.0)
        if loss <= 0:
            return False
        leave_bad = 1 / burst
        enter_bad = loss * leave_bad / (1 - loss)
        self._losing = self._random.random() >= leave_bad if self._losing else self._random.random() < enter_bad
        return self._losing


class _Relay:
    def __init__(self, control: Connection, server: tuple[str, int], media: Direction, seed: int) -> None:
        self._control = control
        self._server = server
        self._listening = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._listening.bind(("127.0.0.1", 0))
        self._ways: dict[Direction, _Way] = {"up": _Way(f"{seed}-up"), "down": _Way(f"{seed}-down")}
        self._ways[media].shaped = True
        self._waiting: list[tuple[float, int, socket.socket, tuple[str, int], bytes]] = []
        self._order = itertools.count()
        self._by_client: dict[tuple[str, int], socket.socket] = {}
        self._clients: dict[int, tuple[socket.socket, tuple[str, int]]] = {}
        self._epoll = select.epoll()
        for sock in (self._listening,):
            self._watch(sock)
        self._epoll.register(control.fileno(), select.EPOLLIN)

    def run(self) -> None:
        self._control.send(self._listening.getsockname()[1])
        while True:
            timeout = -1.0
            if self._waiting:
                timeout = max(0.0, self._waiting[0][0] - time.monotonic())
            for fd, _ in self._epoll.poll(timeout):
                if fd == self._control.fileno():
                    if not self._obey():
                        return
                elif fd == self._listening.fileno():
                    self._receive_up()
                else:
                    self._receive_down(fd)
            self._send_due()

    def _watch(self, sock: socket.socket) -> None:
        sock.setblocking(False)
        for option in (socket.SO_RCVBUF, socket.SO_SNDBUF):
            sock.setsockopt(socket.SOL_SOCKET, option, _BUFFER)
        self._epoll.register(sock.fileno(), select.EPOLLIN)

    def _obey(self) -> bool:
        """Take one order: a Line from now on, "bins" to be told the traffic, or None to end."""
        try:
            order = self._control.recv()
        except EOFError:
            return False
        if isinstance(order, Line):
            for way in self._ways.values():
                way.line = order
        elif order == "bins":
            self._control.send({name: way.bins for name, way in self._ways.items()})
        else:
            return False
        return True

    def _receive_up(self) -> None:
        with contextlib.suppress(BlockingIOError):
            while True:
                data, client = self._listening.recvfrom(2048)
                self._put("up", data, self._upstream(client), self._server)

    def _receive_down(self, fd: int) -> None:
        sock, client = self._clients[fd]
        with contextlib.suppress(BlockingIOError):
            while True:
                data, _ = sock.recvfrom(2048)
                self._put("down", data, self._listening, client)

    def _upstream(self, client: tuple[str, int]) -> socket.socket:
        sock = self._by_client.get(client)
        if sock is None:
            sock = self._by_client[client] = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            sock.bind(("127.0.0.1" if self._server[0].startswith("127.") else "", 0))
            self._watch(sock)
            self._clients[sock.fileno()] = (sock, client)
        return sock

    def _put(self, direction: Direction, data: bytes, sock: socket.socket, to: tuple[str, int]) -> None:
        leaves = self._ways[direction].pass_through(len(data), time.monotonic())
        if leaves is not None:
            heapq.heappush(self._waiting, (leaves, next(self._order), sock, to, data))

    def _send_due(self) -> None:
        # Half a millisecond early rather than up to one late: epoll's clock counts whole milliseconds.
        until = time.monotonic() + 0.0005
        while self._waiting and self._waiting[0][0] <= until:
            _, _, sock, to, data = heapq.heappop(self._waiting)
            with contextlib.suppress(OSError):
                sock.sendto(data, to)


def _run(control: Connection, server: tuple[str, int], media: Direction, seed: int) -> None:
    with contextlib.suppress(KeyboardInterrupt):
        _Relay(control, server, media, seed).run()


class Relay:
    """A relay to `server`; `media` is the direction that a rate shapes."""

    def __init__(self, server: tuple[str, int], media: Direction, line: Line, seed: int) -> None:
        context = mp.get_context("spawn")
        self._control, theirs = context.Pipe()
        self._process = context.Process(target=_run, args=(theirs, server, media, seed), daemon=True)
        self._process.start()
        self.port: int = self._control.recv()
        self.set(line)

    def set(self, line: Line) -> None:
        """Change both directions from now on."""
        self._control.send(line)

    def bins(self) -> dict[Direction, dict[int, Bin]]:
        """The traffic so far by direction and bin; a bin's number is its monotonic time in bins of BIN_S."""
        self._control.send("bins")
        counted: dict[Direction, dict[int, Bin]] = self._control.recv()
        return counted

    def stop(self) -> None:
        with contextlib.suppress(OSError):
            self._control.send(None)
        self._process.join(5)
        self._process.kill()
