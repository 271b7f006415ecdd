"""C sources of the benchmarks, compiled when they are needed, with the compiler that builds the project."""

from __future__ import annotations

import ctypes
import hashlib
import os
import shlex
import subprocess
import sysconfig
from collections.abc import Sequence
from pathlib import Path

from pylibsrtp import _binding

BUILD = Path(__file__).resolve().parents[1] / "build" / "benchmarks"
FLAGS = ("-std=gnu11", "-D_GNU_SOURCE", "-O3", "-fPIC", "-shared", "-pthread", "-Wall", "-Wextra", "-Werror")

SRTP_LIBRARY: bytes = _binding.__file__.encode()
"""The loaded library that carries libsrtp and OpenSSL's libcrypto."""


def compiled(name: str, sources: Sequence[Path], headers: Sequence[Path] = ()) -> ctypes.CDLL:
    """The shared library of these sources. Raises RuntimeError with the compiler's words when it refuses them."""
    compiler = shlex.split(os.environ.get("CC") or sysconfig.get_config_var("CC") or "cc")
    digest = hashlib.sha256(repr((compiler, FLAGS)).encode())
    for path in (*sources, *headers):
        digest.update(path.read_bytes())
    target = BUILD / f"{name}-{digest.hexdigest()[:16]}.so"
    if not target.exists():
        BUILD.mkdir(parents=True, exist_ok=True)
        fresh = target.with_suffix(f".{os.getpid()}")
        command = [*compiler, *FLAGS, "-o", str(fresh), *map(str, sources), "-ldl"]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError(f"{' '.join(command)}\n{done.stderr}")
        fresh.replace(target)
    return ctypes.CDLL(str(target))
