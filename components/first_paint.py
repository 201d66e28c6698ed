"""The first paint: the tree the renderer will get, written out as HTML, so that it is readable before any script."""

from __future__ import annotations

import json
import re
from functools import cache, lru_cache
from html import escape
from typing import Any

from dash.development.base_component import Component

from components.html import NAMESPACE, PARTS, Node
from components.kept import marked
from components.shapes import Filled, Place, Shape

_NAMES = {"className": "class", "htmlFor": "for", "acceptCharset": "accept-charset"}
_OWN = {"children", "key", "n_clicks", "n_clicks_timestamp", "disable_n_clicks", "loading_state"}
_FLAGS = {"hidden", "disabled", "checked", "readonly", "required", "multiple", "open", "novalidate", "reversed"}
_FLAGS_AS_TEXT = {"contenteditable", "draggable", "spellcheck"}
_VOID = {"area", "br", "col", "hr", "img", "input", "source", "track", "wbr"}
_BANNED = {"script", "style", "base", "meta", "link", "noscript", "template", "plaintext", "xmp", "embed"}
_UNITLESS = {"flex", "flexGrow", "flexShrink", "fontWeight", "lineHeight", "opacity", "order", "zIndex"}
_ADDRESSES = {"href", "src", "action", "formaction", "poster", "cite", "data"}
# Attributes whose few values stand on every row.
_REPEATED = {"className", "role", "scope", "aria-hidden", "aria-label", "type", "method", "name"}
_PARTS = 1000  # parts whose HTML this process keeps
_parts: dict[tuple[str, str], str] = {}
_NAME = re.compile(r"[a-z][a-z0-9-]*\Z")
_ADDRESS = re.compile(r"(?:https?:|mailto:|tel:|[/?#.]|[^:]*\Z)", re.I)


def html_of(tree: Node) -> str:
    """The tree as HTML. A component that is neither html nor one of our parts raises: it has no first paint."""
    out: list[str] = []
    _write(tree, out, None)
    return "".join(out)


