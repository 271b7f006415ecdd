"""The secret votes of a debate: a token a voter for both, ballots that come with it and by nobody, the count."""

import hashlib
import logging
from datetime import datetime

from msgspec.structs import replace

from eduforum.clock import Clock
from eduforum.cluster import RateLimiter
from eduforum.courses import access as courses
from eduforum.db import Connection, Database
from eduforum.errors import EduForumError, Forbidden, NotFound, RateLimited
from eduforum.learning.debate import counting, running, store
from eduforum.learning.debate.schemas import Debate, DebateBallot, DebateProgress, DebateResult, View, Vote
from eduforum.learning.debate.store import Ballot, Ballots, Kept
from eduforum.learning.gate import Gate
from eduforum.learning.polls import blind
from eduforum.learning.polls.box import Box
from eduforum.learning.polls.schemas import BallotTaken
from eduforum.learning.polls.sealed import Sealed, ballot_key, poll_closed
from eduforum.media.audience import TEACHERS
from eduforum.media.service import RoomService
from eduforum.media.tools import RoomContext

# Of one token, and of all that is no good in one debate, in so many seconds.
CASTS, FORGERIES, WINDOW = 20, 100, 10.0

_log = logging.getLogger(__name__)


class OpenVote:
    """A vote that is open in a room. `first` has the ballots of the first vote, by which the second is entered; the
    first is entered by any token."""

    def __init__(self, debate: Debate, vote: Vote, sealed: Sealed[Ballot], first: Ballots) -> None:
        self.debate_id = debate.id
        self.vote: Vote = vote
        self.sealed = sealed
        self.first = first
        self.gate = Gate()
        # Whether a token may have been signed without its answer: then they have to be read again.
        self.doubtful = False
        self.told = -1

    def is_of(self, debate: Debate) -> bool:
        return (self.debate_id, self.vote) == (debate.id, running.open_vote(debate))

    async def shut(self) -> None:
        """Nobody votes any more; those who are at it are waited for."""
        self.sealed.shut = True
        await self.gate.idle()

    def enters(self, key: str) -> bool:
        return self.vote == "before" or key in self.first

    def count(self) -> tuple[DebateResult | None, Ballots, set[str]]:
        """What is told now, if anything, the ballots that are kept for the second vote, and the proofs of those that
        count. The box is shut."""
        ballots = self.sealed.box.all()
        proofs = {ballot.proof for ballot in ballots.values()}
        if self.vote == "after":
            return counting.result(_views(self.first), _views(ballots)), {}, proofs
        if len(ballots) >= counting.FEWEST:
            return None, ballots, proofs
        # Of so few it would be known who they are: they are kept nowhere.
        return counting.result_before(_views(ballots).values()), {}, proofs


def ended(kept: Kept, at: datetime, held: Ballots) -> tuple[Debate, set[str]]:
    """The debate as it is where its session ends in the midst of it, and the proofs of the ballots that count: a vote
    that is open is counted with what its box holds."""
    debate, vote = kept.debate, running.open_vote(kept.debate)
    before, after = _views(kept.before), _views(kept.after)
    if vote == "before":
        before |= _views(held)
        debate = replace(debate, before="closed", result=counting.result_before(before.values()))
    elif vote == "after":
        after |= _views(held)
        debate = replace(debate, after="closed", result=counting.result(before, after))
    elif debate.before == "closed" and debate.result is None:
        debate = replace(debate, result=counting.result_before(before.values()))
    counted = {"before": kept.before, "after": kept.after, None: {}}[vote]
    return running.closed(debate, at), {ballot.proof for ballot in (counted | dict(held)).values()}


