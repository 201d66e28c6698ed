"""PDF files without anything that acts by itself: scripts, launches, forms that send, embedded programs."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pikepdf

from integrations.language import N_
from integrations.refusal import Refused

# Actions a document of ours never needs. What stays: going to a page, named moves, and links to the web.
_ACTIONS = frozenset(
    {"/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/ResetForm", "/GoToR", "/GoToE", "/Rendition", "/Movie",
     "/Sound", "/GoTo3DView", "/RichMediaExecute", "/SetOCGState", "/Hide", "/Trans", "/Thread"}
)  # fmt: skip
_KEYS = ("/AA", "/JS", "/JavaScript", "/XFA", "/RichMediaContent", "/3DD")
_LINKS = ("http://", "https://", "mailto:", "tel:")
_DEEPEST = 60


def clean_pdf(content: bytes, refusal: Callable[..., Refused]) -> bytes:
    """The same document without active content; byte for byte the same when it has none, so that seals stay valid.

    Raises what `refusal` makes for documents that are damaged or locked with a password.
    """
    try:
        with pikepdf.open(io.BytesIO(content)) as document:
            if document.is_encrypted and not document.allow.extract:
                raise refusal("file_locked", N_("The PDF is locked."))
            changed = document.is_encrypted
            for thing in document.objects:
                changed |= _strip(thing, 0)
            changed |= _drop_programs(document)
            if not changed:
                return content
            out = io.BytesIO()
            document.save(out, deterministic_id=True)
            return out.getvalue()
    except pikepdf.PasswordError:
        raise refusal("file_locked", N_("The PDF is locked.")) from None
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, RecursionError):
        raise refusal("file_broken", N_("The PDF is damaged.")) from None


def _strip(thing: Any, depth: int) -> bool:
    """Remove actions from one object and the direct ones inside it; says whether anything was removed."""
    if depth > _DEEPEST:
        raise ValueError("nested too deeply")
    if isinstance(thing, pikepdf.Array):
        changed = False
        for item in thing:
            if isinstance(item, (pikepdf.Dictionary, pikepdf.Array)) and not item.is_indirect:
                changed |= _strip(item, depth + 1)
        return changed
    if not isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream)):
        return False
    changed = False
    for key in list(thing.keys()):
        value = thing[key]
        if key in _KEYS or _acts(value):
            del thing[key]
            changed = True
        elif isinstance(value, (pikepdf.Dictionary, pikepdf.Array)) and not value.is_indirect:
            changed |= _strip(value, depth + 1)
    return changed


def _acts(value: Any) -> bool:
    """Whether a value is an action that must go."""
    if not isinstance(value, pikepdf.Dictionary) or "/S" not in value:
        return False
    kind = str(value["/S"])
    if kind == "/URI":
        return not str(value.get("/URI", "")).strip().lower().startswith(_LINKS)
    return kind in _ACTIONS


def _drop_programs(document: pikepdf.Pdf) -> bool:
    """Embedded files go, except the XML of electronic invoices."""
    doomed = [name for name in document.attachments if not name.lower().endswith(".xml")]
    for name in doomed:
        del document.attachments[name]
    return bool(doomed)
