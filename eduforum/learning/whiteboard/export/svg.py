"""Sheets as SVG, and SVG as PNG."""

from base64 import b64encode
from html import escape

import resvg_py

from eduforum.learning.whiteboard.export.font import FAMILY, FONT
from eduforum.learning.whiteboard.export.shapes import (
    Close,
    Curve,
    Line,
    Move,
    Path,
    Picture,
    Shape,
    Sheet,
    Step,
    Words,
)

PAPER = "#fdfcf9"

# Pixels of a picture along its longer side at the most, and those of a unit of the board.
LONGEST = 4096
SCALE = 2.0


def png(sheet: Sheet, scale: float = SCALE) -> bytes:
    """A PNG of the sheet, `scale` pixels a unit where it does not grow too large."""
    _, _, width, height = sheet.area
    zoom = min(scale, LONGEST / max(width, height))
    drawn: bytes = resvg_py.svg_to_bytes(
        svg_string=svg(sheet),
        background=PAPER,
        width=max(1, round(width * zoom)),
        skip_system_fonts=True,
        font_files=[str(FONT)],
        font_family=FAMILY,
    )
    return bytes(drawn)


def svg(sheet: Sheet) -> str:
    left, top, width, height = map(_number, sheet.area)
    body = "".join(map(_shape, sheet.shapes))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'viewBox="{left} {top} {width} {height}" width="{width}" height="{height}" font-family="{FAMILY}" '
        f'stroke-linecap="round" stroke-linejoin="round">{body}</svg>'
    )


def _shape(shape: Shape) -> str:
    match shape:
        case Path():
            dash = f' stroke-dasharray="{_number(2 * shape.width)} {_number(2 * shape.width)}"' if shape.dash else ""
            outline = f' stroke="{shape.stroke}" stroke-width="{_number(shape.width)}"' if shape.stroke else ""
            opacity = f' opacity="{shape.opacity}"' if shape.opacity != 1 else ""
            return (
                f'<path d="{"".join(map(_step, shape.steps))}" fill="{shape.fill or "none"}"{outline}{dash}{opacity}/>'
            )
        case Words():
            opacity = f' opacity="{shape.opacity}"' if shape.opacity != 1 else ""
            return (
                f'<text x="{_number(shape.at[0])}" y="{_number(shape.at[1])}" font-size="{_number(shape.size)}" '
                f'fill="{shape.color}"{opacity} xml:space="preserve">{_text(shape.text)}</text>'
            )
        case Picture():
            data = b64encode(shape.data).decode()
            return (
                f'<image x="{_number(shape.at[0])}" y="{_number(shape.at[1])}" width="{_number(shape.width)}" '
                f'height="{_number(shape.height)}" preserveAspectRatio="none" '
                f'xlink:href="data:{shape.media_type};base64,{data}"/>'
            )


def _step(step: Step) -> str:
    match step:
        case Move(to):
            return f"M{_point(to)}"
        case Line(to):
            return f"L{_point(to)}"
        case Curve(first, second, to):
            return f"C{_point(first)} {_point(second)} {_point(to)}"
        case Close():
            return "Z"


def _point(point: tuple[float, float]) -> str:
    return f"{_number(point[0])} {_number(point[1])}"


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _text(text: str) -> str:
    """What XML may have in it (XML 1.0 section 2.2)."""
    return escape("".join(letter for letter in text if letter >= " " and letter not in "\ufffe\uffff"))
