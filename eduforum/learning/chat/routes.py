"""HTTP face of the chat: its files, and reading it while the session is live and afterwards."""

from typing import Annotated

import msgspec
from msgspec import Meta

from eduforum.courses.schemas import PageQuery, Session
from eduforum.learning.chat.files import ChatFiles
from eduforum.learning.chat.records import ChatRecords, Recorded, as_csv
from eduforum.learning.chat.schemas import Attachment, Channel, Message
from eduforum.media.access import READING_ERRORS
from eduforum.media.guests.schemas import GuestPass
from eduforum.pagination import cut, decode_cursor
from eduforum.web.downloads import attached
from eduforum.web.endpoint import Call, Endpoint, Page, Raw, scoped
from eduforum.web.protocol import Id

OCTETS = "application/octet-stream"


class MessagesQuery(PageQuery, forbid_unknown_fields=True):
    """`channel` alone, where one is named."""

    channel: Channel | None = None


class MessageSearch(PageQuery, forbid_unknown_fields=True, kw_only=True):
    """Everything between blanks is to be contained, in any case."""

    q: Annotated[str, Meta(min_length=1, max_length=200)]


class UploadQuery(msgspec.Struct, forbid_unknown_fields=True):
    name: Annotated[str, Meta(min_length=1, max_length=400, description="The file's, with its ending")]


class ChatExport(msgspec.Struct, frozen=True, kw_only=True):
    """The chat of a session as far as the reader may read it, oldest first."""

    session: Session
    messages: list[Recorded]


class ChatRoutes:
    def __init__(self, records: ChatRecords, files: ChatFiles) -> None:
        self._records = records
        self._files = files

    def endpoints(self) -> list[Endpoint]:
        chat = "/sessions/{session_id}/chat"
        return scoped("sessions", [
            Endpoint("GET", chat + "/messages", self.messages, "The chat as far as one may read it, oldest first",
                     "chat", query=MessagesQuery, answer=Page[Message], errors=(*READING_ERRORS, "invalid_cursor")),
            Endpoint("GET", chat + "/search", self.search, "Search the chat, newest first", "chat",
                     query=MessageSearch, answer=Page[Message], errors=(*READING_ERRORS, "invalid_cursor")),
            Endpoint("GET", chat + "/export.json", self.export, "Take the chat along", "chat", answer=ChatExport,
                     raw=True, errors=READING_ERRORS),
            Endpoint("GET", chat + "/export.csv", self.export_csv, "Take the chat along as a table", "chat",
                     answer=str, raw=True, produces="text/csv", errors=READING_ERRORS),
            Endpoint("POST", chat + "/files", self.upload, "Upload a file that a message is to hold", "chat",
                     query=UploadQuery, body=bytes, accepts=OCTETS, body_limit=self._files.max_bytes, answer=Attachment,
                     status=201, errors=(*READING_ERRORS, "session_not_live", "session_cancelled", "session_ended",
                                         "observers_do_not_write", "unsupported_file", "too_many_files")),
            Endpoint("GET", chat + "/files/{file_id}", self.download, "A file of a message", "chat", answer=bytes,
                     raw=True, produces=OCTETS, errors=READING_ERRORS),
            # The token is in the body, as in the other calls of guests: nothing else takes it for a bearer's.
            Endpoint("POST", "/guests/files/{file_id}", self.download_as_guest, "A file of a message, for a guest",
                     "chat", body=GuestPass, answer=bytes, raw=True, produces=OCTETS, auth=False,
                     errors=("unauthenticated", "token_invalid", "token_expired", "removed", "guest_link_revoked",
                             "room_locked", "waiting", "session_not_live", "session_cancelled", "session_ended",
                             "not_found")),
        ])  # fmt: skip

    async def messages(self, call: Call[None, MessagesQuery]) -> Page[Message]:
        query = call.query
        rows = await self._records.page(
            call.principal, call.path["session_id"], query.channel, _place(query), query.limit + 1
        )
        return Page(*cut(rows, query.limit, _place_of))

    async def search(self, call: Call[None, MessageSearch]) -> Page[Message]:
        query = call.query
        rows = await self._records.search(
            call.principal, call.path["session_id"], query.q, _place(query), query.limit + 1
        )
        return Page(*cut(rows, query.limit, _place_of))

    async def export(self, call: Call[None, None]) -> Raw:
        session, messages = await self._records.export(call.principal, call.path["session_id"])
        content = msgspec.json.encode(ChatExport(session=session, messages=messages))
        return Raw(content, "application/json", attached(f"{session.title}.json"))

    async def export_csv(self, call: Call[None, None]) -> Raw:
        session, messages = await self._records.export(call.principal, call.path["session_id"])
        return Raw(as_csv(messages), "text/csv; charset=utf-8", attached(f"{session.title}.csv"))

    async def upload(self, call: Call[None, UploadQuery]) -> Attachment:
        return await self._files.upload(call.principal, call.path["session_id"], call.query.name, call.request.stream())

    async def download(self, call: Call[None, None]) -> Raw:
        session_id = call.path["session_id"]
        return self._handed_out(session_id, await self._files.find(call.principal, session_id, call.path["file_id"]))

    async def download_as_guest(self, call: Call[GuestPass, None]) -> Raw:
        return self._handed_out(*await self._files.find_for_guest(call.body.token, call.path["file_id"]))

    def _handed_out(self, session_id: str, file: Attachment) -> Raw:
        # Never shown as a page of ours, whatever it holds.
        headers = {**attached(file.name), "Content-Length": str(file.size)}
        return Raw(self._files.read(session_id, file), file.media_type, headers)


def _place(query: PageQuery) -> str | None:
    if query.cursor is None:
        return None
    (place,) = decode_cursor(query.cursor, tuple[Id])
    return str(place)


def _place_of(message: Message) -> tuple[str]:
    return (message.id,)
