"""The hands of one room in order, and the turn of whoever has the floor. Sans-I/O."""

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from eduforum.errors import Conflict, NotFound
from eduforum.learning.hands.schemas import Hand, HandOrder, Why

SPEECH = 5.0
"""What counts as having spoken, in seconds."""

SILENCE = 3.0
"""How long somebody who has spoken says nothing until their turn is over, in seconds."""

AWAY = 5 * 60.0
"""How long a place is kept for somebody who is not there, in seconds: from the moment at which their last connection
broke, or they left."""

RESTORE = 30.0
"""How long a hand that went down can be put up again, in seconds."""


class Lowered(NamedTuple):
    """A hand that went down; `by_staff`: whoever had it was not asked."""

    hand: Hand
    why: Why
    by_staff: bool
    at: float


class Queue:
    """`now` is always the monotonic clock's time, in seconds."""

    def __init__(
        self, hands: Iterable[Hand], order: HandOrder, turn: int | None, speakers: Iterable[str], now: float
    ) -> None:
        """`turn`: how long turns are, in seconds."""
        self._hands = {hand.id: hand for hand in hands}
        self.order = order
        self.turn = turn
        self.speakers = set(speakers)
        # Who has a hand up and is not there, since when; after a restart everybody is on the way back.
        self._gone = {hand.participant_id: now for hand in self._hands.values()}
        self._out: set[str] = set()
        self._down: dict[str, Lowered] = {}
        self._turn: _Turn | None = None
        # The hand whose turn no silence ends.
        self._lasting: str | None = None
        self._last: dict[str, float] = {}
        self._spoken: dict[str, float] = {}
        if self.floor() is not None:
            self._turn = _Turn(now)

    def hands(self) -> list[Hand]:
        """By arrival."""
        return sorted(self._hands.values(), key=lambda hand: (hand.raised_at, hand.id))

    def waiting(self) -> list[Hand]:
        """Those who wait for the floor, in the order in which they are called."""
        waiting = [hand for hand in self.hands() if hand.called_at is None]
        return sorted(waiting, key=lambda hand: not hand.first) if self.order == "first" else waiting

    def of(self, participant_id: str) -> Hand | None:
        return next((hand for hand in self._hands.values() if hand.participant_id == participant_id), None)

    def get(self, hand_id: str) -> Hand:
        """Raises `NotFound` where no such hand is up."""
        if hand_id not in self._hands:
            raise NotFound("There is no such hand up.", code="no_such_hand")
        return self._hands[hand_id]

    def floor(self) -> Hand | None:
        """Whose turn it is."""
        return next((hand for hand in self._hands.values() if hand.called_at is not None), None)

    def put(self, hand: Hand, now: float) -> None:
        """The hand is up, or another."""
        before = self._hands.get(hand.id)
        self._hands[hand.id] = hand
        self._down.pop(hand.id, None)
        # A turn that is only longer goes on.
        if hand.called_at is not None and (before is None or before.called_at != hand.called_at):
            self._turn = _Turn(now)

    def drop(self, hand_ids: Iterable[str], why: Why, now: float, *, by_staff: bool = False) -> None:
        """These hands go down. What is dismissed staff have ended; `by_staff`: so they have a turn."""
        for hand_id in hand_ids:
            hand = self._hands.pop(hand_id, None)
            if hand is None:
                continue
            self._gone.pop(hand.participant_id, None)
            self._out.discard(hand.participant_id)
            self._down[hand_id] = Lowered(hand, why, by_staff or why == "dismissed", now)
            if hand.called_at is not None:
                self._turn = self._lasting = None

    def keep(self, hand_id: str) -> None:
        """This hand's turn lasts until somebody ends it, whatever its person says or does not."""
        self._lasting = hand_id

    def lasts(self, hand: Hand) -> bool:
        return hand.id == self._lasting

    def sort(self, order: HandOrder) -> None:
        self.order = order

    def time(self, turn: int | None) -> None:
        self.turn = turn

    def lowered(self, hand_id: str, now: float) -> Lowered:
        """A hand that can be put up again. Raises `NotFound`, or `Conflict` `hand_up` where its person has another."""
        self._down = {id: lowered for id, lowered in self._down.items() if now - lowered.at < RESTORE}
        if hand_id not in self._down:
            raise NotFound("There is no such hand that went down just now.", code="no_such_hand")
        lowered = self._down[hand_id]
        if self.of(lowered.hand.participant_id) is not None:
            raise Conflict("The person has another hand up.", code="hand_up")
        return lowered

    def see(self, present: Collection[str], now: float) -> None:
        """Takes who is there now, by a connection that stands. Whoever is there again keeps the place as if they had
        never been gone."""
        for hand in self._hands.values():
            if hand.participant_id in present:
                self._gone.pop(hand.participant_id, None)
            else:
                self._gone.setdefault(hand.participant_id, now)

    def left(self, participant_id: str, *, sent_out: bool) -> None:
        """The person is in the room no longer. For whoever was sent out no place is kept."""
        self._last.pop(participant_id, None)
        if sent_out and self.of(participant_id) is not None:
            self._out.add(participant_id)

    def hear(self, speech: Mapping[str, float], now: float) -> list[str]:
        """Takes for how long everybody has spoken in what they send now, in seconds; who has spoken for the first
        time."""
        fresh: list[str] = []
        floor = self.floor()
        for person, seconds in speech.items():
            more = max(0.0, seconds - self._last.get(person, 0.0))
            self._last[person] = seconds
            if floor is not None and self._turn is not None and person == floor.participant_id and more > 0:
                self._turn.hear(more, now)
            if person in self.speakers:
                continue
            self._spoken[person] = self._spoken.get(person, 0.0) + more
            if self._spoken[person] >= SPEECH:
                fresh.append(person)
        return fresh

    def due(self, now: float) -> list[tuple[Hand, Why]]:
        """What goes down by itself now."""
        due: list[tuple[Hand, Why]] = []
        floor = self.floor()
        if floor is not None and not self.lasts(floor) and self._turn is not None and self._turn.over(now):
            due.append((floor, "spoken"))
        for hand in self._hands.values():
            person = hand.participant_id
            if person in self._out:
                due.append((hand, "dismissed"))
            elif person in self._gone and now - self._gone[person] >= AWAY:
                due.append((hand, "away"))
        return list({hand.id: (hand, why) for hand, why in due}.values())


class _Turn:
    """How long whoever has the floor has spoken, and when they were last heard."""

    def __init__(self, now: float) -> None:
        self._spoken = 0.0
        self._heard_at = now

    def hear(self, seconds: float, now: float) -> None:
        self._spoken += seconds
        self._heard_at = now

    def over(self, now: float) -> bool:
        return self._spoken >= SPEECH and now - self._heard_at >= SILENCE
