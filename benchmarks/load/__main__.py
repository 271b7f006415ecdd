"""Load on a real deployment: python -m benchmarks.load --url https://forum.example.org --rooms 10 --people 50.

Participants sign in, join and connect as browsers do: HTTP, WebSocket, ICE, DTLS and SRTP; they send a voice with its
level (they take turns to speak) and a camera in three simulcast layers with temporal layers, receive three voices and
nine cameras, and answer with reports, NACK, PLI and transport-wide feedback. With --publishers N they are N WHIP
publishers a room and WHEP viewers instead. The per-packet work is native and shares no code with the server.

--email and --password name somebody who may make courses; people are registered where registration is open, else they
come from --accounts. --serve starts a server of its own on one core. Delay is measured between the tester's own clocks:
each packet carries the time at which it was made. One receiver in 25 decrypts, the others check headers and count.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import math
import os
import resource
import sys
from dataclasses import asdict
from pathlib import Path

from benchmarks.load.campaign import Campaign, Plan
from benchmarks.load.ceiling import measure
from benchmarks.load.deployment import Account, Deployment, Refused, read_accounts
from benchmarks.load.local import PROFESSOR, server
from benchmarks.load.participant import Media
from benchmarks.load.report import plot, table

LONGEST_SECONDS = 3600
MOST_PEOPLE = 10_000


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add = parser.add_argument
    add("--url", help="of the deployment")
    add("--serve", action="store_true", help="start a server on the first core and put the load on the others")
    add("--port", type=int, default=22600, help="of that server")
    add("--email", default=PROFESSOR.email)
    add("--password", default=PROFESSOR.password)
    add("--accounts", type=Path, help="people of the deployment, one 'address password' a line")
    add("--insecure", action="store_true", help="take any certificate")
    add("--rooms", type=int, default=2)
    add("--people", type=int, default=50, help="in each room")
    add("--publishers", type=int, default=0, help="WHIP publishers a room; the others watch by WHEP")
    add("--seconds", type=float, default=20.0, help=f"of measuring, at most {LONGEST_SECONDS}")
    add("--joins", type=float, default=20.0, help="joins a second")
    add("--layers", default="100,300,900", help="kbit/s of the camera's layers, lowest first")
    add("--cameras", type=int, default=9, help="that each participant sees")
    add("--voices", type=int, default=3, help="that each participant hears")
    add("--view", default="320x180", help="in which size")
    add("--talk", type=float, default=8.0, help="seconds until the next one speaks; 0: all speak")
    add("--decrypt-one-in", type=int, default=25)
    add("--threads", type=int, default=1, help="of the load")
    add("--pid", type=int, help="of the server when it is on this machine; else its /metrics is asked")
    add("--no-ceiling", action="store_true", help="do not measure the tester's own ceiling first")
    add("--json", type=Path, help="write everything to this file")
    add("--plot", type=Path, help="write an SVG to this file")
    options = parser.parse_args()
    if bool(options.url) == options.serve:
        parser.error("give --url, or --serve")
    if not 1 <= options.rooms * options.people <= MOST_PEOPLE or not 1 <= options.seconds <= LONGEST_SECONDS:
        parser.error(f"at most {MOST_PEOPLE} people and {LONGEST_SECONDS} seconds, and at least one of each")
    if options.publishers >= options.people:
        parser.error("--publishers must leave somebody to watch")
    return options


def plan(options: argparse.Namespace) -> Plan:
    width, _, height = options.view.partition("x")
    layers = tuple(int(float(text) * 1000) for text in options.layers.split(","))
    media = Media(
        layers=layers,
        voices=options.voices,
        cameras=options.cameras,
        width=int(width),
        height=int(height),
        talk=options.talk,
    )
    return Plan(
        *(options.rooms, options.people, options.seconds, media, options.joins, options.publishers),
        decrypts_one_in=options.decrypt_one_in,
        threads=options.threads,
        insecure=options.insecure,
    )


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


async def run(options: argparse.Namespace) -> int:
    cores = sorted(os.sched_getaffinity(0))
    ceiling = math.nan
    if not options.no_ceiling and len(cores) > 1:
        own = measure(cores[1], cores[0])
        ceiling = own.received / own.cpu_ns * 1e9
        say(
            f"the load tester takes {ceiling:,.0f} packets a second of CPU "
            f"({own.received / own.wall_ns * 1e9:,.0f}/s offered, lost {own.lost / max(1, own.received):.3%})"
        )
    async with contextlib.AsyncExitStack() as stack:
        url, pid = options.url, options.pid
        if options.serve:
            url, pid = await stack.enter_async_context(server(cores[0], options.port))
        if options.serve and len(cores) > 1:
            os.sched_setaffinity(0, set(cores[1:]))
        deployment = Deployment(url, insecure=options.insecure)
        stack.push_async_callback(deployment.close)
        accounts = read_accounts(options.accounts) if options.accounts else []
        staff = Account(options.email, options.password)
        campaign = Campaign(plan(options), deployment, staff, accounts, pid)
        result = await campaign.run(ceiling, say)
    print(table(result))
    if options.json:
        samples = [asdict(sample) for sample in campaign.samples]
        options.json.write_text(json.dumps({"result": asdict(result), "samples": samples}, indent=1))
    if options.plot:
        options.plot.write_text(plot(f"{options.rooms} rooms of {options.people}", campaign.samples))
    return 1 if result.failed else 0


def main() -> int:
    options = arguments()
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    try:
        return asyncio.run(run(options))
    except Refused as error:
        say(str(error))
        return 2


if __name__ == "__main__":
    sys.exit(main())
