"""A board of five hundred objects in Korean and English, always the same, and pictures to compare."""

import io
import random
import struct

from PIL import Image, ImageChops, ImageStat

from eduforum.learning.whiteboard.objects import BoardObject

INK = ("#1a1b1e", "#2c4fc4", "#b9252b", "#1a7344", "#c98a00")
PAPERS = ("#ffe59a", "#d7e6ff", "#cfeedd", "#ffd9d2", "#e7dcf7")
SAID = (
    "바닥이 오르지 않는 성장은 정당하지 않다",
    "Talents are luck, so shares are owed",
    "내가 누구일지 모르면 바닥을 먼저 본다",
    "Nozick: who took what from whom?",
    "평균 효용이 더 큰데 왜 바닥만 보나?",
)


def full_board() -> dict[str, BoardObject]:
    rng = random.Random(3)
    return {f"o{number}": _object(number, rng) for number in range(500)}


def _object(number: int, rng: random.Random) -> BoardObject:
    x, y = number % 25 * 210.0, number // 25 * 150.0
    match number % 5:
        case 0 | 1:
            return BoardObject(
                kind="note", by="ana", page="1", z=number, x=x, y=y, w=190, h=112, size=15,
                fill=PAPERS[number % 7 % 5], text=SAID[number % 11 % 5],
            )  # fmt: skip
        case 2:
            points = b"".join(
                struct.pack("<hhB", rng.randint(-40, 60), rng.randint(-50, 50), rng.randint(60, 200)) for _ in range(60)
            )
            return BoardObject(
                kind="pen" if number % 2 else "marker", by="ana", page="1", z=number, x=x, y=y + 50,
                size=4 if number % 2 else 18, color=INK[number % 5], points=points,
            )  # fmt: skip
        case 3:
            return BoardObject(
                kind="ellipse" if number % 2 else "rect", by="ana", page="1", z=number, x=x, y=y, w=160, h=90,
                color=INK[number % 4], text="세율? Tax", dash=number % 3 == 0,
            )  # fmt: skip
        case _:
            return BoardObject(
                kind="arrow", by="ana", page="1", z=number, x=x, y=y, w=80, h=60, color=INK[number % 3],
                start=f"o{number - 4}", end=f"o{number - 1}",
            )  # fmt: skip


def picture(width: int = 40, height: int = 30, kind: str = "PNG") -> bytes:
    """A small picture of one colour."""
    out = io.BytesIO()
    Image.new("RGB", (width, height), (200, 40, 60)).save(out, kind)
    return out.getvalue()


def difference(one: bytes, other: bytes) -> float:
    """The mean difference of two pictures' pixels, of 255; infinite where their sizes differ."""
    first, second = Image.open(io.BytesIO(one)).convert("RGB"), Image.open(io.BytesIO(other)).convert("RGB")
    if first.size != second.size:
        return float("inf")
    return max(ImageStat.Stat(ImageChops.difference(first, second)).mean)


def size_of(png: bytes) -> tuple[int, int]:
    return Image.open(io.BytesIO(png)).size
