"""Rules and transactions of a course's content."""

import logging
from datetime import timedelta
from typing import TypeVar
from urllib.parse import urlsplit

from msgspec import UNSET, UnsetType

from eduforum.auth.schemas import Principal
from eduforum.clock import Clock
from eduforum.courses.access import course_for_reading, is_staff
from eduforum.courses.content import access, store
from eduforum.courses.content.schemas import (
    MAX_FOLDERS,
    MAX_ITEMS,
    ContentFolder,
    ContentOrder,
    ContentPage,
    CourseContent,
    FilledFolder,
    FolderChange,
    FolderRecord,
    ItemChange,
    ItemKind,
    ItemRecord,
    NewFile,
    NewFolder,
    NewItem,
    NewLink,
)
from eduforum.courses.files import store as files_store
from eduforum.courses.files.access import readable
from eduforum.courses.files.schemas import CourseFile
from eduforum.courses.files.uploads import CourseFiles
from eduforum.db import Connection, Database
from eduforum.errors import Conflict, Detail, Invalid
from eduforum.ids import new_id

T = TypeVar("T")

DELETED_KEPT = timedelta(days=30)

_log = logging.getLogger(__name__)


class ContentService:
    def __init__(self, db: Database, files: CourseFiles, clock: Clock) -> None:
        self._db = db
        self._files = files
        self._clock = clock

    async def content(self, principal: Principal, course_id: str) -> CourseContent:
        """All of it for staff, what is visible now for everybody else."""
        now = self._clock.now()
        async with self._db.connection() as conn, conn.transaction(isolation="repeatable_read", readonly=True):
            course = await course_for_reading(conn, principal, course_id)
            staff = is_staff(principal, course)
            folders = await store.folders(conn, course_id)
            items = await store.items(conn, course_id)
            students = await store.students(conn, course_id) if staff else None
        within: dict[str, list[ItemRecord]] = {folder.id: [] for folder in folders}
        for item in items:
            if staff or access.sees_item(item, now):
                within[item.folder_id].append(item)
        return CourseContent(
            folders=[
                _filled(folder, within[folder.id], staff=staff)
                for folder in folders
                if staff or access.sees_folder(folder, now)
            ],
            students=students,
        )

    async def add_folder(self, principal: Principal, course_id: str, new: NewFolder) -> ContentFolder:
        """Raises `Conflict` `too_much_content`."""
        async with self._db.transaction() as conn:
            await access.course_for_arranging(conn, principal, course_id)
            await store.lock(conn, course_id)
            folders, _ = await store.counts(conn, course_id)
            if folders >= MAX_FOLDERS:
                raise _full()
            folder_id = new_id(self._clock)
            await store.add_folder(
                conn,
                id=folder_id,
                course_id=course_id,
                title=_text("title", new.title),
                visible=new.visible,
                visible_from=new.visible_from,
                now=self._clock.now(),
            )
            return (await access.folder_for_changing(conn, principal, course_id, folder_id)).public()

    async def change_folder(
        self, principal: Principal, course_id: str, folder_id: str, change: FolderChange, version: int | None
    ) -> ContentFolder:
        async with self._db.transaction() as conn:
            folder = await access.folder_for_changing(conn, principal, course_id, folder_id)
            done = await store.change_folder(
                conn,
                folder_id,
                folder.version if version is None else version,
                self._clock.now(),
                title=folder.title if isinstance(change.title, UnsetType) else _text("title", change.title),
                visible=_or(change.visible, folder.visible),
                visible_from=_or(change.visible_from, folder.visible_from),
            )
            if not done:
                raise _outdated()
            return (await access.folder_for_changing(conn, principal, course_id, folder_id)).public()

    async def delete_folder(self, principal: Principal, course_id: str, folder_id: str) -> None:
        """With what is in it, for thirty days."""
        async with self._db.transaction() as conn:
            folder = await access.folder_for_changing(conn, principal, course_id, folder_id, deleted=True)
            if folder.deleted_at is None:
                now = self._clock.now()
                await store.set_folder_deleted(conn, folder_id, now, now)

    async def restore_folder(self, principal: Principal, course_id: str, folder_id: str) -> ContentFolder:
        async with self._db.transaction() as conn:
            folder = await access.folder_for_changing(conn, principal, course_id, folder_id, deleted=True)
            if folder.deleted_at is not None:
                await store.set_folder_deleted(conn, folder_id, None, self._clock.now())
            return (await access.folder_for_changing(conn, principal, course_id, folder_id)).public()

    async def add_item(self, principal: Principal, course_id: str, item_id: str, new: NewItem) -> ContentPage:
        """`item_id` is the request's: a repeat answers what the first has made.

        Raises `NotFound` `no_such_folder`, `Conflict` `too_much_content`, `Invalid`, and what `CourseFiles.whole` does.
        """
        content = new.content
        async with self._db.connection() as conn:
            await access.folder_for_changing(conn, principal, course_id, new.folder_id)
        kind: ItemKind = "page"
        file, url, body = None, None, None
        if isinstance(content, NewFile):
            file, kind = await self._files.whole(principal, course_id, content.upload_id), "file"
        elif isinstance(content, NewLink):
            url, kind = _url(content.url), "link"
        else:
            body = content.body
        async with self._db.transaction() as conn:
            await access.folder_for_changing(conn, principal, course_id, new.folder_id)
            await store.lock(conn, course_id)
            if await store.item(conn, course_id, item_id) is None:
                _, items = await store.counts(conn, course_id)
                if items >= MAX_ITEMS:
                    raise _full()
                if file is not None and not await files_store.hold(conn, file.id):
                    raise Conflict("The upload is not there any more.", code="upload_unfinished")
                await store.add_item(
                    conn,
                    id=item_id,
                    course_id=course_id,
                    folder_id=new.folder_id,
                    kind=kind,
                    title=_title(new, file, url),
                    file_id=None if file is None else file.id,
                    url=url,
                    body=body,
                    visible=new.visible,
                    visible_from=new.visible_from,
                    created_by=principal.user_id,
                    now=self._clock.now(),
                )
            return (await access.item_for_changing(conn, principal, course_id, item_id)).page(staff=True)

    async def item(self, principal: Principal, course_id: str, item_id: str) -> ContentPage:
        """What somebody opens: a student's first time is noted."""
        async with self._db.transaction() as conn:
            item, staff = await self._opened(conn, principal, course_id, item_id)
        return item.page(staff=staff)

    async def file(self, principal: Principal, course_id: str, item_id: str) -> CourseFile:
        """The file of an item that may be handed out. Raises what `readable` does, `NotFound`."""
        async with self._db.transaction() as conn:
            item, _ = await self._opened(conn, principal, course_id, item_id)
            file = None if item.file is None else await files_store.file(conn, course_id, item.file.id)
        if file is None:
            raise access.no_item()
        return readable(file)

    async def change_item(
        self, principal: Principal, course_id: str, item_id: str, change: ItemChange, version: int | None
    ) -> ContentPage:
        """Raises `Conflict` `version_conflict`, `Invalid` for a field that the item's kind has not."""
        async with self._db.transaction() as conn:
            item = await access.item_for_changing(conn, principal, course_id, item_id)
            for field, kind in (("url", "link"), ("body", "page")):
                if getattr(change, field) is not UNSET and item.kind != kind:
                    raise Invalid(details=[Detail(field, f"This item is no {kind}.")])
            done = await store.change_item(
                conn,
                item_id,
                item.version if version is None else version,
                self._clock.now(),
                title=item.title if isinstance(change.title, UnsetType) else _text("title", change.title),
                url=item.url if isinstance(change.url, UnsetType) else _url(change.url),
                body=_or(change.body, item.body),
                visible=_or(change.visible, item.visible),
                visible_from=_or(change.visible_from, item.visible_from),
            )
            if not done:
                raise _outdated()
            return (await access.item_for_changing(conn, principal, course_id, item_id)).page(staff=True)

    async def delete_item(self, principal: Principal, course_id: str, item_id: str) -> None:
        """For thirty days it can be put back."""
        async with self._db.transaction() as conn:
            item = await access.item_for_changing(conn, principal, course_id, item_id, deleted=True)
            if item.deleted_at is None:
                now = self._clock.now()
                await store.set_item_deleted(conn, item_id, now, now)

    async def restore_item(self, principal: Principal, course_id: str, item_id: str) -> ContentPage:
        async with self._db.transaction() as conn:
            item = await access.item_for_changing(conn, principal, course_id, item_id, deleted=True)
            if item.deleted_at is not None:
                await store.set_item_deleted(conn, item_id, None, self._clock.now())
            return (await access.item_for_changing(conn, principal, course_id, item_id)).page(staff=True)

    async def arrange(self, principal: Principal, course_id: str, order: ContentOrder) -> CourseContent:
        """Raises `Conflict` `order_outdated` where something was added or deleted meanwhile."""
        wanted = {folder.id: folder.items for folder in order.folders}
        async with self._db.transaction() as conn:
            await access.course_for_arranging(conn, principal, course_id)
            await store.lock(conn, course_id)
            folders = {folder.id for folder in await store.folders(conn, course_id)}
            items = {item.id for item in await store.items(conn, course_id)}
            named = [item_id for item_ids in wanted.values() for item_id in item_ids]
            complete = wanted.keys() == folders and len(wanted) == len(order.folders)
            if not complete or set(named) != items or len(named) != len(items):
                raise Conflict("The content has changed since.", code="order_outdated")
            await store.arrange(conn, wanted)
        return await self.content(principal, course_id)

    async def tidy(self) -> None:
        """Forgets what was deleted thirty days ago; its files go when nothing else holds them."""
        async with self._db.transaction() as conn:
            count = await store.forget_deleted(conn, self._clock.now() - DELETED_KEPT)
        if count:
            _log.info("content that was deleted is forgotten", extra={"count": count})

    async def _opened(
        self, conn: Connection, principal: Principal, course_id: str, item_id: str
    ) -> tuple[ItemRecord, bool]:
        now = self._clock.now()
        course, item = await access.item_for_reading(conn, principal, course_id, item_id, now)
        if course.role == "student":
            await store.note_opening(conn, item_id, principal.user_id, now)
        return item, is_staff(principal, course)


