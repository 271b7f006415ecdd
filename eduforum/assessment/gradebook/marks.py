"""The professor's book: everybody's cells, what they come to, and what was decided about them."""

from eduforum.assessment.gradebook import access, entries, store, views
from eduforum.assessment.gradebook.books import Books, Desk
from eduforum.assessment.gradebook.records import BookRecord, CellRecord, ColumnRecord, TieRecord
from eduforum.assessment.gradebook.schemas import (
    CellAt,
    CellChanges,
    CellConflict,
    CellEntry,
    CellPut,
    CellsChanged,
    CellView,
    DerivationQuery,
    DerivationView,
    GradebookView,
    GradeChange,
    LetterMove,
    StandingsBody,
    TieBody,
)
from eduforum.assessment.gradebook.shelf import reckoned
from eduforum.auth.schemas import Principal
from eduforum.errors import Conflict, Detail, Invalid, NotFound, Outdated
from eduforum.grades.cells import NOT_DUE
from eduforum.grades.derivation import Derivation
from eduforum.grades.explaining import explain_cell, explain_grade, explain_total
from eduforum.grades.gradebook import Results
from eduforum.ids import new_id

NOTHING = CellRecord(NOT_DUE, 0)


class Marks:
    def __init__(self, books: Books) -> None:
        self._books = books

    async def gradebook(self, principal: Principal, course_id: str) -> GradebookView:
        course, record, results = await self._books.results(principal, course_id, access.course_for_marking)
        return views.gradebook(record, results, owner=access.is_owner(principal, course))

    async def cell(self, principal: Principal, course_id: str, column_id: str, student_id: str) -> CellView:
        _, record = await self._books.open(principal, course_id, access.course_for_marking)
        column = _column(record, column_id)
        if all(one.id != student_id for one in record.roster):
            raise NotFound("There is no such student in the course.")
        return views.cell_of(record.cells.get((column_id, student_id), NOTHING), column)

    async def put_cell(
        self, principal: Principal, course_id: str, column_id: str, student_id: str, put: CellPut, version: int | None
    ) -> CellView:
        """`version`, where given, is the one that was seen. Raises `Outdated` `cell_changed` with both values."""
        async with self._books.change(principal, course_id, access.course_for_marking) as desk:
            column = _column(desk.record, column_id)
            current = desk.record.cells.get((column_id, desk.student(student_id)), NOTHING)
            seen = current.version if version is None else version
            entry = CellEntry(column_id=column_id, student_id=student_id, version=seen, put=put.put, points=put.points)
            if wrong := entries.faults("cell", entry):
                raise Invalid(details=wrong)
            done, conflicts = await _put(desk, [entry], put.why)
            if conflicts:
                raise _outdated(entry, views.cell_of(current, column))
            await store.put_cells(desk.conn, done)
            return views.cell_of(done[0][2] if done else current, column)

    async def put_cells(self, principal: Principal, course_id: str, changes: CellChanges) -> CellsChanged:
        """Saves what nobody else has changed since, and tells of the rest how it is. Raises `Invalid` with every faulty
        entry, `Conflict` `fed_column`; nothing is saved then."""
        wrong = [
            one for place, entry in enumerate(changes.entries) for one in entries.faults(f"entries[{place}]", entry)
        ]
        cells = [(entry.column_id, entry.student_id) for entry in changes.entries]
        if len(set(cells)) < len(cells):
            wrong.append(Detail("entries", "A cell stands here twice."))
        if wrong:
            raise Invalid(details=wrong)
        moves: tuple[LetterMove, ...] = ()
        async with self._books.change(principal, course_id, access.course_for_marking) as desk:
            before = desk.record
            done, conflicts = await _put(desk, changes.entries, changes.why)
            authors = await store.names(desk.conn, {one.changed_by for one in conflicts if one.changed_by})
            if changes.preview:
                desk.notes.clear()
            else:
                await store.put_cells(desk.conn, done)
        after = before._replace(cells={**before.cells, **{(column, student): one for column, student, one in done}})
        if changes.preview:
            known = await self._books.shelf.results(before)
            results = await reckoned(after, known)
            moves = views.moves(known, results)
        else:
            _, after, results = await self._books.results(principal, course_id, access.course_for_marking)
        return CellsChanged(
            version=after.revision,
            saved=not changes.preview,
            moves=moves,
            cells=tuple(_cell_at(after, results, column, student) for column, student, _ in done),
            conflicts=tuple(_named(one, authors) for one in conflicts),
            students={one.id: views.totals(results, one.id) for one in after.roster},
            totals=views.class_view(after, results),
        )

    async def history(
        self,
        principal: Principal,
        course_id: str,
        cell: tuple[str, str] | None,
        before: str | None,
        limit: int,
    ) -> list[GradeChange]:
        async with self._books.db.connection() as conn:
            await access.course_for_marking(conn, principal, course_id)
            return await store.changes(conn, course_id, cell, before, limit)

    async def derivation(
        self, principal: Principal, course_id: str, student_id: str, query: DerivationQuery
    ) -> DerivationView:
        _, _, results = await self._books.results(principal, course_id, access.course_for_marking)
        return await self.explained(results, student_id, query)

    async def explained(self, results: Results, student_id: str, query: DerivationQuery) -> DerivationView:
        """Raises `NotFound` for a student or a column that is not in the book."""
        tree = derivation_of(results, student_id, query)
        async with self._books.db.connection() as conn:
            return DerivationView(derivation=tree, people=await store.names(conn, _authors(tree)))

    async def set_standings(
        self, principal: Principal, course_id: str, student_id: str, body: StandingsBody
    ) -> tuple[str, ...]:
        async with self._books.change(principal, course_id, access.course_for_settings) as desk:
            before = desk.record.standings.get(desk.student(student_id), ())
            after = tuple(dict.fromkeys(body.standings))
            if before != after:
                await store.put_standings(desk.conn, course_id, student_id, after)
                desk.note(
                    "standings", None, {"standings": before}, {"standings": after}, body.why, student_id=student_id
                )
            return after

    async def settle_tie(self, principal: Principal, course_id: str, body: TieBody) -> str:
        """Raises `Conflict` `no_such_tie` where these are not the students of one that is open."""
        async with self._books.change(principal, course_id, access.course_for_settings) as desk:
            known = await reckoned(desk.record)
            if all(set(tie.students) != set(body.students) for tie in known.grades.ties):
                raise Conflict("These students are in no tie that is open.", code="no_such_tie")
            tie = TieRecord(
                id=new_id(self._books.clock),
                students=tuple(body.students),
                decision=body.decision,
                change=desk.change(body.why),
                undone=None,
            )
            for old in desk.record.ties:
                if old.undone is None and set(old.students) & set(tie.students):
                    # It fits the students no more, or the tie would not be open.
                    await _undo(desk, old, body.why)
            await store.put_tie(desk.conn, course_id, tie)
            desk.note("tie", tie.id, None, tie, body.why)
            return tie.id

    async def undo_tie(self, principal: Principal, course_id: str, tie_id: str) -> None:
        async with self._books.change(principal, course_id, access.course_for_settings) as desk:
            tie = next((one for one in desk.record.ties if one.id == tie_id and one.undone is None), None)
            if tie is None:
                raise NotFound("There is no such decision.")
            await _undo(desk, tie, "")


