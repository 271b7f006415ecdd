"""Who may call on somebody, who is called, and who knows of it."""

from eduforum.courses.schemas import CourseRole
from eduforum.errors import Detail, Forbidden, Invalid, NotFound
from eduforum.learning.cold_call.schemas import LEAST_WARNING, ColdCall
from eduforum.media.audience import EVERYONE, STAFF_ROLES, TEACHERS, Audience, people
from eduforum.media.schemas import Person


def may_call(person: Person) -> None:
    """Who teaches. A student who is a co-host is a classmate, may be drawn, and draws nobody."""
    if person.role not in STAFF_ROLES:
        raise Forbidden("This is for the seminar's staff.", code="staff_only")


def may_warn(seconds: int) -> None:
    if 0 < seconds < LEAST_WARNING:
        raise Invalid(details=[Detail("seconds", f"Not at all, or {LEAST_WARNING} seconds at least.")])


def may_answer(person: Person, call: ColdCall) -> None:
    """The person themselves, once they know. Nobody else is told that there is such a call."""
    if call.participant_id != person.id or call.told_at is None:
        raise no_such_call()


def may_read_log(role: CourseRole) -> None:
    """Those who enter who is not to be called: to others a log of who could have been drawn would say it."""
    if role not in ("professor", "co_professor"):
        raise Forbidden("The log of calls is for the course's professors.")


def knows(person: Person, call: ColdCall) -> bool:
    return (
        person.role in STAFF_ROLES
        or call.called_at is not None
        or (call.told_at is not None and call.participant_id == person.id)
    )


def audience(call: ColdCall) -> Audience:
    """Who hears of the call: all once the class knows, and before that who teaches, and the person once they do."""
    if call.called_at is not None:
        return EVERYONE
    return TEACHERS | people([call.participant_id]) if call.told_at is not None else TEACHERS


def no_such_call() -> NotFound:
    return NotFound("There is no such call.", code="no_such_call")
