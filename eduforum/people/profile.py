"""What people say about themselves."""

from msgspec import UNSET

from eduforum.auth import store as accounts
from eduforum.auth.rules import checked_name
from eduforum.auth.schemas import Principal, User
from eduforum.clock import Clock
from eduforum.courses.series.zones import zone
from eduforum.db import Database
from eduforum.errors import Unauthenticated
from eduforum.people import store
from eduforum.people.schemas import ProfileChange


class ProfileService:
    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def change(self, principal: Principal, change: ProfileChange) -> User:
        """The account as it is then. Raises `Invalid` for a name that is none, and for an unknown time zone."""
        name = UNSET if change.name is UNSET else checked_name(change.name)
        if change.time_zone is not UNSET and change.time_zone is not None:
            zone(change.time_zone, "time_zone")
        async with self._db.transaction() as conn:
            await accounts.lock_user(conn, principal.user_id)
            user = await accounts.user(conn, principal.user_id)
            if user is None:
                raise Unauthenticated
            await store.set_profile(
                conn,
                user.id,
                name=user.name if name is UNSET else name,
                language=user.language if change.language is UNSET else change.language,
                time_zone=user.time_zone if change.time_zone is UNSET else change.time_zone,
                at=self._clock.now(),
            )
            changed = await accounts.user(conn, user.id)
        return (changed or user).public()
