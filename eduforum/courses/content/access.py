"""Who sees and changes a course's content: staff all of it, everybody else what is visible by now."""

from datetime import datetime

from eduforum.auth.schemas import Principal
from eduforum.courses.access import course_for_reading, is_staff
from eduforum.courses.content import store
from eduforum.courses.content.schemas import ContentFolder, FolderRecord, ItemRecord
from eduforum.courses.schemas import CourseRecord
from eduforum.db import Connection
from eduforum.errors import Forbidden, NotFound


async def course_for_arranging(conn: Connection, principal: Principal, course_id: str) -> CourseRecord:
    """For the course's staff."""
    course = await course_for_reading(conn, principal, course_id)
    if not is_staff(principal, course):
        raise Forbidden("Only the course's staff change its content.", code="staff_only")
    return course


async def folder_for_changing(
    conn: Connection, principal: Principal, course_id: str, folder_id: str, *, deleted: bool = False
) -> FolderRecord:
    """For the course's staff; one that is deleted only where `deleted`."""
    await course_for_arranging(conn, principal, course_id)
    folder = await store.folder(conn, course_id, folder_id)
    if folder is None or (folder.deleted_at is not None and not deleted):
        raise NotFound("There is no such folder.", code="no_such_folder")
    return folder


async def item_for_changing(
    conn: Connection, principal: Principal, course_id: str, item_id: str, *, deleted: bool = False
) -> ItemRecord:
    """For the course's staff; one that is deleted only where `deleted`."""
    await course_for_arranging(conn, principal, course_id)
    item = await store.item(conn, course_id, item_id)
    if item is None or item.folder_deleted_at is not None or (item.deleted_at is not None and not deleted):
        raise no_item()
    return item


async def item_for_reading(
    conn: Connection, principal: Principal, course_id: str, item_id: str, now: datetime
) -> tuple[CourseRecord, ItemRecord]:
    """For staff, and for whoever is in the course once it is visible."""
    course = await course_for_reading(conn, principal, course_id)
    item = await store.item(conn, course_id, item_id)
    if item is None or item.deleted_at is not None or item.folder_deleted_at is not None:
        raise no_item()
    if not is_staff(principal, course) and not (sees_item(item, now) and _folder_is_open(item, now)):
        raise no_item()
    return course, item


def sees_folder(folder: ContentFolder, now: datetime) -> bool:
    """Whether who is no staff sees it."""
    return _is_open(folder.visible, folder.visible_from, now)


def sees_item(item: ItemRecord, now: datetime) -> bool:
    """The same for what is in a folder that is seen."""
    return _is_open(item.visible, item.visible_from, now)


def no_item() -> NotFound:
    return NotFound("There is no such content.", code="no_such_content")


def _folder_is_open(item: ItemRecord, now: datetime) -> bool:
    return _is_open(item.folder_visible, item.folder_visible_from, now)


def _is_open(visible: bool, since: datetime | None, now: datetime) -> bool:
    return visible and (since is None or since <= now)
