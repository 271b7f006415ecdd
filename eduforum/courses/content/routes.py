"""HTTP face of a course's content."""

from eduforum.courses.content.schemas import (
    ContentFolder,
    ContentOrder,
    ContentPage,
    CourseContent,
    FolderChange,
    ItemChange,
    NewFolder,
    NewItem,
)
from eduforum.courses.content.service import ContentService
from eduforum.courses.files import downloads
from eduforum.courses.files.uploads import CourseFiles
from eduforum.web.endpoint import Answer, Call, Endpoint, Raw, scoped
from eduforum.web.etags import tagged, version_of

_TAG = "content"
_STAFF = ("not_found", "staff_only")
_FOLDER = (*_STAFF, "no_such_folder")
_ITEM = (*_STAFF, "no_such_content")
_KEY = {"Idempotency-Key": "A UUID in lower case: a call that is repeated with it acts once"}
_ORDER_BYTES = 128 * 1024
_PAGE_BYTES = 512 * 1024


class ContentRoutes:
    def __init__(self, content: ContentService, files: CourseFiles) -> None:
        self._content = content
        self._files = files

    def endpoints(self) -> list[Endpoint]:
        content = "/courses/{course_id}/content"
        folder, item = content + "/folders/{folder_id}", content + "/items/{item_id}"
        return scoped("courses", [
            Endpoint("GET", content, self.content, "A course's content, in order; students: what is visible", _TAG,
                     answer=CourseContent, errors=("not_found",)),
            Endpoint("PUT", content + "/order", self.arrange, "Put folders and items in another order", _TAG,
                     body=ContentOrder, body_limit=_ORDER_BYTES, answer=CourseContent,
                     errors=(*_STAFF, "order_outdated")),
            Endpoint("POST", content + "/folders", self.add_folder, "Add a folder", _TAG, body=NewFolder,
                     answer=ContentFolder, status=201, errors=(*_STAFF, "too_much_content")),
            Endpoint("PATCH", folder, self.change_folder, "Change a folder", _TAG, body=FolderChange,
                     answer=ContentFolder, errors=(*_FOLDER, "version_conflict")),
            Endpoint("DELETE", folder, self.delete_folder, "Delete a folder and what is in it; it can be restored",
                     _TAG, status=204, errors=_FOLDER),
            Endpoint("POST", folder + "/restore", self.restore_folder, "Restore a deleted folder", _TAG,
                     answer=ContentFolder, errors=_FOLDER),
            Endpoint("POST", content + "/items", self.add_item, "Add a file that was uploaded, a link or a page", _TAG,
                     body=NewItem, body_limit=_PAGE_BYTES, answer=ContentPage, status=201, request_headers=_KEY,
                     errors=(*_FOLDER, "no_such_upload", "upload_unfinished", "unsupported_file", "too_much_content")),
            Endpoint("GET", item, self.item, "Open a link or a page", _TAG, answer=ContentPage,
                     errors=("not_found", "no_such_content")),
            Endpoint("PATCH", item, self.change_item, "Change an item", _TAG, body=ItemChange, body_limit=_PAGE_BYTES,
                     answer=ContentPage, errors=(*_ITEM, "version_conflict")),
            Endpoint("DELETE", item, self.delete_item, "Delete an item; it can be restored", _TAG, status=204,
                     errors=_ITEM),
            Endpoint("POST", item + "/restore", self.restore_item, "Restore a deleted item", _TAG, answer=ContentPage,
                     errors=_ITEM),
            Endpoint("GET", item + "/file", self.download, "The file, or a part of it", _TAG, answer=bytes, raw=True,
                     produces=downloads.OCTETS, also=downloads.ALSO, request_headers=downloads.REQUEST_HEADERS,
                     headers=downloads.HEADERS, errors=("not_found", "no_such_content", *downloads.ERRORS)),
        ])  # fmt: skip

    async def content(self, call: Call[None, None]) -> CourseContent:
        return await self._content.content(call.principal, call.path["course_id"])

    async def arrange(self, call: Call[ContentOrder, None]) -> CourseContent:
        return await self._content.arrange(call.principal, call.path["course_id"], call.body)

    async def add_folder(self, call: Call[NewFolder, None]) -> Answer[ContentFolder]:
        return tagged(await self._content.add_folder(call.principal, call.path["course_id"], call.body))

    async def change_folder(self, call: Call[FolderChange, None]) -> Answer[ContentFolder]:
        where = call.path["course_id"], call.path["folder_id"]
        return tagged(await self._content.change_folder(call.principal, *where, call.body, version_of(call.if_match)))

    async def delete_folder(self, call: Call[None, None]) -> None:
        await self._content.delete_folder(call.principal, call.path["course_id"], call.path["folder_id"])

    async def restore_folder(self, call: Call[None, None]) -> Answer[ContentFolder]:
        where = call.path["course_id"], call.path["folder_id"]
        return tagged(await self._content.restore_folder(call.principal, *where))

    async def add_item(self, call: Call[NewItem, None]) -> Answer[ContentPage]:
        return tagged(await self._content.add_item(call.principal, call.path["course_id"], call.request_id, call.body))

    async def item(self, call: Call[None, None]) -> Answer[ContentPage]:
        return tagged(await self._content.item(call.principal, call.path["course_id"], call.path["item_id"]))

    async def change_item(self, call: Call[ItemChange, None]) -> Answer[ContentPage]:
        where = call.path["course_id"], call.path["item_id"]
        return tagged(await self._content.change_item(call.principal, *where, call.body, version_of(call.if_match)))

    async def delete_item(self, call: Call[None, None]) -> None:
        await self._content.delete_item(call.principal, call.path["course_id"], call.path["item_id"])

    async def restore_item(self, call: Call[None, None]) -> Answer[ContentPage]:
        return tagged(await self._content.restore_item(call.principal, call.path["course_id"], call.path["item_id"]))

    async def download(self, call: Call[None, None]) -> Raw:
        file = await self._content.file(call.principal, call.path["course_id"], call.path["item_id"])
        return downloads.handed_out(call, self._files, file)
