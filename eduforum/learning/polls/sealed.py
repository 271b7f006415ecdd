"""An anonymous vote that is open: its keys, whose tokens were signed, and the box."""

import asyncio
import hashlib
from typing import Generic

from eduforum.clock import Clock
from eduforum.errors import Conflict
from eduforum.learning.polls.box import Ballot, Box

# At its end an anonymous vote waits so long for ballots whose tokens are out, in seconds.
GRACE = 5.0


class Sealed(Generic[Ballot]):
    """`tokens`: whose were signed, by the hash of what was. `private` is empty where no more are."""

    def __init__(self, modulus: str, private: str, tokens: dict[str, str], box: Box[Ballot]) -> None:
        self.modulus = modulus
        self.private = private
        self.tokens = tokens
        self.box = box
        # The count has begun, and no ballot is taken any more.
        self.shut = False
        self.writing = asyncio.Lock()
        self._all_in = asyncio.Event()

    def put(self, key: str, ballot: Ballot, revision: int) -> None:
        """Takes a vote. Raises `Conflict` code `poll_closed`."""
        if self.shut:
            raise poll_closed()
        self.box.put(key, ballot, revision)
        if len(self.box) >= len(self.tokens):
            self._all_in.set()

    async def gather(self, clock: Clock) -> None:
        """Until there is a ballot for each token, for `GRACE` at most; then the box is shut. No token is signed
        meanwhile."""
        if len(self.box) < len(self.tokens):
            self._all_in.clear()
            waits = [asyncio.create_task(self._all_in.wait()), asyncio.create_task(clock.sleep(GRACE))]
            try:
                await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for wait in waits:
                    wait.cancel()
        self.shut = True


def ballot_key(vote_id: str, secret: str) -> str:
    """By what a ballot without a name is found: of one vote alone, and without a way back to the device's secret."""
    return hashlib.sha256(f"{vote_id} {secret}".encode()).hexdigest()[:32]


def poll_closed() -> Conflict:
    return Conflict("This vote is over.", code="poll_closed")
