"""Reading a Yjs update (version 1 of its encoding) without applying it: whose clocks it adds, what it builds on and
what it deletes. What a document has no use for is refused here, before the library sees it.

The encoding is that of the packages `yjs` (`src/utils/encoding.js`, `src/structs/`) and `lib0` (`encoding.js`).
"""

from collections.abc import Mapping
from typing import NamedTuple

from eduforum.errors import Invalid

# How deep a value may be: points and the like are flat.
MAX_DEPTH = 3

# Structs and deleted ranges of one update.
MAX_PARTS = 20_000


class Shape(NamedTuple):
    """What a kind of documents has at its root, by name. `named`: the parts of that have names, as in a map, and hold
    maps, texts and values; else they stand in order, and are letters."""

    roots: frozenset[str]
    named: bool


_GC, _DELETED, _BINARY, _STRING, _TYPE, _ANY, _SKIP = 0, 1, 3, 4, 7, 8, 10
_ORIGIN, _RIGHT_ORIGIN, _PARENT_SUB = 0x80, 0x40, 0x20
_MAP, _TEXT = 1, 2

_FIXED = {127: 0, 126: 0, 124: 4, 123: 8, 122: 8, 121: 0, 120: 0}


class Reading:
    """What an update says. Clocks are of Yjs clients; a range is from `start` up to, not including, `end`."""

    def __init__(self) -> None:
        self.added: dict[int, tuple[int, int]] = {}
        """By client, the clocks that the update has structs of: one range without a gap."""

        self.needed: dict[int, int] = {}
        """By client, up to what clock the update builds on or deletes."""

    def missing(self, known: Mapping[int, int]) -> bool:
        """Whether something must come first that a document with these clocks does not have."""
        reached = dict(known)
        for client, (start, end) in self.added.items():
            if start > reached.get(client, 0):
                return True
            reached[client] = max(end, reached.get(client, 0))
        return any(end > reached.get(client, 0) for client, end in self.needed.items())

    def fresh(self, known: Mapping[int, int]) -> dict[int, int]:
        """The clients whose clocks it moves, each with the clock that it moves to."""
        return {client: end for client, (_, end) in self.added.items() if end > known.get(client, 0)}

    def need(self, client: int, end: int) -> None:
        if end > self.needed.get(client, 0):
            self.needed[client] = end


def read(update: bytes, shape: Shape) -> Reading:
    """Raises `Invalid` code `bad_update`."""
    try:
        return _Reader(update, shape).read()
    except (IndexError, UnicodeDecodeError):
        raise bad_update("It ends too early.") from None


def bad_update(why: str) -> Invalid:
    return Invalid(f"This is no update of this document. {why}", code="bad_update")


class _Reader:
    def __init__(self, data: bytes, shape: Shape) -> None:
        self._data = data
        self._shape = shape
        self._at = 0
        self._parts = 0
        self._reading = Reading()

    def read(self) -> Reading:
        for _ in range(self._count()):
            structs = self._count()
            client, clock = self._number(), self._number()
            if client in self._reading.added:
                raise bad_update("A client stands in it twice.")
            start = clock
            for _ in range(structs):
                clock += self._struct()
            if clock > start:
                self._reading.added[client] = (start, clock)
        for _ in range(self._count()):
            client = self._number()
            for _ in range(self._count()):
                clock, length = self._number(), self._number()
                self._reading.need(client, clock + length)
        if self._at != len(self._data):
            raise bad_update("Something follows it.")
        return self._reading

    def _struct(self) -> int:
        """Passes over one struct; its length in clocks."""
        info = self._byte()
        content = info & 0x1F
        if content == _GC:
            return self._length()
        if content == _SKIP:
            raise bad_update("It has a gap.")
        if info & _ORIGIN:
            self._dependency()
        if info & _RIGHT_ORIGIN:
            self._dependency()
        if not info & (_ORIGIN | _RIGHT_ORIGIN):
            if self._number() == 1:
                if self._string() not in self._shape.roots:
                    raise bad_update("It writes at a root that there is not.")
                if bool(info & _PARENT_SUB) != self._shape.named:
                    raise bad_update("What is at the root has a name where it is to have none, or none.")
            else:
                self._dependency()
            if info & _PARENT_SUB:
                self._string()
        return self._content(content)

    def _content(self, content: int) -> int:
        if content == _DELETED:
            return self._length()
        if content != _STRING and not self._shape.named:
            raise bad_update("It holds letters.")
        if content == _BINARY:
            self._skip(self._number())
            return 1
        if content == _STRING:
            # Clocks count UTF-16 units.
            return len(self._string().encode("utf-16-le")) // 2
        if content == _TYPE:
            if self._number() not in (_MAP, _TEXT):
                raise bad_update("It holds maps and texts.")
            return 1
        if content == _ANY:
            count = self._length()
            for _ in range(count):
                self._value(0)
            return count
        raise bad_update("It holds something else than values, maps and texts.")

    def _value(self, depth: int) -> None:
        kind = self._byte()
        if kind in _FIXED:
            self._skip(_FIXED[kind])
        elif kind == 125:
            self._number()
        elif kind in (119, 116):
            self._skip(self._number())
        elif kind == 117 and depth < MAX_DEPTH:
            for _ in range(self._count()):
                self._value(depth + 1)
        elif kind == 118 and depth < MAX_DEPTH:
            for _ in range(self._count()):
                self._string()
                self._value(depth + 1)
        else:
            raise bad_update("A value is of no known kind, or too deep.")

    def _dependency(self) -> None:
        client, clock = self._number(), self._number()
        self._reading.need(client, clock + 1)

    def _length(self) -> int:
        length = self._number()
        if length == 0:
            raise bad_update("A part of it is empty.")
        return length

    def _count(self) -> int:
        count = self._number()
        self._parts += count
        if self._parts > MAX_PARTS:
            raise bad_update("It has too many parts.")
        return count

    def _string(self) -> str:
        size = self._number()
        start = self._at
        self._skip(size)
        return self._data[start : self._at].decode()

    def _byte(self) -> int:
        byte = self._data[self._at]
        self._at += 1
        return byte

    def _skip(self, size: int) -> None:
        self._at += size
        if self._at > len(self._data):
            raise IndexError

    def _number(self) -> int:
        """An unsigned number of seven bits a byte, the lowest first. The sign of a signed one is not looked at."""
        number = shift = 0
        while True:
            byte = self._data[self._at]
            self._at += 1
            number |= (byte & 0x7F) << shift
            if byte < 0x80:
                return number
            shift += 7
            if shift > 63:
                raise bad_update("A number is too large.")
