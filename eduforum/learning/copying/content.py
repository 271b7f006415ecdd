"""What is prepared in a course, copied with it: question bank, polls, slides and lesson plans."""

from eduforum.clock import Clock
from eduforum.courses.copying import Copying, renamed
from eduforum.db import Connection
from eduforum.ids import new_id
from eduforum.learning.copying import store


class PreparedContent:
    """Plans come last: their steps refer to all the others."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def copy(self, conn: Connection, copying: Copying) -> None:
        for kind in ("questions", "prepared_polls", "decks"):
            for id in await store.ids_of(conn, kind, copying.source):
                copying.ids[id] = new_id(self._clock)
        await store.copy_questions(conn, copying)
        for id, content in await store.contents(conn, "prepared_polls", "content", copying.source):
            await store.add_prepared_poll(conn, copying, copying.ids[id], renamed(content, copying.ids))
        await store.copy_decks(conn, copying)
        for id, steps in await store.contents(conn, "plans", "steps", copying.source):
            await store.copy_plan(conn, copying, id, new_id(self._clock), renamed(steps, copying.ids))
