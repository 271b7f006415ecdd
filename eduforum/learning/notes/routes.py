"""HTTP face of notes."""

from eduforum.learning.notes.records import NoteRecords
from eduforum.learning.notes.schemas import Notes, NotesConfigure, NotesConfigureBody, NotesQuery
from eduforum.media.access import READING_ERRORS
from eduforum.media.schemas import Done
from eduforum.media.service import RoomService
from eduforum.web.downloads import attached
from eduforum.web.endpoint import Call, Endpoint, Raw, scoped

_TAG = "notes"
_KEY = {"Idempotency-Key": "A UUID in lower case: a call that is repeated with it acts once"}
_PLAIN, _MARKDOWN = "text/plain", "text/markdown"


class NotesRoutes:
    def __init__(self, records: NoteRecords, rooms: RoomService) -> None:
        self._records = records
        self._rooms = rooms

    def endpoints(self) -> list[Endpoint]:
        notes = "/learning/notes"
        note = notes + "/{note_id}"
        return scoped("sessions", [
            Endpoint("GET", notes, self.notes, "The notes of a session that one may see", _TAG, query=NotesQuery,
                     answer=Notes, errors=READING_ERRORS),
            Endpoint("GET", note + "/note.txt", self.plain, "What stands in a note", _TAG, query=NotesQuery,
                     answer=str, raw=True, produces=_PLAIN, errors=(*READING_ERRORS, "no_such_note")),
            Endpoint("GET", note + "/note.md", self.markdown, "What stands in a note, as Markdown", _TAG,
                     query=NotesQuery, answer=str, raw=True, produces=_MARKDOWN,
                     errors=(*READING_ERRORS, "no_such_note")),
            Endpoint("POST", note + "/configure", self.configure, "Who writes in a note; staff only", _TAG,
                     body=NotesConfigureBody, answer=Done, request_headers=_KEY,
                     errors=("not_found", "no_such_note", "staff_only", "session_not_live", "session_cancelled",
                             "session_ended", "rate_limited", "not_stored")),
        ])  # fmt: skip

    async def notes(self, call: Call[None, NotesQuery]) -> Notes:
        return await self._records.notes(call.principal, call.query.session_id)

    async def plain(self, call: Call[None, NotesQuery]) -> Raw:
        return await self._text(call, "txt", _PLAIN)

    async def markdown(self, call: Call[None, NotesQuery]) -> Raw:
        return await self._text(call, "md", _MARKDOWN)

    async def configure(self, call: Call[NotesConfigureBody, None]) -> object:
        body = call.body
        request = NotesConfigure(id=call.request_id, note=call.path["note_id"], writing=body.writing)
        return await self._rooms.command(call.principal, body.session_id, request)

    async def _text(self, call: Call[None, NotesQuery], ending: str, media_type: str) -> Raw:
        title, text = await self._records.text(call.principal, call.query.session_id, call.path["note_id"])
        return Raw(text.encode(), f"{media_type}; charset=utf-8", attached(f"{title}.{ending}"))
