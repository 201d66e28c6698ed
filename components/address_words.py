"""What a company puts on its own website and into its letters, in the language of whoever reads it there."""

from __future__ import annotations

from markupsafe import Markup

from integrations.language import LANGUAGES, _, tag, use_language

BUTTON, FORM = "button", "form"
_LOOK = "font:600 16px/1.25 system-ui,sans-serif;color:#fff;background:#3a50d4;border-radius:8px"
_BUTTON = Markup(
    '<a href="{address}" lang="{lang}" style="display:inline-block;padding:12px 20px;text-decoration:none;{look}">'
    "{words}</a>"
)
_FORM = Markup(
    '<form action="{address}" method="get" lang="{lang}" style="display:grid;gap:8px;max-width:320px;'
    'font:16px/1.4 system-ui,sans-serif">\n'
    '  <label for="portal-email">{label}</label>\n'
    '  <input id="portal-email" name="email" type="email" autocomplete="email" required style="font:inherit;'
    'padding:10px 12px;border:1px solid #8b93a4;border-radius:8px">\n'
    '  <button type="submit" style="border:0;padding:12px 20px;cursor:pointer;{look}">{words}</button>\n'
    "</form>"
)


def snippet(kind: str, language: str, address: str) -> Markup:
    """The HTML of a button or of a sign-in form: no script, no frame, nothing loaded from here."""
    with use_language(language):
        values = {"address": address, "lang": tag(), "look": _LOOK}
        if kind == BUTTON:
            return _BUTTON.format(words=_("To the client portal"), **values)
        return _FORM.format(label=_("Your e-mail address"), words=_("Sign in to the portal"), **values)


def steps(language: str, company: str, address: str) -> str:
    """How to sign in, for a letter or a mail."""
    with use_language(language):
        found = [
            _("How to sign in to the portal of %(company)s") % {"company": company},
            "",
            _("1. Open %(address)s") % {"address": address},
            _("2. Enter the e-mail address we know you by and ask for a one-time code. You need no password."),
            _("3. Enter the six digits that reach you within a minute. That is all."),
            "",
            _("On your own device choose “Keep me signed in”: next time you are in at once."),
            _("We never ask you for a code by telephone or in a mail."),
        ]
    return "\n".join(found)


def known_language(wanted: str, usual: str) -> str:
    """A language there is."""
    return next(code for code in (wanted, usual, "en") if code in LANGUAGES)
