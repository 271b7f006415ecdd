"""Reading an answer of HTTP/1.1 (RFC 9112) as it comes, within bounds."""

import httptools

MAX_HEAD = 32 * 1024


class OutboundError(OSError):
    """A call that we do not make, or an answer that we do not take."""


class AnswerReader:
    """Takes what arrives; `complete` once the answer is whole. Raises `OutboundError` as soon as it cannot be taken."""

    def __init__(self, max_body: int) -> None:
        self._max_body = max_body
        self._parser = httptools.HttpResponseParser(self)
        self._head_bytes = 0
        self._header_bytes = 0
        self._in_body = False
        self.status = 0
        self.headers: dict[str, str] = {}
        self.body = bytearray()
        self.complete = False

    def feed(self, data: bytes) -> None:
        if not self._in_body:
            self._head_bytes += len(data)
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            raise OutboundError("the answer speaks another protocol") from None
        except httptools.HttpParserError as error:
            # What our own callbacks raise comes wrapped.
            if isinstance(error.__context__, OutboundError):
                raise error.__context__ from None
            raise OutboundError(f"the answer cannot be read: {error}") from None
        if not self._in_body and self._head_bytes > MAX_HEAD:
            raise OutboundError("the head of the answer is too large")

    def end(self) -> None:
        """The other side has closed. That ends a body whose length nobody has told, and cuts any other."""
        told = "content-length" in self.headers or "transfer-encoding" in self.headers
        if not self._in_body or told:
            raise OutboundError("the answer breaks off")
        self.complete = True

    # What the parser calls.

    def on_message_begin(self) -> None:
        if self.complete:
            raise OutboundError("there is more than one answer")
        self.headers, self._in_body = {}, False

    def on_header(self, name: bytes, value: bytes) -> None:
        self._header_bytes += len(name) + len(value)
        if self._header_bytes > MAX_HEAD:
            raise OutboundError("the head of the answer is too large")
        self.headers[name.decode("latin-1").lower()] = value.decode("latin-1")

    def on_headers_complete(self) -> None:
        self.status = self._parser.get_status_code()
        self._in_body = self.status >= 200
        if self.headers.get("content-encoding", "identity").lower() != "identity":
            raise OutboundError("the answer is compressed, which nobody asked for")
        length = self.headers.get("content-length", "0")
        if length.isdigit() and int(length) > self._max_body:
            raise OutboundError("the answer is too large")

    def on_body(self, data: bytes) -> None:
        self.body += data
        if len(self.body) > self._max_body:
            raise OutboundError("the answer is too large")

    def on_message_complete(self) -> None:
        # What comes before the answer proper (RFC 9110 section 15.2) is not it.
        self.complete = self.status >= 200
