"""Who sees what of participation: this table, and nothing else decides it."""

from collections.abc import Mapping
from typing import NamedTuple

from eduforum.analytics.participation.schemas import Sees
from eduforum.media.schemas import RoomRole


class Sight(NamedTuple):
    """`others`: of the class; `own`: of oneself; `audited`: one person's, where a reason is given, which the audit log
    keeps."""

    others: Sees = "nothing"
    own: bool = False
    audited: bool = False


ASSISTANTS: Sees = "people"
"""What assistants see unless their professor has decided otherwise."""

SIGHT: Mapping[RoomRole, Sight | None] = {
    "professor": Sight("people"),
    "co_professor": Sight("people"),
    "ta": None,
    "student": Sight(own=True),
    "observer": Sight(),
    "guest": Sight(),
    "admin": Sight("figures", audited=True),
}
"""By the role in the course or the room; None is as the professor decides. A student who is a co-host is a student
here."""


def sight(role: RoomRole, assistants: Sees) -> Sight:
    return SIGHT[role] or Sight(assistants)
