"""Who presents, and who sees which decks."""

from collections.abc import Collection

from eduforum.errors import Forbidden, NotFound
from eduforum.learning.slides.schemas import Deck, Presentation
from eduforum.media.audience import HOSTS, STAFF, Keys
from eduforum.media.exams import Exams
from eduforum.media.schemas import Participant, Person

STAFF_AND_HOSTS: Keys = STAFF | HOSTS


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


def may_show(person: Person, held: Keys, presenters: Collection[str], exams: Exams) -> None:
    may_present(person, held, presenters)
    exams.require_apart(person)


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


def no_deck() -> NotFound:
    return NotFound("There are no such slides.", code="no_such_deck")
