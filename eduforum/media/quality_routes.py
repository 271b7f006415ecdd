"""HTTP face of media quality: how it was for the people of a session."""

import msgspec

from eduforum.db import Database
from eduforum.media import access
from eduforum.media import quality_store as store
from eduforum.media.quality_store import Minute, PersonSummary
from eduforum.web.endpoint import Call, Endpoint, scoped
from eduforum.web.protocol import Id


class QualityQuery(msgspec.Struct, frozen=True):
    """Whose minutes are meant; without, everybody's sums for hosts and one's own minutes for others."""

    participant: Id | None = None


class SessionQuality(msgspec.Struct, frozen=True):
    """Sums by person, and the minutes where one person is meant. The minute that runs is not in it yet."""

    people: list[PersonSummary]
    minutes: list[Minute]


class QualityRoutes:
    def __init__(self, db: Database) -> None:
        self._db = db

    def endpoints(self) -> list[Endpoint]:
        return scoped("sessions", [
            Endpoint("GET", "/sessions/{session_id}/quality", self.quality,
                     "How media was: everybody's for hosts, for others their own", "sessions", query=QualityQuery,
                     answer=SessionQuality, errors=("not_found", "forbidden")),
        ])  # fmt: skip

    async def quality(self, call: Call[None, QualityQuery]) -> SessionQuality:
        session_id = call.path["session_id"]
        async with self._db.connection() as conn:
            wanted = await access.quality_reader(conn, call.principal, session_id, call.query.participant)
            people = await store.people(conn, session_id, wanted)
            minutes = await store.minutes_of(conn, session_id, wanted) if wanted is not None else []
        return SessionQuality(people, minutes)
