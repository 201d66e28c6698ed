"""Texts to copy: a field that can be selected, and where scripts run a button that copies it."""

from __future__ import annotations

from components.html import Button, Div, Input, Label, P, Span, Textarea, Tree, icon, sr
from integrations.language import _


def address_field(id: str, label: str, address: str, help: str = "") -> Tree:
    """One line to copy."""
    box = Input(id=id, type="text", value=address, readOnly=True, className="input copy-text",
                aria_describedby=f"{id}-help" if help else None)  # fmt: skip
    return Div(
        Label(label, htmlFor=id, className="label"),
        P(help, id=f"{id}-help", className="help") if help else None,
        Div(box, _button(id, label), className="copy-line"),
        className="field",
    )


def text_to_copy(id: str, label: str, words: str, *, rows: int, code: bool = False, about: str = "") -> Tree:
    """Several lines to copy; `code` for what machines read, `about` for whoever does not see where it stands."""
    box = Textarea(id=id, value=words, rows=rows, readOnly=True, spellCheck=False if code else None,
                   className="input copy-text copy-code" if code else "input copy-text")  # fmt: skip
    return Div(
        Label(label, sr(" – ", about) if about else None, htmlFor=id, className="label"),
        box,
        Div(_button(id, about or label)),
        className="field",
    )


def _button(id: str, label: str) -> Tree:
    return Button(icon("clipboard-check"), Span(_("Copy"), className="copy-word"), sr(" – ", label), type="button",
                  className="button plain copy-button", data_copy=id, data_copied=_("Copied"))  # fmt: skip
