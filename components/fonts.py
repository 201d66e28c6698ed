"""Cuts the font of every page out of Inter: what English, Spanish, Italian and Romanian are written with, and no more.

Run with what tests want installed:
python -m components.fonts InterVariable.woff2, the file of the release 4.1 of Inter (SIL Open Font License).
Letters of other languages come from inter-latin-ext.woff2, which a browser fetches where one occurs.
"""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent.parent / "assets" / "fonts"
# as the stylesheet has it (assets/10-tokens.css)
LETTERS = (
    "U+0020-007E, U+00A0-00FF, U+0102-0103, U+0152-0153, U+015E-015F, U+0162-0163, U+0178, U+0218-021B, U+2009,"
    " U+2010-2014, U+2018-201A, U+201C-201E, U+2020, U+2022, U+2026, U+202F, U+2030, U+2032-2033, U+2039-203A, U+2044,"
    " U+2082, U+20AC, U+2122, U+2190-2193, U+2212, U+2248, U+2260, U+2264-2265"
)
FEATURES = ["calt", "ccmp", "kern", "locl", "tnum"]
WEIGHTS = (400, 400, 700)


def cut(source: Path) -> bytes:
    """The font with these letters, in the weights the stylesheet speaks of, drawn for small sizes."""
    from fontTools import subset
    from fontTools.ttLib import TTFont
    from fontTools.varLib import instancer

    font: Any = TTFont(source)
    wanted = subset.Options(layout_features=FEATURES, hinting=False, name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14])
    cutter = subset.Subsetter(wanted)
    cutter.populate(unicodes=subset.parse_unicodes(LETTERS.replace(" ", "")))
    cutter.subset(font)
    font.flavor = None
    between, made = BytesIO(), BytesIO()
    font.save(between)
    font = instancer.instantiateVariableFont(TTFont(between), {"opsz": 14, "wght": WEIGHTS})
    font.flavor = "woff2"
    font.save(made)
    return made.getvalue()


if __name__ == "__main__":
    content = cut(Path(sys.argv[1]))
    (FOLDER / "inter.woff2").write_bytes(content)
    sys.stdout.write(f"inter.woff2: {len(content)} bytes\n")
