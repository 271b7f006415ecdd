"""Packages of QTI 2.1 items (IMS Content Packaging 1.1 in a ZIP file), and single items, in and out.

Nothing of a package is written to disk, and no more of it is unpacked than its bounds allow, whatever its headers say.
"""

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from urllib.parse import unquote
from xml.etree import ElementTree as ET

from eduforum.learning.questions.faults import Fault, Faulty
from eduforum.learning.questions.interchange import qti_read, qti_write
from eduforum.learning.questions.interchange.entries import MAX_FAULTS, Entry, cleaned, placed
from eduforum.learning.questions.interchange.xml import BadXml, Element, parse
from eduforum.learning.questions.schemas import MAX_IMPORTED, Difficulty, ImportFault, QuestionRecord

MANIFEST = "imsmanifest.xml"
MAX_DOCUMENT = 1024 * 1024
MAX_UNPACKED = 32 * 1024 * 1024
MAX_FILES = 5000

_MAGIC = b"PK\x03\x04"
_ITEM = "imsqti_item_xmlv2p1"
_CP = "http://www.imsglobal.org/xsd/imscp_v1p1"
_LOM = "http://ltsc.ieee.org/xsd/LOM"
# The stamp of every file in a package, so that equal banks make equal packages.
_STAMP = (2000, 1, 1, 0, 0, 0)

_DIFFICULTIES: dict[str, Difficulty] = {
    "very easy": "easy",
    "easy": "easy",
    "medium": "medium",
    "difficult": "hard",
    "very difficult": "hard",
}
_LOM_DIFFICULTIES: dict[Difficulty, str] = {"easy": "easy", "medium": "medium", "hard": "difficult"}


class _Document(NamedTuple):
    name: str | None
    raw: bytes
    tags: tuple[str, ...] = ()
    difficulty: Difficulty = "medium"


class _BadPackage(Exception):
    """Nothing can be read of it: why, and in which of its files."""

    def __init__(self, file: str | None, line: int, fault: Fault) -> None:
        super().__init__(fault.message)
        self.fault = placed([fault], line, file)


def read(raw: bytes) -> tuple[list[Entry], list[ImportFault]]:
    """The questions of a package or a single item, and the faults by file and line."""
    entries: list[Entry] = []
    faults: list[ImportFault] = []
    try:
        for document in _documents(raw):
            if len(entries) >= MAX_IMPORTED:
                message = f"A package holds up to {MAX_IMPORTED} questions."
                faults += placed([Fault("", "too_many", message)], 1, document.name)
                break
            line = 1
            try:
                root = parse(document.raw)
                line = root.line
                entries.append(cleaned(qti_read.question(root), document.tags, document.difficulty))
            except BadXml as error:
                faults += placed([Fault("", "unreadable", str(error))], error.line, document.name)
            except qti_read.Unsupported as error:
                faults += placed([Fault(error.name, error.code, str(error))], error.line, document.name)
            except Faulty as faulty:
                faults += placed(faulty.faults, line, document.name)
            if len(faults) >= MAX_FAULTS:
                break
    except _BadPackage as error:
        faults += error.fault
    if not entries and not faults:
        faults += placed([Fault("", "empty", "There is no question in this package.")], 1)
    return entries, faults[:MAX_FAULTS]


def write(questions: Sequence[QuestionRecord]) -> bytes:
    """A package with an item for each question."""
    out = io.BytesIO()
    names = [f"items/q{number:04d}.xml" for number in range(1, len(questions) + 1)]
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        _put(package, MANIFEST, _manifest(questions, names))
        for name, record in zip(names, questions, strict=True):
            _put(package, name, qti_write.item(record.question, f"q-{record.id}"))
    return out.getvalue()


def _put(package: zipfile.ZipFile, name: str, content: bytes) -> None:
    info = zipfile.ZipInfo(name, _STAMP)
    info.compress_type = zipfile.ZIP_DEFLATED
    package.writestr(info, content)


