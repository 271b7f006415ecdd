#!/usr/bin/env python3
"""Reckons the grades of a term export again, and says where they differ from what it says.

    python3 check.py [grades.json]

Needs Python 3.10 or later and nothing else. It shares no code with the program that wrote the export, and finds what to
drop by another method. It ends with 0 where every score, category, total, shown number, letter, rank and quota is the
same to the last digit, with 1 and a line for each difference where not, and with 2 where the file cannot be read.
"""

import json
import sys
from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import isqrt, lcm
from pathlib import Path
from typing import Any

Object = dict[str, Any]
Numbers = dict[str, Fraction | None]
Decided = tuple[str | None, str, int | None]


def main(arguments: Sequence[str]) -> int:
    path = Path(arguments[0] if arguments else "grades.json")
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        if document["format"] != "eduforum-grades" or document["version"] != 1:
            raise ValueError("this is no export of version 1")
        faults = differences(document)
    except (OSError, ValueError, LookupError, TypeError, AttributeError, ZeroDivisionError) as error:
        sys.stderr.write(f"{path} cannot be checked: {type(error).__name__}: {error}\n")
        return 2
    for fault in faults:
        sys.stdout.write(fault + "\n")
    people, columns = len(document["gradebook"]["students"]), len(document["gradebook"]["columns"])
    sys.stdout.write(f"{people} students, {columns} columns: {len(faults)} differences\n")
    return 1 if faults else 0


def differences(document: Object) -> list[str]:
    """A line for each number or letter that is not what it should be."""
    found = results(document["gradebook"])
    stated = document["results"]
    faults: list[str] = []
    compare("", without_students(found), without_students(stated), faults)
    people = {student["id"]: student for student in found["students"]}
    for student in stated["students"]:
        right = people.pop(student["id"], None)
        if right is None:
            faults.append(f"{student['id']}: is not in the gradebook, or stands here twice")
        else:
            compare(student["id"], right, student, faults)
    return faults + [f"{name}: has no results" for name in people]


def without_students(results: Object) -> Object:
    return {key: value for key, value in results.items() if key != "students"}


def compare(where: str, found: Object, stated: Object, faults: list[str]) -> None:
    """Whatever stands in one stands in the other, and is the same text."""
    for key in {**found, **stated}:
        place, value, other = f"{where} {key}".strip(), found.get(key), stated.get(key)
        if isinstance(value, dict) and isinstance(other, dict):
            compare(place, value, other, faults)
        elif value != other:
            faults.append(f"{place}: {show(other)} is stated, {show(value)} is right")