def _filled(folder: FolderRecord, items: list[ItemRecord], *, staff: bool) -> FilledFolder:
    fields = {name: getattr(folder, name) for name in ContentFolder.__struct_fields__}
    return FilledFolder(**fields, items=[item.public(staff=staff) for item in items])


def _title(new: NewItem, file: CourseFile | None, url: str | None) -> str:
    if new.title is not None:
        return _text("title", new.title)
    if file is not None:
        return file.name
    if url is not None:
        return url[:200]
    raise Invalid(details=[Detail("title", "A page has a title.")])


def _url(text: str) -> str:
    """Raises `Invalid` for what is no address of a page elsewhere."""
    text = text.strip()
    try:
        parts = urlsplit(text)
        good = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        good = False
    if not good or any(letter.isspace() or not letter.isprintable() for letter in text):
        raise Invalid(details=[Detail("url", "This must begin with https:// or http://.")])
    return text


def _or(value: T | UnsetType, default: T) -> T:
    return default if isinstance(value, UnsetType) else value


def _text(field: str, value: str) -> str:
    text = value.strip()
    if not text:
        raise Invalid(details=[Detail(field, "This must not be empty.")])
    return text


def _full() -> Conflict:
    return Conflict("The course has as much content as it can have.", code="too_much_content")


def _outdated() -> Conflict:
    return Conflict("It was changed by somebody else.", code="version_conflict")
