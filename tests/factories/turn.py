"""A TURN server on loopback, as an operator would set it up: Debian's coturn with a shared secret."""

import asyncio
import contextlib
import os
import shutil
import socket
import struct
from collections.abc import AsyncIterator
from pathlib import Path

SECRET = "a secret that both sides know"

# Debian installs it where only the administrator's PATH looks.
PROGRAM = shutil.which("turnserver", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/bin")


@contextlib.asynccontextmanager
async def turn_server(folder: Path, *, loopback: bool = True) -> AsyncIterator[int]:
    """Its port. What it relays comes from and goes to loopback, which it refuses by itself and without `loopback`."""
    assert PROGRAM is not None
    port = _free_port()
    options = {
        "listening-ip": "127.0.0.1",
        "listening-port": str(port),
        "relay-ip": "127.0.0.1",
        "static-auth-secret": SECRET,
        "realm": "eduforum",
        "pidfile": str(folder / "turnserver.pid"),
        "userdb": str(folder / "turndb"),
        "log-file": "stdout",
    }
    switches = ["n", "-use-auth-secret", "-no-tls", "-no-dtls", "-no-cli", "-verbose"]
    if loopback:
        switches.append("-allow-loopback-peers")
    process = await asyncio.create_subprocess_exec(
        PROGRAM,
        *(f"-{switch}" for switch in switches),
        *(f"--{name}={value}" for name, value in options.items()),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    assert process.stdout is not None
    try:
        await _listening(port)
        drain = asyncio.ensure_future(process.stdout.read())
        yield port
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        await process.wait()
    await drain


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def _listening(port: int) -> None:
    """It takes connections before it answers over UDP."""
    loop = asyncio.get_running_loop()
    binding = struct.pack("!HHI12s", 0x0001, 0, 0x2112A442, bytes(12))
    async with asyncio.timeout(10):
        while True:
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
                probe.setblocking(False)
                with contextlib.suppress(ConnectionRefusedError, TimeoutError):
                    _, writer = await asyncio.open_connection("127.0.0.1", port)
                    writer.close()
                    probe.connect(("127.0.0.1", port))
                    await loop.sock_sendall(probe, binding)
                    await asyncio.wait_for(loop.sock_recv(probe, 1024), 0.5)
                    return
            await asyncio.sleep(0.02)
