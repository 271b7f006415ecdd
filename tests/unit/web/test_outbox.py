"""What waits for a slow reader is bounded, and of two states of one thing the later counts."""

from eduforum.web.outbox import Outbox


def test_frames_come_out_in_order_and_in_one_piece() -> None:
    outbox = Outbox()
    outbox.put_event(b"one", None)
    outbox.put_answer(b"two")
    outbox.put_event(b"three", None)

    assert outbox.take() == b"onetwothree"
    assert outbox.take() == b""


def test_a_later_state_replaces_an_earlier_one_of_the_same_thing() -> None:
    outbox = Outbox()
    outbox.put_event(b"muted", ("participant", "a"))
    outbox.put_event(b"said", None)
    outbox.put_event(b"unmuted", ("participant", "a"))

    assert outbox.take() == b"saidunmuted"


def test_states_of_different_things_both_stay() -> None:
    outbox = Outbox()
    outbox.put_event(b"a", ("participant", "a"))
    outbox.put_event(b"b", ("participant", "b"))

    assert outbox.take() == b"ab"


def test_coalescing_keeps_a_busy_state_within_the_limit() -> None:
    outbox = Outbox(limit=10)

    assert all(outbox.put_event(b"12345678", "slots") for _ in range(100))


def test_over_the_limit_everything_is_dropped_and_the_reader_has_lost_its_place() -> None:
    outbox = Outbox(limit=10)
    outbox.put_event(b"12345678", None)

    assert not outbox.put_event(b"12345678", None)

    assert outbox.lost
    assert outbox.take() == b""


def test_what_the_socket_still_holds_counts_too() -> None:
    assert not Outbox(limit=10).put_event(b"12345678", None, ahead=5)


def test_who_has_lost_the_place_gets_answers_but_no_events() -> None:
    outbox = Outbox(limit=4)
    outbox.put_event(b"too long", None)

    outbox.put_event(b"event", None)
    outbox.put_answer(b"answer")

    assert outbox.take() == b"answer"


def test_who_has_asked_again_gets_events() -> None:
    outbox = Outbox(limit=6)
    outbox.put_event(b"too long", None)

    outbox.resume()
    outbox.put_event(b"event", None)

    assert outbox.take() == b"event"
