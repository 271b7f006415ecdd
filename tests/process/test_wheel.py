"""The wheel of `make wheel`, outside the checkout and without Node or compiler, is the same server."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import httpx
import pytest

from tests.factories.process import ROOT, clean_environment, started

pytestmark = pytest.mark.skipif(not (ROOT / ".venv" / ".core").exists(), reason="the checkout was not built by make")

CLIENT = ROOT / "eduforum" / "web" / "client"


@pytest.fixture(scope="module")
def wheel() -> Path:
    subprocess.run(["make", "-s", "wheel"], cwd=ROOT, env=clean_environment(), check=True, capture_output=True)
    (made,) = (ROOT / "dist").glob("eduforum-*.whl")
    return made


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel in it; what it depends on is taken from the environment of the tests."""
    folder = tmp_path_factory.mktemp("installed")
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-index", "--target", str(folder), str(wheel)],
        check=True,
        env={**os.environ, "PATH": "/nonexistent"},
        capture_output=True,
    )
    return folder


@pytest.fixture
def environment(installed: Path) -> dict[str, str]:
    return {"PYTHONPATH": str(installed), "PATH": "/nonexistent"}


def test_it_holds_the_client_as_it_was_built(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if name.startswith("eduforum/web/client/")}
    built = {str(path.relative_to(ROOT)) for path in CLIENT.rglob("*") if path.is_file()}
    assert held == {name for name in built if "/.vite/" not in name}
    assert "eduforum/web/client/index.html" in held


def test_it_holds_no_sources_of_the_build(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    assert not [name for name in names if name.endswith((".c", ".pyx", ".ts", ".map")) or name.startswith("tests/")]


def test_it_serves_the_same_client(
    environment: dict[str, str], installed: Path, data_dir: Path, tmp_path: Path
) -> None:
    command = [str(installed / "bin" / "eduforum"), "serve", "--port", "0", "--data", str(data_dir), "--demo"]
    with started([sys.executable, *command], tmp_path, environment, cwd=tmp_path) as server:
        page = server.get("/")
        assert page.status_code == 200
        assert page.text == (CLIENT / "index.html").read_text()
        answer = httpx.post(
            f"{server.url}/api/v1/auth/login",
            json={"email": "ta@eduforum.test", "password": server.find(r"Password +(\S+)")},
        )
        assert answer.status_code == 200
        loaded = Path(f"/proc/{server.pid}/maps").read_text()
        assert str(installed / "sfu_core") in loaded
        assert str(ROOT / "sfu_core") not in loaded
