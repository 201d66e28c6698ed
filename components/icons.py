"""The icons we use; `python -m components.icons` cuts them out of Bootstrap-Flask's sprite into one picture."""

from __future__ import annotations

import hashlib
import re
import sys
from pathlib import Path

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
PICTURE = "icons/icons.svg"
COLUMNS = 11
# One picture with space between the icons: each is a piece of it, cut out by a mask. A picture for each icon would be
# a document for each icon, which browsers make one after the other before they show anything.
_STYLE = """/* Icons: Bootstrap Icons (MIT, The Bootstrap Authors), cut out by `python -m components.icons`. */
.i {{ display: inline-block; width: 1em; height: 1em; flex: none; vertical-align: -.125em; background: currentColor;
  -webkit-mask: {mask}; mask: {mask};
  print-color-adjust: exact; -webkit-print-color-adjust: exact; }}
@media (forced-colors: active) {{ .i {{ forced-color-adjust: none; background: CanvasText; }} }}
"""


def sprite() -> str:
    """The icon sprite inside the installed Bootstrap-Flask."""
    import flask_bootstrap

    folder = Path(flask_bootstrap.__file__).parent / "static" / "bootstrap5" / "icons"
    return (folder / "bootstrap-icons.svg").read_text(encoding="utf-8")


def picture(source: str) -> str:
    """All used icons side by side; one the sprite does not have raises KeyError."""
    symbols = dict(re.findall(r'<symbol[^>]*? id="([a-z0-9-]+)">(.*?)</symbol>', source, re.S))
    placed = [f'<g transform="translate({32 * x} {32 * y})">{symbols[name]}</g>' for name, (x, y) in _places()]
    side = 32 * COLUMNS
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}">\n' + "\n".join(placed) + "\n</svg>\n"


def stylesheet(drawn: str) -> str:
    """Where each icon is in the picture, in its own widths."""
    address = f"/assets/{PICTURE}?v={hashlib.sha256(drawn.encode()).hexdigest()[:8]}"
    size = f"{2 * COLUMNS}em {2 * COLUMNS}em"
    style = _STYLE.format(mask=f'url("{address}") var(--i) / {size} no-repeat')
    return style + "".join(f".i-{name} {{ --i: {-2 * x}em {-2 * y}em; }}\n" for name, (x, y) in _places())


def _places() -> list[tuple[str, tuple[int, int]]]:
    return [(name, (number % COLUMNS, number // COLUMNS)) for number, name in enumerate(sorted(ICONS))]


if __name__ == "__main__":
    made = picture(sprite())
    (ASSETS / PICTURE).write_text(made, encoding="utf-8")
    (ASSETS / "25-icons.css").write_text(stylesheet(made), encoding="utf-8")
    sys.stdout.write(f"{PICTURE}: {len(ICONS)} icons, {len(made)} bytes\n")
