"""Where a document or a file is met: its page with the viewer, the file in the browser, the file to be saved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlencode

from components.context import Context
from components.html import A, Node, Tree, icon, sr
from components.shapes import Shape
from data.records.documents import VIEWABLE
from integrations.language import _


@dataclass(frozen=True, slots=True)
class FileLinks:
    """The addresses of one noun whose records are files."""

    path: str

    def page(
        self, public_id: str, context: Context | None = None, of: str = "", asked: Mapping[str, str] | None = None
    ) -> str:
        """Its page. `of` is the address of the record among whose documents it stands (`inspections/<id>`), `asked`
        the question of the list it stands in: the page knows by them what comes before and after."""
        query: dict[str, str | None] = {"of": of.strip("/") or None, **(asked or {})}
        address = f"{self.path}/{public_id}"
        if context is not None:
            return context.link(address, **query)
        kept = {name: value for name, value in query.items() if value is not None}
        return f"{address}?{urlencode(kept)}" if kept else address

    def open(self, public_id: str, version: int | None = None) -> str:
        """The file itself, shown by the browser where that is safe."""
        return f"{self.path}/{public_id}/open" + (f"?version={version}" if version else "")

    def download(self, public_id: str, version: int | None = None) -> str:
        """The file itself, to be saved."""
        return f"{self.path}/{public_id}/download" + (f"?version={version}" if version else "")


DOCUMENTS = FileLinks("/documents")
FILES = FileLinks("/files")


def viewable(media_type: str) -> bool:
    """Whether a browser shows such a file by itself; the others are only saved."""
    return media_type in VIEWABLE


def file_shape(media_type: str) -> str:
    """The icon of a kind of file."""
    if media_type == "application/pdf":
        return "file-earmark-pdf"
    return "file-earmark-image" if media_type.startswith("image/") else "file-earmark-text"


def eye(
    title: str,
    page: str,
    file: str | None = None,
    *inside: Node,
    className: str = "icon-button open-icon",  # noqa: N803  (dash.html's name)
) -> Node:
    """The icon that opens a file: on its page, on a phone at once in the phone's own viewer (assets/22-viewer.js)."""
    words = _("Open %(title)s") % {"title": title}
    if file is None:
        return A(icon("eye"), *inside, sr(words), href=page, className=className)
    return _eye(len(inside), className)(words, page, file, *inside)


@lru_cache(maxsize=16)
def _eye(inside: int, classes: str) -> Shape:
    def build(words: Node, page: Node, file: Node, *more: Node) -> Tree:
        return A(icon("eye"), *more, sr(words), href=page, className=classes, data_file=file)

    return Shape(build, 3 + inside)


def download_icon(title: str, address: str) -> Node:
    """The icon that saves a file."""
    words = _("Download %(title)s") % {"title": title}
    return A(icon("download"), sr(words), href=address, className="icon-button", download="")
