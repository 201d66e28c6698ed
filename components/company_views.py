"""The company's settings as a form: who it is, where and how it speaks, its contact, its colours and logo."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from components.branding import logo_url
from components.cards import card
from components.forms import command_form, error_summary, hidden, select_field, submit
from components.forms import field as input_field
from components.html import Div, Img, Input, Label, Node, P, Span, Tree
from components.page import Page, page
from components.setting_parts import boxes, history, overtaken, saved, sections
from components.setting_words import mistake_words, name_of
from data.records.company import Company
from data.records.company_checks import BOUNDS
from data.records.settings import Mistakes, SettingChange, SettingsState
from data.viewer import Viewer
from integrations.colours import READABLE, dark_of, ink_on, is_colour, readable, weakest
from integrations.language import NAMES, _, countries, number

PATH = "/staff/settings/company"
TEXTS = ("name", "legal_name", "tax_id", "address", "phone", "email", "zone", "currency", "contact_name",
         "contact_hours", "colour_light", "colour_dark")  # fmt: skip
KEYS = (*TEXTS, "country", "language", "languages", "expiry_days", "logo")
_STANDARD = ("#3451d1", "#93a8ff")  # assets/10-tokens.css


@dataclass(frozen=True, slots=True)
class Told:
    """What the page says about the last try: it was saved, refused, or somebody else was first."""

    saved: bool = False
    mistakes: Mistakes = field(default_factory=dict)
    changes: tuple[SettingChange, ...] = ()
    logo: str = ""  # what is wrong with the picture


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the form."""

    texts: Mapping[str, str]
    languages: tuple[str, ...]

    @classmethod
    def of(cls, company: Company) -> Typed:
        keys = (*TEXTS, "country", "language", "expiry_days")
        return cls({key: str(getattr(company, key)) for key in keys}, company.languages)


def company_page(viewer: Viewer, state: SettingsState, typed: Typed, told: Told, zone: str) -> Page:
    """The page; `state.version` goes with the form, so that two people do not overwrite each other unseen."""
    errors = {key: mistake_words(key, mistake) for key, mistake in told.mistakes.items()}
    form = command_form(
        viewer, PATH, hidden("seen", str(state.version)),
        _texts("company-identity", _("Who it is"), typed, errors, ("name", "legal_name", "tax_id"),
               _country(typed, errors)),
        _texts("company-contact", _("Contact card"), typed, errors,
               ("contact_name", "phone", "email", "contact_hours", "address"),
               about=_("Clients see this on their pages, on the sign-in page and in papers.")),
        _speech(typed, errors),
        _colours(typed, errors),
        Div(submit(_("Save"), icon_name="check-lg"), className="settings-save"),
        className="settings-form",
    )  # fmt: skip
    return page(
        _("Company"),
        sections(PATH),
        saved() if told.saved else None,
        overtaken(told.changes, zone) if told.changes else None,
        error_summary(errors | ({"logo": told.logo} if told.logo else {})),
        form,
        _logo(viewer, state.company, told.logo),
        history(state.history, zone),
        context=_("Who you are, and how the portal looks and speaks."),
    )


def _text(key: str, typed: Typed, errors: Mapping[str, str], help: str = "", **props: Any) -> Tree:
    return input_field(key, name_of(key), key, value=typed.texts[key], error=errors.get(key), help=help or None,
                       maxLength=300, autoComplete="off", **props)  # fmt: skip


def _texts(
    id: str, title: str, typed: Typed, errors: Mapping[str, str], keys: tuple[str, ...], *more: Node, about: str = ""
) -> Tree:
    fields = [_text(key, typed, errors, required=True if key == "name" else None) for key in keys]
    words = P(about, className="help company-about") if about else None
    return card(id, title, words, Div(*fields, *more, className="record-fields"))


def _country(typed: Typed, errors: Mapping[str, str]) -> Tree:
    options = [("", "–"), *countries()]
    return select_field("country", name_of("country"), "country", options, value=typed.texts["country"],
                        error=errors.get("country"), help=_("By its rule the tax number is checked."))  # fmt: skip


