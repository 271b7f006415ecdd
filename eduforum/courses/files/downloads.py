"""A course's file as an answer: whole or in part, and not again where the reader has it."""

from typing import Any

from eduforum.courses.files.schemas import CourseFile
from eduforum.courses.files.uploads import CourseFiles
from eduforum.storage import UnsatisfiableRange, parse_range
from eduforum.web.downloads import attached
from eduforum.web.endpoint import Call, Raw

REQUEST_HEADERS = {
    "Range": "A part of the file (RFC 9110 section 14.2)",
    "If-Range": "The part only of the file with this ETag",
    "If-None-Match": "Nothing where the file still has this ETag",
}
HEADERS = {"ETag": "Of the file's content, which never changes"}
ALSO = (206, 304)
ERRORS = ("file_unchecked", "file_infected")
OCTETS = "application/octet-stream"


def handed_out(call: Call[Any, Any], files: CourseFiles, file: CourseFile) -> Raw:
    """Always as a download: what somebody has uploaded is shown as no page of ours."""
    etag = f'"{file.sha256}"'
    headers = {**attached(file.name), "Accept-Ranges": "bytes", "ETag": etag, "Cache-Control": "private, no-cache"}
    asked = call.request.headers
    known = asked.get("if-none-match", "")
    if known.strip() == "*" or etag in (each.strip().removeprefix("W/") for each in known.split(",")):
        return Raw(b"", file.media_type, headers, 304)
    wanted = asked.get("range") if asked.get("if-range", etag).strip() == etag else None
    try:
        part = parse_range(wanted, file.size)
    except UnsatisfiableRange:
        return Raw(b"", file.media_type, {**headers, "Content-Range": f"bytes */{file.size}"}, 416)
    if part is None:
        return Raw(files.read(file), file.media_type, {**headers, "Content-Length": str(file.size)})
    headers |= {"Content-Range": part.content_range(file.size), "Content-Length": str(part.end - part.start)}
    return Raw(files.read(file, part.start, part.end), file.media_type, headers, 206)
