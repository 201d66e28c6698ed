"""Colours of the company's own: how well they can be told apart (WCAG 2.2), and the tones that follow from one."""

from __future__ import annotations

import re

# surfaces of the two themes (assets/10-tokens.css), which a colour has to stand out from
SURFACES = {"light": ("#ffffff", "#f5f6f8"), "dark": ("#161a22", "#0e1117")}
INK = {"light": "#ffffff", "dark": "#0e1117"}
VISIBLE = 3.0  # buttons, borders and marks against what is around them
READABLE = 4.5  # words
_HEX = re.compile(r"#[0-9a-f]{6}", re.ASCII)

Rgb = tuple[float, float, float]


def is_colour(text: str) -> bool:
    """Whether it is a colour as browsers send it: #3451d1."""
    return _HEX.fullmatch(text) is not None


def _rgb(colour: str) -> Rgb:
    return (int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16))


def _luminance(colour: str) -> float:
    parts = [part / 255 for part in _rgb(colour)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The ratio of two colours' brightness, from 1 to 21."""
    brighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def weakest(colour: str, theme: str) -> float:
    """How well a colour stands out from the surfaces of a theme, at the worst of them."""
    return min(contrast(colour, surface) for surface in SURFACES[theme])


def mixed(one: str, other: str, part: float) -> str:
    """`part` of the one and the rest of the other."""
    found = (round(a * part + b * (1 - part)) for a, b in zip(_rgb(one), _rgb(other), strict=True))
    return "#" + "".join(f"{value:02x}" for value in found)


def readable(colour: str, theme: str) -> str:
    """The colour, as much darker or brighter as words on the theme's surfaces need."""
    towards = "#000000" if theme == "light" else "#ffffff"
    for step in range(21):
        found = mixed(towards, colour, step / 20)
        soft = mixed(found, SURFACES[theme][0], 0.12)
        if weakest(found, theme) >= READABLE and contrast(found, soft) >= READABLE:
            return found
    return towards


def ink_on(colour: str) -> str:
    """What words on the colour are written in: white or nearly black, whichever is easier to read."""
    return max(("#ffffff", "#0e1117"), key=lambda ink: contrast(ink, colour))


def dark_of(colour: str) -> str:
    """The colour of the dark theme that follows from the light one's."""
    return readable(colour, "dark")


def stylesheet(light: str, dark: str) -> str:
    """The company's colours in place of the portal's own; an empty colour leaves its theme as it is."""
    dark = dark or (dark_of(light) if light else "")
    out = []
    if light:
        out.append(f":root {{ {_tokens(light, 'light')} }}")
        deep = readable(light, "light")  # white words stand on it
        shade = f"linear-gradient(160deg, {deep}, {mixed(deep, '#000000', 0.7)} 45%, {mixed(deep, '#000000', 0.4)})"
        out.append(f":root:root .entrance-show, :root .brand-mark {{ background: {shade}; }}")
    if dark:
        tokens = _tokens(dark, "dark")
        out.append(f'@media screen {{ :root[data-bs-theme="dark"] {{ {tokens} }} }}')
        out.append(f"@media screen and (prefers-color-scheme: dark) {{ :root:not([data-bs-theme]) {{ {tokens} }} }}")
    return "\n".join(out)


def _tokens(colour: str, theme: str) -> str:
    ink = ink_on(colour)
    found = {
        "accent": colour, "on-accent": ink, "accent-soft": mixed(colour, SURFACES[theme][0], 0.12),
        "accent-text": readable(colour, theme),
        "accent-hover": mixed(colour, "#000000" if ink == "#ffffff" else "#ffffff", 0.86),
    }  # fmt: skip
    return " ".join(f"--{name}: {value};" for name, value in found.items())
