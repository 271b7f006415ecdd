"""The tree of errors: stable codes, and what a program needs to act on them."""

import pytest

from eduforum import errors
from eduforum.errors import Detail, EduForumError


@pytest.mark.parametrize(
    ("name", "status", "code"),
    [
        ("Malformed", 400, "malformed"),
        ("Unauthenticated", 401, "unauthenticated"),
        ("Forbidden", 403, "forbidden"),
        ("NotFound", 404, "not_found"),
        ("Conflict", 409, "conflict"),
        ("Gone", 410, "gone"),
        ("TooLarge", 413, "too_large"),
        ("Invalid", 422, "invalid"),
        ("RateLimited", 429, "rate_limited"),
        ("Unavailable", 503, "unavailable"),
    ],
)
def test_each_kind_has_a_status_and_a_code(name: str, status: int, code: str) -> None:
    error = getattr(errors, name)()
    assert isinstance(error, EduForumError)
    assert (error.status, error.code) == (status, code)
    assert error.message


def test_one_raised_with_a_code_of_its_own_leaves_the_kind_as_it_was() -> None:
    error = errors.Conflict("Taken.", code="email_taken", details=[Detail("email", "is taken")], retry_after=2)
    assert (error.code, error.message, error.retry_after) == ("email_taken", "Taken.", 2)
    assert error.details == (Detail("email", "is taken"),)
    assert errors.Conflict().code == "conflict"
