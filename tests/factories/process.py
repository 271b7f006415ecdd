"""Servers and commands as processes of their own, and what is left of them afterwards."""

import asyncio
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx

ROOT = Path(__file__).parents[2]
# For what takes milliseconds; only a defect makes a test wait so long.
PATIENCE = 60.0


def clean_environment(**more: str) -> dict[str, str]:
    """This process's environment without settings, and with a cheap password hash."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("EDUFORUM_")}
    return {**kept, "EDUFORUM_AUTH__BCRYPT_COST": "4", "PYTHONUNBUFFERED": "1", **more}


def wait_for(condition: Callable[[], bool], what: str) -> None:
    """Return as soon as `condition` holds."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, f"waited in vain: {what}"
        time.sleep(0.02)


async def eventually(condition: Callable[[], bool], what: str) -> None:
    """`wait_for` for a test that runs in a loop."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, f"waited in vain: {what}"
        await asyncio.sleep(0.02)


def is_running(pid: int) -> bool:
    """Whether the process lives; one that only waits to be reaped does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False


def users_of(folder: Path) -> list[int]:
    """The processes that name `folder` in their command line or work in it."""
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        try:
            words = (entry / "cmdline").read_bytes()
            at = (entry / "cwd").readlink()
        except OSError:
            continue
        if (os.fsencode(folder) in words or at.is_relative_to(folder)) and is_running(int(entry.name)):
            found.append(int(entry.name))
    return found


def run(*arguments: str, env: Mapping[str, str] | None = None, text: str = "") -> subprocess.CompletedProcess[str]:
    """One `eduforum` command to its end."""
    return subprocess.run(
        [sys.executable, "-m", "eduforum", *arguments],
        cwd=ROOT,
        env=clean_environment(**(env or {})),
        input=text,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )


class Process:
    """A server, or the make that runs one: what it prints and how it ends."""

    def __init__(self, popen: subprocess.Popen[bytes], output: Path) -> None:
        self._popen = popen
        self._output = output

    @property
    def pid(self) -> int:
        return self._popen.pid

    @property
    def output(self) -> str:
        return self._output.read_text(errors="replace")

    @property
    def url(self) -> str:
        """Where it says that it is running; waits until it does."""
        return self.find(r"running at (https?://\S+)")

    def find(self, pattern: str) -> str:
        """The first group of `pattern` in the output, as soon as it is there."""
        wait_for(lambda: bool(re.search(pattern, self.output)) or self._popen.poll() is not None, pattern)
        match = re.search(pattern, self.output)
        assert match is not None, f"ended without {pattern!r}:\n{self.output}"
        return match[1]

    def get(self, path: str) -> httpx.Response:
        return httpx.get(self.url + path, verify=False)

    def send(self, number: signal.Signals) -> None:
        self._popen.send_signal(number)

    def send_group(self, number: signal.Signals) -> None:
        """To all of the foreground, as a terminal does for Ctrl-C."""
        os.killpg(self._popen.pid, number)

    def status(self) -> int:
        """Its exit status, once it has ended."""
        return self._popen.wait(PATIENCE)

    def end(self) -> None:
        if self._popen.poll() is None:
            self._popen.kill()
            self._popen.wait(PATIENCE)


@contextmanager
def started(
    command: list[str], folder: Path, env: Mapping[str, str] | None = None, cwd: Path = ROOT
) -> Iterator[Process]:
    """`command`, in a process group of its own, killed at the end if it still runs. It prints into `folder`."""
    output = folder / f"output-{time.monotonic_ns()}.txt"
    with output.open("wb") as file:
        popen = subprocess.Popen(
            command,
            cwd=cwd,
            env=clean_environment(**(env or {})),
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    process = Process(popen, output)
    try:
        yield process
    finally:
        process.end()


def serve(data: Path, *arguments: str) -> list[str]:
    """The command line of a server on a port that the kernel picks."""
    return [sys.executable, "-m", "eduforum", "serve", "--port", "0", "--data", str(data), *arguments]
