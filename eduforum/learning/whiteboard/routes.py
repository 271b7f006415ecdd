"""HTTP face of the whiteboard: pictures of it, and the images on it."""

from typing import Annotated, Any

import msgspec
from msgspec import Meta

from eduforum.learning.whiteboard.images import MAX_BYTES, BoardImages
from eduforum.learning.whiteboard.objects import Key
from eduforum.learning.whiteboard.records import BoardRecords
from eduforum.learning.whiteboard.schemas import BoardImage, BoardPages, SessionBoards
from eduforum.media.access import READING_ERRORS
from eduforum.media.guests.schemas import GuestPass
from eduforum.web.endpoint import Call, Endpoint, Raw, scoped
from eduforum.web.protocol import Id

OCTETS = "application/octet-stream"


class PageOfBoard(msgspec.Struct, forbid_unknown_fields=True):
    page: Annotated[Key | None, Meta(description="The page's id; without, the first")] = None


class ImageQuery(msgspec.Struct, forbid_unknown_fields=True):
    board: Annotated[Id | None, Meta(description="The board whose readers may load it; without, the class's")] = None


class WhiteboardRoutes:
    def __init__(self, records: BoardRecords, images: BoardImages) -> None:
        self._records = records
        self._images = images

    def endpoints(self) -> list[Endpoint]:
        boards = "/sessions/{session_id}/boards"
        images = "/sessions/{session_id}/board-images"
        refusals = (*READING_ERRORS, "no_such_board", "board_empty", "rate_limited")
        return scoped("sessions", [
            Endpoint("GET", boards, self.boards, "The boards of a session that one may see", "whiteboard",
                     answer=SessionBoards, errors=READING_ERRORS),
            Endpoint("GET", boards + "/{board_id}/pages", self.pages, "The pages of a board", "whiteboard",
                     answer=BoardPages, errors=(*READING_ERRORS, "no_such_board")),
            Endpoint("GET", boards + "/{board_id}/page.png", self.png, "A page of a board as a picture", "whiteboard",
                     query=PageOfBoard, answer=bytes, raw=True, produces="image/png", errors=refusals),
            Endpoint("GET", boards + "/{board_id}/thumbnail.png", self.thumbnail,
                     "The first page as a small picture, a few seconds old at most", "whiteboard", answer=bytes,
                     raw=True, produces="image/png", also=(204, 304), errors=refusals),
            Endpoint("GET", boards + "/{board_id}/board.pdf", self.pdf, "All pages of a board as a document",
                     "whiteboard", answer=bytes, raw=True, produces="application/pdf", errors=refusals),
            Endpoint("POST", images, self.upload, "Put up an image (PNG or JPEG) that an object is to show",
                     "whiteboard", query=ImageQuery, body=bytes, accepts=OCTETS, body_limit=MAX_BYTES,
                     answer=BoardImage, status=201,
                     errors=(*READING_ERRORS, "no_such_board", "session_not_live", "session_cancelled", "session_ended",
                             "observers_do_not_draw", "unsupported_image", "too_many_images", "rate_limited")),
            Endpoint("GET", images + "/{image_id}", self.image, "An image of a board", "whiteboard", answer=bytes,
                     raw=True, produces=OCTETS, errors=READING_ERRORS),
            Endpoint("POST", "/guests/board-images/{image_id}", self.image_for_guest,
                     "An image of a board, for a guest", "whiteboard", body=GuestPass, answer=bytes, raw=True,
                     produces=OCTETS, auth=False,
                     errors=("unauthenticated", "token_invalid", "token_expired", "removed", "guest_link_revoked",
                             "room_locked", "waiting", "session_not_live", "session_cancelled", "session_ended",
                             "not_found")),
        ])  # fmt: skip

    async def boards(self, call: Call[None, None]) -> SessionBoards:
        return await self._records.boards(call.principal, call.path["session_id"])

    async def pages(self, call: Call[None, None]) -> BoardPages:
        return await self._records.pages(call.principal, call.path["session_id"], call.path["board_id"])

    async def png(self, call: Call[None, PageOfBoard]) -> Raw:
        return await self._picture(call, "png", call.query.page)

    async def thumbnail(self, call: Call[None, None]) -> Raw:
        drawn = await self._records.thumbnail(call.principal, call.path["session_id"], call.path["board_id"])
        if drawn is None:
            return Raw(b"", "image/png", {}, 204)
        headers = {"ETag": f'"{drawn.version}"', "Cache-Control": "private, no-cache"}
        if call.request.headers.get("if-none-match") == headers["ETag"]:
            return Raw(b"", "image/png", headers, 304)
        return Raw(drawn.png, "image/png", headers)

    async def pdf(self, call: Call[None, None]) -> Raw:
        return await self._picture(call, "pdf", None)

    async def upload(self, call: Call[None, ImageQuery]) -> BoardImage:
        session_id = call.path["session_id"]
        return await self._images.upload(call.principal, session_id, call.query.board, call.request.stream())

    async def image(self, call: Call[None, None]) -> Raw:
        session_id = call.path["session_id"]
        image = await self._images.find(call.principal, session_id, call.path["image_id"])
        return Raw(self._images.read(session_id, image), image.media_type)

    async def image_for_guest(self, call: Call[GuestPass, None]) -> Raw:
        session_id, image = await self._images.find_for_guest(call.body.token, call.path["image_id"])
        return Raw(self._images.read(session_id, image), image.media_type)

    async def _picture(self, call: Call[None, Any], kind: Any, page: str | None) -> Raw:
        session_id, board_id = call.path["session_id"], call.path["board_id"]
        drawn = await self._records.picture(call.principal, session_id, board_id, kind, page)
        media_type = "image/png" if kind == "png" else "application/pdf"
        return Raw(drawn, media_type, {"Content-Disposition": f'attachment; filename="board.{kind}"'})