def derivation_of(results: Results, student_id: str, query: DerivationQuery) -> Derivation:
    student = next((one for one in results.book.students if one.id == student_id), None)
    if student is None:
        raise NotFound("There is no such student in the course.")
    match query.of:
        case "cell":
            column = next((one for one in results.book.columns if one.id == query.column_id), None)
            if column is None:
                raise NotFound("There is no such column.")
            cell = student.cells.get(column.id, NOT_DUE)
            return explain_cell(column, cell, results.students[student_id].scores[column.id])
        case "so_far":
            return explain_total(results, student, "so_far")
        case "final":
            return explain_total(results, student, "if_nothing_more")
    return explain_grade(results, student)


async def _put(
    desk: Desk, wanted: list[CellEntry], why: str
) -> tuple[list[tuple[str, str, CellRecord]], list[CellConflict]]:
    """The cells that change, and those that somebody else was first to change."""
    change = desk.change(why)
    students = {one.id for one in desk.record.roster}
    columns = {one.id: one for one in desk.record.columns}
    done: list[tuple[str, str, CellRecord]] = []
    conflicts: list[CellConflict] = []
    for entry in wanted:
        column = columns.get(entry.column_id)
        if column is None or entry.student_id not in students:
            raise NotFound("There is no such cell.")
        current = desk.record.cells.get((column.id, entry.student_id), NOTHING)
        if entries.is_same(current.cell, entry.put, entry.points, fed=column.fed):
            continue
        if entry.version != current.version:
            conflicts.append(_conflict(entry, current, column))
            continue
        cell = entries.entered(current.cell, entry.put, entry.points, change, fed=column.fed)
        if column.fed and current.cell.state == "excused" and cell.raw is None:
            # Only the source knows what is below, and is asked when the book is opened next.
            await store.set_stamp(desk.conn, column.id, None)
        done.append((column.id, entry.student_id, CellRecord(cell, current.version + 1)))
        before = current.cell if current.version else None
        desk.note("cell", column.id, before, cell, why, student_id=entry.student_id)
    return done, conflicts


def _conflict(entry: CellEntry, current: CellRecord, column: ColumnRecord) -> CellConflict:
    change = current.cell.change
    return CellConflict(
        column_id=entry.column_id,
        student_id=entry.student_id,
        yours=entry,
        current=views.cell_of(current, column),
        changed_by=change.by if change else None,
        changed_at=change.at if change else None,
    )


def _named(conflict: CellConflict, names: dict[str, str]) -> CellConflict:
    return CellConflict(
        column_id=conflict.column_id,
        student_id=conflict.student_id,
        yours=conflict.yours,
        current=conflict.current,
        changed_by=names.get(conflict.changed_by or ""),
        changed_at=conflict.changed_at,
    )


def _outdated(entry: CellEntry, current: CellView) -> Outdated:
    return Outdated(
        "Somebody else has changed this cell since.",
        code="cell_changed",
        details=[
            Detail("yours", entry.put if entry.points is None else str(entry.points)),
            Detail("current", current.state if current.points is None else str(current.raw or current.points)),
            Detail("version", str(current.version)),
        ],
    )


def _cell_at(record: BookRecord, results: Results, column: str, student: str) -> CellAt:
    found = record.cells.get((column, student), NOTHING)
    scored = results.students[student].scores[column]
    return CellAt(column_id=column, student_id=student, cell=views.cell_view(found, scored))


def _column(record: BookRecord, column_id: str) -> ColumnRecord:
    column = record.column(column_id)
    if column is None:
        raise NotFound("There is no such column.")
    return column


async def _undo(desk: Desk, tie: TieRecord, why: str) -> None:
    undone = TieRecord(
        id=tie.id, students=tie.students, decision=tie.decision, change=tie.change, undone=desk.change(why)
    )
    await store.put_tie(desk.conn, desk.course_id, undone)
    desk.note("tie", tie.id, tie, undone, why)


def _authors(tree: Derivation) -> set[str]:
    own = {change.by for change in (tree.change, tree.undone) if change is not None}
    return own.union(*(_authors(part) for part in tree.parts))
