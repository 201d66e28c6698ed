"""Html trees written shorter: what repeats is said once, what differs stands in columns.

Siblings of one shape, such as the rows of a table, become a template with holes and, for each hole, the column of what
stands there. `unpack` in assets/05-parts.js makes the same tree of it again. A template is

    "text"                          a text
    7                               what comes next in column 7
    ["Td", {…}, template, …]        an element, its attributes (templates too; 0 for none) and children
    [0, 80, template]               80 siblings
    [1, 2, template, …]             one of these, by the next sign of marks 2
    [2, template, …]                texts put together
    [3, value]                      a value that is no text
    [4, name, marks, template]      a part the browser keeps; without template one that it has (components.kept)

A column is an array, texts joined by "|", [length, texts] joined by nothing, or {"d": numbers, "w": digits}: the first
number, then by how much the next is larger, each written with that many digits. Marks are signs that count from "0".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from components.html import Node, Tree, children_of
from components.packed_shapes import form, put
from components.packed_texts import joined, words_of
from components.shapes import Filled

Template = Any
_FEW = 8  # siblings from which looking for what they have in common pays
_MOST = 44  # signs of marks that JSON writes as they are
_SIGNS = "".join(chr(48 + place) for place in range(_MOST))
_PARTS = 1000  # parts whose templates this process keeps
_parts: dict[str, Template] = {}  # by the digest of what they say


def pack(tree: Sequence[Node], known: frozenset[str] = frozenset()) -> dict[str, Any]:
    """The trees in short; every element is html, as everything inside `Plain` is. `known` are parts not to be sent."""
    packer = _Packer(known)
    return {"t": packer.siblings(tree), "c": packer.columns, "m": packer.marks}


class _Packer:
    """Templates of one answer and the columns they share."""

    def __init__(self, known: frozenset[str]) -> None:
        self.known_parts = known
        self.columns: list[Any] = []
        self.marks: list[str] = []
        self._known: dict[Any, int] = {}

    def siblings(self, nodes: Sequence[Node]) -> list[Template]:
        """The children of one element."""
        start, count = 0, len(nodes)
        if count < _FEW:
            return [self._single(node) for node in nodes]
        found: list[Template] = []
        shapes = [_shape(node) for node in nodes]
        while start < count:
            end, shape = start + 1, shapes[start]
            while end < count and shapes[end] == shape:
                end += 1
            run = nodes[start:end]
            if len(run) >= _FEW and shape is not str:
                found.append([0, len(run), self._alike(run)])
            else:
                found.extend([self._single(node) for node in run])
            start = end
        return found

    def template(self, nodes: Sequence[Node]) -> Template:
        """One template for what stands in one place of every row."""
        if len(nodes) == 1:
            return self._single(nodes[0])
        kinds = set(map(type, nodes))
        if kinds == {str}:
            return self._texts(nodes)
        if kinds == {dict} and len(different := {id(node): node for node in nodes}) * 2 <= len(nodes):
            return self._repeated(nodes, different)
        shapes = [node.shape for node in nodes] if kinds == {Filled} else [_shape(node) for node in nodes]
        groups: dict[Any, list[Node]] = {shape: [] for shape in shapes}
        if len(groups) == 1:
            return self._alike(nodes)
        if len(groups) > _MOST:
            return self._column(list(nodes), None)
        for shape, node in zip(shapes, nodes, strict=True):
            groups[shape].append(node)
        return [1, self._signs(groups, shapes), *[self.template(group) for group in groups.values()]]

    def _repeated(self, nodes: Sequence[Node], different: dict[int, Node]) -> Template:
        """Few nodes that stand in many places, such as the badges of states."""
        written = [self._single(node) for node in different.values()]
        if len(written) == 1:
            return written[0]
        if len(written) > _MOST:
            return self._column(list(nodes), None)
        return [1, self._signs(different, map(id, nodes)), *written]

    def _single(self, node: Any) -> Template:
        """One node, as it is."""
        kind = type(node)
        if kind is str:
            return node
        if kind is Filled:
            return self._filled([node])
        if "kept" in node:
            named = [4, node["kept"], node.get("marks", 0)]
            return named if node["kept"] in self.known_parts else [*named, _part(node)]
        return self._whole(node)

    def _whole(self, node: Any) -> Template:
        written: dict[str, Any] = {}
        inside: Any = ()
        for name, value in node["props"].items():
            if type(value) is str and name != "children":
                written[name] = value
            elif name == "children":
                inside = value if type(value) is list else (value,)
            else:
                written[name] = [3, value]
        return [node["type"], written or 0, *self.siblings(inside)]

    def _alike(self, nodes: Sequence[Any]) -> Template:
        """Several elements of one shape."""
        if type(nodes[0]) is Filled:
            return self._filled(nodes)
        props = nodes[0]["props"]
        inside = [children_of(node["props"]) for node in nodes]
        written = {name: self._values([node["props"][name] for node in nodes]) for name in props if name != "children"}
        children = [self.template(place) for place in zip(*inside, strict=True)]
        return [nodes[0]["type"], written or 0, *children]

    def _filled(self, nodes: Sequence[Filled]) -> Template:
        shape = nodes[0].shape
        places = list(zip(*[node.values for node in nodes], strict=True))
        attributes, template = form(shape)
        written = [self._texts(values) if number in attributes else self.template(values)
                   for number, values in enumerate(places)]  # fmt: skip
        return put(template, written)

    def _values(self, values: list[Any]) -> Template:
        first = values[0]
        if type(first) is str and all(type(value) is str for value in values):
            return self._texts(values)
        if all(value == first and type(value) is type(first) for value in values):
            return [3, first]
        return self._column(values, None)

    def _texts(self, texts: Sequence[str]) -> Template:
        first = texts[0]
        if len(texts) == 1:
            return first
        different = dict.fromkeys(texts)
        if len(different) == 1:
            return first
        if len(different) <= _MOST and len(different) * 2 <= len(texts):
            return [1, self._signs(different, texts), *different]
        found = words_of(texts)
        if found is None:
            return self._column(list(texts), tuple(texts))
        between, places = found
        parts = [between[0]]  # the same but for some words
        for words, after in zip(places, between[1:], strict=True):
            parts += [self._texts(words), after]
        return [2, *self._together(parts)]

    @staticmethod
    def _together(parts: list[Template]) -> list[Template]:
        joined: list[Template] = []
        for part in parts:
            if joined and type(part) is str and type(joined[-1]) is str:
                joined[-1] += part
            elif part != "":
                joined.append(part)
        return joined

    def _column(self, values: list[Any], texts: tuple[str, ...] | None) -> int:
        if texts in self._known and texts is not None:
            return self._known[texts]
        if texts is not None:
            values = joined(texts)
            self._known[texts] = len(self.columns)
        self.columns.append(values)
        return len(self.columns) - 1

    def _signs(self, kinds: Iterable[Any], those: Iterable[Any]) -> int:
        signs = "".join(map(dict(zip(kinds, _SIGNS, strict=False)).__getitem__, those))
        if (known := self._known.get(signs)) is not None:
            return known
        self._known[signs] = len(self.marks)
        self.marks.append(signs)
        return len(self.marks) - 1


def _part(node: Tree) -> Template:
    """A part that browsers keep, without columns, so that it can be kept here as well."""
    if (template := _parts.get(node["digest"])) is None:
        if len(_parts) >= _PARTS:
            _parts.clear()
        template = _parts[node["digest"]] = _plain(node)
    return template


def _plain(node: Any) -> Template:
    if type(node) is Filled:
        node = node.to_plotly_json()
    if type(node) is str:
        return node
    props = node["props"]
    written = {name: value if type(value) is str else [3, value] for name, value in props.items() if name != "children"}
    return [node["type"], written or 0, *[_plain(child) for child in children_of(props)]]


def _shape(node: Node) -> Any:
    """What two nodes have in common that fit into one template."""
    kind = type(node)
    if kind is str:
        return str
    if kind is Filled:
        return node.shape
    props = node["props"]
    return node["type"], tuple(props), len(children_of(props)), node.get("kept")
