"""SQL of the chat."""

import msgspec

from eduforum.db import Connection
from eduforum.learning.chat.schemas import Message
from eduforum.media.tools import Row

_ADD = """
    insert into chat_messages (room_id, seq, id, participant_id, name, role, text, sent_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8)
"""


def add_message(message: Message) -> Row:
    """The row that the room's journal writes."""
    return Row(
        _ADD,
        (message.id, message.participant_id, message.name, message.role, message.text, message.sent_at),
    )


async def place_of(conn: Connection, room_id: str, message_id: str) -> int | None:
    """The seq of a message of this room."""
    seq: int | None = await conn.fetchval(
        "select seq from chat_messages where room_id = $1 and id = $2", room_id, message_id
    )
    return seq


async def newest(conn: Connection, room_id: str, before: int | None, limit: int) -> list[Message]:
    """The newest messages, of those before a place where one is given; newest first."""
    rows = await conn.fetch(
        """select id, participant_id, name, role, text, sent_at from chat_messages
           where room_id = $1 and ($2::bigint is null or seq < $2) order by seq desc limit $3""",
        room_id, before, limit,
    )  # fmt: skip
    return [msgspec.convert(dict(row), Message) for row in rows]
