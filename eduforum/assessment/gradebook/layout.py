"""How a course reckons its grades: categories, columns, curves, letters, and what of it students see."""

from collections.abc import Sequence
from decimal import Decimal
from typing import TypeVar

from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from eduforum.assessment.gradebook import access, store, views
from eduforum.assessment.gradebook.books import Books, Desk, check
from eduforum.assessment.gradebook.records import BookRecord, CategoryRecord, ColumnRecord
from eduforum.assessment.gradebook.schemas import (
    MAX_CATEGORIES,
    MAX_COLUMNS,
    CategoryChange,
    CategoryView,
    ColumnChange,
    ColumnView,
    CurveBody,
    Effect,
    FeedSource,
    NewCategory,
    NewColumn,
    Publication,
    SettingsChange,
)
from eduforum.assessment.gradebook.shelf import reckoned
from eduforum.auth.schemas import Principal
from eduforum.errors import Conflict, Detail, Invalid, NotFound
from eduforum.grades.schemas import Curved
from eduforum.ids import new_id

T = TypeVar("T")


class Layout:
    def __init__(self, books: Books) -> None:
        self._books = books

    async def change_settings(self, principal: Principal, course_id: str, change: SettingsChange) -> Effect:
        async with self._books.change(principal, course_id, access.course_for_settings) as desk:
            before = desk.record.settings
            after = replace(
                before,
                course_type=_or(change.course_type, before.course_type).strip(),
                policy=_or(change.policy, before.policy),
                most=_or(change.most, before.most),
            )
            record = desk.record._replace(settings=after)
            check(record)
            if not change.preview and after != before:
                await store.set_settings(desk.conn, course_id, after)
                desk.note("settings", None, before, after, change.why)
            return await self._effect(desk, record, saved=not change.preview)

    async def add_category(self, principal: Principal, course_id: str, new: NewCategory) -> CategoryView:
        async with self._books.change(principal, course_id, access.course_for_settings) as desk:
            if len(desk.record.categories) >= MAX_CATEGORIES:
                raise Conflict(f"A gradebook has up to {MAX_CATEGORIES} categories.", code="gradebook_full")
            category = CategoryRecord(
                id=new_id(self._books.clock),
                place=1 + max((one.place for one in desk.record.categories), default=-1),
                title=_title(new.title),
                weight=new.weight,
                weighing=new.weighing,
                drop_lowest=new.drop,
                extra=new.extra,
                version=1,
                change=desk.change(new.why),
            )
            check(desk.record._replace(categories=(*desk.record.categories, category)))
            await store.put_category(desk.conn, course_id, category)
            desk.note("category", category.id, None, category, new.why)
            return views.category_view(category)

    async def change_category(
        self, principal: Principal, course_id: str, category_id: str, change: CategoryChange, version: int | None
    ) -> CategoryView:
        async with self._books.change(principal, course_id, access.course_for_settings) as desk:
            before = _category(desk.record, category_id)
            _same_version(before.version, version)
            after = replace(
                before,
                title=_title(_or(change.title, before.title)),
                weight=_or(change.weight, before.weight),
                weighing=_or(change.weighing, before.weighing),
                drop_lowest=_or(change.drop, before.drop_lowest),
                extra=_or(change.extra, before.extra),
                place=_or(change.place, before.place),
                version=before.version + 1,
                change=desk.change(change.why),
            )
            others = [one for one in desk.record.categories if one.id != category_id]
            columns = desk.record.columns
            if after.weighing == "weights" and before.weighing != "weights":
                # Columns weighed otherwise until now; each begins with the weight of any other.
                columns = tuple(
                    replace(one, weight=Decimal(1)) if one.category_id == category_id and one.weight is None else one
                    for one in columns
                )
            check(desk.record._replace(categories=(*others, after), columns=columns))
            for column in columns:
                if column != desk.record.column(column.id):
                    await _save(desk, column, change.why)
            if change.place is not UNSET:
                for place, one in enumerate(_put_in(others, after, change.place)):
                    await store.put_category(desk.conn, course_id, replace(one, place=place))
                after = replace(after, place=min(change.place, len(others)))
            else:
                await store.put_category(desk.conn, course_id, after)
            desk.note("category", category_id, before, after, change.why)
            return views.category_view(after)

    async def remove_category(self, principal: Principal, course_id: str, category_id: str) -> None:
        """Raises `Conflict` `category_in_use` while it has columns."""
        async with self._books.change(principal, course_id, access.course_for_settings) as desk:
            category = _category(desk.record, category_id)
            if any(one.category_id == category_id for one in desk.record.columns):
                raise Conflict("The category has columns.", code="category_in_use")
            check(
                desk.record._replace(categories=tuple(one for one in desk.record.categories if one.id != category_id))
            )
            await store.remove_category(desk.conn, category_id, self._books.clock.now())
            desk.note("category", category_id, category, None, "")

    async def sources(self, principal: Principal, course_id: str) -> list[FeedSource]:
        async with self._books.db.connection() as conn:
            await access.course_for_settings(conn, principal, course_id)
            used = {(one.source_kind, one.source_id) for one in await store.columns(conn, course_id)}
            found = await self._books.feeds.sources(conn, course_id)
        return [replace(one, used=(one.kind, one.id) in used) for one in found]

    async def add_column(self, principal: Principal, course_id: str, new: NewColumn) -> ColumnView:
        """Raises `Conflict` `source_used` where another column is read from the same source."""
        async with self._books.change(principal, course_id, access.course_for_settings) as desk:
            if len(desk.record.columns) >= MAX_COLUMNS:
                raise Conflict(f"A gradebook has up to {MAX_COLUMNS} columns.", code="gradebook_full")
            points = new.points
            if new.source is not None:
                named = new.source
                if any((one.source_kind, one.source_id) == (named.kind, named.id) for one in desk.record.columns):
                    raise Conflict("Another column is read from this.", code="source_used")
                found = await self._books.feeds.sources(desk.conn, course_id)
                source = next((one for one in found if (one.kind, one.id) == (named.kind, named.id)), None)
                if source is None:
                    raise Invalid(details=[Detail("source", "The course has no such source.")])
                points = source.points
            category = desk.record.category(new.category_id)
            weight = new.weight
            if category is not None and category.weighing == "weights" and weight is None:
                weight = Decimal(1)
            column = ColumnRecord(
                id=new_id(self._books.clock),
                category_id=new.category_id,
                place=1 + max((one.place for one in desk.record.columns), default=-1),
                title=_title(new.title),
                points=points,
                weight=weight,
                extra=new.extra,
                droppable=new.droppable,
                published=False,
                curved=None,
                source_kind=new.source.kind if new.source else None,
                source_id=new.source.id if new.source else None,
                source_stamp=None,
                version=1,
            )
            check(desk.record._replace(columns=(*desk.record.columns, column)))
            await store.put_column(desk.conn, course_id, column)
            desk.note("column", column.id, None, column, "")
            return views.column_view(column)

    async def change_column(
        self, principal: Principal, course_id: str, column_id: str, change: ColumnChange, version: int | None
    ) -> ColumnView:
        """Raises `Conflict` `fed_column` for the points of one that is read from a source."""
        async with self._books.change(principal, course_id, access.course_for_settings) as desk:
            before = _column(desk.record, column_id)
            _same_version(before.version, version)
            if before.fed and change.points is not UNSET and change.points != before.points:
                raise Conflict("The points are those of the source.", code="fed_column")
            after = replace(
                before,
                title=_title(_or(change.title, before.title)),
                category_id=_or(change.category_id, before.category_id),
                points=_or(change.points, before.points),
                weight=_or(change.weight, before.weight),
                extra=_or(change.extra, before.extra),
                droppable=_or(change.droppable, before.droppable),
            )
            category = desk.record.category(after.category_id)
            if category is not None and category.weighing == "weights" and after.weight is None:
                after = replace(after, weight=Decimal(1))
            others = [one for one in desk.record.columns if one.id != column_id]
            check(desk.record._replace(columns=(*others, after)))
            if change.place is not UNSET:
                for place, one in enumerate(_put_in(others, after, change.place)):
                    if one.id != column_id and one.place != place:
                        await store.put_column(desk.conn, course_id, replace(one, place=place))
                after = replace(after, place=min(change.place, len(others)))
            return views.column_view(await _save(desk, after, change.why))

    async def remove_column(self, principal: Principal, course_id: str, column_id: str) -> None:
        """With its cells, which come back with it."""
        async with self._books.change(principal, course_id, access.course_for_settings) as desk:
            column = _column(desk.record, column_id)
            await store.remove_column(desk.conn, column_id, self._books.clock.now())
            desk.note("column", column_id, column, None, "")

    async def put_back_column(self, principal: Principal, course_id: str, column_id: str) -> ColumnView:
        async with self._books.change(principal, course_id, access.course_for_settings) as desk:
            column = await store.removed_column(desk.conn, course_id, column_id)
            if column is None:
                raise NotFound("There is no such column to put back.")
            await store.put_back_column(desk.conn, column_id)
            desk.note("column", column_id, None, column, "")
            return views.column_view(column)

    async def set_curve(self, principal: Principal, course_id: str, column_id: str, body: CurveBody) -> Effect:
        async with self._books.change(principal, course_id, access.course_for_settings) as desk:
            column = _column(desk.record, column_id)
            curved = Curved(curve=body.curve, lowers=body.lowers, change=desk.change(body.why))
            return await self._with_curve(desk, column, curved, body.why, saved=not body.preview)

    async def undo_curve(self, principal: Principal, course_id: str, column_id: str) -> Effect:
        """The curve stays where it was, marked as taken back."""
        async with self._books.change(principal, course_id, access.course_for_settings) as desk:
            column = _column(desk.record, column_id)
            if column.curved is None or column.curved.undone is not None:
                raise NotFound("There is no curve to take back.")
            curved = replace(column.curved, undone=desk.change(""))
            return await self._with_curve(desk, column, curved, "", saved=True)

    async def publish(self, principal: Principal, course_id: str, body: Publication) -> None:
        """What students see from now on, and what they do not."""
        async with self._books.change(principal, course_id, access.course_for_settings) as desk:
            for shown in body.columns:
                column = _column(desk.record, shown.id)
                if column.published != shown.published:
                    await _save(desk, replace(column, published=shown.published), body.why)
            before = desk.record.settings
            if body.total is not UNSET and body.total != before.total:
                await store.set_total(desk.conn, course_id, body.total)
                desk.note("settings", None, before, replace(before, total=body.total), body.why)

    async def _with_curve(self, desk: Desk, column: ColumnRecord, curved: Curved, why: str, *, saved: bool) -> Effect:
        after = replace(column, curved=curved)
        record = _with_column(desk.record, after)
        check(record)
        effect = await self._effect(desk, record, saved=saved)
        if saved:
            await _save(desk, after, why)
        return effect

    async def _effect(self, desk: Desk, after: BookRecord, *, saved: bool) -> Effect:
        before = await reckoned(desk.record)
        return Effect(saved=saved, moves=views.moves(before, await reckoned(after, before)))


