"""The servers that are compared: ours, and Debian's Janus with its video room."""

import contextlib
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

ServerName = Literal["eduforum", "janus"]

START_TIMEOUT = 60.0
JANUS = Path("/usr/bin/janus")
JANUS_PLUGINS = Path("/usr/lib/x86_64-linux-gnu/janus")

_JANUS = """
general: {{
  configs_folder = "{folder}"
  plugins_folder = "{installed}/plugins"
  transports_folder = "{installed}/transports"
  log_to_stdout = true
  session_timeout = 0
}}
plugins: {{
  disable = "libjanus_audiobridge.so,libjanus_duktape.so,libjanus_echotest.so,libjanus_lua.so,libjanus_nosip.so,\
libjanus_recordplay.so,libjanus_sip.so,libjanus_streaming.so,libjanus_textroom.so,libjanus_videocall.so,\
libjanus_voicemail.so"
}}
transports: {{
  disable = "libjanus_http.so,libjanus_mqtt.so,libjanus_nanomsg.so,libjanus_pfunix.so,libjanus_rabbitmq.so"
}}
"""
_JANUS_SOCKET = """
general: {{ ws = true ws_port = {port} ws_ip = "127.0.0.1" wss = false }}
admin: {{ admin_ws = false }}
"""
_PASSWORD = "bad-networks-are-networks-7"

Task = dict[str, Any]


def free_port() -> int:
    """A TCP port that was free a moment ago."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def _await(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_TIMEOUT
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=2)
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"{process.args!r} does not start")


@contextlib.contextmanager
def _running(command: list[str], environment: dict[str, str], log: Path, url: str) -> Iterator[None]:
    with log.open("wb") as output:
        process = subprocess.Popen(command, env=environment, stdout=output, stderr=output)
    try:
        _await(url, process)
        yield
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()


def _call(method: str, url: str, token: str | None = None, body: object = None) -> Any:
    request = urllib.request.Request(url, method=method, data=None if body is None else json.dumps(body).encode())
    request.add_header("Content-Type", "application/json")
    if token:
        request.add_header("Authorization", f"Bearer {token}")
    with urllib.request.urlopen(request, timeout=30) as answer:
        text = answer.read()
    return json.loads(text)["data"] if text else None


def _sign_in(api: str, person: str) -> str:
    body = {"email": f"{person}@eduforum.test", "password": _PASSWORD, "token_delivery": "body"}
    token: str = _call("POST", f"{api}/auth/login", body=body)["access_token"]
    return token


@contextlib.contextmanager
def eduforum() -> Iterator[Task]:
    """Our server with a session that has begun; the professor publishes and a student watches."""
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        environment = {**os.environ, "DEMO_PASSWORD": _PASSWORD, "EDUFORUM_LOG__LEVEL": "warning"}
        command = [sys.executable, "-m", "eduforum", "serve", "--demo", "--port", str(port), "--data", folder]
        with _running(command, environment, Path(folder) / "log", f"http://127.0.0.1:{port}/readyz"):
            api = f"http://127.0.0.1:{port}/api/v1"
            professor, student = _sign_in(api, "professor"), _sign_in(api, "student1")
            course = _call("GET", f"{api}/courses", professor)[0]["id"]
            body = {"title": "Bad networks", "scheduled_at": "2026-03-02T10:00:00Z", "duration_minutes": 90}
            session = _call("POST", f"{api}/courses/{course}/sessions", professor, body)["id"]
            _call("POST", f"{api}/sessions/{session}/start", professor)
            yield {
                "kind": "standard",
                "whip": f"{api}/sessions/{session}/whip",
                "whep": f"{api}/sessions/{session}/whep",
                "publisher_token": _call("POST", f"{api}/sessions/{session}/join", professor)["participant_token"],
                "viewer_token": _call("POST", f"{api}/sessions/{session}/join", student)["participant_token"],
            }


@contextlib.contextmanager
def janus() -> Iterator[Task]:
    """Debian's Janus as it is installed, with the video room's plugin and its WebSocket on a port of their own."""
    if not JANUS.exists():
        raise RuntimeError("Janus is missing: apt install janus")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        port = free_port()
        (folder / "janus.jcfg").write_text(_JANUS.format(folder=folder, installed=JANUS_PLUGINS))
        (folder / "janus.transport.websockets.jcfg").write_text(_JANUS_SOCKET.format(port=port))
        (folder / "janus.plugin.videoroom.jcfg").write_text("general: { }\n")
        command = [str(JANUS), "-F", str(folder), "-C", str(folder / "janus.jcfg")]
        with _running(command, dict(os.environ), folder / "log", f"http://127.0.0.1:{port}/"):
            yield {"kind": "janus", "url": f"ws://127.0.0.1:{port}"}


SERVERS = {"eduforum": eduforum, "janus": janus}
