"""Records, bodies and frames of polls."""

from collections.abc import Hashable
from datetime import datetime
from typing import Annotated, ClassVar, Literal

import msgspec
from msgspec import Meta

from eduforum.web.protocol import DurableEvent, Id, Request, StateEvent

MAX_OPTIONS = 12
MAX_WORDS = 5
WORD_LENGTH = 30
ANSWER_LENGTH = 280
REASON_LENGTH = 500

PollKind = Literal["single", "multiple", "rating", "text", "words", "ranking"]
PollNames = Literal["anonymous", "hidden", "shown"]
PollRelease = Literal["live", "close", "staff"]
PollAdvice = Literal["explain", "discuss", "go_on"]

Option = Annotated[int, Meta(ge=0, lt=MAX_OPTIONS, description="The place of an option, from 0")]
Seconds = Annotated[int, Meta(ge=5, le=3600)]
RoundNumber = Annotated[int, Meta(ge=1, le=100)]

# Numbers of 256 bytes, and a token of 64 (RFC 9474), as base64url without padding.
BlindNumber = Annotated[str, Meta(pattern=r"\A[A-Za-z0-9_-]{342}\Z", description="256 bytes, base64url")]
Token = Annotated[str, Meta(pattern=r"\A[A-Za-z0-9_-]{86}\Z", description="64 bytes, base64url")]


