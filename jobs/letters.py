"""Writing a message: the company's own words where it has some that hold, else the predefined ones."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace

from data.commands.messages import mark_template_broken, pin_template
from data.queries.templates import find_words_for
from data.records.company import Company
from data.records.message import Delivery
from data.records.template import OwnWords
from integrations.language import use_language
from integrations.letters import Letter, Sender
from integrations.message_kinds import KINDS, Kind, predefined
from integrations.message_words import Facts, check_words, values_of, write_mail, write_sms
from integrations.templating import Words

logger = logging.getLogger(__name__)


def write_letter(delivery: Delivery, secrets: Mapping[str, str], company: Company, base_url: str) -> Letter:
    """The mail of a message, in the message's language. Raises KeyError for an unknown kind, NothingToSay."""
    words, values, facts = _written(delivery, secrets, company, base_url)
    with use_language(delivery.language):
        letter = write_mail(words, values, facts)
    return replace(letter, subject=f"[Test] {letter.subject}") if delivery.variables.get("test") else letter


def write_short(delivery: Delivery, secrets: Mapping[str, str], company: Company, base_url: str) -> str:
    """The text of a short message, likewise."""
    words, values, _facts = _written(delivery, secrets, company, base_url)
    with use_language(delivery.language):
        return write_sms(words, values)


def facts_of(company: Company, base_url: str, delivery: Delivery) -> Facts:
    """What the company and the message's times say."""
    sender = Sender(company.name, company.phone, company.email)
    return Facts(sender, base_url, company.zone, delivery.created_at, delivery.expires_at)


def _written(
    delivery: Delivery, secrets: Mapping[str, str], company: Company, base_url: str
) -> tuple[Words, dict[str, str], Facts]:
    kind, facts = KINDS[delivery.template], facts_of(company, base_url, delivery)
    with use_language(delivery.language):
        values = values_of(kind, delivery.variables, secrets, facts)
        words = _own(delivery, kind, company, base_url) or predefined(kind, delivery.channel)
    return words, values, facts


def _own(delivery: Delivery, kind: Kind, company: Company, base_url: str) -> Words | None:
    """The company's words if it has some in this language and nothing is wrong with them."""
    own = find_words_for(kind.code, delivery.channel, delivery.template_version_id)
    words = own.words.get(delivery.language) if own is not None else None
    if own is None or words is None:
        return None
    with use_language(company.language):
        wrong = check_words(kind, delivery.channel, words, base_url)
    if wrong:
        _complain(own, " ".join(wrong.values()))
        return None
    pin_template(delivery.id, own.version_id)
    return words


def _complain(own: OwnWords, why: str) -> None:
    logger.warning("own template is broken", extra={"template": own.public_id, "why": why})
    mark_template_broken(own.template_id, why)
