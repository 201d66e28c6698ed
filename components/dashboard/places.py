"""Where sites stand in a drawn picture: degrees to places in a box, neighbours gathered, and a scale to read it by.

Equirectangular: a degree of longitude is as wide as it is in the middle of what is shown. That keeps west-east and
north-south in order, and for a company's sites distances true enough to read.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from data.records.portfolio import Position, SiteStanding
from data.records.portfolio_question import Part

KM_A_DEGREE = 111.195
LEAST_KM = 0.2  # what a picture shows at least from edge to edge
ACROSS, DOWN = 34, 24  # pixels between the outermost sites and the edges: half a dot with a large count
_LONGEST_SCALE = 0.28  # of the width


@dataclass(frozen=True, slots=True)
class Box:
    """The least size a picture is shown in, in pixels; `apart` is how near two dots may come there."""

    width: float
    height: float
    apart: float


def shaped(positions: Sequence[Position], width: float, apart: float, flattest: float, tallest: float) -> Box:
    """A box as high for its width as the positions fill, within bounds."""
    part = edges(positions)
    across = (part.east - part.west) * _narrowing(part)
    shape = (part.north - part.south) / across if across else flattest
    return Box(width, round(width * min(max(shape, flattest), tallest)), apart)


@dataclass(frozen=True, slots=True)
class Projection:
    """From degrees to pixels of a box, from its left upper corner."""

    box: Box
    middle: Position
    narrowing: float  # of a degree of longitude against one of latitude
    scale: float  # pixels for a degree of latitude

    def place(self, one: Position) -> tuple[float, float]:
        """Left and top."""
        left = self.box.width / 2 + (one.longitude - self.middle.longitude) * self.narrowing * self.scale
        return left, self.box.height / 2 - (one.latitude - self.middle.latitude) * self.scale

    @property
    def scale_bar(self) -> tuple[float, float]:
        """A round number of kilometres, and its length in pixels."""
        pixels = self.scale / KM_A_DEGREE
        longest = _LONGEST_SCALE * self.box.width / pixels
        power = 10.0 ** math.floor(math.log10(longest))
        km = max((step * power for step in (1, 2, 5) if step * power <= longest), default=power)
        return km, km * pixels


@dataclass(frozen=True, slots=True)
class Spot:
    """A dot: the sites that stand there, in the order they were given, and where it is in pixels."""

    left: float
    top: float
    sites: tuple[SiteStanding, ...]

    @property
    def level(self) -> int:
        """How the worst of them stands."""
        return max(one.level for one in self.sites)

    @property
    def part(self) -> Part:
        """The part of the picture its sites fill."""
        return edges(_position(one) for one in self.sites)

    @property
    def opens(self) -> bool:
        """Whether a closer look would set its sites apart."""
        part = self.part
        return max(part.north - part.south, (part.east - part.west) * _narrowing(part)) * KM_A_DEGREE >= LEAST_KM


def _narrowing(part: Part) -> float:
    return max(math.cos(math.radians((part.south + part.north) / 2)), 0.02)  # at a pole there is no east


def edges(positions: Iterable[Position]) -> Part:
    """The smallest part that holds all positions, of which there must be one."""
    found = list(positions)
    north_south, west_east = [one.latitude for one in found], [one.longitude for one in found]
    return Part(min(north_south), min(west_east), max(north_south), max(west_east))


def project(positions: Sequence[Position], box: Box) -> Projection:
    """All positions inside the box, its margin aside, as large as they fit."""
    part = edges(positions)
    middle = Position((part.south + part.north) / 2, (part.west + part.east) / 2)
    narrowing = _narrowing(part)
    least = LEAST_KM / KM_A_DEGREE
    scale = min(
        (box.width - 2 * ACROSS) / max((part.east - part.west) * narrowing, least),
        (box.height - 2 * DOWN) / max(part.north - part.south, least),
    )
    return Projection(box, middle, narrowing, scale)


def gather(sites: Iterable[SiteStanding], projection: Projection) -> list[Spot]:
    """The sites as dots, none nearer to another than the box allows; each in the middle of its sites, west to east."""
    near: dict[tuple[int, int], list[tuple[float, float, int]]] = defaultdict(list)
    shown = [one for one in sites if one.position is not None]
    cell = projection.box.apart / 2
    for index, one in enumerate(shown):
        left, top = projection.place(_position(one))
        near[int(left // cell), int(top // cell)].append((left, top, index))
    groups = _merged(list(near.values()), projection.box.apart)
    spots = [
        Spot(*_middle(group), tuple(shown[index] for index in sorted(index for _left, _top, index in group)))
        for group in groups
    ]
    return sorted(spots, key=lambda spot: (spot.left, spot.top))


def _merged(groups: list[list[tuple[float, float, int]]], apart: float) -> list[list[tuple[float, float, int]]]:
    """Groups joined with their nearest neighbour until all are far enough apart."""
    kept: list[list[tuple[float, float, int]]] = []
    middles: list[tuple[float, float]] = []
    waiting = sorted(groups, key=_middle, reverse=True)
    while waiting:
        group = waiting.pop()
        middle = _middle(group)
        nearest = min(range(len(kept)), key=lambda at: math.dist(middles[at], middle), default=None)
        if nearest is None or math.dist(middles[nearest], middle) >= apart:
            kept.append(group)
            middles.append(middle)
        else:  # the joined group lies elsewhere: it looks for its place again
            waiting.append(kept.pop(nearest) + group)
            middles.pop(nearest)
    return kept


def _middle(group: Sequence[tuple[float, float, int]]) -> tuple[float, float]:
    return sum(left for left, _top, _index in group) / len(group), sum(top for _left, top, _index in group) / len(group)


def _position(one: SiteStanding) -> Position:
    if one.position is None:
        raise ValueError("a site without coordinates has no place")
    return one.position


def named(spots: Sequence[Spot], box: Box, letter: float = 7.2, dot: float = 17, high: float = 9) -> dict[int, str]:
    """The dots of one site whose name has room beside it, by their index: on the "right" or on the "left"."""
    taken = [(one.left - dot, one.top - dot, one.left + dot, one.top + dot) for one in spots]
    found: dict[int, str] = {}
    for index, one in enumerate(spots):
        if len(one.sites) > 1:
            continue
        long = letter * len(one.sites[0].site.name) + 4
        for side, start in (("right", one.left + dot), ("left", one.left - dot - long)):
            room = (start, one.top - high, start + long, one.top + high)
            free = all(not _overlap(room, other) for at, other in enumerate(taken) if at != index)
            if start >= 0 and start + long <= box.width and free:
                taken.append(room)
                found[index] = side
                break
    return found


def _overlap(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
