"""Elements written once with places for what differs: what the rows of long lists are made of.

`link = Shape(lambda words, href: A(words, href=href, className="row-link"))` is worked out once; `link("F-7", "/f/7")`
is a node like any other, but made, written as HTML and packed without looking at the element again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from components.html import Node, Tree


class Place:
    """Where the value of a number goes: a child, or an attribute."""

    __slots__ = ("number",)

    def __init__(self, number: int) -> None:
        self.number = number


class Filled:
    """A shape with its values in place."""

    __slots__ = ("shape", "values")

    def __init__(self, shape: Shape, values: Sequence[Node]) -> None:
        self.shape, self.values = shape, values

    def to_plotly_json(self) -> Tree:
        """The tree it stands for; the name is the one by which Dash asks."""
        tree: Tree = _put(self.shape.tree, self.values)
        return tree


class Shape:
    """An element with places. A value is a text, or for a child a node: never None, never a list, no number."""

    __slots__ = ("tree",)

    def __init__(self, build: Callable[..., Tree], places: int | None = None) -> None:
        count = build.__code__.co_argcount if places is None else places
        self.tree = build(*[Place(number) for number in range(count)])

    def __call__(self, *values: Node) -> Filled:
        return Filled(self, values)


def written_out(node: Node) -> Node:
    """The node without shapes, all the way down."""
    if type(node) is Filled:
        return written_out(node.to_plotly_json())
    if type(node) is dict:
        return {key: written_out(value) for key, value in node.items()}
    return [written_out(child) for child in node] if type(node) is list else node


def _put(node: Any, values: Sequence[Node]) -> Any:
    if type(node) is Place:
        return values[node.number]
    if type(node) is dict:
        return {key: _put(value, values) for key, value in node.items()}
    return [_put(child, values) for child in node] if type(node) is list else node
