"""The settings of files: how much a client may upload, and how long a deleted file can be had back."""

from __future__ import annotations

from collections.abc import Mapping

from components.forms import command_form, error_summary, hidden, submit
from components.html import Div
from components.page import Page, page
from components.setting_parts import history, overtaken, saved, sections
from components.setting_views import Told, numbers_card
from components.setting_words import mistake_words
from data.records.settings import SettingsState
from data.viewer import Viewer
from integrations.language import _

PATH = "/staff/settings/files"
KEYS = ("client_files_mb", "files_kept_days")


def file_settings_page(viewer: Viewer, state: SettingsState, typed: Mapping[str, str], told: Told, zone: str) -> Page:
    """The page; `state.version` goes with the form, so that two people do not overwrite each other unseen."""
    errors = {key: mistake_words(key, mistake) for key, mistake in told.mistakes.items()}
    form = command_form(
        viewer, PATH, hidden("seen", str(state.version)),
        numbers_card("settings-files", _("Files of clients"), KEYS, typed, errors),
        Div(submit(_("Save"), icon_name="check-lg"), className="settings-save"), className="settings-form",
    )  # fmt: skip
    return page(
        _("Files"), sections(PATH), saved() if told.saved else None,
        overtaken(told.changes, zone) if told.changes else None, error_summary(errors), form,
        history(state.history, zone), context=_("What clients may upload, and what becomes of deleted files."),
    )  # fmt: skip
