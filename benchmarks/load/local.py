"""A server of the load tester's own, on one core, with registration open and no limits."""

from __future__ import annotations

import asyncio
import contextlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from pathlib import Path

import httpx

from benchmarks.load.deployment import Account, Refused

PASSWORD = "load-test-of-the-room-7"
PROFESSOR = Account("professor@eduforum.test", PASSWORD)
START_SECONDS = 60.0


@contextlib.asynccontextmanager
async def server(core: int, port: int) -> AsyncIterator[tuple[str, int]]:
    """Its URL and process id. The database runs on the same core."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            **os.environ,
            "DEMO_PASSWORD": PASSWORD,
            "EDUFORUM_AUTH__REGISTRATION": "open",
            "EDUFORUM_AUTH__BCRYPT_COST": "4",
            "EDUFORUM_LIMITS__REQUESTS_PER_MINUTE": "0",
            "EDUFORUM_LIMITS__LOGIN_PER_MINUTE": "0",
            "EDUFORUM_LIMITS__REGISTER_PER_MINUTE": "0",
            "EDUFORUM_ROOM__MAX_VIEWERS": "0",
        }
        log = Path(folder) / "server.log"
        with log.open("wb") as out:
            process = subprocess.Popen(
                [sys.executable, "-m", "eduforum", "serve", "--demo", "--port", str(port), "--data", folder],
                env=environment,
                stdout=out,
                stderr=out,
                preexec_fn=lambda: os.sched_setaffinity(0, {core}),
            )
        url = f"http://127.0.0.1:{port}"
        try:
            async with httpx.AsyncClient() as client:
                deadline = time.monotonic() + START_SECONDS
                while True:
                    with contextlib.suppress(httpx.TransportError):
                        if (await client.get(url + "/readyz")).is_success:
                            break
                    if process.poll() is not None or time.monotonic() > deadline:
                        raise Refused(f"the server does not start:\n{log.read_text()[-2000:]}")
                    await asyncio.sleep(0.1)
            yield url, process.pid
        finally:
            process.terminate()
            process.wait(30)
