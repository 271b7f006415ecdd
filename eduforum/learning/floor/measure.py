"""How the talk after a question was shared."""

from collections.abc import Collection, Mapping

from eduforum.courses.schemas import CourseRole
from eduforum.learning.floor.schemas import Floor, FloorReport
from eduforum.media.audience import STAFF_ROLES

HEARD = 5.0
"""What counts as having been heard, in seconds."""


def effective(seconds: Collection[float]) -> float:
    """The effective number of speakers, 1/Σp² over their shares p: n who speak alike are n, and fewer where one speaks
    more. (The inverse of Simpson's index; Laakso and Taagepera 1979 count parties so.) 0 where nobody spoke."""
    total = sum(seconds)
    return 0.0 if total <= 0 else total**2 / sum(each**2 for each in seconds)


def report(
    floor: Floor, before: Mapping[str, float], after: Mapping[str, float], roles: Mapping[str, CourseRole]
) -> FloorReport:
    """`before` and `after`: the talk time of everybody at the reveal and at the end, in seconds. `roles`: those of the
    course's people; whoever else spoke, a guest, is in no share."""
    grown = {person: max(0.0, seconds - before.get(person, 0.0)) for person, seconds in after.items()}
    taught = [seconds for person, seconds in grown.items() if roles.get(person) == "student"]
    teachers = sum(seconds for person, seconds in grown.items() if roles.get(person) in STAFF_ROLES)
    total = sum(taught) + teachers
    return FloorReport(
        floor=floor.id,
        answered=len(floor.entries),
        called=sum(entry.called_at is not None for entry in floor.entries),
        heard=sum(seconds >= HEARD for seconds in taught),
        effective=round(effective(taught), 2),
        teacher_share=None if total <= 0 else round(teachers / total, 3),
    )
