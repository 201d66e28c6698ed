"""An archive of documents: what each is called in it, and the index that lies beside them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from components.export_columns import ExportColumn, headings, place, plain
from data.records.downloads import PackedDocument
from integrations.archives import Names, safe_part
from integrations.files import ALLOWED
from integrations.language import N_, _, ngettext, number, told
from integrations.table_files import Value

INDEX = "index.csv"
_PLACE, _TITLE, _NUMBER = 60, 70, 40  # characters; with folders well below what Windows bears
_ENDINGS = {media_type: ending for ending, media_type in reversed(ALLOWED.items())}
_COLUMNS: tuple[ExportColumn[PackedDocument], ...] = (
    plain("title", N_("Title")), ExportColumn(N_("Kind"), lambda one: told(one.kind_names)),
    ExportColumn(N_("Number"), lambda one: _number(one) or None), *place(), plain("issued_on", N_("Date")),
    plain("valid_until", N_("Valid until")),
)  # fmt: skip
_BEHIND = (N_("File in the archive"), N_("Size in bytes"), N_("SHA-256"))


def paths_of(documents: Sequence[PackedDocument]) -> list[str]:
    """A path for each: a folder for each client where there are several, one for each site where there are several."""
    several_clients = len({one.place.client for one in documents}) > 1
    several_sites = len({(one.place.client, one.place.site) for one in documents}) > 1
    names, found = Names(INDEX), []
    for one in documents:
        client = safe_part(one.place.client_name, _PLACE) or one.place.client
        site = safe_part(one.place.site_name or _("All sites"), _PLACE) or one.place.site or ""
        folders = (client if several_clients else "", site if several_sites else "")
        found.append(names.free(folders, *_file_name(one)))
    return found


def _file_name(one: PackedDocument) -> tuple[str, str]:
    """`2026-11-12 Maintenance certificate INS-2026-0042` and `pdf`."""
    written = one.file_name.rpartition(".")[2].lower()
    ending = written if ALLOWED.get(written) == one.media_type else _ENDINGS.get(one.media_type, "bin")
    title = safe_part(one.title.removesuffix(f".{ending}"), _TITLE)
    record = safe_part(_number(one), _NUMBER)
    first = one.issued_on.isoformat() if one.issued_on else ""
    parts = (first, title or _("Document"), record if record.casefold() not in title.casefold() else "")
    return " ".join(part for part in parts if part), ending


def _number(one: PackedDocument) -> str:
    """The document's own number, else that of the record it belongs to."""
    return one.number or (one.about.number if one.about else "")


def index_headings() -> list[str]:
    """The first row of the index, in the person's language."""
    return [*headings(_COLUMNS), *(_(heading) for heading in _BEHIND)]


def index_rows(
    documents: Sequence[PackedDocument], paths: Sequence[str], missing: frozenset[str], left_out: int
) -> Iterable[list[Value]]:
    """A row for each document; the paths of `missing` files are not in the archive. What is `left_out` has no name."""
    for one, path in zip(documents, paths, strict=True):
        inside = _("not available at the moment") if path in missing else path
        yield [*(column.value(one) for column in _COLUMNS), inside, one.size, one.sha256]
    if left_out:
        words = ngettext(
            "%(n)s document that was asked for is not here: it has been withdrawn, or may not be taken away.",
            "%(n)s documents that were asked for are not here: they have been withdrawn, or may not be taken away.",
            left_out,
        )  # fmt: skip
        yield [words % {"n": number(left_out)}, *[None] * (len(_COLUMNS) + len(_BEHIND) - 1)]
