"""PDF files without anything that acts by itself: scripts, launches, forms that send, embedded programs."""

from __future__ import annotations

import io
import re
import zlib
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
_ELSEWHERE = ("/F", "/FFilter", "/FDecodeParms")  # of a stream: its bytes lie in a file on the reader's machine
_LINKS = ("http://", "https://", "mailto:", "tel:")
_NAMES = ("/F", "/UF", "/Unix", "/DOS", "/Mac")
# XML that is a page rather than data, or that reaches out
_PAGE = re.compile(rb"<!doctype|<!entity|<\?xml-stylesheet|<(?:[\w-]+:)?(?:html|svg|script)\b|w3\.org/1999/xhtml", re.I)
_LARGEST_INVOICE = 5_000_000  # bytes
_DEEPEST = 60


def clean_pdf(content: bytes, refusal: Callable[..., Refused]) -> bytes:
    """The same document without active content; byte for byte the same when it is sound and has none, so that seals
    stay valid.

    Raises what `refusal` makes for documents that are damaged or locked with a password, MemoryError for bombs.
    """
    try:
        with pikepdf.open(io.BytesIO(content)) as document:
            if document.is_encrypted and not document.allow.extract:
                raise refusal("file_locked", N_("The PDF is locked."))
            changed = document.is_encrypted
            changed |= _drop_programs(document)
            for thing in document.objects:
                changed |= _strip(thing, 0)
            warnings = " ".join(map(str, document.get_warnings()))
            if "bad_alloc" in warnings:
                raise MemoryError  # a part that could not be unpacked reads as empty, and was not looked at
            # What the library had to guess, another viewer may read differently: what was looked at is what is kept.
            if not changed and not warnings:
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
    doomed = _doomed(thing)
    for key in list(thing.keys()):
        value = thing[key]
        if key in doomed or _acts(value):
            del thing[key]
            changed = True
        elif isinstance(value, (pikepdf.Dictionary, pikepdf.Array)) and not value.is_indirect:
            changed |= _strip(value, depth + 1)
    return changed


def _doomed(thing: Any) -> set[str]:
    """The keys this dictionary or stream must not have, whatever they hold."""
    doomed = set(_KEYS)
    if "/S" in thing:
        doomed.add("/Next")  # one action sets off another
    if isinstance(thing, pikepdf.Stream):
        doomed.update(_ELSEWHERE)
    if "/EF" in thing and not _is_invoice(thing):
        doomed.add("/EF")
    if "/Base" in thing and not str(thing["/Base"]).strip().lower().startswith(_LINKS):
        doomed.add("/Base")  # what the document's links are relative to
    opening = thing.get("/OpenAction")
    if isinstance(opening, pikepdf.Dictionary) and str(opening.get("/S")) != "/GoTo":
        doomed.add("/OpenAction")  # on opening, a document may turn to a page and do nothing else
    return doomed


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
    files = document.attachments
    doomed = [name for name in files if not name.lower().endswith(".xml") or not _is_invoice(files[name].obj)]
    for name in doomed:
        del document.attachments[name]
    return bool(doomed)


def _is_invoice(file: Any) -> bool:
    """Whether an embedded file calls itself XML by every name it has, and is plain data."""
    names = [str(file[key]) for key in _NAMES if key in file]
    streams = file.get("/EF")
    if not isinstance(streams, pikepdf.Dictionary) or not all(name.lower().endswith(".xml") for name in names):
        return False
    return bool(names) and all(_is_data(stream) for _key, stream in streams.items())


def _is_data(stream: Any) -> bool:
    """Whether a stream holds XML that no program would show as a page; never unpacks more than the limit."""
    if not isinstance(stream, pikepdf.Stream) or "/DecodeParms" in stream:
        return False
    content, packing = stream.read_raw_bytes(), stream.get("/Filter")
    if packing is not None:
        if [str(one) for one in (packing if isinstance(packing, pikepdf.Array) else (packing,))] != ["/FlateDecode"]:
            return False
        try:
            content = zlib.decompressobj().decompress(content, _LARGEST_INVOICE + 1)
        except zlib.error:
            return False
    is_xml = content.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<")
    return is_xml and len(content) <= _LARGEST_INVOICE and not _PAGE.search(content)
