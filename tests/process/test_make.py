"""`make serve`, on a checkout that is built: it starts quickly, and nothing outlives it however it ends."""

import os
import signal
import subprocess
import time
from pathlib import Path

import httpx
import pytest

from tests.factories.process import ROOT, started, users_of, wait_for

pytestmark = pytest.mark.skipif(not (ROOT / ".venv" / ".core").exists(), reason="the checkout was not built by make")


def make(data: Path) -> list[str]:
    return ["make", "serve", "PORT=0", f"DATA={data}"]


def child(pid: int) -> int:
    """The server that this make started."""
    return int(Path(f"/proc/{pid}/task/{pid}/children").read_text().split()[0])


def test_the_second_start_is_healthy_in_five_seconds(data_dir: Path, tmp_path: Path) -> None:
    for attempt in ("first", "second"):
        begun = time.monotonic()
        with started(make(data_dir), tmp_path) as server:
            assert server.get("/healthz").status_code == 200
            seconds = time.monotonic() - begun
            server.send_group(signal.SIGINT)
            server.status()
        if attempt == "second":
            assert seconds < 5
    wait_for(lambda: users_of(data_dir) == [], "nothing is left running")


def test_ctrl_c_stops_everything_in_order(data_dir: Path, tmp_path: Path) -> None:
    with started(make(data_dir), tmp_path) as server:
        assert server.url
        server.send_group(signal.SIGINT)
        server.status()
        assert users_of(data_dir) == []
        assert "Traceback" not in server.output


def test_killing_make_leaves_nothing_running(data_dir: Path, tmp_path: Path) -> None:
    with started(make(data_dir), tmp_path) as server:
        assert server.url
        server.send(signal.SIGKILL)
        server.status()
        wait_for(lambda: users_of(data_dir) == [], "nothing is left running")


def test_killing_the_server_leaves_nothing_running_and_the_next_start_recovers(data_dir: Path, tmp_path: Path) -> None:
    with started(make(data_dir), tmp_path, {"DEMO_PASSWORD": "lantern"}) as server:
        assert server.url
        os.kill(child(server.pid), signal.SIGKILL)
        assert server.status() != 0
        wait_for(lambda: users_of(data_dir) == [], "nothing is left running")
    with started(make(data_dir), tmp_path) as server:
        answer = httpx.post(
            f"{server.url}/api/v1/auth/login", json={"email": "ta@eduforum.test", "password": "lantern"}
        )
        assert answer.status_code == 200


def test_registration_is_open(data_dir: Path, tmp_path: Path) -> None:
    new = {"email": "han@example.org", "name": "Han", "password": "turnip lantern orbit"}
    with started(make(data_dir), tmp_path) as server:
        assert httpx.post(f"{server.url}/api/v1/auth/register", json=new).status_code == 201


def test_help_lists_what_there_is() -> None:
    done = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True)
    for target in ("serve", "test", "lint", "fmt", "e2e", "bench", "wheel"):
        assert f"  make {target} " in done.stdout


def test_what_is_missing_is_named_in_one_line(tmp_path: Path) -> None:
    for program in ("sh", "dirname"):
        (tmp_path / program).symlink_to(f"/usr/bin/{program}")
    done = subprocess.run(
        ["/bin/sh", "scripts/find-python.sh"],
        cwd=ROOT,
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith("missing: ")
    for part in ("Python 3.11", "a C compiler", "git"):
        assert part in line
