"""What people choose for themselves, and what the portal remembers for them."""

from __future__ import annotations

from sqlalchemy import text

from data.database import door
from data.viewer import Forbidden, Invalid, Viewer
from integrations.language import LANGUAGES

THEMES = ("light", "dark", "auto")
_PREFERENCES = text("""
    update portal.people set language = coalesce(:language, language), theme = coalesce(:theme, theme)
     where id = :person
""")
_PLACE = text("""
    update portal.people set last_client_id = :client, last_site_id = :site
     where id = :person
       and (last_client_id, last_site_id) is distinct from (cast(:client as bigint), cast(:site as bigint))
""")


def change_preferences(viewer: Viewer, *, language: str | None = None, theme: str | None = None) -> None:
    """Keep language and theme for the person; None leaves one as it is.

    Raises Invalid for unknown values, Forbidden while staff look at the portal as somebody else.
    """
    if language is not None and language not in LANGUAGES:
        raise Invalid(field="language")
    if theme is not None and theme not in THEMES:
        raise Invalid(field="theme")
    if viewer.read_only:
        raise Forbidden
    with door() as session:
        session.execute(_PREFERENCES, {"language": language, "theme": theme, "person": viewer.person_id})


def remember_place(viewer: Viewer, client_id: int, site_id: int | None) -> None:
    """Remember which client and site the person looks at; call it with ids the viewer was found to see."""
    if viewer.is_staff or viewer.read_only or viewer.last_place == (client_id, site_id):
        return
    with door() as session:
        session.execute(_PLACE, {"client": client_id, "site": site_id, "person": viewer.person_id})
