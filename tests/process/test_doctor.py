"""`eduforum doctor` as an operator runs it."""

import json
import socket
from pathlib import Path

from tests.factories.process import run


def test_the_doctor_says_why_a_phone_would_get_no_camera(data_dir: Path) -> None:
    done = run(
        "doctor",
        "--data",
        str(data_dir),
        "--port",
        "0",
        env={"EDUFORUM_SERVER__PUBLIC_URL": "http://forum.example.org"},
    )
    assert done.returncode == 1
    assert "fail  camera: browsers refuse camera and microphone to http://forum.example.org" in done.stdout
    for subject in (
        "HTTP port",
        "IPv6",
        "UDP",
        "ICE-TCP",
        "TURN",
        "database",
        "vault keys",
        "clock",
        "disk",
        "open files",
    ):
        assert f"  {subject}: " in done.stdout


def test_the_doctor_names_a_database_that_is_away(data_dir: Path) -> None:
    done = run(
        "doctor", "--data", str(data_dir), env={"EDUFORUM_DATABASE__URL": "postgresql://nobody@127.0.0.1:1/none"}
    )
    assert done.returncode == 1
    assert "fail  database: cannot be reached" in done.stdout


def test_machines_read_the_same_as_json(data_dir: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = run("doctor", "--json", "--data", str(data_dir), env={"EDUFORUM_MEDIA__TCP_PORT": str(port)})
    findings = json.loads(done.stdout)
    assert all(set(finding) == {"grade", "subject", "text"} for finding in findings)
    assert {finding["grade"] for finding in findings} <= {"ok", "warn", "fail"}
    (tcp,) = [finding for finding in findings if finding["subject"] == "ICE-TCP"]
    assert tcp["text"] == f"port {port}: address already in use; set media.tcp_port to another"
    assert done.returncode == 1
