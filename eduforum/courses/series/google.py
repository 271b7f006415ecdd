"""A link that opens Google Calendar with a session filled in, for who subscribes to nothing."""

from urllib.parse import urlencode

from eduforum.courses.series.calendar import CalendarEvent, utc

_ADDRESS = "https://calendar.google.com/calendar/render"

# What is longer than browsers and Google take of an address.
_MAX_DESCRIPTION = 1000


def google_link(event: CalendarEvent) -> str:
    fields = {
        "action": "TEMPLATE",
        "text": event.title,
        "dates": f"{utc(event.start)}/{utc(event.end)}",
        "details": "\n".join(part for part in (event.description[:_MAX_DESCRIPTION], event.url) if part),
        "location": event.url,
    }
    return f"{_ADDRESS}?{urlencode({name: value for name, value in fields.items() if value})}"
