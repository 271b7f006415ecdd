"""A question as those who answer see it."""

from collections import Counter
from itertools import permutations

import msgspec
from hypothesis import given

from eduforum.learning.questions.content import OrderingItem, Question, SingleItem
from eduforum.learning.questions.items import shown, shuffled
from tests.factories.questions import ORDERING, SINGLE, questions


def fields_of(value: object) -> set[str]:
    """The names of all members in a JSON value."""
    match value:
        case dict():
            return set(value) | {name for inner in value.values() for name in fields_of(inner)}
        case list():
            return {name for inner in value for name in fields_of(inner)}
    return set()


@given(questions())
def test_no_item_has_a_field_that_a_key_could_stand_in(question: Question) -> None:
    item = msgspec.to_builtins(shown(question, "seed"), str_keys=True)

    assert fields_of(msgspec.json.decode(msgspec.json.encode(item))) <= {
        "kind", "text", "options", "rows", "gaps", "id",
    }  # fmt: skip


@given(questions())
def test_an_item_is_the_same_for_the_same_seed(question: Question) -> None:
    assert shown(question, "one") == shown(question, "one")


def test_every_order_is_as_likely_as_any_other() -> None:
    seen = Counter("".join(shuffled("abc", f"seed {number}", "abc")) for number in range(6000))

    assert seen.keys() == {"".join(order) for order in permutations("abc")}
    # Six standard deviations around a thousand.
    assert all(827 < times < 1173 for times in seen.values())


def test_taking_one_away_leaves_the_others_order() -> None:
    whole = shuffled("abcdef", "seed", "abcdef")

    assert shuffled("abdef", "seed", "abdef") == [letter for letter in whole if letter != "c"]


def test_an_order_to_be_found_is_always_shuffled_and_options_where_the_author_lets_them() -> None:
    kept = msgspec.structs.replace(SINGLE, shuffle=False)
    orders, choices, fixed = set(), set(), set()
    for number in range(40):
        ordering, single, still = (shown(q, f"{number}") for q in (ORDERING, SINGLE, kept))
        assert isinstance(ordering, OrderingItem)
        assert isinstance(single, SingleItem)
        assert isinstance(still, SingleItem)
        orders.add(ordering.options)
        choices.add(single.options)
        fixed.add(still.options)

    assert len(orders) == len(choices) == 6
    assert fixed == {SINGLE.options}
