"""The design system: contrast of every pair of colours, dark written twice but once meant, icons, fonts, weight."""

import re
from pathlib import Path

import brotli
import pytest
from fontTools.ttLib import TTFont

from auth.statics import ASSETS, STAFF, _bundle, static
from components.fonts import LETTERS
from components.icons import FIRST, FONT, ICONS, glyphs, sprite, stylesheet

ROOT = ASSETS.parent
TOKENS = (ASSETS / "10-tokens.css").read_text(encoding="utf-8")


def tokens(selector: str) -> dict[str, str]:
    """The declarations of one block of the token file."""
    block = TOKENS.split(selector + " {", 1)[1].split("}", 1)[0]
    return dict(re.findall(r"--([a-z0-9-]+):\s*([^;]+);", block))


LIGHT = tokens(":root")
DARK = LIGHT | tokens(':root[data-bs-theme="dark"]')
TEXT_ON = {
    "text": ("canvas", "surface", "sunken", "hover", "accent-soft"),
    "text-2": ("canvas", "surface", "sunken", "hover"),
    "text-3": ("canvas", "surface", "sunken", "hover"),
    "accent-text": ("canvas", "surface", "sunken", "hover", "accent-soft"),
    "on-accent": ("accent", "accent-hover"),
    **{tone: (f"{tone}-soft", "surface") for tone in ("ok", "warn", "bad", "info", "mute")},
}
MARKS_ON_SURFACE = [
    *("border-strong", "ok-solid", "warn-solid", "bad-solid", "info-solid", "mute-solid", "accent"),
    *(f"chart-{n}" for n in range(1, 7)),
]


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a: str, b: str) -> float:
    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_text_has_a_contrast_of_four_and_a_half_everywhere(theme: dict[str, str]) -> None:
    poor = [
        f"{text} on {ground}: {contrast(theme[text], theme[ground]):.2f}"
        for text, grounds in TEXT_ON.items()
        for ground in grounds
        if contrast(theme[text], theme[ground]) < 4.5
    ]
    assert poor == []


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_marks_and_borders_of_controls_have_a_contrast_of_three(theme: dict[str, str]) -> None:
    assert [mark for mark in MARKS_ON_SURFACE if contrast(theme[mark], theme["surface"]) < 3] == []


def test_dark_by_choice_and_dark_by_device_are_the_same() -> None:
    assert tokens(':root[data-bs-theme="dark"]') == tokens(":root:not([data-bs-theme])")


def test_colours_are_written_in_the_token_file_only() -> None:
    found = []
    for path in sorted([*ASSETS.glob("[2-9][0-9]-*.css"), *ASSETS.glob("staff/*.css")]):
        if path.name == "25-icons.css":
            continue
        rules = re.sub(r"@media print.*", "", path.read_text(encoding="utf-8"), flags=re.S)
        rules = re.sub(r"url\([^)]*\)|/\*.*?\*/", "", rules, flags=re.S)
        found += [f"{path.name}: {colour}" for colour in re.findall(r"#[0-9a-fA-F]{3,8}\b", rules)]
    # the brand's mark and the sign-in page's picture keep their colours in both themes
    assert [line for line in found if not re.search(r"#fff\b|#3451d1|#7a4fe0|70-sign-in", line)] == []


def test_the_icon_files_are_what_the_script_makes() -> None:
    drawn = glyphs(sprite())
    with TTFont(ASSETS / FONT) as font:
        for point, name in enumerate(sorted(ICONS), FIRST):
            assert font["glyf"][font.getBestCmap()[point]].coordinates == drawn[name].coordinates, name
    written = (ASSETS / "25-icons.css").read_text(encoding="utf-8")
    assert written == stylesheet((ASSETS / FONT).read_bytes())
    assert static(FONT) in written


def test_every_icon_named_anywhere_is_in_the_file() -> None:
    named: set[str] = set()
    for folder in ("components", "pages", "auth"):
        for path in (ROOT / folder).rglob("*.py"):
            named |= set(
                re.findall(r'(?:\bicon\(|icon_name=|tile_icon\()"([a-z0-9-]+)"', path.read_text(encoding="utf-8"))
            )
        for path in (ROOT / folder).rglob("*.html"):
            named |= set(re.findall(r"icon\(['\"]([a-z0-9-]+)['\"]", path.read_text(encoding="utf-8")))
    assert named - ICONS == set()


def test_fonts_are_ours_with_their_licence_and_their_fingerprints_are_right() -> None:
    assert "SIL Open Font License" in (ASSETS / "fonts" / "OFL.txt").read_text(encoding="utf-8")
    for name in ("inter.woff2", "inter-latin-ext.woff2"):
        assert static(f"fonts/{name}") in TOKENS
    for path in ASSETS.rglob("*.css"):
        assert "http" not in re.sub(r"http://www\.w3\.org/2000/svg", "", path.read_text(encoding="utf-8")), path


def test_the_font_of_every_page_has_all_letters_of_the_four_languages() -> None:
    ranges = re.findall(r"U\+([0-9A-F]+)(?:-([0-9A-F]+))?", LETTERS)
    drawn = {chr(code) for low, high in ranges for code in range(int(low, 16), int(high or low, 16) + 1)}
    assert re.sub(r"\s+", " ", LETTERS) in re.sub(r"\s+", " ", TOKENS)
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "translations").rglob("*.po")]
    assert set("".join(texts)) - drawn == {"\n"}


def test_style_and_script_stay_light() -> None:
    assert len(brotli.compress(_bundle("css")[1])) < 32_000
    assert len(brotli.compress(_bundle("css", STAFF)[1])) < 8_000
    assert len(brotli.compress(_bundle("js")[1])) < 12_500


def test_scripts_write_no_markup_and_evaluate_nothing() -> None:
    for path in Path(ASSETS).glob("*.js"):
        text = path.read_text(encoding="utf-8")
        for word in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function"):
            assert word not in text, f"{path.name}: {word}"
