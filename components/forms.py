"""Forms that work without JavaScript: commands (POST) with token and submission key, filters (GET), fields."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from typing import Any

from components.html import H2 as _H2
from components.html import (
    A,
    Button,
    Div,
    Form,
    Input,
    Label,
    Li,
    Node,
    Option,
    P,
    Select,
    Span,
    Textarea,
    Tree,
    Ul,
    icon,
)
from data.viewer import Viewer
from integrations.language import _

CSRF_FIELD = "csrf_token"
SUBMISSION_FIELD = "submission"


def hidden(name: str, value: str) -> Tree:
    """A hidden field."""
    return Input(type="hidden", name=name, value=value)


def command_form(
    viewer: Viewer, action: str, *children: Node, key: str | None = None, repeatable: bool = False, **props: Any
) -> Tree:
    """A form that changes something: the session's token, and a submission key so that sending twice acts once.

    `key` repeats the key of a refused form that is shown again; without it a new one is made. A route that is
    registered as `repeatable` needs none.
    """
    fields = [hidden(CSRF_FIELD, viewer.csrf)]
    if not repeatable:
        fields.append(hidden(SUBMISSION_FIELD, key or secrets.token_urlsafe(16)))
    return Form(*fields, *children, action=action, method="post", **props)


def filter_form(action: str, *children: Node, keep: Mapping[str, str] | None = None, **props: Any) -> Tree:
    """A form that narrows what is shown (GET); `keep` holds what the address says already and the form does not ask."""
    kept = [hidden(name, value) for name, value in (keep or {}).items() if value]
    return Form(*kept, *children, action=action, method="get", **props)


def submit(text: Node, *, kind: str = "primary", icon_name: str | None = None, **props: Any) -> Tree:
    """The button that sends a form: kind `primary`, `plain`, `quiet` or `danger`."""
    inside = [icon(icon_name) if icon_name else None, Span(text)]
    return Button(*inside, type="submit", className=f"button {kind}", **props)


def field(
    id: str,
    label: str,
    name: str,
    *,
    type: str = "text",
    value: str = "",
    help: Node = None,
    error: str | None = None,
    label_hidden: bool = False,
    **props: Any,
) -> Tree:
    """A labelled input with its help and its error, both tied to it."""
    box = Input(
        id=id, name=name, type=type, value=value or None, className="input", **_described(id, help, error), **props
    )
    return _field(id, label, box, help, error, label_hidden)


def text_field(
    id: str,
    label: str,
    name: str,
    *,
    value: str = "",
    rows: int = 4,
    help: Node = None,
    error: str | None = None,
    **props: Any,
) -> Tree:
    """A labelled field for longer text."""
    described = _described(id, help, error)
    box = Textarea(id=id, name=name, value=value or None, rows=rows, className="input", **described, **props)
    return _field(id, label, box, help, error, False)


def select_field(
    id: str,
    label: str,
    name: str,
    options: Iterable[tuple[str, str]],
    *,
    value: str = "",
    help: Node = None,
    error: str | None = None,
    label_hidden: bool = False,
    **props: Any,
) -> Tree:
    """A labelled native select; `options` are (value, words)."""
    choices = [Option(words, value=code) for code, words in options]
    box = Select(*choices, id=id, name=name, value=value, className="input", **_described(id, help, error), **props)
    return _field(id, label, box, help, error, label_hidden)


def error_summary(errors: Mapping[str, str]) -> Tree | None:
    """All errors of a form on top of it, each a link to its field ({field id: words}); None without errors."""
    if not errors:
        return None
    found = [Li(A(words, href=f"#{target}")) for target, words in errors.items()]
    title = _H2(_("Please check what you entered"), id="errors-title")
    return Div(
        title, Ul(*found), className="notice bad errors", role="alert", tabIndex=-1, aria_labelledby="errors-title"
    )


def _described(id: str, help: Node, error: str | None) -> dict[str, Any]:
    names = [f"{id}-help" if help else "", f"{id}-error" if error else ""]
    words = " ".join(name for name in names if name)
    return {"aria_describedby": words or None, "aria_invalid": "true" if error else None}


def _field(id: str, label: str, box: Tree, help: Node, error: str | None, label_hidden: bool) -> Tree:
    return Div(
        Label(label, htmlFor=id, className="sr" if label_hidden else "label"),
        P(help, id=f"{id}-help", className="help") if help else None,
        box,
        P(icon("exclamation-triangle-fill"), Span(error), id=f"{id}-error", className="field-error") if error else None,
        className="field",
    )
