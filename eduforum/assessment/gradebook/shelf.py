"""Reckoned books, kept until something in them changes: reckoning a large one takes a third of a second of a core."""

import asyncio
from collections import OrderedDict
from typing import NamedTuple

from eduforum.assessment.gradebook.records import BookRecord
from eduforum.grades.gradebook import Results, published, reckon

_BOOKS = 64


class _Kept(NamedTuple):
    record: BookRecord
    results: Results


class Shelf:
    """Keeps the books that were asked for last. A record belongs here only once it is committed."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, bool], _Kept] = OrderedDict()

    def known(self, course_id: str, *, published_only: bool = False) -> BookRecord | None:
        kept = self._kept.get((course_id, published_only))
        return None if kept is None else kept.record

    async def results(self, record: BookRecord, *, published_only: bool = False) -> Results:
        """The whole book, or as its students may know it. Whom nothing has touched since is not reckoned again."""
        key = (record.course_id, published_only)
        kept = self._kept.get(key)
        if kept is not None and kept.record is record:
            self._kept.move_to_end(key)
            return kept.results
        results = await reckoned(record, kept.results if kept else None, published_only=published_only)
        self._kept[key] = _Kept(record, results)
        self._kept.move_to_end(key)
        while len(self._kept) > _BOOKS:
            self._kept.popitem(last=False)
        return results


async def reckoned(record: BookRecord, known: Results | None = None, *, published_only: bool = False) -> Results:
    """Beside the event loop, and kept nowhere."""

    def work() -> Results:
        book = record.book()
        return reckon(published(book) if published_only else book, known)

    return await asyncio.to_thread(work)
