"""Permission checks of accounts."""

from eduforum.auth.schemas import Principal
from eduforum.errors import Forbidden


def may_administer(principal: Principal) -> None:
    """Raises `Forbidden` for everybody but administrators."""
    if principal.role != "admin":
        raise Forbidden("This is for administrators.")
