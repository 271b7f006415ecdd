"""Exam mode: who has an attempt under way in a quiz that is an exam, as the room and its staff know it."""

import asyncio

from eduforum.db import Connection, Database
from eduforum.errors import EduForumError
from eduforum.learning.quiz import store
from eduforum.learning.quiz.messages import QuizExamined
from eduforum.media.audience import TEACHERS
from eduforum.media.tools import RoomContext


class ExamMode:
    def __init__(self, db: Database) -> None:
        self._db = db
        # One look at the database after another: an older one must not come last.
        self._locks: dict[str, asyncio.Lock] = {}
        self._unsure: set[str] = set()

    async def opened(self, conn: Connection, room: RoomContext) -> None:
        self._locks[room.id] = asyncio.Lock()
        # Who was back before the room was opened may not have heard since of all that they missed.
        room.set_sitting(await store.examined(conn, room.id, under_way=False))
        room.set_sitting(await store.examined(conn, room.id))

    def closed(self, room: RoomContext) -> None:
        self._locks.pop(room.id, None)
        self._unsure.discard(room.id)

    async def refresh(self, room: RoomContext) -> None:
        """Attempts have begun, ended or go on. What could not be read is read at the next tick."""
        lock = self._locks.get(room.id)
        if lock is None:
            return
        async with lock:
            try:
                async with self._db.connection() as conn:
                    sitting = await store.examined(conn, room.id)
            except EduForumError:
                self._unsure.add(room.id)
                return
            self._unsure.discard(room.id)
            if sitting != room.exams.sitting:
                room.set_sitting(sitting)
                room.publish(state(room), TEACHERS)

    async def tick(self, room: RoomContext) -> None:
        if room.id in self._unsure:
            await self.refresh(room)


def state(room: RoomContext) -> QuizExamined:
    return QuizExamined(people=tuple(sorted(room.exams.sitting)))
