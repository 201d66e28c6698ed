"""Cards and what stands in them: rows, files, facts, answers, and words for what is empty."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from components.badges import Tone
from components.file_links import download_icon, eye
from components.html import H2, H3, A, Dd, Div, Dl, Dt, Li, Node, P, Section, Span, Tree, Ul, icon, sr
from components.shapes import Shape


def card(
    key: str,
    title: str,
    *body: Node,
    badge: Node = None,
    more: tuple[str, str] | None = None,
    span: int = 12,
    tone: Tone | None = None,
    className: str = "",  # noqa: N803  (dash.html's name)
) -> Tree:
    """A titled section. `key` is unique on the page; `more` is (address, words) of the link on the right.

    `span` counts the twelfths of the width it takes inside `.grid` (phones always use the full width).
    """
    head = Div(
        H2(title, id=f"{key}-title"),
        badge,
        A(more[1], sr(" – ", title), href=more[0], className="more") if more else None,
        className="card-head",
    )
    classes = f"card span-{span} {f'tone-{tone}' if tone else ''} {className}".split()
    return Section(head, *body, id=key, className=" ".join(classes), aria_labelledby=f"{key}-title")


def grid(*cards: Node) -> Tree:
    """Cards on twelve columns."""
    return Div(*cards, className="grid")


def subtitle(text: str) -> Tree:
    """A small heading inside a card."""
    return H3(text, className="subtitle")


def tile_icon(name: str, tone: Tone | None = None) -> Tree:
    """An icon on a small coloured square, in front of a row."""
    return Span(icon(name), className=f"square {tone or ''}".strip())


def row(
    title: Node,
    meta: Node = None,
    *,
    href: str | None = None,
    icon_name: str | None = None,
    tone: Tone | None = None,
    badge: Node = None,
    value: Node = None,
    value_meta: Node = None,
    actions: Node = (),
) -> Node:
    """One line of a list: title over meta on the left; badge, value over its meta, actions on the right."""
    buttons = list(actions) if isinstance(actions, (list, tuple)) else [actions]
    parts = (tile_icon(icon_name, tone) if icon_name else None, title, href, meta, badge, value, value_meta, *buttons)
    given = tuple(bool(part) if place != _VALUE else part is not None for place, part in enumerate(parts))
    return _row(given)(*[part for part, there in zip(parts, given, strict=True) if there])


_VALUE = 5  # an amount of nothing is an amount


@lru_cache(maxsize=512)
def _row(given: tuple[bool, ...]) -> Shape:
    """The line with those parts of `row` that are given."""

    def build(*places: Node) -> Tree:
        left = iter(places)
        tile, title, href, meta, badge, value, value_meta, *buttons = [next(left) if one else None for one in given]
        heading = A(title, href=href, className="row-link") if href else Span(title)
        figures = Div(
            Div(value, className="row-value"),
            Div(value_meta, className="row-meta") if value_meta else None,
            className="row-figures",
        )
        return Li(
            tile,
            Div(
                Div(heading, className="row-title"),
                Div(meta, className="row-meta") if meta else None,
                className="row-text",
            ),
            Div(badge, className="row-badge") if badge else None,
            figures if value is not None else None,
            Div(*buttons, className="row-actions") if buttons else None,
            className="row",
        )

    return Shape(build, sum(given))


def row_list(*rows: Node, label: str | None = None) -> Tree:
    """Rows with hairlines between them, edge to edge in their card."""
    return Ul(*rows, className="rows", role="list", aria_label=label)


def file_row(
    title: str,
    meta: Node,
    page_href: str,
    download_href: str,
    *,
    open_href: str | None = None,
    badge: Node = None,
    icon_name: str = "file-earmark-pdf",
) -> Tree:
    """A document: its name leads to its page; icons open (where a browser shows it: `open_href`) and download it."""
    actions = [eye(title, page_href, open_href)] if open_href else []
    actions.append(download_icon(title, download_href))
    return row(title, meta, href=page_href, icon_name=icon_name, badge=badge, actions=actions)


def answer_tile(
    key: str,
    icon_name: str,
    label: str,
    value: Node,
    *,
    href: str | None = None,
    badge: Node = None,
    meta: Node = None,
    tone: Tone | None = None,
) -> Tree:
    """One answer on top of the dashboard: label, big value, status and a few words; a link when `href` is given."""
    inside = [
        Span(icon(icon_name), Span(label), className="tile-label"),
        Span(value, className="tile-value"),
        Span(badge, Span(meta, className="tile-words") if meta else None, className="tile-meta")
        if badge or meta
        else None,
    ]
    classes = f"tile {f'tone-{tone}' if tone else ''}".strip()
    return A(*inside, href=href, id=key, className=classes) if href else Div(*inside, id=key, className=classes)


def tiles(*found: Node) -> Tree:
    """Answer tiles side by side: four on a desktop, two by two on a phone."""
    return Div(*found, className="tiles")


def facts(pairs: Iterable[tuple[Node, Node]]) -> Tree:
    """Label and value pairs; pairs without a value are left out."""
    return Dl(*[Div(Dt(label), Dd(value)) for label, value in pairs if value not in (None, "")], className="facts")


def empty_state(title: str, text: Node = None, *, icon_name: str = "inbox", action: Node = None) -> Tree:
    """Says why something is empty and when that changes; `action` leads on."""
    return Div(
        Span(icon(icon_name), className="empty-icon"),
        P(title, className="empty-title"),
        P(text, className="empty-text") if text else None,
        action,
        className="empty",
    )


def notice(tone: Tone, *words: Node, role: str | None = None) -> Tree:
    """A message inside the page; `role="status"` or `"alert"` when it answers what the person just did."""
    shapes = {"ok": "check-circle-fill", "warn": "exclamation-triangle-fill", "bad": "exclamation-triangle-fill"}
    return Div(icon(shapes.get(tone, "info-circle-fill")), Div(*words), className=f"notice {tone}", role=role)


def button_link(text: Node, href: str, *, icon_name: str | None = None, kind: str = "plain", **props: Any) -> Tree:
    """A link that looks like a button: kind `primary` (one per page), `plain`, or `quiet` (no border)."""
    return A(icon(icon_name) if icon_name else None, Span(text), href=href, className=f"button {kind}", **props)
