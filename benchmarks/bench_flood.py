"""What 100,000 checks a second that are nobody's do to a voice: `python -m benchmarks.bench_flood`.

A worker with one speaker and one listener; another process sends valid STUN with a name that no transport has. A delay
is from before a packet is handed to the kernel to the kernel's own receive time (SO_TIMESTAMPNS) at the listener.
"""

import multiprocessing
import socket
import statistics
import struct
import time

from tests.native.peer import binding_request
from tests.native.stage import Stage

RATE = 100_000
SECONDS = 10
INTERVAL = 0.005
SO_TIMESTAMPNS = 35


def flood(port: int, seconds: float) -> None:
    """Batches of a millisecond, caught up with when the process had to wait."""
    check = binding_request(b"nobody:peer", b"x" * 24)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.connect(("127.0.0.1", port))
        start = time.monotonic()
        sent = 0
        while (now := time.monotonic() - start) < seconds:
            while sent < now * RATE:
                sender.send(check)
                sent += 1
            time.sleep(0.0005)


def measure(stage: Stage) -> tuple[list[float], int]:
    """Delays in milliseconds, and how many packets did not arrive."""
    alice, bob = stage.connect(), stage.connect()
    voice, ear = stage.microphone(alice), stage.audio_slot(bob)

    def heard() -> bool:
        voice.speak(level=10)
        return bool(ear.packets)

    stage.until(heard)
    listener = stage.peers[bob].socket
    listener.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
    time.sleep(0.1)
    stage.peers[bob].step()
    sent: list[float] = []
    arrived: list[float] = []
    end = time.monotonic() + SECONDS
    next_check = 0.0
    while time.monotonic() < end:
        if time.monotonic() >= next_check:
            stage.peers[alice].check()
            next_check = time.monotonic() + 2
        datagram = stage.peers[alice].protect(voice.packet(level=10))
        sent.append(time.clock_gettime(time.CLOCK_REALTIME))
        stage.peers[alice].send(datagram)
        time.sleep(INTERVAL)
        arrived += _arrivals(listener)
    time.sleep(0.1)
    arrived += _arrivals(listener)
    lost = len(sent) - len(arrived)
    return ([1e3 * (there - here) for here, there in zip(sent, arrived, strict=False)] if lost == 0 else []), lost


def _arrivals(listener: socket.socket) -> list[float]:
    times: list[float] = []
    while True:
        try:
            data, control, _, _ = listener.recvmsg(2048, 64)
        except BlockingIOError:
            return times
        if 128 <= data[0] < 192 and not 192 <= data[1] < 224:
            seconds, nanoseconds = struct.unpack("qq", control[0][2])
            times.append(seconds + nanoseconds / 1e9)


def report(name: str, stage: Stage, before: int, cpu: int) -> None:
    delays, lost = measure(stage)
    stats = stage.worker.stats()
    share = (stats.cpu_ns - cpu) / 1e9 / SECONDS
    looked_at = (stats.dropped["bad_check"] - before) / SECONDS
    late = statistics.quantiles(delays, n=100)[98] if delays else float("nan")
    shown = f"p50 {statistics.median(delays):.3f} ms, p99 {late:.3f} ms" if delays else "no delays"
    print(f"{name:<8} {shown}, {lost} lost; {looked_at:,.0f} checks/s dropped, worker {100 * share:.0f} % of a core")


def main() -> None:
    with Stage() as stage:
        report("quiet", stage, 0, stage.worker.stats().cpu_ns)
        stats = stage.worker.stats()
        process = multiprocessing.Process(target=flood, args=(stage.worker.port, SECONDS + 2))
        process.start()
        report("flooded", stage, stats.dropped["bad_check"], stats.cpu_ns)
        process.join()


if __name__ == "__main__":
    main()
