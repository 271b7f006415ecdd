"""Who has the floor, by when people speak."""

from collections.abc import Iterable
from itertools import count

from eduforum.analytics.talk.conversation import Conversation, Turn


def talk(*speech: tuple[str, float, float], until: float = 1000.0) -> dict[str, list[Turn]]:
    """The turns of each person who speaks so, all over."""
    conversation, ids, over = Conversation(), count(1), list[Turn]()
    for person, start, end in sorted(speech, key=lambda each: each[1]):
        over += conversation.settle(start)
        conversation.hear(person, start, end, f"turn-{next(ids)}")
    over += conversation.settle(until)
    return {person: [turn for turn in over if turn.participant_id == person] for person, _, _ in speech}


def only(turns: Iterable[Turn]) -> Turn:
    (turn,) = turns
    return turn


def test_speech_with_short_pauses_is_one_turn() -> None:
    turn = only(talk(("ann", 0, 4), ("ann", 5, 9))["ann"])

    assert (turn.start, turn.end, turn.spoken, turn.over) == (0, 9, 8, True)


def test_after_a_long_pause_another_turn_begins() -> None:
    first, second = talk(("ann", 0, 4), ("ann", 6, 9))["ann"]

    assert (first.end, second.start) == (4, 6)


def test_speech_that_is_told_again_with_a_later_end_counts_once() -> None:
    conversation = Conversation()
    for end in (1.0, 2.0, 3.5):
        turn = conversation.hear("ann", 0.0, end, "turn")

    assert (turn.end, turn.spoken) == (3.5, 3.5)
    assert conversation.settle(4.0) == []


def test_two_microphones_of_one_person_count_once() -> None:
    turn = only(talk(("ann", 0, 5), ("ann", 0.1, 5.2))["ann"])

    assert round(turn.spoken, 6) == 5.2


def test_a_turn_follows_the_last_one_before_it() -> None:
    turns = talk(("ann", 0, 5), ("ben", 6, 9), ("eve", 9.5, 12))

    assert [only(turns[name]).follows for name in ("ann", "ben", "eve")] == [None, "ann", "ben"]


def test_after_a_long_silence_nobody_is_followed() -> None:
    assert only(talk(("ann", 0, 5), ("ben", 16, 20))["ben"]).follows is None


def test_who_speaks_into_words_that_end_then_interrupts() -> None:
    turns = talk(("ann", 0, 6), ("ben", 5, 10))

    assert only(turns["ben"]).interrupts == "ann"
    assert only(turns["ben"]).follows == "ann"


def test_who_speaks_into_words_that_go_on_does_not_interrupt() -> None:
    assert only(talk(("ann", 0, 20), ("ben", 5, 8))["ben"]).interrupts is None


def test_a_short_overlap_is_how_people_take_turns() -> None:
    assert only(talk(("ann", 0, 5.2), ("ben", 5, 10))["ben"]).interrupts is None


def test_a_word_of_assent_takes_the_floor_from_nobody() -> None:
    turns = talk(("ann", 0, 6), ("ben", 5.5, 6.3), ("eve", 6.5, 9))

    assert only(turns["ben"]).interrupts is None
    assert only(turns["eve"]).follows == "ann"


def test_whoever_moves_to_a_group_ends_their_turn() -> None:
    conversation = Conversation()
    conversation.hear("ann", 0.0, 3.0, "turn")

    assert [turn.over for turn in conversation.end(["ann", "ben"])] == [True]
    assert conversation.turns() == []
