"""Participant tokens: what their holders show to enter a room."""

from collections.abc import Mapping

import msgspec

from eduforum.auth.keys import KeyRing, UnknownKey
from eduforum.courses.schemas import Session
from eduforum.db import Database
from eduforum.errors import Unauthenticated
from eduforum.media.schemas import ParticipantClaims, Person


class ParticipantTokens:
    """A token says what was so when it was signed. Whether it still is, others look up."""

    def __init__(self, keys: KeyRing, db: Database) -> None:
        self._keys = keys
        self._db = db

    @property
    def seconds(self) -> int:
        """How long one lives."""
        return self._keys.seconds("participant")

    def sign(self, person: Person, session: Session, origin: Mapping[str, str | None]) -> str:
        """`origin` is what entitles the person: their login and enrolment, or a guest's link."""
        claims = {
            **origin,
            "sub": person.id,
            "session_id": session.id,
            "course_id": session.course_id,
            "role": person.role,
        }
        return self._keys.sign(claims, "participant")

    async def read(self, token: str) -> ParticipantClaims:
        """What the token says, if it is ours and not over. Raises `Unauthenticated`."""
        try:
            verified = self._keys.verify(token, "participant")
        except UnknownKey:
            async with self._db.connection() as conn:
                await self._keys.reload(conn)
            verified = self._keys.verify(token, "participant")
        try:
            return msgspec.convert(verified, ParticipantClaims)
        except msgspec.ValidationError:
            raise Unauthenticated("The token is not valid", code="token_invalid") from None
