"""The portal's address, and what leads there from the company's own website."""

from flask import Response, request
from markupsafe import Markup

from auth.access import may
from auth.addresses import portal_address
from auth.portal import Query, register_page, route
from components.address_views import address_page
from components.address_words import BUTTON, FORM, known_language, snippet
from components.page import Page
from data.queries.company import company
from data.viewer import NotFound, Permission, Viewer
from integrations.language import tag, use_language

# nothing of the frame can act, load or leave it
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"
_SHEET = Markup(
    '<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title></head>'
    '<body style="margin:0;padding:24px;background:#fff">{body}</body></html>'
)


@register_page("/staff/settings/address", access=may(Permission.CHANGE_SETTINGS))
def layout(viewer: Viewer, query: Query) -> Page:
    """Texts in the language of `?words=`, else the company's."""
    told = company()
    return address_page(told, portal_address(), known_language(query.get("words", ""), told.language))


@route("/staff/settings/address/preview", access=may(Permission.CHANGE_SETTINGS))
def preview(viewer: Viewer) -> Response:
    """The button or the form as a website shows it, in a frame that can do nothing."""
    kind = request.args.get("kind", "")
    if kind not in (BUTTON, FORM):
        raise NotFound
    language = known_language(request.args.get("words", ""), company().language)
    with use_language(language):
        lang = tag()
    body = snippet(kind, language, portal_address("/sign-in"))
    answer = Response(_SHEET.format(lang=lang, title=company().name, body=body), mimetype="text/html")
    answer.headers["Content-Security-Policy"] = _POLICY
    answer.headers["X-Frame-Options"] = "SAMEORIGIN"
    return answer
