"""What is said to several channels at once: a message in the chat of each, and marked as such."""

from collections.abc import Iterable

from eduforum.clock import Clock
from eduforum.ids import new_id
from eduforum.learning.chat import channels, store
from eduforum.learning.chat.schemas import ChatMessage, Message
from eduforum.media.audience import Addressed
from eduforum.media.schemas import Person
from eduforum.media.tools import Row


def to_groups(groups: Iterable[str], text: str, by: Person, clock: Clock) -> tuple[list[Addressed], list[Row]]:
    """The events and rows of one write, whose first events these have to be: each message has a place of its own in
    the room's sequence."""
    events: list[Addressed] = []
    rows: list[Row] = []
    for place, group in enumerate(groups):
        channel = channels.of_group(group)
        message = Message(
            id=new_id(clock),
            channel=channel,
            participant_id=by.id,
            name=by.name,
            role=by.role,
            text=text,
            sent_at=clock.now(),
            broadcast=True,
        )
        events.append(Addressed(ChatMessage(message=message), channels.audience(channel)))
        rows.append(store.add_message(message, place))
    return events, rows
