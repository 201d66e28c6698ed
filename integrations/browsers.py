"""What a browser calls itself, in words a person knows: Firefox on Windows."""

from __future__ import annotations

import re

from integrations.language import _

# the first that fits: most browsers also claim to be the ones below them
_BROWSERS = (
    ("Edge", r"\bEdg(?:e|A|iOS)?/"), ("Opera", r"\bOPR/|\bOpera\b"), ("Samsung Internet", r"\bSamsungBrowser/"),
    ("Vivaldi", r"\bVivaldi/"), ("Firefox", r"\b(?:Firefox|FxiOS)/"), ("Chrome", r"(?:Chrome|CriOS|Chromium)/"),
    ("Safari", r"\bSafari/"),
)  # fmt: skip
_SYSTEMS = (
    ("iPhone", r"\biPhone\b"), ("iPad", r"\biPad\b"), ("Android", r"\bAndroid\b"), ("ChromeOS", r"\bCrOS\b"),
    ("Windows", r"\bWindows\b"), ("macOS", r"\bMac OS X\b|\bMacintosh\b"), ("Linux", r"\bLinux\b|\bX11\b"),
)  # fmt: skip
_SMALL = frozenset({"iPhone", "iPad", "Android"})


def browser_name(agent: str | None) -> str:
    """Browser and system, or what of them can be told; words for an unknown one."""
    browser, system = _first(_BROWSERS, agent), _first(_SYSTEMS, agent)
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("Unknown device")


def is_hand_held(agent: str | None) -> bool:
    """Whether it is a telephone or a tablet."""
    return _first(_SYSTEMS, agent) in _SMALL


def _first(known: tuple[tuple[str, str], ...], agent: str | None) -> str:
    return next((name for name, pattern in known if re.search(pattern, agent or "")), "")
