"""A course made of another one: what is prepared in it, without its people and what happened."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Protocol
from zoneinfo import ZoneInfo

import msgspec

from eduforum.courses.lateness.copying import shifted
from eduforum.courses.schemas import Session
from eduforum.db import Connection


class Copying(msgspec.Struct, frozen=True):
    """What is copied where, by whom and when. `ids` has the new id of each thing that was copied so far: what refers to
    another thing refers to its copy."""

    source: str
    target: str
    user_id: str
    now: datetime
    ids: dict[str, str]


class Content(Protocol):
    """Content of courses that this package knows nothing of. Called within the transaction that makes the copy."""

    async def copy(self, conn: Connection, copying: Copying) -> None: ...


def renamed(value: Any, ids: Mapping[str, str]) -> Any:
    """A JSON value with the copies' ids in the place of those of what was copied."""
    match value:
        case str():
            return ids.get(value, value)
        case list():
            return [renamed(each, ids) for each in value]
        case dict():
            return {key: renamed(each, ids) for key, each in value.items()}
        case _:
            return value


def times(sessions: list[Session], begins: date, zone: ZoneInfo) -> list[tuple[Session, datetime]]:
    """The sessions that take place, each at its weekday and time, as many weeks into the term of `begins` as it was
    after the first one."""
    held = [session for session in sessions if session.status != "cancelled"]
    if not held:
        return []
    began = min(session.scheduled_at for session in held).astimezone(zone).date()
    return [(session, shifted(session.scheduled_at, began, begins, zone)) for session in held]
