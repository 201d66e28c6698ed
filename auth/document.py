"""The HTML document of a page inside the portal, and the words its script needs when something fails."""

from __future__ import annotations

from html import escape

from auth.statics import staff_style_url, static, style_url
from components.first_paint import html_of
from components.html import Node
from components.icons import FONT as ICONS
from integrations.language import _, tag

FONT = "fonts/inter.woff2"
_DOCUMENT = """<!doctype html>
<html lang="{lang}"{theme}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<meta name="csrf-token" content="{csrf}">
<title>{title}</title>
<link rel="stylesheet" href="{style}">{staff}{brand}
<link rel="preload" href="{font}" as="font" type="font/woff2" crossorigin>
<link rel="preload" href="{icons}" as="font" type="font/woff2" crossorigin>
<link rel="icon" href="{favicon}" type="image/svg+xml">
{scripts}
</head>
<body>
<div id="react-entry-point" hidden></div>
<div id="first-paint">{paint}</div>
<script type="application/json" id="_dash-config">{config}</script>
<script type="application/json" id="_dash-renderer">{{}}</script>
<script type="application/json" id="boot">{boot}</script>
</body>
</html>
"""


def document(
    title: str,
    csrf: str,
    theme: str,
    scripts: str,
    tree: Node,
    config: str,
    boot: str,
    brand: str = "",
    staff: bool = False,
) -> str:
    """The tree twice: as HTML to be read at once, and as JSON for the renderer. Nothing in it is executed inline."""
    return _DOCUMENT.format(
        lang=tag(),
        theme=f' data-bs-theme="{theme}"' if theme != "auto" else "",
        title=escape(title),
        csrf=escape(csrf),
        font=static(FONT),
        style=style_url(),
        staff=f'\n<link rel="stylesheet" href="{staff_style_url()}">' if staff else "",
        brand=f'\n<link rel="stylesheet" href="{escape(brand)}">' if brand else "",
        icons=static(ICONS),
        favicon=static("icons/favicon.svg"),
        scripts=scripts,
        paint=html_of(tree),
        config=config,
        boot=boot,
    )


def messages() -> dict[str, str]:
    """What the script says, in the person's language; `e` and a status for answers that failed."""
    return {
        "offline": _("No connection to the portal. Nothing is lost: check your connection and try again."),
        "e400": _("This could not be done because the request was incomplete. Reload the page and try again."),
        "e403": _("You may not do this, or this page has become too old. Reload it and try again."),
        "e404": _("This no longer exists or has been withdrawn."),
        "e409": _("The portal has been updated or somebody was faster. Reload the page."),
        "e413": _("That is larger than allowed. Send less at once."),
        "e429": _("Too many requests. Wait a moment, then try again."),
        "e500": _("Something went wrong on our side. What you typed is still here; try again."),
        "e503": _("The portal is not available at the moment. What you typed is still here; try again in a minute."),
        "slow": _("This page has not finished loading. You can read it and follow its links; reload it if needed."),
        "number": _("Request %(number)s"),
        "retry": _("Try again"),
        "reload": _("Reload the page"),
        "close": _("Close"),
        "loading": _("Loading"),
    }
