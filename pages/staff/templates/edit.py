"""One template: its words in one language, what they make, saving, testing, earlier versions, the predefined words."""

from collections.abc import Mapping

from flask import Response, make_response, redirect, request

from auth.access import may
from auth.forms import fields
from auth.message_previews import facts_now, framed, framed_mistakes, framed_short, settings, short_as_sent
from auth.portal import Query, register_page, route, show_again
from components.message_words import segment_words
from components.page import Page
from components.template_editor import EDIT, Choice, Editor, editor_page, preview_frame
from data.commands.templates import Refused, remove_words, restore_version, save_words, send_test
from data.queries.company import company
from data.queries.templates import find_template, list_versions
from data.viewer import Invalid, NotFound, Permission, Viewer
from integrations.language import LANGUAGES, _, use_language
from integrations.message_kinds import KINDS
from integrations.message_words import check_words, examples, host_of, predefined_in, write_mail, write_sms
from integrations.templating import LONGEST, Words, tidy

WRITERS = may(Permission.WRITE_TEMPLATES)


@register_page(EDIT, access=WRITERS)
def layout(viewer: Viewer, query: Query) -> Page:
    """The editor of `?kind=`, `?channel=` and `?language=`."""
    return _editor(viewer, _choice(query, viewer.language), said=query.get("said", ""))


@route(EDIT, access=WRITERS, methods=("POST",))
def change(viewer: Viewer) -> Response:
    """Save, test, go back to an earlier version or to the predefined words, as the button says."""
    sent = fields("kind", "channel", "language", "seen", "do", "version")
    choice = _choice(sent, viewer.language)
    kind, channel, language, seen = choice.kind.code, choice.channel, choice.language, _whole(sent["seen"])
    base_url = settings().base_url
    try:
        if sent["do"] == "test":
            with use_language(language):
                values = examples(choice.kind, facts_now())
            send_test(viewer, kind, channel, language, values, host_of(base_url))  # type: ignore[arg-type]
            return _done(choice, "test")
        if sent["do"] == "remove":
            remove_words(viewer, kind, channel, language, seen=seen)
            return _done(choice, "removed")
        if sent["do"] == "restore":
            restore_version(viewer, kind, channel, _whole(sent["version"]), seen=seen, base_url=base_url)
            return _done(choice, "restored")
        save_words(viewer, kind, channel, language, _typed(), seen=seen, base_url=base_url)
        return _done(choice, "saved")
    except Refused as refused:
        typed = _typed() if sent["do"] == "save" else None
        page = _editor(viewer, choice, words=typed, wrong=refused.wrong)
        return show_again(viewer, page, EDIT, f"?{choice.query}")


@route("/staff/templates/preview", access=WRITERS)
def preview(viewer: Viewer) -> Response:
    """What the words in use make, for the frame of the editor."""
    choice = _choice(request.args, viewer.language)
    return _shown(choice, _words(viewer, choice))


@route("/staff/templates/preview", access=WRITERS, methods=("POST",), repeatable=True)
def preview_typed(viewer: Viewer) -> Response:
    """What the words in the fields make; nothing is kept."""
    return _shown(_choice(fields("kind", "channel", "language"), viewer.language), _typed())


def _choice(told: Mapping[str, str], language: str) -> Choice:
    kind = KINDS.get(told.get("kind") or next(iter(KINDS)))
    channel = told.get("channel") or "email"
    if kind is None or channel not in kind.channels:
        raise NotFound
    wanted = told.get("language") or language
    return Choice(kind, channel, wanted if wanted in LANGUAGES else language)


def _whole(text: str) -> int:
    if not text.isdecimal() or len(text) > 9:
        raise Invalid(_("This form was not sent as it was made. Please reload the page and try again."))
    return int(text)


def _typed() -> Words:
    """The words in the form: longer than other fields may be."""
    found = []
    for name in ("subject", "body"):
        values = request.form.getlist(name)
        if len(values) > 1 or any(len(value) > 2 * LONGEST for value in values):
            raise Invalid(_("This form was not sent as it was made. Please reload the page and try again."), name)
        found.append(values[0].replace("\r\n", "\n") if values else "")
    return Words(*found)


def _words(viewer: Viewer, choice: Choice) -> Words:
    own = find_template(viewer, choice.kind.code, choice.channel)
    kept = own.words.get(choice.language) if own is not None else None
    return kept or predefined_in(choice.kind.code, choice.channel, choice.language)


def _editor(
    viewer: Viewer, choice: Choice, *, words: Words | None = None, wrong: Mapping[str, str] | None = None,
    said: str = "",
) -> Page:  # fmt: skip
    own = find_template(viewer, choice.kind.code, choice.channel)
    versions = tuple(list_versions(viewer, choice.kind.code, choice.channel))
    shown = words or _words(viewer, choice)
    editor = Editor(choice, shown, own, versions, preview_frame(choice), wrong or {}, said)
    return editor_page(viewer, editor, company().zone)


def _done(choice: Choice, said: str) -> Response:
    return make_response(redirect(f"{choice.address}&said={said}", 303))


def _shown(choice: Choice, words: Words) -> Response:
    """A frame with the mail or the short message, or with what is wrong with the words."""
    facts = facts_now()
    kept = Words(" ".join(tidy(words.subject).split()), tidy(words.body))
    wrong = check_words(choice.kind, choice.channel, kept, facts.base_url)
    if wrong:
        return framed_mistakes(wrong.values())
    with use_language(choice.language):
        values = examples(choice.kind, facts)
        if choice.channel == "email":
            return framed(write_mail(kept, values, facts).html)
        text = short_as_sent(write_sms(kept, values), choice.language)
    return framed_short(text, segment_words(text))
