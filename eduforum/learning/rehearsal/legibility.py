"""Whether slides can be read on a phone: how large their letters are where a page is as wide as the screen.

Run as a program it reads a PDF from its input and writes the pages as JSON: see `measuring.py`.
"""

import logging
import os
import sys
from collections.abc import Callable, Sequence
from io import BytesIO
from math import hypot
from typing import Any

import msgspec

PHONE = 390.0
"""The width of a phone's screen, in CSS pixels."""

LEAST = 9.0
"""The smallest type that is read without effort there, in CSS pixels: its capitals, 0.7 em of 0.165 mm a pixel, are 10
minutes of arc at 35 cm, what an eye with half of the normal acuity tells apart (ISO 8596)."""

SHARE = 0.2
"""Of the letters of a page: what is smaller than that, such as its number and sources, need not be read."""


class SmallPage(msgspec.Struct, frozen=True):
    """A page, counted from 1, and the size that `SHARE` of its letters do not reach, in CSS pixels."""

    number: int
    size: float


def small_pages(data: bytes, *, width: float = PHONE, least: float = LEAST) -> list[SmallPage]:
    """The pages of a PDF with too much type below `least` where a page is `width` pixels wide. Text that is part of an
    image cannot be measured. Takes seconds, and of what was made to take longer for ever: for a process of its own. A
    document or page that cannot be read has none."""
    # Few processes read any.
    from pypdf import PdfReader

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        pages = list(PdfReader(BytesIO(data)).pages)
    except Exception:
        # What a broken document makes of a parser is anything.
        return []
    small = []
    for number, page in enumerate(pages, 1):
        try:
            letters = _letters(page, width)
        except Exception:
            continue
        size = smallest(letters, SHARE)
        if size is not None and size < least:
            small.append(SmallPage(number, size))
    return small


def smallest(letters: Sequence[tuple[float, int]], share: float) -> float | None:
    """The size that at least `share` of the letters do not exceed, of (size, how many); None where there are none."""
    left = share * sum(count for _, count in letters)
    for size, count in sorted(letters):
        left -= count
        if left <= 0:
            return size
    return None


def _letters(page: Any, width: float) -> list[tuple[float, int]]:
    """(size in pixels, how many letters) of each run of text."""
    box = page.cropbox
    shown = float(box.height if page.rotation % 180 else box.width)
    found: list[tuple[float, int]] = []
    page.extract_text(visitor_text=_visitor(found, width / shown))
    return found


def _visitor(found: list[tuple[float, int]], scale: float) -> Callable[..., None]:
    def visit(text: str, user: Sequence[float], line: Sequence[float], font: object, size: float) -> None:
        count = sum(not letter.isspace() for letter in text)
        if count:
            # The upward unit of the text, by its own matrix and then by the page's (ISO 32000-1 section 9.4.4).
            x, y = float(line[2]), float(line[3])
            up = hypot(x * user[0] + y * user[2], x * user[1] + y * user[3])
            found.append((abs(float(size)) * up * scale, count))

    return visit


if __name__ == "__main__":
    # Classes go first.
    os.nice(10)
    sys.stdout.buffer.write(msgspec.json.encode(small_pages(sys.stdin.buffer.read())))