def _manifest(questions: Sequence[QuestionRecord], names: Sequence[str]) -> bytes:
    manifest = ET.Element("manifest", {"xmlns": _CP, "xmlns:imsmd": _LOM, "identifier": "questions"})
    metadata = ET.SubElement(manifest, "metadata")
    ET.SubElement(metadata, "schema").text = "QTIv2.1 Package"
    ET.SubElement(metadata, "schemaversion").text = "1.0.0"
    ET.SubElement(manifest, "organizations")
    resources = ET.SubElement(manifest, "resources")
    for name, record in zip(names, questions, strict=True):
        resource = ET.SubElement(resources, "resource", identifier=f"q-{record.id}", type=_ITEM, href=name)
        lom = ET.SubElement(ET.SubElement(resource, "metadata"), "imsmd:lom")
        general = ET.SubElement(lom, "imsmd:general")
        for tag in record.tags:
            ET.SubElement(ET.SubElement(general, "imsmd:keyword"), "imsmd:string").text = qti_write.printable(tag)
        difficulty = ET.SubElement(ET.SubElement(lom, "imsmd:educational"), "imsmd:difficulty")
        ET.SubElement(difficulty, "imsmd:source").text = "LOMv1.0"
        ET.SubElement(difficulty, "imsmd:value").text = _LOM_DIFFICULTIES[record.difficulty]
        ET.SubElement(resource, "file", href=name)
    return qti_write.document(manifest)


def _documents(raw: bytes) -> Iterator[_Document]:
    if not raw.startswith(_MAGIC):
        if len(raw) > MAX_DOCUMENT:
            raise _BadPackage(None, 1, Fault("", "too_long", f"An item may have {MAX_DOCUMENT} bytes."))
        yield _Document(None, raw)
        return
    try:
        package = zipfile.ZipFile(io.BytesIO(raw))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OverflowError) as error:
        raise _BadPackage(None, 1, Fault("", "unreadable", f"This is no ZIP file: {error}.")) from None
    names = [info.filename for info in package.infolist()]
    if len(names) > MAX_FILES:
        raise _BadPackage(None, 1, Fault("", "too_many", f"A package holds up to {MAX_FILES} files."))
    unpack = _Unpacker(package)
    manifest = min((name for name in names if posixpath.basename(name) == MANIFEST), key=len, default=None)
    if manifest is None:
        for name in sorted(name for name in names if name.lower().endswith(".xml")):
            yield _Document(name, unpack(name))
        return
    try:
        root = parse(unpack(manifest))
    except BadXml as error:
        raise _BadPackage(manifest, error.line, Fault("", "unreadable", str(error))) from None
    for resource in root.all("resource"):
        if not resource.get("type").startswith("imsqti_item"):
            continue
        name = posixpath.normpath(posixpath.join(posixpath.dirname(manifest), unquote(resource.get("href"))))
        if name not in names:
            raise _BadPackage(manifest, resource.line, Fault("href", "empty", f"The package has no {name[:200]}."))
        yield _Document(name, unpack(name), _keywords(resource), _difficulty(resource))


class _Unpacker:
    """Reads files of a package, and counts what it has read."""

    def __init__(self, package: zipfile.ZipFile) -> None:
        self._package = package
        self._left = MAX_UNPACKED

    def __call__(self, name: str) -> bytes:
        try:
            with self._package.open(name) as file:
                raw = file.read(MAX_DOCUMENT + 1)
        except (zipfile.BadZipFile, zlib.error, ValueError, EOFError, RuntimeError, OSError) as error:
            raise _BadPackage(name, 1, Fault("", "unreadable", f"This cannot be unpacked: {error}.")) from None
        self._left -= len(raw)
        if len(raw) > MAX_DOCUMENT or self._left < 0:
            raise _BadPackage(name, 1, Fault("", "too_long", "The package unpacks to more than it may."))
        return raw


def _keywords(resource: Element) -> tuple[str, ...]:
    return tuple(words for keyword in resource.all("keyword") if (words := keyword.words()))


def _difficulty(resource: Element) -> Difficulty:
    for element in resource.all("difficulty"):
        value = element.first("value")
        if value is not None:
            return _DIFFICULTIES.get(value.words().lower(), "medium")
    return "medium"
