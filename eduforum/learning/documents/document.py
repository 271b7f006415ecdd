"""A document that people change together: takes updates of people, and undoes of them what is no good. Sans-I/O.

An update cannot be refused in part, and what it makes of the document shows only once it is applied. So it is first
read (`updates`), which tells whose it is and that nothing is missing before it; then it is applied; and what is no
good one now is put back as it was, by an update of the server's own that goes out together with it. Whatever a client
sends, everybody converges on a good document.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar, Literal, NamedTuple, TypeAlias

from pycrdt import Doc

from eduforum.errors import Conflict, Forbidden
from eduforum.learning.documents.updates import Shape, bad_update, read

Act = Literal["made", "changed", "removed", "hidden", "restored"]
Value: TypeAlias = dict[str, Any]

# The Yjs client that the server itself writes as. People's are random numbers.
SERVER_CLIENT = 1

# Yjs clients of one document: one for each time that somebody opened it.
MAX_CLIENTS = 20_000


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


def nothing() -> Taken:
    return Taken([], {}, [], [])


class SharedDocument(ABC):
    """`clients`: whose each Yjs client is; `size`: of all that was written, in bytes. A kind of documents makes its
    roots, applies `updates` to them by `_load`, and watches them from then on."""

    shape: ClassVar[Shape]

    full: ClassVar[str]
    """The code of the error for who writes into a full one."""

    def __init__(self, clients: Mapping[int, str] | None = None) -> None:
        self.clients = dict(clients or {})
        self.size = 0
        self._doc: Doc[Any] = Doc(client_id=SERVER_CLIENT)
        self._clocks: dict[int, int] = {}
        self._whole: bytes | None = None

    @abstractmethod
    def max_bytes(self) -> int: ...

    def begin(self) -> Taken:
        """What a new document begins with."""
        return nothing()

    def take(self, update: bytes, person: str) -> Taken:
        """Applies an update that somebody sent.

        Raises `Broken`, `Invalid` `bad_update`, `Conflict` `update_behind` where what it builds on has not come,
        `Conflict` of the code `full`, `Forbidden` `not_your_client`; then nothing has changed.
        """
        reading = read(update, self.shape)
        fresh = reading.fresh(self._clocks)
        if any(self.clients.get(client, person) != person for client in fresh) or SERVER_CLIENT in fresh:
            raise Forbidden("An update is of one's own clients.", code="not_your_client")
        if reading.missing(self._clocks):
            raise Conflict("Something that this builds on is missing; sync again.", code="update_behind")
        new = [client for client in fresh if client not in self.clients]
        if fresh and (self.size + len(update) > self.max_bytes() or len(self.clients) + len(new) > MAX_CLIENTS):
            raise Conflict("It holds no more.", code=self.full)
        self._begin()
        try:
            self._doc.apply_update(update)
        except ValueError:
            raise bad_update("It cannot be read.") from None
        except BaseException as fault:
            _require_alive(fault)
            raise
        if not fresh and not self._changed():
            return nothing()
        self._clocks.update(fresh)
        self.clients.update(dict.fromkeys(new, person))
        taken = self._judged(update, person)._replace(clients=new)
        self._grown(taken.updates)
        return taken

    def replay(self, updates: Sequence[bytes]) -> dict[str, Touch]:
        """Applies what was taken before, as one."""
        self._begin()
        with self._doc.transaction():
            for update in updates:
                self._doc.apply_update(update)
        self._clocks = self._read_clocks()
        touches = self._replayed()
        self._grown(updates)
        return touches

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

    @abstractmethod
    def _begin(self) -> None:
        """What is noted from here on is of one update."""

    @abstractmethod
    def _changed(self) -> bool:
        """Whether anything was noted."""

    @abstractmethod
    def _judged(self, update: bytes, person: str) -> Taken:
        """What came of an update that is applied, with what puts right what is no good; without `clients`."""

    def _replayed(self) -> dict[str, Touch]:
        """What came of updates that were taken before."""
        return {}

    def _load(self, updates: Iterable[bytes]) -> None:
        with self._doc.transaction():
            for update in updates:
                self._doc.apply_update(update)
                self.size += len(update)
        self._clocks = self._read_clocks()

    def _grown(self, updates: Iterable[bytes]) -> None:
        self._whole = None
        self.size += sum(map(len, updates))

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
