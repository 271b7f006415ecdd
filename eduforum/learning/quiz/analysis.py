"""How the questions of a quiz measured: difficulty, discrimination and distractors, of first attempts.

Of each question with at least `LEAST` answers:

- difficulty: the mean share of its points that was earned by those who reached it;
- discrimination: the correlation of its score with that of the rest of the quiz (corrected item–rest correlation),
  with a 95 % interval by Fisher's z;
- options: how many chose each, and how these did in the rest.

A question without an answer is *omitted* where a later one was answered, and *not reached* otherwise: what was not
reached counts in no figure of that question. The rest is the share that a person earned of the points of all other
questions that they were asked, so that people with different draws compare.
"""

from collections.abc import Iterable, Sequence
from math import atanh, sqrt, tanh
from statistics import StatisticsError, correlation, fmean
from typing import NamedTuple

LEAST = 15

_95_PERCENT = 1.959963984540054


class Outcome(NamedTuple):
    """What one person earned of `points` by one question; `chosen` are the options, or the text as it was compared.
    `answered` is False where there is no answer."""

    item: str
    earned: float
    points: float
    answered: bool
    chosen: tuple[str, ...] = ()


class Correlation(NamedTuple):
    value: float
    low: float
    high: float


class Choice(NamedTuple):
    """An option, how many chose it, and their mean share of the rest."""

    option: str
    people: int
    rest: float | None


class Figures(NamedTuple):
    difficulty: float
    correlation: Correlation | None
    choices: tuple[Choice, ...]


class ItemAnalysis(NamedTuple):
    """`people` were asked and reached it, `omitted` of them without an answer. No figures with fewer than `LEAST`."""

    item: str
    people: int
    omitted: int
    not_reached: int
    figures: Figures | None


class _Seen(NamedTuple):
    outcome: Outcome
    share: float
    rest: float | None


def analyse(attempts: Iterable[Sequence[Outcome]]) -> list[ItemAnalysis]:
    """Of each attempt the outcomes in the order in which its questions stood. The items in order of appearance."""
    seen: dict[str, list[_Seen]] = {}
    beyond: dict[str, int] = {}
    for outcomes in attempts:
        reached = max((place for place, outcome in enumerate(outcomes, 1) if outcome.answered), default=0)
        earned, points = sum(outcome.earned for outcome in outcomes), sum(outcome.points for outcome in outcomes)
        for place, outcome in enumerate(outcomes, 1):
            people = seen.setdefault(outcome.item, [])
            if place > reached:
                beyond[outcome.item] = beyond.get(outcome.item, 0) + 1
            elif outcome.points > 0:
                others = points - outcome.points
                rest = (earned - outcome.earned) / others if others > 0 else None
                people.append(_Seen(outcome, outcome.earned / outcome.points, rest))
    return [
        ItemAnalysis(
            item=item,
            people=len(people),
            omitted=sum(not one.outcome.answered for one in people),
            not_reached=beyond.get(item, 0),
            figures=_figures(people) if len(people) >= LEAST else None,
        )
        for item, people in seen.items()
    ]


def _figures(people: Sequence[_Seen]) -> Figures:
    return Figures(
        difficulty=fmean(one.share for one in people),
        correlation=_correlation([(one.share, one.rest) for one in people if one.rest is not None]),
        choices=_choices(people),
    )


def _correlation(pairs: Sequence[tuple[float, float]]) -> Correlation | None:
    """None where everybody did alike in one of them."""
    if len(pairs) < LEAST:
        return None
    try:
        value = correlation([share for share, _ in pairs], [rest for _, rest in pairs])
    except StatisticsError:
        return None
    if abs(value) >= 1:
        value = 1.0 if value > 0 else -1.0
        return Correlation(value, value, value)
    wide = _95_PERCENT / sqrt(len(pairs) - 3)
    return Correlation(value, tanh(atanh(value) - wide), tanh(atanh(value) + wide))


def _choices(people: Sequence[_Seen]) -> tuple[Choice, ...]:
    rests: dict[str, list[float | None]] = {}
    for one in people:
        for option in one.outcome.chosen:
            rests.setdefault(option, []).append(one.rest)
    found = []
    for option, values in rests.items():
        known = [rest for rest in values if rest is not None]
        found.append(Choice(option, len(values), fmean(known) if known else None))
    return tuple(sorted(found, key=lambda choice: (-choice.people, choice.option)))
