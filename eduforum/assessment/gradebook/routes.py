"""HTTP face of gradebooks."""

from typing import Annotated, Any

import msgspec
from msgspec import Meta

from eduforum.assessment.gradebook.layout import Layout
from eduforum.assessment.gradebook.marks import Marks
from eduforum.assessment.gradebook.mine import Mine
from eduforum.assessment.gradebook.schemas import (
    IMPORT_BYTES,
    CategoryChange,
    CategoryView,
    CellChanges,
    CellPut,
    CellsChanged,
    CellView,
    ColumnChange,
    ColumnView,
    CurveBody,
    DerivationQuery,
    DerivationView,
    Effect,
    FeedSource,
    GradebookExportQuery,
    GradebookView,
    GradeChange,
    GradeImport,
    GradeImportReport,
    HistoryQuery,
    MyGrades,
    MyTotals,
    NewCategory,
    NewColumn,
    Publication,
    SettingsChange,
    StandingsBody,
    TieBody,
    WhatIfBody,
)
from eduforum.assessment.gradebook.service import Gradebooks
from eduforum.assessment.gradebook.transfer import Transfer
from eduforum.assessment.gradebook.workbook import MEDIA_TYPE
from eduforum.errors import Detail, Invalid
from eduforum.pagination import cut, decode_cursor
from eduforum.web.downloads import attached
from eduforum.web.endpoint import Answer, Call, Endpoint, Page, Raw, scoped
from eduforum.web.etags import tagged, version_of
from eduforum.web.protocol import Id

_TAG = "gradebook"
_STAFF = ("not_found", "staff_only")
_OWNERS = ("not_found", "forbidden")
_STUDENT = ("not_found", "forbidden")
# A block of 20,000 cells.
_CELLS_BYTES = 6 * 1024 * 1024


class StudentStandings(msgspec.Struct, frozen=True):
    standings: tuple[str, ...]


class TieSettled(msgspec.Struct, frozen=True):
    tie_id: str


class FeedSources(msgspec.Struct, frozen=True):
    sources: tuple[FeedSource, ...]


