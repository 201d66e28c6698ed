"""What the server-rendered pages (sign-in, problems) know: the look, the words, the company."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask
from jinja2 import ChoiceLoader, FileSystemLoader
from markupsafe import Markup

from auth import guard
from auth.branding import brand_url
from auth.statics import static, style_url
from components.branding import logo_url
from components.icons import ICONS
from data.queries.company import rules
from data.records.company import Company
from data.viewer import Unavailable
from integrations import language

log = logging.getLogger("atrio.web")
_TEMPLATES = Path(__file__).resolve().parent / "templates"
_last = Company()


def install(server: Flask, company: Callable[[], Company]) -> None:
    """Make templates and their words available on this server."""
    loaders = [FileSystemLoader(_TEMPLATES)]
    if server.jinja_loader is not None:
        loaders.append(server.jinja_loader)  # type: ignore[arg-type]
    server.jinja_loader = ChoiceLoader(loaders)
    server.jinja_env.globals.update(
        portal_open=_portal_open, _=language.gettext, ngettext=language.ngettext, static=static, icon=icon
    )

    def known_company() -> Company:
        """The company, or what we last knew of it while the database is away."""
        global _last
        try:
            _last = company()
        except Unavailable:
            log.warning("company not readable, the last known one is shown")
        return _last

    @server.context_processor
    def words() -> dict[str, Any]:
        person, told = guard.known_viewer(), known_company()
        return {
            "lang_tag": language.tag(),
            "language": language.language(),
            "languages": {code: name for code, name in language.NAMES.items() if code in told.languages},
            "tags": {code: name.replace("_", "-") for code, name in language.LANGUAGES.items()},
            "theme": guard.preferred_theme(),
            "style_url": style_url(),
            "brand_url": brand_url(told),
            "logo_url": logo_url(told),
            "company": told,
            "csrf_token": person.csrf if person is not None else "",
        }


def _portal_open() -> bool:
    """Whether clients may come in; open as far as anybody can tell while the database is away."""
    try:
        return rules().portal_open
    except Unavailable:
        return True


def icon(name: str) -> Markup:
    """A decorative icon."""
    return Markup('<span class="i i-{}" aria-hidden="true"></span>').format(name if name in ICONS else "box")
