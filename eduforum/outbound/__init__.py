"""HTTP to other servers: one client for all that this one asks of others."""

from eduforum.outbound.client import Answer, OutboundClient, OutboundError, Request

__all__ = ["Answer", "OutboundClient", "OutboundError", "Request"]
