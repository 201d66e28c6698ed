"""A picture of the sites by their coordinates, drawn by the server: dots in the colour and shape of what is worst.

It is drawn twice, for a wide and for a narrow place, and the style sheet shows one of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal

from components.badges import TONE_ICONS, Tone
from components.cards import button_link, empty_state
from components.context import Context
from components.dashboard.places import Box, Projection, Spot, gather, named, project, shaped
from components.dashboard.portfolio_columns import state_words
from components.html import A, Div, Figcaption, Figure, Li, Node, P, Span, Tree, Ul, icon, sr
from data.records.portfolio import Portfolio, SiteStanding
from data.records.portfolio_question import SiteQuestion
from integrations.language import _, ngettext, number

# the least width each is shown in, how near dots may come, and how high it may be for its width
SIZES = {"wide": (700, 38, 0.4, 0.62), "narrow": (290, 42, 0.7, 1.1)}
TONES: tuple[Tone, Tone, Tone] = ("ok", "warn", "bad")  # by level
NAMES = 6  # of the sites of one dot
WITHOUT = 5  # sites without coordinates that are named


def picture(found: Portfolio, context: Context, question: SiteQuestion) -> Tree:
    """The picture with its legend, and which sites are not in it."""
    placed = [one for one in found.sites if one.position is not None]
    positions = [one.position for one in placed if one.position is not None]
    if not placed:
        words = _("None of these sites has coordinates yet. The list shows all of them.")
        back = button_link(_("Show as a list"), context.link("/sites", **question.written(view=None)), kind="plain")
        return empty_state(_("Nothing to draw"), words, icon_name="map", action=back)
    drawn = [
        _drawn(placed, project(positions, shaped(positions, *size)), name, context, question)
        for name, size in SIZES.items()
    ]  # fmt: skip
    caption = Figcaption(P(_legend(placed), className="legend"), _missing(found, context))
    return Figure(Div(*drawn, className="picture"), caption, className="picture-place", aria_label=_("Sites by place"))


def _drawn(
    placed: Sequence[SiteStanding], projection: Projection, name: str, context: Context, question: SiteQuestion
) -> Tree:
    """One picture; inside it everything is told in shares of its width and height."""
    box = projection.box
    spots = gather(placed, projection)
    sides = named(spots, box)
    dots = [_dot(spot, box, sides.get(index), context, question) for index, spot in enumerate(spots)]
    long = projection.scale_bar[1]
    style = {
        "--shape": f"{box.width} / {box.height}", "--step-across": _share(long, box.width),
        "--step-down": _share(long, box.height),
    }  # fmt: skip
    return Div(Ul(*dots, role="list", className="spots", style=style), _scale(projection), className=f"plan {name}")


def _share(part: float, whole: float) -> str:
    return f"{100 * part / whole:.3f}%"


def _dot(spot: Spot, box: Box, side: str | None, context: Context, question: SiteQuestion) -> Tree:
    """A link to the site, or to a closer look at the sites there."""
    tone = TONES[spot.level]
    first = spot.sites[0]
    if len(spot.sites) == 1:
        address = f"/?site={first.site.public_id}"
        words = _("%(site)s: %(state)s") % {"site": first.site.name, "state": state_words(first)}
        told: list[Node] = [icon(TONE_ICONS[tone]), sr(words)]
        tip: list[Node] = [Span(first.site.name, className="tip-name"), Span(state_words(first))]
    else:
        closer = question.written(part=spot.part.written(), view=question.view if spot.opens else None)
        address = context.link("/sites", **closer)
        told = [icon(TONE_ICONS[tone]), Span(number(len(spot.sites)), aria_hidden="true"), sr(_several(spot))]
        tip = [Span(one.site.name, className="tip-name") for one in spot.sites[:NAMES]]
        if len(spot.sites) > NAMES:
            tip.append(Span(_more(len(spot.sites) - NAMES)))
    label = Span(first.site.name, className=f"spot-label {side}", aria_hidden="true") if side else None
    where = f"{'up' if spot.top > box.height / 2 else 'down'} {_lean(spot.left / box.width)}"
    link = A(*told, label, Span(*tip, className=f"tip {where}", aria_hidden="true"), href=address,
             className=f"spot {tone} {'several' if len(spot.sites) > 1 else ''}".strip())  # fmt: skip
    return Li(link, style={"left": _share(spot.left, box.width), "top": _share(spot.top, box.height)})


def _lean(share: float) -> str:
    """To which side the names of a dot open, so that they stay in the picture."""
    return "start" if share < 0.3 else "end" if share > 0.7 else "centre"


def _several(spot: Spot) -> str:
    """All that a dot of several sites says to who does not see it."""
    names = ", ".join(one.site.name for one in spot.sites[:NAMES])
    if len(spot.sites) > NAMES:
        names = f"{names}, {_more(len(spot.sites) - NAMES)}"
    count = len(spot.sites)
    told = {"n": number(count), "names": names, "state": state_words(max(spot.sites, key=lambda one: one.level))}
    return ngettext("%(n)s site: %(names)s. The worst: %(state)s",
                    "%(n)s sites: %(names)s. The worst: %(state)s", count) % told  # fmt: skip


def _more(count: int) -> str:
    return ngettext("and %(n)s more", "and %(n)s more", count) % {"n": number(count)}


def _scale(projection: Projection) -> Tree:
    km, long = projection.scale_bar
    words = _("%(n)s km") % {"n": number(Decimal(f"{km:.9g}"))} if km >= 1 else _("%(n)s m") % {"n": number(km * 1000)}
    return Div(
        Span(className="scale-bar", style={"width": _share(long, projection.box.width)}),
        Span(_("Square: %(length)s") % {"length": words}),
        Span(icon("arrow-up"), Span(_("N"), aria_hidden="true"), sr(_("North is up")), className="north"),
        className="scale",
    )  # fmt: skip


def _legend(placed: Sequence[SiteStanding]) -> Node:
    """What the shapes mean, with how many sites stand so."""
    count = Counter(one.level for one in placed)
    words = {
        2: ngettext("%(n)s site with something wrong", "%(n)s sites with something wrong", count[2]),
        1: ngettext("%(n)s site with something to do", "%(n)s sites with something to do", count[1]),
        0: ngettext("%(n)s site all good", "%(n)s sites all good", count[0]),
    }  # fmt: skip
    return [
        Span(Span(icon(TONE_ICONS[TONES[level]]), className=f"spot {TONES[level]}", aria_hidden="true"),
             Span(told % {"n": number(count[level])}), className="legend-part")
        for level, told in words.items() if count[level]
    ]  # fmt: skip


def _missing(found: Portfolio, context: Context) -> Node:
    """The sites that nobody has given coordinates yet."""
    missing = [one for one in found.sites if one.position is None]
    if not missing:
        return None
    count = ngettext("%(n)s site without coordinates", "%(n)s sites without coordinates", len(missing))
    links: list[Node] = []
    for one in missing[:WITHOUT]:
        links += [" ", A(one.site.name, href=f"/?site={one.site.public_id}", className="without")]
    rest = [" ", _more(len(missing) - WITHOUT)] if len(missing) > WITHOUT else []
    return P(Span(count % {"n": number(len(missing))}, className="without-count"), *links, *rest, className="not-drawn")
