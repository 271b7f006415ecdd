"""The table that handles, names and addresses are found in."""

from hypothesis import given
from hypothesis import strategies as st

from sfu_core._testing_decisions import TableTrace

# Few keys, so that they meet, and some that fall onto one place.
KEYS = st.integers(0, 40) | st.integers(0, 5).map(lambda n: n << 60)


@given(st.lists(st.tuples(st.sampled_from(["put", "drop"]), KEYS, st.integers(1, 2**32 - 1)), max_size=120))
def test_it_behaves_like_a_dict(steps: list[tuple[str, int, int]]) -> None:
    table, model = TableTrace(16), dict[int, int]()
    for step, key, value in steps:
        if step == "put":
            table.put(key, value)
            model[key] = value
        else:
            table.drop(key)
            model.pop(key, None)
        assert len(table) == len(model)
    for key in [*range(41), *(n << 60 for n in range(6))]:
        assert table.get(key) == model.get(key, 0)


def test_it_grows() -> None:
    table = TableTrace(16)
    for key in range(10_000):
        table.put(key, key + 1)
    assert [table.get(key) for key in range(10_000)] == list(range(1, 10_001))
