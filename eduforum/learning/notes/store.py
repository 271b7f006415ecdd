"""SQL of notes."""

import msgspec

from eduforum.db import Connection
from eduforum.learning.documents.groups import all_groups
from eduforum.learning.documents.store import Table
from eduforum.learning.notes.schemas import NoteInfo, NoteSettings

NOTES = Table("note")


async def notes(conn: Connection, room_id: str) -> list[NoteInfo]:
    groups = await all_groups(conn, room_id)
    return [
        NoteInfo(id, msgspec.convert(settings, NoteSettings), *groups.get(id, (0, "")))
        for id, settings in (await NOTES.records(conn, room_id)).items()
    ]
