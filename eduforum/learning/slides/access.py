"""Who presents, and who sees which decks."""

from collections.abc import Collection
from datetime import datetime, timedelta

from eduforum.auth.schemas import Principal
from eduforum.courses import access as courses
from eduforum.db import Connection
from eduforum.errors import Conflict, Forbidden, NotFound
from eduforum.learning.slides import store
from eduforum.learning.slides.schemas import Deck, Presentation
from eduforum.learning.slides.store import Kept
from eduforum.media.audience import HOSTS, STAFF, STAFF_ROLES, Keys
from eduforum.media.schemas import Participant, Person

STAFF_AND_HOSTS: Keys = STAFF | HOSTS

MAX_DECKS = 50
"""Of a session."""
MAX_PREPARED = 200
"""Of a course."""

RESTORABLE = timedelta(minutes=10)
"""How long a deck that was taken away can be put back."""


def is_staff(held: Keys) -> bool:
    """Professor, co-professors, assistants and co-hosts."""
    return not held.isdisjoint(STAFF_AND_HOSTS)


def may_manage(held: Keys) -> None:
    if not is_staff(held):
        raise Forbidden("This is for those who teach.", code="staff_only")


def may_present(person: Person, held: Keys, presenters: Collection[str]) -> None:
    """Staff, and whom they let: a guest who speaks, a student whose turn it is."""
    if not is_staff(held) and (person.id not in presenters or person.role == "observer"):
        raise Forbidden("A host lets you present.", code="may_not_present")


def may_be_permitted(person: Participant | None) -> None:
    if person is None:
        raise NotFound("This person is not here.", code="not_here")
    if person.role == "observer":
        raise Forbidden("Observers see and hear.", code="observers_do_not_present")


def presents(person: Person, presentation: Presentation | None) -> Presentation:
    """What the person presents."""
    if presentation is None or presentation.participant_id != person.id:
        raise Forbidden("You do not present now.", code="not_presenting")
    return presentation


def may_stop(person: Person, held: Keys, presentation: Presentation) -> None:
    if not is_staff(held):
        presents(person, presentation)


def sees(person_id: str, held: Keys, deck: Deck) -> bool:
    """What was prepared is its own person's and staff's until everybody was shown it."""
    return deck.shown or deck.participant_id == person_id or is_staff(held)


def may_see(person_id: str, held: Keys, deck: Deck | None) -> Deck:
    if deck is None or not sees(person_id, held, deck):
        raise no_deck()
    return deck


def may_remove(person: Person, held: Keys, deck: Deck) -> None:
    if deck.participant_id != person.id and not is_staff(held):
        raise Forbidden("These slides are somebody else's.", code="deck_not_yours")


def prepares(person: Person) -> bool:
    """What is prepared is the course's staff's; a student who is a co-host is a classmate."""
    return person.role in STAFF_ROLES


def may_prepare(person: Person) -> None:
    if not prepares(person):
        raise _staff_only()


def require_place(decks: int) -> None:
    """For one more deck of a session that has so many."""
    if decks >= MAX_DECKS:
        raise Conflict(f"A session has at most {MAX_DECKS} decks.", code="too_many_decks")


def require_restorable(kept: Kept, now: datetime) -> None:
    if kept.removed_at is not None and now - kept.removed_at > RESTORABLE:
        raise Conflict("They were taken away too long ago.", code="deck_gone")


async def course_for_decks(conn: Connection, principal: Principal, course_id: str) -> None:
    """For the course's staff: slides that are prepared. Raises `NotFound` for strangers, `Forbidden` `staff_only`."""
    course = await courses.course_for_reading(conn, principal, course_id)
    if not courses.is_staff(principal, course):
        raise _staff_only()


async def prepared_deck(conn: Connection, principal: Principal, deck_id: str) -> Kept:
    """One of them, also when it was taken away. Nobody but staff can tell whether it exists."""
    kept = await store.deck(conn, deck_id)
    if kept is None or kept.course_id is None:
        raise no_deck()
    try:
        await course_for_decks(conn, principal, kept.course_id)
    except (NotFound, Forbidden):
        raise no_deck() from None
    return kept


def _staff_only() -> Forbidden:
    return Forbidden("Slides are prepared by the course's staff.", code="staff_only")


def no_deck() -> NotFound:
    return NotFound("There are no such slides.", code="no_such_deck")
