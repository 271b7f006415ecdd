"""A board's document: takes updates of people, and undoes of them what is no good. Sans-I/O.

An update cannot be refused in part, and what an object is like once it is applied shows only then. So an update is
first read (`updates`), which tells whose it is and that nothing is missing before it; then it is applied; and an object
that is no good one now is put back as it was, by an update of the server's own that goes out together with it. Whatever
a client sends, everybody converges on a document of good objects.
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from pycrdt import Doc, Map, Text

from eduforum.errors import Conflict, Forbidden
from eduforum.learning.whiteboard.objects import Act, BoardObject, BoardPage, Value, plain, read_object, read_page
from eduforum.learning.whiteboard.updates import bad_update, read

# The Yjs client that the server itself writes as. People's are random numbers.
SERVER_CLIENT = 1

MAX_OBJECTS = 5_000
MAX_PAGES = 50
MAX_BYTES = 8 * 1024 * 1024

# Yjs clients of one board: one for each time that somebody opened it.
MAX_CLIENTS = 20_000

FIRST_PAGE = "1"


class Touch(NamedTuple):
    """What was done to an object, and what it is like now: None where it is gone."""

    act: Act
    value: Value | None


class Taken(NamedTuple):
    """What came of an update: updates to store and tell, in their order; what was done to which objects; clients that
    were not known before; and the ids of what was put back."""

    updates: list[bytes]
    touched: dict[str, Touch]
    clients: list[int]
    refused: list[str]


class Board:
    """`clients`: whose each Yjs client is; `authors`: who made each object that ever was."""

    def __init__(
        self,
        updates: Iterable[bytes] = (),
        clients: Mapping[int, str] | None = None,
        authors: Mapping[str, str] | None = None,
    ) -> None:
        self.clients = dict(clients or {})
        self.authors = dict(authors or {})
        self.objects: dict[str, BoardObject] = {}
        self.pages: dict[str, BoardPage] = {}
        self.size = 0
        self._doc: Doc[Any] = Doc(client_id=SERVER_CLIENT)
        self._objects = self._doc.get("objects", type=Map)
        self._pages = self._doc.get("pages", type=Map)
        self._whole: bytes | None = None
        with self._doc.transaction():
            for update in updates:
                self._doc.apply_update(update)
                self.size += len(update)
        self._clocks = self._read_clocks()
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

    def take(self, update: bytes, person: str) -> Taken:
        """Applies an update that somebody sent.

        Raises `Broken`, `Invalid` `bad_update`, `Conflict` `board_behind` where what it builds on has not come,
        `Conflict` `whiteboard_full`, `Forbidden` `not_your_client`; then nothing has changed.
        """
        reading = read(update)
        fresh = reading.fresh(self._clocks)
        if any(self.clients.get(client, person) != person for client in fresh) or SERVER_CLIENT in fresh:
            raise Forbidden("An update is of one's own clients.", code="not_your_client")
        if reading.missing(self._clocks):
            raise Conflict("Something that this builds on is missing; sync again.", code="board_behind")
        new = [client for client in fresh if client not in self.clients]
        if fresh and (self.size + len(update) > MAX_BYTES or len(self.clients) + len(new) > MAX_CLIENTS):
            raise Conflict("The board holds no more.", code="whiteboard_full")
        self._begin()
        try:
            self._doc.apply_update(update)
        except ValueError:
            raise bad_update("It cannot be read.") from None
        except BaseException as fault:
            _require_alive(fault)
            raise
        if not fresh and not self._touched and not self._turned:
            return Taken([], {}, [], [])
        self._clocks.update(fresh)
        self.clients.update(dict.fromkeys(new, person))
        touched, turned = self._touched, self._turned
        before = touched & self.objects.keys()
        updates, bad_objects, bad_pages = [update], self._judge(touched, person), self._judge_pages(turned)
        if bad_objects or bad_pages:
            updates += self._write(
                {id: self.objects.get(id) for id in bad_objects}, {id: self.pages.get(id) for id in bad_pages}
            ).updates
        self._grown(updates)
        return Taken(updates, self._touches(touched - bad_objects, before), new, sorted(bad_objects))

    def put(self, objects: Mapping[str, BoardObject | None], act: Act) -> Taken:
        """Puts objects as they are given, or away, in the server's own name."""
        other = {id: item for id, item in objects.items() if self.objects.get(id) != item}
        taken = self._write(other, {})
        self._grown(taken.updates)
        return taken._replace(touched={id: Touch(act, touch.value) for id, touch in taken.touched.items()})

    def replay(self, updates: Sequence[bytes]) -> dict[str, Touch]:
        """Applies what was taken before, as one."""
        self._begin()
        with self._doc.transaction():
            for update in updates:
                self._doc.apply_update(update)
        self._clocks = self._read_clocks()
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
        self._grown(updates)
        return self._touches(self._touched, before)

    def vector(self) -> bytes:
        """The state vector: what this document has of each client."""
        return self._doc.get_state()

    def state(self, vector: bytes = b"") -> bytes:
        """An update with all that a document of this state vector has not. Raises `Invalid` `bad_update`."""
        if vector not in (b"", b"\x00"):
            try:
                return self._doc.get_update(vector)
            except ValueError:
                raise bad_update("A state vector cannot be read.") from None
            except BaseException as fault:
                _require_alive(fault)
                raise
        if self._whole is None:
            self._whole = self._doc.get_update()
            self.size = len(self._whole)
        return self._whole

    def _begin(self) -> None:
        self._touched, self._turned, self._written = set(), set(), []

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

    def _grown(self, updates: Iterable[bytes]) -> None:
        self._whole = None
        self.size += sum(map(len, updates))

    def _touches(self, ids: Iterable[str], before: Container[str]) -> dict[str, Touch]:
        touches = {}
        for id in ids:
            item = self.objects.get(id)
            if item is not None:
                touches[id] = Touch("changed" if id in before else "made", plain(item))
            elif id in before:
                touches[id] = Touch("removed", None)
        return touches

    def _read_clocks(self) -> dict[int, int]:
        return read_vector(self._doc.get_state())


class Broken(Exception):
    """The library has given up in the middle of something: nobody knows what the document is like now."""


def _require_alive(fault: BaseException) -> None:
    """A panic of the library is neither an error that anybody expects nor a reason to end the task. Raises `Broken`."""
    if type(fault).__name__ == "PanicException":
        raise Broken(str(fault)) from None


def read_vector(vector: bytes) -> dict[int, int]:
    """The clock of each client in a state vector."""
    numbers, number, shift = [], 0, 0
    for byte in vector:
        number |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            numbers.append(number)
            number = shift = 0
    return dict(zip(numbers[1::2], numbers[2::2], strict=True))


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