class OpenVotes:
    """Those of the rooms of this process, by room."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._rooms: dict[str, tuple[RoomContext, OpenVote]] = {}

    def of(self, room: RoomContext) -> OpenVote | None:
        found = self._rooms.get(room.id)
        return None if found is None else found[1]

    def find(self, debate_id: str, vote: Vote) -> tuple[RoomContext, OpenVote] | None:
        for room, current in self._rooms.values():
            if (current.debate_id, current.vote) == (debate_id, vote):
                return room, current
        return None

    def drop(self, room: RoomContext) -> None:
        self._rooms.pop(room.id, None)

    async def load(self, conn: Connection, room: RoomContext, kept: Kept | None) -> None:
        """Takes over from the database which vote is open."""
        vote = None if kept is None else running.open_vote(kept.debate)
        current = self.of(room)
        if kept is None or vote is None or kept.modulus is None:
            self.drop(room)
            return
        tokens = await store.tokens(conn, kept.debate.id)
        if current is not None and (current.debate_id, current.vote) == (kept.debate.id, vote):
            current.sealed.tokens |= tokens
            current.sealed.shut = current.doubtful = False
            return
        if vote == "after":
            # Who has not voted the first time is waited for by nobody.
            sealed = Sealed(kept.modulus, "", dict.fromkeys(kept.before, ""), Box(kept.after))
        else:
            private = await store.signing_key(conn, kept.debate.id)
            sealed = Sealed(kept.modulus, private, tokens, Box(kept.before))
        self._rooms[room.id] = room, OpenVote(kept.debate, vote, sealed, kept.before)

    async def put(self, room: RoomContext, current: OpenVote, key: str, ballot: Ballot, revision: int) -> bool:
        """Takes a ballot; whether it is written. Raises `Conflict` `poll_closed`."""
        sealed = current.sealed
        if not (sealed.shut and sealed.box.holds(key, ballot)):
            async with current.gate.passing(key):
                sealed.put(key, ballot, revision)
                await self._write_batch(room, current)
        return sealed.box.is_written(key)

    async def _write_batch(self, room: RoomContext, current: OpenVote) -> None:
        """What the box may give away now. Where that fails it stays there, and is written with what comes next."""
        sealed = current.sealed
        async with sealed.writing:
            batch = sealed.box.batch()
            if not batch:
                return
            try:
                await room.record([], [store.batch(current.debate_id, current.vote, batch)])
            except EduForumError:
                _log.warning("a batch of ballots could not be stored", extra={"room_id": room.id})
                return
            sealed.box.wrote(batch)

    async def gather(self, current: OpenVote) -> None:
        """Waits for the ballots that are on their way; then the box is shut."""
        await current.gate.idle()
        await current.sealed.gather(self._clock)
        await current.gate.idle()

    def tell(self, room: RoomContext) -> None:
        """Who teaches hears how many views are in, once a second where that has changed, and nothing else."""
        current = self.of(room)
        if current is not None and current.told != len(current.sealed.box):
            current.told = len(current.sealed.box)
            room.publish(progress(current), TEACHERS)


class DebateBallots:
    """Ballots as they come from outside of the room: with a token that entitles, over a call that says nothing of its
    caller."""

    def __init__(self, db: Database, limiter: RateLimiter, rooms: RoomService, votes: OpenVotes) -> None:
        self._db = db
        self._limiter = limiter
        self._rooms = rooms
        self._votes = votes

    async def cast(self, debate_id: str, ballot: DebateBallot) -> BallotTaken:
        """Takes a view, or one in place of an earlier one with the same token. Once the vote is over it tells whether
        this view was counted.

        Raises `NotFound`, `Forbidden` `ballot_token_invalid` and `no_view_before`, `RateLimited`, `Conflict`
        `poll_closed`.
        """
        while True:
            found = self._votes.find(debate_id, ballot.vote)
            if found is not None:
                room, current = found
                key = await self._entitled(debate_id, current.sealed.modulus, ballot)
                if not current.enters(key):
                    raise Forbidden("This vote is for who voted before the debate.", code="no_view_before")
                view = Ballot(ballot.view, _proof(debate_id, ballot))
                return BallotTaken(stored=await self._votes.put(room, current, key, view, ballot.revision))
            async with self._db.connection() as conn:
                kept = await store.votes(conn, debate_id)
            if kept is None:
                raise NotFound("There is no such vote.")
            await self._entitled(debate_id, kept.modulus, ballot)
            if kept.over or running.open_vote(kept.debate) != ballot.vote:
                if _proof(debate_id, ballot) not in kept.counted:
                    raise poll_closed()
                return BallotTaken(stored=True)
            # Nobody is in the room since the server came up; its end may come while it is opened: look again.
            async with self._db.connection() as conn:
                session = await courses.session_of_room(conn, kept.session_id)
            await self._rooms.open(session)

    async def _entitled(self, debate_id: str, modulus: str, ballot: DebateBallot) -> str:
        """The hash of the token, by its bytes: base64 has more than one text for them."""
        token = blind.decode(ballot.token)
        if not blind.verify(modulus, token, blind.decode(ballot.signature)):
            await self._hit(f"forged-views:{debate_id}", FORGERIES)
            raise Forbidden("This token entitles to no vote in this debate.", code="ballot_token_invalid")
        key = ballot_key(debate_id, blind.encode(token))
        await self._hit(f"views:{key}", CASTS)
        return key

    async def _hit(self, key: str, limit: int) -> None:
        wait = await self._limiter.hit(key, limit, WINDOW)
        if wait > 0:
            raise RateLimited("Too often; wait a little.", retry_after=wait)


def progress(current: OpenVote) -> DebateProgress:
    return DebateProgress(debate=current.debate_id, voted=len(current.sealed.box))


def _proof(debate_id: str, ballot: DebateBallot) -> str:
    """What whoever has the token can name, and nobody can turn back into token or view."""
    token = blind.encode(blind.decode(ballot.token))
    return hashlib.sha256(f"{debate_id} {ballot.vote} {ballot.view} {token}".encode()).hexdigest()[:32]


def _views(ballots: Ballots) -> dict[str, View]:
    return {key: ballot.view for key, ballot in ballots.items()}
