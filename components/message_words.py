"""What messages are called: states with their tone, channels, languages; how a mail or SMS is shown."""

from __future__ import annotations

from components.badges import Tone, badge
from components.html import Div, Iframe, Node, P, Pre, Tree
from integrations.language import N_, NP_, _, ngettext, number, pgettext
from integrations.message_kinds import KINDS
from integrations.sms import segments

STATES: dict[str, tuple[Tone, str, str | None]] = {
    "queued": ("info", NP_("message", "Waiting"), "hourglass-split"),
    "sending": ("info", NP_("message", "Being sent"), "send"),
    "sent": ("ok", NP_("message", "Sent"), None),
    "failed": ("bad", NP_("message", "Failed"), None),
    "expired": ("mute", NP_("message", "Expired"), "clock"),
    "bounced": ("bad", NP_("message", "Bounced"), None),
    "suppressed": ("mute", NP_("message", "Held back"), None),
}
CHANNELS = {"email": N_("E-mail"), "sms": N_("SMS")}


def state_badge(state: str) -> Tree:
    """The state of a message."""
    tone, words, shape = STATES[state]
    return badge(tone, pgettext("message", words), shape)


def state_words(state: str) -> str:
    """The state in words."""
    return pgettext("message", STATES[state][1])


def kind_title(kind: str) -> str:
    """What a kind is called; one that is not known any more goes by its code."""
    return _(KINDS[kind].title) if kind in KINDS else kind


def mail_frame(key: str, src: str, title: str, *, short: bool = False) -> Tree:
    """A mail as its reader sees it, in a frame where nothing can act."""
    return Iframe(
        id=key, name=key, src=src, title=title, sandbox="", className="mail-frame short" if short else "mail-frame"
    )


def sms_words(text: str) -> Tree:
    """A short message, with what it costs."""
    return Div(
        Pre(text, className="sms-bubble"),
        P(segment_words(text.replace("•", "*")), className="muted small"),
        className="sms-shown",
    )


def segment_words(text: str) -> Node:
    """How many messages it is paid as, and why."""
    count, plain = segments(text)
    words = ngettext("%(n)s SMS segment", "%(n)s SMS segments", count) % {"n": number(count)}
    letters = ngettext("%(n)s character", "%(n)s characters", len(text)) % {"n": number(len(text))}
    told = f"{letters} · {words}"
    return told if plain else told + " · " + _("letters outside the telephone alphabet make it longer")
