"""What is told of speech, however it was found."""

from typing import NamedTuple


class Said(NamedTuple):
    """Somebody spoke from `start` to `end`, in seconds of the monotonic clock. Of speech that goes on the next part is
    told next time."""

    room_id: str
    participant_id: str
    start: float
    end: float
