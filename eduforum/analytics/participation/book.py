"""What is known of a session's talk and presence, and what it comes to with what the tools have counted. Sans-I/O."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec

from eduforum.analytics.participation.schemas import (
    ClassParticipation,
    Participation,
    PersonParticipation,
    Presence,
    TalkTurn,
)
from eduforum.analytics.participation.store import Counts, Totals
from eduforum.media.schemas import RoomRole

TEACHERS: frozenset[RoomRole] = frozenset({"professor", "co_professor", "ta"})

BREAK = timedelta(minutes=5)
"""Whoever is back sooner was not away."""


@dataclass(slots=True)
class _Person:
    """`since`: when they came in, of who is here. `seconds` were spent here before. `came_at`: when they came, if
    nobody minds that a line breaks."""

    name: str
    role: RoomRole
    since: datetime | None = None
    came_at: datetime | None = None
    left_at: datetime | None = None
    seconds: float = 0.0
    spoken: float = 0.0
    in_groups: float = 0.0
    presented: float = 0.0
    debated: float = 0.0
    interpreted: float = 0.0
    turns: int = 0
    interruptions: int = 0
    spoke_at: datetime | None = None

    @property
    def has_spoken(self) -> bool:
        return self.spoken + self.interpreted > 0

    def minutes(self, now: datetime) -> float:
        here = 0.0 if self.since is None else max(0.0, (now - self.since).total_seconds())
        return (self.seconds + here) / 60


class Book:
    """`counts` and `totals` are what the tools have stored, `teachers_before` the teachers' share of the last
    session."""

    def __init__(self, counts: Mapping[str, Counts] | None = None, totals: Totals | None = None) -> None:
        self.counts = counts or {}
        self.totals = totals or Totals()
        self.teachers_before: float | None = None
        self._people: dict[str, _Person] = {}
        self._turns: dict[str, TalkTurn] = {}
        self._heard = 0.0
        self._heard_until: datetime | None = None
        self._begun: datetime | None = None
        self._gone: list[Presence] = []

    def load(self, presences: Iterable[Presence], turns: Iterable[TalkTurn]) -> None:
        """Takes what is stored."""
        for id, name, role, entered_at, left_at in presences:
            self.came(id, name, role, entered_at)
            self.went(id, left_at)
        self._gone.clear()
        for turn in turns:
            self.put(turn)

    def came(self, participant_id: str, name: str, role: RoomRole, at: datetime) -> None:
        person = self._people.setdefault(participant_id, _Person(name, role))
        person.name, person.role = name, role
        person.since = person.since or at
        if person.left_at is None or at - person.left_at > BREAK:
            person.came_at = at
        if self._begun is None and len(self._people) > 1:
            self._begun = at

    def went(self, participant_id: str, at: datetime) -> None:
        person = self._people.get(participant_id)
        if person is not None and person.since is not None:
            person.seconds += max(0.0, (at - person.since).total_seconds())
            self._gone.append(Presence(participant_id, person.name, person.role, person.since, at))
            person.since, person.left_at = None, at

    def here(self, now: datetime) -> list[Presence]:
        """Those who are here, up to now."""
        return [
            Presence(id, person.name, person.role, person.since, now)
            for id, person in self._people.items()
            if person.since is not None
        ]

    def gone(self) -> list[Presence]:
        """Of those who have left since the last call, when they were here."""
        gone, self._gone = self._gone, []
        return gone

    def keep(self, gone: list[Presence]) -> None:
        """What `gone` has told could not be written: it tells it again."""
        self._gone[:0] = gone

    def put(self, turn: TalkTurn) -> None:
        """Takes a turn, or the same as it is later."""
        before = self._turns.get(turn.id)
        self._turns[turn.id] = turn
        person = self._people.get(turn.participant_id)
        if person is None:
            return
        seconds = turn.spoken - (0.0 if before is None else before.spoken)
        if turn.kind == "speech":
            person.spoken += seconds
            person.in_groups += seconds if turn.group_id is not None else 0.0
            person.turns += before is None
        elif turn.kind == "presentation":
            person.presented += seconds
        elif turn.kind == "debate":
            person.debated += seconds
        elif turn.voices is not None and (voiced := self._people.get(turn.voices)) is not None:
            voiced.interpreted += seconds
            voiced.spoke_at = max(turn.ended_at, voiced.spoke_at or turn.ended_at)
        person.interruptions += (turn.interrupts is not None) - (before is not None and before.interrupts is not None)
        person.spoke_at = max(turn.ended_at, person.spoke_at or turn.ended_at)
        if turn.group_id is None:
            self._hear(turn)

    def _hear(self, turn: TalkTurn) -> None:
        begun = turn.started_at if self._heard_until is None else max(turn.started_at, self._heard_until)
        if turn.ended_at > begun:
            self._heard += (turn.ended_at - begun).total_seconds()
            self._heard_until = turn.ended_at

    def is_student(self, participant_id: str) -> bool:
        person = self._people.get(participant_id)
        return person is not None and person.role == "student"

    def heard(self) -> dict[str, float]:
        """For how many seconds each person has been heard: students without what they presented, and with what was
        spoken for them."""
        return {
            id: person.spoken + person.interpreted + (person.presented if person.role in TEACHERS else 0.0)
            for id, person in self._people.items()
        }

    def own(self, participant_id: str, now: datetime) -> Participation | None:
        """A student's, for themselves; None for who is none."""
        person = self._people.get(participant_id)
        if person is None or person.role != "student":
            return None
        return msgspec.convert(self._fields(participant_id, now), Participation)

    def people(self, now: datetime, speaking: Iterable[str] = ()) -> tuple[PersonParticipation, ...]:
        """The students, by name."""
        students = {id: person for id, person in self._people.items() if person.role == "student"}
        rates = {id: _rate(person, now) for id, person in students.items()}
        whole, loud = sum(rates.values()), set(speaking)
        return tuple(
            msgspec.convert(
                {
                    **self._fields(id, now),
                    "participant_id": id,
                    "name": person.name,
                    "present": person.since is not None,
                    "speaking": id in loud,
                    "interruptions": person.interruptions,
                    "share": round(rates[id] / whole, 4) if whole > 0 else None,
                    "quiet_since": self._quiet_since(id, person),
                },
                PersonParticipation,
            )
            for id, person in sorted(students.items(), key=lambda each: (each[1].name, each[0]))
        )

    def figures(self, now: datetime) -> ClassParticipation:
        students = [id for id, person in self._people.items() if person.role == "student"]
        counted = [self.counts.get(id, Counts()) for id in students]
        rounds = self.totals.rounds
        return ClassParticipation(
            students=len(students),
            spoke=sum(self._people[id].has_spoken for id in students),
            teachers=self.teachers(),
            teachers_before=self.teachers_before,
            silence=self._silence(now),
            answered=sum(each.answered for each in counted) / (len(students) * rounds) if students and rounds else None,
            rounds=rounds,
            messages=sum(each.messages + each.group_messages for each in counted),
            writers=sum(each.messages + each.group_messages > 0 for each in counted),
            hands=sum(each.hands for each in counted),
            wait=None if self.totals.wait is None else round(self.totals.wait, 1),
        )

    def teachers(self) -> float | None:
        """Their share of all that was spoken, presentations included; of guests and observers nothing counts."""
        theirs = sum(p.spoken + p.presented for p in self._people.values() if p.role in TEACHERS)
        students = sum(p.spoken for p in self._people.values() if p.role == "student")
        return round(theirs / (theirs + students), 4) if theirs + students > 0 else None

    def _fields(self, participant_id: str, now: datetime) -> dict[str, float | int]:
        person, counted = self._people[participant_id], self.counts.get(participant_id, Counts())
        return {
            "minutes": round(person.minutes(now), 1),
            "spoken": round(person.spoken, 1),
            "in_groups": round(person.in_groups, 1),
            "presented": round(person.presented, 1),
            "debated": round(person.debated, 1),
            "interpreted": round(person.interpreted, 1),
            "turns": person.turns,
            "messages": counted.messages,
            "group_messages": counted.group_messages,
            "questions": counted.questions,
            "answered": counted.answered,
            "rounds": self.totals.rounds,
            "reasons": counted.reasons,
            "quizzes": counted.quizzes,
            "hands": counted.hands,
            "drawn": counted.drawn,
        }

    def _quiet_since(self, participant_id: str, person: _Person) -> datetime | None:
        if person.since is None:
            return None
        acts = (self.counts.get(participant_id, Counts()).last_at, person.spoke_at, person.came_at)
        return max(at for at in acts if at is not None)

    def _silence(self, now: datetime) -> float | None:
        if self._begun is None or (whole := (now - self._begun).total_seconds()) < 60:
            return None
        return round(max(0.0, 1 - self._heard / whole), 4)


def _rate(person: _Person, now: datetime) -> float:
    """Seconds spoken per minute present; of the first minute as if it were whole."""
    return person.spoken / max(1.0, person.minutes(now))
