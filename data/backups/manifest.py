"""The manifest of a backup: what is in it, so that it can be checked without asking anybody."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

from data.backups.contents import TableFigures
from data.backups.programs import BackupError

NAME = "manifest.json"
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Manifest:
    """One backup. `files` maps the key of a file to its SHA-256; `missing` are keys whose file was not in the store;
    `key_print` tells whether a secret key is the one that sealed what is sealed in the database."""

    made_at: str
    schema: str
    server: str
    database: str
    sha256: str
    key_print: str
    tables: dict[str, TableFigures]
    files: dict[str, str]
    missing: list[str] = field(default_factory=list)
    format: int = FORMAT

    def write(self, folder: Path) -> None:
        """Write it as the last file of the backup: a folder without one is no backup."""
        draft = folder / f"{NAME}.new"
        draft.write_text(json.dumps(asdict(self), indent=1, sort_keys=True), encoding="utf-8")
        draft.rename(folder / NAME)


def read_manifest(folder: Path) -> Manifest:
    """Read the manifest of a backup. Raises BackupError."""
    try:
        found = json.loads((folder / NAME).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BackupError(f"{folder} is no backup, or one that was interrupted: it has no {NAME}.") from None
    except ValueError:
        raise BackupError(f"{folder / NAME} cannot be read.") from None
    if found.get("format") != FORMAT:
        raise BackupError(f"{folder} was made by another version of Atrio (format {found.get('format')}).")
    tables = {name: TableFigures(**figures) for name, figures in found.pop("tables").items()}
    return Manifest(tables=tables, **found)


def sha256_of(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
