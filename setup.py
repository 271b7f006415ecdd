"""Builds sfu_core: every sfu_core/*.pyx is one extension module.

EDUFORUM_DEBUG=1         counts live objects and keeps C assertions.
EDUFORUM_SANITIZE=1      address and undefined-behaviour sanitizers; `thread` instead of 1: the thread sanitizer.
EDUFORUM_TRACE=1         calls at every branch, for tests/fuzz: whatever they lead to must be preloaded as well.
                         Python must be run with their libraries preloaded: scripts/sanitize.sh does both.
"""

import os
import sys
from pathlib import Path

from Cython.Build import cythonize
from setuptools import Extension, setup

ROOT = Path(__file__).resolve().parent
DIRECTIVES = {
    "language_level": 3,
    "boundscheck": False,
    "wraparound": False,
    "cdivision": True,
    "initializedcheck": False,
    "embedsignature": True,
}


def switch(name: str) -> bool:
    return os.environ.get(name, "") not in ("", "0")


def extensions() -> list[Extension]:
    debug = switch("EDUFORUM_DEBUG")
    compile_args = ["-std=gnu11", "-O3", "-fno-strict-aliasing", "-fvisibility=hidden", "-Wall", "-Wno-unused-function"]
    link_args: list[str] = []
    macros = [("EDUFORUM_DEBUG", "1")] if debug else []
    if debug:
        compile_args.append("-UNDEBUG")
    if switch("EDUFORUM_SANITIZE"):
        kinds = "thread" if os.environ["EDUFORUM_SANITIZE"] == "thread" else "address,undefined"
        flags = [f"-fsanitize={kinds}", "-fno-sanitize-recover=all", "-fno-omit-frame-pointer"]
        compile_args += ["-O1", "-g", *flags]
        link_args += flags
    if switch("EDUFORUM_TRACE"):
        compile_args.append("-fsanitize-coverage=trace-pc,trace-cmp")
    return [
        Extension(
            f"sfu_core.{source.stem}",
            [source.relative_to(ROOT).as_posix()],
            define_macros=macros,
            extra_compile_args=compile_args,
            extra_link_args=link_args,
            libraries=["pthread", "dl"],
        )
        for source in sorted((ROOT / "sfu_core").glob("*.pyx"))
    ]


def main() -> None:
    os.chdir(ROOT)
    jobs = os.cpu_count() or 1
    if "build_ext" in sys.argv and not any(argument.startswith(("-j", "--parallel")) for argument in sys.argv):
        sys.argv.insert(sys.argv.index("build_ext") + 1, f"--parallel={jobs}")
    setup(
        ext_modules=cythonize(
            extensions(), compiler_directives=DIRECTIVES, build_dir="build/cython", nthreads=jobs, quiet=True
        )
    )


if __name__ == "__main__":
    main()
