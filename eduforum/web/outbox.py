"""What waits to be written to one reader: bounded, and of two states of one thing only the later. Sans-I/O."""

from collections.abc import Hashable

LIMIT = 1024 * 1024


class Outbox:
    """Frames in order. Over the limit all are dropped and `lost` is set: the reader has to ask for the whole again,
    and until it has, only answers to its requests are taken."""

    def __init__(self, limit: int = LIMIT) -> None:
        self._limit = limit
        self._frames: dict[Hashable, bytes] = {}
        self._count = 0
        self.size = 0
        self.lost = False

    def put_event(self, frame: bytes, subject: Hashable | None, ahead: int = 0) -> bool:
        """Takes a frame; `subject` names the thing that it is a state of, `ahead` is what the socket still holds.

        False where this was too much: everything was dropped.
        """
        if self.lost:
            return True
        if subject is not None:
            replaced = self._frames.pop(subject, None)
            if replaced is not None:
                self.size -= len(replaced)
        self._put(subject, frame)
        if self.size + ahead <= self._limit:
            return True
        self._frames.clear()
        self.size = 0
        self.lost = True
        return False

    def put_answer(self, frame: bytes) -> None:
        """Takes a frame that is not an event. How many come is bounded by the requests that the reader may have."""
        self._put(None, frame)

    def pause(self) -> None:
        """The reader has to ask for the whole; what waits already it still gets."""
        self.lost = True

    def resume(self) -> None:
        """The reader has asked for the whole: events are taken again."""
        self.lost = False

    def take(self) -> bytes:
        """Everything in one piece."""
        frames = self._frames
        data = next(iter(frames.values())) if len(frames) == 1 else b"".join(frames.values())
        frames.clear()
        self.size = 0
        return data

    def _put(self, subject: Hashable | None, frame: bytes) -> None:
        self._count += 1
        self._frames[self._count if subject is None else subject] = frame
        self.size += len(frame)
