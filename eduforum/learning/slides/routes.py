"""HTTP face of slides: the files, and the requests of the room."""

from typing import Any

from eduforum.learning.slides.files import MAX_BYTES, DeckFiles
from eduforum.learning.slides.schemas import (
    Deck,
    NewDeck,
    NewGuestDeck,
    NewPreparedDeck,
    PreparedDecks,
    PreparedDecksQuery,
    Presented,
    SessionSlides,
    SlidesActBody,
    SlidesPermit,
    SlidesPermitBody,
    SlidesQuery,
    SlidesRemove,
    SlidesRestore,
    SlidesShow,
    SlidesShowBody,
    SlidesStop,
    SlidesTake,
    SlidesTakeBody,
    SlidesTaken,
    SlidesTurn,
    SlidesTurnBody,
)
from eduforum.learning.slides.store import Kept
from eduforum.media.access import READING_ERRORS
from eduforum.media.guests.schemas import GuestPass
from eduforum.media.schemas import Done
from eduforum.media.service import RoomService
from eduforum.storage import UnsatisfiableRange, parse_range
from eduforum.web.downloads import attached
from eduforum.web.endpoint import Call, Endpoint, Raw, scoped
from eduforum.web.protocol import Request

_TAG = "slides"
_LIVE = ("not_found", "session_not_live", "session_cancelled", "session_ended", "rate_limited")
_ERRORS = (*_LIVE, "exam_mode", "not_stored")
_FILE = ("invalid", "too_large", "slides_unreadable", "slides_locked", "too_many_pages", "too_many_decks",
         "rate_limited")  # fmt: skip
_UPLOAD = ("may_not_present", *_FILE)
_GUEST = ("unauthenticated", "token_invalid", "token_expired", "removed", "guest_link_revoked", "room_locked",
          "waiting", "session_not_live", "session_cancelled", "session_ended")  # fmt: skip
_KEY = {"Idempotency-Key": "A UUID in lower case: a call that is repeated with it acts once"}
_RANGE = {"Range": "A part of the file (RFC 9110 section 14.2)"}
# A guest's token is no bearer's: no other call takes it for one.
_TOKEN = "Participant-Token"
_OCTETS = "application/octet-stream"
_PDF = "application/pdf"


