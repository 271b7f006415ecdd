"""Speech by level alone, for those whose sound nobody listens to."""

from eduforum.analytics.talk.levels import Levels
from eduforum.analytics.talk.schemas import Said


def unheard(person: str) -> bool:
    return False


def test_who_is_not_heard_has_spoken_for_as_long_as_they_were_loud() -> None:
    levels = Levels("room")

    assert levels.hear({"ann": 2.0}, unheard, 10.0) == [Said("room", "ann", 8.0, 10.0)]
    assert levels.hear({"ann": 2.0}, unheard, 11.0) == []
    assert levels.hear({"ann": 2.5}, unheard, 12.0) == [Said("room", "ann", 11.5, 12.0)]


def test_another_connection_begins_anew() -> None:
    levels = Levels("room")
    levels.hear({"ann": 30.0}, unheard, 10.0)

    assert levels.hear({"ann": 1.0}, unheard, 20.0) == [Said("room", "ann", 19.0, 20.0)]


def test_who_is_heard_is_not_believed_and_nothing_of_that_counts_later() -> None:
    levels = Levels("room")

    assert levels.hear({"ann": 5.0}, lambda person: True, 10.0) == []
    assert levels.hear({"ann": 5.0}, unheard, 20.0) == []
