"""Who spoke when, as it is drawn: one line a person. Sans-I/O."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from eduforum.analytics.participation.book import TEACHERS
from eduforum.analytics.participation.schemas import Presence, TalkTurn
from eduforum.analytics.record.attendance import union
from eduforum.analytics.record.schemas import TalkLane

RESOLUTION = 400
"""Into so many parts a session can be seen to fall: turns that are closer are drawn as one."""


def lanes(presences: Iterable[Presence], turns: Iterable[TalkTurn], began: datetime, ended: datetime) -> list[TalkLane]:
    """Of those who spoke: who teaches first, then by how long. What an interpreter says is in the line of whose words
    it is; guests and observers have none."""
    people = {each.participant_id: each for each in presences if each.role == "student" or each.role in TEACHERS}
    spoken: defaultdict[str, list[TalkTurn]] = defaultdict(list)
    for turn in turns:
        spoken[turn.voices or turn.participant_id].append(turn)
    found = [
        TalkLane(
            participant_id=id,
            name=person.name,
            role=person.role,
            spoken=round(sum(turn.spoken for turn in spoken[id]), 1),
            spans=tuple(union([(turn.started_at, turn.ended_at) for turn in spoken[id]], (ended - began) / RESOLUTION)),
        )
        for id, person in people.items()
        if spoken[id]
    ]
    return sorted(found, key=lambda lane: (lane.role not in TEACHERS, -lane.spoken, lane.participant_id))
