"""A core with sanitizers and trace points, in build/fuzz, and Python run with what they call preloaded."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "build" / "fuzz"
TRACED = "EDUFORUM_TRACED"
"""Set in the environment of the Python that fuzzes, to the root of the sources."""


def enter() -> NoReturn:
    """Build what has changed and start again with it."""
    for name in ("sfu_core", "eduforum", "tests"):
        shutil.rmtree(FOLDER / name, ignore_errors=True)
        shutil.copytree(ROOT / name, FOLDER / name, ignore=shutil.ignore_patterns("*.so", "client", "__pycache__"))
    for name in ("setup.py", "pyproject.toml", "README.md", "LICENSE"):
        shutil.copy2(ROOT / name, FOLDER / name)
    environ = os.environ | {"EDUFORUM_SANITIZE": "1", "EDUFORUM_TRACE": "1", "EDUFORUM_DEBUG": "1"}
    with (FOLDER / "build.log").open("w") as log:
        build = [sys.executable, "setup.py", "-q", "build_ext", "--inplace"]
        if subprocess.run(build, cwd=FOLDER, env=environ, stdout=log, stderr=log, check=False).returncode:
            sys.exit((FOLDER / "build.log").read_text())
    library = FOLDER / "libcoverage.so"
    source = FOLDER / "tests" / "fuzz" / "coverage.c"
    subprocess.run(["cc", "-O2", "-shared", "-fPIC", "-o", str(library), str(source)], check=True)
    preload = [*map(_library, ("libasan.so", "libubsan.so")), str(library)]
    environ |= {
        TRACED: str(ROOT),
        "LD_PRELOAD": " ".join(preload),
        "ASAN_OPTIONS": "detect_leaks=0",
        "UBSAN_OPTIONS": "print_stacktrace=1",
        "PYTHONMALLOC": "malloc",
    }
    os.chdir(FOLDER)
    os.execve(sys.executable, [sys.executable, "-m", "tests.fuzz", *sys.argv[1:]], environ)


def _library(name: str) -> str:
    done = subprocess.run(["gcc", f"-print-file-name={name}"], capture_output=True, text=True, check=True)
    return done.stdout.strip()
