"""Guessing is slow, and nobody can make it slow for somebody else who has been here before."""

from bisect import bisect_left
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eduforum.auth.lockout import POLICIES, Attempt, Bucket, Scope, Stage, charge, keys, take_back, wait
from tests.factories.clock import START

DAY = 24 * 60 * 60
EVERY = [(stage, scope) for stage, scopes in POLICIES.items() for scope in scopes]


class Door:
    """Attempts at a door, whose buckets are kept in a table."""

    def __init__(self) -> None:
        self.buckets: dict[str, Bucket] = {}
        self.now = START

    def wait(self, attempt: Attempt) -> float:
        return wait(attempt, self.buckets, self.now)

    def fail(self, attempt: Attempt) -> bool:
        """Whether it was looked at."""
        if self.wait(attempt) > 0:
            return False
        self.buckets |= charge(attempt, self.buckets, self.now)
        return True

    def succeed(self, attempt: Attempt) -> bool:
        looked_at = self.fail(attempt)
        if looked_at:
            self.buckets |= take_back(attempt, self.buckets)
        return looked_at

    def pass_time(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


def attempt(**changes: Any) -> Attempt:
    values: dict[str, Any] = {"stage": "password", "account": "ha-neul", "network": "192.0.2.7"}
    return Attempt(**values | changes)


def failed(door: Door, what: Attempt, times: int) -> None:
    """So many failures, each as early as it may be."""
    for _ in range(times):
        door.pass_time(door.wait(what))
        assert door.fail(what)


def test_the_first_slips_cost_nothing() -> None:
    door = Door()
    failed(door, attempt(), 5)
    assert door.now == START
    assert door.wait(attempt()) == 0


def test_then_the_wait_doubles_up_to_a_bound() -> None:
    door = Door()
    failed(door, attempt(), 5)
    waits = []
    for _ in range(40):
        failed(door, attempt(), 1)
        waits.append(door.wait(attempt()))

    assert waits[:4] == [1, 2, 4, 8]
    assert max(waits) == 900


def test_asking_while_one_has_to_wait_makes_it_no_longer() -> None:
    door = Door()
    failed(door, attempt(), 10)
    before = door.wait(attempt())
    for _ in range(100):
        assert not door.fail(attempt())

    assert door.wait(attempt()) == before > 0


def test_a_thousand_at_once_are_charged_before_any_is_judged() -> None:
    door = Door()
    assert sum(door.fail(attempt()) for _ in range(1000)) == 6


def test_what_is_long_ago_is_forgotten() -> None:
    door = Door()
    failed(door, attempt(), 8)
    door.pass_time(8 * 600)

    failed(door, attempt(), 5)
    assert door.wait(attempt()) == 0


def test_a_success_takes_its_own_charge_back_and_no_other() -> None:
    door = Door()
    failed(door, attempt(), 4)
    assert all(door.succeed(attempt()) for _ in range(50))

    failed(door, attempt(), 2)
    assert door.wait(attempt()) > 0


def test_a_known_device_begins_anew_with_a_success() -> None:
    door, known = Door(), attempt(device="d1")
    failed(door, known, 9)
    door.succeed(known)

    failed(door, known, 10)
    assert door.wait(known) == 0


def test_an_attack_from_everywhere_is_slow_too() -> None:
    door = Door()
    looked_at = sum(door.fail(attempt(network=f"192.0.2.{number}")) for number in range(1000))
    assert looked_at == 101


def test_trying_one_password_on_everybody_is_slow_too() -> None:
    door = Door()
    looked_at = sum(door.fail(attempt(account=f"student-{number}")) for number in range(1000))
    assert looked_at == 201


def test_there_is_no_telling_whether_an_account_exists() -> None:
    """Buckets go by what was typed, which nobody looked up."""
    assert keys(attempt(account="nobody")) == tuple(key.replace("ha-neul", "nobody") for key in keys(attempt()))


def test_accounts_of_a_strange_name_do_not_share_buckets() -> None:
    names = [attempt(device="d"), attempt(account="ha-neul", network="d"), attempt(stage="code", device="d")]
    assert len({key for each in names for key in keys(each)}) == sum(len(keys(each)) for each in names)


def attacks(familiar: bool) -> st.SearchStrategy[list[tuple[Attempt, float]]]:
    """Anything that others do, from strange devices and, on other accounts, from known ones."""
    strangers = st.builds(
        Attempt,
        stage=st.sampled_from(["password", "code"]),
        account=st.sampled_from(["ha-neul", "min-jun"]),
        network=st.sampled_from(["192.0.2.7", "198.51.100.1"] if not familiar else ["198.51.100.1", "203.0.113.9"]),
        device=st.none(),
        familiar=st.just(False),
    )
    others = st.builds(attempt, account=st.just("min-jun"), device=st.sampled_from(["d1", "d2"]))
    return st.lists(st.tuples(strangers | others, st.floats(min_value=0, max_value=100)), max_size=60)


@settings(max_examples=100, deadline=None)
@given(attacks(familiar=False), st.integers(min_value=0, max_value=20))
def test_a_known_device_never_waits_for_what_others_do(attack: list[tuple[Attempt, float]], slips: int) -> None:
    attacked, quiet, known = Door(), Door(), attempt(device="d1")
    for other, seconds in attack:
        attacked.fail(other)
        attacked.pass_time(seconds)
    quiet.now = attacked.now

    for _ in range(slips):
        assert attacked.wait(known) == quiet.wait(known)
        assert attacked.fail(known) == quiet.fail(known)
        attacked.fail(attempt())


@settings(max_examples=100, deadline=None)
@given(attacks(familiar=True))
def test_on_a_familiar_network_nobody_waits_for_what_is_done_elsewhere(attack: list[tuple[Attempt, float]]) -> None:
    door = Door()
    for other, seconds in attack:
        door.fail(other)
        door.pass_time(seconds)
    assert door.wait(attempt(familiar=True)) == 0


def test_a_campus_under_attack_keeps_those_out_who_have_never_been_there_for_a_minute_at_most() -> None:
    door = Door()
    for number in range(5000):
        door.fail(attempt(account=f"student-{number % 700}"))
        door.pass_time(1)

    assert door.wait(attempt(device="d1")) == 0
    assert door.wait(attempt(familiar=True)) == 0
    assert 0 < door.wait(attempt()) <= 60


def filling(stage: Stage, scope: Scope, number: int) -> Attempt:
    """The attempts of these numbers share the one bucket and no other."""
    match scope:
        case "device":
            return attempt(stage=stage, device="d1")
        case "pair":
            return attempt(stage=stage, familiar=True)
        case "network":
            return attempt(stage=stage, account=f"student-{number}")
        case "account":
            return attempt(stage=stage, network=f"2001:db8:{number:x}::/64")


@pytest.mark.parametrize(("stage", "scope"), EVERY)
@settings(max_examples=20, deadline=None)
@given(pauses=st.lists(st.sampled_from([0.0, 0.0, 1.0, 30.0, 400.0, 901.0, 5000.0]), max_size=300))
def test_however_they_are_timed_there_are_no_more_guesses_than_the_bound(
    stage: Stage, scope: Scope, pauses: list[float]
) -> None:
    door, at = Door(), list[datetime]()
    for number, pause in enumerate(pauses):
        what = filling(stage, scope, number)
        door.pass_time(door.wait(what) + pause)
        assert door.fail(what)
        at.append(door.now)
    for window in (60, 3600, DAY):
        ends = [moment + timedelta(seconds=window) for moment in at]
        most = max((bisect_left(at, end) - first for first, end in enumerate(ends)), default=0)
        assert most <= POLICIES[stage][scope].most(window)


@pytest.mark.parametrize(("stage", "scope"), EVERY)
def test_no_wait_is_shorter_than_what_is_forgotten_meanwhile(stage: Stage, scope: Scope) -> None:
    policy = POLICIES[stage][scope]
    assert policy.longest >= policy.drain
    assert policy.pause(policy.free) == 0
    assert policy.pause(policy.free + 1) == policy.first
    assert policy.pause(1e9) == policy.longest


def test_a_days_guesses_are_as_few_as_is_said() -> None:
    passwords, codes = POLICIES["password"], POLICIES["code"]
    assert [passwords[scope].most(DAY) for scope in ("pair", "account")] == [162, 213]
    assert codes["account"].most(DAY) == 100
