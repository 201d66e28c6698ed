"""Elements written once with places for what differs: what the rows of long lists are made of.

`link = Shape(lambda words, href: A(words, href=href, className="row-link"))` is worked out once; `link("F-7", "/f/7")`
is a node like any other, but made, written as HTML and packed without looking at the element again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from components.html import Node, Tree, children_of, flat


class Place:
    """Where the value of a number goes: a child, or an attribute."""

    __slots__ = ("number",)

    def __init__(self, number: int) -> None:
        self.number = number


class Filled:
    """A shape with its values in place: texts, or for children trees and other shapes."""

    __slots__ = ("shape", "values")

    def __init__(self, shape: Shape, values: Sequence[Node]) -> None:
        self.shape, self.values = shape, values

    def to_plotly_json(self) -> Tree:
        """The tree it stands for; the name is the one by which Dash asks."""
        return _put(self.shape.tree, self.values)


class Shape:
    """An element with places."""

    __slots__ = ("tree",)

    def __init__(self, build: Callable[..., Tree], places: int | None = None) -> None:
        count = build.__code__.co_argcount if places is None else places
        self.tree = build(*[Place(number) for number in range(count)])

    def __call__(self, *values: Node) -> Node:
        """The shape with these values; the tree itself where one is a list, a number or nothing."""
        for value in values:
            kind = type(value)
            if kind is not str and kind is not dict and kind is not Filled:
                return _put(self.tree, values)
        return Filled(self, values)


def fixed(tree: Tree) -> Filled:
    """A tree that many pages show, as a shape without places."""
    return Filled(Shape(lambda: tree), ())


def written_out(node: Node) -> Node:
    """The node without shapes, all the way down."""
    if type(node) is Filled:
        return written_out(node.to_plotly_json())
    if type(node) is dict:
        return {key: written_out(value) for key, value in node.items()}
    return [written_out(child) for child in node] if type(node) is list else node


def _put(tree: Tree, values: Sequence[Node]) -> Tree:
    def put(node: Any) -> Any:
        if type(node) is Place:
            return values[node.number]
        return _put(node, values) if type(node) is dict else node

    given = tree["props"].items()
    props = {name: there for name, value in given if name != "children" and (there := put(value)) is not None}
    inside = flat([put(child) for child in children_of(tree["props"])])
    if inside:
        props["children"] = inside if len(inside) > 1 else inside[0]
    return {**tree, "props": props}
