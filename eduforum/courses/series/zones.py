"""Time zones by their IANA names, and what a clock on the wall means in one."""

from datetime import UTC, datetime
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from eduforum.errors import Detail, Invalid

# They are files among the others, and another zone on every machine or none at all.
_NO_PLACES = frozenset({"localtime", "Factory"})


@cache
def zone_names() -> frozenset[str]:
    """All that the machine's database of time zones has."""
    return frozenset(available_timezones()) - _NO_PLACES


def zone(name: str, field: str = "zone") -> ZoneInfo:
    """Raises `Invalid` for a name that the database of time zones does not have."""
    if name not in zone_names():
        raise Invalid(details=[Detail(field, "No time zone is called so.")])
    return ZoneInfo(name)


def instant(local: datetime, zone: ZoneInfo) -> datetime:
    """What a time without a zone is in UTC. A time that the clocks jump over is read with the offset from before the
    jump, one that comes twice is the first of the two (RFC 5545 section 3.3.5)."""
    return local.replace(tzinfo=zone, fold=0).astimezone(UTC)


def is_skipped(local: datetime, zone: ZoneInfo) -> bool:
    """Whether the clocks jump over this time."""
    return instant(local, zone).astimezone(zone).replace(tzinfo=None, fold=0) != local
