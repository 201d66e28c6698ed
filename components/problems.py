"""Words for what went wrong, one pair for each status: what happened, and what the person can do."""

from __future__ import annotations

from components.cards import button_link
from components.html import H1, Div, P, Span, icon
from components.page import Page
from integrations.language import N_, _

PROBLEMS: dict[int | str, tuple[str, str]] = {
    400: (
        N_("This request cannot be read"),
        N_("Something in the address or the form is not right. Go back and try again."),
    ),
    401: (N_("Please sign in"), N_("Your session has ended, or you have not signed in yet.")),
    403: (
        N_("You may not do this"),
        N_("Your access does not include this. Ask the person who gave you access if you need it."),
    ),
    404: (N_("This page does not exist"), N_("It may have been moved or withdrawn, or the address is mistyped.")),
    409: (
        N_("Somebody was faster"),
        N_("What you wanted to change has changed in the meantime. Reload the page and look again."),
    ),
    413: (N_("That is too large"), N_("What you sent is larger than allowed. Send less at once.")),
    429: (N_("Too many tries"), N_("Please wait a little before you try again.")),
    500: (
        N_("Something went wrong on our side"),
        N_("It has been written down. Try again; if it happens again, tell us the number below."),
    ),
    503: (
        N_("The portal is not available at the moment"),
        N_("We are working on it. Nothing you saved is lost. Try again in a minute."),
    ),
    "crowded": (
        N_("Very many people are here at the moment"),
        N_("What you asked for was not begun, so nothing is half done. Please try again in a few seconds."),
    ),
    "portal_closed": (
        N_("The portal is closed at the moment"),
        N_("You have been signed out. Everything is kept and will be here again as soon as the portal opens."),
    ),
    "area_closed": (
        N_("This part of the portal is closed at the moment"),
        N_("Nothing is lost: it will be here again as soon as it opens. Until then we gladly help you in person."),
    ),
}


def problem_words(status: int, problem: int | str = 0) -> tuple[str, str]:
    """Title and advice in the current language, of the problem if it has its own; unknown ones read like their
    family."""
    title, advice = PROBLEMS.get(problem) or PROBLEMS.get(status) or PROBLEMS[400 if status < 500 else 500]
    return _(title), _(advice)


def problem_page(status: int, message: str, request_id: str, problem: int | str = 0) -> Page:
    """The problem inside the shell; `message` (already in the person's language) replaces the usual advice."""
    title, advice = problem_words(status, problem)
    number = _("Status %(status)s, request %(request)s") % {"status": status, "request": request_id}
    content = Div(
        Span(icon("exclamation-circle"), className="problem-icon"),
        H1(title),
        P(message or advice, className="problem-text"),
        Div(button_link(_("Home"), "/", icon_name="house-door", kind="primary"), className="problem-actions"),
        P(number, className="problem-id"),
        className="problem",
    )
    return Page(title, content)
