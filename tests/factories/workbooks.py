"""XLSX workbooks, made part by part."""

from collections.abc import Mapping, Sequence
from io import BytesIO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"

Cell = str | int | float | None


def workbook(
    rows: Sequence[Sequence[Cell]], *, zeros: int = 0, hidden: Sequence[Sequence[Cell]] | None = None
) -> bytes:
    """One sheet with texts that are shared and numbers, which are shown with `zeros` digits; before it a hidden one."""
    texts: list[str] = []
    sheets = [("visible", rows)] if hidden is None else [("hidden", hidden), ("visible", rows)]
    parts = {
        "_rels/.rels": relations({"rId1": ("officeDocument", "xl/workbook.xml")}),
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
        + "".join(
            f'<sheet name="Sheet{number}" sheetId="{number}" state="{state}" r:id="rId{number}"/>'
            for number, (state, _) in enumerate(sheets, 1)
        )
        + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": relations(
            {f"rId{number}": ("worksheet", f"worksheets/sheet{number}.xml") for number in range(1, len(sheets) + 1)}
            | {"rId8": ("sharedStrings", "sharedStrings.xml"), "rId9": ("styles", "/xl/styles.xml")}
        ),
        "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}"><numFmts count="1">'
        f'<numFmt numFmtId="164" formatCode="{"0" * max(zeros, 1)}"/></numFmts><cellStyleXfs><xf numFmtId="164"/>'
        '</cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs></styleSheet>',
    }
    for number, (_, table) in enumerate(sheets, 1):
        parts[f"xl/worksheets/sheet{number}.xml"] = sheet(table, texts, 1 if zeros else 0)
    parts["xl/sharedStrings.xml"] = (
        f'<sst xmlns="{_MAIN}">'
        + "".join(f'<si><t xml:space="preserve">{escape(text)}</t></si>' for text in texts)
        + "</sst>"
    )
    return zipped(parts)


def sheet(rows: Sequence[Sequence[Cell]], texts: list[str], style: int) -> str:
    def cell(value: Cell, reference: str) -> str:
        if value is None:
            return ""
        if isinstance(value, str):
            texts.append(value)
            return f'<c r="{reference}" t="s"><v>{len(texts) - 1}</v></c>'
        return f'<c r="{reference}" s="{style}"><v>{value}</v></c>'

    written = (
        f'<row r="{line}">'
        + "".join(cell(value, f"{_letters(place)}{line}") for place, value in enumerate(row))
        + "</row>"
        for line, row in enumerate(rows, 1)
    )
    return f'<worksheet xmlns="{_MAIN}"><sheetData>{"".join(written)}</sheetData></worksheet>'


def relations(targets: Mapping[str, tuple[str, str]]) -> str:
    written = (
        f'<Relationship Id="{id}" Type="{_OFFICE}/{kind}" Target="{target}"/>' for id, (kind, target) in targets.items()
    )
    return f'<Relationships xmlns="{_PACKAGE}">{"".join(written)}</Relationships>'


def zipped(parts: Mapping[str, str | bytes], compression: int = ZIP_DEFLATED) -> bytes:
    file = BytesIO()
    with ZipFile(file, "w", compression) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def unzipped(raw: bytes) -> dict[str, str | bytes]:
    with ZipFile(BytesIO(raw)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def _letters(place: int) -> str:
    first, last = divmod(place, 26)
    return (chr(64 + first) if first else "") + chr(65 + last)
