"""Files from outside: recognised, cleaned, named safely, and kept in a store."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from integrations.files import FileLimits, FileRefused, clean_file, safe_name
from integrations.storage import Storage, StorageUnavailable, key_of, open_storage


def pdf(change: Callable[[pikepdf.Pdf], None] = lambda document: None) -> bytes:
    with pikepdf.new() as document:
        document.add_blank_page()
        change(document)
        out = io.BytesIO()
        document.save(out)
    return out.getvalue()


def picture(form: str, size: tuple[int, int] = (40, 20), **options: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, form, **options)
    return out.getvalue()


def test_a_harmless_pdf_stays_as_it_is_to_the_byte() -> None:
    content = pdf()
    clean = clean_file(content, "invoice.pdf")
    assert clean.content == content
    assert (clean.media_type, clean.size) == ("application/pdf", len(content))


def test_scripts_launches_and_programs_leave_a_pdf_and_links_stay() -> None:
    def arm(document: pikepdf.Pdf) -> None:
        name, make = pikepdf.Name, pikepdf.Dictionary
        document.Root.OpenAction = make(S=name.JavaScript, JS="app.alert(1)")
        page = document.pages[0]
        page.AA = make(O=make(S=name.Launch, F="calc.exe"))
        page.Annots = pikepdf.Array(
            [
                make(Subtype=name.Link, A=make(S=name.URI, URI="javascript:alert(1)")),
                make(Subtype=name.Link, A=make(S=name.URI, URI="https://example.com")),
                document.make_indirect(make(Subtype=name.Link, A=make(S=name.SubmitForm, F="https://x"))),
            ]
        )
        document.attachments["calc.exe"] = b"MZ"
        document.attachments["factur-x.xml"] = b"<x/>"

    clean = clean_file(pdf(arm), "report.pdf").content
    with pikepdf.open(io.BytesIO(clean)) as document:
        text = "".join(repr(document.objects[number]) for number in range(len(document.objects)))
        assert "OpenAction" not in document.Root
        assert list(document.attachments) == ["factur-x.xml"]
        assert [str(note.A.URI) for note in document.pages[0].Annots if "/A" in note] == ["https://example.com"]
    for word in ("JavaScript", "Launch", "SubmitForm", "javascript:", "alert"):
        assert word not in text


def test_pictures_are_drawn_anew_without_what_was_hidden_in_them() -> None:
    exif = Image.Exif()
    exif[0x010E] = "secret place"
    content = picture("JPEG", exif=exif) + b"<?php system($_GET['c']); ?>"
    clean = clean_file(content, "photo.JPG")
    assert b"secret" not in clean.content
    assert b"php" not in clean.content
    assert Image.open(io.BytesIO(clean.content)).size == (40, 20)


def test_a_picture_lying_on_its_side_is_set_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    clean = clean_file(picture("JPEG", exif=exif), "photo.jpg")
    assert Image.open(io.BytesIO(clean.content)).size == (20, 40)


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA"])
@pytest.mark.parametrize("form", ["PNG", "WEBP"])
def test_every_kind_of_picture_survives(mode: str, form: str) -> None:
    out = io.BytesIO()
    Image.new(mode, (8, 8), 1 if mode in "1LP" else (9, 9, 9, 255)[: len(mode)]).save(out, form)
    clean = clean_file(out.getvalue(), f"x.{form.lower()}")
    assert Image.open(io.BytesIO(clean.content)).size == (8, 8)


def office(part: str, *others: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name in (part, *others):
            file.writestr(name, "x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.svg", b"<svg/>", "file_kind"),
        ("a.html", b"<html>", "file_kind"),
        ("a.exe", b"MZ", "file_kind"),
        ("noextension", b"%PDF-1.7", "file_kind"),
        ("a.pdf", b"", "file_empty"),
        ("a.pdf", b"GIF89a<script>", "file_mismatch"),
        ("a.pdf", b"junk %PDF-1.7", "file_mismatch"),
        ("a.pdf", b"%PDF-1.7 and nothing more", "file_broken"),
        ("a.png", b"%PDF-1.7", "file_mismatch"),
        ("a.jpg", picture("PNG"), "file_mismatch"),
        ("a.png", picture("PNG")[:60], "file_broken"),
        ("a.txt", b"<!DOCTYPE html><script>", "file_mismatch"),
        ("a.csv", b"a\0b", "file_mismatch"),
        ("a.docx", b"PK\x03\x04", "file_mismatch"),
        ("a.docx", office("xl/workbook.xml"), "file_mismatch"),
        ("a.xlsx", office("xl/workbook.xml", "xl/vbaProject.bin"), "file_macros"),
    ],
)
def test_what_is_not_wanted_is_refused_with_a_reason(name: str, content: bytes, code: str) -> None:
    with pytest.raises(FileRefused) as refusal:
        clean_file(content, name)
    assert refusal.value.code == code


def test_large_files_pictures_and_archives_are_refused() -> None:
    small = FileLimits(file_bytes=1000, pixels=100, unpacked_bytes=10)
    for name, content, code in (
        ("a.txt", b"x" * 1001, "file_large"),
        ("a.png", picture("PNG", (20, 20)), "file_pixels"),
        ("a.docx", office("word/document.xml", *(f"x{n}" for n in range(3))), "file_bomb"),
    ):
        limits = FileLimits(unpacked_bytes=2) if code == "file_bomb" else small
        with pytest.raises(FileRefused) as refusal:
            clean_file(content, name, limits)
        assert refusal.value.code == code


def test_a_locked_pdf_is_refused() -> None:
    out = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(out, encryption=pikepdf.Encryption(user="secret", owner="secret"))
    with pytest.raises(FileRefused) as refusal:
        clean_file(out.getvalue(), "a.pdf")
    assert refusal.value.code == "file_locked"


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\x.pdf", "x.pdf"),
        ("a\r\nSet-Cookie: y.pdf", "a__Set-Cookie_ y.pdf"),
        ('in"voice".pdf', "in_voice_.pdf"),
        ("\u202egpj.exe", "_gpj.exe"),
        ("CON", "_CON"),
        ("nul.txt", "_nul.txt"),
        ("..", "file"),
        ("", "file"),
        ("Factură Îngrijire ș.pdf", "Factură Îngrijire ș.pdf"),
        ("x" * 300 + ".pdf", "x" * 110 + ".pdf"),
    ],
)
def test_names_are_made_safe_and_stay_readable(name: str, safe: str) -> None:
    assert safe_name(name) == safe


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    return open_storage(f"file://{tmp_path}/with a space")


def test_a_file_is_staged_published_once_and_read_back(storage: Storage) -> None:
    content = bytes(range(256)) * 4000
    first, second = storage.stage(content), storage.stage(content)
    assert not storage.exists(first.key)
    assert storage.publish(first) == storage.publish(second) == key_of(first.sha256)
    assert storage.get(first.key) == b"".join(storage.stream(first.key)) == content
    assert storage.size(first.key) == len(content)
    assert not storage.exists(first.staged)
    assert not storage.exists(second.staged)


def test_what_is_not_there_is_file_not_found_and_may_be_deleted(storage: Storage) -> None:
    key = key_of("0" * 64)
    for ask in (storage.get, storage.stream, storage.size):
        with pytest.raises(FileNotFoundError):
            ask(key)
    storage.delete(key)
    storage.check()


def test_a_store_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    storage = open_storage(f"file://{tmp_path}/store")
    (tmp_path / "store" / "staged").write_text("in the way")
    with pytest.raises(StorageUnavailable):
        storage.stage(b"x")


@pytest.mark.parametrize("key", ["../x", "files/../../x", "", "A" * 64])
def test_keys_are_made_of_digests_only(storage: Storage, key: str) -> None:
    with pytest.raises(ValueError):
        key_of(key)


def test_other_addresses_are_no_stores() -> None:
    with pytest.raises(ValueError):
        open_storage("http://files.example")


def _files(name: str, content: bytes) -> Callable[[pikepdf.Pdf], pikepdf.Object]:
    def make(document: pikepdf.Pdf) -> pikepdf.Object:
        packed = pikepdf.Dictionary(F=document.make_stream(content))
        return document.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.Filespec, F=name, UF=name, EF=packed))

    return make


def _set_off(document: pikepdf.Pdf, following: pikepdf.Object) -> None:
    first = pikepdf.Dictionary(S=pikepdf.Name.GoTo, D=pikepdf.Array([document.pages[0].obj, pikepdf.Name.Fit]))
    first.Next = following
    document.Root.OpenAction = first


def _chained_launch(document: pikepdf.Pdf) -> None:
    _set_off(document, pikepdf.Array([pikepdf.Dictionary(S=pikepdf.Name.Launch, F="calc.exe")]))


def _chained_elsewhere(document: pikepdf.Pdf) -> None:
    submit = document.make_indirect(pikepdf.Dictionary(S=pikepdf.Name.SubmitForm, F="https://calc.exe"))
    _set_off(document, document.make_indirect(pikepdf.Array([submit])))


def _calls_home(document: pikepdf.Pdf) -> None:
    document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://calc.exe/opened")


def _pinned_program(document: pikepdf.Pdf) -> None:
    pin = pikepdf.Dictionary(Subtype=pikepdf.Name.FileAttachment, FS=_files("x", b"MZ calc.exe")(document))
    document.pages[0].Annots = pikepdf.Array([pin])


def _associated_program(document: pikepdf.Pdf) -> None:
    document.Root.AF = pikepdf.Array([_files("x", b"MZ calc.exe")(document)])


def _program_called_xml(document: pikepdf.Pdf) -> None:
    document.attachments["x.xml"] = b"MZ calc.exe"


def _page_called_xml(document: pikepdf.Pdf) -> None:
    document.attachments["x.xml"] = b'<a xmlns:h="http://www.w3.org/1999/xhtml"><h:script>calc.exe</h:script></a>'


def _xml_with_another_name(document: pikepdf.Pdf) -> None:
    document.attachments["x.xml"] = b"<x/>"
    document.attachments["x.xml"].obj.UF = "calc.exe"


def _base_of_links(document: pikepdf.Pdf) -> None:
    document.Root.URI = pikepdf.Dictionary(Base="javascript:calc.exe")


def _content_elsewhere(document: pikepdf.Pdf) -> None:
    document.pages[0].Contents = document.make_stream(b"")
    document.pages[0].Contents.F = "//host/calc.exe"


@pytest.mark.parametrize(
    "arm",
    [_chained_launch, _chained_elsewhere, _calls_home, _pinned_program, _associated_program, _program_called_xml,
     _page_called_xml, _xml_with_another_name, _base_of_links, _content_elsewhere],
)  # fmt: skip
def test_no_way_around_leaves_anything_active_in_a_pdf(arm: Callable[[pikepdf.Pdf], None]) -> None:
    with pikepdf.open(io.BytesIO(clean_file(pdf(arm), "report.pdf").content)) as document:
        out = io.BytesIO()
        document.save(out, qdf=True, object_stream_mode=pikepdf.ObjectStreamMode.disable)
        assert len(document.pages) == 1
    for trace in (b"calc.exe", b"/Launch", b"/SubmitForm", b"/EF"):
        assert trace not in out.getvalue()


def test_an_invoice_inside_a_pdf_stays_and_the_page_it_opens_at() -> None:
    def fill(document: pikepdf.Pdf) -> None:
        document.attachments["factur-x.xml"] = b"<?xml version='1.0'?><rsm:CrossIndustryInvoice/>"
        document.Root.AF = pikepdf.Array([document.attachments["factur-x.xml"].obj])
        document.Root.OpenAction = pikepdf.Dictionary(
            S=pikepdf.Name.GoTo, D=pikepdf.Array([document.pages[0].obj, pikepdf.Name.Fit])
        )

    content = pdf(fill)
    assert clean_file(content, "invoice.pdf").content == content
