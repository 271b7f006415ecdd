"""Ballots that come by nobody: with a token that entitles, over a call that says nothing of its caller."""

from eduforum.cluster import RateLimiter
from eduforum.courses import access
from eduforum.db import Database
from eduforum.errors import Forbidden, NotFound, RateLimited
from eduforum.learning.polls import blind, rules, store
from eduforum.learning.polls.rounds import OpenRound, Rounds
from eduforum.learning.polls.schemas import AnonymousBallot, BallotTaken, PollBallot
from eduforum.learning.polls.sealed import Sealed, ballot_key, poll_closed
from eduforum.learning.polls.store import SealedRound
from eduforum.media.service import RoomService
from eduforum.media.tools import RoomContext

# Of one token, and of all that is no good on one poll, in so many seconds.
CASTS, FORGERIES, WINDOW = 20, 100, 10.0


class BallotService:
    def __init__(self, db: Database, limiter: RateLimiter, rooms: RoomService, rounds: Rounds) -> None:
        self._db = db
        self._limiter = limiter
        self._rooms = rooms
        self._rounds = rounds

    async def cast(self, poll_id: str, vote: AnonymousBallot) -> BallotTaken:
        """Takes a vote, or one in place of an earlier one with the same token. Once the round is over it tells whether
        this vote was counted.

        Raises `NotFound`, `Forbidden` `ballot_token_invalid`, `Invalid`, `RateLimited`, `Conflict` `poll_closed`.
        """
        while True:
            found = self._rounds.find(poll_id, vote.round)
            if found is not None and found[1].sealed is not None:
                room, current = found
                key = await self._entitled(poll_id, found[1].sealed.modulus, vote)
                return await self._put(room, current, found[1].sealed, key, vote)
            sealed = await self._sealed(poll_id, vote.round)
            key = await self._entitled(poll_id, sealed.modulus, vote)
            if sealed.over:
                return await self._counted(poll_id, sealed, key, vote)
            # Nobody is in the room since the server came up; its end may come while it is opened: look again.
            async with self._db.connection() as conn:
                session = await access.session_of_room(conn, sealed.session_id)
            await self._rooms.open(session)

    async def _sealed(self, poll_id: str, number: int) -> SealedRound:
        async with self._db.connection() as conn:
            sealed = await store.sealed_round(conn, poll_id, number)
        if sealed is None:
            raise NotFound("There is no such anonymous vote.")
        return sealed

    async def _counted(self, poll_id: str, sealed: SealedRound, key: str, vote: AnonymousBallot) -> BallotTaken:
        async with self._db.connection() as conn:
            stored = await store.ballot(conn, poll_id, vote.round, key)
        if stored is None or stored != rules.clean_ballot(sealed.content, vote.ballot):
            raise poll_closed()
        return BallotTaken(stored=True)

    async def _entitled(self, poll_id: str, modulus: str, vote: AnonymousBallot) -> str:
        """The hash of the token, by its bytes: base64 has more than one text for them."""
        token = blind.decode(vote.token)
        if not blind.verify(modulus, token, blind.decode(vote.signature)):
            await self._hit(f"forged-ballots:{poll_id}", FORGERIES)
            raise Forbidden("This token entitles to no vote in this round.", code="ballot_token_invalid")
        key = ballot_key(poll_id, blind.encode(token))
        await self._hit(f"ballots:{key}", CASTS)
        return key

    async def _put(
        self, room: RoomContext, current: OpenRound, sealed: Sealed[PollBallot], key: str, vote: AnonymousBallot
    ) -> BallotTaken:
        ballot = rules.clean_ballot(current.poll.content, vote.ballot)
        if not (sealed.shut and sealed.box.holds(key, ballot)):
            async with current.voting(key):
                sealed.put(key, ballot, vote.revision)
                await self._rounds.write_batch(room, current, sealed)
        return BallotTaken(stored=sealed.box.is_written(key))

    async def _hit(self, key: str, limit: int) -> None:
        wait = await self._limiter.hit(key, limit, WINDOW)
        if wait > 0:
            raise RateLimited("Too often; wait a little.", retry_after=wait)
