"""The first visible sheet of an XLSX workbook (ECMA-376, SpreadsheetML) as a table of texts.

A workbook comes from anybody and is a zip of XML, so: only stored and deflated parts, unzipped as they are parsed and
no further than a bound; no document types, hence no entities and nothing fetched; formulas are not looked at, only
what they last gave.
"""

import posixpath
import re
import struct
import zlib
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from io import BytesIO
from typing import Literal, NamedTuple
from xml.parsers import expat
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from eduforum.courses.roster.faults import Refused
from eduforum.courses.roster.table import MAX_COLUMNS, Table, TableBuilder

MAX_PARTS = 1000
MAX_UNZIPPED = 16 * 1024 * 1024
MAX_ELEMENTS = 500_000

_CHUNK = 65536
_MAX_DIGITS = 20

_REFERENCE = re.compile(r"([A-Z]{1,3})[0-9]{1,7}", re.ASCII)
_WHOLE = re.compile(r"[0-9]{1,9}", re.ASCII)
_ZEROS = re.compile(r"0{2,32}")
# A character by its number (part 1, section 22.9.2.19), if it is one by itself.
_ESCAPED = re.compile(r"_x((?![Dd][89A-Fa-f])[0-9A-Fa-f]{4})_", re.ASCII)

# zipfile and expat were written for files that somebody meant well with.
_BROKEN = (BadZipFile, EOFError, LookupError, OSError, OverflowError, RuntimeError, ValueError, expat.ExpatError)


def read(raw: bytes) -> Table:
    """Numbers are written out with the zeros that their format puts in front; cells with an error are empty. Raises
    `Refused`."""
    # Before the directory is read, which takes a multiple of the memory.
    if raw.count(b"PK\x01\x02") > MAX_PARTS:
        raise Refused("too_large", "The workbook has too many parts.")
    try:
        with ZipFile(BytesIO(raw)) as archive:
            return _Workbook(archive).table()
    except (*_BROKEN, struct.error, zlib.error):
        raise Refused("unreadable", "This is no XLSX workbook, or it is damaged.") from None


class _Event(NamedTuple):
    """The start or end of an element, by its name without namespace, or a text, by itself."""

    kind: Literal["start", "end", "text"]
    name: str
    attributes: Mapping[str, str] = {}


class _Relation(NamedTuple):
    kind: str
    target: str