class GradebookRoutes:
    def __init__(self, gradebooks: Gradebooks) -> None:
        self._gradebooks = gradebooks

    def endpoints(self) -> list[Endpoint]:
        book = "/courses/{course_id}/gradebook"
        category, column = book + "/categories/{category_id}", book + "/columns/{column_id}"
        cell, student = book + "/cells/{column_id}/{student_id}", book + "/students/{student_id}"
        return scoped("grades", [
            Endpoint("GET", book, self.gradebook, "Everybody's marks, totals and letters; for staff", _TAG,
                     answer=GradebookView, errors=_STAFF),
            Endpoint("PATCH", book + "/settings", self.change_settings,
                     "Change the policy on letters, or see whom that would move", _TAG, body=SettingsChange,
                     answer=Effect, errors=_OWNERS),
            Endpoint("POST", book + "/categories", self.add_category, "Add a category with its weight", _TAG,
                     body=NewCategory, answer=CategoryView, status=201, errors=(*_OWNERS, "gradebook_full")),
            Endpoint("PATCH", category, self.change_category, "Change a category, or where it stands", _TAG,
                     body=CategoryChange, answer=CategoryView, errors=(*_OWNERS, "version_conflict")),
            Endpoint("DELETE", category, self.remove_category, "Take away a category without columns", _TAG,
                     status=204, errors=(*_OWNERS, "category_in_use")),
            Endpoint("GET", book + "/sources", self.sources, "What columns can be read from", _TAG,
                     answer=FeedSources, errors=_OWNERS),
            Endpoint("POST", book + "/columns", self.add_column, "Add a column, hidden from students", _TAG,
                     body=NewColumn, answer=ColumnView, status=201,
                     errors=(*_OWNERS, "gradebook_full", "source_used")),
            Endpoint("PATCH", column, self.change_column, "Change a column, or where it stands", _TAG,
                     body=ColumnChange, answer=ColumnView, errors=(*_OWNERS, "version_conflict", "fed_column")),
            Endpoint("DELETE", column, self.remove_column, "Take away a column with its marks", _TAG, status=204,
                     errors=_OWNERS),
            Endpoint("POST", column + "/put-back", self.put_back_column, "Put back a column with its marks", _TAG,
                     answer=ColumnView, errors=_OWNERS),
            Endpoint("PUT", column + "/curve", self.set_curve, "Lay a curve over a column, or see whom it moves", _TAG,
                     body=CurveBody, answer=Effect, errors=_OWNERS),
            Endpoint("DELETE", column + "/curve", self.undo_curve, "Take a curve back", _TAG, answer=Effect,
                     errors=_OWNERS),
            Endpoint("POST", book + "/publish", self.publish, "Show columns and totals to students, or hide them",
                     _TAG, body=Publication, status=204, errors=_OWNERS),
            Endpoint("PATCH", book + "/cells", self.put_cells,
                     "Enter marks; what somebody else has changed since is left and told", _TAG, body=CellChanges,
                     answer=CellsChanged, errors=(*_STAFF, "fed_column"), body_limit=_CELLS_BYTES),
            Endpoint("GET", cell, self.cell, "One cell, with its version as ETag", _TAG, answer=CellView,
                     errors=_STAFF, headers={"ETag": "The cell's version, for If-Match"}),
            Endpoint("PUT", cell, self.put_cell, "Enter one mark", _TAG, body=CellPut, answer=CellView,
                     errors=(*_STAFF, "cell_changed", "fed_column"),
                     request_headers={"If-Match": "The cell's ETag: with another by now, 412 says both values"},
                     headers={"ETag": "The cell's version, for If-Match"}),
            Endpoint("GET", book + "/history", self.history, "What was changed, by whom, when and why", _TAG,
                     query=HistoryQuery, answer=Page[GradeChange], errors=(*_STAFF, "invalid_cursor")),
            Endpoint("GET", student + "/derivation", self.derivation, "Where a number or letter comes from", _TAG,
                     query=DerivationQuery, answer=DerivationView, errors=_STAFF),
            Endpoint("PUT", student + "/standings", self.set_standings, "Say what a student is to the policy", _TAG,
                     body=StandingsBody, answer=StudentStandings, errors=_OWNERS),
            Endpoint("POST", book + "/ties", self.settle_tie, "Decide a tie over a quota", _TAG, body=TieBody,
                     answer=TieSettled, status=201, errors=(*_OWNERS, "no_such_tie")),
            Endpoint("DELETE", book + "/ties/{tie_id}", self.undo_tie, "Take such a decision back", _TAG, status=204,
                     errors=_OWNERS),
            Endpoint("POST", book + "/import", self.take_in, "Enter marks out of a CSV or XLSX file, or see them",
                     _TAG, body=GradeImport, answer=GradeImportReport, errors=(*_OWNERS, "too_large"),
                     body_limit=IMPORT_BYTES),
            Endpoint("GET", book + "/export.csv", self.csv, "The book as a table", _TAG, query=GradebookExportQuery,
                     answer=str, raw=True, produces="text/csv", errors=_OWNERS),
            Endpoint("GET", book + "/export.xlsx", self.xlsx, "The book as a workbook", _TAG,
                     query=GradebookExportQuery, answer=str, raw=True, produces=MEDIA_TYPE, errors=_OWNERS),
            Endpoint("GET", book + "/term-export.zip", self.term,
                     "The term's grades with all they came of, and a program that reckons them again", _TAG,
                     answer=str, raw=True, produces="application/zip", errors=_OWNERS),
            Endpoint("GET", book + "/me", self.mine, "One's own grades, as far as they are published", _TAG,
                     answer=MyGrades, errors=_STUDENT),
            Endpoint("GET", book + "/me/derivation", self.my_derivation, "Where one's own number comes from", _TAG,
                     query=DerivationQuery, answer=DerivationView, errors=(*_STUDENT, "total_hidden")),
            Endpoint("POST", book + "/me/what-if", self.what_if, "One's totals with supposed scores; kept nowhere",
                     _TAG, body=WhatIfBody, answer=MyTotals, errors=(*_STUDENT, "total_hidden")),
        ])  # fmt: skip

    @property
    def _marks(self) -> Marks:
        return self._gradebooks.marks

    @property
    def _layout(self) -> Layout:
        return self._gradebooks.layout

    @property
    def _transfer(self) -> Transfer:
        return self._gradebooks.transfer

    @property
    def _mine(self) -> Mine:
        return self._gradebooks.mine

    async def gradebook(self, call: Call[None, None]) -> Answer[GradebookView]:
        return tagged(await self._marks.gradebook(call.principal, call.path["course_id"]))

    async def change_settings(self, call: Call[SettingsChange, None]) -> Effect:
        return await self._layout.change_settings(call.principal, call.path["course_id"], call.body)

    async def add_category(self, call: Call[NewCategory, None]) -> Answer[CategoryView]:
        return tagged(await self._layout.add_category(call.principal, call.path["course_id"], call.body))

    async def change_category(self, call: Call[CategoryChange, None]) -> Answer[CategoryView]:
        version = version_of(call.if_match)
        return tagged(await self._layout.change_category(call.principal, *_ids(call, "category"), call.body, version))

    async def remove_category(self, call: Call[None, None]) -> None:
        await self._layout.remove_category(call.principal, *_ids(call, "category"))

    async def sources(self, call: Call[None, None]) -> FeedSources:
        return FeedSources(tuple(await self._layout.sources(call.principal, call.path["course_id"])))

    async def add_column(self, call: Call[NewColumn, None]) -> Answer[ColumnView]:
        return tagged(await self._layout.add_column(call.principal, call.path["course_id"], call.body))

    async def change_column(self, call: Call[ColumnChange, None]) -> Answer[ColumnView]:
        version = version_of(call.if_match)
        return tagged(await self._layout.change_column(call.principal, *_ids(call, "column"), call.body, version))

    async def remove_column(self, call: Call[None, None]) -> None:
        await self._layout.remove_column(call.principal, *_ids(call, "column"))

    async def put_back_column(self, call: Call[None, None]) -> Answer[ColumnView]:
        return tagged(await self._layout.put_back_column(call.principal, *_ids(call, "column")))

    async def set_curve(self, call: Call[CurveBody, None]) -> Effect:
        return await self._layout.set_curve(call.principal, *_ids(call, "column"), call.body)

    async def undo_curve(self, call: Call[None, None]) -> Effect:
        return await self._layout.undo_curve(call.principal, *_ids(call, "column"))

    async def publish(self, call: Call[Publication, None]) -> None:
        await self._layout.publish(call.principal, call.path["course_id"], call.body)

    async def put_cells(self, call: Call[CellChanges, None]) -> CellsChanged:
        return await self._marks.put_cells(call.principal, call.path["course_id"], call.body)

    async def cell(self, call: Call[None, None]) -> Answer[CellView]:
        return tagged(await self._marks.cell(call.principal, *_ids(call, "column"), call.path["student_id"]))

    async def put_cell(self, call: Call[CellPut, None]) -> Answer[CellView]:
        version = version_of(call.if_match)
        place = (*_ids(call, "column"), call.path["student_id"])
        return tagged(await self._marks.put_cell(call.principal, *place, call.body, version))

    async def history(self, call: Call[None, HistoryQuery]) -> Page[GradeChange]:
        query = call.query
        cell = None
        if query.column_id is not None and query.student_id is not None:
            cell = (query.column_id, query.student_id)
        elif query.column_id is not None or query.student_id is not None:
            raise Invalid(details=[Detail("student_id", "A cell is named by its column and its student.")])
        before = None if query.cursor is None else decode_cursor(query.cursor, _ID)
        changes = await self._marks.history(call.principal, call.path["course_id"], cell, before, query.limit + 1)
        items, next_cursor = cut(changes, query.limit, lambda change: change.id)
        return Page(items, next_cursor)

    async def derivation(self, call: Call[None, DerivationQuery]) -> DerivationView:
        return await self._marks.derivation(call.principal, *_ids(call, "student"), call.query)

    async def set_standings(self, call: Call[StandingsBody, None]) -> StudentStandings:
        return StudentStandings(await self._marks.set_standings(call.principal, *_ids(call, "student"), call.body))

    async def settle_tie(self, call: Call[TieBody, None]) -> TieSettled:
        return TieSettled(await self._marks.settle_tie(call.principal, call.path["course_id"], call.body))

    async def undo_tie(self, call: Call[None, None]) -> None:
        await self._marks.undo_tie(call.principal, *_ids(call, "tie"))

    async def take_in(self, call: Call[GradeImport, None]) -> GradeImportReport:
        return await self._transfer.take_in(call.principal, call.path["course_id"], call.body)

    async def csv(self, call: Call[None, GradebookExportQuery]) -> Raw:
        name, content = await self._transfer.csv(call.principal, call.path["course_id"], call.query.language)
        return Raw(content, "text/csv; charset=utf-8", attached(f"{name}.csv"))

    async def xlsx(self, call: Call[None, GradebookExportQuery]) -> Raw:
        name, content = await self._transfer.xlsx(call.principal, call.path["course_id"], call.query.language)
        return Raw(content, MEDIA_TYPE, attached(f"{name}.xlsx"))

    async def term(self, call: Call[None, None]) -> Raw:
        name, content = await self._transfer.term(call.principal, call.path["course_id"])
        return Raw(content, "application/zip", attached(f"{name}.zip"))

    async def mine(self, call: Call[None, None]) -> MyGrades:
        return await self._mine.grades(call.principal, call.path["course_id"])

    async def my_derivation(self, call: Call[None, DerivationQuery]) -> DerivationView:
        return await self._mine.derivation(call.principal, call.path["course_id"], call.query)

    async def what_if(self, call: Call[WhatIfBody, None]) -> MyTotals:
        return await self._mine.what_if(call.principal, call.path["course_id"], call.body)


_ID = Annotated[Id, Meta(max_length=36)]


def _ids(call: Call[Any, Any], name: str) -> tuple[str, str]:
    return call.path["course_id"], call.path[f"{name}_id"]
