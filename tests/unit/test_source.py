"""The habits of the code, held to by tests: lint, types, direction of imports, no loose ends."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent


def tool(name: str, *arguments: str) -> None:
    program = BIN / name
    command = str(program) if program.exists() else shutil.which(name)
    assert command is not None, f"{name} is not installed"
    done = subprocess.run([command, *arguments], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def tracked(*patterns: str) -> list[Path]:
    listed = subprocess.run(
        ["git", "-c", f"safe.directory={ROOT}", "ls-files", "--cached", "--others", "--exclude-standard", *patterns],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]


def test_lint() -> None:
    tool("ruff", "check")


def test_format() -> None:
    tool("ruff", "format", "--check")


def test_types() -> None:
    tool("mypy")


def test_direction_of_imports() -> None:
    tool("lint-imports", "--no-logo")


def test_dockerfile() -> None:
    tool("hadolint", "Dockerfile")


@pytest.mark.parametrize("script", sorted(str(path.relative_to(ROOT)) for path in ROOT.glob("*/*.sh")))
def test_shell_scripts_parse(script: str) -> None:
    subprocess.run(["sh", "-n", script], cwd=ROOT, check=True)


def test_no_file_has_outgrown_its_noun() -> None:
    sources = tracked("eduforum/*.py", "sfu_core/*.pyx", "tests/*.py", "client/src/*.ts", "client/src/*.tsx")
    long = {
        str(path.relative_to(ROOT)): lines
        for path in sources
        if ".gen." not in path.name and (lines := len(path.read_text().splitlines())) > 650
    }
    assert long == {}


def test_no_loose_ends() -> None:
    loose = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
    sources = tracked("*.py", "*.pyx", "*.pxd", "*.ts", "*.tsx", "*.sql", "*.css", "Makefile", "Dockerfile")
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in sources
        if path != Path(__file__)
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if loose.search(line)
    ]
    assert found == []


def test_lock_files_name_no_place_to_install_from() -> None:
    for path in (ROOT / "requirements").glob("*.txt"):
        text = path.read_text()
        assert not re.search(r"--(index-url|extra-index-url|find-links|trusted-host)|https?://|file:/", text), path.name
        assert re.search(r"^\S+==\S+ \\\n +--hash=sha256:", text, re.MULTILINE), path.name
