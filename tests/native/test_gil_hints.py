"""A function that runs without the interpreter's lock must never take it.

Cython says so only in a "performance hint": a `nogil` function without `noexcept` asks for the lock after every call,
to look for an exception. While Python is busy that costs 5 ms a packet.
"""

import hashlib
import os
import runpy
import shutil
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DIRECTIVES: dict[str, object] = runpy.run_path(str(ROOT / "setup.py"))["DIRECTIVES"]


def complaints(folder: Path, sources: Sequence[str]) -> list[str]:
    """What Cython has to say of files, compiled as setup.py compiles them; the C lands beside them."""
    command = [sys.executable, "-m", "cython"]
    for name, value in DIRECTIVES.items():
        command += ["-X", f"{name}={value}"]
    done = subprocess.run([*command, *sources], cwd=folder, capture_output=True, text=True, check=False)
    lines = (done.stdout + done.stderr).splitlines()
    if done.returncode:
        return lines
    return [line for line in lines if "performance hint" in line or line.startswith("warning:")]


def test_no_function_of_the_core_asks_for_the_lock(pytestconfig: pytest.Config, tmp_path: Path) -> None:
    files = sorted(path for path in (ROOT / "sfu_core").rglob("*") if path.suffix in (".pxd", ".pyx"))
    digest = hashlib.sha256(f"{version('cython')} {DIRECTIVES}".encode())
    for path in files:
        digest.update(path.read_bytes())
    if pytestconfig.cache and pytestconfig.cache.get("cython/clean", None) == digest.hexdigest():
        return

    shutil.copytree(ROOT / "sfu_core", tmp_path / "sfu_core", ignore=shutil.ignore_patterns("*.so", "*.c"))
    sources = [path.relative_to(ROOT).as_posix() for path in files if path.suffix == ".pyx"]
    jobs = os.cpu_count() or 1
    with ThreadPoolExecutor(jobs) as pool:
        found = pool.map(lambda job: complaints(tmp_path, sources[job::jobs]), range(min(jobs, len(sources))))
        assert [line for lines in found for line in lines] == []
    if pytestconfig.cache:
        pytestconfig.cache.set("cython/clean", digest.hexdigest())


def test_a_function_that_asks_for_the_lock_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "careless.pyx").write_text(
        "cdef void f(int n) nogil:\n    pass\n\ncdef void g() noexcept nogil:\n    f(1)\n"
    )
    assert any("performance hint" in line for line in complaints(tmp_path, ["careless.pyx"]))
