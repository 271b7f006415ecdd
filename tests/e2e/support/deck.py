"""Writes slides to present: Korean and English in a font that is in the file, in one that it only names, and a scan.

python tests/e2e/support/deck.py FILE
"""

import io
import sys
from pathlib import Path

from PIL import Image, ImageDraw
from pypdf import PdfReader, PdfWriter
from reportlab.lib.colors import HexColor
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from eduforum.learning.whiteboard.export.font import FONT

WIDTH, HEIGHT = 960, 540
BARS = (("사회 A", "#c22b31", 40, 300, 360), ("사회 B", "#2c4fc4", 150, 200, 220), ("사회 C", "#8f8d86", 104, 240, 300))


def deck() -> bytes:
    drawn = io.BytesIO()
    canvas = Canvas(drawn, pagesize=(WIDTH, HEIGHT))
    pdfmetrics.registerFont(TTFont("Brought", str(FONT)))
    pdfmetrics.registerFont(UnicodeCIDFont("HYSMyeongJo-Medium"))
    _maximin(canvas)
    _named(canvas)
    for number in range(4, 22):
        _paper(canvas)
        canvas.setFont("Brought", 40)
        canvas.drawString(70, 400, f"{number}. 무지의 베일 뒤에서")
        canvas.showPage()
    canvas.save()
    slides = PdfWriter(clone_from=PdfReader(drawn))
    slides.insert_page(PdfReader(io.BytesIO(_scan())).pages[0], 2)
    file = io.BytesIO()
    slides.write(file)
    return file.getvalue()


def _paper(canvas: Canvas) -> None:
    canvas.setFillColor(HexColor("#fbfaf6"))
    canvas.rect(0, 0, WIDTH, HEIGHT, stroke=0, fill=1)
    canvas.setFillColor(HexColor("#1a1b1e"))


def _maximin(canvas: Canvas) -> None:
    _paper(canvas)
    canvas.setFont("Brought", 34)
    canvas.drawString(66, 446, "최소극대화 원칙")
    canvas.drawString(66, 400, "Maximin: choose the best of the worst")
    for row, (name, color, *widths) in enumerate(BARS):
        y = 306 - 70 * row
        canvas.setFillColor(HexColor("#3c3d42"))
        canvas.setFont("Brought", 17)
        canvas.drawString(66, y + 8, name)
        x = 160.0
        for width, fill in zip(widths, (color, "#d6d3ca", "#d6d3ca"), strict=True):
            canvas.setFillColor(HexColor(fill))
            canvas.rect(x, y, width * 0.86, 26, stroke=0, fill=1)
            x += width * 0.86 + 6
    canvas.setFillColor(HexColor("#3c3d42"))
    canvas.setFont("Brought", 19)
    canvas.drawString(66, 82, "무지의 베일 뒤에서 나는 어느 사회를 고를까? 왜 평균이 아니라 바닥을 보는가?")
    canvas.setFillColor(HexColor("#6b6c72"))
    canvas.setFont("Brought", 13)
    canvas.drawString(66, 56, "Rawls, A Theory of Justice §26")
    canvas.showPage()


def _named(canvas: Canvas) -> None:
    """Fonts that are not in the file: a character map and a standard font have to come from elsewhere."""
    _paper(canvas)
    canvas.setFont("HYSMyeongJo-Medium", 36)
    canvas.drawString(66, 420, "이름만 있는 글꼴")
    canvas.setFont("Helvetica", 30)
    canvas.drawString(66, 340, "A standard font")
    canvas.setFont("Symbol", 30)
    canvas.drawString(66, 280, "αβχ")
    canvas.showPage()


def _scan() -> bytes:
    """A page in black and white, as scanners write them (CCITT group 4)."""
    page = Image.new("1", (960, 540), 1)
    ImageDraw.Draw(page).rectangle((240, 135, 720, 405), fill=0)
    file = io.BytesIO()
    page.save(file, "PDF", resolution=72)
    return file.getvalue()


if __name__ == "__main__":
    Path(sys.argv[1]).write_bytes(deck())
