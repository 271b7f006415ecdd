"""What a client is told of where the workers are."""

from eduforum.config import Config, Media, Server
from eduforum.media.candidates import Candidate, Candidates
from tests.factories.clock import ManualClock


def candidates(*public: str, udp: int = 40001, tcp: int = 40001, first: int = 40000) -> list[Candidate]:
    config = Config(server=Server(host="0.0.0.0"), media=Media(public_addresses=public))
    return Candidates(config, ManualClock()).of(udp, tcp, first_port=first)


def test_every_candidate_over_udp_comes_before_any_over_tcp() -> None:
    found = candidates("203.0.113.7", "203.0.113.8")
    protocols = [candidate.protocol for candidate in found]
    assert protocols == sorted(protocols, reverse=True)
    assert {"udp", "tcp"} == set(protocols)
    priorities = [candidate.priority for candidate in found]
    assert priorities == sorted(set(priorities), reverse=True)
    assert all(0 < priority < 2**31 for priority in priorities)


def test_configured_addresses_are_tried_first() -> None:
    assert [c.address for c in candidates("203.0.113.7", "203.0.113.8")][:2] == ["203.0.113.7", "203.0.113.8"]


def test_a_mapped_port_is_the_first_workers_and_the_others_keep_their_distance() -> None:
    found = candidates("203.0.113.7:5000", udp=40002, tcp=40002)
    assert {(c.protocol, c.port) for c in found if c.address == "203.0.113.7"} == {("udp", 5002), ("tcp", 5002)}
    assert all(c.port == 40002 for c in found if c.address != "203.0.113.7")


def test_without_tcp_there_are_none_of_it() -> None:
    assert {c.protocol for c in candidates("203.0.113.7", tcp=0)} == {"udp"}


def test_a_candidate_as_a_line_of_sdp() -> None:
    udp, *_, tcp = candidates("203.0.113.7")
    assert udp.line(1) == "a=candidate:1 1 udp 2130706431 203.0.113.7 40001 typ host"
    assert tcp.line(2) == f"a=candidate:2 1 tcp {tcp.priority} {tcp.address} 40001 typ host tcptype passive"
