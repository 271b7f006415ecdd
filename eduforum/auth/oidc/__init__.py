"""Signing in by OpenID Connect: Google, Microsoft and any other issuer, by code with PKCE."""
