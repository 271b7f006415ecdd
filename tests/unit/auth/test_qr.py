"""The picture that an authenticator app reads."""

import re
from xml.etree import ElementTree

from eduforum.auth.qr import svg

_NAMESPACE = "{http://www.w3.org/2000/svg}"


def dark(image: str) -> set[tuple[int, int]]:
    """The dark modules, as (column, row)."""
    paths = ElementTree.fromstring(image).findall(f"{_NAMESPACE}path")
    runs = re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", paths[1].get("d", ""))
    return {(int(x) + n, int(y)) for x, y, length in runs for n in range(int(length))}


def test_it_is_a_square_with_a_quiet_zone_of_four_modules() -> None:
    image = svg("otpauth://totp/EduForum:student1@eduforum.test?secret=JBSWY3DPEHPK3PXP")
    _, _, width, height = map(int, (ElementTree.fromstring(image).get("viewBox") or "").split())
    assert width == height
    modules = dark(image)
    assert {min(x for x, _ in modules), min(y for _, y in modules)} == {4}
    assert {max(x for x, _ in modules), max(y for _, y in modules)} == {width - 5}


def test_three_corners_have_the_pattern_that_scanners_look_for() -> None:
    image = svg("otpauth://totp/EduForum:student1@eduforum.test?secret=JBSWY3DPEHPK3PXP")
    size, modules = int((ElementTree.fromstring(image).get("viewBox") or "").split()[2]), dark(image)
    for left, top in ((4, 4), (size - 11, 4), (4, size - 11)):
        found = ["".join("#" if (left + x, top + y) in modules else "." for x in range(7)) for y in range(7)]
        assert found == ["#######", "#.....#", "#.###.#", "#.###.#", "#.###.#", "#.....#", "#######"]


def test_another_text_is_another_picture() -> None:
    assert svg("one") != svg("two")
