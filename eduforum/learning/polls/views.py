"""What each reader sees of a poll, from its records."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from eduforum.db import Connection
from eduforum.learning.polls import store, tally
from eduforum.learning.polls.schemas import (
    Poll,
    PollBallot,
    PollDetails,
    PollResult,
    PollRound,
    PollRoundDetails,
    Polls,
)
from eduforum.learning.polls.store import PollRecord, RoundRecord


def public(poll: PollRecord, so_far: PollResult | None = None) -> Poll:
    """For everybody. `so_far` is the result of the last round where it is open."""
    content = poll.content
    rounds = tuple(
        PollRound(
            number=each.number,
            opened_at=each.opened_at,
            closes_at=each.closes_at,
            closed_at=each.closed_at,
            result=(each.result or so_far) if is_shown(poll, each) else None,
            key=each.modulus,
        )
        for each in poll.rounds
    )
    last_two = poll.rounds[-2:]
    return Poll(
        id=poll.id,
        kind=content.kind,
        question=content.question,
        options=content.options,
        scale=content.scale,
        most=content.most or 1,
        names=content.names,
        results=content.results,
        peer=content.peer,
        reasons=content.reasons,
        discussing=poll.discussing,
        correct=content.correct if poll.key_shared else (),
        rounds=rounds,
        flow=poll.last.flow if all(is_shown(poll, each) for each in last_two) else None,
    )


def is_shown(poll: PollRecord, which: RoundRecord) -> bool:
    """Whether students may see the round's result now."""
    if which.shared or poll.content.results == "live":
        return True
    return poll.content.results == "close" and which.closed_at is not None


def details(
    poll: PollRecord, voted: Mapping[tuple[str, int], tuple[str, ...]], so_far: PollResult | None = None
) -> PollDetails:
    """For staff."""
    return PollDetails(
        poll=poll.id,
        correct=poll.content.correct,
        rounds=tuple(
            PollRoundDetails(
                number=each.number,
                voted=voted.get((poll.id, each.number), ()),
                result=each.result or so_far,
                right=each.right_share,
                advice=tally.advice(each.right_share) if poll.content.peer else None,
            )
            for each in poll.rounds
        ),
        flow=poll.last.flow,
    )


async def closed(
    conn: Connection, poll: PollRecord, at: datetime, rest: Mapping[str, PollBallot] = MappingProxyType({})
) -> PollRecord:
    """The poll as it is once its last round is closed, counted with the `rest` that is not written yet. Nobody can say
    how anonymous votes moved: no two tokens are of one voter."""
    content, last = poll.content, poll.last
    votes = {**await store.ballots(conn, poll, last.number), **rest}
    moves = None
    if len(poll.rounds) > 1 and not poll.anonymous:
        before = await store.ballots(conn, poll, last.number - 1)
        moves = tally.flow(content, last.number - 1, before, last.number, votes)
    done = RoundRecord(
        number=last.number,
        opened_at=last.opened_at,
        closes_at=last.closes_at,
        closed_at=at,
        shared=last.shared,
        result=tally.result(content, list(votes.values())),
        flow=moves,
        right_share=tally.right(content, votes.values()),
        modulus=last.modulus,
    )
    return PollRecord(
        id=poll.id,
        content=content,
        discussing=poll.discussing,
        key_shared=poll.key_shared,
        rounds=(*poll.rounds[:-1], done),
    )


async def so_far(conn: Connection, poll: PollRecord) -> PollResult | None:
    """The result of a round that is open. None where names are hidden: who sees the ballots come in one after another,
    and the voters, knows who voted what. Anonymous ones are written in batches, and told so."""
    if poll.hidden or poll.last.closed_at is not None:
        return None
    votes = await store.ballots(conn, poll, poll.last.number)
    return None if poll.anonymous and not votes else tally.result(poll.content, list(votes.values()))


async def session_polls(
    conn: Connection,
    session_id: str,
    reader: str,
    *,
    staff: bool,
    ended_at: datetime | None = None,
    poll_id: str | None = None,
) -> Polls:
    """All polls of a session, or one, as `reader` may see them. A round that was open at the session's end is closed
    by it."""
    records = await store.polls(conn, session_id, poll_id)
    if ended_at is not None:
        records = [await closed(conn, each, ended_at) if each.last.closed_at is None else each for each in records]
    voted = await store.voters(conn, session_id, poll_id) if staff else {}
    results = {each.id: await so_far(conn, each) for each in records}
    own = await store.own_votes(conn, session_id, reader)
    return Polls(
        polls=tuple(public(each, results[each.id]) for each in records),
        details=tuple(details(each, voted, results[each.id]) for each in records) if staff else (),
        own=tuple(vote for vote in own if vote.poll in results),
    )
