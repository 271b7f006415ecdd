"""Which edges an execution takes: of the native core by the compiler's trace points, of Python by its own."""

import ctypes
import sys
from collections.abc import Callable
from types import CodeType, FrameType
from typing import Any, Protocol

from tests.fuzz.targets import run


class Coverage(Protocol):
    """Runs inputs, and says which of them went where none had gone before."""

    def run(self, target: str, data: bytes) -> bool:
        """True when the input took a new edge, or an old one a new number of times."""

    @property
    def edges(self) -> int:
        """All that were ever taken."""

    def constants(self) -> list[bytes]:
        """What input was compared with, in network order."""

    def forget(self) -> None:
        """Begin anew, as if nothing had been seen."""


class NativeCoverage:
    """By coverage.c, which has to be preloaded."""

    def __init__(self) -> None:
        self._library = ctypes.CDLL(None)
        self._library.coverage_constant.restype = ctypes.c_uint64

    def run(self, target: str, data: bytes) -> bool:
        self._library.coverage_begin()
        try:
            run(target, data)
        finally:
            fresh = int(self._library.coverage_end())
        return fresh > 0

    @property
    def edges(self) -> int:
        return int(self._library.coverage_edges())

    def constants(self) -> list[bytes]:
        found: list[bytes] = []
        width = ctypes.c_uint8()
        while True:
            value = self._library.coverage_constant(len(found), ctypes.byref(width))
            if width.value == 0:
                return found
            found.append(int(value).to_bytes(8, "big")[-width.value :])

    def forget(self) -> None:
        self._library.coverage_forget()


class PythonCoverage:
    """By sys.settrace: an edge is one line of a function after another. `files` names whose functions count."""

    def __init__(self, files: str) -> None:
        self._files = files
        self._last: dict[CodeType, int] = {}
        self._hits: dict[tuple[CodeType, int, int], int] = {}
        self._seen: set[tuple[CodeType, int, int, int]] = set()
        self._edges: set[tuple[CodeType, int, int]] = set()

    def run(self, target: str, data: bytes) -> bool:
        self._hits.clear()
        sys.settrace(self._call)
        try:
            run(target, data)
        finally:
            sys.settrace(None)
        fresh = {(*edge, count.bit_length()) for edge, count in self._hits.items()} - self._seen
        self._seen |= fresh
        self._edges |= self._hits.keys()
        return bool(fresh)

    @property
    def edges(self) -> int:
        return len(self._edges)

    def constants(self) -> list[bytes]:
        return []

    def forget(self) -> None:
        self._seen.clear()
        self._edges.clear()

    def _call(self, frame: FrameType, event: str, argument: Any) -> Callable[..., Any] | None:
        if self._files not in frame.f_code.co_filename:
            return None
        self._last[frame.f_code] = 0
        return self._line

    def _line(self, frame: FrameType, event: str, argument: Any) -> Callable[..., Any]:
        if event == "line":
            edge = (frame.f_code, self._last[frame.f_code], frame.f_lineno)
            self._last[frame.f_code] = frame.f_lineno
            self._hits[edge] = self._hits.get(edge, 0) + 1
        return self._line