async def _save(desk: Desk, column: ColumnRecord, why: str) -> ColumnRecord:
    before = _column(desk.record, column.id)
    after = replace(column, version=before.version + 1)
    await store.put_column(desk.conn, desk.course_id, after)
    desk.note("column", column.id, before, after, why)
    return after


def _with_column(record: BookRecord, column: ColumnRecord) -> BookRecord:
    return record._replace(columns=tuple(column if one.id == column.id else one for one in record.columns))


def _put_in(others: Sequence[T], one: T, place: int) -> list[T]:
    return [*others[:place], one, *others[place:]]


def _or(value: T | UnsetType, otherwise: T) -> T:
    return otherwise if isinstance(value, UnsetType) else value


def _title(title: str) -> str:
    stripped = title.strip()
    if not stripped:
        raise Invalid(details=[Detail("title", "This must not be blank.")])
    return stripped


def _category(record: BookRecord, category_id: str) -> CategoryRecord:
    category = record.category(category_id)
    if category is None:
        raise NotFound("There is no such category.")
    return category


def _column(record: BookRecord, column_id: str) -> ColumnRecord:
    column = record.column(column_id)
    if column is None:
        raise NotFound("There is no such column.")
    return column


def _same_version(version: int, seen: int | None) -> None:
    if seen is not None and seen != version:
        raise Conflict("It was changed by somebody else.", code="version_conflict")
