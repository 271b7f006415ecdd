"""Slowing down who guesses passwords and codes, without a way to keep others out of their accounts.

An attempt is charged to buckets *before* it is judged, so that a thousand at once are a thousand, and a success takes
its own charge back. Beyond what is free, a bucket asks for a wait that doubles with each attempt up to a bound, and it
drains all the while. An attempt is made only when no bucket of it asks for a wait; one that is turned away is not
charged, so that nobody's wait grows by asking.

Which buckets an attempt has depends on where it comes from:

- A **known device** (`known_devices`) has one of its own. Whatever others do, on the same network or to the same
  account, it never waits for them.
- On another device, on a network from which its person has signed in before (`familiar`): that of the account there.
- Elsewhere: that of the account there (`pair`), of the `network`, and of the `account` from all such places.

Whoever still has to wait for a stranger, on a new device while their account is attacked, is let in by a link that is
sent by mail or handed out by an administrator, and the device is a known one from then on. Following a link is no
guessing and has no bucket; nor have backup codes of 80 bits.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from math import ceil
from typing import Literal, NamedTuple

Stage = Literal["password", "code"]
Scope = Literal["device", "pair", "network", "account"]


class Policy(NamedTuple):
    """`free` attempts cost nothing; the wait after the next is `first`, doubled with each further one up to `longest`.
    One is forgotten every `drain`, all in seconds. `longest` must not be shorter than `drain`: in the long run nobody
    has more than one attempt in `drain`."""

    free: int
    drain: float
    first: float
    longest: float

    def pause(self, level: float) -> float:
        """The wait after a charge that filled the bucket to `level`, in attempts."""
        if level <= self.free:
            return 0.0
        return min(self.longest, self.first * 2.0 ** min(ceil(level - self.free) - 1, 64))

    def most(self, seconds: float) -> int:
        """A bound on the attempts that anybody has within so many seconds, however they are timed."""
        level = self.free
        while self.pause(level) < self.longest:
            level += 1
        return int(seconds / self.drain) + level + 2


# In a day there are at most 162 guesses at a password from one network, and 213 from all that are not familiar. Three
# of a million codes are good at a time: 100 guesses a day by who has the password find one with probability 0.0003.
POLICIES: Mapping[Stage, Mapping[Scope, Policy]] = {
    "password": {
        "device": Policy(free=10, drain=600, first=1, longest=900),
        "pair": Policy(free=5, drain=600, first=1, longest=900),
        # A campus is one address, and many mistype there in an hour without any malice.
        "network": Policy(free=200, drain=20, first=1, longest=60),
        "account": Policy(free=100, drain=864, first=1, longest=900),
    },
    "code": {
        "device": Policy(free=5, drain=900, first=2, longest=900),
        "pair": Policy(free=5, drain=900, first=2, longest=900),
        "network": Policy(free=100, drain=30, first=1, longest=60),
        "account": Policy(free=15, drain=1200, first=2, longest=1800),
    },
}


class Attempt(NamedTuple):
    """`account` is a digest of the address that was typed, whether it has an account or not; `network` is what
    `network_of` gives; `device` the id of a device that is known for this account, or None."""

    stage: Stage
    account: str
    network: str
    device: str | None = None
    familiar: bool = False


class Bucket(NamedTuple):
    """When it was charged last, and when it will have drained: after that it can be forgotten."""

    charged_at: datetime
    empty_at: datetime


Buckets = Mapping[str, Bucket]


def keys(attempt: Attempt) -> tuple[str, ...]:
    """The buckets of an attempt by name: what the caller loads and locks, in this order, before `wait` and `charge`."""
    return tuple(key for key, _ in _policies(attempt))


def wait(attempt: Attempt, buckets: Buckets, now: datetime) -> float:
    """How many seconds the attempt has to wait; 0: it may be made. It tells nothing of whether there is an account."""
    return max(_wait(buckets.get(key), policy, now) for key, policy in _policies(attempt))


def charge(attempt: Attempt, buckets: Buckets, now: datetime) -> dict[str, Bucket]:
    """The buckets of an attempt that is made now, to be kept before the password or code is looked at."""
    charged = {}
    for key, policy in _policies(attempt):
        bucket = buckets.get(key)
        begins = now if bucket is None else max(now, bucket.empty_at)
        charged[key] = Bucket(now, begins + timedelta(seconds=policy.drain))
    return charged


def take_back(attempt: Attempt, buckets: Buckets) -> dict[str, Bucket]:
    """The buckets of an attempt that was charged and has succeeded. That of a known device is empty then; from others
    only the own charge is taken, as what else is in them may be a stranger's."""
    left = {}
    for key, policy in _policies(attempt):
        bucket = buckets.get(key)
        if bucket is not None:
            empty_at = bucket.empty_at - timedelta(seconds=policy.drain)
            if attempt.device is not None:
                empty_at = bucket.charged_at
            left[key] = Bucket(bucket.charged_at, max(bucket.charged_at, empty_at))
    return left


def _policies(attempt: Attempt) -> Iterator[tuple[str, Policy]]:
    stage, account, network = attempt.stage, attempt.account, attempt.network
    scopes: dict[Scope, str]
    if attempt.device is not None:
        scopes = {"device": f"{account}:{attempt.device}"}
    elif attempt.familiar:
        scopes = {"pair": f"{account}:{network}"}
    else:
        scopes = {"pair": f"{account}:{network}", "network": network, "account": account}
    for scope, name in scopes.items():
        yield f"{stage}:{scope}:{name}", POLICIES[stage][scope]


def _wait(bucket: Bucket | None, policy: Policy, now: datetime) -> float:
    if bucket is None:
        return 0.0
    level = (bucket.empty_at - bucket.charged_at).total_seconds() / policy.drain
    pause = timedelta(seconds=policy.pause(level))
    return max(0.0, (bucket.charged_at + pause - now).total_seconds())
