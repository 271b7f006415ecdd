"""Why a sign-in by an issuer came to nothing."""

from typing import Literal

OidcFault = Literal[
    # The issuer: no answer, one that cannot be read, or a description of itself that cannot be used.
    "unreachable",
    "bad_metadata",
    # The way there and back.
    "declined",
    "flow_invalid",
    "flow_expired",
    "flow_replayed",
    "mixed_up",
    "other_login",
    "code_refused",
    # The token.
    "token_malformed",
    "algorithm_refused",
    "key_unknown",
    "signature_invalid",
    "issuer_wrong",
    "tenant_refused",
    "audience_wrong",
    "nonce_wrong",
    "time_wrong",
    "access_token_wrong",
    "subject_wrong",
]


def quoted(text: str) -> str:
    """What somebody else wrote, short and in printable ASCII, for a message."""
    return ascii(text[:100])


class OidcError(Exception):
    """`reason` is for logs, the audit and tests; people are told that signing in there did not work, whatever it was.
    The message is English for an administrator and holds nothing secret."""

    def __init__(self, reason: OidcFault, message: str) -> None:
        super().__init__(message)
        self.reason: OidcFault = reason
