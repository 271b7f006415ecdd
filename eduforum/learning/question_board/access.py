"""Who may ask, vote and answer."""

from eduforum.errors import Conflict, Forbidden
from eduforum.learning.question_board.store import Record
from eduforum.media.audience import STAFF_ROLES
from eduforum.media.schemas import Person


def may_take_part(person: Person) -> None:
    """Everybody but observers and guests, who present and neither ask nor decide what is asked."""
    if person.role == "guest":
        raise Forbidden("Guests present; the board is the class's.", code="guests_do_not_ask")
    if person.role == "observer":
        raise Forbidden("Observers see and hear.", code="observers_do_not_write")


def may_answer(person: Person) -> None:
    """Professor, co-professors and assistants."""
    if person.role not in STAFF_ROLES:
        raise Forbidden("Only staff do this.", code="staff_only")


def may_remove(person: Person, question: Record) -> None:
    """Its author, and staff."""
    if question.author_id != person.id and person.role not in STAFF_ROLES:
        raise Forbidden("This is somebody else's question.", code="not_yours")


def may_vote(person: Person, question: Record) -> None:
    """Others than its author, who wants it answered anyway."""
    may_take_part(person)
    if question.author_id == person.id:
        raise Conflict("This is your own question.", code="own_question")


def is_there(question: Record) -> None:
    """Neither removed nor part of another."""
    if question.state == "removed" or question.merged_into is not None:
        raise Conflict("The question is not on the board any more.", code="question_gone")


def sees_authors(person: Person) -> bool:
    """Staff do, and administrators do not."""
    return person.role in STAFF_ROLES
