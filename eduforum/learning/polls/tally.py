"""Counting: what ballots come to, how votes moved between two rounds, and what a teacher may do next. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from eduforum.learning.polls.schemas import CountedText, PollAdvice, PollBallot, PollContent, PollFlow, PollResult

# So many different answers or words are told; the rest is counted.
MAX_TEXTS = 100

# Crouch and Mazur, "Peer Instruction: Ten years of experience and results", Am. J. Phys. 69 (2001), figure 1.
FEW_RIGHT, MANY_RIGHT = 0.3, 0.7

# Particles that follow a Korean noun; longer ones first, so that the whole of one is taken off.
_PARTICLES = (
    *("이라는", "으로", "에서", "에게", "까지", "부터", "보다", "처럼", "이나", "라는", "이란"),
    *("은", "는", "이", "가", "을", "를", "의", "에", "도", "만", "와", "과", "로", "란"),
)


def result(content: PollContent, ballots: Sequence[PollBallot]) -> PollResult:
    """The result of a round; it does not depend on the order of the ballots."""
    votes = len(ballots)
    match content.kind:
        case "single" | "multiple":
            chosen = Counter(choice for ballot in ballots for choice in ballot.choices)
            return PollResult(votes=votes, counts=tuple(chosen[option] for option in range(len(content.options))))
        case "rating":
            given = Counter(ballot.choices[0] for ballot in ballots)
            return PollResult(votes=votes, counts=tuple(given[rating] for rating in range(1, content.scale + 1)))
        case "ranking":
            placed = Counter((option, place) for ballot in ballots for place, option in enumerate(ballot.choices))
            size = range(len(content.options))
            places = tuple(tuple(placed[option, place] for place in size) for option in size)
            return PollResult(votes=votes, places=places)
        case "text":
            return _texts(votes, Counter(text for ballot in ballots for text in ballot.texts))
        case "words":
            return _texts(votes, join_particles(Counter(text for ballot in ballots for text in ballot.texts)))


def join_particles(words: Mapping[str, int]) -> Counter[str]:
    """Korean words that differ by a particle are one, where the bare word was said too: 자유를 is 자유. Where it
    was not, nothing is taken off: 정의 is no 정."""
    joined: Counter[str] = Counter()
    for word, count in words.items():
        joined[_bare(word, words)] += count
    return joined


def _bare(word: str, words: Mapping[str, int]) -> str:
    for particle in _PARTICLES:
        stem = word.removesuffix(particle)
        if stem != word and len(stem) >= 2 and stem in words:
            return stem
    return word


def _texts(votes: int, texts: Mapping[str, int]) -> PollResult:
    ordered = sorted(texts.items(), key=lambda entry: (-entry[1], entry[0]))
    told = tuple(CountedText(text, count) for text, count in ordered[:MAX_TEXTS])
    return PollResult(votes=votes, texts=told, more=max(0, len(ordered) - MAX_TEXTS))


def flow(
    content: PollContent, first: int, before: Mapping[str, PollBallot], second: int, after: Mapping[str, PollBallot]
) -> PollFlow | None:
    """How votes moved between two rounds, each by its voter; None where a vote is no single place to move from. Who
    voted in one round only is left out."""
    if content.kind not in ("single", "rating"):
        return None
    lowest = 1 if content.kind == "rating" else 0
    size = content.scale if content.kind == "rating" else len(content.options)
    moves = [[0] * size for _ in range(size)]
    for voter in before.keys() & after.keys():
        moves[before[voter].choices[0] - lowest][after[voter].choices[0] - lowest] += 1
    return PollFlow(first=first, second=second, moves=tuple(map(tuple, moves)))


def right(content: PollContent, ballots: Iterable[PollBallot]) -> float | None:
    """The share of votes that are right, from 0 to 1; None without a right answer or votes."""
    votes = [ballot.choices == content.correct for ballot in ballots]
    return sum(votes) / len(votes) if content.correct and votes else None


def advice(share: float | None) -> PollAdvice | None:
    """What to do after the first vote: explain again where few are right, discuss, or go on where most are."""
    if share is None:
        return None
    if share < FEW_RIGHT:
        return "explain"
    return "go_on" if share > MANY_RIGHT else "discuss"
