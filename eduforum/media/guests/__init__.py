"""Guests: people without an account, who enter one session by a link."""
