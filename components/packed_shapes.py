"""Shapes as templates of components/packing.py: worked out once, then filled with what stands in their places."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from components.html import children_of
from components.shapes import Place, Shape, written_out

Template = Any


class _Open(dict[str, Any]):
    """Attributes of a shape, some of them places."""


@lru_cache(maxsize=4096)
def form(shape: Shape) -> tuple[frozenset[int], Template]:
    """The template of a shape with its places, and which of them are attributes; what has none is a tuple."""
    attributes: set[int] = set()

    def write(node: Any) -> Template:
        if type(node) is not dict:
            return node
        props = {name: value for name, value in node["props"].items() if name != "children"}
        places = [value.number for value in props.values() if type(value) is Place]
        attributes.update(places)
        written: Any = {name: v if type(v) in (str, Place) else [3, v] for name, v in props.items()} or 0
        inside = [write(child) for child in children_of(node["props"])]
        if not places and all(type(child) in (str, tuple) for child in inside):
            return node["type"], written, *inside
        return [node["type"], _Open(written) if places else written, *inside]

    return frozenset(attributes), write(written_out(shape.tree))


def put(template: Template, written: list[Template]) -> Template:
    """The template with something in each of its places."""
    kind = type(template)
    if kind is Place:
        return written[template.number]
    if kind is list:
        return [put(one, written) for one in template]
    if kind is _Open:
        return {name: put(one, written) for name, one in template.items()}
    return template
