"""A board's document: what is a good one of a board's objects and pages. Sans-I/O."""

from collections.abc import Container, Iterable, Mapping
from typing import Any, ClassVar

from pycrdt import Map, Text

from eduforum.learning.documents.document import Act, SharedDocument, Taken, Touch, Value
from eduforum.learning.documents.updates import Shape
from eduforum.learning.whiteboard.objects import BoardObject, BoardPage, plain, read_object, read_page

MAX_OBJECTS = 5_000
MAX_PAGES = 50
MAX_BYTES = 8 * 1024 * 1024

FIRST_PAGE = "1"

SHAPE = Shape(roots=frozenset({"objects", "pages"}), named=True)


class Board(SharedDocument):
    """`authors`: who made each object that ever was."""

    shape: ClassVar[Shape] = SHAPE
    full: ClassVar[str] = "whiteboard_full"

    def __init__(
        self,
        updates: Iterable[bytes] = (),
        clients: Mapping[int, str] | None = None,
        authors: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(clients)
        self.authors = dict(authors or {})
        self.objects: dict[str, BoardObject] = {}
        self.pages: dict[str, BoardPage] = {}
        self._objects = self._doc.get("objects", type=Map)
        self._pages = self._doc.get("pages", type=Map)
        self._load(updates)
        for id in self._objects.keys():  # noqa: SIM118 -- a shared map's own iteration is over its values' copies
            self._adopt_object(id, _value(self._objects[id]))
        for id in self._pages.keys():  # noqa: SIM118
            page = read_page(self._pages[id])
            if page is not None:
                self.pages[id] = page
        self._touched: set[str] = set()
        self._turned: set[str] = set()
        self._written: list[bytes] = []
        # Kept for as long as the document is.
        self._subscriptions = [
            self._objects.observe_deep(lambda events: self._note(events, self._touched)),
            self._pages.observe_deep(lambda events: self._note(events, self._turned)),
            self._doc.observe(lambda event: self._written.append(event.update)),
        ]

    def begin(self) -> Taken:
        """Gives a new board its first page."""
        return self._write({}, {FIRST_PAGE: BoardPage(order=1.0)})

    def put(self, objects: Mapping[str, BoardObject | None], act: Act) -> Taken:
        """Puts objects as they are given, or away, in the server's own name."""
        other = {id: item for id, item in objects.items() if self.objects.get(id) != item}
        taken = self._write(other, {})
        self._grown(taken.updates)
        return taken._replace(touched={id: Touch(act, touch.value) for id, touch in taken.touched.items()})

    def max_bytes(self) -> int:
        return MAX_BYTES

    def _begin(self) -> None:
        self._touched, self._turned, self._written = set(), set(), []

    def _changed(self) -> bool:
        return bool(self._touched or self._turned)

    def _judged(self, update: bytes, person: str) -> Taken:
        touched, turned = self._touched, self._turned
        before = touched & self.objects.keys()
        updates, bad_objects, bad_pages = [update], self._judge(touched, person), self._judge_pages(turned)
        if bad_objects or bad_pages:
            updates += self._write(
                {id: self.objects.get(id) for id in bad_objects}, {id: self.pages.get(id) for id in bad_pages}
            ).updates
        return Taken(updates, self._touches(touched - bad_objects, before), [], sorted(bad_objects))

    def _replayed(self) -> dict[str, Touch]:
        before = self._touched & self.objects.keys()
        for id in self._touched:
            if id not in self._objects or not self._adopt_object(id, _value(self._objects[id])):
                self.objects.pop(id, None)
        for id in self._turned:
            page = read_page(self._pages[id]) if id in self._pages else None
            if page is not None:
                self.pages[id] = page
            else:
                self.pages.pop(id, None)
        return self._touches(self._touched, before)

    def _note(self, events: Iterable[Any], ids: set[str]) -> None:
        for event in events:
            if event.path:
                ids.add(event.path[0])
            else:
                ids.update(event.keys)

    def _judge(self, touched: Iterable[str], person: str) -> set[str]:
        """Takes over what objects have become; those that are no good ones."""
        bad = set()
        for id in touched:
            if id not in self._objects:
                self.objects.pop(id, None)
                continue
            value = _value(self._objects[id])
            known = self.authors.get(id, person)
            full = id not in self.objects and len(self.objects) >= MAX_OBJECTS
            if full or value is None or value.get("by") != known or not self._adopt_object(id, value):
                bad.add(id)
        return bad

    def _judge_pages(self, turned: Iterable[str]) -> set[str]:
        bad = set()
        for id in turned:
            page = read_page(self._pages[id]) if id in self._pages else None
            if page is not None and (id in self.pages or len(self.pages) < MAX_PAGES) and len(id) <= 40:
                self.pages[id] = page
            elif id in self._pages or len(self.pages) == 1:
                # The last page stays too.
                bad.add(id)
            else:
                self.pages.pop(id, None)
        return bad

    def _adopt_object(self, id: str, value: Value | None) -> bool:
        read = None if value is None or len(id) > 40 else read_object(value)
        if read is None:
            return False
        self.objects[id] = read
        self.authors.setdefault(id, read.by)
        return True

    def _write(self, objects: Mapping[str, BoardObject | None], pages: Mapping[str, BoardPage | None]) -> Taken:
        self._begin()
        with self._doc.transaction():
            for id, item in objects.items():
                if item is not None:
                    self._objects[id] = _shared(item)
                    self.objects[id] = item
                    self.authors.setdefault(id, item.by)
                elif id in self._objects:
                    del self._objects[id]
                    self.objects.pop(id, None)
            for id, page in pages.items():
                if page is not None:
                    self._pages[id] = {"order": page.order, "template": page.template}
                    self.pages[id] = page
                elif id in self._pages:
                    del self._pages[id]
        self._clocks = self._read_clocks()
        return Taken(self._written, self._touches(objects, objects), [], [])

    def _touches(self, ids: Iterable[str], before: Container[str]) -> dict[str, Touch]:
        touches = {}
        for id in ids:
            item = self.objects.get(id)
            if item is not None:
                touches[id] = Touch("changed" if id in before else "made", plain(item))
            elif id in before:
                touches[id] = Touch("removed", None)
        return touches


def _value(shared: object) -> Value | None:
    if not isinstance(shared, Map):
        return None
    value = shared.to_py()
    return value if isinstance(value, dict) else None


def _shared(item: BoardObject) -> Map[Any]:
    fields: dict[str, Any] = {
        name: value for name in item.__struct_fields__ if (value := getattr(item, name)) is not None
    }
    return Map({**fields, "text": Text(item.text)})
