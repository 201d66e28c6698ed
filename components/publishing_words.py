"""What publishing says: why a file is uncertain, where it belongs, what a batch is called."""

from __future__ import annotations

from components.nouns import NOUNS
from data.records.publishing import Batch, Target
from integrations.language import N_, _, moment, ngettext, number

PATH = "/staff/publishing"
REASONS = {
    "nothing": N_("No number of ours was found in its name or text."),
    "several": N_("Several records could be meant."),
    "used_twice": N_("More than one record has this number."),
    "other_client": N_("Something in it belongs to another client."),
    "other_site": N_("It names another site than the record's."),
    "kind": N_("It does not say clearly what kind of document it is."),
    "no_record": N_("The client is known, the record is not."),
    "only_digits": N_("The number is nothing but digits, and may be there by chance."),
    "unpublished": N_("The record itself is not published."),
    "already": N_("This very file is published there already."),
    "twice": N_("The same file waits more than once."),
    "gone": N_("The file itself is lost. Upload it again."),
}

# of the files of a batch: published, certain, uncertain, taken back, thrown away
COUNTED = (
    N_("%(n)s published"), N_("%(n)s certain"), N_("%(n)s to decide"), N_("%(n)s taken back"), N_("%(n)s thrown away"),
)  # fmt: skip


def place_told(target: Target) -> str:
    """Where a document belongs, the most exact first."""
    record = NOUNS[target.noun].title(target.number or "") if target.noun else None
    return " · ".join(part for part in (record, target.site_name, target.client_name) if part)


def batch_title(batch: Batch, zone: str) -> str:
    """What a batch is called."""
    return _("Batch of %(when)s") % {"when": moment(batch.created_at, zone)}


def counts_told(batch: Batch) -> str:
    """How many files there are, and what became of them."""
    parts = [ngettext("%(n)s file", "%(n)s files", batch.files) % {"n": number(batch.files)}]
    counted = (batch.published, batch.certain, batch.uncertain, batch.undone, batch.discarded)
    parts += [_(words) % {"n": number(count)} for count, words in zip(counted, COUNTED, strict=True) if count]
    return ", ".join(parts)