class _Workbook:
    def __init__(self, archive: ZipFile) -> None:
        self._archive = archive
        self._parts: dict[str, ZipInfo] = {info.filename.lower(): info for info in archive.infolist()}
        self._bytes_left = MAX_UNZIPPED
        self._elements_left = MAX_ELEMENTS

    def table(self) -> Table:
        book = self._related("", "officeDocument") or "xl/workbook.xml"
        sheet = self._first_sheet(book)
        strings = self._strings(self._related(book, "sharedStrings"))
        zeros = self._zeros(self._related(book, "styles"))
        return self._sheet(sheet, strings, zeros)

    def _first_sheet(self, book: str) -> str:
        relations = self._relations(book)
        for event in self._events(book):
            if event.kind != "start" or event.name != "sheet" or event.attributes.get("state", "visible") != "visible":
                continue
            relation = relations.get(event.attributes.get("id", ""))
            if relation is not None and relation.kind == "worksheet":
                return relation.target
        raise Refused("empty", "The workbook has no sheet that is shown.")

    def _sheet(self, part: str, strings: list[str], zeros: Mapping[int, int]) -> Table:
        table = TableBuilder()
        line, column, cells = 0, 0, [""]
        kind, style, texts = "n", 0, _Texts("v", "t")
        for event in self._events(part):
            texts.take(event)
            if event.kind == "start" and event.name == "row":
                line, column, cells = _whole(event.attributes.get("r", ""), line + 1), -1, []
            elif event.kind == "start" and event.name == "c":
                column = _column(event.attributes.get("r", ""), column + 1)
                kind, style = event.attributes.get("t", "n"), _whole(event.attributes.get("s", ""), 0)
                texts.clear()
            elif event.kind == "end" and event.name == "c":
                text = _text(kind, texts.joined(), strings, zeros.get(style, 0))
                if text.strip():
                    place = min(column, MAX_COLUMNS)
                    cells += [""] * (place + 1 - len(cells))
                    cells[place] = text
            elif event.kind == "end" and event.name == "row":
                table.add(line, cells)
        return table.table()

    def _strings(self, part: str | None) -> list[str]:
        found: list[str] = []
        texts = _Texts("t")
        for event in self._events(part):
            texts.take(event)
            if event.kind == "start" and event.name == "si":
                texts.clear()
            elif event.kind == "end" and event.name == "si":
                found.append(texts.joined())
        return found

    def _zeros(self, part: str | None) -> dict[int, int]:
        """Of each style of cells that shows numbers with zeros in front, to how many digits."""
        formats: dict[str, int] = {}
        found: dict[int, int] = {}
        style, inside = 0, False
        for event in self._events(part):
            if event.kind != "text" and event.name == "cellXfs":
                inside = event.kind == "start"
            elif event.kind == "start" and event.name == "numFmt":
                code = event.attributes.get("formatCode", "").partition(";")[0]
                if _ZEROS.fullmatch(code):
                    formats[event.attributes.get("numFmtId", "")] = len(code)
            elif event.kind == "start" and event.name == "xf" and inside:
                width = formats.get(event.attributes.get("numFmtId", ""))
                if width is not None:
                    found[style] = width
                style += 1
        return found

    def _related(self, part: str, kind: str) -> str | None:
        relations = self._relations(part).values()
        return next((relation.target for relation in relations if relation.kind == kind), None)

    def _relations(self, part: str) -> dict[str, _Relation]:
        """By id, of a part or of the package itself (ECMA-376 part 2)."""
        folder, name = posixpath.split(part)
        found: dict[str, _Relation] = {}
        for event in self._events(posixpath.join(folder, "_rels", f"{name}.rels")):
            if event.kind == "start" and event.name == "Relationship":
                kind = event.attributes.get("Type", "").rpartition("/")[2]
                target = posixpath.normpath(posixpath.join("/", folder, event.attributes.get("Target", "")))
                found[event.attributes.get("Id", "")] = _Relation(kind, target.lstrip("/"))
        return found

    def _events(self, part: str | None) -> Iterator[_Event]:
        """None for a part that is not there."""
        info = None if part is None else self._parts.get(part.lower())
        if info is None:
            return
        if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise Refused("unreadable", "A part of the workbook is packed in an unusual way.")
        events: list[_Event] = []
        parser = _parser(events)
        with self._archive.open(info) as stream:
            while chunk := stream.read(_CHUNK):
                self._bytes_left -= len(chunk)
                parser.Parse(chunk, False)
                self._elements_left -= sum(event.kind == "start" for event in events)
                if self._bytes_left < 0 or self._elements_left < 0:
                    raise Refused("too_large", "The workbook is too large once it is unzipped.")
                yield from events
                events.clear()
        parser.Parse(b"", True)
        yield from events


class _Texts:
    """What stands in some elements, without how it is pronounced."""

    def __init__(self, *names: str) -> None:
        self._names = names
        self._parts: list[str] = []
        self._inside = False
        self._pronounced = False

    def clear(self) -> None:
        self._parts.clear()

    def take(self, event: _Event) -> None:
        if event.kind == "text":
            if self._inside and not self._pronounced:
                self._parts.append(event.name)
        elif event.name == "rPh":
            self._pronounced = event.kind == "start"
        elif event.name in self._names:
            self._inside = event.kind == "start"

    def joined(self) -> str:
        return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), "".join(self._parts))


def _parser(events: list[_Event]) -> expat.XMLParserType:
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)

    def start(name: str, attributes: dict[str, str]) -> None:
        events.append(_Event("start", _local(name), {_local(key): value for key, value in attributes.items()}))

    def end(name: str) -> None:
        events.append(_Event("end", _local(name)))

    def text(data: str) -> None:
        events.append(_Event("text", data))

    def refuse(*_: object) -> None:
        raise Refused("unreadable", "A document type is not read.")

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = refuse
    return parser


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def _column(reference: str, following: int) -> int:
    """From 0, by a reference such as B3; the following one where there is none."""
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        return following
    number = 0
    for letter in match[1]:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _whole(text: str, otherwise: int) -> int:
    return int(text) if _WHOLE.fullmatch(text) else otherwise


def _text(kind: str, text: str, strings: list[str], zeros: int) -> str:
    match kind:
        case "s":
            return strings[_whole(text, len(strings))]
        case "e":
            return ""
        case "b":
            return "TRUE" if text.strip() == "1" else "FALSE"
        case "n":
            return _number(text, zeros)
    return text


def _number(text: str, zeros: int) -> str:
    """A whole number in digits, with zeros in front up to a width; other numbers as they are stored."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        return text
    if not value.is_finite() or value.adjusted() >= _MAX_DIGITS or value != value.to_integral_value():
        return text
    return str(int(value)).zfill(zeros)
