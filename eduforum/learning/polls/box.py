"""The box of one anonymous vote: ballots that came with tokens, held back until enough of them are written together.
Pure."""

import random
from collections.abc import Mapping
from typing import Generic, TypeVar

Ballot = TypeVar("Ballot")

BATCH = 5
"""So many new ballots are written together at least, and so many stay in the box for the batch after."""


class Box(Generic[Ballot]):
    """Ballots by the hash of their tokens. `written` is what the database has. What comes is in memory alone until it
    is written, and a voter is told so.

    A batch is drawn by lot as soon as twice `BATCH` new ballots are here, and leaves `BATCH` of them behind: neither
    the batch nor the last one, which the close writes, is then ever about one voter, whoever came last. Votes that
    were changed go along with it.
    """

    def __init__(self, written: Mapping[str, Ballot], lot: random.Random | None = None) -> None:
        self._written = dict(written)
        self._latest = dict(written)
        self._revisions: dict[str, int] = {}
        self._lot = lot or random.SystemRandom()

    def __len__(self) -> int:
        """How many have voted."""
        return len(self._latest)

    def put(self, key: str, ballot: Ballot, revision: int) -> None:
        """Takes a vote, in place of an earlier one with the same token. One that was overtaken by a later revision of
        itself changes nothing."""
        if revision >= self._revisions.get(key, 0):
            self._revisions[key] = revision
            self._latest[key] = ballot

    def holds(self, key: str, ballot: Ballot) -> bool:
        return self._latest.get(key) == ballot

    def is_written(self, key: str) -> bool:
        """Whether the database has the vote as it was put last."""
        return self._written.get(key) == self._latest.get(key)

    def batch(self) -> Mapping[str, Ballot]:
        """What is to be written now; empty where there is too little."""
        rest = self.rest()
        new = sorted(rest.keys() - self._written.keys())
        if len(new) < 2 * BATCH:
            return {}
        left = set(self._lot.sample(new, BATCH))
        return {key: ballot for key, ballot in rest.items() if key not in left}

    def all(self) -> Mapping[str, Ballot]:
        """What is counted at the close, written or not."""
        return self._latest

    def rest(self) -> Mapping[str, Ballot]:
        """What is written at the close."""
        return {key: ballot for key, ballot in self._latest.items() if self._written.get(key) != ballot}

    def wrote(self, batch: Mapping[str, Ballot]) -> None:
        """A batch is in the database. What was changed meanwhile is still to be written."""
        self._written.update(batch)
