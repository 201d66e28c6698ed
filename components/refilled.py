"""A page whose form was refused: what was typed stands in it again, and what is wrong stands beside its field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import replace

from components.forms import CSRF_FIELD, SUBMISSION_FIELD, error_summary
from components.html import Node, P, Span, Tree, icon
from components.page import Page

Sent = Mapping[str, Sequence[str]]
_OWN = (CSRF_FIELD, SUBMISSION_FIELD)
_TICKED = ("checkbox", "radio")


def refilled(page: Page, action: str, sent: Sent, field: str | None, words: str, *, as_seen: bool) -> Page:
    """The page with the form that posts to `action` as it was sent (field name → values), and `words` beside `field`.

    Of several such forms it is the one whose hidden fields say most of what was sent. `as_seen` also keeps what its
    hidden fields said; without it the form stands on what holds now, so that sending it again changes that.
    """
    content = deepcopy(page.content if isinstance(page.content, list) else [page.content])
    found = [way for way in _ways(content, ()) if _is_form(way[-1], action)]
    if not found:
        return replace(page, content=[content[0], _summary("", words), *content[1:]])
    *outside, form = max(found, key=lambda way: _alike(way[-1], sent))
    for tree in outside:
        if tree["type"] == "Details":
            tree["props"]["open"] = True
    boxes = [tree for *_way, tree in _ways([form], ()) if tree["props"].get("name")]
    for box in boxes:
        _fill(box, sent, as_seen)
    wrong = next((box for box in boxes if box["props"]["name"] == field and not _hidden(box)), None)
    target = str(wrong["props"].get("id", "")) if wrong is not None else ""
    if wrong is not None:
        _mark(form, wrong, words)
    return replace(page, content=[content[0], _summary(target, words), *content[1:]])


def _ways(nodes: Sequence[Node], outside: tuple[Tree, ...]) -> Iterator[tuple[Tree, ...]]:
    """Every element, with those around it before it."""
    for node in nodes:
        if isinstance(node, list):
            yield from _ways(node, outside)
        elif isinstance(node, dict) and "props" in node:
            way = (*outside, node)
            yield way
            yield from _ways(_children(node), way)


def _children(tree: Tree) -> list[Node]:
    inside = tree["props"].get("tree" if tree["type"] == "Plain" else "children", [])
    return inside if isinstance(inside, list) else [inside]


def _is_form(tree: Tree, action: str) -> bool:
    props = tree["props"]
    return bool(tree["type"] == "Form" and props.get("action") == action and props.get("method") == "post")


def _hidden(box: Tree) -> bool:
    return bool(box["props"].get("type") == "hidden")


def _alike(form: Tree, sent: Sent) -> int:
    """How many hidden fields say what was sent."""
    return sum(
        tree["props"].get("value", "") in sent.get(tree["props"].get("name", ""), ())
        for *_way, tree in _ways([form], ()) if _hidden(tree) and tree["props"].get("name") not in _OWN
    )  # fmt: skip


def _fill(box: Tree, sent: Sent, as_seen: bool) -> None:
    """Put what was sent into one field; what the form did not know of stays as it is."""
    props = box["props"]
    values = sent.get(props["name"], ())
    if props.get("type") in _TICKED:
        props.pop("checked", None)
        if props.get("value", "on") in values:
            props["checked"] = True
    elif _hidden(box):
        if as_seen and len(values) == 1 and props["name"] not in _OWN:
            props["value"] = values[0]
    elif box["type"] in ("Input", "Textarea", "Select") and values:
        props["value"] = values[0]


def _mark(form: Tree, wrong: Tree, words: str) -> None:
    """Say below the field what is wrong with it, and tie the words to it."""
    props = wrong["props"]
    key = f"{props['id']}-error"
    props["aria-invalid"] = "true"
    props["aria-describedby"] = " ".join(part for part in (props.get("aria-describedby"), key) if part)
    around = next(
        (way for way in _ways([form], ()) if way[-1] is wrong), (form,)
    )  # fmt: skip
    place = next((one for one in reversed(around) if one["props"].get("className") == "field"), around[0])
    line = P(icon("exclamation-triangle-fill"), Span(words), id=key, className="field-error")
    place["props"]["children"] = [*_children(place), line]


def _summary(target: str, words: str) -> Tree | None:
    return error_summary({target: words}) if target else _told(words)


def _told(words: str) -> Tree:
    return P(icon("exclamation-triangle-fill"), Span(words), className="notice bad errors", role="alert", tabIndex=-1)
