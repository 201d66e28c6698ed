"""Delivering messages: at once when one is written, and by a sweep each minute that makes a lost job harmless."""

from __future__ import annotations

import logging

from data.commands import messages
from data.queries.company import company
from data.records.message import Delivery
from data.viewer import PortalError
from integrations.language import LANGUAGES
from integrations.letters import Letter
from integrations.mail import MailDelayed, MailRefused, MailServer, compose, deliver
from integrations.message_kinds import KINDS
from integrations.message_words import host_of
from integrations.seals import MESSAGE_SECRETS, SealBroken, unseal
from integrations.settings import Settings
from integrations.sms import Gateway, SmsDelayed, SmsRefused, as_sent, send_sms
from integrations.templating import NothingToSay
from jobs.letters import write_letter, write_short
from jobs.queue import queue, settings

logger = logging.getLogger(__name__)
MOST_UNCERTAIN = 2  # tries of an SMS when nobody knows whether the gateway took it


@queue.task(name="deliver_message")
def deliver_message(message: int) -> None:
    """Deliver one message, if it still is to be delivered."""
    delivery = messages.lease_message(message)
    if delivery is not None:
        send(delivery, settings())


@queue.periodic(cron="* * * * *")
@queue.task(name="sweep_messages", queueing_lock="sweep_messages")
def sweep_messages(timestamp: int = 0) -> None:
    """Expire what has become useless, then deliver what is due, oldest first."""
    messages.expire_messages()
    away: set[str] = set()  # channels that cannot be reached: what waits for them can wait
    for due in messages.list_due_messages():
        if due.channel in away:
            continue
        delivery = messages.lease_message(due.id)
        if delivery is not None and not send(delivery, settings()):
            away.add(due.channel)


def send(delivery: Delivery, installation: Settings) -> bool:
    """Deliver and write down what became of it. False when its channel cannot be reached, so others can wait."""
    try:
        _deliver(delivery, installation)
    except (MailRefused, SmsRefused, SealBroken, KeyError, NothingToSay) as error:
        refused = isinstance(error, (MailRefused, SmsRefused))
        reason = str(error) if refused else f"cannot be written: {type(error).__name__}"
        logger.warning("message refused", extra={"message_id": delivery.id, "reason": reason})
        messages.mark_failed(delivery.id, reason)
    except (MailDelayed, SmsDelayed) as error:
        logger.warning("message delayed", extra={"message_id": delivery.id, "reason": str(error)})
        if isinstance(error, SmsDelayed) and error.uncertain and delivery.attempts >= MOST_UNCERTAIN:
            messages.mark_failed(delivery.id, f"{error}; it may have been sent")
        else:
            messages.delay_message(delivery, str(error))
        return not error.unreachable
    except PortalError:
        raise  # the database is away: the lease runs out, and the next sweep tries again
    except Exception as error:
        logger.exception("message could not be sent", extra={"message_id": delivery.id})
        messages.delay_message(delivery, type(error).__name__)
    return True


def _deliver(delivery: Delivery, installation: Settings) -> None:
    if delivery.bounced and not KINDS[delivery.template].asked:
        messages.mark_suppressed(delivery.id, "the mailbox has refused mail before")
        return
    secrets = unseal(installation.derived(MESSAGE_SECRETS), delivery.sealed) if delivery.sealed is not None else {}
    if delivery.channel == "sms":
        words = write_short(delivery, secrets, company(), installation.base_url)
        letter = Letter("SMS", as_sent(words, installation.sms_fold, delivery.language), "")
    else:
        letter = write_letter(delivery, secrets, company(), installation.base_url)
    if installation.demo:
        messages.keep_in_mailbox(delivery, letter)
        return
    if delivery.channel == "sms":
        send_sms(_gateway(installation), delivery.recipient, letter.text, delivery.public_id)
    else:
        _hand_over(delivery, letter, installation)
    messages.mark_sent(delivery.id)


def _gateway(installation: Settings) -> Gateway:
    if installation.sms_provider is None:
        raise SmsDelayed("no SMS gateway is configured (ATRIO_SMS_PROVIDER)", unreachable=True)
    return Gateway(
        installation.sms_provider, installation.sms_url, installation.sms_method, installation.sms_headers,
        installation.sms_body, installation.sms_account, installation.sms_secret, installation.sms_sender,
    )  # fmt: skip


def _hand_over(delivery: Delivery, letter: Letter, installation: Settings) -> None:
    own_name = host_of(installation.base_url)
    if not installation.mail_server:
        raise MailDelayed("no mail server is configured (ATRIO_MAIL_SERVER)", unreachable=True)
    server = MailServer.from_text(installation.mail_server, installation.mail_security, installation.mail_username,
                                  installation.mail_password, own_name)  # fmt: skip
    sender = installation.mail_sender or company().email or f"portal@{own_name}"
    content = compose(
        letter, recipient=delivery.recipient, sender=sender, sender_name=company().name, message_id=delivery.message_id,
        language=LANGUAGES[delivery.language].replace("_", "-"),
    )  # fmt: skip
    deliver(server, sender=sender, recipient=delivery.recipient, content=content)
