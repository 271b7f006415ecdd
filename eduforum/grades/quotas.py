"""Quotas in heads: which rule fits a course, and how many students it lets have each letter."""

from fractions import Fraction
from typing import NamedTuple

from eduforum.grades.exact import whole
from eduforum.grades.policies import Policy, QuotaRule, Share


class Heads(NamedTuple):
    """By place on the scale, 0 the best: how many may, and how many must, have this letter or a better one."""

    most: tuple[int, ...]
    least: tuple[int, ...]


def rule_for(policy: Policy, course_type: str, size: int) -> QuotaRule | None:
    """`size`: how many students count."""
    for rule in policy.quota_rules:
        fits_type = not rule.course_types or course_type in rule.course_types
        fits_size = rule.from_size <= size and (rule.to_size is None or size <= rule.to_size)
        if fits_type and fits_size:
            return rule
    return None


def heads(policy: Policy, rule: QuotaRule | None, size: int) -> Heads:
    """A cap on a letter binds those above it as well. Where a cap and a floor cannot both be, the cap holds."""
    most, least = [size] * len(policy.scale), [0] * len(policy.scale)
    places = {step.letter: place for place, step in enumerate(policy.scale)}
    for quota in rule.quotas if rule else ():
        place = places[quota.down_to]
        if quota.most is not None:
            most[place] = min(most[place], most_heads(policy, quota.most, size))
        if quota.least is not None:
            least[place] = max(least[place], least_heads(policy, quota.least, size))
    for place in reversed(range(len(most) - 1)):
        most[place] = min(most[place], most[place + 1])
    return Heads(tuple(most), tuple(least))


def most_heads(policy: Policy, share: Share, size: int) -> int:
    return whole(Fraction(share) * size / 100, policy.most_rounding)


def least_heads(policy: Policy, share: Share, size: int) -> int:
    return whole(Fraction(share) * size / 100, policy.least_rounding)
