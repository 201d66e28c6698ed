"""The top bar's two controls: which site, and who is signed in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from components.forms import command_form, hidden
from components.html import A, Button, Details, Div, Li, Node, P, Span, Summary, Tree, Ul, icon, sr
from data.viewer import Viewer
from integrations.language import LANGUAGES, N_, NAMES, _

if TYPE_CHECKING:
    from data.records.scope import Scope

THEMES = (
    ("light", "sun", N_("Light")),
    ("dark", "moon-stars", N_("Dark")),
    ("auto", "circle-half", N_("Like the device")),
)


def scope_control(scope: Scope | None, *, staff: bool = False) -> Tree:
    """Site name and address: plain text for a person's only site, else a searchable list (a link without script)."""
    if scope is not None and scope.alone and scope.site is not None:
        return Div(_scope_face(scope, staff), className="scope scope-text")
    button = A(
        _scope_face(scope, staff),
        icon("chevron-expand", "scope-arrow"),
        href="/sites",
        className="scope-button",
        aria_haspopup="dialog",
        data_scope="1",
    )
    return Div(button, scope_panel(_("Search sites")), className="scope")


def scope_panel(search: str) -> Tree:
    """Where the list opens, with the words its script needs."""
    words = {
        "data_title": _("Choose a site"),
        "data_search": search,
        "data_none": _("No site found"),
        "data_more": _("There are more. Type to narrow the list."),
        "data_failed": _("The sites could not be loaded."),
        "data_retry": _("Show all sites"),
        "data_current": _("shown now"),
    }
    return Div(className="scope-panel", hidden=True, **words)


def _scope_face(scope: Scope | None, staff: bool) -> list[Tree]:
    name, meta = _("All clients") if staff and (scope is None or scope.client is None) else _("All sites"), ""
    if scope is not None and scope.site is not None:
        name, meta = scope.site.name, scope.site.address
    elif scope is not None and scope.client is not None:
        meta = scope.client.name
    return [
        Span(icon("building"), className="square info scope-icon"),
        Span(
            sr(_("Site:"), " "),
            Span(name, className="scope-name"),
            Span(meta, className="scope-meta") if meta else None,
            className="scope-words",
        ),
    ]


def initials(name: str) -> str:
    """At most two letters of a name."""
    words = [word for word in name.replace("@", " ").split() if word[0].isalnum()]
    return (words[0][0] + words[-1][0] if len(words) > 1 else (words[0][:2] if words else "?")).upper()


def user_menu(viewer: Viewer, address: str, offered: tuple[str, ...] = tuple(LANGUAGES)) -> Tree:
    """Who is signed in, language (of those the company offers), theme, sign out; works without script."""
    face = Summary(
        Span(initials(viewer.name or viewer.email), className="avatar", aria_hidden="true"), sr(_("Your account"))
    )
    who = Div(P(viewer.name, className="menu-name"), P(viewer.email, className="menu-mail"), className="menu-who")
    choices: list[Node] = []
    if not viewer.read_only:
        choices = [_own_pages(viewer), _languages(viewer, address, offered), _themes(viewer, address),
                   _sign_out(viewer)]  # fmt: skip
    return Details(face, Div(who, *choices, className="menu-panel"), className="user-menu", data_menu="1")


def _choice(name: str, value: str, words: Node, chosen: bool, lang: str | None = None) -> Tree:
    return Li(
        Button(
            *([words] if isinstance(words, dict) else words),
            type="submit",
            name=name,
            value=value,
            lang=lang,
            className="choice",
            aria_pressed=chosen,
        )
    )


def _languages(viewer: Viewer, address: str, offered: tuple[str, ...]) -> Tree:
    items = [
        _choice("language", code, [Span(NAMES[code])], code == viewer.language, LANGUAGES[code].replace("_", "-"))
        for code in LANGUAGES
        if code in offered or code == viewer.language
    ]
    return command_form(
        viewer,
        "/preferences",
        hidden("next", address),
        P(_("Language"), className="menu-title", id="menu-language"),
        Ul(*items, role="list", className="choices", aria_labelledby="menu-language"),
        repeatable=True,
    )


def _themes(viewer: Viewer, address: str) -> Tree:
    items = [
        _choice("theme", code, [icon(shape), Span(_(words))], code == viewer.theme) for code, shape, words in THEMES
    ]
    return command_form(
        viewer,
        "/preferences",
        hidden("next", address),
        P(_("Appearance"), className="menu-title", id="menu-theme"),
        Ul(*items, role="list", className="choices", aria_labelledby="menu-theme"),
        repeatable=True,
    )


def _own_pages(viewer: Viewer) -> Tree:
    account = A(icon("person-gear"), Span(_("My account")), href="/account", className="menu-button")
    downloads = A(icon("download"), Span(_("My downloads")), href="/downloads", className="menu-button")
    return Div(account, downloads if viewer.exports else None, className="menu-part")


def _sign_out(viewer: Viewer) -> Tree:
    button = Button(icon("box-arrow-right"), Span(_("Sign out")), type="submit", className="menu-button")
    return command_form(viewer, "/sign-out", button, repeatable=True, className="menu-end")