class SlidesRoutes:
    def __init__(self, files: DeckFiles, rooms: RoomService) -> None:
        self._files = files
        self._rooms = rooms

    def endpoints(self) -> list[Endpoint]:
        slides = "/learning/slides"
        decks = slides + "/decks"
        deck = decks + "/{deck_id}"
        prepared = slides + "/prepared"
        return scoped("sessions", [
            Endpoint("GET", slides, self.slides, "What is presented in a session, and its slides", _TAG,
                     query=SlidesQuery, answer=SessionSlides, errors=READING_ERRORS),
            Endpoint("POST", decks, self.upload, "Put up slides (PDF) to present; staff also before class", _TAG,
                     query=NewDeck, body=bytes, accepts=_OCTETS, body_limit=MAX_BYTES, answer=Deck, status=201,
                     errors=(*_LIVE, *READING_ERRORS, *_UPLOAD)),
            Endpoint("GET", deck + "/deck.pdf", self.download, "Slides that one may see, or a part of the file", _TAG,
                     answer=bytes, raw=True, produces=_PDF, also=(206,), request_headers=_RANGE,
                     errors=(*READING_ERRORS, "no_such_deck")),
            Endpoint("POST", "/guests/decks", self.upload_as_guest, "Put up slides, for a guest who may present", _TAG,
                     query=NewGuestDeck, body=bytes, accepts=_OCTETS, body_limit=MAX_BYTES, answer=Deck, status=201,
                     auth=False, request_headers={_TOKEN: "The guest's participant token"},
                     errors=(*_GUEST, *_UPLOAD)),
            Endpoint("POST", "/guests/decks/{deck_id}", self.download_as_guest,
                     "Slides, or a part of the file, for a guest", _TAG, body=GuestPass, answer=bytes, raw=True,
                     produces=_PDF, also=(206,), auth=False, request_headers=_RANGE,
                     errors=(*_GUEST, "no_such_deck")),
            Endpoint("GET", prepared, self.prepared, "The slides that are prepared in a course; for its staff", _TAG,
                     query=PreparedDecksQuery, answer=PreparedDecks, errors=("not_found", "staff_only")),
            Endpoint("POST", prepared, self.prepare, "Prepare slides (PDF) for any session of a course", _TAG,
                     query=NewPreparedDeck, body=bytes, accepts=_OCTETS, body_limit=MAX_BYTES, answer=Deck, status=201,
                     errors=("not_found", "staff_only", *_FILE)),
            Endpoint("DELETE", prepared + "/{deck_id}", self.remove_prepared, "Take prepared slides away", _TAG,
                     status=204, errors=("no_such_deck",)),
            Endpoint("POST", prepared + "/{deck_id}/restore", self.restore_prepared,
                     "Put back prepared slides that were taken away", _TAG, answer=Deck,
                     errors=("no_such_deck", "deck_gone")),
            Endpoint("POST", slides + "/take", self.take, "Take prepared slides into a session", _TAG,
                     body=SlidesTakeBody, answer=SlidesTaken, request_headers=_KEY,
                     errors=(*_ERRORS, "staff_only", "no_such_deck", "too_many_decks")),
            Endpoint("POST", slides + "/show", self.show, "Present slides to everybody", _TAG, body=SlidesShowBody,
                     answer=Presented, request_headers=_KEY,
                     errors=(*_ERRORS, "may_not_present", "no_such_deck", "slides_taken")),
            Endpoint("POST", slides + "/turn", self.turn, "Go to another page", _TAG, body=SlidesTurnBody, answer=Done,
                     request_headers=_KEY,
                     errors=(*_ERRORS, "may_not_present", "not_presenting", "no_such_deck")),
            Endpoint("POST", slides + "/stop", self.stop, "Present no longer", _TAG, body=SlidesActBody, answer=Done,
                     request_headers=_KEY, errors=(*_ERRORS, "not_presenting", "nothing_presented")),
            Endpoint("POST", slides + "/permit", self.permit, "Let somebody present; staff only", _TAG,
                     body=SlidesPermitBody, answer=Done, request_headers=_KEY,
                     errors=(*_ERRORS, "staff_only", "not_here", "observers_do_not_present")),
            Endpoint("POST", deck + "/remove", self.remove, "Take slides away", _TAG, body=SlidesActBody, answer=Done,
                     request_headers=_KEY, errors=(*_ERRORS, "no_such_deck", "deck_not_yours", "deck_presented")),
            Endpoint("POST", deck + "/restore", self.restore, "Put back slides that were taken away", _TAG,
                     body=SlidesActBody, answer=Done, request_headers=_KEY,
                     errors=(*_ERRORS, "no_such_deck", "deck_not_yours", "deck_gone")),
        ])  # fmt: skip

    async def slides(self, call: Call[None, SlidesQuery]) -> SessionSlides:
        return await self._files.slides(call.principal, call.query.session_id)

    async def upload(self, call: Call[None, NewDeck]) -> Deck:
        query = call.query
        return await self._files.upload(call.principal, query.session_id, query.name, call.request.stream())

    async def upload_as_guest(self, call: Call[None, NewGuestDeck]) -> Deck:
        token = call.request.headers.get(_TOKEN, "")
        return await self._files.upload_as_guest(token, call.query.name, call.request.stream())

    async def download(self, call: Call[None, None]) -> Raw:
        return self._handed_out(call, await self._files.find(call.principal, call.path["deck_id"]))

    async def download_as_guest(self, call: Call[GuestPass, None]) -> Raw:
        return self._handed_out(call, await self._files.find_for_guest(call.body.token, call.path["deck_id"]))

    async def prepared(self, call: Call[None, PreparedDecksQuery]) -> PreparedDecks:
        return await self._files.prepared(call.principal, call.query.course_id)

    async def prepare(self, call: Call[None, NewPreparedDeck]) -> Deck:
        query = call.query
        return await self._files.prepare(call.principal, query.course_id, query.name, call.request.stream())

    async def remove_prepared(self, call: Call[None, None]) -> None:
        await self._files.remove_prepared(call.principal, call.path["deck_id"])

    async def restore_prepared(self, call: Call[None, None]) -> Deck:
        return await self._files.restore_prepared(call.principal, call.path["deck_id"])

    async def take(self, call: Call[SlidesTakeBody, None]) -> object:
        return await self._command(call, SlidesTake(id=call.request_id, prepared=call.body.prepared))

    async def show(self, call: Call[SlidesShowBody, None]) -> object:
        body = call.body
        request = SlidesShow(id=call.request_id, deck=body.deck, page=body.page, take_over=body.take_over)
        return await self._command(call, request)

    async def turn(self, call: Call[SlidesTurnBody, None]) -> object:
        return await self._command(call, SlidesTurn(id=call.request_id, deck=call.body.deck, page=call.body.page))

    async def stop(self, call: Call[SlidesActBody, None]) -> object:
        return await self._command(call, SlidesStop(id=call.request_id))

    async def permit(self, call: Call[SlidesPermitBody, None]) -> object:
        body = call.body
        return await self._command(call, SlidesPermit(id=call.request_id, participant=body.participant, on=body.on))

    async def remove(self, call: Call[SlidesActBody, None]) -> object:
        return await self._command(call, SlidesRemove(id=call.request_id, deck=call.path["deck_id"]))

    async def restore(self, call: Call[SlidesActBody, None]) -> object:
        return await self._command(call, SlidesRestore(id=call.request_id, deck=call.path["deck_id"]))

    async def _command(self, call: Call[Any, None], request: Request) -> object:
        return await self._rooms.command(call.principal, call.body.session_id, request)

    def _handed_out(self, call: Call[Any, None], kept: Kept) -> Raw:
        deck = kept.deck
        headers = {**attached(deck.name), "Accept-Ranges": "bytes"}
        try:
            part = parse_range(call.request.headers.get("range"), deck.size)
        except UnsatisfiableRange:
            return Raw(b"", _PDF, {**headers, "Content-Range": f"bytes */{deck.size}"}, 416)
        if part is None:
            return Raw(self._files.read(kept), _PDF, {**headers, "Content-Length": str(deck.size)})
        headers |= {"Content-Range": part.content_range(deck.size), "Content-Length": str(part.end - part.start)}
        return Raw(self._files.read(kept, part.start, part.end), _PDF, headers, 206)
