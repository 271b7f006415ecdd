"""Who may read the audit log."""

from eduforum.auth.schemas import Principal
from eduforum.errors import Forbidden


def may_read(principal: Principal) -> None:
    """Administrators."""
    if principal.role != "admin":
        raise Forbidden("The audit log is for administrators.")
