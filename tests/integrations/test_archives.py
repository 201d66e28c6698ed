"""Archives: names that no system trips over, and members that come out as they went in."""

import io
import random
import zipfile
from datetime import date
from pathlib import PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.archives import Archive, Member, Names, safe_part

NASTY = ["../../etc/passwd", "..\\..\\windows\\x", "/abs", "C:\\x", "CON", "con.txt", "nul", "COM¹", "LPT9.v2",
         "a\r\nb", "\u202egpj.exe", "x" * 300, "ș" * 300, "名" * 300, "a/b", "  . ", "", "...", "aux .pdf", "a:b*c?",
         "\x00", "~", "-rf", "e\u0301té", "🧯" * 200]  # fmt: skip
RESERVED = {"CON", "PRN", "AUX", "NUL", *(f"{name}{n}" for name in ("COM", "LPT") for n in "0123456789¹²³")}


def is_safe(part: str) -> bool:
    """What Windows, macOS and Linux all take as a name, and what leads nowhere else."""
    return (
        not set(part) & set('<>:"/\\|?*') and part.isprintable() and not part.endswith((" ", "."))
        and not part.startswith((".", " ")) and part.split(".")[0].strip().upper() not in RESERVED
        and len(part) <= 90 and len(part.encode()) <= 180
    )  # fmt: skip


@pytest.mark.parametrize("name", NASTY)
def test_no_name_leads_elsewhere_or_is_too_long(name):
    assert is_safe(safe_part(name))


@given(st.text(max_size=400))
def test_whatever_the_words_a_part_of_a_path_is_safe(name):
    assert is_safe(safe_part(name))


def test_letters_of_all_languages_stay():
    assert safe_part("Inspección nº 4 – ș ț à ñ 名前") == "Inspección nº 4 – ș ț à ñ 名前"
    assert safe_part("Certificate 2026/11") == "Certificate 2026-11"


def test_every_path_is_given_out_once_whatever_the_case_of_its_letters():
    names = Names("index.csv")
    made = [names.free(("Hotel",), stem, "pdf") for stem in ("Report", "report", "REPORT", "Report (2)")]
    assert made == ["Hotel/Report.pdf", "Hotel/report (2).pdf", "Hotel/REPORT (3).pdf", "Hotel/Report (2) (2).pdf"]
    assert names.free((), "INDEX", "csv") == "INDEX (2).csv"


def test_members_come_out_as_they_went_in():
    chance = random.Random(1)
    contents = {"a.pdf": chance.randbytes(300_000), "ș/b.csv": b"1;2\n" * 10_000, "c.png": b""}
    file = io.BytesIO()
    archive = Archive(file)
    for path, content in contents.items():
        media_type = {"pdf": "application/pdf", "csv": "text/csv", "png": "image/png"}[path[-3:]]
        pieces = [content[at : at + 65_536] for at in range(0, len(content), 65_536)]
        archive.add(Member(path, date(1970, 1, 1), media_type, len(content), lambda pieces=pieces: iter(pieces)))
    archive.close()
    with zipfile.ZipFile(file) as read:
        assert read.testzip() is None
        assert {name: read.read(name) for name in read.namelist()} == contents
        kinds = {one.filename: one.compress_type for one in read.infolist()}
        assert kinds == {"a.pdf": zipfile.ZIP_STORED, "ș/b.csv": zipfile.ZIP_DEFLATED, "c.png": zipfile.ZIP_STORED}
        for name in read.namelist():
            assert not PurePosixPath(name).is_absolute()
            assert not PureWindowsPath(name).drive
