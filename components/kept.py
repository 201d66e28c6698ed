"""Parts of a page that a browser keeps: sent once, afterwards only named, as long as they have not changed.

What differs between pages without being a change (which entry of the navigation is current, where a form leads back)
is no part of the name; it is told beside it, as marks.
"""

from __future__ import annotations

import hashlib
import json
from base64 import urlsafe_b64encode
from typing import Any

from components.html import Node, Tree

MOST = 40  # parts a browser may say it has
_LONGEST = 400


def kept(tree: Tree, **marks: Any) -> Tree:
    """The tree, kept by browsers under the name of what it says without its marks."""
    written = json.dumps(tree, default=_component, ensure_ascii=False, check_circular=False, separators=(",", ":"))
    digest = hashlib.blake2b(written.encode(), digest_size=32).digest()
    # The name may be short: who makes another part of the same name deceives nobody but their own browser. What this
    # process remembers for everybody goes by the whole digest.
    found = {**tree, "kept": urlsafe_b64encode(digest[:6]).decode(), "digest": digest.hex()}
    return {**found, "marks": marks} if marks else found


def marked(node: Node, marks: dict[str, Any]) -> Node:
    """The node with its marks, as `mark` in assets/05-parts.js makes them: `current` says by address which links of the
    navigation are current, `next` where forms lead back."""
    if type(node) is list:
        return [marked(child, marks) for child in node]
    if type(node) is not dict:
        return node
    props = node["props"]
    here = marks.get("current", {}).get(props.get("href"))
    if here is not None and props.get("className") in ("nav-link", "tab"):
        props = {**props, "aria-current": here}
    if props.get("name") == "next" and "next" in marks:
        props = {**props, "value": marks["next"]}
    if (inside := props.get("children")) is not None and type(inside) is not str:
        props = {**props, "children": marked(inside, marks)}
    return node if props is node["props"] else {**node, "props": props}


def _component(value: Any) -> Any:
    return value.to_plotly_json()


def told(address: object) -> frozenset[str]:
    """The names of the parts a browser has, as it appends them to the address it asks for (#3~name.name)."""
    names = address.partition("#")[2].partition("~")[2] if isinstance(address, str) else ""
    return frozenset(names[:_LONGEST].split(".")[:MOST]) if names else frozenset()
