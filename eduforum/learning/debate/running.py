"""How a debate goes on: each act makes another debate of one, or says why not. Sans-I/O; `now` is the server's time."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from msgspec.structs import replace

from eduforum.errors import Conflict, NotFound
from eduforum.learning.debate.schemas import (
    Debate,
    DebateClock,
    DebatePoint,
    DebateSpeaker,
    DebateSpeech,
    Place,
    Side,
    SpeechKind,
    Vote,
)

SPEECHES = 100
"""Of one debate."""


def opened(id: str, motion: str, seconds: int, points: int, now: datetime) -> Debate:
    first, second = (DebateClock(side=side, left=float(seconds)) for side in ("for", "against"))
    return Debate(id=id, motion=motion, state="open", opened_at=now, points=points, clocks=(first, second))


def speech(debate: Debate) -> DebateSpeech | None:
    """The turn that goes on."""
    last = debate.speeches[-1] if debate.speeches else None
    return last if last is not None and last.ended_at is None else None


def get_speech(debate: Debate) -> DebateSpeech:
    """Raises `Conflict` `nobody_speaks`."""
    found = speech(debate)
    if found is None:
        raise Conflict("Nobody has a turn.", code="nobody_speaks")
    return found


def open_vote(debate: Debate) -> Vote | None:
    if debate.before == "open":
        return "before"
    return "after" if debate.after == "open" else None


def require_unbegun(debate: Debate) -> None:
    """Raises `Conflict` `debate_begun`."""
    if debate.speeches:
        raise Conflict("The debate has begun.", code="debate_begun")


def require_vote(debate: Debate, vote: Vote) -> None:
    """Whether this vote may be opened now. Raises `Conflict` `speech_under_way`, `view_voted`, `debate_begun`,
    `no_view_before` and `too_few_views`."""
    if speech(debate) is not None:
        raise Conflict("Somebody is speaking.", code="speech_under_way")
    if getattr(debate, vote) != "none":
        raise Conflict("This vote has been held.", code="view_voted")
    if vote == "before":
        require_unbegun(debate)
    elif debate.before != "closed":
        raise Conflict("There was no vote before the debate.", code="no_view_before")
    elif debate.result is not None:
        raise Conflict("Too few voted before the debate.", code="too_few_views")


def begin(debate: Debate, id: str, kind: SpeechKind, speaker: DebateSpeaker | None, now: datetime) -> Debate:
    """The turn of somebody; another's is over. Raises `Conflict` `view_open`, `no_side`, `has_the_floor` and
    `too_many_speeches`."""
    if open_vote(debate) is not None:
        raise Conflict("A vote is open.", code="view_open")
    if speaker is None:
        raise Conflict("This person argues no side.", code="no_side")
    before = speech(debate)
    if before is not None and before.participant_id == speaker.participant_id:
        raise Conflict("This person has the floor.", code="has_the_floor")
    if len(debate.speeches) >= SPEECHES:
        raise Conflict(f"A debate has at most {SPEECHES} turns.", code="too_many_speeches")
    begun = DebateSpeech(
        id=id, kind=kind, side=speaker.side, participant_id=speaker.participant_id, name=speaker.name, began_at=now
    )
    ended = end(debate, now)
    return _ran(replace(ended, speeches=(*ended.speeches, begun)), now, run=True)


def pause(debate: Debate, on: bool, now: datetime) -> Debate:
    """Raises `Conflict` `nobody_speaks`."""
    return _ran(debate, now, run=not on)


def adjust(debate: Debate, side: Side, seconds: int) -> Debate:
    return replace(
        debate,
        clocks=_clocks(
            replace(clock, left=clock.left + seconds) if clock.side == side else clock for clock in debate.clocks
        ),
    )


def end(debate: Debate, now: datetime) -> Debate:
    """The turn that goes on is over, if there is one, and a point that waits for its answer."""
    last = speech(debate)
    if last is None:
        return debate
    stopped = _ran(debate, now, run=False)
    points = tuple(
        replace(point, state="lapsed", answered_at=now) if point.state == "asked" else point for point in last.points
    )
    over = replace(stopped.speeches[-1], ended_at=now, points=points)
    return replace(stopped, speeches=(*debate.speeches[:-1], over))


def closed(debate: Debate, now: datetime) -> Debate:
    """The debate is over; a vote that was open has not been held."""
    ended = end(debate, now)
    return replace(
        ended,
        state="closed",
        before="none" if ended.before == "open" else ended.before,
        after="none" if ended.after == "open" else ended.after,
    )


def offer(debate: Debate, id: str, speaker: DebateSpeaker, now: datetime) -> Debate:
    """Raises `Conflict` `nobody_speaks`, `point_waits` and `points_used`."""
    current = get_speech(debate)
    if any(point.state == "asked" for point in current.points):
        raise Conflict("Another point waits for its answer.", code="point_waits")
    if points_asked(current) >= debate.points:
        raise Conflict("No more points may be asked in this turn.", code="points_used")
    point = DebatePoint(id=id, participant_id=speaker.participant_id, name=speaker.name, state="asked", asked_at=now)
    return _with_points(debate, current, (*current.points, point))


def get_point(current: DebateSpeech, point_id: str) -> DebatePoint:
    """Raises `NotFound` `no_such_point`, `Conflict` `point_answered`."""
    found = next((point for point in current.points if point.id == point_id), None)
    if found is None:
        raise NotFound("There is no such point.", code="no_such_point")
    if found.state != "asked":
        raise Conflict("This point has been answered.", code="point_answered")
    return found


def answer(debate: Debate, point: DebatePoint, by: str, accept: bool, now: datetime) -> Debate:
    current = get_speech(debate)
    withdrawn = by == point.participant_id and not accept
    state = "accepted" if accept else "withdrawn" if withdrawn else "declined"
    answered = replace(point, state=state, answered_at=now)
    return _with_points(debate, current, tuple(answered if each.id == point.id else each for each in current.points))


def points_asked(current: DebateSpeech) -> int:
    """What counts against the limit: not what was taken back."""
    return sum(point.state != "withdrawn" for point in current.points)


def speaking(debate: Debate | None) -> set[str]:
    """Who speaks by the rules of the debate: whoever has the turn, and those whose points were taken in it."""
    current = None if debate is None else speech(debate)
    if current is None:
        return set()
    return {current.participant_id, *(each.participant_id for each in current.points if each.state == "accepted")}


def placed(sides: Iterable[DebateSpeaker], person: str, name: str, place: Place) -> tuple[DebateSpeaker, ...]:
    others = [each for each in sides if each.participant_id != person]
    if place != "audience":
        others.append(DebateSpeaker(participant_id=person, name=name, side=place))
    return tuple(others)


def left(clock: DebateClock, now: datetime) -> float:
    """In seconds."""
    return clock.left if clock.since is None else clock.left - (now - clock.since) / timedelta(seconds=1)


def _ran(debate: Debate, now: datetime, *, run: bool) -> Debate:
    """The clock of the turn runs, or stands with the turn's time taken off."""
    current = get_speech(debate)
    clock = next(each for each in debate.clocks if each.side == current.side)
    if (clock.since is not None) == run:
        return debate
    rest = round(left(clock, now), 3)
    moved = replace(clock, left=rest, since=now if run else None)
    taken = replace(current, seconds=round(current.seconds + clock.left - rest, 3))
    return replace(
        debate,
        clocks=_clocks(moved if each.side == current.side else each for each in debate.clocks),
        speeches=(*debate.speeches[:-1], taken),
    )


def _with_points(debate: Debate, current: DebateSpeech, points: tuple[DebatePoint, ...]) -> Debate:
    return replace(debate, speeches=(*debate.speeches[:-1], replace(current, points=points)))


def _clocks(clocks: Iterable[DebateClock]) -> tuple[DebateClock, DebateClock]:
    first, second = clocks
    return first, second
