"""Dependency descriptors, written bit by bit as appendix A of the AV1 payload format says. Nothing of the core."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

INDICATIONS = {"-": 0, "D": 1, "S": 2, "R": 3}


@dataclass(frozen=True)
class Template:
    """A kind of frame: its layers, a letter for each decode target, and how far back its references are."""

    spatial: int
    temporal: int
    indications: str
    references: tuple[int, ...] = ()
    chains: tuple[int, ...] = ()


class Bits:
    def __init__(self) -> None:
        self.text = ""

    def put(self, value: int, count: int) -> None:
        self.text += format(value, f"0{count}b") if count else ""

    def put_non_symmetric(self, value: int, count: int) -> None:
        width = count.bit_length()
        short = (1 << width) - count
        if value < short:
            self.put(value, width - 1)
        else:
            self.put(value + short, width)

    def encode(self) -> bytes:
        padded = self.text + "0" * (-len(self.text) % 8)
        return bytes(int(padded[at : at + 8], 2) for at in range(0, len(padded), 8))


@dataclass(frozen=True)
class Structure:
    """Templates and what they are for: L1T3, L3T3_KEY and so on."""

    templates: tuple[Template, ...]
    protected_by: tuple[int, ...]
    sizes: tuple[tuple[int, int], ...] = ()
    offset: int = 0

    @property
    def targets(self) -> int:
        return len(self.templates[0].indications)

    def put(self, bits: Bits) -> None:
        bits.put(self.offset, 6)
        bits.put(self.targets - 1, 5)
        for here, after in zip(self.templates, (*self.templates[1:], None), strict=True):
            if after is None:
                step = 3
            elif after.spatial > here.spatial:
                step = 2
            else:
                step = 1 if after.temporal > here.temporal else 0
            bits.put(step, 2)
        for template in self.templates:
            for letter in template.indications:
                bits.put(INDICATIONS[letter], 2)
        for template in self.templates:
            for reference in template.references:
                bits.put(1, 1)
                bits.put(reference - 1, 4)
            bits.put(0, 1)
        chains = len(self.templates[0].chains)
        bits.put_non_symmetric(chains, self.targets + 1)
        if chains:
            for chain in self.protected_by:
                bits.put_non_symmetric(chain, chains)
            for template in self.templates:
                for distance in template.chains:
                    bits.put(distance, 4)
        bits.put(1 if self.sizes else 0, 1)
        for width, height in self.sizes:
            bits.put(width - 1, 16)
            bits.put(height - 1, 16)

    def descriptor(
        self,
        template: int,
        number: int,
        *,
        starts: bool = True,
        ends: bool = True,
        attach: bool = False,
        mask: int | None = None,
        indications: str = "",
        references: Sequence[int] | None = None,
        chains: Sequence[int] | None = None,
    ) -> bytes:
        """The descriptor of a frame; `attach` puts the structure into it."""
        bits = Bits()
        bits.put(starts, 1)
        bits.put(ends, 1)
        bits.put((template + self.offset) % 64, 6)
        bits.put(number & 0xFFFF, 16)
        if attach or mask is not None or indications or references is not None or chains is not None:
            for flag in (attach, mask is not None, bool(indications), references is not None, chains is not None):
                bits.put(flag, 1)
        if attach:
            self.put(bits)
        if mask is not None:
            bits.put(mask, self.targets)
        for letter in indications:
            bits.put(INDICATIONS[letter], 2)
        if references is not None:
            for reference in references:
                nibbles = 1 if reference <= 16 else 2 if reference <= 256 else 3
                bits.put(nibbles, 2)
                bits.put(reference - 1, 4 * nibbles)
            bits.put(0, 2)
        for distance in chains or ():
            bits.put(distance, 8)
        return bits.encode()


L1T3 = Structure(
    (
        Template(0, 0, "SSS", (), (0,)),
        Template(0, 0, "SSS", (4,), (4,)),
        Template(0, 1, "-DS", (2,), (2,)),
        Template(0, 2, "--D", (1,), (1,)),
        Template(0, 2, "--D", (1,), (3,)),
    ),
    (0, 0, 0),
    ((640, 360),),
)
"""One spatial layer, three temporal ones."""

L3T1_KEY = Structure(
    (
        Template(0, 0, "SSS", (), (0, 0, 0)),
        Template(0, 0, "S--", (3,), (3, 2, 1)),
        Template(1, 0, "-SS", (1,), (1, 1, 1)),
        Template(1, 0, "-S-", (3,), (1, 3, 2)),
        Template(2, 0, "--S", (1,), (2, 1, 1)),
        Template(2, 0, "--S", (3,), (2, 1, 3)),
    ),
    (0, 1, 2),
    ((320, 180), (640, 360), (1280, 720)),
    offset=10,
)
"""Three spatial layers that use each other in key pictures alone."""

L2T1 = Structure(
    (
        Template(0, 0, "SS", (), (0, 0)),
        Template(0, 0, "SR", (2,), (2, 1)),
        Template(1, 0, "-S", (1,), (1, 1)),
        Template(1, 0, "-S", (2, 1), (1, 1)),
    ),
    (0, 1),
)
"""Two spatial layers, each picture of the upper one using the lower one and its own past."""
