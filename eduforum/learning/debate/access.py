"""Who leads a debate, who speaks in it, and who has a view to vote."""

from eduforum.errors import Forbidden
from eduforum.learning.debate.schemas import DebatePoint, DebateSpeaker, DebateSpeech
from eduforum.media.audience import HOSTS, STAFF
from eduforum.media.schemas import Participant, Person
from eduforum.media.tools import RoomContext


def leads(room: RoomContext, person: Person) -> bool:
    """Professor, co-professors, assistants and co-hosts."""
    return not room.keys(person).isdisjoint(STAFF | HOSTS)


def may_lead(room: RoomContext, person: Person) -> None:
    if not leads(room, person):
        raise Forbidden("This is for the seminar's staff.", code="staff_only")


def may_vote(person: Person) -> None:
    """Students, whichever side they argue, and the audience of them."""
    if person.role != "student":
        raise Forbidden("Students vote.", code="only_students_vote")


def may_argue(person: Participant) -> None:
    """Students, and guests who were invited to."""
    if person.role not in ("student", "guest"):
        raise Forbidden("Students and guests argue a side.", code="only_students_debate")


def may_yield(room: RoomContext, person: Person, speech: DebateSpeech) -> None:
    if speech.participant_id != person.id:
        may_lead(room, person)


def may_offer(speaker: DebateSpeaker | None, speech: DebateSpeech) -> DebateSpeaker:
    """Those who argue against whoever speaks."""
    if speaker is None or speaker.side == speech.side:
        raise Forbidden("The other side asks.", code="other_side_asks")
    return speaker


def may_answer(room: RoomContext, person: Person, speech: DebateSpeech, point: DebatePoint, *, accept: bool) -> None:
    """Whoever speaks answers, or who leads; whoever asked may think better of it."""
    if speech.participant_id == person.id or leads(room, person):
        return
    if accept or point.participant_id != person.id:
        raise Forbidden("Whoever speaks answers.", code="speaker_answers")
