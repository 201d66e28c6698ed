"""Sending a paper drawn on request: shown in the browser, or saved with `?download=1`; noted like a document."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from hashlib import sha256
from typing import Any, cast

from flask import Response, redirect, request

from auth.files import reads_on, send_pieces
from auth.visits import note
from components.file_links import DOCUMENTS
from data.queries.paper_templates import words_for_paper
from data.records.parties import Parties
from data.records.shared import DocumentRef
from data.viewer import Viewer
from integrations.files import name_of_words
from integrations.language import language
from integrations.paper_words import PAPERS, own_facts
from integrations.pdf import Paper, render


def send_paper(
    viewer: Viewer, paper: Paper, facts: Mapping[str, Any], name: str, *, parties: Parties, today: date
) -> Response:
    """The paper in the person's language; the same bytes all day long, so that a viewer may read it in parts."""
    made = datetime.combine(today, time(), UTC)
    if (known := PAPERS.get(paper.value)) is not None:
        facts = {**facts, **own_facts(known, words_for_paper(viewer, paper.value), language(), facts)}
    content = render(paper, facts, language=language(), made_at=made, archivable=False)
    inline = request.args.get("download") != "1"
    answer = send_pieces(
        lambda: iter((content,)), len(content), "application/pdf", name_of_words(name, "pdf"), inline=inline,
        tag=sha256(content).hexdigest(),
    )  # fmt: skip
    if answer.status_code < 400:
        kind = "document_opened" if inline else "document_downloaded"
        part = "part" if reads_on(answer) else None
        note(kind, viewer=viewer, client_id=parties.client_id, site_id=parties.site_id, result=part)
    return answer


def lead_to(original: DocumentRef) -> Response:
    """The way to the published original, which stands in for the paper we would draw."""
    saved = request.args.get("download") == "1"
    address = DOCUMENTS.download(original.public_id) if saved else DOCUMENTS.open(original.public_id)
    return cast(Response, redirect(address, 303))
