"""The icons we use; `python -m components.icons` makes a font of them, out of Bootstrap-Flask's sprite."""

from __future__ import annotations

import hashlib
import re
import sys
from io import BytesIO
from pathlib import Path
from typing import Any

ICONS = frozenset(
    """
    arrow-clockwise arrow-down arrow-down-up arrow-left arrow-right arrow-up bar-chart-line bell book box
    box-arrow-right box-arrow-up-right box-seam briefcase broadcast building buildings calendar2-check calendar2-plus
    calendar3 camera cash-coin chat-left-text check check-circle-fill check-lg chevron-down chevron-expand chevron-left
    chevron-right circle-half clipboard-check clock clock-fill clock-history cloud-upload credit-card
    dash-circle-fill door-closed door-open download droplet envelope exclamation-circle exclamation-triangle
    exclamation-triangle-fill eye eye-slash file-earmark file-earmark-check file-earmark-image
    file-earmark-pdf file-earmark-text fire folder2-open funnel gear geo-alt globe2 hdd-rack hourglass-split house-door
    inbox info-circle info-circle-fill key layout-three-columns lightbulb lightning lightning-charge link-45deg
    list-check list-ul lock map megaphone moon-stars patch-check pen people person person-gear phone plug plus-lg
    printer question-circle receipt search send shield-check shield-lock sliders snow sort-down sort-up speedometer2 sun
    telephone thermometer-half three-dots tools translate trash truck x-circle-fill x-lg
    """.split()  # noqa: SIM905  (readable, and easy to add to)
)
ASSETS = Path(__file__).resolve().parent.parent / "assets"
FONT = "fonts/icons.woff2"
UNITS = 1024  # to the em; the sprite draws on 16 by 16
FIRST = 0xE000  # of the code points that Unicode leaves to everybody's own use
# A font, as text is what browsers paint fastest. A picture for each icon is a document for each; one picture of all,
# cut out by masks, is one too, which is drawn for each of them: a page was readable 20 to 40 ms later.
_STYLE = """/* Icons: Bootstrap Icons (MIT, The Bootstrap Authors), made into a font by `python -m components.icons`. */
@font-face {{ font-family: Icons; font-display: block; src: url("/assets/{font}?v={version}") format("woff2"); }}
.i {{ display: inline-block; width: 1em; height: 1em; flex: none; vertical-align: -.125em;
  font: normal 1em/1 Icons; letter-spacing: 0; text-align: start; user-select: none; }}
html[data-icons="none"] .i::before {{ content: none; }}
"""


def sprite() -> str:
    """The icon sprite inside the installed Bootstrap-Flask."""
    import flask_bootstrap

    folder = Path(flask_bootstrap.__file__).parent / "static" / "bootstrap5" / "icons"
    return (folder / "bootstrap-icons.svg").read_text(encoding="utf-8")


def glyphs(source: str) -> dict[str, Any]:
    """The outlines of the used icons as TrueType draws them; one the sprite does not have raises KeyError."""
    from fontTools.pens.cu2quPen import Cu2QuPen
    from fontTools.pens.transformPen import TransformPen
    from fontTools.pens.ttGlyphPen import TTGlyphPen
    from fontTools.svgLib import SVGPath

    symbols = dict(re.findall(r'<symbol[^>]*? id="([a-z0-9-]+)">(.*?)</symbol>', source, re.S))
    scale, drawn = UNITS / 16, {}
    for name in sorted(ICONS):
        pen = TTGlyphPen(None)
        picture = SVGPath.fromstring(f'<svg xmlns="http://www.w3.org/2000/svg">{symbols[name]}</svg>'.encode())
        picture.draw(TransformPen(Cu2QuPen(pen, max_err=1), (scale, 0, 0, -scale, 0, UNITS)))
        drawn[name] = pen.glyph()
    return drawn


def font(drawn: dict[str, Any]) -> bytes:
    """A font of these outlines, each as wide and as high as the em. The same outlines give the same font."""
    from fontTools.fontBuilder import FontBuilder
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    names = [".notdef", *drawn]
    made = FontBuilder(UNITS, isTTF=True)
    made.setupGlyphOrder(names)
    made.setupCharacterMap({FIRST + number: name for number, name in enumerate(drawn)})
    made.setupGlyf({".notdef": TTGlyphPen(None).glyph(), **drawn})
    made.setupHorizontalMetrics(dict.fromkeys(names, (UNITS, 0)))
    made.setupHorizontalHeader(ascent=UNITS, descent=0)
    made.setupOS2(sTypoAscender=UNITS, sTypoDescender=0, usWinAscent=UNITS, usWinDescent=0)
    made.setupNameTable({"familyName": "Icons", "styleName": "Regular", "licenseDescription": "Bootstrap Icons, MIT"})
    made.setupPost()
    made.font["head"].created = made.font["head"].modified = 2_082_844_800  # 1970, as seconds since 1904
    made.font.recalcTimestamp = False
    made.font.flavor = "woff2"
    written = BytesIO()
    made.save(written)
    return written.getvalue()


def stylesheet(content: bytes) -> str:
    """Which icon has which character."""
    style = _STYLE.format(font=FONT, version=hashlib.sha256(content).hexdigest()[:8])
    characters = enumerate(sorted(ICONS), FIRST)
    return style + "".join(f'.i-{name}::before {{ content: "\\{point:x}"; }}\n' for point, name in characters)


if __name__ == "__main__":
    content = font(glyphs(sprite()))
    (ASSETS / FONT).write_bytes(content)
    (ASSETS / "25-icons.css").write_text(stylesheet(content), encoding="utf-8")
    sys.stdout.write(f"{FONT}: {len(ICONS)} icons, {len(content)} bytes\n")
