"""What another policy would change, before it is one."""

from collections.abc import Iterable
from datetime import datetime

import msgspec

from eduforum.courses.lateness.policy import LatePolicy
from eduforum.courses.lateness.scoring import Outcome, Work, outcome


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """A work that would have another state or score, or another submission that counts."""

    work_id: str
    before: Outcome
    after: Outcome


def preview(before: LatePolicy, after: LatePolicy, works: Iterable[Work], now: datetime) -> tuple[Change, ...]:
    """In the order of the works. The way back is the preview of the policies the other way round."""
    changes = (
        Change(work_id=work.id, before=outcome(before, work, now), after=outcome(after, work, now)) for work in works
    )
    return tuple(change for change in changes if _shown(change.before) != _shown(change.after))


def _shown(found: Outcome) -> tuple[object, ...]:
    return found.state, found.score, found.counts
