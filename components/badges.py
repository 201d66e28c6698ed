"""Badges: a status in words, always with an icon, never by colour alone."""

from __future__ import annotations

from typing import Literal

from components.html import Node, Span, Tree, icon

Tone = Literal["ok", "warn", "bad", "info", "mute"]

TONE_ICONS: dict[str, str] = {
    "ok": "check-circle-fill",
    "warn": "clock-fill",
    "bad": "exclamation-triangle-fill",
    "info": "clock-fill",
    "mute": "dash-circle-fill",
}


def badge(tone: Tone, text: str, icon_name: str | None = None) -> Tree:
    """A status: ok (good), warn (somebody should act soon), bad (wrong now), info (on its way), mute (not active)."""
    return Span(icon(icon_name or TONE_ICONS[tone]), text, className=f"badge {tone}")


def count_badge(tone: Tone, number: int, meaning: Node) -> Tree:
    """A number in a small circle; `meaning` says in words what is counted, for screen readers."""
    return Span(Span(str(number), aria_hidden="true"), Span(meaning, className="sr"), className=f"count {tone}")
