"""Frames, bodies and records of slides: decks that are put up, and the one that is presented."""

from datetime import datetime
from typing import Annotated, ClassVar

import msgspec
from msgspec import Meta

from eduforum.web.protocol import DurableEvent, Id, Request, StateEvent

PageNumber = Annotated[int, Meta(ge=1, le=100_000, description="Counted from 1")]
Share = Annotated[float, Meta(ge=0, le=1, description="Of the page's width or height, from its top left")]


class Deck(msgspec.Struct, frozen=True, kw_only=True):
    """A PDF of so many pages and bytes. `participant_id` has put it up; `shown`: it was presented to everybody."""

    id: str
    name: str
    pages: int
    size: int
    participant_id: str
    added_at: datetime
    shown: bool = False


class Presentation(msgspec.Struct, frozen=True, kw_only=True):
    """What everybody is shown, and by whom."""

    deck: Deck
    participant_id: str
    name: str
    page: int


class Slides(msgspec.Struct, frozen=True, kw_only=True):
    """What is presented, and who may present beside staff: for staff all of them, for others themselves."""

    presentation: Presentation | None = None
    presenters: tuple[str, ...] = ()


class Decks(msgspec.Struct, frozen=True, kw_only=True):
    """The decks that one may present, or has been shown, the newest first; for staff also those that are prepared in
    the course and were not taken into the session."""

    decks: tuple[Deck, ...]
    prepared: tuple[Deck, ...] = ()


class SlidesList(Request, tag="slides:list", frozen=True, kw_only=True):
    """What decks there are."""


class SlidesTake(Request, tag="slides:take", frozen=True, kw_only=True):
    """Take slides that are prepared in the course into the session; staff only. Taken again they are the same deck."""

    prepared: Id

    durable: ClassVar[bool] = True


class SlidesShow(Request, tag="slides:show", frozen=True, kw_only=True):
    """Present a deck to everybody; `take_over`: also in the place of another who presents. For staff, and those whom
    hosts let present."""

    deck: Id
    page: PageNumber = 1
    take_over: bool = False

    durable: ClassVar[bool] = True


class SlidesTurn(Request, tag="slides:turn", frozen=True, kw_only=True):
    """Go to another page of the deck that one presents."""

    deck: Id
    page: PageNumber

    durable: ClassVar[bool] = True


class SlidesStop(Request, tag="slides:stop", frozen=True, kw_only=True):
    """Present no longer; staff also end what another presents."""

    durable: ClassVar[bool] = True


class SlidesPoint(Request, tag="slides:point", frozen=True, kw_only=True):
    """Point at a place of the page that one presents, or at none any more. Nothing of it is stored."""

    at: tuple[Share, Share] | None


class SlidesPermit(Request, tag="slides:permit", frozen=True, kw_only=True):
    """Let somebody present, or not any more, which ends what they present; staff only."""

    participant: Id
    on: bool

    durable: ClassVar[bool] = True


class SlidesRemove(Request, tag="slides:remove", frozen=True, kw_only=True):
    """Take a deck away: one's own, or for staff anybody's. It can be put back for a while."""

    deck: Id

    durable: ClassVar[bool] = True


class SlidesRestore(Request, tag="slides:restore", frozen=True, kw_only=True):
    """Put back a deck that was taken away."""

    deck: Id

    durable: ClassVar[bool] = True


class SlidesTaken(msgspec.Struct, frozen=True, kw_only=True):
    """The session's deck."""

    deck: Deck


class Presented(msgspec.Struct, frozen=True, kw_only=True):
    presentation: Presentation


class SlidesShown(DurableEvent, tag="slides:shown", frozen=True, kw_only=True):
    """A presentation begins or has another presenter, or none is any more."""

    presentation: Presentation | None


class SlidesPermitted(DurableEvent, tag="slides:permitted", frozen=True, kw_only=True):
    """To staff and the person: they may present from here on, or not any more."""

    participant_id: str
    on: bool


class SlidesPage(StateEvent, tag="slides:page", frozen=True, kw_only=True):
    """The page that everybody is shown of the deck that is presented."""

    deck: str
    page: int


class SlidesPointer(StateEvent, tag="slides:pointer", frozen=True, kw_only=True):
    """Where the presenter points: shares of the page's width and height, from the top left; null: nowhere."""

    at: tuple[float, float] | None


class SlidesQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    session_id: Id


class NewDeck(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    session_id: Id
    name: Annotated[str, Meta(min_length=1, max_length=400, description="The file's, with its ending")]


class PreparedDecksQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    course_id: Id


class NewPreparedDeck(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    course_id: Id
    name: Annotated[str, Meta(min_length=1, max_length=400, description="The file's, with its ending")]


class PreparedDecks(msgspec.Struct, frozen=True, kw_only=True):
    """The slides that are prepared in a course, by name."""

    decks: tuple[Deck, ...]


class SlidesTakeBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    session_id: Id
    prepared: Id


class NewGuestDeck(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: Annotated[str, Meta(min_length=1, max_length=400, description="The file's, with its ending")]


class SessionSlides(msgspec.Struct, frozen=True, kw_only=True):
    """What is presented in a session, and the decks that the reader may see, the newest first."""

    presentation: Presentation | None
    decks: tuple[Deck, ...]


class SlidesActBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    session_id: Id


class SlidesShowBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    session_id: Id
    deck: Id
    page: PageNumber = 1
    take_over: bool = False


class SlidesTurnBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    session_id: Id
    deck: Id
    page: PageNumber


class SlidesPermitBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    session_id: Id
    participant: Id
    on: bool
