"""What parsing an offer and writing its answer costs the event loop; aim: 60 KB in at most 1 ms.

Run as `python benchmarks/bench_offer.py`.
"""

import time
from pathlib import Path

from eduforum.media.sdp import INACTIVE, Reply, parse_offer, write_answer

OFFERS = Path(__file__).parent.parent / "tests" / "unit" / "media" / "offers"
ROUNDS = 200


def answer(text: str) -> str:
    offer = parse_offer(text)
    replies = [
        Reply("recvonly", section.codecs[:1], section.extensions)
        if section.sends
        else Reply("sendonly", section.codecs, section.extensions, (), 1, 2, "slot")
        if section.receives
        else INACTIVE
        for section in offer.sections
    ]
    return write_answer(
        offer,
        replies,
        ufrag="u" * 16,
        pwd="p" * 32,
        fingerprint=offer.fingerprints[0],
        candidates=["a=candidate:1 1 udp 2130706431 192.0.2.1 40000 typ host"] * 4,
        cname="forwarder",
        session_id=1,
    )


def main() -> None:
    print(f"{'offer':24} {'bytes':>8} {'median ms':>10} {'best ms':>8}")
    for path in sorted(OFFERS.glob("*.sdp")):
        text = path.read_bytes().decode()
        taken = []
        for _ in range(ROUNDS):
            start = time.perf_counter()
            answer(text)
            taken.append((time.perf_counter() - start) * 1e3)
        taken.sort()
        print(f"{path.stem:24} {len(text):8,} {taken[ROUNDS // 2]:10.2f} {taken[0]:8.2f}")


if __name__ == "__main__":
    main()
