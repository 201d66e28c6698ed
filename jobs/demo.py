"""Filling an empty database with the demo company, and the one password of its people."""

from __future__ import annotations

import os

from data.commands.seeding import begin_seeding, finish_seeding, set_demo_password
from data.viewer import Viewer
from integrations.settings import Settings, kept_secret

PEOPLE = (
    ("owner@miramar.example", "client Grup Miramar, all sites"),
    ("colleague@miramar.example", "one site of Grup Miramar, no billing"),
    ("stranger@palazzo.example", "another client"),
    ("admin@atrio.example", "staff, administrator"),
    ("reader@atrio.example", "staff, read-only"),
)


def seed_demo(settings: Settings) -> str | None:
    """Fills the database if it holds no client; the password, or None where there was nothing to do.

    Everything the demo company consists of can be put in twice, so an interrupted attempt is simply repeated.
    """
    viewer = Viewer.system()
    if not begin_seeding(viewer):
        return None
    # Only now: drawing papers needs much that a later start does not.
    from data.demo import seed
    from integrations.passwords import hash_password
    from integrations.storage import open_storage

    password = _chosen_password(settings)
    seed(viewer, open_storage(settings.files_url), hash_password(password))
    finish_seeding(viewer)
    return password


def current_password(settings: Settings) -> str | None:
    """The demo people's password: what ATRIO_DEMO_PASSWORD says now, else the one kept when the database was filled."""
    path = settings.data_dir / "demo-password"
    kept = path.read_text(encoding="utf-8").strip() if path.exists() else None
    if settings.demo_password is None or settings.demo_password == kept:
        return kept
    from integrations.passwords import hash_password

    set_demo_password([email for email, _what in PEOPLE], hash_password(settings.demo_password))
    return _chosen_password(settings)


def _chosen_password(settings: Settings) -> str:
    """ATRIO_DEMO_PASSWORD, which is kept too, or one made up."""
    path = settings.data_dir / "demo-password"
    if settings.demo_password is None:
        return kept_secret(path, make=12)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(settings.demo_password)
    return settings.demo_password
