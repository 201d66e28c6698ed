"""The settings begin with the first of their pages."""

from auth.access import may
from auth.portal import Query, Redirect, register_page
from components.page import Page
from components.setting_parts import SECTIONS
from data.viewer import Permission, Viewer


@register_page("/staff/settings", access=may(Permission.CHANGE_SETTINGS))
def layout(viewer: Viewer, query: Query) -> Page:
    """Nothing of its own."""
    raise Redirect(SECTIONS[0][0])
