"""Elements as plain dicts: the names and keyword arguments of `dash.html`, twenty times cheaper to build and to write.

A tree is never changed once it is made: the same one may stand in many places.

`Div("text", Span("more"), className="card", aria_label="Words", data_key="3")`: children are positional (lists are
flattened, `None` and `False` left out, numbers become text), `aria_x`/`data_x` become `aria-x`/`data-x`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any

from components.icons import ICONS

Tree = dict[str, Any]
Node = Any  # a Tree, text, a number, None, a live Dash component, or a list of these

NAMESPACE = "dash_html_components"
PARTS = "portal_parts"


def flat(children: Iterable[Node]) -> list[Node]:
    """Children as the renderer wants them: one flat list of trees and texts."""
    found: list[Node] = []
    for child in children:
        kind = type(child)
        if kind is str or kind is dict:  # nearly all of them
            found.append(child)
        elif child is None or kind is bool:
            continue
        elif isinstance(child, (list, tuple)):
            found.extend(flat(child))
        elif isinstance(child, (int, float)):
            found.append(str(child))
        else:
            found.append(child)
    return found


def element(tag: str, children: Iterable[Node], props: dict[str, Any]) -> Tree:
    """One element; prefer the named builders below."""
    kept: dict[str, Any] = {}
    for key, value in props.items():
        if value is None:
            continue
        if "_" in key or "-" in key:
            key, value = _spelled(key, value)
        kept[key] = value
    inside = flat(children)
    if inside:
        kept["children"] = inside if len(inside) > 1 else inside[0]
    return {"type": tag, "namespace": NAMESPACE, "props": kept}


def _spelled(key: str, value: Any) -> tuple[str, Any]:
    """An attribute of the families with a hyphen, whose truth is told in words."""
    if key.startswith(("aria_", "data_")):
        key = key.replace("_", "-")
    if isinstance(value, bool) and key.startswith(("aria-", "data-")):
        value = "true" if value else "false"
    return key, value


def children_of(props: dict[str, Any]) -> Sequence[Node]:
    """The children of the element with these props."""
    inside = props.get("children")
    if inside is None:
        return ()
    return inside if type(inside) is list else (inside,)


def _builder(tag: str) -> Callable[..., Tree]:
    def build(*children: Node, **props: Any) -> Tree:
        return element(tag, children, props)

    build.__name__ = build.__qualname__ = tag
    return build


A = _builder("A")
Abbr = _builder("Abbr")
Address = _builder("Address")
Article = _builder("Article")
Aside = _builder("Aside")
B = _builder("B")
Blockquote = _builder("Blockquote")
Br = _builder("Br")
Button = _builder("Button")
Caption = _builder("Caption")
Code = _builder("Code")
Col = _builder("Col")
Colgroup = _builder("Colgroup")
Dd = _builder("Dd")
Del = _builder("Del")
Details = _builder("Details")
Div = _builder("Div")
Dl = _builder("Dl")
Dt = _builder("Dt")
Em = _builder("Em")
Fieldset = _builder("Fieldset")
Figcaption = _builder("Figcaption")
Figure = _builder("Figure")
Footer = _builder("Footer")
Form = _builder("Form")
H1 = _builder("H1")
H2 = _builder("H2")
H3 = _builder("H3")
H4 = _builder("H4")
Header = _builder("Header")
Hr = _builder("Hr")
I = _builder("I")  # noqa: E741  (the element's name)
Iframe = _builder("Iframe")
Img = _builder("Img")
Input = _builder("Input")
Kbd = _builder("Kbd")
Label = _builder("Label")
Legend = _builder("Legend")
Li = _builder("Li")
Main = _builder("Main")
Mark = _builder("Mark")
Meter = _builder("Meter")
Nav = _builder("Nav")
ObjectEl = _builder("ObjectEl")
Ol = _builder("Ol")
Optgroup = _builder("Optgroup")
Option = _builder("Option")
P = _builder("P")
Pre = _builder("Pre")
Progress = _builder("Progress")
Section = _builder("Section")
Select = _builder("Select")
Small = _builder("Small")
Span = _builder("Span")
Strong = _builder("Strong")
Sub = _builder("Sub")
Summary = _builder("Summary")
Sup = _builder("Sup")
Table = _builder("Table")
Tbody = _builder("Tbody")
Td = _builder("Td")
Textarea = _builder("Textarea")
Tfoot = _builder("Tfoot")
Th = _builder("Th")
Thead = _builder("Thead")
Time = _builder("Time")
Tr = _builder("Tr")
Ul = _builder("Ul")


def Plain(tree: Node, stamp: str | None = None) -> Tree:  # noqa: N802  (a component's name)
    """Html nodes mounted as one component: everything long goes through it. Nothing inside can be part of a callback.

    A changed `stamp` builds the nodes anew instead of changing the old ones in place.
    """
    props: dict[str, Any] = {"tree": flat([tree])}
    if stamp is not None:
        props["stamp"] = stamp
    return {"type": "Plain", "namespace": PARTS, "props": props}


def Packed(packed: dict[str, Any], stamp: str | None = None) -> Tree:  # noqa: N802
    """What `components.packing` made of a tree, mounted as `Plain` mounts the tree itself."""
    props: dict[str, Any] = {"packed": packed} if stamp is None else {"packed": packed, "stamp": stamp}
    return {"type": "Plain", "namespace": PARTS, "props": props}


def Wake() -> Tree:  # noqa: N802
    """Belongs once into every live tree: without it the renderer takes seconds to mount many live nodes."""
    return {"type": "Wake", "namespace": PARTS, "props": {}}


def Arrival(**props: Any) -> Tree:  # noqa: N802
    """Tells the browser script that a page has been put in place: its title, address and status."""
    return {"type": "Arrival", "namespace": PARTS, "props": props}


@lru_cache(maxsize=1024)
def icon(name: str, className: str = "") -> Tree:  # noqa: N803  (dash.html's name)
    """A decorative icon in the colour of the text beside it; a name the icon file lacks shows a box."""
    shape = name if name in ICONS else "box"
    return Span(className=f"i i-{shape} {className}".strip(), aria_hidden="true")


def sr(*words: Node) -> Tree:
    """Words for screen readers only."""
    return Span(*words, className="sr")