def show(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def results(book: Object) -> Object:
    """The same as `results` in the export."""
    people = []
    for student in book["students"]:
        cells = {column["id"]: points_of(student["cells"].get(column["id"]), column) for column in book["columns"]}
        so_far, _ = total_of(book, student, cells, at_the_end=False)
        final, shares = total_of(book, student, cells, at_the_end=True)
        people.append({"id": student["id"], "cells": cells, "so_far": so_far, "final": final, "categories": shares})
    letters, class_results, scale_cuts, cuts = letters_of(book, {one["id"]: one["final"] for one in people})
    class_results["students"] = [
        {
            "id": one["id"],
            "cells": texts(one["cells"]),
            "categories": texts(one["categories"]),
            "so_far": number(one["so_far"], scale_cuts),
            "final": number(one["final"], cuts),
            "letter": letters[one["id"]][0],
            "reason": letters[one["id"]][1],
            "rank": letters[one["id"]][2],
        }
        for one in people
    ]
    return class_results


def texts(numbers: Numbers) -> dict[str, str | None]:
    return {key: None if value is None else str(value) for key, value in numbers.items()}


def number(value: Fraction | None, cuts: Sequence[Fraction]) -> dict[str, str | None]:
    if value is None:
        return {"exact": None, "shown": None}
    return {"exact": str(value), "shown": as_shown(value, cuts)}


# Cells.


def points_of(cell: Object | None, column: Object) -> Fraction | None:
    """The points after every layer that was not undone; None where there are none."""
    if cell is None or cell["state"] == "excused":
        return None
    if stands(cell.get("override")):
        return Fraction(cell["override"]["points"])
    if cell.get("raw") is None:
        return None
    points = Fraction(cell["raw"])
    if stands(cell.get("late")):
        points -= Fraction(cell["late"]["deduction"])
        if points < 0:
            points = Fraction(0)
    if stands(column.get("curved")):
        points = with_curve(points, column["curved"], Fraction(column["points"]))
    return points


def stands(layer: Object | None) -> bool:
    return layer is not None and layer.get("undone") is None


def with_curve(points: Fraction, layer: Object, most: Fraction) -> Fraction:
    curve = layer["curve"]
    if curve["kind"] == "add":
        lifted = points + Fraction(curve["points"])
    elif curve["kind"] == "linear":
        low, high = Fraction(curve["low"]), Fraction(curve["high"])
        part = (points - low) / (high - low)
        lifted = (1 - part) * Fraction(curve["to_low"]) + part * Fraction(curve["to_high"])
    else:
        square = points * most
        hundredths = isqrt(square.numerator * 10_000 // square.denominator)
        if Fraction(2 * hundredths + 1, 200) ** 2 <= square:
            hundredths += 1
        lifted = Fraction(hundredths, 100)
    if lifted > most and lifted > points:
        lifted = max(most, points)
    if lifted < 0:
        lifted = Fraction(0)
    if lifted < points and not layer["lowers"]:
        return points
    return lifted


# Categories and totals.


def total_of(book: Object, student: Object, cells: Numbers, *, at_the_end: bool) -> tuple[Fraction | None, Numbers]:
    """The total in percent, and the share of each category; None where nothing counts."""
    shares: Numbers = {}
    for category in book["categories"]:
        counted: list[tuple[Fraction, Fraction, bool]] = []
        bonus = Fraction(0)
        for column in book["columns"]:
            if column["category"] != category["id"]:
                continue
            points = counted_points(student["cells"].get(column["id"]), cells[column["id"]], at_the_end=at_the_end)
            if points is None:
                continue
            weight = {"points": column["points"], "equal": "1", "weights": column["weight"]}[category["weighing"]]
            earned = points / Fraction(column["points"]) * Fraction(weight)
            if column["extra"]:
                bonus += earned
            else:
                counted.append((earned, Fraction(weight), column["droppable"]))
        shares[category["id"]] = best_share(counted, bonus, category["drop"])
    plain = {one["id"]: Fraction(one["weight"]) for one in book["categories"] if not one["extra"]}
    filled = {name: share for name, share in shares.items() if share is not None}
    weights = sum((weight for name, weight in plain.items() if name in filled), Fraction(0))
    if not weights:
        return None, shares
    percent = Fraction(0)
    for category in book["categories"]:
        if category["id"] in filled:
            whole = sum(plain.values()) if category["extra"] else weights
            percent += 100 * Fraction(category["weight"]) / whole * filled[category["id"]]
    if book["most"] is not None and percent > Fraction(book["most"]):
        percent = Fraction(book["most"])
    return percent, shares


def counted_points(cell: Object | None, points: Fraction | None, *, at_the_end: bool) -> Fraction | None:
    if cell is None:
        return Fraction(0) if at_the_end else None
    state = cell["state"]
    if state == "excused":
        return None
    if points is not None:
        return points
    if state == "missing":
        counts = cell["zero"] == "now" or (cell["zero"] == "later" and at_the_end)
    else:
        counts = state == "not_due" and at_the_end
    return Fraction(0) if counts else None


def best_share(columns: Sequence[tuple[Fraction, Fraction, bool]], bonus: Fraction, drops: int) -> Fraction | None:
    """The largest share that comes of leaving out up to `drops` of (earned, weight, droppable), and never all.

    One column is left out, taken back or exchanged for another as long as that helps. This cannot end too low: where no
    such step helps, none raises the sum of (earned - share * weight) either; that sum is a plain choice of the best
    few, which single steps always find; and no choice with a larger share exists while that sum's best is nothing.
    """
    if not columns:
        return None
    unit = lcm(bonus.denominator, *(part.denominator for earned, weight, _ in columns for part in (earned, weight)))
    earned = [int(part * unit) for part, _, _ in columns]
    weight = [int(part * unit) for _, part, _ in columns]
    all_earned, all_weight = int(bonus * unit) + sum(earned), sum(weight)

    def share(left_out: Iterable[int]) -> Fraction:
        out = list(left_out)
        return Fraction(all_earned - sum(earned[one] for one in out), all_weight - sum(weight[one] for one in out))

    most = min(drops, len(columns) - 1)
    best, chosen = share(()), frozenset[int]()
    while True:
        steps = [chosen - {out} for out in chosen]
        for place, (_, _, droppable) in enumerate(columns):
            if droppable and place not in chosen:
                steps += [chosen - {out} | {place} for out in chosen]
                if len(chosen) < most:
                    steps.append(chosen | {place})
        better = max(steps, key=share, default=chosen)
        if share(better) <= best:
            return best
        best, chosen = share(better), better


# Shown numbers.


def as_shown(value: Fraction, cuts: Sequence[Fraction]) -> str:
    """Two places, rounded half up; else cut off; else more places: whatever first lies as `value` does to every cut."""
    places = 2
    while True:
        scaled = value * 10**places
        for digits in ((2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator), scaled // 1):
            seen = Fraction(digits, 10**places)
            if [seen >= cut for cut in cuts] == [value >= cut for cut in cuts]:
                return as_text(digits, places)
        places += 1


def as_text(digits: int, places: int) -> str:
    text = str(digits).rjust(places + 1, "0")
    return text[:-places] + "." + text[-places:]


def cuts_of_scale(policy: Object, *, by_rank: bool) -> list[Fraction]:
    leasts = [Fraction(step["least"]) for step in policy["scale"]][:-1]
    return leasts[-1:] if by_rank else leasts


def shortest_between(below: Fraction, upto: Fraction) -> Fraction:
    """The number with the fewest decimal places that is more than `below` and not more than `upto`."""
    places = 0
    while Fraction(upto * 10**places // 1, 10**places) <= below:
        places += 1
    return Fraction(upto * 10**places // 1, 10**places)


# Letters.


def letters_of(book: Object, totals: Numbers) -> tuple[dict[str, Decided], Object, list[Fraction], list[Fraction]]:
    """(letter, reason, rank) of each student; size, quotas and open ties of the class; cuts by the scale, and all."""
    policy = book["policy"]
    names = [step["letter"] for step in policy["scale"]]
    letters: dict[str, Decided] = {}
    ranked: dict[str, Fraction] = {}
    size = 0
    for student in book["students"]:
        name, percent = student["id"], totals[student["id"]]
        absent = is_absent(policy["absence"], student["attendance"])
        apart = [rule for rule in policy["outside"] if rule["standing"] in student["standings"]]
        if apart:
            letters[name] = (*letter_apart(policy, apart[0]["graded"], student, percent, absent=absent), None)
            continue
        size += 0 if absent and not policy["absence"]["counted"] else 1
        if absent:
            letters[name] = (names[-1], "absence", None)
        elif percent is None:
            letters[name] = (None, "nothing_counts", None)
        else:
            ranked[name] = percent
    quotas = quotas_of(policy, book["course_type"], size)
    by_rank = policy["by"] == "rank" and len(quotas) > 0
    given, ties, cuts = hand_out(book, ranked, quotas, by_rank=by_rank)
    letters.update(given)
    uses = []
    for letter, most, least in quotas:
        better = names[: names.index(letter) + 1]
        uses.append(
            {"letter": letter, "given": sum(one[0] in better for one in given.values()), "most": most, "least": least}
        )
    scale_cuts = cuts_of_scale(policy, by_rank=by_rank)
    return letters, {"size": size, "quotas": uses, "open_ties": ties}, scale_cuts, [*scale_cuts, *cuts]


def is_absent(rule: Object | None, attendance: Object | None) -> bool:
    if rule is None or attendance is None:
        return False
    absences = attendance["absences"]
    if rule["lates_per_absence"]:
        absences += attendance["lates"] // rule["lates_per_absence"]
    share = Fraction(rule["share"])
    over = int(absences * share.denominator - attendance["periods"] * share.numerator)
    return over > 0 or (over == 0 and rule["comparison"] == "at_least" and attendance["periods"] > 0)


def letter_apart(
    policy: Object, graded: str, student: Object, percent: Fraction | None, *, absent: bool
) -> tuple[str | None, str]:
    if graded == "not":
        return None, "outside"
    if absent:
        return (policy["fail_letter"] if graded == "pass_fail" else policy["scale"][-1]["letter"]), "absence"
    if percent is None:
        return None, "nothing_counts"
    if graded == "pass_fail":
        return policy["pass_letter" if percent >= Fraction(policy["pass_at"]) else "fail_letter"], "pass_fail"
    earned, ceiling = by_scale(policy, percent), ceiling_of(policy, student)
    return policy["scale"][max(earned, ceiling)]["letter"], "ceiling" if earned < ceiling else "scale"


def by_scale(policy: Object, percent: Fraction) -> int:
    reached = [place for place, step in enumerate(policy["scale"]) if percent >= Fraction(step["least"])]
    return min(reached, default=len(policy["scale"]) - 1)


def ceiling_of(policy: Object, student: Object) -> int:
    names = [step["letter"] for step in policy["scale"]]
    limits = [names.index(rule["letter"]) for rule in policy["ceilings"] if rule["standing"] in student["standings"]]
    return max(limits, default=0)


def quotas_of(policy: Object, course_type: str, size: int) -> list[tuple[str, int | None, int | None]]:
    """(letter, most heads, least heads) of the first rule that fits, in its order."""
    for rule in policy["quota_rules"]:
        if rule["course_types"] and course_type not in rule["course_types"]:
            continue
        if size < rule["from_size"] or (rule["to_size"] is not None and size > rule["to_size"]):
            continue
        return [
            (
                quota["down_to"],
                None if quota["most"] is None else heads(quota["most"], size, policy["most_rounding"]),
                None if quota["least"] is None else heads(quota["least"], size, policy["least_rounding"]),
            )
            for quota in rule["quotas"]
        ]
    return []


def heads(percent: str, size: int, rounding: str) -> int:
    share = Fraction(percent) * size
    exact, rest = divmod(share.numerator, 100 * share.denominator)
    if rounding == "up":
        return exact + (rest > 0)
    if rounding == "half_up":
        return exact + (2 * rest >= 100 * share.denominator)
    return exact


def hand_out(
    book: Object, totals: dict[str, Fraction], quotas: Sequence[tuple[str, int | None, int | None]], *, by_rank: bool
) -> tuple[dict[str, Decided], list[list[str]], set[Fraction]]:
    """Letters by rank. What has been given is counted anew each time, from the list of those who have a letter."""
    policy = book["policy"]
    names = [step["letter"] for step in policy["scale"]]
    last = len(names) - 1
    ceilings = {student["id"]: ceiling_of(policy, student) for student in book["students"]}
    most_at = {names.index(letter): most for letter, most, _ in quotas if most is not None}
    least_at = {names.index(letter): least for letter, _, least in quotas if least is not None}
    found: dict[str, Decided] = {}
    ties: list[list[str]] = []
    cuts: set[Fraction] = set()
    taken: list[int] = []
    worst = 0
    before: Fraction | None = None

    def best(earned: int, limits: Sequence[int]) -> int:
        """The first letter from `worst` on that is due to students with these ceilings and has room for them all."""
        for place in range(worst, last):
            lacks = sum(one <= place for one in taken) < least_at.get(place, 0)
            if place < earned and not (lacks and any(limit <= place for limit in limits)):
                continue
            after = [*taken, *(max(place, limit) for limit in limits)]
            if all(sum(one <= bar for one in after) <= most for bar, most in most_at.items() if bar >= place):
                return place
        return last

    for percent in sorted(set(totals.values()), reverse=True):
        group = sorted(name for name, total in totals.items() if total == percent)
        rank = 1 + sum(total > percent for total in totals.values())
        earned = by_scale(policy, percent)
        if by_rank and earned < last:
            earned = 0
        decided = decision(book["resolutions"], set(group)) if len(group) > 1 else None
        units = [group]
        if decided is not None and decided["decision"] == "in_order":
            units = [[name] for name in decided["students"] if name in group]
        for unit in units:
            limits = [ceilings[name] for name in unit]
            place = best(earned, limits)
            tied = any(max(best(earned, [limit]), limit) < max(place, limit) for limit in limits)
            if tied and decided is None:
                ties.append(unit)
            if tied or 0 in limits:
                if before is not None and place > worst and percent < before:
                    cuts.add(shortest_between(percent, before))
                worst, before = place, percent
            for name in unit:
                got = max(place, ceilings[name])
                if got > place:
                    reason = "ceiling"
                elif place > earned:
                    reason = "tie" if tied else "quota"
                else:
                    reason = "scale" if place == earned else "floor"
                found[name] = (names[got], reason, rank)
                taken.append(got)
    return found, ties, cuts


def decision(resolutions: Iterable[Object], students: set[str]) -> Object | None:
    for resolution in resolutions:
        if stands(resolution) and students <= set(resolution["students"]):
            return resolution
    return None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
