"""Later pages in short: the browser makes the same tree of them again, and what it keeps is not sent twice."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from components.first_paint import html_of
from components.html import A, Div, Input, Li, Node, Option, P, Select, Span, Td, Tr, Ul, flat
from components.kept import kept, marked, told
from components.packing import pack
from components.shapes import Shape, written_out
from tests.browser.chromium import Browser
from tests.pages.small_portal import SmallPortal

words = st.sampled_from(["", "Paid", "F-2026/0049", "F-2026/0051", "a|b", "€1,658.98", "-€3.00", "19 Nov 2026", "ș_ț",
                         "007", "012", "𝒳"]) | st.text(max_size=6)  # fmt: skip
props = st.dictionaries(
    st.sampled_from(["className", "href", "title", "hidden", "colSpan", "style"]),
    words | st.booleans() | st.integers(0, 9) | st.just({"width": "9%"}), max_size=3,
)  # fmt: skip
trees = st.recursive(
    words | props.map(lambda some: Input(**some)),
    lambda inside: st.builds(lambda build, children, some: build(*children, **some),
                             st.sampled_from([Div, Span, Td, Li]), st.lists(inside, max_size=4), props),
    max_leaves=8,
)  # fmt: skip


CELL = Shape(lambda shown, href: Td(A(shown, href=href, className="row-link"), Span("PDF"), role="cell"))


def shaped(count: int, other: Node) -> list[Node]:
    """Rows made of shapes, some with a text, some with another node."""
    row = Shape(lambda *cells: Tr(*cells, role="row"), 2)
    last = P("the same")
    return [row(CELL(f"F-{n}" if n % 3 else other, f"/f/{n}"), last if n % 2 else CELL("x", "javascript:x"))
            for n in range(count)]  # fmt: skip


def rows(count: int) -> list[Node]:
    """A table's rows as lists have them: links, badges, sometimes nothing."""
    return [
        Tr(
            Td(A(f"F-2026/{90_000 - 7 * n:07}", href=f"/invoices/{n * 7919:016x}", className="row-link")),
            Td(Span(Span(className=f"i i-{n % 3}"), Span(["Paid", "Unpaid", "Overdue"][n % 3]), className="badge")),
            Td(f"{n % 28 + 1}\u00a0Nov\u00a02026")
            if n % 5
            else Td(Span("–", aria_hidden="true"), className="is-empty"),
            Td(A("PDF", href=f"/documents/{n * 104729:016x}?of=x", data_file=f"/documents/{n * 104729:016x}/open")),
        )
        for n in range(count)
    ]


def unpacked(browser: Browser, packed: dict[str, Any]) -> list[Node]:
    """What the browser's own script makes of it."""
    text = browser.execute_script("return JSON.stringify(window.atrio.unpack(JSON.parse(arguments[0])))",
                                  json.dumps(packed))  # fmt: skip
    found: list[Node] = json.loads(text)
    return found


def test_what_rows_have_in_common_is_said_once() -> None:
    tree = [Ul(*[Li("x", className="first") for _n in range(80)]), *rows(80)]
    short = json.dumps(pack(tree))
    assert short.count("row-link") == short.count("/documents/") / 2 == short.count("Overdue") == 1
    assert len(short) < len(json.dumps(tree)) / 10


def test_a_part_is_named_by_what_it_says_without_its_marks_and_sent_once() -> None:
    bare = Ul(A("Home", className="tab", href="/"))
    here = Ul(A("Home", className="tab", href="/", aria_current="page"))
    part = kept(bare, current={"/": "page"})
    assert part["kept"] == kept(bare)["kept"] != kept(here)["kept"]
    assert marked(part, part["marks"])["props"] == here["props"]
    assert html_of(part) == html_of(here)
    name = part["kept"]
    home = ["A", {"className": "tab", "href": "/"}, "Home"]
    assert pack([part])["t"] == [[4, name, {"current": {"/": "page"}}, ["Ul", 0, home]]]
    assert pack([part], frozenset([name]))["t"] == [[4, name, {"current": {"/": "page"}}]]
    assert told(f"/invoices?q=%7E#3~{name}.other") == {name, "other"}
    assert told("/invoices#3") == told(None) == told("/~a") == frozenset()
    assert len(told("/#1~" + ".".join(map(str, range(1000))))) == 40


def test_a_part_made_to_bear_the_name_of_another_is_never_shown_in_its_place() -> None:
    honest = kept(P("of everybody"))
    forged = {**kept(P("of an attacker")), "kept": honest["kept"]}
    assert "attacker" in html_of(forged) + str(pack([forged]))
    assert html_of(honest) == "<p>of everybody</p>"
    assert pack([honest])["t"] == [[4, honest["kept"], 0, ["P", 0, "of everybody"]]]


@pytest.mark.browser
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(tree=st.lists(trees, max_size=4), row=trees, other=trees, count=st.integers(2, 6))
def test_the_browser_makes_the_same_tree_again(
    browser: Browser, small: SmallPortal, address: str, tree: list[Node], row: Node, other: Node, count: int
) -> None:
    if not browser.current_url.startswith(address):
        browser.visit(address + "/")
    shapes = shaped(count * 2, other)
    lists = [*tree, *shapes, Div(*[Tr(Td(row), Td(other if n % 2 else str(n))) for n in range(count)])]
    lists.append(Select(*[Option(f"No. {n}", value=str(n)) for n in range(count)], value="1"))
    whole = flat([*lists, *rows(count), P(*[Td(row), Td(other)] * count)])
    assert unpacked(browser, pack(whole)) == json.loads(json.dumps(written_out(whole)))


def test_shapes_are_written_as_the_elements_they_stand_for() -> None:
    for other in ("<b>", P("x", title='"'), ""):
        whole = Div(*shaped(9, other))
        assert html_of(whole) == html_of(written_out(whole))
        assert "javascript" not in html_of(whole)