def _speech(typed: Typed, errors: Mapping[str, str]) -> Tree:
    usual = select_field("language", name_of("language"), "language", list(NAMES.items()),
                         value=typed.texts["language"], error=errors.get("language"))  # fmt: skip
    least, most = BOUNDS["expiry_days"]
    help = _("From %(least)s to %(most)s.") % {"least": number(least), "most": number(most)}
    days = input_field(
        "expiry_days",
        name_of("expiry_days"),
        "expiry_days",
        type="number",
        min=least,
        max=most,
        value=typed.texts["expiry_days"],
        error=errors.get("expiry_days"),
        help=help,
        required=True,
    )
    offered = boxes("languages", name_of("languages"), "languages", list(NAMES.items()), typed.languages,
                    error=errors.get("languages"))  # fmt: skip
    fields = [_text("zone", typed, errors, _("Such as Europe/Madrid."), required=True), usual,
              _text("currency", typed, errors, _("Three letters, such as EUR."), required=True), days]  # fmt: skip
    return card("company-speech", _("Place and language"), Div(*fields, className="record-fields"), offered)


def _colours(typed: Typed, errors: Mapping[str, str]) -> Tree:
    """The two colours, how well each can be seen, and what a button looks like in them."""
    fields = [
        _text("colour_light", typed, errors, _("As #3451d1; empty for the portal's own.")),
        _text("colour_dark", typed, errors, _("Empty, it follows from the other one.")),
    ]
    light = typed.texts["colour_light"]
    dark = typed.texts["colour_dark"] or (dark_of(light) if is_colour(light) else "")
    shown = [_sample(colour if is_colour(colour) else standard, theme)
             for colour, theme, standard in ((light, "light", _STANDARD[0]), (dark, "dark", _STANDARD[1]))]  # fmt: skip
    return card("company-colours", _("Colours"), Div(*fields, className="record-fields"),
                Div(*shown, className="company-samples"))  # fmt: skip


def _sample(colour: str, theme: str) -> Tree:
    """A button and words in the colour, on the surface of the theme, with the ratio in figures."""
    ratio = weakest(colour, theme)
    surface, ink = ("#ffffff", "#161b26") if theme == "light" else ("#161a22", "#e8ecf3")
    words = _("%(ratio)s to 1 against the page") % {"ratio": f"{ratio:.1f}"}
    weak = None
    if ratio < READABLE:
        weak = _("Good for buttons; for words a stronger tone of it is used.")
    return Div(
        Span(_("Button"), className="company-button", style={"background": colour, "color": ink_on(colour)}),
        Span(_("A link in words"), style={"color": readable(colour, theme), "fontWeight": 550}),
        Span(words, style={"color": ink}),
        Span(weak, style={"color": ink}) if weak else None,
        className="company-sample", style={"background": surface},
    )  # fmt: skip


def _logo(viewer: Viewer, company: Company, error: str) -> Tree:
    """The picture there is, another one, or none."""
    address = logo_url(company)
    shown = Img(src=address, alt=_("Logo of %(company)s") % {"company": company.name}, className="company-logo")
    box = Div(
        Label(_("Image file"), htmlFor="logo", className="label"),
        P(_("PNG, JPEG or WebP, 500 KB at most; wide rather than high. It stands before the company's name."),
          id="logo-help", className="help"),
        Input(id="logo", name="logo", type="file", accept="image/png,image/jpeg,image/webp", className="input",
              aria_describedby="logo-help logo-error" if error else "logo-help",
              aria_invalid="true" if error else None),
        P(Span(error), id="logo-error", className="field-error") if error else None, className="field",
    )  # fmt: skip
    send = command_form(viewer, f"{PATH}/logo", box, submit(_("Use this picture"), kind="plain"),
                        encType="multipart/form-data", className="company-logo-form")  # fmt: skip
    gone = command_form(viewer, f"{PATH}/logo", hidden("remove", "1"), submit(_("Remove the logo"), kind="plain small"))
    return card("company-logo", _("Logo"), shown if address else None, send, gone if address else None)
