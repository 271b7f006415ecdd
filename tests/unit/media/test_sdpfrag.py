"""Fragments of session descriptions (RFC 8840), as WHIP clients send them."""

import pytest

from eduforum.errors import Invalid
from eduforum.media.sdpfrag import MAX_CANDIDATES, MAX_FRAGMENT, Fragment, parse_fragment, write_fragment
from tests.factories.engine import ANSWER

# The examples of RFC 9725, section 4.3.2 and 4.3.3.
TRICKLED = """\
a=group:BUNDLE 0 1
m=audio 9 UDP/TLS/RTP/SAVPF 111
a=mid:0
a=ice-ufrag:EsAw
a=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1
a=candidate:1387637174 1 udp 2122260223 192.0.2.1 61764 typ host generation 0 ufrag EsAw network-id 1
a=candidate:3471623853 1 udp 2122194687 198.51.100.2 61765 typ host generation 0 ufrag EsAw network-id 2
a=candidate:473322822 1 tcp 1518280447 192.0.2.1 9 typ host tcptype active generation 0 ufrag EsAw network-id 1
a=end-of-candidates
"""
CANDIDATE = "a=candidate:1 1 udp 2113937151 2001:db8::1 61764 typ host\r\n"


def test_what_the_rfc_trickles_is_read() -> None:
    assert parse_fragment(TRICKLED) == Fragment("EsAw", "P2uYro0UCOQ4zxjKXaWCBui1", 3)
    assert parse_fragment(TRICKLED.replace("\n", "\r\n")) == parse_fragment(TRICKLED)


def test_a_fragment_may_say_nothing() -> None:
    assert parse_fragment("") == parse_fragment("a=end-of-candidates\r\n") == Fragment("", "", 0)


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("hello", "fragment"),
        ("a=mid:0\r\n\r\n\r\na=mid:1", "fragment"),
        ("x" * (MAX_FRAGMENT + 1), "fragment"),
        ("a=ice-ufrag:EsAw\r\n", "ice-pwd"),
        ("a=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1\r\n", "ice-ufrag"),
        ("a=ice-ufrag:E s\r\n", "ice-ufrag"),
        ("a=ice-pwd:short\r\n", "ice-pwd"),
        ("a=ice-ufrag:EsAw\r\na=ice-ufrag:Other\r\n", "ice-ufrag"),
        ("a=candidate:1 1 udp 2113937151 192.0.2.1 61764\r\n", "candidate"),
        ("a=candidate:1 1 udp 2113937151 192.0.2.1 61764 typ host \0\r\n", "candidate"),
        (CANDIDATE * (MAX_CANDIDATES + 1), "candidate"),
    ],
)
def test_what_is_no_fragment_is_refused_with_the_attribute_at_fault(text: str, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        parse_fragment(text)
    assert refused.value.code == "bad_fragment"
    assert refused.value.details[0].field == field


def test_the_answer_to_a_restart_can_be_read_by_its_own_rules() -> None:
    text = write_fragment(ANSWER, "newufrag", "newpasswordnewpasswordnew")
    assert parse_fragment(text) == Fragment("newufrag", "newpasswordnewpasswordnew", 1)
    assert text.count("m=") == 1