class PollContent(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is asked, and how. `options` are those of single, multiple and ranking; a rating goes from 1 to `scale`;
    at most `most` options or words are taken, without it all of the options, or three words. `names`: whether staff see
    who voted what, nobody does, or the server cannot know. `results`: when students see the result: while votes come,
    at the close, or when staff show it.
    `correct` are the right options of single or multiple. `peer`: peer instruction, one choice with one right option.
    `reasons`: a reason may go with the vote."""

    kind: PollKind
    question: Annotated[str, Meta(max_length=500)] = ""
    options: Annotated[tuple[Annotated[str, Meta(max_length=200)], ...], Meta(max_length=MAX_OPTIONS)] = ()
    scale: Annotated[int, Meta(ge=2, le=10)] = 5
    most: Annotated[int, Meta(ge=1, le=MAX_OPTIONS)] | None = None
    names: PollNames = "hidden"
    results: PollRelease = "close"
    correct: Annotated[tuple[Option, ...], Meta(max_length=MAX_OPTIONS)] = ()
    peer: bool = False
    reasons: bool = False


class PollBallot(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A vote. `choices`: one option or several, all of them in order of preference, or the rating; `texts`: the answer
    or the words."""

    choices: Annotated[tuple[Annotated[int, Meta(ge=0, le=MAX_OPTIONS)], ...], Meta(max_length=MAX_OPTIONS)] = ()
    texts: Annotated[tuple[Annotated[str, Meta(max_length=ANSWER_LENGTH)], ...], Meta(max_length=MAX_WORDS)] = ()
    reason: Annotated[str, Meta(max_length=REASON_LENGTH)] = ""


class CountedText(msgspec.Struct, frozen=True):
    text: str
    count: int


class PollResult(msgspec.Struct, frozen=True, kw_only=True):
    """What a round came to. `counts`: votes of each option, or of each rating from 1. `places`: of each option, how
    often it was put first, second …. `texts`: the most frequent answers or words; `more` others are not in it."""

    votes: int
    counts: tuple[int, ...] = ()
    places: tuple[tuple[int, ...], ...] = ()
    texts: tuple[CountedText, ...] = ()
    more: int = 0


class PollFlow(msgspec.Struct, frozen=True, kw_only=True):
    """From the round before the last to the last, of those who voted in both: `moves[from][to]` people."""

    first: int
    second: int
    moves: tuple[tuple[int, ...], ...]


class PollRound(msgspec.Struct, frozen=True, kw_only=True):
    """One vote on the question. `result` is null while students may not see it. `key`: the modulus of the RSA key that
    signs the tokens of an anonymous round, base64url; its exponent is 65537."""

    number: int
    opened_at: datetime
    closes_at: datetime | None
    closed_at: datetime | None
    result: PollResult | None
    key: str | None


class Poll(msgspec.Struct, frozen=True, kw_only=True):
    """A poll as everybody may know it. `correct` is empty and `flow` null until staff show them."""

    id: str
    kind: PollKind
    question: str
    options: tuple[str, ...]
    scale: int
    most: int
    names: PollNames
    results: PollRelease
    peer: bool
    reasons: bool
    discussing: bool
    correct: tuple[int, ...]
    rounds: tuple[PollRound, ...]
    flow: PollFlow | None


class PollRoundDetails(msgspec.Struct, frozen=True, kw_only=True):
    """What staff know of a round. `voted`: who has, or in an anonymous one who has a token, in no order that tells
    anything. `result` is null while a vote with names hidden is open; of an open anonymous one it is of what is
    written, in batches. `right`: the share of right votes; `advice` is for peer instruction."""

    number: int
    voted: tuple[str, ...]
    result: PollResult | None
    right: float | None
    advice: PollAdvice | None


class PollDetails(msgspec.Struct, frozen=True, kw_only=True):
    """What staff know of a poll beside what everybody does."""

    poll: str
    correct: tuple[int, ...]
    rounds: tuple[PollRoundDetails, ...]
    flow: PollFlow | None


class OwnVote(msgspec.Struct, frozen=True, kw_only=True):
    """That one has voted, or has a token to vote with. The ballot is null unless names are shown: only the voter's
    device knows it."""

    poll: str
    round: int
    ballot: PollBallot | None


class Polls(msgspec.Struct, frozen=True, kw_only=True):
    """The session's polls, oldest first. `details` is empty for all but staff."""

    polls: tuple[Poll, ...]
    details: tuple[PollDetails, ...]
    own: tuple[OwnVote, ...]


class PollOpen(Request, tag="poll:open", frozen=True, kw_only=True):
    """Ask something: a prepared poll or one made now. It closes by itself after `seconds`."""

    content: PollContent | None = None
    prepared: Id | None = None
    seconds: Seconds | None = None

    durable: ClassVar[bool] = True


class PollVote(Request, tag="poll:vote", frozen=True, kw_only=True):
    """Vote, or vote otherwise while the round is open. `receipt` is a secret of the voter's device, a random UUID, by
    which a ballot without a name is found again; without it such a vote stays as it is."""

    poll: Id
    round: RoundNumber
    ballot: PollBallot
    receipt: Id | None = None

    durable: ClassVar[bool] = True


class PollToken(Request, tag="poll:token", frozen=True, kw_only=True):
    """Have a token signed for one's ballot in an anonymous round, unseen: `blinded` hides it (RFC 9474)."""

    poll: Id
    round: RoundNumber
    blinded: BlindNumber

    durable: ClassVar[bool] = True


class _PollAct(Request, frozen=True, kw_only=True):
    poll: Id

    durable: ClassVar[bool] = True


class PollClose(_PollAct, tag="poll:close", frozen=True, kw_only=True):
    """Take no more votes."""


class PollExtend(_PollAct, tag="poll:extend", frozen=True, kw_only=True):
    """Close so much later, or so much from now where no time was set."""

    seconds: Seconds


class PollDiscuss(_PollAct, tag="poll:discuss", frozen=True, kw_only=True):
    """Send everyone into discussion between two rounds."""


class PollRepeat(_PollAct, tag="poll:repeat", frozen=True, kw_only=True):
    """Vote again on the same question."""

    seconds: Seconds | None = None


class PollShare(_PollAct, tag="poll:share", frozen=True, kw_only=True):
    """Show the results to students, and the right answer where `correct` says so."""

    correct: bool = False


class PollList(Request, tag="poll:list", frozen=True, kw_only=True):
    """The polls as they are now, for who was away and has missed states."""


class PollDone(msgspec.Struct, frozen=True, kw_only=True):
    poll: str


class Voted(msgspec.Struct, frozen=True, kw_only=True):
    """The vote is stored. It says nothing of the ballot: answers are stored with their asker's name."""

    poll: str
    round: int


class TokenSigned(msgspec.Struct, frozen=True, kw_only=True):
    """The signature of what was sent blinded."""

    poll: str
    round: int
    signature: str


class PollChanged(DurableEvent, tag="poll:changed", frozen=True, kw_only=True):
    """A poll was opened, closed, shown, or is discussed: it is like this now."""

    poll: Poll


class PollDetailsChanged(DurableEvent, tag="poll:details", frozen=True, kw_only=True):
    """The same for staff, after `poll:changed`."""

    details: PollDetails


class PollProgress(StateEvent, tag="poll:progress", frozen=True, kw_only=True):
    """How an open vote goes, for staff: at most ten times a second."""

    poll: str
    round: PollRoundDetails

    def subject(self) -> Hashable:
        return "poll:progress", self.poll


class PollClosing(StateEvent, tag="poll:closing", frozen=True, kw_only=True):
    """An anonymous vote ends: no token is signed any more, and ballots are taken for five seconds."""

    poll: str
    round: int

    def subject(self) -> Hashable:
        return "poll:closing", self.poll


class PollTally(StateEvent, tag="poll:tally", frozen=True, kw_only=True):
    """The result so far of a vote that everybody may watch: at most ten times a second."""

    poll: str
    round: int
    result: PollResult

    def subject(self) -> Hashable:
        return "poll:tally", self.poll


class PollOwn(StateEvent, tag="poll:own", frozen=True, kw_only=True):
    """One's own vote, for all devices of the voter."""

    own: OwnVote

    def subject(self) -> Hashable:
        return "poll:own", self.own.poll


class NewPoll(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    session_id: Id
    content: PollContent | None = None
    prepared: Id | None = None
    seconds: Seconds | None = None


class PollVoteBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    session_id: Id
    round: RoundNumber
    ballot: PollBallot
    receipt: Id | None = None


class PollTokenBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    session_id: Id
    round: RoundNumber
    blinded: BlindNumber


class AnonymousBallot(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A vote by whoever holds `token` and its `signature`. A later `revision` takes the place of an earlier one."""

    round: RoundNumber
    token: Token
    signature: BlindNumber
    ballot: PollBallot
    revision: Annotated[int, Meta(ge=0, lt=1000)] = 0


class BallotTaken(msgspec.Struct, frozen=True, kw_only=True):
    """`stored`: the ballot is in the database. If not, it is held in memory for its batch or the close, and is to be
    cast again where the server was away."""

    stored: bool


class PollActBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    session_id: Id


class PollExtension(PollActBody, frozen=True, kw_only=True, forbid_unknown_fields=True):
    seconds: Seconds


class PollRepetition(PollActBody, frozen=True, kw_only=True, forbid_unknown_fields=True):
    seconds: Seconds | None = None


class PollSharing(PollActBody, frozen=True, kw_only=True, forbid_unknown_fields=True):
    correct: bool = False


class PollQuery(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    session_id: Id


class PreparedQuery(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    course_id: Id


class PreparedBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    course_id: Id
    content: PollContent


class PreparedChange(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The poll as it is to be; `version` is the one that was changed."""

    version: Annotated[int, Meta(ge=1, lt=2**31 - 1)]
    content: PollContent


class PreparedPoll(msgspec.Struct, frozen=True, kw_only=True):
    """A poll that waits to be asked, in any session of its course."""

    id: str
    course_id: str
    content: PollContent
    version: int
    updated_at: datetime


class NamedBallot(msgspec.Struct, frozen=True, kw_only=True):
    """Who voted what; `participant_id` and `name` are null unless names are shown."""

    round: int
    participant_id: str | None
    name: str | None
    ballot: PollBallot


class PollReport(msgspec.Struct, frozen=True, kw_only=True):
    """A poll with all that the reader may know: `details` and `ballots` are for staff, and only of closed rounds
    unless names are shown."""

    poll: Poll
    details: PollDetails | None
    own: tuple[OwnVote, ...]
    ballots: tuple[NamedBallot, ...]
