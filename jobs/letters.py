"""The predefined mails: for each template the words, from the message's variables, in the current language."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from data.records.company import Company
from data.records.message import Delivery
from integrations.language import _, clock, moment, ngettext, number, use_language
from integrations.letters import Letter, Sender, letter


def write_letter(delivery: Delivery, secrets: Mapping[str, str], company: Company) -> Letter:
    """The mail of a message, in the message's language. Raises KeyError for an unknown template or missing variable."""
    write = _TEMPLATES[delivery.template]
    with use_language(delivery.language):
        return write(delivery, secrets, company, Sender(company.name, company.phone, company.email))


def _sign_in_code(delivery: Delivery, secrets: Mapping[str, str], company: Company, sender: Sender) -> Letter:
    until = clock(delivery.expires_at or delivery.created_at, company.zone)
    return letter(
        sender,
        _("Your sign-in code for %(company)s") % {"company": company.name},
        lines=[_("Enter this code on the page where you asked for it.")],
        code=secrets["code"],
        notes=[
            _("Sent %(sent)s, valid until %(until)s. It works once.")
            % {"sent": clock(delivery.created_at, company.zone), "until": until},
            _("You did not ask for a code? Then somebody typed your address by mistake: nothing has happened, and you "
              "need not do anything. Never give a code to anybody who asks you for it."),
        ],
    )  # fmt: skip


def _download_ready(delivery: Delivery, secrets: Mapping[str, str], company: Company, sender: Sender) -> Letter:
    documents = int(delivery.variables["documents"])
    packed = ngettext(
        "The ZIP file you asked for is ready: %(n)s document.", "The ZIP file you asked for is ready: %(n)s documents.",
        documents,
    )  # fmt: skip
    until = moment(delivery.expires_at or delivery.created_at, company.zone)
    return letter(
        sender,
        _("Your documents are ready to download"),
        lines=[packed % {"n": number(documents)}],
        way=(str(delivery.variables["address"]), _("Open my downloads")),
        notes=[
            _("It is kept until %(until)s and opens for you alone, after you have signed in.") % {"until": until},
        ],
    )


_Writer = Callable[[Delivery, Mapping[str, str], Company, Sender], Letter]
_TEMPLATES: dict[str, _Writer] = {"sign_in_code": _sign_in_code, "download_ready": _download_ready}
