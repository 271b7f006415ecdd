"""The font that boards are drawn with: Pretendard, Korean and Latin."""

from functools import cache
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

FAMILY = "Pretendard"
FONT = Path(__file__).parents[1] / "fonts" / "Pretendard-Regular.ttf"


@cache
def register() -> str:
    """The name by which the PDF library knows the font."""
    pdfmetrics.registerFont(TTFont(FAMILY, str(FONT)))
    return FAMILY


def measure(text: str, size: float) -> float:
    """The width of a line of text."""
    return float(pdfmetrics.stringWidth(text, register(), size))
