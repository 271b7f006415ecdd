"""What the scores of a column are read from, where nobody enters them: a quiz, assignments, attendance, participation.

A feature with scores of its own gives the gradebook a `ScoreFeed` in the composition root. It is asked when a book is
opened, so that it has nothing to announce, and its answer is kept: a book stays whole when its source is gone.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from hashlib import sha256
from typing import Protocol

from eduforum.assessment.gradebook import store
from eduforum.assessment.gradebook.records import CellRecord, ChangeRecord, ColumnRecord, RosterEntry
from eduforum.assessment.gradebook.schemas import FeedKind, FeedSource
from eduforum.clock import Clock
from eduforum.db import Connection
from eduforum.grades.cells import NOT_DUE
from eduforum.grades.schemas import Attendance, Cell
from eduforum.ids import new_id


class ScoreFeed(Protocol):
    """One kind of source."""

    @property
    def kind(self) -> FeedKind: ...

    async def sources(self, conn: Connection, course_id: str) -> Sequence[FeedSource]:
        """All of a course, in the order in which people expect them."""

    async def stamps(self, conn: Connection, sources: Sequence[str]) -> Mapping[str, str]:
        """A text for each that has something to say, and another whenever `scores` would be others. Cheap: it is asked
        at every opening of a book."""

    async def scores(
        self, conn: Connection, source: str, points: Decimal, students: Sequence[str]
    ) -> Mapping[str, Cell]:
        """By student: `state`, and with a score `raw` of `points`, `source`, `late` and `change`. Never an override or
        what is excused, which are the gradebook's. Who is not in it has no cell."""


class AttendanceSource(Protocol):
    """How often students were absent, for policies by which that fails."""

    async def attendance(self, conn: Connection, course_id: str) -> Mapping[str, Attendance]: ...


class Feeds:
    def __init__(self, clock: Clock, feeds: Sequence[ScoreFeed], attendance: AttendanceSource | None = None) -> None:
        self._clock = clock
        self._feeds = {feed.kind: feed for feed in feeds}
        self._attendance = attendance

    async def sources(self, conn: Connection, course_id: str) -> list[FeedSource]:
        return [one for feed in self._feeds.values() for one in await feed.sources(conn, course_id)]

    async def attendance(self, conn: Connection, course_id: str) -> Mapping[str, Attendance]:
        return {} if self._attendance is None else await self._attendance.attendance(conn, course_id)

    async def stale(
        self, conn: Connection, columns: Sequence[ColumnRecord], roster: Sequence[RosterEntry]
    ) -> list[tuple[ColumnRecord, str]]:
        """The columns whose source says something else than they do, with the stamp that it has now."""
        students = sha256("".join(one.id for one in roster).encode()).hexdigest()[:16]
        found = []
        for kind, feed in self._feeds.items():
            mine = {one.source_id: one for one in columns if one.source_kind == kind and one.source_id is not None}
            if not mine:
                continue
            for source, stamp in (await feed.stamps(conn, list(mine))).items():
                whole = f"{stamp}/{students}"
                if mine[source].source_stamp != whole:
                    found.append((mine[source], whole))
        return found

    async def read(
        self, conn: Connection, course_id: str, column: ColumnRecord, stamp: str, roster: Sequence[RosterEntry]
    ) -> None:
        """The column says what its source does. What was set by hand, or excused, stays so."""
        assert column.source_kind is not None
        assert column.source_id is not None
        feed = self._feeds[column.source_kind]
        scores = await feed.scores(conn, column.source_id, column.points, [one.id for one in roster])
        known = await store.cells_of_column(conn, column.id)
        cells: list[tuple[str, str, CellRecord]] = []
        changes: list[tuple[str, ChangeRecord]] = []
        for student, score in scores.items():
            before = known.get(student, CellRecord(NOT_DUE, 0))
            after = _under(score, before.cell)
            if after == before.cell:
                continue
            cells.append((column.id, student, CellRecord(after, before.version + 1)))
            change = ChangeRecord(
                subject="cell",
                subject_id=column.id,
                student_id=student,
                before=before.cell if before.version else None,
                after=after,
                changed_by=None,
                changed_at=self._clock.now(),
                why="",
            )
            changes.append((new_id(self._clock), change))
        await store.put_cells(conn, cells)
        await store.add_changes(conn, course_id, changes)
        await store.set_stamp(conn, column.id, stamp)


def _under(score: Cell, before: Cell) -> Cell:
    """What a source says, under what was laid over it here."""
    excused = before.state == "excused"
    return Cell(
        state="excused" if excused else score.state,
        zero=score.zero,
        raw=score.raw,
        source=score.source,
        late=score.late,
        override=before.override,
        change=before.change if excused or before.override is not None else score.change,
    )
