"""People found by any part of their name or address, in Korean and English."""

from collections.abc import Callable

from eduforum.db.bigrams import bigrams, terms


def matching(search: str, alias: str, given: Callable[[object], str]) -> str | None:
    """The SQL condition on `users` by its alias, or None where nothing is looked for. `given` takes a value and names
    its place in the statement. The index of letters and pairs narrows down, the text itself decides."""
    words = terms(search)
    if not words:
        return None
    pairs = sorted({pair for word in words for pair in (bigrams(word) or [word])})
    texts = [f"position({given(word)}::text in {alias}.folded) > 0" for word in words]
    return " and ".join([f"{alias}.letter_pairs @> {given(pairs)}::text[]", *texts])
