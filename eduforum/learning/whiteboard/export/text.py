"""Text in lines, by the widths of the font's letters."""

from collections.abc import Callable

# Of a line to its text's size.
LEADING = 1.45


def wrapped(text: str, width: float, measure: Callable[[str], float]) -> list[str]:
    """The text in lines no wider than `width`: broken between words, and inside of a word that is wider than a line."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split(" "):
            joined = f"{line} {word}" if line else word
            if measure(joined) <= width:
                line = joined
                continue
            if line:
                lines.append(line)
            *whole, line = _broken(word, width, measure)
            lines += whole
        lines.append(line)
    return lines


def _broken(word: str, width: float, measure: Callable[[str], float]) -> list[str]:
    if measure(word) <= width:
        return [word]
    parts, part = [], ""
    for letter in word:
        if part and measure(part + letter) > width:
            parts.append(part)
            part = letter
        else:
            part += letter
    return [*parts, part]
