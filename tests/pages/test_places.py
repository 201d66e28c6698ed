"""The picture of the sites: places stay in their box and in order, neighbours share a dot, its scale is true."""

import math
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from components.dashboard.places import ACROSS, DOWN, KM_A_DEGREE, LEAST_KM, Box, edges, gather, named, project, shaped
from data.records.portfolio import Position, SiteStanding
from data.records.portfolio_question import Part, read_site_question
from data.records.scope import SiteChoice
from data.viewer import ClientChoice

HOUSE = ClientChoice(1, "a" * 16, "Somebody")
# sites have six decimals; two oceans apart is possible, the date line is where the picture ends
norths = st.integers(-90_000_000, 90_000_000).map(lambda one: one / 1_000_000)
easts = st.integers(-180_000_000, 180_000_000).map(lambda one: one / 1_000_000)
positions = st.lists(st.builds(Position, norths, easts), min_size=1, max_size=25)
towns = st.lists(
    st.builds(lambda north, east: Position(round(41.4 + north / 1e4, 6), round(2.17 + east / 1e4, 6)),
              st.integers(0, 600), st.integers(0, 900)), min_size=1, max_size=40)  # fmt: skip
boxes = st.sampled_from([(700, 38, 0.4, 0.62), (290, 42, 0.7, 1.1)])


def sites(found: list[Position]) -> list[SiteStanding]:
    return [
        SiteStanding(SiteChoice(number, f"{number:016}", f"Site {number}"), HOUSE, position=one)
        for number, one in enumerate(found)
    ]


@settings(max_examples=50)
@given(positions, boxes)
def test_every_site_is_inside_the_box_and_in_order(found, size):
    box = shaped(found, *size)
    projection = project(found, box)
    placed = [(one, *projection.place(one)) for one in found]
    slack = 1e-6
    for _one, left, top in placed:
        assert ACROSS - slack <= left <= box.width - ACROSS + slack
        assert DOWN - slack <= top <= box.height - DOWN + slack
    for (one, left, top), (other, beside, below) in combinations(placed, 2):
        assert one.longitude <= other.longitude or left >= beside
        assert one.longitude >= other.longitude or left <= beside
        assert one.latitude <= other.latitude or top <= below
        assert one.latitude >= other.latitude or top >= below


@settings(max_examples=50)
@given(st.one_of(positions, towns), boxes)
def test_every_site_stands_in_one_dot_and_no_dot_covers_another(found, size):
    projection = project(found, shaped(found, *size))
    spots = gather(sites(found), projection)
    assert sorted(one.site.id for spot in spots for one in spot.sites) == list(range(len(found)))
    for one, other in combinations(spots, 2):
        assert math.dist((one.left, one.top), (other.left, other.top)) >= projection.box.apart - 1e-9


@settings(max_examples=50)
@given(st.one_of(positions, towns), boxes)
def test_a_closer_look_sets_sites_apart_and_its_address_finds_all_of_them(found, size):
    for spot in gather(sites(found), project(found, shaped(found, *size))):
        part = read_site_question({"part": spot.part.written()}).part
        assert part is not None
        assert all(part.holds(one.position) for one in spot.sites)
        if spot.opens:
            there = [one.position for one in spot.sites if one.position]
            assert len(gather(spot.sites, project(there, shaped(there, *size)))) > 1


@settings(max_examples=50)
@given(towns, boxes)
def test_names_cover_neither_dots_nor_each_other(found, size):
    box = shaped(found, *size)
    spots = gather(sites(found), project(found, box))
    sides = named(spots, box, letter=8, dot=15, high=8)
    rooms = []
    for index, side in sides.items():
        one, long = spots[index], 8 * len(spots[index].sites[0].site.name) + 4
        left = one.left + 15 if side == "right" else one.left - 15 - long
        assert left >= 0
        assert left + long <= box.width
        rooms.append((left, one.top - 8, left + long, one.top + 8))
    dots = [(one.left - 15, one.top - 15, one.left + 15, one.top + 15) for one in spots]
    for one, other in [*combinations(rooms, 2), *((a, b) for a in rooms for b in dots)]:
        apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
        assert apart


@settings(max_examples=50)
@given(positions, boxes)
def test_the_scale_is_a_round_number_and_true_in_the_middle(found, size):
    projection = project(found, shaped(found, *size))
    km, pixels = projection.scale_bar
    assert km / 10 ** math.floor(math.log10(km) + 1e-9) in (1, 2, 5) or math.isclose(km, 0.05)
    assert pixels <= 0.29 * projection.box.width
    north = Position(projection.middle.latitude + km / KM_A_DEGREE, projection.middle.longitude)
    top = projection.place(projection.middle)[1] - projection.place(north)[1]
    assert math.isclose(top, pixels, rel_tol=1e-6)


def test_one_site_stands_in_the_middle_of_a_picture_of_200_metres():
    box = Box(700, 400, 38)
    only = Position(41.39, 2.16)
    projection = project([only], box)
    assert projection.place(only) == (350, 200)
    assert math.isclose((box.height - 2 * DOWN) / projection.scale * KM_A_DEGREE, LEAST_KM)
    assert edges([only]) == Part(41.39, 2.16, 41.39, 2.16)
    assert not gather(sites([only, only]), projection)[0].opens
