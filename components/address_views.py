"""The portal's address: to copy, as a button and a form for the company's own website, and the steps in words."""

from __future__ import annotations

from components.address_words import BUTTON, FORM, snippet, steps
from components.cards import card
from components.copying import address_field, text_to_copy
from components.html import A, Div, Iframe, Li, Nav, P, Span, Tree, Ul
from components.page import Page, page
from components.setting_parts import sections
from data.records.company import Company
from integrations.language import LANGUAGES, NAMES, _

PATH = "/staff/settings/address"


def address_page(company: Company, base: str, words: str) -> Page:
    """Everything about the address; `words` is the language of what is copied."""
    sign_in = f"{base}/sign-in"
    parts = [
        (BUTTON, _("Button for your website"), 5),
        (FORM, _("Sign-in form for your website"), 12),
    ]
    snippets = [
        card(f"address-{kind}", title, Div(_code(kind, title, snippet(kind, words, sign_in), rows),
                                           _preview(kind, title, words), className="settings-pair"))
        for kind, title, rows in parts
    ]  # fmt: skip
    told = steps(words, company.name, base)
    return page(
        _("Portal address"),
        sections(PATH),
        card("address-portal", _("Address"), _addresses(base)),
        _languages(words),
        *snippets,
        card("address-steps", _("How clients sign in"),
             text_to_copy("steps-text", _("For a letter or a mail"), told, rows=10)),
        context=_("Where your clients find the portal, and what you put on your own website."),
    )  # fmt: skip


def _addresses(base: str) -> Tree:
    help = _("It is set at installation (ATRIO_BASE_URL); the links in mails and SMS are made from it.")
    each = _("Each client also has an address of its own, on the client's page: it opens in the client's language.")
    clients = A(_("Clients"), href="/staff/clients")
    return Div(address_field("portal-address", _("The portal"), base, help), P(each, " ", clients, className="help"),
               className="stack")  # fmt: skip


def _languages(words: str) -> Tree:
    ways = [
        Li(A(NAMES[code], href=f"{PATH}?words={code}", lang=locale.replace("_", "-"), id=f"words-{code}",
             className="settings-way", aria_current="true" if code == words else None))
        for code, locale in LANGUAGES.items()
    ]  # fmt: skip
    title = Span(_("Language of the texts below"), className="label", id="words-title")
    return Nav(title, Ul(*ways, role="list", className="settings-ways"), aria_labelledby="words-title",
               className="settings-words")  # fmt: skip


def _code(kind: str, title: str, code: str, rows: int) -> Tree:
    return text_to_copy(f"code-{kind}", _("HTML to copy"), str(code), rows=rows, code=True, about=title)


def _preview(kind: str, title: str, words: str) -> Tree:
    frame = Iframe(src=f"{PATH}/preview?kind={kind}&words={words}", title=_("Preview: %(title)s") % {"title": title},
                   className="settings-preview", sandbox="")  # fmt: skip
    return Div(Span(_("Preview"), className="label"), frame, className="field")
