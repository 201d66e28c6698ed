"""Files are cleaned in a child process: bombs cost it, not us; it finds nothing there, and the next file is cleaned."""

import io
import struct
import zlib
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from integrations.cleaning import Bounds, Cleaner
from integrations.files import FileRefused

PIXELS = 1_000_000


def _pdf() -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(out)
    return out.getvalue()


PDF = _pdf()


def bomb(unpacked: int) -> bytes:
    """A PDF of one page, one object of which lies in a stream that unpacks to so many bytes."""
    packer = zlib.compressobj(6)
    stream = packer.compress(b"5 0 <</S/JavaScript/JS(app.alert)>>")
    stream += b"".join(packer.compress(bytes(1_000_000)) for _part in range(unpacked // 1_000_000)) + packer.flush()
    out, at = io.BytesIO(b"%PDF-1.5\n"), {}
    out.seek(0, io.SEEK_END)
    for number, body in (
        (1, b"<</Type/Catalog/Pages 2 0 R/OpenAction 5 0 R>>"),
        (2, b"<</Type/Pages/Kids[3 0 R]/Count 1>>"),
        (3, b"<</Type/Page/MediaBox[0 0 9 9]/Parent 2 0 R/Resources<<>>>>"),
        (4, b"<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>stream\n%b\nendstream" % (len(stream), stream)),
    ):
        at[number] = out.tell()
        out.write(b"%d 0 obj\n%b\nendobj\n" % (number, body))
    start = out.tell()
    places = [
        bytes(5) + b"\xff",
        *(b"\1" + struct.pack(">I", at[n]) + b"\0" for n in at),
        b"\2" + struct.pack(">IB", 4, 0),
    ]
    rows = b"".join([*places, b"\1" + struct.pack(">IB", start, 0)])
    out.write(
        b"6 0 obj\n<</Type/XRef/Size 7/W[1 4 1]/Root 1 0 R/Length %d>>stream\n%b\nendstream\nendobj\n"
        % (len(rows), rows)
    )
    out.write(b"startxref\n%d\n%%%%EOF\n" % start)
    return out.getvalue()


@pytest.fixture
def cleaner():
    made = Cleaner()
    yield made
    made.close()


def clean(cleaner: Cleaner, content: bytes, media_type: str = "application/pdf", pixels: int = PIXELS) -> bytes:
    return cleaner.clean(content, media_type, pixels, FileRefused)


def test_a_bomb_is_refused_and_the_next_file_is_cleaned_by_another_child():
    cleaner = Cleaner(Bounds(memory=200_000_000))
    assert clean(cleaner, PDF) == PDF
    first = cleaner._child
    content = bomb(150_000_000)
    assert len(content) < 200_000
    with pytest.raises(FileRefused) as refusal:
        clean(cleaner, content)
    assert refusal.value.code == "file_costly"
    assert clean(cleaner, PDF) == PDF
    assert cleaner._child is not None
    assert first is not None
    assert cleaner._child.pid != first.pid
    assert first.poll() is not None
    cleaner.close()


def test_a_small_parcel_of_the_same_kind_is_looked_into(cleaner):
    found = clean(cleaner, bomb(1_000_000))
    with pikepdf.open(io.BytesIO(found)) as document:
        assert "OpenAction" not in document.Root
        assert all("JavaScript" not in repr(thing) for thing in document.objects)


def test_a_picture_too_large_for_the_memory_it_is_given_is_refused():
    out = io.BytesIO()
    Image.new("L", (9000, 9000)).save(out, "PNG", compress_level=1)
    small = Cleaner(Bounds(memory=120_000_000, pixel_memory=0))
    for pixels, code in ((80_000_000, "file_pixels"), (90_000_000, "file_costly")):
        with pytest.raises(FileRefused) as refusal:
            clean(small, out.getvalue(), "image/png", pixels)
        assert refusal.value.code == code
    small.close()


def test_what_does_not_come_back_in_time_is_ended():
    impatient = Cleaner(Bounds(patience=0))
    with pytest.raises(FileRefused) as refusal:
        clean(impatient, PDF)
    assert refusal.value.code == "file_costly"
    impatient.close()


def test_the_child_finds_no_secrets_and_may_write_nowhere(cleaner, monkeypatch):
    monkeypatch.setenv("ATRIO_SECRET_KEY", "never to be found")
    clean(cleaner, PDF)
    assert cleaner._child is not None
    about = Path(f"/proc/{cleaner._child.pid}")
    assert about.joinpath("environ").read_bytes() == b""
    limits = {line[:26].strip(): line[26:].split()[0] for line in about.joinpath("limits").read_text().splitlines()}
    assert int(limits["Max address space"]) < 500_000_000
    assert limits["Max file size"] == limits["Max core file size"] == "0"
    assert int(limits["Max open files"]) < 100


def test_one_child_serves_many_files_and_a_worn_one_is_replaced():
    cleaner = Cleaner(Bounds(files=3))
    children = []
    for _turn in range(4):
        clean(cleaner, PDF)
        assert cleaner._child is not None
        children.append(cleaner._child.pid)
    assert children[0] == children[1] == children[2] != children[3]
    cleaner.close()
    cleaner.close()


def test_a_pdf_that_had_to_be_mended_is_kept_as_it_was_understood(cleaner):
    torn = PDF.replace(b"startxref", b"startxxxx")
    found = clean(cleaner, torn)
    assert found != torn
    with pikepdf.open(io.BytesIO(found)) as document:
        assert len(document.pages) == 1
        assert document.get_warnings() == []
