"""Delivering messages: at once when one is written, and by a sweep each minute that makes a lost job harmless."""

from __future__ import annotations

import logging
from urllib.parse import urlsplit

from data.commands import messages
from data.queries.company import company
from data.records.message import Delivery
from data.viewer import PortalError
from integrations.language import LANGUAGES
from integrations.letters import Letter
from integrations.mail import MailDelayed, MailRefused, MailServer, compose, deliver
from integrations.seals import MESSAGE_SECRETS, SealBroken, unseal
from integrations.settings import Settings
from jobs.letters import write_letter
from jobs.queue import queue, settings

logger = logging.getLogger(__name__)


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
    for message in messages.list_due_messages():
        delivery = messages.lease_message(message)
        if delivery is not None and not send(delivery, settings()):
            return


def send(delivery: Delivery, installation: Settings) -> bool:
    """Deliver and write down what became of it. False when the mail server cannot be reached, so others can wait."""
    try:
        secrets = unseal(installation.derived(MESSAGE_SECRETS), delivery.sealed) if delivery.sealed is not None else {}
        letter = write_letter(delivery, secrets, company())
        if installation.demo:
            messages.keep_in_mailbox(delivery, letter)
        else:
            _hand_over(delivery, letter, installation)
            messages.mark_sent(delivery.id)
    except (MailRefused, SealBroken, KeyError) as error:
        reason = str(error) if isinstance(error, MailRefused) else f"cannot be written: {type(error).__name__}"
        logger.warning("message refused", extra={"message_id": delivery.id, "reason": reason})
        messages.mark_failed(delivery.id, reason)
    except MailDelayed as error:
        logger.warning("message delayed", extra={"message_id": delivery.id, "reason": str(error)})
        messages.delay_message(delivery, str(error))
        return not error.unreachable
    except PortalError:
        raise  # the database is away: the lease runs out, and the next sweep tries again
    except Exception as error:
        logger.exception("message could not be sent", extra={"message_id": delivery.id})
        messages.delay_message(delivery, type(error).__name__)
    return True


def _hand_over(delivery: Delivery, letter: Letter, installation: Settings) -> None:
    own_name = urlsplit(installation.base_url).hostname or "localhost"
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
