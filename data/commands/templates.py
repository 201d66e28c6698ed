"""The company's own words for messages: each change is a new version, so every message can name the words it had."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import text

from data.commands.outbox import Channel, Outgoing, queue_message
from data.commands.template_versions import current, earlier, write
from data.database import transaction
from data.queries.templates import words_of
from data.viewer import Forbidden, Invalid, NotFound, Permission, Viewer
from integrations.language import _
from integrations.message_kinds import KINDS
from integrations.message_words import check_words
from integrations.telephone import mobile
from integrations.templating import Words, tidy

_PHONE = text("select phone from portal.people where id = :person")


class Refused(Invalid):
    """The words cannot be used; `wrong` says for `subject` and `body` why."""

    def __init__(self, wrong: Mapping[str, str]) -> None:
        super().__init__(" ".join(wrong.values()))
        self.wrong = dict(wrong)


def save_words(
    viewer: Viewer, kind: str, channel: str, language: str, words: Words, *, seen: int, base_url: str
) -> int:
    """Keep the company's words in one language as a new version, and use them from now on; the version.

    `seen` is the version the person began with (0: none was in use). Raises Refused, Conflict, Forbidden, NotFound.
    """
    _writers_only(viewer, kind, channel)
    kept = Words(" ".join(tidy(words.subject).split()) if channel == "email" else "", tidy(words.body))
    if wrong := check_words(KINDS[kind], channel, kept, base_url):
        raise Refused(wrong)
    with transaction(viewer) as session:
        template, version, texts = current(session, kind, channel, seen)
        words_now = _kept({**words_of(texts), language: kept})
        return write(session, viewer, template, version, words_now, kind, channel)


def remove_words(viewer: Viewer, kind: str, channel: str, language: str, *, seen: int) -> None:
    """Back to the predefined words in one language; the versions are kept."""
    _writers_only(viewer, kind, channel)
    with transaction(viewer) as session:
        template, version, texts = current(session, kind, channel, seen)
        rest = {code: words for code, words in texts.items() if code != language}
        if template is None or len(rest) == len(texts):
            return
        write(session, viewer, template, version, rest, kind, channel)


def restore_version(viewer: Viewer, kind: str, channel: str, version: int, *, seen: int, base_url: str) -> int:
    """Use the words of an earlier version again, as a new one. Raises Refused when they do not hold any more."""
    _writers_only(viewer, kind, channel)
    with transaction(viewer) as session:
        template, newest, _texts = current(session, kind, channel, seen)
        words = words_of(earlier(session, template, version))
        for one in words.values():
            if wrong := check_words(KINDS[kind], channel, one, base_url):
                raise Refused(wrong)
        return write(session, viewer, template, newest, _kept(words), kind, channel)


def send_test(
    viewer: Viewer, kind: str, channel: Channel, language: str, examples: Mapping[str, str], host: str
) -> str:
    """Send the words in use, with made-up values, to the person who asks; where to. Raises Invalid without a number."""
    _writers_only(viewer, kind, channel)
    with transaction(viewer) as session:
        to = viewer.email
        if channel == "sms":
            to = mobile(session.execute(_PHONE, {"person": viewer.person_id}).scalar() or "") or ""
            if not to:
                raise Invalid(_("Your account has no mobile number that a test could be sent to."))
        values = {**examples, "name": viewer.name, "test": "yes"}
        queue_message(session, Outgoing(kind, to, language, host, channel, viewer.person_id, variables=values))
    return to


def _writers_only(viewer: Viewer, kind: str, channel: str) -> None:
    if not viewer.may(Permission.WRITE_TEMPLATES):
        raise Forbidden
    if kind not in KINDS or channel not in KINDS[kind].channels:
        raise NotFound


def _kept(words: Mapping[str, Words]) -> dict[str, dict[str, str]]:
    return {code: {"subject": one.subject, "body": one.body} for code, one in words.items()}
