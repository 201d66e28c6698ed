"""The company's own words for papers: each change is a new version."""

from __future__ import annotations

from collections.abc import Mapping

from data.commands.template_versions import current, earlier, write
from data.commands.templates import Refused
from data.database import transaction
from data.queries.paper_templates import writers_only
from data.viewer import NotFound, Viewer
from integrations.language import LANGUAGES
from integrations.paper_words import PAPERS, SWITCHES_KEY, PaperKind, check_blocks, texts_in
from integrations.templating import tidy


def save_paper(
    viewer: Viewer, kind: str, language: str, texts: Mapping[str, str], off: frozenset[str], *, seen: int
) -> int:
    """Keep the texts in one language and what is left out in all of them, and draw papers with them; the version.

    `seen` is the version the person began with (0: none was in use). Raises Refused, Conflict, Forbidden, NotFound.
    """
    paper = _known(viewer, kind)
    if language not in LANGUAGES:
        raise NotFound
    kept = {block.code: tidy(texts.get(block.code, "")) for block in paper.blocks}
    if wrong := check_blocks(paper, kept):
        raise Refused(wrong)
    switches = {code: code not in off for code in paper.switches}
    with transaction(viewer) as session:
        template, version, now = current(session, kind, "pdf", seen)
        return write(session, viewer, template, version, now | {language: kept, SWITCHES_KEY: switches}, kind, "pdf")


def remove_paper(viewer: Viewer, kind: str, language: str, *, seen: int) -> None:
    """Back to the predefined words in one language; without any own words left, every part is shown again."""
    _known(viewer, kind)
    with transaction(viewer) as session:
        template, version, now = current(session, kind, "pdf", seen)
        if template is None or language not in now:
            return
        rest = {key: value for key, value in now.items() if key != language}
        write(session, viewer, template, version, {} if set(rest) == {SWITCHES_KEY} else rest, kind, "pdf")


def restore_paper(viewer: Viewer, kind: str, version: int, *, seen: int) -> int:
    """Use an earlier version again, as a new one. Raises Refused when its words do not hold any more."""
    paper = _known(viewer, kind)
    with transaction(viewer) as session:
        template, newest, _now = current(session, kind, "pdf", seen)
        kept = earlier(session, template, version)
        for language in LANGUAGES:
            if wrong := check_blocks(paper, texts_in(paper, kept, language) or {}):
                raise Refused(wrong)
        return write(session, viewer, template, newest, kept, kind, "pdf")


def _known(viewer: Viewer, kind: str) -> PaperKind:
    writers_only(viewer)
    if kind not in PAPERS:
        raise NotFound
    return PAPERS[kind]
