"""Sheets as PDF, one a page."""

from collections.abc import Sequence
from io import BytesIO

from reportlab.lib.colors import HexColor
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from eduforum.learning.whiteboard.export.font import register
from eduforum.learning.whiteboard.export.shapes import Close, Curve, Line, Move, Path, Picture, Sheet, Words
from eduforum.learning.whiteboard.export.svg import PAPER

# A page along its longer side, in points (1/72 inch): 14,400 is the most that readers take (ISO 32000-1 annex C).
LONGEST = 14_400.0

# A unit of the board is a CSS pixel, of which an inch has 96.
POINTS = 72 / 96


def pdf(sheets: Sequence[Sheet], title: str) -> bytes:
    """A document of the sheets, each page as large as its sheet."""
    out = BytesIO()
    canvas = Canvas(out, pageCompression=1, invariant=1)
    canvas.setTitle(title)
    canvas.setCreator("EduForum")
    for sheet in sheets:
        _page(canvas, sheet)
    canvas.save()
    return out.getvalue()


def _page(canvas: Canvas, sheet: Sheet) -> None:
    left, top, width, height = sheet.area
    scale = min(POINTS, LONGEST / max(width, height))
    canvas.setPageSize((width * scale, height * scale))
    canvas.setFillColor(HexColor(PAPER))
    canvas.rect(0, 0, width * scale, height * scale, stroke=0, fill=1)
    canvas.setLineCap(1)
    canvas.setLineJoin(1)
    # The board's y goes down, PDF's goes up.
    canvas.transform(scale, 0, 0, -scale, -left * scale, (top + height) * scale)
    for shape in sheet.shapes:
        canvas.saveState()
        match shape:
            case Path():
                _path(canvas, shape)
            case Words():
                canvas.setFillColor(HexColor(shape.color))
                canvas.setFillAlpha(shape.opacity)
                canvas.transform(1, 0, 0, -1, *shape.at)
                canvas.setFont(register(), shape.size)
                canvas.drawString(0, 0, shape.text)
            case Picture():
                canvas.transform(1, 0, 0, -1, shape.at[0], shape.at[1] + shape.height)
                canvas.drawImage(ImageReader(BytesIO(shape.data)), 0, 0, shape.width, shape.height, mask="auto")
        canvas.restoreState()
    canvas.showPage()


def _path(canvas: Canvas, shape: Path) -> None:
    path = canvas.beginPath()
    for step in shape.steps:
        match step:
            case Move(to):
                path.moveTo(*to)
            case Line(to):
                path.lineTo(*to)
            case Curve(first, second, to):
                path.curveTo(*first, *second, *to)
            case Close():
                path.close()
    if shape.stroke is not None:
        canvas.setStrokeColor(HexColor(shape.stroke))
        canvas.setStrokeAlpha(shape.opacity)
        canvas.setLineWidth(shape.width)
        if shape.dash:
            canvas.setDash([2 * shape.width, 2 * shape.width])
    if shape.fill is not None:
        canvas.setFillColor(HexColor(shape.fill))
        canvas.setFillAlpha(shape.opacity)
    canvas.drawPath(path, stroke=int(shape.stroke is not None), fill=int(shape.fill is not None))
