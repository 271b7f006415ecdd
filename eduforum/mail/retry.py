"""When a letter that could not be sent is tried again."""

from datetime import timedelta

# Mail servers that do not know a sender yet refuse the first try and take one some minutes later (greylisting); one
# that is down is often up again after a night or a weekend.
MOST_ATTEMPTS = 16

_FIRST_SECONDS = 60.0
_LONGEST_SECONDS = 6 * 3600.0

# A try is given up before the next may begin, whatever the dice say.
SEND_SECONDS = 45.0


def pause(attempts: int, dice: float) -> timedelta:
    """How long after the start of try number `attempts` the next may begin: twice as long each time, up to six hours,
    and up to half as much again by `dice` (0 to 1), so that what failed together is not tried together."""
    seconds = min(_LONGEST_SECONDS, _FIRST_SECONDS * 2.0 ** min(attempts - 1, 32))
    return timedelta(seconds=seconds * (1.0 + dice / 2.0))
