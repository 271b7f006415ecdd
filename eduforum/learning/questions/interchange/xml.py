"""XML from outside, read with its lines: no document types, hence no entities; bounded in depth and number."""

from collections.abc import Iterator
from xml.parsers import expat

MAX_DEPTH = 64
MAX_ELEMENTS = 20_000


class BadXml(Exception):
    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


class Element:
    """`name` is without its namespace. `text` stands before the children, `tail` after the element."""

    __slots__ = ("attributes", "children", "line", "name", "tail", "text")

    def __init__(self, name: str, attributes: dict[str, str], line: int) -> None:
        self.name = name
        self.attributes = attributes
        self.line = line
        self.children: list[Element] = []
        self.text = ""
        self.tail = ""

    def get(self, attribute: str, default: str = "") -> str:
        return self.attributes.get(attribute, default)

    def all(self, *names: str) -> Iterator["Element"]:
        """The elements inside with one of these names, in the order of the document."""
        waiting = self.children[::-1]
        while waiting:
            element = waiting.pop()
            if element.name in names:
                yield element
            waiting += element.children[::-1]

    def first(self, *names: str) -> "Element | None":
        return next(self.all(*names), None)

    def words(self) -> str:
        """All text inside, blanks made one space."""
        parts = [self.text]
        for child in self.children:
            parts += [child.words(), child.tail]
        return " ".join(" ".join(parts).split())


def parse(raw: bytes) -> Element:
    """The root of a document. Raises `BadXml`."""
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    root: Element | None = None
    path: list[Element] = []
    count = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal root, count
        count += 1
        if len(path) >= MAX_DEPTH or count > MAX_ELEMENTS:
            raise BadXml(parser.CurrentLineNumber, "The document is nested too deeply or too long.")
        plain = {key.rpartition("}")[2]: value for key, value in attributes.items()}
        element = Element(name.rpartition("}")[2], plain, parser.CurrentLineNumber)
        if path:
            path[-1].children.append(element)
        else:
            root = element
        path.append(element)

    def end(name: str) -> None:
        path.pop()

    def text(data: str) -> None:
        element = path[-1]
        if element.children:
            element.children[-1].tail += data
        else:
            element.text += data

    def refuse(*_: object) -> None:
        raise BadXml(parser.CurrentLineNumber, "A document type is not read.")

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(raw, True)
    except expat.ExpatError as error:
        raise BadXml(error.lineno, f"This is not well-formed: {expat.ErrorString(error.code)}.") from None
    except (LookupError, ValueError) as error:
        raise BadXml(parser.CurrentLineNumber, f"This cannot be read: {error}.") from None
    assert root is not None
    return root