def as_json(tree: Node) -> str:
    """The tree as the renderer reads it, safe inside a script element."""
    text = json.dumps(tree, default=_plain, ensure_ascii=False, check_circular=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def has_live_parts(tree: Node, live_ids: frozenset[str]) -> bool:
    """Whether anything in the tree has to be a component of its own: not html, or part of a callback.

    What stands in a shape is html alone, and needs no looking at.
    """
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if type(node) is dict:
            props = node["props"]
            if node["namespace"] != NAMESPACE:
                return True
            if "id" in props and (isinstance(props["id"], dict) or props["id"] in live_ids):
                return True
            inside = props.get("children")
            if inside is not None and type(inside) is not str:
                waiting.append(inside)
        elif isinstance(node, (list, tuple)):
            waiting.extend([child for child in node if type(child) is not str])
        elif isinstance(node, Component):
            return True
    return False


def _plain(value: object) -> Any:
    if isinstance(value, (Component, Filled)):
        return value.to_plotly_json()
    raise TypeError(f"{type(value).__name__} in a page's tree")


def _write(node: Node, out: list[Any], chosen: str | None) -> None:
    """`chosen` is the value of the select around, if any."""
    kind = type(node)
    if kind is str:
        out.append(_text(node))
    elif kind is Filled:
        _filled(node, out)
    elif kind is dict:
        if "kept" in node:
            out.append(_part(node))
        elif node["namespace"] == NAMESPACE:
            _element(_tag(node["type"]), node["props"], out, chosen)
        elif node["namespace"] != PARTS:
            raise ValueError(f"no first paint for {node['namespace']}.{node['type']}")
        elif node["type"] == "Plain":
            _write(node["props"]["tree"], out, None)
    elif kind is list or kind is tuple:
        for child in node:
            _write(child, out, chosen)
    elif isinstance(node, Component):
        _write(node.to_plotly_json(), out, chosen)
    elif kind is Place:
        out.append(node)
    elif node is not None and kind is not bool:
        out.append(_text(str(node)))


def _part(node: dict[str, Any]) -> str:
    """The HTML of a part that browsers keep, with its marks; kept here as well."""
    known = (node["digest"], str(node.get("marks")))
    if (html := _parts.get(known)) is None:
        if len(_parts) >= _PARTS:
            _parts.clear()
        out: list[Any] = []
        whole = marked(node, node["marks"]) if "marks" in node else node
        _element(_tag(node["type"]), whole["props"], out, None)
        html = _parts[known] = "".join(out)
    return html


def _filled(node: Filled, out: list[Any]) -> None:
    values, (pieces, end) = node.values, _pieces(node.shape)
    for text, number, key in pieces:
        out.append(text)
        value = values[number]
        if key is not None:
            _attribute(key, value, out)
        elif type(value) is str:
            out.append(_text(value))
        elif type(value) is Filled:
            _filled(value, out)
        else:
            _write(value, out, None)
    out.append(end)


@lru_cache(maxsize=4096)
def _pieces(shape: Shape) -> tuple[list[tuple[str, int, str | None]], str]:
    """The shape's HTML: texts, which value follows each, as which attribute (None for a child); and what ends it."""
    out: list[Any] = []
    _write(shape.tree, out, None)
    pieces: list[tuple[str, int, str | None]] = []
    text = ""
    for piece in out:
        if type(piece) is str:
            text += piece
        else:
            place, key = (piece, None) if type(piece) is Place else piece
            pieces.append((text, place.number, key))
            text = ""
    return pieces, text


def _text(text: str) -> str:
    """Escaped; nearly no text needs it, and looking is cheaper than replacing."""
    if "&" in text or "<" in text or ">" in text:
        return escape(text, quote=False)
    return text


@cache
def _tag(component: str) -> str:
    tag = component.lower()
    if tag in _BANNED:
        raise ValueError(f"element {tag!r}")
    return "object" if tag == "objectel" else tag


def _element(tag: str, props: dict[str, Any], out: list[Any], chosen: str | None) -> None:
    out.append("<" + tag)
    children = None
    for key, value in props.items():
        if key == "children":
            children = value
        elif key != "value" or tag not in ("select", "textarea"):
            _attribute(key, value, out)
    if chosen is not None and tag == "option" and str(props.get("value")) == chosen:
        out.append(' selected=""')
    out.append(">\n" if tag in ("pre", "textarea") else ">")  # the parser eats that line end
    if tag in _VOID:
        return
    if tag == "textarea":
        out.append(escape(str(props.get("value") or ""), quote=False))
    if tag == "select":
        chosen = str(props.get("value"))
    if type(children) is str:
        out.append(_text(children))
    elif children is not None:
        _write(children, out, chosen)
    out.append(f"</{tag}>")


def _attribute(key: str, value: Any, out: list[Any]) -> None:
    if value is None:
        return
    if type(value) is Place:
        out.append((value, key))
        return
    if type(value) is str and key in _REPEATED:
        out.append(_repeated(key, value))
        return
    name = _name(key)
    if not name:
        return
    if name == "id" and isinstance(value, dict):
        value = json.dumps(value, sort_keys=True, separators=(",", ":"))  # as the renderer writes it
    elif name == "style":
        value = _css(value)
    elif name.startswith(("aria-", "data-")) or name in _FLAGS_AS_TEXT:
        value = str(value).lower() if isinstance(value, bool) else value
    elif name in _FLAGS or isinstance(value, bool):
        if value:
            out.append(f' {name}=""')
        return
    if name in _ADDRESSES and not _ADDRESS.match(str(value).strip()):
        return  # javascript:, data:
    out.append(f' {name}="{escape(str(value))}"')


@cache
def _name(key: str) -> str:
    """What the attribute is called in HTML; empty for what is the renderer's own. Raises ValueError for a handler."""
    if key in _OWN:
        return ""
    name = _NAMES.get(key) or key.lower()
    if name.startswith("on") or name == "autofocus" or not _NAME.match(name):
        raise ValueError(f"attribute {key!r}")
    return name


@lru_cache(maxsize=4096)
def _repeated(key: str, value: str) -> str:
    return f' {_name(key)}="{escape(value)}"'


def _css(style: dict[str, Any]) -> str:
    found = []
    for key, value in style.items():
        if value in (None, False, ""):
            continue
        name = key if key.startswith("--") else re.sub("[A-Z]", lambda match: "-" + match[0].lower(), key)
        bare = isinstance(value, str) or not value or key in _UNITLESS or key.startswith("--")
        found.append(f"{name}:{value}{'' if bare else 'px'}")
    return ";".join(found)
