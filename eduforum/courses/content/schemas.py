"""Records and request bodies of a course's content."""

from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from eduforum.courses.files.schemas import FileFacts
from eduforum.courses.schemas import Instant, Title

ItemKind = Literal["file", "link", "page"]

MAX_FOLDERS = 100
MAX_ITEMS = 1000

Id = Annotated[str, Meta(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
Url = Annotated[str, Meta(min_length=1, max_length=2000, description="Begins with https:// or http://")]
PageText = Annotated[str, Meta(max_length=100_000, description="Plain text; lines are kept")]


class ContentItem(msgspec.Struct, frozen=True, kw_only=True):
    """A file, a link or a page of text. It is seen by students while it and its folder are `visible`, from
    `visible_from` on. `opened` students have opened it: for staff, None to everybody else."""

    id: str
    folder_id: str
    kind: ItemKind
    title: str
    file: FileFacts | None
    url: str | None
    visible: bool
    visible_from: datetime | None
    opened: int | None
    version: int
    created_at: datetime
    updated_at: datetime


class ContentPage(ContentItem, frozen=True, kw_only=True):
    """With the text, where it is a page."""

    body: str | None


class ItemRecord(ContentPage, frozen=True, kw_only=True):
    """As it is kept. `deleted_at`: it can still be put back."""

    course_id: str
    folder_visible: bool
    folder_visible_from: datetime | None
    folder_deleted_at: datetime | None
    deleted_at: datetime | None

    def public(self, *, staff: bool) -> ContentItem:
        return ContentItem(**self._fields(ContentItem, staff))

    def page(self, *, staff: bool) -> ContentPage:
        return ContentPage(**self._fields(ContentPage, staff))

    def _fields(self, kind: type[ContentItem], staff: bool) -> dict[str, Any]:
        fields = {name: getattr(self, name) for name in kind.__struct_fields__}
        if not staff:
            fields["opened"] = None
        return fields


class ContentFolder(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    title: str
    visible: bool
    visible_from: datetime | None
    version: int


class FolderRecord(ContentFolder, frozen=True, kw_only=True):
    deleted_at: datetime | None

    def public(self) -> ContentFolder:
        return ContentFolder(**{name: getattr(self, name) for name in ContentFolder.__struct_fields__})


class FilledFolder(ContentFolder, frozen=True, kw_only=True):
    items: list[ContentItem]


class CourseContent(msgspec.Struct, frozen=True, kw_only=True):
    """In order. `students` is how many could open it, for staff."""

    folders: list[FilledFolder]
    students: int | None


class NewFolder(msgspec.Struct, forbid_unknown_fields=True):
    title: Title
    visible: bool = True
    visible_from: Instant | None = None


class FolderChange(msgspec.Struct, forbid_unknown_fields=True):
    title: Title | UnsetType = UNSET
    visible: bool | UnsetType = UNSET
    visible_from: Instant | UnsetType | None = UNSET


class NewFile(msgspec.Struct, forbid_unknown_fields=True, tag_field="kind", tag="file"):
    """A finished upload of one's own."""

    upload_id: Id


class NewLink(msgspec.Struct, forbid_unknown_fields=True, tag_field="kind", tag="link"):
    url: Url


class NewPage(msgspec.Struct, forbid_unknown_fields=True, tag_field="kind", tag="page"):
    body: PageText


class NewItem(msgspec.Struct, forbid_unknown_fields=True):
    """Without a title a file is called by its name. It comes last in its folder."""

    folder_id: Id
    content: NewFile | NewLink | NewPage
    title: Title | None = None
    visible: bool = True
    visible_from: Instant | None = None


class ItemChange(msgspec.Struct, forbid_unknown_fields=True):
    title: Title | UnsetType = UNSET
    visible: bool | UnsetType = UNSET
    visible_from: Instant | UnsetType | None = UNSET
    url: Url | UnsetType = UNSET
    body: PageText | UnsetType = UNSET


class FolderOrder(msgspec.Struct, forbid_unknown_fields=True):
    id: Id
    items: Annotated[list[Id], Meta(max_length=MAX_ITEMS)]


class ContentOrder(msgspec.Struct, forbid_unknown_fields=True):
    """Every folder and every item, in the order that they are to have."""

    folders: Annotated[list[FolderOrder], Meta(max_length=MAX_FOLDERS)]
