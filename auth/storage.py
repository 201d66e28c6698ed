"""The installation's file store, opened once for the pages of this process."""

from __future__ import annotations

from flask import current_app

from integrations.storage import Storage, open_storage


def storage() -> Storage:
    """The store of the application that answers."""
    extensions = current_app.extensions
    if "storage" not in extensions:
        extensions["storage"] = open_storage(extensions["settings"].files_url)
    found: Storage = extensions["storage"]
    return found
