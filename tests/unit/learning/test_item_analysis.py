"""What is said of the questions of a quiz, and from how many answers on."""

from math import isclose

import numpy as np
import pytest

from eduforum.learning.quiz.analysis import LEAST, ItemAnalysis, Outcome, analyse


def attempts(scores: list[list[float]]) -> list[list[Outcome]]:
    """A row a person, a column a question."""
    return [[Outcome(f"q{number}", score, 1, True) for number, score in enumerate(row)] for row in scores]


def one(found: list[ItemAnalysis], item: str) -> ItemAnalysis:
    return next(analysis for analysis in found if analysis.item == item)


def test_below_fifteen_answers_nothing_is_said() -> None:
    scores = [[float(person % 2), 1.0] for person in range(LEAST)]

    assert one(analyse(attempts(scores[:-1])), "q0").figures is None
    assert one(analyse(attempts(scores)), "q0").figures is not None


def test_the_difficulty_is_the_mean_of_what_was_earned() -> None:
    scores = [[1.0, 0.0]] * 10 + [[0.5, 1.0]] * 10

    figures = one(analyse(attempts(scores)), "q0").figures

    assert figures is not None
    assert figures.difficulty == pytest.approx(0.75)


def test_the_correlation_is_with_the_rest_and_has_an_interval() -> None:
    random = np.random.default_rng(5)
    ability = random.normal(size=200)
    scores = (random.normal(size=(200, 6)) + ability[:, None] > 0).astype(float)

    figures = one(analyse(attempts(scores.tolist())), "q2").figures

    rest = np.delete(scores, 2, axis=1).sum(axis=1)
    expected = float(np.corrcoef(scores[:, 2], rest)[0, 1])
    assert figures is not None
    assert figures.correlation is not None
    value, low, high = figures.correlation
    assert isclose(value, expected, abs_tol=1e-12)
    assert low < value < high
    # Fisher: z has a standard error of 1/√(n − 3).
    assert np.arctanh(high) - np.arctanh(low) == pytest.approx(2 * 1.959964 / 197**0.5, rel=1e-6)


def test_where_everybody_did_alike_there_is_no_correlation() -> None:
    figures = one(analyse(attempts([[1.0, float(person % 2)] for person in range(20)])), "q0").figures

    assert figures is not None
    assert figures.correlation is None


def test_omitted_and_not_reached_are_told_apart() -> None:
    def person(answered: str) -> list[Outcome]:
        return [Outcome(f"q{number}", 0, 1, letter == "x") for number, letter in enumerate(answered)]

    found = analyse([person("x--x--"), person("xxxxxx"), person("------")])

    assert [(a.people, a.omitted, a.not_reached) for a in found] == [
        (2, 0, 1), (2, 1, 1), (2, 1, 1), (2, 0, 1), (1, 0, 2), (1, 0, 2),
    ]  # fmt: skip


def test_distractors_are_counted_with_how_their_choosers_did_elsewhere() -> None:
    good = [Outcome("q0", 1, 1, True, ("right",)), Outcome("q1", 1, 1, True)]
    poor = [Outcome("q0", 0, 1, True, ("wrong",)), Outcome("q1", 0, 1, True)]

    figures = analyse([good] * 12 + [poor] * 8)[0].figures

    assert figures is not None
    assert figures.choices == (("right", 12, 1.0), ("wrong", 8, 0.0))


def test_people_with_different_draws_compare_by_the_share_they_earned() -> None:
    drawn = [
        [Outcome("q0", float(person % 2), 1, True), Outcome(f"other {person}", float(person % 2) * 5, 5, True)]
        for person in range(20)
    ]

    figures = one(analyse(drawn), "q0").figures

    assert figures is not None
    assert figures.correlation is not None
    assert figures.correlation.value == pytest.approx(1)
