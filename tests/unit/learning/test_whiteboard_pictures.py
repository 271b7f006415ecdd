"""Pages of a board as pictures: what stands on them, and how they look."""

import re
import zlib
from base64 import a85decode
from pathlib import Path

import msgspec
import pytest

from eduforum.errors import UnsupportedMediaType
from eduforum.learning.whiteboard.export.font import measure
from eduforum.learning.whiteboard.export.page import ends, sheet
from eduforum.learning.whiteboard.export.pdf import pdf
from eduforum.learning.whiteboard.export.shapes import Sheet, Words
from eduforum.learning.whiteboard.export.strokes import WIDTHS, points_of, runs
from eduforum.learning.whiteboard.export.svg import LONGEST, png, svg
from eduforum.learning.whiteboard.export.text import wrapped
from eduforum.learning.whiteboard.images import MAX_PIXELS, measured
from eduforum.learning.whiteboard.objects import BoardObject
from tests.factories.pictures import difference, full_board, picture, size_of

GOLDEN = Path(__file__).parent / "golden" / "board.png"


def drawn(**objects: BoardObject) -> Sheet:
    return sheet(objects.values(), "blank", {"ana": "남궁현서"}, {}, objects, measure)


def item(kind: str, **fields: object) -> BoardObject:
    given = {"kind": kind, "by": "ana", "page": "1", "z": 1.0, "x": 0.0, "y": 0.0, "w": 190.0, "h": 112.0, **fields}
    return msgspec.convert(given, BoardObject)


def words(page: Sheet) -> list[str]:
    return [shape.text for shape in page.shapes if isinstance(shape, Words)]


def test_five_hundred_objects_are_drawn_as_they_were() -> None:
    objects = full_board()
    page = sheet(objects.values(), "dots", {"ana": "남궁현서"}, {}, objects, measure)
    document = pdf([page], "보드")
    whole = png(page)

    assert max(size_of(whole)) == LONGEST
    assert document.startswith(b"%PDF-")
    assert difference(png(page, 0.25), GOLDEN.read_bytes()) < 0.5


def test_korean_and_english_are_in_the_documents_text() -> None:
    document = pdf([drawn(a=item("note", text="정의 Justice", size=15.0))], "보드")

    streams = [_unpacked(each) for each in re.findall(rb"stream\r?\n(.*?)endstream", document, re.DOTALL)]
    mapped = b"".join(stream for stream in streams if b"beginbfchar" in stream).upper()
    assert all(f"<{ord(letter):04X}>".encode() in mapped for letter in "정의남궁현서Js")


def _unpacked(stream: bytes) -> bytes:
    """Of a stream that is deflated, in ASCII 85 or not (ISO 32000-1 section 7.4); nothing of any other."""
    packed = stream.strip()
    try:
        return zlib.decompress(a85decode(b"<~" + packed, adobe=True) if packed.endswith(b"~>") else packed)
    except (ValueError, zlib.error):
        return b""


def test_a_document_has_all_pages() -> None:
    page = drawn(a=item("rect"))

    assert b"/Count 3" in pdf([page, page, page], "보드")


def test_a_note_says_who_wrote_it() -> None:
    assert words(drawn(a=item("note", text="세율?", size=15.0))) == ["세율?", "남궁현서"]


def test_text_stays_inside_of_its_note() -> None:
    page = drawn(a=item("note", text="바닥이 오르지 않는 성장은 정당하지 않다 " * 20, size=15.0))
    lines = [shape for shape in page.shapes if isinstance(shape, Words)]

    assert all(measure(line.text, line.size) <= 190 - 28 for line in lines)
    assert max(line.at[1] for line in lines) <= 112


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("one two three", ["one two", "three"]),
        ("abcdefghijklmnop", ["abcdefgh", "ijklmnop"]),
        ("one\n\ntwo", ["one", "", "two"]),
        ("", [""]),
    ],
)
def test_lines_are_broken_between_words_or_where_a_word_is_too_long(text: str, lines: list[str]) -> None:
    assert wrapped(text, 8, len) == lines


def test_an_arrow_goes_from_edge_to_edge() -> None:
    objects = {
        "a": item("rect", w=100.0, h=100.0),
        "b": item("rect", x=300.0, w=100.0, h=100.0),
        "c": item("arrow", start="a", end="b", w=1.0, h=1.0),
    }

    assert ends(objects["c"], objects) == ((100.0, 50.0), (300.0, 50.0))
    del objects["b"]
    assert ends(objects["c"], objects)[1] == (1.0, 1.0)


def test_a_stroke_is_in_pieces_of_one_width_without_a_gap() -> None:
    stored = b"".join(
        step.to_bytes(2, "little") + b"\x08\x00" + bytes([pressure]) for step, pressure in ((8, 0), (8, 0), (8, 255))
    )

    pieces = runs(points_of(0, 0, stored))

    assert pieces == [(0, [(1.0, 1.0), (2.0, 2.0)]), (WIDTHS, [(2.0, 2.0), (3.0, 3.0)])]


def test_what_somebody_wrote_is_no_markup() -> None:
    assert "<script>" not in svg(drawn(a=item("text", text='<script>"&\u0001', w=0.0, size=20.0)))


def test_a_board_that_is_a_million_units_wide_is_drawn_all_the_same() -> None:
    objects = {"a": item("rect"), "b": item("rect", x=999_000.0, y=-999_000.0)}
    page = sheet(objects.values(), "dots", {}, {}, objects, measure)

    assert max(size_of(png(page))) == LONGEST
    assert pdf([page], "").startswith(b"%PDF-")


def test_pictures_on_the_board_are_drawn() -> None:
    objects = {"a": item("image", src="p")}
    with_it = sheet(objects.values(), "blank", {}, {"p": ("image/png", picture())}, objects, measure)
    without = sheet(objects.values(), "blank", {}, {}, objects, measure)

    assert difference(png(with_it), png(without)) > 1
    assert len(pdf([with_it], "")) > len(pdf([without], ""))


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_an_images_size_is_read_from_its_head(kind: str) -> None:
    assert measured(picture(40, 30, kind)) == (f"image/{kind.lower()}", 40, 30)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"GIF89a" + bytes(40),
        b"\xff\xd8\xff",
        picture()[:20],
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (MAX_PIXELS).to_bytes(4, "big") + (2).to_bytes(4, "big") + bytes(20),
    ],
)
def test_what_is_no_image_or_too_large_is_refused(data: bytes) -> None:
    with pytest.raises(UnsupportedMediaType):
        measured(data)
