"""The icons we use; `python -m components.icons` cuts them out of Bootstrap-Flask's sprite into CSS masks."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from urllib.parse import quote

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
_FILE = Path(__file__).resolve().parent.parent / "assets" / "25-icons.css"
_HEAD = """/* Icons: Bootstrap Icons (MIT, The Bootstrap Authors), cut out by `python -m components.icons`. */
.i { display: inline-block; width: 1em; height: 1em; flex: none; vertical-align: -.125em; background: currentColor;
  -webkit-mask: var(--i) center / contain no-repeat; mask: var(--i) center / contain no-repeat;
  print-color-adjust: exact; -webkit-print-color-adjust: exact; }
@media (forced-colors: active) { .i { forced-color-adjust: none; background: CanvasText; } }
"""


def sprite() -> str:
    """The icon sprite inside the installed Bootstrap-Flask."""
    import flask_bootstrap

    folder = Path(flask_bootstrap.__file__).parent / "static" / "bootstrap5" / "icons"
    return (folder / "bootstrap-icons.svg").read_text(encoding="utf-8")


def stylesheet(source: str) -> str:
    """One mask per used icon; an icon the sprite does not have raises KeyError."""
    symbols = dict(re.findall(r'<symbol[^>]*? id="([a-z0-9-]+)">(.*?)</symbol>', source, re.S))
    lines = []
    for name in sorted(ICONS):
        picture = f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'>{symbols[name]}</svg>"
        code = quote(picture.replace('"', "'"), safe=" ='/:,.-()")
        lines.append(f'.i-{name} {{ --i: url("data:image/svg+xml,{code}"); }}')
    return _HEAD + "\n".join(lines) + "\n"


if __name__ == "__main__":
    _FILE.write_text(stylesheet(sprite()), encoding="utf-8")
    sys.stdout.write(f"{_FILE.name}: {len(ICONS)} icons, {_FILE.stat().st_size} bytes\n")
