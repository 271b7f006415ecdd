"""A whole server as a process: it starts, stops, is killed, and comes back with everything."""

import signal
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from eduforum.certificate import ensure_certificate
from eduforum.clock import SystemClock
from tests.factories.process import Process, run, serve, started, users_of, wait_for

PASSWORD = "lantern"


@contextmanager
def signed_in(server: Process, email: str = "professor@eduforum.test") -> Iterator[httpx.Client]:
    with httpx.Client(base_url=f"{server.url}/api/v1") as client:
        answer = client.post("/auth/login", json={"email": email, "password": PASSWORD, "token_delivery": "body"})
        assert answer.status_code == 200, answer.text
        client.headers["Authorization"] = f"Bearer {answer.json()['data']['access_token']}"
        yield client


def test_a_new_folder_gets_the_demo_and_says_how_to_sign_in(data_dir: Path, tmp_path: Path) -> None:
    with started(serve(data_dir, "--demo"), tmp_path) as server:
        assert server.get("/healthz").json() == {"status": "ok"}
        assert "professor@eduforum.test" in server.output
        password = server.find(r"Password +(\S+)")
        answer = httpx.post(
            f"{server.url}/api/v1/auth/login", json={"email": "student1@eduforum.test", "password": password}
        )
        assert answer.status_code == 200


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_stops_in_order(data_dir: Path, tmp_path: Path, number: signal.Signals) -> None:
    with started(serve(data_dir), tmp_path) as server:
        assert server.url
        server.send(number)
        assert server.status() == 0
    assert users_of(data_dir) == []
    assert "Traceback" not in server.output


def test_killed_it_leaves_nothing_and_comes_back_with_everything(data_dir: Path, tmp_path: Path) -> None:
    with started(serve(data_dir, "--demo"), tmp_path, {"DEMO_PASSWORD": PASSWORD}) as server:
        with signed_in(server) as client:
            created = client.post("/courses", json={"title": "윤리학", "code": "PHIL 210", "semester": "2026"})
            assert created.status_code == 201
        server.send(signal.SIGKILL)
        server.status()
    wait_for(lambda: users_of(data_dir) == [], "nothing is left running")
    with started(serve(data_dir, "--demo"), tmp_path) as server, signed_in(server) as client:
        titles = [course["title"] for course in client.get("/courses").json()["data"]]
        assert "윤리학" in titles
        assert "shown when the data folder was new" in server.output


def test_a_second_server_on_the_folder_is_refused_in_one_line(data_dir: Path, tmp_path: Path) -> None:
    with started(serve(data_dir), tmp_path) as server:
        assert server.url
        second = run("serve", "--port", "0", "--data", str(data_dir))
        assert second.returncode == 1
        assert second.stderr.strip() == f"eduforum: another server is running on {data_dir}"
        assert server.get("/readyz").status_code == 200


def test_a_port_that_is_taken_is_told_before_anything_is_started(data_dir: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = run("serve", "--port", str(port), "--data", str(data_dir))
    assert done.returncode == 1
    assert done.stderr == f"eduforum: 127.0.0.1:{port}: Address already in use\n"
    assert not (data_dir / "postgres").exists()


def test_accounts_are_made_while_it_runs(data_dir: Path, tmp_path: Path) -> None:
    with started(serve(data_dir), tmp_path) as server:
        assert server.url
        words = ("user", "create", "--data", str(data_dir), "--name", "Han", "--role", "admin", "han@example.org")
        assert run(*words, text="turnip lantern orbit\n").returncode == 0
        answer = httpx.post(
            f"{server.url}/api/v1/auth/login", json={"email": "han@example.org", "password": "turnip lantern orbit"}
        )
        assert answer.status_code == 200


def test_registration_is_closed_unless_it_is_opened(data_dir: Path, tmp_path: Path) -> None:
    new = {"email": "han@example.org", "name": "Han", "password": "turnip lantern orbit"}
    with started(serve(data_dir), tmp_path) as server:
        answer = httpx.post(f"{server.url}/api/v1/auth/register", json=new)
        assert (answer.status_code, answer.json()["error"]["code"]) == (403, "registration_closed")


def test_self_signed_it_speaks_https_alone(data_dir: Path, tmp_path: Path) -> None:
    with started(serve(data_dir, "--self-signed"), tmp_path) as server:
        assert server.url.startswith("https://")
        assert server.get("/healthz").status_code == 200
        with pytest.raises(httpx.HTTPError):
            httpx.get(server.url.replace("https://", "http://") + "/healthz")


def test_with_a_certificate_of_ones_own_it_shows_that(data_dir: Path, tmp_path: Path) -> None:
    certificate, key = ensure_certificate(tmp_path / "own", ["localhost"], [], SystemClock())
    settings = {"EDUFORUM_TLS__CERTIFICATE": str(certificate), "EDUFORUM_TLS__KEY": str(key)}
    with started(serve(data_dir), tmp_path, settings) as server:
        trusting = ssl.create_default_context(cafile=str(certificate))
        assert httpx.get(f"{server.url}/healthz", verify=trusting).status_code == 200


def test_it_ends_with_its_parent(data_dir: Path, tmp_path: Path) -> None:
    # The shell stays the parent, as make does, since a command follows.
    script = " ".join(serve(data_dir, "--parent", "$$")) + "; true"
    with started(["sh", "-c", script], tmp_path) as shell:
        assert shell.url
        shell.send(signal.SIGKILL)
        shell.status()
    wait_for(lambda: users_of(data_dir) == [], "nothing is left running")


def test_without_that_word_it_outlives_whoever_started_it(data_dir: Path, tmp_path: Path) -> None:
    with started(["sh", "-c", " ".join(serve(data_dir)) + "; true"], tmp_path) as shell:
        url = shell.url
        shell.send(signal.SIGKILL)
        shell.status()
        assert httpx.get(f"{url}/healthz").status_code == 200
        shell.send_group(signal.SIGTERM)
    wait_for(lambda: users_of(data_dir) == [], "nothing is left running")
