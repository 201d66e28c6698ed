"""The catalogues: nothing untranslated, and nothing the extraction cannot see."""

import ast
import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from components.states import STATES, state_words
from integrations import catalogues
from integrations.language import LANGUAGES, gettext, money, ngettext, number, pgettext, use_language

SOURCES = [path for folder in ("pages", "components", "auth", "data", "integrations", "jobs")
           for path in sorted((catalogues.ROOT / folder).rglob("*.py"))]  # fmt: skip


def test_every_message_is_translated_into_every_language():
    assert catalogues.problems() == []


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(catalogues.ROOT)))
def test_no_message_hides_inside_an_f_string(path: Path):
    hidden = [node.lineno for text in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
              if isinstance(text, ast.JoinedStr) for node in ast.walk(text)
              if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
              and node.func.id in ("_", "gettext", "ngettext", "pgettext", "N_", "NP_")
              and node.args and isinstance(node.args[0], ast.Constant)]  # fmt: skip
    assert hidden == [], "extraction does not look into f-strings before Python 3.12"


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Catalog:
    """What the code asks for; the Italian catalogue, the only one, knows two texts, one of an invoice."""
    (tmp_path / "messages.po").write_text(
        'msgctxt "invoice"\nmsgid "Cancelled"\nmsgstr "Annullata"\n\nmsgid "Paid"\nmsgstr "Pagato"\n', encoding="utf-8"
    )
    asked = Catalog(charset="utf-8")
    monkeypatch.setattr(catalogues, "LANGUAGES", {"en": "en_GB", "it": "it_IT"})
    monkeypatch.setattr(catalogues, "path_of", lambda code: tmp_path / "messages.po")
    monkeypatch.setattr(catalogues, "extracted", lambda: asked)
    return asked


def test_an_update_keeps_translations_by_context_and_guesses_none(asked: Catalog):
    for text, context in (("Cancelled", "invoice"), ("Cancelled", "quote"), ("Paid", None), ("Paid", "invoice")):
        asked.add(text, context=context)
    catalogues.update()
    kept = {(one.id, one.context): one.string for one in catalogues.stored("it") if one.id}
    assert kept == {("Cancelled", "invoice"): "Annullata", ("Cancelled", "quote"): "",
                    ("Paid", None): "Pagato", ("Paid", "invoice"): ""}  # fmt: skip
    assert catalogues.problems() == [
        "it: 'Cancelled' of 'quote' is not translated", "it: 'Paid' of 'invoice' is not translated",
    ]  # fmt: skip


def test_a_text_of_another_context_is_not_taken_for_the_one_asked_for(asked: Catalog):
    asked.add("Cancelled", context="quote")
    assert catalogues.problems() == ["it: 'Cancelled' of 'quote' is not translated"]


def test_every_state_is_marked_with_its_own_noun():
    marked = {(one.context, one.id) for one in catalogues.extracted() if one.context}
    used = {(noun, state.words) for noun, states in STATES.items() for state in states.values()}
    assert used <= marked


def test_the_words_of_a_state_agree_with_their_noun():
    with use_language("it"):
        assert state_words("invoice", "cancelled") == "Annullata"
        assert state_words("quote", "cancelled") == "Annullato"
        assert pgettext("no such noun", "Cancelled") == "Cancelled"
    with use_language("es"):
        assert (state_words("inspection", "done"), state_words("job", "done")) == ("Realizada", "Realizado")
    with use_language("ro"):
        assert (state_words("order", "cancelled"), state_words("contract", "cancelled")) == ("Anulată", "Anulat")
    with use_language("en"):
        assert state_words("invoice", "cancelled") == state_words("quote", "cancelled") == "Cancelled"


def test_plurals_follow_the_language():
    with use_language("ro"):
        forms = {ngettext("%(n)s site", "%(n)s sites", n) for n in (1, 2, 20)}
    assert len(forms) == 3


@pytest.mark.parametrize("code", LANGUAGES)
def test_money_and_figures_are_never_broken_over_lines(code):
    with use_language(code):
        assert " " not in money(1842.60, "EUR") + money(1356.20, "RON") + number(1234567)
        assert gettext("") == ""


def test_no_italian_article_stands_before_a_day():
    """It would have to become l'8 and l'11: the day is told without one."""
    articled = re.compile(
        r"\b(il|lo|al|dal|del|nel|sul) (%\((date|day|from|until|since|on)\)s|\{date\})", re.IGNORECASE
    )
    catalogue = (catalogues.ROOT / "translations/it/LC_MESSAGES/messages.po").read_text(encoding="utf-8")
    papers = (catalogues.ROOT / "integrations/pdf_templates/words.toml").read_text(encoding="utf-8")
    lines = [*catalogue.splitlines(), *papers.splitlines()]
    told = [line for line in lines if line.startswith(("msgstr", "it ", '"'))]
    assert [line for line in told if articled.search(line)] == []
